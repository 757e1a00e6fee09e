"""Facts made safe to stand in a Markdown sentence: text from manuals is data and never markup. Pure."""

import dataclasses
from typing import Any, TypeVar

from app.core.markdown import inline
from app.facts.records import Erratum, MemoryRegion, Parameter

Fact = TypeVar("Fact")

_CODE = frozenset({"name", "register", "part", "functions", "symbol", "request", "controller"})
"""Attributes that sentences show between backticks, where escapes would show."""
_IN_WORDS = (Erratum, MemoryRegion, Parameter)
"""Their names are words, not identifiers."""


def safe(fact: Fact) -> Fact:
    """The same fact with every text escaped, or without backticks where it is shown as code."""
    code = _CODE - {"name"} if isinstance(fact, _IN_WORDS) else _CODE
    changed = {
        one.name: _escaped(getattr(fact, one.name), one.name in code)
        for one in dataclasses.fields(fact)  # type: ignore[arg-type]  # every fact is a dataclass
        if one.name != "provenance"
    }
    return dataclasses.replace(fact, **changed)  # type: ignore[type-var]  # every fact is a dataclass


def as_code(text: str) -> str:
    """A name as it can stand between backticks, where escapes would show."""
    return " ".join(text.replace("`", "'").split())


def _escaped(value: Any, code: bool) -> Any:
    if isinstance(value, str):
        return as_code(value) if code else inline(value)
    if isinstance(value, tuple):
        return tuple(_escaped(item, code) for item in value)
    return value
