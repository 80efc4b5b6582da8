import Domain
import Markup
import Operations
import Sheets

/// A campaign as programs get it.
struct CampaignAnswer: Encodable {
    /// Code of the pack whose programme it belongs to.
    var programme: String
    var window: String
    var name: NameAnswer
    var unit: UnitReference
    var firstDay, lastDay: String
    var daysGone, daysLeft: Int
    /// Codes of the indicators that it follows.
    var indicators: [String]

    init(_ campaign: Campaigns.Campaign, _ request: PageRequest) {
        programme = campaign.pack.code
        window = campaign.window.code
        name = NameAnswer(campaign.window.name)
        unit = UnitReference(campaign.unit, request)
        firstDay = campaign.period.firstDay.iso
        lastDay = campaign.period.lastDay.iso
        daysGone = campaign.daysGone(on: request.today)
        daysLeft = campaign.daysLeft(on: request.today)
        indicators = campaign.indicators.map(\.code)
    }
}

/// A campaign's board for programs and offices: every indicator, the days of one of them, and its league.
struct CampaignExport {
    private let board: CampaignBoard
    private var request: PageRequest { board.request }
    private var t: Translator { request.t }

    init(_ board: CampaignBoard) { self.board = board }

    struct Answer: Encodable {
        struct Progress: Encodable {
            var indicator: String
            var name: NameAnswer
            @ExplicitNull var value: Double?
            @ExplicitNull var status: String?
            @ExplicitNull var target: Double?
            var planned: Bool
            @ExplicitNull var paceSoFar: Double?
            @ExplicitNull var paceNeeded: Double?
        }

        struct DayValue: Encodable {
            var day: String
            @ExplicitNull var value: Double?
        }

        struct Place: Encodable {
            var unit: UnitReference
            @ExplicitNull var rank: Int?
            @ExplicitNull var value: Double?
            @ExplicitNull var target: Double?
            @ExplicitNull var score: Double?
        }

        var campaign: CampaignAnswer
        var unit: UnitReference
        var illustrative: Bool
        var progress: [Progress]
        /// The indicator that days and places are of.
        var indicator: String
        var days: [DayValue]
        /// By what places are ranked.
        @ExplicitNull var rankedBy: Campaigns.Measure?
        var places: [Place]
    }

    var answer: Answer {
        let progress = board.progress.map { one in
            Answer.Progress(indicator: one.indicator.code, name: NameAnswer(one.indicator.name), value: one.figure?.value, status: one.figure?.mark.rawValue, target: one.target, planned: one.isPlanned,
                            paceSoFar: one.pace.soFar, paceNeeded: one.pace.needed)
        }
        let days = board.standing.map { request.khen.campaigns.days(of: board.indicator, board.campaign, unit: board.unit.id, standing: $0) } ?? []
        let places = (board.league?.places ?? []).map { Answer.Place(unit: UnitReference($0.unit, request), rank: $0.rank, value: $0.figure?.value, target: $0.target, score: $0.score) }
        return Answer(campaign: CampaignAnswer(board.campaign, request), unit: UnitReference(board.unit, request), illustrative: board.isIllustrative, progress: progress, indicator: board.indicator.code,
                      days: days.map { .init(day: $0.day.iso, value: $0.value) }, rankedBy: board.league?.measure, places: places)
    }

    var table: ExportTable {
        let measure: (key: String, label: String) = switch board.league?.measure {
        case .share, nil: ("share_percent", t("Share of the target") + " (%)")
        case .perThousand: ("per_1000", t("Per 1,000 inhabitants"))
        case .number: ("score", t("Figure"))
        }
        let columns: [ExportTable.Column] = [
            .init("rank", t("Rank"), .integer), .init("code", t("Code")), .init("name", t("Name")), .init("value", t("Done so far"), .decimal(1)), .init("target", t("To be reached"), .decimal(1)), .init(measure.key, measure.label, .decimal(1)),
        ]
        let rows = (board.league?.places ?? []).map { place -> [SheetCell] in
            [place.rank.map { .integer($0) } ?? .empty, .text(place.unit.code), .text(request.name(of: place.unit)), SheetCell(place.figure?.value), SheetCell(place.target), SheetCell(place.score)]
        }
        return ExportTable(title: "\(t(board.campaign.window.name)): \(t(board.indicator.name))", notes: board.isIllustrative ? [t("Some of these figures are made up to show how the system works.")] : [], columns: columns, rows: rows)
    }
}
