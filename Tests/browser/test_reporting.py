"""From a village's figures to the figure of the province, in a browser: writing, correcting, returning, approving, and workbooks between."""
import gzip
import re

import pytest
from playwright.sync_api import expect

from desk import COMMUNE, FIGURES, Desk, add_staff, commune, month, village
from people import cell, comment, fill, focused, press

# One round trip of a new connection: ten packets of 1,460 bytes, less what the headers take.
FIRST_VIEW, SCRIPT = 14 * 1024, 20 * 1024
OWN = {"DB-S5.POINTS": "27", "DB-T3.AGENCIES:TIER-PROVINCE": "20", "DB-T3.AGENCIES:TIER-COMMUNE": "1", "DB-T3.ONLINE:TIER-PROVINCE": "19", "DB-T3.ONLINE:TIER-COMMUNE": "1",
       "DB-S5.VISITS:F": "30", "DB-S5.VISITS:M": "33", "DB-S5.SERVED:F": "21", "DB-S5.SERVED:M": "20",
       **{f"DB-T10.{what}:ENT-{kind}": "2" for what in ("ENTITIES", "SELLING") for kind in ("ENTERPRISE", "COOPERATIVE", "HOUSEHOLD")},
       "DB-T12.VILLAGES": "33", "DB-T12.VILLAGES_REACHED": "17"}


@pytest.fixture(scope="module")
def staff(office):
    add_staff(office)
    return office


# Without the script


def test_a_report_filled_in_and_sent_without_javascript(staff, people):
    member = people.sign_in("db.ban", javascript=False, width=320)
    page = member.page
    member.open("/reports")
    member.follow(page.locator(f'main a[href="{village(2)}"]').first)
    fill(member, {"DB-S5.ADULTS:F": "5", "DB-S5.ADULTS:M": "22"})
    press(member, "Lưu nháp")
    expect(page.locator(".status[role=status]")).to_contain_text("Đã lưu nháp")
    expect(cell(member, "DB-S5.ADULTS:M")).to_have_value("22")
    fill(member, FIGURES | {"DB-S5.EID:F": "6", "DB-S5.SESSIONS": "1.234"})
    member.expected_failure = village(2)
    press(member, "Gửi báo cáo")
    member.look("errors-plain")
    errors = page.locator(".errors")
    expect(errors).to_contain_text("lớn hơn tổng số nữ")
    expect(page.locator("#files")).to_be_visible()
    errors.get_by_role("link", name=re.compile("lớn hơn tổng số nữ")).click()
    assert focused(member) == "v:DB-S5.EID:F", "the error does not lead to its cell"
    cell(member, "DB-S5.EID:F").fill("4")
    press(member, "Gửi báo cáo")
    expect(errors).to_contain_text("Khác thường")
    assert cell(member, "DB-S5.SESSIONS").input_value() == "1234", "1.234 is twelve hundred and thirty-four"
    cell(member, "DB-S5.SESSIONS").fill("2")
    for key in FIGURES:
        if page.locator(f'[id="m:{key}"]').count():
            comment(member, key, "Bản vừa sáp nhập tổ 2")
    press(member, "Gửi báo cáo")
    expect(page.locator(".status[role=status]")).to_contain_text("Đã gửi báo cáo")
    expect(page.locator(".status[role=status]")).to_contain_text(re.compile(r"11-\d+"))
    member.look("sent-plain")
    assert page.locator("form.entry").count() == 0, "what was sent can still be written"


# As in a spreadsheet


def test_the_keyboard_works_as_in_a_spreadsheet(staff, people):
    member = people.sign_in("db.xa")
    page = member.page
    member.context.grant_permissions(["clipboard-read", "clipboard-write"])
    member.open(commune(2))
    expect(page.locator("#device")).to_be_visible()
    first = cell(member, "DB-S5.VISITS:F")
    first.click()
    page.keyboard.type("30")
    page.keyboard.press("Tab")
    assert focused(member) == "v:DB-S5.VISITS:M"
    page.keyboard.type("33")
    page.keyboard.press("Enter")
    assert focused(member) == "v:DB-S5.SERVED:M", "Enter goes to the cell beneath"
    expect(page.locator('output[data-total="DB-S5.VISITS"]')).to_have_text("63")
    page.keyboard.press("ArrowLeft")
    assert focused(member) == "v:DB-S5.SERVED:F"
    page.keyboard.press("ArrowUp")
    assert focused(member) == "v:DB-S5.VISITS:F"
    page.keyboard.press("Shift+F2")
    assert focused(member) == "c:DB-S5.VISITS:F"
    page.keyboard.type("Theo sổ của điểm hỗ trợ")
    page.keyboard.press("Escape")
    assert focused(member) == "v:DB-S5.VISITS:F"

    # A block of four rows by three columns, as Excel puts it on the clipboard; text among it is kept and said to be none.
    page.evaluate("navigator.clipboard.writeText('2\\t3\\t1.234\\r\\n1\\t2\\t10\\r\\n')")
    cell(member, "DB-T10.ENTITIES:ENT-ENTERPRISE").click()
    page.keyboard.press("Control+v")
    assert [cell(member, f"DB-T10.ENTITIES:ENT-{kind}").input_value() for kind in ("ENTERPRISE", "COOPERATIVE", "HOUSEHOLD")] == ["2", "3", "1234"]
    assert cell(member, "DB-T10.SELLING:ENT-HOUSEHOLD").input_value() == "10"
    expect(page.locator('output[data-total="DB-T10.ENTITIES"]')).to_have_text("1.239")
    page.keyboard.press("Control+z")
    assert cell(member, "DB-T10.ENTITIES:ENT-HOUSEHOLD").input_value() == cell(member, "DB-T10.SELLING:ENT-HOUSEHOLD").input_value() == ""
    page.keyboard.press("Control+y")
    assert cell(member, "DB-T10.ENTITIES:ENT-HOUSEHOLD").input_value() == "1234"

    # 2,5 is a number, and none of agencies.
    cell(member, "DB-T12.VILLAGES").fill("2,50")
    page.keyboard.press("Enter")
    expect(cell(member, "DB-T12.VILLAGES")).to_have_value("2,5")
    expect(page.locator('[id="m:DB-T12.VILLAGES"]')).to_contain_text("Ghi số nguyên")
    cell(member, "DB-T12.VILLAGES").fill("33")
    page.keyboard.press("Enter")
    expect(page.locator('[id="m:DB-T12.VILLAGES"]', has_text="Ghi số nguyên")).to_have_count(0)
    expect(page.locator("output.kept")).to_contain_text("Đã lưu nháp vào hệ thống", timeout=15000)
    member.open(commune(2))
    expect(cell(member, "DB-T10.ENTITIES:ENT-HOUSEHOLD")).to_have_value("1234")
    expect(page.locator('[name="c:DB-S5.VISITS:F"]')).to_have_value("Theo sổ của điểm hỗ trợ")


def test_telex_is_not_disturbed(staff, people):
    member = people.sign_in("db.xa")
    page = member.page
    member.open(commune(2))
    expect(page.locator("#device")).to_be_visible()
    needs = cell(member, "DB-M-XA.NEEDS")
    needs.click()
    keyboard = member.context.new_cdp_session(page)
    for syllable in ("t", "ti", "tie", "tiê", "tiêg", "tiếng"):
        keyboard.send("Input.imeSetComposition", {"text": syllable, "selectionStart": len(syllable), "selectionEnd": len(syllable)})
        page.wait_for_timeout(250)
    page.wait_for_timeout(3500)        # longer than it takes to keep, to check and to send
    keyboard.send("Input.imeSetComposition", {"text": "tiếng", "selectionStart": 5, "selectionEnd": 5})
    keyboard.send("Input.insertText", {"text": "tiếng"})
    page.keyboard.type(" Thái")
    assert needs.input_value() == "tiếng Thái"
    expect(page.locator("output.kept")).to_contain_text("Đã lưu nháp vào hệ thống", timeout=15000)
    assert needs.input_value() == "tiếng Thái"
    # Arrows and Enter belong to the one who composes.
    box = cell(member, "DB-T13.VILLAGES")
    box.click()
    keyboard.send("Input.imeSetComposition", {"text": "1", "selectionStart": 1, "selectionEnd": 1})
    page.evaluate("""() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true }))""")
    assert focused(member) == "v:DB-T13.VILLAGES"


# Two at once


def test_two_people_write_the_same_report_and_nothing_is_lost(staff, people):
    first, second = people.sign_in("db.xa"), people.sign_in("xa.hai")
    for member in (first, second):
        member.open(commune(2))
        expect(member.page.locator("#device")).to_be_visible()
    cell(first, "DB-S5.POINTS").fill("27")
    expect(first.page.locator("output.kept")).to_contain_text("Đã lưu nháp vào hệ thống", timeout=15000)
    second.expected_failure = "/reports/sync"
    fill(second, {"DB-S5.POINTS": "26", "DB-S5.VISITS:F": "40"})
    conflict = second.page.locator("#conflicts")
    expect(conflict).to_contain_text("bạn ghi 26", timeout=15000)
    expect(conflict).to_contain_text("27")
    expect(conflict).to_contain_text("db.xa")
    assert cell(second, "DB-S5.POINTS").input_value() == "26", "what the second wrote has gone"
    second.look_at_widths("conflict")
    conflict.get_by_role("button", name=re.compile("Giữ số của tôi")).click()
    expect(conflict).to_have_count(0)
    expect(second.page.locator("output.kept")).to_contain_text("Đã lưu nháp vào hệ thống", timeout=15000)
    first.open(commune(2))
    expect(cell(first, "DB-S5.POINTS")).to_have_value("26")
    expect(cell(first, "DB-S5.VISITS:F")).to_have_value("40")
    history = f"{commune(2)}/cells/DB-S5.POINTS"
    first.open(history)
    expect(first.page.locator("main table")).to_contain_text("27")
    expect(first.page.locator("main table")).to_contain_text("xa.hai")
    first.look_at_widths("cell-history")


def test_two_people_without_javascript_see_both_versions(staff, people):
    first, second = people.sign_in("db.xa", javascript=False), people.sign_in("xa.hai", javascript=False)
    for member in (first, second):
        member.open(commune(2))
    cell(first, "DB-T13.VILLAGES").fill("3")
    press(first, "Lưu nháp")
    cell(second, "DB-T13.VILLAGES").fill("4")
    cell(second, "DB-T9.EM_HOUSEHOLDS").fill("1")
    second.expected_failure = commune(2)
    press(second, "Lưu nháp")
    expect(second.page.locator(".errors")).to_contain_text("bạn ghi 4")
    expect(second.page.locator(".errors")).to_contain_text("db.xa ghi 3")
    assert cell(second, "DB-T13.VILLAGES").input_value() == "4"
    second.look("conflict-plain")
    press(second, "Lưu nháp")
    first.open(commune(2))
    expect(cell(first, "DB-T13.VILLAGES")).to_have_value("4")
    expect(cell(first, "DB-T9.EM_HOUSEHOLDS")).to_have_value("1")


# From the villages to the province


def test_from_the_villages_to_the_figure_of_the_province(staff, people):
    for number, reporter in enumerate(["db.ban", "ban.hai"]):
        where = Desk(staff.address, reporter).write(village(1, number), FIGURES, explained=FIGURES, do="submit")
        assert "done=sent" in where, f"{reporter} could not send: {where}"

    approver = people.sign_in("db.duyetxa")
    page = approver.page
    approver.open("/reports")
    expect(page.locator("main .lede")).to_contain_text("báo cáo đang chờ bạn")
    approver.look_at_widths("queue-approver")
    for number in range(2):
        page.locator(f'input[name=report][value^="{village(1, number).removeprefix("/reports/")}"]').check()
    press(approver, "Xem khác biệt của các báo cáo đã chọn")
    approver.look_at_widths("approve-several")
    press(approver, "Duyệt các báo cáo đã chọn")
    expect(page.locator(".status[role=status]")).to_contain_text("2")

    officer = people.sign_in("db.xa")
    page = officer.page
    officer.open(commune(1))
    expect(page.locator("#device")).to_be_visible()
    assert cell(officer, "DB-S5.ADULTS:F").get_attribute("placeholder") == "10"
    expect(page.locator("main")).to_contain_text("cộng từ báo cáo cấp dưới")
    expect(page.locator('output[data-total="DB-S5.ADULTS"]')).to_have_text("54")
    officer.look_at_widths("gathered")
    fill(officer, OWN | {"DB-S5.ADULTS:F": "11"})
    page.get_by_role("button", name="Gửi báo cáo", exact=True).click()
    errors = page.locator(".errors")
    expect(errors).to_contain_text("Khác tổng 10")
    officer.look_at_widths("errors")
    errors.get_by_role("link", name=re.compile("Khác tổng 10")).click()
    assert focused(officer) == "v:DB-S5.ADULTS:F"
    for key in OWN | {"DB-S5.ADULTS:F": "11"}:
        if page.locator(f'[id="m:{key}"]').count():
            comment(officer, key, "Bản Pú Tửu thiếu một người trong danh sách")
    with page.expect_navigation():
        page.get_by_role("button", name="Gửi báo cáo", exact=True).click()
    expect(page.locator(".status[role=status]")).to_contain_text("Đã gửi báo cáo")
    expect(page.locator("td", has_text="11").locator(".tag", has_text="đã điều chỉnh")).to_have_count(1)
    officer.look_at_widths("sent")

    department = people.sign_in("db.so")
    page = department.page
    department.open("/reports")
    department.follow(page.locator(f'main a[href="{commune(1)}"]').first)
    expect(page.locator(".steps")).to_contain_text("Bản Pú Tửu thiếu một người")
    page.get_by_text(re.compile("^Trả lại …")).click()
    department.look_at_widths("returning")
    page.locator(".step[open] textarea[name=note]").fill("Đề nghị đối chiếu với danh sách lớp")
    page.locator('.step[open] input[name="r:DB-S5.ADULTS:F"]').fill("Danh sách chỉ có 10 người")
    page.locator('.step[open] input[name="r:DB-T12.VILLAGES_REACHED"]').fill("Tháng trước 19 bản")
    with page.expect_navigation():
        page.locator(".step[open] button").click()
    expect(page.locator(".status[role=status]")).to_be_visible()

    page = officer.page
    officer.open("/reports")
    expect(page.get_by_role("heading", name=re.compile("Bị trả lại"))).to_be_visible()
    officer.look_at_widths("queue-returned")
    officer.follow(page.locator(f'main a[href="{commune(1)}"]').first)
    expect(page.locator("main .status")).to_contain_text("cần xem lại 2 ô")
    expect(page.locator("main .status")).to_contain_text("Đề nghị đối chiếu với danh sách lớp")
    officer.look_at_widths("returned")
    page.locator("main .status").get_by_role("link", name=re.compile("Số thôn, bản")).click()
    assert focused(officer) == "v:DB-T12.VILLAGES_REACHED", "the remark does not lead to its cell"
    expect(page.locator('[id="m:DB-T12.VILLAGES_REACHED"]')).to_contain_text("Tháng trước 19 bản")
    expect(page.locator('[id="m:DB-S5.ADULTS:F"]')).to_contain_text("Danh sách chỉ có 10 người")
    cell(officer, "DB-T12.VILLAGES_REACHED").fill("20")
    cell(officer, "DB-S5.ADULTS:F").fill("")
    comment(officer, "DB-T12.VILLAGES_REACHED", "Đã cộng bản mới")
    with page.expect_navigation():
        page.get_by_role("button", name="Gửi lại", exact=True).click()
    expect(page.locator(".status[role=status]")).to_contain_text("Đã gửi báo cáo")

    department.open(commune(1))
    with department.page.expect_navigation():
        department.page.locator(f'form[action="{commune(1)}/check"] button').click()
    leader = people.sign_in("db.duyet")
    page = leader.page
    leader.open("/reports")
    leader.follow(page.locator(f'main a[href="{commune(1)}"]').first)
    with page.expect_navigation():
        page.locator(f'form[action="{commune(1)}/approve"] button').click()
    leader.look_at_widths("approved")

    # The same second, on the pages of the operations centre.
    address = f"/indicators/DB-S5b?unit={COMMUNE}&period={month(1)}"
    leader.open(address)
    expect(page.locator("main")).to_contain_text("65,1")
    leader.look_at_widths("indicator")
    leader.open(f"/figures/DB-S5b/{COMMUNE}/{month(1)}?status=reported")
    expect(page.locator("main")).to_contain_text("41")
    leader.look_at_widths("provenance")
    leader.follow(page.locator('main a[href^="/values/DB-S5.SERVED/"]').first)
    expect(page.locator("main")).to_contain_text("db.xa")
    expect(page.locator("main")).to_contain_text(re.compile(r"11-\d+"))
    leader.look_at_widths("value")


# Sizes


def test_the_first_view_of_a_form_fits_one_round_trip(staff, capsys):
    desk = {name: Desk(staff.address, name) for name in ("db.ban", "db.xa", "db.so")}
    quarter = re.search(r'/reports/DB-Q-TINH/[^"]+', gzip.decompress(desk["db.so"].fetch("/reports")[0]).decode())[0]
    too_large = []
    for name, path in [("db.ban", village(0)), ("db.xa", commune(0)), ("db.so", quarter), ("db.xa", "/reports")]:
        page, encoding = desk[name].fetch(path)
        assert encoding == "gzip", f"{path} travels uncompressed"
        html = gzip.decompress(page).decode()
        styles = sum(len(desk[name].fetch(href)[0]) for href in re.findall(r'<link rel="stylesheet" href="([^"]+)"', html))
        scripts = sum(len(desk[name].fetch(source)[0]) for source in re.findall(r'<script src="([^"]+)"', html))
        with capsys.disabled():
            print(f"\n{path}: HTML {len(page):,} bytes, style sheets {styles:,}, together {len(page) + styles:,} of {FIRST_VIEW:,}; scripts {scripts:,} of {SCRIPT:,}", end="")
        if len(page) + styles > FIRST_VIEW or scripts > SCRIPT:
            too_large.append(path)
    assert not too_large, f"too large for one round trip: {too_large}"
