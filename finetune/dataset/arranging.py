"""The order and the proportions of what is trained: curriculum, mixture, packing of near texts. Pure."""

import hashlib
from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from finetune.dataset.types import Item
from retrieval.tokens import tokens

DIMENSIONS = 256
"""Of the vectors by which texts are compared: words hashed to places."""


def curriculum(items: Sequence[Item]) -> list[Item]:
    """Hardware description, then firmware, then system integration; within each the short ones first."""
    return sorted(items, key=lambda item: (item.meta.level, len(str(item.body)), item.id))


def mixed(domain: Sequence[Item], general: Sequence[Item], share: float, chance: Random) -> list[Item]:
    """All of the domain, and as much general data that it makes up the other part."""
    if not domain:
        return list(general)
    most = round(len(domain) * (1 - share) / share) if share else len(general)
    return [*domain, *(chance.sample(list(general), most) if most < len(general) else general)]


def packed(texts: Sequence[str], most: int) -> list[list[int]]:
    """The places of texts that stand together in one object: each goes on with what is nearest to it."""
    vectors = _vectors(texts)
    free = np.ones(len(texts), dtype=bool)
    packs: list[list[int]] = []
    for start in range(len(texts)):
        if not free[start]:
            continue
        pack, size, centre = [start], len(texts[start]), vectors[start].copy()
        free[start] = False
        nearness = np.where(free, vectors @ centre, -1.0)
        for at in np.argsort(-nearness, kind="stable")[: 4 * len(pack) + 64]:
            if nearness[at] <= 0 or size >= most:
                break
            if size + len(texts[at]) <= most:
                pack.append(int(at))
                size += len(texts[at])
                free[at] = False
        packs.append(pack)
    return packs


def _vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Words hashed to places, rare words heavier, of length 1."""
    counts = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for at, text in enumerate(texts):
        for word in tokens(text):
            counts[
                at, int(hashlib.md5(word.encode(), usedforsecurity=False).hexdigest()[:8], 16) % DIMENSIONS
            ] += 1
    present = (counts > 0).sum(axis=0)
    weighted = np.log1p(counts) * np.log1p(len(texts) / (1 + present))
    lengths = np.linalg.norm(weighted, axis=1, keepdims=True)
    normed: NDArray[np.float32] = np.divide(weighted, np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return normed
