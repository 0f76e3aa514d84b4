#!/usr/bin/env bash
# Copies what Redis holds, as an RDB file. Nothing depends on it: what is lost with Redis is built again from PostgreSQL.
#
#   redis-dump.sh HOST PORT
#
#   BACKUP_TARGET    a directory or s3://bucket/prefix; the copy becomes redis/STAMP.rdb there
#   BACKUP_KEEP      how many copies are kept (14)
#   REDISCLI_AUTH    the password, as redis-cli knows it
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ops/store.sh
. "$here/store.sh"
usage 2 "$@"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=redis/$(stamp).rdb
redis-cli -h "$1" -p "$2" --rdb "$work/dump.rdb" >&2
[ "$(head -c 5 "$work/dump.rdb")" = REDIS ] || fail "what Redis sent isn't an RDB file"
put "$work/dump.rdb" "$name"
echo "$name"
rotate redis '[0-9]'
