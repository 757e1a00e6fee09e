"""Detection over all real manuals, against what their index states. The first pages are enough."""

import csv
import re
from pathlib import Path

from ingestion.parsing.detection.chips import covers, parts_in
from ingestion.parsing.pdf import convert_range, read_head
from ingestion.parsing.structure import structure
from ingestion.types import ConvertedDocument, Detected

_PAGES = 6


def read(path: Path) -> Detected:
    head = read_head(str(path))
    pages = tuple(convert_range(str(path), 1, _PAGES))
    return structure(ConvertedDocument(pages, head.outline, head.metadata), path.name).detected


def test_revision_language_and_chips(corpus: Path) -> None:
    with (corpus / "INDEX.tsv").open() as file:
        index = {row["file"]: row for row in csv.DictReader(file, delimiter="\t")}
    wrong = []
    for path in sorted((corpus / "pdf").glob("*.pdf")):
        found, stated = read(path), index[path.name]
        digits = re.findall(r"\d+(?:\.\d+)*|r\d+p\d+", found.revision)
        if found.language != stated["language"]:
            wrong.append((path.name, "language", found.language))
        # The index gives a date where a cover has one; the manual may print a revision besides.
        if digits and not set(digits) & set(re.findall(r"\d+(?:\.\d+)*|r\d+p\d+", stated["revision"])):
            wrong.append((path.name, "revision", found.revision))
        if not found.revision and not found.date:
            wrong.append((path.name, "revision", "none"))
        number = re.sub(r"\W", "", found.number)  # DDI0484C of `ARM DDI0484C` is the document, no chip
        named = [part for part in parts_in(path.stem.replace("_", " ")) if part not in number]
        if named and not any(one == two or covers(one, two) for one in found.chips for two in named):
            wrong.append((path.name, "chips", ",".join(found.chips)))
    assert not wrong
