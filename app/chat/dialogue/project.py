"""What the user says of the project around the chip: board, silicon, documents, tools, stage. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from app.chat.dialogue.state import DialogueState
from app.chat.dialogue.vocabulary import BOARDS, RTOSES, STAGES, STEPPINGS, TOOLCHAINS, Named
from app.library.editions import revision_key
from app.search.chips import normalised
from app.search.revisions import DOCUMENT, LATEST, MENTIONS, MOST, OTHER_THING, PART, in_front, is_edition

DENIED = re.compile(
    r"(?:\bnot|\bno longer|\binstead of|\brather than|\bwithout|\bfrom|不是|不用|没有?用|而不是"
    r"|(?<!\w)从)\s*(?:the |an? |using )?$",
    re.IGNORECASE,
)


def project_of(state: DialogueState, words: str) -> DialogueState:
    """The state with what one message says; what it does not mention stays."""
    text = normalised(words)
    return replace(
        state,
        board=_last(BOARDS, text) or state.board,
        stepping=_stepping(text) or state.stepping,
        revision=revision_of(text, state.revision),
        toolchain=_named(TOOLCHAINS, text) or state.toolchain,
        rtos=_named(RTOSES, text) or state.rtos,
        debug_stage=next((str(stage) for stage, cue in STAGES if cue.search(text)), state.debug_stage),
    )


def _named(names: Named, text: str) -> str:
    """The name that is said last, unless it is said to be none."""
    found = [
        (match.start(), name)
        for name, pattern in names
        for match in pattern.finditer(text)
        if not DENIED.search(text[: match.start()])
    ]
    return max(found)[1] if found else ""


def _last(pattern: re.Pattern[str], text: str) -> str:
    found = [match[0].strip() for match in pattern.finditer(text) if not DENIED.search(text[: match.start()])]
    return found[-1] if found else ""


def _stepping(text: str) -> str:
    """A letter is a stepping unless a document is spoken of: `the manual, rev A`."""
    found: dict[str, str] = {}
    for match in STEPPINGS.finditer(text):
        kind, value = next((name, value) for name, value in match.groupdict().items() if value)
        if kind != "letter" or not DOCUMENT.search(text):
            found[kind] = value.replace(" ", "").upper() if kind == "eco" else value
    plain = found.pop("letter", "")
    return next(reversed(found.values()), plain)


def revision_of(text: str, before: str) -> str:
    """A document's revision, once named, stays until another, the latest or several are asked for."""
    if LATEST.search(text):
        return ""
    found = list(_editions(text))
    if len({revision_key(match["number"]) for match in found}) > 1:
        return ""
    return next((match["number"] for match in found if _is_edition(match, text)), before)


def _editions(text: str) -> Iterator[re.Match[str]]:
    """Version numbers that may be a document's."""
    silicon = [match.span() for match in STEPPINGS.finditer(text)]
    of_document = DOCUMENT.search(text)
    for pattern in MENTIONS:
        for match in islice(pattern.finditer(text), MOST):
            start = in_front(text, match)
            other = OTHER_THING.search(start) or (PART.search(start) and not of_document)
            inside = any(begin <= match.start() < end for begin, end in silicon)
            if not other and not inside:
                yield match


def _is_edition(match: re.Match[str], text: str) -> bool:
    """Any version number beside the word manual, or one that surely is a document's."""
    return bool(DOCUMENT.search(text)) or is_edition(match, text)
