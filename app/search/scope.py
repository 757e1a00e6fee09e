"""What a question is about: chips, revision, documents, read from its words and from what the caller pinned.

Pure. `app.search.service` compiles the scope to the versions that may answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.library.editions import revision_key
from app.search.chips import chips_of, named_chips, normalised, without
from app.search.everyday import in_print
from app.search.revisions import named_revision

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
SHORTEST_NAME = 5


@dataclass(frozen=True, slots=True)
class Titled:
    """By what names a document may be called."""

    id: str
    title: str = ""
    number: str = ""
    file_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is about, and what remains to be looked up."""

    text: str
    """The question without the words that only say where to look."""
    chips: tuple[str, ...] = ()
    """Names as the library has them."""
    unknown_chips: tuple[str, ...] = ()
    """Part numbers that no document covers: evidence must name them to count."""
    revisions: tuple[str, ...] = ()
    """As printed; none means the current ones."""
    unknown_revision: str = ""
    latest: bool = False
    """Whether the newest revision was asked for in so many words."""
    older: bool = False
    """Whether `revisions` are all that `the old manual` may mean."""
    documents: tuple[str, ...] = ()
    """Ids; none means all."""
    language: str = "en"


def chip_scope(question: str, pinned: str | None, known: Sequence[str]) -> Scope:
    """The chips that a question or its caller names."""
    named = named_chips(question, known)
    text = in_print(named.rest or normalised(question))
    scope = Scope(text, language=language_of(question))
    if not pinned:
        return replace(scope, chips=named.known, unknown_chips=named.unknown)
    chips = chips_of(pinned.strip(), known)
    # A part number that the question names beside the pinned chip must still stand in the evidence.
    return replace(scope, chips=chips, unknown_chips=named.unknown if chips else (pinned.strip(),))


def document_scope(scope: Scope, question: str, pinned: Sequence[str], known: Sequence[Titled]) -> Scope:
    """The documents that a question or its caller names by number, file name or title."""
    if pinned:
        return replace(scope, documents=tuple(pinned))
    question = normalised(question)
    named = [
        (document, name)
        for document in known
        for name in _names(document)
        # A file that is called like the chip (VSK32A1.svd) is not meant wherever the chip is named.
        if _called(name).search(question) and not any(map(_called(name).fullmatch, scope.chips))
    ]
    codes = {name for document, name in named if name != document.title}
    spans = [match.span() for name in codes for match in _called(name).finditer(scope.text)]
    return replace(
        scope,
        text=without(scope.text, spans) or scope.text,
        documents=tuple(dict.fromkeys(document.id for document, _ in named)),
        unknown_chips=tuple(
            chip for chip in scope.unknown_chips if not any(_called(n).fullmatch(chip) for n in codes)
        ),
    )


def revision_scope(
    scope: Scope,
    pinned: str | None,
    known: Sequence[str],
    superseded: Sequence[str] = (),
    current: Sequence[str] = (),
    question: str = "",
) -> Scope:
    """The revisions that a question or its caller names, among those that the documents in scope have.

    `superseded` and `current` are those of the documents that are about the chips.
    """
    named = named_revision(scope.text, known, question)
    scope = replace(scope, text=named.rest or scope.text, latest=named.latest)
    if pinned:
        found = called(pinned, known)
        return replace(scope, revisions=found, unknown_revision="" if found else pinned)
    older = tuple(superseded) if named.older else ()
    missing = ", ".join(f"< {one}" for one in current) if named.older and not older else ""
    unknown = named.unknown or missing
    return replace(scope, revisions=named.matches or older, unknown_revision=unknown, older=bool(older))


def names_file(question: str, file_name: str) -> bool:
    """Whether a question names a file, with its extension or without."""
    return len(file_name) >= SHORTEST_NAME and bool(_called(file_name).search(normalised(question)))


def called(revision: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known revisions, as printed, that a name means."""
    wanted = revision_key(revision)
    return tuple(dict.fromkeys(one for one in known if revision_key(one) == wanted))


def language_of(text: str) -> str:
    """A text with Chinese characters is Chinese."""
    return "zh" if HAN.search(text) else "en"


def _names(document: Titled) -> tuple[str, ...]:
    """Names that are odd enough to be meant where they are written: words alone are not."""
    names = (document.number, *document.file_names, document.title)
    return tuple(name for name in names if len(name) >= SHORTEST_NAME and any(map(str.isdigit, name)))


@lru_cache(maxsize=4096)
def _called(name: str) -> re.Pattern[str]:
    """A name with or without its file extension, however its words are joined."""
    stem = re.sub(r"\.[A-Za-z]{2,8}$", "", name)
    words = r"[\s_-]*".join(re.escape(word) for word in re.split(r"[\s_-]+", stem) if word)
    return re.compile(rf"(?<![A-Za-z0-9_]){words}(?:\.[A-Za-z]{{2,8}})?(?![A-Za-z0-9_])", re.IGNORECASE)
