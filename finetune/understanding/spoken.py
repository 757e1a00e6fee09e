"""Conversations about a library's own facts, made by chance: how a fact is asked for, and gone on from. Pure.

Words come from the facts, forms of asking from `spoken_forms.json`; people drop words, lower their case,
mistype, and ask only for what is new. Each conversation ends in a question that one statement answers.
"""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from app.facts.answers import Language
from app.facts.kinds import CARDS, Aspect, Statement
from retrieval.expansion import translations
from retrieval.identifiers import canonical

LANGUAGES: tuple[Language, ...] = ("en", "zh")
LIMIT, FIELD, ENCODING, REGISTER = "limit", "field", "encoding", "register"
_LIMITS = (("minimum", Aspect.MINIMUM), ("typical", Aspect.TYPICAL), ("maximum", Aspect.MAXIMUM))
_ASPECTS_OF = {
    REGISTER: (Aspect.ADDRESS, Aspect.OFFSET, Aspect.RESET),
    FIELD: (Aspect.BITS, Aspect.RESET, Aspect.MEANING),
}
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*|[\u4e00-\u9fff]+")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_MOST_WORDS, _MOST_CONDITIONS, _LONGEST_REPLY = 10, 5, 400


@dataclass(frozen=True, slots=True)
class Spoken:
    """A conversation, and the statement that answers its last message."""

    messages: tuple[dict[str, str], ...]
    target: Statement
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """One manual's statements, and the name that people give its chip."""

    chip: str
    statements: tuple[Statement, ...]
    held_back: bool = False
    """Whether what is made of it is never fitted on."""


def conversations(shelves: Sequence[Shelf], count: int, seed: int) -> list[Spoken]:
    """So many conversations; the same seed makes the same ones."""
    chance = random.Random(seed)  # noqa: S311  # nothing secret
    made: list[Spoken] = []
    while len(made) < count:
        talk = _Talk(chance, chance.choice(shelves), shelves, chance.choice(LANGUAGES))
        if (one := talk.made()) is not None:
            made.append(one)
    return made


@cache
def _forms() -> dict[str, Any]:
    return dict(json.loads((files("finetune.understanding") / "spoken_forms.json").read_text("utf-8")))


@dataclass(slots=True)
class _Talk:
    """One conversation while it is made."""

    chance: random.Random
    shelf: Shelf
    shelves: Sequence[Shelf]
    language: Language
    messages: list[dict[str, str]] = field(default_factory=list)

    def made(self) -> Spoken | None:
        """The conversation; None where the first fact has nothing to go on to."""
        kind = self.chance.choice(sorted({one.kind for one in self.shelf.statements}))
        first = self.chance.choice([one for one in self.shelf.statements if one.kind == kind])
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            self._aside()
        named = not self.messages or self.chance.random() < 0.5
        question = self._asks(first, self.shelf.chip if named else "")
        if self.chance.random() < 0.3:
            return self._ends(question, first)
        self._turn(question, first)
        ways = [self._other_aspect, self._other_chip, self._other_condition, self._other_subject]
        weights = (3, 2, 3, 6)
        return self.chance.choices(ways, weights)[0](first)

    def _aside(self) -> None:
        """Talk of something else before."""
        shelf = self.shelf if self.chance.random() < 0.7 else self.chance.choice(self.shelves)
        other = self.chance.choice(shelf.statements)
        self._turn(self._asks(other, self.shelf.chip), other)

    def _other_aspect(self, first: Statement) -> Spoken | None:
        aspects = _limits_of(first) if first.kind == LIMIT else _ASPECTS_OF.get(first.kind, ())
        if not aspects:
            return None
        return self._ends(self._form("same_subject", aspect=self._word(self.chance.choice(aspects))), first)

    def _other_chip(self, first: Statement) -> Spoken | None:
        """The like of the statement on another chip: of the same name, and number where that tells it."""
        names = {canonical(name) for name in first.names if len(name) > 2}
        found = [
            (shelf, one)
            for shelf in self.shelves
            if shelf.chip != self.shelf.chip
            for one in shelf.statements
            if one.kind == first.kind
            and (not one.keyed or one.keys == first.keys)
            and names & {canonical(name) for name in one.names}
        ]
        if not found:
            return None
        shelf, target = self.chance.choice(found)
        return self._ends(self._form("other_chip", chip=self._typed(shelf.chip)), target)

    def _other_condition(self, first: Statement) -> Spoken | None:
        """Another row of the same parameter, by what its condition has that the first one's has not."""
        rows = [
            one
            for one in self.shelf.statements
            if first.kind == LIMIT == one.kind
            and (one.names, one.fact.fact.name) == (first.names, first.fact.fact.name)
        ]
        here = first.fact.fact.condition.split() if rows else []
        told = [(one, [w for w in one.fact.fact.condition.split() if w not in here]) for one in rows]
        told = [(one, words) for one, words in told if words]
        if not told:
            return None
        target, words = self.chance.choice(told)
        return self._ends(self._form("other_subject", subject=" ".join(words[:_MOST_CONDITIONS])), target)

    def _other_subject(self, first: Statement) -> Spoken | None:
        """Something of the same kind nearby: another value or field, another row of the table."""
        near = [one for one in self.shelf.statements if one is not first and _near(one, first)]
        if first.kind == ENCODING:
            near = [one for one in near if (one.owners, one.names) == (first.owners, first.names)]
        if first.kind == FIELD:
            near = [one for one in near if one.owners == first.owners]
        if not near:
            return None
        target = self.chance.choice(near)
        if first.kind == ENCODING:
            return self._ends(self._form("next_value", value=_printed(target)), target)
        if first.kind == FIELD and self.chance.random() < 0.4:
            return self._ends(self._form("next_bit", bit=target.fact.fact.lsb), target)
        if self.chance.random() < 0.15:
            self._aside()
            return self._ends(self._asks(target, self.shelf.chip, "back"), target)
        return self._ends(self._form("other_subject", subject=self._subject(target)), target)

    def _asks(self, one: Statement, chip: str, form: str = "first") -> str:
        chip, fact = self._typed(chip), one.fact.fact
        if one.kind == ENCODING:
            return (
                f"{chip} {self._form('value', field=self._name(one.names[0]), value=_printed(one))}".strip()
            )
        if one.kind == FIELD and self.chance.random() < 0.3:
            bit = self.chance.randint(fact.lsb, fact.msb)
            return f"{chip} {self._form('bit', register=self._name(fact.register), bit=bit)}".strip()
        known = {Aspect(each) for each in _forms()["aspects"][self.language]}
        aspects = _limits_of(one) or tuple(sorted(CARDS[one.kind].aspects & known))
        word = "" if self.chance.random() < 0.15 or not aspects else self._word(self.chance.choice(aspects))
        text = self._form(form, chip=chip, subject=self._subject(one), aspect=word)
        return re.sub(r"\s+", " ", text).strip(" ,:")

    def _subject(self, one: Statement) -> str:
        """What people call it: its name, or some words of its title, perhaps in the other language."""
        words = _WORD.findall(_described(one))[:_MOST_WORDS]
        if not words or (one.names and self.chance.random() < 0.4):
            return self._name(one.names[0]) if one.names else one.text[:30]
        kept = [word for word in words if self.chance.random() < 0.75] or words
        text = " ".join(map(self._shortened, kept))
        if self.chance.random() < 0.4:
            text = _translated(text)
        if one.kind == LIMIT and self.chance.random() < 0.4:
            text = f"{text} {' '.join(one.fact.fact.condition.split()[:_MOST_CONDITIONS])}".strip()
        return self._typed(text if self.chance.random() < 0.3 else text.lower())

    def _shortened(self, word: str) -> str:
        """Some letters of a long word, as in `temp coeff`."""
        long = len(word) > 6 and word.isascii()
        return word[: self.chance.randint(3, 5)] if long and self.chance.random() < 0.12 else word

    def _name(self, name: str) -> str:
        bare = canonical(name).replace("*", "x") if self.chance.random() < 0.4 else name
        if "_" in bare and self.chance.random() < 0.3:
            bare = bare.rpartition("_")[2] or bare
        return bare.lower() if self.chance.random() < 0.5 else bare

    def _typed(self, text: str) -> str:
        if len(text) > 5 and self.chance.random() < 0.08:
            at = self.chance.randrange(1, len(text) - 2)
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text.lower() if self.chance.random() < 0.4 else text

    def _word(self, aspect: Aspect) -> str:
        return str(self.chance.choice(_forms()["aspects"][self.language].get(aspect.value, ("",))))

    def _form(self, kind: str, **parts: Any) -> str:
        return str(self.chance.choice(_forms()[kind][self.language])).format(**parts)

    def _turn(self, question: str, one: Statement) -> None:
        said = " ".join(sentence.text for sentence in CARDS[one.kind].say(one, frozenset(), self.language))
        values = _BOLD.findall(said)
        if values and self.chance.random() < 0.5:
            reply = f"{self.chance.choice(values)}."
        else:
            reply = said.replace("**", "")[:_LONGEST_REPLY]
        self.messages += [{"role": "user", "content": question}, {"role": "assistant", "content": reply}]

    def _ends(self, question: str, target: Statement) -> Spoken:
        messages = (*self.messages, {"role": "user", "content": question})
        return Spoken(messages, target, self.shelf.held_back)


def _limits_of(one: Statement) -> tuple[Aspect, ...]:
    return tuple(aspect for name, aspect in _LIMITS if getattr(one.fact.fact, name, ""))


def _near(one: Statement, first: Statement) -> bool:
    pages = abs(one.fact.provenance.page - first.fact.provenance.page)
    return one.kind == first.kind and one.fact.version_id == first.fact.version_id and pages < 2


def _described(one: Statement) -> str:
    """What the manual calls it, beside its name."""
    fact = one.fact.fact
    if one.kind == FIELD:
        return str(fact.description).partition("\n")[0].partition(".")[0][:60]
    attribute = {LIMIT: "name", REGISTER: "title", "interrupt": "description"}.get(one.kind, "")
    return str(getattr(fact, attribute, ""))


def _printed(one: Statement) -> str:
    """The value of an encoding, as a number or in binary digits."""
    (key,) = one.keys
    width = one.fact.fact.msb - one.fact.fact.lsb + 1
    return f"{key:0{width}b}" if 1 < width <= 4 and key % 2 else str(key)


def _translated(text: str) -> str:
    for phrase, others in translations(text):
        text = text.replace(phrase, others[0]) if others else text
    return text
