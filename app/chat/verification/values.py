"""One value of an answer against the evidence, in the light of what has been spoken of. Pure.

What the question asks for, what sentences before it named and what was worked out decide what a value is
said of, and which values need not stand in any passage.
"""

import re
from collections.abc import Iterable, Sequence

from app.chat.verification.arithmetic import calculations, computed, wrong_mask
from app.chat.verification.asked import Wanted
from app.chat.verification.atoms import Atom
from app.chat.verification.binding import Bound, Clause, bind
from app.chat.verification.comparing import agrees
from app.chat.verification.index import Index
from app.chat.verification.judging import NAMED, Situation, Verdict, judge_named
from app.chat.verification.naming import is_chip
from app.chat.verification.numbers import judge_number, quoted_in
from app.chat.verification.plain import squeezed
from app.chat.verification.quantities import judge_quantity
from app.chat.verification.sentences import Sentence
from app.chat.verification.statements import Words, words
from app.chat.verification.subjects import Subjects
from app.chat.verification.types import Finding, Kind, Reason
from app.chat.verification.vocabulary import is_common, looks_like_hardware

_CONDITION = re.compile(
    r"(?:\b(?:at|with|for|if|when|under|assuming|your|you|using|from|given|of|reading)|在|当|若|如果|您|你|的|对|用|假设|读到|读出)[^.。;；]{0,24}$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]{14,}\"")
_SUBJECT = 3
"""A quotation of no more words (`Reset value: 0x00`) says nothing of what it is about."""
_VERBATIM = 14
"""Characters of a quotation, without spaces, that are surely no accident."""


class Values:
    """Judges the values of one answer in their order."""

    def __init__(self, index: Index, question: str, told: Sequence[Atom]) -> None:
        self._index = index
        self._told = tuple(told)
        self.wanted = Wanted(index, question)
        self.subjects = Subjects(index, question)
        self.before: Words = frozenset()
        self._derived: list[Atom] = []

    def of_sentence(self, sentence: Sentence) -> list[Finding]:
        """What does not stand of a sentence's values."""
        findings = self._sums(sentence)
        results = {atom.span for atom in self._derived}
        bounds = self._bind(sentence)
        bounds = tuple(one for one in bounds if one.atom.kind is not Kind.NAME)
        passed: set[tuple[float, ...]] = set()
        for bound in bounds:
            again = bound.atom.text.startswith("1") and bound.atom.values in passed
            if again or (bound.atom in self._derived and bound.atom.span in results):
                continue
            if (finding := self.of_bound(sentence, bound)) is not None:
                findings.append(finding)
            elif bound.atom.kind is Kind.BITS and not bound.atom.denied:
                passed.add(bound.atom.values)  # `bit 17, so 1 << 17` says it once
        return [*findings, *self._strays(sentence, bounds)]

    def of_quotation(self, sentence: Sentence) -> list[Finding]:
        """A passage says it so; it must still not answer the question with another thing's value."""
        return self._strays(sentence, self._bind(sentence))

    def _bind(self, sentence: Sentence) -> tuple[Bound, ...]:
        return bind(sentence.clauses, self.may_be_said, self._index.is_field, self._index.holds)

    def _strays(self, sentence: Sentence, bounds: Iterable[Bound]) -> list[Finding]:
        said = [(self.wanted.read_as(sentence, one.atom, one.names), one.names) for one in bounds]
        strays = self.wanted.strays(sentence, said)
        if not strays and any(self.wanted.asks_for(atom) for atom, _ in said):
            self.wanted.said = True
        return strays

    def of_numbers(self, sentence: Sentence) -> list[Finding] | None:
        """What does not stand of a text that is only numbers; None where it is more than that."""
        bare = self.wanted.bare(sentence.text)
        if bare is None:
            return None
        names = self.wanted.subjects
        clause = Clause(sentence.text, 0, (), bare)
        findings = []
        for atom in bare:
            here = self.situation(sentence, clause, atom)
            known = bool(atom.values or atom.open) and bool(names) and not self.wanted.unknown
            verdict = judge_named(self._index, atom, names, here) if known else Verdict(False)
            if not verdict.ok:
                findings.append(
                    sentence.finding(atom.kind, atom.text, atom.span, verdict.reason, verdict.expected)
                )
        self.wanted.said = self.wanted.said or not findings
        return findings

    def _sums(self, sentence: Sentence) -> list[Finding]:
        """Calculations that are wrong; the results and counts of the others are worked out from here on."""
        sums = calculations(sentence.text, sentence.atoms)
        results = {one.result for one in sums if one.right}
        counts = {
            atom.span
            for one in sums
            for atom in sentence.atoms
            if atom.kind is Kind.NUMBER and one.span[0] <= atom.span[0] and atom.span[1] <= one.span[1]
        }
        self._derived.extend(atom for atom in sentence.atoms if atom.span in results | counts)
        return [
            sentence.finding(Kind.ARITHMETIC, one.text, one.span, Reason.WRONG, one.expected)
            for one in sums
            if not one.right
        ]

    def of_bound(self, sentence: Sentence, bound: Bound) -> Finding | None:
        """What does not stand of a value and the name that it is said of."""
        if bound.atom.kind is Kind.PAGE:
            return self._page(sentence, bound.atom)
        if quoted_in(self._index, bound.atom, [name.text for name in sentence.names], sentence.text):
            return None
        return self.of_value(sentence, sentence.clauses[bound.clause], bound.atom, bound.names)

    def of_value(
        self, sentence: Sentence, clause: Clause, said: Atom, names: Sequence[str]
    ) -> Finding | None:
        """What does not stand of a value, said of these names in this clause."""
        atom = self.wanted.read_as(sentence, said, names)
        here = self.situation(sentence, clause, atom)
        verdict = self._judge(atom, names, here)
        if atom.denied:
            return sentence.finding(atom.kind, atom.text, atom.span, Reason.DENIED) if verdict.ok else None
        if not verdict.ok:
            settled = verdict.reason is Reason.CONTRADICTED and atom.role in ("address", "base")
            if not settled and self._excused(sentence, atom, names, here):
                return None
            return sentence.finding(atom.kind, atom.text, atom.span, verdict.reason, verdict.expected)
        if self._uncited(sentence, atom, verdict):
            return sentence.finding(Kind.CITATION, atom.text, atom.span, Reason.UNCITED)
        return None

    def of_cells(
        self, sentence: Sentence, clause: Clause, said: Atom, names: Sequence[str]
    ) -> Finding | None:
        """The same for a row or a line of code, which is not denied and cites as a whole."""
        here = self.situation(sentence, clause, said)
        verdict = self._judge(said, names, here)
        if verdict.ok or self._excused(sentence, said, names, here):
            return None
        return sentence.finding(said.kind, said.text, said.span, verdict.reason, verdict.expected)

    def _judge(self, atom: Atom, names: Sequence[str], here: Situation) -> Verdict:
        if atom.kind in (Kind.HEX, Kind.NUMBER, Kind.QUANTITY) and not (atom.values or atom.open):
            return Verdict(False)
        if wrong_mask(self._index, atom, names):
            return Verdict(False, Reason.CONTRADICTED)
        if atom.kind in NAMED or atom.role in ("reset", "address", "offset", "base"):
            return judge_named(self._index, atom, names, here)
        if atom.kind is Kind.QUANTITY:
            return judge_quantity(self._index, atom, here)
        return judge_number(self._index, atom, names, here)

    def _excused(self, sentence: Sentence, atom: Atom, names: Sequence[str], here: Situation) -> bool:
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

    def _uncited(self, sentence: Sentence, atom: Atom, verdict: Verdict) -> bool:
        """Whether the value stands in passages, but in none of those that the sentence cites."""
        cited = {number for number, _ in sentence.cited}
        passages = verdict.sources - {0}
        if not cited or not passages or cited & passages or not cited <= self._index.sources.keys():
            return False
        return not any(s.source in cited and agrees(atom, s.atom) for s in self._index.by_kind[atom.kind])

    def quoted(self, sentence: Sentence) -> bool:
        """Whether the sentence, or what it quotes, stands word for word in a passage, with a subject."""
        body = squeezed(_within_quotes(sentence)).strip('".。:：;；-*#>')
        if len(body) < _VERBATIM:
            return False
        cited = {number for number, _ in sentence.cited} & self._index.sources.keys()
        held = [number for number in cited or self._index.plain if body in self._index.plain[number]]
        if sentence.names or not sentence.atoms or len(words(sentence.text)) > _SUBJECT:
            return bool(held)
        return any(self._index.speaks_of(number, self.subjects.spoken) for number in held)

    def _page(self, sentence: Sentence, atom: Atom) -> Finding | None:
        pages = {source.page for source in self._index.sources.values() if source.page}
        if not atom.values or not pages or int(atom.values[0]) in pages or atom.text in self._index.text:
            return None
        return sentence.finding(Kind.PAGE, atom.text, atom.span, Reason.UNKNOWN)

    def in_denial(self, sentence: Sentence) -> list[Finding]:
        """Who says that nothing is said may still name no value that comes from nowhere."""
        known = {atom.values for atom in (*self._told, *(s.atom for s in self._index.statements))}
        return [
            sentence.finding(atom.kind, atom.text, atom.span, Reason.UNKNOWN)
            for atom in sentence.atoms
            if atom.kind in (Kind.HEX, Kind.QUANTITY, Kind.BITS) and atom.values not in known
        ]

    def may_be_said(self, atom: Atom, name: str) -> bool:
        """Whether a value of this kind may be said of a name, by what the evidence knows the name to be."""
        field, register = self._index.is_field(name), self._index.is_register(name)
        if atom.kind is Kind.BITS:
            unknown = not register and not is_common(name) and not self._index.resolve(name)
            return field or (unknown and looks_like_hardware(name))
        if atom.role in ("address", "offset", "base"):
            return not field or register
        if atom.kind in (Kind.HEX, Kind.ACCESS) or atom.role == "reset":
            return field or register or (not is_common(name) and looks_like_hardware(name))
        return True

    def situation(self, sentence: Sentence, clause: Clause, atom: Atom) -> Situation:
        """What a value stands in."""
        index = self._index
        said = tuple(name.text for name in sentence.names)
        return Situation(
            sentence=sentence.text,
            clause=clause.text,
            beside=_beside(clause, sentence.atoms, atom),
            qualifiers=tuple(name for name in said if index.is_register(name) and not index.is_field(name)),
            carried=self.subjects.carried(atom),
            asked=self.subjects.words | self.before,
            chips=tuple(name for name in said if is_chip(name)) or self.subjects.chips,
            cited=frozenset(number for number, _ in sentence.cited),
            own=tuple(name.text for name in clause.names),
        )


def _within_quotes(sentence: Sentence) -> str:
    """What stands in quotation marks, where nothing outside says a value or a name; else the sentence."""
    spans = [*(atom.span for atom in sentence.atoms), *(name.span for name in sentence.names)]
    for match in _QUOTED.finditer(sentence.text):
        if all(match.start() < start and end <= match.end() for start, end in spans):
            return match[0]
    return sentence.text


def _beside(clause: Clause, every: Sequence[Atom], atom: Atom) -> tuple[Atom, ...]:
    """The other values of a clause; where none of them is a condition, those of the whole sentence."""
    own = tuple(one for one in clause.atoms if one is not atom)
    if any(one.dimension and one.dimension != atom.dimension for one in own):
        return own
    return (*own, *(one for one in every if one.dimension != atom.dimension and one not in own))
