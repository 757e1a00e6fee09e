"""Two addresses of one register: one in its own space, one in all memory."""

from app.facts.records import Provenance, Register
from ingestion.extraction.aliases import in_whole_memory


def register(number: int, quote: str) -> Register:
    return Register(f"R{number}", Provenance(7, (0.0, 0.0, 1.0, 1.0), quote=quote), address=number)


def both(number: int, distance: int = 0x20) -> Register:
    return register(number, f"0x{number:02X} (0x{number + distance:02X}) | R{number} | EN")


def places(found: list[Register]) -> list[tuple[int | None, int | None]]:
    return [(one.address, one.offset) for one in found]


def test_the_address_in_brackets_is_the_one_in_memory() -> None:
    found = in_whole_memory([both(number) for number in range(8)])
    assert places(found) == [(number + 0x20, number) for number in range(8)]


def test_an_address_in_brackets_alone_stays() -> None:
    outside = register(0xC0, "(0xC0) | R192 | EN")
    assert places(in_whole_memory([*(both(number) for number in range(8)), outside]))[-1] == (0xC0, None)


def test_where_others_have_one_address_the_brackets_hold_something_else() -> None:
    listed = [
        *(both(0x30 + number, 0xC0) for number in range(8)),
        *(register(n, f"0x{n:02X} | R{n}") for n in range(9)),
    ]
    assert in_whole_memory(listed) == listed


def test_distances_that_differ_are_no_space() -> None:
    listed = [both(number, 0x20 + number % 2) for number in range(10)]
    assert in_whole_memory(listed) == listed
