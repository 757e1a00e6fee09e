"""How vendors build part numbers: which part of a name is the chip, and what only says how it is sold. Pure.

`part_numbers.tsv` holds a row per family, tried in order: the vendor, what kind of part it is, the letters
that every name of the family begins with, the pattern of the device (what makes it another chip), that of
the variant (pin count, memory, grade: another one, but of the same manual's family) and what two spellings
of one device differ in. What follows the variant (package, temperature, reel) never makes another chip.
In the patterns `#` is a digit or a placeholder, `@` a letter or a placeholder, `~` any of them.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

WILD = "x"
TABLE = Path(__file__).with_name("part_numbers.tsv")
CORES = Path(__file__).with_name("cores.tsv")
_ORDERED = r"x*(?:[A-Z][A-Z0-9x]*)?[+]?(?:-.*)?"
"""Package, temperature and reel: letters first, or behind a hyphen."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the names of one family are built."""

    vendor: str
    kind: str
    letters: str
    """That every name begins with, as a pattern."""
    brand: re.Pattern[str]
    start: re.Pattern[str]
    """A name that says a little more than the brand."""
    whole: re.Pattern[str]
    fold: re.Pattern[str] | None
    folded: str


@dataclass(frozen=True, slots=True)
class PartNumber:
    """A name that a grammar reads."""

    grammar: Grammar
    device: str
    """Without hyphens, placeholders as `x`."""
    variant: str
    """May be empty or shorter than another's: then it stands for all."""

    @property
    def vendor(self) -> str:
        """Who makes it, as documents are filed."""
        return self.grammar.vendor

    @property
    def kind(self) -> str:
        """What it does: `mcu`, `sensor`, `core`…"""
        return self.grammar.kind

    def speaks_of(self, other: "PartNumber") -> bool:
        """Whether both are the same chip, as far as both say."""
        same = self.grammar is other.grammar and len(self.device) == len(other.device)
        return same and alike(self.device, other.device) and alike(self.variant, other.variant)


@lru_cache(maxsize=16384)
def read(key: str) -> PartNumber | None:
    """The part number that a key (`app.library.chips.chip_key`) is; None for what no grammar reads whole."""
    for grammar in grammars():
        plain = grammar.fold.sub(grammar.folded, key) if grammar.fold else key
        if match := grammar.whole.fullmatch(plain):
            return PartNumber(grammar, match["device"].replace("-", ""), match["variant"] or "")
    return None


def begins(short: str, part: PartNumber) -> bool:
    """Whether a name is that of a family which a part belongs to: its device begins so."""
    bare = short.replace("-", "").rstrip(WILD)
    return 0 < len(bare) < len(part.device) and alike(bare, part.device)


@lru_cache(maxsize=8192)
def is_brand(key: str) -> bool:
    """Whether a name is so wide that it names a maker's whole line, such as STM32, CH32x or PIC16."""
    bare = key.replace("-", "").rstrip(WILD)
    if read(key) is not None:
        return False
    return any(grammar.brand.fullmatch(bare) for grammar in grammars())


@lru_cache(maxsize=8192)
def is_family(key: str) -> bool:
    """Whether a name is the beginning of a family's names: nRF52, STM32F4, PIC18."""
    if read(key) is not None or not any(map(str.isdigit, key)):
        return False
    return any(len(grammar.letters) >= 3 and grammar.start.fullmatch(key) for grammar in grammars())


def alike(one: str, other: str) -> bool:
    """Whether two names agree as far as the shorter one goes; a capital X may stand for a digit too."""
    return all(
        mine == yours
        or WILD in (mine, yours)
        or (mine == "X" and yours.isdigit())
        or (yours == "X" and mine.isdigit())
        for mine, yours in zip(one, other, strict=False)
    )


@cache
def grammars() -> tuple[Grammar, ...]:
    """The table, read once."""
    return tuple(_grammar(*row) for row in _rows(TABLE))


@cache
def cores() -> tuple[tuple[str, str, str], ...]:
    """Chips or families with their core and its architecture."""
    return tuple((chip, core, architecture) for chip, core, architecture in _rows(CORES))


def _grammar(vendor: str, kind: str, brand: str, device: str, variant: str, fold: str) -> Grammar:
    whole = f"(?P<device>{_expanded(device)})(?P<variant>{_expanded(variant)})?{_ORDERED}"
    # One letter behind the brand says no more than the brand: STM32F, CH32V.
    wide = re.compile(f"{_expanded(brand)}[A-Z]?")
    start = re.compile(f"{_expanded(brand)}[A-Z]{{0,2}}[0-9]{{0,2}}x*")
    old, _, new = fold.partition(">")
    folded = re.compile(old) if old else None
    return Grammar(vendor, kind, brand, wide, start, re.compile(whole), folded, new)


def _expanded(pattern: str) -> str:
    return pattern.replace("#", "[0-9xX]").replace("@", "[A-Zx]").replace("~", "[A-Z0-9x]")


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
