#!/usr/bin/env bash
# A register with a million records that feeds 50 data elements. Promises: a change of one record is in the figures within a second; lists, filters and searches come within
# 50 ms for 95 of 100. On SQLite and on PostgreSQL. Takes about ten minutes with each. KHEN_BINARY names the program.
#
#   bench/registers.sh [sqlite|postgres|both] [RECORDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export KHEN_BINARY=${KHEN_BINARY:-.build/release/khen}
[[ -x $KHEN_BINARY ]] || { echo "registers: build first: swift build -c release --product khen" >&2; exit 1; }
engines=${1:-both} records=${2:-1000000}
work=$(mktemp -d)
postgres=
finish() {
    [[ -z $postgres ]] || bin/postgres-for-tests stop "$postgres" || true
    rm -rf "$work"
}
trap finish EXIT
status=0
if [[ $engines != postgres ]]; then
    python3 bench/registers_load.py --data "$work/data" --records "$records" || status=1
fi
if [[ $engines != sqlite ]]; then
    postgres=$(bin/postgres-for-tests start)
    python3 bench/registers_load.py --database "$postgres" --records "$records" || status=1
fi
exit "$status"
