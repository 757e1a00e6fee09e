"""Detection over all real manuals, against what their covers say.

`tests/data/manuals.tsv` was checked by eye on rendered covers. Skipped where the corpus is not at hand.
"""

import csv
from pathlib import Path

from app.library.chips import chip_key
from app.library.editions import revision_key
from ingestion.parsing.pdf import convert_range, read_head
from ingestion.parsing.structure import structure
from ingestion.types import ConvertedDocument, Detected

TABLE = Path(__file__).parents[4] / "data" / "manuals.tsv"
FIRST, LAST = 6, 9
"""Pages at either end, where a document says what it is. What tells its kind may stand between them."""
SHARES = {"vendor": 0.97, "revision": 0.97, "language": 0.97, "kind": 0.92, "number": 0.95, "chips": 0.95}


def read(path: Path) -> Detected:
    head = read_head(str(path))
    pages = [*convert_range(str(path), 1, FIRST)]
    if head.pages > FIRST + LAST:
        pages += convert_range(str(path), head.pages - LAST + 1, head.pages)
    return structure(ConvertedDocument(tuple(pages), head.outline, head.metadata), path.name).detected


def stated(found: Detected) -> dict[str, str]:
    return {
        "vendor": found.vendor,
        "number": found.number,
        "revision": revision_key(found.revision),
        "language": found.language,
        "kind": found.kind,
        "chips": ",".join(sorted(map(chip_key, found.chips))),
    }


def test_covers(corpus: Path) -> None:
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wrong: dict[str, list[tuple[str, str, str]]] = {name: [] for name in SHARES}
    for row in rows:
        path = next(
            corpus / folder / row["file"]
            for folder in ("pdf", "more")
            if (corpus / folder / row["file"]).exists()
        )
        found = stated(read(path))
        row["chips"] = ",".join(sorted(chip_key(name) for name in row["chips"].split(",") if name))
        for name in SHARES:
            if found[name] != row[name]:
                wrong[name].append((row["file"], found[name], row[name]))
    assert all(len(wrong[name]) <= (1 - share) * len(rows) for name, share in SHARES.items()), wrong
