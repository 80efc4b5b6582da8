import Domain
import Storage

/// Carries what records say about figures into the values that figures are made of, as versions like any other value.
struct FedValues {
    let province: String
    let seq: Int64

    /// Brings values up to date with what has changed about facts.
    ///
    /// Costs in proportion to the facts, not to the register.
    /// - Returns: what was touched: data element → periods, and the units.
    func write(before: RecordFacts, after: RecordFacts, covered: inout CoveredRows, in tx: WriteTransaction) throws -> ChangeDetail {
        var difference = after
        difference.subtract(before)
        var touched: [String: Set<String>] = [:], units: Set<String> = []
        func note(_ cell: RecordFacts.Cell) {
            touched[cell.element, default: []].insert(cell.period)
            units.insert(cell.unit.rawValue)
        }
        for (cell, amount) in difference.sums.sorted(by: { Self.isBefore($0.key, $1.key) }) {
            let now = try current(cell, in: tx), sum = try Self.sum(now, amount, of: cell)
            try write(sum, to: cell, covered: &covered, in: tx)
            note(cell)
        }
        let gone = before.singles.subtracting(after.singles), come = after.singles.subtracting(before.singles)
        for single in gone { try forget(single, in: tx) }
        for single in come { try keep(single, in: tx) }
        for (cell, how) in Dictionary(gone.union(come).map { ($0.cell, $0.how) }, uniquingKeysWith: { $1 }).sorted(by: { Self.isBefore($0.key, $1.key) }) {
            let value = try chosen(cell, how, in: tx)
            guard try current(cell, in: tx) != value else { continue }
            try write(value, to: cell, covered: &covered, in: tx)
            note(cell)
        }
        return ChangeDetail(touched: touched.isEmpty ? nil : touched, units: touched.isEmpty || units.count > 200 ? nil : units)
    }

    static func isBefore(_ a: RecordFacts.Cell, _ b: RecordFacts.Cell) -> Bool {
        (a.element, a.period, a.unit.rawValue, a.options.key) < (b.element, b.period, b.unit.rawValue, b.options.key)
    }

    private func current(_ cell: RecordFacts.Cell, in tx: ReadTransaction) throws -> String? {
        try tx.row("""
            SELECT value FROM data_value WHERE province = \(province) AND data_element = \(cell.element) AND period = \(cell.period) AND unit = \(cell.unit.rawValue)
                AND options = \(cell.options.key) AND status = \(cell.status) ORDER BY seq DESC LIMIT 1
            """)?.optionalText(0)
    }

    static func sum(_ text: String?, _ amount: Int128, of cell: RecordFacts.Cell) throws -> String {
        var total = RecordFacts()
        if let text { total.add(try ScaledNumber(text), to: cell, times: 1) }
        var units = (total.sums[cell] ?? 0) + amount, decimals = RecordFacts.decimals
        while decimals > 0, units % 10 == 0 {
            units /= 10
            decimals -= 1
        }
        guard let small = Int64(exactly: units) else {
            throw Rejected(Label(vi: "tổng của \(cell.element) quá lớn để cộng chính xác", en: "the sum of \(cell.element) is too large to add up exactly"),
                           remedy: Label(vi: "Kiểm tra đơn vị tính và số đã ghi.", en: "Check the unit of measure and the number."))
        }
        return ScaledNumber(units: small, decimals: decimals).text
    }

    func write(_ value: String?, to cell: RecordFacts.Cell, covered: inout CoveredRows, in tx: WriteTransaction) throws {
        var bytes = RowBytes()
        // The order of `CoveredTable.values`.
        bytes.begin(table: CoveredTable.values.name)
        bytes.add(province)
        bytes.add(seq)
        for field in [cell.element, cell.period, cell.unit.rawValue, cell.options.key, cell.status.rawValue] { bytes.add(field) }
        bytes.add(value)
        bytes.add(Bound.exactly.rawValue)
        bytes.addNull()
        bytes.addNull()
        bytes.add(Self.method)
        covered.add(bytes)
        try tx.execute("""
            INSERT INTO data_value (province, data_element, period, unit, options, status, seq, value, bound, comment, source, method)
            VALUES (\(province), \(cell.element), \(cell.period), \(cell.unit.rawValue), \(cell.options.key), \(cell.status), \(seq), \(value), \(Bound.exactly.rawValue), NULL, NULL, \(Self.method))
            """)
    }

    static let method = "register"

    // MARK: Values of one record

    func keep(_ single: RecordFacts.Single, in tx: WriteTransaction) throws {
        let cell = single.cell
        try tx.execute("""
            INSERT INTO record_fact (province, data_element, period, unit, options, status, day, id, number, value)
            VALUES (\(province), \(cell.element), \(cell.period), \(cell.unit.rawValue), \(cell.options.key), \(cell.status), \(single.day.iso), \(single.id), \(single.number.double), \(single.number.text))
            ON CONFLICT (province, data_element, period, unit, options, status, day, id) DO UPDATE SET number = excluded.number, value = excluded.value
            """)
    }

    private func forget(_ single: RecordFacts.Single, in tx: WriteTransaction) throws {
        let cell = single.cell
        try tx.execute("""
            DELETE FROM record_fact WHERE province = \(province) AND data_element = \(cell.element) AND period = \(cell.period) AND unit = \(cell.unit.rawValue)
                AND options = \(cell.options.key) AND status = \(cell.status) AND day = \(single.day.iso) AND id = \(single.id)
            """)
    }

    private func chosen(_ cell: RecordFacts.Cell, _ how: Feed.How, in tx: ReadTransaction) throws -> String? {
        let order: SQL = how == .min ? "number, day, id" : how == .max ? "number DESC, day, id" : "day DESC, id DESC"
        return try tx.row("""
            SELECT value FROM record_fact WHERE province = \(province) AND data_element = \(cell.element) AND period = \(cell.period) AND unit = \(cell.unit.rawValue)
                AND options = \(cell.options.key) AND status = \(cell.status) ORDER BY \(sql: order) LIMIT 1
            """)?.text(0)
    }
}
