"""Which chips a document is about: part numbers scored by where they stand and how often. Pure.

The cover's large print, running lines, the file's name and its title say it; the body confirms it. A part
that stands in one of those places and is spoken of in the body is a chip, whatever its name looks like; a
document number stands in those places too, but the body does not speak of it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.library.chips import chip_key
from app.library.chips import covers as same_chip
from app.library.part_numbers import cores, is_brand, read
from ingestion.parsing.detection.evidence import Evidence
from ingestion.parsing.detection.numbers import is_number

WORD = re.compile(
    r"(?<![A-Za-z0-9.\-])[A-Za-z][A-Za-z0-9]*(?:-(?=[A-Z0-9]*[0-9A-Z])[A-Z0-9][A-Za-z0-9]*)*\+?(?![A-Za-z0-9])"
)
_SHARED = re.compile(
    r"(?<![A-Za-z0-9])([A-Z][A-Za-z0-9]*?)([0-9x]{2,5})((?:[/_][0-9x]{2,5})+)(?![A-Za-z0-9])"
)
"""Parts that share their beginning: `BL602/604`, `CH32V20x_30x`."""
_OPTIONAL = re.compile(r"(?<=[A-Z0-9])\([A-Z]{1,3}\)(?=[A-Z0-9])")
"""`PIC16(L)F1825` is PIC16F1825, with a variant."""
_SHORT_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Z]\d{3}(?![A-Za-z0-9])")
_APART = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{2,4} [A-Z]\d[A-Z0-9]{0,4}|[A-Z]{2}[A-Z0-9]{0,4}\d/[A-Z]\d[A-Z0-9]{0,3})"
    r"(?![A-Za-z0-9])"
)
"""`SAM D21`, `RL78/G13`: part numbers that are printed with a gap."""
_SEPARATORS = re.compile(r"[/_®™,;:、，；（）()《》\[\]]")
_NOT_PARTS = re.compile(
    r"""(?:
    [A-Z]{0,4}(?:QFN|QFP|BGA|SOP|SOIC|SSOP|DFN|DIP|CSP|SOT|LGA|PLCC|TO|QFPN|SON)\d+\w*            # packages
    |V(?:IO|DD|CC|SS|BAT|REF|PP)\w*|(?:GPIO|USART|UART|SPI|I2C|I2S|TIMER|TIM|ADC|DAC|CAN|DMA|USB|EXTI|PWM|SDIO|RTC|IO|INT|IRQ|PORT)\d{1,3}[A-Z]{0,2}
    |RV(?:32|64|128)\w*|ARMV\d\w*|X86\w*|[A-Z]?M\d+P?                                            # cores
    |(?:ISO|IEC|IEEE|RS|EN|JESD|UL|ANSI|ITU|RFC|EIA|TIA|MIL|JEP|IPC|GB|ASTM|AEC|CFR)-?\d+\w*      # standards
    |(?:AES|SHA|DES|RSA|MD|CRC|UTF|SM|HMAC|ECC|MCS|ASCII|DDR|LPDDR)-?\d+\w*                       # algorithms
    )""",
    re.X | re.I,
)
_PLACES = {"large": 4.0, "running": 3.0, "stem": 3.0, "title": 3.0, "cover": 1.0, "subject": 1.0}
_PROMINENT = frozenset({"large", "running", "stem", "title"})
_READ = 2.0
"""What it is worth that a vendor's grammar reads the name."""
_NUMBER = -4.0
"""What it costs to be shaped like a document number."""
_SPOKEN_OF = 5
"""Mentions from which DS3231 is a part and no document number."""
_MOST_MENTIONS = 5.0
_FEWEST_POINTS = 5.5
_BESIDE_BEST = 0.55
_SHARE = 0.08
"""Of the mentions of the best; a document number or an accessory has fewer."""
_DOMINANT = 25
"""Mentions from which a part that no prominent place names is what the text is about."""
_MOST_CHIPS = 12
_LONGEST = 20
"""Characters; a checksum is longer."""
_CAPITALS = re.compile(r"[A-Z]{2}|[A-Za-z]\d|[ni][A-Z]|i\.?MX|[A-Z][a-z]{1,4}\d")
"""How a part number begins: in capitals, or as nRF, iMXRT and Si115x do."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part number with the places that name it."""

    name: str
    places: frozenset[str]
    mentions: int
    """In the body, of the part and of what it stands for."""

    @property
    def prominent(self) -> bool:
        """Whether a place names it that says what the document is about."""
        return bool(self.places & _PROMINENT)

    @property
    def score(self) -> float:
        """How much speaks for it."""
        points = sum(_PLACES[place] for place in self.places)
        points += min(_MOST_MENTIONS, 1.2 * math.log2(1 + self.mentions))
        if read(chip_key(self.name)):
            return points + _READ + (_NUMBER if is_number(self.name) and self.mentions < _SPOKEN_OF else 0.0)
        return points + (_NUMBER if is_number(self.name) else 0.0)


def chips(evidence: Evidence, kind: str) -> tuple[str, ...]:
    """Part or family names that the document covers, in the order of the cover; else the core it is about."""
    candidates = _candidates(evidence)
    found = [one for one in candidates if one.prominent and one.score >= _FEWEST_POINTS]
    if kind == "faq":
        # It answers about many chips; only one that its title names is its own.
        found = [one for one in found if "large" in one.places]
    elif not found:
        return _dominant(evidence) or _core(evidence)
    best = max(found, key=lambda one: one.score, default=None)
    if best is None:
        return ()
    beside = _beside(best.name, [line.text for line in evidence.large])
    kept = [
        one.name
        for one in candidates
        if one.name in beside
        or (
            one in found and one.score >= _BESIDE_BEST * best.score and one.mentions >= _SHARE * best.mentions
        )
    ]
    narrow = [name for name in kept if not is_brand(chip_key(name))]
    return tuple(_merged(narrow or kept))[:_MOST_CHIPS]


def _beside(name: str, lines: Iterable[str]) -> set[str]:
    """The parts that a line of the title lists together with this one, alike but for the end."""
    for line in lines:
        listed = [family(part) for part in parts_in(line)]
        if name in listed:
            return {part for part in listed if part[:4] == name[:4] and len(part) == len(name)}
    return set()


def _candidates(evidence: Evidence) -> list[Candidate]:
    """The parts of all places but the body, in the order in which the cover and the title name them."""
    body = Counter(parts_in(evidence.text, unique=False))
    short = _short_names(evidence)
    body.update(short)
    spelling = {word.casefold(): word for word in reversed(body)}
    stem = [spelling.get(part.casefold(), part) for part in parts_in(_capitals(evidence.stem))]
    places = {
        "large": [*parts_in("\n".join(line.text for line in evidence.large)), *short],
        "title": parts_in(evidence.stated.get("title", "")),
        "running": parts_in("\n".join(evidence.running)),
        "stem": stem,
        "cover": parts_in("\n".join(line.text for line in evidence.cover)),
        "subject": parts_in(evidence.stated.get("subject", "") + " " + evidence.stated.get("keywords", "")),
    }
    names = dict.fromkeys(family(part) for parts in places.values() for part in parts)
    return [
        Candidate(
            name,
            frozenset(
                place for place, parts in places.items() if any(family(part) == name for part in parts)
            ),
            sum(count for word, count in body.items() if _stands_for(name, word)),
        )
        for name in names
    ]


def _short_names(evidence: Evidence) -> dict[str, int]:
    """Names of a letter and three digits (H616) in the title, with their mentions where the text has many."""
    titled = {name for line in evidence.large for name in _SHORT_NAME.findall(line.text)}
    counts = {
        name: len(re.findall(rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])", evidence.text)) for name in titled
    }
    return {name: count for name, count in counts.items() if count >= _SPOKEN_OF}


def parts_in(text: str, unique: bool = True) -> list[str]:
    """Part numbers in a text, as printed."""
    found = [part for word in _words(text) if (part := _part(word))]
    return list(dict.fromkeys(found)) if unique else found


def _words(text: str) -> Iterator[str]:
    if "/" in text or "_" in text or "(" in text:
        text = _SHARED.sub(_spelled_out, _OPTIONAL.sub("", text))
    for match in _APART.finditer(text):
        if read(chip_key(joined := match[0].replace(" ", ""))):
            yield joined
    for match in WORD.finditer(_SEPARATORS.sub(" ", text)):
        yield match[0]


def _spelled_out(match: re.Match[str]) -> str:
    tails = [match[2], *re.split(r"[/_]", match[3].strip("/_"))]
    same = all(len(tail.rstrip("x")) == len(match[2].rstrip("x")) for tail in tails)
    return " ".join(match[1] + tail for tail in tails) if same else match[0]


def _part(word: str) -> str:
    """The part number that a word is or begins with; empty for any other word."""
    head = word.split("-")[0]
    whole, short = read(chip_key(word)), read(chip_key(head))
    if whole and whole.kind != "core":
        # What hangs on by a hyphen is ordering, unless it is part of the device: ESP32-C3, MPU-6050.
        return head if short and short.device == whole.device else word
    for name in (head, word):
        if _is_formed(name):
            return name.rstrip("+")
    return ""


def _is_formed(name: str) -> bool:
    """Whether a name has the form of a part number: letters, then digits, the fewer letters the more."""
    plain = re.sub(r"[xX]+$", "", name).replace("-", "").rstrip("+")
    digits = sum(char.isdigit() for char in plain)
    lead = len(plain) - len(plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
    if digits < 2 or not 4 <= len(plain) <= _LONGEST or not _CAPITALS.match(name):
        return False
    if _NOT_PARTS.fullmatch(name) or _NOT_PARTS.fullmatch(plain):
        return False
    # One letter takes four digits to be a part (A4988, N76E003), two letters take three (CH583).
    return digits >= {1: 4, 2: 3}.get(lead, 2)


def _capitals(stem: str) -> str:
    """A file's name as a part is printed; hyphens in it join words."""
    plain = stem.replace("_", " ")
    return plain if any(char.isupper() for char in plain) else plain.upper()


def _stands_for(name: str, word: str) -> bool:
    """Whether a word of the body is the part, one of its family or one of its orderings."""
    return covers(name, word) or same_chip(name, word)


def _dominant(evidence: Evidence) -> tuple[str, ...]:
    """The part that the text speaks of most, if it speaks of it much and no place names any."""
    families: Counter[str] = Counter()
    for word in parts_in(evidence.text, unique=False):
        families[family(word)] += 1
    best = families.most_common(2)
    if not best or best[0][1] < _DOMINANT or (len(best) > 1 and best[0][1] < 2 * best[1][1]):
        return ()
    return (best[0][0],)


def _core(evidence: Evidence) -> tuple[str, ...]:
    """The processor core that the cover names in large print, for a manual that is about no chip."""
    text = "\n".join((*(line.text for line in evidence.large), evidence.stated.get("title", "")))
    plain = chip_key(re.sub(r"[™®]", "", text))
    known = dict.fromkeys(core for _, core, _ in cores())
    found = [
        core for core in known if re.search(rf"(?<![A-Z0-9]){re.escape(chip_key(core))}(?![A-Z0-9+])", plain)
    ]
    return tuple(sorted(found, key=len, reverse=True))[:_MOST_CHIPS]


def family(part: str) -> str:
    """The name without trailing placeholders: GD32F303xx is GD32F303, STM32F10xxx stays STM32F10x."""
    match = re.match(r"^(.*?)([xX]{2,})$", part)
    if not match:
        return part
    return match[1] if re.search(r"\d{3}$", match[1]) else f"{match[1]}x"


def _merged(parts: Iterable[str]) -> list[str]:
    """Without those that a shorter or placeholder name already covers."""
    names = list({chip_key(part): part for part in reversed(list(parts))}.values())[::-1]
    return [name for name in names if not any(other != name and covers(other, name) for other in names)]


def covers(general: str, special: str) -> bool:
    """Whether a name with placeholders, or a shorter one, stands for another."""
    one, other = chip_key(general).replace("-", ""), chip_key(special).replace("-", "")
    if len(one) > len(other) or (len(one) == len(other) and "x" not in one):
        return False
    return same_chip(general, special) and all(
        a in (b, "x") or a == "X" for a, b in zip(one, other, strict=False)
    )
