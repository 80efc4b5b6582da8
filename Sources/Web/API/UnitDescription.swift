import Domain
import Markup

/// What programs are told about units.
enum UnitDescription {
    static func operations(_ t: Translator) -> [Described] {
        [
            Described(
                path: "/units", id: "listUnits",
                summary: t("Units in force on a day. With q and without as-of those of all times that go by a name, former units with what became of them."),
                parameters: [
                    .query("level", t("Only units of this level."), example: "commune", .choice(UnitQuery.levels.map(\.rawValue))), CommonSchemas.asOf(t),
                    .query("province", t("Only units in this province, the province itself among them."), example: "11"),
                    .query("parent", t("Only units right beneath this one."), example: "03127"),
                    .query("q", t("A name, a former name or a code; diacritics are not needed."), example: "him lam"), CommonSchemas.cursor(t),
                    CommonSchemas.limit(t, usual: 500, most: 5_000),
                ],
                answer: .object(["units": .list(.named("Unit")), "next": .text.orNull]), problems: [422], example: ["units": [example], "next": nil]),
            Described(
                path: "/units/{code}", id: "getUnit", summary: t("One unit with its place in the tree and in time, and where the targets stand for it."),
                parameters: [.path("code", t("Code of the unit, or its identity where several units carried the code."), example: "03127"), CommonSchemas.asOf(t)],
                answer: .named("UnitProfile"), problems: [404, 422]),
        ]
    }

    private static let example: JSONValue = [
        "id": "03127.1", "code": "03127", "level": "commune", "name": ["vi": "Him Lam", "en": "Him Lam"], "full_name": ["vi": "Phường Him Lam", "en": "Him Lam Ward"], "type": "phuong",
        "first_day": nil, "last_day": "2025-06-30", "parent": ["id": "094.1", "code": "094", "name": ["vi": "Thành phố Điện Biên Phủ", "en": "Dien Bien Phu City"]],
        "area_km2": nil, "population": nil, "became": [["id": "03127.2", "code": "03127", "name": ["vi": "Phường Điện Biên Phủ", "en": "Dien Bien Phu Ward"]]], "illustrative": false,
    ]

    static func schemas(_ t: Translator) -> [(name: String, schema: Schema)] {
        let link = Schema.named("UnitLink"), name = CommonSchemas.name
        let weights = t("Share of the former unit, 0 to 1; an estimate where the extent is a part.")
        return [
            ("Unit", .object([
                "id": .text.meaning(t("Tells apart the units that carried one code.")), "code": .text, "level": CommonSchemas.level, "name": name, "full_name": name, "type": .text,
                "first_day": .day.orNull, "last_day": .day.orNull.meaning(t("Null while it is in force.")), "parent": link.orNull, "area_km2": .number.orNull, "population": .integer.orNull,
                "became": .list(link).meaning(t("Units that hold its ground today; empty for a unit in force.")), "illustrative": .truth,
            ])),
            ("UnitVersion", .object([
                "first_day": .day.orNull, "last_day": .day.orNull, "name": name, "full_name": name, "type": .text, "parent": link.orNull, "area_km2": .number.orNull, "population": .integer.orNull,
                "resolution": .text.orNull,
            ])),
            ("UnitRelation", .object([
                "unit": link, "extent": .choice(["whole", "part", "part_area_only", "part_area_all_population", "part_population"]), "day": .day.meaning(t("First day of the new order.")),
                "area_weight": .number.meaning(weights), "population_weight": .number.meaning(weights),
            ])),
            ("UnitProfile", .object([
                "id": .text, "code": .text, "level": CommonSchemas.level, "name": name, "full_name": name, "type": .text, "illustrative": .truth,
                "day": .day.meaning(t("The day as of which names, parents and children are given.")), "in_force": .truth,
                "validity": .object(["first_day": .day.orNull, "last_day": .day.orNull]), "area_km2": .number.orNull, "population": .integer.orNull, "versions": .list(.named("UnitVersion")),
                "parents": .list(link).meaning(t("From the province down.")), "children_count": .integer, "predecessors": .list(.named("UnitRelation")), "successors": .list(.named("UnitRelation")),
                "became": .list(.object(["unit": link, "area_weight": .number.orNull, "population_weight": .number.orNull])), "same_code": .list(link), "aliases": .list(.text),
                "programmes": .list(.object(["code": .text, "name": name, "targets": .list(.named("Target"))])),
            ])),
        ]
    }
}
