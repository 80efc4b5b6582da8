"""People with an address for mail, and reports in which every cell says why there is no figure."""
import os
import subprocess

from conftest import BINARY, PASSWORD
from served import Visitor, sending


def add(khen, name, role, unit):
    done = subprocess.run([BINARY, "user", "add", name, "--name", f"Lò Thị {name}", "--role", role, "--unit", unit, "--email", f"{name}@muongkhen.example", "--password-stdin", "--lang", "vi", *khen.place],
                          input=PASSWORD + "\n", capture_output=True, text=True, timeout=120, env={**os.environ, "KHEN_LANG": "en"})
    assert done.returncode == 0, done.stderr


def signed_in(site, name):
    return Visitor(site).sign_in(name)


def send_without_figures(visitor, report):
    taken = visitor.get(f"/reports/offline.json?report={report}").json
    form = taken["forms"][report.split("/")[0]]
    rows = [row for section in form["sections"] for block in section["blocks"] for row in block["rows"]]
    cells = {cell["key"]: {"without_figure": True, "comment": "Chưa thu thập"} for row in rows for cell in row.get("cells", []) if cell["kind"] == "input"}
    answer = visitor.sync(sending(report, cells, seen=taken["reports"][0]["version"], version=form["version"]))
    assert answer.status == 200 and answer.json["state"] == "submitted", answer
    return answer.json
