#!/bin/sh
# Compares the cube with DuckDB on one question: 20 data elements x 12 months x 75 communes out of 26.4 million village values.
# Takes about two minutes: builds khen-bench, installs DuckDB from PyPI into a cache folder, needs 2 GB of memory and no network afterwards.
# KHEN_BENCH names an executable that is built already; DUCKDB_VERSION another version of DuckDB.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/khen-bench
version=${DUCKDB_VERSION:-}

if [ -z "${KHEN_BENCH:-}" ]; then
    echo "Building khen-bench (release; a few minutes the first time) ..."
    (cd "$here/.." && swift build -c release --product khen-bench)
    KHEN_BENCH=$(cd "$here/.." && swift build -c release --show-bin-path)/khen-bench
fi

python=$cache/venv/bin/python
if ! "$python" -c 'import duckdb, numpy' 2>/dev/null || { [ -n "$version" ] && ! "$python" -c "import duckdb; assert duckdb.__version__ == '$version'" 2>/dev/null; }; then
    echo "Installing DuckDB from PyPI into $cache/venv ..."
    mkdir -p "$cache"
    python3 -m venv "$cache/venv" || { echo "Python's venv is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
    "$cache/venv/bin/pip" install --quiet --disable-pip-version-check "duckdb${version:+==$version}" numpy
fi
exec "$python" "$here/cube_duckdb.py" "$KHEN_BENCH"
