"""What the manuals answer in their own words stands before what a language model makes of it.

It is there at once, where a model may read for half a minute, and it holds what was asked for, which a model
may leave out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.chat.answerers import Question, quoted
from app.chat.citations import Cited
from app.chat.coding_request import asks_code
from app.chat.wording import say
from app.core.markdown import marker


@dataclass(frozen=True, slots=True)
class Opening:
    """The words before a model's, and the sources that they number; empty where nothing stands there."""

    text: str = ""
    cited: tuple[Cited, ...] = ()
    heading: str = ""
    """What parts the model's words from those of the manuals."""

    def before(self, shown: str) -> str:
        """An answer so far; without a word of the model the opening stands alone."""
        return f"{self.text}{self.heading}{shown}" if shown else self.text

    def rest(self, whole: str) -> str:
        """What follows the opening in an answer without a model's words."""
        return whole.removeprefix(self.text).lstrip("\n") if self.text else whole

    def sources(self, cited: Sequence[Cited]) -> tuple[Cited, ...]:
        """Its own sources and those of the model's words, each number once."""
        own = {one.marker: one for one in self.cited if marker(one.marker) in self.text}
        return tuple({**own, **{one.marker: one for one in cited if one.marker not in own}}.values())


NONE = Opening()


def opening_of(question: Question) -> Opening:
    """What is quoted where the manuals alone would answer. Code is written, not quoted."""
    found, language = question.found, question.asked.language
    if found is None or question.ranked is None or found.down or asks_code(question.asked.own, found):
        return NONE
    draft = quoted(question)
    if draft.abstained or not draft.opening:
        return NONE
    return Opening(draft.opening, draft.cited, f"\n\n{say(language, 'explained')}\n\n")
