"""Which of several chips a bare number means: the answer says whose each value is, and the reader chooses.

`003` is the number of each family that has it. What is stated is put under its chip's name. Where nothing is
stated, the reader is asked which chip is meant, for a search over several chips says nothing of one of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.chat.composing import Draft
from app.chat.schemas import Clarify
from app.chat.wording import say
from app.core.markdown import inline
from app.library.versions import chips_of
from app.resources import Resources

_APART = re.compile(r"\*\*[^*]{1,200}\*\*: |\[\d{1,4}\] \[|\|")
"""How a line begins that has a name in bold before it already, or stands in the list of places or a table."""


async def with_choice(resources: Resources, chips: Sequence[str], draft: Draft, language: str) -> Draft:
    """A draft with the choice among the chips that a number may mean; as it is where there is none."""
    if len(chips) < 2:
        return draft
    async with resources.sessions() as session:
        owners = await chips_of(session, {each.passage.document_id for each in draft.cited})
    return asking_which(draft, chips, owners, language)


def asking_which(
    draft: Draft, chips: Sequence[str], owners: Mapping[str, Sequence[str]], language: str
) -> Draft:
    """The draft for a number that several `chips` have; `owners` are the chips of each document, by id.

    What a language model wrote has been sent already, and stays.
    """
    question = say(language, "which_numbered", chips=", ".join(map(inline, chips)))
    clarify = Clarify(question=question, choices=list(chips))
    if draft.abstained and not draft.written:
        return Draft(question, clarify=clarify)
    stated = draft.text if draft.written else _labelled(draft, chips, owners)
    if draft.clarify:
        return replace(draft, text=stated)
    return replace(draft, text=f"{stated}\n\n{question}", clarify=clarify)


def _labelled(draft: Draft, chips: Sequence[str], owners: Mapping[str, Sequence[str]]) -> str:
    """Each statement under the names of the chips that its document is about."""
    documents = {str(each.marker): each.passage.document_id for each in draft.cited}
    return "\n".join(_named(line, documents, chips, owners) for line in draft.text.split("\n"))


def _named(
    line: str, documents: Mapping[str, str], chips: Sequence[str], owners: Mapping[str, Sequence[str]]
) -> str:
    bullet = "- " if line.startswith("- ") else ""
    text, _, marker = line.removeprefix(bullet).rpartition(" [")
    covered = owners.get(documents.get(marker.removesuffix("]"), ""), ())
    own = [chip for chip in chips if chip in covered]
    if not text.strip() or not own or _APART.match(text):
        return line
    return f"{bullet}**{', '.join(map(inline, own))}**: {text} [{marker}"
