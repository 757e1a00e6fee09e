"""Right answers and the same with one wrong value, over the evidence that the service retrieves.

For `benchmarks.verification`, from the facts of a data folder.
"""

import asyncio
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from app.chat.grounding import ground, source_of
from app.chat.verification import Facts, Source, units_of
from app.chat.verification.atoms import atoms_in
from app.chat.verification.plain import plain
from app.chat.verification.types import Kind
from app.core.config import Settings
from app.facts import repository
from app.facts.records import BitField, Interrupt, Parameter, Pin, Register
from app.library.versions import VersionRow, allowed_versions, chips_of
from app.resources import Resources, open_resources
from app.search.schemas import SearchRequest
from app.search.service import find
from benchmarks.planting import statements
from benchmarks.planting_templates import QUESTIONS, TEMPLATES, WORDS
from benchmarks.planting_types import Pool, Statement, span_words
from retrieval.identifiers import canonical

CONTEXT = 16_384
EVIDENCE = 20
PARTS = ("A", "B", "C", "D")


WEIGHTS = {
    "bits": 5, "two": 3, "address": 3, "offset": 2, "reset": 3, "field_reset": 1, "access": 1, "parameter": 7, "range": 2,  # noqa: E501 - one pattern or case, one line
    "pin": 1, "interrupt": 1, "enum": 2, "mask": 1, "quote": 3,
}  # fmt: skip
"""How often a kind is drawn, about as often as it is asked."""


Truth = dict[tuple[str, str], set[str]]
"""All that is stated, by (canonical name, attribute)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A right answer and the same with one wrong value, with all that verification gets."""

    part: str
    kind: str
    language: str
    how: str
    question: str
    right: str
    wrong: str
    planted: tuple[str, ...]
    """The values that were put in, as written."""
    sources: tuple[Source, ...]
    facts: Facts


async def build(data: Path, count: int, seed: int, parts: Sequence[str] = PARTS) -> list[Case]:
    """So many cases of each part of the templates, over all current documents."""
    async with open_resources(Settings(data_dir=data), "benchmarks.verification") as resources:
        async with resources.sessions() as session:
            versions = await allowed_versions(session)
            chips = await chips_of(session, {row.document_id for row in versions})
            pools = await read_pools(session, versions, chips)
        names = {row.id: min(chips.get(row.document_id, ()), default="", key=len) for row in versions}
        await _warm(resources)
        cases: list[Case] = []
        for part in parts:
            draw = random.Random(f"{seed}{part}")  # noqa: S311 - reproducible, not secret
            cases.extend(await _part(resources, part, pools, names, count, draw))
    return cases


async def _warm(resources: Resources) -> None:
    """Waits for the embedder, so that every case has the same retrieval."""
    for _ in range(120):
        if all(state == "ok" for state in resources.retriever.ready().values()):
            return
        await asyncio.sleep(0.5)


async def _part(
    resources: Resources,
    part: str,
    pools: dict[str, Pool],
    chips: dict[str, str],
    count: int,
    draw: random.Random,
) -> list[Case]:
    queues = _queues(pools, draw)
    kinds = [kind for kind, weight in WEIGHTS.items() for _ in range(weight)]
    cases: list[Case] = []
    while len(cases) < count and any(queues.values()):
        kind = draw.choice(kinds)
        if not queues[kind]:
            continue
        statement = queues[kind].pop()
        if case := await _case(resources, part, statement, chips[statement.version_id], draw, kind):
            cases.append(case)
    return cases


def _queues(pools: dict[str, Pool], draw: random.Random) -> dict[str, list[Statement]]:
    """Statements by kind, the versions in turn, so that no large manual fills the benchmark."""
    by_kind: dict[str, list[list[Statement]]] = defaultdict(list)
    for pool in pools.values():
        own: dict[str, list[Statement]] = defaultdict(list)
        for statement in statements(pool, draw):
            if statement.wrong:
                own[statement.kind].append(statement)
        for kind, found in own.items():
            by_kind[kind].append(found)
    queues = {
        kind: [one for turn in _turns(groups) for one in turn][::-1] for kind, groups in by_kind.items()
    }
    quoted = [
        one for kind in ("parameter", "bits", "reset") for one in queues[kind][: len(queues[kind]) // 2]
    ]
    draw.shuffle(quoted)
    return queues | {"quote": quoted}


def _turns(groups: Sequence[Sequence[Statement]]) -> list[list[Statement]]:
    longest = max(map(len, groups))
    return [[group[at] for group in groups if at < len(group)] for at in range(longest)]


async def _case(
    resources: Resources, part: str, statement: Statement, chip: str, draw: random.Random, kind: str
) -> Case | None:
    how, changed = draw.choice(statement.wrong)
    language = (
        draw.choice((statement.language, statement.language, statement.language, "zh"))
        if kind not in ("enum", "quote", "parameter", "range")
        else statement.language
    )
    question = _filled(
        QUESTIONS[statement.kind][language == "zh"], statement.right | {"chip": chip}, language
    )
    async with resources.sessions() as session:
        found = await find(resources, session, SearchRequest(query=question, limit=EVIDENCE))
    grounds = await ground(resources, found, question, CONTEXT)
    sources = tuple(source_of(number, passage, grounds.facts.chips) for number, passage in grounds.sources)
    holding = [number for number, passage in grounds.sources if _holds(statement, passage.id, passage.text)]
    if not holding:
        return None
    if kind == "quote":
        return _quote_case(part, statement, question, sources[holding[0] - 1], sources, grounds.facts, draw)
    template = draw.choice(TEMPLATES[part][kind][language])
    if not any(f"{{{slot}" in template for slot in changed):
        return None
    slots = statement.right | {"n": str(holding[0])}
    if kind in ("bits", "two") and language != statement.language:
        slots, changed = _respoken(slots, language), _respoken(changed, language)
    right, wrong = _filled(template, slots, language), _filled(template, slots | changed, language)
    planted = tuple(
        WORDS[language].get(value, value) for slot, value in changed.items() if f"{{{slot}}}" in template
    )
    return Case(part, kind, language, how, question, right, wrong, planted, sources, grounds.facts)


def _respoken(slots: dict[str, str], language: str) -> dict[str, str]:
    """Bits in the words of the other language."""
    found = dict(slots)
    for suffix in ("", "2"):
        if f"span{suffix}" in slots:
            high, _, low = slots[f"span{suffix}"].partition(":")
            found[f"value{suffix}"] = span_words(int(high), int(low or high), language)
    return found


def _holds(statement: Statement, passage_id: str, text: str) -> bool:
    """Whether a passage states it: where it was read, with all of its parts."""
    flat = re.sub(r"[\s–−]+", "", text)
    if "field2" in statement.right and not re.search(
        rf"\|\s*{statement.right['field2']}\b|{statement.right['field2']}\[", text
    ):
        return False  # a row mentions the other field, and does not state it
    return passage_id == statement.passage_id and all(
        re.sub(r"\s+", "", one) in flat for one in statement.needles
    )


def _filled(template: str, slots: dict[str, str], language: str) -> str:
    words = WORDS[language]
    spoken = {
        slot: words.get(value, value) if slot in ("label", "value") else value
        for slot, value in slots.items()
    }
    if "what" in spoken:
        spoken["What"] = spoken["what"][:1].upper() + spoken["what"][1:]
        spoken["Label"] = spoken.get("label", "").capitalize()
    spoken["words"] = " ".join(spoken.get(slot, "") for slot in ("what", "field", "reg"))
    return template.format(**defaultdict(str, spoken))


def _quote_case(
    part: str,
    statement: Statement,
    question: str,
    source: Source,
    sources: tuple[Source, ...],
    facts: Facts,
    draw: random.Random,
) -> Case | None:
    """A sentence of a passage, word for word, and the same with one quantity changed."""
    lines = [line for line in source.text.splitlines() if "|" not in line]
    found = [unit.strip() for unit in units_of("\n".join(lines)) if 40 < len(unit) < 240]
    draw.shuffle(found)
    for sentence in found:
        for atom in atoms_in(plain(sentence)):
            if atom.kind is not Kind.QUANTITY or not re.match(r"\d", sentence[atom.span[0] :]):
                continue
            digit = sentence[atom.span[0]]
            other = str((int(digit) + draw.randint(1, 8)) % 9 + 1)
            wrong = sentence[: atom.span[0]] + other + sentence[atom.span[0] + 1 :]
            if other == digit or wrong[atom.span[0] : atom.span[1]] in source.text:
                continue
            template = draw.choice(
                TEMPLATES[part]["quote"][source.language if source.language == "zh" else "en"]
            )
            slots = {"n": str(source.number)}
            right = template.format(**slots, sentence=sentence)
            planted = (wrong[atom.span[0] : atom.span[1]],)
            return Case(
                part,
                "quote",
                source.language,
                "digit in a quotation",
                question,
                right,
                template.format(**slots, sentence=wrong),
                planted,
                sources,
                facts,
            )
    return None


async def read_pools(
    session: AsyncSession, versions: Sequence[VersionRow], chips: Mapping[str, Sequence[str]]
) -> dict[str, Pool]:
    """The facts of all versions, with what any of them and what only other chips' state of a name."""
    pools = {}
    stated: dict[str, Truth] = {}
    for row in versions:
        pool = Pool(
            language="zh" if row.language == "zh" else "en",
            registers=await repository.load(session, Register, row.id),
            fields=await repository.load(session, BitField, row.id),
            parameters=await repository.load(session, Parameter, row.id),
            pins=await repository.load(session, Pin, row.id),
            interrupts=await repository.load(session, Interrupt, row.id),
        )
        stated[row.id] = defaultdict(set)
        _learn(pool, stated[row.id])
        pools[row.id] = pool
    covered = {row.id: frozenset(chips.get(row.document_id, ())) for row in versions}
    whole = _joined(stated.values())
    for version, own in covered.items():
        kin = _joined(stated[other] for other, held in covered.items() if not (own and held) or own & held)
        elsewhere = {key: values - kin.get(key, set()) for key, values in whole.items() if key in kin}
        pools[version] = replace(pools[version], truth=whole, elsewhere=elsewhere)
    return pools


def _joined(truths: Iterable[Truth]) -> Truth:
    joined: Truth = defaultdict(set)
    for truth in truths:
        for key, values in truth.items():
            joined[key] |= values
    return joined


def _learn(pool: Pool, truth: Truth) -> None:
    for register in pool.registers:
        one, name = register.fact, canonical(register.fact.name)
        for attribute, value in (("address", one.address), ("offset", one.offset)):
            if value is not None:
                truth[name, attribute].add(str(value))
        if re.fullmatch(r"0x[0-9A-Fa-f]+", one.reset):
            truth[name, "reset"].add(str(int(one.reset, 16)))
    for located in pool.fields:
        bit = located.fact
        name = f"{canonical(bit.register)}.{canonical(bit.name)}"
        span = str(bit.msb) if bit.msb == bit.lsb else f"{bit.msb}:{bit.lsb}"
        truth[name, "bits"].add(span)
        truth[name, "reset"].add(bit.reset)
        truth[name, "access"].add({"RO": "r", "RW": "rw", "R/W": "rw", "WO": "w"}.get(bit.access, bit.access))
