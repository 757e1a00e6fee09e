"""What a training keeps: the low-rank changes and the head, by name, in half precision."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Learned = Mapping[str, NDArray[np.float16]]


def write_learned(path: Path, learned: Learned) -> None:
    """A few megabytes."""
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **learned)


def read_learned(path: Path) -> Learned:
    """What `write_learned` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
