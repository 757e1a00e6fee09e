"""A language model of a few megabytes, written here: whatever it is asked, it says one sentence.

Its layer adds nothing and its output maps each token to the one that follows it in the sentence, so that
llama.cpp runs a real model with a known answer. Under a grammar it says what the grammar allows.
"""

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

WIDTH = 512
"""Of the embedding: a direction for each token."""
NORMAL, CONTROL, BYTE = 1, 3, 6
"""Kinds of tokens."""
TEMPLATE = "{% for m in messages %}{{ m['content'] }}\n{% endfor %}<|go|>"


def write_gguf(path: Path, sentence: str, name: str = "tiny") -> Path:
    """The file. Each word of the sentence may stand in it once."""
    words = [f"▁{word}" for word in sentence.split()]
    assert len(set(words)) == len(words)
    tokens = ["<unk>", "<s>", "</s>", "<|go|>", *(f"<0x{byte:02X}>" for byte in range(256)), *words]
    kinds = [CONTROL] * 4 + [BYTE] * 256 + [NORMAL] * len(words)
    values = {
        "general.architecture": "llama",
        "general.name": name,
        "llama.context_length": 4096,
        "llama.embedding_length": WIDTH,
        "llama.block_count": 1,
        "llama.feed_forward_length": 32,
        "llama.attention.head_count": 4,
        "llama.attention.head_count_kv": 1,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH // 4,
        "llama.vocab_size": len(tokens),
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": [0.0] * len(tokens),
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": TEMPLATE,
    }
    first = len(tokens) - len(words)
    chain = [3, *range(first, len(tokens)), 2]
    path.write_bytes(_file(values, _tensors(len(tokens), chain)))
    return path


def _tensors(size: int, chain: Sequence[int]) -> dict[str, np.ndarray]:
    """All of them; `chain` are tokens of which each is followed by the next."""
    output = np.zeros((size, WIDTH), np.float32)
    for one, following in pairwise(chain):
        output[following, one] = 10.0
    narrow = WIDTH // 4
    shapes = {
        "attn_q": (WIDTH, WIDTH),
        "attn_k": (narrow, WIDTH),
        "attn_v": (narrow, WIDTH),
        "attn_output": (WIDTH, WIDTH),
        "ffn_gate": (32, WIDTH),
        "ffn_up": (32, WIDTH),
        "ffn_down": (WIDTH, 32),
    }
    layer = {f"blk.0.{name}.weight": np.zeros(shape, np.float32) for name, shape in shapes.items()}
    norms = ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")
    return {
        "token_embd.weight": np.eye(size, WIDTH, dtype=np.float32),
        **{f"{name}.weight": np.ones(WIDTH, np.float32) for name in norms},
        "output.weight": output,
        **layer,
    }


def _file(values: Mapping[str, Any], tensors: Mapping[str, np.ndarray]) -> bytes:
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(values))
    head += b"".join(_string(key) + _typed(value) for key, value in values.items())
    data = b""
    for name, array in tensors.items():
        shape = array.shape[::-1]
        head += _string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        data += _padded(array.tobytes())
    return _padded(head) + data


def _typed(value: Any) -> bytes:
    match value:
        case bool():
            return struct.pack("<I?", 7, value)
        case int():
            return struct.pack("<II", 4, value)
        case float():
            return struct.pack("<If", 6, value)
        case str():
            return struct.pack("<I", 8) + _string(value)
    if isinstance(value[0], int):
        return struct.pack(f"<IIQ{len(value)}i", 9, 5, len(value), *value)  # llama.cpp wants signed ones here
    items = [_typed(item) for item in value]
    return (
        struct.pack("<I", 9) + items[0][:4] + struct.pack("<Q", len(items)) + b"".join(i[4:] for i in items)
    )


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 32)
