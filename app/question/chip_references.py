"""Chips that a text means without their whole name: misspelt, cut short, or called by their maker. Pure.

A reference is written out as the library's name, so that whoever reads the text afterwards finds it. Never by
other digits: a part number that differs in one, or has two swapped, is another chip.
"""

import re
from collections.abc import Iterable, Sequence

from app.library.chips import chip_key
from app.library.part_numbers import is_family, read
from app.search.chips import TOKEN, chips_of, named_chips, normalised

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.+\-/])\d{3,4}(?![A-Za-z0-9_]|\.\d|\s*[%°Ωµ]|\s?[kMGmunp]?(?:Hz|V|A|s|F|B|W|R)\b)"
)
_WORD = re.compile(r"(?<![A-Za-z0-9_.+\-/])[A-Za-z]{2,6}(?![A-Za-z0-9_.\-/])")
_TWO_WORDS = re.compile(r"(?<![A-Za-z0-9_.+\-/])[A-Za-z]{2,} ?[A-Za-z]*\d[A-Za-z0-9]*(?![A-Za-z0-9_.\-/])")
_SHORTEST = 4
"""Letters and digits of a name that may be misspelt; of a shorter word each slip is another word."""


_FORMER = re.compile(r"\b(?:the )?former\b|前者", re.IGNORECASE)
_LATTER = re.compile(r"\b(?:the )?latter\b|后者", re.IGNORECASE)
PAIR = 2
"""Parts that were named together, of which there is a former and a latter."""
_CHIP_EXPECTED = re.compile(r"(?:^|\b(?:the|my|our))\s*$", re.IGNORECASE)
_BINARY = re.compile(r"[01]+")


def numbered(text: str, library: Sequence[str]) -> tuple[str, ...]:
    """The chips of which a text gives only the number, where several families have it: `003 uart pins`."""
    found = _NUMBER.finditer(normalised(text))
    return next((chips for match in found if (chips := _of_number(match, library))), ())


def spelled_out(text: str, library: Sequence[str], named: Sequence[str] = ()) -> str:
    """The text with its references to chips written as the library writes them.

    `named` are the chips that the conversation has named so far: a number or a maker alone means one of
    those.
    """
    text = _joined(normalised(text), library)
    for match in reversed(list(TOKEN.finditer(text))):
        if len(match[0]) >= _SHORTEST and not chips_of(match[0], library):
            text = _replaced(text, match, misspelt(match[0], library))
    for match in reversed(list(_NUMBER.finditer(text))):
        text = _replaced(text, match, _numbered(match, library, named))
    for match in reversed(list(_WORD.finditer(text))):
        text = _replaced(text, match, _made_by(match[0], named))
    return text


def pair_in(text: str, library: Sequence[str]) -> tuple[str, ...]:
    """The two parts that a text names, in its order, whether a manual covers them or not; none if it names
    more or fewer."""
    named = named_chips(text, library)
    parts = (*named.written, *named.unknown, *named.strays)
    return tuple(sorted(parts, key=normalised(text).find)) if len(parts) == PAIR else ()


def of_pair(text: str, pair: Sequence[str]) -> str:
    """The text with the name of the one that `the former` or `the latter` of two parts is."""
    if len(pair) != PAIR:
        return text
    return _LATTER.sub(pair[1], _FORMER.sub(pair[0], text))


def misspelt(word: str, library: Iterable[str]) -> tuple[str, ...]:
    """The chips whose name has two neighbouring letters swapped, or one written twice or once too few."""
    written = chip_key(word).replace("-", "")
    return tuple(
        name
        for name in library
        if _slipped(written, own := chip_key(name).replace("-", "")) and not _another(written, own)
    )


def _another(written: str, name: str) -> bool:
    """Whether a slip in the digits makes another chip of a name: a part or a family of some vendor's (an
    ADXL354 is no ADXL345), or, where no grammar tells what the maker's names look like, any swap of two."""
    if (digits := re.findall(r"\d", written)) == (own := re.findall(r"\d", name)):
        return False
    swapped = sorted(digits) == sorted(own)
    return bool(read(written)) or is_family(written) or (swapped and read(name) is None)


def _slipped(written: str, name: str) -> bool:
    """Whether `written` begins with `name` but for one slip of the fingers."""
    if abs(len(written) - len(name)) > 1:
        return False
    for at in range(len(name)):
        swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
        doubled = name[: at + 1] + name[at:]
        dropped = name[:at] + name[at + 1 :] if name[at : at + 1] == name[at + 1 : at + 2] else ""
        for slip in (swapped, doubled, dropped):
            if slip and slip != name and written == slip:
                return True
    return False


def _numbered(match: re.Match[str], library: Sequence[str], named: Sequence[str]) -> tuple[str, ...]:
    """The chips whose last group of digits this is: of those that were named, else of all."""
    meant = tuple(name for name in named if _last_digits(name) == match[0])
    return meant if meant or named else _of_number(match, library)


def _of_number(match: re.Match[str], library: Sequence[str]) -> tuple[str, ...]:
    """Of a library's chips. A number of ones and zeros is the value of a field, and one that does not begin
    with 0 a quantity, unless a message begins with it or speaks of `the 583`."""
    expected = match[0].startswith("0") or _CHIP_EXPECTED.search(match.string[: match.start()])
    if not expected or _BINARY.fullmatch(match[0]):
        return ()
    return tuple(name for name in library if _last_digits(name) == match[0])


def _joined(text: str, library: Sequence[str]) -> str:
    """A chip's name that is written as two words (`QingKe V2`) as the library writes it."""
    names = {chip_key(name).replace("-", ""): name for name in library}

    def whole(match: re.Match[str]) -> str:
        return names.get(chip_key(match[0]).replace("-", ""), match[0])

    return _TWO_WORDS.sub(whole, text)


def _last_digits(name: str) -> str:
    groups = re.findall(r"\d+", chip_key(name))
    return groups[-1] if groups else ""


def _made_by(word: str, named: Sequence[str]) -> tuple[str, ...]:
    """The chips whose name begins with a word, where the conversation has named others too."""
    letters = word.upper()
    meant = tuple(name for name in named if chip_key(name).startswith(letters))
    others = {chip_key(name)[: len(letters)] for name in named} - {letters}
    return meant if meant and others else ()


def _replaced(text: str, match: re.Match[str], chips: Sequence[str]) -> str:
    """With one chip in place of the reference; where several are meant it stays as it is written."""
    keys = {chip_key(name)[:_SHARED] for name in chips}
    return f"{text[: match.start()]}{chips[0]}{text[match.end() :]}" if len(keys) == 1 else text


_SHARED = 8
"""Letters that names of one family share: STM32F103x8 and STM32F103xB are one here."""
