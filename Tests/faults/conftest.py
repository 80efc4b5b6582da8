"""The program from outside: commands, exit statuses and messages, on SQLite and on PostgreSQL."""
import json
import os
import pathlib
import subprocess
import uuid

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
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

    def verify(self):
        report = json.loads(self.ok("verify", "--json"))
        assert report["sound"], report
        return report


def psql(url, statement):
    return subprocess.run(["psql", url, "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", statement], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(params=["sqlite", "postgres"])
def khen(request, tmp_path):
    if request.param == "sqlite":
        yield Khen(tmp_path)
        return
    url = os.environ.get("KHEN_TEST_POSTGRES")
    assert url, "this test needs PostgreSQL: run the tests with bin/test, or set KHEN_TEST_POSTGRES"
    name = "faults_" + uuid.uuid4().hex[:12]
    psql(url, f"CREATE DATABASE {name}")
    base, _, _ = url.rpartition("/")
    try:
        yield Khen(tmp_path, f"{base}/{name}")
    finally:
        psql(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def sqlite_khen(tmp_path):
    return Khen(tmp_path)


@pytest.fixture
def packs():
    return [str(ROOT / "packs" / name) for name in ("common", "dien-bien")]
