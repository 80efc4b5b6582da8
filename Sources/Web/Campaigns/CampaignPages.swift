import Domain
import Hummingbird
import Markup
import Operations

/// Campaigns: which there are, and the progress board of each.
enum CampaignPages {
    static var routes: [Route] {
        [
            .get("/campaigns", access: .everyone, forms: [.html, .json], list),
            .get("/campaigns/{programme}/{window}", access: .everyone, forms: [.html, .json, .csv, .xlsx], board),
        ]
    }

    private static func list(_ request: PageRequest) throws -> Response {
        let campaigns = request.khen.campaigns.all()
        guard request.form == .html else { return try Reply.json(["campaigns": campaigns.map { CampaignAnswer($0, request) }]) }
        let t = request.t
        let cards: HTML = campaigns.isEmpty ? "<p>\(t("No programme declares a campaign."))</p>" : """
            <ul class="cards">\(campaigns.html { campaign in
                """
                <li><h2><a href="\(Address.campaign(campaign))">\(t(campaign.window.name))</a></h2><p>\(request.name(of: campaign.unit)) · \(request.span(of: campaign))</p><p>\(request.stage(of: campaign))</p></li>
                """
            })</ul>
            """
        let main: HTML = "<h1>\(t("Campaigns"))</h1><p class=\"lede\">\(t("Each board shows day by day how far a campaign has come, and how its communes stand beside each other."))</p>\(cards)"
        return Reply.html(Layout.page(request, title: t("Campaigns"), current: .centre, crumbs: [(t("Operations centre"), "/"), (t("Campaigns"), nil)], main: main))
    }

    private static func board(_ request: PageRequest) throws -> Response {
        let board = try CampaignBoard(request)
        guard request.form != .html else { return Reply.html(try CampaignView(board).page()) }
        let export = CampaignExport(board)
        return try Export.answer(request.form, table: export.table, json: export.answer, name: "\(board.campaign.window.code.lowercased())-\(board.indicator.code)", at: request.now)
    }
}

/// What a board shows, read once.
struct CampaignBoard {
    let request: PageRequest
    let campaign: Campaigns.Campaign
    /// The whole area, or one commune of it.
    let unit: OrgUnit
    let progress: [Campaigns.Progress]
    /// The indicator whose days, map and league are shown.
    let chosen: Campaigns.Progress
    let league: Campaigns.League?

    var indicator: Indicator { chosen.indicator }
    var isWhole: Bool { unit.id == campaign.unit.id }
    var standing: ValueStatus? { chosen.figure?.standing }
    var isIllustrative: Bool { progress.contains { $0.figure?.standing == .illustrative } }

    init(_ request: PageRequest) throws {
        let campaigns = request.khen.campaigns, campaign = try campaigns.campaign(request.parameter("programme"), request.parameter("window"))
        let unit = try request.query["unit"].map { try request.khen.units.unit($0, asOf: min(request.today, campaign.period.lastDay)) } ?? campaign.unit
        guard unit.id == campaign.unit.id || unit.level == .commune && request.world.units.ancestors(of: unit.id, asOf: min(request.today, campaign.period.lastDay)).contains(where: { $0.id == campaign.unit.id }) else {
            throw NotFound(Label(vi: "Đơn vị này không thuộc địa bàn Chiến dịch.", en: "This unit is not in the campaign’s area."))
        }
        let progress = campaigns.progress(of: campaign, unit: unit), code = request.query["indicator"]
        guard let chosen = code.map({ code in progress.first { $0.indicator.code == code } }) ?? progress.first else {
            throw NotFound(Label(vi: "Chiến dịch không theo dõi chỉ tiêu này.", en: "The campaign does not follow this indicator."))
        }
        (self.request, self.campaign, self.unit, self.progress, self.chosen) = (request, campaign, unit, progress, chosen)
        league = chosen.figure.flatMap { campaigns.league(of: chosen.indicator, campaign, beneath: unit, standing: $0.standing) }
    }

    func address(_ changes: (String, String?)...) -> String {
        var query = request.query
        for (name, value) in changes { query = Query(query.with(name, value)) }
        let text = query.with("lang", nil)
        return Address.campaign(campaign) + (text.isEmpty ? "" : "?" + text)
    }
}

extension Address {
    static func campaign(_ campaign: Campaigns.Campaign) -> String { "/campaigns/\(Query.encoded(campaign.pack.code))/\(Query.encoded(campaign.window.code))" }
}

extension PageRequest {
    /// From when to when a campaign lasts.
    func span(of campaign: Campaigns.Campaign) -> String {
        t("\(FigureText.date(campaign.period.firstDay, language)) to \(FigureText.date(campaign.period.lastDay, language))")
    }

    /// How much of a campaign is over, in a sentence.
    func stage(of campaign: Campaigns.Campaign) -> String {
        let gone = campaign.daysGone(on: today), left = campaign.daysLeft(on: today)
        if gone == 0 { return t("It begins on \(FigureText.date(campaign.period.firstDay, language)).") }
        if today > campaign.period.lastDay { return t("It ended on \(FigureText.date(campaign.period.lastDay, language)) after \(campaign.period.length) days.") }
        return t("Day \(gone) of \(campaign.period.length).") + " " + (left == 0 ? t("This is the last day.") : t("One day is left.|\(left) days are left."))
    }
}
