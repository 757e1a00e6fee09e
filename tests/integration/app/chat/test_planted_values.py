"""Wrong values planted into right answers over our own manual: nearly all are caught, right ones pass."""

import json
import random
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.chat.verification import Source, Verifier
from app.facts.repository import Located
from benchmarks.planting import statements
from benchmarks.planting_templates import TEMPLATES, WORDS
from benchmarks.planting_types import Pool, Statement
from ingestion.chunking import chunk
from ingestion.extraction import extract
from ingestion.parsing.convert import convert
from ingestion.parsing.formats import Limits
from ingestion.parsing.structure import structure

CASES = 80
CAUGHT, MARKED = 0.95, 0.08
KINDS = ("bits", "two", "address", "offset", "reset", "field_reset", "access", "parameter", "range", "mask")
BESIDE = 7
"""Other passages of the manual that the answer's own stands among."""


@dataclass(frozen=True, slots=True)
class Manual:
    """A manual's facts and passages."""

    pool: Pool
    sources: tuple[Source, ...]


@pytest.fixture(scope="module", params=["en", "zh"])
def manual(request: pytest.FixtureRequest, sample: Path) -> Manual:
    path = sample / f"VSK32A1_RM_{request.param}_V1.1.pdf"
    with ThreadPoolExecutor(1) as pool:
        document = structure(convert(path, path.name, Limits(), pool), path.name)
    found = extract(document)
    sources = tuple(
        Source(0, one.text, " › ".join(one.path), path.name, request.param, one.page)
        for one in chunk(document, "v")
    )
    return Manual(
        Pool(
            language=request.param,
            registers=_located(found.registers),
            fields=_located(found.fields),
            parameters=_located(found.parameters),
        ),
        sources,
    )


def _located(facts: Sequence[Any]) -> list[Located[Any]]:
    return [Located(fact, "v", "", fact.provenance) for fact in facts]


def test_wrong_values_are_caught_and_right_ones_pass(manual: Manual) -> None:
    draw = random.Random(7)  # noqa: S311 - reproducible, not secret
    caught = 0
    marked: list[Any] = []
    escaped: list[str] = []
    cases = _cases(manual, draw)
    assert len(cases) >= CASES // 2
    for right, wrong, sources, planted in cases:
        verifier = Verifier(sources)
        findings = verifier.again().read(wrong).findings
        hit = any(value in finding.sentence for finding in findings for value in planted)
        caught += hit
        marked += [] if (verdict := verifier.again().read(right)).ok else [(right, verdict.as_dict())]
        escaped += [] if hit else [wrong]
    assert caught >= CAUGHT * len(cases), json.dumps(escaped, ensure_ascii=False)
    assert len(marked) <= MARKED * len(cases), json.dumps(marked, ensure_ascii=False)


def _cases(manual: Manual, draw: random.Random) -> list[tuple[str, str, tuple[Source, ...], tuple[str, ...]]]:
    """A right answer, a wrong one, the passages, and the values that were planted."""
    every = [one for one in statements(manual.pool, draw) if one.wrong and one.kind in KINDS]
    draw.shuffle(every)
    cases = []
    for one in every:
        template = draw.choice(TEMPLATES[draw.choice("AB")][one.kind][one.language])
        _, changed = draw.choice(one.wrong)
        holding = [s for s in manual.sources if s.page == one.page and _states(s.text, _needles(one))]
        if holding and any(f"{{{slot}" in template for slot in changed) and len(cases) < CASES:
            sources = _numbered([holding[0], *draw.sample(manual.sources, BESIDE)])
            right, wrong = _said(template, one, {}), _said(template, one, changed)
            cases.append(
                (right, wrong, sources, tuple(WORDS[one.language].get(v, v) for v in changed.values()))
            )
    return cases


def _needles(one: Statement) -> tuple[str, ...]:
    """What a passage must hold to state it: the names, a limit's symbol, the value of what is a number."""
    value = one.right["value"] if one.kind in ("address", "offset", "reset") else ""
    return (
        *one.needles,
        one.right.get("reg", ""),
        value,
        *re.findall(r"\((\w+)\)", one.right.get("what", "")),
    )


def _states(text: str, needles: Sequence[str]) -> bool:
    return all(re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", text) for needle in needles if needle)


def _numbered(sources: Sequence[Source]) -> tuple[Source, ...]:
    return tuple(
        Source(n, s.text, s.section, s.document, s.language, s.page) for n, s in enumerate(sources, start=1)
    )


def _said(template: str, one: Statement, changed: dict[str, str]) -> str:
    slots = {"n": "1", "cond_first": "", "cond": ""} | one.right | changed
    spoken = {k: WORDS[one.language].get(v, v) if k in ("label", "value") else v for k, v in slots.items()}
    what, label = spoken.get("what", ""), spoken.get("label", "")
    return template.format(**spoken, What=what[:1].upper() + what[1:], Label=label.capitalize())
