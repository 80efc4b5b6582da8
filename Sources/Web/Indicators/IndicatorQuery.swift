import Domain
import Operations

/// What a reader of an indicator chose in the address: which unit, which time, which kinds of figures.
struct IndicatorQuery: Equatable {
    /// As written: a code, an identity or a name.
    var unit: String?
    var period: Period?
    var from: Day?
    var to: Day?
    /// The day whose units are meant.
    var asOf: Day?
    var standings: Set<ValueStatus> = Set(FigureScope.everyday.statuses)
    /// By what a split unit is shared out; `nil` leaves such periods out.
    var basis: EstimateBasis? = .population

    /// - Throws: `Rejected` naming the item that cannot be read, and what it may be.
    init(_ query: Query, _ periods: PeriodBook) throws {
        unit = query["unit"]
        asOf = try query.day("as-of")
        period = try query["period"].map { try Self.period($0, periods, place: "period") }
        from = try query["from"].map { try Self.span($0, periods, place: "from").firstDay }
        to = try query["to"].map { try Self.span($0, periods, place: "to").lastDay }
        switch query["standing"] {
        case nil, "all": break
        case "official": standings = [.published, .reported]
        case FigureScope.approvedOnly.rawValue: standings = Set(FigureScope.approvedOnly.statuses)
        case let text?:
            guard let status = ValueStatus(rawValue: text) else { throw Self.unknown(text, ["all", "official"] + ValueStatus.allCases.map(\.rawValue), place: "standing") }
            standings = [status]
        }
        switch query["basis"] {
        case nil: break
        case "none": basis = nil
        case let text?:
            guard let chosen = EstimateBasis(rawValue: text) else { throw Self.unknown(text, EstimateBasis.allCases.map(\.rawValue) + ["none"], place: "basis") }
            basis = chosen
        }
    }

    /// The same choices as the operation takes them.
    var series: Indicators.SeriesQuery {
        var series = Indicators.SeriesQuery()
        (series.from, series.to, series.asOf, series.basis, series.standings) = (from, to, asOf, basis, standings)
        return series
    }

    /// A day or a period.
    private static func span(_ text: String, _ periods: PeriodBook, place: String) throws -> Period {
        if let day = Day(iso: text) { return Period(id: text, kind: .day, firstDay: day, lastDay: day) }
        return try period(text, periods, place: place)
    }

    static func period(_ text: String, _ periods: PeriodBook, place: String) throws -> Period {
        do { return try periods.period(text) } catch {
            throw Rejected(Label(vi: "«\(text)» không phải là kỳ", en: "“\(text)” is not a period"),
                           remedy: Label(vi: "Ghi kỳ theo dạng 2026, 2026-S1, 2026-Q3, 2026-07, 2026-W05 hoặc 2026-07-15; kỳ của lịch báo cáo có mã lịch ở trước, như nd09:2026-07.",
                                         en: "Write the period as 2026, 2026-S1, 2026-Q3, 2026-07, 2026-W05 or 2026-07-15; a reporting calendar's with its code before it, such as nd09:2026-07."),
                           place: place)
        }
    }

    private static func unknown(_ text: String, _ allowed: [String], place: String) -> Rejected {
        let list = allowed.joined(separator: ", ")
        return Rejected(Label(vi: "«\(text)» không phải là lựa chọn có ở đây", en: "“\(text)” is not a choice here"),
                        remedy: Label(vi: "Chọn một trong: \(list).", en: "Choose one of: \(list)."), place: place)
    }
}
