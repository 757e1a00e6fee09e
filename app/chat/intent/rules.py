"""What the words of a question say about its intent, and whether they leave a doubt. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.chat.intent.cues import HINT, LIKELY, SURE, cues, shops, small_talk
from app.chat.intent.kinds import Intent, Reading, Want
from app.chat.intent.subject import clipped, has_code, is_technical, normalised, prose
from app.chat.intent.wants import OF_REGISTERS, read_want
from app.search.scope import language_of
from retrieval.identifiers import identifiers_in

MOST_NAMES = 24
"""Of one question. Who sends more has pasted a file, and each is looked for in every passage."""
LONGEST_SMALL_TALK = 80
"""Characters; longer texts say something."""
QUOTED = re.compile(r"[\"“”「『][^\"“”」』]{4,}[\"“”」』]")
NO_VALUE = re.compile(
    r"\bwhy\b|\b(?:slave|device|any|every|each|all|7-bit|bus) address"
    r"|为什么|为何|(?:从机|从|设备|器件|总线|所有)地址",
    re.IGNORECASE | re.ASCII,
)
"""Reasons, and addresses on a bus: no register's value is asked for, whatever word reminds of one."""
WIDTH = re.compile(r"\bhow many bits\b|\bbits? wide\b|\bwidth\b|多少位|几位|位宽", re.IGNORECASE)
"""Of a register, not of a converter."""
LONGEST_SHOPPING = 80
"""A price mentioned in a longer question is not all that it asks for."""
OURS = (
    Intent.ERRATA,
    Intent.CODE,
    Intent.COMPARISON,
    Intent.DEBUGGING,
    Intent.REGISTER,
    Intent.PIN,
    Intent.PROCEDURE,
    Intent.PARAMETER,
    Intent.CONCEPT,
    Intent.SMALL_TALK,
)
"""Among equally strong cues the more special intent. Out of scope is no equal: it is what remains."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What rules make of a question."""

    intent: Intent
    sure: bool
    votes: Mapping[Intent, float]
    """How strongly the words speak for each intent that they speak for at all."""
    technical: bool
    """Whether the question is of our field beyond doubt."""


def read_question(question: str, names: tuple[str, ...] = ()) -> Reading:
    """Intent, wanted value, names and language of a question. `names` are chips, which are no identifiers."""
    identifiers = tuple(name for name in identifiers_in(question) if name not in names)[:MOST_NAMES]
    want = read_want(clipped(question), bool(identifiers))
    verdict = judge(question, want, identifiers)
    telling = bool(verdict.votes)
    return Reading(question, verdict.intent, want, language_of(question), identifiers, telling)


def is_small_talk(text: str) -> bool:
    """Whether a text is nothing but pleasantries."""
    plain = prose(normalised(clipped(text)))
    return len(plain) <= LONGEST_SMALL_TALK and small_talk().fullmatch(plain) is not None


def judge(question: str, want: Want, identifiers: tuple[str, ...]) -> Verdict:
    """The intent that the words speak for most."""
    question = normalised(clipped(question))
    text = prose(question)
    if len(text) <= LONGEST_SMALL_TALK and small_talk().fullmatch(text):
        return Verdict(Intent.SMALL_TALK, True, {Intent.SMALL_TALK: SURE}, False)
    if len(text) <= LONGEST_SHOPPING and shops().search(text) and not _registers(identifiers):
        return Verdict(Intent.OUT_OF_SCOPE, True, {Intent.OUT_OF_SCOPE: SURE}, False)
    technical = is_technical(question)
    votes = _votes(text, question, want, identifiers)
    if technical:
        votes.pop(Intent.OUT_OF_SCOPE, None)
    foreign = votes.get(Intent.OUT_OF_SCOPE, 0.0)
    if foreign >= SURE:
        return Verdict(Intent.OUT_OF_SCOPE, True, votes, technical)
    best = max(OURS, key=lambda intent: votes.get(intent, 0.0)) if votes else Intent.CONCEPT
    # Without a word of our field every other word is doubtful: one may ask how to install a bookshelf.
    return Verdict(best, votes.get(best, 0.0) >= SURE and technical, votes, technical)


def _votes(text: str, question: str, want: Want, identifiers: tuple[str, ...]) -> dict[Intent, float]:
    votes: dict[Intent, float] = {}
    if want in OF_REGISTERS:
        text = QUOTED.sub(" ", text)  # the words of a description are not the question's
    for cue in cues():
        if cue.words.search(text):
            votes[cue.intent] = max(cue.strength, votes.get(cue.intent, 0.0))
    if want in OF_REGISTERS:
        votes[Intent.REGISTER] = LIKELY if NO_VALUE.search(text) else SURE
    elif want is Want.NUMBER:
        votes[Intent.PARAMETER] = votes.get(Intent.PARAMETER, 0.0) + HINT
    elif _registers(identifiers):
        votes[Intent.REGISTER] = votes.get(Intent.REGISTER, 0.0) + HINT
    if want is Want.NUMBER and _registers(identifiers) and WIDTH.search(text):
        votes[Intent.REGISTER] = SURE
    if has_code(question):
        votes[Intent.CODE] = max(LIKELY, votes.get(Intent.CODE, 0.0))
    return votes


def _registers(identifiers: tuple[str, ...]) -> bool:
    """Whether a name is one that only registers, fields and functions have."""
    return any("_" in name for name in identifiers)
