"""Passages for tests, with what a test does not care about filled in."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from retrieval.types import Passage

MakePassage = Callable[..., Passage]


@pytest.fixture(scope="session")
def passage() -> MakePassage:
    return make_passage


def make_passage(text: str = "text", **fields: Any) -> Passage:
    base: dict[str, Any] = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{text}{sorted(fields.items())}")),
        "document_id": "document",
        "version_id": "version",
        "document": "manual.pdf",
        "revision": "V1.0",
        "language": "en",
        "page": 1,
        "box": (0.0, 0.0, 10.0, 10.0),
        "section": "",
        "kind": "section",
        "names": (),
    }
    return Passage(text=text, **(base | fields))
