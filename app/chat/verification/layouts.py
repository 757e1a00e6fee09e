"""Rows of tables and lines of code in answers: their values are said of their row's or line's names. Pure."""

import re
from collections.abc import Sequence

from app.chat.verification.atoms import Atom, without_citations
from app.chat.verification.binding import Clause, bind
from app.chat.verification.code import CodeLine, read_line
from app.chat.verification.index import Index
from app.chat.verification.naming import Names
from app.chat.verification.sentences import Sentence
from app.chat.verification.tables import Cell, column_of, is_header, is_rule, read_row, split, titled
from app.chat.verification.types import Finding, Kind, Reason
from app.chat.verification.values import Values


class Table:
    """A Markdown table while it is read, row by row."""

    def __init__(self, index: Index, values: Values) -> None:
        self._index = index
        self._values = values
        self._header: tuple[str, ...] | None = None

    def row(self, unit: str, text: str) -> tuple[Sentence | None, list[Finding]]:
        """What does not stand of a row's values; no sentence for a header and the rule beneath it."""
        if is_rule(text):
            return None, []
        lead = len(text) - len(text.lstrip(" >\n"))
        cells = tuple(Cell(cell.text, cell.start + lead) for cell in split(text[lead:].rstrip()))
        sentence = Sentence(unit, text)
        sentence.cited = tuple((n, span) for n, span in sentence.cited if not self._is_bits(cells, span))
        if self._header is None:
            self._header = tuple(cell.text for cell in cells)
            if is_header(cells) or not any(re.search(r"\d", cell.text) for cell in cells):
                self._values.subjects.hear(sentence.names, heading=False)
                return None, []
        row = read_row(tuple(_bare(cell) for cell in titled(cells, self._header)))
        names = tuple(name.text for name in row.names)
        clause = Clause(sentence.text, 0, row.names, row.atoms)
        findings = [
            finding
            for atom in row.atoms
            if (finding := self._cell(sentence, clause, atom, self._said_of(atom, names)))
        ]
        for cell in row.prose:
            findings.extend(self._prose(sentence, cell, names))
        said = [(atom, self._said_of(atom, names)) for atom in row.atoms]
        return sentence, [*findings, *self._values.wanted.strays(sentence, said)]

    def _is_bits(self, cells: Sequence[Cell], span: tuple[int, int]) -> bool:
        """Whether a bracket is what a column of bits holds."""
        held = [c for c in titled(cells, self._header or ()) if c.start <= span[0] < c.start + len(c.text)]
        return any(column_of(cell.title) == "bits" for cell in held)

    def _cell(self, sentence: Sentence, clause: Clause, atom: Atom, names: Sequence[str]) -> Finding | None:
        asked = self._values.wanted.read_as(sentence, atom, names)
        return self._values.of_cells(sentence, clause, asked, names)

    def _said_of(self, atom: Atom, names: Sequence[str]) -> tuple[str, ...]:
        known = tuple(name for name in names if self._index.resolve(name)) or tuple(names)
        return (tuple(name for name in known if self._values.may_be_said(atom, name)) or known)[:1]

    def _prose(self, sentence: Sentence, cell: Cell, names: Sequence[str]) -> list[Finding]:
        """A described cell, read like a sentence about the row's subject."""
        inner = Sentence(sentence.unit, " " * cell.start + cell.text)
        if not inner.atoms or self._values.quoted(inner):
            return []
        bounds = bind(inner.clauses, self._values.may_be_said, self._index.is_field, self._index.holds)
        found = (
            self._values.of_cells(inner, inner.clauses[one.clause], one.atom, one.names or tuple(names)[:1])
            for one in bounds
        )
        return [finding for finding in found if finding]


def line(
    unit: str, index: Index, values: Values, names: Names
) -> tuple[Sentence, Sequence[object], list[Finding]]:
    """A line of code: registers that it touches, constants that it defines, its comment."""
    read = read_line(unit)
    sentence = Sentence(unit, read.text)
    findings = [
        sentence.finding(Kind.NAME, name.text, name.span, Reason.UNKNOWN)
        for name in read.hardware
        if not _exists(name.text, read, names)
    ]
    values.subjects.hear(read.hardware, heading=False)
    clause = Clause(read.text, 0, read.hardware, ())
    found = (values.of_cells(sentence, clause, one.atom, one.names) for one in read.bound(index))
    findings.extend(finding for finding in found if finding)
    values.subjects.remember(read.hardware)
    return sentence, (*read.hardware, *read.atoms), findings


def _exists(name: str, read: CodeLine, names: Names) -> bool:
    return name in read.defined or names.exists(name)


def _bare(cell: Cell) -> Cell:
    """A cell without its citation markers; `[17]` under Bits is none."""
    if column_of(cell.title) == "bits":
        return cell
    return Cell(without_citations(cell.text).rstrip(), cell.start, cell.title)
