"""What a document says of itself: title, vendor, number, revision, date, language, kind, chips."""

from collections.abc import Iterable, Sequence

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
    parts = chips(evidence, kind)
    number, letter = without_letter(identity.number(evidence, parts))
    return Detected(
        title=identity.title(evidence),
        vendor=identity.vendor(evidence, parts),
        number=number,
        revision=revision(evidence) or (f"Rev. {letter}" if letter else ""),
        date=date(evidence),
        language=identity.language(evidence),
        kind=kind,
        chips=parts,
    )
