"""All registers of a chip, merged."""

from collections.abc import Sequence
from typing import Any

import pytest

from app.facts import repository
from app.facts.catalogue import Catalogue, catalogue, conflicts
from app.facts.records import Provenance, Register
from app.facts.registers import Scope
from app.facts.repository import Located

PLACE = Provenance(3, (0.0, 0.0, 1.0, 1.0))


async def merged(monkeypatch: pytest.MonkeyPatch, *registers: tuple[str, Register]) -> Catalogue:
    """The catalogue of registers, each said by the version beside it."""

    async def load(_: Any, record: type, version: str) -> Sequence[Located[Any]]:
        own = [fact for said, fact in registers if said == version]
        return [Located(fact, version, "p", PLACE) for fact in own] if record is Register else []

    monkeypatch.setattr(repository, "load", load)
    return await catalogue(None, Scope(("en", "zh"), "en"))  # type: ignore[arg-type]  # nothing is read with it


async def test_registers_of_two_widths_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await merged(
        monkeypatch,
        ("en", Register("R32_FLASH_DATA", PLACE, address=0x1800)),
        ("en", Register("R8_FLASH_DATA", PLACE, address=0x1804)),
    )
    assert [(one.name, one.addresses[0].value) for one in found.registers] == [
        ("R32_FLASH_DATA", 0x1800),
        ("R8_FLASH_DATA", 0x1804),
    ]
    assert conflicts(found.registers) == ()


async def test_documents_that_print_another_width_mean_the_same_register(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = await merged(
        monkeypatch,
        ("en", Register("R32_TIM2_ATRLR", PLACE, address=0x2C)),
        ("zh", Register("R16_TIM2_ATRLR", PLACE, address=0x28)),
    )
    assert [(one.attribute, len(one.stated)) for one in conflicts(found.registers)] == [("address", 2)]


async def test_each_register_of_an_array_has_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await merged(
        monkeypatch,
        ("en", Register("R32_INT_PRIOx", PLACE, address=0xE400)),
        ("en", Register("INT_PRIOx", PLACE, stride=4, instances=("0", "1", "2"))),
    )
    assert [(one.name, one.addresses[0].value) for one in found.instances] == [
        ("INT_PRIO0", 0xE400),
        ("INT_PRIO1", 0xE404),
        ("INT_PRIO2", 0xE408),
    ]


async def test_an_array_without_a_distance_stays_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await merged(
        monkeypatch, ("en", Register("INT_PRIOx", PLACE, address=0xE400, instances=("0", "1")))
    )
    assert found.instances == ()
    assert [one.name for one in found.registers] == ["INT_PRIOx"]
