"""Learned parts of the service: what was promoted on this machine, else what is committed with the code.

`app.registry` puts files into the data folder, the parts read them at the next start.
"""

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import structlog

from retrieval.build import PROMOTED

FOLDER = PROMOTED.parent
FILES = {"reranker": PROMOTED.name, "linking": "linking.json", "answering": "answering.json"}
"""By kind, as the registry names it: the cross-encoder, which fact is meant, which sentence answers."""

log = structlog.get_logger()
_folders: list[Path] = []
"""The data folder's, once the service has opened it."""


def use(data_dir: Path) -> None:
    """From now on what was promoted there is read; what was read before stays as it is."""
    _folders[:] = [data_dir / FOLDER]


def read_weights(kind: str, package: str) -> dict[str, Any]:
    """The promoted weights of a kind if there are any and they fit this code; else those of the package."""
    committed: dict[str, Any] = json.loads((files(package) / "weights.json").read_text(encoding="utf-8"))
    for folder in _folders:
        file = folder / FILES[kind]
        if not file.is_file():
            continue
        try:
            promoted: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            promoted = {}
        if fits(promoted, committed):
            return promoted
        log.warning("learned.unfit", kind=kind)
    return committed


def order_of(own: Mapping[str, Any], names: Iterable[str]) -> tuple[float, ...]:
    """The weights of an order, one for each name; a feature that was not fitted yet counts for nothing."""
    return tuple(own["order"].get(name, 0.0) for name in names)


def fits(promoted: Mapping[str, Any], committed: Mapping[str, Any]) -> bool:
    """Whether weights have the form that the code reads: a feature's name may be missing, a place may not."""
    for name, own in committed.items():
        other = promoted.get(name)
        if not isinstance(other, Mapping) or not isinstance(other.get("order"), Mapping):
            return False
        for key in own.keys() - {"order", "card", "card_without"}:
            if type(other.get(key)) is not type(own[key]):
                return False
            if isinstance(own[key], list) and len(other[key]) != len(own[key]):
                return False
    return True
