#!/usr/bin/env bash
# Starts a private PostgreSQL on 127.0.0.1 for tests and trials, and prints its URL.
#   deploy/scripts/postgres.sh [start]  start it (installs Debian's packages if they are missing and we are root)
#   deploy/scripts/postgres.sh stop     stop it; its data stays
# Quick when it runs already. CHIPCITE_POSTGRES_HOME and CHIPCITE_POSTGRES_PORT choose another cluster.
set -euo pipefail

home="${CHIPCITE_POSTGRES_HOME:-${TMPDIR:-/tmp}/chipcite-postgres-$(id -u)}"
port="${CHIPCITE_POSTGRES_PORT:-}"

find_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

programs="$(find_programs)"
if [ -z "$programs" ] && command -v initdb >/dev/null; then programs="$(dirname "$(command -v initdb)")"; fi
if [ -z "$programs" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "postgres.sh: installing PostgreSQL" >&2
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql) >&2
  programs="$(find_programs)"
fi
if [ -z "$programs" ]; then
  echo "postgres.sh: PostgreSQL is not installed; on Debian: apt-get install postgresql" >&2
  exit 3
fi

# The server refuses to run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

mkdir -p "$home"
if [ "$(id -u)" = 0 ]; then chown postgres "$home"; fi

# Two test runs may start it at once: one does the work, the other waits and finds it running.
exec 9>"$home/.lock"
flock 9

data="$home/data"
if [ "${1:-start}" = stop ]; then
  [ ! -f "$data/postmaster.pid" ] || as_owner "$programs/pg_ctl" -D "$data" -m fast -w stop 9>&- >&2
  exit 0
fi

if [ ! -f "$data/PG_VERSION" ]; then
  rm -rf "$data"
  as_owner "$programs/initdb" -D "$data" -U chipcite -A trust -E UTF8 --locale=C --no-sync 9>&- >/dev/null
fi

if ! as_owner "$programs/pg_ctl" -D "$data" status 9>&- >/dev/null 2>&1; then
  if [ -z "$port" ]; then
    port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
  fi
  # Not flushing to disk is right for tests and trials, and for nothing else.
  as_owner "$programs/pg_ctl" -D "$data" -l "$home/log" -w -t 60 \
    -o "-h 127.0.0.1 -p $port -c fsync=off -c unix_socket_directories= -c max_connections=200" start 9>&- >/dev/null
fi

# Line 4 of the pid file is the port.
echo "postgresql://chipcite@127.0.0.1:$(sed -n 4p "$data/postmaster.pid")/postgres"
