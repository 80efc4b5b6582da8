import Domain
import Markup

/// What programs are told about where single numbers come from.
enum FigureDescription {
    static func operations(_ t: Translator) -> [Described] {
        let unit = Described.Parameter.path("unit", t("Code or identity of the unit."), example: "03127"), period = Described.Parameter.path("period", t("The period."), example: "2026-07")
        let options = Described.Parameter.query("options", t("Codes of category options, with commas between them; the total where it is missing."))
        let status = Described.Parameter.query("status", t("The kind of figure; the best there is where it is missing."), example: "illustrative", CommonSchemas.standing)
        return [
            Described(
                path: "/figures/{code}/{unit}/{period}", id: "getFigure", summary: t("Where one figure comes from: the parts of its formula and every value behind them."),
                parameters: [
                    .path("code", t("The indicator’s code."), example: "DB-T8"), unit, period, status, options,
                    .query("basis", t("By what a split unit is shared out; by population where it is missing."), example: "area", .choice(EstimateBasis.allCases.map(\.rawValue))), CommonSchemas.asOf(t), CommonSchemas.cursor(t),
                    CommonSchemas.limit(t, usual: 5_000, most: 5_000),
                ],
                answer: .object([
                    "indicator": .named("Indicator"), "unit": .named("UnitReference"), "options": .list(.text), "figure": .named("IndicatorValue"), "parts": .list(.named("FigurePart")),
                    "reporting": .list(.object(["form": .text, "name": CommonSchemas.name, "metric": .text, "value": .number, "expected": .integer, "actual": .integer, "actual_on_time": .integer]))
                        .meaning(t("The reporting rates in the formula, with the reports they were counted from.")),
                    "values": .list(.named("FigureSource")), "next": .text.orNull,
                ]), problems: [404, 422]),
            Described(
                path: "/values/{element}/{unit}/{period}", id: "getValue", summary: t("Every version of one value, newest first."),
                parameters: [.path("element", t("The data element’s code."), example: "DB.T8.TRAINED"), unit, period, status, options],
                answer: .object([
                    "element": .text, "name": CommonSchemas.name, "unit": .named("UnitReference"), "period": .text, "options": .list(.text), "status": CommonSchemas.standing,
                    "versions": .list(.named("ValueVersion")), "next": .text.orNull,
                ]), problems: [404, 422]),
        ]
    }

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        let change = Schema.object(["province": .text, "seq": .integer])
        return [
            ("FigurePart", .object([
                "number": .integer, "element": .text, "name": CommonSchemas.name, "options": .list(.text), "value": .number.orNull, "values": .integer.meaning(t("How many values stand behind it.")),
            ])),
            ("FigureSource", .object([
                "part": .integer, "element": .text, "unit": .named("UnitReference"), "period": .text, "options": .list(.text), "value": .number.orNull,
                "weight": .number.meaning(t("1, or the share of a split unit.")), "bound": CommonSchemas.bound, "comment": .text.orNull, "source": .text.orNull, "method": .text.orNull,
                "person": .text.orNull, "at": .moment.orNull, "change": change.orNull,
            ])),
            ("ValueVersion", .object([
                "value": .text.orNull.meaning(t("As it was written; null where it was withdrawn or is withheld.")), "bound": CommonSchemas.bound, "comment": .text.orNull, "source": .text.orNull,
                "method": .text.orNull, "person": .text, "at": .moment, "kind": .text, "subject": .text, "change": change, "current": .truth, "withheld": .truth,
            ])),
        ]
    }
}
