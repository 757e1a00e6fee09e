"""Serves adapters from a folder that the language model's server looks into itself (vLLM's LoRA resolver).

For servers whose calls to load adapters cannot be reached: behind a gateway, or several replicas of which
each would have to be called. An adapter is a subfolder under its own name, and the server loads it when a
request first names it.
"""

import asyncio
import json
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx

from app.core.errors import UnavailableError

SECONDS = 120.0
"""A large adapter is read from a slow disk."""
CONFIG = "adapter_config.json"
_SETUP = (
    "The language model's server does not find the adapter: start vLLM with --enable-lora, "
    "VLLM_LORA_RESOLVER_CACHE_DIR (the folder of CHIPCITE_LLM_ADAPTERS) and "
    "VLLM_ALLOW_RUNTIME_LORA_UPDATING=True."
)


class FolderAdapters:
    """A vLLM with `VLLM_LORA_RESOLVER_CACHE_DIR`, and that folder as this machine sees it."""

    def __init__(
        self,
        url: str,
        base: str,
        folder: Path,
        key: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url = f"{url.rstrip('/').removesuffix('/v1')}/v1"
        self._base = base
        self._folder = folder
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._transport = transport

    async def load(self, name: str, path: str) -> None:
        """Puts it into the folder and has the server load it; one that the server lists stays as it is."""
        models = await self._models()
        listed = {str(one.get("id")) for one in models}
        root = next((str(one.get("root") or one["id"]) for one in models if one.get("id") == self._base), "")
        await asyncio.to_thread(place, Path(path), self._folder / name, root or self._base)
        if name not in listed:
            await self._ask_for(name)

    async def unload(self, name: str) -> None:
        """Takes it out of the folder. A server that has loaded it goes on listing it until it starts anew."""
        await asyncio.to_thread(shutil.rmtree, self._folder / name, ignore_errors=True)

    async def _models(self) -> list[dict[str, Any]]:
        reply = await self._send("GET", "models")
        if not reply.is_success:
            raise UnavailableError(
                f"The language model's server does not list its models: {reply.status_code}."
            )
        found: list[dict[str, Any]] = reply.json()["data"]
        return found

    async def _ask_for(self, name: str) -> None:
        """One token by the adapter: that is when the server looks into its folder."""
        reply = await self._send("POST", "completions", {"model": name, "prompt": ".", "max_tokens": 1})
        if reply.status_code == httpx.codes.NOT_FOUND:
            raise UnavailableError(_SETUP)
        if not reply.is_success:
            raise UnavailableError(f"The language model's server refused the adapter: {reply.status_code}.")

    async def _send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        try:
            async with httpx.AsyncClient(
                timeout=SECONDS, trust_env=False, headers=self._headers, transport=self._transport
            ) as http:
                return await http.request(method, f"{self._url}/{path}", json=body)
        except httpx.TransportError as error:
            raise UnavailableError("The language model's server does not answer.") from error


def names(folder: Path) -> list[str]:
    """The adapters that are served from a folder."""
    if not folder.is_dir():
        return []
    return sorted(path.parent.name for path in folder.glob(f"[!.]*/{CONFIG}"))


def place(source: Path, target: Path, root: str) -> None:
    """Copies an adapter to where the server looks, as one for `root`: the server takes no other base's.

    It appears whole or not at all. What is there under its name stays: a name has one adapter for ever.
    """
    if target.is_dir():
        return
    config = _config(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=".new-", dir=target.parent))
    try:
        shutil.copytree(source, made / target.name, symlinks=False)
        written = json.dumps(config | {"base_model_name_or_path": root}, indent=2)
        (made / target.name / CONFIG).write_text(written, encoding="utf-8")
        _appear(made / target.name, target)
    except OSError as error:
        raise UnavailableError(
            f"The adapter could not be copied to {target.parent}: {error.strerror}."
        ) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _appear(made: Path, target: Path) -> None:
    """Another process may have been faster: then its copy is the same."""
    try:
        made.rename(target)
    except OSError:
        if not target.is_dir():
            raise


def _config(source: Path) -> dict[str, Any]:
    try:
        config: dict[str, Any] = json.loads((source / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnavailableError(f"No adapter is in {source}, as this machine sees it.") from error
    if config.get("peft_type") != "LORA":
        raise UnavailableError("Only LoRA adapters can be served.")
    return config
