import Cube
import Domain

/// Works out figures of indicators from the numbers in memory, as they are at one moment.
struct FigureReader {
    let world: World
    let today: Day
    let snapshot: CubeSnapshot
    let scope: FigureScope
    let figures: FigureCube

    init(_ world: World, today: Day, scope: FigureScope = .everyday) {
        self.world = world
        self.today = today
        self.scope = scope
        figures = world.figures
        snapshot = world.figures.cube.snapshot()
    }

    /// What one item of a formula comes to.
    struct ItemFigure {
        var value: Double
        var reported: Int
        /// Set where it was put together from other units' values.
        var rebase: Rebase?
    }

    // MARK: Items

    /// What a data element comes to for a unit and a period.
    ///
    /// - Parameter basis: by what a split unit is shared out; `nil` gives `nil` for what rests on one.
    func item(_ element: DataElement, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period, basis: EstimateBasis?) -> ItemFigure? {
        if world.catalogue.isFed(element.code) {
            guard let standing = standing.ofRegisters else { return nil }
            return fromRegister(element, options: options, standing: standing, unit: unit, period: period, basis: basis)
        }
        return given(element, options: options, standing: standing, unit: unit, period: period, basis: basis)
    }

    /// What was given for the unit and the period, or follows from their parts.
    func given(_ element: DataElement, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period, basis: EstimateBasis?) -> ItemFigure? {
        if FigureCube.isInForce(unit, during: period) {
            if let own = cell(element, options: options, standing: standing, unit: unit, period: period) { return own }
            // Days are not among the parts that the cube adds up for a window.
            guard hasSeveralParts(period), figures.straddles(period) || period.kind == .window else { return nil }
            return combined(element, options: options, standing: standing, unit: unit, period: period, basis: basis)
        }
        return rebased(element, options: options, standing: standing, unit: unit, period: period, basis: basis)
    }

    /// The figure on the tree that the unit itself stands in.
    private func cell(_ element: DataElement, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period) -> ItemFigure? {
        let era = figures.era(of: unit, in: period)
        guard let handle = snapshot.element(element.code), let position = world.units.eras[era].position(of: unit.id),
            let time = snapshot.period(figures.periodKey(period, era: era).id), let set = snapshot.options(options) else { return nil }
        // A part-year figure is not the year's: what lies on two trees is put together from its parts.
        if figures.straddles(period), hasSeveralParts(period), !isGivenWhole(element, standing, period) { return nil }
        guard let cell = read({ () throws(CubeError) -> CubeCell? in try snapshot.cell(CubeSeries(handle, options: set, status: standing), .period(time), position: Int(position), on: figures.tree(era: era)) }) else { return nil }
        return ItemFigure(value: cell.value, reported: cell.count, rebase: nil)
    }

    /// Whether values were given for the period itself and not only for its parts.
    private func isGivenWhole(_ element: DataElement, _ standing: ValueStatus, _ period: Period) -> Bool { isGiven(element.code, standing, period) }

    func isGiven(_ code: String, _ standing: ValueStatus, _ period: Period) -> Bool {
        guard let handle = snapshot.element(code) else { return false }
        return snapshot.periods(handle, standing).contains { snapshot.period($0).id.hasPrefix(period.id + "@") }
    }

    private func hasSeveralParts(_ period: Period) -> Bool { finerKind(of: period.kind) != nil }

    private func finerKind(of kind: PeriodKind) -> PeriodKind? {
        switch kind {
        case .year, .sixMonths, .quarter: .month
        case .month, .week, .window: .day
        case .day: nil
        }
    }

    /// A period that begins under one order of units and ends under another, from its parts.
    private func combined(_ element: DataElement, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period, basis: EstimateBasis?) -> ItemFigure? {
        guard let kind = finerKind(of: period.kind), let parts = parts(of: period, kind: kind) else { return nil }
        var found: [ItemFigure] = []
        for part in parts {
            if let figure = item(element, options: options, standing: standing, unit: unit, period: part, basis: basis) { found.append(figure) }
        }
        guard let value = element.overTime.combine(found.map(\.value)) else { return nil }
        let terms = found.compactMap(\.rebase)
        return ItemFigure(value: value, reported: found.map(\.reported).max() ?? 0, rebase: terms.first { $0.comparability == .estimate } ?? terms.first)
    }

    func parts(of period: Period, kind: PeriodKind) -> [Period]? {
        do { return try world.catalogue.periods.parts(of: period, kind: kind) } catch { return nil }  // a period without such parts has none to combine
    }

    /// The figure of a unit at a time when it did not exist, from the units that stood on its ground.
    private func rebased(_ element: DataElement, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period, basis: EstimateBasis?) -> ItemFigure? {
        guard element.overUnits != .none else { return nil }
        let rebase = self.rebase(unit.id, onto: period, by: basis ?? .population)
        guard rebase.comparability != .notComparable, basis != nil || rebase.comparability == .exact else { return nil }
        var values: [(value: Double, weight: Double)] = [], reported = 0
        for term in rebase.terms {
            guard let former = world.units.unit(term.unit),
                let figure = item(element, options: options, standing: standing, unit: former, period: period, basis: basis) else { continue }
            values.append((figure.value, term.weight))
            reported += figure.reported
        }
        guard let value = element.overUnits.combine(values) else { return nil }
        return ItemFigure(value: value, reported: reported, rebase: rebase)
    }

    /// The units that stood on a unit's ground on a period's last day.
    func rebase(_ unit: UnitID, onto period: Period, by basis: EstimateBasis) -> Rebase {
        world.memo.rebase(.init(unit: unit, view: today, day: period.lastDay, basis: basis)) {
            world.units.rebase(unit, asOf: today, onto: period.lastDay, by: basis)
        }
    }

    /// Sums that do not fit are reported when values are taken in, so a reading cannot fail on them.
    func read<T>(_ body: () throws(CubeError) -> T?) -> T? {
        do { return try body() } catch { return nil }
    }

    // MARK: Figures

    func figure(_ indicator: Indicator, unit: UnitID, period: Period, standing: ValueStatus, options: Disaggregation = .total, basis: EstimateBasis? = .population) -> Figure? {
        guard let unit = world.units.unit(unit), let formula = world.catalogue.formulas[indicator.code] else { return nil }
        if standing == .published, let figure = publishedResult(indicator, unit: unit, period: period, options: options, basis: basis) { return figure }
        var reported = 0, rebase: Rebase?, level: UnitLevel?, isFed = !formula.numerator.items.isEmpty
        func value(of expression: Expression) -> Double? {
            expression.evaluate { reference in
                guard let found = self.item(reference, indicator, options: options, standing: standing, unit: unit, period: period, basis: basis, depth: 0) else { return nil }
                reported = max(reported, found.figure.reported)
                isFed = isFed && found.isFed
                if let other = found.figure.rebase, rebase == nil || other.comparability == .estimate { rebase = other }
                if let own = found.level, own > level ?? .country { level = own }
                return found.figure.value
            }
        }
        guard let numerator = value(of: formula.numerator) else { return nil }
        var result = numerator * indicator.factor, denominator: Double?
        if let expression = formula.denominator {
            guard let found = value(of: expression), found != 0 else { return nil }
            denominator = found
            result = numerator / found * indicator.factor
        }
        var figure = Figure(indicator: indicator.code, unit: unit.id, period: period, options: options, value: result, numerator: indicator.measure == .ratio ? numerator : nil,
                            denominator: denominator, bound: .exactly, standing: standing, reported: reported,
                            expected: expectedReports(indicator, beneath: unit, level: level ?? unit.level, period: period, rebase: rebase), rebase: rebase)
        figure.isFromRegisters = isFed
        if isFed { figure.expected = figure.reported }
        if standing == .reported { figure.approval = approval(of: figure, indicator, basis: basis) }
        return figure
    }

    /// How much of a reported figure has been approved: the same formula over the approved values.
    private func approval(of figure: Figure, _ indicator: Indicator, basis: EstimateBasis?) -> Figure.Approval? {
        guard let approved = self.figure(indicator, unit: figure.unit, period: figure.period, standing: .approved, options: figure.options, basis: basis) else { return nil }
        let isWhole = approved.reported == figure.reported && approved.value == figure.value && approved.denominator == figure.denominator
        return Figure.Approval(units: approved.reported, isWhole: isWhole)
    }

    /// The result that an authority published without what it was computed from.
    private func publishedResult(_ indicator: Indicator, unit: OrgUnit, period: Period, options: Disaggregation, basis: EstimateBasis?) -> Figure? {
        guard let code = indicator.publishedAs, let element = world.catalogue.dataElements[code],
            let found = item(element, options: options, standing: .published, unit: unit, period: period, basis: basis) else { return nil }
        let bound = world.catalogue.publishedBound(element: code, unit: unit.code, period: period.id, options: options)
        return Figure(indicator: indicator.code, unit: unit.id, period: period, options: options, value: found.value, numerator: nil, denominator: nil, bound: bound,
                      standing: .published, reported: found.reported, expected: found.reported, rebase: found.rebase)
    }

    private func item(_ item: Expression.Item, _ indicator: Indicator, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period, basis: EstimateBasis?,
                      depth: Int) -> (figure: ItemFigure, level: UnitLevel?, isFed: Bool)? {
        guard let period = shifted(period, by: item.periodOffset) else { return nil }
        switch item.reference {
        case .days:
            return (ItemFigure(value: Double(period.length), reported: 0), nil, true)
        case .dataElement(let code, let own):
            guard var element = world.catalogue.dataElements[code] else { return nil }
            if let aggregation = item.aggregation { (element.overUnits, element.overTime) = (aggregation.overUnits, aggregation.overTime) }
            let set = Disaggregation(Set(own.codes + options.codes))
            // A breakdown that the element does not have would silently be its total.
            guard options.codes.allSatisfy({ code in world.catalogue.categoryOfOption[code].map { element.categories.contains($0) } ?? false }) else { return nil }
            return self.item(element, options: set, standing: standing, unit: unit, period: period, basis: basis).map { ($0, element.level, world.catalogue.isFed(code)) }
        case .indicator(let code):
            guard depth < 8, let other = world.catalogue.indicators[code],
                let figure = figure(other, unit: unit.id, period: period, standing: standing, options: options, basis: basis) else { return nil }
            return (ItemFigure(value: figure.value, reported: figure.reported, rebase: figure.rebase), nil, figure.isFromRegisters)
        case .reporting(let form, let metric):
            guard options.isTotal, let rate = reportRate(form, standing: standing, unit: unit, period: period), let value = rate.value(metric) else { return nil }
            return (ItemFigure(value: value, reported: rate.sent), world.catalogue.forms[form]?.level, false)
        case .constant:
            return nil  // packs have no constants; their check says so
        }
    }

    private func shifted(_ period: Period, by offset: Int) -> Period? {
        guard offset != 0 else { return period }
        do { return try world.catalogue.periods.neighbour(of: period, distance: offset) } catch { return nil }  // no period before the first
    }

    private func expectedReports(_ indicator: Indicator, beneath unit: OrgUnit, level: UnitLevel, period: Period, rebase: Rebase?) -> Int {
        let programme = world.catalogue.pack(of: indicator.code)?.programme
        if let rebase { return rebase.terms.reduce(0) { $0 + countBeneath($1.unit, programme, level: level, period: period) } }
        return countBeneath(unit.id, programme, level: level, period: period)
    }

    /// How many units of a level there are within a unit; of those on a programme's ground where one is given, which matters once its province has merged into another.
    private func countBeneath(_ unit: UnitID, _ programme: Programme?, level: UnitLevel, period: Period) -> Int {
        world.memo.count(.init(unit: unit, programme: programme?.unit, level: level, day: period.lastDay)) {
            let units = unitsBeneath(unit, level: level, in: period)
            return (programme.map { ProgrammeUnits(world, $0, today: today).filter(units, in: period) } ?? units).count
        }
    }

    /// The units of a level within a unit that are in force on the last day the period and the unit share; the unit itself if it is of that level.
    func unitsBeneath(_ unit: UnitID, level: UnitLevel, in period: Period) -> [OrgUnit] {
        guard let top = world.units.unit(unit) else { return [] }
        if top.level >= level { return [top] }
        let day = top.lastDay.map { min($0, period.lastDay) } ?? period.lastDay
        return world.units.descendants(of: unit, asOf: max(day, top.firstDay ?? day)).filter { $0.level == level && $0.versions[0].type != "khu_vuc" }
    }
}

extension Aggregation {
    /// Several periods' values, in order of time, as one.
    func combine(_ values: [Double]) -> Double? {
        guard let first = values.first, let last = values.last else { return nil }
        return switch self {
        case .sum: values.reduce(0, +)
        case .average: values.reduce(0, +) / Double(values.count)
        case .last: last
        case .first: first
        case .min: values.min()
        case .max: values.max()
        case .count: Double(values.count)
        case .none: nil
        case .running: values.reduce(0, +)
        }
    }

    /// Several units' values as one, each with the share of it that counts.
    func combine(_ values: [(value: Double, weight: Double)]) -> Double? {
        guard !values.isEmpty else { return nil }
        switch self {
        case .sum, .last, .first, .count, .running: return values.reduce(0) { $0 + $1.value * $1.weight }
        case .average:
            let weight = values.reduce(0) { $0 + $1.weight }
            return weight == 0 ? nil : values.reduce(0) { $0 + $1.value * $1.weight } / weight
        case .min: return values.map(\.value).min()
        case .max: return values.map(\.value).max()
        case .none: return values.count == 1 ? values[0].value : nil
        }
    }
}
