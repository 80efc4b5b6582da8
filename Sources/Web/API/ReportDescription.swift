import Domain
import Markup

/// What programs are told about reports that came in and those that are missing.
enum ReportDescription {
    static func operations(_ t: Translator) -> [Described] {
        let share = Schema.number.orNull
        return [
            Described(
                path: "/reports/overview", id: "getReportOverview",
                summary: t("How many reports of a form came in, by unit and period, how many of them in time, and which are missing in one period. Needs signing in."),
                parameters: [
                    .query("form", t("A form’s code; the first within reach where it is missing."), example: "DB-M-XA"),
                    .query("unit", t("The unit whose parts are the rows, by its identity or code."), example: "03334"),
                    .query("period", t("The period whose missing reports are listed; the latest with a late one where it is missing."), example: "2026-07"),
                ],
                answer: .object([
                    "form": .text, "unit": .text,
                    "cells": .list(.object([
                        "unit": .text, "unit_name": .text, "period": .text, "expected": .integer, "sent": .integer, "on_time": .integer.meaning(t("Sent by the day they were due.")),
                        "approved": .integer, "late": .integer.meaning(t("Not sent, and the deadline has passed.")), "exempt": .integer,
                        "completeness": share.meaning(t("Sent of expected, 0 to 1.")), "timeliness": share.meaning(t("In time of expected, 0 to 1.")),
                    ])),
                    "period": .text.orNull,
                    "missing": .list(.object([
                        "unit": .text, "unit_name": .text, "state": .choice(ReportState.allCases.map(\.rawValue)), "due": .day, "is_late": .truth, "reminded_at": .moment.orNull,
                    ])),
                ]), problems: [401, 403, 404]),
        ]
    }
}
