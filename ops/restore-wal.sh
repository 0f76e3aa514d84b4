#!/usr/bin/env bash
# Fetches one file of the write-ahead log during recovery; PostgreSQL calls it (restore_command, which recover.sh writes).
#
#   restore-wal.sh %f %p
#
#   BACKUP_TARGET   a directory or s3://bucket/prefix
#
# Status 1 says that the file isn't in the archive, which PostgreSQL takes for the end of the log. If the archive can't be
# reached, that would end recovery too early: then the status is 200, at which PostgreSQL stops.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ops/store.sh
. "$here/store.sh"
usage 2 "$@"

status=0
get "wal/$1" "$2" || status=$?
[ "$status" -lt 2 ] || exit 200
exit "$status"
