import Domain
import Storage

/// How far every report is, in memory: what reporting rates are counted from, and who is late.
struct ReportBook: Sendable {
    /// What rates need of one report.
    struct Entry: Sendable, Hashable {
        var state: ReportState
        /// The day it was sent first.
        var firstSent: Day?
        /// Set where the deadline differs from the form's.
        var due: Day?
    }

    /// Form → period → unit.
    private var entries: [String: [String: [UnitID: Entry]]] = [:]

    init(in tx: ReadTransaction) throws {
        try tx.each("SELECT form, period, unit, state, first_sent, due FROM report") { row in
            entries[row.text(0), default: [:]][row.text(1), default: [:]][UnitID(row.text(2))] = Entry(
                state: row.optionalText(3).flatMap(ReportState.init) ?? .open, firstSent: row.optionalText(4).flatMap { Moment(iso: $0) }?.day, due: row.optionalText(5).flatMap { Day(iso: $0) })
        }
    }

    mutating func set(_ standing: ReportStanding, of key: ReportKey) {
        entries[key.form, default: [:]][key.period, default: [:]][key.unit] = Entry(state: standing.state, firstSent: standing.firstSent?.day, due: standing.due)
    }

    subscript(form: String, period: String, unit: UnitID) -> Entry? { entries[form]?[period]?[unit] }

    /// The periods for which anything of a form was sent.
    func periods(of form: String) -> [String] {
        (entries[form] ?? [:]).filter { $0.value.values.contains { $0.state.isWithReceiver } }.map(\.key)
    }
}

extension NormCatalogue {
    /// The forms whose reporting rates an indicator counts, through other indicators too, in order of code.
    func reportedForms(of indicator: Indicator) -> [String] { reportedFormsOf[indicator.code] ?? [] }
}

extension FigureReader {
    /// What the reports of a form come to beneath a unit.
    struct ReportCount: Sendable, Hashable {
        var expected = 0
        var actual = 0
        var actualOnTime = 0

        /// Source: DHIS2, reporting rate metrics; rates in per cent.
        func value(_ metric: Expression.ReportingMetric) -> Double? {
            switch metric {
            case .expected: Double(expected)
            case .actual: Double(actual)
            case .actualOnTime: Double(actualOnTime)
            case .rate: expected > 0 ? Double(actual) / Double(expected) * 100 : nil
            case .rateOnTime: expected > 0 ? Double(actualOnTime) / Double(expected) * 100 : nil
            }
        }
    }

    /// Counts the reports of a form in a period: in its parts where the form is reported more often. Exempt units are not expected.
    ///
    /// - Parameter standing: ``ValueStatus/reported`` counts what was sent, ``ValueStatus/approved`` what was approved; of other standings there are no reports.
    /// - Returns: `nil` where nobody reports the form in that period, or the unit did not exist.
    func reportCount(_ code: String, standing: ValueStatus, unit: OrgUnit, period: Period) -> ReportCount? {
        guard standing == .reported || standing == .approved, let form = world.catalogue.forms[code], form.level >= unit.level, FigureCube.isInForce(unit, during: period),
            let programme = world.catalogue.pack(ofForm: code)?.programme else { return nil }
        let periods = form.frequency == period.kind && form.calendar == period.calendar ? [period] : parts(of: period, kind: form.frequency) ?? []
        var count = ReportCount()
        for part in periods where part.firstDay <= today && FigureCube.isInForce(unit, during: part) {
            let due = form.dueDay(for: part, world.catalogue.workingDays)
            for reporter in reporters(of: form, programme, beneath: unit, in: part) {
                let entry = world.reports[form.code, part.id, reporter]
                if entry?.state == .exempt { continue }
                count.expected += 1
                guard let entry, standing == .approved ? entry.state.isApproved : entry.state.isWithReceiver else { continue }
                count.actual += 1
                if let sent = entry.firstSent, sent <= entry.due ?? due { count.actualOnTime += 1 }
            }
        }
        return count.expected == 0 ? nil : count
    }

    private func reporters(of form: FormDefinition, _ programme: Programme, beneath unit: OrgUnit, in period: Period) -> [UnitID] {
        world.memo.reporters(.init(form: form.code, unit: unit.id, period: period.id)) {
            ProgrammeUnits(world, programme, today: today).filter(unitsBeneath(unit.id, level: form.level, in: period), in: period).map(\.id)
        }
    }
}
