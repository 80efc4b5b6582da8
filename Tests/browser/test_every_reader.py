"""By keyboard, without JavaScript, on paper, and on a slow line."""
import gzip
import pathlib
import re
import urllib.request

import pytest
from playwright.sync_api import expect

# One round trip of a new connection: ten packets of 1,460 bytes, less what the headers take.
FIRST_VIEW = 14 * 1024
MAIN_PAGES = ["/", "/programmes/dien-bien", "/indicators/DB-T8", "/units/03127"]

FOCUS = """() => {
    const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
    return {
        name: `<${element.localName}> ${element.getAttribute('href') ?? element.getAttribute('name') ?? ''}`,
        href: element.getAttribute('href'), isPage: element === document.body,
        isMarked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
        isVisible: box.width > 0 && box.height > 0,
    };
}"""


def tab_to(page, href):
    """Presses Tab until the link has the focus; every stop on the way has to be seen."""
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert not stop["isPage"], f"the keyboard came to the end of the page before {href}"
        assert stop["isMarked"] and stop["isVisible"], f"nobody can see that {stop['name']} has the focus"
        if stop["href"] == href or (stop["href"] or "").startswith(href + "?"):
            return
    pytest.fail(f"{href} is more than 400 stops away")


@pytest.mark.parametrize("width", [320, 1440])
def test_by_keyboard_from_the_way_in_to_an_indicator(new_reader, width):
    reader = new_reader(width=width)
    page = reader.page
    reader.open("/")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    assert first["href"] == "#main" and first["isVisible"], f"the first stop is {first['name']}, not the way to the main content"
    page.keyboard.press("Enter")
    tab_to(page, "/programmes/dien-bien")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "/indicators/DB-T8")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("DB-T8")


def test_without_javascript(new_reader):
    reader = new_reader(width=320, javascript=False)
    page = reader.page
    reader.open("/")
    reader.follow(page.locator('main a[href="/programmes/dien-bien"]').first)
    reader.follow(page.locator('main a[href^="/indicators/DB-T3"]').first)
    reader.follow(page.locator('main a[href^="/figures/DB-T3/"]:visible').first)
    box = page.get_by_role("searchbox").first
    box.fill("muong thanh")
    with page.expect_navigation():
        box.press("Enter")
    expect(page.locator("main")).to_contain_text("Mường Thanh")


@pytest.mark.parametrize("address", MAIN_PAGES)
def test_printed_on_a4(new_reader, tmp_path, address):
    reader = new_reader(width=768)
    page = reader.page
    page.set_viewport_size({"width": 718, "height": 1047})        # A4 at 96 dots an inch within margins of 1 cm
    page.goto(address)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "the page is wider than the paper"
    expect(page.get_by_role("search")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    file = pathlib.Path(reader.pictures or tmp_path) / f"print{re.sub('[^A-Za-z0-9]+', '-', address)}.pdf"
    file.parent.mkdir(parents=True, exist_ok=True)
    printed = page.pdf(path=file, format="A4", margin=dict.fromkeys(["top", "right", "bottom", "left"], "1cm"))
    sheets = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", printed)
    assert sheets and all(abs(float(w) - 595.3) < 2 and abs(float(h) - 841.9) < 2 for w, h in sheets), f"not A4: {sheets}"
    assert len(sheets) <= 12, f"{len(sheets)} sheets for one page"


def fetched(address):
    """An answer as it travels: (content encoding, bytes)."""
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": "gzip", "Accept-Language": "vi"}), timeout=30) as answer:
        return answer.headers.get("Content-Encoding"), answer.read()


@pytest.mark.parametrize("address, without_map", [("/", False), ("/indicators/DB-T8", True), ("/programmes/dien-bien", False)])
def test_the_first_view_fits_one_round_trip(site, capsys, address, without_map):
    encoding, page = fetched(site + address)
    assert encoding == "gzip", f"{address} travels uncompressed"
    html = gzip.decompress(page).decode()
    size, note = len(page), ""
    if without_map:
        html, maps = re.subn(r'<svg[^>]*class="[^"]*\bmap\b.*?</svg>', "", html, flags=re.DOTALL)
        size, note = len(gzip.compress(html.encode(), 6)), f" without {maps} map(s), {size:,} with"
    styles = {href: len(fetched(site + href)[1]) for href in re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)}
    blocking = [tag for tag in re.findall(r"<script[^>]*src[^>]*>", html) if "defer" not in tag and "async" not in tag and "module" not in tag]
    with capsys.disabled():
        print(f"\n{address}: HTML {size:,} bytes{note}, style sheets {sum(styles.values()):,}, together {size + sum(styles.values()):,} of {FIRST_VIEW:,}")
    assert not blocking, f"scripts hold the page up: {blocking}"
    assert size <= FIRST_VIEW, f"the HTML of {address} is {size:,} bytes compressed"
    assert size + sum(styles.values()) <= FIRST_VIEW, f"the HTML and style of {address} are {size + sum(styles.values()):,} bytes compressed"
