"""Words that answer a question back, or ask nothing. Data: patterns, no logic."""

import re

CHOICES = re.compile(
    r"(?:which (?:one|chip|register|revision|of (?:them|these)|do you mean)[^:?\n]*|请问是哪[^::??\n]*"
    r"|您?指的是哪[^::??\n]*|是哪一?[个款颗][^::??\n]*)[::]\s*(?P<list>[^??\n]+)[??]",
    re.IGNORECASE,
)
"""A question back to the user that lists what can be chosen."""
REVISIONS = re.compile(r"\bwhich revision\b[^:?\n]*:|是哪一?版[^::??\n]*[::]", re.IGNORECASE)
"""The same where the choices are revisions of a document."""
SPLIT = re.compile(r"\s*(?:,|,|、|;|;|\bor\b|或者?|还是)\s*")
ORDINALS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (place, re.compile(said, re.IGNORECASE))
    for place, said in (
        (0, r"\b(?:first|1st|former)\b|第一[个款颗种]|前者|^\W?[1a]\W?$"),
        (1, r"\b(?:second|2nd)\b|第二[个款颗种]|^\W?[2b]\W?$"),
        (2, r"\b(?:third|3rd)\b|第三[个款颗种]|^\W?[3c]\W?$"),
        (3, r"\b(?:fourth|4th)\b|第四[个款颗种]|^\W?[4d]\W?$"),
        (-1, r"\b(?:last|latter)\b|最后一?[个款颗种]|后者"),
    )
)
ALL = re.compile(r"\b(?:both|all|each|either)\b|都要|全部|^\W*两?[个者款]?都\W*$", re.IGNORECASE)
