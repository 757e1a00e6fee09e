"""Which candidates answer a question made about a subject. Pure."""

import re

from finetune.retrieval.types import ANSWERS, NEAR, OTHER, Subject

TELLING = 4
"""Characters from which an answer beside its name is no coincidence in another passage."""


def label(subject: Subject, heading: str, text: str, passage: str) -> int:
    """Of a text under a heading, in a passage (id)."""
    held = squeezed(text)
    here = passage == subject.passage
    if not subject.answer:
        return ANSWERS if here else OTHER
    if not re.search(answer_pattern(subject.answer), held):
        return OTHER
    if subject.name and squeezed(subject.name) not in f"{squeezed(heading)} {held}":
        return NEAR if here else OTHER
    return ANSWERS if here or len(squeezed(subject.answer)) >= TELLING else NEAR


def squeezed(text: str) -> str:
    """Without spaces and underscores, in lower case: manuals group digits by both."""
    return re.sub(r"[\s_]+", "", text).lower()


def answer_pattern(answer: str) -> str:
    """An answer as it may be printed in squeezed text: numbers with other zeros before them, hexadecimal ones
    with either mark."""
    plain = squeezed(answer)
    if hexadecimal := re.fullmatch(r"0x0*([0-9a-f]+)", plain):
        return rf"(?<![0-9a-f])(?:0x)?0*{hexadecimal[1]}h?(?![0-9a-f])"
    before = r"(?<![\d.])" if plain[:1].isdigit() else ""
    after = r"(?!\.?\d)" if plain[-1:].isdigit() else ""
    return f"{before}{re.escape(plain)}{after}"
