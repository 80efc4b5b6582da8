import Domain
import Markup
import Operations

/// What programs are told about working without a connection: what to take along, and how to send what was written.
enum OfflineDescription {
    static func operations(_ t: Translator) -> [Described] {
        [
            Described(
                path: "/reports/offline.json", id: "getOfflineReports",
                summary: t("The reports that the person who asks is to fill in, with their forms, rules and what is known: all that is needed to fill them in without a connection. Needs signing in."),
                parameters: [.query("report", t("Only this report, written as FORM/PERIOD/UNIT."), example: "DB-M-XA/2026-07/03127.2")], answer: .named("OfflineReports"), problems: [401, 404, 422]),
            Described(
                path: "/reports/sync", id: "sendReport",
                summary: t("Takes in cells that were written without a connection, and sends the report where submit is true. The same submission counts once, however often it arrives, and has the same receipt each time."),
                answer: .named("ReportTaken"), problems: [401], method: "post", body: .named("ReportSending"),
                furtherAnswers: [
                    (409, .anyOf([.named("ReportTaken"), .named("Refusal")]), t("Somebody else changed the same cells: conflicts has both versions, everything else is kept. Or the submission was used for other content.")),
                    (410, .named("Refusal"), t("The unit or the person may not fill in this report any more. Nothing was taken.")),
                    (422, .anyOf([.named("ReportTaken"), .named("Refusal")]), t("The report cannot be sent as it is: problems says why, and what was written is kept as a draft. Or nothing was taken, for the reason given.")),
                ]),
        ]
    }

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        let name = CommonSchemas.name
        let formula = Schema.object([
            "items": .list(.object([:], optional: ["cell": .text.meaning(t("A cell of the form.")), "offset": .integer.meaning(t("Periods to move, −1 for the one before.")), "is_days": .truth])),
            "steps": .list(.anything).meaning(t("Steps on a stack: a number, null for what is missing, [place of an item, 1 if it counts as zero where it is missing], or an operation by name.")),
        ])
        let cells = Schema.map(.named("Cell"))
        return [
            ("Cell", .object(["without_figure": .truth], optional: ["value": .text.meaning(t("As it is stored: 1234.5, true, 2026-07-15.")), "comment": .text, "source": .text])),
            ("OfflineReports", .object([
                "person": .object(["id": .text, "name": .text]), "key": .text.meaning(t("Locks away on the device what is not sent; forget it when the person signs out.")), "made_at": .moment, "now": .moment,
                "forms": .map(.named("OfflineForm")), "reports": .list(.named("OfflineReport")),
            ])),
            ("OfflineForm", .object([
                "code": .text, "name": name, "version": .integer,
                "sections": .list(.object([
                    "name": name,
                    "blocks": .list(.object([
                        "columns": .list(.object(["is_total": .truth], optional: ["name": name])),
                        "rows": .list(.object([:], optional: [
                            "element": .object(["code": .text, "name": name, "type": .choice(ValueType.allCases.map(\.rawValue)), "decimals": .integer], optional: ["unit_of_measure": name, "minimum": .number, "maximum": .number]),
                            "help": name, "is_mandatory": .truth, "is_gathered": .truth, "is_broken_down": .truth,
                            "cells": .list(.object(["key": .text, "kind": .choice(["input", "row_total", "greyed"])])),
                            "computed": .object(["name": name, "expression": .text, "decimals": .integer], optional: ["unit_of_measure": name]).with(formula),
                        ])),
                    ])),
                ], optional: ["help": name])),
                "rules": .list(.object([
                    "code": .text, "importance": .choice(ValidationRule.Importance.allCases.map(\.rawValue)), "comparison": .choice(ValidationRule.Comparison.allCases.map(\.rawValue)), "explanation": name,
                    "left": formula, "right": formula, "cells": .list(.text),
                ])),
            ])),
            ("OfflineReport", .object([
                "key": .text, "form": .text, "period": .text, "period_name": name, "period_length": .integer.meaning(t("In days.")), "unit": .text, "unit_name": name, "state": state, "version": .integer, "due": .day,
                "is_editable": .truth, "may_send": .truth, "cells": cells, "previous": .map(.number).meaning(t("Figures of the period before.")),
                "earlier": .map(.map(.number)).meaning(t("Figures of earlier periods that the form’s formulas ask for, by cell and by how many periods ago.")),
                "ranges": .map(.list(.list(.number))).meaning(t("Between which figures are ordinary.")),
                "gathered": .map(.object(["value": .number, "units": .integer, "expected": .integer])).meaning(t("Sums of the approved figures of the units beneath.")), "remarks": .map(.text),
            ], optional: ["note": .text.meaning(t("Why it was returned."))])),
            ("ReportSending", .object([
                "submission": .text.meaning(t("Made by the sender, 1 to 64 letters, digits and hyphens; the same for every attempt to send the same.")), "form": .text, "period": .text, "unit": .text,
                "form_version": .integer, "seen": .integer.meaning(t("The report's version that the writer began with.")), "cells": cells.meaning(t("Only those that were changed.")), "submit": .truth,
            ], optional: ["person": .text, "device_at": .moment.meaning(t("The device's clock; it is written down and decides nothing."))])),
            ("ReportTaken", .object(["state": state, "version": .integer, "cells": cells, "now": .moment], optional: [
                "receipt": .object(["number": .text.meaning(t("Province and number of the change in its log.")), "at": .moment, "repeated": .truth]),
                "problems": .list(.object(["kind": .choice(FormProblem.Kind.allCases.map(\.rawValue)), "severity": .choice(["error", "warning"]), "cells": .list(.text), "message": name], optional: ["rule": .text])),
                "conflicts": .list(.object(["key": .text, "mine": .named("Cell"), "theirs": .named("Cell"), "base": .named("Cell"), "by": .text, "at": .moment])),
            ])),
            ("Refusal", .object([
                "kind": .choice(["unreadable", "signed_out", "refused", "gone", "not_allowed", "form_changed", "used"]), "reason": name, "remedy": name, "now": .moment,
            ], optional: ["place": .text])),
        ]
    }

    private static let state = Schema.choice(ReportState.allCases.map(\.rawValue))
}
