"""Questions about registers that several peripherals have, and questions that are made to be slow."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from app.facts.questions import parse
from app.facts.records import BitField, FactSet, Pin, Provenance, Register
from app.facts.registers import Scope
from app.facts.repository import save
from app.facts.results import FactAbsence, FactAnswer
from app.facts.service import answer
from app.models.documents import Document, Version

PLACE = Provenance(4, (0.0, 0.0, 1.0, 1.0))
FACTS = FactSet(
    registers=(
        *(Register("STAT", PLACE, peripheral=f"UART{n}", address=0x40010008 + 0x4000 * n) for n in (0, 1)),
        Register("STAT", PLACE, peripheral="UART", offset=0x08),
        Register("STAT", PLACE, peripheral="I2C", offset=0x04),
        Register("RCC_CTLR", PLACE, peripheral="RCC", offset=0x00),
        Register("FLASH_KEY", PLACE, peripheral="FLASH", offset=0x04),
        *(Register(f"REG{n}", PLACE, peripheral="BIG", offset=4 * n) for n in range(600)),
    ),
    fields=(
        BitField("STAT", "RDY", 0, 0, PLACE, peripheral="UART"),
        BitField("STAT", "BUSY", 3, 3, PLACE, peripheral="I2C"),
        # A name that only a field has, and that reads like a register with two letters changed.
        BitField("FLASH_KEY", "RCC_CTRL", 1, 1, PLACE, peripheral="FLASH"),
        BitField("FLASH_KEY", "TIM_CTRL", 1, 1, PLACE, peripheral="FLASH"),
        BitField("FLASH_KEY", "TIM_CTLR", 2, 2, PLACE, peripheral="FLASH"),
    ),
    pins=tuple(Pin(f"PA{n}", PLACE, functions=(f"SIG{n}",)) for n in range(64)),
)
_MOST_QUERIES = 40
_MOST_SECONDS = 20.0
"""Some hundreds of milliseconds are needed, more on a machine that does other things beside; a look-up that
calls itself without end needs minutes."""


@pytest.fixture
async def scope(session: AsyncSession) -> Scope:
    document = Document()
    session.add(document)
    await session.flush()
    version = Version(document_id=document.id, sha256="a" * 64, file_name="manual.pdf", size=1, language="en")
    session.add(version)
    await session.flush()
    await save(session, version.id, FACTS, lambda page, box: "p")
    return Scope((version.id,), "en")


async def said(session: AsyncSession, scope: Scope, question: str) -> list[str]:
    found = await answer(session, parse(question), scope)
    assert isinstance(found, FactAnswer), found
    return [sentence.text for sentence in found.sentences]


async def test_the_peripheral_that_is_named_answers_alone(session: AsyncSession, scope: Scope) -> None:
    for question in ("What is the offset of STAT in the I2C?", "I2C_STAT offset", "I2C 的 STAT 偏移?"):
        assert await said(session, scope, question) == ["`STAT` (I2C) has the address offset **0x04**."]


async def test_without_a_peripheral_each_answers_by_name(session: AsyncSession, scope: Scope) -> None:
    found = await said(session, scope, "What is the offset of STAT?")
    assert [text.split(" has")[0] for text in found] == ["`STAT` (UART)", "`STAT` (I2C)"]


async def test_an_instance_has_its_own_address(session: AsyncSession, scope: Scope) -> None:
    found = await said(session, scope, "address of STAT of UART1")
    assert found == ["`STAT` (UART1) is at address **0x40014008**."]


@pytest.mark.parametrize("question", ["offset of STAT of the CAN", "CAN_STAT offset", "UART3 STAT address"])
async def test_a_peripheral_that_is_not_there_gets_no_other_ones(
    session: AsyncSession, scope: Scope, question: str
) -> None:
    found = await answer(session, parse(question), scope)
    assert isinstance(found, FactAbsence)
    assert set(found.nearest) == {"UART STAT", "I2C STAT"}


async def test_the_fields_are_those_of_the_peripheral(session: AsyncSession, scope: Scope) -> None:
    assert (await said(session, scope, "Which bit is BUSY in the STAT of the I2C?"))[0] == (
        "In `STAT` (I2C), `BUSY` is **bit 3**."
    )
    found = await answer(session, parse("Which bit is BUSY in UART STAT?"), scope)
    assert not isinstance(found, FactAnswer) or "UART" not in found.sentences[0].text


async def test_who_asks_for_the_bits_of_a_register_gets_the_register(
    session: AsyncSession, scope: Scope
) -> None:
    found = await answer(session, parse("What do the bits of FLASH_KEY mean?"), scope)
    assert isinstance(found, FactAnswer)
    assert found.register is not None
    assert [field.field.name for field in found.register.fields] == ["TIM_CTLR", "RCC_CTRL", "TIM_CTRL"]


def _hostile() -> Iterator[str]:
    yield "What do the bits of TIM_CTLR mean?"
    yield "What do the bits of RCC_CTRL and RCC_CTLR and TIM_CTRL mean?"
    yield "Which bits are in " + " ".join(f"REG{n}_CTLR" for n in range(500))
    yield "address of " + ", ".join(f"REG{n}" for n in range(600))
    yield "reset value of " + " ".join(f"A{n}_B{n}_C{n}_D{n}_E{n}" for n in range(400))
    yield "offset of " + "(" * 8000 + "STAT" + ")" * 8000
    yield "offset of STAT " + "A" * 16000
    yield "bit " + "1 " * 8000
    yield "bits " + "[31:0]" * 2600
    yield "REG1 = " + " = ".join(f"0x{n:X}" for n in range(2500))
    yield "STAT " + " ".join(f"F{n}={n}" for n in range(2000))
    yield "interrupt " + " ".join(map(str, range(3000)))
    yield "maximum current " + "and voltage, " * 1200
    yield "pin " + " ".join(f"SIG{n} LQFP{n}" for n in range(1200))
    yield "偏移" + "的寄存器" * 4000
    yield '"' * 8000 + "which bit"
    yield "A_" * 8000
    yield "errata " + "revision A " * 1400
    yield "0x" + "F" * 16000
    yield "which register " + "a-b " * 4000


@pytest.mark.parametrize("number", range(20))
async def test_no_question_costs_more_than_its_bound(
    session: AsyncSession, scope: Scope, number: int
) -> None:
    question = list(_hostile())[number]
    engine = session.get_bind()
    queries: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: queries.append(str(call[2])))
    began = time.process_time()
    await answer(session, parse(question), scope)
    assert time.process_time() - began < _MOST_SECONDS
    assert len(queries) <= _MOST_QUERIES
