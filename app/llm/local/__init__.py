"""A language model from a file: llama.cpp's own server, in a process of its own beside the service."""

from app.llm.local.client import LocalClient
from app.llm.local.gguf import GgufFile, read_gguf
from app.llm.local.supervisor import LlamaServer

__all__ = ["GgufFile", "LlamaServer", "LocalClient", "read_gguf"]
