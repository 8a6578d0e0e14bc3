#!/bin/bash
# Builds the image without a Docker engine and runs it as docker-compose.yml would: an ordinary user, a read-only root, /data and /tmp.
# Not part of CI. As root on Debian with buildah, debootstrap, postgresql, JDK 25 and Maven: docker/check-image.sh [WORK FOLDER]
# The base images are assembled here under the names that the Dockerfile uses. JDK=... MAVEN=... say where those two are.
set -euo pipefail
cd "$(dirname "$0")/.."
work=${1:-/tmp/check-image}
jdk=${JDK:-/usr/lib/jvm/temurin-25-jdk-amd64}
maven=${MAVEN:-/usr/share/maven}
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
buildah=(buildah --root "$work/storage" --runroot "$work/run")
mkdir -p "$work"
pids=()

ok() { printf '%-8s %s\n' ok "$*"; }
fail() { printf '%-8s %s\n' FAILED "$*"; tail -30 "$work"/*.log | cut -c1-300; exit 1; }
# waits at most 60 s
until_true() { for ((n = 0; n < 600; n++)); do "$@" > /dev/null 2>&1 && return; sleep 0.1; done; fail "waited for: $*"; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# --- base images -----------------------------------------------------------------------------------------------------------------
base() { # NAME FOLDER [CONFIG]: a folder becomes an image
  "${buildah[@]}" images --quiet "localhost/$1" > /dev/null 2>&1 && return
  local container
  container=$("${buildah[@]}" from scratch)
  "${buildah[@]}" copy --quiet "$container" "$2" / > /dev/null
  "${buildah[@]}" config "${@:3}" "$container"
  "${buildah[@]}" commit --quiet --rm "$container" "localhost/$1" > /dev/null
}

if [ ! -e "$work/debian/etc/debian_version" ]; then
  debootstrap --variant=minbase trixie "$work/debian" > "$work/debootstrap.log"
fi
# what the slim image leaves out
rm -rf "$work"/debian/usr/share/{doc,man,info,locale,lintian}/* "$work"/debian/var/{cache/apt,lib/apt/lists}/*
if [ ! -e "$work/maven/opt/java" ]; then
  cp -a "$work/debian" "$work/maven"
  mkdir -p "$work/maven/opt/java" "$work/maven/usr/share/maven"
  cp -a "$jdk" "$work/maven/opt/java/openjdk"
  if [ -L "$jdk/lib/security/cacerts" ]; then
    cp --remove-destination -L "$jdk/lib/security/cacerts" "$work/maven/opt/java/openjdk/lib/security/cacerts"
  fi
  cp -rL "$maven/." "$work/maven/usr/share/maven/"
  ln -s /usr/share/maven/bin/mvn "$work/maven/usr/bin/mvn"
fi
path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
base debian:13-slim "$work/debian" --env PATH=$path
base maven:3.9-eclipse-temurin-25 "$work/maven" --env PATH=/opt/java/openjdk/bin:$path --env JAVA_HOME=/opt/java/openjdk

# --- build -----------------------------------------------------------------------------------------------------------------------
mkdir -p "$HOME/.m2/repository"
"${buildah[@]}" build --format docker --pull-never --layers=false --volume "$HOME/.m2/repository:/root/.m2/repository" \
    --tag kiwoom-balance-sync . > "$work/build.log" 2>&1 || fail build
ok "built $(grep -cE '^\[[0-9]/[0-9]\] STEP' "$work/build.log") steps"
container=$("${buildah[@]}" from --pull-never localhost/kiwoom-balance-sync)
root=$("${buildah[@]}" mount "$container")
config=$("${buildah[@]}" inspect --type image localhost/kiwoom-balance-sync)
is() { # JSON PATH, VALUE
  [ "$(jq -c ".Docker.config.$1" <<< "$config")" = "$2" ] && ok "$1 $2" || fail "$1 is $(jq -c ".Docker.config.$1" <<< "$config")"
}
is User '"10001:10001"'
is StopSignal '"SIGTERM"'
is Volumes '{"/data":{}}'
is Healthcheck.Test '["CMD","bash","/usr/local/bin/healthcheck"]'
mapfile -t entrypoint < <(jq -r '.Docker.config.Entrypoint[]' <<< "$config")
mapfile -t image_env < <(jq -r '.Docker.config.Env[]' <<< "$config")

# --- run -------------------------------------------------------------------------------------------------------------------------
# limit NAME: the memory limit of docker-compose.yml, kept by the kernel; tells the cgroup
limit() {
  local group=/sys/fs/cgroup/check-image-$1 file=memory.max
  if [ -d /sys/fs/cgroup/memory ]; then group=/sys/fs/cgroup/memory/check-image-$1 file=memory.limit_in_bytes; fi
  if [ "${2:-}" = new ] && [ -d "$group" ]; then rmdir "$group"; fi
  mkdir -p "$group"
  echo $((256 * 1024 * 1024)) > "$group/$file"
  echo "$group"
}
# in_image NAME [VARIABLE=VALUE ...] -- COMMAND: as pid 1 of its own, log in NAME.log, /data in NAME.data
in_image() {
  local name=$1 given=()
  shift
  while [ "$1" != -- ]; do given+=("$1"); shift; done
  shift
  install -d -o 10001 -g 10001 "$work/$name.data"
  echo "$BASHPID" > "$(limit "$name" new)/cgroup.procs"
  ROOT=$root DATA=$work/$name.data ROUTES=$work/routes exec setsid unshare --mount --pid --fork --propagation private bash -c '
    mount --bind "$ROOT" "$ROOT"
    mount -o remount,bind,ro "$ROOT"
    mount -t proc proc "$ROOT/proc"
    mount --rbind /dev "$ROOT/dev"
    mount -t tmpfs -o size=16m,mode=1777 tmpfs "$ROOT/tmp"
    mount --bind "$DATA" "$ROOT/data"
    mount --bind "$ROUTES" "$ROOT/app/routes" && mount -o remount,bind,ro "$ROOT/app/routes"
    cd "$ROOT" && exec setpriv --no-new-privs chroot --userspec=10001:10001 "$ROOT" /usr/bin/env --ignore-environment --chdir=/app "$@"
  ' in_image "${image_env[@]}" TZ=Asia/Seoul "${given[@]}" "$@" >> "$work/$name.log" 2>&1
}
# pid_of PARENT: unshare forks the process that is pid 1 in there
pid_of() { pgrep -P "$1"; }
end() { for p in "${pids[@]}"; do kill -KILL "$(pid_of "$p")" 2> /dev/null || kill -KILL "$p" 2> /dev/null || true; done
  [ ! -e "$work/pg/postmaster.pid" ] || runuser -u postgres -- "$pg/pg_ctl" -D "$work/pg" -m fast stop > /dev/null || true
  "${buildah[@]}" rm "$container" > /dev/null || true; }
trap end EXIT

rm -rf "$work"/{pg,routes} "$work"/*.data "$work"/{simulator,service,refused}.log
cp -r routes "$work/routes"
chmod -R a+rX "$work/routes"
pg=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
pg_port=$(free_port) kiwoom_port=$(free_port) http_port=$(free_port)
install -d -o postgres "$work/pg"
chmod a+rx "$work"
runuser -u postgres -- "$pg/initdb" -D "$work/pg" -A trust > "$work/initdb.log" 2>&1 || fail initdb
runuser -u postgres -- "$pg/pg_ctl" -D "$work/pg" -o "-p $pg_port -k '' -c listen_addresses=127.0.0.1" -l "$work/pg/log" -w start > /dev/null
database=postgresql://postgres@127.0.0.1:$pg_port/postgres

in_image simulator -- "${entrypoint[@]}" simulator --port "$kiwoom_port" --trade 500 & pids+=($!)
until_true grep -q KIWOOM_WS_URL "$work/simulator.log"

settings=(KIWOOM_APP_KEY=check KIWOOM_APP_SECRET=check KIWOOM_ACCOUNT_NO=8112-5100 "KIWOOM_REST_URL=http://127.0.0.1:$kiwoom_port"
    "KIWOOM_WS_URL=ws://127.0.0.1:$kiwoom_port/api/dostk/websocket" "SUPABASE_DB_URL=$database" "HTTP_PORT=$http_port")
code=0
(in_image refused "${settings[@]}" HTTP_HOST=0.0.0.0 -- "${entrypoint[@]}" run) || code=$?
[ $code = 2 ] && ok "without a password 0.0.0.0 is refused: $(grep -m1 HTTP_HOST "$work/refused.log" | cut -c1-100)" || fail "0.0.0.0 ended with $code"

# AOTMode=on: a cache that does not fit ends the JVM instead of being left out
began=$(date +%s%N)
in_image service "${settings[@]}" JAVA_TOOL_OPTIONS=-XX:AOTMode=on -- "${entrypoint[@]}" run & service=$! && pids+=($!)
until_true grep -q 'session - LIVE' "$work/service.log"
ok "LIVE after $((($(date +%s%N) - began) / 1000000)) ms with the cache in use, load average $(cut -d' ' -f1-3 /proc/loadavg)"
pid=$(pid_of $service)
grep -q '+09:00 INFO  k.session - LIVE' "$work/service.log" && ok "TZ=Asia/Seoul: +09:00 in the log" || fail "time zone"
[ "$(awk '/^Uid/ {print $2}' /proc/"$pid"/status)" = 10001 ] && ok "uid 10001, pid 1 in its container" || fail uid
rows() { psql -qAt "$database" -c "$1"; }
traded() { [ "$(rows 'select count(*) from kw_portfolio')" -gt 0 ]; }
until_true traded
ok "kw_portfolio: $(rows 'select count(*) from kw_portfolio') rows, kw_account_balance: $(rows 'select count(*) from kw_account_balance')"

health() { nsenter -t "$pid" -m -p chroot --userspec=10001:10001 "/proc/$pid/root" /usr/bin/env -i HTTP_PORT="$1" bash /usr/local/bin/healthcheck "${@:2}" 2> /dev/null; }
health "$http_port" && ok "healthcheck 0 while it runs" || fail healthcheck
if health "$(free_port)"; then fail "healthcheck of a port that nobody serves"; else ok "healthcheck 1 where nobody answers"; fi

doctor() { nsenter -t "$pid" -m -p chroot --userspec=10001:10001 "/proc/$pid/root" /usr/bin/env -i "${image_env[@]}" "${settings[@]}" /usr/local/bin/doctor "$@"; }
doctor > "$work/doctor.txt" && ok "doctor beside the service: $(head -1 "$work/doctor.txt")" || fail "doctor: $(head -1 "$work/doctor.txt")"

sed -i 's/^\( *description: .*\)$/\1 /' "$work/routes/balance.camel.yaml"
until_true grep -q 'balance.camel.yaml reloaded' "$work/service.log"
ok "an edited route file is taken into use: $(grep -o 'balance.camel.yaml reloaded.*' "$work/service.log" | head -1)"

if nsenter -t "$pid" -m chroot "/proc/$pid/root" touch /app/x 2> /dev/null; then fail "the root can be written"; fi
grep -i 'read-only\|permission denied' "$work/service.log" && fail "something is written elsewhere" || ok "the root is read-only, and nobody minds"
ok "in /data: $(cd "$work/service.data" && find . -type f | tr '\n' ' ')"
ok "in /tmp: $(find "/proc/$pid/root/tmp" -mindepth 1 -printf '%P ')"
sleep 15
group=$(limit service)
ok "the kernel counts at most $(($(cat "$group"/memory.peak "$group"/memory.max_usage_in_bytes 2> /dev/null) / 1024 / 1024)) of 256 MiB, without pages of files that others have read first"
ok "$(awk '/^(VmRSS|RssAnon|RssFile)/ {printf "%s %d MiB  ", $1, $2 / 1024}' /proc/"$pid"/status)"

began=$(date +%s%N) code=0
kill -TERM "$pid"
wait $service || code=$?
[ $code = 0 ] && ok "SIGTERM: ended with 0 after $((($(date +%s%N) - began) / 1000000)) ms" || fail "SIGTERM: ended with $code"

size() { du -sm --apparent-size "$@" | awk '{printf "%s %d MB  ", $2, $1}'; }
ok "size: $(cd "$root" && size usr opt/jre app/lib app/*.jar app/*.aot .)"
