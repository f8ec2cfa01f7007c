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
    # What the last server said must not pass for what this one says.
    rm -f "$work/out"
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
if [ ! -d "$tools/node_modules/mermaid" ]; then
    (cd "$tools" && npm install --silent --no-audit --no-fund --ignore-scripts graphql-http@1.23.1 graphql@16 graphql-schema-linter@3.0.1 \
        cytoscape@3 mermaid@11 jsdom@26 </dev/null)
fi
if [ ! -x "$tools/python/bin/schemathesis" ] || [ ! -d "$tools"/python/lib/python3*/site-packages/rdflib ]; then
    python3 -m venv "$tools/python"
    "$tools/python/bin/pip" install --quiet schemathesis==4.32.5 clairvoyance==2.5.5 networkx==3.6.1 rdflib==7.6.0
fi
# Modules are looked for beside the file that wants them.
cp "$here/audit.mjs" "$here/exports.mjs" "$tools/"

"$binary" --store "$work/hallway.db" ingest "$root/fixtures/documents" >/dev/null || [ $? -eq 1 ]

start
check "audits of graphql-http" node "$tools/audit.mjs" "$url/graphql"
# The promise of 10 ms is the release binary's; one built for debugging takes several times that.
check "hostile documents" python3 "$here/hostile.py" "$url/graphql" "$server" "$([ "$short" = short ] && echo 100 || echo 10)"
start --require-preflight true
check "audits, hardened" env HEADERS='{"graphql-require-preflight":"1"}' node "$tools/audit.mjs" "$url/graphql"

mv "$work/hallway.db" "$work/recaps.db"
"$binary" --store "$work/hallway.db" restore "$root/fixtures/queries/graph.backup" >/dev/null
start
check "queries with their answers" python3 "$here/queries.py" "$url/graphql" "$root/fixtures/queries"
stop
rm -rf "$work/hallway.db"
mv "$work/recaps.db" "$work/hallway.db"

cp -r "$work/hallway.db" "$work/renamed.db"
check "exports" "$tools/python/bin/python" "$here/exports.py" "$binary" "$work/renamed.db" "$tools"

check "schema linter" "$tools/node_modules/.bin/graphql-schema-linter" "$root/schema.graphql" \
    -r relay-connection-types-spec,relay-page-info-spec,relay-connection-arguments-spec,deprecations-have-a-reason,types-have-descriptions,fields-have-descriptions,arguments-have-descriptions,enum-values-have-descriptions,input-object-values-have-descriptions

if command -v systemd-analyze >/dev/null; then
    check "systemd unit" sh -c "systemd-analyze security --offline=true --threshold=15 --no-pager '$root/docs/hallway.service' >/dev/null"
else
    echo "left   systemd unit: systemd-analyze is not here (Debian package systemd)"
fi

# A number of kB from the server's own account of its memory.
memory() {
    sed -n "s/^$1:[^0-9]*\([0-9]*\).*/\1/p" "/proc/$server/status"
}

# fuzz(URL, what else schemathesis is told …): the log is shown where it fails.
fuzz() {
    at=$1
    shift
    (cd "$work" && SCHEMATHESIS_HOOKS="$here/schemathesis_hooks.py" "$tools/python/bin/schemathesis" run "$at/graphql" \
        --phases fuzzing --no-color "$@" >"$work/schemathesis" 2>&1) || { tail -60 "$work/schemathesis"; return 1; }
    grep -A1 '^Test cases' "$work/schemathesis" | tail -1
}

# A server whose answers are damaged on their way must not pass.
finds_fault() {
    "$tools/python/bin/python" "$here/faulty.py" "$url" "$1" >"$work/faulty" &
    faulty=$!
    tries=0
    until [ -s "$work/faulty" ] || [ "$tries" -gt 100 ]; do tries=$((tries + 1)); sleep 0.05; done
    passed=0
    LIVE="$url/graphql" fuzz "$(sed -n 's/^listening on //p' "$work/faulty")" --checks answers_or_explains \
        --include-name Query.people --max-examples 50 --seed 1 >/dev/null && passed=1
    kill "$faulty"
    rm "$work/faulty"
    [ "$passed" = 0 ] && grep -q 'Custom check failed: `answers_or_explains`\|Server error' "$work/schemathesis"
}

if [ "$short" != short ]; then
    start
    # What else the machine does shall fall on this check as little as may be.
    renice -n -15 -p $(ls "/proc/$server/task") >/dev/null 2>&1 || true
    check "half-open connections" nice -n -15 python3 "$here/half_open.py" "$url" 1000 2>/dev/null

    start
    for fault in status html type missing surplus null internal timeout silent accepts; do
        check "schemathesis finds the planted fault '$fault'" finds_fault "$fault"
    done

    examples=${EXAMPLES:-1000}
    # Requests that have to be answered, by schemathesis' own checks. It nests without an end,
    # so the limits on what a document may unfold to are out of its way here; the others hold.
    start --max-cost 1000000000 --max-depth 100 --max-aliases 1000 --max-selections 100000 --max-nodes 1000000
    resting=$(memory VmRSS)
    TAME=100; export TAME
    check "schemathesis, its own checks, seed 1" fuzz "$url" --mode positive --exclude-name-regex '^Mutation' --max-examples "$examples" --seed 1
    unset TAME
    echo "       memory of the server: $resting kB before, $(memory VmRSS) kB after, $(memory VmHWM) kB at most"
    check "memory" test "$(memory VmHWM)" -lt 262144

    # Whatever it makes up, with the limits as they are.
    token=$(head -c 24 /dev/urandom | base64)
    start --token-sha256 "$(printf %s "$token" | sha256sum | cut -d' ' -f1)"
    resting=$(memory VmRSS)
    check "schemathesis, seed 2" fuzz "$url" --checks answers_or_explains --max-examples "$examples" --seed 2
    check "schemathesis, seed 3" fuzz "$url" --checks answers_or_explains --max-examples "$((examples / 5))" --seed 3
    WRITER=1; export WRITER
    check "schemathesis with a token, seed 4" fuzz "$url" --checks answers_or_explains --max-examples "$examples" --seed 4 \
        --include-name-regex '^Mutation' --header "Authorization: Bearer $token"
    unset WRITER
    echo "       memory of the server: $resting kB before, $(memory VmRSS) kB after, $(memory VmHWM) kB at most"
    check "memory" test "$(memory VmHWM)" -lt 262144
    check "the log holds requests" grep -q 'status=200' "$work/err"
    check "the log holds no token and no document" sh -c '! grep -qF -e "$1" -e totalCount -e Bearer "$2"' - "$token" "$work/err"
    check "the server lives" curl -fsS -o "$work/alive" "$url/healthz"

    start --introspection false
    "$tools/python/bin/clairvoyance" -o "$work/found.json" -c 8 -p fast "$url/graphql" >"$work/clairvoyance" 2>&1 || true
    check "clairvoyance" python3 "$here/recovered.py" "$work/found.json" "$url/metrics"
fi

if [ -n "$failed" ]; then
    echo "failed:$failed"
    exit 1
fi
echo "all conform"
