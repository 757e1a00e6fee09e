"""The process that runs a GGUF file: llama.cpp's server, until whoever started it goes away.

Its first line of input says what to run; the end of its input is the end of its parent, however that came
about, and then it ends too. It imports nothing of ours, because it is started as a file.
"""

import json
import os
import sys
import threading
from typing import Any

import xllamacpp

CACHE_MIB = 256
"""Memory for prompts that were read before; llama.cpp's own limit is 8 GB."""
BATCH = 256
"""Tokens between two looks at whether anybody still listens: reading of a long prompt can be called off."""


def main() -> None:
    """Serves until the input ends."""
    given = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        server = xllamacpp.Server(_parameters(given))
    except RuntimeError:  # it has written why
        sys.exit(1)
    print(server.listening_address, flush=True)
    threading.Event().wait()


def _parameters(given: dict[str, Any]) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = given["file"]
    parameters.model_alias = {given["name"]}
    parameters.hostnames, parameters.port = ["127.0.0.1"], given["port"]
    parameters.reuse_port = given["reuse_port"]
    parameters.api_keys = [given["key"]]
    parameters.ui = parameters.endpoint_slots = parameters.endpoint_props = False
    parameters.n_ctx, parameters.n_parallel, parameters.kv_unified = given["context"], given["slots"], True
    parameters.cache_ram_mib = CACHE_MIB
    parameters.n_batch = parameters.n_ubatch = BATCH
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = given["threads"]
    parameters.verbosity = given["verbosity"]
    return parameters


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
