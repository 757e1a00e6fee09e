#!/usr/bin/env bash
# Makes .venv-finetune: the environment of `chipcite train`, `chipcite evaluate` and their tests, with torch, peft and
# trl, this package itself, and llama.cpp's converters in share/llama.cpp.
#   deploy/scripts/finetune.sh          about a minute on a new machine, nothing when it is done already
#   deploy/scripts/finetune.sh --gpu    also bitsandbytes and deepspeed, for QLoRA and ZeRO
# On a machine without a GPU, TORCH_INDEX may name an index of torch's CPU builds; the default one has none.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
venv="$root/.venv-finetune"
bin="$venv/bin"
converters="$venv/share/llama.cpp"
# The converters of llama.cpp are in no package of their own; this one carries them unchanged in its source.
llama_cpp="llama-cpp-python==0.3.36"
more=()
[ "${1:-}" = --gpu ] && more=(bitsandbytes deepspeed)

say() { echo "finetune.sh: $*" >&2; }
requirements() { sed -n '/^dependencies/,/^\[project.scripts/p' "$root/pyproject.toml"; }
fingerprint() { { requirements; cat "$0"; echo "${more[*]-}" "${TORCH_INDEX:-}"; } | cksum; }

install_packages() {
  "${PYTHON:-python3}" -m venv --clear "$venv"
  "$bin/python" -m pip install -q --disable-pip-version-check uv
  # The same torch as vLLM's environment, so that the two share its files.
  "$bin/uv" pip install -q --python "$bin/python" ${TORCH_INDEX:+--index "$TORCH_INDEX"} torch==2.13.0
  "$bin/uv" pip install -q --python "$bin/python" -e "$root[finetune,llm]" "${more[@]}"
}

install_converters() {
  local got
  got="$(mktemp -d)"
  "$bin/uv" pip install -q --python "$bin/python" scikit-build-core
  "$bin/python" -m pip download -q --disable-pip-version-check --no-deps --no-build-isolation \
    --no-binary llama-cpp-python -d "$got" "$llama_cpp"
  mkdir -p "$converters"
  tar -xzf "$got"/*.tar.gz -C "$converters" --strip-components=3 --wildcards \
    '*/vendor/llama.cpp/convert_*.py' '*/vendor/llama.cpp/conversion/*' '*/vendor/llama.cpp/gguf-py/*' \
    '*/vendor/llama.cpp/LICENSE'
  rm -rf "$got"
}

exec 9>"$root/.venv-finetune.lock"
flock 9
[ "$(cat "$venv/.done" 2>/dev/null)" = "$(fingerprint)" ] && exit 0
say "installing"
install_packages 9>&-
install_converters 9>&-
fingerprint >"$venv/.done"
