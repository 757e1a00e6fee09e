"""Drawn register pictures of all styles."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing.tables import read_page_tables

STEP = 28.0
LEFT = 60.0


def _half(page: Any, y: float, high: int, names: list[tuple[str, int]], *, wrap: int = 99) -> float:
    """Bit numbers over boxes; a name longer than `wrap` goes on in the next line. Gives the bottom."""
    total = sum(width for _, width in names)
    for k in range(total):
        page.centred(LEFT + STEP * (k + 0.5), y, str(high - k), size=8)
    x = LEFT
    for name, width in names:
        page.box(x, y + 8, x + width * STEP, y + 38)
        parts = [name[i : i + wrap] for i in range(0, len(name), wrap)] if width == 1 else [name]
        for line, part in enumerate(parts):
            page.centred(x + width * STEP / 2, y + 15 + 9 * line, part, size=8)
        x += width * STEP
    return y + 38


UPPER = [("Reserved", 6), ("PLLRDY", 1), ("PLLON", 1), ("Reserved", 4), ("CSSON", 1), ("MCO[2:0]", 3)]
LOWER = [("HSICAL[7:0]", 8), ("TRIM[4:0]", 5), ("Reserved", 1), ("RDY", 1), ("ON", 1)]


def _expected(names: list[tuple[str, int]], high: int) -> list[tuple[str, int, int]]:
    fields = []
    for name, width in names:
        fields.append((name, high, high - width + 1))
        high -= width
    return fields


def test_two_rows_of_sixteen_bits_are_one_diagram(sheet: Any) -> None:
    page = sheet()
    bottom = _half(page, 100, 31, UPPER, wrap=3)
    _half(page, bottom + 12, 15, LOWER)
    found = read_page_tables(page.page())
    (diagram,) = found.diagrams
    assert diagram.width == 32
    fields = [(field.name, field.msb, field.lsb) for field in diagram.fields]
    assert fields == _expected(UPPER, 31) + _expected(LOWER, 15)
    assert not found.tables
    assert found.used == frozenset(range(len(page.words)))


def test_access_rights_under_the_boxes(sheet: Any) -> None:
    page = sheet()
    bottom = _half(page, 100, 7, [("Reserved", 4), ("EOP", 1), ("ERR", 1), ("BSY", 2)])
    for k, right in ((4, "rw"), (5, "rc_w1"), (6, "r"), (7, "r")):
        page.box(LEFT + k * STEP, bottom, LEFT + (k + 1) * STEP, bottom + 12)
        page.centred(LEFT + (k + 0.5) * STEP, bottom + 6, right, size=7)
    page.box(LEFT, bottom, LEFT + 4 * STEP, bottom + 12)
    (diagram,) = read_page_tables(page.page()).diagrams
    assert [(f.name, f.access) for f in diagram.fields] == [
        ("Reserved", ""),
        ("EOP", "rw"),
        ("ERR", "rc_w1"),
        ("BSY", "r"),
    ]


def test_two_rows_of_names_are_two_modes(sheet: Any) -> None:
    page = sheet()
    bottom = _half(page, 100, 7, [("OCE", 1), ("OCM[2:0]", 3), ("CCS[3:0]", 4)])
    page.box(LEFT, bottom, LEFT + 4 * STEP, bottom + 20)
    page.centred(LEFT + 2 * STEP, bottom + 10, "ICF[3:0]", size=8)
    page.box(LEFT + 4 * STEP, bottom, LEFT + 8 * STEP, bottom + 20)
    page.centred(LEFT + 6 * STEP, bottom + 10, "ICP[3:0]", size=8)
    found = [[(f.name, f.msb, f.lsb) for f in d.fields] for d in read_page_tables(page.page()).diagrams]
    assert found == [
        [("OCE", 7, 7), ("OCM[2:0]", 6, 4), ("CCS[3:0]", 3, 0)],
        [("ICF[3:0]", 7, 4), ("ICP[3:0]", 3, 0)],
    ]


def _slanted(page: Any, parts: list[tuple[str, int, str]], y: float = 200.0) -> None:
    """Numbered boxes under slanted names over a row of reset values."""
    x, bit = LEFT, sum(width for _, width, _ in parts)
    for name, width, reset in parts:
        end = x + (13.5 if width == 1 else 60.0)
        page.box(x, y, end, y + 12)
        page.box(x, y + 14, end, y + 26)
        if width == 1:
            page.centred((x + end) / 2, y + 6, str(bit - 1), size=5)
        else:
            page.text(x + 2, y + 6, str(bit - 1), size=5)
            page.text(end - 7, y + 6, str(bit - width), size=5)
        page.slanted((x + end) / 2, y - 3, name)
        page.centred((x + end) / 2, y + 20, reset, size=7)
        x, bit = end, bit - width
    page.text(x + 3, y + 20, "Reset", size=8)


def test_slanted_names_over_reset_values(sheet: Any) -> None:
    page = sheet()
    parts = [
        ("(reserved)", 20, "0x00000"),
        ("RMT_INT_RAW", 1, "1"),
        ("RMT_LIM", 10, "0x080"),
        ("RMT_EN", 1, "0"),
    ]
    _slanted(page, parts)
    found = read_page_tables(page.page())
    (diagram,) = found.diagrams
    assert [(f.name, f.msb, f.lsb, f.reset) for f in diagram.fields] == [
        ("(reserved)", 31, 12, "0x00000"),
        ("RMT_INT_RAW", 11, 11, "1"),
        ("RMT_LIM", 10, 1, "0x080"),
        ("RMT_EN", 0, 0, "0"),
    ]
    assert found.used == frozenset(range(len(page.words)))


def test_slanted_names_belong_to_the_picture_that_they_begin_at(sheet: Any) -> None:
    page = sheet()
    _slanted(page, [("UART_LOW", 8, "0x0"), ("UART_HIGH", 8, "0x0"), ("UART_RATE", 16, "0x0")])
    _slanted(page, [("UART_LEN", 32, "0x00000040")], y=320.0)
    upper, lower = read_page_tables(page.page()).diagrams
    assert [f.name for f in upper.fields] == ["UART_LOW", "UART_HIGH", "UART_RATE"]
    assert [(f.name, f.msb, f.lsb) for f in lower.fields] == [("UART_LEN", 31, 0)]


def _ends(page: Any, y: float, parts: list[tuple[str, str, str]], widths: list[str]) -> None:
    """Boxes with the ends of their bits above and their widths below."""
    x = LEFT
    for (name, msb, lsb), width in zip(parts, widths, strict=True):
        page.box(x, y, x + 90, y + 16)
        page.centred(x + 45, y + 8, name)
        page.centred(x + 45, y + 26, width, size=8)
        if msb == lsb:
            page.centred(x + 45, y - 8, msb, size=8)
        else:
            page.text(x + 3, y - 8, msb, size=8)
            page.text(x + 87 - 4 * len(lsb), y - 8, lsb, size=8)
        x += 90


def test_ends_above_and_widths_below(sheet: Any) -> None:
    page = sheet()
    _ends(page, 100, [("0", "31", "24"), ("busy", "23", "23"), ("size", "22", "20")], ["8", "1", "3"])
    _ends(page, 150, [("rest", "19", "1"), ("go", "0", "0")], ["19", "1"])
    found = read_page_tables(page.page())
    (diagram,) = found.diagrams
    assert [(f.name, f.msb, f.lsb) for f in diagram.fields] == [
        ("0", 31, 24),
        ("busy", 23, 23),
        ("size", 22, 20),
        ("rest", 19, 1),
        ("go", 0, 0),
    ]
    assert found.used == frozenset(range(len(page.words)))


def test_bits_that_depend_on_the_implementation_are_left_out(sheet: Any) -> None:
    page = sheet()
    parts = [("0", "XLEN-1", "32"), ("version", "31", "24"), ("info", "23", "0")]
    _ends(page, 100, parts, ["XLEN-32", "8", "24"])
    (diagram,) = read_page_tables(page.page()).diagrams
    assert [(f.name, f.msb, f.lsb) for f in diagram.fields] == [("version", 31, 24), ("info", 23, 0)]


def test_ascending_numbers_are_pins_of_a_package(sheet: Any) -> None:
    page = sheet()
    for k in range(8):
        page.centred(LEFT + STEP * (k + 0.5), 100, str(k + 1), size=8)
        page.box(LEFT + k * STEP, 108, LEFT + (k + 1) * STEP, 138)
        page.centred(LEFT + STEP * (k + 0.5), 123, f"PA{k}", size=8)
    assert not read_page_tables(page.page()).diagrams


def test_pins_beside_a_package_are_no_bits(sheet: Any) -> None:
    page = sheet()
    page.box(100, 100, 220, 230)
    page.text(104, 92, "48", size=8)
    page.text(204, 92, "37", size=8)
    page.centred(160, 165, "5.60")
    assert not read_page_tables(page.page()).diagrams


names = st.text("ABCDEFGHKLMNPRSTW", min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, st.integers(1, 6)), min_size=1, max_size=10))
def test_any_diagram_is_read_back(sheet: Any, parts: list[tuple[str, int]]) -> None:
    parts = [(f"{name}[{width - 1}:0]" if width > 1 else name, width) for name, width in parts]
    while sum(width for _, width in parts) > 16:
        parts.pop()
    total = sum(width for _, width in parts)
    if total < 2:
        return
    page = sheet()
    _half(page, 100, total - 1, parts, wrap=4)
    found = read_page_tables(page.page())
    (diagram,) = found.diagrams
    assert [(f.name, f.msb, f.lsb) for f in diagram.fields] == _expected(parts, total - 1)
    assert found.used == frozenset(range(len(page.words)))
