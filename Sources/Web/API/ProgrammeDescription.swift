import Domain
import Markup

/// What programs are told about programmes.
enum ProgrammeDescription {
    private static func scope(_ t: Translator) -> Described.Parameter {
        .query("standing", t("Which kinds of figures."), example: "approved", .choice([FigureScope.approvedOnly.rawValue]))
    }

    static func operations(_ t: Translator) -> [Described] {
        [
            Described(path: "/overview", id: "getOverview", summary: t("All programmes with where each of their targets stands."), parameters: [scope(t)], answer: .object(["programmes": .list(.named("Programme"))])),
            Described(
                path: "/programmes/{code}", id: "getProgramme", summary: t("One programme, for its whole area or for one unit of it."),
                parameters: [
                    .path("code", t("The programme’s code."), example: "dien-bien"),
                    .query("unit", t("Code of a unit to look at the programme for."), example: "03127"), scope(t),
                ],
                answer: .named("Programme"), problems: [404]),
        ]
    }

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        let unit = Schema.object(["code": .text, "name": CommonSchemas.name, "level": CommonSchemas.level])
        return [
            ("Programme", .object([
                "code": .text.meaning(t("By which it is addressed.")), "programme": .text, "name": CommonSchemas.name, "unit": unit, "first_day": .day, "last_day": .day, "source": CommonSchemas.name,
                "illustrative": .truth.meaning(t("Whether any of the figures is made up.")),
                "counts": .map(.integer).meaning(t("How many targets are in each state.")),
                "groups": .list(.object(["targets": .list(.named("Target"))], optional: ["code": .text, "name": CommonSchemas.name])),
                "late": .list(.object(["form": .text, "name": CommonSchemas.name, "period": .text, "due": .day, "expected": .integer, "missing": .list(.text), "illustrative": .truth])),
                "changes": .list(.named("Change")),
            ], optional: ["aim": CommonSchemas.name, "successor": unit.meaning(t("The unit that stands in its place today.")), "lead_agency": .text])),
        ]
    }
}
