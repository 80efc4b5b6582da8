"""A person's deadlines in other programs: the calendar and the feed as independent parsers read them."""
import datetime
import json
import re
import urllib.error
import urllib.request

import feedparser
import icalendar
import pytest
from lxml import etree

from people import add, send_without_figures, signed_in

ATOM = "{http://www.w3.org/2005/Atom}"
UNIT = "03127"


def opened(site, path):
    """What a program gets that has no more than an address."""
    with urllib.request.urlopen(f"http://127.0.0.1:{site.port}{path}", timeout=60) as answer:
        return answer.headers["Content-Type"], answer.read()


@pytest.fixture
def office(khen, packs):
    khen.ok("pack", "load", *packs)
    add(khen, "xa", "COMMUNE-OFFICER", UNIT)
    add(khen, "so", "AUDITOR", "11")
    with khen.serve() as site:
        yield site


def keyed(site, name):
    """The two secret addresses of somebody's deadlines, and the person."""
    visitor = signed_in(site, name)
    answer = visitor.post("/me/deadlines/keys", {"calendar_name": "Điện thoại"})
    key = re.search(r"deadlines\.ics\?key=([\w-]+)", answer.text)
    assert answer.status == 200 and key, answer
    return [f"/me/deadlines.{form}?key={key[1]}" for form in ("ics", "atom")] + [visitor]


def test_a_calendar_reads_the_deadlines(office):
    address, _, visitor = keyed(office, "xa")
    kind, body = opened(office, address)
    assert kind == "text/calendar; charset=utf-8"
    lines = body.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode("utf-8")
    calendar = icalendar.Calendar.from_ical(body)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"] and not calendar.errors
    events = calendar.walk("VEVENT")
    assert len(events) >= 3 and len({str(event["UID"]) for event in events}) == len(events)
    for event in events:
        assert not event.errors and {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event)
        first, last = event["DTSTART"].dt, event["DTEND"].dt
        assert type(first) is datetime.date and last - first == datetime.timedelta(days=1)
        assert event["DTSTAMP"].dt.tzinfo is not None and str(event["URL"]).startswith("http")
        assert "Báo cáo" in str(event["SUMMARY"]) and "\\" not in str(event["SUMMARY"])
        alarm, = event.walk("VALARM")
        assert alarm["ACTION"] == "DISPLAY" and alarm["TRIGGER"].dt == datetime.timedelta(hours=-15) and alarm["DESCRIPTION"]
    # What a calendar writes again is the same to it.
    assert icalendar.Calendar.from_ical(calendar.to_ical()) == calendar
    # A report that is sent keeps its identity, is marked, and rings no more.
    own = max((event for event in events if "/reports/DB-M-XA/" in str(event["URL"]) and event["DTSTART"].dt <= datetime.date.today()), key=lambda event: event["DTSTART"].dt)
    send_without_figures(visitor, str(own["URL"]).split("/reports/")[1])
    after = next(event for event in icalendar.Calendar.from_ical(opened(office, address)[1]).walk("VEVENT") if event["UID"] == own["UID"])
    assert str(after["SUMMARY"]).startswith("✔") and not after.walk("VALARM") and after["DTSTAMP"].dt > own["DTSTAMP"].dt and after["DTSTART"].dt == own["DTSTART"].dt


def test_a_feed_reader_reads_the_deadlines(office):
    calendar, address, _ = keyed(office, "xa")
    kind, body = opened(office, address)
    assert kind == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(body)
    assert not feed.bozo and feed.version == "atom10" and feed.feed.title.endswith("Lò Thị xa") and feed.feed.author
    root = etree.fromstring(body)
    assert root.tag == ATOM + "feed" and root.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    rfc3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
    for holder in [root, *root.findall(ATOM + "entry")]:
        # RFC 4287, sections 4.1.1 and 4.1.2: exactly one of each.
        identity, title, updated = ([child.text for child in holder.findall(ATOM + name)] for name in ("id", "title", "updated"))
        assert len(identity) == len(title) == len(updated) == 1 and title[0]
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", identity[0]) and rfc3339.fullmatch(updated[0])
        assert sum(link.get("rel") == "alternate" for link in holder.findall(ATOM + "link")) == 1
    assert len(root.findall(ATOM + "author")) == 1 and sum(link.get("rel") == "self" for link in root.findall(ATOM + "link")) == 1
    identities = [entry.id for entry in feed.entries]
    assert len(identities) >= 3 and len(set(identities)) == len(identities)
    assert root.findtext(ATOM + "updated") == max(entry.findtext(ATOM + "updated") for entry in root.findall(ATOM + "entry"))
    uids = {str(event["UID"]) for event in icalendar.Calendar.from_ical(opened(office, calendar)[1]).walk("VEVENT")}
    assert {identity.removeprefix("urn:uuid:") for identity in identities} == uids


def test_nobody_without_deadlines_gets_a_broken_calendar_or_feed(office):
    calendar, feed, _ = keyed(office, "so")
    read = icalendar.Calendar.from_ical(opened(office, calendar)[1])
    assert not read.walk("VEVENT") and read.subcomponents and not read.errors
    parsed = feedparser.parse(opened(office, feed)[1])
    assert not parsed.bozo and not parsed.entries and parsed.feed.updated


def test_an_address_that_nobody_made_opens_nothing(office):
    for address in ("/me/deadlines.ics", "/me/deadlines.atom?key=lich_x", "/me/deadlines.ics?key="):
        with pytest.raises(urllib.error.HTTPError) as refused:
            opened(office, address)
        assert refused.value.code == 401


def test_a_deadline_of_today_is_told_of_by_a_round_and_nobody_is_told_twice(khen, packs):
    khen.ok("pack", "load", *packs)
    add(khen, "xa", "COMMUNE-OFFICER", UNIT)
    add(khen, "duyet", "DEPARTMENT-APPROVER", "11")
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).strftime("%d/%m/%Y")
    with khen.serve() as site:
        officer, approver = signed_in(site, "xa"), signed_in(site, "duyet")
        overview = officer.get("/reports/overview.json?form=DB-M-XA").json
        report = f"DB-M-XA/{overview['period']}/{overview['missing'][0]['unit']}"
        answer = approver.post(f"/reports/{report}/extend?lang=vi", {"seen": "0", "note": "Lũ", "due": today})
        assert answer.status == 303, answer
        first, second = (json.loads(khen.ok("notices", "due", "--json")) for _ in range(2))
        assert first["dueSoon"] >= 1 and first["people"] == 1 and sum(second.values()) == 0
        page = officer.get("/me/notices?lang=vi").text
        assert f"sắp đến hạn gửi ({today})" in page and f'href="/reports/{report}"' in page
    assert "people" in khen.ok("notices", "due")
