"""Every page of registers at three widths of screen, as those see it who work with it and as everybody does; filters that are kept, files in the form, doubles joined, personal data erased."""
import json
import re

import pytest
from playwright.sync_api import expect

from desk import Desk
from people import press
from registers import KEPT, VILLAGE, codes, day, field, photo, write


@pytest.fixture(scope="module")
def desk(office):
    return Desk(office.address, "db.xa")


def look(member, address, name, status=200):
    """Goes to a page and looks at it at every width."""
    member.expected_failure = address if status >= 400 else None
    answer = member.page.goto(address)
    assert answer.status == status, f"{address} answers {answer.status}"
    member.look_at_widths(name)


def first(desk, register, **query):
    """A record of the demonstration."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return json.loads(desk.page(f"/registers/{register}.json?limit=1&{asked}"))["records"][0]["id"]


def row(member, text):
    return member.page.locator("main tbody tr", has_text=text)


# What there is to see


def test_an_officer_looks_at_lists_and_records(desk, people):
    desk.add("VENUES", {"NAME": "Nhà văn hóa bản có vị trí", "KIND": "VEN-CULTURE", "OPENED": "2025-03-01", "INTERNET": True, "PLACE": "21.39, 103.02"})
    officer = people.sign_in("db.xa")
    page = officer.page
    look(officer, "/registers", "registers")
    look(officer, "/registers/ENROLMENTS", "list")
    look(officer, "/registers/ENROLMENTS?state=COMPLETED&SCORE-from=6&PRESENT=true&sort=-SCORE", "list-filtered")
    expect(page.get_by_label("Điểm kiểm tra cuối khóa, từ")).to_have_value("6")
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    look(officer, "/registers/ENROLMENTS?q=kh%C3%B4ng+c%C3%B3+ai+t%C3%AAn+n%C3%A0y", "list-empty")
    expect(page.locator("main")).to_contain_text("Không có hồ sơ")
    look(officer, "/registers/VENUES/map", "map")
    expect(page.locator(".map a").first).to_be_visible()
    look(officer, f"/registers/ENROLMENTS/{first(desk, 'ENROLMENTS', state='COMPLETED')}", "record")
    look(officer, f"/registers/SESSIONS/{first(desk, 'SESSIONS')}", "record-groups")
    expect(page.get_by_role("navigation", name="Hồ sơ liên quan")).to_be_visible()
    look(officer, "/registers/ENROLMENTS/sheet", "sheet")
    look(officer, "/registers/PEOPLE/import", "import")
    look(officer, "/registers/PEOPLE/export", "export")
    look(officer, "/registers/SESSIONS/new", "form")
    page.get_by_role("button", name="Thêm dòng").first.click()
    officer.expected_failure = "/registers/SESSIONS/new"
    page.locator("form.record").evaluate("form => form.noValidate = true")
    press(officer, "Lưu")
    expect(page.locator(".errors li")).not_to_have_count(0)
    for link in page.locator(".errors a").all():
        assert page.locator(f'[id="{link.get_attribute("href")[1:]}"]').count() == 1, f"an error leads to nothing: {link.inner_text()}"
    officer.look_at_widths("form-errors")


def test_an_officer_reads_english(desk, people):
    officer = people.sign_in("db.xa", language="en", width=320)
    officer.page.goto("/registers?lang=en")
    for address in ("/registers", "/registers/PEOPLE", f"/registers/PEOPLE/{first(desk, 'PEOPLE')}", "/registers/PEOPLE/new"):
        officer.open(address)
        shown = officer.page.locator("main").inner_text()
        assert not re.search("Hồ sơ|Đã lưu|bắt buộc|Sổ quản lý", shown), f"{address} is in Vietnamese in part"


def test_a_step_for_many_asks_for_what_it_requires(desk, people):
    for number in (1, 2):
        desk.add("TEAMS", {"NAME": f"Tổ sẽ giải thể {number}", "DECISION": f"{number}/QĐ", "SET_UP": "2025-01-01"}, unit=VILLAGE)
    officer = people.sign_in("db.xa")
    page = officer.page
    officer.open("/registers/TEAMS?q=T%E1%BB%95+s%E1%BA%BD+gi%E1%BA%A3i+th%E1%BB%83")
    for box in page.locator("main tbody [type=checkbox]").all():
        box.check()
    page.get_by_label("Với các hồ sơ đã chọn").select_option(label="Ghi nhận giải thể")
    press(officer, "Xem trước")
    expect(page.locator(".lede")).to_contain_text("0 hồ sơ thực hiện được, 2 hồ sơ giữ nguyên")
    officer.look_at_widths("bulk-asks")
    page.locator('[id="DISSOLVE-f:DISSOLVED"]').fill(day(0).isoformat())
    press(officer, "Xem trước")
    expect(page.locator(".lede")).to_contain_text("2 hồ sơ thực hiện được")
    officer.look_at_widths("bulk-preview")
    page.get_by_label("Lý do").fill("Sắp xếp lại tổ dân phố")
    press(officer, "Ghi nhận giải thể (2)")
    expect(page.locator(KEPT)).to_contain_text("Đã thực hiện cho 2 hồ sơ")


# Kept filters, files, remarks


def test_a_filter_is_kept_used_and_given_up(people):
    officer = people.sign_in("db.xa")
    page = officer.page
    officer.open("/registers/PEOPLE?SEX=F&KINDS=HEAD")
    found = page.locator("#list").inner_text()
    page.get_by_text("Lưu bộ lọc này", exact=True).click()
    page.get_by_label("Tên bộ lọc").fill("Nữ trưởng bản")
    officer.look_at_widths("filter-save")
    press(officer, "Lưu")
    officer.open("/registers/PEOPLE")
    saved = page.get_by_role("navigation", name="Bộ lọc đã lưu")
    officer.follow(saved.get_by_role("link", name="Nữ trưởng bản"))
    expect(page.locator("#list")).to_have_text(found)
    expect(saved.locator("[aria-current]")).to_have_text("Nữ trưởng bản")
    officer.look_at_widths("filter-used")
    # It is the officer's own.
    other = people.sign_in("db.duyetxa")
    other.open("/registers/PEOPLE")
    expect(other.page.locator("main")).not_to_contain_text("Nữ trưởng bản")
    press(officer, "Bỏ bộ lọc «Nữ trưởng bản»")
    expect(page).to_have_url(re.compile("/registers/PEOPLE$"))
    expect(saved).to_have_count(0)


def test_a_photo_goes_along_with_the_form_and_what_is_none_is_refused(people, tmp_path):
    picture, paper = tmp_path / "lop-hoc.png", tmp_path / "bang-diem.png"
    picture.write_bytes(photo())
    paper.write_text("Không phải ảnh")
    reporter = people.sign_in("db.ban", width=320)
    page = reporter.page
    reporter.open("/registers/STORIES/new")
    write(reporter, NAME="Bà con xem ảnh lớp học", STORY="Có ảnh kèm theo.", CONSENT=True)
    field(reporter, "PHOTOS").set_input_files([picture, paper])
    # The form is not finished: all that was written stays, and it says that files are to be chosen again.
    page.locator("form.record").evaluate("form => form.noValidate = true")
    reporter.expected_failure = "/registers/STORIES/new"
    press(reporter, "Lưu")
    expect(page.locator(".errors")).to_contain_text("Chủ đề")
    expect(field(reporter, "NAME")).to_have_value("Bà con xem ảnh lớp học")
    expect(page.locator('[id="f:PHOTOS-error"]')).to_contain_text("lop-hoc.png, bang-diem.png")
    reporter.look_at_widths("files-again")
    write(reporter, TOPICS=["TOP-BASIC"])
    field(reporter, "PHOTOS").set_input_files([picture, paper])
    press(reporter, "Lưu")
    expect(page.locator(".errors")).to_contain_text("Đã lưu hồ sơ, nhưng không nhận các tệp sau")
    expect(page.locator(".errors")).to_contain_text("bang-diem.png")
    expect(page.locator("h1")).to_contain_text("Bà con xem ảnh lớp học")
    expect(page.locator("main .photos img")).to_have_count(1)
    reporter.look_at_widths("files-refused")
    reporter.open("/registers/STORIES?own=1&q=" + "xem+anh+lop+hoc")
    expect(row(reporter, "Bà con xem ảnh lớp học")).to_have_count(1)
    reporter.follow(page.get_by_role("link", name="Bà con xem ảnh lớp học"))
    # Off again.
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("lop-hoc.png")).click()
    expect(page.locator("main .photos img")).to_have_count(0)


def test_a_remark_stays_with_the_record_and_its_history_tells_who_did_what(desk, people):
    head = desk.add("PEOPLE", {"NAME": "Lò Thị Nhận Xét", "SEX": "F", "ETHNIC": "Thái", "KINDS": ["HEAD"], "HEAD_FROM": "2024-05-01"}, unit=VILLAGE)
    officer = people.sign_in("db.xa")
    page = officer.page
    officer.open(f"/registers/PEOPLE/{head['id']}/edit")
    write(officer, PHONE="0912000111")
    press(officer, "Lưu")
    page.get_by_text("Thêm ý kiến", exact=True).click()
    page.get_by_label("Ý kiến", exact=True).fill("Đã gọi <b>xác nhận</b> số máy.")
    press(officer, "Thêm")
    expect(page.locator("main")).to_contain_text("Đã gọi <b>xác nhận</b> số máy.")
    feed = page.locator("aside .feed, aside ol")
    expect(feed.last).to_contain_text("Điện thoại liên hệ công việc")
    officer.look_at_widths("history")


# Doubles, mistakes, personal data


def test_two_records_of_one_person_become_one(desk, people):
    own = desk.add("PEOPLE", {"NAME": "Cà Văn Đôi", "SEX": "M", "ETHNIC": "Thái", "KINDS": ["HEAD"], "HEAD_FROM": "2024-05-01"}, unit=VILLAGE)
    double = desk.add("PEOPLE", {"NAME": "Cà Văn Đôi", "SEX": "M", "ETHNIC": "Thái", "KINDS": ["HEAD"], "HEAD_FROM": "2024-06-01", "PHONE": "0912555666"}, unit=VILLAGE, is_new=True)
    approver = people.sign_in("db.duyetxa")
    page = approver.page
    approver.open(f"/registers/PEOPLE/{own['id']}")
    approver.follow(page.get_by_role("link", name="Dọn sổ", exact=True))
    approver.look_at_widths("tidy")
    page.locator("[name=with]").fill(double["number"])
    press(approver, "So sánh")
    approver.look_at_widths("merge")
    expect(page.locator("main tbody")).to_contain_text("01/06/2024")
    page.locator('[name="take:HEAD_FROM"][value=other]').check()
    press(approver, "Gộp hai hồ sơ")
    expect(page.locator("main")).to_contain_text("01/06/2024")
    expect(page.locator("main")).to_contain_text("0912 555 666")
    page.goto(f"/registers/PEOPLE/{double['id']}")
    approver.look_at_widths("merged-away")
    expect(page.locator(".lede").get_by_role("link", name="hồ sơ được giữ lại")).to_have_attribute("href", f"/registers/PEOPLE/{own['id']}")


def test_personal_data_are_erased_for_good_and_looks_are_on_record(desk, people):
    person = desk.add("PEOPLE", {"NAME": "Vừ A Xóa", "SEX": "M", "ETHNIC": "Hmông", "KINDS": ["HEAD"], "HEAD_FROM": "2024-05-01", "BIRTH_YEAR": 1981}, unit=VILLAGE)
    address = f"/registers/PEOPLE/{person['id']}"
    approver = people.sign_in("db.duyetxa")
    page = approver.page
    look(approver, f"{address}/reveal", "reveal")
    look(approver, f"{address}/accesses", "accesses")
    look(approver, "/registers/PEOPLE/expired", "expired")
    approver.open(f"{address}/tidy")
    page.locator("#note-erase").fill("Người dân yêu cầu")
    press(approver, "Xóa vĩnh viễn")
    expect(page.locator(KEPT)).to_contain_text("xóa dữ liệu cá nhân")
    look(approver, address, "erased")
    expect(page.locator("h1")).to_have_text(person["number"])
    expect(page.locator("main")).not_to_contain_text("1981")
    page.goto("/registers/PEOPLE?q=Xoa")
    expect(page.locator("main")).not_to_contain_text("Vừ A Xóa")
    officer = people.sign_in("db.xa")
    officer.open(f"{address}/tidy", status=403)


# Papers


def test_a_label_leads_to_the_public_page(desk, people, tmp_path):
    team = desk.add("TEAMS", {"NAME": "Tổ có biển hiệu", "DECISION": "7/QĐ", "SET_UP": "2025-01-01"}, unit=VILLAGE)
    officer = people.sign_in("db.xa")
    page = officer.page
    officer.open(f"/registers/TEAMS/{team['id']}")
    page.locator("summary", has_text="Mã QR của trang công khai").click()
    officer.look_at_widths("record-code")
    printed = officer.context.request.get(page.get_by_role("link", name="In: Biển tổ có mã QR", exact=True).get_attribute("href"))
    assert printed.headers["content-type"] == "application/pdf"
    paper = tmp_path / "sign.pdf"
    paper.write_bytes(printed.body())
    [address] = codes(paper, tmp_path)
    visitor = people.visitor(width=320)
    visitor.open(address)
    expect(visitor.page.locator("h1")).to_contain_text("Tổ có biển hiệu")
    visitor.look_at_widths("public-record")


# What everybody sees


def test_a_visitor_looks_at_the_public_part(people):
    visitor = people.visitor()
    page = visitor.page
    look(visitor, "/registers", "public-registers")
    names = page.locator("main .cards h2 a").all()
    assert len(names) >= 4
    for address in [one.get_attribute("href") for one in names]:
        answer = visitor.context.request.get(address)
        assert answer.status == 200 and "Đây là phần công khai của sổ" in answer.text() and f"{address}/new" not in answer.text()
    look(visitor, "/registers/VENUES", "public-list")
    visitor.follow(page.locator("main tbody a").first)
    visitor.look_at_widths("public-venue")
    look(visitor, "/registers/VENUES?q=khong+co+noi+nay", "public-empty")
    for address in ("/registers/ENROLMENTS", "/registers/PEOPLE/new", "/registers/NONE"):
        visitor.open(address)
        assert "/sign-in" in page.url, f"a visitor is told of {address}"
