"""Two languages, and finding things without diacritics."""
import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("address", ["/", "/programmes/dien-bien", "/indicators/DB-T8", "/units/03127"])
def test_the_same_page_in_the_other_language_and_the_choice_is_kept(new_reader, address):
    reader = new_reader(width=1440)
    reader.open(address)
    reader.language = "en"
    reader.follow(reader.page.get_by_role("link", name="English").first)
    assert reader.page.url.partition("?")[0].endswith(address)
    reader.open("/about")
    reader.language = "vi"
    reader.follow(reader.page.get_by_role("link", name="Tiếng Việt").first)


@pytest.mark.parametrize("width", [320, 1440])
def test_english_pages_are_english(new_reader, width):
    reader = new_reader(width=width, language="en")
    for address in ["/", "/programmes/son-la", "/indicators/SL-R8", "/units/11"]:
        reader.open(address)


def search(reader, text):
    reader.open("/")
    box = reader.page.get_by_role("searchbox").first
    box.fill(text)
    with reader.page.expect_navigation():
        box.press("Enter")
    reader.look()
    return reader.page.locator('main li a[href^="/units/"], main li a[href^="/indicators/"]')


def test_a_name_is_found_without_diacritics_exact_matches_first(reader):
    found = search(reader, "muong thanh")
    expect(found.first).to_contain_text(re.compile("Mường Thanh$"))
    assert any("/units/03334" in link.get_attribute("href") for link in found.all())


def test_a_former_name_is_found_with_its_last_day(wide_reader):
    found = search(wide_reader, "him lam")
    former = found.filter(has_text="Phường Him Lam").first
    expect(former.locator("xpath=ancestor::li")).to_contain_text("30/06/2025")
    wide_reader.follow(former)
    expect(wide_reader.page.locator("main")).to_contain_text("Điện Biên Phủ")


def test_an_indicator_is_found_by_its_code(wide_reader):
    wide_reader.follow(search(wide_reader, "db-t8").first)
    assert "/indicators/DB-T8" in wide_reader.page.url


def test_a_search_that_finds_nothing_says_so(wide_reader):
    assert search(wide_reader, "qqqqzz").count() == 0
    expect(wide_reader.page.locator("main .lede")).to_contain_text("qqqqzz")
