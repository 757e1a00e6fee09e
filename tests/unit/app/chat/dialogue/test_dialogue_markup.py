"""The user's own words."""

import pytest

from app.chat.dialogue import own_words, read_dialogue, token_count
from app.chat.schemas import Message, Part

QUESTION = "What is the reset value of RCC_CTLR?"


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        f'<user_input mode="act">\n{QUESTION}\n</user_input>\n<environment_details>E</environment_details>',
        f'{QUESTION}\n<file_content path="src/main.c">\nint CH583;\n</file_content>',
        f"```src/main.c (1-3)\nint ESP32;\n```\n\n{QUESTION}",
        f"<attachments>\n<attachment>x</attachment>\n</attachments>\n<userRequest>{QUESTION}</userRequest>",
        f"{QUESTION}\n<environment_details>cut off",
    ],
)
def test_ide_markup_is_no_question(text: str) -> None:
    assert own_words(text) == QUESTION


def test_code_alone_is_the_question() -> None:
    assert "RCC->CTLR" in own_words("```c\nRCC->CTLR = 1;\n```")


def test_last_user_message_asks_and_earlier_ones_are_kept_newest_first() -> None:
    messages = [
        Message(role="developer", content="You are an IDE."),
        Message(role="user", content="about the CH583"),
        Message(role="assistant", content="yes"),
        Message(role="user", content=[Part(type="text", text="and ESP32?"), Part(type="image_url")]),
        Message(role="user", content="its RTC?"),
    ]
    dialogue = read_dialogue(messages)
    assert dialogue.question == "its RTC?"
    assert dialogue.earlier == ("and ESP32?", "about the CH583")


def test_no_words_no_question() -> None:
    assert (
        read_dialogue([Message(role="system", content="x"), Message(role="user", content=None)]).question
        == ""
    )


def test_a_pasted_book_ends_with_its_question() -> None:
    assert own_words("x" * 9000 + QUESTION).endswith(QUESTION)


def test_chinese_characters_are_tokens() -> None:
    assert token_count("复位值") == 3
    assert token_count("abcdefgh") == 2
    assert token_count("") == 0
