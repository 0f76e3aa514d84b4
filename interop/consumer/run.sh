#!/usr/bin/env bash
# Compiles and runs a stranger's project against published artifacts, from a local repository that starts empty:
#
#   run.sh REPOSITORY     a folder that `mvn deploy -DaltDeploymentRepository=…::file://REPOSITORY` has filled
#
# Then the same with the lines that README.md shows first in the place of the project's own: what a reader copies must
# work as it stands.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$1" && pwd)
readme=$here/../../README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() {
  local name=$1 sources=$2
  mkdir -p "$work/$name"
  cp "$here/pom.xml" "$work/$name/pom.xml"
  (cd "$work/$name" && mvn -B -q -ntp -Dmaven.repo.local="$work/m2" -Dwebhook.repository="file://$repository" \
    -Dmain.sources="$sources" compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt)
}

run() {
  local name=$1 main=$2
  (cd "$work/$name" && timeout 60 java -cp "target/classes:$(cat target/classpath.txt)" "$main" </dev/null)
}

build plain "$here/src/main/java"
run plain Main

# README.md's first Java block, sent to a receiver on this machine as the README itself says how.
awk '/^```java/ {inside = 1; next} /^```/ {if (inside) exit} inside' "$readme" |
  sed -e 's|"https://example.com/hooks"|url|' \
    -e 's|^\( *\)\(\.storage(.*\)$|\1\2\n\1.addressPolicy(AddressPolicy.unsafeForTests())|' >"$work/readme.txt"
grep -q 'url(url)' "$work/readme.txt" || {
  echo "README.md's first Java block registers no endpoint at https://example.com/hooks" >&2
  exit 1
}
mkdir -p "$work/readme-sources"
awk -v readme="$work/readme.txt" '
  /README start/ {while ((getline line < readme) > 0) print line; skip = 1}
  !skip {print}
  /README end/ {skip = 0}' "$here/src/main/java/Main.java" >"$work/readme-sources/Main.java"
build readme "$work/readme-sources"
run readme Main
