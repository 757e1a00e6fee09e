"""The page's words indexed by place, so that the finders ask for those in a box without a scan each time."""

from functools import cached_property

import numpy as np

from ingestion.types import Box, Word


class PageWords:
    """All words of a page with the middles of their boxes."""

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.words = words
        boxes = np.array([word.box for word in words], dtype=float).reshape(-1, 4)
        self._boxes = boxes
        self._cx = (boxes[:, 0] + boxes[:, 2]) / 2
        self._cy = (boxes[:, 1] + boxes[:, 3]) / 2
        self.cx: list[float] = self._cx.tolist()
        self.cy: list[float] = self._cy.tolist()

    @cached_property
    def tops(self) -> list[int]:
        """Indices from the top of the page to its bottom."""
        return [int(i) for i in np.argsort(self._cy, kind="stable")]

    def inside(self, box: Box, margin: float = 0.0) -> list[int]:
        """Indices of the words whose middle stands in the box."""
        mask = (
            (self._cx >= box[0] - margin)
            & (self._cx <= box[2] + margin)
            & (self._cy >= box[1] - margin)
            & (self._cy <= box[3] + margin)
        )
        return [int(i) for i in np.nonzero(mask)[0]]
