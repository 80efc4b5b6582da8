"""People at a running site: signing in, filling in and sending reports as a program does."""
import contextlib
import http.cookiejar
import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request

PASSWORD = "ba con trâu gặm cỏ"


class Unmoved(urllib.request.HTTPRedirectHandler):
    """Answers that lead elsewhere stay as they are."""

    def redirect_request(self, *_):
        return None


@contextlib.contextmanager
def serving(khen):
    """The site of an installation, for as long as it is looked at."""
    process = khen.start("serve", "--port", "0")
    try:
        said = process.stdout.readline()
        assert "http://" in said, said + process.stderr.read()
        yield "http://" + said.split("http://")[1].split()[0]
    finally:
        process.terminate()
        process.communicate(timeout=20)


def add(khen, name, role, unit):
    done = subprocess.run([khen_binary(), "user", "add", name, "--name", f"Lò Thị {name}", "--role", role, "--unit", unit, "--email", f"{name}@muongkhen.example", "--password-stdin", "--lang", "vi", *khen.place],
                          input=PASSWORD + "\n", capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def khen_binary():
    from conftest import BINARY
    return BINARY


class Visitor:
    """Somebody who is signed in."""

    def __init__(self, site, name):
        self.site = site
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), Unmoved)
        status, headers, _ = self.post("/sign-in", {"name": name, "password": PASSWORD})
        assert status == 303 and headers["Location"] == "/", (name, status, headers["Location"])

    def ask(self, request):
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read()

    def get(self, path):
        return self.ask(urllib.request.Request(self.site + path))

    def post(self, path, fields):
        return self.ask(urllib.request.Request(self.site + path, data=urllib.parse.urlencode(fields).encode(), headers={"Sec-Fetch-Site": "same-origin"}))

    def send(self, form, period, unit):
        """Sends a report in which every cell says why there is no figure."""
        status, _, body = self.get(f"/reports/offline.json?report={form}/{period}/{unit}")
        assert status == 200, body
        taken = json.loads(body)
        rows = [row for section in taken["forms"][form]["sections"] for block in section["blocks"] for row in block["rows"]]
        cells = [cell["key"] for row in rows for cell in row.get("cells", []) if cell["kind"] == "input"]
        sending = {"submission": f"{form}-{period}-{unit}".replace(".", "-"), "form": form, "period": period, "unit": unit, "form_version": taken["forms"][form]["version"],
                   "seen": taken["reports"][0]["version"], "cells": {key: {"without_figure": True, "comment": "Chưa thu thập"} for key in cells}, "submit": True}
        status, _, body = self.ask(urllib.request.Request(self.site + "/reports/sync", data=json.dumps(sending).encode(), headers={"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}))
        assert status == 200, body
        return json.loads(body)
