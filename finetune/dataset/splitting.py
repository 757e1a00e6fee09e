"""Which items are trained on, and the proof that none of the others is known from them. Pure.

A document belongs to one split for ever, whatever else is in the library: its hash says to which. What shows
two documents of different splits belongs to none.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from finetune.dataset.duplicates import near
from finetune.dataset.types import Item, Split

VALIDATION, TEST = 10, 10
"""Percent."""


class LeakError(Exception):
    """Something of one split is known from another."""


def split_of(key: str) -> Split:
    """The split of a document, or of what has none."""
    share = int(hashlib.sha256(key.encode()).hexdigest(), 16) % 100
    if share < TEST:
        return Split.TEST
    return Split.VALIDATION if share < TEST + VALIDATION else Split.TRAIN


def parted(items: Iterable[Item]) -> tuple[dict[Split, list[Item]], int]:
    """The items by split, and how many belong to none."""
    found: dict[Split, list[Item]] = {split: [] for split in Split}
    conversations: dict[str, Split] = {}
    lost = 0
    for item in items:
        splits = {split_of(document) for document in item.meta.documents}
        if talk := item.meta.conversation:
            splits.add(conversations.setdefault(talk, min(splits, default=split_of(talk))))
        if len(splits) > 1:
            lost += 1
            continue
        found[splits.pop() if splits else split_of(item.prompt or item.text)].append(item)
    return found, lost


def without_shared(parts: Mapping[Split, Sequence[Item]]) -> tuple[dict[Split, list[Item]], int]:
    """Validation and test without what training nearly says too: two manuals may print the same table."""
    train = list(parts[Split.TRAIN])
    kept = {Split.TRAIN: train}
    lost = 0
    for split in (Split.VALIDATION, Split.TEST):
        own = parts[split]
        earlier = [item for items in kept.values() for item in items]
        leaking = _shared(earlier, own)
        kept[split] = [item for at, item in enumerate(own) if at not in leaking]
        lost += len(leaking)
    return kept, lost


def check_owners(parts: Mapping[Split, Sequence[Item]]) -> None:
    """That no document and no conversation is in two splits. Raises `LeakError`."""
    owners: dict[tuple[str, str], set[Split]] = defaultdict(set)
    for split, items in parts.items():
        for item in items:
            for document in item.meta.documents:
                owners["document", document].add(split)
            if item.meta.conversation:
                owners["conversation", item.meta.conversation].add(split)
    shared = sorted(key for key, splits in owners.items() if len(splits) > 1)
    if shared:
        raise LeakError(f"The {shared[0][0]} {shared[0][1]} and {len(shared) - 1} more are in two splits.")


def check(parts: Mapping[Split, Sequence[Item]]) -> None:
    """That nothing of one kind is said, or nearly said, in two splits. Raises `LeakError`."""
    earlier: list[Item] = []
    for split in Split:
        own = list(parts.get(split, ()))
        if leaking := _shared(earlier, own):
            first = own[min(leaking)].text[:80]
            raise LeakError(f"{len(leaking)} items of {split} are in another split too: {first!r}")
        earlier += own


def _shared(earlier: Sequence[Item], own: Sequence[Item]) -> set[int]:
    """The places of items that an earlier one nearly says."""
    texts = [item.text for item in (*earlier, *own)]
    first = len(earlier)
    return {at - first for at, match in near(texts) if at >= first > match}
