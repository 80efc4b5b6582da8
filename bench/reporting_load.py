"""Prepares an installation, sends reports while others read, kills the server in the middle, prints a table, and fails where a promise is broken."""
import argparse
import csv
import http.client
import io
import json
import math
import os
import pathlib
import queue
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "served"))
from served import BINARY, PASSWORD, Served, Visitor, sending  # noqa: E402

VILLAGES, READERS, SENDERS, KILLED = 1500, 20, 24, 400
SUBMIT_GOAL, PAGE_GOAL = 150, 50
MEASURED, INTERRUPTED = "2026-10", "2026-09"
PAGES = {"/": False, "/programmes/dien-bien": False, "/indicators/DB-T8": False, "/reports/overview?form=DB-M-BAN": True}
OFFICER_RIGHTS = ("see_reports", "fill", "submit")


def khen(place, *arguments):
    done = subprocess.run([BINARY, *arguments, *place], capture_output=True, text=True, env=os.environ | {"KHEN_LANG": "en"})
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout


def communes(place, province):
    found = json.loads(khen(place, "units", "find", "--json", "--limit", "600", "--level", "commune", "--province", province, "xã"))
    found += json.loads(khen(place, "units", "find", "--json", "--limit", "600", "--level", "commune", "--province", province, "phường"))
    return sorted({unit["code"] for unit in found if unit["versions"][-1].get("lastDay") is None})


# Preparing

def prepare(place):
    """Packs, people, villages; a key for each commune's officer. Returns what is to be sent: report, cells, key."""
    khen(place, "pack", "load", *sorted(str(path) for path in (ROOT / "packs").iterdir()))
    khen(place, "demo", "--people", "--password", PASSWORD)
    dien_bien, dak_lak = communes(place, "11"), communes(place, "66")
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["code", "name_vi", "type", "commune", "first_day"])
        villages = [(dien_bien[number % len(dien_bien)], f"{500 + number // len(dien_bien)}") for number in range(VILLAGES)]
        rows.writerows([f"{commune}-{number}", f"Bản Đo {commune} {number}", "ban", commune, "2025-07-01"] for commune, number in villages)
        file.flush()
        khen(place, "units", "villages", file.name)
    with Served(place) as served:
        keys = {}
        for admin, codes in (("db.quantri", dien_bien), ("dl.quantri", dak_lak)):
            keys |= officers(served, admin, codes)
        reader = Visitor(served).sign_in("db.so").make_token("see_reports")
    tasks = [("DB-M-BAN", f"{commune}-{number}.1", keys[commune]) for commune, number in villages]
    tasks += [("DL-M-XA", commune, keys[commune]) for commune in dak_lak]
    return {"tasks": tasks, "reader": reader, "units": ids(place, dak_lak)}


def ids(place, codes):
    """A unit's code with its number in force, such as `03334.2`."""
    found = json.loads(khen(place, "units", "find", "--json", "--limit", "600", "--level", "commune", "--province", "66", "xã"))
    found += json.loads(khen(place, "units", "find", "--json", "--limit", "600", "--level", "commune", "--province", "66", "phường"))
    return {unit["code"]: unit["id"] for unit in found if unit["versions"][-1].get("lastDay") is None and unit["code"] in codes}


def officers(served, admin, codes):
    manager = Visitor(served).sign_in(admin)
    keys = {}
    for code in codes:
        added = manager.post("/people/new", {"full_name": f"Cán bộ {code}", "sign_in_name": f"cb.{code}", "unit": code, "role": "COMMUNE-OFFICER"})
        assert added.status == 303, added
        person = added.headers["Location"].split("?")[0]
        link = re.search(r"/password/[A-Za-z0-9_-]+", manager.post(f"{person}/link", {}).text)[0]
        officer = Visitor(served)
        assert officer.post(link, {"password": PASSWORD, "again": PASSWORD}).status == 303
        keys[code] = officer.sign_in(f"cb.{code}").make_token(*OFFICER_RIGHTS)
    return keys


def figures(form, number):
    """A month's figures, the same ones for the same number."""
    chance = random.Random(number)
    if form == "DL-M-XA":
        return {"DL-D1.LOOKUPS": chance.randint(0, 400)}
    women, men, sessions = chance.randint(0, 3), chance.randint(1, 4), chance.randint(0, 6)
    cells = {"DB-S5.ADULTS:F": women, "DB-S5.ADULTS:M": men, "DB-S5.EID:F": chance.randint(0, women), "DB-S5.EID:M": chance.randint(0, men), "DB-S5.SESSIONS": sessions}
    if sessions:
        cells |= {f"DB-S5.PARTICIPANTS:{who}": chance.randint(0, 8 * sessions) for who in ("EM,F", "EM,M", "F,KINH", "KINH,M")}
    return cells


def sendings(prepared, month):
    made = []
    for number, (form, unit, key) in enumerate(prepared["tasks"]):
        unit = prepared["units"].get(unit, unit)
        cells = {cell: {"value": str(value), "comment": "sổ theo dõi"} for cell, value in figures(form, number).items()}
        made.append((key, sending(f"{form}/{month}/{unit}", cells, name=f"{month}-{number}", version=3 if form == "DB-M-BAN" else 1)))
    random.Random(1).shuffle(made)
    return made


# Load

class Line:
    """One connection that is kept open, and opened again after it broke."""

    def __init__(self, served):
        self.served, self.connection = served, None

    def ask(self, method, path, body=None, headers=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=60)
        try:
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise


def send_all(served, work, seconds, killed_after=None):
    """Sends everything, evenly over the time. Returns milliseconds from when each was due, and receipts by the name of the sending."""
    waiting, times, receipts, refused = queue.Queue(), [], {}, []
    start = time.perf_counter() + 0.2
    for number, (key, body) in enumerate(work):
        waiting.put((start + seconds * number / len(work), key, body))

    def sender():
        line = Line(served)
        while True:
            try:
                due, key, body = waiting.get_nowait()
            except queue.Empty:
                return
            time.sleep(max(0, due - time.perf_counter()))
            while True:
                try:
                    status, answer = line.ask("POST", "/reports/sync", json.dumps(body), {"Content-Type": "application/json", "Authorization": f"Bearer {key}"})
                except (OSError, http.client.HTTPException):
                    time.sleep(0.1)  # a device tries again
                    continue
                break
            times.append((time.perf_counter() - due) * 1000)
            if status == 200:
                receipts[body["submission"]] = json.loads(answer)["receipt"]
            else:
                refused.append((status, answer[:300]))

    threads = [threading.Thread(target=sender) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    if killed_after:
        while len(receipts) < killed_after:
            time.sleep(0.002)
        served.kill()
        served.start()
    for thread in threads:
        thread.join()
    return times, receipts, refused


def read_all(served, key, stop, times):
    """Readers who each open a page about every second."""
    def reader(number):
        line, chance = Line(served), random.Random(number)
        while not stop.is_set():
            path, needs_key = chance.choice(list(PAGES.items()))
            begin = time.perf_counter()
            status, _ = line.ask("GET", path, headers={"Accept-Encoding": "gzip"} | ({"Authorization": f"Bearer {key}"} if needs_key else {}))
            times[path].append((time.perf_counter() - begin) * 1000 if status == 200 else math.inf)
            stop.wait(chance.uniform(0.5, 1.5))

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    return threads


def reading(served, key, work):
    """Runs something while others read; returns what it gave and the times of pages."""
    stop, times = threading.Event(), {path: [] for path in PAGES}
    threads = read_all(served, key, stop, times)
    try:
        return work(), times
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def share(times, part):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else math.nan


# What must hold

class Promises:
    def __init__(self):
        self.broken = []

    def keep(self, holds, sentence):
        if not holds:
            self.broken.append(sentence)


def check_receipts(served, place, prepared, work, receipts, month, promises):
    """Sends everything once more: each has the receipt it had, and the figures count it once."""
    line, again = Line(served), {}
    for key, body in work:
        status, answer = line.ask("POST", "/reports/sync", json.dumps(body), {"Content-Type": "application/json", "Authorization": f"Bearer {key}"})
        answer = json.loads(answer)
        again[body["submission"]] = status == 200 and answer["receipt"]["repeated"] and answer["state"] == "submitted" and all(
            answer["cells"][cell]["value"] == content["value"] for cell, content in body["cells"].items()) and answer["receipt"]["number"]
    lost = [name for name, receipt in receipts.items() if again.get(name) != receipt["number"]]
    promises.keep(not lost, f"{len(lost)} of {len(receipts)} receipts do not hold")
    _, answer = line.ask("GET", f"/reports/overview.csv?form=DB-M-BAN", headers={"Authorization": f"Bearer {prepared['reader']}"})
    sent = sum(int(row["sent"]) for row in csv.DictReader(io.StringIO(answer.decode("utf-8-sig"))) if row["period"] == month)
    expected = sum(body["form"] == "DB-M-BAN" for _, body in work)
    promises.keep(sent == expected, f"{sent} reports are counted, {expected} were sent")
    _, answer = line.ask("GET", f"/indicators/DB-S5a.json?standing=reported&from={month}&to={month}")
    holders = sum(int(content["value"]) for _, body in work for cell, content in body["cells"].items() if cell.startswith("DB-S5.EID"))
    found = [value for value in json.loads(answer)["values"] if value["period"] == month and value["status"] == "reported"]
    numerator = found[0]["numerator"] if found else None
    promises.keep(numerator == holders, f"the indicator counts {numerator}, {holders} were sent")
    return len(lost)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--data")
    options.add_argument("--database")
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--prepared", help="a file that keeps what was prepared, to measure the same installation again")
    options.add_argument("--months", default=f"{MEASURED},{INTERRUPTED}")
    given = options.parse_args()
    place = ["--data", given.data] if given.data else ["--database", given.database]
    engine = "SQLite" if given.data else "PostgreSQL"
    if given.prepared and pathlib.Path(given.prepared).exists():
        prepared = json.loads(pathlib.Path(given.prepared).read_text())
    else:
        began = time.perf_counter()
        prepared = prepare(place)
        print(f"{engine}: prepared in {time.perf_counter() - began:.0f} s", flush=True)
        if given.prepared:
            pathlib.Path(given.prepared).write_text(json.dumps(prepared))
    measured, interrupted = given.months.split(",")
    promises = Promises()
    with Served(place) as served:
        line = Line(served)
        for path, needs_key in PAGES.items():
            begin = time.perf_counter()
            line.ask("GET", path, headers={"Authorization": f"Bearer {prepared['reader']}"} if needs_key else {})
            print(f"{path:36} the first time {(time.perf_counter() - begin) * 1000:.0f} ms")
        _, quiet = reading(served, prepared["reader"], lambda: time.sleep(15))
        work = sendings(prepared, measured)
        (times, receipts, refused), busy = reading(served, prepared["reader"], lambda: send_all(served, work, given.seconds))
        promises.keep(not refused, f"{len(refused)} reports were refused, the first with {refused[:1]}")
        check_receipts(served, place, prepared, work, receipts, measured, promises)
        print(f"\n{engine}: {len(work)} reports in {given.seconds:.0f} s ({len(work) / given.seconds:.0f} each second, an hour in {given.seconds:.0f} s), {READERS} readers")
        print(f"{'':36}{'quiet p50':>10}{'p95':>8}   {'busy p50':>10}{'p95':>8}{'p99':>8}   {'busy/quiet p95':>14}   goal p95")
        print(f"{'a report is taken':36}{'':>10}{'':>8}   {share(times, .5):10.1f}{share(times, .95):8.1f}{share(times, .99):8.1f}   {'':>14}   {SUBMIT_GOAL}")
        promises.keep(share(times, .95) <= SUBMIT_GOAL, f"a report takes {share(times, .95):.0f} ms")
        for path in PAGES:
            a, b = quiet[path], busy[path]
            print(f"{path:36}{share(a, .5):10.1f}{share(a, .95):8.1f}   {share(b, .5):10.1f}{share(b, .95):8.1f}{share(b, .99):8.1f}   {share(b, .95) / share(a, .95):14.1f}   {PAGE_GOAL}")
            promises.keep(share(b, .95) <= PAGE_GOAL, f"{path} takes {share(b, .95):.0f} ms")
        status = pathlib.Path(f"/proc/{served.process.pid}/status").read_text()
        print(f"memory: {next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith('VmRSS')):.0f} MB")
        # The server dies in the middle of another month.
        rest = [(key, body) for key, body in sendings(prepared, interrupted) if body["form"] == "DB-M-BAN"][:KILLED]
        _, receipts, refused = send_all(served, rest, given.seconds * KILLED / len(work), killed_after=KILLED // 2)
        promises.keep(not refused, f"{len(refused)} reports were refused around the kill, the first with {refused[:1]}")
        lost = check_receipts(served, place, prepared, rest, receipts, interrupted, promises)
        print(f"killed after {KILLED // 2} of {KILLED}: {len(receipts)} receipts, {sum(receipt['repeated'] for receipt in receipts.values())} of them after sending again, {lost} lost")
    report = json.loads(khen(place, "verify", "--json"))
    promises.keep(report["sound"], "khen verify finds the log broken")
    print("khen verify:", "sound" if report["sound"] else report)
    for sentence in promises.broken:
        print(f"BROKEN: {sentence}")
    sys.exit(1 if promises.broken else 0)


if __name__ == "__main__":
    main()
