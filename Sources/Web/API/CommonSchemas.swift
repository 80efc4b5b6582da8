import Domain
import Markup
import Operations

/// Forms that answers of several features share, and parameters that many addresses take.
enum CommonSchemas {
    static func all(_ t: Translator) -> [(name: String, schema: Schema)] {
        [
            ("Name", .object(["vi": .text, "en": .text])),
            ("Problem", .object(["status": .integer, "title": .text, "detail": .text], optional: ["remedy": .text, "place": .text]).meaning(t("What went wrong and what to do."))),
            ("UnitReference", .object(["id": .text, "code": .text, "name": name, "level": level])),
            ("UnitLink", .object(["id": .text, "code": .text, "name": name])),
            ("Figure", .object([
                "period": .text, "first_day": .day, "last_day": .day, "value": .number, "bound": bound, "status": status,
                "reported": .integer.meaning(t("Units whose own values it rests on.")), "expected": .integer.meaning(t("Units that should have reported.")),
            ], optional: ["numerator": .number, "denominator": .number])),
            ("Target", .object([
                "code": .text, "name": name, "measure": measure, "unit_of_measure": name,
                "targets": .list(.object(["value": .number, "bound": bound, "due": .day])),
            ], optional: [
                "group": .text, "agency": .text, "baseline": .object(["value": .number, "day": .day, "assumed": .truth]), "latest": .named("Figure"), "previous": .named("Figure"),
                "state": state, "progress": .number.meaning(t("Share of the way from baseline to target, 0 to 1.")), "expected_value": .number, "expected_progress": .number,
            ])),
        ]
    }

    static let name = Schema.named("Name")
    static let level = Schema.choice(UnitLevel.allCases.map(\.rawValue))
    static let bound = Schema.choice(["", ">", ">=", "<", "<="])
    static let status = Schema.choice(FigureStatus.allCases.map(\.rawValue))
    static let standing = Schema.choice(ValueStatus.allCases.map(\.rawValue))
    static let state = Schema.choice(CourseState.allCases.map(\.rawValue))
    static let measure = Schema.choice(["ratio", "number", "milestone"])

    static func cursor(_ t: Translator) -> Described.Parameter { .query("cursor", t("Where to go on: next of the part before.")) }

    static func limit(_ t: Translator, usual: Int, most: Int) -> Described.Parameter {
        .query("limit", t("How many entries at most: \(usual) where nothing is said, \(most) at the very most."), example: "100", .integer)
    }

    static func asOf(_ t: Translator) -> Described.Parameter { .query("as-of", t("The day whose units are meant; today where it is missing."), example: "2025-06-30", .day) }
}
