"""Whether one value of an answer stands in the evidence, said of the same subject. Pure.

A register's or field's value must be stated of that name: by a fact or a table row where there is one, else
in one sentence. A quantity must stand in the row or sentence that the clause's words fit best.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from app.chat.verification.atoms import Atom
from app.chat.verification.comparing import agrees, comparable
from app.chat.verification.index import Index
from app.chat.verification.statements import PROSE, ROW, Statement, Words, words
from app.chat.verification.types import Kind, Reason
from retrieval.expansion import expand
from retrieval.identifiers import canonical, matches

NAMED = frozenset({Kind.BITS, Kind.ACCESS, Kind.HEX})
FIT, CLOSE, FAR = 0.75, 0.9, 0.6
"""Of the best row's score, what a row must reach to answer: for bits and addresses; for quantities, which
have more rivals; for quantities of the passage that is cited."""
_OVER, _ASKED = 0.5, 0.35
"""What headings count beside the row's own words; and the question's words beside the clause's."""
_TRANSLATED = 0.8
SURE = 2
"""Words that a clause without any name must share with a row before the row can answer for it."""


@cache
def _generic() -> Words:
    """Words that say nothing of one value; made when first needed, as it takes the Chinese dictionary."""
    return words(
        "bit bits register registers field value address reset offset set is has be the of default located position "  # noqa: E501 - one pattern or case, one line
        "describes chip device it this that at in 位 寄存器 字段 值 地址 复位 复位值 偏移 默认 位于 为 是 该 的 在 其 "  # noqa: E501 - one pattern or case, one line
        "min max typ minimum maximum typical 最大 最小 典型 最大值 最小值 典型值"
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one value."""

    ok: bool
    reason: Reason = Reason.UNKNOWN
    expected: str = ""
    sources: frozenset[int] = frozenset()
    """Where it stands; 0 is a fact."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a clause stands in."""

    sentence: str
    clause: str
    beside: tuple[Atom, ...]
    """The other values of the clause."""
    qualifiers: tuple[str, ...]
    """Registers that the sentence itself names."""
    carried: tuple[str, ...]
    """What the sentences before, or the question, speak of."""
    asked: Words
    """Words of the question and of the sentence before."""
    chips: tuple[str, ...] = ()
    """Chips that the sentence, else the question, names."""
    cited: frozenset[int] = frozenset()
    """The sources that the sentence cites."""
    own: tuple[str, ...] = field(default=())
    """All names of the clause."""


def judge_named(index: Index, atom: Atom, names: Sequence[str], here: Situation) -> Verdict:
    """Bits, addresses, reset values, access: said of a name."""
    if names:
        return _judge_of(index, atom, names, here)
    verdict = _judge_of(index, atom, here.carried, here) if here.carried else Verdict(False)
    return verdict if verdict.ok else _by_words(index, atom, here, verdict)


def _judge_of(index: Index, atom: Atom, names: Sequence[str], here: Situation) -> Verdict:
    stated = [s for s in index.of(names) if comparable(atom, s.atom)]
    stated = of_chip(_qualified(index, stated, names, here), here)
    if not stated:
        return (
            _in_register(index, atom, names, here)
            if atom.kind is Kind.BITS
            else _beside(index, atom, names, here)
        )
    sure = [s for s in stated if s.rank >= ROW and s.atom.role == atom.role]
    own = {canonical(name) for name in names}
    sure = [s for s in sure if s.names & own] or sure
    decisive = sure if sure and atom.role != "index" else stated
    closed = [s for s in decisive if set(s.atom.open.removeprefix("b")) != {"x"}]
    agreeing = [s for s in closed or decisive if agrees(atom, s.atom)]
    if agreeing:
        return Verdict(True, sources=_places(index, atom, agreeing, stated))
    return Verdict(False, Reason.CONTRADICTED, _expected(decisive))


def _places(
    index: Index, atom: Atom, agreeing: Sequence[Statement], stated: Sequence[Statement]
) -> frozenset[int]:
    return frozenset(s.source for s in (*agreeing, *stated) if agrees(atom, s.atom))


def _qualified(
    index: Index, stated: Sequence[Statement], names: Sequence[str], here: Situation
) -> list[Statement]:
    """Of fields of one name in several registers those of the register that the sentence names."""
    registers = [name for name in here.qualifiers if name not in names]
    if registers:
        fitting = [s for s in stated if _fits_register(index, s, registers)]
        return fitting or [s for s in stated if _headed(index, s, registers)]
    carried = [name for name in here.carried if name not in names and index.is_register(name)]
    near = [s for s in stated if _fits_register(index, s, carried)] if carried else []
    return near or list(stated)


def _headed(index: Index, statement: Statement, registers: Sequence[str]) -> bool:
    """Whether a row that stands under no known name stands under a register's that looks like a word."""
    source = index.sources.get(statement.source)
    if source is None or (statement.around - statement.names) & index.registers:
        return False
    heading = f"{source.section}\n{source.text.partition(chr(10))[0]}"
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", heading) for name in registers)


def _fits_register(index: Index, statement: Statement, registers: Sequence[str]) -> bool:
    """Whether a statement stands under one of the registers, or under none at all."""
    above = {name for name in statement.around - statement.names if name in index.registers}
    if not above:
        return statement.rank == PROSE or bool(statement.names & index.registers)
    known = {name for register in registers for name in index.resolve(register)}
    return bool(above & known) or any(matches(one, two) > 0 for one in registers for two in above)


def of_chip(stated: Sequence[Statement], here: Situation) -> list[Statement]:
    """Statements of another chip than the sentence names do not answer for it."""
    if not here.chips:
        return list(stated)
    return [
        s for s in stated if not s.chips or any(same_chip(one, two) for one in here.chips for two in s.chips)
    ]


def same_chip(one: str, other: str) -> bool:
    """Whether one part number continues the other; an x covers anything."""
    short, long = sorted((one.upper(), other.upper()), key=len)
    return all(a == b or "X" in (a, b) for a, b in zip(short, long, strict=False))


def _in_register(index: Index, atom: Atom, names: Sequence[str], here: Situation) -> Verdict:
    """`Bit 24 of RCC_CTLR enables the PLL`: the row of that register which the words fit must have it."""
    known = {one for name in names for one in index.resolve(name)} & index.registers
    rows = [s for s in index.by_kind[Kind.BITS] if s.around & known and comparable(atom, s.atom)]
    rows = of_chip(rows, here)
    if not rows:
        return _beside(index, atom, names, here)
    return _fitting(index, atom, rows, here)


def _beside(index: Index, atom: Atom, names: Sequence[str], here: Situation) -> Verdict:
    """Without a statement of the name itself: one in a sentence that also holds the name."""
    known = {one for name in names for one in index.resolve(name)}
    near = [s for s in index.by_kind[atom.kind] if s.around & known and comparable(atom, s.atom)]
    near = [
        s
        for s in of_chip(near, here)
        if s.rank == PROSE or not (s.names & (index.registers | index.fields.keys()))
    ]
    agreeing = [s for s in near if agrees(atom, s.atom)]
    if agreeing:
        return Verdict(True, sources=frozenset(s.source for s in agreeing))
    return Verdict(False, elsewhere(index, atom), _expected(near))


def _by_words(index: Index, atom: Atom, here: Situation, otherwise: Verdict) -> Verdict:
    """A sentence that names nothing: what its words fit best must have the value."""
    wanted = words(here.clause) - _generic()
    rows = [s for s in index.by_kind[atom.kind] if comparable(atom, s.atom)]
    rows = [s for s in of_chip(rows, here) if len(_known_words(wanted, s)) >= SURE]
    if here.carried:
        known = {one for name in here.carried for one in index.resolve(name)}
        rows = [s for s in rows if s.around & known] or rows
    if not rows:
        return otherwise
    return _fitting(index, atom, rows, here)


def _known_words(wanted: Words, statement: Statement) -> Words:
    return wanted & (statement.words | statement.above)


def _fitting(index: Index, atom: Atom, rows: Sequence[Statement], here: Situation) -> Verdict:
    """The rows whose words fit the clause best decide."""
    wanted = wanted_words(here)
    scores = [(score(index, wanted, s), s) for s in rows]
    best = max(value for value, _ in scores)
    fitting = [s for value, s in scores if value >= best * FIT]
    agreeing = [s for s in fitting if agrees(atom, s.atom)]
    if agreeing:
        return Verdict(True, sources=frozenset(s.source for s in agreeing))
    return Verdict(False, elsewhere(index, atom), _expected([s for value, s in scores if value == best]))


def wanted_words(here: Situation) -> dict[str, float]:
    """The words of a clause, its sentence and the question, in both languages, with their weights."""
    wanted = dict.fromkeys(here.asked, _ASKED)
    wanted |= dict.fromkeys(words(here.sentence), 0.5)
    for phrase, weight in expand(here.sentence):
        wanted |= dict.fromkeys(words(phrase), weight * _TRANSLATED)
    wanted |= dict.fromkeys(words(here.clause), 1.0)
    # Numbers are compared as values: a wrong one must not find its own row by its digits.
    return {
        word: weight for word, weight in wanted.items() if word not in _generic() and not word[0].isdigit()
    }


def score(index: Index, wanted: dict[str, float], statement: Statement) -> float:
    """How well a statement fits a clause."""
    own = sum(weight * index.weight(word) for word, weight in wanted.items() if word in statement.words)
    over = sum(
        weight * index.weight(word)
        for word, weight in wanted.items()
        if word in statement.above and word not in statement.words
    )
    return own + _OVER * over


def elsewhere(index: Index, atom: Atom) -> Reason:
    """Whether the evidence holds the value at all, of something else."""
    return Reason.OTHER if any(agrees(atom, s.atom) for s in index.by_kind[atom.kind]) else Reason.UNKNOWN


def _expected(stated: Iterable[Statement]) -> str:
    """What the evidence says, where it says one thing."""
    best = sorted(stated, key=lambda s: -s.rank)
    texts = {(s.atom.values, s.atom.open, s.atom.noun): s.atom.text for s in best if s.rank == best[0].rank}
    return next(iter(texts.values())) if len(texts) == 1 else ""
