#!/usr/bin/env bash
# Prints what each published module brings to its user's class path: the dependency tree, and the size and licence of
# every jar in it.
#
#   interop/dependencies.sh              prints
#   interop/dependencies.sh --write      replaces what stands below the marker in docs/dependencies.md
#   MODULES="webhook-core" interop/dependencies.sh      only these
set -euo pipefail

cd "$(dirname "$0")/.."
modules=${MODULES:-$(sed -nE 's|.*<module>(.*)</module>.*|\1|p' pom.xml | grep -vE 'examples|benchmarks')}
marker='<!-- written by interop/dependencies.sh -->'

# shellcheck disable=SC2086 # one line of them
mvn -B -q -pl "$(echo $modules | tr ' ' ',')" -am compile \
  dependency:tree -DoutputFile=target/tree.txt -Dscope=runtime \
  dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -DincludeScope=runtime >/dev/null

# value TAG: the text of the first TAG in what is read
value() {
  grep -oP -m 1 "(?<=<$1>)[^<]+" | head -n 1 || true
}

# licence POM: the name of the first licence, looked for in the parents too
licence() {
  local pom name parent group artifact version
  pom=$(tr '\n' ' ' <"$1")
  name=$(grep -oP '<licenses>.*?</licenses>' <<<"$pom" | value name || true)
  if [ -n "$name" ]; then
    sed -E 's/^(The )?Apache (Software )?License,? Version 2.0$/Apache-2.0/; s/^Eclipse Public License v2.0$/EPL-2.0/' <<<"$name"
    return
  fi
  parent=$(grep -oP '<parent>.*?</parent>' <<<"$pom" || true)
  if [ -z "$parent" ]; then
    echo "not stated"
    return
  fi
  group=$(value groupId <<<"$parent")
  artifact=$(value artifactId <<<"$parent")
  version=$(value version <<<"$parent")
  licence "$repository/${group//.//}/$artifact/$version/$artifact-$version.pom"
}

page() {
  local module line coordinates group artifact version jar bytes total count
  for module in $modules; do
    total=0
    count=0
    printf '\n## %s\n\n```\n' "$module"
    while IFS= read -r line; do
      coordinates=$(grep -oE '[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+:jar:[^: ]+(:[a-z]+)?' <<<"$line")
      IFS=: read -r group artifact _ version _ <<<"$coordinates"
      case $group in
        dev.webhook) printf '%s\n' "${line/:jar:$version/}" && continue ;;
      esac
      jar=$(tr ':' '\n' <"$module/target/classpath.txt" | grep -F "/${group//.//}/$artifact/$version/$artifact-$version.jar")
      repository=${jar%%/"${group//.//}"/*}
      bytes=$(stat -c %s "$jar")
      line=${line/:jar:/ }
      printf '%-74s %6s KiB  %s\n' "$line" $(((bytes + 512) / 1024)) "$(licence "${jar%.jar}.pom")"
      case $line in *optional*) continue ;; esac
      total=$((total + bytes))
      count=$((count + 1))
    done <"$module/target/tree.txt"
    printf '```\n\nOf other projects: %s jars, %s KiB, the optional ones not counted.\n' $count $(((total + 512) / 1024))
  done
}

if [ "${1:-}" = --write ]; then
  head=$(sed "\\|$marker|q" docs/dependencies.md)
  tail=$(page)
  printf '%s\n%s\n' "$head" "$tail" >docs/dependencies.md
else
  page
fi
