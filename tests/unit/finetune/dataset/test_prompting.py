"""What a model is trained on is what it is asked: the prompt of the chat turn, character by character."""

from app.chat.asking import Room, llm_request
from app.chat.dialogue import read_dialogue
from app.chat.intent import read_question
from app.chat.schemas import ChatRequest, ChipciteRequest, Message
from app.chat.understanding import Asked
from finetune.dataset.prompting import as_written, prompt, sft
from finetune.dataset.types import Meta
from retrieval.types import Passage

PASSAGE = Passage(
    "p", "d", "v", "zx90.pdf", "V1.5", "en", 7, (0, 0, 1, 1), "Clocks", "CTLR | 0x04 | 0x83", "table"
)
HISTORY = [("What is the reset value of CTLR on the ZX90A32?", "`CTLR` resets to 0x83 [1].")]


def test_the_prompt_is_that_of_the_turn() -> None:
    question, sources = "and its offset?", [(1, PASSAGE)]
    said = [
        Message(role=role, content=text)
        for pair in HISTORY
        for role, text in zip(("user", "assistant"), pair, strict=True)
    ]
    pins = ChipciteRequest(chip="ZX90A32")
    request = ChatRequest(messages=[*said, Message(role="user", content=question)], chipcite=pins)
    dialogue = read_dialogue(request.messages, pins, ["ZX90A32"])
    asked = Asked(dialogue, read_question(dialogue.resolved), read_question(question))
    intent = asked.reading.intent.value
    served = llm_request(request, asked, sources, (), Room(8192), "").messages
    made, material = prompt(
        intent, HISTORY, question, sources, "en", pins={"chip": "ZX90A32"}, chips=["ZX90A32"]
    )
    assert made == list(served)
    item = sft(made, "The offset of `CTLR` is 0x04 [1].", Meta("library"), material.question)
    assert item.body["system"] == served[0]["content"]
    assert [turn["from"] for turn in item.body["conversations"]] == ["human", "gpt", "human", "gpt"]
    assert item.body["conversations"][-2]["value"] == served[-1]["content"]


def test_an_answer_is_as_a_model_writes_it() -> None:
    recorded = (
        "`CTLR` resets to **0x83** [1], see [[2]](/v1/versions/v/pages/7.png).\n\n"
        "- [1] zx90.pdf V1.5, p. 7\n\n[1]: /v1/versions/v/pages/7.png"
    )
    assert as_written(recorded) == "`CTLR` resets to **0x83** [1], see [2]."
