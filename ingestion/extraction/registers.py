"""Registers and bit fields from a document's blocks: titles, offset lines, tables and bit diagrams.

A walk in reading order. A title announces a register; what follows until the next heading describes it.
Nothing is stated of a register that was only announced, so a mention in brackets makes no fact. What the
manual's summaries list is read first: a title that names a register of theirs is one, whatever its form.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from app.facts.records import BitField, FactSet, Register
from ingestion.extraction.address_grids import address_grid
from ingestion.extraction.aliases import in_whole_memory
from ingestion.extraction.columns import Role, headers, roles
from ingestion.extraction.commands import command
from ingestion.extraction.entries import TEXT, Entry
from ingestion.extraction.layouts import usual
from ingestion.extraction.lead import LINES, Lead
from ingestion.extraction.matrices import Listed, bits_of, matrix, with_peripheral
from ingestion.extraction.numbered import numbered
from ingestion.extraction.overviews import Overview
from ingestion.extraction.owners import Owner, initials, labels, owner_of, peripheral, unprefixed
from ingestion.extraction.places import Announced, also, called
from ingestion.extraction.titles import LIKELY, OVER_BITS, UNDER_ITS_PLACE, announced
from ingestion.types import Block, BlockKind, StructuredDocument, Table
from retrieval.identifiers import canonical, is_part_number

_NOTE = re.compile(r"\s*(?:notes?|caution|warning|注意?|说明)\b\s*[:：]", re.IGNORECASE)
"""Set in italics like a heading, a note still stands within the register's description."""
_BIT = re.compile(r"\s*[•·]?\s*(?:bits?|位)\s*\d", re.IGNORECASE)
"""So does what a bit of it means."""
_REACH = 3
"""Pages after its title on which a description may still begin."""

_AGAIN = 3
"""Times that a manual uses an acronym of its own."""
_NOBODY = Owner("", "")
Names = Mapping[str, Register]


def extract(document: StructuredDocument) -> FactSet:
    """All registers and fields, in the order of the document."""
    strangers = tuple(filter(None, (*document.detected.chips, document.detected.vendor)))
    blocks = tuple(usual(document.blocks))
    listed = listed_names(blocks)
    registers: list[Register] = []
    fields: list[BitField] = []
    owners: list[Owner] = []
    current: Entry | None = None
    overview = Overview()
    lead = Lead()

    def close() -> None:
        own, bits = current.facts() if current is not None else ([], [])
        registers.extend(own)
        fields.extend(bits)

    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        title = _title(block, listed, lead) or _over_drawing(block, following, listed)
        if title is not None and _is_chip(title, strangers):
            title = None
        if title is not None and current is not None and _goes_on(block, title, current):
            current.announced = also(current.announced, title)
            title = None
        by_bits = _by_bits(block)
        summed = [] if by_bits else overview.read(block)
        described = title is not None or summed or by_bits
        owner = owner_of(_under_owner(block), strangers, listed) if described else _NOBODY
        owners.append(owner)
        if title is not None or _ends(block) or _is_another_s(block, current):
            before = lead.of(block)
            if current is not None:
                current.give_up(before)
            close()
            own = [block] if title is not None and block.kind in LINES else []
            current = Entry(title, block, owner.label, texts=before + own) if title is not None else None
        registers += [replace(one, peripheral=owner.label) for one in summed]
        for one in (with_peripheral(found, owner.label) for found in by_bits):
            registers.append(one.register)
            fields += one.fields
        if current is not None and block.page - current.block.page <= _REACH:
            if (other := current.of_another(block)) is not None:
                close()
                current = other
            current.read(block)
        lead.take(block)
    close()
    used = _used(document.blocks, {initials(owner.chapter) for owner in owners} - {""})
    return _owned(in_whole_memory(registers), fields, labels(owners, used))


def _used(blocks: Iterable[Block], acronyms: Collection[str]) -> frozenset[str]:
    """Those of the acronyms that stand as words in the manual's text, again and again."""
    pattern = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(map(re.escape, acronyms))})(?![A-Za-z0-9_])")
    found = Counter(word for block in blocks if block.table is None for word in pattern.findall(block.text))
    return frozenset(word for word, count in found.items() if acronyms and count >= _AGAIN)


def _is_another_s(block: Block, current: Entry | None) -> bool:
    """Whether a table of bits has a caption of its own, after that of the register that is being read.

    Its register could not be told: it must not be taken for the one before.
    """
    if block.table is None or current is None or not current.fields or not block.table.caption:
        return False
    before = current.block.table.caption if current.block.table is not None else ""
    return block.table.caption != before and Role.BITS in roles(block.table)


def _is_chip(title: Announced, strangers: Sequence[str]) -> bool:
    """`AB123 — Programmable controller` is the document's own title: its chip's name, or one like it."""
    chips = {canonical(one) for one in strangers}
    return any(canonical(name) in chips or (not title.sure and is_part_number(name)) for name in title.names)


def _ends(block: Block) -> bool:
    return block.kind == BlockKind.HEADING and not _NOTE.match(block.text) and not _BIT.match(block.text)


def listed_names(blocks: Iterable[Block]) -> dict[str, Register]:
    """The registers that the manual's own summaries list, by canonical name."""
    overview = Overview()
    found: dict[str, Register] = {}
    for block in blocks:
        for one in [each.register for each in _by_rows(block)] or overview.read(block):
            found.setdefault(canonical(one.name), one)
    return found


def _by_bits(block: Block) -> list[Listed]:
    """The registers of a table with a column for each bit, or what a table is of: a command, a number."""
    one = command(block.table) or numbered(block.table) if block.table is not None else None
    return _by_rows(block) or ([one] if one is not None else [])


def _by_rows(block: Block) -> list[Listed]:
    """The registers that a table lists row by row with a column for each bit, or for each digit."""
    if block.table is None:
        return []
    if grid := address_grid(block.table):
        return grid
    bits = bits_of(block.table)
    return matrix(block.table, bits) if bits is not None else []


def _under_owner(block: Block) -> Block:
    """The block with the headings that may name its peripheral: that over a command names the command."""
    is_command = block.table is not None and command(block.table) is not None
    return replace(block, path=block.path[:-1]) if is_command else block


def _goes_on(block: Block, title: Announced, current: Entry) -> bool:
    """Whether a caption is that of the table before, over the rest of it, or repeats its heading's name."""
    return title.names == current.announced.names and block.kind in (BlockKind.TABLE, BlockKind.CAPTION)


def _owned(registers: Sequence[Register], fields: Sequence[BitField], named: Mapping[str, str]) -> FactSet:
    """Each register and field with its peripheral, now that all are read."""
    registers = [replace(one, peripheral=named.get(one.peripheral, one.peripheral)) for one in registers]
    bare = unprefixed((one.name, one.peripheral) for one in registers)
    return FactSet(
        registers=tuple(
            replace(one, peripheral=peripheral(one.name, one.peripheral, bare)) for one in registers
        ),
        fields=tuple(
            replace(one, peripheral=peripheral(one.register, named.get(one.peripheral, one.peripheral), bare))
            for one in fields
        ),
    )


def _title(block: Block, listed: Names, lead: Lead) -> Announced | None:
    """The register that a heading, a caption, a title cell or the last line of a paragraph announces."""
    if block.table is not None:
        texts = (block.table.caption, *_title_cells(block.table))
        bits = Role.BITS in roles(block.table)
        least = UNDER_ITS_PLACE if bits and lead.places(block) else OVER_BITS
        said = [
            one
            for text in texts
            if (one := announced(text, listed, least)) is not None and (bits or one.sure)
        ]
        return max(said, key=lambda one: one.weight, default=None)
    if block.kind not in TEXT or _NOTE.match(block.text):
        return None
    lines = [line for line in block.text.split("\n") if line.strip()]
    if not lines:
        return None
    if block.kind in LINES and (name := called(lines[0])):
        return Announced((name,))
    titled = block.kind in (BlockKind.HEADING, BlockKind.CAPTION)
    known = listed if titled else {}  # in a paragraph the mention of a register is no title
    least = OVER_BITS if block.kind is BlockKind.HEADING else LIKELY
    found = announced(lines[-1], known, least) or announced(" ".join(lines[-2:]), known, least)
    return found if found is None or titled or found.sure else None


def _over_drawing(block: Block, following: Block | None, listed: Names) -> Announced | None:
    """The register whose bare name is a line of its own above a drawing of bits."""
    drawn = following is not None and following.diagram is not None and following.page == block.page
    alone = block.kind is BlockKind.PARAGRAPH and len(block.text.split()) == 1
    return announced(block.text, listed, OVER_BITS) if drawn and alone else None


def _title_cells(table: Table) -> Iterable[str]:
    """Cells that may name the register whose bits a table lists: over all columns, or over the bits."""
    for row in (*table.header, *table.rows[:1]):
        if len(row.cells) == 1:
            yield row.cells[0].text
    if table.header:
        yield headers(table)[0]
