"""The illustrative people of Điện Biên, each in a browser of their own."""
import re

from reader import Reader

PASSWORD = "Ruong-bac-thang-2026"
WIDTHS = {320: 640, 768: 1024, 1440: 900}
# What a browser says of a line that is cut on purpose.
CUT = re.compile(r"net::ERR_(INTERNET_DISCONNECTED|EMPTY_RESPONSE|FAILED|CONNECTION|ABORTED|SOCKET|CONTENT_LENGTH)|Failed to load resource|ERR_NETWORK")


class Member(Reader):
    """Somebody who signs in and works. `cuts` says that the line fails on purpose."""

    cuts = False

    def _complain(self, text):
        # Whoever leaves a page while it loads leaves pictures behind.
        if not (self.cuts and CUT.search(text)) and "net::ERR_ABORTED" not in text:
            super()._complain(text)

    def sign_in(self, name, then=None):
        self.page.goto("/sign-in" + (f"?then={then}" if then else ""))
        self.page.locator("#name").fill(name)
        self.page.locator("#password").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main form button").click()
        assert "/sign-in" not in self.page.url, f"{name} could not sign in: {self.page.locator('main').inner_text()}"
        return self

    def look_at_widths(self, name):
        """Looks at the page as it stands on a telephone, a tablet and a desk."""
        before = self.page.viewport_size
        for width, height in WIDTHS.items():
            self.width = width
            self.page.set_viewport_size({"width": width, "height": height})
            self.look(name)
        self.width = before["width"]
        self.page.set_viewport_size(before)


class People:
    """Opens browsers on a site, and on a line to it."""

    def __init__(self, chromium, site, pictures):
        self.chromium, self.site, self.pictures, self.members = chromium, site, pictures, []

    def visitor(self, width=1440, javascript=True, address=None, language="vi", **more):
        context = self.chromium.new_context(
            base_url=address or self.site.address, viewport={"width": width, "height": WIDTHS[width]}, locale={"vi": "vi-VN", "en": "en-GB"}[language],
            java_script_enabled=javascript, reduced_motion="reduce", **more)
        member = Member(context, width=width, language=language, javascript=javascript, pictures=self.pictures)
        self.members.append(member)
        return member

    def sign_in(self, name, **how):
        return self.visitor(**how).sign_in(name)

    def leave(self):
        """Closes all browsers. Returns what their people complained of."""
        for member in self.members:
            member.context.close()
        return list(dict.fromkeys(complaint for member in self.members for complaint in member.complaints))


def cell(member, key):
    return member.page.locator(f'[name="v:{key}"]')


def comment(member, key, text):
    """Opens a cell's note, if it is not open, and writes a comment."""
    field = member.page.locator(f'[name="c:{key}"]')
    if not field.is_visible():
        member.page.locator("td", has=cell(member, key)).locator("summary").click()
    field.fill(text)


def press(member, name):
    with member.page.expect_navigation():
        member.page.get_by_role("button", name=name, exact=True).click()


def fill(member, figures):
    for key, value in figures.items():
        cell(member, key).fill(value)


def focused(member):
    return member.page.evaluate("document.activeElement.name ?? ''")
