"""Drawn figures."""

from collections.abc import Callable

from samplemanual.flow import Flow
from samplemanual.model import Chip


def clock_tree(flow: Flow, chip: Chip, lang: str) -> None:
    flow.caption_line(flow.caption("figure", "Clock tree"))


FIGURES: dict[str, Callable[[Flow, Chip, str], None]] = {"clock_tree": clock_tree}
