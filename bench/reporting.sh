#!/usr/bin/env bash
# An hour of reporting in a minute: 1,500 villages of Điện Biên and the 102 communes of Đắk Lắk each send one monthly report over HTTP while 20 readers read.
# Then the server is killed in the middle of another month. On SQLite and on PostgreSQL. Promises: a report is taken within 150 ms and a page comes within 50 ms
# for 95 of 100; every receipt holds after the kill and nothing counts twice. Takes about eight minutes. KHEN_BINARY names the program.
#
#   bench/reporting.sh [sqlite|postgres|both] [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export KHEN_BINARY=${KHEN_BINARY:-.build/release/khen}
[[ -x $KHEN_BINARY ]] || { echo "reporting: build first: swift build -c release --product khen" >&2; exit 1; }
engines=${1:-both} seconds=${2:-60}
work=$(mktemp -d)
postgres=
finish() {
    [[ -z $postgres ]] || bin/postgres-for-tests stop "$postgres" || true
    rm -rf "$work"
}
trap finish EXIT
status=0
if [[ $engines != postgres ]]; then
    python3 bench/reporting_load.py --data "$work/data" --seconds "$seconds" || status=1
fi
if [[ $engines != sqlite ]]; then
    postgres=$(bin/postgres-for-tests start)
    python3 bench/reporting_load.py --database "$postgres" --seconds "$seconds" || status=1
fi
exit "$status"
