"""Generic documents of other vendors."""

from app.library.versions import VersionRow
from app.models import State
from app.search.vendors import without_strangers

VENDORS = {"ZX90": "Zed", "QQ1": "Quux"}


def row(name: str, vendor: str) -> VersionRow:
    return VersionRow(name, name, f"{name}.pdf", "", vendor, "", "", "", "en", State.PUBLISHED, 1, True)


ROWS = (
    row("manual", "Zed"),
    row("zed-faq", "Zed"),
    row("quux-faq", "Quux"),
    row("standard", "JEDEC"),
    row("note", ""),
)


def names(chips: tuple[str, ...], about: set[str]) -> list[str]:
    return [kept.id for kept in without_strangers(ROWS, chips, VENDORS, about)]


def test_another_makers_generic_documents_do_not_answer() -> None:
    assert names(("ZX90",), {"manual"}) == ["manual", "zed-faq", "standard", "note"]


def test_a_document_that_covers_the_chip_stays_whoever_wrote_it() -> None:
    assert "quux-faq" in names(("ZX90",), {"manual", "quux-faq"})


def test_without_a_known_maker_everything_stays() -> None:
    assert len(names(("NEW1",), set())) == len(ROWS)
    assert len(names((), set())) == len(ROWS)
