"""Numbers as manuals print them: hexadecimal, bit ranges, offset formulas. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_HEX = re.compile(
    r"(?<![0-9A-Za-z])0[xX]([0-9A-Fa-f]{1,4}(?:[_ ][0-9A-Fa-f]{4})+|[0-9A-Fa-f_]+)(?![0-9A-Za-z])"
)
_HEX_H = re.compile(r"(?<![0-9A-Za-z])([0-9][0-9A-Fa-f]*)[hH](?![0-9A-Za-z])")
_LETTERED = re.compile(
    r"(?<![0-9A-Za-z])([0-9A-F]{2,8})h(?![0-9A-Za-z])|\\$([0-9A-Fa-f]{1,8})(?![0-9A-Za-z])"
)
"""`FEh`, `$3F`: the letter h is small where the digits are letters, for no word to be one."""
NUMBER = (
    r"(?:0[xX] ?[0-9A-Fa-f]{1,4}(?:[ _]?[0-9A-Fa-f]{4})?|(?:[0-9A-F]{4}[_ ][0-9A-F]{4}|[0-9A-F]{2,8})[hH]"
    r"|\$[0-9A-Fa-f]{1,8})(?![0-9A-Za-z])"
)
"""A hexadecimal number in a larger pattern."""
_SEVERAL_CELL = re.compile(
    rf"(?P<first>{NUMBER}|[0-9A-F]{{4}}_[0-9A-F]{{4}}|[0-9A-F]{{2,8}})(?:\s*/?\s*[(（]\s*(?:{NUMBER}|\d{{1,2}}(?:\s*,\s*\d{{1,2}})*)\s*[)）]"
    rf"|\s*[,;]\s*(?:{NUMBER}))*"
)
"""`80h (3)`, `0x30 (0xF0)`, `81h, 181h`, `B1H/(1)`: a number with a note, a mirror or a page behind it."""
_BRACKETED = re.compile(rf"^[(（]\s*({NUMBER})\s*[)）]$")
"""`(0x60)`: a register outside the I/O space has an address in memory only."""
_NOTE_MARK = re.compile(r"\s*\^\d{1,2}$")
_DASH = r"(?::|\.\.|-|–|—|~|～|to|至|到)"
_HEX_RANGE = re.compile(rf"^\s*0[xX][0-9A-Fa-f]+\s*{_DASH}\s*(0[xX][0-9A-Fa-f]+)(?![0-9A-Za-z])")
_ADDRESS_RANGE = re.compile(
    rf"0[xX]([0-9A-Fa-f][0-9A-Fa-f _]*?)\s*{_DASH}\s*0[xX]([0-9A-Fa-f][0-9A-Fa-f _]*)"
)
_RANGE = re.compile(rf"[\[<]?\s*[Db]?(\d{{1,2}})\s*(?:{_DASH}\s*[Db]?(\d{{1,2}}))?\s*[\]>]?")
_BITS_CELL = re.compile(
    rf"(?:bits?|位|第)?\s*[\[<]?\s*[Db]?\d{{1,2}}\s*(?:{_DASH}\s*[Db]?\d{{1,2}})?\s*[\]>]?\s*(?:位)?"
    rf"(?:\s*[,、/;\s]\s*[\[<]?\s*[Db]?\d{{1,2}}\s*(?:{_DASH}\s*[Db]?\d{{1,2}})?\s*[\]>]?)*",
    re.IGNORECASE,
)
_TWICE = re.compile(r"(\d+) [(（](0[xX][0-9A-Fa-f]+|[01]+)[)）]")
"""`41 (0x29)`, `2 (010)`: one value in two notations."""
_OPEN_BITS = re.compile(r"(?=.*[01])(?=.*[-–—uqrU])[01xXuqrU\-–—]{8}(?:[01xXuqrU\-–—]{8})?")
"""`--00 0000`: bits that are not there, unchanged or depend on something are left open."""
_OPEN_ENDS = re.compile(
    r"0(?:(?P<binary>[bB])|[xX])(?P<digits>(?=.*[-–—])[-–—]*(?(binary)[01]+|[0-9A-Fa-f]+)[-–—]*)"
)
"""`0x00-`, `0b-10010---`: digits that depend on something stand as dashes at the ends."""
_STRIDES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
"""Bytes between registers: a range that divides otherwise is no array's."""
_TERM = re.compile(r"\+\s*(?:\(\s*([a-z])\s*-\s*(\d+)\s*\)|([a-z]))\s*[*×x·]\s*(0[xX][0-9A-Fa-f]+|\d+)")
_TERM_SWAPPED = re.compile(
    r"\+\s*(0[xX][0-9A-Fa-f]+|\d+)\s*[*×x·]\s*(?:\(\s*([a-z])\s*-\s*(\d+)\s*\)|([a-z])(?![A-Za-z0-9]))"
)


@dataclass(frozen=True, slots=True)
class Formula:
    """An offset, with the distance between instances where it depends on one."""

    base: int
    stride: int | None = None
    first: int = 0
    """The instance at the base."""
    last: int | None = None
    """The end of a range that instances share, as printed: its last byte or its last register."""


def plain(text: str) -> str:
    """Full-width punctuation and digits as ASCII, white space closed up: `（x＝１）` as `(x=1)`."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def hexadecimal(text: str) -> int | None:
    """The first hexadecimal number of a text, digits grouped or not."""
    if match := _HEX.search(text):
        return int(match.group(1).replace("_", "").replace(" ", ""), 16)
    if match := _HEX_H.search(text):
        return int(match.group(1), 16)
    return None


def first_hexadecimal(text: str) -> int | None:
    """The first hexadecimal number of a text in any notation: `0x2C`, `FEh`, `$3F`, `0x 7E20 0000`."""
    match = re.search(rf"(?<![0-9A-Za-z]){NUMBER}", text)
    return _number(match.group()) if match else None


def _number(digits: str) -> int:
    return int(re.sub(r"^0[xX]|[hH]$|[$_ ]", "", digits), 16)


def only_hexadecimal(text: str, bare: bool = False) -> int | None:
    """The number of a cell that holds one hexadecimal number, perhaps with a note or a second place of it.

    `bare` digits count where the column's header says that its numbers are hexadecimal.
    """
    bare_text = _NOTE_MARK.sub("", plain(text))
    match = _SEVERAL_CELL.fullmatch(_BRACKETED.sub(r"\1", bare_text))
    if match is None:
        return None
    first = match["first"]
    marked = re.match(r"0[xX]|\$", first) or first[-1] in "hH"
    return _number(first) if marked or bare else None


def register_range(text: str) -> int | None:
    """The first address of a cell that holds the bytes of one register: `0x4002 2004 - 0x4002 2007`."""
    match = _ADDRESS_RANGE.fullmatch(plain(text))
    if match is None:
        return None
    first, last = (int(re.sub(r"[ _]", "", digits), 16) for digits in match.groups())
    return first if last - first + 1 in (1, 2, 4, 8) else None


def formula(text: str) -> Formula | None:
    """`0x08 + (x-1)*20`, `0x20+8*n`, a range `0x400-0x4FF` or a plain number."""
    base = hexadecimal(text)
    if base is None:
        return None
    if match := _HEX_RANGE.search(text):
        return Formula(base, last=hexadecimal(match.group(1)))
    if match := _TERM.search(text):
        return Formula(base, int(match.group(4), 0), int(match.group(2) or 0))
    if match := _TERM_SWAPPED.search(text):
        return Formula(base, int(match.group(1), 0), int(match.group(3) or 0))
    return Formula(base)


def even_stride(first: int, last: int, count: int) -> int | None:
    """The bytes between instances that a range and their number determine; None where they do not.

    A range ends with the last byte (0x400-0x4FF) or with the last register (0x400-0x4FC).
    """
    if count < 2 or last <= first:
        return None
    whole, left = divmod(last - first + 1, count)
    between, over = divmod(last - first, count - 1)
    if not left and whole in _STRIDES:
        return whole
    return between if not over and between in _STRIDES else None


def bit_ranges(text: str, most: int = 63) -> tuple[tuple[int, int], ...]:
    """The (msb, lsb) pairs of a cell that holds bit positions and nothing else; empty for any other cell."""
    bare = plain(text.replace("\n", "") if "/" in text else text)  # a list may wrap within a number
    if not bare or not _BITS_CELL.fullmatch(bare):
        return ()
    found = []
    for high, low in _RANGE.findall(bare):
        msb, lsb = int(high), int(low or high)
        if msb < lsb:
            msb, lsb = lsb, msb
        if msb > most:
            return ()
        found.append((msb, lsb))
    return tuple(found)


def reset_text(text: str) -> str:
    """A reset value without white space; open digits stay x. Empty where the cell is no value."""
    if twice := _TWICE.fullmatch(" ".join(text.split())):
        text = twice[2] if twice[2].lower().startswith("0x") else twice[1]
    bare = re.sub(r"\s+", "", text).replace("_", "")
    ends = _OPEN_ENDS.fullmatch(bare)
    if _OPEN_BITS.fullmatch(bare) or (ends is not None and ends["binary"]):
        # As digits of four bits, one open if any of its bits is: `0x00…` must not be taken for a hexadecimal.
        bits = bare.removeprefix("0b").removeprefix("0B")
        bits = bits.zfill(-(-len(bits) // 4) * 4)
        nibbles = (bits[at : at + 4] for at in range(0, len(bits), 4))
        return "0x" + "".join(f"{int(four, 2):X}" if set(four) <= set("01") else "x" for four in nibbles)
    if ends is not None:
        return "0x" + re.sub("[-–—]", "x", ends["digits"])
    if re.fullmatch(r"0[xX][0-9A-Fa-fxX]+", bare):
        return "0x" + bare[2:].replace("X", "x")
    if re.fullmatch(r"[0-9A-Fa-fxX]+[hH]", bare):
        return "0x" + bare[:-1].replace("X", "x")
    return bare if re.fullmatch(r"(?:0[bB])?[01xX]+[bB]?|\d+|[xX]+|[0-9]+'[bhd][0-9A-Fa-fxX]+", bare) else ""


def reset_of_width(reset: str, width: int) -> str:
    """A reset value too wide for its register as hexadecimal, with a binary digit for each bit: binary.

    `0x0011_0001` is printed of a register of 8 bits.
    """
    return f"0b{reset[2:]}" if re.fullmatch(rf"0x[01x]{{{width}}}", reset) else reset


def hexadecimal_digits(cells: Sequence[str], width: int) -> bool:
    """Whether the cells of a column are numbers of that width without a mark: `9X`, `0F` and so also `31`."""
    bare = [cell.strip() for cell in cells if cell.strip()]
    whole = all(re.fullmatch(rf"[0-9A-FxX]{{{width // 4}}}", cell) for cell in bare)
    return whole and any(re.search(r"[A-F]", cell) for cell in bare)


def instances(text: str) -> tuple[str, ...]:
    """What a placeholder runs over: `x=A/C/D`, `n: 0-7`, `x = 1..4`, `(y=0/1)`."""
    match = re.search(r"[a-z]\s*[=:]\s*([A-Z0-9][A-Za-z0-9/,、\s.~\-–…]*)", text)
    if not match:
        return ()
    listed = match.group(1).strip()
    if ends := re.fullmatch(r"(\d+)\s*(?:-|–|~|\.{2,3}|…|to|至)\s*(\d+)", listed):
        first, last = int(ends.group(1)), int(ends.group(2))
        return tuple(map(str, range(first, last + 1))) if first <= last < first + 256 else ()
    if ends := re.fullmatch(r"([A-Z])\s*(?:-|–|~|\.{2,3}|…)\s*([A-Z])", listed):
        return tuple(chr(code) for code in range(ord(ends.group(1)), ord(ends.group(2)) + 1))
    return tuple(piece for piece in re.split(r"[/,、\s]+", listed) if re.fullmatch(r"\d{1,3}|[A-Z]", piece))
