"""One address, every form: what a person sees, a program can fetch and an office can file."""
import csv
import io

import openpyxl
import pytest


@pytest.fixture
def fetch(wide_reader):
    def bytes_of(address):
        answer = wide_reader.page.request.get(address)
        assert answer.status == 200, f"{address} answers {answer.status}"
        return answer
    return bytes_of


def csv_rows(answer):
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


def workbook_rows(answer, keys):
    """Rows of the first sheet under the names that the CSV gives its columns; headings stand in the row that fills them all."""
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body()), read_only=True, data_only=True).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    top = next(n for n, row in enumerate(rows) if sum(cell is not None for cell in row) == len(keys))
    return [dict(zip(keys, row)) for row in rows[top + 1:] if any(cell is not None for cell in row)]


def number(cell):
    """The number in a cell, equal to what differs only in the fifteenth digit; None where the cell is empty."""
    return None if cell in (None, "") else pytest.approx(float(cell), rel=1e-9)


def series(rows, *names):
    """The named columns of each row, numbers as numbers; the first name is compared as text."""
    return [(str(row[names[0]]), *(number(row[name]) for name in names[1:])) for row in rows]


@pytest.mark.parametrize("programme", ["binh-thuan", "dak-lak", "dien-bien", "son-la"])
def test_a_programme_in_all_forms(fetch, programme):
    address = f"/programmes/{programme}"
    as_json = [target for group in fetch(f"{address}.json").json()["groups"] for target in group["targets"]]
    in_json = [(target["code"], *(((target.get("latest") or {}).get(name)) for name in ("value", "numerator", "denominator"))) for target in as_json]
    in_csv = csv_rows(fetch(f"{address}.csv"))
    in_workbook = workbook_rows(fetch(f"{address}.xlsx"), list(in_csv[0]))
    assert in_json, "the programme has no targets"
    assert in_json == series(in_csv, "code", "value", "numerator", "denominator")
    assert in_json == series(in_workbook, "code", "value", "numerator", "denominator")


@pytest.mark.parametrize("address", ["/indicators/DB-T3", "/indicators/SL-R4", "/indicators/BT-T6"])
def test_an_indicator_in_all_forms(fetch, address):
    in_json = [(value["period"], *(value.get(name) for name in ("value", "numerator", "denominator"))) for value in fetch(f"{address}.json").json()["values"]]
    in_csv = csv_rows(fetch(f"{address}.csv"))
    in_workbook = workbook_rows(fetch(f"{address}.xlsx"), list(in_csv[0]))
    assert in_json == series(in_csv, "period", "value", "numerator", "denominator")
    assert in_json == series(in_workbook, "period", "value", "numerator", "denominator")


def test_the_page_shows_the_numbers_of_the_file(fetch, wide_reader):
    wide_reader.open("/programmes/dien-bien")
    shown = wide_reader.page.locator("main table").first.inner_text()
    for row in csv_rows(fetch("/programmes/dien-bien.csv")):
        if row["unit_of_measure"] == "%" and row["value"]:
            written = f"{float(row['value']):.1f}".replace(".", ",").removesuffix(",0")
            assert f"{written}%" in shown, f"{row['code']} is {row['value']} in the file and not {written}% on the page"


def test_illustrative_figures_are_marked_in_every_form(fetch):
    assert {row["status"] for row in csv_rows(fetch("/programmes/dien-bien.csv")) if row["value"]} <= {"published", "reported", "illustrative", "estimate"}
    assert fetch("/programmes/dien-bien.json").json()["illustrative"] is True
