import Domain
import Hummingbird
import Markup
import Operations
import Sheets

/// All indicators and targets of all programmes.
struct IndicatorList {
    private let request: PageRequest
    private let t: Translator
    private let catalogue: NormCatalogue
    private let indicators: [Indicator]

    /// - Throws: `NotFound` for an unknown programme.
    init(_ request: PageRequest) throws {
        (self.request, t, catalogue) = (request, request.t, request.world.catalogue)
        var found = catalogue.indicatorCodes.compactMap { request.world.catalogue.indicators[$0] }
        if let programme = request.query["programme"] {
            guard catalogue.pack(programme) != nil else { throw NotFound(Label(vi: "Không có chương trình «\(programme)».", en: "There is no programme “\(programme)”.")) }
            found.removeAll { request.world.catalogue.packOf[$0.code] != programme }
        }
        if let text = request.query["q"] {
            let index = SearchIndex(found.map { (id: $0.code, texts: [$0.name.vi, $0.name.en, $0.code]) })
            let matches = Set(index.search(text, limit: max(found.count, 1)).map(\.id))
            found.removeAll { !matches.contains($0.code) }
        }
        indicators = found
    }

    func answer() throws -> Response {
        switch request.form {
        case .html: return Reply.html(try page())
        case .json: return try Reply.json(try json())
        case .csv, .xlsx: return try Export.answer(request.form, table: table(), name: "indicators", at: request.now)
        }
    }

    // MARK: For programs and offices

    private static let mostAtOnce = 500

    private struct Answer: Encodable {
        struct Entry: Encodable {
            var definition: IndicatorAnswer
            @ExplicitNull var latest: FigureAnswer?
            @ExplicitNull var state: CourseState?

            private enum Keys: CodingKey { case latest, state }

            func encode(to encoder: any Encoder) throws {
                try definition.encode(to: encoder)
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(_latest, forKey: .latest)
                try container.encode(_state, forKey: .state)
            }
        }

        var indicators: [Entry]
        @ExplicitNull var next: String?
    }

    private func json() throws -> Answer {
        let part = try ListPart(indicators, request.query, most: Self.mostAtOnce) { $0.code }
        let entries = part.items.map { indicator in
            let standing = standing(of: indicator)
            return Answer.Entry(definition: IndicatorAnswer(indicator, catalogue), latest: standing?.latest.map(FigureAnswer.init), state: standing?.course?.state)
        }
        return Answer(indicators: entries, next: part.next)
    }

    private func table() -> ExportTable {
        let standings = indicators.map { (indicator: $0, standing: standing(of: $0)) }
        let hasIllustrative = standings.contains { $0.standing?.latest?.standing == .illustrative }
        return ExportTable(
            title: t("Indicators and targets"), notes: TargetTable.notes(hasIllustrative: hasIllustrative, t),
            columns: [
                .init("code", t("Code")), .init("name_vi", t("Name in Vietnamese")), .init("name_en", t("Name in English")), .init("programme", t("Programme")), .init("measure", t("Measure")),
                .init("unit_of_measure", t("Unit of measure")), .init("frequency", t("Frequency")), .init("level", t("Lowest level")), .init("source", t("Source")),
                .init("target_unit", t("Unit of the target")), .init("target", t("Target"), .decimal(2)), .init("target_bound", t("Bound of the target")), .init("target_due", t("Due"), .date),
                .init("period", t("Period of the latest figure")), .init("value", t("Latest figure"), .decimal(2)), .init("bound", t("Bound")), .init("status", t("Kind of figure")), .init("state", t("State")),
            ],
            rows: standings.flatMap { indicator, standing in rows(indicator, standing) })
    }

    /// A row for each target; one without target where there is none.
    private func rows(_ indicator: Indicator, _ standing: TargetStanding?) -> [[SheetCell]] {
        let figure = standing?.latest, targets = (catalogue.targets[indicator.code] ?? []).map(Optional.some)
        return (targets.isEmpty ? [nil] : targets).map { target in
            [
                .text(indicator.code), .text(indicator.name.vi), .text(indicator.name.en), SheetCell(catalogue.packOf[indicator.code]), .text(indicator.measure.rawValue),
                .text(t(indicator.unitOfMeasure)), .text(indicator.frequency.rawValue), .text(indicator.level.rawValue), .text(t(indicator.source.text)),
                SheetCell(target?.unit), SheetCell(target?.value), SheetCell(target?.bound.facing(indicator.direction).rawValue), SheetCell(target?.due),
                SheetCell(figure?.period.id), SheetCell(figure?.value), SheetCell(figure?.bound.rawValue), SheetCell(figure?.status.rawValue), SheetCell(standing?.course?.state.rawValue),
            ]
        }
    }

    private func standing(of indicator: Indicator) -> TargetStanding? {
        request.world.homeUnit(of: indicator).map { request.khen.indicators.standing(indicator, unit: $0.id, scope: request.figureScope) }
    }

    // MARK: The page

    private func page() throws -> HTML {
        let standings = indicators.compactMap { indicator in standing(of: indicator) }
        let hasIllustrative = standings.contains { $0.latest?.standing == .illustrative }
        let lede: String = indicators.isEmpty ? t("No indicator fits. Try fewer letters, or all programmes.")
            : t("One indicator is listed, with its latest figure and its state.|\(indicators.count) indicators are listed, each with its latest figure and its state.")
        let main: HTML = """
            <h1>\(t("Indicators"))</h1><p class="lede">\(lede)</p>\(if: hasIllustrative, Layout.illustrativeNote(t))\(filter)\(try map)\
            \(Layout.heading(t("All indicators"), id: "list", address: "/indicators", query: Query(request.query.with("lang", nil)).with("map", nil)))\
            \(if: !standings.isEmpty, table(standings))
            """
        return Layout.page(request, title: t("Indicators"), current: .indicators, crumbs: [(t("Operations centre"), "/"), (t("Indicators"), nil)], main: main)
    }

    private var filter: HTML {
        let chosen = request.query["programme"]
        let options = catalogue.programmes.html { pack in
            "<option value=\"\(pack.code)\"\(if: pack.code == chosen, " selected")>\(request.world.placeName(of: pack, request))</option>"
        }
        return """
            <form class="filters" action="/indicators"><label>\(t("Name or code"))<br><input type="search" name="q"\(attribute: "value", request.query["q"])></label>\
            <label>\(t("Programme"))<br><select name="programme"><option value="">\(t("all programmes"))</option>\(options)</select></label>\
            \(FigureScopeChoice(request).box)<button class="quiet">\(t("Show"))</button></form>
            """
    }

    /// Where the programmes are, on request: it weighs as much as the rest of the page.
    private var map: HTML {
        get throws {
            guard request.query["map"] == "1" else { return "<p>\(Layout.link("/indicators?\(request.query.with("map", "1"))", t("View the map of programmes")))</p>" }
            var programmes: [UnitID: String] = [:]
            for pack in catalogue.programmes {
                guard let home = request.world.homeUnit(of: pack) else { continue }
                for unit in request.world.units.fate(of: home.id, until: request.today) where programmes[unit.unit] == nil { programmes[unit.unit] = "/indicators" + Address.query([("programme", pack.code)]) }
            }
            return try UnitMap.country(request, programmes: programmes) ?? ""
        }
    }

    private func table(_ standings: [TargetStanding]) -> HTML {
        let columns = [Table.Column(t("Indicator")), .init(t("Unit of measure")), .init(t("Latest figure"), isNumeric: true), .init(t("Target"), isNumeric: true), .init(t("State"))]
        let groups = catalogue.packs.compactMap { pack -> Table.Group? in
            let own = standings.filter { catalogue.packOf[$0.indicator.code] == pack.code }
            guard !own.isEmpty else { return nil }
            let sources = Set(own.map { t($0.indicator.source.text) }), common = sources.count == 1 ? sources.first : nil
            let rows = own.map { standing -> [HTML] in
                let cells = TargetCells(standing, request), indicator = standing.indicator
                let name: HTML = "<a href=\"\(Address.indicator(indicator.code))\">\(t(indicator.name))</a> <small><span class=\"code\">\(indicator.code)</span>\(if: common == nil, " · \(t(indicator.source.text))")</small>"
                let latest: HTML = standing.latest.map { "<b>\(FigureText.value($0, indicator, t.language, withUnit: false))</b>\(FigureText.tags($0, t))" } ?? "–"
                return [name, HTML(text: t(indicator.unitOfMeasure)), latest, cells.target, cells.state]
            }
            return Table.Group("<a href=\"\(Address.programme(pack.code))\">\(t(pack.name))</a>\(common.map { " <small>\(t("Source")): \($0)</small>" as HTML })", rows: rows)
        }
        return Table(caption: t("All indicators"), isCaptionHidden: true, columns: columns, groups: groups).html
    }
}

/// A part of a list that programs read part by part: those after a cursor, at most so many.
struct ListPart<Item> {
    let items: [Item]
    /// The cursor of the next part; `nil` at the end.
    let next: String?

    /// - Parameters:
    ///   - most: how many a part has at most, also the number when none is asked for.
    ///   - key: names an item within the list, the same at every request.
    /// - Throws: `Rejected` for a limit that is not a number from 1, or a cursor the list does not have.
    init(_ all: [Item], _ query: Query, most: Int, key: (Item) -> String) throws {
        var limit = most
        if let text = query["limit"] {
            guard let number = Int(text), number > 0 else {
                throw Rejected(Label(vi: "«\(text)» không phải là số dòng", en: "“\(text)” is not a number of entries"),
                               remedy: Label(vi: "Ghi một số từ 1 đến \(most).", en: "Write a number from 1 to \(most)."), place: "limit")
            }
            limit = min(number, most)
        }
        var start = 0
        if let cursor = query["cursor"] {
            guard let place = all.firstIndex(where: { key($0) == cursor }) else {
                throw Rejected(Label(vi: "con trỏ «\(cursor)» không thuộc danh sách này", en: "the cursor “\(cursor)” does not belong to this list"),
                               remedy: Label(vi: "Bắt đầu lại từ đầu danh sách, không kèm cursor.", en: "Begin again at the start of the list, without a cursor."), place: "cursor")
            }
            start = place + 1
        }
        let end = min(all.count, start + limit)
        items = Array(all[start..<end])
        next = end < all.count ? items.last.map(key) : nil
    }
}

extension World {
    /// The unit that a programme belongs to.
    func homeUnit(of pack: Pack) -> OrgUnit? {
        guard let programme = pack.programme else { return nil }
        return units.unit(code: programme.unit, asOf: programme.unitAsOf) ?? units.units(code: programme.unit).last
    }

    /// The unit an indicator is shown for unless another is asked for: that of its programme, else the first it has a target for.
    func homeUnit(of indicator: Indicator) -> OrgUnit? {
        catalogue.pack(of: indicator.code).flatMap { homeUnit(of: $0) } ?? catalogue.targets[indicator.code]?.first.flatMap { units.units(code: $0.unit).last }
    }

    /// A programme by the name of its place.
    func placeName(of pack: Pack, _ request: PageRequest) -> String { homeUnit(of: pack).map { request.name(of: $0) } ?? request.t(pack.name) }
}
