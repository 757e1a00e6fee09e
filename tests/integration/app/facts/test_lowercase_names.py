"""Registers and fields that are printed in small letters, in questions where they look like words."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.facts.lowercase_names import lowercase_names
from app.facts.questions import parse
from app.facts.records import BitField, FactSet, Provenance, Register
from app.facts.registers import Scope
from app.facts.repository import save
from app.facts.results import FactAnswer
from app.facts.service import answer
from app.models.documents import Document, Version

PLACE = Provenance(4, (0.0, 0.0, 1.0, 1.0))
FACTS = FactSet(
    registers=(
        Register("hubctl", PLACE, "Hub control", "HUB", address=0x30, width=32, reset="0x00000001"),
        Register("command", PLACE, "Hub command", "HUB", address=0x31, width=32),
        Register("HUB_CFG", PLACE, "Hub configuration", "HUB", address=0x40, width=32),
    ),
    fields=(
        BitField("hubctl", "portsel", 25, 16, PLACE),
        BitField("hubctl", "lane", 2, 2, PLACE),
        BitField("hubctl", "address", 15, 8, PLACE),
        BitField("command", "cmdtype", 31, 24, PLACE),
    ),
)


@pytest.fixture
async def scope(session: AsyncSession) -> Scope:
    document = Document()
    session.add(document)
    await session.flush()
    version = Version(document_id=document.id, language="en", file_name="hub.pdf", sha256="hub", size=1)
    session.add(version)
    await session.flush()
    await save(session, version.id, FACTS, lambda page, box: "")
    return Scope((version.id,), "en")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("At which address is the register hubctl?", ("hubctl",)),
        ("what's the address of hubctl", ("hubctl",)),
        ("hubctl 的 portsel 在哪几位", ("hubctl", "portsel")),
        ("Which register holds cmdtype?", ("cmdtype",)),
        ("lane bit of hubctl", ("lane", "hubctl")),
        ("What is the address of the command register?", ("command",)),
        ("Which command erases the flash?", ()),
        ("What is the address of the lane controller?", ()),
        ("hub_cfg address", ()),
        ('Which register bit field is this: "enable the lane of the hub"?', ()),
        ("Which register bit field turns the lane on?", ()),
        ("see src/hubctl/portsel.c", ()),
    ],
)
async def test_what_the_manuals_print_decides(
    session: AsyncSession, scope: Scope, question: str, names: tuple[str, ...]
) -> None:
    assert await lowercase_names(session, question, scope.versions) == names


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("At which address is the register hubctl?", "0x30"),
        ("hubctl 寄存器的地址是多少?", "0x30"),
        ("Which bits of hubctl hold portsel?", "25:16"),
        ("What is bit 2 of hubctl?", "`lane`"),
        ("In which register is the field cmdtype?", "`command`"),
        ("What is the reset value of hubctl?", "0x00000001"),
    ],
)
async def test_they_are_answered_like_any_other(
    session: AsyncSession, scope: Scope, question: str, says: str
) -> None:
    small = await lowercase_names(session, question, scope.versions)
    found = await answer(session, parse(question, (), small), scope)
    assert isinstance(found, FactAnswer)
    assert says in " ".join(sentence.text for sentence in found.sentences)
