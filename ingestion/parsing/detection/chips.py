"""Which chips a document is about: part numbers weighed by where they stand. Pure.

A part number is letters and digits in one word. What it is not, is told by lists of the field's other
words of that form: packages, peripherals, standards, document numbers.
"""

import re
from collections import Counter
from collections.abc import Iterable

from ingestion.parsing.detection.evidence import Evidence

PART = re.compile(
    r"(?<![A-Za-z0-9_.\-/])(?:n(?=[A-Z])|AT(?:x?mega|tiny))?[A-Z]{0,6}(?<=[A-Za-z])\d{1,4}[A-Z0-9]{0,8}(?:[xX]{1,4}[A-Z0-9]{0,3})?"
    r"(?:-[A-Z]\d?[A-Z0-9]{0,6}(?![a-z0-9]))?(?![A-Za-z0-9_])"
)
_OTHER = re.compile(
    r"""^(?:
    [A-Z]{0,4}(?:QFN|QFP|BGA|SOP|SOIC|SSOP|DFN|DIP|CSP|SOT|LGA|PLCC|TO|QFPN|SON)\d*\w*   # packages
    |(?:GPIO|UART|USART|SPI|I2C|I2S|TIM|TIMER|ADC|DAC|CAN|DMA|USB|EXTI|PWM|SDIO|RTC|HSE|HSI|LSE|LSI|IO|IRQ|PORT
       |COMP|OPA|TSC|MCO|AIN|IN|OUT|CC|DP|DM|EP|BOOT|RAM|ROM|SRAM|FLASH|CPU|NMI|UID|PLL|AHB|APB|LED|KEY|SW|JP|MTDI)\d{1,3}[A-Z]{0,2}
    |P[A-K]\d{1,2}|[VIRTCFLEDQ]\d+\w?|V(?:IO|DD|CC|SS|BAT|REF|PP)\w*|CH\d{1,2}           # pins and symbols
    |RV(?:32|64|128)\w*|ARMV\d\w*|CORTEX\w*|[A-Z]?M\d+P?|V\d\w?|X86\w*                   # cores
    |(?:ISO|IEC|IEEE|RS|EN|JESD|UL|ANSI|ITU|RFC|EIA|TIA|MIL|JEP|IPC|GB|ASTM|AEC|USP|PEP)-?\d+\w*  # standards
    |(?:AES|SHA|DES|RSA|MD|CRC|UTF|BASE|SM|HMAC|ECC|ECDSA|TLS|HTTP|IPV|MP|H|G|MCS|UCS|ASCII|LZ|XXTEA)-?\d+\w*
    |(?:DS|RM|PM|AN|UM|ES|TN|DDI|IHI|DUI|DOCID|ID|PCN|SN|PN|DOI|ISBN)-?\d{3,6}\w*        # document numbers
    |(?:WIN|C|R|B|Q|N|A|S|T|X|Y|O)\d{1,3}|[A-F]{2,}\d+|[A-F]\d+[A-F]\w*
    |(?:DDR|LPDDR|PSRAM|EMMC|SD|MMC|QSPI|OPI|HS|FS|ETH|RMII|MII|PHY|WPA|BLE|BT|LTE|GSM|NB|WIFI|EVT|REV|VER)\d+\w*
    )$""",
    re.X | re.I,
)
_GENERIC = frozenset({"faq", "specification"})
_COVER, _FREQUENT = 10, 25


def chips(evidence: Evidence, kind: str) -> tuple[str, ...]:
    """Part or family names that the document covers, in the order of the cover."""
    large = parts_in("\n".join(line.text for line in evidence.large), fewest=3)
    if kind in _GENERIC and not large:
        return ()
    cover = parts_in("\n".join(line.text for line in evidence.cover))
    running = parts_in("\n".join(evidence.running))
    named = parts_in(evidence.stem.replace("_", " ").upper()) + parts_in(evidence.stated.get("title", ""))
    body = Counter(part for part in parts_in(evidence.text, unique=False))
    found = list(large)
    found += [part for part in running if _mentions(part, body) >= 2 or part in cover]
    found += [part for part in named if _mentions(part, body) >= 3]
    if not found and kind not in _GENERIC:
        found = _dominant(body)
    found = _merged(found)
    relatives = [part for part in cover if any(_related(part, known) for known in found)]
    return tuple(_merged(found + relatives))[:12]


def parts_in(text: str, unique: bool = True, fewest: int = 4) -> list[str]:
    """Part numbers in a text, as printed; of one letter only with so many digits at least."""
    found = [match[0] for match in PART.finditer(_plain(text)) if _is_part(match[0], fewest)]
    return list(dict.fromkeys(found)) if unique else found


_SHARED = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Z0-9]*?)(\d{2,4})((?:/\d{2,4})+)(?![A-Za-z0-9])")


def _plain(text: str) -> str:
    """Lists such as `CH583/CH582`, `BL602/604` and `A4988®` as words apart."""
    if "/" in text:
        text = _SHARED.sub(_spelled_out, text)
    return re.sub(r"[/®™,;、（）()，《》]", " ", text)


def _spelled_out(match: re.Match[str]) -> str:
    tails = [match[2], *match[3].strip("/").split("/")]
    same = all(len(tail) == len(match[2]) for tail in tails)
    return " ".join(match[1] + tail for tail in tails) if same else match[0]


def _is_part(word: str, fewest: int) -> bool:
    stem = re.sub(r"[xX]+$", "", word.split("-")[0])
    digits = sum(char.isdigit() for char in stem)
    letters = len(stem) - digits
    if digits < 2 or letters < 1 or len(stem) < 4 or _OTHER.match(word) or _OTHER.match(stem):
        return False
    # One letter takes four digits to be a part (A4988), on a cover three; two letters take three (CH583).
    lead = len(stem) - len(stem.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
    return not (lead == 1 and digits < fewest) and not (lead == 2 and digits < 3)


def _mentions(part: str, body: Counter[str]) -> int:
    stem = family(part)
    return sum(count for word, count in body.items() if word.startswith(stem))


def _dominant(body: Counter[str]) -> list[str]:
    """The part that the text speaks of most, if it speaks of it much."""
    families: Counter[str] = Counter()
    for word, count in body.items():
        families[family(word)] += count
    best = families.most_common(2)
    if not best or best[0][1] < _FREQUENT or (len(best) > 1 and best[0][1] < 2 * best[1][1]):
        return []
    return [best[0][0]]


def family(part: str) -> str:
    """The name without trailing placeholders: GD32F303xx is GD32F303, STM32F10xxx stays STM32F10x."""
    match = re.match(r"^(.*?)([xX]{2,})$", part)
    if not match:
        return part
    return match[1] if re.search(r"\d{3}$", match[1]) else f"{match[1]}x"


def _related(part: str, known: str) -> bool:
    """Whether a part of the cover is a sibling of a known one: alike but for the end."""
    shared = 0
    for one, other in zip(part, known, strict=False):
        if one != other and "x" not in (one, other):
            break
        shared += 1
    return shared >= 4 and shared >= min(len(part), len(known)) - 2


def _merged(parts: Iterable[str]) -> list[str]:
    """Without those that a shorter or placeholder name already covers."""
    names = list(dict.fromkeys(family(part) for part in parts))
    return [name for name in names if not any(other != name and covers(other, name) for other in names)]


def covers(general: str, special: str) -> bool:
    """Whether a name with placeholders, or a shorter one, stands for another."""
    if len(general) > len(special) or (len(general) == len(special) and "x" not in general):
        return False
    return all(one in (other, "x") for one, other in zip(general, special, strict=False))
