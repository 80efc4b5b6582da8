"""Asks DuckDB and Khèn's cube the same question, checks that they answer the same, and prints both times.

Usage: cube_duckdb.py PATH-OF-KHEN-BENCH
"""

import csv
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import duckdb

VILLAGES, COMMUNES, ELEMENTS, MONTHS = 2200, 75, 200, 60
ASKED_ELEMENTS, ASKED_MONTHS = 20, 12
ROUNDS = 21

# Both hold what a village reported and which commune a village is in, as Khèn does. The smallest integer types that hold the values, in the order of the
# question, so that DuckDB skips every row group it does not need.
CREATE = f"""
CREATE TABLE value AS
SELECT element::UTINYINT AS element, month::UTINYINT AS month, village::USMALLINT AS village,
       ((village * 7919 + element * 104729 + month * 12997) % 1000)::INTEGER AS value
FROM range({ELEMENTS}) e(element), range({MONTHS}) m(month), range({VILLAGES}) v(village)
ORDER BY element, month, village;
CREATE TABLE unit AS
SELECT village::USMALLINT AS village, (village * {COMMUNES} // {VILLAGES})::UTINYINT AS commune FROM range({VILLAGES}) v(village);
"""

ASK = f"""
SELECT element, month, commune, sum(value) AS total, count(*) AS units FROM value JOIN unit USING (village)
WHERE element < {ASKED_ELEMENTS} AND month >= {MONTHS - ASKED_MONTHS}
GROUP BY element, month, commune
"""

# For comparison: the commune written into every row beforehand, which no longer follows a unit that moves.
FLATTEN = "CREATE TABLE flat AS SELECT element, month, commune, village, value FROM value JOIN unit USING (village) ORDER BY element, month, commune, village"
ASK_FLAT = ASK.replace("value JOIN unit USING (village)", "flat")


def processor():
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def time_question(connection, question):
    times = []
    for _ in range(ROUNDS + 2):
        start = time.perf_counter()
        # The answer as columns: rows of Python objects would cost several times more.
        answer = connection.execute(question).fetchnumpy()
        times.append(time.perf_counter() - start)
    return answer, times[2:]


def ask_duckdb(folder):
    """The answer, the times in seconds of asking when warm, the same with communes written into the rows, and the time of creating the table."""
    connection = duckdb.connect(os.path.join(folder, "values.duckdb"))
    start = time.perf_counter()
    connection.execute(CREATE)
    creating = time.perf_counter() - start
    connection.execute("CHECKPOINT")
    answer, times = time_question(connection, ASK)
    connection.execute(FLATTEN)
    connection.execute("CHECKPOINT")
    flat = time_question(connection, ASK_FLAT)[1]
    keys = zip(answer["element"].tolist(), answer["month"].tolist(), answer["commune"].tolist())
    cells = dict(zip(keys, zip(map(int, answer["total"].tolist()), answer["units"].tolist())))
    return cells, times, flat, creating


def ask_cube(program, folder):
    """The answer and what the program measured."""
    path = os.path.join(folder, "cells.csv")
    printed = subprocess.run([program, "cube", path], check=True, capture_output=True, text=True).stdout
    measured = {name: float(number) for name, number in (line.split() for line in printed.splitlines())}
    with open(path, newline="") as lines:
        rows = csv.DictReader(lines)
        cells = {(int(r["element"]), int(r["month"]), int(r["commune"])): (int(r["sum"]), int(r["count"])) for r in rows}
    return cells, measured


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        print(f"Asking Khèn ({VILLAGES * ELEMENTS * MONTHS:,} values; loading takes some seconds) ...", flush=True)
        ours, measured = ask_cube(sys.argv[1], folder)
        print(f"Asking DuckDB {duckdb.__version__} (creating the table takes up to a minute) ...", flush=True)
        theirs, times, flat, creating = ask_duckdb(folder)
    if ours != theirs:
        different = [key for key in sorted(ours.keys() | theirs.keys()) if ours.get(key) != theirs.get(key)]
        key = different[0]
        sys.exit(f"The answers differ in {len(different)} of {len(theirs)} cells; first (element, month, commune) {key}: {ours.get(key)} and {theirs.get(key)}")
    median = statistics.median(times)
    ratio = median / (measured["ask_us"] / 1e6)
    print(f"""
Machine            {processor()}, {os.cpu_count()} processors
Question           {ASKED_ELEMENTS} elements x {ASKED_MONTHS} months x {COMMUNES} communes = {len(theirs):,} cells, each a sum and a count; the answers are identical
Khèn's cube        {measured['ask_us']:.1f} µs (median of 2,001)
DuckDB             {median * 1e3:.1f} ms (median of {ROUNDS}, warm; best {min(times) * 1e3:.1f} ms)
Ratio              {ratio:,.0f}; {statistics.median(flat) / (measured['ask_us'] / 1e6):,.0f} against a table with the commune written into each row ({statistics.median(flat) * 1e3:.1f} ms)
Memory             {measured['bytes_per_value']:.2f} bytes per value
Loading            {measured['load_s']:.1f} s; DuckDB's CREATE TABLE {creating:.1f} s; half a million values into the cube {measured['load_half_million_ms']:.0f} ms
Derived            a year from its months for 20 elements: {measured['derive_year_ms']:.1f} ms the first time, then {measured['ask_year_us']:.1f} µs for 1,500 cells
Saving one value   {measured['set_us']:.2f} µs""")
    if ratio < 500 or measured["bytes_per_value"] > 12:
        sys.exit("Below the mark: at least 500 times faster and at most 12 bytes per value are promised.")


if __name__ == "__main__":
    main()
