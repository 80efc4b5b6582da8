"""A real Khèn, a real Chromium, and readers at three widths of screen.

KHEN_BINARY    the program to test (default .build/debug/khen)
KHEN_URL       a site that is already running, instead of starting one
KHEN_CHROMIUM  the browser (default /usr/bin/chromium)
KHEN_SHOTS     folder for a picture of every page at every width; none are taken without it
"""
import contextlib
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

from line import Line
from people import PASSWORD, People
from reader import Reader

PROJECT = pathlib.Path(__file__).resolve().parents[2]
WIDTHS = {320: 640, 768: 1024, 1440: 900}      # width of the screen: its height
SECONDS_TO_START = 60


@pytest.fixture(scope="session")
def site():
    """The address of a site with the packs and illustrative values loaded."""
    if os.environ.get("KHEN_URL"):
        yield os.environ["KHEN_URL"].rstrip("/")
        return
    with running_site(sorted(folder.name for folder in (PROJECT / "packs").iterdir() if folder.is_dir())) as started:
        yield started.address


class RunningSite:
    """A site of its own: where it answers, and its program for what is done on the server."""

    def __init__(self, data, environment):
        self.data, self.environment, self.address = data, environment, None

    def khen(self, *command, typed=None, language="en"):
        program = os.environ.get("KHEN_BINARY", str(PROJECT / ".build/debug/khen"))
        done = subprocess.run([program, *command, "--data", self.data], cwd=PROJECT, env=self.environment | {"KHEN_LANG": language}, capture_output=True, text=True, input=typed)
        assert done.returncode == 0, f"khen {command[0]} ended with {done.returncode}: {done.stderr or done.stdout}"
        return done.stdout


@contextlib.contextmanager
def running_site(packs, *demo):
    """Starts a site with packs and illustrative values, and with what else `khen demo` is asked for."""
    environment = {name: value for name, value in os.environ.items() if name != "KHEN_DATABASE"} | {"KHEN_LANG": "en"}
    with tempfile.TemporaryDirectory(prefix="khen-journeys-") as data:
        site = RunningSite(data, environment)
        site.khen("pack", "load", *(str(PROJECT / "packs" / name) for name in packs))
        site.khen("demo", *demo)
        log = open(pathlib.Path(data) / "serve.err", "w+")
        program = os.environ.get("KHEN_BINARY", str(PROJECT / ".build/debug/khen"))
        server = subprocess.Popen([program, "serve", "--data", data, "--port", "0"], cwd=PROJECT, env=environment,
                                  stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            said = server.stdout.readline()
            found = re.search(r"http://[\w.]+:\d+", said)
            assert found, f"khen serve did not name its address: {said}{pathlib.Path(log.name).read_text()}"
            wait_until_healthy(found[0], server)
            site.address = found[0]
            yield site
            assert server.poll() is None, f"the server ended by itself: {pathlib.Path(log.name).read_text()}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            log.close()


def wait_until_healthy(address, server):
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        assert server.poll() is None, "the server ended before it was ready"
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError) as reason:
            assert time.monotonic() < deadline, f"no healthy site after {SECONDS_TO_START} s: {reason}"
            time.sleep(0.1)


@pytest.fixture(scope="session")
def chromium():
    """The system's browser; without its sandbox where it runs as root, which Chromium refuses otherwise."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("KHEN_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()


@pytest.fixture
def new_reader(site, chromium):
    """Makes a reader of the site; what went wrong in the browser while reading fails the test at its end."""
    readers = []

    def make(width=1440, language="vi", javascript=True):
        context = chromium.new_context(
            base_url=site, viewport={"width": width, "height": WIDTHS[width]}, locale={"vi": "vi-VN", "en": "en-GB"}[language],
            java_script_enabled=javascript, reduced_motion="reduce")
        readers.append(Reader(context, width=width, language=language, javascript=javascript, pictures=os.environ.get("KHEN_SHOTS")))
        return readers[-1]

    yield make
    for reader in readers:
        reader.context.close()
    complaints = list(dict.fromkeys(complaint for reader in readers for complaint in reader.complaints))
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def reader(request, new_reader):
    """A Vietnamese reader, once at each width."""
    return new_reader(width=request.param)


@pytest.fixture
def wide_reader(new_reader):
    """A Vietnamese reader at a desk."""
    return new_reader(width=1440)


@pytest.fixture(scope="module")
def office():
    """A site of its own with the programme of Điện Biên and people who can sign in."""
    with running_site(["common", "dien-bien"], "--people", "--password", PASSWORD) as started:
        yield started


@pytest.fixture
def people(office, chromium):
    """Signs people in; what goes wrong in their browsers fails the test at its end."""
    everybody = People(chromium, office, os.environ.get("KHEN_SHOTS"))
    yield everybody
    complaints = everybody.leave()
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def line(office):
    """A line to the site that can be cut."""
    made = Line(office.address)
    yield made
    made.close()
