"""A program that serves, and visitors who sign in to it: shared by the tests and measurements that speak HTTP. Needs nothing but Python."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import select
import signal
import struct
import subprocess
import time
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("KHEN_BINARY", str(ROOT / ".build" / "debug" / "khen"))
PASSWORD = "Suoi-nguon-ban-2026"
SECONDS_TO_START = 120


class Served:
    """`khen serve` on a free port of this machine. `place` is `["--data", FOLDER]` or `["--database", ADDRESS]`."""

    def __init__(self, place, env=None):
        self.place, self.env, self.port, self.process = place, env, 0, None
        self.start()

    def start(self):
        environment = {name: value for name, value in os.environ.items() if name != "KHEN_DATABASE"} | {"KHEN_LANG": "en"} | (self.env or {})
        self.process = subprocess.Popen([BINARY, "serve", *self.place, "--port", str(self.port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        ready, _, _ = select.select([self.process.stdout], [], [], SECONDS_TO_START)
        said = self.process.stdout.readline() if ready else ""
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        if not found:
            self.process.kill()
            raise AssertionError(f"khen serve did not name its address: {said}{self.process.stderr.read()}")
        self.port = int(found[1])

    def kill(self):
        """As a power cut ends it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def connection(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.text[:400]}"


class Visitor:
    """Somebody at a browser that keeps cookies, or a program with a key."""

    def __init__(self, served, token=None):
        self.served, self.token, self.cookies, self.secret = served, token, {}, None

    def headers(self, more=None):
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"} | (more or {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return headers

    def ask(self, method, path, body=None, headers=None):
        connection = self.served.connection()
        try:
            connection.request(method, path, body, self.headers(headers))
            answer = connection.getresponse()
            taken = Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        for line in taken.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return taken

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, fields):
        return self.ask("POST", path, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def sign_in(self, name, password=PASSWORD):
        """Signs in; sets up a second step where the role asks for one."""
        answer = self.post("/sign-in", {"name": name, "password": password})
        assert answer.status == 303, (name, answer)
        place = answer.headers["Location"]
        if place.startswith("/sign-in/second-factor"):
            page = self.get(place)
            self.secret = re.search(r"secret=([A-Z2-7]+)", page.text)[1]
            answer = self.post("/sign-in/second-factor", {"code": one_time_code(self.secret)})
            assert answer.status == 200, (name, answer)
        return self

    def make_token(self, *rights):
        page = self.post("/me/tokens", [("token_name", "test"), ("days", "30"), *[("scope", right) for right in rights]])
        found = re.search(r"khen_[A-Za-z0-9_-]{20,}", page.text)
        assert found, page
        return found[0]

    # Reports

    def sheet(self, report):
        """A report as a device would take it along; `report` is `FORM/PERIOD/UNIT`."""
        answer = self.get(f"/reports/offline.json?report={urllib.parse.quote(report, safe='')}")
        assert answer.status == 200, (report, answer)
        return answer.json["reports"][0]

    def sync(self, sending):
        return self.ask("POST", "/reports/sync", json.dumps(sending), {"Content-Type": "application/json"})


def sending(report, cells, name=None, submit=True, seen=0, version=3, **more):
    """What a device sends of a report."""
    form, period, unit = report.split("/")
    return {"submission": name or str(uuid.uuid4()), "form": form, "period": period, "unit": unit, "form_version": version, "seen": seen,
            "cells": {cell: value if isinstance(value, dict) else {"value": str(value)} for cell, value in cells.items()}, "submit": submit, **more}


def one_time_code(secret):
    """The six digits of now. Source: RFC 6238."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
