"""Names that manuals print in small letters, such as `dmcontrol` and its field `ndmreset`.

They look like words of the question. A word is a name if the manuals have a register or field of it, and an
everyday word (`command`) only where the question calls it a register or a field.
"""

import re
from collections.abc import Sequence
from functools import cache

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.questions import QUOTED
from retrieval.glossary import glossary

_WORD = re.compile(r"(?<![A-Za-z0-9_.>/\\-])[a-z][a-z0-9]{1,23}(?![A-Za-z0-9_/\\-]|\.\w)")
_CALLED = r"(?:\b(?:registers?|fields?|bits?|csrs?)\b|寄存器|字段|位域|位)"
_BEFORE = re.compile(rf"{_CALLED}[ `\"'“]*\Z", re.IGNORECASE)
_AFTER = re.compile(rf"[ `\"'”]*(?:'s )?{_CALLED}", re.IGNORECASE)
_WHERE = re.compile(
    r"\b(?:which|what) (?:\w+ )?register(?! (?:bit|field))|哪(?:一?个|些)?寄存器", re.IGNORECASE
)
_ASKED = frozenset(
    {"access", "address", "addresses", "base", "bit", "bits", "csr", "default", "field", "fields", "number"}
    | {"offset", "register", "registers", "reset", "value", "values"}
)
"""What is asked of a name is none itself, though a field may be called so."""


async def lowercase_names(session: AsyncSession, text: str, versions: Sequence[str]) -> tuple[str, ...]:
    """The registers and fields that a text names in small letters, in its order."""
    text = QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)  # a description, in words
    places = {match[0]: match.span() for match in reversed(list(_WORD.finditer(text)))}
    for asked in _ASKED & places.keys():
        del places[asked]
    registers, fields = await repository.printed(session, versions, places)
    sure = {name for name in registers | fields if name not in _common() or _beside(text, places[name])}
    named = sure & registers
    all_of_them = named or _WHERE.search(text)
    alone = {name for name in sure & fields if all_of_them or _beside(text, places[name])}
    return tuple(sorted(named | alone, key=lambda name: places[name]))


def _beside(text: str, span: tuple[int, int]) -> bool:
    """Whether a word stands beside one that says what it is."""
    return bool(_BEFORE.search(text, 0, span[0]) or _AFTER.match(text, span[1]))


@cache
def _common() -> frozenset[str]:
    """Words that a question may hold without meaning a name."""
    return frozenset(word for term in glossary() for english in term.english for word in english.split())
