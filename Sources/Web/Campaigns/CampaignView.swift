import Domain
import Markup
import Operations

/// The progress board of a campaign: how far it has come, day by day and commune by commune.
struct CampaignView {
    let board: CampaignBoard
    private var request: PageRequest { board.request }
    private var t: Translator { request.t }
    private var campaign: Campaigns.Campaign { board.campaign }
    private var indicator: Indicator { board.indicator }

    init(_ board: CampaignBoard) { self.board = board }

    func page() throws -> HTML {
        let isWide = request.query["layout"] == "landscape", place = request.name(of: board.unit)
        let main: HTML = """
            <div class="board\(if: isWide, " wide")"><h1>\(t(campaign.window.name))</h1>\
            <p>\(if: board.isWhole, Layout.link(Address.programme(campaign.pack.code), t(campaign.pack.name)), else: t.html("Shown for \(Layout.link(Address.unit(request.key(of: board.unit)), place))")) · \(request.span(of: campaign))</p>\
            <p class="lede"><strong>\(request.stage(of: campaign))</strong> \(headline)</p>\(if: board.isIllustrative, Layout.illustrativeNote(t))\
            <h2 id="progress">\(t("How far it has come"))</h2>\(progress)\
            <h2 id="chosen">\(t(indicator.name))</h2>\(chooser)\(try chosen())\(league)</div>
            """
        return Layout.page(request, title: board.isWhole ? t(campaign.window.name) : place, current: .centre, crumbs: crumbs, main: main)
    }

    private var crumbs: [(String, String?)] {
        let name = t(campaign.window.name), all: [(String, String?)] = [(t("Operations centre"), "/"), (t("Campaigns"), "/campaigns")]
        return board.isWhole ? all + [(name, nil)] : all + [(name, board.address(("unit", nil))), (request.name(of: board.unit), nil)]
    }

    /// The first indicator in a sentence.
    private var headline: String {
        guard let first = board.progress.first, let figure = first.figure else { return t("Nothing has been reported yet.") }
        let done = FigureText.value(figure, first.indicator, t.language)
        guard let target = first.target, let share = first.share else { return t("So far: \(done).") }
        return t("So far: \(done) of \(FigureText.value(target, first.indicator, t.language, withUnit: false)), \(t.language.percent(share: share, decimals: 1)).")
    }

    // MARK: Every indicator

    private var progress: HTML {
        let columns = [Table.Column(t("Indicator")), .init(t("Done so far"), isNumeric: true), .init(t("To be reached"), isNumeric: true), .init(t("Way to the target")),
                       .init(t("Per day so far"), isNumeric: true), .init(t("Per day needed"), isNumeric: true)]
        let rows = board.progress.map { one -> [HTML] in
            let name = Layout.link(board.address(("indicator", one.indicator.code)) + "#chosen", t(one.indicator.name))
            return ["\(name) <small class=\"code\">\(one.indicator.code)</small>", done(one), target(one), bar(one), pace(one.pace.soFar, one.indicator), pace(one.pace.needed, one.indicator)]
        }
        return Table(caption: t("How far it has come"), isCaptionHidden: true, columns: columns, rows: rows).withoutEmptyColumns.html
    }

    private func done(_ one: Campaigns.Progress) -> HTML {
        guard let figure = one.figure else { return HTML(text: t("nothing yet")) }
        let source = Address.figure(one.indicator.code, unit: request.key(of: board.unit), period: campaign.period.id, status: figure.standing)
        return "<b><a href=\"\(source)\">\(FigureText.value(figure, one.indicator, t.language))</a></b>\(FigureText.tag(figure.mark, t))"
    }

    private func target(_ one: Campaigns.Progress) -> HTML {
        guard let target = one.target else { return "" }
        return "\(FigureText.value(target, one.indicator, t.language, withUnit: false))\(if: one.isPlanned, "<small>\(t("as planned by the units"))</small>")"
    }

    private func bar(_ one: Campaigns.Progress) -> HTML {
        guard let share = one.share else { return "" }
        let words = t.language.percent(share: share, decimals: 1), elapsed = Double(campaign.daysGone(on: request.today)) / Double(campaign.period.length)
        let standing: Standing = share >= 1 ? .achieved : share >= elapsed ? .onCourse : .behind
        return "\(ProgressBar(value: share, expected: elapsed < 1 ? elapsed : nil, range: 0...1, standing: standing, title: words).html)<small>\(t("\(words) of the target"))</small>"
    }

    private func pace(_ number: Double?, _ indicator: Indicator) -> HTML {
        guard let number else { return "" }
        let decimals = number < 10 ? 2 : number < 100 ? 1 : 0
        return HTML(text: indicator.unitOfMeasure.en == "%" ? t.language.percent(number, decimals: decimals) : t.language.number(number, decimals: decimals))
    }

    // MARK: One indicator

    private var chooser: HTML {
        let options = board.progress.html { one in
            "<option value=\"\(one.indicator.code)\"\(if: one.indicator.code == indicator.code, " selected")>\(one.indicator.code) \(t(one.indicator.name))</option>"
        }
        let communes = request.world.units.beneath(campaign.unit, level: .commune, in: campaign.period).sortedByName(on: request.today)
        let units = communes.html { unit in "<option value=\"\(request.key(of: unit))\"\(if: unit.id == board.unit.id, " selected")>\(request.name(of: unit))</option>" }
        return """
            <form class="filters" action="\(Address.campaign(campaign))"><label>\(t("Indicator"))<br><select name="indicator">\(options)</select></label>\
            <label>\(t("Shown for"))<br><select name="unit"><option value="">\(request.name(of: campaign.unit))</option>\(units)</select></label><button class="quiet">\(t("Show"))</button></form>
            """
    }

    private func chosen() throws -> HTML {
        guard let standing = board.standing else { return "<p>\(t("Nothing has been reported yet."))</p>" }
        let days = request.khen.campaigns.days(of: indicator, campaign, unit: board.unit.id, standing: standing), runsOn = request.khen.campaigns.runsOn(indicator)
        let points = days.map { day in
            let date = FigureText.date(day.day, t.language), (_, month, number) = day.day.components
            return PeriodChart.Point(label: "\(number)/\(month)", value: day.value, kind: FigureText.kind(standing == .illustrative ? .illustrative : .registered), title: "\(date): \(FigureText.value(day.value, indicator, t.language))")
        }
        let heading = runsOn ? t("By the end of each day") : t("Each day")
        let chart: HTML = points.isEmpty ? "" : "<h3>\(heading)</h3>\(PeriodChart(.columns, title: "\(t(indicator.name)), \(heading)", points: points) { FigureText.value($0, indicator, t.language, withUnit: false) }.html)"
        let map = board.isWhole ? try UnitMap.choropleth(request, indicator: indicator, unit: board.unit, period: campaign.period, standing: standing, figures: board.league?.places.compactMap(\.figure)) : nil
        return "\(chart)\(map.map { "<h3>\(t("By commune"))</h3>\($0)" as HTML })"
    }

    // MARK: The league

    private var league: HTML {
        guard let league = board.league else { return "" }
        let address = Address.campaign(campaign), query = request.query.with("lang", nil)
        let turned = request.query["layout"] == "landscape" ? Layout.link(board.address(("layout", nil)) + "#league", t("For upright paper")) : Layout.link(board.address(("layout", "landscape")) + "#league", t("For paper laid across"))
        return """
            \(Layout.heading(league.level == .commune ? t("How the communes stand") : t("How the villages stand"), id: "league", address: address, query: query))\
            <p>\(rule(league)) \(silence(league))</p><p class="tools">\(turned)</p>\(table(league))
            """
    }

    private func rule(_ league: Campaigns.League) -> String {
        let ties = t("Equal figures share a place.")
        return switch league.measure {
        case .share: t("Ranked by the share of its own target that each has reached, so that small and large ones stand alike.") + " " + ties
        case .perThousand: t("No target is set for each; ranked by the number per 1,000 inhabitants, so that small and large ones stand alike.") + " " + ties
        case .number: t("Neither targets nor numbers of inhabitants are on record for each; ranked by the figure itself.") + " " + ties
        }
    }

    private func silence(_ league: Campaigns.League) -> String {
        league.silent.isEmpty ? t("All have reported.") : t("One has reported nothing and stands at the end without a place.|\(league.silent.count) have reported nothing and stand at the end without a place.")
    }

    private func table(_ league: Campaigns.League) -> HTML {
        let columns = [Table.Column(league.level == .commune ? t("Commune") : t("Village")), .init(t("Rank"), isNumeric: true), .init(t("Done so far"), isNumeric: true), .init(t("To be reached"), isNumeric: true),
                       .init(scoreName(league), isNumeric: true), .init(t("Way to the target"))]
        let most = league.places.compactMap(\.score).max() ?? 1
        let rows = league.places.map { place -> [HTML] in
            let name = league.level == .commune ? Layout.link(board.address(("unit", request.key(of: place.unit))), request.name(of: place.unit)) : Layout.link(Address.unit(request.key(of: place.unit)), request.name(of: place.unit))
            guard let figure = place.figure, let rank = place.rank else { return [name, "", HTML(text: t("nothing reported")), place.target.map { HTML(text: FigureText.value($0, indicator, t.language, withUnit: false)) } ?? "", "", ""] }
            let full = league.measure == .share ? 100 : most
            let bar = place.score.map { ProgressBar(value: $0, range: 0...max(full, 1), standing: league.measure == .share && $0 >= 100 ? .achieved : .onCourse, title: scoreText($0, league)).html } ?? ""
            return [name, HTML(text: "\(rank)"), HTML(text: FigureText.value(figure, indicator, t.language, withUnit: false)),
                    place.target.map { HTML(text: FigureText.value($0, indicator, t.language, withUnit: false)) } ?? "", HTML(text: place.score.map { scoreText($0, league) } ?? ""), bar]
        }
        return Table(caption: league.level == .commune ? t("How the communes stand") : t("How the villages stand"), isCaptionHidden: true, columns: columns, rows: rows).withoutEmptyColumns.html
    }

    private func scoreName(_ league: Campaigns.League) -> String {
        switch league.measure {
        case .share: t("Share of the target")
        case .perThousand: t("Per 1,000 inhabitants")
        case .number: t("Figure")
        }
    }

    private func scoreText(_ score: Double, _ league: Campaigns.League) -> String {
        league.measure == .share ? t.language.percent(score, decimals: 1) : t.language.number(score, decimals: 1)
    }
}
