"""Somebody who reads the site in a browser and notices what is wrong with every page."""
import pathlib
import re

from axe_playwright_python.sync_playwright import Axe

# WCAG 2.2, levels A and AA, as axe names its rules.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

AXE = """(options) => axe.run(options).then(({ violations }) =>
    violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, places: nodes.map((node) => node.html) })))"""

FAULTS = """() => {
    const faults = [];
    const root = document.documentElement;
    if (!document.title.trim()) faults.push('the page has no title');
    const headings = document.querySelectorAll('h1').length;
    if (headings !== 1) faults.push(`the page has ${headings} main headings`);
    if (root.scrollWidth > root.clientWidth) {
        const wide = [...document.querySelectorAll('body *')]
            .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1).slice(0, 3)
            .map((e) => `<${e.localName} class="${e.getAttribute('class') ?? ''}">`);
        faults.push(`the page scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth} px, ${wide.join(' ')}`);
    }
    for (const image of document.images) {
        if (image.complete && image.naturalWidth === 0) faults.push(`image ${image.src} is not there`);
        if (!image.hasAttribute('alt')) faults.push(`image ${image.src} has no alternative text`);
    }
    for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
        if (!field.labels?.length && !field.getAttribute('aria-label') && !field.getAttribute('aria-labelledby'))
            faults.push(`field ${field.name || field.id} has no label`);
    }
    for (const element of document.querySelectorAll('[style], style, script:not([src])'))
        faults.push(`<${element.localName}> carries inline style or script`);
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
    for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) faults.push(`id ${id} occurs more than once`);
    return faults;
}"""


class Reader:
    """One person with one browser window. `open` and `follow` look at each page they come to; `complaints` holds what they saw."""

    def __init__(self, context, width, language, javascript, pictures):
        self.context, self.width, self.language, self.javascript, self.pictures = context, width, language, javascript, pictures
        self.complaints, self.expected_failure = [], None
        self.page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._complain(f"script error: {error}"))
        self.page.on("requestfailed", lambda request: self._complain(f"{request.url} failed: {request.failure}"))

    def open(self, address, status=200):
        """Goes to an address of the site and looks at the page."""
        self.expected_failure = address if status >= 400 else None
        answer = self.page.goto(address)
        assert answer.status == status, f"{address} answers {answer.status}, should be {status}"
        self.look()

    def follow(self, link):
        """Clicks a link and looks at the page behind it."""
        self.expected_failure = None
        with self.page.expect_navigation() as navigation:
            link.click()
        assert navigation.value.status == 200, f"{self.page.url} answers {navigation.value.status}"
        self.look()

    def look(self, name=None):
        """Checks the page in the window: language, width, names of fields and pictures, headings, WCAG 2.2 AA. At its end, where the line of buttons that follows the reader lies over nothing."""
        place = self.page.evaluate("() => { const before = scrollY; scrollTo(0, document.documentElement.scrollHeight); return before; }")
        self._look(name)
        self.page.evaluate("(place) => scrollTo(0, place)", place)

    def _look(self, name):
        spoken = self.page.locator("html").get_attribute("lang")
        if spoken != self.language:
            self._complain(f"the page says it is in {spoken}, the reader expects {self.language}")
        for fault in self.page.evaluate(FAULTS):
            self._complain(fault)
        if self.javascript:        # axe itself is a script of the page
            self._look_with_axe()
        if self.pictures:
            self.picture(name=name)

    def _look_with_axe(self):
        # Once for each document: the script is long, and a page is looked at in several widths.
        if not self.page.evaluate("() => 'axe' in globalThis"):
            self.page.evaluate(Axe().axe_script)
        violations = self.page.evaluate(AXE, {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
        for violation in violations:
            places = "; ".join(html[:120] for html in violation["places"][:3])
            self._complain(f"{violation['id']} ({violation['impact']}): {violation['help']}: {len(violation['places'])} places, {places}")

    def picture(self, suffix="", name=None):
        """Keeps a picture of the whole page, named after its address or as asked, with language and width."""
        folder = pathlib.Path(self.pictures)
        folder.mkdir(parents=True, exist_ok=True)
        address = re.sub(r"^https?://[^/]+", "", self.page.url)
        name = name or re.sub(r"[^A-Za-z0-9.]+", "-", address).strip("-") or "home"
        self.page.screenshot(path=folder / f"{name[:80]}{suffix}-{self.language}-{self.width}.png", full_page=True, caret="initial")

    def _heard(self, message):
        expected = self.expected_failure and message.location.get("url", "").endswith(self.expected_failure)
        if message.type == "error" and not expected:
            self._complain(f"console: {message.text}")

    def _complain(self, text):
        self.complaints.append(f"{self.page.url} at {self.width} px: {text}")
