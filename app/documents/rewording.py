"""Passages that read differently in two versions: aligned by section, with what moved and changed numbers.

Pure. Compared is what does not depend on where a converter cuts: sentences and table rows, as often as they
occur, in their own section first and then anywhere. A passage differs when some of its pieces are nowhere.
"""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.documents.diff import plain
from app.documents.passages import ROW_KINDS, StoredPassage
from app.documents.schemas import NumberChange, PassageChange

SIMILAR = 0.5
"""Passages of one section that share less than half of their words are two passages, not one reworded."""
LEFT_OUT = ROW_KINDS | {"contents", "notice"}
"""The last two are about the document itself."""
_MOST_NUMBERS = 20
_MOST_TOKENS = 4
"""Of a number with its sign and unit; what is longer was worded anew."""
_SHORTEST_MOVE = 40
"""Characters of a passage that is told to have moved; a heading or a lone word is found in many places."""

_NUMBERING = re.compile(r"^(?:chapter\s+|第\s*)?[\dA-Z]{1,3}(?:\.\d+)*[.章节]?\s+", re.IGNORECASE)
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d]+|[^\w\s]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"\n+|(?<=[.!?;]) +|(?<=[。!?;]) *")

_REFERENCE = re.compile(
    r"\b(tables?|figures?|fig\.|sections?|equations?|pages?|chapters?|表|图|章节|第)\s*\d+(?:[.\-–]\d+)*",
    re.IGNORECASE,
)
"""To another place of the document: where all are numbered anew, nothing has changed."""

Section = tuple[str, ...]


@dataclass(slots=True)
class _Read:
    """A passage with its pieces, and where they stand in the other version."""

    passage: StoredPassage
    section: Section
    pieces: list[tuple[str, str]]
    """Key and text."""
    unmatched: list[str] = field(default_factory=list)
    partners: Counter[int] = field(default_factory=Counter)
    """Passages of the other version that hold its pieces, by their place in the order."""
    elsewhere: int = 0
    """Pieces that only another section holds."""


def compare_passages(
    before: Sequence[StoredPassage], after: Sequence[StoredPassage]
) -> Iterator[PassageChange]:
    """Passages that were added, removed, reworded or moved, in the order of the pages."""
    old, new = _read(before), _read(after)
    _match(old, new)
    found = [*_reworded(old, new), *_moved(old, new)]
    yield from sorted(found, key=_page)


def _page(change: PassageChange) -> int:
    place = change.after or change.before
    return place.page if place else 0


def _read(passages: Iterable[StoredPassage]) -> list[_Read]:
    return [
        _Read(passage, section_key(passage.path), [(_key(piece), piece) for piece in pieces(passage.text)])
        for passage in passages
        if passage.kind not in LEFT_OUT
    ]


def section_key(path: Iterable[str]) -> Section:
    """A section without its numbers: a chapter that moved is still the same chapter."""
    return tuple(_NUMBERING.sub("", heading).casefold().strip() for heading in path)


def _key(piece: str) -> str:
    return plain("text", _REFERENCE.sub(r"\1", piece))


def _match(old: list[_Read], new: list[_Read]) -> None:
    """Give each piece its counterpart: in the same section, else in any; what has none stays unmatched."""
    here: dict[tuple[Section, str], list[tuple[int, int]]] = defaultdict(list)
    for number, read in enumerate(new):
        for place, (key, _) in enumerate(read.pieces):
            here[read.section, key].append((number, place))
    taken: set[tuple[int, int]] = set()
    waiting: list[tuple[int, int]] = []
    for number, read in enumerate(old):
        for place, (key, _) in enumerate(read.pieces):
            if counterparts := here.get((read.section, key)):
                _join(old, new, number, counterparts.pop(0), taken)
            else:
                waiting.append((number, place))
    anywhere: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, read in enumerate(new):
        for place, (key, _) in enumerate(read.pieces):
            if (number, place) not in taken:
                anywhere[key].append((number, place))
    for number, place in waiting:
        key, text = old[number].pieces[place]
        if counterparts := anywhere.get(key):
            other = counterparts.pop(0)
            _join(old, new, number, other, taken)
            old[number].elsewhere += 1
        else:
            old[number].unmatched.append(text)
    for number, read in enumerate(new):
        read.unmatched = [text for place, (_, text) in enumerate(read.pieces) if (number, place) not in taken]


def _join(
    old: list[_Read], new: list[_Read], number: int, other: tuple[int, int], taken: set[tuple[int, int]]
) -> None:
    taken.add(other)
    old[number].partners[other[0]] += 1
    new[other[0]].partners[number] += 1


def _reworded(old: list[_Read], new: list[_Read]) -> Iterator[PassageChange]:
    """Each passage with unmatched pieces beside the one that it became."""
    done: set[int] = set()
    candidates: dict[Section, list[int]] = defaultdict(list)
    for number, read in enumerate(new):
        if read.unmatched:
            candidates[read.section].append(number)
    for read in old:
        if not read.unmatched:
            continue
        partner = _alike(read, new, candidates[read.section], done)
        if partner is None and read.partners:
            partner = read.partners.most_common(1)[0][0]
        if partner is None:
            yield PassageChange(change="removed", section=list(read.passage.path), before=read.passage.out())
            continue
        added = [] if partner in done else new[partner].unmatched
        done.add(partner)
        yield _changed(read, new[partner], read.unmatched, added)
    for number, read in enumerate(new):
        if not read.unmatched or number in done:
            continue
        if read.partners:
            yield _changed(old[read.partners.most_common(1)[0][0]], read, [], read.unmatched)
        else:
            yield PassageChange(change="added", section=list(read.passage.path), after=read.passage.out())


def _alike(read: _Read, new: list[_Read], numbers: Iterable[int], done: set[int]) -> int | None:
    """The passage of the section whose unmatched words are most like these."""
    free = [number for number in numbers if number not in done]
    words = _words(read.unmatched)
    scored = [(_share(words, _words(new[number].unmatched)), -number) for number in free]
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= SIMILAR else None


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(token for text in texts for token in tokens(text.casefold()))


def tokens(text: str) -> list[str]:
    """Words, numbers and signs; Chinese has no spaces: each character counts as a word."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        found.extend(token if _CHINESE.search(token) else [token])
    return found


def _share(one: Counter[str], other: Counter[str]) -> float:
    """Common words among all of both, from 0 to 1."""
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 0.0


def _changed(old: _Read, new: _Read, removed: Sequence[str], added: Sequence[str]) -> PassageChange:
    return PassageChange(
        change="changed",
        section=list(new.passage.path),
        before=old.passage.out(),
        after=new.passage.out(),
        diff=[*(f"- {text}" for text in removed), *(f"+ {text}" for text in added)],
        numbers=list(_numbers(removed, added))[:_MOST_NUMBERS],
    )


def _numbers(removed: Sequence[str], added: Sequence[str]) -> Iterator[NumberChange]:
    """Numbers that another number replaced, in the sentence or row where they stand now."""
    left = list(added)
    for text in removed:
        words = _words([text])
        score, place = max(
            ((_share(words, _words([other])), -place) for place, other in enumerate(left)), default=(0.0, 0)
        )
        if score < SIMILAR:
            continue
        other = left.pop(-place)
        yield from number_changes(text, other)


def number_changes(before: str, after: str) -> Iterator[NumberChange]:
    """Where two wordings of one sentence differ in a number."""
    old, new = (tokens(_REFERENCE.sub(r"\1", text)) for text in (before, after))
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        one, other = " ".join(old[i1:i2]), " ".join(new[j1:j2])
        short = max(i2 - i1, j2 - j1) <= _MOST_TOKENS
        if tag == "replace" and short and re.search(r"\d", one) and re.search(r"\d", other):
            yield NumberChange(before=one, after=other, text=after)


def _moved(old: list[_Read], new: list[_Read]) -> Iterator[PassageChange]:
    """Passages that stand word for word in another section.

    A section that only has another name now has not moved.
    """
    sections = {read.section for read in old}, {read.section for read in new}
    for read in old:
        whole = read.pieces and not read.unmatched and read.elsewhere == len(read.pieces)
        if not whole or len(read.passage.text) < _SHORTEST_MOVE:
            continue
        partner = new[read.partners.most_common(1)[0][0]]
        if read.section in sections[1] or partner.section in sections[0]:
            yield PassageChange(
                change="moved",
                section=list(partner.passage.path),
                before=read.passage.out(),
                after=partner.passage.out(),
            )


def pieces(text: str) -> list[str]:
    """Sentences of running text; a table row is a piece by itself."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    joined = "".join(f"\n{line}\n" if "|" in line else f"{line} " for line in lines)
    found = (piece.strip() for piece in _SENTENCE_END.split(joined))
    return [piece for piece in found if piece]
