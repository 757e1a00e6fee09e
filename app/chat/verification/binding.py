"""Which name a value is said of: sentences cut into clauses, values paired with names. Pure.

Evidence and answers are read by the same rules, so that "PLLRDY is bit 25 and PLLON is bit 24" gives two
statements on either side and never four.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from app.chat.verification.access import access_in
from app.chat.verification.atoms import Atom, atoms_in
from app.chat.verification.cues import limit_of, role_of
from app.chat.verification.types import Kind
from retrieval.identifiers import identifiers_in


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands."""

    text: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that says one thing, or several things of one subject."""

    text: str
    start: int
    """Where in the sentence it begins."""
    names: tuple[Name, ...]
    atoms: tuple[Atom, ...]
    """Their spans count from the sentence's begin."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A value with the names that it is said of; none where the clause has none that could be meant."""

    atom: Atom
    names: tuple[str, ...]
    clause: int


_BREAK = re.compile(
    r"[,;:()、?!\n]|(?<=\s)-(?=\s)|\.\s|。|\b(?:and|while|whereas|but|or|then)\b|而|并且|且|以及|和|与(?!其)|或"
)
_OPENING = re.compile(r"^\s*(?:and|while|whereas|but|or|then|with)\b|^(?:而|并且|且|以及|和|与|或)")
_DENIED = re.compile(
    r"(?:\b(?:is|are|was|be|does|do|sits?|lies?)\s+not|n't(?:\s+be)?|\bnot|\brather than|\binstead of|\bnever|不(?:是|在|为|等于|位于)|并非|而非|而不是)"  # noqa: E501 - one pattern or case, one line
    r"(?:\s+(?:at|in|the|on|be|a|located|reset to|equal to|value|address|offset))*[\s:(\[]*$"
)
_BOUND = re.compile(
    r"(?:exceed|more than|less than|higher|lower|above|below|greater|exactly|only|just|over|under)",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"(?:\s|,|、|and|or|[Bb]its?|和|与|及|或|\[|\]|位)*")
_WITHIN = re.compile(
    r"\s*(?:bit|field|位|字段)?[\s(]*"
    r"|.{0,48}\b(?:of|in|within|inside|belongs to)(?: the)?(?: register)?[\s(]*"
    r"|\s*(?:这个|该)?(?:位|字段)?\s*(?:位于|属于|在)\s*(?:寄存器)?\s*",
    re.IGNORECASE,
)
_WITHIN_ZH = re.compile(
    r"[\s]*(?:寄存器)?(?:的|中的?|里的?|,)?[\s,]*(?:the )?(?:field |bit |its )?", re.IGNORECASE
)
_BEHIND = re.compile(r"^\s*\([^()]{1,24}\)")
"""`2 V (min), 3 V (max)`: what stands in brackets behind a value is said of it, not of the next."""
_AHEAD = re.compile(
    r"\b(?:up to|at (?:least|most)|(?:no|not) (?:more|less) than)\s*$|(?:不超过|至少|最多|至多|不低于)\s*$"
)
"""`from 2 V up to 3 V`: what stands right before the next value is said of that."""
_SIZE = re.compile(r"\s*(?:bytes?\b|字节)", re.IGNORECASE)
_NEAR = 60
"""Characters, without names, within which a cue says what a value is."""


def names_in(text: str) -> tuple[Name, ...]:
    """The names of a plain text with their places."""
    rest = text
    found: list[Name] = []
    for name in sorted(identifiers_in(text), key=len, reverse=True):
        whole = _whole(name)
        found.extend(Name(name, match.span()) for match in whole.finditer(rest))
        rest = whole.sub(lambda match: "\2" * len(match[0]), rest)
    return tuple(sorted(found, key=lambda name: name.span))


@lru_cache(maxsize=8192)
def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])")


def read(
    text: str, further: Sequence[Name] = ()
) -> tuple[tuple[Name, ...], tuple[Atom, ...], tuple[Clause, ...]]:
    """The names, the values and the clauses of a plain sentence."""
    found = tuple(sorted((*atoms_in(text), *access_in(text)), key=lambda atom: atom.span))
    access = {atom.span for atom in found if atom.kind is Kind.ACCESS}
    names = tuple(sorted({*names_in(text), *further}, key=lambda name: name.span))
    names = tuple(name for name in names if name.span not in access)  # `WO` is no name
    atoms = tuple(_cued(text, atom, position, found, names) for position, atom in enumerate(found))
    atoms = tuple(atom for atom in atoms if not _inside_name(atom, names))
    return names, atoms, clauses_of(text, names, atoms)


def clauses_of(text: str, names: Sequence[Name], atoms: Sequence[Atom]) -> tuple[Clause, ...]:
    """Cut where both sides say a value of their own."""
    breaks = [m.start() if m[0].isalpha() or not m[0].isascii() else m.end() for m in _BREAK.finditer(text)]
    taken = [*(name.span for name in names), *(atom.span for atom in atoms)]
    breaks = [at for at in breaks if not any(start < at < end for start, end in taken)]
    breaks = [at for at in breaks if not _listed(text, at, atoms)]
    edges = [0, *sorted(set(breaks)), len(text)]
    pieces = [(a, b) for a, b in itertools.pairwise(edges) if b > a]
    merged: list[tuple[int, int]] = []
    waiting: int | None = None
    for start, end in pieces:
        begin = start if waiting is None else waiting
        valued = _holds(atoms, start, end)
        if not merged:
            merged.append((start, end))
        elif not valued and waiting is None and not _opens(text[start:end], names, start, end):
            merged[-1] = (merged[-1][0], end)
        elif not _holds(atoms, *merged[-1]):
            merged[-1] = (merged[-1][0], end)
            waiting = None
        elif valued:
            merged.append((begin, end))
            waiting = None
        else:
            waiting = begin
    if waiting is not None:
        merged[-1] = (merged[-1][0], len(text))
    return tuple(_clause(text, start, end, names, atoms) for start, end in merged)


def bind(
    clauses: Sequence[Clause],
    wanted: Callable[[Atom, str], bool],
    first: Callable[[str], bool] = bool,
    holds: Callable[[str, str], bool] = lambda register, field: False,
) -> tuple[Bound, ...]:
    """Each value with the name that it is said of. `wanted`: whether such a value may be said of a name.

    Of the field and the register in "the reset value of PLLON in RCC_CTLR" the field is meant: `first` knows.
    A register may be a field of its own name, too: `holds` knows which other fields it has.
    """
    bound: list[Bound] = []
    for number, clause in enumerate(clauses):
        groups: dict[tuple[str, ...], list[Atom]] = {}
        for atom in clause.atoms:
            fitting = tuple(name.text for name in clause.names if wanted(atom, name.text))
            groups.setdefault((atom.kind.value, atom.role, *fitting), []).append(atom)
        for atoms in groups.values():
            names = [name for name in clause.names if wanted(atoms[0], name.text)]
            if atoms[0].kind is Kind.ACCESS or _of_field(clause, names, first):
                names = [name for name in names if first(name.text)] or names
            if atoms[0].kind is Kind.BITS and len({name.text for name in names}) > len(atoms):
                names = [one for one in names if not any(holds(one.text, other.text) for other in names)]
            pairs = _paired(atoms, names)
            if not names:
                said = _inherited(clauses, number, partial(wanted, atoms[0]), first)
                pairs = [(atom, said) for atom in atoms]
            bound.extend(Bound(atom, said, number) for atom, said in pairs)
    return tuple(sorted(bound, key=lambda one: one.atom.span))


def _of_field(clause: Clause, names: Sequence[Name], first: Callable[[str], bool]) -> bool:
    """Whether a register only says where a field is: `PLLON of RCC_CTLR`, `RCC_CTLR 的 PLLON`."""
    for one, other in itertools.pairwise(names):
        between = clause.text[one.span[1] - clause.start : other.span[0] - clause.start]
        if first(one.text) and not first(other.text) and _WITHIN.fullmatch(between):
            return True
        if first(other.text) and not first(one.text) and _WITHIN_ZH.fullmatch(between):
            return True
    return False


def _inherited(
    clauses: Sequence[Clause], number: int, fits: Callable[[str], bool], first: Callable[[str], bool]
) -> tuple[str, ...]:
    """The subject of a clause without one: the last name before it, else the first one after it."""
    for clause in reversed(clauses[:number]):
        names = [name for name in clause.names if fits(name.text)]
        if _of_field(clause, names, first):
            names = [name for name in names if first(name.text)]
        if names:
            return (names[-1].text,)
    after = [name.text for clause in clauses[number + 1 :] for name in clause.names if fits(name.text)]
    return tuple(after[:1])


def _listed(text: str, at: int, atoms: Sequence[Atom]) -> bool:
    """Whether a break only parts the values of a list: `bits 25 and 24`."""
    before = [atom for atom in atoms if atom.span[1] <= at + 1]
    after = [atom for atom in atoms if atom.span[0] >= at]
    if not before or not after or before[-1].kind is not Kind.BITS or after[0].kind is not Kind.BITS:
        return False
    return bool(_SEPARATORS.fullmatch(text[before[-1].span[1] : after[0].span[0]]))


def _paired(atoms: Sequence[Atom], names: Sequence[Name]) -> list[tuple[Atom, tuple[str, ...]]]:
    """One name takes all values; as many names as values pair in order; else the nearest name before."""
    distinct = list(dict.fromkeys(name.text for name in names))
    if not names:
        return [(atom, ()) for atom in atoms]
    if len(distinct) == 1:
        return [(_merged(atoms)[0] if len(_merged(atoms)) == 1 else atom, (distinct[0],)) for atom in atoms]
    if len(distinct) == len(atoms):
        return [(atom, (name,)) for atom, name in zip(atoms, distinct, strict=True)]
    return [(atom, _nearest(atom, names)) for atom in atoms]


def _merged(atoms: Sequence[Atom]) -> list[Atom]:
    """`bits 5 and 4` of one field are its bits 5:4."""
    if len(atoms) < 2 or any(a.kind is not Kind.BITS or a.values[0] != a.values[1] or a.role for a in atoms):
        return list(atoms)
    numbers = sorted({int(atom.values[0]) for atom in atoms})
    if numbers != list(range(numbers[0], numbers[-1] + 1)):
        return list(atoms)
    span = (atoms[0].span[0], atoms[-1].span[1])
    return [replace(atoms[0], values=(float(numbers[-1]), float(numbers[0])), span=span)]


def _nearest(atom: Atom, names: Sequence[Name]) -> tuple[str, ...]:
    before = [name for name in names if name.span[1] <= atom.span[0] + 1]
    return (before[-1].text,) if before else (names[0].text,)


def _holds(atoms: Sequence[Atom], start: int, end: int) -> bool:
    return any(start <= atom.span[0] < end for atom in atoms if atom.kind is not Kind.PAGE)


def _opens(piece: str, names: Sequence[Name], start: int, end: int) -> bool:
    """Whether a piece without values begins something new: a conjunction, with a name after it."""
    return bool(_OPENING.match(piece)) and any(start <= name.span[0] < end for name in names)


def _clause(text: str, start: int, end: int, names: Sequence[Name], atoms: Sequence[Atom]) -> Clause:
    own = tuple(name for name in names if start <= name.span[0] < end)
    held = tuple(atom for atom in atoms if start <= atom.span[0] < end)
    return Clause(text[start:end], start, own, held)


def _inside_name(atom: Atom, names: Sequence[Name]) -> bool:
    return any(start <= atom.span[0] and atom.span[1] <= end for start, end in (n.span for n in names))


def _cued(text: str, atom: Atom, position: int, atoms: Sequence[Atom], names: Sequence[Name]) -> Atom:
    """The value with what the words around it say that it is."""
    start = atoms[position - 1].span[1] if position else 0
    stop = atoms[position + 1].span[0] if position + 1 < len(atoms) else len(text)
    named = sum(len(name.text) for name in names if start <= name.span[0] < atom.span[0])
    before = text[max(start, atom.span[0] - _NEAR - named) : atom.span[0]]
    if start:
        before = _BEHIND.sub("", before)
    after = text[atom.span[1] : min(stop, atom.span[1] + 24)]
    if stop < len(text):
        after = _AHEAD.sub("", after)
    if stop < len(text) and ")" not in after:
        after = after.partition("(")[0]  # `0x04 (address 0x40021004)`: the word is the other value's
    denied = bool(_DENIED.search(before)) and not _BOUND.search(before[-16:])
    role, label = atom.role, atom.label
    if atom.kind in (Kind.HEX, Kind.NUMBER):
        role = role or role_of(before, re.split(r"[,;:。.，；]", after)[0])
    if role in ("base", "address") and _SIZE.match(text[atom.span[1] :]):
        role = ""
    if atom.kind in (Kind.QUANTITY, Kind.NUMBER):
        own = limit_of(before, re.split(r"[,;。.，]", after)[0])
        label = label if label in ("low", "high") and not own else own or label
    return replace(atom, role=role, label=label, denied=denied)
