#!/bin/sh
# macOS: a double click on it opens a window and starts the service in it.
exec "$(dirname -- "$0")/balance-sync"
