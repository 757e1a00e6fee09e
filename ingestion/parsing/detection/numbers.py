"""The numbers under which vendors file their documents. Pure.

They look like part numbers; what tells them apart is where they stand. `is_number` looks at the form alone.
"""

import re

NUMBERS = re.compile(
    r"(?<![A-Za-z0-9])(?:Doc\s?ID\s?\d{4,6}|(?:ARM\s)?(?:DDI|IHI|DUI|DEN)\s?\d{4}[A-Z]?"
    r"|(?:DS|RM|PM|AN|UM|ES|TN|TB|PB|RN|SB)\d{4,8}[A-Z]?"
    r"|(?:S[BCLNPW][A-Z][A-Z]|SLAS|SPRU|ZHC[A-Z])\d{3}[A-Z]?"  # Texas Instruments, English and Chinese
    r"|BST-[A-Z0-9]+-DS\d+(?:-\d+)?|FT_\d{6}|\d{3}-\d{5}"
    r"|[A-Z]{2,5}-(?:DS|RM|PM|AN|UM|ES|TN)-?\d{2,5}|\d{4,5}-DS|[A-Z]{2,5}\d{2,3}[A-Z]?\d{0,3}(?:DS|RM)\d?)(?![A-Za-z0-9])",
    re.I,
)


_LETTERED = re.compile(r"((?:S[A-Z]{3}|ZHC[A-Z])\d{3}|DS\d{5})([A-Z])")
"""Texas Instruments and Microchip hang the revision on the number."""


def without_letter(number: str) -> tuple[str, str]:
    """A number and the revision's letter that hangs on it: SWRS061C is SWRS061, revision C."""
    match = _LETTERED.fullmatch(number)
    return (match[1], match[2]) if match else (number, "")


def is_number(name: str) -> bool:
    """Whether a whole word has the form of a document number."""
    return bool(NUMBERS.fullmatch(name))
