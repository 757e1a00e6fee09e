"""Bits of boxes from the numbers over them."""

from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsing.tables.bits import Slot, spans, spans_inside

widths = st.lists(st.integers(1, 8), min_size=1, max_size=12).filter(lambda w: 2 <= sum(w) <= 40)


def _layout(parts: list[int], step: float = 14.0) -> tuple[list[tuple[int, int]], list[Slot]]:
    """Fields of these widths from the top bit down, each box as wide as its bits."""
    bit, x = sum(parts), 60.0
    fields, slots = [], []
    for width in parts:
        fields.append((bit - 1, bit - width))
        slots.append(Slot(x, x + width * step))
        bit, x = bit - width, x + width * step
    return fields, slots


@given(widths, st.floats(-4.0, 4.0))
def test_every_bit_numbered(parts: list[int], aside: float) -> None:
    fields, slots = _layout(parts)
    total = sum(parts)
    numbers = [(total - 1 - k, 67.0 + 14.0 * k + aside) for k in range(total)]
    assert spans(numbers, slots) == tuple(fields)


@given(widths)
def test_only_ends_numbered(parts: list[int]) -> None:
    fields, slots = _layout(parts)
    numbers = []
    for (msb, lsb), slot in zip(fields, slots, strict=True):
        numbers.append((msb, slot.x0 + 4 if msb > lsb else (slot.x0 + slot.x1) / 2))
        if msb > lsb:
            numbers.append((lsb, slot.x1 - 4))
    assert spans(numbers, slots) == tuple(fields)


def test_a_declared_width_wins_over_a_crooked_drawing() -> None:
    slots = [Slot(0, 30), Slot(30, 80, width=3), Slot(80, 112)]
    numbers = [(7 - k, 7.0 + 14 * k) for k in range(8)]
    assert spans(numbers, slots) == ((7, 6), (5, 3), (2, 0))


def test_numbers_that_do_not_follow_one_another_are_no_diagram() -> None:
    assert spans([(9, 5.0), (4, 15.0), (3, 25.0)], [Slot(0, 10), Slot(10, 20), Slot(20, 30)]) is None
    assert spans([(3, 5.0), (7, 15.0)], [Slot(0, 10), Slot(10, 20)]) is None


def test_numbers_inside_the_boxes_may_leave_bits_out() -> None:
    slots = [Slot(0, 40), Slot(40, 60), Slot(60, 80)]
    numbers = [(31, 4.0), (6, 36.0), (5, 50.0), (3, 70.0)]
    assert spans_inside(numbers, slots) == ((31, 6), (5, 5), (3, 3))


def test_a_last_box_counted_on_is_mended() -> None:
    slots = [Slot(0, 40), Slot(40, 60), Slot(60, 120)]
    numbers = [(31, 4.0), (19, 36.0), (18, 50.0), (35, 64.0), (18, 116.0)]
    assert spans_inside(numbers, slots) == ((31, 19), (18, 18), (17, 0))
