"""A maker of passages, for the tests of this folder."""

from tests.passages import passage

__all__ = ["passage"]
