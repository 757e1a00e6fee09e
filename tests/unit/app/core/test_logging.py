"""Log lines: an event with fields, for a person or for a machine."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from app.core.logging import configure_logging


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    configure_logging("info")


def test_json_lines_have_the_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", as_json=True)
    structlog.get_logger().info("version.published", pages=184)
    structlog.get_logger().debug("version.detail")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["pages"], line["level"]) == ("version.published", 184, "info")
    assert line["timestamp"].endswith("Z")


def test_a_traceback_does_not_show_the_values_of_variables(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")

    def crash(key: str) -> int:
        return int(key)

    try:
        crash("s3cret" + chr(33))
    except ValueError as error:
        error.args = ("not a number",)
        structlog.get_logger().exception("request.crashed")
    shown = capsys.readouterr().err
    assert "not a number" in shown
    assert "s3cret!" not in shown


def test_libraries_warn_through_the_same_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", as_json=True)
    logging.getLogger("library").info("chatter")
    logging.getLogger("library").warning("trouble")
    assert json.loads(capsys.readouterr().err)["event"] == "trouble"
