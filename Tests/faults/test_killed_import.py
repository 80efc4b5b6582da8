"""A process killed in the middle of an import loses nothing that was acknowledged and leaves nothing half written."""
import csv
import json
import random
import signal
import time

ROUNDS = 20


def communes(khen):
    return [row["code"] for row in json.loads(khen.ok("units", "find", "--json", "--limit", "400", "--level", "commune", "--province", "11", "xã"))
            if row["versions"][-1].get("lastDay") is None]


def write(path, codes, amount, months):
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["data_element", "org_unit", "period", "category_options", "value", "comment", "source"])
        for month in months:
            for code in codes:
                for element in ("DB-S5.VISITS", "DB-S5.SERVED", "DB-T10.ENTITIES", "DB-T10.SELLING", "DB-T9.ENTITIES"):
                    rows.writerow([element, code, month, "", amount, "", "Sổ theo dõi"])


def written(khen):
    """Values in force, as the log counts them: rows by change."""
    return khen.verify()["rows"]


def test_killed_twenty_times(khen, packs, tmp_path):
    khen.ok("pack", "load", *packs)
    codes = communes(khen)
    assert len(codes) > 30
    months = [f"2026-{month:02d}" for month in range(1, 11)]
    first = tmp_path / "first.csv"
    write(first, codes, 7, months)
    khen.ok("import", str(first))
    acknowledged = written(khen)
    size = len(codes) * 5 * len(months)
    second = tmp_path / "second.csv"
    random.seed(20)
    began = time.monotonic()
    write(second, codes, 1000, months)
    khen.ok("import", "--dry-run", str(second))
    usual = time.monotonic() - began
    killed = 0
    for turn in range(ROUNDS):
        write(second, codes, 1001 + turn, months)
        process = khen.start("import", str(second))
        time.sleep(usual * random.uniform(0.3, 1.6))
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate()
        killed += process.returncode == -signal.SIGKILL
        now = written(khen)
        # All of the file or none of it; and what was acknowledged is there.
        assert now in (acknowledged, acknowledged + size), (turn, now, acknowledged, size)
        if "values written" in said:
            assert now == acknowledged + size, turn
        acknowledged = now
    assert killed >= ROUNDS // 2, f"only {killed} of {ROUNDS} were killed before they ended"
    assert f"{size} values written" in khen.ok("import", str(first)) or acknowledged > 0
