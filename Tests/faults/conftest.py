"""The program from outside: commands, exit statuses and messages, on SQLite and on PostgreSQL."""
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import uuid

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "served"))
from served import PASSWORD, Served, Visitor  # noqa: E402

BINARY = os.environ.get("KHEN_BINARY", str(ROOT / ".build" / "debug" / "khen"))


class Khen:
    """One installation: a data folder or a schema of the test server."""

    def __init__(self, folder, database=None):
        self.folder = folder
        self.place = ["--database", database] if database else ["--data", str(folder / "data")]

    def start(self, *arguments, **options):
        return subprocess.Popen([BINARY, *arguments, *self.place], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def run(self, *arguments, place=True, env=None):
        done = subprocess.run([BINARY, *arguments, *(self.place if place else [])], capture_output=True, text=True, timeout=300,
                              env={**os.environ, "KHEN_LANG": "en", **(env or {})})
        return done

    def ok(self, *arguments):
        done = self.run(*arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def serve(self, **env):
        return Served(self.place, env)

    def ask(self, statement):
        """The rows of a query, asked beside the program."""
        if self.place[0] == "--data":
            with contextlib.closing(sqlite3.connect(f"file:{self.folder}/data/khen.sqlite?mode=ro", uri=True, timeout=30)) as database:
                return [tuple("" if cell is None else str(cell) for cell in row) for row in database.execute(statement)]
        return [tuple(line.split("|")) for line in psql(self.place[1], statement).splitlines()]

    def verify(self):
        report = json.loads(self.ok("verify", "--json"))
        assert report["sound"], report
        return report


def psql(url, statement):
    return subprocess.run(["psql", url, "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", statement], capture_output=True, text=True, check=True).stdout.strip()


def test_server():
    url = os.environ.get("KHEN_TEST_POSTGRES")
    assert url, "this test needs PostgreSQL: run the tests with bin/test, or set KHEN_TEST_POSTGRES"
    return url


@contextlib.contextmanager
def new_database(template=None):
    """A database of its own on the test server, or a copy of one; its address."""
    url, name = test_server(), "faults_" + uuid.uuid4().hex[:12]
    psql(url, f"CREATE DATABASE {name}" + (f" TEMPLATE {template.rpartition('/')[2]}" if template else ""))
    try:
        yield f"{url.rpartition('/')[0]}/{name}"
    finally:
        psql(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def khen(request, tmp_path):
    if request.param == "sqlite":
        yield Khen(tmp_path)
        return
    with new_database() as database:
        yield Khen(tmp_path, database)


@pytest.fixture
def sqlite_khen(tmp_path):
    return Khen(tmp_path)


PACKS = [str(ROOT / "packs" / name) for name in ("common", "dien-bien")]


@pytest.fixture
def packs():
    return PACKS


def fill(khen):
    khen.ok("pack", "load", *PACKS)
    khen.ok("demo", "--people", "--password", PASSWORD)


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filled")
    fill(Khen(folder))
    return folder / "data"


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory):
    with new_database() as database:
        fill(Khen(tmp_path_factory.mktemp("filled"), database))
        yield database


@pytest.fixture(params=["sqlite", "postgres"])
def reporting(request, tmp_path):
    """An installation with illustrative villages and people who report."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("filled_folder"), tmp_path / "data")
        yield Khen(tmp_path)
        return
    with new_database(request.getfixturevalue("filled_database")) as database:
        yield Khen(tmp_path, database)
