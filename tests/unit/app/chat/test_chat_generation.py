"""What of a model's words is released: nothing that was refused, and everything else as it came."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.chat.generation import Generation, verification_of
from app.chat.pieces import Piece, ToolDeltas
from app.chat.replacing import Quotation
from app.chat.verification import Verification
from app.chat.verification.types import Finding, Kind, Reason
from app.llm.double import Answer, ScriptedLlm, call
from app.llm.errors import LlmContextError, LlmSlowError, LlmTimeoutError
from app.llm.types import LlmRequest

WRONG = "bit 16"


class NoSixteen:
    """A fence that refuses every sentence with a wrong value in it."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def check(self, unit: str) -> Verification:
        self.seen.append(unit)
        at = unit.find(WRONG)
        if at < 0:
            return Verification(True, (), 1)
        found = Finding(
            Kind.BITS, WRONG, (at, at + len(WRONG)), unit, Reason.CONTRADICTED, "bit 24", (0, len(unit))
        )
        return Verification(False, (found,), 1)


def generation(llm: ScriptedLlm, patient: bool = True) -> Generation:
    def link(number: int) -> str:
        return f"[{number}]" if number < 3 else ""

    request = LlmRequest([{"role": "user", "content": "Q"}])
    return Generation(llm, request, NoSixteen(), "en", link, patient)


async def text_of(pieces: AsyncIterator[Piece]) -> str:
    return "".join([piece async for piece in pieces if isinstance(piece, str)])


async def test_right_sentences_pass_with_their_citations_as_links() -> None:
    made = generation(
        ScriptedLlm(["PLLON is bit 24 [1]. PLLRDY is bit 25 [2][1]. See TABLE[3] and [7]. 第 24 位[1]。"])
    )
    shown = await text_of(made.pieces())
    assert shown == made.shown
    assert shown == ("PLLON is bit 24 [1]. PLLRDY is bit 25 [2] [1]. See TABLE[3] and. 第 24 位 [1]。")
    assert made.cited == [1, 2]
    assert not made.regenerated
    assert made.usage.completion_tokens > 0


async def test_a_refused_sentence_is_never_seen_and_asked_for_once_more() -> None:
    llm = ScriptedLlm(["PLLON starts the PLL. It is bit 16. More.", "It is bit 24 [1]."])
    made = generation(llm)
    shown = await text_of(made.pieces())
    assert WRONG not in shown
    assert shown.startswith("PLLON starts the PLL. ")
    assert shown.endswith("It is bit 24 [1].")
    assert llm.cancelled == 1, "what the model goes on to say is not waited for"
    assert made.regenerated
    again = llm.requests[1].messages
    assert again[-2] == {"role": "assistant", "content": "PLLON starts the PLL. "}
    assert "It is bit 16." in again[-1]["content"]


async def test_what_is_refused_again_is_removed_and_the_rest_goes_on() -> None:
    made = generation(ScriptedLlm(["It is bit 16.", "It is bit 16. PLLRDY is bit 25 [1]."]))
    shown = await text_of(made.pieces())
    assert WRONG not in shown
    assert "PLLRDY is bit 25 [1]." in shown
    assert made.removed == 1
    told = verification_of(made)
    assert told["regenerated"] is True
    assert [finding["text"] for finding in told["findings"]] == [WRONG], "once, however often it was said"


async def test_nothing_is_left_when_all_was_wrong() -> None:
    made = generation(ScriptedLlm(["It is bit 16.", "Still bit 16."]))
    assert WRONG not in await text_of(made.pieces())


async def test_an_agent_is_not_asked_twice() -> None:
    llm = ScriptedLlm(["It is bit 16. Now I read the file."])
    made = generation(llm, patient=False)
    shown = await text_of(made.pieces())
    assert len(llm.requests) == 1
    assert WRONG not in shown
    assert "Now I read the file." in shown


async def test_tool_calls_pass_through_after_the_words_before_them() -> None:
    whole = call("read_file", {"path": "main.c"})
    made = generation(ScriptedLlm([Answer("I read it. First", tool_calls=(whole,))]), patient=False)
    pieces = [piece async for piece in made.pieces()]
    kinds = [type(piece) for piece in pieces]
    assert kinds.index(ToolDeltas) > max(at for at, kind in enumerate(kinds) if kind is str)
    head = next(piece for piece in pieces if isinstance(piece, ToolDeltas)).calls[0]
    assert head["index"] == 0
    assert head["id"]
    assert head["function"]["name"] == "read_file"
    assert made.tool_calls == [whole]
    assert made.finish_reason == "tool_calls"


async def test_numbers_in_code_are_no_citations() -> None:
    made = generation(ScriptedLlm(["```c\nx = table [1];\n```\nDone [1].\n"]))
    shown = await text_of(made.pieces())
    assert "x = table [1];" in shown
    assert shown.rstrip().endswith("Done [1].")


async def test_a_failure_in_the_middle_is_the_callers() -> None:
    made = generation(ScriptedLlm([Answer("PLLON is bit 24. And", error=LlmTimeoutError())]))
    with pytest.raises(LlmTimeoutError):
        await text_of(made.pieces())
    assert made.shown.startswith("PLLON is bit 24.")
    assert "And" not in made.shown


async def test_without_room_for_a_second_attempt_the_answer_ends_there() -> None:
    made = generation(ScriptedLlm(["PLLON starts the PLL. It is bit 16.", LlmContextError()]))
    assert await text_of(made.pieces()) == "PLLON starts the PLL. "
    assert made.removed == 1


@pytest.mark.parametrize(
    ("reason", "shown"), [("length", "It is bit 24. "), ("stop", "It is bit 24. Base 0x4001")]
)
async def test_half_a_number_at_the_limit_is_not_shown(reason: str, shown: str) -> None:
    made = generation(ScriptedLlm([Answer("It is bit 24. Base 0x4001", finish_reason=reason)]))
    assert await text_of(made.pieces()) == shown
    assert made.finish_reason == reason


async def test_a_call_that_is_written_as_text_is_not_shown() -> None:
    made = generation(
        ScriptedLlm(['It is bit 24. <tool_call>\n{"name": "search"}\n</tool_call>\nPLLRDY is bit 25 [1].'])
    )
    assert await text_of(made.pieces()) == "It is bit 24. \nPLLRDY is bit 25 [1]."


async def test_a_refused_sentence_gives_way_to_the_manuals_words() -> None:
    made = generation(ScriptedLlm(["It is bit 16.", "- It is bit 16.\n- PLLRDY is bit 25 [1]."]))
    asked: list[tuple[str, str]] = []

    def instead(sentence: str, written: str) -> Quotation:
        asked.append((sentence, written))
        return Quotation(2, "PLLON: bit [24]")

    made.instead = instead
    shown = await text_of(made.pieces())
    assert shown == "- PLLON: bit [24] [2]\n- PLLRDY is bit 25 [1]."
    assert asked == [("- It is bit 16.\n", "")]
    assert (made.removed, made.replaced, made.cited) == (1, 1, [2, 1])


async def test_rows_and_code_are_never_replaced_in_place() -> None:
    wrong = "| PLLON | bit 16 |\n```c\nx = 1; /* bit 16 */\n```\n"
    made = generation(ScriptedLlm(["It is bit 16.", wrong]))
    made.instead = lambda *_: Quotation(1, "PLLON: bit 24")
    assert "bit 24" not in await text_of(made.pieces())
    assert (made.removed, made.replaced) == (2, 0)


async def test_a_model_that_does_not_begin_is_given_up() -> None:
    llm = ScriptedLlm([Answer("PLLON is bit 24 [1].", stall_after=0)])
    made = generation(llm)
    made.wait = 0.05
    with pytest.raises(LlmSlowError):
        await text_of(made.pieces())
    assert llm.cancelled == 1, "its server stops working for nobody"
    ((tokens, waited),) = llm.given_up
    assert tokens > 0
    assert waited >= 0.05


async def test_patience_is_for_the_first_word_only() -> None:
    llm = ScriptedLlm([Answer("PLLON is bit 24 [1].", stall_after=2)])
    made = generation(llm)
    made.wait = 0.05
    reading = asyncio.create_task(text_of(made.pieces()))
    await asyncio.sleep(0.15)
    llm.released.set()
    assert (await reading).startswith("PLLON is bit 24")


async def test_no_time_for_a_second_attempt_leaves_the_manuals_words() -> None:
    made = generation(ScriptedLlm(["PLLON starts it. It is bit 16.", Answer("x", stall_after=0)]))
    made.wait = 0.05
    made.instead = lambda *_: Quotation(1, "PLLON: bit 24")
    shown = await text_of(made.pieces())
    assert shown == "PLLON starts it. PLLON: bit 24 [1] "


async def test_an_attempt_that_only_repeats_leaves_the_manuals_words() -> None:
    class Echoes(NoSixteen):
        def check(self, unit: str) -> Verification:
            verdict = super().check(unit)
            return replace(verdict, ended="no source says" in unit)

    llm = ScriptedLlm(
        [
            "These settings are needed:\n- It is bit 16.",
            f"These settings are needed:\n- no source says {WRONG}",
        ]
    )
    made = generation(llm)
    made.fence = Echoes()
    made.instead = lambda *_: Quotation(1, "PLLON: bit 24")
    shown = await text_of(made.pieces())
    assert shown == "These settings are needed:\n- PLLON: bit 24 [1] "


async def test_a_second_attempt_that_says_nothing_new_leaves_the_manuals_words() -> None:
    first = "PLLON starts the PLL of the chip. "
    made = generation(ScriptedLlm([f"{first}It is bit 16.", first]))
    made.instead = lambda *_: Quotation(1, "PLLON: bit 24")
    assert (await text_of(made.pieces())).split() == f"{first}PLLON: bit 24 [1]".split()
    assert (made.removed, made.replaced) == (1, 1)
