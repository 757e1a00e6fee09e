"""What an identifier is in a manual or a question, and which written forms mean the same name.

The lowest layer of retrieval: chunking marks names with it, the sparse encoder weighs them, the
facts are looked up by it. A canonical name is upper case, parts joined by `_`, without bit ranges,
access-width prefix and `_REG`; a placeholder such as the x of `GPIOx_CFGLR` is a `*` in it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

EXACT, WILDCARD, DROPPED, FAMILY = 1.0, 0.9, 0.7, 0.6
"""Scores of `matches`: same name; placeholder covers it; instance left out; sibling of one family."""

_RANGE = re.compile(r"\[[^\[\]]{0,16}\]?|<\s*\d+(?::\d+)?\s*>")
_SEPARATOR = re.compile(r"\s*(?:->|::|\.)\s*")
_WIDTH_PREFIX = re.compile(r"^R(?:8|16|32|64)_(?=\w)")
_REG_SUFFIX = re.compile(r"(?<=[\w*])_REG$")
_VECTOR_SUFFIX = re.compile(r"(?<=\w)_IRQ(?:n|_?Handler)$", re.IGNORECASE)
"""CMSIS spells the interrupt I2C1_ER `I2C1_ER_IRQn`, and its handler `I2C1_ER_IRQHandler`."""
_JOINED_ALIASES = re.compile(r"__+|_(?=R(?:8|16|32|64)_)")
"""SVD files of unions write both names in one: `R8_UEP2_CTRL__R8_UH_RX_CTRL`."""
_PLACEHOLDER = re.compile(r"(?<=[A-Z0-9])(?:xx|x|n|y|i|m|k)(?=$|[A-Z0-9])|^(?:x|n|y|i|m)$")
"""A lower-case letter in a part that is upper case otherwise, or all of a part."""
_POSITION = re.compile(r"\d+|(?<=[A-Z_])[A-KNXY](?=_|$)|\*")
"""Where an instance may stand in a concrete name: a run of digits, or one letter that ends a part."""
_FIRST_INSTANCE = re.compile(r"^([A-Z][A-Z0-9]*?[A-Z])(?:[01]|\*)(?=_)")
"""Only a first instance may be printed without its number: USB2_CTRL is never USB_CTRL."""
_LOWER_PLACEHOLDER = re.compile(r"(?<=[a-z])[xn](?=_|$)")
"""The same in a name typed all in lower case: `gpiox_cfglr`."""
_SHARED_TAIL = re.compile(
    r"(?<![A-Za-z0-9_/])([A-Za-z0-9_]*_)?([A-Z])([A-Z0-9]{1,4})/(\2[A-Z0-9]{1,4})((?:_[A-Za-z0-9]+)+)"
)
"""`R32_PA/PB_DIR` names R32_PA_DIR and R32_PB_DIR."""
_PART_NUMBER = re.compile(r"[A-Z]{1,5}\d{2,5}[A-Z0-9]*(?:-[A-Z0-9]+)*")
_REMEMBERED = 1 << 16
"""Words: a manual has some thousands, each a hundred times."""
_MOST_POSITIONS = 6
"""Names with more digits than this are part numbers; 6 positions make 41 wildcard forms at most."""

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_.\-/\\@#])"
    r"[A-Za-z_][A-Za-z0-9_*]*(?:\[[0-9.:~\-]{1,9}\])?"
    r"(?:(?:->|::|\.)[A-Za-z_][A-Za-z0-9_*]*(?:\[[0-9.:~\-]{1,9}\])?)*"
    r"|(?<=[/\-@#.\\])(?<![A-Za-z0-9_]{2}\.)[A-Za-z_][A-Za-z0-9_*]*(?:\[[0-9.:~\-]{1,9}\])?"
)
_HEX = re.compile(
    r"(?<![A-Za-z0-9_])0[xX]([0-9A-Fa-f]{1,4}(?:[_ ][0-9A-Fa-f]{4})+|[0-9A-Fa-f]+)(?![A-Za-z0-9_])"
    r"|(?<![A-Za-z0-9_])([0-9][0-9A-Fa-f]*(?:_[0-9A-Fa-f]{4})*)[hH](?![A-Za-z0-9_])"
)
_PIECE = re.compile(
    r"""(?<!\S)(?![("'“]*[A-Za-z][a-z]*[.,;:!?)"'”]*(?!\S))\S+(?:(?<=[0-9A-Fa-f]) (?=[0-9A-Fa-f]{4})\S+)*"""
)
"""What stands between white space, with all groups of a spaced hexadecimal number: no name reaches further.
Plain words hold none."""
_LONGEST_PIECE = 40
"""Longer ones are sentences in Chinese and come once."""
_UNIT = re.compile(r"^(?:[kKMGmunpμµ]?(?:Hz|V|A|W|F|H|Ω|s|B|b|bps|Bps|bit|Byte|Bytes|bits|ohm|Ohm))$")
_CODE_SUFFIXES = frozenset(
    {"bin", "c", "com", "cpp", "elf", "h", "hex", "html", "json", "log", "md", "org", "pdf"}
)
_CAPITAL_WORDS = re.compile(
    r"AN?|AND|ANY|ARE|AS|AT|BE|BUT|BY|CAN|DO|FOR|FROM|HAS|HOW|IF|IN|INTO|IS|ITS?|MAY|NOT?|NOTE|OF|ON|OR|OUR"
    r"|SO|THAT|THE|THEN|THIS|TO|WAS|WE|WHAT|WHEN|WHERE|WHICH|WHO|WHY|WILL|WITH|YES|YOU|YOUR"
)
"""Shouted English is no register."""


@lru_cache(maxsize=_REMEMBERED)
def canonical(name: str) -> str:
    """The one spelling that all spellings of a name share."""
    bare = _RANGE.sub("", name.strip())
    joined = _VECTOR_SUFFIX.sub("", _SEPARATOR.sub("_", bare))
    parts = (_mark_placeholders(part) for part in joined.split("_") if part)
    whole = "_".join(parts).upper()
    whole = _WIDTH_PREFIX.sub("", whole)
    return _REG_SUFFIX.sub("", whole)


@lru_cache(maxsize=_REMEMBERED)
def forms(name: str) -> tuple[str, ...]:
    """The canonical names under which an asked name may be printed, nearest first."""
    found: dict[str, None] = {}
    for alias in _aliases(name):
        own = canonical(alias)
        bare = tuple(_without_instance(own))
        for form in (own, *_wildcards(own), *bare, *(wild for name in bare for wild in _wildcards(name))):
            if form:
                found[form] = None
    return tuple(found)


def matches(asked: str, printed: str) -> float:
    """How well a printed name answers for an asked one: 0 for not at all, 1 for the same name."""
    wanted, spellings, known, whole_family = _asked(asked)
    there = canonical(printed)
    if not wanted or not there:
        return 0.0
    if there in spellings:
        return EXACT
    if there in known:
        return WILDCARD if "*" in there else DROPPED
    if "*" in there and wanted in forms(there.replace("*", "1")):
        return DROPPED
    if whole_family and whole_family in forms(printed):
        return FAMILY
    return FAMILY if len(wanted) < len(there) and wanted in _without_instance(there) else 0.0


@lru_cache(maxsize=_REMEMBERED)
def _asked(name: str) -> tuple[str, frozenset[str], frozenset[str], str]:
    """What an asked name is compared by: its canonical form, those of a union's names, all forms under which
    it may be printed, and what it says of a family."""
    wanted = canonical(name)
    spellings = frozenset((wanted, *map(canonical, _aliases(name))))
    family_asked = _LOWER_PLACEHOLDER.sub("*", name).upper() if name.islower() else wanted
    return wanted, spellings, frozenset(forms(name)), canonical(family_asked) if "*" in family_asked else ""


def family(name: str) -> str:
    """The name with every instance replaced: what `GPIOA_CFGLR` and `GPIOB_CFGLR` have in common."""
    return _POSITION.sub("*", canonical(name))


def placeholders(name: str) -> frozenset[str]:
    """What a printed name leaves open: the x of `GPIOx_CFGLR`, the y of `CNFy[1:0]`."""
    bare = _RANGE.sub("", name.strip())
    pieces = (part for part in bare.split("_") if part != part.lower() or len(part) == 1)
    return frozenset(match.group() for part in pieces for match in _PLACEHOLDER.finditer(part))


def parts(name: str) -> tuple[str, ...]:
    """The words that a canonical name is made of: peripheral, register, field."""
    return tuple(part for part in canonical(name).split("_") if part)


def identifiers_in(text: str) -> tuple[str, ...]:
    """The names that stand in running text, as printed but without bit ranges, in order, once each."""
    found: dict[str, None] = {}
    for piece in _PIECE.findall(text):
        found |= dict.fromkeys(_of_piece(piece) if len(piece) <= _LONGEST_PIECE else _names(piece))
    return tuple(found)


@lru_cache(maxsize=_REMEMBERED)
def _of_piece(piece: str) -> tuple[str, ...]:
    """Manuals print most of their names again and again."""
    return tuple(_names(piece))


def numbers_in(text: str) -> tuple[str, ...]:
    """The hexadecimal numbers of a text in normal form: lower case, no underscores or leading zeros."""
    return tuple(dict.fromkeys(normal_hex(match.group()) for match in _HEX.finditer(text)))


def normal_hex(number: str) -> str:
    """`0x4002_1000`, `0x40021000` and `40021000h` as one string."""
    digits = re.sub(r"^0[xX]|[hH]$|[_ ]", "", number)
    return f"0x{int(digits, 16):x}"


def without_numbers(text: str) -> str:
    """The text with its hexadecimal numbers blanked, so that their letters are not taken for names."""
    return _HEX.sub(" ", text)


def _mark_placeholders(part: str) -> str:
    rest = _PLACEHOLDER.sub("", part)
    if rest and not any(character.isupper() for character in rest):
        return part
    return part if any(character.islower() for character in rest) else _PLACEHOLDER.sub("*", part)


def _aliases(name: str) -> tuple[str, ...]:
    """A name as it stands, and each name of a union written as one."""
    pieces = tuple(piece for piece in _JOINED_ALIASES.split(name.strip()) if piece)
    return (name, *pieces) if len(pieces) > 1 else (name,)


def _wildcards(name: str) -> Iterator[str]:
    """The name with one, two or three of its instances replaced by a placeholder."""
    spans = [match.span() for match in _POSITION.finditer(name) if match.group() != "*" and match.start()]
    if len(spans) > _MOST_POSITIONS:
        return
    for count in (1, 2, 3):
        for chosen in combinations(spans, count):
            yield _replace(name, chosen)


def _replace(name: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        name = f"{name[:start]}*{name[end:]}"
    return name


def _without_instance(name: str) -> Iterator[str]:
    """`I2C_CTLR1` for `I2C1_CTLR1`: manuals of chips with one instance leave its number out."""
    bare = _FIRST_INSTANCE.sub(r"\1", name)
    if bare != name:
        yield bare


def _names(text: str) -> Iterator[str]:
    plain = _SHARED_TAIL.sub(r"\1\2\3\5 \1\4\5", without_numbers(text))
    for match in _TOKEN.finditer(plain):
        token = match.group()
        if token[1:].islower() and token.isalpha():
            continue  # most words of a manual are plain; looking closer costs ten times as much
        yield from _split_token(token, plain[match.end() : match.end() + 2])


def _split_token(token: str, following: str) -> Iterator[str]:
    """A dotted token is one name where each side can be one, else its pieces are looked at alone."""
    bare = _RANGE.sub("", token)
    if re.fullmatch(r"\.\d.?", following) and re.fullmatch(r"[A-Za-z]{1,3}\d*", bare):
        return  # a version number such as V1.5 or Rev1.2
    pieces = _SEPARATOR.split(bare)
    if len(pieces) > 1 and _is_path(bare, pieces):
        yield bare
        return
    for piece in pieces:
        single = _singular(piece if piece.endswith("_*") else piece.rstrip("*"))
        if is_identifier(single):
            yield single


def _is_path(token: str, pieces: list[str]) -> bool:
    """Whether `a.b` names a field of a register rather than ending a sentence or naming a file."""
    if "->" in token or "::" in token:
        return all(pieces)
    if pieces[-1].lower() in _CODE_SUFFIXES or not all(len(piece) > 1 for piece in pieces):
        return False
    if any(re.fullmatch(r"[A-Z][a-z]+", piece) for piece in pieces):
        return False
    return len(pieces[0]) > 2 or is_identifier(pieces[0])


def _singular(word: str) -> str:
    """`FIFOs` speaks of a FIFO."""
    return word[:-1] if re.fullmatch(r"[A-Z][A-Z0-9]+s", word) else word


@lru_cache(maxsize=_REMEMBERED)
def is_identifier(word: str) -> bool:
    """Whether one word, without dots, is a name by its looks."""
    bare = word.strip("_")
    if len(bare) < 2 or not re.search(r"[A-Za-z]", bare) or _UNIT.match(bare):
        return False
    if "_" in bare:
        return True
    if bare.isupper():
        return not _CAPITAL_WORDS.fullmatch(bare)
    capitals = sum(character.isupper() for character in bare)
    has_digit = any(character.isdigit() for character in bare)
    if capitals == 0:
        return False
    return capitals >= 2 or (has_digit and not re.match(r"[A-Z][a-z]+\d*$", bare))


def is_part_number(name: str) -> bool:
    """Whether a name looks like a chip's rather than a register's: `CH32V003`, `STM32F103C8T6`, `A4988`."""
    return bool(_PART_NUMBER.fullmatch(name)) and sum(character.isdigit() for character in name) >= 3
