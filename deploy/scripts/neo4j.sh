#!/usr/bin/env bash
# Starts a private Neo4j (the real server, Community) on 127.0.0.1 for tests and trials, and prints its Bolt URL.
#   deploy/scripts/neo4j.sh [start]  start it (fetches its jars with Maven the first time)
#   deploy/scripts/neo4j.sh stop     stop it; its data stays
#   deploy/scripts/neo4j.sh kill     end it at once, as a crash would
# Quick when it runs already; any user and password are accepted.
# CHIPCITE_NEO4J_HOME and CHIPCITE_NEO4J_PORT choose another server.
set -euo pipefail

home="${CHIPCITE_NEO4J_HOME:-${TMPDIR:-/tmp}/chipcite-neo4j-$(id -u)}"
version=5.26.30

if ! command -v java >/dev/null; then
  echo "neo4j.sh: Java 17 or newer is not installed; on Debian: apt-get install openjdk-17-jre-headless" >&2
  exit 3
fi

mkdir -p "$home"/{conf,data,logs,run,import,plugins}
# Two test runs may start it at once: one does the work, the other waits and finds it running.
exec 9>"$home/.lock"
flock 9

running() { [ -f "$home/pid" ] && kill -0 "$(cat "$home/pid")" 2>/dev/null; }

case "${1:-start}" in
  stop | kill)
    if running; then
      kill "-$([ "$1" = kill ] && echo KILL || echo TERM)" "$(cat "$home/pid")"
      while running; do sleep 0.1; done
    fi
    rm -f "$home/pid"
    exit 0
    ;;
esac

if [ ! -f "$home/lib/.$version" ]; then
  if ! command -v mvn >/dev/null; then
    echo "neo4j.sh: Maven is not installed; on Debian: apt-get install maven" >&2
    exit 3
  fi
  echo "neo4j.sh: fetching Neo4j $version" >&2
  cat >"$home/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>chipcite</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
  mvn -q -B -f "$home/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$home/lib" 9>&- >&2
  touch "$home/lib/.$version"
fi

if ! running; then
  port="${CHIPCITE_NEO4J_PORT:-$(cat "$home/port" 2>/dev/null || true)}"
  if [ -z "$port" ]; then
    port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
  fi
  # The same port after a stop or a crash: clients that wait for the server find it again.
  echo "$port" >"$home/port"
  cat >"$home/conf/neo4j.conf" <<CONF
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:$port
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.heap.initial_size=${CHIPCITE_NEO4J_HEAP:-512m}
server.memory.heap.max_size=${CHIPCITE_NEO4J_HEAP:-512m}
server.memory.pagecache.size=${CHIPCITE_NEO4J_PAGECACHE:-128m}
# Private to this machine, for tests and trials and for nothing else: any password is accepted.
dbms.security.auth_enabled=false
CONF
  setsid java "-Xmx${CHIPCITE_NEO4J_HEAP:-512m}" -cp "$home/lib/*" org.neo4j.server.CommunityEntryPoint \
    --home-dir="$home" --config-dir="$home/conf" 9>&- >"$home/logs/console.log" 2>&1 &
  echo $! >"$home/pid"
fi

port="$(cat "$home/port")"
for _ in $(seq 600); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
  if ! running; then
    tail -n 20 "$home/logs/console.log" >&2
    exit 1
  fi
  sleep 0.2
done
echo "bolt://127.0.0.1:$port"
