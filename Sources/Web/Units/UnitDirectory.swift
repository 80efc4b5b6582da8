import Domain
import Hummingbird
import Markup
import Operations
import Sheets

/// The list of units: those of a day, of a province, or those that go by a name.
struct UnitDirectory {
    let request: PageRequest
    let query: UnitQuery
    /// For a page without choices the provinces, for a province its communes; else what is asked for.
    let found: [OrgUnit]
    /// The level that the page shows where the reader chose none.
    let level: UnitLevel?

    private static let usualPart = 500
    private static let mostAtOnce = 5_000

    /// - Throws: `Rejected` for a level, day, province or parent that there is not.
    init(_ request: PageRequest) throws {
        var query = try UnitQuery(request)
        if request.form == .html, query.text == nil, query.parent == nil, query.level == nil { query.level = query.province == nil ? .province : .commune }
        (self.request, self.query) = (request, query)
        level = query.level
        found = query.units(in: request.world)
    }

    private struct Answer: Encodable {
        var units: [UnitAnswer]
        /// Where the list goes on; `null` at its end.
        @ExplicitNull var next: String?
    }

    func answer() throws -> Response {
        switch request.form {
        case .html: return Reply.html(try UnitDirectoryView(self).page())
        case .json:
            let limited = Query(request.query.with("limit", request.query["limit"] ?? String(Self.usualPart)))
            let part = try ListPart(found, limited, most: Self.mostAtOnce) { $0.id.rawValue }
            return try Reply.json(Answer(units: part.items.map { UnitAnswer($0, asOf: query.day, request) }, next: part.next))
        case .csv, .xlsx: return try Export.answer(request.form, table: table(), name: "units", at: request.now)
        }
    }

    /// The whole list for offices, with the same content as in JSON.
    private func table() -> ExportTable {
        let t = request.t, words = UnitWords(request)
        return ExportTable(
            title: t("Units as of \(words.date(query.day))"),
            notes: found.contains(where: \.isIllustrative) ? [t("Units marked illustrative are made up to show how the system works.")] : [],
            columns: [
                .init("id", t("Identity of the unit")), .init("code", t("Code")), .init("level", t("Level")), .init("name_vi", t("Name in Vietnamese")), .init("name_en", t("Name in English")),
                .init("full_name_vi", t("Full name in Vietnamese")), .init("full_name_en", t("Full name in English")), .init("type", t("Type")),
                .init("first_day", t("First day"), .date), .init("last_day", t("Last day"), .date), .init("parent", t("Under")), .init("parent_name", t("Name of the unit above")),
                .init("area_km2", t("Area, km²"), .decimal(2)), .init("population", t("Population"), .integer), .init("became", t("What became of it")), .init("illustrative", t("Illustrative")),
            ],
            rows: found.map { unit in
                let answer = UnitAnswer(unit, asOf: query.day, request)
                return [
                    .text(answer.id), .text(answer.code), .text(answer.level.rawValue), .text(answer.name.vi), .text(answer.name.en), .text(answer.fullName.vi), .text(answer.fullName.en), .text(answer.type),
                    SheetCell(unit.firstDay), SheetCell(unit.lastDay), SheetCell(answer.parent?.code), SheetCell(answer.parent.map { t.language == .vi ? $0.name.vi : $0.name.en }),
                    SheetCell(answer.areaKm2), answer.population.map { .integer($0) } ?? .empty, .text(answer.became.map(\.code).joined(separator: " ")), .text(answer.illustrative ? "true" : "false"),
                ]
            })
    }
}
