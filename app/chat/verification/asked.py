"""What the question asks for, so that an answer that names nothing is held to it. Pure.

`0x40012C4C` alone is right as an address and wrong as an offset. Until the asked value has been said, a value
of the same kind that is another thing's answers the question wrongly, even where a passage says it so.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.chat.verification.atoms import Atom, bits_value
from app.chat.verification.cues import ROLE_CUES
from app.chat.verification.index import Index
from app.chat.verification.naming import is_chip
from app.chat.verification.sentences import Sentence
from app.chat.verification.statements import ROW, words
from app.chat.verification.types import Finding, Kind, Reason
from app.chat.verification.vocabulary import is_common, looks_like_hardware
from app.facts.questions import Asked, parse
from retrieval.identifiers import canonical, matches

ROLES = {Asked.ADDRESS: "address", Asked.OFFSET: "offset", Asked.RESET: "reset"}
VALUES = frozenset({*ROLES, Asked.BITS})
NAMES = frozenset({Asked.REGISTER_OF, Asked.FIELD_BY_WORDS})
_OFFSET = re.compile(r"address offset|offset address|偏移地址", re.IGNORECASE)
_LONG = 240
"""Characters of a question that asks for more than one value."""
_IS = re.compile(r"(?:\bis|\bat|\bas|=|:|\||为|是|在|于|占)[\s`*\"(\[]*$")
_NUMBER = re.compile(r"(?:0[xX])?[0-9A-Fa-fxX_]*\d[0-9A-Fa-fxX_]*[hH]?")
_RANGE = re.compile(r"(?<!\w)(?<!\d\.)(\d{1,2})(?:\s*(?::|\.\.|-|~|to|到|至)\s*(\d{1,2}))?(?!\w|\.\d)")
_NEGATED = re.compile(
    r"\bno\b|\bnot\b|n't\b|\bnone\b|\bwithout\b|\bneither\b|没有|不|无|未|非", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?i:^\W*\d{1,2}[.)、]|\b(?:registers?|fields?|bits?|name|answer)\b)|寄存器|字段|位域|位|名称|答案|答"
)
"""What a list item puts before or behind a name without saying anything of it."""
_NAME_ALONE = 3
"""Words of a heading or a list item that only repeats a name."""
_COVERED = 0.7
"""Of a description's words that a row must hold at all: where the described row is missing, none is meant."""
_LIKE = 0.85
"""Of the best row's words that a described field's row must share with the description."""


class Wanted:
    """The kind of value or name that a question asks for, its subject, and whether it has been said."""

    def __init__(self, index: Index, question: str) -> None:
        self._index = index
        self.said = False
        known = {canonical(one) for one in index.chips}
        short = question if len(question) <= _LONG else ""
        first = parse(short)
        chips = tuple(name for name in first.names if is_chip(name) or canonical(name) in known)
        parsed = parse(short, chips)
        self._chips = chips
        self.kind = parsed.kind if short and not _several(parsed.text, parsed.names) else None
        self._names = parsed.names
        self._described = words(parsed.quoted)
        self.subjects = self._subjects(parsed.names)
        self.unknown = self.kind in (*VALUES, Asked.REGISTER_OF) and any(map(self._is_unknown, parsed.names))

    def _is_unknown(self, name: str) -> bool:
        return not self._index.resolve(name) and not is_common(name) and looks_like_hardware(name)

    def _subjects(self, names: Sequence[str]) -> tuple[str, ...]:
        """Of the names in the question the one whose value is asked for: a field before its register."""
        index = self._index
        if self.kind is Asked.BITS or self.kind is Asked.REGISTER_OF:
            fields = [name for name in names if index.is_field(name)]
            return tuple(fields or [name for name in names if self._is_unknown(name)])
        if self.kind is Asked.RESET:
            fields = [name for name in names if index.is_field(name) and not index.is_register(name)]
            return tuple(fields or names)
        return tuple(names) if self.kind in ROLES else ()

    def restart(self) -> None:
        """Nothing has been said."""
        self.said = False

    def about(self, names: Sequence[str]) -> bool:
        """Whether one of the names is the question's subject; a value without a name speaks of it too."""
        return not names or any(self._same(one, other) for one in names for other in self.subjects)

    def _same(self, one: str, other: str) -> bool:
        return canonical(one) == canonical(other) or bool(
            self._index.resolve(one) & self._index.resolve(other)
        )

    def asks_for(self, atom: Atom) -> bool:
        """Whether a value is of the kind that is asked for."""
        if self.kind is Asked.BITS:
            return atom.kind is Kind.BITS and (atom.role != "index" or self.unknown)
        return self.kind in ROLES and atom.kind is Kind.HEX and atom.role in (ROLES[self.kind], "", "value")

    def read_as(self, sentence: Sentence, atom: Atom, names: Sequence[str]) -> Atom:
        """A value that says no role of its own has the question's."""
        if atom.role or not self.subjects or not self.about(names):
            return atom
        if self.kind in ROLES and atom.kind is Kind.HEX:
            return replace(atom, role=ROLES[self.kind])
        plainly = atom.kind is Kind.NUMBER and not atom.noun and _IS.search(sentence.text[: atom.span[0]])
        whole = atom.values and atom.values[0].is_integer() and 0 <= atom.values[0] < 64
        if self.kind is Asked.BITS and plainly and whole:
            return replace(atom, kind=Kind.BITS, values=(atom.values[0], atom.values[0]))
        return atom

    def bare(self, text: str) -> tuple[Atom, ...] | None:
        """What numbers alone say in answer to the question; None where a sentence says more than numbers."""
        tokens = list(re.finditer(r"\w+", text))
        if not tokens or not all(_NUMBER.fullmatch(one[0]) for one in tokens):
            return None
        if self.kind is Asked.BITS:
            found = [
                Atom(Kind.BITS, match[0], match.span(), bits_value(match[1], match[2]))
                for match in _RANGE.finditer(text)
            ]
            covered = [atom.span for atom in found]
            odd = [one for one in tokens if not any(a <= one.start() < b for a, b in covered)]
            return (*found, *(Atom(Kind.BITS, one[0], one.span()) for one in odd))
        if self.kind in ROLES:
            return tuple(_number(one, ROLES[self.kind]) for one in tokens)
        return tuple(Atom(Kind.NUMBER, one[0], one.span()) for one in tokens) if self.kind in NAMES else None

    def strays(self, sentence: Sentence, said: Sequence[tuple[Atom, Sequence[str]]]) -> list[Finding]:
        """Values of the asked kind that are said of something else before the asked one has been said."""
        if self.said or not self.subjects:
            return []
        asked = [(atom, names) for atom, names in said if self.asks_for(atom) and not atom.denied]
        if not self.unknown and any(self.about(names) for _, names in asked):
            return []
        return [sentence.finding(atom.kind, atom.text, atom.span, Reason.OTHER) for atom, _ in asked]

    def absent(self, sentence: Sentence) -> list[Finding]:
        """What is said of a name that no manual here has, as if it were there."""
        if not self.unknown or _NEGATED.search(sentence.text) or re.search(r"[?？]|哪", sentence.text):
            return []
        asked = {canonical(name) for name in self._names if self._is_unknown(name)}
        return [
            sentence.finding(Kind.NAME, name.text, name.span, Reason.UNKNOWN)
            for name in sentence.names
            if canonical(name.text) in asked and len(words(sentence.text)) > _NAME_ALONE
        ]

    def misnamed(self, sentence: Sentence) -> list[Finding]:
        """A register named for a field that is in another one, or a field for another one's description."""
        named_field = self.kind is Asked.REGISTER_OF and bool(self.subjects)
        if self.said or not (named_field or (self.kind is Asked.FIELD_BY_WORDS and self._described)):
            return []
        allowed = self._holders() if self.kind is Asked.REGISTER_OF else self._fitting()
        asked = frozenset(map(canonical, self._names)) - allowed
        alone = self._stands_alone(sentence)
        named = [
            name
            for name in sentence.names
            if canonical(name.text) not in asked and (alone or self._is_answer(name.text))
        ]
        if any(self._stands_for(name.text, allowed) for name in named):
            self.said = True
            return []
        return [
            sentence.finding(Kind.NAME, name.text, name.span, Reason.OTHER)
            for name in named
            if not self._has_own_field(name.text, sentence)
        ]

    def _stands_alone(self, sentence: Sentence) -> bool:
        """Whether a name is all that a line says: it is then the answer, whatever it names."""
        names = [name for name in sentence.names if not is_chip(name.text)]
        if len(names) != 1:
            return False
        return not re.search(r"\w", _LABEL.sub("", sentence.text.replace(names[0].text, "", 1)))

    def _is_answer(self, name: str) -> bool:
        index = self._index
        return index.is_register(name) or (self.kind is Asked.FIELD_BY_WORDS and index.is_field(name))

    def _stands_for(self, name: str, allowed: frozenset[str]) -> bool:
        own = canonical(name)
        return own in allowed or any(matches(own, one) > 0 for one in allowed)

    def _has_own_field(self, register: str, sentence: Sentence) -> bool:
        """`PVDE is in PWR_CTLR; the flag PVDO is in PWR_CSR`: the other register has its own field."""
        if self.kind is not Asked.REGISTER_OF:
            return False
        others = [name.text for name in sentence.names if not self.about((name.text,))]
        known = self._index.resolve(register)
        return any(
            self._index.fields.get(one, set()) & known for name in others for one in self._index.resolve(name)
        )

    def _holders(self) -> frozenset[str]:
        """The registers that have the asked field: what the facts say, else what the passages say."""
        known = {one for name in self.subjects for one in self._index.resolve(name)}
        stated = {
            register
            for one in known
            for register, chips in self._index.homes.get(one, ())
            if not chips or not self._chips or any(matches(a, b) > 0 for a in self._chips for b in chips)
        }
        return frozenset(stated or {home for one in known for home in self._index.fields.get(one, ())})

    def _fitting(self) -> frozenset[str]:
        """The fields whose rows fit the described words best, and their registers."""
        rows = [s for s in self._index.by_kind[Kind.BITS] if s.rank >= ROW and s.names]
        scores = [(sum(map(self._index.weight, self._described & s.words)), s) for s in rows]
        best = max((score for score, _ in scores), default=0.0)
        most = len(self._described) * _COVERED
        fitting = [s for n, s in scores if n >= best * _LIKE and len(self._described & s.words) >= most]
        return frozenset(name for s in fitting for name in (*s.names, *(s.around & self._index.registers)))


def _several(text: str, names: Sequence[str]) -> bool:
    """Whether a question asks for several attributes at once."""
    plain = _OFFSET.sub("offset", text)
    for name in names:
        plain = plain.replace(name, " ")
    cued = {role for role, cue in ROLE_CUES if role in ("offset", "reset", "address") and cue.search(plain)}
    return len(cued) > 1


def _number(token: re.Match[str], role: str) -> Atom:
    """A number alone: hexadecimal where it is written so, and of no value where it is none."""
    bare = token[0].replace("_", "").lower()
    hexadecimal = bare.startswith("0x") or bare.endswith("h") or not bare.isdigit()
    digits = bare.removeprefix("0x").removesuffix("h") if hexadecimal else bare
    if not digits or len(digits) > 16 or (hexadecimal and "x" in digits and role != "reset"):
        return Atom(Kind.HEX, token[0], token.span(), role=role)
    if "x" in digits:
        return Atom(Kind.HEX, token[0], token.span(), role=role, open=digits)
    return Atom(Kind.HEX, token[0], token.span(), (float(int(digits, 16 if hexadecimal else 10)),), role=role)
