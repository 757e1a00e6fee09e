"""Several adapters answer the same question; a checker says which of them is preferred."""

from app.chat.prompts import Material
from app.llm.double import ScriptedLlm
from app.llm.types import LlmRequest
from finetune.dataset.augmentation import by_rules
from finetune.dataset.prompting import task
from finetune.dataset.sampling import is_right, sampled
from finetune.dataset.types import Item, Meta
from tests.unit.finetune.dataset.making import chance

MESSAGES = [{"role": "system", "content": "Rules."}, {"role": "user", "content": "Reset value of CTLR?"}]


def one(refuse: bool = False) -> Item:
    facts = [] if refuse else [{"names": ["CTLR"], "aspect": "reset", "values": ["0x00000083"]}]
    return task(
        MESSAGES,
        Material("Reset value of CTLR?", "en"),
        facts,
        Meta("library", "refusal" if refuse else "answer"),
        "The manuals do not say it." if refuse else "CTLR resets to 0x83 [1].",
    )


async def test_of_a_right_and_a_wrong_answer_a_preference_is_made() -> None:
    def say(request: LlmRequest) -> str:
        return "CTLR resets to 0x83 [1]." if request.model == "good" else "It is 0x81 [1]."

    (made,) = [item async for item in sampled([one()], ScriptedLlm(say), ["good", "bad"])]
    assert made.body["chosen"]["value"] == "CTLR resets to 0x83 [1]."
    assert made.body["rejected"]["value"] == "It is 0x81 [1]."
    alike = ScriptedLlm(lambda _: "It is 0x81.")
    assert [item async for item in sampled([one()], alike, ["good", "bad"])] == []


def test_refusing_is_right_where_the_evidence_is_silent_and_only_there() -> None:
    silent = "The manuals do not say it."
    assert is_right(silent, one(refuse=True).body)
    assert not is_right("It is 0x83.", one(refuse=True).body)
    assert not is_right(silent, one().body)


def test_other_words_keep_names_and_numbers() -> None:
    for seed in range(40):
        said = by_rules("What is the reset value of RCC_CTLR on the CH32V003?", "en", chance(seed))
        assert "RCC_CTLR" in said
        assert "CH32V003" in said
