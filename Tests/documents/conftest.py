"""Documents as other programs read them. KHEN_DOCUMENTS names the folder into which the Swift tests wrote them."""

import os
import subprocess
from pathlib import Path

import docx
import pypdf
import pytest

NAMES = ["report", "hard", "draft", "letter", "figures"]


@pytest.fixture(scope="session")
def folder():
    folder = Path(os.environ["KHEN_DOCUMENTS"])
    assert all((folder / f"{name}.{kind}").is_file() for name in NAMES for kind in ("docx", "pdf")), "the Swift tests write them first"
    return folder


@pytest.fixture
def word(folder):
    return lambda name: docx.Document(folder / f"{name}.docx")


@pytest.fixture
def pdf(folder):
    return lambda name: pypdf.PdfReader(folder / f"{name}.pdf")


@pytest.fixture
def page_text(folder):
    """The words of one page as pdftotext reads them, a single space between them."""
    def read(file, page):
        out = subprocess.run(["pdftotext", "-layout", "-f", str(page), "-l", str(page), file, "-"], capture_output=True, check=True)
        return out.stdout.decode()
    return read


@pytest.fixture(scope="session")
def printed(folder, tmp_path_factory):
    """The Word files as LibreOffice prints them."""
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("printed")
    subprocess.run(["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", "pdf", "--outdir", out, *sorted(folder.glob("*.docx"))],
                   check=True, capture_output=True, timeout=300)
    return out
