import Cube
import Domain

extension FigureReader {
    /// Where a unit's own figures of one period lie; looked up once for all data elements.
    enum PeriodPlace {
        case none
        case cell(PeriodHandle, position: Int, tree: TreeHandle)
        /// Put together from parts of the period.
        case composed(Period)
    }

    func place(of unit: OrgUnit, in period: Period) -> PeriodPlace {
        let figures = world.figures
        guard FigureCube.isInForce(unit, during: period) else { return .none }
        if period.kind == .window || figures.straddles(period) { return .composed(period) }
        let era = figures.era(of: unit, in: period)
        guard let position = world.units.eras[era].position(of: unit.id), let time = snapshot.period(figures.periodKey(period, era: era).id) else { return .none }
        return .cell(time, position: Int(position), tree: figures.tree(era: era))
    }

    /// A unit's figures at several places in time, `nil` where it has none; `nil` as a whole where it has none at all.
    func values(_ element: DataElement, options: Disaggregation, standing: ValueStatus, unit: OrgUnit, at places: [PeriodPlace]) -> [Double?]? {
        guard let handle = snapshot.element(element.code), let set = snapshot.options(options), !snapshot.optionSets(handle, standing).isEmpty else { return nil }
        let series = CubeSeries(handle, options: set, status: standing)
        var hasAny = false
        let values = places.map { place -> Double? in
            let value: Double? = switch place {
            case .none: nil
            case .cell(let time, let position, let tree):
                read { () throws(CubeError) -> CubeCell? in try snapshot.cell(series, .period(time), position: position, on: tree) }?.value
            case .composed(let period): item(element, options: options, standing: standing, unit: unit, period: period, basis: nil)?.value
            }
            hasAny = hasAny || value != nil
            return value
        }
        return hasAny ? values : nil
    }

    /// Units that have a value of their own for a period, of any everyday standing.
    func unitsWithValues(_ code: String, period: Period) -> Set<UnitID> {
        world.memo.given(.init(element: code, period: period.id)) {
            FigureScope.everyday.statuses.reduce(into: []) { $0.formUnion(unitsWithValues(code, period: period, standing: $1)) }
        }
    }

    /// Whether a unit has a value of its own for a period, of any everyday standing.
    func hasOwnValue(_ code: String, unit: UnitID, period: Period) -> Bool {
        guard let handle = snapshot.element(code) else { return false }
        return world.units.eras.indices.contains { era in
            guard let time = snapshot.period(world.figures.periodKey(period, era: era).id), let position = world.units.eras[era].position(of: unit).map(Int.init) else { return false }
            return FigureScope.everyday.statuses.contains { status in
                snapshot.optionSets(handle, status).contains { options in
                    let found = read { () throws(CubeError) -> [CubeContribution]? in
                        try snapshot.contributions(CubeSeries(handle, options: options, status: status), .period(time), position: position, on: world.figures.tree(era: era))
                    }
                    return found?.contains { $0.position == position } ?? false
                }
            }
        }
    }
}
