"""Records without a connection: filled in, kept, sent once; an answer that is lost; somebody else on the device; photos; who was there, ticked and sent afterwards."""
import json
import re
import urllib.parse

import pytest
from playwright.sync_api import expect

from desk import Desk
from people import focused
from registers import TrainingOffice, colleague, photo

SYNC = ("POST", "/registers/sync")
RETRY = 20_000      # milliseconds; the first try again comes after five seconds, more or less
PAGE = "/registers/offline"


@pytest.fixture
def device(people, line):
    """Somebody signed in on a line that can be cut, with the registers taken along and the pages kept."""
    def make(name, **how):
        member = people.visitor(address=line.address, **how)
        member.cuts = True
        return take_along(member.sign_in(name))
    return make


def take_along(member):
    page = member.page
    page.goto(PAGE)
    page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.active.state === 'activated' || new Promise((done) => { worker.active.onstatechange = done; }))")
    page.wait_for_function("async () => canKeep() && (await store.get('registers', 'all'))?.made_at")
    return member


def cut(member, line):
    line.is_cut = True
    member.context.set_offline(True)


def mend(member, line):
    line.is_cut = False
    member.context.set_offline(False)


def box(member, name, count):
    expect(member.page.get_by_role("heading", name=f"{name} ({count})")).to_be_visible(timeout=RETRY)


def write_story(member, name, day="2026-08-20"):
    page = member.page
    page.locator('[id="f:NAME"]').fill(name)
    page.locator('[id="f:DAY"]').fill(day)
    page.locator('[id="f:STORY"]').fill("Tổ công nghệ số cộng đồng đã hướng dẫn bà con cài đặt định danh điện tử.")
    page.locator('[name="f:TOPICS"]').first.check()
    page.locator('[name="f:CONSENT"][value="true"]').check()


def begin(member, register="STORIES"):
    member.page.goto(PAGE)
    member.page.locator(f'a[href="#new/{register}"]').click()
    expect(member.page.get_by_role("button", name="Gửi hồ sơ", exact=True)).to_be_visible()


def on_server(office, name, person="db.ban"):
    """How many records of that name the server has."""
    return json.loads(Desk(office.address, person).page("/registers/STORIES.json?" + urllib.parse.urlencode({"q": name})))["total"]


def test_a_village_adds_a_record_without_a_connection(office, device, line):
    member = device("db.ban", width=320)
    page = member.page
    member.look_at_widths("records-lists")
    cut(member, line)
    page.goto("/registers")
    expect(page.get_by_role("heading", name=re.compile("Thêm hồ sơ"))).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "vi"
    begin(member)
    member.look_at_widths("records-form")
    page.get_by_role("button", name="Gửi hồ sơ", exact=True).click()
    errors = page.locator(".errors")
    expect(errors).to_contain_text("Chưa ghi")
    member.look_at_widths("records-errors")
    errors.get_by_role("link").first.click()
    assert focused(member) == "f:NAME", "the error does not lead to its field"
    write_story(member, "Bà con biết dùng thanh toán số")
    expect(page.locator("output.kept")).to_contain_text("Đã lưu trên máy")

    page.reload()
    expect(page.locator('[id="f:NAME"]')).to_have_value("Bà con biết dùng thanh toán số")
    page.get_by_role("button", name="Gửi hồ sơ", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đang chờ gửi")
    page.reload()
    expect(page.locator("main")).to_contain_text("Đang chờ gửi")
    assert not page.locator('[id="f:NAME"]').is_editable(), "what waits in the outbox can be changed unseen"
    member.look_at_widths("records-waiting")
    page.goto(PAGE)
    box(member, "Chờ gửi", 1)
    box(member, "Nháp", 0)

    # The first answer is lost after the server has taken the record.
    line.lose[SYNC] = 1
    mend(member, line)
    box(member, "Đã gửi", 1)
    box(member, "Chờ gửi", 0)
    expect(page.locator("main")).to_contain_text(re.compile(r"biên nhận 11-\d+"))
    assert line.count(*SYNC) >= 2, "the answer was not lost"
    member.look_at_widths("records-sent")
    assert on_server(office, "Bà con biết dùng thanh toán số") == 1, "the record is on the server more than once, or not at all"
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Bà con biết dùng")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bà con biết dùng")


def test_what_waits_can_be_taken_back_and_changed(office, device, line):
    member = device("db.ban")
    page = member.page
    cut(member, line)
    begin(member)
    write_story(member, "Câu chuyện cũ")
    page.get_by_role("button", name="Gửi hồ sơ", exact=True).click()
    page.get_by_role("button", name="Lấy về sửa", exact=True).click()
    page.locator('[id="f:NAME"]').fill("Câu chuyện mới")
    page.get_by_role("button", name="Gửi hồ sơ", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đang chờ gửi")
    mend(member, line)
    expect(page.locator("main")).to_contain_text(re.compile(r"biên nhận 11-\d+"), timeout=RETRY)
    assert on_server(office, "Câu chuyện mới") == 1 and on_server(office, "Câu chuyện cũ") == 0


def test_what_the_server_stops_comes_back_as_a_draft(office, device, line):
    member = device("db.ban")
    page = member.page
    cut(member, line)
    begin(member)
    write_story(member, "Ngày chưa tới")
    page.get_by_role("button", name="Gửi hồ sơ", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đang chờ gửi")
    # Something that only the server knows: the device believes that it is all right.
    page.evaluate("""async () => { const [record] = await store.all("record"); record.fields.TOPICS = ["NONE"]; await store.put("record", record.id, record); }""")
    mend(member, line)
    expect(page.locator(".errors")).to_contain_text("không có lựa chọn", timeout=RETRY)
    page.goto(PAGE)
    box(member, "Nháp", 1)
    assert on_server(office, "Ngày chưa tới") == 0
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=re.compile("Bỏ")).click()
    box(member, "Nháp", 0)


def test_somebody_else_on_the_device_neither_sees_nor_sends_it(office, device, line):
    member = device("db.ban")
    page = member.page
    line.closed = {"/registers/sync"}
    begin(member)
    write_story(member, "Chuyện của bản tôi")
    page.get_by_role("button", name="Gửi hồ sơ", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đang chờ gửi")
    page.goto("/registers")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("còn 1 mục chưa gửi")
    with page.expect_navigation():
        dialog.get_by_role("button", name="Đăng xuất").click()
    before = line.count(*SYNC)
    line.closed = set()
    take_along(member.sign_in("db.xa"))
    box(member, "Chờ gửi", 0)
    assert "Chuyện của bản tôi" not in page.content()
    page.wait_for_timeout(1000)
    assert line.count(*SYNC) == before, "another person's session sent it"
    page.goto("/registers")
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng xuất", exact=True).click()
    take_along(member.sign_in("db.ban"))
    box(member, "Đã gửi", 1)
    assert on_server(office, "Chuyện của bản tôi") == 1


# Photos


def test_a_photo_follows_its_record(office, device, line, tmp_path):
    member = device("db.ban", width=320)
    page = member.page
    picture, paper = tmp_path / "buoi-hoc.png", tmp_path / "ghi-chep.png"
    picture.write_bytes(photo(64, 48))
    paper.write_bytes(b"No picture at all.")
    cut(member, line)
    begin(member)
    write_story(member, "Chuyện có ảnh")
    page.locator('[id="f:PHOTOS"]').set_input_files([picture, paper])
    waiting = page.locator('[data-field="PHOTOS"] .files li')
    expect(waiting).to_have_count(2)
    expect(page.locator("output.kept")).to_contain_text("Đã lưu trên máy")
    page.reload()
    expect(waiting).to_have_count(2)
    member.look_at_widths("records-photo")
    page.get_by_role("button", name="Gửi hồ sơ", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đang chờ gửi")
    page.goto(PAGE)
    box(member, "Ảnh và văn bản", 2)

    # The photo's first answer is lost: it is sent again and is there once. What is no picture is said to be none, and stays to be seen.
    begun = len(line.asked)
    line.lose["POST", "/files"] = 1
    mend(member, line)
    box(member, "Đã gửi", 1)
    box(member, "Ảnh và văn bản", 1)
    expect(page.locator("main .files li, main .feed li", has_text="ghi-chep.png")).to_contain_text("không phải là ảnh")
    member.look_at_widths("records-photo-refused")
    sent = line.asked[begun:]
    assert sent.index(SYNC) < sent.index(("POST", "/files")), "the photo went before its record"
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Chuyện có ảnh")).click()
    expect(page.locator("main .photos img")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("buoi-hoc.png")


# Who was there


@pytest.fixture(scope="module")
def training(office):
    colleague(office)
    return TrainingOffice(office.address)


def mark(member, row, answer):
    row.locator("select").select_option(answer)
    expect(member.page.locator("form.record output")).to_contain_text("Đã lưu trên máy")


def state(training, learner):
    return json.loads(training.officer.page(f"/registers/ENROLMENTS/{learner['id']}.json"))["state"]


def test_who_was_there_is_ticked_without_a_connection(training, device, line):
    lesson = training.hold("Lớp điểm danh")
    first, second, third = (training.enrol(lesson, name) for name in ("Lò Thị Một", "Lò Thị Hai", "Lò Thị Ba"))
    member = device("db.xa", width=320)
    page = member.page
    page.goto(f"/registers/ENROLMENTS/sheet?link=SESSION:{lesson['id']}")
    with page.expect_navigation():
        page.get_by_role("link", name="Ghi trên máy này: không cần mạng, quét mã bằng máy ảnh").click()
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(3)
    expect(page.get_by_role("heading", level=2)).to_contain_text("Lớp điểm danh")
    address = page.url
    cut(member, line)
    page.goto("/registers")
    page.goto(address)
    expect(rows).to_have_count(3)
    rows_of = {name: page.locator("main tbody tr", has_text=name) for name in ("Lò Thị Một", "Lò Thị Hai", "Lò Thị Ba")}
    mark(member, rows_of["Lò Thị Một"], "true")
    code = page.get_by_label("Mã quét hoặc số hiệu → Có dự học")
    for typed, said in [("CN-00000-2026-99999", "Không có hồ sơ nào ở đây mang mã"), (second["number"].lower(), "Đã đánh dấu: Lò Thị Hai"), (f"https://so.vn/p/ENROLMENTS/{third['id']}", "Đã đánh dấu: Lò Thị Ba")]:
        code.fill(typed)
        code.press("Enter")
        expect(page.locator("form.reader output")).to_contain_text(said)
        expect(code).to_have_value("")
    expect(rows_of["Lò Thị Hai"].locator("select")).to_have_value("true")
    member.look_at_widths("roll")
    page.reload()
    expect(rows_of["Lò Thị Ba"].locator("select")).to_have_value("true")
    page.get_by_role("button", name="Gửi nội dung đã ghi", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đang chờ gửi")
    member.look_at_widths("roll-waiting")

    # Somebody else writes for the first of them meanwhile: the others are kept, and of this one the writer decides.
    other = Desk(training.officer.address, "xa.hai")
    other.send("/registers/ENROLMENTS/sheet", {"record": first["id"], f"PRESENT:{first['id']}": "false"})
    assert state(training, first) == "ABSENT" and state(training, second) == "REGISTERED"
    mend(member, line)
    expect(rows_of["Lò Thị Một"]).to_contain_text(re.compile("vừa ghi «Có dự học» là: Không"), timeout=RETRY)
    expect(page.locator("main")).to_contain_text("Có 1 dòng chưa được nhận")
    member.look_at_widths("roll-conflict")
    assert (state(training, first), state(training, second), state(training, third)) == ("ABSENT", "ATTENDED", "ATTENDED")
    page.get_by_role("button", name="Gửi nội dung đã ghi", exact=True).click()
    expect(page.locator(".status.done")).to_contain_text(re.compile(r"biên nhận 11-\d+"), timeout=RETRY)
    assert state(training, first) == "ATTENDED"
    page.goto(PAGE)
    box(member, "Ghi cho nhiều hồ sơ", 1)
    page.get_by_role("button", name=re.compile("^Bỏ khỏi máy này")).click()
    expect(page.get_by_role("heading", name=re.compile("Ghi cho nhiều hồ sơ"))).to_have_count(0)
