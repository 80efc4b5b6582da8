"""Reports as workbooks and documents in a browser, and every other page of people who report, at three widths."""
import base64
import hashlib
import hmac
import re
import shutil
import struct
import subprocess
import time

import openpyxl
import pytest
from playwright.sync_api import expect

from desk import COMMUNE, FIGURES, Desk, add_staff, commune, village
from people import PASSWORD, comment, press


@pytest.fixture(scope="module")
def staff(office):
    add_staff(office)
    office.khen("user", "add", "goc", "--name", "Quản trị gốc", "--role", "administrator", "--password-stdin", typed=PASSWORD + "\n", language="vi")
    return office


def downloaded(page, link, folder):
    with page.expect_download() as download:
        link.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def saved_by_libreoffice(path):
    program = shutil.which("soffice")
    assert program, "this test needs LibreOffice: bin/prepare test installs it"
    folder = path.parent / "libreoffice"
    subprocess.run([program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path)],
                   check=True, capture_output=True, timeout=300)
    return folder / path.name


def fill_in(path, figures):
    """Writes figures where the hidden codes of the sheet say."""
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book.worksheets if any(cell.value == "khen:columns" for cell in one["A"]))
    row_of = {cell.value: cell.row for cell in sheet["A"] if cell.value}
    for key, value in figures.items():
        code, _, options = key.partition(":")
        row = row_of[code]
        above = max(cell.row for cell in sheet["A"] if cell.value == "khen:columns" and cell.row < row)
        column = next(cell.column for cell in sheet[above] if cell.value == (options or "total"))
        sheet.cell(row, column).value = int(value)
    book.save(path)


def upload(page, path):
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Xem thay đổi").click()


def test_a_report_through_excel_and_libreoffice(staff, people, tmp_path):
    member = people.sign_in("db.ban")
    page = member.page
    member.open(village(1))
    path = downloaded(page, page.get_by_role("link", name="Tải biểu về (Excel)"), tmp_path)
    fill_in(path, FIGURES)
    path = saved_by_libreoffice(path)
    member.follow(page.locator("main p.tools").get_by_role("link", name="Tải tệp Excel lên"))
    member.look_at_widths("upload")
    upload(page, path)
    expect(page.locator("main .status")).to_contain_text("9 ô sẽ thay đổi")
    expect(page.locator("main table")).to_contain_text("Nữ")
    member.look_at_widths("upload-differences")
    press(member, "Lưu các thay đổi vào bản nháp")
    assert page.url.endswith(f"{village(1)}?done=saved")
    page.wait_for_function("() => queue.open.size")
    expect(page.locator('[name="v:DB-S5.ADULTS:M"]')).to_have_value("22")
    for key in FIGURES:
        if page.locator(f'[id="m:{key}"]').count():
            comment(member, key, "Theo sổ của bản")
    page.get_by_role("button", name="Gửi báo cáo", exact=True).click()
    problems = page.locator(".errors li")
    if problems.count():
        for key in FIGURES:
            if page.locator(f'[id="m:{key}"]').count():
                comment(member, key, "Theo sổ của bản")
        page.get_by_role("button", name="Gửi báo cáo", exact=True).click()
    expect(page.locator(".status[role=status]")).to_contain_text("Đã gửi báo cáo")

    # The same workbook brought back to another report.
    member.open(village(2))
    member.follow(page.locator("main p.tools").get_by_role("link", name="Tải tệp Excel lên"))
    member.expected_failure = "/reports/upload"
    upload(page, path)
    expect(page.locator(".errors")).to_contain_text("không phải báo cáo đang mở")
    member.look_at_widths("upload-refused")
    page.locator("input[type=file]").set_input_files({"name": "so-lieu.xlsx", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Xem thay đổi").click()
    expect(page.locator(".errors")).to_contain_text("PDF")


def test_many_units_in_one_workbook(staff, people, tmp_path):
    member = people.sign_in("xa.hai")
    page = member.page
    member.open("/reports")
    member.follow(page.get_by_role("link", name="Biểu dạng Excel").first)
    member.look_at_widths("workbooks")
    path = downloaded(page, page.locator(f'main a[href*="form=DB-M-BAN"][href*="{village(0).split("/")[3]}"]'), tmp_path)
    names = openpyxl.load_workbook(path).sheetnames
    assert len([name for name in names if name.startswith(("Bản", "Tổ"))]) > 20, names


def test_an_approved_report_becomes_a_document(staff, people):
    desk = Desk(staff.address, "xa.hai")
    everything = {key: "2" for key in re.findall(r'name="v:([^"]+)"', desk.page(commune(2))) if not key.endswith("NEEDS")}
    assert "done=sent" in desk.write(commune(2), everything, explained=everything, do="submit")
    member = people.sign_in("db.duyetxa")
    page = member.page
    member.open(commune(2))
    member.follow(page.get_by_role("link", name="Ban hành thành văn bản"))
    member.look_at_widths("issue")
    with page.expect_download() as download:
        page.get_by_role("button", name="Dự thảo").click()
    assert download.value.suggested_filename.endswith(".docx")
    for name, text in {"title": "CHỦ TỊCH", "signer": "Vàng A Duyệt"}.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=without-pdf]").check()
    with page.expect_navigation():
        page.locator("button[value=issue]").click()
    expect(page.locator(".status[role=status]")).to_be_visible()
    member.look_at_widths("document")
    member.follow(page.locator("header").get_by_role("link", name="Văn bản"))
    expect(page.locator("main table")).to_contain_text("Vàng A Duyệt")
    member.look_at_widths("documents")
    member.follow(page.locator('main a[href="/documents/verify"]').first)
    member.look_at_widths("verify")


def test_pages_of_people_who_report(staff, people):
    for name, paths in {"db.so": ["/reports/overview?form=DB-M-BAN", f"/reports/overview?form=DB-M-BAN&unit={COMMUNE}", "/me/notices", "/me", "/me/second-factor"],
                        "db.quantri": ["/agencies", "/people/new", "/people"]}.items():
        member = people.sign_in(name)
        for path in paths:
            member.open(path)
            member.look_at_widths(re.sub(r"\W+", "-", path).strip("-"))
        if name == "db.quantri":
            member.follow(member.page.locator('main table a[href^="/people/"]').first)
            member.look_at_widths("person")
    visitor = people.visitor()
    visitor.open("/sign-in")
    visitor.look_at_widths("sign-in")
    visitor.expected_failure = "/reports/offline.json"        # asked for in case somebody is signed in after all
    visitor.page.goto("/reports/offline")
    expect(visitor.page.locator("#offline")).to_contain_text("Chưa có ai đăng nhập")
    visitor.look_at_widths("offline-nobody")
    visitor.open("/sign-in")
    visitor.expected_failure = "/sign-in"
    visitor.page.locator("#name").fill("db.ban")
    visitor.page.locator("#password").fill("sai-mat-khau-roi")
    visitor.page.locator("main form button").click()
    expect(visitor.page.locator("main")).to_contain_text("Tên đăng nhập hoặc mật khẩu không đúng")
    visitor.look_at_widths("sign-in-refused")


def test_settings_behind_a_second_step(staff, people):
    member = people.visitor()
    page = member.page
    member.open("/sign-in")
    page.locator("#name").fill("goc")
    page.locator("#password").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form button").click()
    member.look_at_widths("second-factor")
    secret = base64.b32decode(re.sub(r"\W", "", page.locator(".key-text").inner_text()).upper().ljust(32, "="))
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    page.locator("#code").fill(f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}")
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    member.look_at_widths("recovery-codes")
    member.open("/settings")
    member.look_at_widths("settings")


def test_setting_up_an_installation(site, new_reader):
    for width in (320, 768, 1440):
        new_reader(width=width).open("/setup")
