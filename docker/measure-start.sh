#!/bin/bash
# Process start to LIVE, CPU time until then, and memory, for several Javas and options, against the simulator and a database.
#   docker/measure-start.sh FOLDER ROUNDS DATABASE_URL JDK17 JDK25
# FOLDER holds the jar and lib/; the archives are made there. Prints one line a run and the medians: seconds, CPU seconds, MiB idle
# (8 s after LIVE), those of them that are not of files, and MiB loaded (15 s of about 100 fills/s).
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/.." && pwd)
folder=$1 rounds=$2 database=$3 jdk17=$4 jdk25=$5
cd "$folder"
cp -r "$source_folder/routes" "$source_folder/application.properties" "$source_folder/jvm.options" "$source_folder/docker/image.options" .
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
http_port=$(free_port) quiet_port=$(free_port) busy_port=$(free_port)
pids=()
trap 'kill -KILL "${pids[@]}" 2> /dev/null || true' EXIT
"$jdk25/bin/java" @jvm.options -Dbalance.log-dir=log-quiet -jar kiwoom-balance-sync.jar simulator --port "$quiet_port" > /dev/null 2>&1 & pids+=($!)
"$jdk25/bin/java" @jvm.options -Dbalance.log-dir=log-busy -jar kiwoom-balance-sync.jar simulator --port "$busy_port" --trade 10 > /dev/null 2>&1 & pids+=($!)

start() { # SIMULATOR PORT, COMMAND: starts the service, waits for LIVE, leaves its pid in $pid and the times in $seconds and $cpu
  local port=$1 began line
  shift
  began=$(date +%s%N)
  exec 4< <(exec env KIWOOM_APP_KEY=x KIWOOM_APP_SECRET=x KIWOOM_ACCOUNT_NO=8112-5100 "KIWOOM_REST_URL=http://127.0.0.1:$port" \
      "KIWOOM_WS_URL=ws://127.0.0.1:$port/api/dostk/websocket" "SUPABASE_DB_URL=$database" "HTTP_PORT=$http_port" DATA_DIR="$PWD/data" \
      MALLOC_ARENA_MAX=1 "$@" 2>&1)
  pid=$!
  while read -r line <&4; do
    if [[ $line == *'session - LIVE'* ]]; then
      seconds=$((($(date +%s%N) - began) / 1000000))
      cpu=$(awk '{print ($14 + $15) * 10}' /proc/"$pid"/stat)
      cat <&4 > /dev/null & pids+=($!)
      return
    fi
  done
  echo "not LIVE: $*" >&2
  exit 1
}
stop() { kill -TERM "$pid"; wait "$pid" 2> /dev/null || true; rm -rf data; }
rss() { awk '/^VmRSS/ {print int($2 / 1024)}' /proc/"$pid"/status; }
# what the kernel cannot take back by dropping pages of files
anon() { awk '/^RssAnon/ {print int($2 / 1024)}' /proc/"$pid"/status; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

declare -A command
common=(@jvm.options -Dbalance.log-dir=log)
jar=(-jar kiwoom-balance-sync.jar)
command[17]="$jdk17/bin/java ${common[*]} ${jar[*]}"
command[17-cds]="$jdk17/bin/java ${common[*]} -XX:SharedArchiveFile=17.jsa ${jar[*]}"
command[25]="$jdk25/bin/java ${common[*]} ${jar[*]}"
command[25-aot]="$jdk25/bin/java ${common[*]} -XX:AOTCache=25.aot ${jar[*]}"
command[image]="$jdk25/bin/java ${common[*]} @image.options -XX:AOTCache=image.aot ${jar[*]}"
variants=(17 17-cds 25 25-aot image)
# MORE="name=options;..." adds variants of JDK 25 with a cache of their own
IFS=';' read -ra more <<< "${MORE:-}"
for each in "${more[@]}"; do
  name=${each%%=*}
  command[$name]="$jdk25/bin/java ${common[*]} ${each#*=} -XX:AOTCache=$name.aot ${jar[*]}"
  variants+=("$name")
done
variants=(${ONLY:-${variants[@]}})

sleep 5
for name in "${variants[@]}"; do
  if [ -n "${TRAINED:-}" ]; then break; fi # the archives are there already
  case $name in
    17 | 25) continue ;;
    17-cds) training=${command[$name]/SharedArchiveFile/ArchiveClassesAtExit} ;;
    *) training=${command[$name]/AOTCache=/AOTCacheOutput=} ;;
  esac
  start "$busy_port" $training
  sleep 3
  stop
done
ls -l ./*.jsa ./*.aot 2> /dev/null | awk '{printf "%s %d MB\n", $9, $5 / 1000000}' || true
echo "load average $(cut -d' ' -f1-3 /proc/loadavg)"
: > runs
for ((round = 0; round < rounds; round++)); do
  for name in "${variants[@]}"; do
    start "$quiet_port" ${command[$name]}
    sleep 8
    echo "$name $seconds $cpu $(rss) $(anon)" | tee -a runs
    stop
  done
done
echo "load average $(cut -d' ' -f1-3 /proc/loadavg)"
printf '%-12s %8s %8s %8s %8s %8s\n' what ms 'CPU ms' idle anon loaded
for name in "${variants[@]}"; do
  start "$busy_port" ${command[$name]}
  sleep 15
  loaded=$(rss)
  stop
  of() { awk -v n="$name" -v c="$1" '$1 == n {print $c}' runs | median; }
  printf '%-12s %8s %8s %8s %8s %8s\n' "$name" "$(of 2)" "$(of 3)" "$(of 4)" "$(of 5)" "$loaded"
done
