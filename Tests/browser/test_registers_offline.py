"""Records without a connection: filled in, kept, sent once; an answer that is lost; likely duplicates; somebody else on the device."""
import json
import re
import urllib.parse

import pytest
from playwright.sync_api import expect

from desk import Desk
from people import focused

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
