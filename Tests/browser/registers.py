"""Records as people write them in a browser: fields, steps, and what the journeys through registers find done."""
import datetime
import pathlib
import re
import struct
import subprocess
import zlib

from desk import Desk
from people import PASSWORD

VILLAGE = "03127-001.1"
KEPT = ".status[role=status]"


def day(back):
    """The day so many before today in Viet Nam, negative for days to come."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date() - datetime.timedelta(days=back)


def colleague(office):
    """A second officer of the commune of `db.xa`, besides the illustrative people."""
    office.khen("user", "add", "xa.hai", "--name", "Tòng Văn Hai", "--unit", "03127", "--role", "COMMUNE-OFFICER", "--password-stdin", typed=PASSWORD + "\n", language="vi")


def field(member, code):
    return member.page.locator(f'[id="f:{code}"]')


def write(member, **values):
    """Fills in the fields of a form; lists are ticks, True and False are answers to a question."""
    for code, value in values.items():
        if isinstance(value, list):
            for option in value:
                member.page.locator(f'[name="f:{code}"][value="{option}"]').check()
        elif isinstance(value, bool):
            member.page.locator(f'[name="f:{code}"][value="{str(value).lower()}"]').check()
        elif field(member, code).evaluate("control => control.localName") == "select":
            field(member, code).select_option(value)
        else:
            field(member, code).fill(str(value))


def step(member, name, note=None):
    """Takes a step of a record on its page; one that asks for a reason unfolds first."""
    page = member.page
    if note is not None:
        page.locator("summary", has_text=f"{name} …").click()
        page.locator("details[open] textarea[name=note]").fill(note)
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def identity(member):
    """The identity of the record whose page is open."""
    return re.search(r"/registers/[^/]+/([0-9a-f-]{36})", member.page.url)[1]


class TrainingOffice:
    """What a class needs: a venue, a course in use with a mark to pass, two heads of a residential group. None of it is made up, so that figures that follow are official."""

    def __init__(self, address):
        officer, leader = Desk(address, "db.xa"), Desk(address, "db.duyetxa")
        self.officer, self.leader = officer, leader
        self.venue = officer.add("VENUES", {"NAME": "Nhà văn hóa tổ dân phố 1", "KIND": "VEN-CULTURE", "OPENED": "2025-03-01", "INTERNET": True})
        self.course = officer.add("COURSES", {
            "NAME": "Kỹ năng số cho tổ trưởng tổ dân phố", "TOPICS": ["TOP-SAFETY"], "AUDIENCE": ["LRN-PERSON"], "LANGUAGES": ["LANG-VI"], "FORM": "PRESENT", "HOURS": 16,
            "CONTENT": "Dịch vụ công trực tuyến, an toàn thông tin.", "COUNTS": True, "PASS_MARK": 5, "AGENCY": "DB-UBNDX"})
        officer.move("COURSES", self.course, "SEND")
        leader.move("COURSES", self.course, "APPROVE")
        self.heads = [officer.add("PEOPLE", {"NAME": name, "SEX": sex, "ETHNIC": "Thái", "KINDS": ["HEAD"], "HEAD_FROM": "2024-01-01", "BIRTH_YEAR": 1975, "PHONE": phone}, unit=VILLAGE)
                      for name, sex, phone in [("Lường Văn Ước", "M", "0912345678"), ("Quàng Thị Nhớ", "F", "0987654321")]]

    def hold(self, name):
        """A class of the course that is running."""
        lesson = self.officer.add("SESSIONS", {
            "NAME": name, "COURSE": self.course["id"], "AGENCY": "DB-UBNDX", "AUDIENCE": ["LRN-PERSON"], "LANGUAGE": "LANG-VI", "FORM": "PRESENT", "SEAT": self.course["unit"], "VENUE": self.venue["id"],
            "FIRST_DAY": day(3).isoformat(), "LAST_DAY": day(1).isoformat(), "CAPACITY": 30}, is_new=True)
        return self.officer.move("SESSIONS", lesson, "START")

    def enrol(self, lesson, name, **fields):
        """A learner who is on no other register."""
        return self.officer.add("ENROLMENTS", {"SESSION": lesson["id"], "KIND": "LRN-OTHER", "NAME": name, "SEX": "F"} | fields)


def codes(file, folder):
    """What a telephone reads from the QR codes of a PDF."""
    subprocess.run(["pdftoppm", "-r", "200", "-png", file, pathlib.Path(folder) / "page"], check=True)
    out = subprocess.run(["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", *sorted(pathlib.Path(folder).glob("page*.png"))], capture_output=True)
    return out.stdout.decode().split()


def photo(width=320, height=240):
    """A picture, green above and brown below."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + (b"\x5a\x8f\x3c" if row < height // 2 else b"\x8a\x5a\x2c") * width for row in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
