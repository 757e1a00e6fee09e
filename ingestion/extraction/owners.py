"""Whose registers a block describes: the peripheral that its headings and its caption name. Pure.

Manuals that print `STAT` for the status register of every peripheral say in the heading of the chapter
whose it is. Stands beside `registers`, which asks for the owner of each register that it reads.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass

from app.facts.records import Peripheral, Provenance, Source
from ingestion.extraction.numbers import NUMBER, hexadecimal
from ingestion.extraction.titles import announced
from ingestion.types import Block, BlockKind
from retrieval.identifiers import canonical, is_part_number

_ACRONYM = r"[A-Z](?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9]{1,9}"
_BRACKETED = re.compile(rf"[(（]\s*({_ACRONYM})(?:[/,][^()（）]*)?\s*[)）]")
_WORD = re.compile(rf"(?<![A-Za-z0-9_-])({_ACRONYM})(?![A-Za-z0-9_])")
_INSTANCES = re.compile(r"(?<=[A-Z])(?:\d(?=/\d)|[xn]$)")
"""`USART0/1/2` and `TMRx` are the USARTs and timers."""
_REGISTER = re.compile(r"\bregisters?\b|寄存器", re.IGNORECASE)
_BASE = re.compile(
    r"(?P<name>[A-Za-z][\w /-]{1,40}?)\s*[(（]\s*(?:base\s+addr(?:ess)?|基地?址)\s*[:：]?\s*"
    r"(?P<where>0[xX].*)",
    re.IGNORECASE | re.DOTALL,
)
_OVERVIEW = re.compile(
    r"^(?:.*:\s*)?(?P<name>.*?)\s*(?:register\s+(?:summary|overview|map|list)|registers)\b", re.I
)
_AT = re.compile(r"(0[xX][0-9A-Fa-f]{1,4}(?:[ _]?[0-9A-Fa-f]{4})?)\s*(?:[(（]\s*([A-Za-z]\w{1,15})\s*[)）])?")
_COMMON = re.compile(
    r"SFRS?|CSRS?|CPU|MCU|API|ROM|RESET|ISP|IAP|SOC|ISA|ALU|IO|HW|SW|OS|REG|MHZ|KHZ|BITS?|RISC|AND|THE|FOR|OF|TO|IN"
)
"""Acronyms in headings that are no block of registers of a chip."""
_LONGEST = 60
"""Characters of a chapter's title that stand for its peripheral."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose registers a block describes."""

    name: str
    """The peripheral's short name; empty where no heading gives one."""
    chapter: str
    """The chapter's title: what tells registers of two peripherals without short names apart."""

    @property
    def label(self) -> str:
        return self.name or self.chapter


def owner_of(block: Block, strangers: Sequence[str] = (), registers: Container[str] = ()) -> Owner:
    """The peripheral that a block is about, by the nearest heading that names one, else by its caption.

    `strangers` are the chip's and the vendor's names, which stand in headings too, as do those of registers.
    """
    headings = block.path[:-1] if block.kind is BlockKind.HEADING else block.path
    chapter = _plain_title(headings[0], strangers) if headings else ""
    for heading in reversed(headings):
        name = "" if _REGISTER.search(heading) else _named(heading, strangers)
        if name and canonical(name) not in registers and not _is_register(heading):
            return Owner(name, chapter)
    caption = block.table.caption if block.table is not None else block.text
    said = _BASE.search(caption) or _OVERVIEW.match(caption)
    return Owner(_named(said["name"], strangers) if said else "", chapter)


def _is_register(heading: str) -> bool:
    """Whether a heading is the title of a register with its address: `0x0A: CHANNR – Channel number`."""
    title = announced(heading)
    return title is not None and not (title.address is None and title.offset is None)


def _plain_title(heading: str, strangers: Sequence[str]) -> str:
    words = _numberless(unicodedata.normalize("NFKC", heading)).split()
    return " ".join(word for word in words if word not in strangers)[:_LONGEST]


def _named(heading: str, strangers: Sequence[str]) -> str:
    plain = unicodedata.normalize("NFKC", heading)
    bracketed = [match[1] for match in _BRACKETED.finditer(plain)]
    shouted = len(plain.split()) > 1 and not any(map(str.islower, plain))
    words = [match[1] for match in _WORD.finditer(_numberless(plain))]
    bare = [word for word in words if any(map(str.isdigit, word))] if shouted and plain.isascii() else words
    for word in (*reversed(bracketed), *bare):
        if _is_peripheral(word, strangers):
            return _INSTANCES.sub("", word if f"{word}/" not in plain else f"{word}/0").removesuffix("/0")
    return ""


def _numberless(heading: str) -> str:
    """A heading without its number: `Chapter 7`, `13.2.1`."""
    return re.sub(r"^(?:chapter|第)?\s*[A-Z]?[\d.]+\s*[章:.]?", " ", heading, flags=re.IGNORECASE)


def _is_peripheral(word: str, strangers: Sequence[str]) -> bool:
    chip = is_part_number(word.upper()) or any(
        one and word.upper().startswith(one.upper()[:4]) for one in strangers
    )
    chip = chip or (re.fullmatch(NUMBER, word) is not None and any(map(str.isdigit, word)))  # `(B0h)`
    return not chip and not _COMMON.fullmatch(word.upper()) and len(re.sub(r"\d", "", word)) > 1


def based(block: Block, strangers: Sequence[str] = ()) -> Iterator[Peripheral]:
    """The peripherals whose base addresses a caption gives: `USART (base address 0x4006 4000 (USART0))`."""
    if block.kind not in (BlockKind.TABLE, BlockKind.HEADING):
        return
    text = unicodedata.normalize("NFKC", block.table.caption if block.table is not None else block.text)
    said = _BASE.search(text)
    if said is None:
        return
    for digits, name in _AT.findall(said["where"]):
        named = name or owner_of(block, strangers).name
        if named:
            place = Provenance(block.page, block.box, Source.TEXT, quote=" ".join(text.split())[:300])
            yield Peripheral(named, place, base_address=hexadecimal(digits))


def initials(chapter: str) -> str:
    """`ADC` of the chapter `Analog to Digital Converter`; empty for a title of one word."""
    if chapter.isupper() or _REGISTER.search(chapter):
        return ""
    name = "".join(word[0] for word in chapter.split() if word[0].isupper())
    return name if len(name) > 1 and not _COMMON.fullmatch(name) and f"({name})" not in chapter else ""


def labels(owners: Iterable[Owner], used: Container[str] = ()) -> dict[str, str]:
    """What each label stands for once all of a manual's owners are known.

    A chapter of one peripheral is that peripheral's, wherever only one of its captions names it, or where the
    manual uses (`used`) the initials of the chapter's title as a word. A manual about a single peripheral
    need not say whose its registers are.
    """
    each = [owner for owner in dict.fromkeys(owners) if owner.label]
    inside = {
        chapter: {one.name for one in each if one.chapter == chapter} - {""}
        for _, chapter in map(astuple, each)
    }
    only = {chapter: initials(chapter) for chapter in inside if initials(chapter) in used}
    only |= {chapter: names.pop() for chapter, names in inside.items() if len(names) == 1}
    found = {one.label: one.name or only.get(one.chapter, one.chapter) for one in each}
    several = len(set(found.values())) > 1
    short = {one.name for one in each}
    return {label: name if several or name in short else "" for label, name in found.items()}


def unprefixed(named: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The owners whose registers mostly have names without a peripheral in front, of names with owners."""
    bare: Counter[str] = Counter()
    for name, owner in {(canonical(name), owner) for name, owner in named}:
        bare[owner] += 1 if "_" not in name else -1
    return frozenset(owner for owner, more in bare.items() if owner and more > 0)


def peripheral(name: str, owner: str, bare: frozenset[str]) -> str:
    """A register's peripheral: what its name begins with, as RCC_CTLR does; else its heading's.

    `IRQ_FLAG` among registers that are called `CTRL` and `STAT` begins with no peripheral, nor does a name
    of words, `Alarm_1_Date`.
    """
    head, _, rest = canonical(name).partition("_")
    word = re.match(r"[A-Z][a-z]+_", name) is not None
    return owner if not rest or owner in bare or word else head
