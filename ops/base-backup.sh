#!/usr/bin/env bash
# Takes a base backup of the whole server, for instance weekly: recovery to a point in time begins with one. Keeps the
# newest ones, and of the archived log what they need.
#
#   base-backup.sh
#
#   BACKUP_TARGET   a directory or s3://bucket/prefix; the backup becomes base/STAMP_SEGMENT.tar.gz there
#   BACKUP_KEEP     how many base backups are kept (4)
#   PGHOST, PGUSER and so on: how to connect; the role needs REPLICATION
#   TMPDIR          must have room for the backup
#
# The server must archive (archive-wal.sh) and have no tablespaces of its own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ops/store.sh
. "$here/store.sh"
usage 0 "$@"

BACKUP_KEEP=${BACKUP_KEEP:-4}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Without the log, which the archive has; it returns when that has the last segment.
pg_basebackup --pgdata - --format tar --wal-method none --checkpoint fast | gzip >"$work/base.tar.gz"
segment=$(tar -xzOf "$work/base.tar.gz" backup_label | sed -n 's/^START WAL LOCATION.*(file \([0-9A-F]*\))$/\1/p')
# The stamp is the backup's end: recovery can't stop before it.
name=base/$(stamp)_$segment.tar.gz
put "$work/base.tar.gz" "$name"
echo "$name"
rotate base '[0-9]'

oldest=$(list base | sed -n 1p)
oldest=${oldest##*_}
list wal | while read -r name; do
  file=${name#wal/}
  # The first 8 digits are the timeline, which says nothing about the order.
  if [[ $file =~ ^[0-9A-F]{24} && ${file:8:16} < ${oldest:8:16} ]]; then
    remove "$name"
  fi
done
