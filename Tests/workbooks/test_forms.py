"""What an officer does with a form in Excel or LibreOffice, and what comes back of it."""
import datetime
import os
import pathlib
import shutil
import subprocess
import zipfile

import openpyxl
import openpyxl.styles
import pytest
from conftest import SAMPLE, read, write
from msoffcrypto.format.ooxml import OOXMLFile

UNIT = "Xã Na Son"


def rows(sheet):
    """Rows by the code in the hidden first column."""
    return {cell.value: cell.row for cell in sheet["A"] if cell.value}


def columns(sheet, row):
    """Columns by the names in the hidden row above."""
    above = max(r for r in range(1, row) if sheet.cell(r, 1).value == "khen:columns")
    return {cell.value: cell.column_letter for cell in sheet[above] if cell.value and cell.column > 1}


def place(sheet, code, column="total"):
    row = rows(sheet)[code]
    return f"{columns(sheet, row)[column]}{row}"


def edits(answer, unit=0):
    return {edit["key"]: edit for edit in answer["units"][unit]["edits"]}


def kinds(answer):
    return {(finding["kind"], finding["place"].split("!")[-1]) for finding in answer["findings"]}


def fill(path, work):
    book = openpyxl.load_workbook(path)
    work(book)
    book.save(path)
    return path


def usual(book):
    sheet = book[UNIT]
    sheet[place(sheet, "S-VILLAGES")] = 30
    sheet[place(sheet, "S-HEADS")] = 24
    sheet[place(sheet, "S-COVER")] = "97,25"
    sheet[place(sheet, "S-TEMP")] = -1.5
    sheet[place(sheet, "S-MONEY")] = 1.5e9
    sheet[place(sheet, "S-MONEY", "khen:word")] = None
    sheet[place(sheet, "S-PLAN")] = "Không"
    sheet[place(sheet, "S-DATE")] = datetime.date(2026, 3, 15)
    sheet[place(sheet, "S-TEXT")] = "Đường vào 3 bản sạt lở\nphải hoãn 2 lớp"
    sheet[place(sheet, "S-PERSONS", "F")] = 230
    sheet[place(sheet, "S-LEARNERS", "F")] = 12
    for column, value in [("A1,M", 1), ("A3,M", 12), ("A1,F", 4), ("A2,F", 5)]:
        sheet[place(sheet, "S-AGES", column)] = value


USUAL = {"S-VILLAGES": "30", "S-HEADS": "24", "S-COVER": "97.25", "S-TEMP": "-1.5", "S-MONEY": "1500000000", "S-PLAN": "false", "S-DATE": "2026-03-15",
         "S-TEXT": "Đường vào 3 bản sạt lở\nphải hoãn 2 lớp", "S-PERSONS:F": "230", "S-LEARNERS:F": "12",
         "S-AGES:A1,M": "1", "S-AGES:A3,M": "12", "S-AGES:A1,F": "4", "S-AGES:A2,F": "5"}


def test_a_form_that_nobody_changed_changes_nothing(workbook, office):
    for path in (workbook, office(workbook)):
        answer = read(path)
        assert "error" not in answer and not answer["findings"], answer
        assert [unit["edits"] for unit in answer["units"]] == [[], []]
        assert [unit["version"] for unit in answer["units"]] == [482, 483]


@pytest.mark.parametrize("through_office", [False, True])
def test_what_was_filled_in_comes_back_cell_by_cell(workbook, office, through_office):
    path = fill(workbook, usual)
    answer = read(office(path) if through_office else path)
    found = edits(answer)
    assert {key: edit.get("value") for key, edit in found.items()} == USUAL
    assert found["S-HEADS"]["comment"] == "Ba bản chưa có sóng 4G" and found["S-HEADS"]["base"] == "21"
    assert found["S-VILLAGES"]["place"] == f"{UNIT}!{place(openpyxl.load_workbook(path)[UNIT], 'S-VILLAGES')}"
    assert answer["units"][1]["edits"] == []
    assert {kind for kind, _ in kinds(answer)} == {"read_as"}, answer["findings"]


def test_libreoffice_computes_the_same_totals(workbook, office):
    """Before anything is filled in the results are the ones we stored; afterwards LibreOffice's own."""
    for path in (workbook, fill(write(workbook.parent / "filled.xlsx"), usual)):
        saved = office(path)
        answer, book = read(saved), openpyxl.load_workbook(saved, data_only=True)
        for unit, name in zip(answer["units"], book.sheetnames[1:]):
            sheet, codes = book[name], rows(book[name])
            shown = {}
            for code, row in codes.items():
                for option, column in (columns(sheet, row) if code.startswith(("S-", "khen:computed")) else {}).items():
                    if option == "total" and (code.startswith("khen:computed") or code in ("S-PERSONS", "S-LEARNERS", "S-AGES")):
                        shown[code.removeprefix("khen:")] = sheet[f"{column}{row}"].value
            ours = unit["figures"]
            assert len(shown) == 9
            for key, value in shown.items():
                if key in ours:
                    assert value == pytest.approx(ours[key], rel=1e-9), (path, name, key)
                else:
                    assert value in (None, ""), (path, name, key, value)


def test_libreoffice_works_every_formula_out_as_we_do(tmp_path, office):
    path = tmp_path / "formulas.xlsx"
    subprocess.run([SAMPLE, "formulas", str(path)], check=True, timeout=120)
    ours = openpyxl.load_workbook(path, data_only=True)
    plain = openpyxl.load_workbook(path)
    # Saved again by openpyxl the results are gone, so that LibreOffice has to compute.
    plain.save(path)
    theirs = openpyxl.load_workbook(office(path), data_only=True)
    compared, different = 0, []
    for sheet in plain.worksheets[1:10]:
        for code, row in rows(sheet).items():
            if not code.startswith(("khen:computed:", "D")):
                continue
            where = place(sheet, code)
            assert sheet[where].data_type == "f", (sheet.title, where, sheet[f"C{row}"].value)
            a, b = ours[sheet.title][where].value, theirs[sheet.title][where].value
            same = (a in (None, "") and b in (None, "")) or (isinstance(a, (int, float)) and isinstance(b, (int, float)) and b == pytest.approx(a, rel=1e-9, abs=1e-9))
            compared += 1
            if not same:
                different.append((sheet.title, sheet[f"C{row}"].value, a, b, sheet[where].value))
    assert compared > 500
    assert not different, "\n".join(map(str, different))


def test_missing_is_not_zero(workbook, office):
    def clear(book):
        sheet = book[UNIT]
        for column in ("M", "F"):
            sheet[place(sheet, "S-PERSONS", column)] = None
        sheet[place(sheet, "S-HEADS")] = 0

    saved = office(fill(workbook, clear))
    sheet = openpyxl.load_workbook(saved, data_only=True)[UNIT]
    assert sheet[place(sheet, "S-PERSONS")].value in (None, "")
    assert sheet[place(sheet, "khen:computed:0")].value == 0
    assert edits(read(saved))["S-HEADS"]["value"] == "0"
    assert edits(read(saved))["S-PERSONS:F"].get("value") is None


def test_protection_rules_formulas_and_notes_survive_libreoffice(workbook, office):
    for path in (workbook, office(workbook)):
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[0] == "Hướng dẫn" and book.sheetnames[-1] == "Mã nhận dạng"
        sheet = book[UNIT]
        assert all(book[name].protection.sheet for name in book.sheetnames)
        assert not sheet[place(sheet, "S-VILLAGES")].protection.locked
        assert not sheet[place(sheet, "S-VILLAGES", "khen:comment")].protection.locked
        for locked in (place(sheet, "S-PERSONS"), place(sheet, "S-LEARNERS", "M"), place(sheet, "khen:computed:0"), f"C{rows(sheet)['S-VILLAGES']}", f"E{rows(sheet)['S-HEADS']}"):
            assert sheet[locked].protection.locked, locked
        assert sheet[place(sheet, "S-PERSONS")].data_type == "f" and "SUM" in sheet[place(sheet, "S-PERSONS")].value
        assert sheet[place(sheet, "khen:computed:0")].data_type == "f"
        assert sheet[place(sheet, "S-TEXT")].data_type == "s", "a text that begins with = is a text"
        assert "Người dự ít nhất một lớp" in sheet[f"C{rows(sheet)['S-HEADS']}"].comment.text
        assert sheet.column_dimensions["A"].hidden
        assert sheet.print_title_rows == "$6:$7" and sheet.page_setup.orientation == "landscape"
        # Without a window LibreOffice keeps no views.
        assert sheet.freeze_panes == "D8" or path != workbook
        rule = {}
        for validation in sheet.data_validations.dataValidation:
            for code in ("S-VILLAGES", "S-COVER", "S-PLAN", "S-DATE", "S-TEXT", "S-MONEY", "S-TEMP"):
                if place(sheet, code) in validation.sqref:
                    rule[code] = validation
        assert {code: validation.type for code, validation in rule.items()} == {
            "S-VILLAGES": "whole", "S-COVER": "decimal", "S-PLAN": "list", "S-DATE": "date", "S-TEXT": "textLength", "S-MONEY": "whole", "S-TEMP": "decimal"}
        assert (float(rule["S-VILLAGES"].formula1), float(rule["S-VILLAGES"].formula2)) == (0, 500)
        assert (float(rule["S-COVER"].formula1), float(rule["S-COVER"].formula2)) == (0, 100)
        assert "Danh mục" in rule["S-PLAN"].formula1
        assert "chỉ nhận" in rule["S-VILLAGES"].error and "Kỳ trước: 27" in rule["S-VILLAGES"].prompt


def test_mistakes_are_named_by_sheet_and_cell(workbook, office):
    def mistakes(book):
        sheet = book[UNIT]
        sheet[place(sheet, "S-VILLAGES")] = "hai mươi"
        sheet[place(sheet, "S-HEADS")] = -3
        sheet[place(sheet, "S-COVER")] = 140
        sheet[place(sheet, "S-PLAN")] = "có lẽ"
        sheet[place(sheet, "S-DATE")] = "31/02/2026"
        sheet[place(sheet, "S-LEARNERS", "M")] = 5
        sheet[place(sheet, "S-PERSONS")] = 999
        sheet[place(sheet, "S-AGES")] = 55
        sheet[place(sheet, "S-TEMP")] = "=2*3"
        sheet[place(sheet, "S-MONEY", "khen:word")] = "chưa rõ"
        sheet[place(sheet, "khen:computed:0")] = 100

    saved = office(fill(workbook, mistakes))
    answer, sheet = read(saved), openpyxl.load_workbook(saved)[UNIT]
    assert kinds(answer) == {
        ("wrong_type", place(sheet, "S-VILLAGES")), ("out_of_range", place(sheet, "S-HEADS")), ("out_of_range", place(sheet, "S-COVER")), ("wrong_type", place(sheet, "S-PLAN")),
        ("wrong_type", place(sheet, "S-DATE")), ("greyed", place(sheet, "S-LEARNERS", "M")), ("total_differs", place(sheet, "S-PERSONS")), ("total_overwritten", place(sheet, "S-AGES")),
        ("formula", place(sheet, "S-TEMP")), ("unknown_word", place(sheet, "S-MONEY", "khen:word")), ("total_overwritten", place(sheet, "khen:computed:0"))}
    assert edits(answer)["S-TEMP"]["value"] == "6"
    assert not {"S-VILLAGES", "S-HEADS", "S-COVER", "S-PLAN", "S-DATE"} & set(edits(answer)), "what cannot be read changes nothing"


def test_moved_sheets_rows_and_columns_are_still_found(workbook, office):
    def move(book):
        sheet = book[UNIT]
        usual(book)
        sheet.protection.sheet = False
        sheet.title = "Đã đổi tên"
        book.move_sheet(sheet, 3)

    answer = read(office(fill(workbook, move)))
    assert {key: edit.get("value") for key, edit in edits(answer).items()} == USUAL
    assert answer["units"][0]["edits"][0]["place"].startswith("Đã đổi tên!")


def test_deleted_and_inserted_rows_and_columns_are_named(workbook):
    def change(book):
        sheet = book[UNIT]
        sheet.delete_rows(rows(sheet)["S-COVER"])
        sheet.insert_rows(rows(sheet)["S-TEMP"])
        sheet.cell(rows(sheet)["S-TEMP"] - 1, 7).value = 44
        sheet.delete_cols(15, 2)

    answer = read(fill(workbook, change))
    found = {kind for kind, _ in kinds(answer)}
    assert {"row_missing", "row_inserted"} <= found, answer["findings"]
    assert any("S-COVER" in finding["message"] for finding in answer["findings"])
    assert answer["units"][0]["edits"] == [], "comments whose column is gone stay as they are"


def test_merged_cells_and_other_styles(workbook, office):
    def style(book):
        sheet = book[UNIT]
        cell = sheet[place(sheet, "S-VILLAGES")]
        cell.value, cell.number_format = 31, "0.00E+00"
        cell.font = openpyxl.styles.Font(name="Arial", size=20, color="FF0000")
        day = sheet[place(sheet, "S-DATE")]
        day.value, day.number_format = 46096, "General"
        sheet.merge_cells(f"{place(sheet, 'S-HEADS')}:{place(sheet, 'S-COVER')}")

    answer = read(office(fill(workbook, style)))
    found = edits(answer)
    assert found["S-VILLAGES"]["value"] == "31" and found["S-DATE"]["value"] == "2026-03-15"
    assert "S-HEADS" not in found


def test_another_or_altered_workbook_is_refused(workbook):
    def other(key, value):
        def work(book):
            sheet = book["Mã nhận dạng"]
            sheet.cell(rows(sheet)[key], 3).value = value
        return work

    for key, value in (("period", "2026-09"), ("form", "MAU-02"), ("form_version", "2"), ("installation", "khac"), ("unit", "03209")):
        path = fill(write(workbook.parent / f"{key}.xlsx"), other(key, value))
        assert "đã bị sửa" in read(path)["error"], key
    gone = fill(write(workbook.parent / "gone.xlsx"), lambda book: book.remove(book["Mã nhận dạng"]))
    assert "Mã nhận dạng" in read(gone)["error"]
    base = fill(write(workbook.parent / "base.xlsx"), lambda book: book.remove(book["Số liệu gốc"]))
    assert "đã bị sửa" in read(base)["error"]


def test_files_that_are_no_form(workbook, tmp_path, office):
    word = tmp_path / "note.xlsx"
    word.write_bytes(b"%PDF-1.7 not a workbook")
    assert "PDF" in read(word)["error"]
    assert "OpenDocument" in read(office(workbook, "ods"))["error"]
    assert "đời cũ" in read(office(workbook, "xls"))["error"]
    locked = tmp_path / "locked.xlsx"
    with open(workbook, "rb") as plain, open(locked, "wb") as target:
        OOXMLFile(plain).encrypt("mat-khau", target)
    assert "mật khẩu" in read(locked)["error"]
    bomb = tmp_path / "bomb.xlsx"
    shutil.copy(workbook, bomb)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/more.xml", b"0" * (64 << 20))
    assert "nén" in read(bomb)["error"] or "giải nén" in read(bomb)["error"]


def test_english(tmp_path, office):
    path = write(tmp_path / "en.xlsx", units=1, language="en")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "Guide" and book.sheetnames[-1] == "Identity"

    def work(book):
        sheet = book[UNIT]
        sheet[place(sheet, "S-PLAN")] = "No"
        sheet[place(sheet, "S-VILLAGES", "khen:word")] = "No figure"
        sheet[place(sheet, "S-VILLAGES")] = None
        sheet[place(sheet, "S-VILLAGES", "khen:comment")] = "not counted yet"

    found = edits(read(office(fill(path, work))))
    assert found["S-PLAN"]["value"] == "false" and found["S-VILLAGES"]["withoutFigure"] and found["S-VILLAGES"]["comment"] == "not counted yet"


def test_it_prints_on_a4_landscape(workbook, office):
    pages = office(workbook, "pdf")
    sizes = subprocess.run(["pdfinfo", str(pages)], capture_output=True, text=True, check=True).stdout
    assert "841.89 x 595" in sizes or "842 x 595" in sizes, sizes
    text = subprocess.run(["pdftotext", "-layout", str(pages), "-"], capture_output=True, text=True, check=True).stdout
    for words in ("BÁO CÁO THÁNG VỀ CHUYỂN ĐỔI SỐ", "Kỳ báo cáo: tháng 10/2026", "THỦ TRƯỞNG ĐƠN VỊ", "Cách ghi và gửi"):
        assert words in text, words
    if shots := os.environ.get("KHEN_SHOTS"):
        folder = pathlib.Path(shots)
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["pdftoppm", "-r", "110", "-png", str(pages), str(folder / "form")], check=True)
