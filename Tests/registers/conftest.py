"""An installation with the packs, illustrative records and people, served once for all tests of registers.

KHEN_BINARY    the program to test (default .build/debug/khen)
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "served"))
from served import BINARY, PASSWORD, Served  # noqa: E402


class Installation:
    def __init__(self, folder):
        self.place = ["--data", folder]

    def khen(self, *arguments):
        environment = {name: value for name, value in os.environ.items() if name != "KHEN_DATABASE"} | {"KHEN_LANG": "en"}
        done = subprocess.run([BINARY, *arguments, *self.place], capture_output=True, text=True, env=environment)
        assert done.returncode == 0, (arguments, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout


@pytest.fixture(scope="session")
def installation():
    with tempfile.TemporaryDirectory(prefix="khen-registers-") as folder:
        made = Installation(folder)
        made.khen("pack", "load", *sorted(str(path) for path in (ROOT / "packs").iterdir() if path.is_dir()))
        made.khen("demo", "--people", "--password", PASSWORD)
        yield made


@pytest.fixture(scope="session")
def served(installation):
    with Served(installation.place) as running:
        yield running
