"""Reports without a connection, and everything that goes wrong with one: lost answers, a new version, signing out, a full device, a wrong clock."""
import json
import os
import re
import struct
import zlib

import pytest
from playwright.sync_api import expect

from desk import FIGURES, Desk, add_staff, commune, village
from people import cell, comment, fill, focused, press

SYNC = ("POST", "/reports/sync")
RETRY = 20_000      # milliseconds; the first try again comes after five seconds, more or less


@pytest.fixture(scope="module")
def staff(office):
    add_staff(office)
    return office


@pytest.fixture
def device(people, line):
    """Somebody signed in on a line that can be cut, with the forms taken along and the pages kept."""
    def make(name, **how):
        member = people.visitor(address=line.address, **how)
        member.cuts = True
        return take_along(member.sign_in(name))
    return make


def take_along(member):
    page = member.page
    page.goto("/reports")
    page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.active.state === 'activated' || new Promise((done) => { worker.active.onstatechange = done; }))")
    page.wait_for_function("async () => canKeep() && (await store.get('package', 'all'))?.made_at")
    expect(page.locator("#device")).to_be_visible()
    return member


def cut(member, line):
    line.is_cut = True
    member.context.set_offline(True)


def mend(member, line):
    line.is_cut = False
    member.context.set_offline(False)


def expect_boxes(member, **counts):
    """What the page says waits on the device, once it has counted."""
    for name, count in counts.items():
        expect(member.page.locator(f'[data-count="{name}"]')).to_have_text(str(count))


def picture():
    """A small PNG of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\xc0\x30\x20" * 40 for _ in range(30))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def sendings(page_text):
    """How often a report's history says that it was sent."""
    return len(re.findall(r"</time> gửi · ", page_text))


def explain_all(member, figures):
    for key in figures:
        if member.page.locator(f'[id="m:{key}"]').count():
            comment(member, key, "Đã đối chiếu sổ của bản")


def test_a_village_reports_without_a_connection(staff, device, line):
    member = device("db.ban", width=320)
    page = member.page
    assert page.locator("html").get_attribute("lang") == "vi", "taking the pages along changed the reader's language"
    cut(member, line)
    page.goto("/reports/offline")
    expect(page.get_by_role("heading", name=re.compile("Cần làm"))).to_be_visible()
    member.look_at_widths("offline-lists")
    page.goto(village(1))
    expect(cell(member, "DB-S5.ADULTS:F")).to_be_visible()
    fill(member, FIGURES)
    cell(member, "DB-S5.EID:F").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("6")
    expect(page.locator('[id="m:DB-S5.EID:F"], [id="m:DB-S5.ADULTS:F"]').first).to_contain_text("lớn hơn tổng số nữ")
    cell(member, "DB-S5.EID:F").fill("4")
    cell(member, "DB-S5.SESSIONS").fill("90")
    page.locator("input[type=file]").set_input_files({"name": "lop-hoc.png", "mimeType": "image/png", "buffer": picture()})
    page.get_by_role("button", name="Đính kèm").click()
    expect(page.locator("ul.files")).to_contain_text("lop-hoc.png")
    page.get_by_role("button", name="Gửi báo cáo", exact=True).click()
    errors = page.locator(".errors")
    expect(errors).to_contain_text("Khác thường")
    member.look_at_widths("offline-errors")
    errors.get_by_role("link", name=re.compile("Số buổi")).click()
    assert focused(member) == "v:DB-S5.SESSIONS", "the error does not lead to its cell"
    explain_all(member, FIGURES)
    page.get_by_role("button", name="Gửi báo cáo", exact=True).click()
    expect(page.locator("output.kept")).to_contain_text("Đang chờ gửi")
    expect_boxes(member, drafts=0, outbox=2, sent=0)

    page.reload()
    expect(page.locator("output.kept")).to_contain_text("Đang chờ gửi")
    expect(cell(member, "DB-S5.SESSIONS")).to_have_value("90")
    assert not cell(member, "DB-S5.SESSIONS").is_editable(), "what waits in the outbox can be changed unseen"
    expect(page.locator("ul.files")).to_contain_text("lop-hoc.png")
    member.look_at_widths("offline-waiting")

    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if request.url.endswith("/reports/sync") else None)
    mend(member, line)
    expect(page.locator("output.kept")).to_contain_text(re.compile(r"Đã nhận, biên nhận 11-\d+"), timeout=RETRY)
    page.wait_for_function("async () => (await queue.counts()).photos.length === 0")
    expect_boxes(member, drafts=0, outbox=0, sent=2)
    expect(page.get_by_role("button", name="Gửi báo cáo", exact=True)).to_have_count(0)
    member.look_at_widths("offline-received")

    # The same sending once more, as a device does that has not heard.
    again = page.evaluate("(body) => post('/reports/sync', body)", json.loads(sent[-1]))
    assert again["status"] == 200 and again["body"]["receipt"]["repeated"] is True
    text = Desk(staff.address, "db.ban").page(village(1))
    assert sendings(text) == 1, "the same sending counted more than once"
    assert "lop-hoc.png" in text


def test_an_answer_that_is_lost_and_a_report_that_counts_once(staff, device, line):
    member = device("db.ban")
    page = member.page
    page.goto(village(2))
    expect(page.locator("#device")).to_be_visible()
    page.wait_for_function("() => queue.open.size")
    fill(member, FIGURES)
    explain_all(member, FIGURES)
    expect(page.locator("output.kept")).to_contain_text("Đã lưu nháp vào hệ thống", timeout=RETRY)
    page.wait_for_timeout(500)
    line.lose[SYNC], before = 1, line.count(*SYNC)
    page.get_by_role("button", name="Gửi báo cáo", exact=True).click()
    problems = page.locator(".errors")
    page.wait_for_timeout(300)
    if problems.count():
        explain_all(member, FIGURES)
        page.get_by_role("button", name="Gửi báo cáo", exact=True).click()
    expect(page.locator("output.kept")).to_contain_text("Đang chờ gửi")
    expect(page.locator(".status[role=status]")).to_contain_text("Đã gửi báo cáo", timeout=RETRY)
    assert line.count(*SYNC) - before >= 2, "the answer was not lost"
    assert sendings(page.content()) == 1


def test_somebody_else_wrote_meanwhile(staff, device, line):
    member = device("db.xa")
    page = member.page
    cut(member, line)
    page.goto(commune(1))
    fill(member, {"DB-S5.POINTS": "27", "DB-S5.VISITS:F": "40"})
    expect(page.locator("output.kept")).to_contain_text("Đã lưu trên máy")
    Desk(staff.address, "xa.hai").write(commune(1), {"DB-S5.POINTS": "26", "DB-S5.VISITS:M": "50"})
    mend(member, line)
    conflict = page.locator("#conflicts")
    expect(conflict).to_contain_text("bạn ghi 27", timeout=RETRY)
    expect(conflict).to_contain_text("xa.hai")
    expect(cell(member, "DB-S5.VISITS:M")).to_have_value("50")
    expect(cell(member, "DB-S5.POINTS")).to_have_value("27")
    member.look_at_widths("offline-conflict")
    page.reload()
    expect(page.locator("#conflicts")).to_contain_text("bạn ghi 27")
    page.locator("#conflicts").get_by_role("button", name=re.compile("Lấy số của họ")).click()
    expect(page.locator("#conflicts")).to_have_count(0)
    expect(cell(member, "DB-S5.POINTS")).to_have_value("26")
    page.wait_for_function("async () => (await queue.counts()).drafts.length === 0")
    page.goto(commune(1))
    for key, value in {"DB-S5.POINTS": "26", "DB-S5.VISITS:F": "40", "DB-S5.VISITS:M": "50"}.items():
        expect(cell(member, key)).to_have_value(value)


def test_a_new_version_of_the_program_comes_while_the_device_is_away(staff, device, line):
    member = device("db.xa")
    page = member.page
    version = page.evaluate("caches.keys().then((names) => names.find((name) => name.startsWith('khen-') && name !== 'khen-language'))")
    cut(member, line)
    page.goto(commune(2))
    fill(member, {"DB-S5.POINTS": "31"})
    expect(page.locator("output.kept")).to_contain_text("Đã lưu trên máy")

    # The new one breaks off half way: the old one goes on.
    line.is_cut, line.closed = False, {"/reports.js", "/reports/sync"}
    line.change["/sw.js"] = lambda content: content.replace(version.removeprefix("khen-").encode(), b"tomorrow")
    member.context.set_offline(False)
    page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update()).catch(() => {})")
    page.wait_for_timeout(1500)
    cut(member, line)
    page.goto(commune(2))
    expect(cell(member, "DB-S5.POINTS")).to_have_value("31")

    # The new one arrives whole: what was written is there and is sent.
    line.is_cut, line.closed = False, {"/reports/sync"}
    member.context.set_offline(False)
    page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update()).catch(() => {})")
    page.wait_for_function("() => caches.keys().then((names) => names.includes('khen-tomorrow') && !names.includes('%s'))" % version)
    cut(member, line)
    page.goto(commune(2))
    expect(cell(member, "DB-S5.POINTS")).to_have_value("31")
    line.closed = set()
    mend(member, line)
    page.wait_for_function("async () => (await queue.counts()).drafts.length === 0", timeout=RETRY)
    assert 'name="v:DB-S5.POINTS" id="v:DB-S5.POINTS"' in (text := Desk(staff.address, "db.xa").page(commune(2))) and 'value="31"' in text


def test_signing_out_with_something_unsent_and_another_person_on_the_device(staff, device, line):
    member = device("db.ban")
    page = member.page
    line.closed = {"/reports/sync"}
    page.goto(village(0))
    page.wait_for_function("() => queue.open.size")
    fill(member, {"DB-S5.ADULTS:F": "5"})
    cell(member, "DB-M-BAN.NEEDS").fill("Ba hộ chưa có sóng 4G")
    expect(page.locator("output.kept")).to_contain_text("Đã lưu trên máy")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("còn 1 mục chưa gửi")
    member.look_at_widths("signing-out")
    dialog.get_by_role("button", name="Ở lại").click()
    expect(dialog).to_have_count(0)
    assert cell(member, "DB-S5.ADULTS:F").input_value() == "5"
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="Đăng xuất").click()
    assert "/sign-in" in page.url and page.evaluate("localStorage.getItem('khen.key')") is None

    # Whoever comes next neither sees nor sends it.
    before = line.count(*SYNC)
    line.closed = set()
    take_along(member.sign_in("ban.hai"))
    page.goto("/reports/offline")
    expect(page.get_by_role("heading", name="Nháp (0)")).to_be_visible()
    assert "Ba hộ" not in page.content()
    page.wait_for_timeout(1500)
    assert line.count(*SYNC) == before, "another person's session sent it"
    kept = page.evaluate("""() => new Promise((done) => { const asked = indexedDB.open("khen"); asked.onsuccess = () => {
        const all = asked.result.transaction("kept").objectStore("kept").getAll(); all.onsuccess = () => done(all.result.map((one) => new TextDecoder().decode(one.value.data)).join("")); }; })""")
    assert "Ba hộ" not in kept and len(kept) > 100, "what somebody has not sent lies open on the device"
    page.goto("/reports")
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng xuất", exact=True).click()

    # The one who wrote it finds it, and it goes out.
    take_along(member.sign_in("db.ban"))
    page.wait_for_function("async () => (await queue.counts()).drafts.length === 0", timeout=RETRY)
    page.goto(village(0))
    expect(cell(member, "DB-M-BAN.NEEDS")).to_have_value("Ba hộ chưa có sóng 4G")


def test_signing_out_without_a_connection_locks_the_device_at_once(staff, device, line):
    member = device("ban.hai")
    page = member.page
    cut(member, line)
    page.goto("/reports/offline")
    expect(page.get_by_role("heading", name=re.compile("Cần làm"))).to_be_visible()
    mend(member, line)
    page.goto("/reports")
    cut(member, line)
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.locator("#offline")).to_contain_text("Chưa có ai đăng nhập")
    mend(member, line)
    page.goto("/reports/offline")
    expect(page.locator("#offline")).to_contain_text("Chưa có ai đăng nhập")
    page.goto("/reports")
    page.wait_for_url("**/sign-in**")
    page.goto("/reports")
    assert "/sign-in" in page.url, "the server has not heard of the signing out"


def test_a_full_device_says_so_and_nothing_is_lost(staff, people, line):
    member = people.visitor(address=line.address)
    member.cuts, page = True, member.page
    session = member.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": line.address, "quotaSize": 1_500_000})
    take_along(member.sign_in("db.xa"))
    page.goto(commune(0))
    page.wait_for_function("() => queue.open.size")
    cut(member, line)
    attached = page.locator("form.attach output")
    for number in range(60):
        page.locator("input[type=file]").set_input_files({"name": f"{number}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + os.urandom(40_000)})
        page.get_by_role("button", name="Đính kèm").click()
        expect(attached).to_contain_text(re.compile("tự gửi|đầy"))
        if "đầy" in attached.inner_text():
            break
    expect(attached).to_contain_text("Máy đã đầy")
    fill(member, {"DB-S5.POINTS": "28", "DB-M-XA.NEEDS": "ế" * 19_000})
    expect(page.locator("output.kept")).to_contain_text("Máy đã đầy")
    member.look("device-full")
    mend(member, line)
    page.wait_for_function("() => Object.keys(queue.open.values().next().value.cells).length === 0", timeout=RETRY)
    session.send("Storage.overrideQuotaForOrigin", {"origin": line.address})
    assert 'value="28"' in Desk(staff.address, "db.xa").page(commune(0)), "what could not be kept on the device was not sent either"


def test_a_device_whose_clock_is_wrong(staff, device, line):
    member = device("db.xa")
    page = member.page
    page.clock.install(time="2020-01-01T08:00:00+07:00")
    page.goto(commune(0))
    page.wait_for_function("() => queue.open.size")
    fill(member, {"DB-S5.POINTS": "29"})
    expect(page.locator("output.kept")).to_contain_text("Đồng hồ của máy bị sai", timeout=RETRY)
    expect(page.locator("output.kept")).to_contain_text("Đã lưu nháp vào hệ thống", timeout=RETRY)
    assert "2020" not in page.locator("output.kept").inner_text()
    assert 'value="29"' in (text := Desk(staff.address, "db.xa").page(commune(0)))
    assert "/2020" not in re.search(r'<ul class="feed">.*?</ul>', text, re.S)[0], "the device's clock decides when something was written"
