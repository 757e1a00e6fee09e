"""Covers as vendors make them, in our own words: vendor, number, revision, date and kind are told apart.

`covers.tsv` holds one cover a row; lines are parted by `|`.
"""

import csv
from pathlib import Path

import pytest

from app.library.editions import revision_key
from ingestion.parsing.detection import detect
from ingestion.types import Block, BlockKind, ConvertedDocument, ConvertedPage, Line

NOWHERE = (0.0, 0.0, 0.0, 0.0)
with Path(__file__).with_name("covers.tsv").open(encoding="utf-8") as file:
    COVERS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def lines(text: str) -> list[str]:
    return [part for part in text.replace("\\|", "\0").split("|") if part]


@pytest.mark.parametrize("row", COVERS, ids=[row["name"] for row in COVERS])
def test_a_cover(row: dict[str, str]) -> None:
    shown = [(text, 22.0) for text in lines(row["large"])] + [(text, 9.0) for text in lines(row["cover"])]
    cover = tuple(
        Line(text.replace("\0", "|"), (50, 60 + 20 * n, 500, 75 + 20 * n), size)
        for n, (text, size) in enumerate(shown)
    )
    running = [text.replace("\0", "|") for text in lines(row["running"])] * 9
    blocks = (Block(BlockKind.PARAGRAPH, f"{row['body']} the device. " * 12, 1, NOWHERE),)
    found = detect(ConvertedDocument((ConvertedPage(1, 600, 800, cover),)), blocks, running, "manual.pdf")
    assert {
        "vendor": found.vendor,
        "number": found.number,
        "revision": revision_key(found.revision),
        "date": found.date,
        "kind": found.kind,
        "chips": ",".join(sorted(found.chips)),
    } == {
        **{key: row[key] for key in ("vendor", "number", "date", "kind")},
        "revision": revision_key(row["revision"]),
        "chips": ",".join(sorted(filter(None, row["chips"].split(",")))),
    }
