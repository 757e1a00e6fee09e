"""The numbers under which vendors file their documents. Pure.

They look like part numbers; what tells them apart is where they stand. `is_number` looks at the form alone.
"""

import re

NUMBERS = re.compile(
    r"(?<![A-Za-z0-9])(?:Doc\s?ID\s?\d{4,6}|(?:ARM\s)?(?:DDI|IHI|DUI|DEN)\s?\d{4}[A-Z]?"
    r"|(?:DS|RM|PM|AN|UM|ES|TN|TB|PB|RN|SB)\d{4,8}[A-Z]?"
    r"|(?-i:S[BCDLNPW][A-Z]{2}[A-Z0-9]{2}\d|ZHC[A-Z]\d{3})[A-Z]?"  # Texas Instruments, both languages
    r"|R\d{2}[A-Z]{2}\d{4}[A-Z]{2}(?=\d{4})(?:\d{4})?"  # Renesas
    r"|\d{4,5}[A-Z]{1,2}(?=[-–](?:\w+[-–])*?\d{2}/\d{2,4})"  # Atmel
    r"|FPGA-[A-Z]{2}-\d{5}(?:-\d+\.\d+)?|UBX-\d{6,8}|(?:DS|PS|RM|AN)-\d{6}(?:-\d{2})?"
    r"|BST-[A-Z0-9]+-DS\d+(?:-\d+)?|FT_\d{6}|\d{3}-\d{5}"
    r"|[A-Z]{2,5}-(?:DS|RM|PM|AN|UM|ES|TN)-?\d{2,5}"
    r"|[A-Z]{0,3}\d{3,5}-DS|(?:UG|PG|XAPP)\d{3,4}|\d{2}-\d{4,6}(?=;)|[A-Z]{2,5}\d{2,3}[A-Z]?\d{0,3}(?:DS|RM)\d?)(?![A-Za-z0-9])",
    re.I,
)


_LETTERED = re.compile(
    r"((?:S[A-Z]{3}[A-Z0-9]{2}\d|ZHC[A-Z]\d{3})|DS\d{5}(?:\d{3})?|\d{4,5})(?P<letter>[A-Z]{1,2})"
    r"|(FPGA-[A-Z]{2}-\d{5})-(?P<digits>\d+\.\d+)|(R\d{2}[A-Z]{2}\d{4}[A-Z]{2})\d{4}"
)
"""Texas Instruments, Microchip, Atmel, Lattice and Renesas hang the revision on the number."""


def without_letter(number: str) -> tuple[str, str]:
    """A number and the revision that hangs on it: SWRS061C is SWRS061, revision C."""
    match = _LETTERED.fullmatch(number)
    if not match:
        return number, ""
    return match[1] or match[3] or match[5], match["letter"] or match["digits"] or ""


def is_number(name: str) -> bool:
    """Whether a whole word has the form of a document number."""
    return bool(NUMBERS.fullmatch(name))
