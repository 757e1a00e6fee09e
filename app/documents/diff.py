"""What differs between two versions: passages by their section and text, facts by their name. Pure rules.

A fact that is mentioned in several places has one value per attribute and place; two versions agree about
an attribute when they say the same set of things.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.documents.passages import StoredPassage
from app.documents.schemas import FactChange, PassageChange

SIMILAR = 0.5
"""Passages of one section that share less than half of their words are two passages, not one reworded."""

ROW_KINDS = frozenset({"row"})
"""A row says nothing that its table's passage does not say; comparing both would double every change."""

_NUMBERING = re.compile(r"^(?:chapter\s+|第\s*)?[\dA-Z]{1,3}(?:\.\d+)*[.章节]?\s+", re.IGNORECASE)

_WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_SENTENCE_END = re.compile(r"\n+|(?<=[.!?;]) +|(?<=[。!?;]) *")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one version, all its mentions together."""

    kind: str
    name: str
    page: int
    says: tuple[tuple[str, tuple[str, ...]], ...]
    """Attributes in a fixed order, each with all that is said of it, sorted; what is not said is left out."""


Key = tuple[str, str]


def compare_facts(before: Mapping[Key, Fact], after: Mapping[Key, Fact]) -> Iterator[FactChange]:
    """Facts that only one version states, and those that the versions state differently."""
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if old and new and not _contradict(old, new):
            continue
        known = old or new
        assert known is not None  # noqa: S101 - the key came from one of the two
        yield FactChange(
            change="changed" if old and new else "removed" if old else "added",
            kind=known.kind,
            name=known.name,
            before={name: list(values) for name, values in old.says} if old else None,
            after={name: list(values) for name, values in new.says} if new else None,
            before_page=old.page if old else None,
            after_page=new.page if new else None,
        )


def _contradict(old: Fact, new: Fact) -> bool:
    """An attribute that one version says nothing about is no difference of fact."""
    said = dict(new.says)
    return any(name in said and said[name] != values for name, values in old.says)


def compare_passages(
    before: Sequence[StoredPassage], after: Sequence[StoredPassage]
) -> Iterator[PassageChange]:
    """Passages that were added, removed or reworded, in the order of the sections."""
    old, new = _by_section(before), _by_section(after)
    for section in [*old, *(section for section in new if section not in old)]:
        yield from _compare_section(old.get(section, []), new.get(section, []))


def _by_section(passages: Iterable[StoredPassage]) -> dict[tuple[str, ...], list[StoredPassage]]:
    """Sections without their numbers: a chapter that moved is still the same chapter."""
    sections: dict[tuple[str, ...], list[StoredPassage]] = {}
    for passage in passages:
        if passage.kind not in ROW_KINDS:
            key = tuple(_NUMBERING.sub("", heading).casefold().strip() for heading in passage.path)
            sections.setdefault(key, []).append(passage)
    return sections


def _compare_section(old: list[StoredPassage], new: list[StoredPassage]) -> Iterator[PassageChange]:
    matcher = difflib.SequenceMatcher(
        None, [_words(passage.text) for passage in old], [_words(passage.text) for passage in new], False
    )
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield from _pair_up(old[i1:i2], new[j1:j2])


def _pair_up(old: list[StoredPassage], new: list[StoredPassage]) -> Iterator[PassageChange]:
    """Each removed passage with the added one that it most likely became."""
    left = list(new)
    for passage in old:
        best = max(left, key=lambda other: _alikeness(passage, other), default=None)
        if best is None or not _alikeness(passage, best):
            yield PassageChange(change="removed", section=list(passage.path), before=passage.out())
            continue
        left.remove(best)
        yield PassageChange(
            change="changed",
            section=list(best.path),
            before=passage.out(),
            after=best.out(),
            diff=_lines(passage.text, best.text),
        )
    for passage in left:
        yield PassageChange(change="added", section=list(passage.path), after=passage.out())


def _alikeness(one: StoredPassage, other: StoredPassage) -> float:
    """Share of common words; 0 when below `SIMILAR`, which the cheap bounds mostly tell."""
    matcher = difflib.SequenceMatcher(None, _words(one.text), _words(other.text), False)
    if matcher.real_quick_ratio() < SIMILAR or matcher.quick_ratio() < SIMILAR:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= SIMILAR else 0.0


def _lines(before: str, after: str) -> list[str]:
    """Changed sentences and table rows only, marked; how the lines of a paragraph wrap is no change."""
    return [line for line in difflib.ndiff(_pieces(before), _pieces(after)) if line[:2] in ("- ", "+ ")]


def _pieces(text: str) -> list[str]:
    """Sentences of running text; a table row is a piece by itself."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    joined = "".join(f"\n{line}\n" if "|" in line else f"{line} " for line in lines)
    pieces = (piece.strip() for piece in _SENTENCE_END.split(joined))
    return [piece for piece in pieces if piece]


def _words(text: str) -> tuple[str, ...]:
    """Chinese has no spaces: each character counts as a word."""
    return tuple(_WORD.findall(text))
