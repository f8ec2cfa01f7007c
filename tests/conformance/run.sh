#!/bin/sh
# Checks the release binary from outside, by tools that others made for other servers.
#
#   tests/conformance/run.sh BINARY [short]
#
# Tools come from the package registries into tests/conformance/.tools, which git ignores.
# `short` leaves out what takes minutes.
set -eu

binary=$(realpath "${1:-target/release/hallway}")
short=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
tools=$here/.tools
work=$(mktemp -d)
server=
failed=

stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
        server=
    fi
}
trap 'stop; rm -rf "$work"' EXIT

# Starts the server with the settings given and waits until it says where it listens.
start() {
    stop
    "$binary" --store "$work/hallway.db" serve --listen 127.0.0.1:0 "$@" >"$work/out" 2>"$work/err" &
    server=$!
    tries=0
    until url=$(sed -n 's/^listening on //p' "$work/out") && [ -n "$url" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 200 ] || ! kill -0 "$server" 2>/dev/null; then
            echo "the server did not start:" >&2
            cat "$work/err" >&2
            exit 2
        fi
        sleep 0.05
    done
}

# Runs one check; all run, whatever fails.
check() {
    name=$1
    shift
    if "$@"; then
        echo "ok     $name"
    else
        echo "FAILED $name"
        failed="$failed $name"
    fi
}

mkdir -p "$tools"
if [ ! -d "$tools/node_modules/graphql-http" ]; then
    (cd "$tools" && npm install --silent --no-audit --no-fund --ignore-scripts graphql-http@1.23.1 graphql@16 graphql-schema-linter@3.0.1 </dev/null)
fi
cp "$here/audit.mjs" "$tools/audit.mjs"

"$binary" --store "$work/hallway.db" ingest "$root/fixtures/documents" >/dev/null || [ $? -eq 1 ]

start
check "audits of graphql-http" node "$tools/audit.mjs" "$url/graphql"
# The promise of 10 ms is the release binary's; one built for debugging takes several times that.
check "hostile documents" python3 "$here/hostile.py" "$url/graphql" "$server" "$([ "$short" = short ] && echo 100 || echo 10)"
start --require-preflight true
check "audits, hardened" env HEADERS='{"graphql-require-preflight":"1"}' node "$tools/audit.mjs" "$url/graphql"

check "schema linter" "$tools/node_modules/.bin/graphql-schema-linter" "$root/schema.graphql" \
    -r relay-connection-types-spec,relay-page-info-spec,relay-connection-arguments-spec,deprecations-have-a-reason,types-have-descriptions,fields-have-descriptions,arguments-have-descriptions,enum-values-have-descriptions,input-object-values-have-descriptions

if command -v systemd-analyze >/dev/null; then
    check "systemd unit" sh -c "systemd-analyze security --offline=true --threshold=15 --no-pager '$root/docs/hallway.service' >/dev/null"
else
    echo "left   systemd unit: systemd-analyze is not here (Debian package systemd)"
fi

if [ "$short" != short ]; then
    if [ ! -x "$tools/python/bin/schemathesis" ]; then
        python3 -m venv "$tools/python"
        "$tools/python/bin/pip" install --quiet schemathesis==4.32.5 clairvoyance==2.5.5
    fi
    start
    check "half-open connections" python3 "$here/half_open.py" "$url" 1000
    start
    for seed in 1 2 3; do
        check "schemathesis, seed $seed" sh -c "cd '$work' && SCHEMATHESIS_HOOKS='$here/schemathesis_hooks.py' '$tools/python/bin/schemathesis' run '$url/graphql' --checks answers_or_explains --max-examples ${EXAMPLES:-1000} --seed $seed --phases fuzzing --no-color >'$work/schemathesis' 2>&1 || { tail -60 '$work/schemathesis'; false; }"
    done
    memory=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$server/status")
    echo "       peak memory of the server: $memory kB"
    check "memory" test "$memory" -lt 524288
    start --introspection false
    "$tools/python/bin/clairvoyance" -o "$work/found.json" -c 8 -p fast "$url/graphql" >"$work/clairvoyance" 2>&1 || true
    check "clairvoyance" python3 "$here/recovered.py" "$work/found.json"
fi

if [ -n "$failed" ]; then
    echo "failed:$failed"
    exit 1
fi
echo "all conform"
