"""From the way in to one figure and back to where it comes from."""
import re

import pytest
from playwright.sync_api import expect

PROGRAMMES = ["binh-thuan", "dak-lak", "dien-bien", "son-la"]
CODES = [f"DB-T{n}" for n in range(1, 15)] + [f"BT-T{n}" for n in range(1, 10)] + [f"SL-R{n}" for n in range(1, 15)]


def test_the_way_in_shows_four_programmes(reader):
    reader.open("/")
    cards = reader.page.locator("main ul.cards a")
    assert sorted(link.get_attribute("href") for link in cards.all()) == [f"/programmes/{code}" for code in PROGRAMMES]


@pytest.mark.parametrize("code", PROGRAMMES)
def test_every_programme_has_its_page(wide_reader, code):
    wide_reader.open(f"/programmes/{code}")


def test_from_the_way_in_to_where_a_figure_comes_from(reader):
    page = reader.page
    reader.open("/")
    reader.follow(page.locator('main a[href="/programmes/dien-bien"]').first)
    expect(page.locator("h1")).to_contain_text("Điện Biên")
    expect(page.locator("main .note").first).to_contain_text("minh hoạ")
    reader.follow(page.locator('main a[href^="/indicators/DB-T3"]').first)
    expect(page.locator("main")).to_contain_text("DB-T3")
    figure = page.locator('main a[href^="/figures/DB-T3/"]:visible').filter(has_text=re.compile(r"\d")).first
    number = re.search(r"\d[\d.,]*", figure.inner_text())[0]
    reader.follow(figure)
    expect(page.locator("main")).to_contain_text(number)
    assert page.locator('main a[href^="/values/"]').count() > 0, "the figure does not lead to the values it rests on"
    reader.follow(page.locator('main a[href^="/values/"]:visible').first)
    expect(page.locator("main")).to_contain_text(re.compile(r"\d\d/\d\d/\d{4}"))


def test_a_commune_has_its_place_in_time(reader):
    reader.open("/units/03127")
    expect(reader.page.locator("h1")).to_contain_text("Phường Điện Biên Phủ")
    expect(reader.page.locator("main")).to_contain_text("Him Lam")


def test_a_code_names_the_unit_of_its_day(wide_reader):
    wide_reader.open("/units/03127?as-of=2025-01-01")
    expect(wide_reader.page.locator("h1")).to_contain_text("Phường Him Lam")


@pytest.mark.parametrize("code", CODES)
def test_every_published_target_has_a_page_and_answers_programs(site, wide_reader, code):
    page = wide_reader.page
    assert page.goto(f"/indicators/{code}").status == 200
    expect(page.locator("main")).to_contain_text(code)
    assert page.request.get(f"/indicators/{code}.json").json()["indicator"]["code"] == code


@pytest.mark.parametrize("address", ["/nothing/here", "/units/99999", "/indicators/XX-1", "/programmes/none"])
def test_an_unknown_address_says_what_to_do(wide_reader, address):
    wide_reader.open(address, status=404)
    expect(wide_reader.page.locator("main")).to_contain_text(re.compile("tìm kiếm|Kiểm tra"))
