"""Chance that is the same in every run."""

from random import Random


def chance(seed: int) -> Random:
    """For choosing examples."""
    return Random(seed)  # noqa: S311 - no secret is made of it
