import Domain
import Markup
import Operations

/// The periods of a chart, oldest first, with gaps where a period of the row has no figure.
struct PeriodAxis {
    let periods: [Period]

    /// Rows with more gaps than this are drawn without them.
    private static let mostPeriods = 60

    /// - Parameter given: periods that have a figure, in any order. Where all are of one kind and calendar, those between them are added.
    init(_ given: [Period], _ book: PeriodBook) {
        let sorted = Array(Set(given)).sorted()
        periods = Self.filled(sorted, book) ?? sorted
    }

    private static func filled(_ sorted: [Period], _ book: PeriodBook) -> [Period]? {
        guard let first = sorted.first, let last = sorted.last, first.kind != .window, sorted.allSatisfy({ $0.kind == first.kind && $0.calendar == first.calendar }) else { return nil }
        var row = [first]
        while row[row.count - 1] < last {
            guard row.count < mostPeriods else { return nil }
            do { row.append(try book.next(after: row[row.count - 1])) } catch { return nil }  // the calendar ends between them
        }
        return row
    }

    /// Where the order of units changes: before which period, and on which day.
    func reorganisations(_ units: UnitHistory) -> [(place: Int, day: Day)] {
        guard let first = periods.first else { return [] }
        return units.eras.compactMap(\.firstDay).filter { first.firstDay < $0 }.compactMap { day in
            periods.firstIndex { day <= $0.lastDay }.map { ($0, day) }
        }
    }

    /// A period where room is short.
    static func short(_ period: Period, _ language: Language) -> String {
        let (year, month, day) = period.lastDay.components
        switch period.kind {
        case .year: return "\(year)"
        case .sixMonths: return language == .vi ? "\(month <= 6 ? "6T đầu" : "6T cuối") \(year % 100)" : "H\(month <= 6 ? 1 : 2) \(year % 100)"
        case .quarter: return language == .vi ? "\(["I", "II", "III", "IV"][(month - 1) / 3])/\(year % 100)" : "Q\((month - 1) / 3 + 1) \(year % 100)"
        case .month: return language.shortMonth(month, of: year)
        case .week: return language == .vi ? "T\(period.lastDay.isoWeek.week)/\(year % 100)" : "W\(period.lastDay.isoWeek.week) \(year % 100)"
        case .day: return "\(day)/\(month)"
        case .window: return period.id
        }
    }
}
