import Domain
import Markup
import Operations

/// What programs are told about campaigns.
enum CampaignDescription {
    static func operations(_ t: Translator) -> [Described] {
        [
            Described(path: "/campaigns", id: "getCampaigns", summary: t("The campaigns that programmes declare."), answer: .object(["campaigns": .list(.named("Campaign"))])),
            Described(
                path: "/campaigns/{programme}/{window}", id: "getCampaign", summary: t("How far a campaign has come, day by day, and how its communes or villages stand."),
                parameters: [
                    .path("programme", t("The programme’s code."), example: "dak-lak"), .path("window", t("The campaign’s code."), example: "DL-100D"),
                    .query("unit", t("Code of a commune to show the campaign for."), example: "24163"), .query("indicator", t("The indicator whose days and places are shown; the first where it is missing."), example: "DL-C1"),
                ],
                answer: .object([
                    "campaign": .named("Campaign"), "unit": .named("UnitReference"), "illustrative": .truth.meaning(t("Whether any of the figures is made up.")),
                    "progress": .list(.object([
                        "indicator": .text, "name": CommonSchemas.name, "value": .number.orNull, "status": CommonSchemas.status.orNull, "target": .number.orNull,
                        "planned": .truth.meaning(t("Whether the target is what the units themselves planned.")), "pace_so_far": .number.orNull, "pace_needed": .number.orNull,
                    ])),
                    "indicator": .text, "days": .list(.object(["day": .day, "value": .number.orNull])),
                    "ranked_by": .choice(["share", "per_1000", "number"]).orNull.meaning(t("The share of the target, the number per 1,000 inhabitants, or the number itself.")),
                    "places": .list(.object(["unit": .named("UnitReference"), "rank": .integer.orNull.meaning(t("Null for those that have reported nothing.")), "value": .number.orNull, "target": .number.orNull, "score": .number.orNull])),
                ]), problems: [404]),
        ]
    }

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        [("Campaign", .object([
            "programme": .text, "window": .text, "name": CommonSchemas.name, "unit": .named("UnitReference"), "first_day": .day, "last_day": .day, "days_gone": .integer, "days_left": .integer, "indicators": .list(.text),
        ]))]
    }
}
