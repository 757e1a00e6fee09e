"""From raw items to what is written: cleaned, told apart, split, mixed, put in order, checked. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from finetune.dataset import arranging, quality, splitting
from finetune.dataset.duplicates import THRESHOLD, near
from finetune.dataset.masking import PRINTED, masked, masked_beside_evidence
from finetune.dataset.types import Item, Kind, Meta, Split, Tally

Parts = dict[Kind, dict[Split, list[Item]]]


@dataclass(frozen=True, slots=True)
class Options:
    """What a build was told."""

    questions: int = 4000
    """About so many are made of the library."""
    seed: int = 1
    near: float = THRESHOLD
    """Texts that share so many of their pieces say the same."""
    domain_share: float = 0.7
    """Of the conversations that are trained on, at least; the rest is general data."""
    pack: int = 6000
    """Characters of an object of text."""
    augment: float = 0.15
    """Share of the conversations from people whose question is also said otherwise."""
    allow_nda: bool = False
    closed: tuple[str, ...] = ()
    """Documents that are under NDA whatever they say."""
    general: tuple[str, ...] = ()
    """Folders with a `dataset_info.json` of general data."""
    licence: str = ""
    """Of the general data."""


@dataclass(slots=True)
class Assembled:
    """What a build has come to."""

    parts: Parts
    tally: Tally
    leak_check: dict[str, int] = field(default_factory=dict)


def clean(items: Iterable[Item], tally: Tally, threshold: float) -> list[Item]:
    """Normalised and masked; without what is broken and what is there already."""
    kept: dict[Kind, list[Item]] = {kind: [] for kind in Kind}
    for raw in items:
        item = _masked(raw, tally)
        reason = quality.fault(item.text, item.meta.language if item.kind is Kind.SFT else "")
        if reason:
            tally.remove(reason)
        else:
            kept[item.kind].append(item)
    return [item for own in kept.values() for item in _distinct(own, tally, threshold)]


def assemble(
    domain: Sequence[Item], general: Sequence[Item], options: Options, tally: Tally, chance: Random
) -> Assembled:
    """Splits what was cleaned, mixes and orders it. Raises `LeakError`."""
    parts: Parts = {}
    for kind in Kind:
        own, lost = splitting.parted(item for item in domain if item.kind is kind)
        others, _ = splitting.parted(item for item in general if item.kind is kind)
        tally.remove("shows documents of two splits", lost)
        mixture = {
            split: arranging.mixed(own[split], others[split], options.domain_share, chance) for split in Split
        }
        apart, shared = splitting.without_shared(mixture)
        tally.remove("said in training too", shared)
        parts[kind] = {
            split: _packed(items, options.pack) if kind is Kind.PRETRAIN else arranging.curriculum(items)
            for split, items in apart.items()
        }
    return Assembled(parts, tally, leak_check(parts))


def leak_check(parts: Mapping[Kind, Mapping[Split, Sequence[Item]]]) -> dict[str, int]:
    """Over all kinds together for documents and conversations, and within each for texts."""
    everything = {
        split: [item for splits in parts.values() for item in splits.get(split, ())] for split in Split
    }
    splitting.check_owners(everything)
    for splits in parts.values():
        splitting.check(splits)
    held = sum(len(everything[split]) for split in (Split.VALIDATION, Split.TEST))
    return {"items": sum(map(len, everything.values())), "held_out": held, "shared": 0}


def read_item(kind: Kind, line: Mapping[str, Any]) -> Item:
    """A line of a file as the item that it was."""
    meta = line["meta"]
    body = {key: value for key, value in line.items() if key not in ("id", "meta")}
    known = Meta(
        meta["source"],
        meta["kind"],
        meta["task"],
        meta["stage"],
        meta["language"],
        tuple(meta["documents"]),
        tuple(meta["versions"]),
        meta["conversation"],
    )
    return Item(kind, body, known, text_of(kind, body), str(body.get("question", "")))


def text_of(kind: Kind, body: Mapping[str, Any]) -> str:
    """What tells a line from others: what is asked and answered, without the evidence."""
    if kind is Kind.PRETRAIN:
        return str(body["text"])
    if kind is Kind.TASKS:
        return f"{body['question']}\n{json.dumps(body['facts'], ensure_ascii=False)}"
    turns = [str(one["value"]) for one in body["conversations"]]
    asked = turns[-1] if kind is Kind.DPO else turns[-2]
    answers = [body["chosen"]["value"], body["rejected"]["value"]] if kind is Kind.DPO else turns[-1:]
    return "\n".join([asked.rpartition("</source>")[2].strip(), *answers])


def _masked(item: Item, tally: Tally) -> Item:
    """Normalised, and without personal data: of people in what they wrote, of vendors in what they print."""

    def done(text: str) -> str:
        plain = quality.normalised(text)
        found = masked(plain, PRINTED) if item.meta.source == "library" else masked_beside_evidence(plain)
        tally.mask(found.counts)
        return found.text

    def through(value: Any) -> Any:
        if isinstance(value, str):
            return done(value)
        if isinstance(value, Mapping):
            return {
                key: through(each) if key not in ("from", "role") else each for key, each in value.items()
            }
        return [through(each) for each in value] if isinstance(value, list) else value

    body = through(dict(item.body))
    quiet = masked if item.meta.source != "library" else (lambda text: masked(text, PRINTED))
    text, prompt = (quiet(quality.normalised(each)).text for each in (item.text, item.prompt))
    return item.changed(body, text, prompt)


def _distinct(items: list[Item], tally: Tally, threshold: float) -> list[Item]:
    again = dict(near([item.text for item in items], threshold))
    tally.remove("near duplicate", len(again))
    return [item for at, item in enumerate(items) if at not in again]


def _packed(items: Sequence[Item], most: int) -> list[Item]:
    """Texts that are near in meaning, in one object."""
    made = []
    for pack in arranging.packed([item.text for item in items], most):
        own = [items[at] for at in pack]
        text = "\n\n".join(item.text for item in own)
        documents = tuple(dict.fromkeys(one for item in own for one in item.meta.documents))
        versions = tuple(dict.fromkeys(one for item in own for one in item.meta.versions))
        meta = replace(own[0].meta, documents=documents, versions=versions)
        made.append(Item(Kind.PRETRAIN, {"text": text}, meta, text))
    return made
