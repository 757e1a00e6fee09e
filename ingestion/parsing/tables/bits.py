"""Which bits each box of a bit diagram holds, from the bit numbers printed above or in it.

Diagrams number every bit (31 30 29 …) or only the ends of each field (31 24 23 0); the numbers often stand a
little beside their box, so what decides is that the fields must follow one another without a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

HIGHEST = 1023
"""Bit numbers above this are something else."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A box of a diagram along the bits."""

    x0: float
    x1: float
    width: int = 0
    """Bits that its name declares, as `MCO[2:0]` declares three; 0 where it declares none."""


Span = tuple[int, int]
"""Most and least significant bit."""


def decreasing(numbers: Sequence[int]) -> bool:
    """A run of bit numbers as a diagram prints them: high to low, at least two."""
    return len(numbers) > 1 and numbers[0] <= HIGHEST and all(a > b for a, b in pairwise(numbers))


def spans_inside(numbers: Sequence[tuple[int, float]], slots: Sequence[Slot]) -> tuple[Span, ...] | None:
    """Bits of each box where the numbers stand in the boxes: their place is sure, so bits may be missing."""
    found = _by_place(numbers, slots)
    if not found or any(msb < lsb for msb, lsb in found):
        return None
    if len(found) > 1 and found[-1][0] >= found[-2][1]:
        # Some drawing programs count the last box on: `31 19`, `18`, `35 18`. Its width is right.
        above, (msb, lsb) = found[-2][1], found[-1]
        if msb - lsb + 1 != above:
            return None
        found = (*found[:-1], (above - 1, 0))
    return found if all(a[1] > b[0] for a, b in pairwise(found)) else None


def spans(numbers: Sequence[tuple[int, float]], slots: Sequence[Slot]) -> tuple[Span, ...] | None:
    """Bits of each box from numbers and their places, or None where they do not fit the boxes."""
    if not slots or len(numbers) < len(slots) or not decreasing([n for n, _ in numbers]):
        return None
    each_bit = numbers[0][0] - numbers[-1][0] + 1 == len(numbers)
    if not each_bit and len(numbers) > 2 * len(slots):
        return None
    direct = _by_place(numbers, slots)
    if direct and _fits(direct, slots):
        return direct
    return _by_cost(numbers, slots, each_bit)


def _by_place(numbers: Sequence[tuple[int, float]], slots: Sequence[Slot]) -> tuple[Span, ...] | None:
    found: list[Span] = []
    taken = 0
    for slot in slots:
        inside = [n for n, x in numbers if slot.x0 <= x < slot.x1]
        if not inside:
            return None
        taken += len(inside)
        found.append((inside[0], inside[-1]))
    return tuple(found) if taken == len(numbers) else None


def _fits(found: Sequence[Span], slots: Sequence[Slot]) -> bool:
    """The fields follow one another, and are as wide as their names say."""
    follow = all(a[1] == b[0] + 1 for a, b in pairwise(found))
    return follow and all(
        not slot.width or msb - lsb + 1 == slot.width for (msb, lsb), slot in zip(found, slots, strict=True)
    )


def _by_cost(
    numbers: Sequence[tuple[int, float]], slots: Sequence[Slot], each_bit: bool
) -> tuple[Span, ...] | None:
    """The gapless assignment whose numbers stand nearest to their boxes."""
    most = max(slot.x1 - slot.x0 for slot in slots)

    def outside(number: int, slot: Slot) -> float:
        x = numbers[number][1]
        return max(slot.x0 - x, x - slot.x1, 0.0)

    @cache
    def best(slot: int, start: int) -> tuple[float, tuple[Span, ...]] | None:
        if slot == len(slots):
            return (0.0, ()) if start == len(numbers) else None
        left = len(slots) - slot - 1
        longest = len(numbers) - start - left
        options = []
        for count in range(1, (longest if each_bit else min(2, longest)) + 1):
            end = start + count
            msb, lsb = numbers[start][0], numbers[end - 1][0]
            if end < len(numbers) and numbers[end][0] != lsb - 1:
                continue
            rest = best(slot + 1, end)
            if rest is None:
                continue
            declared = slots[slot].width
            cost = sum(outside(k, slots[slot]) for k in range(start, end))
            cost += most if declared and msb - lsb + 1 != declared else 0.0
            options.append((cost + rest[0], ((msb, lsb), *rest[1])))
        return min(options) if options else None

    found = best(0, 0)
    # Numbers that stand a whole box away belong to another drawing.
    return found[1] if found and found[0] <= 0.5 * (slots[-1].x1 - slots[0].x0) else None
