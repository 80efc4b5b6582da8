import Domain
import Storage

/// Figures of indicators: series, breakdowns, rankings, provenance.
package struct Indicators: Sendable {
    let khen: Khen

    /// Figures over a series of periods.
    package struct SeriesQuery: Sendable {
        package var from: Day?
        package var to: Day?
        package var options: Disaggregation = .total
        /// The day whose units are meant; today where `nil`.
        package var asOf: Day?
        /// By what a split unit is shared out; `nil` leaves such periods out as not comparable.
        package var basis: EstimateBasis? = .population
        /// Standings wanted.
        package var standings: Set<ValueStatus> = Set(FigureScope.everyday.statuses)

        package init() {}
    }

    /// An indicator by code.
    ///
    /// - Throws: ``NotFound``.
    package func indicator(_ code: String) throws -> Indicator {
        guard let indicator = khen.world.catalogue.indicators[code] else {
            throw NotFound(Label(vi: "Không có chỉ tiêu mang mã «\(code)».", en: "There is no indicator with the code “\(code)”."))
        }
        return indicator
    }

    /// All figures of an indicator for a unit, oldest first; several of different standing may share a period.
    package func series(_ indicator: Indicator, unit: UnitID, _ query: SeriesQuery = .init()) -> [Figure] {
        FigureReader(khen.world, today: query.asOf ?? khen.now().day).series(indicator, unit: unit, query)
    }

    /// The latest figure, official before illustrative.
    package func latest(_ indicator: Indicator, unit: UnitID) -> Figure? {
        FigureReader(khen.world, today: khen.now().day).latest(indicator, unit: unit)
    }

    /// One figure.
    package func figure(_ indicator: Indicator, unit: UnitID, period: Period, standing: ValueStatus, options: Disaggregation = .total, basis: EstimateBasis? = .population) -> Figure? {
        FigureReader(khen.world, today: khen.now().day).figure(indicator, unit: unit, period: period, standing: standing, options: options, basis: basis)
    }

    /// The figures of the units beneath one at a level, in the order of their codes; units without a figure are left out.
    package func byUnit(_ indicator: Indicator, beneath unit: UnitID, level: UnitLevel, period: Period, standing: ValueStatus, basis: EstimateBasis? = .population) -> [Figure] {
        let reader = FigureReader(khen.world, today: khen.now().day)
        return reader.unitsBeneath(unit, level: level, in: period).compactMap { reader.figure(indicator, unit: $0.id, period: period, standing: standing, basis: basis) }
    }

    /// The figures by the options of a category; options without a figure are left out.
    package func byCategory(_ indicator: Indicator, unit: UnitID, category: String, period: Period, standing: ValueStatus, basis: EstimateBasis? = .population) -> [(option: CategoryOption, figure: Figure)] {
        let reader = FigureReader(khen.world, today: khen.now().day)
        return (khen.world.catalogue.categories[category]?.options ?? []).compactMap { option in
            reader.figure(indicator, unit: unit, period: period, standing: standing, options: Disaggregation([option.code]), basis: basis).map { (option, $0) }
        }
    }

    /// Where one target stands for a unit.
    package func standing(_ indicator: Indicator, unit: UnitID, scope: FigureScope = .everyday) -> TargetStanding {
        FigureReader(khen.world, today: khen.now().day, scope: scope).standing(indicator, unit: unit)
    }

    /// Where a figure comes from, down to each value version.
    ///
    /// - Throws: ``NotFound`` where there is no such figure.
    package func provenance(_ indicator: Indicator, unit: UnitID, period: Period, standing: ValueStatus, options: Disaggregation = .total, basis: EstimateBasis = .population) throws -> Provenance {
        try FigureReader(khen.world, today: khen.now().day).provenance(indicator, unit: unit, period: period, standing: standing, options: options, basis: basis, database: khen.database)
    }

    /// Every version of one value, newest first.
    package func versions(of key: DataValueKey) throws -> [ValueVersion] {
        try khen.database.read { try ValueHistory.versions(of: key, in: $0) }
    }
}
