"""Where an answer stops being one: a model that goes on writing its own prompt. Pure.

Base models and small ones continue the conversation: another question, another source, our instruction.
"""

import re
from collections.abc import Sequence

from app.chat.verification.plain import squeezed
from app.chat.verification.repair import INTRO, TOLD

_LEAD = r"[\s>#*_`-]*"
_TURN = re.compile(
    rf"{_LEAD}(?:question|answer|user|assistant|问题|回答|答案|提问)[*_`]*\s*[:：]", re.IGNORECASE
)
_OPENING = re.compile(rf"{_LEAD}(?:answer|回答|答案)[*_`]*\s*[:：]", re.IGNORECASE)
"""An answer may begin with the word."""
_SOURCES = re.compile(rf"{_LEAD}(?:sources?|资料|来源)[*_`]*\s*[:：][*_`]*\s*(?:[\[<【]|$)", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*/?\s*source\b|<\|?(?:start|end|im|eot|begin)_?[a-z_]*\|?>", re.IGNORECASE)
_TOO_SHORT = 8
"""Characters of an instruction, without spaces, that may well be an answer's own."""


class Echo:
    """What the model was told, to know it again."""

    def __init__(self, instructions: Sequence[str] = ()) -> None:
        self._told = tuple(squeezed(text) for text in (*INTRO.values(), *instructions))

    def repeats(self, unit: str, first: bool) -> bool:
        """Whether a unit is a piece of the prompt. `first`: whether nothing stands before it."""
        if _MARKUP.search(unit) or _SOURCES.match(unit) or TOLD.search(unit):
            return True
        if _TURN.match(unit) and not (first and _OPENING.match(unit)):
            return True
        body = squeezed(unit).strip(".。:：;；-*#>")
        return len(body) >= _TOO_SHORT and any(body in text for text in self._told)
