"""Which documents state facts together."""

from app.library.versions import VersionRow
from app.models import State
from app.search.exact import by_chip


def row(name: str) -> VersionRow:
    return VersionRow(name, name, f"{name}.pdf", "", "", "", "", "", "en", State.PUBLISHED, 1, True)


def test_a_name_as_wide_as_a_makers_line_joins_no_chips() -> None:
    chips = {"a": ["STM32F103x8"], "b": ["STM32F407VG"], "note": ["STM32"]}
    groups = by_chip([row("a"), row("note"), row("b")], chips)
    assert [names for names, _ in groups] == [("STM32F103x8",), ("STM32F407VG",), ()]


def test_documents_of_one_chip_stand_together() -> None:
    chips = {"a": ["STM32F103x8"], "b": ["STM32F10x"], "c": ["ESP32"]}
    groups = by_chip([row("a"), row("b"), row("c")], chips)
    assert [[one.id for one in rows] for _, rows in groups] == [["a", "b"], ["c"]]
