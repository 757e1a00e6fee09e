"""Reads an answer unit by unit and finds what does not stand in the evidence. Pure; keeps what is spoken of.

`Verifier` for streams, `verify` for finished answers. Built once for an answer; a sentence takes few ms.
"""

import re
from collections.abc import Iterator, Sequence
from copy import copy

from app.chat.verification.arithmetic import Calculation, calculations, computed
from app.chat.verification.atoms import Atom, citations_in, without_citations
from app.chat.verification.binding import Bound, Clause, Name, bind, read
from app.chat.verification.code import CodeLine, read_line
from app.chat.verification.gate import units_of
from app.chat.verification.index import Index, squeezed
from app.chat.verification.judging import NAMED, Situation, Verdict, agrees, judge_named, judge_quantity
from app.chat.verification.numbers import judge_number
from app.chat.verification.plain import plain, without_lead
from app.chat.verification.relations import misplaced
from app.chat.verification.statements import Words, words
from app.chat.verification.subjects import Subjects
from app.chat.verification.tables import Cell, is_header, is_rule, read_row, split, titled
from app.chat.verification.types import Facts, Finding, Kind, Reason, Source, Verification
from app.chat.verification.vocabulary import is_common, looks_like_hardware
from retrieval.identifiers import canonical, identifiers_in, is_part_number

ABSTAINS = re.compile(
    r"\b(?:does|do|did)(?: not|n't) (?:\w+ ){0,2}(?:say|state|specify|mention|give|contain|describe|define|list|provide|cover|document|include|hold)"  # noqa: E501 - one pattern or case, one line
    r"|\b(?:is|are)(?: not|n't) (?:\w+ ){0,2}(?:stated|specified|mentioned|given|described|documented|listed|defined|covered|available|found|provided|confirmed)"  # noqa: E501 - one pattern or case, one line
    r"|\b(?:no|without) (?:\w+ ){0,2}(?:information|mention|statement|evidence)\b|\bcannot (?:be )?(?:confirm|find|determine|tell|answer|verif)|\bcould not find"  # noqa: E501 - one pattern or case, one line
    r"|\b(?:can't|couldn't|unable to) (?:confirm|find|determine|tell|answer|verify)"
    r"|(?:没有|未|并未|不曾|无法|找不到|查不到)(?:给出|说明|提及|提到|描述|列出|定义|规定|找到|确认|确定|提供|记载|涉及|包含|标明|指定|证实|回答|查到|看到)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:\b(?:at|with|for|if|when|under|assuming|your|you|using|from|given|of|reading)|在|当|若|如果|您|你|的|对|用|假设|读到|读出)[^.。;；]{0,24}$",
    re.IGNORECASE,
)
_CHIP_LIKE = re.compile(r"[A-Z]{2,}\d{2,}[A-Z0-9]*")
_SUBJECT = 3
"""A quotation of no more words (`Reset value: 0x00`) says nothing of what it is about."""
_VERBATIM = 14
"""Characters of a quotation, without spaces, that are surely no accident."""


class Verifier:
    """Checks one answer, unit after unit, in its order."""

    def __init__(
        self, sources: Sequence[Source], facts: Facts | None = None, question: str = "", told: str = ""
    ) -> None:
        self._index = Index(sources, facts or Facts())
        self._question = question
        self._told = tuple(atom for text in (question, told) for atom in read(plain(text))[1])
        self._heard = frozenset(map(canonical, identifiers_in(plain(f"{question}\n{told}"))))
        self._small = frozenset(re.findall(r"(?<![A-Za-z0-9_])[a-z][a-z0-9]{2,}(?![A-Za-z0-9_])", question))
        self._restart()

    def _restart(self) -> None:
        self._subjects = Subjects(self._index, self._question)
        self._before: Words = frozenset()
        self._derived: list[Atom] = []
        self._code = False
        self._header: tuple[str, ...] | None = None

    def again(self) -> "Verifier":
        """One for another answer over the same evidence, which is not read again."""
        other = copy(self)
        other._restart()
        return other

    def read(self, answer: str) -> Verification:
        """The verdict over a whole answer; places count from its begin."""
        findings: list[Finding] = []
        checked, start = 0, 0
        for unit in units_of(answer):
            verdict = self.check(unit)
            checked += verdict.checked
            findings.extend(_moved(finding, start) for finding in verdict.findings)
            start += len(unit)
        return Verification(not findings, tuple(findings), checked)

    def check(self, unit: str) -> Verification:
        """The verdict over the next unit. Spans count from its begin."""
        text = plain(unit)
        if re.match(r"\s*(?:>\s*)*(?:   |~~~)", text) and re.match(r"\s*(?:>\s*)*(?:```|~~~)", unit):
            self._code = not self._code
            return Verification(True)
        if self._code:
            return self._line(unit)
        if re.match(r"\s*(?:>\s*)?\|", unit):
            return self._row(unit, text)
        self._header = None
        return self._sentence(unit, text)

    def _sentence(self, unit: str, text: str) -> Verification:
        sentence = _Sentence(unit, without_lead(text), tuple(self._marked(unit)))
        findings = list(self._citations(sentence))
        self._subjects.hear(sentence.names, sentence.heading)
        if ABSTAINS.search(sentence.text):
            findings.extend(self._abstaining(sentence))
            return _verdict(findings, len(sentence.atoms) + len(sentence.cited))
        quoted = self._quoted(sentence)
        if not quoted:
            findings.extend(self._names(sentence))
            findings.extend(self._values(sentence))
            findings.extend(misplaced(self._index, sentence, self._finding))
        self._subjects.remember(sentence.names)
        self._before = words(sentence.text)
        return _verdict(findings, len(sentence.atoms) + len(sentence.names) + len(sentence.cited))

    def _marked(self, unit: str) -> Iterator[Name]:
        """Names that look like words (`select` in `mcontrol`), where they can only be meant as names."""
        small = list(re.finditer(r"(?<![A-Za-z0-9_])[a-z][a-z0-9]{2,}(?![A-Za-z0-9_])", unit))
        small += re.finditer(
            r"(?<![A-Za-z0-9_'])[a-z][a-z0-9]?(?=[`*]*\s?(?:is bit|\(bit|at bit|: bit|[是占为：对(（位]))",
            unit,
        )
        registers = {match[0] for match in small if self._index.is_register(match[0])}
        homes = {known for name in (*registers, *self._small) for known in self._index.resolve(name)}
        for match in small:
            inside = {
                home for known in self._index.resolve(match[0]) for home in self._index.fields.get(known, ())
            }
            coded = unit[match.start() - 1 : match.start()] == "`"
            if match[0] in registers or inside & homes or (inside and (coded or match[0] in self._small)):
                yield Name(match[0], match.span())

    def _values(self, sentence: "_Sentence") -> list[Finding]:
        sums = calculations(sentence.text, sentence.atoms)
        findings = [self._wrong_sum(sentence, one) for one in sums if not one.right]
        results = {one.result for one in sums if one.right}
        results |= {
            a.span
            for one in sums
            for a in sentence.atoms
            if a.kind is Kind.NUMBER and _inside(a.span, one.span)
        }
        self._derived.extend(atom for atom in sentence.atoms if atom.span in results)
        passed: set[tuple[float, ...]] = set()
        for bound in bind(sentence.clauses, self._wanted, self._index.is_field):
            again = bound.atom.text.startswith("1") and bound.atom.values in passed
            if bound.atom.span in results or bound.atom.kind is Kind.NAME or again:
                continue
            if (finding := self._value(sentence, bound)) is not None:
                findings.append(finding)
            elif bound.atom.kind is Kind.BITS and not bound.atom.denied:
                passed.add(bound.atom.values)  # `bit 17, so 1 << 17` says it once
        return findings

    def _value(self, sentence: "_Sentence", bound: Bound) -> Finding | None:
        atom = bound.atom
        if atom.kind is Kind.PAGE:
            return self._page(sentence, atom)
        here = self._situation(sentence, sentence.clauses[bound.clause], atom)
        verdict = self._judge(atom, bound.names, here)
        settled = verdict.reason is Reason.CONTRADICTED and atom.role in ("address", "base")
        if not (verdict.ok or atom.denied or settled) and self._excused(sentence, atom, bound.names, here):
            return None
        if atom.denied:
            return (
                self._finding(sentence, atom.kind, atom.text, atom.span, Reason.DENIED)
                if verdict.ok
                else None
            )
        if not verdict.ok:
            return self._finding(sentence, atom.kind, atom.text, atom.span, verdict.reason, verdict.expected)
        if self._uncited(sentence, atom, verdict):
            return self._finding(sentence, Kind.CITATION, atom.text, atom.span, Reason.UNCITED)
        return None

    def _judge(self, atom: Atom, names: Sequence[str], here: Situation) -> Verdict:
        if atom.kind in NAMED or atom.role in ("reset", "address", "offset", "base"):
            return judge_named(self._index, atom, names, here)
        if atom.kind is Kind.QUANTITY:
            return judge_quantity(self._index, atom, here)
        return judge_number(self._index, atom, names, here)

    def _excused(self, sentence: "_Sentence", atom: Atom, names: Sequence[str], here: Situation) -> bool:
        """Whether a value need not stand in the evidence: it is worked out, or the reader's own."""
        if any(
            atom.values and atom.values == one.values and atom.dimension == one.dimension
            for one in self._derived
        ):
            return True
        if computed(self._index, atom, names, sentence.atoms, here):
            return True
        told = any(
            atom.kind is one.kind and atom.values == one.values and atom.dimension == one.dimension
            for one in self._told
        )
        plainly = atom.kind not in (Kind.BITS, Kind.ACCESS) and atom.role in ("", "value", "enum")
        return told and plainly and not atom.label and bool(_CONDITION.search(sentence.text[: atom.span[0]]))

    def _uncited(self, sentence: "_Sentence", atom: Atom, verdict: Verdict) -> bool:
        """Whether the value stands in passages, but in none of those that the sentence cites."""
        cited = {number for number, _ in sentence.cited}
        passages = verdict.sources - {0}
        if not cited or not passages or cited & passages or not cited <= self._index.sources.keys():
            return False
        return not any(s.source in cited and agrees(atom, s.atom) for s in self._index.by_kind[atom.kind])

    def _citations(self, sentence: "_Sentence") -> list[Finding]:
        missing = [(n, span) for n, span in sentence.cited if n not in self._index.sources]
        return [self._finding(sentence, Kind.CITATION, f"[{n}]", span, Reason.UNKNOWN) for n, span in missing]

    def _names(self, sentence: "_Sentence") -> list[Finding]:
        return [
            self._finding(sentence, Kind.NAME, name.text, name.span, Reason.UNKNOWN)
            for name in sentence.names
            if not self._exists(name.text)
        ]

    def _exists(self, name: str) -> bool:
        """Whether a name may be said: it is known, the reader's own, a word of the field, or software's."""
        if self._index.resolve(name) or canonical(name) in self._heard or is_common(name):
            return True
        if _CHIP_LIKE.fullmatch(name) and is_part_number(name):
            return True
        pieces = re.split(r"->|::|\.|_", name)
        if any(
            canonical(name).startswith(f"{one}_") or canonical(name).endswith(f"_{one}")
            for one in self._heard
            if "_" in one
        ):
            return True
        return not looks_like_hardware(name) or (
            len(pieces) > 1 and all(is_common(piece) for piece in pieces)
        )

    def _abstaining(self, sentence: "_Sentence") -> list[Finding]:
        """Who says that nothing is said may still name no value that comes from nowhere."""
        findings = []
        for atom in sentence.atoms:
            known = any(
                atom.values == one.values for one in (*self._told, *(s.atom for s in self._index.statements))
            )
            if atom.kind in (Kind.HEX, Kind.QUANTITY, Kind.BITS) and not known:
                findings.append(self._finding(sentence, atom.kind, atom.text, atom.span, Reason.UNKNOWN))
        return findings

    def _quoted(self, sentence: "_Sentence") -> bool:
        """Whether the sentence stands word for word in a passage, with a subject of its own."""
        body = squeezed(sentence.text).strip('".。:：;；-*#>')
        if len(body) < _VERBATIM:
            return False
        cited = {number for number, _ in sentence.cited} & self._index.sources.keys()
        held = [number for number in cited or self._index.plain if body in self._index.plain[number]]
        if sentence.names or not sentence.atoms or len(words(sentence.text)) > _SUBJECT:
            return bool(held)
        return any(self._index.speaks_of(number, self._subjects.spoken) for number in held)

    def _page(self, sentence: "_Sentence", atom: Atom) -> Finding | None:
        pages = {source.page for source in self._index.sources.values() if source.page}
        if not atom.values or not pages or int(atom.values[0]) in pages:
            return None
        if re.search(re.escape(atom.text), self._index.text):
            return None
        return self._finding(sentence, Kind.PAGE, atom.text, atom.span, Reason.UNKNOWN)

    def _row(self, unit: str, text: str) -> Verification:
        """A row of a Markdown table: its cells under their titles."""
        if is_rule(text):
            return Verification(True)
        lead = len(text) - len(text.lstrip(" >\n"))
        cells = tuple(Cell(cell.text, cell.start + lead) for cell in split(text[lead:].rstrip()))
        if self._header is None:
            self._header = tuple(cell.text for cell in cells)
            if is_header(cells) or not any(re.search(r"\d", cell.text) for cell in cells):
                self._subjects.hear(read(text)[0], heading=False)
                return Verification(True)
        sentence = _Sentence(unit, text)
        findings = [*self._citations(sentence), *self._names(sentence)]
        row = read_row(tuple(_bare(cell) for cell in titled(cells, self._header)))
        names = tuple(name.text for name in row.names)
        clause = Clause(sentence.text, 0, row.names, row.atoms)
        for atom in row.atoms:
            findings.extend(self._cell_value(sentence, clause, atom, names))
        for cell in row.prose:
            findings.extend(self._cell_prose(sentence, cell, names))
        return _verdict(findings, len(row.atoms) + len(sentence.names))

    def _cell_value(
        self, sentence: "_Sentence", clause: Clause, atom: Atom, names: Sequence[str]
    ) -> list[Finding]:
        here = self._situation(sentence, clause, atom)
        known = tuple(name for name in names if self._index.resolve(name)) or tuple(names)
        fitting = tuple(name for name in known if self._wanted(atom, name)) or known
        verdict = self._judge(atom, fitting[:1], here)
        if verdict.ok or self._excused(sentence, atom, names, here):
            return []
        return [self._finding(sentence, atom.kind, atom.text, atom.span, verdict.reason, verdict.expected)]

    def _cell_prose(self, sentence: "_Sentence", cell: Cell, names: Sequence[str]) -> list[Finding]:
        """A described cell, read like a sentence about the row's subject."""
        padded = " " * cell.start + cell.text
        inner = _Sentence(sentence.unit, padded)
        if not inner.atoms or self._quoted(inner):
            return []
        findings = []
        for bound in bind(inner.clauses, self._wanted, self._index.is_field):
            here = self._situation(sentence, inner.clauses[bound.clause], bound.atom)
            verdict = self._judge(bound.atom, bound.names or tuple(names)[:1], here)
            if not verdict.ok and not self._excused(inner, bound.atom, names, here):
                findings.append(
                    self._finding(
                        sentence,
                        bound.atom.kind,
                        bound.atom.text,
                        bound.atom.span,
                        verdict.reason,
                        verdict.expected,
                    )
                )
        return findings

    def _line(self, unit: str) -> Verification:
        """A line of code: registers that it touches, constants that it defines, its comment."""
        line = read_line(unit)
        sentence = _Sentence(unit, line.text)
        findings = [
            self._finding(sentence, Kind.NAME, name.text, name.span, Reason.UNKNOWN)
            for name in line.hardware
            if not self._exists_in_code(name.text, line)
        ]
        self._subjects.hear(line.hardware, heading=False)
        for bound in line.bound(self._index):
            here = self._situation(sentence, Clause(line.text, 0, line.hardware, ()), bound.atom)
            verdict = self._judge(bound.atom, bound.names, here)
            if not verdict.ok and not self._excused(sentence, bound.atom, bound.names, here):
                findings.append(
                    self._finding(
                        sentence,
                        bound.atom.kind,
                        bound.atom.text,
                        bound.atom.span,
                        verdict.reason,
                        verdict.expected,
                    )
                )
        self._subjects.remember(line.hardware)
        return _verdict(findings, len(line.hardware) + len(line.atoms))

    def _exists_in_code(self, name: str, line: CodeLine) -> bool:
        return name in line.defined or self._exists(name)

    def _wanted(self, atom: Atom, name: str) -> bool:
        """Whether a value of this kind may be said of a name, by what the evidence knows the name to be."""
        field, register = self._index.is_field(name), self._index.is_register(name)
        if atom.kind is Kind.BITS:
            return field or (
                not register
                and not is_common(name)
                and not self._index.resolve(name)
                and looks_like_hardware(name)
            )
        if atom.role in ("address", "offset", "base"):
            return not field or register
        if atom.kind in (Kind.HEX, Kind.ACCESS) or atom.role == "reset":
            return field or register or (not is_common(name) and looks_like_hardware(name))
        return True

    def _situation(self, sentence: "_Sentence", clause: Clause, atom: Atom) -> Situation:
        own = tuple(name.text for name in clause.names)
        said = tuple(name.text for name in sentence.names)
        registers = tuple(
            name for name in said if self._index.is_register(name) and not self._index.is_field(name)
        )
        return Situation(
            sentence=sentence.text,
            clause=clause.text,
            beside=_beside(clause, sentence.atoms, atom),
            qualifiers=registers,
            carried=self._subjects.carried(atom),
            asked=self._subjects.words | self._before,
            chips=tuple(name for name in said if _CHIP_LIKE.fullmatch(name) and is_part_number(name))
            or self._subjects.chips,
            cited=frozenset(number for number, _ in sentence.cited),
            own=own,
        )

    def _wrong_sum(self, sentence: "_Sentence", one: Calculation) -> Finding:
        return self._finding(sentence, Kind.ARITHMETIC, one.text, one.span, Reason.WRONG, one.expected)

    def _finding(
        self,
        sentence: "_Sentence",
        kind: Kind,
        text: str,
        span: tuple[int, int],
        reason: Reason,
        expected: str = "",
    ) -> Finding:
        shown = sentence.unit[span[0] : span[1]].strip() or text
        return Finding(kind, shown, span, sentence.unit.strip(), reason, expected, (0, len(sentence.unit)))


class _Sentence:
    """A unit, taken apart once."""

    def __init__(self, unit: str, text: str, further: Sequence[Name] = ()) -> None:
        self.unit = unit
        self.cited = citations_in(text)
        self.text = without_citations(text)
        self.heading = bool(re.match(r"\s*#{1,6}\s", unit) or re.fullmatch(r"\s*\*\*[^*]+\*\*:?\s*", unit))
        self.names: tuple[Name, ...]
        self.names, self.atoms, self.clauses = read(self.text, further)


def verify(
    answer: str, sources: Sequence[Source], *, question: str = "", facts: Facts | None = None, told: str = ""
) -> Verification:
    """The verdict over a finished answer. `told` is what the reader and their files said before."""
    return Verifier(sources, facts, question, told).read(answer)


def _beside(clause: Clause, every: Sequence[Atom], atom: Atom) -> tuple[Atom, ...]:
    """The other values of a clause; where none of them is a condition, those of the whole sentence."""
    own = tuple(one for one in clause.atoms if one is not atom)
    if any(one.dimension and one.dimension != atom.dimension for one in own):
        return own
    return (*own, *(one for one in every if one.dimension != atom.dimension and one not in own))


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _moved(finding: Finding, by: int) -> Finding:
    span = (finding.span[0] + by, finding.span[1] + by)
    unit = (finding.unit[0] + by, finding.unit[1] + by)
    return Finding(finding.kind, finding.text, span, finding.sentence, finding.reason, finding.expected, unit)


def _verdict(findings: Sequence[Finding], checked: int) -> Verification:
    once = {(finding.kind, finding.span): finding for finding in findings}
    return Verification(not once, tuple(once.values()), checked)


def _bare(cell: Cell) -> Cell:
    """A cell without its citation markers."""
    return Cell(without_citations(cell.text).rstrip(), cell.start, cell.title)
