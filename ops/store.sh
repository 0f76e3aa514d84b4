#!/usr/bin/env bash
# Where backups are kept: read by the scripts beside it, which all take the place from one variable.
#
#   BACKUP_TARGET=/mnt/backups             a directory, which must exist: an unmounted disk is an error
#   BACKUP_TARGET=s3://bucket/prefix       by the AWS CLI, 2.22 or 1.36 and later (conditional writes), configured by its
#                                          own variables; the role needs GetObject, PutObject, DeleteObject and ListBucket
#
# Objects have names like wal/000000010000000000000001. None is ever overwritten.
set -euo pipefail
umask 077
export LC_ALL=C # names are compared byte by byte

largest_put=5000000000 # bytes; beyond, S3 wants an upload in parts

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 2
}

# usage WANTED ARGUMENTS…: prints the comment at the top of the script unless that many arguments were given.
usage() {
  local wanted=$1
  shift
  if [ $# -ne "$wanted" ] || [ "${1:-}" = --help ]; then
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p;}' "$0" >&2
    exit 64
  fi
  : "${BACKUP_TARGET:?is not set: a directory or s3://bucket/prefix}"
}

stamp() {
  date -u +%Y%m%dT%H%M%SZ
}

in_s3() {
  [[ $BACKUP_TARGET == s3://* ]]
}

# s3api COMMAND NAME OPTIONS…: calls the AWS CLI for one object.
s3api() {
  local command=$1 path=${BACKUP_TARGET#s3://}/$2
  shift 2
  aws s3api "$command" --bucket "${path%%/*}" --key "${path#*/}" "$@" 2>&1
}

# put FILE NAME: keeps the file for good, or finds that it has been kept already; fails if the name is another file's.
put() {
  if in_s3; then
    put_s3 "$@"
  else
    put_local "$@"
  fi
}

put_local() (
  local file=$1 place=$BACKUP_TARGET/$2 folder stage
  folder=${place%/*}
  [ -d "$BACKUP_TARGET" ] || fail "$BACKUP_TARGET isn't there"
  if [ ! -e "$place" ]; then
    [ -d "$folder" ] || { mkdir -p "$folder" && sync "$BACKUP_TARGET"; }
    stage=$(mktemp "$folder/.incoming.XXXXXX")
    trap 'rm -f "$stage"' EXIT
    cp "$file" "$stage"
    sync "$stage"
    # Unlike mv, ln replaces nothing, not even what another process puts there at this moment.
    ln "$stage" "$place" 2>/dev/null || [ -e "$place" ] || fail "$place can't be made a hard link"
  fi
  cmp -s "$file" "$place" || fail "$place exists and is another file"
  # Also if it was there: the crash that made PostgreSQL ask again may have come before its own sync.
  sync "$place" "$folder"
)

put_s3() {
  local file=$1 name=$2 answer
  if [ "$(wc -c <"$file")" -gt "$largest_put" ]; then
    ! answer=$(s3api head-object "$name") || fail "$name exists"
    missing "$answer" || fail "$answer"
    aws s3 cp --only-show-errors "$file" "$BACKUP_TARGET/$name"
  else
    answer=$(s3api put-object "$name" --body "$file" --if-none-match '*') || [[ $answer == *PreconditionFailed* ]] ||
      fail "$answer"
  fi
  aws s3 cp --only-show-errors "$BACKUP_TARGET/$name" - | cmp -s "$file" - || fail "$name exists and is another file"
}

missing() {
  [[ $1 == *NoSuchKey* || $1 == *'(404)'* ]]
}

# get NAME FILE: status 0: done; 1: there is no such object; 2: that can't be told, or copying failed.
get() {
  local name=$1 file=$2 answer
  if in_s3; then
    answer=$(s3api get-object "$name" "$file") && return
    missing "$answer" && return 1
    printf '%s\n' "$answer" >&2
    return 2
  fi
  [ -d "$BACKUP_TARGET" ] || return 2
  [ -e "$BACKUP_TARGET/$name" ] || return 1
  cp "$BACKUP_TARGET/$name" "$file" || return 2
}

# list FOLDER: prints the names of the objects in it, in order.
list() {
  if in_s3; then
    local path=${BACKUP_TARGET#s3://}/$1/
    aws s3api list-objects-v2 --bucket "${path%%/*}" --prefix "${path#*/}" --query 'Contents[].[Key]' --output text |
      sed -n "s|^.*/|$1/|p" | sort
  elif [ -d "$BACKUP_TARGET/$1" ]; then
    find "$BACKUP_TARGET/$1" -type f ! -name '.*' | sed "s|^.*/|$1/|" | sort
  fi
}

remove() {
  if in_s3; then
    aws s3 rm --only-show-errors "$BACKUP_TARGET/$1"
  else
    rm -f "${BACKUP_TARGET:?}/$1"
  fi
}

# rotate FOLDER PREFIX: removes all objects there that begin so, but the newest BACKUP_KEEP.
rotate() {
  local name
  { list "$1" | grep "^$1/$2" || true; } | sort -r | tail -n "+$((${BACKUP_KEEP:-14} + 1))" | while read -r name; do
    remove "$name"
    echo "removed $name"
  done
}
