#!/bin/sh
# Makes .venv-llamaindex with LlamaIndex's OpenAILike, for the tests. An environment of its own: it needs a
# major version of OpenAI's client before ours.
set -eu

cd "$(dirname "$0")/../.."
[ -x .venv-llamaindex/bin/python ] || .venv/bin/python -m venv .venv-llamaindex
.venv-llamaindex/bin/python -c "import llama_index.llms.openai_like" 2>/dev/null && exit 0
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv
$uv pip install -q --python .venv-llamaindex/bin/python "llama-index-llms-openai-like>=0.8"
