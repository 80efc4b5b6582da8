"""Papers of registers, printed by a running server: a certificate with its QR code, a card and sheets of labels, read as a clerk and a telephone read them."""
import json
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

import pypdf
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "served"))
from served import BINARY, PASSWORD, Served, Visitor  # noqa: E402

SITE = "https://khen.example.vn"
COURSE = {"NAME": "Kỹ năng số cơ bản cho người có uy tín, trưởng thôn, bản", "TOPICS": ["TOP-SAFETY"], "AUDIENCE": ["LRN-PERSON"], "LANGUAGES": ["LANG-VI"], "FORM": "PRESENT", "HOURS": 16,
          "CONTENT": "Dịch vụ công trực tuyến, an toàn thông tin.", "COUNTS": True, "AGENCY": "DB-UBNDX"}
CLASS = {"NAME": "Kỹ năng số, lớp 1", "AGENCY": "DB-UBNDX", "AUDIENCE": ["LRN-PERSON"], "LANGUAGE": "LANG-VI", "FORM": "PRESENT", "FIRST_DAY": "2026-01-12", "LAST_DAY": "2026-01-14", "CAPACITY": 30}
NAME = "Lường Thị Ước"


def send(visitor, method, path, content):
    answer = visitor.ask(method, path, json.dumps(content), {"Content-Type": "application/json", "Accept": "application/json"})
    assert answer.status in (200, 201), (path, answer)
    return answer.json["record"]


def add(visitor, register, fields, **more):
    return send(visitor, "POST", f"/registers/{register}.json", {"id": str(uuid.uuid4()), "fields": fields} | more)


def move(visitor, register, record, step, **more):
    return send(visitor, "POST", f"/registers/{register}/{record['id']}/move/{step}.json", more)


def words(file):
    out = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", out)


def codes(file, folder):
    """What a telephone reads from the pages at 200 dots to the inch."""
    subprocess.run(["pdftoppm", "-r", "200", "-png", file, folder / "page"], check=True)
    out = subprocess.run(["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", *sorted(folder.glob("page*.png"))], capture_output=True)
    return out.stdout.decode().split()


class Office:
    """A commune's officer and leader at a site with a class, a learner with a certificate, and venues."""

    def __init__(self, served):
        self.officer, self.leader, self.stranger = Visitor(served).sign_in("db.xa"), Visitor(served).sign_in("db.duyetxa"), Visitor(served)
        self.venues = [add(self.officer, "VENUES", {"NAME": f"Nhà văn hóa tổ dân phố {number}, phường Điện Biên Phủ", "KIND": "VEN-CULTURE", "OPENED": "2025-03-01", "INTERNET": True, "HOURS": "Thứ Hai đến thứ Sáu, 7 giờ 30 đến 17 giờ"})
                       for number in range(1, 24)]
        course = add(self.officer, "COURSES", COURSE)
        move(self.officer, "COURSES", course, "SEND")
        move(self.leader, "COURSES", course, "APPROVE")
        lesson = self.lesson = add(self.officer, "SESSIONS", CLASS | {"COURSE": course["id"], "SEAT": course["unit"], "VENUE": self.venues[0]["id"]})
        move(self.officer, "SESSIONS", lesson, "OPEN")
        self.learner = add(self.officer, "ENROLMENTS", {"SESSION": lesson["id"], "KIND": "LRN-OTHER", "NAME": NAME, "SEX": "F", "COMPLETED_ON": "2026-01-14"})

    def give(self):
        move(self.officer, "ENROLMENTS", self.learner, "ATTEND")
        self.learner = move(self.officer, "ENROLMENTS", self.learner, "COMPLETE")

    def print(self, path, file, visitor=None):
        answer = (visitor or self.officer).get(path)
        assert answer.status == 200 and answer.headers["Content-Type"] == "application/pdf", answer
        file.write_bytes(answer.body)
        return file


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prints") / "data"
    for command in (["pack", "load", *(str(ROOT / "packs" / name) for name in ("common", "dien-bien"))], ["demo", "--people", "--password", PASSWORD], ["settings", "set", f"site.address={SITE}"]):
        done = subprocess.run([BINARY, *command, "--data", folder], capture_output=True, text=True, env=os.environ | {"KHEN_LANG": "en"})
        assert done.returncode == 0, done.stderr
    with Served(["--data", str(folder)]) as served:
        yield Office(served)
    done = subprocess.run([BINARY, "verify", "--data", folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_certificate_is_verified_by_its_code_until_it_is_revoked(office, tmp_path):
    path = f"/registers/ENROLMENTS/{office.learner['id']}/prints/CERTIFICATE.pdf"
    assert office.officer.get(path).status == 422, "not before it is given"
    office.give()
    file, address = office.print(path, tmp_path / "certificate.pdf"), f"{SITE}/p/ENROLMENTS/{office.learner['id']}"
    pdf = pypdf.PdfReader(file)
    assert len(pdf.pages) == 1 and [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [842, 595]
    text = words(file)
    for said in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN", "PHƯỜNG ĐIỆN BIÊN PHỦ", "GIẤY CHỨNG NHẬN", f"Chứng nhận {NAME}", COURSE["NAME"],
                 "từ ngày 12/01/2026 đến ngày 14/01/2026", f"Số: {office.learner['number']}", "CHỦ TỊCH", "quét mã QR"]:
        assert said in text, (said, text)
    assert codes(file, tmp_path) == [address]
    # Whoever reads the code sees what it certifies, and no name.
    page = office.stranger.get(address.removeprefix(SITE))
    assert page.status == 200 and "valid" in page.text and "not valid" not in page.text and COURSE["NAME"] in page.text and office.learner["number"] in page.text and NAME not in page.text
    assert office.stranger.get(address.removeprefix(SITE) + ".json").json["certificate"]["valid"] is True
    assert "L.T.Ư." in page.text, "the bearer's initials"
    # The number on the paper leads to the same page, however it is typed.
    found = office.stranger.get(f"/p?number=%20{office.learner['number'].lower()}")
    assert found.status == 303 and found.headers["Location"] == address.removeprefix(SITE)
    assert office.stranger.get("/p?number=CN-00000-2026-00001").status == 404
    approver = Visitor(office.officer.served).sign_in("db.duyet")
    move(approver, "ENROLMENTS", office.learner, "REVOKE", note="Cấp nhầm người")
    page = office.stranger.get(address.removeprefix(SITE))
    assert page.status == 200 and "not valid" in page.text and "Certificate revoked" in page.text and "Cấp nhầm người" not in page.text
    assert office.officer.get(path).status == 422
    assert office.stranger.get("/p/ENROLMENTS/" + str(uuid.uuid4())).status == 404


def test_labels_fill_sheets_and_each_has_its_own_code(office, tmp_path):
    file = office.print("/registers/VENUES/prints/SIGN.pdf?sort=title&own=1", tmp_path / "labels.pdf")
    assert len(pypdf.PdfReader(file).pages) == 2
    assert sorted(codes(file, tmp_path)) == sorted(f"{SITE}/p/VENUES/{venue['id']}" for venue in office.venues)
    text = words(file)
    assert "Nhà văn hóa tổ" in text and text.count("Phường Điện Biên Phủ") == 23 and all(venue["number"] in text for venue in office.venues)
    one = office.print(f"/registers/VENUES/{office.venues[0]['id']}/prints/SIGN.pdf", tmp_path / "one.pdf")
    assert len(pypdf.PdfReader(one).pages) == 1
    assert office.officer.get("/registers/VENUES/prints/SIGN.pdf?state=CLOSED").status == 422
    assert office.officer.get("/registers/VENUES/prints/NONE.pdf").status == 404


def test_a_list_is_signed_and_carries_who_was_there(office, tmp_path):
    path, lesson = "/registers/ENROLMENTS/prints/ATTENDANCE.pdf", office.lesson
    for number in range(1, 41):
        add(office.officer, "ENROLMENTS", {"SESSION": lesson["id"], "KIND": "LRN-OTHER", "NAME": f"Giàng Thị Pà {number}", "SEX": "F"})
    file = office.print(f"{path}?link=SESSION:{lesson['id']}&state=REGISTERED", tmp_path / "list.pdf")
    pdf, text = pypdf.PdfReader(file), words(file)
    assert len(pdf.pages) > 1 and all(round(float(page.mediabox[3])) == 842 for page in pdf.pages)
    for said in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "PHƯỜNG ĐIỆN BIÊN PHỦ", "DANH SÁCH ĐIỂM DANH", CLASS["NAME"], "Từ ngày 12/01/2026 đến ngày 14/01/2026", "Giàng Thị Pà 40", "Danh sách có 40 mục", "GIẢNG VIÊN", "NGƯỜI LẬP DANH SÁCH"]:
        assert said in text, (said, text)
    # The head of the table stands on every page.
    assert all("Sáng" in page and "Chiều" in page for page in (page.extract_text() for page in pdf.pages) if "Giàng Thị Pà" in page)
    assert office.officer.get(f"/registers/ENROLMENTS/{office.learner['id']}/prints/ATTENDANCE.pdf").status == 404, "a list is not of one record"


def test_a_card_shows_what_it_names_to_those_who_may_see_it(office, tmp_path):
    person = add(office.officer, "PEOPLE", {"NAME": "Khoàng Gia Pớ", "SEX": "M", "ETHNIC": "Hmông", "KINDS": ["HEAD"], "BIRTH_YEAR": "1970", "HEAD_FROM": "2024-03-01", "PHONE": "0912345678"}, unit=Visitor(office.officer.served).sign_in("db.ban").get("/reports/offline.json").json["reports"][0]["unit"])
    text = words(office.print(f"/registers/PEOPLE/{person['id']}/prints/CARD.pdf", tmp_path / "card.pdf"))
    for said in ["PHIẾU HỒ SƠ", "Khoàng Gia Pớ", "01/03/2024", person["number"]]:
        assert said in text, (said, text)
    assert "0912" not in text
