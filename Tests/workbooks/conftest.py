"""Forms as workbooks in other programs: openpyxl fills them in, LibreOffice opens, computes and saves them again."""
import json
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = os.environ.get("KHEN_SAMPLE_FORM", str(ROOT / ".build" / "debug" / "khen-sample-form"))


def write(path, units=2, language="vi"):
    subprocess.run([SAMPLE, "write", str(path), str(units), language], check=True, timeout=120)
    return path


def read(path):
    done = subprocess.run([SAMPLE, "read", str(path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """Opens a workbook in LibreOffice and saves it again, as another kind of file if asked."""
    program = shutil.which("soffice") or shutil.which("localc")
    assert program, "this test needs LibreOffice: bin/prepare test installs it"
    profile = tmp_path_factory.mktemp("profile")

    def convert(path, kind="xlsx:Calc MS Excel 2007 XML"):
        folder = path.parent / ("as-" + kind.split(":")[0])
        folder.mkdir(exist_ok=True)
        subprocess.run([program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)],
                       check=True, capture_output=True, timeout=300)
        made = folder / (path.stem + "." + kind.split(":")[0])
        assert made.exists()
        return made

    return convert


@pytest.fixture
def workbook(tmp_path):
    return write(tmp_path / "form.xlsx")
