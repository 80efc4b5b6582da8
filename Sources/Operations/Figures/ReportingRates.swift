import Domain

extension ReportRate {
    /// What a formula asks of the reports. Source: DHIS2, reporting rate metrics; rates in per cent.
    func value(_ metric: Expression.ReportingMetric) -> Double? {
        switch metric {
        case .expected: Double(expected)
        case .actual: Double(sent)
        case .actualOnTime: Double(onTime)
        case .rate: completeness.map { $0 * 100 }
        case .rateOnTime: timeliness.map { $0 * 100 }
        }
    }
}

extension FigureReader {
    /// The rates of a form's reports beneath a unit in a period: over its parts where the form is reported more often. Exempt units are not expected.
    ///
    /// - Parameter standing: ``ValueStatus/reported`` counts what was sent, ``ValueStatus/approved`` what was approved of it; of other standings there are no reports.
    /// - Returns: `nil` where nobody has to report the form in that period, or the unit did not exist.
    func reportRate(_ code: String, standing: ValueStatus, unit: OrgUnit, period: Period) -> ReportRate? {
        guard standing == .reported || standing == .approved, let form = world.catalogue.forms[code], form.level >= unit.level, FigureCube.isInForce(unit, during: period) else { return nil }
        let scope = ReportScope(world, today: today)
        let periods = form.frequency == period.kind && form.calendar == period.calendar ? [period] : parts(of: period, kind: form.frequency) ?? []
        var total = ReportRate.none
        for part in periods where part.firstDay <= today && FigureCube.isInForce(unit, during: part) {
            let ordinary = scope.due(form, part), standings = world.reports[form.code, part.id]
            for entry in scope.roster(of: form, in: part).entries where entry.isBeneath(unit.id) {
                let known = standings[entry.unit.id] ?? ReportStanding()
                var rate = ReportRate(known, due: known.due ?? ordinary, today: today)
                if standing == .approved, rate.approved == 0 { (rate.sent, rate.onTime) = (0, 0) }
                total = total + rate
            }
        }
        return total.expected == 0 ? nil : total
    }
}
