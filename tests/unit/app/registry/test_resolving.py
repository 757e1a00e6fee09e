"""Adapters in a folder that the server looks into: what stands there, and when it is asked to look."""

import json
from pathlib import Path

import httpx
import pytest

from app.core.config import Settings
from app.core.errors import UnavailableError
from app.registry.loading import VllmAdapters, configured
from app.registry.resolving import FolderAdapters, names


class Server:
    """vLLM, with a base from a folder; it loads by name what it is told to accept."""

    def __init__(self, status: int = 200) -> None:
        self.asked: list[str] = []
        self.listed = [{"id": "tiny", "root": "/models/tiny-7b"}]
        self._status = status

    def reply(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if request.url.path == "/v1/models":
            return httpx.Response(200, json={"data": self.listed})
        name = json.loads(request.content)["model"]
        if self._status == 200:
            self.listed.append({"id": name, "root": "", "parent": "tiny"})
        return httpx.Response(self._status, json={})

    def adapters(self, folder: Path) -> FolderAdapters:
        return FolderAdapters("http://llm:8000/v1", "tiny", folder, transport=httpx.MockTransport(self.reply))


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    folder = tmp_path / "runs" / "final"
    folder.mkdir(parents=True)
    config = {"peft_type": "LORA", "r": 8, "base_model_name_or_path": "/home/trainer/tiny-7b"}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    (folder / "adapter_model.safetensors").write_bytes(b"weights")
    return folder


async def test_it_stands_under_its_name_for_the_base_that_the_server_has(
    tmp_path: Path, trained: Path
) -> None:
    served, server = tmp_path / "served", Server()
    await server.adapters(served).load("chip-3", str(trained))
    config = json.loads((served / "chip-3" / "adapter_config.json").read_text())
    assert config == {"peft_type": "LORA", "r": 8, "base_model_name_or_path": "/models/tiny-7b"}
    assert (served / "chip-3" / "adapter_model.safetensors").read_bytes() == b"weights"
    assert [path.name for path in served.iterdir()] == names(served) == ["chip-3"]
    assert json.loads((trained / "adapter_config.json").read_text())["base_model_name_or_path"].startswith(
        "/home"
    )
    assert server.asked == ["/v1/models", "/v1/completions"]


async def test_one_that_is_served_is_asked_for_once_and_leaves_its_folder(
    tmp_path: Path, trained: Path
) -> None:
    server = Server()
    adapters = server.adapters(tmp_path / "served")
    await adapters.load("chip-3", str(trained))
    await adapters.load("chip-3", str(trained))
    assert server.asked.count("/v1/completions") == 1
    await adapters.unload("chip-3")
    await adapters.unload("chip-3")
    assert not (tmp_path / "served" / "chip-3").exists()


@pytest.mark.parametrize(
    ("status", "words"), [(404, "VLLM_LORA_RESOLVER_CACHE_DIR"), (400, "refused the adapter: 400")]
)
async def test_a_server_that_does_not_find_it_is_a_sentence(
    tmp_path: Path, trained: Path, status: int, words: str
) -> None:
    with pytest.raises(UnavailableError, match=words):
        await Server(status).adapters(tmp_path / "served").load("chip-3", str(trained))


async def test_what_is_no_lora_adapter_never_reaches_the_folder(tmp_path: Path, trained: Path) -> None:
    adapters = Server().adapters(tmp_path / "served")
    with pytest.raises(UnavailableError, match="No adapter is in"):
        await adapters.load("chip-3", str(tmp_path / "elsewhere"))
    (trained / "adapter_config.json").write_text('{"peft_type": "IA3"}')
    with pytest.raises(UnavailableError, match="Only LoRA"):
        await adapters.load("chip-3", str(trained))
    assert not (tmp_path / "served" / "chip-3").exists()


def test_the_settings_choose_between_folder_and_call(tmp_path: Path) -> None:
    over_http = {"llm_url": "http://llm:8000/v1", "llm_model": "tiny"}
    assert isinstance(configured(Settings(**over_http)), VllmAdapters)
    assert isinstance(configured(Settings(**over_http, llm_adapters=tmp_path)), FolderAdapters)
    assert configured(Settings(llm_url="model.gguf", llm_adapters=tmp_path)) is None
