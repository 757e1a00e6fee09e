"""The values that stand in a piece of plain text: numbers with units, addresses, bits, counts. Pure.

Read alike from evidence and from answers, so that the two can be compared value by value.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.chat.verification.numerals import CHINESE, NUMBER, WORDS, chinese_number, number_of
from app.chat.verification.types import Kind
from app.chat.verification.units import UNIT, unit_of

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Atom:
    """One value."""

    kind: Kind
    text: str
    span: Span
    values: tuple[float, ...] = ()
    """What it may mean: one kB is 1000 or 1024. Of bits: the highest and the lowest."""
    dimension: str = ""
    """What its unit measures."""
    role: str = ""
    """address, offset, reset, base, size; of bits: index, where it counts within a field."""
    label: str = ""
    """min, typ, max; low and high in a range that is not labelled."""
    open: str = ""
    """A hexadecimal number of which digits are left open, e.g. `0000xx83`."""
    denied: bool = False
    """`not bit 24`."""
    noun: str = ""
    """Of a count: what is counted."""


_HEX = re.compile(
    r"(?<![A-Za-z0-9_.])(?:"
    r"0[xX](?P<x>[0-9A-Fa-fxX]{1,4}(?:_[0-9A-Fa-fxX]{4})+|[0-9A-Fa-fxX]{4} [0-9A-Fa-fxX]{4}(?![0-9A-Fa-f])|[0-9A-Fa-fxX]+)U?L{0,2}"  # noqa: E501 - one pattern or case, one line
    r"|0[bB](?P<b>[01xX][01xX_]*)|(?P<h>[0-9][0-9A-Fa-fxX]*(?:_[0-9A-Fa-fxX]{4})*|[xX]{1,8})[hH]"
    r"|(?P<c>[01xX]{2,}|[01])[bB])(?![A-Za-z0-9_])"
)
_LONGEST = {16: 16, 2: 64}
"""Digits of 64 bits: what is longer is no value of a chip, and agrees with none."""
_TO = r"\s*(?::|\.\.\.?|-|~|\bto\b|\bthrough\b|到|至)\s*"
_BIT = r"\d{1,2}(?!\d|\.\d|[A-Za-z])"
_BITS = (
    re.compile(
        rf"(?<![A-Za-z0-9_-])[Bb](?:it|IT)s?(?:[\s_-]*(?:positions?|numbers?|field|range|no\.?))?\s*[#:]?\s*[\[(<]?\s*"
        rf"(?P<a>{_BIT})(?:{_TO}(?P<b>{_BIT}))?(?!\s?-\s?bits?\b)(?!\s*(?:of|bytes?)\s+data)"
    ),
    re.compile(
        rf"第\s*(?P<a>{_BIT}|{CHINESE})\s*(?:{_TO}第?\s*(?P<b>{_BIT}|{CHINESE})\s*)?(?:个)?(?:比特)?位"
    ),
    re.compile(
        rf"(?<![复置单高低定相电清移校验止奇偶始据进十个双倍宽\d])(?<!\d )(?:比特)?位(?:域|段|为|是)?\s*(?:[\[(]\s*|:\s*(?!\d+\s*[:=]))?(?P<a>{_BIT})(?:{_TO}(?P<b>{_BIT}))?"  # noqa: E501 - one pattern or case, one line
    ),
    re.compile(r"(?:位于|位在|处于|在|占据?|是|为)\s*(?P<a>\d{1,2})\s*位(?P<b>(?!))?(?=\s*(?:[。.,;)]|$))"),
    re.compile(r"(?<![A-Za-z0-9_\]\-])(?P<a>\d{1,2})(?:st|nd|rd|th)\s+bit\b()(?P<b>)?"),
    re.compile(rf"\b(?:1[uUlL]{{0,3}}\s?<<\s?|BIT\s?\(\s?)(?P<a>{_BIT})(?P<b>(?!))?"),
)
_MORE_BITS = re.compile(
    rf"(?:\s*(?:,|、|and|or|和|与|及|或))+\s*(?:and\s+)?(?:[Bb]its?\s*|位\s*)?\[?(?P<a>{_BIT})(?:{_TO}(?P<b>{_BIT}))?\]?(?!\s*[A-Zµ%°Ω位路个]|\.\d|-|\s*[kmnup]?(?:Hz|V|A|s|F|B)\b)"
)
_INDEX = re.compile(r"\[\s*(?P<a>\d{1,2})\s*(?:(?::|\.\.|-|~)\s*(?P<b>\d{1,2})\s*)?\]")
_CITED = re.compile(r"\[\s?(?P<n>\d{1,3}(?:\s?[,、;-]\s?\d{1,3})*)\s?\]")
_ATTACHED = re.compile(r"(?:[A-Za-z0-9]*_\w*|[a-z]*[A-Z]\w*)$", re.ASCII)
"""A name right before a bracket: `PLLON[24]` is a bit."""
_VALUE_BEFORE = re.compile(
    r"(?<![A-Za-z0-9_])(?:0[xXbB][0-9A-Fa-fxX_]+|[\d.]+\s?[A-Za-zµΩ%]{0,4}|\[\s?\d{1,3}\s?\]\s?)$", re.ASCII
)
"""A value, or another marker, right before a bracket: `0x184[1]` is cited."""
_PAGE = re.compile(r"\b(?:[Pp]ages?|pp?\.)\s*(?P<a>\d{1,4})|第\s*(?P<b>\d{1,4})\s*页")
_PLACE = re.compile(
    r"\b(?:[Ff]ig(?:ure|\.)?|[Tt]ables?|[Ss]ec(?:tions?|t\.)?|[Cc]hapters?|[Nn]otes?|[Ss]teps?|[Aa]ppendix|[Ee]quation"
    r"|[Ee]xample|[Rr]ev(?:ision|\.)?|[Vv]ersion|[Oo]ption|[Cc]ase|[Pp]art|§)\s*[A-Z]?\d+(?:[.-]\d+)*[a-z]?\b"
    r"|(?:[图表]|第)\s*\d+(?:[.-]\d+)*\s*(?:[章节步条版]|小节)?|步骤\s*\d+|§\s*\d+(?:\.\d+)*|\b[Vv]\d+(?:\.\d+)+\b|(?<![\w.])\d+(?:\.\d+){2,}(?![\w.]*\d)"
    r"|\b(?:19|20)\d\d[-/年.]\s?\d{1,2}(?:[-/月.]\s?\d{1,2}日?)?|\b(?:C|ISO|IEEE|RFC|IEC|EN|AN|UM|RM|DS|ES)[ -]?\d{2,6}(?:[.-]\d+)*\b"  # noqa: E501 - one pattern or case, one line
)
_QUANTITY = re.compile(
    rf"(?<![A-Za-z0-9_.#])(?P<a>{NUMBER})\s?(?P<ua>{UNIT})?(?P<mid>\s*(?:-|~|\.\.\.?|\bto\b|\band\b|…|到|至|与|和)\s*|\s*±\s*)"
    rf"(?P<b>{NUMBER})\s?-?(?P<ub>{UNIT})(?![A-Za-z0-9_])"
    rf"|(?<![A-Za-z0-9_.#])(?P<n>(?:±\s?)?{NUMBER})(?:\s|-)?(?P<u>{UNIT})(?![A-Za-z0-9_])(?!(?<=位)\s?\[?\d)"
)
_CHINESE_QUANTITY = re.compile(rf"(?<![第一-九])(?P<n>{CHINESE})个?(?P<u>{UNIT})(?![A-Za-z0-9_])")
_COUNT = re.compile(
    rf"(?<![A-Za-z0-9_.#/])(?P<n>{NUMBER})(?![A-Za-z0-9_]|\.\d)(?:\s?(?P<c>[个路条组级通道种]))?"
)
_WORD_COUNT = re.compile(
    rf"\b(?P<w>{'|'.join(sorted(WORDS, key=len, reverse=True))})\b(?=[\s-]+[a-z])", re.IGNORECASE
)
_CHINESE_COUNT = re.compile(r"(?<![第同统唯另逐进万])(?P<z>[二两三四五六七八九十]+)(?=[个路条组级种])")
_NOUN = re.compile(
    r"[\s-]*(?P<n>[A-Za-z][A-Za-z0-9]*(?:[\s-]+[A-Za-z][A-Za-z0-9]*){0,2}|[\u4e00-\u9fff]{1,6})"
)


def atoms_in(text: str) -> tuple[Atom, ...]:
    """All values of a plain text, in their order. Of two readings of the same letters the first counts."""
    found: list[Atom] = []
    rest = text
    for read in _READERS:
        taken: list[Span] = []
        for atom in read(rest):
            if not any(a < atom.span[1] and atom.span[0] < b for a, b in taken):
                taken.append(atom.span)
                if atom.kind is not Kind.PAGE or atom.values:
                    found.append(atom)
        for start, end in taken:
            rest = f"{rest[:start]}{chr(1) * (end - start)}{rest[end:]}"
    return tuple(sorted(found, key=lambda atom: atom.span))


def citations_in(text: str) -> tuple[tuple[int, Span], ...]:
    """Citation markers of a plain text."""
    found: list[tuple[int, Span]] = []
    for match in _CITED.finditer(text):
        before = text[: match.start()].rstrip()
        if (
            re.search(r"(?:\b[Bb]its?|(?<![写读志能制求态\d])(?<!\d )位|第)$", before)
            or text[match.end() : match.end() + 1] == "位"
        ):
            continue
        if _attached(text[: match.start()], text[match.end() :]):
            continue
        start = match.start("n") - 1
        for one in re.split(r"[,、;]", match["n"]):
            first, _, last = one.strip().partition("-")
            numbers = range(int(first), int(last or first) + 1)
            found.extend((number, (start, match.end())) for number in numbers[:20])
    return tuple(found)


def _attached(before: str, after: str) -> bool:
    """Whether a bracket belongs to a name. At a sentence's end, after another value, it cites."""
    if not _ATTACHED.search(before) or _VALUE_BEFORE.search(before):
        return False
    return not (
        re.match(r"\s*(?:[.。;；!?]\s*)?$", after) and re.search(r"(?<![A-Za-z0-9_])\d", before, re.ASCII)
    )


def without_citations(text: str) -> str:
    """A plain text whose citation markers are blank."""
    return blanked(text, (span for _, span in citations_in(text)))


def blanked(text: str, spans: Iterable[Span]) -> str:
    """A text with blanks at these places."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def bits_value(first: str, second: str | None) -> tuple[float, ...]:
    """Highest and lowest bit."""
    one = _integer(first)
    other = _integer(second) if second else one
    return (float(max(one, other)), float(min(one, other)))


def _integer(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text))


def _pages(text: str) -> Iterator[Atom]:
    for match in _PAGE.finditer(text):
        yield Atom(Kind.PAGE, match[0], match.span(), (float(match["a"] or match["b"]),))


def _places(text: str) -> Iterator[Atom]:
    """Numbers of figures, tables, sections and versions are no values."""
    for match in _PLACE.finditer(text):
        if not re.match(r"第", match[0]) or text[match.end() : match.end() + 2].strip()[:1] not in tuple(
            "位到至~-页号脚引管"
        ):
            yield Atom(Kind.PAGE, match[0], match.span())


def _hexes(text: str) -> Iterator[Atom]:
    for match in _HEX.finditer(text):
        digits, base = next(
            (match[name], base) for name, base in (("x", 16), ("b", 2), ("h", 16), ("c", 2)) if match[name]
        )
        bare = digits.replace("_", "").replace(" ", "").lower()
        if len(bare) > _LONGEST[base]:
            yield Atom(Kind.HEX, match[0], match.span())
        elif "x" in bare:
            yield Atom(Kind.HEX, match[0], match.span(), (), open=bare if base == 16 else f"b{bare}")
        else:
            yield Atom(Kind.HEX, match[0], match.span(), (float(int(bare, base)),))


def _bits(text: str) -> Iterator[Atom]:
    for pattern in _BITS:
        for match in pattern.finditer(text):
            yield Atom(Kind.BITS, match[0].strip(), match.span(), bits_value(match["a"], match["b"]))
            end = match.end()
            while more := _MORE_BITS.match(text, end):
                yield Atom(
                    Kind.BITS, more["a"], (more.start("a"), more.end()), bits_value(more["a"], more["b"])
                )
                end = more.end()


def _indices(text: str) -> Iterator[Atom]:
    for match in _INDEX.finditer(text):
        attached = bool(re.search(r"[A-Za-z0-9_]$", text[: match.start()]))
        role = "index" if attached else ""
        if attached or match["b"]:
            yield Atom(Kind.BITS, match[0], match.span(), bits_value(match["a"], match["b"]), role=role)


def _quantities(text: str) -> Iterator[Atom]:
    for match in _QUANTITY.finditer(text):
        if match["n"]:
            yield from _one(match["n"], match["u"], match.span())
        else:
            yield from _range(match)
    for match in _CHINESE_QUANTITY.finditer(text):
        unit = unit_of(match["u"])
        if unit and (len(match["n"]) > 1 or match["u"] not in ("位", "度", "字", "次", "年", "周期")):
            value = chinese_number(match["n"])
            yield Atom(Kind.QUANTITY, match[0], match.span(), tuple(value * f for f in unit[1]), unit[0])


def _one(number: str, unit_text: str, span: Span, label: str = "") -> Iterator[Atom]:
    unit = unit_of(unit_text)
    if unit is None:
        return
    value = number_of(number.lstrip("± "))
    values = tuple(value * factor for factor in unit[1])
    yield Atom(Kind.QUANTITY, f"{number} {unit_text}", span, values, unit[0], label=label)


def _range(match: re.Match[str]) -> Iterator[Atom]:
    """`2.7 - 5.5 V`: the first number has the second one's unit where it has none of its own."""
    if "±" in match["mid"]:
        yield from _one(match["a"], match["ua"] or match["ub"], match.span("a"))
        yield from _one(match["b"], match["ub"], (match.start("b"), match.end()))
        return
    joined = re.search(r"and|与|和", match["mid"])
    between = re.search(r"(?:between|介于|在)\s*$", match.string[: match.start()], re.IGNORECASE)
    low, high = ("low", "high") if between or not joined else ("", "")
    start = match.end("ua") if match["ua"] else match.end("a")
    yield from _one(match["a"], match["ua"] or match["ub"], (match.start("a"), start), low)
    yield from _one(match["b"], match["ub"], (match.start("b"), match.end()), high)


def _counts(text: str) -> Iterator[Atom]:
    for match in _COUNT.finditer(text):
        value = number_of(match["n"])
        yield Atom(Kind.NUMBER, match["n"], match.span("n"), (value,), noun=_noun(text, match.end()))
    for match in _WORD_COUNT.finditer(text):
        noun = _noun(text, match.end())
        yield Atom(Kind.NUMBER, match["w"], match.span(), (float(WORDS[match["w"].lower()]),), noun=noun)
    for match in _CHINESE_COUNT.finditer(text):
        yield Atom(
            Kind.NUMBER,
            match["z"],
            match.span(),
            (chinese_number(match["z"]),),
            noun=_noun(text, match.end() + 1),
        )


def _noun(text: str, end: int) -> str:
    found = _NOUN.match(text, end)
    return found["n"] if found else ""


_READERS: tuple[Callable[[str], Iterator[Atom]], ...] = (
    _pages,
    _hexes,
    _bits,
    _indices,
    _places,
    _quantities,
    _counts,
)
