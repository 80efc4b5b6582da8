"""A village's month from a telephone: ODK Collect's requests against a running server, up to the report on the site."""
import contextlib
import hashlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import uuid
import xml.etree.ElementTree as ET

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "served"))
import client  # noqa: E402
from served import BINARY, PASSWORD, Served, Visitor  # noqa: E402

FORM = "DB-M-BAN"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\xff\xdb\x00\x04\x00\x01\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\xd9"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odk") / "data"
    for command in (["pack", "load", *(str(ROOT / "packs" / name) for name in ("common", "dien-bien"))], ["demo", "--people", "--password", PASSWORD]):
        done = subprocess.run([BINARY, *command, "--data", folder], capture_output=True, text=True, env=os.environ | {"KHEN_LANG": "en"})
        assert done.returncode == 0, done.stderr
    return folder


class Field:
    """A village reporter with a telephone, and what the site says of their reports."""

    def __init__(self, served, folder):
        self.folder = folder
        self.visitor = Visitor(served).sign_in("db.ban")
        self.server = client.Server(f"http://127.0.0.1:{served.port}/odk", "db.ban", self.visitor.make_token("see_reports", "fill", "submit"))
        self.entry = client.forms(self.server)[FORM]
        self.blank = self.server.ask(self.entry["downloadUrl"])[2]
        self.unit = ET.fromstring(self.blank).find(f".//{client.XFORMS}unit").text

    def report_period(self):
        """The latest month that has ended."""
        return sorted(report["period"] for report in self.visitor.get("/reports/offline.json").json["reports"] if report["form"] == FORM and report["due"] < self.today())[-1]

    def today(self):
        return self.visitor.get("/reports/offline.json").json["now"][:10]

    def report(self, period):
        return self.visitor.sheet(f"{FORM}/{period}/{self.unit}")

    def instance(self, period, left_out=(), version=None, unit=None, name=None, **figures):
        """A form filled in; every figure is 1 where nothing else is said."""
        data = ET.fromstring(client.fill(ET.fromstring(self.blank)))
        data.find("period").text = period
        if unit:
            data.find("unit").text = unit
        if version:
            data.set("version", version)
        next(node for node in data.iter() if node.tag.endswith("instanceID")).text = name or f"uuid:{uuid.uuid4()}"
        for node in data.iter():
            if node.tag in left_out:
                node.text = None
            elif node.tag.split("__")[0].split(".")[-1] in figures:
                node.text = str(figures[node.tag.split("__")[0].split(".")[-1]])
        return ET.tostring(data, encoding="utf-8", xml_declaration=True)

    def rows(self, statement):
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/khen.sqlite?mode=ro", uri=True)) as database:
            return database.execute(statement).fetchall()


@pytest.fixture
def field(filled, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(filled, folder)
    with Served(["--data", str(folder)]) as served:
        yield Field(served, folder)
    done = subprocess.run([BINARY, "verify", "--data", folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_form_is_listed_and_fetched_as_it_was_announced(field):
    assert field.entry["version"] == "3"
    status, _, body = field.server.ask(field.entry["manifestUrl"])
    assert status == 200 and ET.fromstring(body).tag == f"{client.MANIFEST}manifest"
    assert field.entry["hash"] == "md5:" + hashlib.md5(field.blank).hexdigest()
    periods = re.findall(r"<name>(\d{4}-\d\d)</name>", field.blank.decode())
    assert field.report_period() in periods, "the months that are due come with the form"


def test_a_month_is_sent_and_is_a_report_that_came_from_the_telephone(field):
    period = field.report_period()
    content = field.instance(period)
    status, sentence = client.send(field.server, content)
    assert status == 201, sentence
    receipt = re.search(r"11-\d+", sentence)[0]
    report = field.report(period)
    assert report["state"] == "submitted"
    assert report["cells"]["DB-S5.SESSIONS"]["value"] == "1" and report["cells"]["DB-S5.ADULTS:F"]["value"] == "1"
    assert {way for way, in field.rows("SELECT way FROM report_submission")} == {"odk"}
    detail, = field.rows(f"SELECT detail FROM change WHERE province = '11' AND seq = {receipt.split('-')[1]}")[0]
    assert '"way":"odk"' in detail


def test_the_same_submission_counts_once_and_its_name_is_not_used_for_another(field):
    period, name = field.report_period(), f"uuid:{uuid.uuid4()}"
    answers = {client.send(field.server, field.instance(period, name=name)) for _ in range(3)}
    assert len(answers) == 1 and next(iter(answers))[0] == 201, answers
    assert field.rows("SELECT COUNT(*) FROM change WHERE kind = 'report.submit'") == [(1,)]
    status, sentence = client.send(field.server, field.instance(period, name=name, SESSIONS=2))
    assert status == 409, sentence
    assert field.report(period)["cells"]["DB-S5.SESSIONS"]["value"] == "1"


def test_what_lacks_a_figure_is_kept_as_a_draft_that_says_so(field):
    period = field.report_period()
    status, sentence = client.send(field.server, field.instance(period, left_out=("DB-S5.SESSIONS",)))
    assert status == 202 and "CHƯA GỬI" in sentence, sentence
    report = field.report(period)
    assert report["state"] == "draft" and "DB-S5.SESSIONS" not in report["cells"] and report["cells"]["DB-S5.ADULTS:M"]["value"] == "1"


@pytest.mark.parametrize("change, status, words", [
    ({"version": "1"}, 422, "phiên bản"),
    ({"unit": "99999-001.1"}, 404, "đơn vị"),
    ({"SESSIONS": "nhiều"}, 422, "số nguyên"),
])
def test_what_cannot_be_taken_is_told_in_a_sentence_that_collect_shows(field, change, status, words):
    before = field.rows("SELECT COUNT(*) FROM change")
    found, sentence = client.send(field.server, field.instance(field.report_period(), **change))
    assert found == status and words in sentence, (found, sentence)
    assert field.rows("SELECT COUNT(*) FROM change") == before


def test_another_village_is_not_found(field):
    other, = field.rows(f"SELECT id FROM org_unit WHERE id LIKE '%-001.1' AND id <> '{field.unit}' LIMIT 1")[0]
    status, sentence = client.send(field.server, field.instance(field.report_period(), unit=other))
    assert status == 404, sentence


def test_a_photo_that_no_question_asked_for_is_refused_with_the_whole_submission(field):
    before = field.rows("SELECT COUNT(*) FROM change")
    photo = f'\r\n--{client.BOUNDARY}\r\nContent-Disposition: form-data; name="1700000000000.jpg"; filename="1700000000000.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode() + JPEG
    whole = client.multipart(field.instance(field.report_period()))
    end = f"\r\n--{client.BOUNDARY}--\r\n".encode()
    status, _, answer = field.server.ask(f"{field.server.address}/submission", "POST", whole.removesuffix(end) + photo + end, f"multipart/form-data; boundary={client.BOUNDARY}")
    assert status == 422 and "1700000000000.jpg" in ET.fromstring(answer).find(f"{client.RESPONSE}message").text, answer
    assert field.rows("SELECT COUNT(*) FROM change") == before


def test_bodies_that_are_no_submission(field):
    address = f"{field.server.address}/submission"
    kind = f"multipart/form-data; boundary={client.BOUNDARY}"
    for body, type, expected in [
        (b"", kind, 422), (b"--nothing", kind, 422), (client.multipart(b""), kind, 422), (client.multipart(b"<data"), kind, 422), (b"<data/>", "text/xml", 422),
        (client.multipart(b'<!DOCTYPE data [<!ENTITY a SYSTEM "file:///etc/passwd">]><data id="DB-M-BAN" version="3">&a;</data>'), kind, 422),
        (client.multipart(b"<data>" * 5000), kind, 422), (client.multipart(b" " * (5 << 20)), kind, 413),
    ]:
        status, _, answer = field.server.ask(address, "POST", body, type)
        assert status == expected and b"root:" not in answer, (body[:80], status, answer[:300])
    status, _, _ = field.server.ask(address, "POST", client.multipart(b"<data/>"), kind, signed_in=False)
    assert status == 401
