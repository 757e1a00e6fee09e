"""The sample documents as their tests see them: the truth, and the words of each page."""

import json
import sys
from pathlib import Path
from typing import Any

import pymupdf
import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "docs" / "sample"))  # the typesetter is a script's package, not installed


@pytest.fixture(scope="session")
def truth(sample: Path) -> dict[str, Any]:
    """What the documents say, as the generator states it."""
    found: dict[str, Any] = json.loads((sample / "truth.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def pages(sample: Path) -> dict[str, list[str]]:
    """File name to the text of its pages without any white space, so that wrapped words are whole."""
    found = {}
    for path in sample.glob("*.pdf"):
        with pymupdf.Document(path) as document:  # type: ignore[no-untyped-call]  # no annotations
            found[path.name] = ["".join(page.get_text().split()) for page in document]
    return found
