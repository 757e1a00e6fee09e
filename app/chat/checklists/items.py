"""The checklists as data, read once from the TOML file beside this module, whose head explains its keys."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to address."""

    en: str
    zh: str
    seen: Pattern
    """What an answer holds that addressed it."""

    def text(self, language: str) -> str:
        """The point in the reader's language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Item:
    """Points that belong together, with what calls for them."""

    id: str
    when: tuple[Pattern, ...]
    """Each must be met by the question or by what is known of the chip."""
    asked: Pattern
    """Must be met by the question itself."""
    unless: Pattern | None
    """What makes the item moot."""
    points: tuple[Point, ...]


@cache
def items() -> tuple[Item, ...]:
    """All items, in the file's order."""
    text = (files("app.chat.checklists") / "embedded.toml").read_text(encoding="utf-8")
    return tuple(_item(raw) for raw in tomllib.loads(text)["item"])


def _item(raw: dict[str, Any]) -> Item:
    return Item(
        id=raw["id"],
        when=tuple(_any(group) for group in raw["when"]),
        asked=_any(raw["asked"]),
        unless=_any(raw["unless"]) if "unless" in raw else None,
        points=tuple(Point(one["en"], one["zh"], _any(one["seen"])) for one in raw["point"]),
    )


def _any(patterns: list[str]) -> Pattern:
    """One pattern for all; a Chinese character beside a Latin word is a word's end."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined, re.IGNORECASE | re.ASCII)
