"""Registers of one name that belong to several peripherals, told apart by their owners. Pure.

`RCC_CTLR` says in its name whose it is. `STAT` does not: each peripheral may have one, and its owner is the
peripheral that its heading names. Stands before `views`, which merges what is said of one register.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.facts.records import BitField, Register
from app.facts.repository import Located
from retrieval.identifiers import canonical, matches, parts

_LONG_WORD = 5
"""Letters of a word that tells a peripheral by its chapter's title: `comparator`."""
_MOST_HEADS = 3
"""Parts of a name that may stand before its register's own: LPC, I2C."""


@dataclass(frozen=True, slots=True)
class Owned:
    """What is said of the register of one owner."""

    owner: str
    """As printed, without its instance; empty where the register's own name says whose it is."""
    mentions: tuple[Located[Register], ...]
    fields: tuple[Located[BitField], ...]


def owner_of(fact: Register | BitField) -> str:
    """The peripheral that the name of a register leaves out; empty where the name says it."""
    name = canonical(fact.register if isinstance(fact, BitField) else fact.name)
    return "" if name.startswith(f"{canonical(fact.peripheral)}_") else fact.peripheral


@lru_cache(maxsize=1 << 12)
def stem(owner: str) -> str:
    """A peripheral without its instance: USART0 and USART1 have the same registers."""
    return re.sub(r"(?<=[A-Z])(?:\d+|\*)$", "", canonical(owner))


def by_owner(mentions: Sequence[Located[Register]], fields: Sequence[Located[BitField]]) -> list[Owned]:
    """The facts of one name, of each owner apart, in the order in which they come."""
    groups: dict[str, _Group] = defaultdict(_Group)
    for mention in mentions:
        groups[stem(owner_of(mention.fact))].add_mention(mention)
    for field in fields:
        groups[stem(owner_of(field.fact))].add_field(field)
    shared = groups.pop("", None)
    merged = _merged(list(groups.values()))
    if shared is not None and not merged:
        merged = [shared]
    elif shared is not None:
        for group in merged:
            group.join(shared)
    return [Owned(group.owner, tuple(group.mentions), tuple(group.fields)) for group in merged]


class _Group:
    """Facts of one owner, while they are gathered."""

    def __init__(self) -> None:
        self.owner = ""
        self.mentions: list[Located[Register]] = []
        self.fields: list[Located[BitField]] = []
        self.addresses: set[int] = set()

    def add_mention(self, one: Located[Register]) -> None:
        self._name(owner_of(one.fact))
        self.mentions.append(one)
        if one.fact.address is not None:
            self.addresses.add(one.fact.address)

    def add_field(self, one: Located[BitField]) -> None:
        self._name(owner_of(one.fact))
        self.fields.append(one)

    def _name(self, owner: str) -> None:
        """The shortest name: USART for all of its instances."""
        self.owner = min(filter(None, (self.owner, owner)), key=len, default="")

    def join(self, other: "_Group") -> None:
        self._name(other.owner)
        self.mentions += other.mentions
        self.fields += other.fields
        self.addresses |= other.addresses


def _merged(groups: Sequence[_Group]) -> list[_Group]:
    """Groups at one address are one register, listed beside each peripheral that it has a flag of."""
    merged: list[_Group] = []
    for group in groups:
        same = next((one for one in merged if one.addresses & group.addresses), None)
        if same is None:
            merged.append(group)
        else:
            same.join(group)
    return merged


def is_owner(owner: str, asked: str) -> bool:
    """Whether an asked peripheral is an owner."""
    own, name = canonical(owner), canonical(asked)
    return own == name or stem(owner) == name or matches(f"{name}_X", f"{own}_X") > 0


def split(name: str) -> list[tuple[str, str]]:
    """The peripheral and the register that a name may be made of: I2C and STAT of `LPC_I2C->STAT`."""
    pieces = parts(name)
    return [(pieces[at - 1], "_".join(pieces[at:])) for at in range(1, min(len(pieces), _MOST_HEADS + 1))]


def mentioned(text: str, owners: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The owners that a text names, each with the words that name it.

    Short names count in any case and with any instance, chapters by one of their longer words.
    """
    words = _words(text)
    found: dict[str, tuple[str, ...]] = {}
    for owner in owners:
        if owner.isascii() and " " not in owner:
            found[owner] = words.get(stem(owner), ())
        elif owner.isascii():
            long = (word.upper() for word in re.findall(r"[A-Za-z]+", owner) if len(word) >= _LONG_WORD)
            found[owner] = (owner,) if any(word in words for word in long) else ()
        else:
            found[owner] = (owner,) if owner in text else ()
    return {owner: named for owner, named in found.items() if named}


@lru_cache(maxsize=64)
def _words(text: str) -> dict[str, tuple[str, ...]]:
    """The words of a text by what they are without an instance; remembered, for each name asks again."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for word in re.findall(r"[A-Za-z][A-Za-z0-9]+", text):
        found[stem(word)][word.upper()] = None
    return {key: tuple(words) for key, words in found.items()}


def instances_of(mentions: Iterable[Located[Register]]) -> frozenset[str]:
    """The instances of a peripheral that are named apart: USART0, USART1."""
    named = {canonical(owner_of(one.fact)) for one in mentions}
    return frozenset(name for name in named if name and stem(name) != name)
