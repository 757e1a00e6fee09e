"""What differs between the facts of two versions, by their names. Pure rules.

A fact that is mentioned in several places has one value per attribute and place; two versions agree about
an attribute when they say the same set of things, whatever the manner of printing. A limit has no name of
its own: its row is known by its words, and one that was reworded is the same row.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from app.documents.schemas import FactChange

REWORDED = frozenset({"parameter", "region", "ordering"})
"""Kinds whose names are words of the document."""
_SAME_VALUES = 0.4
"""Share of common words from which rows with the same values are one row."""
_OTHER_VALUES = 0.6
"""The same for rows whose values differ."""
_MOST_PAIRS = 400_000
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_HYPHEN = re.compile(r"(?<=[a-z])- (?=[a-z])")
_MARK = re.compile(r"\s*[(（]\d{1,2}[)）]\s*$")
_DECIMAL = re.compile(r"(\d)[.,](\d+)(?![\d.,])")
_DASHES = str.maketrans("−–—‐", "----")
_RESET = re.compile(r"(?:0x|0b)?(?P<digits>[0-9a-f]+?)(?P<base>[hb])?")


@dataclass(frozen=True)
class Fact:
    """One fact of one version, all its mentions together."""

    kind: str
    name: str
    page: int
    says: tuple[tuple[str, tuple[str, ...]], ...]
    """Attributes in a fixed order, each with all that is said of it, sorted; what is not said is left out."""
    words: str = ""
    """What its row is known by: name, symbol, condition."""
    owner: str = ""
    """The register whose field it is."""
    version: str = ""
    """The version that states it."""

    @cached_property
    def plain(self) -> dict[str, frozenset[str]]:
        """What it says, without manners of printing."""
        return {name: frozenset(plain(name, value) for value in values) for name, values in self.says}

    @cached_property
    def terms(self) -> frozenset[str]:
        """The words that it is known by."""
        return frozenset(_WORD.findall(_joined(f"{self.name} {self.words}")))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers among them: 24 MHz is another row than 16 MHz."""
        return frozenset(term for term in self.terms if term[0].isdigit())


Key = tuple[str, str]


def compare_facts(before: Mapping[Key, Fact], after: Mapping[Key, Fact]) -> Iterator[FactChange]:
    """Facts that only one version states, and those that the versions state differently, by kind and page."""
    old, new = _by_loose_name(before), _by_loose_name(after)
    pairs = [(old[key], new[key]) for key in old if key in new]
    removed = [old[key] for key in old if key not in new]
    added = [new[key] for key in new if key not in old]
    more = list(_rows(removed, added))
    paired = {id(fact) for pair in more for fact in pair}
    renamed = dict(_renamed(removed, added))
    for one, other in (*pairs, *more):
        if _contradict(one, other):
            yield _change(one, other)
    for fact in removed:
        if id(fact) not in paired:
            yield _change(fact, None, renamed.get(id(fact), ""))
    for fact in added:
        if id(fact) not in paired:
            yield _change(None, fact, renamed.get(id(fact), ""))


def _change(old: Fact | None, new: Fact | None, renamed: str = "") -> FactChange:
    either = new or old
    assert either is not None  # noqa: S101 - one of the two is always given
    return FactChange(
        change="changed" if old and new else "removed" if old else "added",
        kind=either.kind,
        name=either.name,
        renamed=old.name if old and new and old.name != new.name else renamed,
        before={name: list(values) for name, values in old.says} if old else None,
        after={name: list(values) for name, values in new.says} if new else None,
        before_page=old.page if old else None,
        after_page=new.page if new else None,
        before_version=old.version if old else "",
        after_version=new.version if new else "",
    )


def _by_loose_name(facts: Mapping[Key, Fact]) -> dict[Key, Fact]:
    """Names without blanks, hyphens of broken lines and marks of notes; what coincides then is one fact."""
    found: dict[Key, Fact] = {}
    for (kind, name), fact in facts.items():
        key = (kind, "".join(_WORD.findall(_joined(_MARK.sub("", name)))) if kind in REWORDED else name)
        found[key] = _merged(found[key], fact) if key in found else fact
    return found


def _merged(one: Fact, other: Fact) -> Fact:
    mine, yours = dict(one.says), dict(other.says)
    says = {name: (*mine.get(name, ()), *yours.get(name, ())) for name in (*mine, *yours)}
    return replace(one, says=tuple((name, tuple(sorted(set(values)))) for name, values in says.items()))


def _joined(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_DASHES)
    return _HYPHEN.sub("", folded)


def _contradict(old: Fact, new: Fact) -> bool:
    """An attribute that one version says nothing about is no difference of fact."""
    return any(name in new.plain and new.plain[name] != values for name, values in old.plain.items())


def _rows(removed: Iterable[Fact], added: Iterable[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Rows of tables under other words, the likest first: same values and about the same words, or other
    values and nearly the same words. The numbers in their words must be the same, as far as both have any."""
    old = [fact for fact in removed if fact.kind in REWORDED]
    new = [fact for fact in added if fact.kind in REWORDED]
    if len(old) * len(new) > _MOST_PAIRS:
        return
    scored = [
        (score, place, other)
        for place, fact in enumerate(old)
        for other, candidate in enumerate(new)
        if (score := _alike(fact, candidate))
    ]
    done: tuple[set[int], set[int]] = (set(), set())
    for _, place, other in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if place not in done[0] and other not in done[1]:
            done[0].add(place)
            done[1].add(other)
            yield old[place], new[other]


def _alike(one: Fact, other: Fact) -> float:
    """How surely two rows are one; 0 where they are not."""
    if one.kind != other.kind or not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        return 0.0
    common = len(one.terms & other.terms)
    share = 2 * common / (len(one.terms) + len(other.terms)) if common else 0.0
    if one.plain == other.plain:
        return 1 + share if share >= _SAME_VALUES else 0.0
    return share if share >= _OTHER_VALUES else 0.0


def _renamed(removed: Iterable[Fact], added: Iterable[Fact]) -> Iterator[tuple[int, str]]:
    """Fields that went and came at the same bits of one register: each with the other's name."""
    places: dict[tuple[str, frozenset[str]], list[list[Fact]]] = {}
    for side, facts in enumerate((removed, added)):
        for fact in facts:
            if fact.kind == "bit_field" and (bits := fact.plain.get("bits")):
                places.setdefault((fact.owner, bits), [[], []])[side].append(fact)
    for old, new in places.values():
        if len(old) == len(new) == 1:
            yield id(old[0]), new[0].name
            yield id(new[0]), old[0].name


def plain(attribute: str, value: str) -> str:
    """A value without what is only a manner of printing: case, blanks, zeros at either end."""
    text = "".join(unicodedata.normalize("NFKC", value).translate(_DASHES).split()).strip("_")
    if attribute == "reset":
        return _plain_reset(text.casefold())
    if attribute == "access":
        return "".join(filter(str.isalnum, text)).casefold()
    if attribute in ("unit", "functions", "kind"):
        return text
    text = _DECIMAL.sub(lambda found: f"{found[1]}.{found[2]}".rstrip("0").rstrip("."), text.casefold())
    return text.removeprefix("+")


def _plain_reset(text: str) -> str:
    """`00b`, `0x00`, `0` and `0h` are one value; digits left open stay open."""
    bare = text.replace("_", "")
    if match := _RESET.fullmatch(bare):
        return match["digits"].lstrip("0") or "0"
    return bare
