#!/usr/bin/env bash
# Prepares a data directory for recovery to a point in time. Start the server on it afterwards.
#
#   recover.sh DATA_DIRECTORY 2024-01-08T10:00:00Z     everything that had been committed by then (UTC)
#   recover.sh DATA_DIRECTORY latest                   everything that is in the archive
#
# A directory that is missing or empty is filled from the newest base backup that was complete before; one that holds a
# base backup already is taken as it is. Run it as the server's user, on the server's machine.
#
#   BACKUP_TARGET            a directory or s3://bucket/prefix
#   RECOVERY_TARGET_ACTION   what the server does at the target: pause (the default) lets you look; then go on by
#                            SELECT pg_wal_replay_resume(), or stop it, and recover anew to another time. Or promote.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ops/store.sh
. "$here/store.sh"
usage 2 "$@"

data=$1
time=$2
action=${RECOVERY_TARGET_ACTION:-pause}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[[ $time == latest || $time =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$ ]] ||
  fail "the time is written like 2024-01-08T10:00:00Z, in UTC, or it is latest; not $time"
[[ $action =~ ^(pause|promote|shutdown)$ ]] || fail "RECOVERY_TARGET_ACTION is pause, promote or shutdown"
# They become part of a command in PostgreSQL's configuration.
[[ $here$BACKUP_TARGET =~ ^[A-Za-z0-9_./:@+-]+$ ]] || fail "paths must do without spaces and special characters"

# Prints the newest base backup that was complete before the target time.
newest_base() {
  local until=99999999T999999Z
  if [ "$time" != latest ]; then
    until=$(tr -d ':-' <<<"${time%%[.Z]*}")Z
  fi
  list base | awk -v until="$until" '{split($0, part, /[\/_]/)} part[2] < until {newest = $0} END {print newest}'
}

if [ ! -e "$data" ] || [ -z "$(ls -A "$data")" ]; then
  base=$(newest_base)
  [ -n "$base" ] || fail "no base backup in $BACKUP_TARGET was complete before $time"
  get "$base" "$work/base.tar.gz" || fail "$base can't be had"
  mkdir -p "$data"
  tar -xzof "$work/base.tar.gz" -C "$data" # o: the files become the user's who runs this
  echo "unpacked $base"
fi
[ -e "$data/backup_label" ] || fail "$data isn't a base backup: it has no backup_label"
[ ! -e "$data/postmaster.pid" ] || fail "$data has a postmaster.pid: stop the server, or remove what was copied with it"

# An earlier recovery's target must not come along.
settings=$data/postgresql.auto.conf
{ grep -vE '^(restore_command|recovery_target)' "$settings" 2>/dev/null || true; } >"$work/settings"
{
  printf "restore_command = 'BACKUP_TARGET=%s %s/restore-wal.sh \"%%f\" \"%%p\"'\n" "$BACKUP_TARGET" "$here"
  if [ "$time" != latest ]; then
    # PostgreSQL knows no letters for a zone here.
    printf "recovery_target_time = '%s+00'\nrecovery_target_action = '%s'\n" "${time%Z}" "$action"
  fi
} >>"$work/settings"
cp "$work/settings" "$settings"
touch "$data/recovery.signal"
chmod 700 "$data"
echo "$data is ready: start the server on it; once it is promoted, run after-restore.sql before any dispatcher starts"
