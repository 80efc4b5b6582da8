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

# The smallest integer types that hold the values, in the order of the question, so that DuckDB skips every row group it does not need.
CREATE = f"""
CREATE TABLE value AS
SELECT element::UTINYINT AS element, month::UTINYINT AS month, (village * {COMMUNES} // {VILLAGES})::UTINYINT AS commune,
       village::USMALLINT AS village, ((village * 7919 + element * 104729 + month * 12997) % 1000)::INTEGER AS value
FROM range({ELEMENTS}) e(element), range({MONTHS}) m(month), range({VILLAGES}) v(village)
ORDER BY element, month, commune, village
"""

ASK = f"""
SELECT element, month, commune, sum(value), count(*) FROM value
WHERE element < {ASKED_ELEMENTS} AND month >= {MONTHS - ASKED_MONTHS}
GROUP BY element, month, commune
"""


def processor():
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def ask_duckdb(folder):
    """The answer and the median time in seconds, warm, all cores, from a database file that is in memory by then."""
    connection = duckdb.connect(os.path.join(folder, "values.duckdb"))
    connection.execute(CREATE)
    connection.execute("CHECKPOINT")
    # Prepared once: what is timed is running the question and handing over the answer's columns.
    question = connection.prepare(ASK) if hasattr(connection, "prepare") else None
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        (connection.execute(question) if question else connection.execute(ASK)).fetchnumpy() if has_numpy() else connection.execute(ASK).fetchall()
        times.append(time.perf_counter() - start)
    rows = connection.execute(ASK).fetchall()
    return {row[:3]: (int(row[3]), row[4]) for row in rows}, statistics.median(times), min(times)
