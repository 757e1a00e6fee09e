"""A shortened conversation: within its budget, and without losing what was reported and decided."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.dialogue import DialogueState, compress, read_dialogue
from app.chat.dialogue.history import tokens_of
from app.chat.dialogue.protecting import protected
from app.chat.schemas import Message

STATE = DialogueState(chip="CH32V003", chips=("CH32V003",))
LAST = "What is the reset value of RCC_CFGR0?"
FILLER = st.sampled_from(
    ["Well, let me think about that.", "好的,我看一下。", "It is a fine day " * 6 + ".", "Thanks!", "x" * 90]
)
HEX = st.integers(0, 2**32 - 1).map(lambda number: f"0x{number:08X}")
REGISTER = st.sampled_from(["RCC_CTLR", "USART1_BRR", "GPIOA_CFGLR", "R32_PWM_STAT", "ADC_CTLR2"])
PLANTED = st.one_of(
    st.tuples(REGISTER, HEX).map(lambda pair: (f"{pair[0]} = {pair[1]}", f"{pair[0]} = {pair[1]}")),
    st.tuples(REGISTER, HEX).map(lambda pair: (f"{pair[0]} 读到 {pair[1]}", f"{pair[0]} = {pair[1]}")),
    HEX.map(lambda number: (f"it sits at {number} now", number)),
    st.integers(1, 999).map(
        lambda n: (f"\nE ({n}) spi: transfer failed with {n}\n", f"E ({n}) spi: transfer failed with {n}")
    ),
    st.integers(1, 99).map(
        lambda n: (
            f"\nsrc/main.c:{n}:5: error: 'X{n}' undeclared\n",
            f"src/main.c:{n}:5: error: 'X{n}' undeclared",
        )
    ),
    st.sampled_from(["HSI", "DMA", "PLL"]).map(
        lambda n: (f"Let's go with the {n} for this.", f"Let's go with the {n} for this.")
    ),
    st.sampled_from(["内部时钟", "中断方式"]).map(lambda n: (f"我们决定用{n}。", f"决定用{n}")),
    st.tuples(st.integers(1, 900), st.sampled_from(["MHz", "mA", "µs", "kΩ", "°C"])).map(
        lambda p: (f"about {p[0]} {p[1]} here", f"{p[0]} {p[1]}")
    ),
)
"""What is said, and what of it must survive."""
SAID = st.tuples(st.sampled_from(["user", "assistant", "tool"]), FILLER, PLANTED, FILLER)
HISTORY = st.lists(SAID, min_size=1, max_size=14)


def conversation(said: list[tuple[str, str, tuple[str, str], str]]) -> list[Message]:
    lines = [
        Message(role=role, content=f"{before} {planted[0]}\n{after}")  # type: ignore[arg-type]  # known roles
        for role, before, planted, after in said
    ]
    return [Message(role="system", content="You help."), *lines, Message(role="user", content=LAST)]


def text_of(messages: list[Message]) -> str:
    return "\n".join(message.text for message in messages)


def everything(messages: list[Message]) -> int:
    """A budget that surely holds each protected item once, each with a separator, and the fixed parts."""
    items = [item for message in messages for item in protected(message.text).items()]
    return 120 + 2 * tokens_of([Message(role="user", content=f"; {item}\n") for item in items])


@given(HISTORY)
@settings(max_examples=150, deadline=None)
def test_nothing_that_is_protected_is_lost(said: list[tuple[str, str, tuple[str, str], str]]) -> None:
    messages = conversation(said)
    budget = min(everything(messages), tokens_of(messages) - 1)
    short = compress(messages, budget, STATE)
    shown = text_of(short)
    gone = [message for message in messages if message not in short]
    assert tokens_of(short) <= budget
    if budget == everything(messages):
        assert [
            item for message in gone for item in protected(message.text).items() if item not in shown
        ] == []
        assert [one for one in said if one[2][0].strip() not in shown and one[2][1] not in shown] == []


@given(HISTORY, st.integers(30, 2000))
@settings(max_examples=150, deadline=None)
def test_it_fits_and_doing_it_twice_is_doing_it_once(
    said: list[tuple[str, str, tuple[str, str], str]], budget: int
) -> None:
    messages = conversation(said)
    short = compress(messages, budget, STATE)
    assert short[0] == messages[0]
    assert short[-1] == messages[-1]
    assert tokens_of(short) <= budget
    assert compress(short, budget, STATE) == short
    if tokens_of(messages) <= budget:
        assert short == messages


@given(HISTORY, st.integers(5, 2000))
@settings(max_examples=100, deadline=None)
def test_an_answered_conversation_fits_any_budget(
    said: list[tuple[str, str, tuple[str, str], str]], budget: int
) -> None:
    messages = [*conversation(said), Message(role="assistant", content="It is 0x00000000. " * 20)]
    short = compress(messages, budget, STATE)
    assert short[0] == messages[0]
    assert tokens_of(short) <= budget
    assert compress(short, budget, STATE) == short


def test_the_newest_turns_stay_as_they_are() -> None:
    old = [Message(role="user", content=f"Question {n}? {'word ' * 40}") for n in range(20)]
    new = [
        Message(role="user", content="And the DMA?"),
        Message(role="assistant", content="It has seven channels."),
        Message(role="user", content=LAST),
    ]
    short = compress([*old, *new], 300, STATE)
    assert short[-3:] == new
    assert "Established: chip: CH32V003" in short[0].text
    assert "Asked: Question 15?" in text_of(short)


def test_roles_alternate_as_chat_templates_want() -> None:
    turns = [
        message
        for n in range(30)
        for message in (
            Message(role="user", content=f"RCC_CTLR = 0x{n:08X}? {'word ' * 20}"),
            Message(role="assistant", content="Yes, that is so. " * 10),
        )
    ]
    short = compress(
        [Message(role="system", content="S"), *turns, Message(role="user", content=LAST)], 700, STATE
    )
    roles = [message.role for message in short]
    assert roles == ["system", *["user", "assistant"] * ((len(roles) - 2) // 2), "user"]


def test_where_not_all_fits_the_least_precious_goes_first_and_it_says_so() -> None:
    old = [
        Message(role="user", content=f"RCC_CTLR = 0x{n:08X} at {n} MHz, see GPIO_{'A' * (n + 2)}")
        for n in range(1, 30)
    ]
    short = compress([*old, Message(role="user", content=LAST)], 260, STATE)
    assert tokens_of(short) <= 260
    assert [n for n in range(1, 30) if f"0x{n:08X}" not in text_of(short)] == []
    assert "29 MHz" in text_of(short)
    assert "GPIO_A" not in text_of(short)
    assert "left out for length" in text_of(short)


def test_tool_results_are_never_torn_from_their_calls() -> None:
    call = Message(role="assistant", content=None, tool_calls=[{"id": "1"}])
    result = Message(role="tool", content="word " * 400 + "RCC_CTLR = 0x83", tool_call_id="1")
    messages = [Message(role="user", content="old " * 100), Message(role="user", content=LAST), call, result]
    short = compress(messages, 100, STATE)
    assert [message.role for message in short[-3:]] == ["user", "assistant", "tool"]
    assert "RCC_CTLR = 0x83" in short[-1].text
    assert tokens_of(short) <= 100


def test_a_files_content_goes_and_its_path_stays() -> None:
    file = f"<file_content path='src/main.c'>{'int a = 0x12; ' * 200}</file_content>"
    sent = f"<user_input>Why?</user_input>{file}"
    short = compress([Message(role="user", content=sent), Message(role="user", content=LAST)], 120, STATE)
    assert "src/main.c" in text_of(short)
    assert "0x12" not in text_of(short)


def test_the_digest_is_written_in_the_users_language() -> None:
    old = [Message(role="user", content=f"RCC_CTLR = 0x{n:08X} " + "词" * 60) for n in range(5)]
    short = compress([*old, Message(role="user", content="它的复位值呢?")], 200, STATE)
    assert "报告的寄存器值" in text_of(short)


@pytest.mark.parametrize("text", ["Shall we use the HSI?", "要用 DMA 吗?"])
def test_a_question_decides_nothing(text: str) -> None:
    assert protected(text).decisions == ()


def test_a_shortened_conversation_is_read_alike() -> None:
    messages = [
        Message(role="user", content="I use the CH32V003. RCC_CTLR reads 0x03000083. " + "word " * 200),
        Message(role="assistant", content="I see."),
        Message(role="user", content="And the CFGR0?"),
    ]
    state = read_dialogue(messages, None, ["CH32V003"]).state
    again = read_dialogue(compress(messages, 150, state), None, ["CH32V003"]).state
    assert again.chip == state.chip
    assert set(state.values) <= set(again.values)


def test_a_lone_question_and_nothing_at_all_stay() -> None:
    alone = [Message(role="system", content="S " * 50), Message(role="user", content=LAST)]
    assert compress(alone, 10, STATE) == alone
    assert compress([], -1, STATE) == []
    assert compress(alone[:1], 10, STATE) == alone[:1]
