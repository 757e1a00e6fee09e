"""Address maps that are drawn and not set as tables."""

from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsing.tables.address_maps import address_maps
from ingestion.types import Word

STEP = 20.0


def word(text: str, x: float, y: float, width: float = 40.0) -> Word:
    return Word(text, (x, y, x + width, y + 6), 6.0)


def drawn(addresses: list[int], names: list[str], x: float = 100.0, left: bool = False) -> list[Word]:
    """Addresses one below the other in two words each, and a name in each gap."""
    words = []
    for at, value in enumerate(addresses):
        words += [
            word(f"0x{value >> 16:04X}", x, at * STEP, 24),
            word(f"{value & 0xFFFF:04X}", x + 26, at * STEP, 18),
        ]
    for at, name in enumerate(names):
        words.append(word(name, x - 60 if left else x + 60, (at + 0.5) * STEP))
    return words


FALLING = [0x40001800, 0x40001400, 0x40001000, 0x40000C00, 0x40000800, 0x40000400, 0x40000000]
NAMES = ["Reserved", "TIM7", "TIM6", "TIM5", "TIM4", "TIM3"]


def read(words: list[Word]) -> list[list[tuple[str, ...]]]:
    return [[row.texts for row in table.rows] for table, _ in address_maps(words, frozenset(), 1)]


def test_names_between_boundaries() -> None:
    (rows,) = read(drawn(FALLING, NAMES))
    assert rows[0] == ("0x4000 1400 - 0x4000 17FF", "Reserved")
    assert rows[-1] == ("0x4000 0000 - 0x4000 03FF", "TIM3")
    assert read(drawn(FALLING, NAMES, left=True)) == [rows]
    assert read(drawn(FALLING[::-1], NAMES[::-1])) == [rows[::-1]]


def test_first_and_last_address_of_each_range() -> None:
    pairs = [one for start in FALLING for one in (start + 0x3FF, start)]
    names = [f"A{at // 2}" if at % 2 == 0 else "" for at in range(len(pairs) - 1)]
    (rows,) = read(drawn(pairs, names))
    assert rows[0] == ("0x4000 1800 - 0x4000 1BFF", "A0")
    assert ("0x4000 1000 - 0x4000 13FF", "A2") in rows


def test_two_columns_keep_their_names() -> None:
    other = [one + 0x10000 for one in FALLING]
    first, second = read(drawn(FALLING, NAMES) + drawn(other, [f"X{name}" for name in NAMES], x=300))
    assert [name for _, name in first] == NAMES
    assert [name for _, name in second] == [f"X{name}" for name in NAMES]


def test_two_boxes_in_one_gap_name_nothing() -> None:
    words = drawn([*FALLING[:6], 0x3FFF0000], NAMES[:5])
    words += [word("Reserved", 160, 5.1 * STEP), word("Ports", 160, 5.9 * STEP)]
    (rows,) = read(words)
    assert [name for _, name in rows] == NAMES[:5]


def test_addresses_in_no_order_or_without_names_are_no_map() -> None:
    assert read(drawn([FALLING[at] for at in (3, 1, 5, 0, 4, 2, 6)], NAMES)) == []
    assert read(drawn(FALLING, NAMES[:2])) == []
    assert address_maps(drawn(FALLING, NAMES), frozenset(range(30)), 1) == []


@given(st.lists(st.integers(0, 0xFFFFFFF), min_size=8, max_size=30, unique=True))
def test_ranges_lie_side_by_side_and_hold_no_word_twice(values: list[int]) -> None:
    addresses = sorted((value * 16 for value in values), reverse=True)
    ((table, held),) = address_maps(drawn(addresses, [f"N{i}" for i in addresses[1:]]), frozenset(), 1)
    assert len(table.rows) == len(addresses) - 1
    assert len(held) == 3 * len(addresses) - 1
    starts = [int(row.texts[0][2:11].replace(" ", ""), 16) for row in table.rows]
    assert starts == addresses[1:]
