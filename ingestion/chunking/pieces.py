"""What all chunks are made of: drafts with text, place and names, and how much text fits in one. Pure."""

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingestion.types import Block, Box, Chunk, ChunkKind
from retrieval.identifiers import identifiers_in

TARGET = 1200
"""Weight at which a chunk is closed: English characters; a Chinese one weighs two."""
LIMIT = 1800
"""Weight that no chunk exceeds unless one sentence or row does; 512 tokens hold about as much."""
_MOST_NAMES = 80
_SPACE = uuid.UUID("6f0a2f4e-7d0b-5a3c-9a51-5d2f0c8e1b77")
_SENTENCE = re.compile(r"(?<=[。！？；!?])|(?<=[.;])\s+(?=\S)|\n")


@dataclass(slots=True)
class Draft:
    """A chunk in the making."""

    kind: ChunkKind
    path: tuple[str, ...]
    page: int
    box: Box
    parts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    dense: bool = True

    @property
    def text(self) -> str:
        return "\n".join(self.parts)


def finished(drafts: Iterable[Draft], version_id: str) -> Iterator[Chunk]:
    """Chunks with ids that the same input gives again."""
    for position, draft in enumerate(drafts):
        text = draft.text
        yield Chunk(
            id=str(uuid.uuid5(_SPACE, f"{version_id}\x1f{position}\x1f{text}")),
            kind=draft.kind,
            text=text,
            path=draft.path,
            page=draft.page,
            box=draft.box,
            names=tuple(dict.fromkeys(draft.names))[:_MOST_NAMES],
            dense=draft.dense,
        )


def weight(text: str) -> int:
    """Length in English characters: a Chinese character says as much as two."""
    return len(text) + sum("\u2e80" <= char <= "\u9fff" for char in text)


def sentences(text: str, limit: int = LIMIT) -> list[str]:
    """The text in pieces of whole sentences, each within the limit unless one sentence is longer."""
    if weight(text) <= limit:
        return [text]
    pieces: list[str] = []
    for sentence in _SENTENCE.split(text):
        if not sentence or not sentence.strip():
            continue
        if pieces and weight(pieces[-1]) + weight(sentence) + 1 <= limit:
            glue = "" if "\u2e80" <= pieces[-1][-1] <= "\uffef" else " "
            pieces[-1] += glue + sentence
        else:
            pieces.append(sentence)
    return pieces


def around(boxes: Sequence[Box]) -> Box:
    """The box that holds all boxes."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


_DEFINES = re.compile(
    r"^(?:[•●■–*-]\s*)?(?P<name>[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|[A-Z][A-Z0-9]{2,})"
    r"(?![A-Za-z0-9_])(?:\[[\d:]+\])?\s*(?:[:：(（-]|(?=[A-Z\u4e00-\u9fff])|is\b|=)"
)
_FIELD = re.compile(r"^Bits?\s+[\d:,\- ]+\s*(?P<name>[A-Z][A-Za-z0-9_]*)")


_AT_ADDRESS = re.compile(r"[(（]\s*(?P<name>[A-Za-z]\w*)\s*[,，]?\s*(?:at|@)\s*0[xX]")
"""`Debug Module Status (dmstatus, at 0x11)`: any word may be a name where an address follows."""


def heading_names(text: str) -> tuple[str, ...]:
    """What a heading names."""
    return (*identifiers_in(text), *(match["name"] for match in _AT_ADDRESS.finditer(text)))


def defined_names(block: Block) -> tuple[str, ...]:
    """Identifiers that a paragraph or heading is about: it begins with them, or has them in brackets."""
    if block.level:
        return heading_names(block.text)
    text = block.text
    match = _FIELD.match(text) or _DEFINES.match(text)
    if not match or ("_" not in match["name"] and not text.startswith(("Bit", "bit"))):
        return ()
    return (match["name"],)
