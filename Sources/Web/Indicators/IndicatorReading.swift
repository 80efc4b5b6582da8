import Domain
import Operations

/// The figures that an indicator's page and its other forms show, read once.
struct IndicatorReading {
    let indicator: Indicator
    let unit: OrgUnit
    let query: IndicatorQuery
    let request: PageRequest
    /// Oldest first; several kinds of figures may share a period.
    let series: [Figure]
    /// The figure that is looked at: of the chosen period, else the latest; an official one if there is any.
    let figure: Figure?

    init(_ indicator: Indicator, unit: OrgUnit, _ query: IndicatorQuery, _ request: PageRequest) {
        (self.indicator, self.unit, self.query, self.request) = (indicator, unit, query, request)
        series = request.khen.indicators.series(indicator, unit: unit.id, query.series)
        figure = Self.chosen(from: series, indicator, unit, query, request)
    }

    private static func chosen(from series: [Figure], _ indicator: Indicator, _ unit: OrgUnit, _ query: IndicatorQuery, _ request: PageRequest) -> Figure? {
        guard let period = query.period else {
            return latest(series.filter { $0.standing != .illustrative }) ?? latest(series)
        }
        if let known = series.first(where: { $0.period == period }) { return known }
        return ValueStatus.allCases.lazy.filter(query.standings.contains).compactMap {
            request.khen.indicators.figure(indicator, unit: unit.id, period: period, standing: $0, basis: query.basis)
        }.first
    }

    /// Of the latest period the figure of the best standing.
    private static func latest(_ figures: [Figure]) -> Figure? {
        figures.last.flatMap { last in figures.first { $0.period == last.period } }
    }

    /// Where the figure that is looked at stands between baseline and target.
    func standing() -> TargetStanding {
        var standing = request.khen.indicators.standing(indicator, unit: unit.id, scope: request.figureScope)
        guard standing.latest != figure else { return standing }
        standing.latest = figure
        standing.course = standing.course.flatMap {
            Course(value: figure?.value, figureDay: figure?.period.lastDay, today: request.today, start: $0.start, targets: standing.targets, direction: indicator.direction, measure: indicator.measure)
        }
        return standing
    }

    /// The level of the units right beneath, if the indicator is counted there.
    var levelBeneath: UnitLevel? {
        let level: UnitLevel? = switch unit.level {
        case .country: .province
        case .province, .district: .commune
        case .commune: .village
        case .village: nil
        }
        return level.flatMap { indicator.level >= $0 ? $0 : nil }
    }

    /// The figures of the units right beneath, for the period and the kind of the figure that is looked at.
    func figuresBeneath() -> [(unit: OrgUnit, figure: Figure)] {
        guard let figure, let levelBeneath else { return [] }
        return request.khen.indicators.byUnit(indicator, beneath: unit.id, level: levelBeneath, period: figure.period, standing: figure.standing, basis: query.basis).compactMap { found in
            request.world.units.unit(found.unit).map { ($0, found) }
        }
    }

    /// The figures by the options of a category, for the same period and kind.
    func figures(by category: String) -> [(option: CategoryOption, figure: Figure)] {
        guard let figure else { return [] }
        return request.khen.indicators.byCategory(indicator, unit: unit.id, category: category, period: figure.period, standing: figure.standing, basis: query.basis)
    }
}
