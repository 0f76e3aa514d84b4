#!/usr/bin/env bash
# Restores a dump into a database that it creates, and makes that ready for dispatchers (after-restore.sql).
#
#   restore-dump.sh NAME DATABASE     NAME as dump.sh printed it: dumps/webhook_service_20240108T020000Z.dump
#
#   BACKUP_TARGET    a directory or s3://bucket/prefix
#   WEBHOOK_SCHEMA   the schema of the webhook tables (public)
#   JOBS             how many connections restore at once (1)
#   PGHOST, PGUSER and so on: how to connect; the roles that own the tables must exist
#   TMPDIR           must have room for the dump
#
# If it fails, drop the database before the next try.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ops/store.sh
. "$here/store.sh"
usage 2 "$@"

database=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

get "$1" "$work/dump" || fail "$1 can't be had from $BACKUP_TARGET"
createdb --template template0 "$database"
pg_restore --exit-on-error --jobs "${JOBS:-1}" --dbname "$database" "$work/dump"
PGOPTIONS="-c search_path=${WEBHOOK_SCHEMA:-public}" \
  psql -X -q -v ON_ERROR_STOP=1 --dbname "$database" --file "$here/after-restore.sql"
psql -X -q -v ON_ERROR_STOP=1 --dbname "$database" --command ANALYZE
