import Domain
import Hummingbird
import Markup
import Operations
import Sheets

/// The way in: all programmes with where each of their targets stands.
enum HomePage {
    static var routes: [Route] {
        [
            .get("/", access: .everyone) { Reply.html(try page($0)) },
            .get("/overview", access: .everyone, forms: [.json, .csv, .xlsx]) { try answer($0) },
        ] + SearchPage.routes
    }

    private static func page(_ request: PageRequest) throws -> HTML {
        let t = request.t, overviews = try request.khen.centre.programmes(scope: request.figureScope)
        let hasIllustrative = overviews.contains(where: \.hasIllustrative)
        let main: HTML = """
            <h1>\(t("Programmes of the provinces"))</h1>\(lede(overviews, t))\(FigureScopeChoice(request).line)\(if: hasIllustrative, Layout.illustrativeNote(t))\
            \(campaigns(request))<ul class="cards">\(overviews.html { card($0, request) })</ul>\(try news(request))\(late(overviews, request))\
            \(Layout.heading(t("All targets"), id: "targets", address: "/overview", query: request.query.with("lang", nil)))\
            \(overviews.html { section($0, request) })
            """
        return Layout.page(request, title: t("Operations centre"), current: .centre, main: main)
    }

    /// What matters most, over all programmes.
    private static func lede(_ overviews: [ProgrammeOverview], _ t: Translator) -> HTML {
        guard !overviews.isEmpty else {
            return "<p class=\"lede\">\(t("No programme is loaded yet. The operator loads packs with khen pack load."))</p>"
        }
        let targets = overviews.flatMap(\.targets).filter { $0.course != nil }
        let behind = targets.count { $0.state == .behind }, missing = targets.count { $0.state == .noData }
        let first: String = behind == 0 ? t("No target is behind.") : t("One target is behind.|\(behind) targets are behind.")
        return """
            <p class="lede"><strong>\(first)</strong> \(t("\(overviews.count) programmes set \(targets.count) targets."))\
            \(if: missing > 0, " \(t("One of them has no figure yet.|\(missing) of them have no figure yet."))")</p>
            """
    }

    /// Campaigns that go on now, with the way to their boards.
    private static func campaigns(_ request: PageRequest) -> HTML {
        request.khen.campaigns.all().filter { $0.isOpen(on: request.today) }.html { campaign in
            "<p class=\"status\">\(Layout.link(Address.campaign(campaign), request.t(campaign.window.name))): \(request.stage(of: campaign))</p>"
        }
    }

    private static func card(_ overview: ProgrammeOverview, _ request: PageRequest) -> HTML {
        let t = request.t
        return """
            <li><h2><a href="\(Address.programme(overview.pack.code))">\(overview.place(request))</a> <small class="code">\(overview.unit.code)</small></h2>\
            <p>\(t(overview.pack.name))</p>\(stateCounts(overview.targets, t))</li>
            """
    }

    /// What should have come in by now, each with the way to the units that have not sent it.
    private static func late(_ overviews: [ProgrammeOverview], _ request: PageRequest) -> HTML {
        let t = request.t
        let items = overviews.flatMap { overview in overview.late.map { (overview, $0) } }.sorted { $0.1.due < $1.1.due }
        guard !items.isEmpty else { return "" }
        return """
            <h2 id="late">\(t("Late reports"))</h2><ul class="feed">\(items.html { overview, late in
                """
                <li><time datetime="\(late.due.iso)">\(t("due \(FigureText.date(late.due, t.language))"))</time> \(t(late.form.name)), \(request.name(of: late.period)): \
                <a href="\(Address.programme(overview.pack.code))#late">\(t("\(late.missing.count) of \(late.expected) units missing"))</a>\(if: late.isIllustrative, " \(FigureText.tag(.illustrative, t))") · \(overview.place(request))</li>
                """
            })</ul>
            """
    }

    /// What changed since the reader was here, in one line.
    private static func news(_ request: PageRequest) throws -> HTML {
        guard let previous = request.previousVisit else { return "" }
        let t = request.t, limit = 100
        let count = try request.khen.log.latest(limit: limit).count { $0.at > previous }
        let since = FigureText.moment(previous, t.language)
        guard count > 0 else { return "<p>\(t("Nothing has changed since your last visit (\(since))."))</p>" }
        let changes = count == limit ? t("\(limit) changes or more") : t("one change|\(count) changes")
        return "<p>\(t.html("Since your last visit (\(since)): \(Layout.link("/changes", changes))."))</p>"
    }

    private static func section(_ overview: ProgrammeOverview, _ request: PageRequest) -> HTML {
        let t = request.t
        let columns = [Table.Column(t("Indicator")), .init(t("Baseline"), isNumeric: true), .init(t("Now"), isNumeric: true), .init(t("Target"), isNumeric: true), .init(t("State"))]
        let groups = overview.sections.map { section in
            Table.Group(section.heading.map { HTML(text: t($0)) }, rows: section.targets.map { standing -> [HTML] in
                let cells = TargetCells(standing, request)
                return [cells.shortName, cells.shortBaseline, cells.shortLatest, cells.target, cells.state]
            })
        }
        let assumed = overview.targets.count { $0.course?.start.isAssumed == true && $0.indicator.measure != .milestone }
        return """
            <h3 id="\(overview.pack.code)"><a href="\(Address.programme(overview.pack.code))">\(overview.place(request))</a></h3>\
            \(Table(caption: t(overview.programme.name), columns: columns, groups: groups).withoutEmptyColumns.html)\
            \(if: assumed > 0, "<p><small>\(t("The plan publishes no baseline for one target; it is taken as 0.|The plan publishes no baseline for \(assumed) targets; they are taken as 0."))</small></p>")
            """
    }

    // MARK: For programs and offices

    private struct Answer: Encodable {
        var programmes: [ProgrammeAnswer]
    }

    private static func answer(_ request: PageRequest) throws -> Response {
        guard request.form != .html else { return Reply.redirect(to: "/") }
        let overviews = try request.khen.centre.programmes(scope: request.figureScope)
        let table = ExportTable(
            title: request.t("Programmes of the provinces"), notes: TargetTable.notes(hasIllustrative: overviews.contains(where: \.hasIllustrative), request.t),
            columns: TargetTable.columns(request.t), rows: overviews.flatMap { TargetTable.rows($0, request) })
        return try Export.answer(request.form, table: table, json: Answer(programmes: overviews.map { ProgrammeAnswer($0, request) }), name: "overview", at: request.now)
    }
}

extension ProgrammeOverview {
    /// The unit's full name, with what it became where it ended: `Tỉnh Bình Thuận (nay thuộc Tỉnh Lâm Đồng)`.
    func place(_ request: PageRequest) -> String {
        let t = request.t, own = request.name(of: unit)
        guard let successor else { return own }
        return t("\(own) (now part of \(request.name(of: successor)))")
    }
}
