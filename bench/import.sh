#!/usr/bin/env bash
# Imports one million values and compares with `sqlite3 .import` of the same rows into one table with the same key, in one run.
# Promise: at most 3 times as long. Takes about a minute. KHEN_BINARY names the program; needs sqlite3 and python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
khen=${KHEN_BINARY:-.build/release/khen}
[[ -x $khen ]] || { echo "import: build first: swift build -c release --product khen" >&2; exit 1; }
command -v sqlite3 >/dev/null || { echo "import: sqlite3 is missing; on Debian: apt-get install sqlite3" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 bench/import_rows.py "$work" data/units/units.csv

ratios=()
for run in 1 2 3; do
    rm -rf "$work/data" "$work/peer.sqlite"
    "$khen" pack load "$work/bench-import" --data "$work/data" >/dev/null
    start=$(date +%s.%N)
    "$khen" import "$work/values.csv" --data "$work/data" >"$work/said"
    end=$(date +%s.%N)
    ours=$(echo "$end - $start" | bc)
    # The same rows as they are stored, durable like ours.
    start=$(date +%s.%N)
    sqlite3 "$work/peer.sqlite" >/dev/null <<SQL
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE data_value (
    province TEXT NOT NULL, data_element TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, options TEXT NOT NULL, status TEXT NOT NULL,
    seq INTEGER NOT NULL, value TEXT, bound TEXT NOT NULL, comment TEXT, source TEXT, method TEXT,
    PRIMARY KEY (province, data_element, period, unit, options, status, seq)) WITHOUT ROWID;
.mode csv
.import $work/stored.csv data_value
SQL
    end=$(date +%s.%N)
    peer=$(echo "$end - $start" | bc)
    ratio=$(echo "scale=2; $ours / $peer" | bc)
    ratios+=("$ratio")
    printf 'run %d: khen import %.1f s, sqlite3 .import %.1f s, ratio %s\n' "$run" "$ours" "$peer" "$ratio"
done
cat "$work/said"
rows=$(sqlite3 "$work/peer.sqlite" 'SELECT count(*) FROM data_value')
stored=$(sqlite3 "$work/data/khen.sqlite" "SELECT count(*) FROM data_value")
echo "rows: $stored in Khèn, $rows in the peer"
[[ $rows == "$stored" ]] || { echo "import: the two do not hold the same rows" >&2; exit 1; }
median=$(printf '%s\n' "${ratios[@]}" | sort -n | sed -n 2p)
echo "median ratio: $median (promised: at most 3)"
[[ $(echo "$median <= 3" | bc) == 1 ]]
