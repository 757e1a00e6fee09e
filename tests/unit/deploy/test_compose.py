"""The compose file and the Dockerfile use only what exists: settings, commands, folders, volumes."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from app.cli import commands
from app.core.config import Settings

ROOT = Path(__file__).parents[3]
COMPOSE_ONLY = {"CHIPCITE_DB_PASSWORD", "CHIPCITE_GRAPH_PASSWORD", "CHIPCITE_VLLM_MODEL"}
"""Filled in by compose itself, from the .env file beside it."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _known_settings() -> set[str]:
    return {f"CHIPCITE_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", ["docker-compose.yml", "Dockerfile"])
def test_every_setting_is_one_that_the_service_knows(name: str) -> None:
    used = set(re.findall(r"CHIPCITE_[A-Z_]+", (ROOT / name).read_text(encoding="utf-8")))
    assert used
    assert used - COMPOSE_ONLY <= _known_settings()


def test_the_database_url_of_the_compose_file_is_one_that_the_settings_take(compose: dict[str, Any]) -> None:
    url = compose["services"]["web"]["environment"]["CHIPCITE_DATABASE_URL"]
    settings = Settings(database_url=re.sub(r"\$\{[^}]*\}", "secret", url), _env_file=None)
    assert settings.database_url.startswith("postgresql")


def test_services_that_are_waited_for_exist(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])


def test_named_volumes_are_declared_and_used(compose: dict[str, Any]) -> None:
    mounted = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert mounted == set(compose["volumes"])


def test_what_only_some_need_is_behind_a_profile(compose: dict[str, Any]) -> None:
    profiles = {name: service.get("profiles") for name, service in compose["services"].items()}
    assert {name for name, profile in profiles.items() if not profile} == {
        "web",
        "worker",
        "postgres",
        "qdrant",
    }


@pytest.mark.parametrize("service", ["web", "worker"])
def test_commands_of_the_services_are_ours(compose: dict[str, Any], service: str) -> None:
    program, command, *options = compose["services"][service]["command"]
    assert program == "chipcite"
    shown = CliRunner().invoke(commands, [command, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert all(option in shown.output for option in options)


def test_folders_that_the_dockerfile_copies_exist() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert copied
    assert all((ROOT / name).exists() for names in copied for name in names)
