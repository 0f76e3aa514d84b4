#!/usr/bin/env bash
# Sends webhooks of each signing scheme to receivers that verify with the packages real receivers use: one signed with
# the right secret, and one signed with a wrong secret, which must be refused. What both sides said goes to outputs/, or to the folder that
# OUTPUTS names. Exit status 0: all as it should be. Needs Node 20 or later, npm's registry on the first run, and what
# the build needs.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
outputs=${OUTPUTS:-$here/outputs}
work=$(mktemp -d)
receiver=
stop() {
  if [ -n "$receiver" ]; then
    kill "$receiver" 2>/dev/null || true
    wait "$receiver" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap stop EXIT

cd "$here"
npm install --no-progress --loglevel=error
node --test receiver.test.mjs >"$work/self-test.txt" || {
  cat "$work/self-test.txt"
  exit 1
}

(cd "$root" && mvn -B -q -pl webhook-examples -am compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt)
classpath=$root/webhook-examples/target/classes:$(cat "$root/webhook-examples/target/classpath.txt")

node secrets.mjs >"$work/secrets.sh"
# shellcheck source=/dev/null
. "$work/secrets.sh"
node receiver.mjs >"$work/receiver.txt" 2>"$work/receiver-errors.txt" &
receiver=$!
for _ in $(seq 100); do
  [ -s "$work/receiver.txt" ] && break
  kill -0 "$receiver" || {
    cat "$work/receiver-errors.txt"
    exit 1
  }
  sleep 0.1
done
port=$(sed -n '1s/[^0-9]//gp' "$work/receiver.txt")

mkdir -p "$outputs"
rm -f "$outputs"/*.txt
sent=0
failures=0

# send NAME ROUTE SCHEME SECRET true|false: one webhook, and whether the receiver must find it genuine
send() {
  local name=$1 route=$2 scheme=$3 secret=$4 genuine=$5
  local seen status=0 line verdict=ok
  seen=$(wc -l <"$work/receiver.txt")
  LC_ALL=C.UTF-8 timeout 60 java -XX:TieredStopAtLevel=1 -cp "$classpath" dev.webhook.examples.SendWebhook \
    --url "http://127.0.0.1:$port$route" --secret "$secret" --type payment.success \
    --data '{"id":"pay_1","amount":100.0,"payer":"Zoë 🦊"}' --scheme "$scheme" --allow-private \
    >"$work/sender.txt" 2>&1 </dev/null || status=$?
  sent=$((sent + 1))
  line=$(sed -n "$((seen + 1))p" "$work/receiver.txt")
  case $line in *"\"verified\":$genuine"*) ;; *) verdict="receiver should have said verified: $genuine" ;; esac
  if [ "$genuine" = true ] && [ "$status" -ne 0 ]; then verdict="sender should have exited with 0"; fi
  if [ "$genuine" = false ] && [ "$status" -eq 0 ]; then verdict="sender should not have exited with 0"; fi
  if [ "$verdict" != ok ]; then failures=$((failures + 1)); fi
  {
    echo "webhook to $route, scheme $scheme, $([ "$genuine" = true ] && echo "the right secret" || echo "a wrong secret")"
    echo "receiver: ${line:-nothing arrived}"
    echo "sender exit status: $status"
    echo "sender output:"
    sed 's/^/  /' "$work/sender.txt"
    echo "verdict: $verdict"
  } >"$outputs/$name.txt"
  echo "$name: $verdict"
}

send standardwebhooks /standardwebhooks standard "$STANDARD_SECRET" true
send svix /svix standard "$STANDARD_SECRET" true
send ed25519 /ed25519 ed25519 "$ED25519_SECRET_KEY" true
send stripe /stripe stripe "$STRIPE_SECRET" true
send github /github github "$GITHUB_SECRET" true
send standardwebhooks-wrong-secret /standardwebhooks standard "$WRONG_STANDARD_SECRET" false
send svix-wrong-secret /svix standard "$WRONG_STANDARD_SECRET" false
send ed25519-wrong-secret /ed25519 ed25519 "$WRONG_ED25519_SECRET_KEY" false
send stripe-wrong-secret /stripe stripe "$WRONG_STRIPE_SECRET" false
send github-wrong-secret /github github "$WRONG_GITHUB_SECRET" false

if [ "$failures" -ne 0 ]; then
  echo "$failures of $sent did not go as they should; see $outputs"
  exit 1
fi
