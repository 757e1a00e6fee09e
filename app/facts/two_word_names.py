"""Names that are typed in two words: `I2C1 clk register` is I2C1_CLK where there is such a register, or an
I2C_CLK of the only one.

What the manuals hold decides, so that `flash data retention` never becomes a register.
"""

import re
from collections.abc import Sequence
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.questions import MOST_NAMES
from app.facts.records import Register
from retrieval.identifiers import DROPPED, forms, matches

_PAIR = re.compile(
    r"(?<![\w.>-])(?P<owner>[A-Za-z][A-Za-z0-9]{1,7})(?:['’]s)? +"
    r"(?=(?P<name>[A-Za-z][A-Za-z0-9]{1,7})(?![\w>.(-]))"
)
_ASKED = re.compile(
    r"\s*(?:'s)?\s*(?:(?:full|base|reset|default) )*(?:addr|offset|reset\b|regs?\b|register)"
    r"|\s*的?(?:寄存器|地址|偏移|复位|默认)",
    re.IGNORECASE,
)
"""What only registers have, behind a name in small letters."""


async def with_joined_names(session: AsyncSession, text: str, versions: Sequence[str]) -> str:
    """The question with such names in one piece."""
    found = (each for each in _PAIR.finditer(text) if _may(each, text))
    pairs = {f"{each['owner']}_{each['name']}".upper(): each for each in islice(found, MOST_NAMES)}
    wanted = [form for name in pairs for form in forms(name)]
    rows = await repository.named(session, Register, versions, wanted) if wanted else []
    for name in reversed(pairs):
        if any(matches(name, row.fact.name) >= DROPPED for row in rows):
            start, end = pairs[name].start(), pairs[name].end("name")
            text = f"{text[:start]}{name}{text[end:]}"
    return text


def _may(pair: re.Match[str], text: str) -> bool:
    capitals = pair["owner"].isupper() and pair["name"].isupper()
    return capitals or _ASKED.match(text, pair.end("name")) is not None
