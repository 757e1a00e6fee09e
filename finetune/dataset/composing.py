"""Answers to questions about facts, put together without a model, and wrong ones like them. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from finetune.retrieval.types import Subject

_SLOT = re.compile(r"\{(\w+)\}")
_DIGIT = re.compile(r"[0-9A-Fa-f](?=[^0-9A-Fa-f]*$)")


@cache
def forms() -> Mapping[str, Any]:
    """The forms of answers by aspect and language."""
    loaded: Mapping[str, Any] = json.loads((files("finetune.dataset") / "answers.json").read_text("utf-8"))
    return loaded


def language_of(question: str) -> str:
    """The answer's language is the question's."""
    return "zh" if re.search(r"[\u3400-\u9fff]", question) else "en"


def answer(subject: Subject, language: str, number: int, chance: Random) -> str:
    """What the source of this number says; empty where there is no form for it."""
    slots = _slots(subject, language)
    usable = [form for form in forms().get(subject.aspect, {}).get(language, ()) if _fills(form, slots)]
    if not usable:
        return ""
    return str(chance.choice(usable)).format(**slots).replace("[1]", f"[{number}]")


def refusal(name: str, language: str, chance: Random) -> str:
    """That the sources do not say it."""
    return str(chance.choice(forms()["refusal"][language])).format(name=name)


def clarify(name: str, owners: Sequence[str], language: str) -> str:
    """The question back, with all choices."""
    listed = ("、" if language == "zh" else ", ").join(f"`{owner}`" for owner in owners)
    return str(forms()["clarify"][language][0]).format(name=name, owners=listed)


def wrong_value(right: str, others: Sequence[str], chance: Random) -> str:
    """A value that looks like the right one: a neighbour's, else the same with its last digit changed."""
    near = [one for one in others if one != right]
    if near:
        return chance.choice(near)
    match = _DIGIT.search(right)
    if match is None:
        return ""
    digit = chance.choice([one for one in "0123456789" if one != match[0]])
    return right[: match.start()] + digit + right[match.end() :]


def wrong_answer(text: str, right: str, wrong: str) -> str:
    """The answer with the wrong value; empty where it does not hold the right one."""
    marked = f"**{right}"
    return text.replace(marked, f"**{wrong}", 1) if wrong and marked in text else ""


def uncited(text: str) -> str:
    """The answer without its source."""
    return re.sub(r"\s*\[\d+\]", "", text)


def _slots(subject: Subject, language: str) -> dict[str, str]:
    condition = subject.slots.get("condition", "")
    when = str(forms()["when"][language]).format(condition=condition) if condition else ""
    quantity = f"{subject.answer} {subject.slots.get('unit', '')}"
    given = {"name": subject.name, **subject.slots, "answer": subject.answer, "quantity": quantity}
    return {key: " ".join(value.split()) for key, value in given.items()} | {"when": when}


def _fills(form: str, slots: Mapping[str, str]) -> bool:
    return all(slots.get(slot) or slot == "when" for slot in _SLOT.findall(form))
