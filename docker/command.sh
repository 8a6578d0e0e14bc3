#!/bin/bash
# Installed as doctor and as notify: docker compose exec balance-sync doctor; docker compose exec balance-sync notify --test.
# A second JVM beside the service, in the same memory limit, with the cache of the image, which wants the image's options.
cd /app || exit 1
exec java @jvm.options @image.options -XX:AOTCache=balance-sync.aot -jar kiwoom-balance-sync.jar "$(basename "$0")" "$@"
