"""What a document says of itself: title, vendor, number, revision, date, language, kind, chips."""

from collections.abc import Iterable, Sequence

from app.library.chips import WILD, chip_key
from ingestion.matter import OF_CHIPS
from ingestion.parsing.detection import identity
from ingestion.parsing.detection.chips import chips
from ingestion.parsing.detection.description import described, described_data
from ingestion.parsing.detection.evidence import gather
from ingestion.parsing.detection.numbers import without_letter
from ingestion.parsing.detection.revision import date, revision
from ingestion.types import Block, ConvertedDocument, Detected

__all__ = ["detect"]


def detect(
    converted: ConvertedDocument, blocks: Sequence[Block], running: Iterable[str], file_name: str
) -> Detected:
    """Everything that can be told; empty where it cannot. A register description says it in so many words."""
    if dict(converted.metadata).get("format") == "svd":
        return described(blocks)
    if dict(converted.metadata).get("format") == "stm32-data":
        return described_data(blocks)
    evidence = gather(converted, blocks, running, file_name)
    kind = identity.kind(evidence)
    parts = _declared(blocks) or chips(evidence, kind)
    number, letter = without_letter(identity.number(evidence, parts))
    printed = revision(evidence, letter)
    return Detected(
        title=_naming(identity.title(evidence), parts),
        vendor=identity.vendor(evidence, parts),
        number=number,
        revision=printed,
        date=date(evidence, printed),
        language=identity.language(evidence),
        kind=identity.of_a_part(kind, parts),
        chips=parts,
        history=tuple(row[0] for row in evidence.history),
    )


def _declared(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The chips whose silicon an errata sheet in reStructuredText says to be affected."""
    matches = (OF_CHIPS.fullmatch(block.text.strip()) for block in blocks)
    names = (name.strip() for match in matches if match for name in match["chips"].split(","))
    return tuple(dict.fromkeys(name.upper() for name in names))


def _naming(title: str, parts: tuple[str, ...]) -> str:
    """A title with the part that it is about, which some covers print upright in the margin."""
    alone = len(parts) == 1 and chip_key(parts[0]).rstrip(WILD) not in chip_key(title)
    return f"{parts[0]} {title}" if alone else title
