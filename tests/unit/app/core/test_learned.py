"""What was promoted on this machine is read before what is committed, if it fits this code."""

import copy
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from app.core import learned
from app.core.errors import ConflictError
from app.question.linked import parsed
from app.registry.parts import place

COMMITTED: dict[str, Any] = json.loads((files("app.question") / "weights.json").read_text(encoding="utf-8"))
ANSWERING: dict[str, Any] = json.loads(
    (files("app.chat.answering") / "weights.json").read_text(encoding="utf-8")
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "_folders", [])
    learned.use(tmp_path)


def promoted(folder: Path, content: dict[str, Any]) -> None:
    made = folder / "run" / "final"
    made.mkdir(parents=True, exist_ok=True)
    (made / "linking.json").write_text(json.dumps(content))
    place(folder, "linking", str(made))


def test_a_promoted_part_is_read_and_the_committed_one_again_when_it_is_retired(tmp_path: Path) -> None:
    other = copy.deepcopy(COMMITTED)
    name = next(iter(other["plain"]["order"]))
    other["plain"]["order"][name] = 77.0
    promoted(tmp_path, other)
    assert 77.0 in parsed(learned.read_weights("linking", "app.question"), crossed=False).order
    place(tmp_path, "linking", "")
    assert learned.read_weights("linking", "app.question") == COMMITTED
    place(tmp_path, "linking", "")


def test_what_does_not_fit_this_code_is_left_alone(tmp_path: Path) -> None:
    promoted(tmp_path, {"plain": COMMITTED["plain"]})
    assert learned.read_weights("linking", "app.question") == COMMITTED
    (tmp_path / "learned" / "linking.json").write_text("{")
    assert learned.read_weights("linking", "app.question") == COMMITTED
    shorter = copy.deepcopy(ANSWERING)
    shorter["crossed"]["answers"].pop()
    assert not learned.fits(shorter, ANSWERING)
    assert learned.fits(copy.deepcopy(ANSWERING), ANSWERING)


def test_a_part_whose_file_is_gone_is_not_promoted(tmp_path: Path) -> None:
    with pytest.raises(ConflictError, match=r"linking\.json is not there"):
        place(tmp_path, "linking", str(tmp_path / "nowhere"))
