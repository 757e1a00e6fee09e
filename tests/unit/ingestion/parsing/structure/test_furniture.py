"""Running headers and footers go, everything that does not repeat stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing.structure.furniture import without_furniture
from ingestion.types import ConvertedPage, Line

HEIGHT = 800.0


def line(text: str, y: float, size: float = 10) -> Line:
    return Line(text, (50, y, 50 + 5 * len(text), y + size), size)


def page(number: int, *lines: Line) -> ConvertedPage:
    return ConvertedPage(number, 600, HEIGHT, tuple(sorted(lines, key=lambda found: found.box[1])))


def kept(pages: list[ConvertedPage], titles: tuple[str, ...] = ()) -> list[list[str]]:
    return [[found.text for found in page.lines] for page in without_furniture(pages, titles)]


def manual(count: int, header: str = "CH32 Manual", offset: int = 0) -> list[ConvertedPage]:
    return [
        page(
            n,
            line(header, 30),
            line(f"Body of page {'abcdefghij'[n % 10]}", 300),
            line(f"V1.5 {n + offset}", 770),
        )
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize("count", [2, 3, 7, 60])
def test_headers_and_page_numbers_go(count: int) -> None:
    assert all(len(texts) == 1 and texts[0].startswith("Body") for texts in kept(manual(count, offset=6)))


def test_one_page_keeps_everything() -> None:
    assert len(kept(manual(1))[0]) == 3


def test_odd_and_even_pages_differ() -> None:
    pages = [
        page(
            n,
            line("Doc Rev 17   Timers" if n % 2 else "Timers   Doc Rev 17", 30),
            line(f"text {n}{n}", 400),
            line(f"{n}/20" if n % 2 else f"Rev 2  {n}/20", 780),
        )
        for n in range(1, 20)
    ]
    assert all(len(texts) == 1 for texts in kept(pages))


def test_roman_page_numbers() -> None:
    pages = [
        page(n, line(f"words {n * n}", 300), line(r, 780)) for n, r in enumerate(["i", "ii", "iii", "iv"], 1)
    ]
    assert [len(texts) for texts in kept(pages)] == [1, 1, 1, 1]


def test_a_chapter_named_on_one_page_only() -> None:
    pages = [page(n, line("3. Timers", 30), line(f"b{n}{n}", 300)) for n in range(1, 10)]
    pages.append(page(10, line("4. Watchdog", 30), line("last", 300)))
    assert kept(pages, ("Watchdog", "Timers"))[-1] == ["last"]
    assert kept(pages)[-1] == ["4. Watchdog", "last"]


def test_repeated_body_lines_stay() -> None:
    pages = [page(n, line("Offset address: 0x00", 300), line(f"x{n}y", 330)) for n in range(1, 10)]
    assert all(len(texts) == 2 for texts in kept(pages))


def test_captions_at_the_top_of_pages_stay() -> None:
    pages = [
        page(n, line("Header", 30), line("Table 4. Pins (continued)", 60), line(f"q{n}", 300))
        for n in range(1, 9)
    ]
    assert all(texts[0].startswith("Table 4") for texts in kept(pages))


texts = st.from_regex(r"[A-Za-z]{3,12}( [A-Za-z]{3,12}){0,3}", fullmatch=True)


@settings(deadline=None, max_examples=60)
@given(
    bodies=st.lists(st.lists(st.tuples(texts, st.floats(5, 790)), max_size=6), min_size=2, max_size=12),
    header=texts,
)
def test_lines_that_do_not_repeat_are_never_removed(
    bodies: list[list[tuple[str, float]]], header: str
) -> None:
    pages = []
    for number, body in enumerate(bodies, 1):
        # A letter code makes every line of the body the only one of its kind.
        lines = [
            line(f"{text} {chr(97 + number)}{chr(97 + index)}zq", y) for index, (text, y) in enumerate(body)
        ]
        pages.append(page(number, line(f"{number} -- --", 2), *lines))
    for before, after in zip(pages, without_furniture(pages), strict=True):
        gone = {found.text for found in before.lines} - {found.text for found in after.lines}
        assert gone <= {f"{before.number} -- --"}
