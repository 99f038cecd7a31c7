#!/usr/bin/env bash
# Holds the server to Connect's conformance suite, on both roads that a call can take: the unary lane, and Connect's own
# handlers, which serve streams. Installs the runner from the Go module proxy when it is missing; without Go it says so and
# runs nothing. `npm run conformance -- FLAGS` passes flags on to the runner, such as `--run '**/unary/**' -v`.
set -euo pipefail
cd "$(dirname "$0")/.."

bin="${XDG_CACHE_HOME:-$HOME/.cache}/roster/bin"
runner="connectrpc.com/conformance/cmd/connectconformance@v1.0.7"

export PATH="$PATH:$bin"
if ! command -v connectconformance >/dev/null; then
  if ! command -v go >/dev/null; then
    echo "CONFORMANCE NOT TESTED: connectconformance is not on the PATH, and without Go it cannot be installed" >&2
    exit 0
  fi
  echo "installing connectconformance"
  mkdir -p "$bin"
  GOBIN="$bin" go install "$runner"
fi

# The runner starts a server for every version and protocol, and waits for each a few seconds only.
server=$(mktemp -d)
trap 'rm -rf "$server"' EXIT
npx rolldown test/conformance/server.ts --platform node --format esm --dir "$server" >/dev/null

for road in lane streams; do
  echo "conformance: $road"
  connectconformance --mode server --conf test/conformance/config.yaml \
    --known-failing "@test/conformance/known-failures-$road.txt" --max-servers 2 --parallel 8 "$@" \
    -- node "$server/server.js" "$road"
done
