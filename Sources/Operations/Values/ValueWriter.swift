import Domain
import Storage

/// Writes staged values as new versions, each province's under one change of its log.
struct ValueWriter {
    var staged: StagedValues
    var status: ValueStatus
    var method: String

    struct Outcome {
        var written = 0
        var unchanged = 0
        var changes: [String: Int64] = [:]
        /// What was written, so that the figures in memory can follow.
        var rows: [StagedValues.Row] = []
    }

    /// Writes the values that are new or different from those in force.
    ///
    /// - Parameter rows: in the order that ``StagedValues/sort()`` gives.
    func write(kind: ChangeKind, subject: String, facts: [String: String], by person: Person, at moment: Moment, in tx: WriteTransaction) throws -> Outcome {
        var outcome = Outcome()
        var start = 0
        let rows = staged.rows
        while start < rows.count {
            let province = staged.provinceOfUnit[Int(rows[start].unit)]
            var end = start
            while end < rows.count, staged.provinceOfUnit[Int(rows[end].unit)] == province { end += 1 }
            let fresh = try different(rows[start..<end], province: province, in: tx)
            outcome.unchanged += (end - start) - fresh.count
            if !fresh.isEmpty {
                let change = try ChangeLog.append(kind, to: province, subject: subject, by: person, at: moment, in: tx) { seq, covered in
                    try write(fresh, province: province, seq: seq, covered: &covered, in: tx)
                    return ChangeDetail(touched: touched(by: fresh), facts: facts.merging(["values": String(fresh.count)]) { $1 })
                }
                outcome.changes[province] = change.seq
                outcome.written += fresh.count
                outcome.rows += fresh
            }
            start = end
        }
        return outcome
    }

    private func touched(by rows: [StagedValues.Row]) -> [String: Set<String>] {
        var touched: [String: Set<String>] = [:]
        var last: (Int32, Int32) = (-1, -1)
        for row in rows where (row.element, row.period) != last {
            last = (row.element, row.period)
            touched[staged.elements[Int(row.element)].code, default: []].insert(staged.periods[Int(row.period)].id)
        }
        return touched
    }

    /// The rows that differ from what is in force, found by walking both in the order of the key.
    private func different(_ rows: ArraySlice<StagedValues.Row>, province: String, in tx: ReadTransaction) throws -> [StagedValues.Row] {
        var fresh: [StagedValues.Row] = []
        fresh.reserveCapacity(rows.count)
        guard try tx.row("SELECT province FROM data_value WHERE province = \(province) LIMIT 1") != nil else { return rows.filter { $0.text != StagedValues.isWithdrawn } }
        var start = rows.startIndex
        while start < rows.endIndex {
            var end = start
            while end < rows.endIndex, rows[end].element == rows[start].element, rows[end].period == rows[start].period { end += 1 }
            let current = try currentValues(province: province, element: staged.elements[Int(rows[start].element)].code, period: staged.periods[Int(rows[start].period)].id, in: tx)
            for row in rows[start..<end] {
                let key = Place(unit: staged.units[Int(row.unit)].id.rawValue, options: staged.options[Int(row.options)].key)
                let known = current[key]
                let value = staged.text(of: row)
                if known == nil, value == nil { continue }
                if let known, known == Content(value: value, bound: StagedValues.bounds[Int(row.bound)].rawValue, comment: staged.optionalText(row.comment), source: staged.optionalText(row.source)) { continue }
                fresh.append(row)
            }
            start = end
        }
        return fresh
    }

    private struct Place: Hashable {
        var unit: String
        var options: String
    }

    private struct Content: Equatable {
        var value: String?
        var bound: String
        var comment: String?
        var source: String?
    }

    private func currentValues(province: String, element: String, period: String, in tx: ReadTransaction) throws -> [Place: Content] {
        var current: [Place: Content] = [:]
        try tx.each("""
            SELECT unit, options, value, bound, comment, source FROM data_value
            WHERE province = \(province) AND data_element = \(element) AND period = \(period) AND status = \(status)
            ORDER BY unit, options, seq
            """) { row in
            current[Place(unit: row.text(0), options: row.text(1))] = Content(value: row.optionalText(2), bound: row.text(3), comment: row.optionalText(4), source: row.optionalText(5))
        }
        return current
    }

    private func write(_ rows: [StagedValues.Row], province: String, seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws {
        var bytes = RowBytes()
        var counted = covered
        try tx.bulkInsert(into: "data_value", columns: [
            "province", "data_element", "period", "unit", "options", "status", "seq", "value", "bound", "comment", "source", "method",
        ]) { writer in
            for row in rows {
                let element = staged.elements[Int(row.element)].code, period = staged.periods[Int(row.period)].id
                let unit = staged.units[Int(row.unit)].id.rawValue, options = staged.options[Int(row.options)].key
                let value = staged.text(of: row), bound = StagedValues.bounds[Int(row.bound)].rawValue
                let comment = staged.optionalText(row.comment), source = staged.optionalText(row.source)
                // The order of `CoveredTable.values`.
                bytes.begin(table: CoveredTable.values.name)
                bytes.add(province)
                bytes.add(seq)
                for field in [element, period, unit, options, status.rawValue] { bytes.add(field) }
                bytes.add(value)
                bytes.add(bound)
                bytes.add(comment)
                bytes.add(source)
                bytes.add(method)
                counted.add(bytes)
                writer.text(province)
                writer.text(element)
                writer.text(period)
                writer.text(unit)
                writer.text(options)
                writer.text(status.rawValue)
                writer.integer(seq)
                writer.text(value)
                writer.text(bound)
                writer.text(comment)
                writer.text(source)
                writer.text(method)
                try writer.endRow()
            }
        }
        covered = counted
    }
}
