import Domain
import Markup
import Operations

/// The page that lists units and finds them by name, former names included.
struct UnitDirectoryView {
    private let directory: UnitDirectory
    private let words: UnitWords
    private var request: PageRequest { directory.request }
    private var query: UnitQuery { directory.query }
    private var t: Translator { request.t }

    /// Rows that are shown at once; the longest list of one province's communes fits.
    private static let mostAtOnce = 200

    init(_ directory: UnitDirectory) {
        self.directory = directory
        words = UnitWords(directory.request)
    }

    func page() throws -> HTML {
        let main: HTML = """
            <h1>\(t("Administrative units"))</h1>\(lede)\(filter)\(if: !directory.found.isEmpty, Layout.heading(title, id: "list", address: "/units", query: downloadQuery))\(try list())
            """
        return Layout.page(request, title: t("Units"), current: .units, crumbs: [(t("Operations centre"), "/"), (t("Units"), nil)], main: main)
    }

    private var lede: HTML {
        if let text = query.text {
            let count = directory.found.count
            let sentence = count == 0 ? t("Nothing goes by “\(text)”. Try fewer letters, or a former name.") : t("One unit goes by “\(text)”.|\(count) units go by “\(text)”, the best match first.")
            return "<p class=\"lede\">\(sentence)</p>"
        }
        var counts: [UnitLevel: Int] = [:]
        for unit in request.world.units.units where !unit.isIllustrative && unit.version(on: query.day)?.type.isCounted == true { counts[unit.level, default: 0] += 1 }
        let provinces = counts[.province] ?? 0, districts = counts[.district] ?? 0, communes = counts[.commune] ?? 0, day = words.date(query.day)
        let sentence = districts == 0 ? t("On \(day) the country has \(provinces) provinces and cities and \(communes) communes, wards and special zones.")
            : t("On \(day) the country has \(provinces) provinces and cities, \(districts) districts and \(communes) communes, wards and townships.")
        return """
            <p class="lede">\(sentence)</p><p>\(t("What became of a commune? Type its former name: units that have ended are found too, with what they are part of today. Diacritics are not needed."))</p>
            """
    }

    private var filter: HTML {
        let units = request.world.units, chosen = query.province
        let provinces = units.units.filter { $0.level == .province && ($0.version(on: query.day) != nil || $0.id == chosen?.id) }.sortedByName(on: query.day)
        let level = request.query["level"]
        return """
            <form class="filters" action="/units"><label>\(t("Name, former name or code"))<br><input type="search" name="q"\(attribute: "value", query.text)></label>\
            <label>\(t("Level"))<br><select name="level"><option value="">\(t("automatic"))</option>\(UnitQuery.levels.html { option($0.rawValue, words.level($0), chosen: level) })</select></label>\
            <label>\(t("Province or city"))<br><select name="province"><option value="">\(t("all"))</option>\
            \(provinces.html { option($0.code, t($0.version(nearest: query.day).name), chosen: chosen?.code) })</select></label>\
            <label>\(t("Units as of"))<br><input type="date" name="as-of"\(attribute: "value", query.asOf?.iso)></label><button class="quiet">\(t("Show"))</button></form>
            """
    }

    private func option(_ value: String, _ label: String, chosen: String?) -> HTML { "<option value=\"\(value)\"\(if: value == chosen, " selected")>\(label)</option>" }

    private var title: String {
        if query.text != nil { return t("Units found") }
        if let parent = query.parent { return t("Units under \(t(parent.version(nearest: query.day).fullName))") }
        if let province = query.province { return t(province.version(nearest: query.day).fullName) }
        return query.level.map(words.level) ?? t("Units")
    }

    /// The same choices for the other forms, with the level that the page chose by itself.
    private var downloadQuery: String {
        let plain = Query(Query(request.query.with("lang", nil)).with("cursor", nil))
        return plain.with("level", directory.level?.rawValue)
    }

    // MARK: The list

    private func list() throws -> HTML {
        guard !directory.found.isEmpty else {
            return query.text == nil ? "<div class=\"status\"><p>\(t("There are no such units on that day."))</p></div>" : ""
        }
        let sorted = query.text == nil ? directory.found.sortedByName(on: query.day) : directory.found
        let limited = Query(request.query.with("limit", String(Self.mostAtOnce)))
        let part = try ListPart(sorted, limited, most: Self.mostAtOnce) { $0.id.rawValue }
        let first = part.items.first.flatMap { item in sorted.firstIndex { $0.id == item.id } } ?? 0
        let isSplit = part.items.count < sorted.count
        let shown = t("\(first + 1) to \(first + part.items.count) of \(sorted.count)")
        let start = first > 0 ? (t("From the start"), "/units?\(request.query.with("cursor", nil))#list") : nil
        let more = part.next.map { (t("Next"), "/units?\(request.query.with("cursor", $0))#list") }
        return "\(table(part.items))\(if: isSplit, pager(shown: shown, previous: start, next: more, label: t("Parts of the list")))"
    }

    private func table(_ units: [OrgUnit]) -> HTML {
        let isSearch = query.text != nil, hasFormer = units.contains(where: words.isFormer), showsAbove = isSearch || (query.province == nil && units.contains { $0.level > .province })
        let showsSize = !isSearch && units.contains { $0.version(nearest: query.day).areaKm2 != nil }
        var columns = [Table.Column(t("Unit")), .init(t("Type"))]
        if showsAbove { columns.append(.init(t("Under"))) }
        columns.append(.init(t("In force")))
        if showsSize { columns += [.init(t("Area, km²"), isNumeric: true), .init(t("Population"), isNumeric: true)] }
        if hasFormer { columns.append(.init(t("What became of it"))) }
        let rows = units.map { unit -> [HTML] in
            let version = unit.version(nearest: query.day), day = seenDay(of: unit)
            var cells: [HTML] = [
                "<a href=\"\(Address.unit(request.key(of: unit), asOf: query.asOf == nil || words.isFormer(unit) ? nil : query.asOf))\">\(t(version.fullName))</a> <span class=\"code\">\(unit.code)</span>\(if: unit.isIllustrative, " \(FigureText.tag(.illustrative, t))")",
                HTML(text: words.type(version)),
            ]
            if showsAbove { cells.append(HTML(text: above(unit, on: day))) }
            cells.append(HTML(text: words.span(unit.firstDay, unit.lastDay)))
            if showsSize { cells += [HTML(text: version.areaKm2.map { t.language.number($0, decimals: 2) } ?? "–"), HTML(text: version.population.map { t.language.number($0) } ?? "–")] }
            if hasFormer { cells.append(words.became(unit)) }
            return cells
        }
        return Table(caption: title, isCaptionHidden: true, columns: columns, rows: rows).html
    }

    /// The day on which the unit's place in the tree is shown: the one asked for, or the nearest on which it was in force.
    private func seenDay(of unit: OrgUnit) -> Day {
        let latest = min(unit.lastDay ?? query.day, query.day)
        return max(unit.firstDay ?? latest, latest)
    }

    private func above(_ unit: OrgUnit, on day: Day) -> String {
        request.world.units.ancestors(of: unit.id, asOf: day).filter { $0.level > .country }.map { t($0.version(nearest: day).fullName) }.joined(separator: ", ")
    }
}

extension String {
    /// Whether units of this type are counted as such: an area that a district ran itself is not a commune.
    fileprivate var isCounted: Bool { self != "khu_vuc" }
}
