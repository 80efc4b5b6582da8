"""Starts the server, times pages with one client over one connection, prints figures and fails when one is beyond what is promised."""
import http.client
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import time

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]


def first_page():
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/", headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            return
        except ConnectionRefusedError:
            time.sleep(0.005)


def median_time(path, count=200):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    times = []
    size = 0
    for turn in range(count + 20):
        start = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        size = len(answer.read())
        assert answer.status == 200, (path, answer.status)
        if turn >= 20:
            times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95)], size


starts = []
for turn in range(3):
    begin = time.perf_counter()
    server = subprocess.Popen([os.environ["KHEN_BINARY"], "serve", "--data", sys.argv[1], "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        first_page()
        starts.append(time.perf_counter() - begin)
        if turn < 2:
            continue
        results = {}
        for path in ["/", "/programmes/dien-bien", "/indicators/DB-T8", "/units/03334", "/indicators/DB-T8.json"]:
            results[path] = median_time(path)
            print(f"{path:28} p50 {results[path][0]:6.2f} ms   p95 {results[path][1]:6.2f} ms   {results[path][2]:6,} bytes compressed")
        status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
        memory = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
    finally:
        server.terminate()
        server.wait()
start = statistics.median(starts)
print(f"start to first page: {start:.2f} s (promised: at most 1.5)")
print(f"overview page: p50 {results['/'][0]:.2f} ms (promised: at most 5)")
print(f"resident memory: {memory:.0f} MB (promised: at most 200)")
sys.exit(0 if start <= 1.5 and results["/"][0] <= 5 and memory <= 200 else 1)
