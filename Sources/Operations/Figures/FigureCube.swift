import Cube
import Domain
import Storage

/// The cube with the field's own keys: data elements, units and periods by their codes.
///
/// A value lies on the tree of units that its unit stood in during its period; the same period can therefore lie on two trees in the year of a reorganisation.
struct FigureCube: Sendable {
    let units: UnitHistory
    let catalogue: NormCatalogue
    let cube: Cube
    /// One tree for each era of the units, in order of time.
    private let trees: [TreeHandle]

    init(units: UnitHistory, catalogue: NormCatalogue) {
        self.units = units
        self.catalogue = catalogue
        cube = Cube()
        trees = units.eras.map { [cube] era in
            // Provinces that stand under the country, or at the top, are the cube's blocks.
            let blocks = era.order.indices.filter { units.unit(era.order[$0])?.level == .province }.map(Int32.init)
            return cube.define(tree: CubeTree(parent: era.parents, subtreeEnd: era.subtreeEnd, blocks: blocks.isEmpty ? nil : blocks))
        }
        for category in catalogue.categories.values.sorted(by: { $0.code < $1.code }) { cube.define(category) }
    }

    static func isInForce(_ unit: OrgUnit, during period: Period) -> Bool {
        (unit.firstDay.map { $0 <= period.lastDay } ?? true) && (unit.lastDay.map { period.firstDay <= $0 } ?? true)
    }

    /// The era a unit's values of a period belong to.
    func era(of unit: OrgUnit, in period: Period) -> Int {
        let day = unit.lastDay.map { min($0, period.lastDay) } ?? period.lastDay
        return units.eras.lastIndex { $0.firstDay.map { $0 <= day } ?? true } ?? 0
    }

    /// The cube's name for a period on a tree.
    func periodKey(_ period: Period, era: Int) -> Period {
        var key = period
        key.id = "\(period.id)@\(era)"
        if let calendar = period.calendar { key.calendar = "\(calendar)@\(era)" } else { key.calendar = era == units.eras.count - 1 ? nil : "@\(era)" }
        return key
    }

    /// Whether a period begins in one era and ends in another.
    func straddles(_ period: Period) -> Bool {
        units.era(on: period.firstDay).firstDay != units.era(on: period.lastDay).firstDay
    }

    // MARK: Filling

    /// Takes in every value in force.
    func loadAll(in tx: ReadTransaction) throws {
        for element in catalogue.dataElements.values.sorted(by: { $0.code < $1.code }) where isCounted(element) { try cube.define(element) }
        var reader = ValueReader(figures: self)
        // The loader must know every period's tree before values are collected.
        for row in try tx.rows("SELECT DISTINCT period FROM data_value") { reader.definePeriods(row.text(0)) }
        var loader = cube.loader()
        try reader.scan("""
            SELECT data_element, period, unit, options, status, value FROM data_value
            ORDER BY province, data_element, period, unit, options, status, seq
            """, in: tx) { change throws(CubeError) in
            if let number = change.number { try loader.add(CubeSeries(change.element, options: change.options, status: change.status), change.period, position: change.position, number) }
        }
        try cube.load(loader)
    }

    /// Values that a change wrote.
    struct Touched {
        var province: String
        var element: String
        var period: String
        /// `nil` where it may be any unit.
        var units: Set<String>?
    }

    /// Values that are read together.
    private struct Area: Hashable {
        var province: String
        var period: String
        var units: Set<String>?
    }

    /// Takes in again what certain data elements have for certain periods.
    func reload(_ places: [Touched], in tx: ReadTransaction) throws {
        guard !places.isEmpty else { return }
        var reader = ValueReader(figures: self)
        var changes: [CubeChange] = []
        let counted = places.filter { place in catalogue.dataElements[place.element].map(isCounted) ?? false }
        for (place, together) in Dictionary(grouping: counted, by: { Area(province: $0.province, period: $0.period, units: $0.units) }) {
            reader.definePeriods(place.period)
            let units: SQL = place.units.map { "AND unit IN (\(list: $0.sorted()))" } ?? ""
            try reader.scan("""
                SELECT data_element, period, unit, options, status, value FROM data_value
                WHERE province = \(place.province) AND data_element IN (\(list: Set(together.map(\.element)).sorted())) AND period = \(place.period) \(sql: units)
                ORDER BY data_element, unit, options, status, seq
                """, in: tx) { change throws(CubeError) in
                changes.append(change)
            }
        }
        do { try cube.apply(changes) } catch { throw Rejected(tooLarge: error) }
    }

    func isCounted(_ element: DataElement) -> Bool { element.valueType.isNumeric || element.valueType == .yesNo }

    func tree(era: Int) -> TreeHandle { trees[era] }
}

extension Rejected {
    init(tooLarge error: CubeError) {
        let element = if case .tooLarge(let code) = error { code } else { "" }
        self.init(Label(vi: "các giá trị của \(element) quá lớn để cộng chính xác", en: "the values of \(element) are too large to add up exactly"),
                  remedy: Label(vi: "Kiểm tra đơn vị tính của số liệu.", en: "Check the unit of measure of the values."))
    }
}

/// Reads values row by row and finds their places in the cube.
///
/// Rows come in order of place, so most of a row's key is that of the row before; only what differs is looked up.
struct ValueReader {
    let figures: FigureCube
    private var periods: [String: KnownPeriod] = [:]
    private var row = RowPlace()

    init(figures: FigureCube) { self.figures = figures }

    private struct KnownPeriod {
        var period: Period
        /// By era; `nil` where the period lies outside it.
        var handles: [PeriodHandle?]
    }

    /// Where the row that is read stands; a part is `nil` where the cube has no place for it.
    private struct RowPlace {
        /// The key's columns as bytes: data element, period, unit, options, status.
        var key: [[UInt8]] = Array(repeating: [0xFF], count: 5)
        var element: ElementHandle?
        var period: KnownPeriod?
        var position: (handle: PeriodHandle, index: Int)?
        var options: OptionsHandle?
        var status: ValueStatus?
    }

    /// Makes a period known on every tree that is in force during it.
    mutating func definePeriods(_ id: String) {
        // A stored period whose calendar has left the packs has no place in the cube; its values stay in the tables.
        guard periods[id] == nil, let period = try? figures.catalogue.periods.period(id) else { return }
        periods[id] = KnownPeriod(period: period, handles: figures.units.eras.enumerated().map { index, era in
            let overlaps = (era.firstDay.map { $0 <= period.lastDay } ?? true) && (era.lastDay.map { period.firstDay <= $0 } ?? true)
            return overlaps ? figures.cube.define(figures.periodKey(period, era: index), on: figures.tree(era: index)) : nil
        })
    }

    /// Hands over the value in force of each place; the rows come in order of place, then number.
    mutating func scan(_ sql: SQL, in tx: ReadTransaction, _ body: (CubeChange) throws(CubeError) -> Void) throws {
        row = RowPlace()
        let snapshot = figures.cube.snapshot()
        var last: CubeChange?
        var problem: CubeError?
        try tx.each(sql) { cursor in
            if move(to: cursor, snapshot), let ready = last {
                do throws(CubeError) { try body(ready) } catch { problem = problem ?? error }
                last = nil
            }
            guard let element = row.element, let position = row.position, let options = row.options, let status = row.status else { return }
            last = CubeChange(element: element, options: options, status: status, period: position.handle, position: position.index, number: number(cursor))
        }
        if let last { do throws(CubeError) { try body(last) } catch { problem = problem ?? error } }
        if let problem { throw Rejected(tooLarge: problem) }
    }

    /// Looks up what differs from the row before.
    ///
    /// - Returns: whether the row stands at another place.
    private mutating func move(to cursor: borrowing RowCursor, _ snapshot: CubeSnapshot) -> Bool {
        let hasElement = take(0, cursor), hasPeriod = take(1, cursor), hasUnit = take(2, cursor), hasOptions = take(3, cursor), hasStatus = take(4, cursor)
        if hasElement { row.element = snapshot.element(text(0)) }
        if hasPeriod { row.period = periods[text(1)] }
        if hasPeriod || hasUnit { row.position = position() }
        if hasOptions { row.options = figures.cube.define(Disaggregation(key: text(3))) }
        if hasStatus { row.status = ValueStatus(rawValue: text(4)) }
        return hasElement || hasPeriod || hasUnit || hasOptions || hasStatus
    }

    private func text(_ column: Int) -> String { String(decoding: row.key[column], as: UTF8.self) }

    /// Keeps a column's bytes; whether they are others than before.
    private mutating func take(_ column: Int, _ cursor: borrowing RowCursor) -> Bool {
        cursor.withBytes(column) { bytes in
            guard !row.key[column].elementsEqual(bytes) else { return false }
            row.key[column].removeAll(keepingCapacity: true)
            row.key[column].append(contentsOf: bytes)
            return true
        }
    }

    private func position() -> (handle: PeriodHandle, index: Int)? {
        guard let known = row.period, let unit = figures.units.unit(UnitID(text(2))) else { return nil }
        let era = figures.era(of: unit, in: known.period)
        guard let handle = known.handles[era], let index = figures.units.eras[era].position(of: unit.id) else { return nil }
        return (handle, Int(index))
    }

    private func number(_ cursor: borrowing RowCursor) -> ScaledNumber? {
        guard !cursor.isNull(5) else { return nil }
        return cursor.withBytes(5) { bytes in
            switch bytes.first {
            case UInt8(ascii: "t"): ScaledNumber(units: 1, decimals: 0)
            case UInt8(ascii: "f"): ScaledNumber(units: 0, decimals: 0)
            default: try? ScaledNumber(utf8: bytes.bindMemory(to: UInt8.self))  // a damaged number counts as missing; verification finds it
            }
        }
    }
}
