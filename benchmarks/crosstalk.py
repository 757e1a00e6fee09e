"""Whether the service ever answers for one chip with another chip's value.

    python benchmarks/crosstalk.py --base-url http://127.0.0.1:8000 --per-chip 20

For each chip of a running service's library, questions on limits, pins and registers whose true source is not
there: half are asked of a part of the same family that no document covers (made by the family's part-number
grammar), half of the chip itself with the documents that cover it left out. An answer is crosstalk if it
neither abstains nor asks back, states a figure, cites a document that covers other chips, and does not name
one of those chips. Prints the cases; exits with 1 if there is any. Nothing on the service is changed.
"""

import argparse
import itertools
import json
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from app.library.chips import chip_key, covers
from app.library.part_numbers import read

LIMITS = (
    "What is the absolute maximum supply voltage of the {chip}?",
    "What is the operating temperature range of the {chip}?",
    "How much current does the {chip} draw in standby mode?",
    "What ESD rating does the {chip} have?",
    "What is the maximum clock frequency of the {chip}?",
    "What is the input leakage current of the {chip}?",
    "{chip} 的最大供电电压是多少？",
    "{chip} 的存储温度范围是多少？",
)
PINS = (
    "Which pin of the {chip} is the reset?",
    "Which pin of the {chip} carries SDA?",
    "What is pin 1 of the {chip}?",
    "Which pins of the {chip} carry the USART1 transmit signal?",
    "{chip} 的 VDD 是哪个引脚？",
)
REGISTERS = (
    "What is the reset value of {register} on the {chip}?",
    "What is the address of {register} on the {chip}?",
    "What do the bits of {register} on the {chip} mean?",
    "{chip} 的 {register} 的复位值是多少？",
)
COMMON = ("RCC_CTLR", "GPIOA_CFGLR", "STATUS", "CONFIG", "CTRL", "INTENSET", "ADC_CR")
"""Names that many manuals have, for chips without registers here."""
FIGURE = re.compile(
    r"0x[0-9A-Fa-f]+|\d+(?:\.\d+)?\s*(?:[µmkM]?[VAWs]|[kM]?Hz|°C|℃|[kM]?B\b)|\b(?:pin|引脚)\s*\d+"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what may not answer it."""

    chip: str
    """What it asks about."""
    question: str
    documents: tuple[str, ...] | None = None
    """The only ones that may answer; None for all."""


def main() -> int:
    """Ask, count, report."""
    options = _options()
    with httpx.Client(base_url=options.base_url, timeout=options.timeout) as client:
        documents = _documents(client)
        cases = list(_cases(client, documents, options.per_chip, random.Random(options.seed)))  # noqa: S311
        cases = cases[: options.limit] if options.limit else cases
        wrong, silent, failed = [], 0, 0
        until = time.monotonic() + options.seconds
        asked = 0
        for case in cases:
            if time.monotonic() > until:
                break
            asked += 1
            reply = _ask(client, case)
            failed += reply is None
            silent += bool(reply and (reply["chipcite"]["abstained"] or reply["chipcite"]["clarify"]))
            if reply and (quoted := _crosstalk(case, reply, documents)):
                wrong.append(case)
                print(json.dumps({"question": case.question, **quoted}, ensure_ascii=False))
    print(f"{asked} of {len(cases)} asked: {len(wrong)} crosstalk, {silent} silent, {failed} failed")
    return 1 if wrong or failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    parser.add_argument("--per-chip", type=int, default=20, help="questions for each chip")
    parser.add_argument("--limit", type=int, default=0, help="questions at most, spread over all chips")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop asking after so long")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds for one answer")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _documents(client: httpx.Client) -> dict[str, tuple[str, ...]]:
    """The chips of each document that can answer, by its id."""
    reply = client.get("/v1/documents", params={"limit": 1000}).raise_for_status().json()
    return {document["id"]: tuple(document["chips"]) for document in reply["data"]}


def _cases(
    client: httpx.Client, documents: dict[str, tuple[str, ...]], per_chip: int, chance: random.Random
) -> Iterator[Case]:
    """The same number for each chip, all chips in turn."""
    known = sorted({chip for chips in documents.values() for chip in chips})
    rows = [_of_chip(client, chip, known, documents, per_chip, chance) for chip in known]
    yield from (case for turn in itertools.zip_longest(*rows) for case in turn if case is not None)


def _of_chip(
    client: httpx.Client,
    chip: str,
    known: Sequence[str],
    documents: dict[str, tuple[str, ...]],
    per_chip: int,
    chance: random.Random,
) -> list[Case]:
    """Questions about one chip whose manual is away, and about a sibling that has none."""
    others = tuple(key for key, chips in documents.items() if not any(covers(one, chip) for one in chips))
    found = client.get(f"/v1/chips/{chip}/registers")
    named = [line["name"] for line in found.json()["data"]] if found.status_code == httpx.codes.OK else []
    registers = chance.sample(named, min(len(named), per_chip)) or list(COMMON)
    of_registers = [
        template.replace("{register}", register)
        for register, template in zip(registers, itertools.cycle(REGISTERS), strict=False)
    ]
    questions = [*LIMITS, *PINS, *of_registers]
    chance.shuffle(questions)
    sibling = _sibling(chip, known, chance)
    cases = [
        Case(sibling, question.format(chip=sibling))
        if sibling and number % 2
        else Case(chip, question.format(chip=chip), others)
        for number, question in enumerate(questions)
    ]
    return cases[:per_chip]


def _sibling(chip: str, known: Sequence[str], chance: random.Random) -> str:
    """A part number of the same family that nothing covers; empty where no grammar tells."""
    for _ in range(200):
        places = [place for place, char in enumerate(chip) if char.isdigit()]
        place = chance.choice(places[-2:])
        other = chip[:place] + chance.choice("0123456789") + chip[place + 1 :]
        if read(chip_key(other)) and not any(covers(one, other) for one in known):
            return other
    return ""


def _ask(client: httpx.Client, case: Case) -> dict[str, Any] | None:
    body: dict[str, Any] = {"model": "chipcite", "messages": [{"role": "user", "content": case.question}]}
    if case.documents is not None:
        body["chipcite"] = {"documents": list(case.documents[:200])}
    reply = client.post("/v1/chat/completions", json=body)
    return dict(reply.json()) if reply.status_code == httpx.codes.OK else None


def _crosstalk(
    case: Case, reply: dict[str, Any], documents: dict[str, tuple[str, ...]]
) -> dict[str, Any] | None:
    """What an answer took from another chip's document without saying whose it is; None for a good one."""
    ours, text = reply["chipcite"], str(reply["choices"][0]["message"]["content"])
    if ours["abstained"] or ours["clarify"] or not FIGURE.search(text):
        return None
    for citation in ours["citations"]:
        chips = documents.get(citation["document_id"], ())
        foreign = chips and not any(covers(chip, case.chip) for chip in chips)
        if foreign and not any(re.search(rf"(?<!\w){re.escape(chip)}", _prose(text), re.I) for chip in chips):
            return {"cites": citation["document"], "answer": text[:300]}
    return None


def _prose(text: str) -> str:
    """An answer without its links, whose addresses and file names may hold a chip's name."""
    return re.sub(r"\]\([^)]*\)|\S+\.(?:pdf|md|rst|svd)", " ", text)


if __name__ == "__main__":
    sys.exit(main())
