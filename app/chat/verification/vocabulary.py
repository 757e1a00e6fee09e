"""Capital words of the field that are no register's, field's or pin's name. Pure."""

import re
from functools import cache
from importlib.resources import files


@cache
def _words() -> frozenset[str]:
    text = (files("app.chat.verification") / "vocabulary.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


_STANDARD = re.compile(
    r"C\d{2}|UTF-?\d+|RV32\w*|RV64\w*|ARMV\d\w*|CORTEX-?\w*|M\d\+?|U?INT\d+(?:_T)?|FP\d+|IPV[46]|CRC-?\d+|AES-?\d+|SHA-?\d+|RSA-?\d+|RS-?\d+|USB\d?|I2C|I2S"
    r"|__\w+__|(?:HAL|LL|ESP|NRF|SDK|CMSIS|FREERTOS|CONFIG|K_|SYS_)_\w+|__HAL_\w+|\w+_(?:TYPEDEF|IRQN|IRQHANDLER)|PORT[A-Z]{3,}\w*"
)
_HARDWARE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,}\d*[A-Z]*|[A-Z]{2,}\d+[A-Z]*|P[A-K]\d{1,2}")


def is_common(name: str) -> bool:
    """Whether a capital word belongs to the field's language, not to one chip."""
    upper = name.upper().strip("_")
    bare = re.sub(r"S$", "", upper)
    return upper in _words() or bare in _words() or bool(_STANDARD.fullmatch(upper))


def looks_like_hardware(name: str) -> bool:
    """Whether a name, by its looks, is a register's, a field's, a pin's or an interrupt's.

    Names in mixed case are functions and types of some library, which manuals need not hold.
    """
    bare = re.sub(r"^R(?:8|16|32|64)_|(?<=[A-Z])[xny](?=_|$)|\[.*", "", name)
    bare = re.sub(r"->|::|\.", "_", bare)
    return bool(_HARDWARE.fullmatch(bare))
