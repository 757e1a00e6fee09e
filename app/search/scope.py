"""What a question is about: chips, revision, documents, read from its words and from what the caller pinned.

Pure. `app.search.service` compiles the scope to the versions that may answer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from app.library.chips import chip_key, covers
from app.library.editions import revision_key
from app.library.part_numbers import read
from app.search.chips import chips_of, looks_like_part, named_chips, normalised, without
from app.search.revisions import named_revision

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
SHORTEST_NAME = 5
LONG_NUMBER = re.compile(r"[A-Za-z]\w*\d{3}|\d{4}")
"""In a document's number such as PM0075 or CH32V003RM."""


@dataclass(frozen=True)
class Titled:
    """By what names a document may be called."""

    id: str
    title: str = ""
    number: str = ""
    file_names: tuple[str, ...] = ()

    @cached_property
    def squeezed(self) -> tuple[str, ...]:
        """The names without what may join their words otherwise in a question."""
        names = (self.title, self.number, *map(_stem, self.file_names))
        return tuple(filter(None, map(_squeezed, names)))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is about, and what remains to be looked up."""

    text: str
    """The question without the words that only say where to look."""
    chips: tuple[str, ...] = ()
    """Names as the library has them."""
    written: tuple[str, ...] = ()
    """The same chips as the question or its caller writes them: these are what a document must cover."""
    unknown_chips: tuple[str, ...] = ()
    """Parts that the question is about and that no document covers."""
    strays: tuple[str, ...] = ()
    """What looks like a part number beside them: narrows nothing, refuses nothing."""
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


def chip_scope(question: str, pinned: str | None, known: Sequence[str], spoken: Sequence[str] = ()) -> Scope:
    """The chips that a question or its caller names; where it names none, those `spoken` of before."""
    named = named_chips(question, known)
    text = named.rest or normalised(question)
    scope = Scope(text, language=language_of(question), unknown_chips=named.unknown, strays=named.strays)
    if not pinned and spoken and not (named.known or named.unknown):
        chips = tuple(dict.fromkeys(chip for name in spoken for chip in chips_of(name, known)))
        return replace(scope, chips=chips, written=tuple(spoken) if chips else ())
    if not pinned:
        return replace(scope, chips=named.known, written=named.written)
    if chips := chips_of(pinned.strip(), known):
        # The words of the question may be narrower than what the conversation carries.
        narrower = tuple(word for word in named.written if covers(pinned, word))
        return replace(scope, chips=chips, written=narrower or (pinned.strip(),))
    return replace(scope, unknown_chips=(pinned.strip(),))


def document_scope(scope: Scope, question: str, pinned: Sequence[str], known: Sequence[Titled]) -> Scope:
    """The documents that a question or its caller names by number, file name or title."""
    if pinned:
        return replace(scope, documents=tuple(pinned))
    question = normalised(question)
    near = perhaps_named(question, known)
    named = [(document, span) for document in near for span in _mentions(document, question, scope)]
    # PM0075 of a file `PM0075_STM32F10x_flash.pdf` is no part that nothing covers.
    named += [
        (document, part) for part in scope.unknown_chips for document in known if _is_called(document, part)
    ]
    codes = {text for _, text in named}
    spans = [match.span() for text in codes for match in _called(text).finditer(scope.text)]
    return replace(
        scope,
        text=without(scope.text, spans) or scope.text,
        documents=tuple(dict.fromkeys(document.id for document, _ in named)),
        unknown_chips=tuple(chip for chip in scope.unknown_chips if not _in(chip, codes)),
        strays=tuple(chip for chip in scope.strays if not _in(chip, codes)),
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


def perhaps_named(question: str, known: Iterable[Titled]) -> list[Titled]:
    """The documents of which any name may stand in a question: the others need not be looked for by patterns,
    of which a large library has thousands."""
    text = _squeezed(normalised(question))
    return [document for document in known if any(name in text for name in document.squeezed)]


def names_file(question: str, file_name: str) -> bool:
    """Whether a question names a file: with its extension, or by a name that is nothing else."""
    question = normalised(question)
    return bool(_file(file_name).search(question)) or (
        _is_odd(_stem(file_name)) and bool(_called(_stem(file_name)).search(question))
    )


def called(revision: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known revisions, as printed, that a name means."""
    wanted = revision_key(revision)
    return tuple(dict.fromkeys(one for one in known if revision_key(one) == wanted))


def language_of(text: str) -> str:
    """A text with Chinese characters is Chinese."""
    return "zh" if HAN.search(text) else "en"


def _mentions(document: Titled, question: str, scope: Scope) -> Iterator[str]:
    """The words of a question that name a document, by number, file or title."""
    for name in document.file_names:
        if match := _file(name).search(question):
            yield match[0]
    odd = [name for name in (*map(_stem, document.file_names), document.title) if _is_odd(name)]
    odd += [document.number] if LONG_NUMBER.search(document.number) else []
    chips = {chip_key(chip) for chip in scope.chips}
    for name in odd:
        # A file that is called like the chip (VSK32A1.svd) is not meant wherever the chip is named.
        if chip_key(name) not in chips:
            yield from (match[0] for match in _called(name).finditer(question))


def _is_called(document: Titled, part: str) -> bool:
    """Whether what looks like a part number is a word of a document's name, and no vendor's part."""
    return part.casefold() in _name_words(document) and read(chip_key(part)) is None


@lru_cache(maxsize=8192)
def _name_words(document: Titled) -> frozenset[str]:
    names = (document.number, document.title, *map(_stem, document.file_names))
    return frozenset(word.casefold() for name in names for word in re.split(r"[\s_.\-]+", name) if word)


@lru_cache(maxsize=8192)
def _is_odd(name: str) -> bool:
    """Whether a name means nothing but the document: a number, or several words with a part number in them.

    `i2c`, `usb-otg` or `Inter-Integrated Circuit (I2C)` are terms, and CC1101 is the chip.
    """
    parts = [word for word in re.split(r"[\s_]+", name) if word]
    coded = [word for word in parts if looks_like_part(word) or LONG_NUMBER.search(word)]
    if len(name) < SHORTEST_NAME or not coded:
        return False
    return len(parts) > 1 or (bool(LONG_NUMBER.search(name)) and read(chip_key(name)) is None)


def _stem(file_name: str) -> str:
    return re.sub(r"\.[A-Za-z]{2,8}$", "", file_name)


def _squeezed(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower()


def _in(chip: str, codes: Iterable[str]) -> bool:
    """Whether a word is a document's name or a part of one."""
    return any(
        re.search(rf"(?<![A-Za-z0-9]){re.escape(chip)}(?![A-Za-z0-9])", text, re.IGNORECASE) for text in codes
    )


@lru_cache(maxsize=4096)
def _file(name: str) -> re.Pattern[str]:
    """A file's name with its extension, however its words are joined."""
    words = r"[\s_-]*".join(re.escape(word) for word in re.split(r"[\s_-]+", name) if word)
    return re.compile(rf"(?<![A-Za-z0-9_/.]){words}(?![A-Za-z0-9_])", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _called(name: str) -> re.Pattern[str]:
    """A name with or without a file extension, however its words are joined."""
    words = r"[\s_-]*".join(re.escape(word) for word in re.split(r"[\s_-]+", _stem(name)) if word)
    return re.compile(rf"(?<![A-Za-z0-9_]){words}(?:\.[A-Za-z]{{2,8}})?(?![A-Za-z0-9_])", re.IGNORECASE)
