"""Right statements from a version's facts, each with wrong values as a weak language model makes them. Pure.

For `benchmarks.verification`. A wrong value is drawn from what stands nearby (another field's bits, another
register's address, the other limit) or altered as models alter it (a digit, a unit, the kind of value).
"""

import random
from collections.abc import Iterator

from benchmarks import planting_registers as registers
from benchmarks import planting_values as values
from benchmarks.planting_types import Pool, Statement


def statements(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    """All that can be said, in a random order within each kind."""
    makers = (
        registers.bits,
        registers.two,
        registers.registers,
        registers.field_values,
        values.parameters,
        values.ranges,
        values.pins,
        values.interrupts,
        registers.enumerations,
        registers.masks,
    )
    for maker in makers:
        found = list(maker(pool, draw))
        draw.shuffle(found)
        yield from found
