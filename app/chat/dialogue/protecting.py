"""What a shortened conversation must never lose: values, errors, decisions, numbers, names. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from app.chat.dialogue.markup import read_markup
from app.chat.dialogue.reports import errors_in, values_in
from app.facts.asked_units import QUANTITIES
from retrieval.identifiers import identifiers_in, is_part_number

HEX = re.compile(
    r"(?<![A-Za-z0-9_])(?:0[xX][0-9A-Fa-f]+(?:[_'][0-9A-Fa-f]+)*|0[bB][01_]+"
    r"|[0-9][0-9A-Fa-f]{1,7}[hH])(?![A-Za-z0-9_])"
)
UNITS = "|".join(unit.pattern for unit, _ in QUANTITIES)
QUANTITY = re.compile(
    rf"(?<![A-Za-z0-9_.])[-−±+]?\d+(?:[.,]\d+)*\s?(?:{UNITS}|[KMG]?i?B|°|℃)(?![A-Za-z0-9_])"
)
DECISION = re.compile(
    r"\b(?:we|i|let's|let us)(?:'ll| will)? (?:use|go with|chose|picked|keep|switched to)\b"
    r"|\b(?:decided|agreed|settled)\b|决定|就用|选用|采用|改用|定下来",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[^。！？!?\n;；]+?(?:[。！？!?;；]|\.(?=\s|$)|\n|$)")
LONGEST = 300
"""Characters of a decision that are kept."""


@dataclass(frozen=True, slots=True)
class Protected:
    """Items in the order in which they win when not all of them fit."""

    values: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def kinds(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each kind's name with its items."""
        return tuple((each.name, getattr(self, each.name)) for each in fields(self))

    def items(self) -> tuple[str, ...]:
        """All of them, the most precious first."""
        return tuple(item for _, items in self.kinds() for item in items)


def protected(text: str) -> Protected:
    """The items of one message. A file that it carries is left out: the reader has it."""
    written = read_markup(text)
    said = "\n".join(part for part in (written.words, written.pasted) if part)
    values = (f"{each.register} = {each.value}" if each.register else each.value for each in values_in(said))
    return Protected(
        values=_unique(values),
        errors=errors_in(said),
        decisions=_unique(decisions_in(written.words)),
        addresses=_unique(match[0] for match in HEX.finditer(said)),
        quantities=_unique(match[0] for match in QUANTITY.finditer(said)),
        names=_unique(filter(_is_name, identifiers_in(said))),
    )


def decisions_in(text: str) -> tuple[str, ...]:
    """The sentences that say what has been decided; a question decides nothing."""
    sentences = (match[0].strip() for match in SENTENCE.finditer(text))
    return tuple(
        sentence[:LONGEST].rstrip()
        for sentence in sentences
        if DECISION.search(sentence) and not sentence.endswith(("?", "？", "吗", "呢"))
    )


def together(each: Iterable[Protected]) -> Protected:
    """The items of several messages, each once."""
    found = list(each)
    kinds = {
        field.name: _unique(item for one in found for item in getattr(one, field.name))
        for field in fields(Protected)
    }
    return Protected(**kinds)


def _is_name(name: str) -> bool:
    return "_" in name or "->" in name or (name.isupper() and len(name) > 2) or is_part_number(name)


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item in items if item))
