"""A candidate is measured against what is live, through a server that has loaded it, and taken out again."""

import json
from pathlib import Path

import pytest

from app.core.errors import UnavailableError
from app.models import AdapterState
from app.registry.rules import objection
from finetune.evaluation.answering import Answer
from finetune.evaluation.decoding import Decoding
from finetune.evaluation.suite import Case
from finetune.jobs.evaluating import Contender, measure

CONTENDER = Contender("chip-3", "/adapters/chip-3", "")


class Loader:
    def __init__(self, *, refuses: bool = False) -> None:
        self.loaded: list[str] = []
        self._refuses = refuses

    async def load(self, name: str, path: str) -> None:
        if self._refuses:
            raise UnavailableError("It loads no adapters.")
        self.loaded.append(name)

    async def unload(self, name: str) -> None:
        self.loaded.remove(name)


class Answering:
    """A model that knows every value, or says nothing of use."""

    def __init__(self, right: bool) -> None:
        self._right = right

    async def answer(self, case: Case, decoding: Decoding) -> Answer:
        if case.refuse:
            return Answer("The sources do not say it.", 0.1)
        value = case.facts[0]["values"][0] if self._right else "0x1234"
        return Answer(f"R32_{case.id} is at {value} [1].", 0.1)


class Server:
    base = "tiny"

    def __init__(self, *, refuses: bool = False) -> None:
        self.adapters = Loader(refuses=refuses)
        self.asked: list[str] = []

    def answers(self, model: str) -> Answering:
        assert self.adapters.loaded == ["chip-3"]
        self.asked.append(model)
        return Answering(model == "chip-3")


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    rows = []
    for at in range(12):
        address = f"0x4000{0x1000 + 4 * at:04X}"
        text = f"| R32_{at} | {address} |"
        question = f"Where is R32_{at}?"
        rows.append(
            {
                "id": str(at),
                "question": question,
                "messages": [{"role": "user", "content": f"{text} {question}"}],
                "evidence": [{"n": 1, "text": text}],
                "facts": [{"names": [f"R32_{at}"], "aspect": "address", "values": [address]}] if at else [],
                "refuse": at == 0,
            }
        )
    file = tmp_path / "dataset" / "tasks" / "test.jsonl"
    file.parent.mkdir(parents=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path / "dataset"


async def test_a_better_adapter_may_go_up(dataset: Path, tmp_path: Path) -> None:
    server = Server()
    measured = await measure(server, CONTENDER, dataset, tmp_path / "out")
    assert server.asked == ["tiny", "chip-3"]
    assert server.adapters.loaded == []
    assert measured.evaluation["changes"]["exact"]["low"] > 0
    assert (tmp_path / "out" / "comparison.html").is_file()
    step = (AdapterState.CANDIDATE, AdapterState.CANARY)
    assert objection(*step, measured.evaluation, "") == ""
    assert "compared with the base" in objection(*step, measured.evaluation, "chip-2")


async def test_what_could_not_be_measured_may_not(dataset: Path, tmp_path: Path) -> None:
    refusing = await measure(Server(refuses=True), CONTENDER, dataset, tmp_path)
    assert refusing.missing == "It loads no adapters."
    assert "CHIPCITE_LLM_URL" in (await measure(None, CONTENDER, dataset, tmp_path)).missing
    assert "no tasks" in (await measure(Server(), CONTENDER, tmp_path / "empty", tmp_path)).missing
    assert objection(AdapterState.CANDIDATE, AdapterState.CANARY, refusing.evaluation, "")
