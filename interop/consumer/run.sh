#!/usr/bin/env bash
# Compiles and runs a stranger's project against published artifacts, from a local repository that starts empty:
#
#   run.sh REPOSITORY     a folder that `mvn deploy -DaltDeploymentRepository=…::file://REPOSITORY` has filled
#
# If README.md has a Java block with a class of its own and a main method, that is compiled too: the first thing a
# reader copies must work as it stands.
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

if [ -f "$readme" ]; then
  mkdir -p "$work/readme-sources"
  # The first ```java block with a main method, without its fence.
  awk '/^```java/ {inside = 1; block = ""; next}
       /^```/ {if (inside && block ~ /static void main\(/) {printf "%s", block; exit} inside = 0}
       inside {block = block $0 "\n"}' "$readme" >"$work/snippet.java"
  main=$(sed -nE 's/^(public )?(final )?class ([A-Za-z0-9_]+).*/\3/p' "$work/snippet.java" | head -n 1)
  if [ -z "$main" ]; then
    echo "README.md has no Java block with a class and a main method" >&2
    exit 1
  fi
  package=$(sed -nE 's/^package ([a-z0-9_.]+);.*/\1/p' "$work/snippet.java")
  mv "$work/snippet.java" "$work/readme-sources/$main.java"
  build readme "$work/readme-sources"
  run readme "${package:+$package.}$main"
fi
