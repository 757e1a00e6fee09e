"""Corrections of the question before: `no, I meant the V003`, `not stop, standby`. Pure."""

import re

from app.chat.dialogue import phrases
from app.chat.dialogue.context import Context
from app.chat.dialogue.ellipsis import complete
from app.chat.dialogue.rewriting import END

PIECE = r"[^\s,,。.;;!!??](?:[^,,。;;!!??\n]{0,38}[^\s,,。.;;!!??])?"
CONTRASTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:it'?s |i(?:'m| am) )?not (?:the |an? |for |on |at )?(?P<old>{PIECE}?)"
        r"\s*(?:[,;]|\bbut\b|[-–—])\s*"
        rf"(?:but |it'?s |rather |the |i meant )*(?P<new>{PIECE})$",
        rf"^(?:the )?(?P<new>{PIECE}?)[\s,]+(?:and )?(?:not|instead of|rather than) "
        rf"(?:the |an? )?(?P<old>{PIECE})$",
        rf"^(?:我?(?:想)?(?:问|说|要|指)?的?)?不是\s*(?P<old>{PIECE}?)\s*[,,、;;\s]\s*(?:而?是|应该是|要的是)?\s*(?P<new>{PIECE})$",
        rf"^(?:我?(?:问|说|要|指)的)?是?\s*(?P<new>{PIECE}?)\s*[,,、;;\s]\s*而?不是\s*(?P<old>{PIECE})$",
    )
)
TIMES = 4
"""`No, sorry, wrong chip, I meant the V003` has as many openings."""
LONGEST = 80


def opened(words: str) -> str:
    """The words without what only says that they correct something; the same words where nothing does."""
    for _ in range(TIMES):
        shorter = phrases.CORRECTION.sub("", words, count=1)
        if shorter == words:
            break
        words = shorter
    return phrases.CORRECTED.sub("", words).strip()


def contrasted(words: str, context: Context) -> str | None:
    """The question before with what was wrong in it exchanged for what is right."""
    bare = END.sub("", words).strip()
    if not context.asked or len(bare) > LONGEST:
        return None
    for pattern in CONTRASTS:
        match = pattern.match(bare)
        if match and (at := _place(match["old"], context.asked)):
            return f"{context.asked[: at[0]]}{match['new']}{context.asked[at[1] :]}"
        if match and (again := complete(match["new"], context, marked=True)):
            return again
    return None


def _place(old: str, asked: str) -> tuple[int, int] | None:
    """Where the wrong word stands, as a whole word."""
    found = re.search(rf"(?<![A-Za-z0-9_]){re.escape(old)}(?![A-Za-z0-9_])", asked, re.IGNORECASE)
    return found.span() if found else None
