"""The row that holds a corrected fact."""

from typing import Any

import pytest

from app.documents.passages import StoredPassage
from app.feedback.witness import passage_at, witness

ROW = (10.0, 20.0, 300.0, 32.0)
TABLE = (10.0, 10.0, 300.0, 400.0)
PASSAGES = (
    StoredPassage(
        "t", "table", "Name | Offset | Reset\nCTLR | 0x00 | 0x0000xx83\nCFGR0 | 0x04 | 0x40", (), 7, TABLE
    ),
    StoredPassage("r", "row", "CFGR0 | 0x04 | 0x40", (), 7, ROW),
    StoredPassage("f", "row", "[7:4] | HPRE | RW | AHB prescaler", (), 7, ROW),
    StoredPassage("p", "section", "VDD may be 3.6 V at most. The port sinks 20 mA.", (), 8, TABLE),
)


@pytest.mark.parametrize(
    ("page", "name", "values", "quote"),
    [
        (7, "CFGR0", {"reset": "0x00000040"}, "CFGR0 | 0x04 | 0x40"),
        (7, "CTLR", {"reset": "0x0000XX83"}, "CTLR | 0x00 | 0x0000xx83"),
        (7, "CTLR", {"offset": 0}, "CTLR | 0x00 | 0x0000xx83"),
        (7, "HPRE", {"msb": 7, "lsb": 4}, "[7:4] | HPRE | RW | AHB prescaler"),
        (8, "VDD", {"maximum": "3.6", "unit": "V"}, "VDD may be 3.6 V at most."),
    ],
)
def test_the_row_with_name_and_value_is_the_witness(
    page: int, name: str, values: dict[str, Any], quote: str
) -> None:
    seen = witness(PASSAGES, page, [name], values)
    assert seen is not None
    assert seen.quote == quote


@pytest.mark.parametrize(
    ("page", "name", "values"),
    [
        (7, "CTLR", {"reset": "0x40"}),
        (8, "CTLR", {"offset": 0}),
        (7, "CFGR", {"reset": "0x40"}),
        (7, "HPRE", {"msb": 8, "lsb": 4}),
        (8, "VDD", {"maximum": "20", "unit": "mA"}),
    ],
)
def test_a_value_beside_another_name_or_on_another_page_is_none(
    page: int, name: str, values: dict[str, Any]
) -> None:
    assert witness(PASSAGES, page, [name], values) is None


def test_a_place_is_shown_by_its_passage() -> None:
    at = passage_at(PASSAGES)
    assert (at(7, ROW), at(7, (0, 0, 1, 1)), at(9, ROW)) == ("r", "t", "")
