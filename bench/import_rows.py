"""Writes a pack of 20 data elements, a million values for it as Khèn imports them, and the same rows as they are stored."""
import csv
import pathlib
import random
import sys

folder = pathlib.Path(sys.argv[1])
pack = folder / "bench-import"
pack.mkdir(parents=True)
(pack / "pack.yaml").write_text("code: bench-import\nname:\n  vi: Đo tốc độ nhập\n  en: Import benchmark\nversion: 1.0.0\n", encoding="utf-8")
elements = [f"BENCH.{n:02d}" for n in range(20)]
(pack / "data-elements.yaml").write_text("".join(
    f"- code: {code}\n  name:\n    vi: Số liệu thử {code}\n    en: Test figure {code}\n  type: count\n  unit_of_measure:\n    vi: lần\n    en: times\n"
    "  over_units: sum\n  over_time: sum\n  level: commune\n" for code in elements), encoding="utf-8")
with open(sys.argv[2], encoding="utf-8") as file:
    communes = [(row["code"], row["id"]) for row in csv.DictReader(file) if row["level"] == "commune" and not row["last_day"]]
with open(sys.argv[2].replace("units.csv", "versions.csv"), encoding="utf-8") as file:
    province = {row["unit"]: row["parent"].split(".")[0] for row in csv.DictReader(file) if not row["last_day"]}
periods = [f"{2025 + n // 12}-{n % 12 + 1:02d}" for n in range(7, 23)]
random.seed(7)
rows = [(code, unit, period, str(random.randrange(0, 5000))) for code in elements for period in periods for unit in communes][:1_000_000]
random.shuffle(rows)
with open(folder / "values.csv", "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file)
    writer.writerow(["data_element", "org_unit", "period", "category_options", "value", "comment", "source"])
    writer.writerows((code, unit[0], period, "", value, "", "Báo cáo tháng") for code, unit, period, value in rows)
with open(folder / "stored.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows((province[unit[1]], code, period, unit[1], "", "reported", 1, value, "", "", "Báo cáo tháng", "import") for code, unit, period, value in rows)
print(f"{len(rows):,} values of {len(communes):,} communes, in no order")
