#!/usr/bin/env bash
# Compiles and runs a stranger's Spring Boot application, with the code of docs/spring.md, against published artifacts:
#
#   run.sh REPOSITORY [VERSION...]     a folder that `mvn deploy -DaltDeploymentRepository=…::file://REPOSITORY` has
#                                      filled, and versions of Spring Boot
#
# Its local repository starts empty, or is the one that the environment variable LOCAL_REPOSITORY names.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- 3.5.9 4.1.2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
local=${LOCAL_REPOSITORY:-$work/m2}
cp -R "$here/pom.xml" "$here/src" "$work"

# The Java blocks of docs/spring.md in one class, which may send to this machine as README.md says how, with Redis.
{
  cat "$here/documented-imports.txt"
  printf 'class Documented {\n'
  awk '/^```java/ {inside = 1; next} /^```/ {inside = 0} inside' "$here/../../docs/spring.md" |
    sed 's|WebhookDispatcher.builder().storage(storage)|&.addressPolicy(AddressPolicy.unsafeForTests()).accelerator(Shop.redis())|'
  printf '}\n'
} >"$work/src/main/java/org/example/Documented.java"
grep -q unsafeForTests "$work/src/main/java/org/example/Documented.java" || {
  echo "docs/spring.md builds no dispatcher" >&2
  exit 1
}

cd "$work"
for version in "$@"; do
  mvn -B -q -ntp -U -Dmaven.repo.local="$local" -Dwebhook.repository="file://$repository" \
    -Dspring-boot.version="$version" compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt
  timeout 60 java -cp "target/classes:$(cat target/classpath.txt)" org.example.Shop </dev/null
done
