#!/usr/bin/env bash
# Dumps a database, for instance daily; keeps the newest dumps.
#
#   dump.sh DATABASE
#
#   BACKUP_TARGET   a directory or s3://bucket/prefix; the dump becomes dumps/DATABASE_STAMP.dump there
#   BACKUP_KEEP     how many dumps of this database are kept (14)
#   PGHOST, PGUSER and so on: how to connect
#   TMPDIR          must have room for the dump
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ops/store.sh
. "$here/store.sh"
usage 1 "$@"

database=$1
[[ $database =~ ^[A-Za-z0-9_-]+$ ]] || fail "a database whose backups have its name is called like webhook_service"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=dumps/${database}_$(stamp).dump

pg_dump -Fc --file "$work/dump" --dbname "$database"
pg_restore --list "$work/dump" >/dev/null
put "$work/dump" "$name"
echo "$name"
rotate dumps "${database}_[0-9TZ]*\.dump$"
