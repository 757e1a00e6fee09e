"""Which register a heading or a caption announces, and what the lines beneath say of it. Pure.

No form of title is demanded. Every word of a line that could be a name is weighed by where it stands (alone,
in brackets, in quotes, before or behind a dash), by its shape, by what stands beside it (an address, the word
register) and by whether the manual's own summaries list a register of that name. The best one counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingestion.extraction.numbers import NUMBER, first_hexadecimal, plain
from ingestion.extraction.places import KEY, Announced, placed
from retrieval.identifiers import canonical, is_identifier

LIKELY = 4.5
"""Weight from which it does if a register's bits follow at once."""
OVER_BITS = 4.0
"""Weight from which a heading over bits and the caption of a table of bits does: `Table 6. SWITCH0`."""
UNDER_ITS_PLACE = 3.0
"""The same where the register's address or reset value stands between caption and table: `Table 8. Power`."""

_NUMBERED = re.compile(
    r"^(?:(?P<kind>registers?|寄存器|table|tab\.|figure|fig\.|表|图)\s*[A-Z]?\d+(?:[.\-–]\d+)*[A-Z]?\s*[.:：]?\s+"
    r"|(?:chapter|section)\s+\d+\s*[.:]?\s+|[A-Z]?\d+(?:\.\d+)*[.:]?\s+(?=[^\d–—-]))",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:->[A-Za-z0-9_]+)?(?:\[[a-z0-9:]{1,7}\][A-Za-z0-9_]*)?")
_LIST = re.compile(rf"\s*(?:[,/、]|\band\b)\s*(?={_NAME.pattern})")
_BEFORE = re.compile(
    rf"^(?:registers?\s*)?(?:{NUMBER})(?:\s*(?:,|to|-)\s*(?:registers?\s*)?(?:{NUMBER}))*", re.I
)
"""`Register 0x2C`, `0x12`: an address before the name."""
_LETTERED = re.compile(r"[A-F][0-9A-F]+H")
_DASH = re.compile(r"\s*(?:[—–:：]|-(?=\s))\s*")
_INNER = re.compile(r"\s*[:：]\s*([A-Za-z][A-Za-z0-9_]*) registers?", re.IGNORECASE)
"""`UART0: CTRL Register`: the peripheral stands before the colon."""
_QUALIFIED = re.compile(r"[a-z]+\s+(?:addr|offset)")
"""`(base address 0x4000 0000)`: what kind of address it is, no name."""
_QUOTES = re.compile(r"[\"“”'‘’]")
_GROUP = re.compile(r"[(\[][^()\[\]]*(?:[(\[][^()\[\]]*[)\]][^()\[\]]*)*[)\]]")
"""A bracket with the brackets in it."""
_SPLIT = re.compile(r"(?<=[A-Za-z0-9])(?:_ +| +_)(?=[A-Za-z0-9_]+\s*\))")
"""`(FLASH_ CTLR)`: a name in brackets that print has cut at its underscore."""
_REGISTER = re.compile(r"\bregisters?\b|寄存器", re.IGNORECASE)
_WORD = re.compile(r"registers?|寄存器", re.IGNORECASE)
_ACCESS = re.compile(r"R|W|RO|WO|RW|RW1C|W1C|W1S|RC|RS|R/W|SC|read|write|only|reset|default", re.IGNORECASE)
"""`(R/W)` behind a field's description names no register."""
_ELSEWHERE = re.compile(r"\b(?:table|figure|section|fig\.)\s*[A-Z]?\d|^[•·▪]|[表图]\s*\d", re.IGNORECASE)
"""A line about another place is no title."""
_MOST_WORDS = 6
"""Words of a title that ends in a full stop."""
_LONGEST, _LONGEST_CAPTION = 160, 320


@dataclass(frozen=True, slots=True)
class _Line:
    """A title taken apart."""

    bare: str
    """Without its number and its brackets at the end."""
    lead: str
    """Of that what stands before the first bracket."""
    before: str
    """`Register 0x2C` before a name."""
    groups: tuple[str, ...]
    """What stands in brackets, in order."""
    tail: str
    """Text behind the last bracket."""
    kind: str
    says_register: bool
    shouted: bool
    """Set in capitals throughout: then capitals make no name."""


@dataclass(slots=True)
class _Candidate:
    names: list[str]
    weight: float
    group: str = ""
    """The bracket that holds it."""
    notes: list[str] = field(default_factory=list)


def announced(
    text: str, listed: Mapping[str, object] | None = None, least: float = LIKELY
) -> Announced | None:
    """The register that a line of text is the title of; None for any other line.

    `listed` has the canonical names of the registers that the manual's summaries list.
    """
    line = _SPLIT.sub("_", plain(text))
    if not 3 <= len(line) <= _LONGEST_CAPTION:
        return None
    parsed = _parsed(line)
    if len(line) > _LONGEST and not parsed.kind:
        return None
    found = list(_candidates(parsed, listed or {}))
    best = max(found, key=lambda one: one.weight, default=None)
    if best is None or best.weight < least:
        return None
    if best.group:  # `Reset status (RST_STAT) / ROM configuration (ROM_CFG)`: one register with two names
        twins = (one for one in found if one.group and one is not best and one.weight == best.weight)
        best.names += [name for one in twins for name in one.names if "_" in name]
    return _with_places(parsed, best)


def _parsed(line: str) -> _Line:
    number = _NUMBERED.match(line)
    rest = line[number.end() :] if number else line
    groups = tuple(match.group()[1:-1].strip() for match in _GROUP.finditer(rest))
    spans = [match.span() for match in _GROUP.finditer(rest) if not _listed_range(match.group())]
    tail = rest[spans[-1][1] :].strip(" .:") if spans else ""
    bare = " ".join(_GROUP.sub(lambda m: m.group() if _listed_range(m.group()) else " ", rest).split())
    before = _place_before(bare)
    capitals = re.sub(r"[^A-Za-z]", "", _NUMBERED.sub("", rest))
    return _Line(
        bare[before.end() :].strip() if before else bare,
        rest[: spans[0][0]] if spans else bare,
        before.group() if before else "",
        groups,
        tail,
        (number["kind"] or "").lower() if number else "",
        _REGISTER.search(line) is not None,
        len(bare.split()) > 1 and bool(capitals) and capitals.upper() == capitals,
    )


def _place_before(bare: str) -> re.Match[str] | None:
    """The address before a name; `C2H` of `C2H – Capture 2 High Byte` is itself the name."""
    before = _BEFORE.match(bare)
    if before is None or not _LETTERED.fullmatch(before.group().strip()):
        return before
    word = _NAME.match(_DASH.sub("", bare[before.end() :], count=1).strip())
    return before if word is None or _shape(word.group(), shouted=False) else None


def _listed_range(group: str) -> bool:
    """`[0:3]` in a name is no bracket of the title."""
    return re.fullmatch(r"\[[a-z0-9:]{1,7}\]", group) is not None


def _candidates(line: _Line, listed: Mapping[str, object]) -> Iterable[_Candidate]:
    if _is_prose(line):
        return
    where = bool(line.before) or any(map(_places, line.groups))
    common = 1.0 * line.says_register + 1.0 * where
    for group in line.groups:
        names, rest = _leading_names(_QUOTES.sub("", group))
        if names and (not rest or _places(rest)) and not _QUALIFIED.match(group):
            weight = 3.0 + common + (1.0 if rest else 0.0) - (2.0 if line.tail and not line.kind else 0.0)
            if not line.kind and not common and all(map(str.isalpha, names)):
                weight -= 0.5  # `Clock generation (CLKG)` is a chapter
            yield _weighed(names, weight, line, listed, group)
    yield from _bare_candidates(line, common, listed)


def _bare_candidates(line: _Line, common: float, listed: Mapping[str, object]) -> Iterable[_Candidate]:
    """Names outside brackets: alone, quoted, before a dash or behind one, beside the word register."""
    bare = line.bare
    if line.before and (dash := _DASH.match(bare)):
        bare = bare[dash.end() :]
    if quoted := re.match(r"(?:registers?\s*)?[\"“”‘']([^\"“”’']+)[\"“”’']", bare, re.IGNORECASE):
        names, rest = _leading_names(quoted[1])
        if names and not rest:
            yield _weighed(names, 3.0 + common, line, listed)
    bare = re.sub(r"^(?:the\s+)", "", bare, flags=re.IGNORECASE)
    names, rest = _leading_names(bare)
    if not names:
        return
    after = rest.strip()
    if not after or (_WORD.fullmatch(after) and not after.lower().endswith("s")):
        alone = (
            bool(line.kind)
            or bool(line.groups)
            or bool(after)
            or bool(line.before)
            or all("_" in one or any(map(str.isdigit, one)) for one in names)
        )
        yield _weighed(names, (3.0 if alone else 1.0) + common, line, listed)
    elif inner := _INNER.fullmatch(rest):
        yield _weighed([inner[1]], 3.5 + common, line, listed)
    elif _DASH.match(rest):
        yield _weighed(names, (3.0 if line.kind else 3.5) + common, line, listed)
    elif _WORD.match(after):
        acronym = not line.kind and all(map(str.isalpha, names))  # `CSR register` under a number
        yield _weighed(names, (1.5 if acronym else 2.0) + common, line, listed)
    for name in _NAME.findall(bare):
        if canonical(name) in listed and name not in names:
            yield _weighed([name], common, line, listed)


def _leading_names(text: str) -> tuple[list[str], str]:
    """The names that a text begins with, separated as a list, and the rest."""
    match = _NAME.match(text)
    if match is None or (text[match.end() :][:1].isalnum()):
        return [], text
    names, end = [match.group()], match.end()
    while (comma := _LIST.match(text, end)) and (match := _NAME.match(text, comma.end())):
        if KEY.match(match.group()) or not _alike(match.group(), names[0]):
            break
        names.append(match.group())
        end = match.end()
    return names, text[end:].strip(" ,")


def _alike(name: str, other: str) -> bool:
    """Names of one list are of one kind: `OFSX, OFSY` but not `ctrl, address`."""
    return ("_" in name) == ("_" in other) and name.isupper() == other.isupper()


def _weighed(
    names: Sequence[str], weight: float, line: _Line, listed: Mapping[str, object], group: str = ""
) -> _Candidate:
    """A candidate with what its names' shapes and the manual's own lists add."""
    if not all(_possible(name) or canonical(name) in listed for name in names):
        return _Candidate([], 0.0)
    shape = min(_shape(name, line.shouted and not group) for name in names)
    known = 3.0 if any(canonical(name) in listed for name in names) else 0.0
    if not (shape or group or line.kind or any(map(_places, line.groups))):
        weight -= 0.5  # `Access register` under a number
    return _Candidate(list(names), weight + shape + known, group)


def _possible(name: str) -> bool:
    return (
        len(name) >= 2
        and not _ACCESS.fullmatch(name)
        and not KEY.fullmatch(name)
        and not _WORD.fullmatch(name)
    )


def _shape(name: str, shouted: bool) -> float:
    """How much a word looks like a register's name."""
    if "_" in name and is_identifier(name):
        return 2.0
    if "_" in name:
        return 1.0
    mixed = any(map(str.isdigit, name)) and any(map(str.isupper, name))
    return 1.0 if mixed or (not shouted and len(name) > 1 and name.upper()[:2] == name[:2]) else 0.0


def _places(text: str) -> bool:
    """Whether a text in brackets says where something is."""
    return first_hexadecimal(text) is not None


def _is_prose(line: _Line) -> bool:
    """A sentence rather than a title: it ends a clause, or is too long for a name."""
    quoted = line.kind and line.lead[:1] in '"“”'  # `Table 42 “Status”` speaks of another place
    sentence = line.lead.endswith((".", ";", "。")) and len(line.lead.split()) > _MOST_WORDS
    referring = not line.kind and _ELSEWHERE.search(line.lead)
    return (
        bool(quoted or referring or sentence)
        or len(line.bare) > 110
        or bool(re.search(r"[.;。；!?？]\s|。", line.bare))
    )


def _with_places(line: _Line, best: _Candidate) -> Announced:
    """The register with the addresses, instances and reset value that its title gives."""
    title = line.lead if best.group else _title_beside(line, best.names[0])
    found = Announced(tuple(best.names), title.strip(" -:–—,"), weight=best.weight)
    mirror = first_hexadecimal(line.before) is not None  # `0x30 (0xF0): PARTNUM`: the same place once more
    for group in line.groups:
        if mirror and re.fullmatch(NUMBER, group):
            continue
        inside = group[len(", ".join(best.names)) :].lstrip(" ,") if group == best.group else group
        found = placed(found, inside, own=group == best.group)
    if found.offset is None and found.address is None and not found.owners and line.before:
        numbers = list(map(first_hexadecimal, re.findall(NUMBER, line.before, re.I)))
        address = numbers[0] if len(numbers) == 1 or len(numbers) == len(best.names) else None
        found = replace(found, address=address if len(best.names) == 1 else None)
    return found


def _title_beside(line: _Line, name: str) -> str:
    """`Modem Configuration` of `MDMCFG2 – Modem Configuration`."""
    rest = line.bare.partition(name)[2]
    dash = _DASH.match(rest)
    return rest[dash.end() :] if dash else ""
