"""What `chipcite doctor` says of a language model from a file: what it costs in memory and in time."""

import asyncio
import time
from typing import TYPE_CHECKING

from app.cli.checks import FAILED, LLM, OK, WARNING, Finding
from app.cli.output import size

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.llm.local import LlamaServer
    from app.llm.speed import Speed, Speeds

LONGEST = 120.0
"""Seconds for loading a model and its first answer: what takes longer is of no use here."""


def check_local_llm(settings: "Settings") -> Finding:
    """Its figures as they were measured last; what was never measured is measured now, in some seconds."""
    from app.core.errors import StartupError
    from app.llm.local import LlamaServer
    from app.llm.speed import Speeds
    from app.resources import SPEEDS

    assert settings.llm_file is not None  # noqa: S101 - who calls has looked
    file = settings.data_dir / SPEEDS
    try:
        server = LlamaServer(settings.llm_file, settings.llm_model, settings.llm_threads)
    except StartupError as error:
        return Finding(LLM, FAILED, error.message, "Check CHIPCITE_LLM_URL.")
    speeds = Speeds(file if file.parent.is_dir() else None)
    state = (
        "ok" if speeds.of(settings.llm_model) else asyncio.run(_measured(server, settings.llm_model, speeds))
    )
    server.stop()
    speed = speeds.of(settings.llm_model)
    if speed is None:
        return Finding(LLM, FAILED, f"{settings.llm_file}: {state}", "Try another GGUF file.")
    memory = speeds.memory(settings.llm_model) or server.file.memory(server.context)
    return _finding(server, speed, memory, settings.llm_patience)


async def _measured(server: "LlamaServer", name: str, speeds: "Speeds") -> str:
    """Runs it for one answer; its state after that."""
    from app.chat.asking import first_request
    from app.llm.local import LocalClient

    client = LocalClient(server, name, speeds=speeds)
    client.start(first_request())
    answer = asyncio.ensure_future(client.measured())
    end = time.monotonic() + LONGEST
    while not (answer.done() or server.reason) and time.monotonic() < end:
        await asyncio.wait({answer}, timeout=0.2)
    state = await client.ready()
    await client.aclose()
    return state


def _finding(server: "LlamaServer", speed: "Speed", memory: int, patience: float) -> Finding:
    from app.chat.asking import SLACK
    from app.chat.grounding import LEAST, MOST_TOKENS

    wait = min(MOST_TOKENS / speed.read, SLACK * patience)
    found = (
        f"{server.file.path.name} ({size(server.file.size)}) by llama.cpp on {server.threads} threads: "
        f"{size(memory)} of memory; reads {speed.read:.0f} and writes {speed.write:.0f} tokens a second, "
        f"so a question waits about {wait:.0f} s"
    )
    if speed.read * patience > 2 * LEAST:
        return Finding(LLM, OK, found)
    return Finding(
        LLM,
        WARNING,
        f"{found}; too slow for {patience:g} s of patience",
        "Take a smaller model, more threads (CHIPCITE_LLM_THREADS), or CHIPCITE_LLM_PATIENCE.",
    )
