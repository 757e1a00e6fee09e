"""Makes a reader's text safe to read with patterns: no run of characters in it is long. Pure.

Hundreds of patterns read a question, and the time that many of them need grows with the square of the longest
run of blanks, of one character, or of letters without a gap. No word of any language and no line of code
needs such a run, so it is shortened once, at the door, instead of in each pattern.
"""

import re

LONGEST_BLANK = 32
"""White space in a row: deeper indentation tells nothing more."""
LONGEST_REPEAT = 64
"""The same character in a row: a line that parts two paragraphs, a register's 64 bits."""
LONGEST_SIGNS = 128
"""Signs and blanks in a row, without a letter or digit between them: the rule of a wide table."""
LONGEST_NAME = 128
"""Letters, digits and underscores in a row: compilers promise to tell apart the first 63 (C11, 5.2.4.1)."""
LONGEST_UNBROKEN = 256
"""Characters without white space; what is longer gets a blank, as Chinese without punctuation does."""

_PASSES = 8
"""A blank that parts a run may make another run one longer; each pass leaves less."""
_BLANKS = re.compile(rf"(\s{{{LONGEST_BLANK}}})\s+")
_REPEATED = re.compile(rf"((\S)\2{{{LONGEST_REPEAT - 1}}})\2+")
_SIGNS = re.compile(rf"(\W{{{LONGEST_SIGNS}}})\W+")
_NAME = re.compile(rf"([A-Za-z0-9_]{{{LONGEST_NAME}}})[A-Za-z0-9_]+")
_UNBROKEN = re.compile(rf"\S{{{LONGEST_UNBROKEN}}}(?=\S)")


def bounded(text: str) -> str:
    """The text with every long run shortened; almost every text comes back as it is."""
    if len(text) <= LONGEST_BLANK:
        return text
    for _ in range(_PASSES):
        shorter = _shortened(text)
        if shorter == text:
            break
        text = shorter
    return text


def _shortened(text: str) -> str:
    text = _BLANKS.sub(r"\1", text)
    text = _REPEATED.sub(r"\1", text)
    text = _SIGNS.sub(r"\1", text)
    text = _NAME.sub(r"\1", text)
    return _UNBROKEN.sub(r"\g<0> ", text)
