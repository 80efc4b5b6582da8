"""A server that dies between taking a report and saying so: what was said stays, what was sent again counts once."""
import concurrent.futures
import json
import random
import socket
import time

from served import Visitor, sending

CELLS = {"DB-S5.ADULTS:F": 1, "DB-S5.ADULTS:M": 2, "DB-S5.EID:F": 1, "DB-S5.EID:M": 1, "DB-S5.SESSIONS": 3}
MONTHS = ("2026-08", "2026-09", "2026-10")


def explained(cells):
    """With a reason at each figure, so that none is asked about for being unlike illustrative ones of earlier months."""
    return {cell: {"value": str(value), "comment": "sổ theo dõi"} for cell, value in cells.items()}


def reporter(served):
    """The village reporter, with a key that outlives the server, and their village."""
    visitor = Visitor(served).sign_in("db.ban")
    token = visitor.make_token("see_reports", "fill", "submit")
    reports = visitor.get("/reports/offline.json").json["reports"]
    return Visitor(served, token), reports[0]["unit"]


def post(visitor, body):
    """Sends a whole request and reads nothing: the connection."""
    connection = socket.create_connection(("127.0.0.1", visitor.served.port), timeout=30)
    data = json.dumps(body).encode()
    head = f"POST /reports/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {visitor.token}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    connection.sendall(head.encode() + data)
    return connection


def submissions(khen, report):
    form, period, unit = report.split("/")
    return khen.ask(f"SELECT id, seq FROM report_submission WHERE form = '{form}' AND period = '{period}' AND unit = '{unit}'")


def submits(khen, report):
    """How often the log says that a report was sent."""
    return int(khen.ask(f"SELECT COUNT(*) FROM change WHERE subject = '{report}' AND kind = 'report.submit'")[0][0])


def values(khen, unit, period):
    """What a report's cells came to as reported values, each of them once; totals of rows stand beside them."""
    rows = khen.ask(f"SELECT data_element, options, value FROM data_value WHERE unit = '{unit}' AND period = '{period}' AND status = 'reported'")
    found = {f"{element}:{options}" if options else element: value for element, options, value in rows}
    assert len(found) == len(rows), rows
    return {cell: int(found[cell]) for cell in CELLS}


def test_killed_between_taking_and_answering(reporting):
    served = reporting.serve()
    try:
        visitor, unit = reporter(served)
        for turn, month in enumerate(MONTHS):
            report = f"DB-M-BAN/{month}/{unit}"
            body = sending(report, explained(CELLS), name=f"dead-{turn}")
            connection = post(visitor, body)
            deadline = time.monotonic() + 30
            while not (kept := submissions(reporting, report)):
                assert time.monotonic() < deadline, "the report was never taken"
            served.kill()
            connection.close()
            served.start()
            again = visitor.sync(body)
            assert again.status == 200, again
            assert again.json["receipt"]["repeated"] is True
            assert again.json["receipt"]["number"] == f"11-{kept[0][1]}"
            assert again.json["state"] == "submitted"
            assert submissions(reporting, report) == kept
            assert submits(reporting, report) == 1
            assert values(reporting, unit, month) == CELLS
    finally:
        served.stop()
    reporting.verify()


def test_killed_at_any_moment(reporting):
    """Whatever the moment: after sending the same again there is one report, with the receipt that was given if one was."""
    random.seed(7)
    served = reporting.serve()
    try:
        visitor, unit = reporter(served)
        report = f"DB-M-BAN/2026-10/{unit}"
        for turn in range(8):
            seen = int(visitor.sheet(report)["version"])
            body = sending(report, explained(CELLS | {"DB-S5.SESSIONS": 10 + turn}), name=f"any-{turn}", seen=seen, submit=False)
            connection = post(visitor, body)
            connection.settimeout(random.uniform(0.001, 0.06))
            try:
                said = connection.recv(65536).decode(errors="replace")
            except TimeoutError:
                said = ""
            served.kill()
            connection.close()
            served.start()
            again = visitor.sync(body)
            assert again.status == 200, again
            if '"number"' in said:
                assert again.json["receipt"]["repeated"] is True
                assert again.json["receipt"]["number"] in said
            assert again.json["cells"]["DB-S5.SESSIONS"]["value"] == str(10 + turn)
        assert int(reporting.ask(f"SELECT COUNT(*) FROM change WHERE subject = '{report}' AND kind = 'report.save'")[0][0]) == 8
        assert int(reporting.ask("SELECT COUNT(*) FROM report_submission")[0][0]) == 8
    finally:
        served.stop()
    reporting.verify()


def test_the_same_submission_ten_times_at_once_is_one(reporting):
    with reporting.serve() as served:
        visitor, unit = reporter(served)
        report = f"DB-M-BAN/2026-10/{unit}"
        body = sending(report, explained(CELLS), name="ten-times")
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: visitor.sync(body), range(10)))
        assert [answer.status for answer in answers] == [200] * 10, answers
        receipts = [answer.json["receipt"] for answer in answers]
        assert len({receipt["number"] for receipt in receipts}) == 1
        assert [receipt["repeated"] for receipt in receipts].count(False) == 1
        assert submits(reporting, report) == 1
        assert values(reporting, unit, "2026-10") == CELLS
        # The same name with other content is not taken for it.
        other = visitor.sync(sending(report, explained(CELLS | {"DB-S5.SESSIONS": 4}), name="ten-times"))
        assert other.status == 409 and other.json["kind"] == "used", other
    reporting.verify()
