"""Somebody who works without a browser, for what a journey needs to find done; and the reports of Điện Biên with figures for them."""
import datetime
import json
import urllib.error
import urllib.parse
import urllib.request
import uuid

from people import PASSWORD

VILLAGES = ["03127-001.1", "03127-002.1"]
COMMUNE = "03127.2"

FIGURES = {"DB-S5.ADULTS:F": "5", "DB-S5.ADULTS:M": "22", "DB-S5.EID:F": "4", "DB-S5.EID:M": "18", "DB-S5.SESSIONS": "2",
           "DB-S5.PARTICIPANTS:EM,F": "20", "DB-S5.PARTICIPANTS:F,KINH": "6", "DB-S5.PARTICIPANTS:EM,M": "15", "DB-S5.PARTICIPANTS:KINH,M": "4"}


def month(back):
    """The month so many before this one, in Viet Nam."""
    day = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date().replace(day=1)
    for _ in range(back):
        day = (day - datetime.timedelta(days=1)).replace(day=1)
    return day.strftime("%Y-%m")


def village(back, number=0):
    return f"/reports/DB-M-BAN/{month(back)}/{VILLAGES[number]}"


def commune(back):
    return f"/reports/DB-M-XA/{month(back)}/{COMMUNE}"


def add_staff(office):
    """A second reporter and a second officer, besides the illustrative people."""
    for name, full_name, unit, role in [("ban.hai", "Lò Thị Hai", "03127-002", "village-reporter"), ("xa.hai", "Tòng Văn Hai", "03127", "commune-officer")]:
        office.khen("user", "add", name, "--name", full_name, "--unit", unit, "--role", role, "--password-stdin", typed=PASSWORD + "\n", language="vi")


class Desk:
    def __init__(self, address, name):
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self.send("/sign-in", {"name": name, "password": PASSWORD})

    def send(self, path, fields):
        """Sends a form. Returns where it leads."""
        request = urllib.request.Request(self.address + path, data=urllib.parse.urlencode(fields).encode(), headers={"Origin": self.address, "Accept-Language": "vi"})
        with self.opener.open(request) as answer:
            return answer.geturl()

    def write(self, path, figures, explained=(), do="save"):
        return self.send(path, {f"v:{key}": value for key, value in figures.items()} | {f"c:{key}": "Đã đối chiếu sổ của bản" for key in explained} | {"do": do})

    def _send_json(self, path, content):
        request = urllib.request.Request(self.address + path, data=json.dumps(content).encode(),
                                         headers={"Origin": self.address, "Content-Type": "application/json", "Accept": "application/json", "Accept-Language": "vi"})
        try:
            with self.opener.open(request) as answer:
                return json.load(answer)["record"]
        except urllib.error.HTTPError as refusal:
            raise AssertionError(f"{path} answers {refusal.code}: {refusal.read().decode()}") from refusal

    def add(self, register, fields, **more):
        """Adds a record. Returns it as it was kept."""
        return self._send_json(f"/registers/{register}.json", {"id": str(uuid.uuid4()), "fields": fields} | more)

    def move(self, register, record, step, **more):
        """Takes a record one step on. Returns it as it stands then."""
        return self._send_json(f"/registers/{register}/{record['id']}/move/{step}.json", more)

    def fetch(self, path):
        """The bytes as they travel, and how they are packed."""
        with self.opener.open(urllib.request.Request(self.address + path, headers={"Accept-Encoding": "gzip", "Accept-Language": "vi"})) as answer:
            return answer.read(), answer.headers.get("Content-Encoding")

    def page(self, path):
        with self.opener.open(urllib.request.Request(self.address + path, headers={"Accept-Language": "vi"})) as answer:
            return answer.read().decode()
