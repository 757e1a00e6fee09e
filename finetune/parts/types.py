"""What a training of a learned part hands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PerCase = Mapping[str, Mapping[str, float]]
"""By measure, then by case: 1 where it was right. Cases that a part has not learned from."""


@dataclass(frozen=True, slots=True)
class Learned:
    """One part as it was learned."""

    kind: str
    """As `app.core.learned.FILES` names it."""
    content: bytes
    """Of the file that the service reads."""
    before: PerCase
    """By what the service reads now."""
    after: PerCase
    data: Mapping[str, str]
    """What it was learned from, by name: hashes."""
    configuration: Mapping[str, Any]
    base: str = ""
    """What it stands on: a hash of the weights that it changes."""
    card: Mapping[str, Any] = field(default_factory=dict)
    """Further figures of the training itself."""
