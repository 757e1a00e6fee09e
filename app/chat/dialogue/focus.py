"""Which registers, bit fields and peripherals a text speaks of. Pure; by looks and company, not by facts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.chat.dialogue.naming import names_in
from app.chat.dialogue.vocabulary import BOARDS, PERIPHERAL, PERIPHERAL_WORDS, RTOSES, TOOLCHAINS

FIELD_PREFIX = re.compile(r"(?:RB|MASK|BIT)_", re.IGNORECASE)
FIELD_CUE = re.compile(
    r"(?:\b(?:bits?|fields?|flag)\s+(?:named\s+|called\s+)?[`\"“]?$|(?:位|字段|标志)\s*[`“]?$)", re.IGNORECASE
)
FIELD_AFTER = re.compile(r"[`\"”]?\s*(?:(?:bit|field|flag)s?\b|位|字段|标志|\s+is bits? \d)", re.IGNORECASE)
REGISTER_AFTER = re.compile(r"[`\"”]?\s*(?:registers?\b|寄存器)", re.IGNORECASE)
REGISTER_CUE = re.compile(r"(?:\bregisters?\s+[`\"“]?$|寄存器\s*[`“]?$)", re.IGNORECASE)
COMMON = re.compile(
    r"(?:ESP_ERR|HAL_ERR|ERR|HAL)_\w+|ECO\d+|OLED|LCD|TFT|WROOM|EV[TBK]|GCC|RTOS|"
    r"SVD|PDF|ISR|IRQ|CPU|RAM|ROM|SRAM|MCU|HAL|IDE|API|OK|GDB|LED|AN\d+|TODO|"
    r"R/?[WO]|WO|RC(?:_W[01])?|R?W1C|"
    r"V(?:DD|SS|CC|EE|BAT|REF)\w*|GND|NRST|P[A-K]\d{1,2}|"
    r"[HL]S[EI]\d*|PLL\d?|SYSCLK|[HP]CLK\d?|[AP][HP]B\d?|"
    r"\w+_(?:TX|RX|CTS|RTS|CK|SCK|SCL|SDA|SMBA|MOSI|MISO|NSS|ETR|BKIN|CH\d+N?|IN\d+)"
)
"""Capitals that name neither a register nor a field: access, supplies, pins, clocks, signals."""
PACKAGE = re.compile(r"(?:[A-Z]{1,3})?(?:QFN|QFP|BGA|SOP|SSOP|CSP|LGA)\d+", re.IGNORECASE)
CODE_CALL = re.compile(r"[A-Za-z_]\w*\s*\(")
BITS = re.compile(
    r"\b(?:which|what) register\b|哪个寄存器|\b(?:bits?|fields?|flags?)\b|(?<!复)位(?!置)|字段"
    r"|标志",
    re.IGNORECASE,
)
MOST = 8
"""Names that are kept in focus."""


@dataclass(frozen=True, slots=True)
class Focus:
    """Names by their kind, in the order of the text."""

    registers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    peripherals: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.registers or self.fields or self.peripherals)


def focus_of(text: str, known: Sequence[str]) -> Focus:
    """The names of a text. A plain capital word is a field where a register or the word bit stands beside."""
    text = _bare(text)
    names = names_in(text, known)
    registers, fields, plain, peripherals = [], [], [], _peripherals(text)
    for name in names:
        kind = _kind(name, text)
        if kind == "register":
            registers.append(name)
        elif kind == "field":
            fields.append(name)
        elif kind == "plain":
            plain.append(name)
    peripherals += [owner for name in registers if (owner := owner_of(name).upper())]
    peripherals += [owner for name in names if PERIPHERAL.fullmatch(owner := owner_of(name).upper())]
    # A plain capital word beside a register, or where bits are spoken of, is one of its fields.
    (fields if registers or BITS.search(text) else registers).extend(plain)
    return Focus(_unique(registers), _unique(fields), _unique(peripherals))


def _bare(text: str) -> str:
    """Without the names of boards, tools and systems, which look like registers at times."""
    for pattern in (BOARDS, *(pattern for _, pattern in (*TOOLCHAINS, *RTOSES))):
        text = pattern.sub(" ", text)
    return text


def owner_of(name: str) -> str:
    """RCC of RCC_CTRL, USART1 of USART1_TX: the peripheral is what stands in front."""
    return re.split(r"_|->|\.|::", re.sub(r"^R(?:8|16|32|64)_", "", name))[0]


def _kind(name: str, text: str) -> str:
    at = text.find(name)
    before, after = text[:at], text[at + len(name) :]
    if REGISTER_AFTER.match(after) or REGISTER_CUE.search(before):
        return "register"
    if FIELD_PREFIX.match(name) or FIELD_AFTER.match(after) or FIELD_CUE.search(before):
        return "field"
    if PERIPHERAL.fullmatch(name) or COMMON.fullmatch(name.upper()) or PACKAGE.fullmatch(name):
        return ""
    if CODE_CALL.match(text, at) or re.fullmatch(r"[A-Z][A-Z0-9]*_(?:IRQHandler|Handler)", name):
        return ""
    if "_" in name.strip("_") or "->" in name or "::" in name:
        return "register"
    return "plain" if name.isupper() and name.isalnum() else ""


def _peripherals(text: str) -> list[str]:
    found = [
        (match.start(), match[0] if match[0][-1] in "xn" else match[0].upper())
        for match in PERIPHERAL.finditer(text)
    ]
    for name, pattern in PERIPHERAL_WORDS:
        if match := pattern.search(text):
            found.append((match.start(), name))
    return [name for _, name in sorted(found)]


def newest_first(new: Iterable[str], old: Iterable[str]) -> tuple[str, ...]:
    """Names of the newest text before those of older ones."""
    return tuple(dict.fromkeys((*new, *old)))[:MOST]


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
