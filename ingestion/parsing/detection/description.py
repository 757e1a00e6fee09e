"""What a register description (SVD) says it is: its first blocks name device, vendor and version. Pure."""

import re
from collections.abc import Sequence

from ingestion.types import Block, BlockKind, Detected

_PART = re.compile(r"[A-Za-z]{1,6}\d+(?:-?[A-WYZa-wyz]\d+)*x*")


def described(blocks: Sequence[Block]) -> Detected:
    """The device is the chip or family; what ends its name (CH583SFR) says what kind of file it is."""
    device = blocks[0].text if blocks else ""
    said = dict(line.split(": ", 1) for line in _lines(blocks) if ": " in line)
    chip = _PART.match(device)
    return Detected(
        title=f"{device} register description",
        vendor=said.get("Vendor", ""),
        revision=said.get("Version", ""),
        language="en",
        kind="svd",
        chips=(chip.group(),) if chip else (),
    )


def described_data(blocks: Sequence[Block]) -> Detected:
    """A chip file names its chip; a register block is that of many."""
    said = dict(line.split(": ", 1) for line in _lines(blocks) if ": " in line)
    chip = said.get("Chip", "")
    title = blocks[0].text if blocks else ""
    return Detected(
        title=title,
        vendor=said.get("Vendor", ""),
        language="en",
        kind="stm32-data",
        chips=(chip,) if chip else (),
    )


def _lines(blocks: Sequence[Block]) -> list[str]:
    paragraphs = [block for block in blocks[1:2] if block.kind == BlockKind.PARAGRAPH]
    return paragraphs[0].text.split("\n") if paragraphs else []
