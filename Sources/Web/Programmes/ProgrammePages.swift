import Domain
import Hummingbird
import Markup
import Operations

/// The operations centre of one programme, for its whole area or for one unit of it.
enum ProgrammePages {
    static var routes: [Route] {
        [.get("/programmes/{code}", access: .everyone, forms: [.html, .json, .csv, .xlsx], answer)]
    }

    private static func answer(_ request: PageRequest) throws -> Response {
        let unit = try request.query["unit"].map { try request.khen.units.unit($0, asOf: request.today).id }
        let overview = try request.khen.centre.overview(request.parameter("code"), unit: unit, scope: request.figureScope).fitting
        guard request.form != .html else { return Reply.html(try ProgrammeView(overview, request).page()) }
        let t = request.t
        let table = ExportTable(title: t(overview.programme.name), notes: TargetTable.notes(hasIllustrative: overview.hasIllustrative, t),
                                columns: TargetTable.columns(t), rows: TargetTable.rows(overview, request))
        return try Export.answer(request.form, table: table, json: ProgrammeAnswer(overview, request), name: overview.pack.code, at: request.now)
    }
}

/// The page about one programme.
struct ProgrammeView {
    let overview: ProgrammeOverview
    let request: PageRequest
    let t: Translator

    init(_ overview: ProgrammeOverview, _ request: PageRequest) {
        (self.overview, self.request, t) = (overview, request, request.t)
    }

    /// Whether the whole programme is shown and not one unit of it.
    var isWhole: Bool { request.query["unit"] == nil }
    var unitName: String { request.name(of: overview.unit) }
    private var address: String { Address.programme(overview.pack.code) }

    func page() throws -> HTML {
        let aside = try ProgrammeAside(self)
        let title = isWhole ? overview.place(request) : unitName
        let main: HTML = """
            <h1>\(t(overview.programme.name)) <span class="code">\(overview.programme.code)</span></h1>\(facts)\(lede)\
            \(if: overview.hasIllustrative || aside.isIllustrative, Layout.illustrativeNote(t))\
            <div class="cols"><section aria-labelledby="targets">\(stateCounts(overview.targets, t))\
            \(Layout.heading(t("Targets"), id: "targets", address: address, query: request.query.with("lang", nil)))\
            \(table)\(if: overview.targets.contains { $0.course?.expected != nil }, barKey(t))\(assumedNote)</section>\
            <aside>\(chooser)\(try aside.html())\(late)\(changes)</aside></div>
            """
        return Layout.page(request, title: title, current: .centre, crumbs: crumbs, main: main)
    }

    private var crumbs: [(String, String?)] {
        guard !isWhole else { return [(t("All programmes"), "/"), (overview.place(request), nil)] }
        return [(t("All programmes"), "/"), (overview.programmeUnitName(request), address), (unitName, nil)]
    }

    private var facts: HTML {
        let from = FigureText.date(overview.programme.firstDay, t.language), to = FigureText.date(overview.programme.lastDay, t.language)
        let lead = overview.programme.leadAgency.flatMap { request.world.catalogue.agencies[$0] }.map { t($0.name) }
        let unit = Layout.link(Address.unit(overview.unit.code, asOf: overview.unit.lastDay), unitName)
        return """
            <p>\(if: isWhole, "\(unit)", else: t.html("Shown for \(unit)"))\(overview.successor.map { HTML(text: " (" + t("now part of \(request.name(of: $0))") + ")") }) · \
            \(t("\(from) to \(to)"))\(lead.map { " · \($0)" })</p>\(campaigns)
            """
    }

    /// The boards of the programme's campaigns.
    private var campaigns: HTML {
        request.khen.campaigns.all().filter { $0.pack.code == overview.pack.code }.html { campaign in
            "<p>\(Layout.link(Address.campaign(campaign), t(campaign.window.name))): \(request.stage(of: campaign))</p>"
        }
    }

    // MARK: The sentence that matters most

    private var lede: HTML {
        let targets = overview.targets.filter { $0.course != nil }
        let behind = targets.count { $0.state == .behind }, missing = targets.count { $0.state == .noData }, good = targets.count - behind - missing
        var rest: [HTML] = []
        if targets.isEmpty {
            rest.append(HTML(text: t("The plan as published sets no figures to be reached; what is measured is shown.")))
        } else if behind + missing > 0, good > 0 {
            rest.append(HTML(text: t("One is on course or better.|\(good) are on course or better.")))
        }
        if overview.programme.lastDay < request.today {
            rest.append(HTML(text: t("The plan ended on \(FigureText.date(overview.programme.lastDay, t.language)).")))
        }
        if let first = overview.late.first {
            let sentence = t("One unit has not sent “\(t(first.form.name))” for \(periodName(first.period)).|\(first.missing.count) units have not sent “\(t(first.form.name))” for \(periodName(first.period)).")
            rest.append("<a href=\"#late\">\(sentence)</a>")
        }
        let strong: HTML = targets.isEmpty ? "" : "<strong>\(headline(behind: behind, missing: missing))</strong> "
        return "<p class=\"lede\">\(strong)\(rest.joined(separator: " "))</p>"
    }

    private func headline(behind: Int, missing: Int) -> String {
        let gap = t("one has no figure yet|\(missing) have no figure yet")
        return switch (behind, missing) {
        case (0, 0): t("Every target is on course or better.")
        case (_, 0): t("One target is behind.|\(behind) targets are behind.")
        case (0, _): t("No target is behind; \(gap).")
        default: t("One target is behind|\(behind) targets are behind") + "; " + gap + "."
        }
    }

    func periodName(_ period: Period) -> String { request.name(of: period) }

    // MARK: Targets

    private var table: HTML {
        let columns = [Table.Column(t("Indicator")), .init(t("Now"), isNumeric: true), .init(t("Way to the target")), .init(t("Last periods")), .init(t("State"))]
        // Beside targets, what is only watched shows where it stands; its page has the rest.
        let hasTargets = overview.targets.contains { $0.course != nil }
        let groups = overview.sections.map { section in
            Table.Group(section.heading.map { HTML(text: t($0)) }, rows: section.targets.map { standing -> [HTML] in
                let cells = TargetCells(standing, request)
                return [cells.name(), cells.latest, cells.way, hasTargets && standing.course == nil ? "" : cells.spark, cells.state]
            })
        }
        return Table(caption: t("Targets of \(unitName)"), isCaptionHidden: true, columns: columns, groups: groups).withoutEmptyColumns.html
    }

    private var assumedNote: HTML {
        let assumed = overview.targets.count { $0.course?.start.isAssumed == true && $0.indicator.measure != .milestone }
        guard assumed > 0 else { return "" }
        return "<p><small>\(t("The plan publishes no baseline for one target; it is taken as 0.|The plan publishes no baseline for \(assumed) targets; they are taken as 0."))</small></p>"
    }

    /// The choice between the whole and one unit.
    private var chooser: HTML {
        let units = ProgrammeUnits(overview, request).communes
        guard !units.isEmpty else { return "" }
        let chosen = request.query["unit"]
        let options = units.html { unit in
            "<option value=\"\(unit.code)\"\(if: unit.code == chosen, " selected")>\(request.name(of: unit))</option>"
        }
        return """
            <form class="filters" action="\(address)"><label>\(t("Shown for"))<br><select name="unit"><option value="">\(overview.programmeUnitName(request))</option>\(options)</select></label>\
            \(FigureScopeChoice(request).box)<button class="quiet">\(t("Show"))</button></form>
            """
    }

    // MARK: What is late and what changed

    private static let namedUnits = 4

    private var late: HTML {
        guard !overview.late.isEmpty else { return "" }
        let items = overview.late.html { late -> HTML in
            let names = missing(late), others = names.count - Self.namedUnits
            return """
                <li><time datetime="\(late.due.iso)">\(t("due \(FigureText.date(late.due, t.language))"))</time> \(t(late.form.name)), \(periodName(late.period)): \
                <b>\(t("\(late.missing.count) of \(late.expected) units missing"))</b>\(if: late.isIllustrative, " \(FigureText.tag(.illustrative, t))")<br><small>\(names.prefix(Self.namedUnits).joined(separator: ", "))\(if: others > 0, " \(t("and one more|and \(others) more"))")</small></li>
                """
        }
        return "<h2 id=\"late\">\(t("Late reports"))</h2><ul class=\"feed\">\(items)</ul>"
    }

    /// The units that have given nothing, villages counted by their commune.
    private func missing(_ late: ProgrammeOverview.Late) -> [HTML] {
        guard late.form.level == .village else { return late.missing.map { Layout.link(Address.unit(request.key(of: $0)), request.name(of: $0)) } }
        let units = request.world.units
        let byCommune = Dictionary(grouping: late.missing) { units.ancestors(of: $0.id, asOf: min(request.today, $0.lastDay ?? request.today)).first?.id ?? $0.id }
        let communes = byCommune.keys.compactMap { units.unit($0) }.sortedByName(on: request.today)
        return communes.map { commune in
            "\(Layout.link(Address.unit(request.key(of: commune)), request.name(of: commune))) (\(byCommune[commune.id]?.count ?? 0))"
        }
    }

    private var changes: HTML {
        let fresh = request.previousVisit.map { previous in overview.changes.filter { $0.at > previous } }
        let shown = Array((fresh ?? overview.changes).prefix(5)), words = ChangeWords(request)
        let heading = request.previousVisit.map { t("Since your last visit, \(FigureText.moment($0, t.language))") } ?? t("Latest changes")
        let list: HTML = shown.isEmpty ? "<p>\(t("Nothing has changed."))</p>" : "<ul class=\"feed\">\(shown.html(words.item))</ul>"
        return "<h2>\(heading)</h2>\(list)<p><a href=\"/changes\">\(t("All changes"))</a></p>"
    }
}

extension ProgrammeOverview {
    /// The same without what is not counted at the unit's level, such as a plan's milestones for a commune.
    fileprivate var fitting: ProgrammeOverview {
        var copy = self
        copy.sections = sections.compactMap { section in
            var section = section
            section.targets.removeAll { $0.indicator.level < unit.level && $0.latest == nil }
            return section.targets.isEmpty ? nil : section
        }
        return copy
    }

    /// The whole area of the programme, by name.
    func programmeUnitName(_ request: PageRequest) -> String {
        let own = request.world.units.unit(code: programme.unit, asOf: programme.unitAsOf)
        return own.map { request.name(of: $0) } ?? programme.unit
    }
}

/// The communes a programme can be looked at for.
struct ProgrammeUnits {
    let communes: [OrgUnit]

    /// In order of name: those of the programme's province, or those that stand on its ground today where it ended.
    init(_ overview: ProgrammeOverview, _ request: PageRequest) {
        let units = request.world.units, programme = overview.programme
        guard let own = units.unit(code: programme.unit, asOf: programme.unitAsOf) else {
            communes = []
            return
        }
        let home = overview.successor ?? own
        let all = units.descendants(of: home.id, asOf: request.today).filter { $0.level == .commune }
        communes = (home.id == own.id ? all : all.filter { commune in
            units.origins(of: commune.id).contains { request.world.province(of: $0.unit) == own.code }
        }).sortedByName(on: request.today)
    }
}
