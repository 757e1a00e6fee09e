"""What the extractors of facts other than registers share about cells and columns. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ingestion.extraction.columns import headers
from ingestion.types import Row, Table

_NOTE_MARKS = re.compile(r"\s*(?:[(（]\s*\^?\d{1,2}\^?\s*[)）]|\^\d)+$")
_IN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_DECIMAL = re.compile(r"[-–−]?\d{1,4}")


def line(text: str) -> str:
    """A cell on one line."""
    return " ".join(text.split())


def bare_header(text: str) -> str:
    """A header without footnote marks, punctuation and the spaces that wrapping leaves in Chinese words."""
    return _NOTE_MARKS.sub("", _IN_CHINESE.sub("", line(text))).strip(" :：")


def columns_named(table: Table, lexicon: Mapping[str, str]) -> dict[str, int]:
    """The first column of each role of a lexicon of header patterns; an earlier role wins a header."""
    found: dict[str, int] = {}
    for column, header in enumerate(headers(table)):
        bare = bare_header(header)
        for role, pattern in lexicon.items():
            if role not in found and re.fullmatch(pattern, bare, re.IGNORECASE):
                found[role] = column
                break
    return found


def headed(table: Table, names: Callable[[str], bool]) -> Table:
    """The table with its first row as header, where no header was told apart and that row names a column."""
    if table.header or not table.rows or not any(map(names, table.rows[0].texts)):
        return table
    return replace(table, header=table.rows[:1], rows=table.rows[1:])


def mostly(cells: Iterable[str], fits: Callable[[str], bool], share: float = 0.7) -> bool:
    """Whether most cells that hold anything hold what fits."""
    filled = [cell for cell in cells if cell.strip().strip("-–—")]
    return bool(filled) and sum(map(fits, filled)) >= share * len(filled)


def decimal(text: str) -> int | None:
    """The number of a cell that holds a decimal number and nothing else."""
    bare = _NOTE_MARKS.sub("", line(text))
    return int(bare.replace("–", "-").replace("−", "-")) if _DECIMAL.fullmatch(bare) else None


def quote(row: Row) -> str:
    """A row as it is read: cells joined, a merged one once."""
    texts = [line(text) for text in row.texts]
    return " | ".join(text for index, text in enumerate(texts) if not index or text != texts[index - 1])[:600]
