"""A real vLLM with a tiny model for tests: where it is, what it does, and how to kill it."""

import asyncio
import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "scripts" / "vllm.sh"
NOT_INSTALLED = 3
"""What the script exits with where there is nothing to start."""

BASE, RED, BLUE, CALLER = "tiny", "tiny-red", "tiny-blue", "tiny-caller"
"""The model and its adapters; deploy/scripts/tiny_llm.py says what each has learned to answer."""

CONTEXT = 8192

RUNNING = re.compile(r"^vllm:num_requests_(?:running|waiting)\{[^}]*\} (\S+)$", re.MULTILINE)

ANSWERED = re.compile(r"^vllm:request_success_total\{[^}]*\} (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Vllm:
    """A running server."""

    url: str
    """As CHIPCITE_LLM_URL takes it."""
    environment: Mapping[str, str]
    """Of the test run: single tests see none of its CHIPCITE_ variables."""
    ours: bool
    """Whether we may kill it."""

    @property
    def home(self) -> Path:
        """Where the script keeps models, adapters and logs."""
        fallback = Path(self.environment.get("TMPDIR", "/tmp")) / f"chipcite-vllm-{os.getuid()}"  # noqa: S108 - the script's own
        return Path(self.environment.get("CHIPCITE_VLLM_HOME") or fallback)

    @property
    def port(self) -> str:
        return str(httpx.URL(self.url).port)

    async def requests(self) -> int:
        """Requests that it computes or that wait for it."""
        return await self._sum(RUNNING)

    async def answered(self) -> int:
        """Requests that have come to their end since its start."""
        return await self._sum(ANSWERED)

    async def _sum(self, gauge: re.Pattern[str]) -> int:
        async with httpx.AsyncClient() as http:
            reply = await http.get(self.url.removesuffix("/v1") + "/metrics")
        return int(sum(float(value) for value in gauge.findall(reply.text)))

    async def until(self, is_so: Callable[[int], bool], seconds: float) -> bool:
        """Whether the number of requests becomes so within some time."""
        try:
            async with asyncio.timeout(seconds):
                while not is_so(await self.requests()):  # noqa: ASYNC110 - the event is in another process
                    await asyncio.sleep(0.05)
        except TimeoutError:
            return False
        return True

    def kill(self) -> None:
        """As a crash would."""
        run_script(self.environment, "stop", "--now")

    def start(self) -> None:
        """Where it was; takes half a minute."""
        started = run_script(self.environment, "start", "--port", self.port)
        assert started.returncode == 0, started.stderr


def run_script(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SCRIPT), *arguments], capture_output=True, text=True, timeout=900, env=dict(environment)
    )


def environment() -> dict[str, str]:
    return dict(os.environ)
