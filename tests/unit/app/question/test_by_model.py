"""A question read by a language model: within its budget, constrained, and linked before it counts."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.double import Answer, ScriptedLlm
from app.llm.errors import LlmUnavailableError
from app.llm.speed import Speed
from app.question import by_model
from app.question.by_model import ACTS, ASPECTS, SCHEMA, Act, Aspect, Limit, Slots, read_by_model

QUICK = Speed(5000.0, 200.0)


def filled(**slots: Any) -> str:
    empty = {"act": "new", "aspect": "limit", "subjects": [], "chips": [], "conditions": [], "limit": "none"}
    return json.dumps(empty | slots)


async def test_slots_are_filled() -> None:
    said = filled(subjects=["VDDA"], chips=["ZX90A32"], conditions=["85 °C"], limit="max")
    llm = ScriptedLlm([said], speed=QUICK)
    slots = await read_by_model(llm, "max vdda of the zx90a32 at 85°C?")
    assert slots == Slots(Act.NEW, Aspect.LIMIT, ("VDDA",), ("ZX90A32",), ("85 °C",), Limit.MAX)
    assert llm.requests[0].schema is SCHEMA


async def test_a_name_that_nobody_said_does_not_count() -> None:
    said = filled(subjects=["PLLRDY", "HSERDY"], chips=["STM32F103"])
    slots = await read_by_model(ScriptedLlm([said], speed=QUICK), "and HSERDY?", ["Where is PLLRDY?"])
    assert slots is not None
    assert (slots.subjects, slots.chips) == (("PLLRDY", "HSERDY"), ())


class Shelf:
    """A library with one chip and one register."""

    def chip(self, name: str) -> str | None:
        return "ZX90A32" if name.lower() == "zx90" else None

    def subject(self, name: str) -> str | None:
        return {"clock control": "CLK_CTLR", "the clock register": "CLK_CTLR"}.get(name)


async def test_names_become_the_librarys() -> None:
    said = filled(subjects=["clock control", "the clock register", "made up"], chips=["zx90", "zx91"])
    slots = await read_by_model(ScriptedLlm([said], speed=QUICK), "what", library=Shelf())
    assert slots is not None
    assert (slots.subjects, slots.chips) == (("CLK_CTLR",), ("ZX90A32",))


@pytest.mark.parametrize("speed", [None, Speed(44.0, 12.0), Speed(5000.0, 12.0)])
async def test_a_server_too_slow_for_the_budget_is_not_asked(speed: Speed | None) -> None:
    llm = ScriptedLlm([], speed=speed)
    assert await read_by_model(llm, "which pin") is None
    assert llm.requests == []


async def test_an_answer_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_model, "BUDGET", 0.5)
    llm = ScriptedLlm([Answer(filled(), stall_after=0)], speed=Speed(50_000.0, 5_000.0))
    async with asyncio.timeout(10):
        assert await read_by_model(llm, "which pin") is None


@pytest.mark.parametrize(
    "answer", ["", "pin", "[]", "null", '{"act": "new"}', filled(aspect="lunch"), LlmUnavailableError()]
)
async def test_a_model_that_fails_says_nothing(answer: str | Exception) -> None:
    assert await read_by_model(ScriptedLlm([answer], speed=QUICK), "which pin") is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(SCHEMA["properties"])), inner)
        ),
        max_leaves=12,
    )
)
def test_whatever_comes_is_slots_or_nothing(answer: Any) -> None:
    slots = asyncio.run(read_by_model(ScriptedLlm([json.dumps(answer)], speed=QUICK), "which pin"))
    assert slots is None or isinstance(slots, Slots)


async def test_the_rules_come_first_and_never_change() -> None:
    llm = ScriptedLlm([filled(), filled()], speed=QUICK)
    await read_by_model(llm, "which pin")
    await read_by_model(llm, "x" * 10_000, ["y" * 10_000] * 9)
    first, second = llm.requests
    assert first.messages[0] == second.messages[0]
    assert len(second.messages[1]["content"]) < 5000


def test_every_value_is_explained() -> None:
    assert set(ACTS) == set(Act)
    assert set(ASPECTS) == set(Aspect)
