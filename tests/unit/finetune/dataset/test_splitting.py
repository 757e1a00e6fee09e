"""No document and no conversation is in two splits, and a planted leak stops the build."""

import pytest

from finetune.dataset.pipeline import Options, assemble, clean, leak_check, read_item
from finetune.dataset.splitting import LeakError, check, parted, split_of, without_shared
from finetune.dataset.types import Item, Kind, Split, Tally
from tests.unit.finetune.dataset.making import chance, conversation, distinct


def library() -> list[Item]:
    return [
        conversation(question, answer, f"document-{at % 40}")
        for at, (question, answer) in enumerate(distinct(400))
    ]


def held_out(split: Split) -> str:
    return next(f"document-{at}" for at in range(40) if split_of(f"document-{at}") is split)


def test_a_document_is_in_one_split_whatever_else_there_is() -> None:
    parts, lost = parted(library())
    assert lost == 0
    owners = {split: {item.meta.documents for item in items} for split, items in parts.items()}
    assert not owners[Split.TRAIN] & (owners[Split.VALIDATION] | owners[Split.TEST])
    assert all(parts.values())
    leak_check({Kind.SFT: parts})


def test_a_conversation_stays_together_and_what_is_of_two_splits_is_lost() -> None:
    turns = [
        conversation(f"Question {at} about CTLR{at}?", f"It is 0x{at:X}.", talk="talk") for at in range(9)
    ]
    parts, lost = parted(turns)
    assert sorted(map(len, parts.values())) == [0, 0, 9]
    across = conversation("Which of both?", "The second.", held_out(Split.TEST), "t2")
    other = conversation("And here?", "The first.", held_out(Split.TRAIN), "t2")
    _, lost = parted([across, other])
    assert lost == 1


def test_a_planted_leak_stops_the_build() -> None:
    parts, _ = parted(library())
    parts, _ = without_shared(parts)
    leaked = parts[Split.TRAIN][0]
    copy = conversation(leaked.prompt, leaked.text.partition("\n")[2] + " Thanks", held_out(Split.TEST))
    for planted in (leaked, copy):
        wrong = {**parts, Split.TEST: [*parts[Split.TEST], planted]}
        with pytest.raises(LeakError):
            leak_check({Kind.SFT: wrong})
    question = conversation("Something else entirely?", "No.", held_out(Split.TEST))
    with pytest.raises(LeakError, match="document"):
        leak_check({Kind.SFT: parts, Kind.KTO: {Split.TRAIN: [question]}})


def test_what_two_manuals_print_is_held_out_of_one_of_them() -> None:
    question, answer = distinct(1)[0]
    twice = [conversation(question, answer, held_out(split)) for split in (Split.TRAIN, Split.TEST)]
    with pytest.raises(LeakError):
        check(parted(twice)[0])
    made = assemble(twice, (), Options(), Tally(), chance(1))
    assert made.tally.removed == {"said in training too": 1}
    assert [len(items) for items in made.parts[Kind.SFT].values()] == [1, 0, 0]


def test_lines_are_read_back_as_the_items_that_they_were() -> None:
    parts, _ = parted(clean(library(), Tally(), 0.9))
    lines = {split: [item.line() for item in items] for split, items in parts.items()}
    again = {split: [read_item(Kind.SFT, line) for line in own] for split, own in lines.items()}
    assert leak_check({Kind.SFT: again})["items"] == sum(map(len, parts.values()))
    again[Split.TEST].append(again[Split.TRAIN][3])
    with pytest.raises(LeakError):
        leak_check({Kind.SFT: again})
