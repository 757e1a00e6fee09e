#!/usr/bin/env python3
"""Asks a running service questions that are pinned to a revision, and counts answers and leaks.

    benchmarks/revisions.py [--base http://127.0.0.1:8000] [--part seen|unseen] [--show]

Each line of `tests/data/revisions.jsonl` is a conversation, or a request that pins the revision, over the
manuals of the corpus that come in several revisions. An answer is right when it shows the value; it leaks
when it shows another revision's value or cites another revision of that document. Every third is unseen.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

CASES = Path(__file__).parents[1] / "tests" / "data" / "revisions.jsonl"
HEAD = 600
"""Characters of an answer in which its value must stand."""
THIRD = 3


def main() -> None:
    """Ask each case and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--part", choices=("seen", "unseen"))
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines()):
        if arguments.part and (arguments.part == "unseen") != (number % THIRD == 0):
            continue
        case = json.loads(line)
        text, reply = ask(arguments.base, case)
        verdict = judge(case, text, reply)
        counts[verdict] += 1
        if arguments.show and verdict != "right":
            cited = [(one["document"], one["page"]) for one in reply["citations"]]
            print(f"{verdict:7} {case['id']} {case['form']} {case['messages'][-1]}")
            print(f"    {text[:300]!r}\n    {cited}")
    print(dict(counts), sum(counts.values()))


def ask(base: str, case: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The last answer of a conversation."""
    messages: list[dict[str, str]] = []
    for question in case["messages"]:
        messages.append({"role": "user", "content": question})
        body: dict[str, Any] = {"model": "chipcite", "messages": messages}
        if "pin" in case:
            body["chipcite"] = case["pin"]
        answer = httpx.post(f"{base}/v1/chat/completions", json=body, timeout=120)
        found = answer.raise_for_status().json()
        text = found["choices"][0]["message"]["content"]
        messages.append({"role": "assistant", "content": text})
    return text, found["chipcite"]


def judge(case: dict[str, Any], text: str, reply: dict[str, Any]) -> str:
    """`right`, `leak`, `silent` or `wrong`."""
    others = [name for name in case["document"] if name != case["file"]]
    cited = [one["document"] for one in reply["citations"]]
    if any(document.startswith(name) for document in cited for name in others):
        return "leak"
    if reply["abstained"] or reply.get("clarify"):
        return "silent"
    head = text[:HEAD]
    if all(any(holds(value, head) for value in group) for group in case["must"]):
        return "right"
    return "leak" if any(holds(value, head) for value in case.get("not", ())) else "wrong"


def holds(value: str, text: str) -> bool:
    """Whether a value stands in a text: hexadecimal numbers by their value, others as they are printed."""
    if value.startswith("0x"):
        return int(value, 16) in {
            int(found, 16) for found in re.findall(r"0x[0-9A-Fa-f]+", text.replace("_", ""))
        }
    plain = re.sub(r"\s+", "", text)
    return re.search(rf"(?<![\d.]){re.escape(value)}(?!\d|\.\d)", plain) is not None


if __name__ == "__main__":
    main()
