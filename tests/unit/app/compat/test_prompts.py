"""What a prompt of `/v1/completions` is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.compat.prompts import conversation, is_fill_in


@pytest.mark.parametrize(
    "prompt",
    [
        "<fim_prefix>int main() {<fim_suffix>}<fim_middle>",
        "<|fim_prefix|>int main() {<|fim_suffix|>}<|fim_middle|>",
        "<|fim_begin|>a<|fim_hole|>b<|fim_end|>",
        "<｜fim▁begin｜>a<｜fim▁hole｜>b<｜fim▁end｜>",
        "<PRE> a <SUF>b <MID>",
        "[SUFFIX]b[PREFIX]a",
        "<fim-prefix>a<fim-suffix>b<fim-middle>",
    ],
)
def test_the_marks_of_code_models_are_texts_to_fill_in(prompt: str) -> None:
    assert is_fill_in(prompt, None)


@pytest.mark.parametrize(
    "prompt",
    [
        "What is the reset value of RCC_CTLR?",
        "Which bits are in [MIDDLE-ENDIAN]?",
        "prefix <pre> suffix",
        "FIFO",
    ],
)
def test_questions_are_none(prompt: str) -> None:
    assert not is_fill_in(prompt, None)
    assert not is_fill_in(prompt, "")
    assert is_fill_in(prompt, "}")


def test_a_conversation_that_a_client_wrote_out() -> None:
    prompt = "system: Be short.\nuser: Of the CH32V003:\nuser: what is\nRCC_CTLR?\nassistant: "
    assert [(message.role, message.text) for message in conversation(prompt)] == [
        ("system", "Be short."),
        ("user", "Of the CH32V003:"),
        ("user", "what is\nRCC_CTLR?"),
    ]


@pytest.mark.parametrize(
    "prompt",
    [
        "What does the log say?\nuser: root\nassistant: none",
        "user: root\nassistant: none\nWhat is this?",
        "user: what is RCC_CTLR?",
        "assistant: ",
        "user: \nassistant: ",
        "",
    ],
)
def test_anything_else_is_one_question(prompt: str) -> None:
    (message,) = conversation(prompt)
    assert (message.role, message.text) == ("user", prompt)


@given(
    st.lists(
        st.tuples(st.sampled_from(["system", "user", "assistant"]), st.text("ab :\n", min_size=1)), min_size=1
    )
)
def test_nothing_of_a_prompt_is_lost(turns: list[tuple[str, str]]) -> None:
    prompt = "".join(f"{role}: {text}\n" for role, text in turns) + "assistant: "
    kept = [message.text for message in conversation(prompt)]
    assert all(any(text.strip() in message for message in kept) for _, text in turns)
