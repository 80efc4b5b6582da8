import Cube
import Domain

/// Figures of data elements that registers feed.
///
/// A register that is in use knows of everything it is for: where it holds nothing there is nothing, so its figure is zero and not missing.
extension FigureReader {
    func fromRegister(_ element: DataElement, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period, basis: EstimateBasis?) -> ItemFigure? {
        guard let handle = snapshot.element(element.code), isInUse(element.code, standing), period.firstDay <= today else { return nil }
        let found = element.overTime == .running
            ? running(element, handle, options: options, standing: standing, unit: unit, period: period, basis: basis)
            : given(element, options: options, standing: standing, unit: unit, period: period, basis: basis)
        guard found == nil, element.overUnits == .sum || element.overUnits == .count else { return found }
        return ItemFigure(value: 0, reported: 0)
    }

    /// Whether a register that feeds an element holds anything that counts, for this element or another.
    private func isInUse(_ element: String, _ standing: ValueStatus) -> Bool {
        (world.catalogue.feedsOf[element] ?? []).contains { register in
            (world.catalogue.registers[register]?.feeds ?? []).contains { feed in snapshot.element(feed.dataElement).map { !snapshot.periods($0, standing).isEmpty } ?? false }
        }
    }

    /// Everything that was added and taken away up to a period's end: of the unit itself, and before that of those that stood on its ground.
    private func running(_ element: DataElement, _ handle: ElementHandle, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, period: Period, basis: EstimateBasis?) -> ItemFigure? {
        // What a unit that is gone would have come to is what those on its ground have.
        if let last = unit.lastDay, last < period.firstDay { return formerly(element, handle, options: options, standing: standing, unit: unit, on: period.lastDay, period: period, basis: basis) }
        let day = unit.lastDay.map { min($0, period.lastDay) } ?? period.lastDay
        guard unit.firstDay.map({ $0 <= day }) ?? true else { return formerly(element, handle, options: options, standing: standing, unit: unit, on: period.lastDay, period: period, basis: basis) }
        let era = figures.era(of: unit, in: period), own = total(element, handle, options: options, standing: standing, unit: unit, era: era, upTo: day)
        guard let start = world.units.eras[era].firstDay else { return own }
        let former = formerly(element, handle, options: options, standing: standing, unit: unit, on: start.adding(days: -1), period: period, basis: basis)
        guard let own else { return former }
        guard let former else { return own }
        return ItemFigure(value: own.value + former.value, reported: max(own.reported, former.reported), rebase: former.value == 0 ? nil : former.rebase)
    }

    /// What the units on a unit's ground had come to by a day on which the order of units was another.
    private func formerly(_ element: DataElement, _ handle: ElementHandle, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, on day: Day, period: Period, basis: EstimateBasis?) -> ItemFigure? {
        guard let before = dayPeriod(day), snapshot.periods(handle, standing).contains(where: { snapshot.period($0).lastDay <= day }) else { return nil }
        let rebase = self.rebase(unit.id, onto: before, by: basis ?? .population)
        guard rebase.comparability != .notComparable, basis != nil || rebase.comparability == .exact else { return nil }
        var values: [(value: Double, weight: Double)] = [], reported = 0
        for term in rebase.terms {
            guard let former = world.units.unit(term.unit), let figure = running(element, handle, options: options, standing: standing, unit: former, period: before, basis: basis) else { continue }
            values.append((figure.value, term.weight))
            reported += figure.reported
        }
        guard let value = element.overUnits.combine(values) else { return nil }
        return ItemFigure(value: value, reported: reported, rebase: rebase)
    }

    private func dayPeriod(_ day: Day) -> Period? {
        do { return try world.catalogue.periods.period(of: .day, containing: day) } catch { return nil }  // every day is a period
    }

    /// What lies on the tree of one era, up to a day.
    private func total(_ element: DataElement, _ handle: ElementHandle, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, era: Int, upTo day: Day) -> ItemFigure? {
        let tree = figures.tree(era: era)
        let given = snapshot.periods(handle, standing).filter { snapshot.tree(of: $0) == tree && snapshot.period($0).firstDay <= day }
        guard let first = given.first, let last = given.last, let position = world.units.eras[era].position(of: unit.id), let set = snapshot.options(options) else { return nil }
        let series = CubeSeries(handle, options: set, status: standing)
        return read({ () throws(CubeError) -> CubeCell? in try snapshot.cell(series, .runningTotal(from: first, to: last), position: Int(position), on: tree) })
            .map { ItemFigure(value: $0.value, reported: $0.count, rebase: nil) }
    }
}

extension ValueStatus {
    /// Where the figures of registers are among those of a standing: what records come to is neither reported nor approved, and stands for both.
    var ofRegisters: ValueStatus? {
        switch self {
        case .reported, .approved, .registered: .registered
        case .illustrative: .illustrative
        case .published: nil
        }
    }
}
