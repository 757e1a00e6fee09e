"""Questions whose answers are marked on the page, as question sets write them, one JSON object a line.

A case has `messages`, `expect` (`must`: groups of strings, of each of which one is shown; `match`: a regular
expression; `abstain`: the manuals do not say), and where the answer stands: `pages` of files, or `gold`,
pairs of a file name's beginning and a regular expression.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.types import Passage

UNANSWERED = "The manuals do not say that."
HELD_BACK = 3
"""Of so many cases one is held back: it is never fitted on."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question in its conversation."""

    id: str
    set: str
    messages: tuple[Mapping[str, str], ...]
    must: tuple[tuple[str, ...], ...] = ()
    match: str = ""
    wrong: tuple[str, ...] = ()
    """Shown by a wrong answer only."""
    answerable: bool | None = True
    """None for what asks for no answer: small talk, or a question back."""
    pages: Mapping[str, Sequence[int]] = field(default_factory=dict)
    gold: tuple[tuple[str, str], ...] = ()

    @property
    def held_back(self) -> bool:
        """Chosen by the id alone, so that a set may grow; all turns of one conversation together."""
        whole = self.id.partition("#")[0]
        digest = hashlib.md5(whole.encode(), usedforsecurity=False)
        return int(digest.hexdigest(), 16) % HELD_BACK == 0

    def on_gold(self, passage: Passage) -> bool:
        """Whether the answer stands on the passage's page, or in its text."""
        if passage.page in self.pages.get(passage.document, ()):
            return True
        return any(
            passage.document.startswith(name) and re.search(pattern, passage.text, re.DOTALL | re.IGNORECASE)
            for name, pattern in self.gold
        )

    def label(self, text: str, passage: Passage) -> float:
        """How well a unit answers: 1 wholly, less in part, where it stands in one of the right documents."""
        names = [*self.pages, *(name for name, _ in self.gold)]
        if not self.answerable or (names and not any(passage.document.startswith(name) for name in names)):
            return 0.0
        share = self.shown_in(text)
        return share if share == 1 else share / 2 if self.on_gold(passage) else 0.0

    def shown_in(self, text: str) -> float:
        """The share of what is needed that a text shows; 0 beside what only a wrong answer shows."""
        shown = _squeezed(text)
        if any(_squeezed(one) in shown for one in self.wrong):
            return 0.0
        if self.match:
            return float(bool(re.search(self.match, text, re.DOTALL | re.IGNORECASE)))
        groups = [any(_squeezed(one) in shown for one in group) for group in self.must]
        return sum(groups) / (len(groups) or 1)


def read_cases(paths: Iterable[Path]) -> Iterator[Case]:
    """The cases of some sets."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                raw = json.loads(line)
                if "turns" in raw:
                    yield from _turns(raw)
                else:
                    yield _prose(raw, path.stem) if "half" in raw else _case(raw, path.stem)


def _prose(raw: Mapping[str, Any], name: str) -> Case:
    """A question of our own set of prose: what an answer shows, or null where the manual does not say it."""
    shows = raw["shows"]
    return Case(
        id=raw.get("id") or raw["question"],
        set=f"{name}-{raw['half']}",
        messages=({"role": "user", "content": raw["question"]},),
        must=tuple((one,) for one in ([shows] if isinstance(shows, str) else shows or ())),
        answerable=bool(shows),
    )


def _turns(raw: Mapping[str, Any]) -> Iterator[Case]:
    """The turns of a played dialogue that a fact answers, each after what the turns before should show."""
    said: list[Mapping[str, str]] = []
    for number, turn in enumerate(raw["turns"]):
        said.append({"role": "user", "content": turn["user"]})
        shows = tuple(turn.get("shows", ()))
        yield Case(
            id=f"{raw['id']}#{number}",
            set=f"dialogues-{raw['half']}",
            messages=tuple(said),
            must=tuple((one,) for one in shows),
            wrong=tuple(turn.get("hides", ())),
            answerable=True if shows else False if turn.get("abstained") else None,
        )
        said.append({"role": "assistant", "content": f"{', '.join(shows)}." if shows else UNANSWERED})


def _case(raw: Mapping[str, Any], name: str) -> Case:
    """Also of sets with a single `question`, its `answer` or `needles`, and `pages` or `snippets`."""
    expect = raw.get("expect") or {"case": raw}
    inner = expect.get("case", {})
    must = (
        expect.get("must")
        or inner.get("needles")
        or ([[str(inner["answer"])]] if inner.get("answer") else [])
    )
    silent = expect.get("clarify") or expect.get("plain")
    snippets = [re.escape(one).replace(r"\ ", r"\W+") for one in raw.get("snippets", ())]
    unanswered = bool(expect.get("abstain")) or (bool(inner) and not must and not snippets)
    return Case(
        id=raw["id"],
        set=name,
        messages=tuple(raw.get("messages") or [{"role": "user", "content": raw["question"]}]),
        must=tuple(map(tuple, must)),
        match=expect.get("match", "") or "|".join(snippets),
        wrong=tuple(expect.get("not") or ()),
        answerable=None if silent else not unanswered,
        pages=raw.get("pages") or {},
        gold=(*((name, pattern) for name, pattern in raw.get("gold", ())), *(("", one) for one in snippets)),
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()
