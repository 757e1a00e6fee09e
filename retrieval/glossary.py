"""The field's terms in Chinese and English, read once from `data/glossary.tsv`.

The tokenizer learns the Chinese terms from it, query expansion carries a question over with it.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """One concept with the words that each language has for it, the usual one first."""

    chinese: tuple[str, ...]
    english: tuple[str, ...]


@cache
def glossary() -> tuple[Term, ...]:
    """All terms, in the order of the file."""
    text = (files("retrieval") / "data" / "glossary.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(_term(line) for line in lines)


def _term(line: str) -> Term:
    chinese, english = line.split("\t")
    return Term(tuple(chinese.split("|")), tuple(english.split("|")))
