import Domain
import Markup
import Operations

/// What programs are told about indicators and their figures.
enum IndicatorDescriptions {
    static func operations(_ t: Translator) -> [Described] {
        [
            Described(
                path: "/indicators", id: "listIndicators", summary: t("Every indicator and target, each with its latest figure."),
                parameters: [
                    .query("programme", t("Only those of one programme."), example: "dien-bien"), .query("q", t("Only those that go by this name or code."), example: "DB-T8"),
                    CommonSchemas.cursor(t), CommonSchemas.limit(t, usual: 500, most: 500),
                ],
                answer: .object(["indicators": .list(.named("IndicatorEntry")), "next": .text.orNull]), problems: [404, 422]),
            Described(
                path: "/indicators/{code}", id: "getIndicator", summary: t("One indicator with its figures for a unit: over time, or of one period by unit or category."),
                parameters: [
                    .path("code", t("The indicator’s code."), example: "DB-T8"),
                    .query("unit", t("Code or identity of the unit; that of the programme where it is missing."), example: "03127"),
                    .query("period", t("The period of a breakdown; the latest where it is missing."), example: "2026-07"),
                    .query("from", t("Only periods from this day or period on."), example: "2026-01"), .query("to", t("Only periods up to this day or period."), example: "2026-12"),
                    CommonSchemas.asOf(t),
                    .query("standing", t("Which kinds of figures."), example: "official", .choice(["all", "official"] + ValueStatus.allCases.map(\.rawValue))),
                    .query("basis", t("By what the figures of split units are shared out; with none such periods are left out."), example: "none", .choice(EstimateBasis.allCases.map(\.rawValue) + ["none"])),
                    .query("by", t("A breakdown: units, or the code of one of the indicator’s categories."), example: "units"),
                    CommonSchemas.cursor(t), CommonSchemas.limit(t, usual: 5_000, most: 5_000),
                ],
                answer: .object(["indicator": .named("Indicator"), "unit": .named("UnitReference"), "values": .list(.named("IndicatorValue")), "next": .text.orNull]), problems: [404, 422]),
        ]
    }

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        let definition = Self.definition(t)
        return [
            ("Indicator", definition),
            ("IndicatorEntry", definition.with(["latest": Schema.named("Figure").orNull, "state": CommonSchemas.state.orNull])),
            ("IndicatorValue", .object([
                "period": .text, "first_day": .day, "last_day": .day,
                "value": .number.orNull.meaning(t("Null where so few persons stand behind it that it is withheld.")), "numerator": .number.orNull, "denominator": .number.orNull,
                "reported": .integer, "expected": .integer, "approved": .integer.meaning(t("Of the units that reported, those whose reports have been approved.")), "status": CommonSchemas.status,
                "basis": CommonSchemas.standing.meaning(t("What its values are worth, also where it is an estimate.")), "bound": CommonSchemas.bound,
                "comparability": .choice(["exact", "estimate", "not_comparable"]),
                "terms": Schema.list(.object(["unit": .named("UnitReference"), "weight": .number, "method": .choice(["exact", "area", "population", "equal_parts"])])).orNull
                    .meaning(t("The units of that time it is put together from.")),
            ], optional: ["unit": .named("UnitReference"), "option": .object(["code": .text, "name": CommonSchemas.name]), "withheld": .truth])),
        ]
    }

    private static func definition(_ t: Translator) -> Schema {
        .object([
            "code": .text, "name": CommonSchemas.name, "definition": CommonSchemas.name.orNull, "programme": .text.orNull, "measure": CommonSchemas.measure,
            "unit_of_measure": CommonSchemas.name, "decimals": .integer, "direction": .choice(["up", "down"]), "frequency": .choice(PeriodKind.allCases.map(\.rawValue)),
            "calendar": .text.orNull, "level": CommonSchemas.level, "categories": .list(.text), "goal": .text.orNull, "solution_group": .text.orNull, "agency": .text.orNull,
            "source": .object(["vi": .text, "en": .text, "reference": .text.orNull]), "formula": CommonSchemas.name.meaning(t("The formula in words.")),
            "numerator": .text, "denominator": .text.orNull, "factor": .number, "valid_from": .day.orNull, "valid_to": .day.orNull,
            "targets": .list(.object(["unit": .text, "due": .day, "value": .number, "bound": CommonSchemas.bound])),
            "baselines": .list(.object(["unit": .text, "day": .day, "value": .number.orNull])),
        ])
    }
}
