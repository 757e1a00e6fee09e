"""Items made of the library without a person: facts asked for in many forms, and names that it does not hold.

A question is searched for as in the chat; what is found is its evidence. Of some questions the evidence is
taken away, some ask for a name that no manual has: the right answer is then that the manuals do not say it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from random import Random
from types import SimpleNamespace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.chat.prompts import Material
from app.facts import repository
from app.facts.records import Register
from app.facts.rows import KINDS, Located
from app.feedback.witness import named, stands
from app.library.versions import chip_names
from finetune.dataset import composing
from finetune.dataset.prompting import dpo, kto, prompt, sft, task
from finetune.dataset.sources import Manual
from finetune.dataset.splitting import split_of
from finetune.dataset.types import Item, Meta
from finetune.retrieval.phrasing import Asked, phrase
from finetune.retrieval.subjects import SUBJECTS_OF
from finetune.retrieval.types import Subject
from retrieval.identifiers import canonical
from retrieval.retriever import Retriever
from retrieval.types import Passage, Query

EMPTIED, ABSENT, CLARIFIED = 0.12, 0.1, 0.05
"""Shares of the questions whose evidence is taken away, that ask for a name that is not there, and that name
a register of several peripherals."""
HITS = 10
INTENTS = {"register": "register", "field": "register", "interrupt": "register", "region": "register"}
"""What the chat takes a question about such a subject for; the others have the subject's name."""


@dataclass(frozen=True, slots=True)
class Library:
    """What questions can be made about."""

    manuals: Mapping[str, Manual]
    """By version."""
    subjects: Sequence[Subject]
    names: Mapping[str, frozenset[str]]
    """Canonical names that each version has facts about."""
    chips: Sequence[str]
    owners: Mapping[tuple[str, str], Mapping[str, str]]
    """Of a register's canonical name in a version: the peripherals that have one, each with a reset value
    of its own, and the passage of each."""


async def read(session: AsyncSession, manuals: Sequence[Manual]) -> Library:
    """The facts of these manuals."""
    held = {one.source.version_id: one for one in manuals}
    subjects: list[Subject] = []
    names: dict[str, set[str]] = defaultdict(set)
    owners: dict[tuple[str, str], dict[str, tuple[str, str]]] = defaultdict(dict)
    for kind in KINDS:
        made = SUBJECTS_OF.get(kind.table.__name__)
        for version_id, manual in held.items():
            # As look-ups have them: a corrected fact stands instead of what was read.
            for located in await repository.load(session, kind.record, version_id):
                fact = _plain(located, kind.key)
                names[version_id].add(fact.canonical)
                if made and fact.passage_id:
                    subjects += made(fact, manual.source.language)
                if kind.record is Register and fact.peripheral and fact.passage_id and fact.reset:
                    stated = (fact.passage_id, fact.reset)
                    owners[version_id, fact.canonical].setdefault(fact.peripheral, stated)
    several = {key: passages for key, own in owners.items() if (passages := apart(own))}
    known = {key: frozenset(own) for key, own in names.items()}
    return Library(held, subjects, known, await chip_names(session), several)


def apart(owners: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The passages of a register's peripherals, from passage and reset value of each; empty if it resets to
    the same in all of them: a manual also lists one register under several headings.
    """
    resets = {reset for _, reset in owners.values()}
    return {name: passage for name, (passage, _) in owners.items()} if len(resets) > 1 else {}


def _plain(located: Located[Any], key: str) -> Any:
    """A fact with its place, as questions are made of it."""
    fact = located.fact
    values = {one.name: getattr(fact, one.name) for one in fields(fact)}
    if "values" in values:
        values["values"] = [asdict(one) for one in fact.values]
    place = {"version_id": located.version_id, "passage_id": located.passage_id}
    return SimpleNamespace(**values, **place, canonical=canonical(getattr(fact, key)))


@dataclass(slots=True)
class Maker:
    """Makes items; the same seed makes the same ones."""

    retriever: Retriever
    library: Library
    chance: Random
    shown: int = 4
    """Passages of evidence, at most."""
    _siblings: dict[tuple[str, str], list[Subject]] = field(default_factory=dict)

    def items(self, count: int) -> Iterator[Item]:
        """About so many questions, each with all that can be made of it."""
        for subject in self.library.subjects:
            self._siblings.setdefault((subject.version, subject.kind), []).append(subject)
        for subject in _chosen(self.library.subjects, count, self.chance):
            fate = self.chance.random()
            if fate < CLARIFIED:
                yield from self._question_back()
            elif fate < CLARIFIED + ABSENT:
                yield from self._absent(subject)
            else:
                yield from self._stated(subject, emptied=fate < CLARIFIED + ABSENT + EMPTIED)

    def _stated(self, subject: Subject, *, emptied: bool) -> Iterator[Item]:
        near = [one for one in self._siblings[subject.version, subject.kind] if one is not subject]
        asked = phrase(subject, near, self.chance)
        gold = self.retriever.passages([subject.passage]).get(subject.passage)
        if gold is None or not _shows(gold, subject):
            return
        sources = self._evidence(asked, subject.version, gold)
        if emptied:
            sources = [one for one in sources if not _speaks_of(one, subject)]
            yield from self._refused(subject, asked, sources, subject.name)
            return
        number = sources.index(gold) + 1
        language = composing.language_of(asked.question)
        text = composing.answer(subject, language, number, self.chance)
        if not text:
            return
        others = [one.answer for one in near if one.aspect == subject.aspect]
        wrong = composing.wrong_value(subject.answer, others, self.chance)
        worse = composing.wrong_answer(text, subject.answer, wrong) or composing.uncited(text)
        fact = {"names": [subject.name], "aspect": subject.aspect, "values": [subject.answer]}
        yield from self._all(subject, asked, sources, (text, worse), "answer", [fact])

    def _absent(self, subject: Subject) -> Iterator[Item]:
        """The same question about a name that is like one of the manual's, and is none."""
        name = _stranger(subject.name, self.library.names[subject.version], self.chance)
        if not name or not subject.slots.get("name"):
            return
        other = Subject(
            subject.kind,
            subject.aspect,
            {**subject.slots, "name": name},
            name,
            subject.answer,
            subject.version,
            subject.passage,
            subject.language,
        )
        asked = phrase(other, (), self.chance)
        sources = [one for one in self._evidence(asked, subject.version) if not named(one.text, name)]
        yield from self._refused(other, asked, sources, name)

    def _refused(
        self, subject: Subject, asked: Asked, sources: Sequence[Passage], name: str
    ) -> Iterator[Item]:
        language = composing.language_of(asked.question)
        text = composing.refusal(name or asked.question, language, self.chance)
        invented = composing.answer(subject, language, 1, self.chance)
        if name and invented:
            yield from self._all(subject, asked, sources, (text, invented), "refusal", [])

    def _question_back(self) -> Iterator[Item]:
        """A register's name alone, where several peripherals have one."""
        if not self.library.owners:
            return
        (version, name), owners = self.chance.choice(sorted(self.library.owners.items()))
        chosen = dict(sorted(owners.items())[: self.shown])
        passages = self.retriever.passages(list(chosen.values()))
        sources = [passages[one] for one in dict.fromkeys(chosen.values()) if one in passages]
        manual = self.library.manuals[version].source.language
        subject = Subject("register", "reset", {"name": name}, name, "", version, "", manual)
        asked = phrase(subject, (), self.chance)
        language = composing.language_of(asked.question)
        text = composing.clarify(name, list(chosen), language)
        messages, material, meta = self._prompted(subject, asked, sources, "clarify")
        yield sft(messages, text, meta, material.question)

    def _all(
        self,
        subject: Subject,
        asked: Asked,
        sources: Sequence[Passage],
        answers: tuple[str, str],
        kind: str,
        facts: list[dict[str, Any]],
    ) -> Iterator[Item]:
        messages, material, meta = self._prompted(subject, asked, sources, kind)
        better, worse = answers
        question = material.question
        yield sft(messages, better, meta, question)
        yield task(messages, material, facts, meta, better)
        if worse != better:
            yield dpo(messages, better, worse, meta, question)
            good = self.chance.random() < 1 / 2
            yield kto(messages, better if good else worse, good, meta, question)

    def _prompted(
        self, subject: Subject, asked: Asked, sources: Sequence[Passage], kind: str
    ) -> tuple[list[dict[str, Any]], Material, Meta]:
        source = self.library.manuals[subject.version].source
        before, _, reply = asked.context.partition("\n")
        history = [(before, reply)] if before and reply else []
        language = composing.language_of(asked.question)
        pins = {"chip": min(source.chips, key=len)} if source.chips else {}
        intent = INTENTS.get(subject.kind, subject.kind)
        numbered = tuple(enumerate(sources, 1))
        messages, material = prompt(
            intent, history, asked.question, numbered, language, pins=pins, chips=self.library.chips
        )
        documents = dict.fromkeys([source.document_id, *(one.document_id for one in sources)])
        versions = dict.fromkeys([subject.version, *(one.version_id for one in sources)])
        meta = Meta(
            "library",
            kind,
            subject.kind,
            language=language,
            documents=tuple(documents),
            versions=tuple(versions),
        )
        return messages, material, meta

    def _evidence(self, asked: Asked, version: str, gold: Passage | None = None) -> list[Passage]:
        """What the question finds in the manuals of its split, with the passage that answers among it."""
        own = self.library.manuals[version].source
        split = split_of(own.document_id)
        together = [
            one.source.version_id
            for one in self.library.manuals.values()
            if split_of(one.source.document_id) is split
            and (one.source.version_id == version or set(own.chips) & set(one.source.chips))
        ]
        query = Query(asked.question, tuple(together), HITS, context=asked.context)
        hits = [hit.passage for hit in self.retriever.search(query).hits]
        if gold is None:
            return hits[: self.shown]
        others = [one for one in hits if one.id != gold.id][: self.chance.randint(0, self.shown - 1)]
        others.insert(self.chance.randint(0, len(others)), gold)
        return others


def _chosen(subjects: Sequence[Subject], most: int, chance: Random) -> list[Subject]:
    """Subjects of every kind, aspect and manual in turn, so that no large manual drowns the others."""
    piles: dict[tuple[str, str, str], list[Subject]] = defaultdict(list)
    for subject in subjects:
        piles[subject.kind, subject.aspect, subject.version].append(subject)
    for pile in piles.values():
        chance.shuffle(pile)
    order = list(piles.values())
    chance.shuffle(order)
    chosen: list[Subject] = []
    while len(chosen) < most and any(order):
        for pile in order:
            if pile and len(chosen) < most:
                chosen.append(pile.pop())
    return chosen


def _shows(passage: Passage, subject: Subject) -> bool:
    """Whether the passage really holds name and answer: what was worked out is not printed anywhere."""
    text = f"{passage.section}\n{passage.text}"
    return stands(subject.answer, passage.text) and (not subject.name or named(text, subject.name))


def _speaks_of(passage: Passage, subject: Subject) -> bool:
    return named(f"{passage.section}\n{passage.text}", subject.name or subject.answer)


def _stranger(name: str, names: frozenset[str], chance: Random) -> str:
    """A name that looks like this one and is none of the manual's; empty where the name is words."""
    if not name.isascii() or " " in name or len(name) < 3:
        return ""
    for _ in range(8):
        at = chance.randrange(len(name))
        pool = "0123456789" if name[at].isdigit() else "ABCDEFGHKLMNPRSTVWX"
        changed = name[:at] + chance.choice(pool) + name[at + 1 :]
        if name[at].isalnum() and canonical(changed) not in names and changed != name:
            return changed
    return ""
