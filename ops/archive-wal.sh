#!/usr/bin/env bash
# Archives one file of the write-ahead log; PostgreSQL calls it (archive_command in postgresql.conf).
#
#   archive-wal.sh %p %f
#
#   BACKUP_TARGET   a directory or s3://bucket/prefix; the file becomes wal/%f there
#
# Succeeds only when the file is on the disk (or in S3) and has been compared. Never overwrites: a second server that
# archives to the same place by mistake fails instead of spoiling it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ops/store.sh
. "$here/store.sh"
usage 2 "$@"

[[ $2 =~ ^[0-9A-F]{8}([0-9A-F]{16}(\.partial|\.[0-9A-F]{8}\.backup)?|\.history)$ ]] || fail "$2 isn't a file of the log"
put "$1" "wal/$2"
