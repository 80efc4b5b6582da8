import Cube
import Domain
import Storage

/// Where a figure comes from.
extension FigureReader {
    func provenance(_ indicator: Indicator, unit: UnitID, period: Period, standing: ValueStatus, options: Disaggregation, basis: EstimateBasis, database: Database) throws -> Provenance {
        guard let figure = figure(indicator, unit: unit, period: period, standing: standing, options: options, basis: basis), let own = world.units.unit(unit) else {
            throw NotFound(Label(vi: "Chưa có số liệu của chỉ tiêu \(indicator.code) cho kỳ \(period.id).", en: "There is no figure of \(indicator.code) for \(period.id)."))
        }
        var parts: [Provenance.Part] = []
        for (code, itemOptions) in items(of: indicator, publishedOnly: figure.numerator == nil && figure.standing == .published) {
            guard let element = world.catalogue.dataElements[code] else { continue }
            let set = Disaggregation(Set(itemOptions.codes + options.codes))
            let value = item(element, options: set, standing: standing, unit: own, period: period, basis: basis)?.value
            let contributions = contributions(element, options: set, standing: standing, unit: own, period: period, basis: basis, weight: 1)
            parts.append(.init(element: element, options: set, value: value, contributions: try withVersions(contributions, element, standing, database)))
        }
        return Provenance(figure: figure, indicator: indicator, unit: own, formula: world.catalogue.formulaInWords(indicator), parts: parts, reporting: reporting(indicator, unit: own, period: period, standing: standing))
    }

    /// The reporting rates that a formula counts.
    private func reporting(_ indicator: Indicator, unit: OrgUnit, period: Period, standing: ValueStatus) -> [Provenance.Reporting] {
        world.catalogue.items(of: indicator).compactMap { item in
            guard case .reporting(let code, let metric) = item.reference, let form = world.catalogue.forms[code],
                let rate = reportRate(code, standing: standing, unit: unit, period: period), let value = rate.value(metric) else { return nil }
            return Provenance.Reporting(form: form, metric: metric, value: value, rate: rate)
        }
    }

    private func items(of indicator: Indicator, publishedOnly: Bool) -> [(String, Disaggregation)] {
        if publishedOnly, let code = indicator.publishedAs { return [(code, .total)] }
        return world.catalogue.items(of: indicator).reduce(into: []) { found, item in
            if case .dataElement(let code, let options) = item.reference, !found.contains(where: { $0 == code && $1 == options }) { found.append((code, options)) }
        }
    }

    /// The single values that a data element's figure is made from.
    private func contributions(_ element: DataElement, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period, basis: EstimateBasis, weight: Double) -> [Provenance.Contribution] {
        let own = ownContributions(element, options: options, standing: standing, unit: unit, period: period, weight: weight)
        if !own.isEmpty { return own }
        if FigureCube.isInForce(unit, during: period) {
            guard let parts = finerParts(of: period) else { return [] }
            return parts.flatMap { contributions(element, options: options, standing: standing, unit: unit, period: $0, basis: basis, weight: weight) }
        }
        return rebase(unit.id, onto: period, by: basis).terms.flatMap { term in
            world.units.unit(term.unit).map { contributions(element, options: options, standing: standing, unit: $0, period: period, basis: basis, weight: weight * term.weight) } ?? []
        }
    }

    func ownContributions(_ element: DataElement, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period, weight: Double) -> [Provenance.Contribution] {
        guard FigureCube.isInForce(unit, during: period) else { return [] }
        let era = world.figures.era(of: unit, in: period)
        guard let handle = snapshot.element(element.code), let position = world.units.eras[era].position(of: unit.id),
            let time = snapshot.period(world.figures.periodKey(period, era: era).id), let set = snapshot.options(options),
            let found = read({ () throws(CubeError) -> [CubeContribution]? in
                try snapshot.contributions(CubeSeries(handle, options: set, status: standing), .period(time), position: Int(position), on: world.figures.tree(era: era))
            }) else { return [] }
        return found.compactMap { contribution in
            let key = snapshot.period(contribution.period).id
            guard let at = key.lastIndex(of: "@"), let period = self.period(String(key[..<at])),
                let giver = world.units.unit(world.units.eras[era].order[contribution.position]) else { return nil }
            return Provenance.Contribution(unit: giver, period: period, options: snapshot.disaggregation(contribution.options), value: contribution.number.double,
                                           weight: weight * contribution.share, version: nil)
        }
    }

    private func finerParts(of period: Period) -> [Period]? {
        let kind: PeriodKind
        switch period.kind {
        case .window: kind = .day
        case .year where world.figures.straddles(period), .sixMonths where world.figures.straddles(period), .quarter where world.figures.straddles(period): kind = .month
        default: return nil
        }
        do { return try world.catalogue.periods.parts(of: period, kind: kind) } catch { return nil }  // outside the calendar's validity
    }

    /// Adds who wrote each value and when; largest first.
    private func withVersions(_ contributions: [Provenance.Contribution], _ element: DataElement, _ standing: ValueStatus, _ database: Database) throws -> [Provenance.Contribution] {
        var current: [String: [DataValueKey: ValueVersion]] = [:]
        return try database.read { tx in
            try contributions.map { contribution in
                var contribution = contribution
                let province = world.province(of: contribution.unit.id), place = "\(province) \(contribution.period.id)"
                if current[place] == nil {
                    current[place] = try ValueHistory.current(province: province, element: element.code, period: contribution.period.id, status: standing, in: tx)
                }
                let key = DataValueKey(province: province, dataElement: element.code, unit: contribution.unit.id, period: contribution.period.id, options: contribution.options, status: standing)
                contribution.version = current[place]?[key]
                return contribution
            }.sorted { ($0.value * $0.weight, $1.unit.code) > ($1.value * $1.weight, $0.unit.code) }
        }
    }

    /// Units that have a value of their own for a period.
    func unitsWithValues(_ code: String, period: Period, standing: ValueStatus) -> Set<UnitID> {
        guard let handle = snapshot.element(code) else { return [] }
        var units: Set<UnitID> = []
        for (index, era) in world.units.eras.enumerated() {
            guard let time = snapshot.period(world.figures.periodKey(period, era: index).id) else { continue }
            let tops = era.order.indices.filter { era.parents[$0] < 0 }
            for options in snapshot.optionSets(handle, standing) {
                for top in tops {
                    let found = read { () throws(CubeError) -> [CubeContribution]? in
                        try snapshot.contributions(CubeSeries(handle, options: options, status: standing), .period(time), position: top, on: world.figures.tree(era: index))
                    }
                    for contribution in found ?? [] { units.insert(era.order[contribution.position]) }
                }
            }
        }
        return units
    }
}

extension NormCatalogue {
    private func metricInWords(_ metric: Expression.ReportingMetric, _ form: Label) -> Label {
        switch metric {
        case .rate: Label(vi: "tỷ lệ gửi báo cáo «\(form.vi)»", en: "share of reports sent of “\(form.en)”")
        case .rateOnTime: Label(vi: "tỷ lệ gửi báo cáo đúng hạn «\(form.vi)»", en: "share of reports sent in time of “\(form.en)”")
        case .actual: Label(vi: "số báo cáo đã gửi «\(form.vi)»", en: "reports sent of “\(form.en)”")
        case .actualOnTime: Label(vi: "số báo cáo gửi đúng hạn «\(form.vi)»", en: "reports sent in time of “\(form.en)”")
        case .expected: Label(vi: "số báo cáo phải gửi «\(form.vi)»", en: "reports expected of “\(form.en)”")
        }
    }

    /// An indicator's formula in words.
    package func formulaInWords(_ indicator: Indicator) -> Label {
        guard let formula = formulas[indicator.code] else { return Label(vi: "", en: "") }
        return Expression.inWords(numerator: formula.numerator, denominator: formula.denominator, factor: indicator.factor) { item in
            switch item.reference {
            case .dataElement(let code, let set):
                let name = dataElements[code]?.name ?? Label(vi: code, en: code)
                guard !set.isTotal else { return name }
                let words = set.codes.map { options[$0]?.name ?? Label(vi: $0, en: $0) }
                return Label(vi: "\(name.vi) (\(words.map(\.vi).joined(separator: ", ")))", en: "\(name.en) (\(words.map(\.en).joined(separator: ", ")))")
            case .indicator(let code): return indicators[code]?.name ?? Label(vi: code, en: code)
            case .constant(let code): return Label(vi: code, en: code)
            case .reporting(let form, let metric): return metricInWords(metric, forms[form]?.name ?? Label(vi: form, en: form))
            case .days: return Label(vi: "số ngày trong kỳ", en: "days in the period")
            }
        }
    }
}
