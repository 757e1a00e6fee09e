"""Chips named in a question, matched against the chips that the library knows.

Pure rules over words; `app.library.chips` says which names mean the same part. `app.search.scope` uses
them to decide which documents may answer.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.library.chips import chip_key, covers
from app.library.part_numbers import is_family, read

TOKEN = re.compile(r"(?<![A-Za-z0-9_.])[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9_])")
WEB_ADDRESS = re.compile(r"<?(?:https?|ftp)://[^\s<>\u3000-\u9fff]+>?(?:`?_{1,2}\b)?")
SHORTEST_NAME = 4
"""A shorter word is no family name, only a name in full."""
GROUPED = re.compile(r"[A-Za-z]{2,}\d+-?[A-Za-z]\d")
NOT_PARTS = re.compile(
    r"(?:AES|APSR|BGA|BLE|CISPR|CRC|DES|DIN|DIP|EN|FIPS|H|HS|IEC|IEEE|IP|IPV|ISO|JEDEC|JESD|JIS|JPEG|LFBGA|LGA|"
    r"LQFP|MD|MP|MPEG|PCM|QFN|QFP|REV|RFC|RS|RSA|SHA|SO|SOIC|SOP|SSOP|TIA|TQFP|TSSOP|UFBGA|UFQFPN|UTF|UTC|"
    r"VFQFPN|WLCSP|WPA|X)-?\d+",
    re.IGNORECASE,
)
"""Standards, ciphers and packages: shaped like part numbers, but no chips."""


PART_FORM = re.compile(r"[A-Za-z]{2,}-?\d{3}|[A-Za-z]{2,}\d+-?[A-Za-z]\d")
"""A part number of a vendor whose grammar is not known: R100 is a resistor, XYZ900 a part."""


_EQUALS = re.compile(r"\s*(?:vs\.?|versus|or|and|/|和|与|跟|或|、|对比|还是)\s*(?:the\s+)?", re.IGNORECASE)
"""What joins two parts that are asked about alike."""


@dataclass(frozen=True, slots=True)
class NamedChips:
    """What a question says about chips."""

    known: tuple[str, ...]
    """Names as the library has them, in the order of the question."""
    written: tuple[str, ...]
    """The words of the question that name them: STM32F103ZE is narrower than the STM32F10x of the library."""
    unknown: tuple[str, ...]
    """Part numbers, as written, that the question is about and no document covers."""
    strays: tuple[str, ...]
    """What looks like a part number and is beside the matter: it narrows nothing and refuses nothing."""
    rest: str
    """The question without the words that name known chips."""


def normalised(text: str) -> str:
    """A question as its rules read it: one form for full-width letters, no addresses of web pages."""
    return WEB_ADDRESS.sub(" ", unicodedata.normalize("NFKC", text))


def named_chips(text: str, known: Iterable[str]) -> NamedChips:
    """Chips named in a question, in any case and without spaces around them."""
    text = normalised(text)
    names = tuple(dict.fromkeys(known))
    found: dict[str, tuple[str, ...]] = {}
    spans: list[tuple[int, int]] = []
    others: list[str] = []
    for match in TOKEN.finditer(text):
        if chips := chips_of(match[0], names):
            spans.append(match.span())
            found[match[0]] = chips
        elif looks_like_part(match[0]):
            others.append(match[0])
    for name in names:
        if not TOKEN.fullmatch(name) and not any(name in chips for chips in found.values()):
            spans.extend(match.span() for match in literal(name).finditer(text))
            found.update({name: (name,)} if literal(name).search(text) else {})
    unknown = [
        word
        for word in dict.fromkeys(others)
        if _is_subject(word, tuple(found)) or _beside(word, text, spans)
    ]
    return NamedChips(
        known=tuple(dict.fromkeys(name for chips in found.values() for name in chips)),
        written=tuple(found),
        unknown=tuple(unknown),
        strays=tuple(word for word in dict.fromkeys(others) if word not in unknown),
        rest=without(text, spans),
    )


def _is_subject(word: str, covered: tuple[str, ...]) -> bool:
    """Whether a part that no document covers is what the question is about.

    Beside a covered chip it is so if it is of the same kind, as another microcontroller is: a level shifter
    or a sensor only hangs on it. Alone it is so if it has the form of a part number at all.
    """
    part = read(chip_key(word))
    if not covered:
        return part is not None or is_family(chip_key(word)) or bool(PART_FORM.match(word))
    kinds = {known.kind for name in covered if (known := read(chip_key(name)))} or {"mcu"}
    return part is not None and part.kind in kinds


def _beside(word: str, text: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a part stands beside a covered chip as its equal: `A vs B`, `A 和 B`."""
    if not PART_FORM.match(word):
        return False
    at = text.find(word)
    gaps = (text[end:at] if end <= at else text[at + len(word) : start] for start, end in spans)
    return any(_EQUALS.fullmatch(gap) for gap in gaps)


def chips_of(token: str, names: Iterable[str]) -> tuple[str, ...]:
    """The chips that a word names: the chip itself, the chip of a part number, or all chips of a family."""
    if len(token) < SHORTEST_NAME or not any(map(str.isdigit, token)):
        return tuple(name for name in names if name.casefold() == token.casefold())
    return tuple(name for name in names if _covers(name, token))


def looks_like_part(token: str) -> bool:
    """Whether a word has the shape of a part number, as opposed to a peripheral, a standard or a register."""
    if NOT_PARTS.fullmatch(token):
        return False
    if read(chip_key(token)) or is_family(chip_key(token)):
        return True
    digits = sum(character.isdigit() for character in token)
    return bool(GROUPED.match(token)) or digits >= 3


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with some spans cut out and the white space closed up."""
    for start, end in sorted(set(spans), reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def _covers(name: str, token: str) -> bool:
    return covers(name, token)


@lru_cache(maxsize=4096)
def literal(name: str) -> re.Pattern[str]:
    """A name that is no single word, such as Cortex-M0+, found as it stands; a last word like M0+ by itself,
    too."""
    *first, last = (re.escape(word) for word in re.split(r"[-\s]+", name) if word)
    before = "".join(rf"{word}[-\s]?" for word in first)
    optional = "" if TOKEN.fullmatch(name.split("-")[-1]) else "?"
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{before}){optional}{last}(?![A-Za-z0-9_])", re.IGNORECASE)
