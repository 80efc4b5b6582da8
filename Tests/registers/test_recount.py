"""Indicators worked out again from exported records by a program that knows nothing of Khèn but its files: the figures must be the same."""
import calendar
import csv
import datetime
import io

import pytest

from served import Visitor


def records(installation, register):
    return list(csv.DictReader(io.StringIO(installation.khen("records", "export", "--register", register).lstrip("\ufeff"))))


def day(text):
    return datetime.date.fromisoformat(text) if text else None


def commune(row):
    """A village's code begins with its commune's."""
    return row["UNIT"].split("-")[0]


def end_of(month):
    year, number = map(int, month.split("-"))
    return datetime.date(year, number, calendar.monthrange(year, number)[1])


def serving(row, on, start="FROM", end="UNTIL"):
    first, last = day(row[start]), day(row.get(end))
    return first is not None and first <= on and (last is None or last > on)


def trained(row, on):
    """Trained by a day, and counted only while in office or service."""
    return serving(row, on) and day(row["TRAINED_ON"]) is not None and day(row["TRAINED_ON"]) <= on


def active(row, on):
    """An entity that the programmes count: Kinh households are on record but do not."""
    return serving(row, on) and (row["KIND"] != "ENT-HOUSEHOLD" or row["ETHNIC"] != "ETH-01")


def supported(row, on):
    """Trained or guided by a day, whichever came first."""
    days = [found for found in (day(row["TRAINED_ON"]), day(row["GUIDED_ON"])) if found]
    return active(row, on) and bool(days) and min(days) <= on


SHARES = {
    "DB-T5": ("STAFF", trained, serving, "11"),
    "DB-T8": ("PEOPLE", trained, serving, "11"),
    "DB-T7": ("ENTITIES", supported, active, "11"),
    "BT-T3": ("STAFF", lambda row, on: row["LEADER"] == "true" and trained(row, on), lambda row, on: row["LEADER"] == "true" and serving(row, on), "68"),
}


def figures(served, code, unit):
    """Newest figure of each month, by month."""
    answer = Visitor(served).get(f"/indicators/{code}.json?unit={unit}")
    assert answer.status == 200, answer
    return {value["period"]: value for value in answer.json["values"]}


@pytest.mark.parametrize("code", SHARES)
def test_a_share_is_what_the_exported_records_come_to(installation, served, code):
    register, counted, whole, province = SHARES[code]
    rows = [row for row in records(installation, register)]
    provinces = {row["UNIT"]: row for row in rows}
    assert provinces, f"{register} has no records"
    units = {commune(row) for row in rows}
    compared = 0
    for unit in sorted(units)[:12] + [province]:
        own = figures(served, code, unit)
        for month in sorted(own)[-3:]:
            on = min(end_of(month), datetime.date.today())
            among = [row for row in rows if unit == province and in_province(served, commune(row), province) or commune(row) == unit]
            numerator, denominator = sum(counted(row, on) for row in among), sum(whole(row, on) for row in among)
            assert (own[month]["numerator"], own[month]["denominator"]) == (numerator, denominator), (code, unit, month)
            compared += 1
    assert compared > 10


KNOWN = {}


def in_province(served, code, province):
    if code not in KNOWN:
        answer = Visitor(served).get(f"/units/{code}.json")
        KNOWN[code] = answer.text
    return f'"{province}"' in KNOWN[code]


def test_the_campaigns_days_are_what_the_exported_sessions_come_to(installation, served):
    sessions = [row for row in records(installation, "CAMPAIGN-SESSIONS") if row["STATE"] == "CONFIRMED"]
    assert len(sessions) > 50
    by_day = {}
    for row in sessions:
        held, people = by_day.get(row["DAY"], (0, 0))
        by_day[row["DAY"]] = (held + 1, people + int(row["WOMEN"] or 0) + int(row["MEN"] or 0))
    own_people, own_sessions = figures(served, "DL-C1", "66"), figures(served, "DL-C2", "66")
    for when, (held, people) in by_day.items():
        assert own_sessions[when]["value"] == held, when
        assert own_people[when]["value"] == people, when
