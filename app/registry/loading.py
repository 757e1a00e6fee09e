"""Puts adapters into a running vLLM and takes them out: by its calls for that, or by a folder."""

from typing import Protocol

import httpx

from app.core.config import Settings
from app.core.errors import UnavailableError
from app.registry.resolving import FolderAdapters

SECONDS = 120.0
"""A large adapter is read from a slow disk."""
_THERE = "already been loaded"
_GONE = "cannot be found"


class AdapterServer(Protocol):
    """What loads adapters."""

    async def load(self, name: str, path: str) -> None:
        """Makes an adapter answer under its name."""
        ...

    async def unload(self, name: str) -> None:
        """Frees its room."""
        ...


class VllmAdapters:
    """A vLLM that was started with `VLLM_ALLOW_RUNTIME_LORA_UPDATING=True`."""

    def __init__(self, url: str, key: str = "", transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = f"{url.rstrip('/').removesuffix('/v1')}/v1"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._transport = transport

    async def load(self, name: str, path: str) -> None:
        """One that is loaded already stays as it is."""
        await self._call("load_lora_adapter", {"lora_name": name, "lora_path": path}, _THERE)

    async def unload(self, name: str) -> None:
        """One that is not there is gone already."""
        await self._call("unload_lora_adapter", {"lora_name": name}, _GONE)

    async def _call(self, path: str, body: dict[str, str], harmless: str) -> None:
        try:
            async with httpx.AsyncClient(
                timeout=SECONDS, trust_env=False, headers=self._headers, transport=self._transport
            ) as http:
                reply = await http.post(f"{self._url}/{path}", json=body)
        except httpx.TransportError as error:
            raise UnavailableError("The language model's server does not answer.") from error
        if reply.is_success or harmless in reply.text:
            return
        if reply.status_code == httpx.codes.NOT_FOUND and path.startswith("load") and "detail" in reply.text:
            raise UnavailableError(
                "The language model's server loads no adapters at run time: start vLLM with --enable-lora "
                "and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True."
            )
        raise UnavailableError(f"The language model's server refused the adapter: {reply.status_code}.")


def configured(settings: Settings) -> AdapterServer | None:
    """What loads adapters: the server over HTTP, by its folder where one is configured."""
    if "://" not in settings.llm_url:
        return None
    if settings.llm_adapters is not None:
        return FolderAdapters(
            settings.llm_url, settings.llm_model, settings.llm_adapters, settings.llm_api_key
        )
    return VllmAdapters(settings.llm_url, settings.llm_api_key)
