"""Fills a register, asks for its lists while it is large, changes records and waits for the figures; prints a table, and fails where a promise is broken."""
import argparse
import csv
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "served"))
from served import BINARY, PASSWORD, Served, Visitor  # noqa: E402

FEEDS, PART, LIST_GOAL, CHANGE_GOAL = 50, 100_000, 50, 1000
TOPICS = ["EID", "SERVICES", "PAYMENT", "MARKET", "SAFETY"]
GIVEN = ["Ái", "Bình", "Chi", "Dua", "Đức", "Hà", "Hạnh", "Khoa", "Lan", "Mai", "Nọi", "Páo", "Quân", "Sua", "Thảo", "Uyên", "Vân", "Xuân", "Ý"]
FAMILY = ["Lò", "Cà", "Quàng", "Tòng", "Vàng", "Giàng", "Sùng", "Mùa", "Nguyễn", "Trần", "Đèo", "Lường"]


def khen(place, *arguments):
    done = subprocess.run([BINARY, *arguments, *place], capture_output=True, text=True, env=os.environ | {"KHEN_LANG": "en"})
    assert done.returncode == 0, (arguments, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def label(text):
    return {"vi": f"Đo {text}", "en": f"Measured {text}"}


def make_pack(folder):
    """A pack with one register and 50 data elements: every topic, sex and standing counted by itself, hours summed."""
    pack = folder / "measured"
    (pack / "registers").mkdir(parents=True)

    def write(name, content):  # JSON is YAML
        (pack / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    citation = {"vi": "Đo hiệu năng", "en": "Measurement of speed"}
    write("pack.yaml", {"code": "measured", "version": "1", "name": label("gói"), "requires": ["common"]})
    elements = [{"code": f"M.{n:02}", "name": label(f"{n}"), "type": "number" if n % 5 == 4 else "count", "decimals": 1 if n % 5 == 4 else 0,
                 "over_time": "sum", "categories": ["SEX"], "level": "commune"} | ({} if n % 5 == 4 else {}) for n in range(FEEDS)]
    for element in elements:
        if element["type"] == "count":
            del element["decimals"]
    write("data-elements.yaml", elements)
    write("indicators.yaml", [{"code": f"M-{n:02}", "name": label(f"{n}"), "measure": "number", "numerator": f"#{{M.{n:02}}}", "unit_of_measure": label("số"), "frequency": "month",
                               "level": "commune", "categories": ["SEX"], "citation": citation} for n in range(FEEDS)])

    def field(code, type, **more):
        return {"code": code, "name": label(code), "type": type} | more
    feeds = []
    for n in range(FEEDS):
        feed = {"data_element": f"M.{n:02}", "date": "DAY", "categories": {"SEX": "SEX"}, "when": f"#{{SCORE}} >= {n % 10 * 5} && contains(#{{TOPICS}}, '{TOPICS[n // 10]}')"}
        feeds.append(feed | ({"how": "sum", "field": "HOURS"} if n % 5 == 4 else {}))
    write("registers/measured.yaml", {
        "code": "MEASURED", "name": label("sổ"), "one": label("hồ sơ"), "levels": "commune", "title": "{NAME}", "identifier": "M-{year}-{number:7}",
        "sections": [{"name": label("chung"), "fields": [
            field("NAME", "text", required=True), field("SEX", "choice", category="SEX", required=True), field("DAY", "date", required=True), field("HOURS", "number", decimals=1, minimum=0),
            field("SCORE", "number", minimum=0, maximum=100), field("TOPICS", "many", options=[{"code": code, "name": label(code)} for code in TOPICS]),
            field("VILLAGE", "text"), field("NOTE", "long_text"),
        ]}],
        "access": [{"roles": ["COMMUNE-OFFICER", "DEPARTMENT-OFFICER"], "may": ["see", "add", "edit", "export"]}],
        "list": {"columns": ["SEX", "DAY", "SCORE"], "filters": ["SEX", "DAY", "SCORE", "TOPICS"], "search": ["VILLAGE"]}, "feeds": feeds, "citation": citation,
    })
    return pack


def rows(count, communes, start):
    """Records, the same ones every time."""
    for number in range(start, start + count):
        chance = random.Random(number)
        name = f"{chance.choice(FAMILY)} {chance.choice(['Văn', 'Thị', 'A', 'Minh'])} {chance.choice(GIVEN)}"
        topics = ",".join(topic for topic in TOPICS if chance.random() < 0.4)
        yield [communes[number % len(communes)], name, chance.choice("FM"), f"2026-{chance.randint(1, 10):02}-{chance.randint(1, 28):02}", f"{chance.randint(1, 80) / 2}", chance.randint(0, 100), topics,
               f"Bản {chance.choice(GIVEN)} {chance.randint(1, 40)}", "đã đối chiếu danh sách"]


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, math.ceil(share * len(times)) - 1)]


def timed(action):
    began = time.perf_counter()
    result = action()
    return (time.perf_counter() - began) * 1000, result


def fill(place, records, communes):
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, records, PART):
            path = pathlib.Path(folder) / "part.csv"
            with open(path, "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["UNIT", "NAME", "SEX", "DAY", "HOURS", "SCORE", "TOPICS", "VILLAGE", "NOTE"])
                writer.writerows(rows(min(PART, records - start), communes, start))
            khen(place, "records", "import", "--register", "MEASURED", str(path))
    return time.perf_counter() - began


LISTS = {
    "the list": "", "one commune": "unit={commune}", "one sex and a span of days": "SEX=F&DAY-from=2026-03-01&DAY-to=2026-05-31", "one topic, greatest score first": "TOPICS=PAYMENT&sort=-SCORE",
    "a name without marks": "q=lo+van+pao", "two words, rare": "q=deo+ban+y", "by name": "sort=title", "a late page": "page=400", "nothing found": "q=zzzz",
}


def measure(place, records, communes):
    figures, failed = [], []

    def note(name, value, unit, goal=None):
        figures.append((name, f"{value:,.1f} {unit}" if isinstance(value, float) else f"{value} {unit}", "" if goal is None else f"≤ {goal:,} {unit}"))
        if goal is not None and value > goal:
            failed.append(name)
    note(f"{records:,} records brought in", fill(place, records, communes), "s")
    with Served(place) as served:
        reader = Visitor(served).sign_in("db.so")
        first, answer = timed(lambda: reader.get("/registers/MEASURED"))
        assert answer.status == 200, answer.text[:500]
        note("first list after the start", first, "ms")
        chance = random.Random(1)
        for name, query in LISTS.items():
            times = []
            for _ in range(40):
                took, answer = timed(lambda: reader.get("/registers/MEASURED?" + query.format(commune=chance.choice(communes))))
                assert answer.status == 200, (query, answer.text[:500])
                times.append(took)
            note(f"{name}, p95", percentile(times, 0.95), "ms", LIST_GOAL)
        key = reader.make_token("see_records", "write_records")
        found = json.loads(reader.get("/registers/MEASURED.json?limit=60&SEX=F&TOPICS=EID").text)["records"]

        def value():
            series = json.loads(reader.get("/indicators/M-00.json?unit=11&from=2026-11").text)
            return json.dumps(series.get("figures", series))
        changes, visible = [], []
        reader.get("/indicators/M-00.json?unit=11")
        for record in found[:40]:
            before = value()
            took, answer = timed(lambda: reader.ask("PATCH", f"/registers/MEASURED/{record['id']}.json", json.dumps({"fields": {"DAY": "2026-11-05", "SCORE": 99}}), {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}))
            assert answer.status == 200, answer.text[:500]
            began = time.perf_counter()
            while value() == before:
                assert time.perf_counter() - began < 10, "the figure does not follow"
            changes.append(took)
            visible.append(took + (time.perf_counter() - began) * 1000)
        note("a record changed, p95", percentile(changes, 0.95), "ms")
        note(f"the change in the figures, {FEEDS} data elements, p95", percentile(visible, 0.95), "ms", CHANGE_GOAL)
        memory = [line for line in pathlib.Path(f"/proc/{served.process.pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
        if memory:
            note("memory of the server", int(memory[0].split()[1]) / 1024, "MB")
    took, out = timed(lambda: khen(place, "records", "count", "--check"))
    note("every figure held against the records", took / 1000, "s")
    print(out.strip())
    return figures, failed


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data")
    arguments.add_argument("--database")
    arguments.add_argument("--records", type=int, default=1_000_000)
    chosen = arguments.parse_args()
    place = ["--data", chosen.data] if chosen.data else ["--database", chosen.database]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "common").symlink_to(ROOT / "packs" / "common")
        (folder / "dien-bien").symlink_to(ROOT / "packs" / "dien-bien")
        khen(place, "pack", "load", str(make_pack(folder)), str(folder / "dien-bien"))
    khen(place, "demo", "--people", "--password", PASSWORD)
    found = json.loads(khen(place, "units", "find", "--json", "--limit", "600", "--level", "commune", "--province", "11", "xã"))
    communes = sorted({unit["code"] for unit in found if unit["versions"][-1].get("lastDay") is None})
    figures, failed = measure(place, chosen.records, communes)
    print(f"\n{'PostgreSQL' if chosen.database else 'SQLite'}, {chosen.records:,} records in {len(communes)} communes")
    for name, value, goal in figures:
        print(f"  {name:62} {value:>16}  {goal}")
    if failed:
        print("Beyond what is promised: " + "; ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
