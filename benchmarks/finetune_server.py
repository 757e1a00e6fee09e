"""llama.cpp's own HTTP server for one GGUF, with one thread; writes its address into a file.

.venv-finetune/bin/python -m benchmarks.finetune_server MODEL.gguf ADDRESS_FILE [ADAPTER.gguf]
"""

import sys
import time
from pathlib import Path

import xllamacpp


def main() -> None:
    """Serves until it is ended."""
    wish = xllamacpp.CommonParams()
    wish.model.path, wish.n_ctx, wish.n_parallel = sys.argv[1], 2048, 1
    wish.cpuparams.n_threads = wish.cpuparams_batch.n_threads = 1
    if adapter := sys.argv[3:]:
        one = xllamacpp.CommonAdapterLoraInfo()
        one.path, one.scale = adapter[0], 1.0
        wish.lora_adapters = [one]
    server = xllamacpp.Server(wish)
    Path(sys.argv[2]).write_text(server.listening_address, encoding="utf-8")
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
