import Domain
import Storage

/// The versions of single values.
enum ValueHistory {
    /// Every version of a value, newest first.
    static func versions(of key: DataValueKey, in tx: ReadTransaction) throws -> [ValueVersion] {
        let rows = try tx.rows("""
            SELECT v.seq, v.value, v.bound, v.comment, v.source, v.method, c.at, c.person, c.kind, c.subject
            FROM data_value v JOIN change c ON c.province = v.province AND c.seq = v.seq
            WHERE v.province = \(key.province) AND v.data_element = \(key.dataElement) AND v.period = \(key.period) AND v.unit = \(key.unit)
              AND v.options = \(key.options.key) AND v.status = \(key.status)
            ORDER BY v.seq DESC
            """)
        return try rows.enumerated().map { index, row in
            guard let at = Moment(iso: row.text(6)), let kind = ChangeKind(rawValue: row.text(8)), let bound = Bound(rawValue: row.text(2)) else {
                throw UnreadableChange(province: key.province, seq: row.int64(0), field: "at, kind or bound")
            }
            let value = DataValue(key: key, value: row.optionalText(1), bound: bound, comment: row.optionalText(3), source: row.optionalText(4), method: row.optionalText(5))
            return ValueVersion(value: value, seq: row.int64(0), at: at, person: row.text(7), kind: kind, subject: row.text(9), isCurrent: index == 0)
        }
    }

    /// The versions in force of a data element in a period, by unit and options.
    static func current(province: String, element: String, period: String, status: ValueStatus, in tx: ReadTransaction) throws -> [DataValueKey: ValueVersion] {
        var current: [DataValueKey: ValueVersion] = [:]
        for row in try tx.rows("""
            SELECT v.unit, v.options, v.seq, v.value, v.bound, v.comment, v.source, v.method, c.at, c.person, c.kind, c.subject
            FROM data_value v JOIN change c ON c.province = v.province AND c.seq = v.seq
            WHERE v.province = \(province) AND v.data_element = \(element) AND v.period = \(period) AND v.status = \(status)
            ORDER BY v.unit, v.options, v.seq
            """) {
            guard let at = Moment(iso: row.text(8)), let kind = ChangeKind(rawValue: row.text(10)), let bound = Bound(rawValue: row.text(4)) else {
                throw UnreadableChange(province: province, seq: row.int64(2), field: "at, kind or bound")
            }
            let key = DataValueKey(province: province, dataElement: element, unit: UnitID(row.text(0)), period: period, options: Disaggregation(key: row.text(1)), status: status)
            let value = DataValue(key: key, value: row.optionalText(3), bound: bound, comment: row.optionalText(5), source: row.optionalText(6), method: row.optionalText(7))
            current[key] = ValueVersion(value: value, seq: row.int64(2), at: at, person: row.text(9), kind: kind, subject: row.text(11), isCurrent: true)
        }
        return current
    }
}
