"""Reports, forms and files that must not be taken: told clearly, nothing of them kept, and the server goes on."""
import base64
import json
import socket

import pytest

from served import Visitor, sending
from test_reports_killed import CELLS, explained, reporter, submissions

def segment(marker, content):
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


JPEG_WITH_PLACE = (
    b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0GPS 21.386 103.023") + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0GPS")
    + segment(0xFE, b"Ban Na Lom GPS") + segment(0xDB, b"\3" * 65) + segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34" + b"\xff\xd9"
)


@pytest.fixture
def site(reporting):
    with reporting.serve() as served:
        visitor, unit = reporter(served)
        yield reporting, served, visitor, unit
        assert served.process.poll() is None, "the server ended by itself"
    reporting.verify()


def changes(khen):
    return int(khen.ask("SELECT SUM(seq) FROM province_log")[0][0])


def test_another_persons_unit_and_units_and_periods_that_are_not(site):
    khen, served, visitor, unit = site
    before = changes(khen)
    other = khen.ask(f"SELECT id FROM org_unit WHERE id LIKE '%-001.1' AND id <> '{unit}' ORDER BY id LIMIT 1")[0][0]
    commune = khen.ask(f"SELECT id FROM org_unit WHERE id LIKE '{unit.split('-')[0]}%' AND id NOT LIKE '%-%' ORDER BY id DESC LIMIT 1")[0][0]
    for report, status, kind in [
        (f"DB-M-BAN/2026-10/{other}", 410, "gone"), ("DB-M-BAN/2026-10/00000-001.1", 410, "gone"), (f"DB-NONE/2026-10/{unit}", 410, "gone"), (f"DB-M-BAN/2026-99/{unit}", 410, "gone"),
        (f"DB-M-BAN/2020-01/{unit}", 422, "refused"), (f"DB-M-BAN/2027-01/{unit}", 422, "refused"), (f"DB-M-BAN/2026/{unit}", 422, "refused"), (f"DB-Q-TINH/2026-10/{unit}", 422, "refused"),
        (f"DB-M-BAN/2026-10/{unit}' OR '1'='1", 410, "gone"), (f"DB-M-XA/2026-10/{commune}", 410, "gone"),
    ]:
        answer = visitor.sync(sending(report, explained(CELLS)))
        assert (answer.status, answer.json["kind"]) == (status, kind), (report, answer)
        assert set(answer.json["reason"]) == {"vi", "en"}
        # The page's own form says the same.
        form, period, place = report.replace("'", "%27").replace(" ", "%20").split("/")
        assert visitor.post(f"/reports/{form}/{period}/{place}", {"do": "submit", "seen": 0}).status == {410: 404}.get(status, status), report
    assert changes(khen) == before


def test_somebody_whose_right_ended(site):
    """First one of two roles, then the last: the village is out of reach, then the key is no longer good."""
    khen, served, visitor, unit = site
    report = f"DB-M-BAN/2026-10/{unit}"
    kept = sending(report, explained(CELLS), name="kept-on-the-way")
    manager = Visitor(served).sign_in("db.quantri")
    person = khen.ask("SELECT id FROM person WHERE sign_in_name = 'db.ban'")[0][0]
    first = khen.ask(f"SELECT id FROM person_role WHERE person = '{person}'")[0][0]
    other = khen.ask(f"SELECT id FROM org_unit WHERE id LIKE '%-001.1' AND id <> '{unit}' ORDER BY id LIMIT 1")[0][0]
    given = manager.post(f"/people/{person}/roles", {"role": "VILLAGE-REPORTER", "role_unit": other.removesuffix(".1")})
    assert given.status == 303, given
    second = khen.ask(f"SELECT id FROM person_role WHERE person = '{person}' AND id <> '{first}'")[0][0]
    for assignment, status in ((first, 410), (second, 401)):
        ended = manager.post(f"/people/{person}/roles/end", {"assignment": assignment, "day": today()})
        assert ended.status == 303, ended
        answer = visitor.sync(kept)
        assert answer.status == status, (assignment, answer)
        assert visitor.get(f"/reports/{report}").status == {410: 404}.get(status, status)
    assert submissions(khen, report) == []


def today():
    import datetime
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7)).date().isoformat()


def test_a_report_that_was_approved_meanwhile(site):
    khen, served, visitor, unit = site
    report = f"DB-M-BAN/2026-10/{unit}"
    sent = visitor.sync(sending(report, explained(CELLS), name="first"))
    assert sent.status == 200, sent
    approver = Visitor(served).sign_in("db.duyetxa")
    seen = approver.get(f"/reports/{report}")
    assert seen.status == 200, seen
    approved = approver.post(f"/reports/{report}/approve", {"seen": sent.json["version"]})
    assert approved.status == 303, approved
    late = visitor.sync(sending(report, explained(CELLS | {"DB-S5.SESSIONS": 9}), name="late"))
    assert late.status == 422 and late.json["kind"] == "refused", late
    # What was taken before is still known by its name.
    again = visitor.sync(sending(report, explained(CELLS), name="first"))
    assert again.status == 200 and again.json["receipt"]["repeated"] is True and again.json["state"] == "approved", again
    assert visitor.sheet(report)["cells"]["DB-S5.SESSIONS"]["value"] == "3"


BODIES = [b"", b"{", b"[]", b"null", b"{}", b'{"submission":', b"\xff\xfe{}", b'{"submission":1}', json.dumps({"submission": "a"}).encode(), b"[" * 100_000, b'{"a":' * 50_000]


def test_bodies_that_are_no_sending(site):
    khen, served, visitor, unit = site
    before = changes(khen)
    report = f"DB-M-BAN/2026-10/{unit}"
    good = sending(report, explained(CELLS))
    for body in BODIES + [json.dumps(good | change).encode() for change in (
        {"submission": "x" * 65}, {"submission": "../x"}, {"submission": ""}, {"seen": "zero"}, {"form_version": None}, {"cells": []}, {"cells": {"DB-S5.SESSIONS": 3}},
        {"cells": {"DB-NONE": {"value": "1"}}}, {"cells": {"": {"value": "1"}}}, {"cells": {"DB-S5.SESSIONS": {"value": "a\u0000b"}}}, {"cells": {"DB-S5.SESSIONS": {"value": "9" * 70_000}}},
    )]:
        answer = visitor.ask("POST", "/reports/sync", body, {"Content-Type": "application/json"})
        assert answer.status == 422, (body[:80], answer)
    assert changes(khen) == before
    assert visitor.sync(good).status == 200


@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_bodies_that_are_too_large_are_answered_and_not_left_waiting(site, connection):
    khen, served, visitor, unit = site
    before = changes(khen)
    for path, kind, token, status in [
        ("/reports/sync", "application/json", visitor.token, 413), ("/odk/submission", "multipart/form-data; boundary=x", visitor.token, 413), ("/reports/sync", "application/json", None, 401),
        (f"/reports/DB-M-BAN/2026-10/{unit}", "application/x-www-form-urlencoded", visitor.token, 413), (f"/reports/DB-M-BAN/2026-10/{unit}/files", "multipart/form-data; boundary=x", visitor.token, 413),
    ]:
        size = 12 << 20
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
            key = f"Authorization: Bearer {token}\r\n" if token else ""
            line.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\n{key}Content-Type: {kind}\r\nContent-Length: {size}\r\n\r\n".encode())
            line.sendall(b"x" * size)
            assert line.recv(20).startswith(f"HTTP/1.1 {status}".encode()), path
    assert changes(khen) == before


# Files

def tus(visitor, method, path, body=None, **headers):
    return visitor.ask(method, path, body, {"Tus-Resumable": "1.0.0"} | {name.replace("_", "-"): str(value) for name, value in headers.items()})


def begin(visitor, report, name, size, filename="Lớp học.jpg", cell="DB-S5.ADULTS:F"):
    form, period, unit = report.split("/")
    fields = {"id": name, "form": form, "period": period, "unit": unit, "filename": filename, "cell": cell}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in fields.items())
    return tus(visitor, "POST", "/files", Upload_Length=size, Upload_Metadata=metadata)


def test_a_photo_is_resumed_after_the_server_died_and_loses_its_place(site):
    khen, served, visitor, unit = site
    report = f"DB-M-BAN/2026-10/{unit}"
    begun = begin(visitor, report, "photo-1", len(JPEG_WITH_PLACE))
    assert begun.status == 201, begun
    address = begun.headers["Location"]
    kind = "application/offset+octet-stream"
    first = tus(visitor, "PATCH", address, JPEG_WITH_PLACE[:50], Upload_Offset=0, Content_Type=kind)
    assert first.status == 204 and first.headers["Upload-Offset"] == "50", first
    served.kill()
    served.start()
    assert tus(visitor, "HEAD", address).headers["Upload-Offset"] == "50"
    wrong = tus(visitor, "PATCH", address, JPEG_WITH_PLACE, Upload_Offset=0, Content_Type=kind)
    assert wrong.status == 409 and wrong.headers["Upload-Offset"] == "50", wrong
    rest = tus(visitor, "PATCH", address, JPEG_WITH_PLACE[50:], Upload_Offset=50, Content_Type=kind)
    assert rest.status == 204, rest
    again = begin(visitor, report, "photo-1", len(JPEG_WITH_PLACE))
    assert again.headers["Upload-Offset"] == str(len(JPEG_WITH_PLACE)), again
    kept = visitor.get(f"{address}/photo.jpg")
    assert kept.status == 200 and kept.headers["Content-Type"] == "image/jpeg" and b"GPS" not in kept.body and b"adobe" not in kept.body
    assert kept.body.startswith(b"\xff\xd8") and kept.body.endswith(b"\x12\xff\0\x34\xff\xd9")
    assert len(khen.ask("SELECT id FROM attachment WHERE state = 'kept'")) == 1


def test_files_that_are_not_taken(site):
    khen, served, visitor, unit = site
    report = f"DB-M-BAN/2026-10/{unit}"
    kind = "application/offset+octet-stream"
    for name, content in [("page.jpg", b"<html><script>alert(1)</script></html>"), ("program.pdf", b"\x7fELF" + b"\0" * 60), ("broken.jpg", JPEG_WITH_PLACE[:-20])]:
        begun = begin(visitor, report, name, len(content), filename=name)
        assert begun.status == 201, begun
        answer = tus(visitor, "PATCH", begun.headers["Location"], content, Upload_Offset=0, Content_Type=kind)
        assert answer.status == 422 and set(answer.json["reason"]) == {"vi", "en"}, (name, answer)
        assert tus(visitor, "HEAD", begun.headers["Location"]).status == 404
    assert begin(visitor, report, "large", (10 << 20) + 1).status == 422
    small = begin(visitor, report, "small", 10)
    assert tus(visitor, "PATCH", small.headers["Location"], b"x" * 11, Upload_Offset=0, Content_Type=kind).status == 422
    other = khen.ask(f"SELECT id FROM org_unit WHERE id LIKE '%-001.1' AND id <> '{unit}' ORDER BY id LIMIT 1")[0][0]
    assert begin(visitor, f"DB-M-BAN/2026-10/{other}", "far", 10).status == 404
    officer = Visitor(served).sign_in("db.xa")
    assert tus(officer, "HEAD", small.headers["Location"]).status == 404, "only who began a file goes on with it"
    assert khen.ask("SELECT id FROM attachment WHERE state = 'kept'") == []
