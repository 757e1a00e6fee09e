"""`chipcite registers`, against a service that says what it is asked for."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import commands, registers

PLACE = {"document": "RM.pdf", "revision": "V1", "page": 7}
FIELD = {
    "name": "EN",
    "msb": 0,
    "lsb": 0,
    "access": "RW",
    "reset": "0",
    "description": "Enable the\nclock.\n0: off",
}
ANSWERS: dict[str, Any] = {
    "/v1/chips/VSK32A1/registers": {
        "data": [
            {"name": "RCC_CTRL", "address": "0x40021000", "offset": None, "reset": None, "title": "Clock"}
        ]
    },
    "/v1/chips/VSK32A1/registers/RCC-%3ECTRL": {
        "name": "RCC_CTRL",
        "title": "Clock",
        "addresses": [{"value": "0x40021000", "place": PLACE}],
        "offsets": [],
        "resets": [],
        "fields": [FIELD],
    },
    "/v1/registers/decode": {
        "register": "RCC_CTRL",
        "hex": "0x01",
        "fields": [FIELD | {"value": 1, "meaning": "on"}],
    },
}


class Double:
    """Answers as the service would; what is not in it is a mistake in the test."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> "Double":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def get(self, path: str) -> Any:
        return ANSWERS[path]

    def post(self, path: str, body: dict[str, Any]) -> Any:
        assert body == {"chip": "VSK32A1", "register": "RCC_CTRL", "value": "0x01"}
        return ANSWERS[path]


@pytest.fixture(autouse=True)
def _double(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registers, "Service", Double)


def run(*arguments: str) -> str:
    shown = CliRunner().invoke(commands, ["registers", "VSK32A1", *arguments], env={"COLUMNS": "160"})
    assert shown.exit_code == 0, shown.output
    return shown.output


def test_all_registers_are_listed() -> None:
    assert "0x40021000" in run()


def test_one_register_says_where_it_is_printed() -> None:
    shown = run("RCC->CTRL")
    assert "RM.pdf V1, page 7" in shown
    assert "  address  0x40021000" in shown
    assert "Enable the clock." in shown
    assert "off" not in shown


def test_a_value_is_decoded() -> None:
    assert "on" in run("RCC_CTRL", "--decode", "0x01")


def test_machines_get_json() -> None:
    assert json.loads(run("--json")) == ANSWERS["/v1/chips/VSK32A1/registers"]
