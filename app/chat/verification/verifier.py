"""Reads an answer unit by unit and finds what does not stand in the evidence. Pure; keeps what is spoken of.

`Verifier` for streams, `verify` for finished answers. Built once for an answer; a sentence takes few ms.
"""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from app.chat.verification.binding import read
from app.chat.verification.echo import Echo
from app.chat.verification.gate import units_of
from app.chat.verification.index import Index
from app.chat.verification.layouts import Table, line
from app.chat.verification.naming import Names
from app.chat.verification.plain import plain, without_lead
from app.chat.verification.relations import misplaced
from app.chat.verification.sentences import Sentence, verdict_of
from app.chat.verification.statements import words
from app.chat.verification.types import Facts, Finding, Kind, Reason, Source, Verification
from app.chat.verification.values import Values
from app.chat.verification.vocabulary import is_common, looks_like_hardware
from retrieval.identifiers import canonical, identifiers_in

ABSTAINS = re.compile(
    r"\b(?:does|do|did)(?: not|n't) (?:\w+ ){0,2}(?:say|state|specify|mention|give|contain|describe|define|list|provide|cover|document|include|hold)"  # noqa: E501 - one pattern or case, one line
    r"|\b(?:is|are)(?: not|n't) (?:\w+ ){0,2}(?:stated|specified|mentioned|given|described|documented|listed|defined|covered|available|found|provided|confirmed)"  # noqa: E501 - one pattern or case, one line
    r"|\b(?:no|without) (?:\w+ ){0,2}(?:information|mention|statement|evidence)\b|\bcannot (?:be )?(?:confirm|find|determine|tell|answer|verif)|\bcould not find"  # noqa: E501 - one pattern or case, one line
    r"|\b(?:can't|couldn't|unable to) (?:confirm|find|determine|tell|answer|verify)"
    r"|(?:没有|未|并未|不曾|无法|找不到|查不到)(?:给出|说明|提及|提到|描述|列出|定义|规定|找到|确认|确定|提供|记载|涉及|包含|标明|指定|证实|回答|查到|看到)",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"\b(?:but|however|although|though|instead)\b|但是?|不过|然而|而是", re.IGNORECASE)
"""What follows is said, whatever was denied before."""
_FENCE = re.compile(r"\s*(?:>\s*)*(?:```|~~~)")
_LISTED = re.compile(r"^[\s>]*[-+*]?(?=\s)", re.MULTILINE)


class Verifier:
    """Checks one answer, unit after unit, in its order."""

    def __init__(
        self,
        sources: Sequence[Source],
        facts: Facts | None = None,
        question: str = "",
        told: str = "",
        instructions: Sequence[str] = (),
    ) -> None:
        self._index = Index(sources, facts or Facts())
        self._question = question
        self._told = tuple(atom for text in (question, told) for atom in read(plain(text))[1])
        heard = frozenset(map(canonical, identifiers_in(plain(f"{question}\n{told}"))))
        self._names = Names(self._index, question, heard)
        self._echo = Echo(instructions)
        self._restart()

    def _restart(self) -> None:
        self._values = Values(self._index, self._question, self._told)
        self._code = False
        self._begun = False
        self._table: Table | None = None

    def again(self) -> "Verifier":
        """One for another answer over the same evidence, which is not read again."""
        other = copy(self)
        other._restart()
        return other

    def strangers(self, unit: str) -> tuple[str, ...]:
        """Names that may be registers' or fields' and that the evidence does not hold."""
        return tuple(
            name
            for name in identifiers_in(plain(unit))
            if looks_like_hardware(name) and not is_common(name) and not self._index.resolve(name)
        )

    def learn(self, facts: Facts) -> None:
        """Further facts for what comes from now on."""
        self._index.learn(facts)

    def knows(self, unit: str) -> bool:
        """Whether it names a register or a field of the evidence."""
        names = identifiers_in(plain(unit))
        return any(self._index.is_register(name) or self._index.is_field(name) for name in names)

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
        if _FENCE.match(unit):
            self._code = not self._code
            return Verification(True)
        if self._code:
            return self._line(unit)
        first, self._begun = not self._begun, self._begun or bool(unit.strip())
        text = plain(unit)
        if self._echo.repeats(unit, first):
            return _echoed(unit)
        if re.match(r"\s*(?:>\s*)?\|", unit):
            return self._row(unit, text)
        self._table = None
        return self._sentence(unit, text)

    def _sentence(self, unit: str, text: str) -> Verification:
        bare = without_lead(text)
        if not re.search(r"\w", bare):
            bare = _LISTED.sub(lambda match: " " * len(match[0]), text)  # `1.` alone is no list's number
        sentence = Sentence(unit, bare, tuple(self._names.small(unit)))
        findings = self._citations(sentence)
        self._values.subjects.hear(sentence.names, sentence.heading)
        if (numbers := self._values.of_numbers(sentence)) is not None:
            return verdict_of([*findings, *numbers], len(numbers) + 1)
        if denial := ABSTAINS.search(sentence.text):
            return self._abstaining(sentence, findings, denial.end())
        findings.extend(self._values.wanted.absent(sentence))
        findings.extend(self._values.wanted.misnamed(sentence))
        if self._values.quoted(sentence):
            findings.extend(self._values.of_quotation(sentence))
        else:
            findings.extend(self._unknown(sentence))
            findings.extend(self._values.of_sentence(sentence))
            findings.extend(misplaced(self._index, sentence))
        self._values.subjects.remember(sentence.names)
        self._values.before = words(sentence.text)
        return verdict_of(findings, len(sentence.atoms) + len(sentence.names) + len(sentence.cited))

    def _abstaining(self, sentence: Sentence, findings: list[Finding], denied: int) -> Verification:
        """What follows a `but` is said like anything else."""
        findings.extend(self._values.in_denial(sentence))
        if said := _CONTRAST.search(sentence.text, denied):
            findings.extend(
                finding for finding in self._values.of_sentence(sentence) if finding.span[0] >= said.end()
            )
        return verdict_of(findings, len(sentence.atoms) + len(sentence.cited))

    def _citations(self, sentence: Sentence) -> list[Finding]:
        missing = [(n, span) for n, span in sentence.cited if n not in self._index.sources]
        return [sentence.finding(Kind.CITATION, f"[{n}]", span, Reason.UNKNOWN) for n, span in missing]

    def _unknown(self, sentence: Sentence) -> list[Finding]:
        return [
            sentence.finding(Kind.NAME, name.text, name.span, Reason.UNKNOWN)
            for name in sentence.names
            if not self._names.exists(name.text)
        ]

    def _row(self, unit: str, text: str) -> Verification:
        self._table = self._table or Table(self._index, self._values)
        sentence, findings = self._table.row(unit, text)
        if sentence is None:
            return Verification(True)
        found = [*self._citations(sentence), *self._unknown(sentence), *findings]
        return verdict_of(found, len(sentence.atoms) + len(sentence.names))

    def _line(self, unit: str) -> Verification:
        _, looked_at, findings = line(unit, self._index, self._values, self._names)
        return verdict_of(findings, len(looked_at))


def verify(
    answer: str, sources: Sequence[Source], *, question: str = "", facts: Facts | None = None, told: str = ""
) -> Verification:
    """The verdict over a finished answer. `told` is what the reader and their files said before."""
    return Verifier(sources, facts, question, told).read(answer)


def _echoed(unit: str) -> Verification:
    """The prompt repeated: no answer, and none follows."""
    text = unit.strip()
    start = unit.find(text)
    span = (start, start + len(text))
    finding = Finding(Kind.ECHO, text[:80], span, text, Reason.ECHO, unit=(0, len(unit)))
    return Verification(False, (finding,), 1, ended=True)


def _moved(finding: Finding, by: int) -> Finding:
    span = (finding.span[0] + by, finding.span[1] + by)
    return replace(finding, span=span, unit=(finding.unit[0] + by, finding.unit[1] + by))
