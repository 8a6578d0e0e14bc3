#!/bin/bash
# Makes the cache of loaded and linked classes (JEP 483, 514, 515): one run of the service until it is LIVE and has seen some fills,
# against the simulator and without a database. Used by the Dockerfile in the folder of the jar: train.sh CACHE
set -euo pipefail
cache=$1
work=$(mktemp -d)
simulator_port=9443
http_port=8080

# get PATH: what the service answers
get() {
  local line
  exec 3<>"/dev/tcp/127.0.0.1/$http_port" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3
  while read -r -t 5 line <&3 || [ -n "$line" ]; do
    echo "$line"
  done
  exec 3>&-
}

java @jvm.options -jar kiwoom-balance-sync.jar simulator --port $simulator_port --trade 200 > "$work/simulator" &
simulator=$!
trap 'kill $simulator 2>/dev/null || true' EXIT
until grep -q KIWOOM_WS_URL "$work/simulator"; do
  kill -0 $simulator
  sleep 0.2
done

export KIWOOM_APP_KEY=training KIWOOM_APP_SECRET=training
export SUPABASE_DB_URL=postgresql://training:training@127.0.0.1:1/postgres DATA_DIR=$work HTTP_PORT=$http_port LOG_DIR=$work
for line in $(grep -o 'KIWOOM_[A-Z_]*=.*' "$work/simulator"); do
  export "${line?}"
done
java @jvm.options @image.options -XX:AOTCacheOutput="$cache" -Dbalance.log-dir="$work" -jar kiwoom-balance-sync.jar &
service=$!
for ((i = 0; i < 600; i++)); do
  kill -0 $service
  if get /api/status 2>/dev/null | grep -q '"state" *: *"LIVE"'; then
    break
  fi
  sleep 0.2
done
get /api/status | grep '"state" *: *"LIVE"' > /dev/null || { echo "The training run did not become LIVE" >&2; exit 1; }
for path in /api/positions /observe/health /observe/health/live /observe/metrics /; do
  get $path > /dev/null
done
sleep 3
kill -TERM $service
wait $service
ls -l "$cache"
