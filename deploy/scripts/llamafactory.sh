#!/bin/bash
# Proves that LLaMA-Factory itself reads what `chipcite dataset export` writes, and trains on it.
#
#   deploy/scripts/llamafactory.sh EXPORT [ENVIRONMENT]
#
# EXPORT is a folder with a dataset_info.json. LLaMA-Factory lives in an environment of its own, made in
# ENVIRONMENT (by default .llamafactory) where it is not there yet: 3 GB, a few minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
export_folder=$(cd "${1:?name the folder of an export}" && pwd)
environment=${2:-.llamafactory}
if [ ! -x "$environment/bin/llamafactory-cli" ]; then
    uv venv --quiet --python 3.11 "$environment"
    uv pip install --quiet --python "$environment/bin/python" "llamafactory>=0.9.5"
fi
exec "$environment/bin/python" "$here/deploy/scripts/llamafactory_proof.py" "$export_folder"
