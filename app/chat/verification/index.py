"""The evidence of one answer, ready to be asked: what is stated of a name, which names there are. Pure."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from app.chat.verification.known import chips_of, register_names, statements_of_facts
from app.chat.verification.plain import squeezed
from app.chat.verification.statements import ROW, Statement, statements_of
from app.chat.verification.types import Facts, Kind, Source
from retrieval.identifiers import canonical, forms, identifiers_in

_PLACES = 1_000_000
"""More rows and sentences than a passage has: groups of different passages never meet."""


class Index:
    """All statements of the sources and facts, by kind and by name."""

    def __init__(self, sources: Sequence[Source], facts: Facts) -> None:
        self._read(sources, facts)

    def learn(self, facts: Facts) -> None:
        """Further facts, for names that turned up while an answer was written."""
        self._read(tuple(self.sources.values()), self._facts.joined(facts))

    def _read(self, sources: Sequence[Source], facts: Facts) -> None:
        self._facts = facts
        self.sources = {source.number: source for source in sources}
        self.plain = {source.number: squeezed(source.text) for source in sources}
        self.statements: list[Statement] = list(statements_of_facts(facts))
        for number, source in enumerate(sources):
            self.statements.extend(_stated(source, number * _PLACES))
        self.by_kind: dict[Kind, list[Statement]] = defaultdict(list)
        self.by_name: dict[str, list[Statement]] = defaultdict(list)
        self.by_group: dict[int, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            self.by_kind[statement.atom.kind].append(statement)
            self.by_group[statement.group].append(statement)
            for name in statement.names:
                self.by_name[name].append(statement)
        self.chips = frozenset(chip for source in sources for chip in source.chips) | frozenset(
            chip for chips in facts.chips.values() for chip in chips
        )
        self.homes = _homes(facts)
        self.fields, self.registers = _typed(self.statements, facts, self.homes)
        self.names = _names(sources, facts) | self.fields.keys() | self.registers | self.by_name.keys()
        self.text = " ".join(f"{source.section} {source.text} {source.document}" for source in sources)
        self._wild = [(name, _pattern(name)) for name in self.names if "*" in name and len(name) > 2]
        self._resolved: dict[str, frozenset[str]] = {}
        self._rarity = _rarity(self.statements)

    def resolve(self, name: str) -> frozenset[str]:
        """The names of the evidence that a name of the answer means; none where it is unknown."""
        if name not in self._resolved:
            self._resolved[name] = self._look_up(name)
        return self._resolved[name]

    def _look_up(self, name: str) -> frozenset[str]:
        own = canonical(name)
        if own in self.names:
            return frozenset([own, *self._covering(own)])
        found = {form for form in forms(name) if form in self.names} | set(self._covering(own))
        if not found and "*" in own:
            found = {known for known in self.names if _pattern(own).fullmatch(known)}
        return frozenset(found or self._parts(own))

    def _covering(self, own: str) -> list[str]:
        return [known for known, pattern in self._wild if pattern.fullmatch(own)]

    def _parts(self, own: str) -> set[str]:
        """`RCC_CTLR_PLLON` and `RCC->CTLR.PLLON` mean PLLON, if RCC_CTLR has it."""
        pieces = own.split("_")
        for cut in range(len(pieces) - 1, 0, -1):
            above, below = "_".join(pieces[:cut]), "_".join(pieces[cut:])
            registers = {form for form in forms(above) if form in self.registers}
            if registers and any(form in self.fields for form in forms(below)):
                return {form for form in forms(below) if form in self.fields}
            if above in self.names and below in self.registers:
                return {below}
        return set()

    def is_field(self, name: str) -> bool:
        """Whether a name is a field's, by what rows and facts say."""
        return any(known in self.fields for known in self.resolve(name))

    def holds(self, register: str, field: str) -> bool:
        """Whether a name is that of a register with this field, by what rows and facts say."""
        above, own = self.resolve(register), self.resolve(field)
        return not above & own and any(above & self.fields.get(known, set()) for known in own)

    def is_register(self, name: str) -> bool:
        """Whether a name is a register's."""
        return any(known in self.registers for known in self.resolve(name))

    def of(self, names: Iterable[str]) -> list[Statement]:
        """What is stated of any of these names."""
        once = {
            id(s): s for name in names for known in self.resolve(name) for s in self.by_name.get(known, ())
        }
        return list(once.values())

    def speaks_of(self, number: int, names: Sequence[str]) -> bool:
        """Whether a source is about one of these names; true where there are none."""
        source = self.sources[number]
        held = frozenset(map(canonical, identifiers_in(f"{source.section}\n{source.text}")))
        return not names or any(self.resolve(name) & held for name in names)

    def weight(self, word: str) -> float:
        """Rare words tell statements apart."""
        return self._rarity.get(word, 1.0)


@lru_cache(maxsize=64)
def _stated(source: Source, group: int) -> tuple[Statement, ...]:
    """A passage is read once for all attempts at an answer and all rounds of tools."""
    return tuple(statements_of(source, group))


def _homes(facts: Facts) -> dict[str, set[tuple[str, tuple[str, ...]]]]:
    """The registers that have a field, as the facts say, each with the chips of the document that says so."""
    homes: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for view in facts.registers:
        for one in (*view.fields, *view.drawn):
            chips = chips_of(facts, one.stated)
            homes[canonical(one.field.name)] |= {(name, chips) for name in register_names(view)}
    return homes


def _typed(
    statements: Sequence[Statement], facts: Facts, homes: Mapping[str, Iterable[tuple[str, tuple[str, ...]]]]
) -> tuple[dict[str, set[str]], set[str]]:
    """Fields with the registers that have them, and registers."""
    registers = {name for view in facts.registers for name in register_names(view)}
    fields: dict[str, set[str]] = defaultdict(set)
    for name, holders in homes.items():
        fields[name] |= {register for register, _ in holders}
    rows = [s for s in statements if s.rank >= ROW and s.atom.kind is Kind.BITS and s.atom.role != "index"]
    for statement in rows:
        above = {name for name in statement.around - statement.names if "_" in name or name in registers}
        for name in statement.names:
            fields[name] |= above
    for statement in statements:
        address = statement.atom.role == "" and statement.atom.values[:1] > (float(0xFFFFF),)
        if statement.atom.kind is Kind.HEX and (address or statement.atom.role in ("address", "offset")):
            registers |= {name for name in statement.names if "_" in name and name not in fields}
    return fields, registers


def _names(sources: Sequence[Source], facts: Facts) -> set[str]:
    found = {name for source in sources for name in identifiers_in(f"{source.section}\n{source.text}")}
    found |= {name for source in sources for name in _odd_names(source.text)}
    found |= {function for pin in facts.pins for function in (pin.name, *pin.functions)}
    found |= {
        name
        for one in facts.parameters
        for name in (one.symbol, *identifiers_in(f"{one.name} {one.condition}"))
    }
    found |= {view.peripheral for view in facts.registers} | set(facts.names)
    found |= {chip for source in sources for chip in source.chips}
    found |= {name for source in sources for name in identifiers_in(source.document.replace("_", " "))}
    return {canonical(name) for name in found if name} - {""}


def _odd_names(text: str) -> set[str]:
    """Names that are cut by spaces or slashes in print: `TXD0_`, `5VT`, `WKUP1`."""
    return set(re.findall(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{2,}(?![A-Za-z0-9])", text))


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name).replace(r"\*", r"(?:\d+|[A-Z]|\*)"))


def _rarity(statements: Sequence[Statement]) -> dict[str, float]:
    groups = {statement.group: statement.words for statement in statements}
    counts: Counter[str] = Counter(word for held in groups.values() for word in held)
    return {word: math.log(1 + (len(groups) + 1) / (count + 0.5)) for word, count in counts.items()}
