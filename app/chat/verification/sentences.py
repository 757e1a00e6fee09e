"""A unit of an answer, taken apart once, and the findings that are about it. Pure."""

import re
from collections.abc import Sequence

from app.chat.verification.atoms import blanked, citations_in
from app.chat.verification.binding import Name, read
from app.chat.verification.types import Finding, Kind, Reason, Verification


class Sentence:
    """A sentence, a row of a table or a line of code: its names, values, clauses and citations."""

    def __init__(self, unit: str, text: str, further: Sequence[Name] = ()) -> None:
        self.unit = unit
        self.cited = tuple(one for one in citations_in(text) if not _indexes(text, one[1], further))
        self.text = blanked(text, (span for _, span in self.cited))
        self.heading = bool(re.match(r"\s*#{1,6}\s", unit) or re.fullmatch(r"\s*\*\*[^*]+\*\*:?\s*", unit))
        self.names: tuple[Name, ...]
        self.names, self.atoms, self.clauses = read(self.text, further)

    def finding(
        self, kind: Kind, text: str, span: tuple[int, int], reason: Reason, expected: str = ""
    ) -> Finding:
        """That something in this sentence does not stand."""
        shown = self.unit[span[0] : span[1]].strip() or text
        return Finding(kind, shown, span, self.unit.strip(), reason, expected, (0, len(self.unit)))


def _indexes(text: str, span: tuple[int, int], names: Sequence[Name]) -> bool:
    """Whether a bracket within a sentence stands at a name that looks like a word: `icount[9]`."""
    ended = not re.search(r"\w", text[span[1] :])
    return not ended and any(name.span[1] == span[0] for name in names)


def verdict_of(findings: Sequence[Finding], checked: int) -> Verification:
    """The verdict with each finding once."""
    once = {(finding.kind, finding.span): finding for finding in findings}
    return Verification(not once, tuple(once.values()), checked)
