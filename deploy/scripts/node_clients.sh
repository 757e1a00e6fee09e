#!/bin/sh
# Installs OpenAI's Node client and the AI SDK into tests/node/node_modules, for tests of what IDEs use.
# Node itself (20 or later) is the machine's. Exit status 3: there is none.
set -eu

cd "$(dirname "$0")/../../tests/node"
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "node and npm are needed" >&2
    exit 3
fi
# The lock has checksums and no addresses: it installs from whatever registry npm is set up for.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
    touch node_modules/.package-lock.json
fi
