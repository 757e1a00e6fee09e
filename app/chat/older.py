"""What older revisions say, beside an answer: the line with its citation, and the question which one is used.

Pure. `app/search/revised.py` finds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.chat.citations import Cited
from app.chat.composing import Draft, Link, place_lines
from app.chat.dialogue.replies import SPLIT
from app.chat.schemas import Clarify
from app.chat.wording import say
from app.core.markdown import inline, marker
from app.facts.results import Place, Sentence
from app.library.editions import revision_key
from app.library.versions import VersionRow
from app.models import State
from app.search.revised import Revised
from retrieval.types import Passage

FEWEST_CHOICES = 2


def beside(
    draft: Draft,
    key: str,
    older: Sequence[Revised],
    current: Sequence[VersionRow],
    language: str,
    url: Link,
    asks: bool = True,
) -> Draft:
    """A draft with what older revisions say under it; `key` is that of the sentence which says so."""
    rows = {row.id: row for row in (*current, *(one.version for one in older))}
    places = dict.fromkeys(place for one in older for said in one.sentences for place in said.places)
    first = max((each.marker for each in draft.cited), default=0) + 1
    cited = {
        place: Cited(number, passage_of(place, rows, {}), place.provenance.quote)
        for number, place in enumerate(places, start=first)
    }
    question = which_revision(current, older, language, led=key != "earlier") if asks else None
    blocks = [draft.text, *lines(key, older, cited, language)]
    blocks.append(place_lines(list(cited.values()), language, url))
    if question:
        blocks.append(question.question)
    every = (*draft.cited, *cited.values())
    return replace(draft, text="\n\n".join(blocks), cited=every, clarify=question or draft.clarify)


def suggested(draft: Draft, names: Sequence[str], language: str) -> Draft:
    """A draft with the names that may be meant by one that was mistyped, where it does not offer them yet."""
    new = [shown for name in names if (shown := f"`{inline(name)}`") not in draft.text]
    if not new:
        return draft
    return replace(draft, text=f"{draft.text}\n\n{say(language, 'did_you_mean', names=', '.join(new))}")


def lines(key: str, older: Iterable[Revised], cited: Mapping[Place, Cited], language: str) -> list[str]:
    """One line for each revision, with what it says there."""
    return [
        say(
            language,
            key,
            revision=inline(one.version.revision or one.version.file_name),
            told=" ".join(told(one.sentences, cited)),
        )
        for one in older
    ]


def told(sentences: Sequence[Sentence], cited: Mapping[Place, Cited]) -> list[str]:
    """Sentences with the markers of the places that they rest on."""
    places = (dict.fromkeys(said.places) for said in sentences)
    return [
        " ".join((said.text, *(marker(cited[place].marker) for place in own)))
        for said, own in zip(sentences, places, strict=True)
    ]


def which_revision(
    current: Iterable[VersionRow], older: Sequence[Revised], language: str, led: bool = True
) -> Clarify | None:
    """The question which revision it is, the newest one first; `current` are the versions that answer.

    `led` by why it is asked, where values stand above that differ.
    """
    documents = {one.version.document_id for one in older}
    asked = [row for row in current if row.document_id in documents]
    revisions = (row.revision for row in (*asked, *(one.version for one in older)) if row.revision)
    choices = list({revision_key(revision): _choice(revision) for revision in revisions}.values())
    if len(choices) < FEWEST_CHOICES:
        return None
    text = say(language, "which_revision", revisions=", ".join(choices))
    newest = not any(row.state is State.SUPERSEDED for row in asked)
    lead = say(language, "newest" if newest else "several") if led else ""
    return Clarify(question=f"{lead}{text}", choices=choices)


def _choice(revision: str) -> str:
    """A revision as it is printed, or its number where that holds what parts the choices of a list."""
    return revision_key(revision) if SPLIT.search(revision) else inline(revision)


def passage_of(place: Place, rows: Mapping[str, VersionRow], passages: Mapping[str, Passage]) -> Passage:
    """The indexed passage, moved to the exact place; or the place itself where nothing indexed covers it."""
    page, box = place.provenance.page, place.provenance.box
    if place.passage_id in passages:
        return replace(passages[place.passage_id], page=page, box=box)
    row = rows[place.version_id]
    return Passage(
        id=place.passage_id,
        document_id=row.document_id,
        version_id=row.id,
        document=row.file_name,
        revision=row.revision,
        language=row.language,
        page=page,
        box=box,
        section="",
        text=place.provenance.quote,
        kind="fact",
    )
