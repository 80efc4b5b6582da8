#!/usr/bin/env bash
# Serves the four programmes with all demonstration data and measures, with one client on this machine: the time from start to the first page,
# the overview page's median time, and the memory held. Promises: 1.5 s, 5 ms, 200 MB. Takes about two minutes. KHEN_BINARY names the program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
khen=${KHEN_BINARY:-.build/release/khen}
[[ -x $khen ]] || { echo "serving: build first: swift build -c release --product khen" >&2; exit 1; }
work=$(mktemp -d)
server=
trap 'if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi; rm -rf "$work"' EXIT
"$khen" pack load packs/* --data "$work/data" >/dev/null
"$khen" demo --data "$work/data" 2>/dev/null
KHEN_BINARY=$khen exec python3 bench/serving_times.py "$work/data"
