"""What a question asks the graph for: relations by one table of words, anchors by their form. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.graph.queries import Relation
from retrieval.identifiers import canonical

_ADDRESS = re.compile(r"(?<![\w.])0[xX]([0-9A-Fa-f]{3,8}(?:[_ ][0-9A-Fa-f]{4})?)(?![0-9A-Fa-f_])")
_PACKAGE = re.compile(r"[A-Za-z]{0,3}(?:QFP|QFN|BGA|SOP|SOIC|DFN|DIP|CSP|LGA|SON)-?\d+", re.IGNORECASE)
_PIN_NUMBER = re.compile(
    r"\bpins?\s+(?:no\.?\s*)?(\d{1,3})(?:\s*(?:and|/|,)\s*(\d{1,3}))?\b|第?\s*(\d{1,3})\s*(?:号)?(?:引脚|管脚|脚)"
    r"|(?:引脚|管脚)\s*(\d{1,3})(?!\d)",
    re.IGNORECASE,
)
_BINARY = re.compile(r"(?<![\w.])(?:0b)?([01]{1,3})b?(?![\w.%])")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\[\d+\])?")
_WORD = re.compile(r"[a-z0-9_]+")
SWITCH, BIT, DEFAULT, SHARE = "switch", "bit", "default", "share"
FUNCTION, PORTS, CONFLICT = "function", "port", "conflict"
LINE = "line"
ASKED_OF_FIELDS = frozenset({BIT, SWITCH, "flag"})
"""What a field or register is asked by that no relation names."""
_ASKED = {
    "dma": Relation.DMA,
    "interrupt": Relation.INTERRUPT,
    "bus": Relation.BUS,
    "pin": Relation.PIN,
    "address": Relation.ADDRESS,
    "erratum": Relation.ERRATUM,
    "remap": Relation.REMAP,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question taken apart for the graph."""

    text: str
    cues: frozenset[str]
    """First columns of the table of which a word stands in the question."""
    names: tuple[str, ...]
    """Canonical names that stand in it."""
    addresses: tuple[int, ...] = ()
    packages: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Numbers of pins."""
    roles: tuple[str, ...] = ()
    """What signals do, in the manuals' short forms."""
    values: tuple[str, ...] = ()
    """Binary values, such as a remap's."""

    @property
    def relations(self) -> tuple[Relation, ...]:
        """What is asked, in the order in which an answer says it."""
        found = []
        if "reset" in self.cues and BIT in self.cues and "function" not in self.cues:
            found.append(Relation.RESET)
        both = SWITCH in self.cues and Relation.RESET in found
        if "clock" in self.cues and (both or (self.cues & {SWITCH, BIT} and Relation.RESET not in found)):
            found.append(Relation.ENABLE)
        elif (
            "clock" in self.cues
            and "speed" not in self.cues
            and "bus" not in self.cues
            and Relation.RESET not in found
        ):
            found.append(Relation.CLOCK)
        found += [relation for cue, relation in _ASKED.items() if cue in self.cues]
        if "bus" in self.cues and "speed" in self.cues:
            found.append(Relation.SPEED)
        if self.addresses and Relation.ADDRESS in found:
            found.remove(Relation.ADDRESS)  # it is what is asked about
        return tuple(found)


def read(text: str, without: Sequence[str] = ()) -> Wanted:
    """A question; `without` are names that only say which chip is meant."""
    chips = {canonical(name) for name in without}
    plain = re.sub(r"P([A-K])\[(\d{1,2})\]", r"P\1\2", text)
    bare = _PACKAGE.sub(" ", _ADDRESS.sub(" ", plain))
    names = dict.fromkeys(canonical(name) for name in _NAME.findall(bare) if _is_name(name))
    return Wanted(
        text,
        _cues(text),
        tuple(name for name in names if name and name not in chips),
        tuple(int(re.sub(r"[_ ]", "", one), 16) for one in _ADDRESS.findall(text)),
        tuple(dict.fromkeys(one.upper().replace("-", "") for one in _PACKAGE.findall(text))),
        tuple(number for groups in _PIN_NUMBER.findall(text) for number in groups if number),
        tuple(sorted(_cues(text, "roles.tsv"))),
        tuple(dict.fromkeys(_BINARY.findall(text))),
    )


def _is_name(word: str) -> bool:
    """Capitals or digits, but no word that only begins a sentence."""
    return len(word) > 1 and any(c.isupper() or c.isdigit() for c in word) and not word[1:].islower()


def _cues(text: str, table: str = "relations.tsv") -> frozenset[str]:
    english, chinese = _table(table)
    words = _WORD.findall(text.lower())
    found = {english[word] for word in words if word in english}
    found |= {cue for surface, cue in chinese if surface in text}
    return frozenset(found)


@cache
def synonyms(word: str) -> tuple[str, ...]:
    """The words of the table that ask for the same, in both languages."""
    english, chinese = _table("relations.tsv")
    cues = {cue for surface, cue in (*english.items(), *chinese) if surface == word}
    return tuple(surface for surface, cue in (*english.items(), *chinese) if cue in cues)


@cache
def asking_words() -> frozenset[str]:
    """All words of the table, which say what is asked and not of what."""
    tables = [_table("relations.tsv"), _table("roles.tsv")]
    return frozenset(word for english, chinese in tables for word in (*english, *(one for one, _ in chinese)))


@cache
def _table(name: str) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    english: dict[str, str] = {}
    chinese: list[tuple[str, str]] = []
    table = (files("app.graph.answering") / name).read_text(encoding="utf-8")
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        cue, _, surfaces = line.partition("\t")
        for surface in surfaces.split():
            if surface.isascii():
                english[surface] = cue
            else:
                chinese.append((surface, cue))
    return english, tuple(chinese)
