"""A campaign from its start to the board on the wall: the province starts it, a commune plans by village, a village writes a session, and everybody sees how far it has come."""
import re
import shutil
import subprocess

import pytest
from playwright.sync_api import expect

from conftest import PROJECT, running_site
from desk import Desk
from people import PASSWORD, focused, press
from registers import KEPT, day, field, identity, photo, step, write

COMMUNE, VILLAGE, OTHER_VILLAGE = "24175.2", "24175-001.1", "24175-002.1"
NAME = "Chiến dịch 30 ngày Bình dân học vụ số"
FIRST, LAST = day(10), day(-19)
BOARD = "/campaigns/dak-lak/DL-30D"
GROUPS = {"WOMEN": 25, "MEN": 17, "AGE_UNDER_16": 2, "AGE_16_30": 10, "AGE_31_59": 24, "AGE_60": 6, "MINORITY": 36, "KINH": 6}
WINDOW = """
- code: DL-30D
  name:
    vi: Chiến dịch 30 ngày
    en: Campaign of 30 days
  first_day: {}
  last_day: {}
  citation: DL-100
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The site of Đắk Lắk whose pack declares a campaign that runs today."""
    packs = tmp_path_factory.mktemp("packs")
    for name in ("common", "dak-lak"):
        shutil.copytree(PROJECT / "packs" / name, packs / name)
    with open(packs / "dak-lak/windows.yaml", "a") as windows:
        windows.write(WINDOW.format(FIRST, LAST))
    with running_site([str(packs / "common"), str(packs / "dak-lak")], "--people", "--password", PASSWORD) as started:
        started.khen("user", "add", "to.hai", "--name", "Y Hai Niê", "--unit", "24175-002", "--role", "DIGITAL-TEAM", "--password-stdin", typed=PASSWORD + "\n", language="vi")
        yield started


@pytest.fixture(scope="module")
def teams(office):
    """Digital teams of two villages that are no illustration, so that what they do is official."""
    officer = Desk(office.address, "dl.xa")
    return [officer.add("TEAMS", {"NAME": f"Tổ công nghệ số cộng đồng {name}", "DECISION": "12/QĐ-UBND", "SET_UP": "2026-01-15"}, unit=unit)
            for name, unit in [("buôn Một", VILLAGE), ("buôn Hai", OTHER_VILLAGE)]]


def begin(member, register, name):
    """Goes to the form of a new record as people do, from the list of registers."""
    page = member.page
    page.goto("/registers")
    for link in (page.locator("main").get_by_role("link", name=name, exact=True), page.get_by_role("link", name="Thêm hồ sơ", exact=True)):
        with page.expect_navigation():
            link.click()
    assert f"/registers/{register}/new" in page.url
    member.look()


def save(member):
    press(member, "Lưu")
    expect(member.page.locator(KEPT)).to_contain_text("Đã lưu hồ sơ")
    return identity(member)


def line(member, text):
    return member.page.locator("main tbody tr", has_text=text)


def start(people):
    """The province starts the campaign, and gives a commune its target."""
    officer = people.sign_in("dl.so")
    begin(officer, "CAMPAIGNS", "Chiến dịch Bình dân học vụ số")
    write(officer, NAME=NAME, FIRST_DAY=LAST.isoformat(), LAST_DAY=FIRST.isoformat(), AIM="Mỗi buôn có người biết dùng dịch vụ công trực tuyến.", AGENCY="DL-UBND")
    officer.expected_failure = "/registers/CAMPAIGNS/new"
    press(officer, "Lưu")
    expect(officer.page.locator(".errors")).to_contain_text("Ngày cuối đứng trước ngày đầu")
    write(officer, FIRST_DAY=FIRST.isoformat(), LAST_DAY=LAST.isoformat())
    campaign = save(officer)
    expect(officer.page.get_by_role("button", name="Phát động")).to_have_count(0)
    approver = people.sign_in("dl.duyet")
    page = approver.page
    approver.open(f"/registers/CAMPAIGNS/{campaign}")
    page.locator("summary", has_text="Phát động …").click()
    approver.look_at_widths("campaign-start")
    page.locator('[id="START-f:DECISION"]').fill("88/KH-UBND")
    page.locator('[id="START-f:DECIDED_ON"]').fill(day(12).isoformat())
    press(approver, "Phát động")
    expect(page.locator(".lede").first).to_contain_text("Đang diễn ra")
    begin(officer, "CAMPAIGN-COMMUNES", "Chỉ tiêu Chiến dịch giao xã, phường")
    officer.page.locator("#unit").select_option(COMMUNE)
    write(officer, CAMPAIGN=campaign, PEOPLE_ASSIGNED="250", SESSIONS_ASSIGNED="6")
    return campaign, save(officer)


def plan(people, campaign, target, teams):
    """The commune plans how many each of two villages guides."""
    commune = people.sign_in("dl.xa", width=320)
    page = commune.page
    for unit, team, number in [(VILLAGE, teams[0], "120"), (OTHER_VILLAGE, teams[1], "80")]:
        begin(commune, "CAMPAIGN-VILLAGES", "Thôn, buôn, tổ dân phố trong Chiến dịch")
        page.locator("#unit").select_option(unit)
        write(commune, CAMPAIGN=campaign, TEAM=team["number"], COMMUNE="hoa phu", PEOPLE_PLANNED=number, SESSIONS_PLANNED="3")
        # Several have that name in them: all that was written stays, and one is chosen.
        commune.expected_failure = "/registers/CAMPAIGN-VILLAGES/new"
        press(commune, "Lưu")
        expect(field(commune, "PEOPLE_PLANNED")).to_have_value(number)
        expect(page.locator("#unit")).to_have_value(unit)
        commune.look("which-target")
        write(commune, COMMUNE=target)
        save(commune)
    commune.open(f"/registers/CAMPAIGN-COMMUNES/{target}")
    expect(commune.page.locator("main")).to_contain_text("chưa đủ chỉ tiêu tỉnh giao")
    return commune


def write_session(people):
    """The village's team writes a session by topic with the people reached, and sends it to the commune."""
    team = people.sign_in("dl.to", width=320)
    page = team.page
    begin(team, "CAMPAIGN-SESSIONS", "Buổi hướng dẫn của Chiến dịch")
    choose_only(team, "VILLAGE", f"{FIRST:%d/%m/%Y}")
    write(team, TEAM="Tổ công nghệ số cộng đồng buôn Một", DAY=day(1).isoformat(), HOURS="2,5", TOPICS=["TOP-EID", "TOP-SERVICES"], EID="12", SERVICES="9", **GROUPS | {"AGE_60": 60})
    team.expected_failure = "/registers/CAMPAIGN-SESSIONS/new"
    press(team, "Lưu")
    errors = page.locator(".errors")
    expect(errors).to_contain_text("Tổng các nhóm tuổi khác tổng nữ và nam")
    team.look_at_widths("session-errors")
    errors.get_by_role("link").first.click()
    assert focused(team).startswith("f:"), "the error leads to no field"
    write(team, AGE_60=6)
    written = save(team)
    expect(page.get_by_role("button", name="Xác nhận", exact=True)).to_have_count(0)
    step(team, "Gửi xã xác nhận")
    expect(page.locator(".lede").first).to_contain_text("Chờ xã xác nhận")
    return team, written


def choose_only(member, code, words):
    """The record of a list whose name has the words."""
    options = [(one.get_attribute("value"), one.inner_text()) for one in field(member, code).locator("option").all()]
    [value] = [value for value, text in options if words in text]
    field(member, code).select_option(value)


def test_from_the_start_to_the_board(office, teams, people):
    visitor = people.visitor()
    visitor.open(BOARD)
    page, main = visitor.page, visitor.page.locator("main")
    expect(main).to_contain_text("Ngày thứ 11 trên tổng số 30 ngày")
    expect(main).to_contain_text("Chưa có số liệu báo cáo")
    campaign, target = start(people)
    commune = plan(people, campaign, target, teams)
    team, written = write_session(people)

    # What the commune has not confirmed counts nowhere, and another village's team does not find it.
    neighbour = people.sign_in("to.hai")
    neighbour.open(f"/registers/CAMPAIGN-SESSIONS/{written}", status=404)
    neighbour.open("/registers/CAMPAIGN-SESSIONS")
    expect(neighbour.page.locator("main")).not_to_contain_text(f"{day(1):%d/%m/%Y}")
    visitor.open(BOARD)
    expect(line(visitor, "DL-C1").first).to_contain_text("chưa có")
    commune.open(f"/registers/CAMPAIGN-SESSIONS/{written}")
    step(commune, "Xác nhận")
    visitor.open(BOARD)
    row = line(visitor, "DL-C1").first
    expect(row).to_contain_text("42 lượt người")
    expect(row).to_contain_text("21% mục tiêu")
    expect(row.locator("td").nth(-2)).to_contain_text("3,82")        # 42 in 11 days
    expect(row.locator("td").nth(-1)).to_contain_text("8,32")        # 158 in 19 days
    expect(line(visitor, "DL-C2a")).to_contain_text("2 lượt chủ đề")
    expect(main).to_contain_text("42 lượt người trên 200, đạt 21%")

    # The league: the commune has the first place, the others none.
    places = page.locator("#league").locator("xpath=following::table[1]").locator("tbody tr")
    expect(places.first).to_contain_text("21%")
    assert places.count() == 102 and places.locator("td:first-of-type", has_text=re.compile("^1$")).count() == 1
    visitor.look_at_widths("campaign-board")
    visitor.follow(places.first.get_by_role("link"))
    expect(places).to_have_count(3)
    expect(places.first).to_contain_text("35%")
    visitor.look_at_widths("campaign-commune")
    # The figure leads to where it comes from, for a visitor without the records.
    visitor.follow(line(visitor, "DL-C1").first.get_by_role("link", name=re.compile("42")))
    expect(main).to_contain_text("42")
    expect(main.get_by_role("link", name="Buổi hướng dẫn của Chiến dịch")).to_have_count(0)

    # A confirmation that was a mistake is undone, and the board follows again.
    approver = people.sign_in("dl.duyet")
    approver.open(f"/registers/CAMPAIGN-SESSIONS/{written}")
    step(approver, "Hủy xác nhận", note="Ghi nhầm ngày")
    visitor.open(BOARD)
    expect(main).not_to_contain_text("42 lượt người")
    team.open(f"/registers/CAMPAIGN-SESSIONS/{written}")
    expect(team.page.locator("main ol.feed")).to_contain_text("Ghi nhầm ngày")
    step(team, "Gửi xã xác nhận")
    commune.open(f"/registers/CAMPAIGN-SESSIONS/{written}")
    step(commune, "Xác nhận")


def test_the_board_goes_on_paper(office, people, tmp_path):
    visitor = people.visitor()
    visitor.open("/campaigns/dak-lak/DL-100D")
    visitor.follow(visitor.page.get_by_role("link", name="In khổ giấy ngang"))
    paper = tmp_path / "board.pdf"
    visitor.page.pdf(path=paper, prefer_css_page_size=True)
    words = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", subprocess.run(["pdfinfo", "-l", "99", paper], capture_output=True, text=True, check=True).stdout)
    assert sizes and all(float(width) > float(height) for width, height in sizes), "paper laid across is upright"
    assert "100 ngày cao điểm" in words and "Phường Buôn Hồ" in words and "Đăng nhập" not in words and "In khổ giấy" not in words


def test_a_story_with_a_photo_is_published_and_everybody_sees_it(office, teams, people, tmp_path):
    picture = tmp_path / "buoi-hoc.png"
    picture.write_bytes(photo())
    team = people.sign_in("dl.to", width=320)
    begin(team, "STORIES", "Gương điển hình, cách làm hay")
    write(team, NAME="Bà con buôn Một tự nộp hồ sơ", TOPICS=["TOP-SERVICES"], DAY=day(1).isoformat(), STORY="Cả buôn cùng học dùng dịch vụ công.", CONSENT=False)
    field(team, "PHOTOS").set_input_files(picture)
    story = save(team)
    address = f"/registers/STORIES/{story}"
    expect(team.page.locator("main img")).to_have_count(1)
    # Nobody is published without consent.
    team.expected_failure = f"{address}/move/SEND"
    step(team, "Gửi duyệt")
    expect(team.page.locator(".errors")).to_contain_text("Chưa thể")
    team.look_at_widths("story-without-consent")
    visitor = people.visitor(width=320)
    visitor.open(f"/p/STORIES/{story}", status=404)
    team.open(f"{address}/edit")
    write(team, CONSENT=True)
    press(team, "Lưu")
    step(team, "Gửi duyệt")
    approver = people.sign_in("dl.duyetxa")
    approver.open(address)
    approver.page.locator("summary", has_text="Duyệt và công bố …").click()
    press(approver, "Duyệt và công bố")
    expect(approver.page.locator(".lede").first).to_contain_text("Đã công bố")

    visitor.open("/registers")
    visitor.follow(visitor.page.locator("main").get_by_role("link", name="Gương điển hình, cách làm hay", exact=True))
    visitor.look_at_widths("stories-public")
    visitor.follow(visitor.page.get_by_role("link", name="Bà con buôn Một tự nộp hồ sơ"))
    expect(visitor.page.locator("main")).to_contain_text("Cả buôn cùng học dùng dịch vụ công.")
    shown = visitor.page.locator("main img").first
    shown.scroll_into_view_if_needed()
    visitor.page.wait_for_function("() => { const one = document.querySelector('main img'); return one.complete && one.naturalWidth > 0; }")
    visitor.look_at_widths("story-public")
    assert "dl.to" not in visitor.page.content() and "Hoàng Thị Tổ" not in visitor.page.content(), "everybody reads who wrote it"


def test_a_visitor_sees_what_is_public_and_nothing_else(office, people):
    visitor = people.visitor()
    visitor.open("/registers")
    names = visitor.page.locator("main .cards h2").all_inner_texts()
    assert {"Chiến dịch Bình dân học vụ số", "Chỉ tiêu Chiến dịch giao xã, phường", "Gương điển hình, cách làm hay", "Tổ công nghệ số cộng đồng"} <= set(names)
    assert not {"Buổi hướng dẫn của Chiến dịch", "Thôn, buôn, tổ dân phố trong Chiến dịch", "Học viên", "Thành viên tổ công nghệ số cộng đồng"} & set(names)
    for code in ("CAMPAIGN-SESSIONS", "CAMPAIGN-VILLAGES", "ENROLMENTS", "TEAM-MEMBERS"):
        visitor.open(f"/registers/{code}")
        assert "/sign-in" in visitor.page.url, f"a visitor reads {code}"
        answer = visitor.context.request.get(f"/registers/{code}.json")
        assert answer.status == 401 and "records" not in answer.json()
    visitor.open("/registers/CAMPAIGNS")
    visitor.look_at_widths("campaigns-public")
    expect(visitor.page.locator("main tbody")).not_to_contain_text("dl.so")
