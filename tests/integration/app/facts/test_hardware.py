"""Questions about pins, vectors, addresses, parts, errata and parameters, answered from stored facts."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.facts.questions import Asked, FactQuestion, parse
from app.facts.records import (
    Erratum,
    FactSet,
    Interrupt,
    MemoryRegion,
    OrderingOption,
    Parameter,
    Peripheral,
    Pin,
    Provenance,
)
from app.facts.registers import Scope
from app.facts.repository import save
from app.facts.results import FactAnswer
from app.facts.service import answer
from app.models.documents import Document, Version

PLACE = Provenance(4, (0.0, 0.0, 1.0, 1.0))
FACTS = FactSet(
    peripherals=(Peripheral("USART1", PLACE, base_address=0x40013800, bus="APB2"),),
    interrupts=(
        Interrupt("USART1", PLACE, number=31, address=0x7C),
        Interrupt("TIM2", PLACE, number=25, description="Timer 2"),
    ),
    pins=(
        Pin("PA9", PLACE, (("LQFP48", "30"), ("QFN32", "19")), "I/O", ("USART1_TX", "TIM1_CH2")),
        Pin("PB6", PLACE, (("LQFP48", "42"),), "I/O", ("I2C1_SCL", "USART1_TX")),
        Pin("VDDA", PLACE, (("LQFP48", "9"),), "S"),
    ),
    parameters=(
        Parameter("CIO", "Pin capacitance", PLACE, typical="5", unit="pF"),
        Parameter("VDDA", "Analog supply voltage", PLACE, maximum="3.6", unit="V"),
        Parameter("EO", "Offset error", PLACE, "fADC = 14 MHz, RAIN < 10 kΩ", maximum="±2.5", unit="LSB"),
        Parameter("EO", "Offset error", PLACE, "fADC = 7 MHz, RAIN < 10 kΩ", maximum="±1.5", unit="LSB"),
    ),
    errata=(
        Erratum("ADC-1", "First conversion is off", PLACE, steppings=("A", "B"), peripherals=("ADC",)),
        Erratum("ADC-2", "CAL cannot be written", PLACE, steppings=("A",), peripherals=("ADC",)),
        Erratum(
            "I2C-1",
            "BUSY stays set after a glitch",
            PLACE,
            peripherals=("I2C", "BUSY"),
            workaround="Set SWRST.",
        ),
    ),
    regions=(
        MemoryRegion("Peripherals", 0x40000000, 0x5FFFFFFF, PLACE),
        MemoryRegion("SRAM", 0x20000000, 0x20004FFF, PLACE, "20 KB"),
        MemoryRegion("CRC", 0x40023000, 0x400233FF, PLACE),
    ),
    ordering=(OrderingOption("VSK32A104CT6", PLACE, (("Package", "LQFP48"),)),),
)
TRANSLATED = FactSet(
    pins=FACTS.pins[:2], parameters=(Parameter("CIO", "引脚电容", PLACE, typical="5", unit="pF"),)
)


@pytest.fixture
async def scope(session: AsyncSession) -> Scope:
    """A manual in English and its translation, which says less."""
    document = Document()
    session.add(document)
    await session.flush()
    ids = []
    for language, facts in (("en", FACTS), ("zh", TRANSLATED)):
        version = Version(
            document_id=document.id,
            language=language,
            file_name=f"{language}.pdf",
            sha256=language,
            size=1,
        )
        session.add(version)
        await session.flush()
        await save(session, version.id, facts, lambda page, box: "")
        ids.append(version.id)
    return Scope(tuple(ids), "en")


async def ask(session: AsyncSession, question: str, scope: Scope) -> list[str]:
    found = await answer(session, parse(question, ("VSK32A1",)), scope)
    return [sentence.text for sentence in found.sentences] if isinstance(found, FactAnswer) else []


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Which pin is USART1_TX on the VSK32A1?", [["`PA9`", "30"], ["`PB6`", "42"]]),
        ("What is the pin number of PA9 in QFN32?", [["QFN32 pin **19**"]]),
        ("Which pin is number 42 in LQFP48?", [["`PB6`"]]),
        ("What is the interrupt number of USART1?", [["`USART1`", "**31**"]]),
        ("Which interrupt has number 25?", [["`TIM2`", "**25**"]]),
        ("What is the base address of USART1?", [["0x40013800", "APB2"]]),
        ("USART1 的基地址是多少?", [["0x40013800"]]),
        ("What is at 0x40023010?", [["CRC", "0x40023000"]]),
        ("What is at address 0x20000100?", [["SRAM"]]),
        ("Which package has the VSK32A104CT6?", [["`VSK32A104CT6`", "LQFP48"]]),
        ("Are there errata about the ADC on revision B?", [["ADC-1", "A, B"]]),
        ("ADC 有哪些勘误?", [["ADC-1"], ["ADC-2"]]),
        ("What is the workaround when BUSY stays set after a glitch?", [["I2C-1"], ["Set SWRST."]]),
        ("What does erratum ADC-2 say?", [["CAL cannot be written"]]),
        ("What is the supply voltage of the analog part?", [["`VDDA`", "3.6 V"]]),
    ],
)
async def test_answers(session: AsyncSession, scope: Scope, question: str, says: list[list[str]]) -> None:
    sentences = await ask(session, question, scope)
    assert len(sentences) == len(says)
    for sentence, words in zip(sentences, says, strict=True):
        for word in words:
            assert word in sentence


@pytest.mark.parametrize(
    "question",
    [
        "What is the pin current?",
        "Which pin is CAN_TX?",
        "What is the base address of SPI9?",
        "Is there an erratum about DMA?",
    ],
)
async def test_what_is_not_there_is_not_answered(session: AsyncSession, scope: Scope, question: str) -> None:
    assert await ask(session, question, scope) == []


@pytest.mark.parametrize("row", FACTS.parameters)
async def test_another_edition_is_asked_for_the_same_row(
    session: AsyncSession, scope: Scope, row: Parameter
) -> None:
    found = await answer(session, FactQuestion(Asked.PARAMETER, row.name, row=row), scope)
    assert isinstance(found, FactAnswer)
    (sentence,) = found.sentences
    assert row.condition in sentence.text
    assert (row.typical or row.maximum) in sentence.text
