import Domain
import Storage

/// Carries the cells of a report into the values that figures are made of.
///
/// What is sent becomes reported values; what is approved becomes approved values beside them. A cell that is put together from the units beneath is written
/// only where it was corrected: else their own values stand for it.
struct ReportValues {
    let province: String
    let unit: UnitID
    let period: String
    let source: String

    /// Writes one standing of every cell of the form: new versions where something differs, withdrawals where a cell no longer holds a figure.
    ///
    /// - Parameter values: `nil` withdraws everything.
    /// - Returns: what was touched.
    func write(_ values: [CellKey: CellContent]?, of elements: [String], as status: ValueStatus, seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws -> [String: Set<String>] {
        var current: [CellKey: (value: String?, comment: String?, source: String?)] = [:]
        for row in try tx.rows("""
            SELECT data_element, options, value, comment, source FROM data_value
            WHERE province = \(province) AND data_element IN (\(list: elements)) AND period = \(period) AND unit = \(unit.rawValue) AND status = \(status)
            ORDER BY data_element, options, seq
            """) {
            current[CellKey(row.text(0), Disaggregation(key: row.text(1)))] = (row.optionalText(2), row.optionalText(3), row.optionalText(4))
        }
        let wanted = (values ?? [:]).filter { $0.value.value != nil }
        var touched: [String: Set<String>] = [:]
        for key in Set(current.keys).union(wanted.keys).sorted() {
            let content = wanted[key], old = current[key]
            let itsSource = content.map { $0.source ?? source }
            if old?.value == content?.value, content == nil || (old?.comment == content?.comment && old?.source == itsSource) { continue }
            var bytes = RowBytes()
            // The order of `CoveredTable.values`.
            bytes.begin(table: CoveredTable.values.name)
            bytes.add(province)
            bytes.add(seq)
            for field in [key.dataElement, period, unit.rawValue, key.options.key, status.rawValue] { bytes.add(field) }
            bytes.add(content?.value)
            bytes.add(Bound.exactly.rawValue)
            bytes.add(content?.comment)
            bytes.add(itsSource)
            bytes.add("report")
            covered.add(bytes)
            try tx.execute("""
                INSERT INTO data_value (province, data_element, period, unit, options, status, seq, value, bound, comment, source, method)
                VALUES (\(province), \(key.dataElement), \(period), \(unit.rawValue), \(key.options.key), \(status), \(seq), \(content?.value), \(Bound.exactly.rawValue),
                        \(content?.comment), \(itsSource), \("report"))
                """)
            touched[key.dataElement, default: []].insert(period)
        }
        return touched
    }

    /// The cells whose figures are the unit's own: not those that say the same as the units beneath. The total of a row goes along with its own cells: the form asks for
    /// every case, whichever category its columns are of.
    static func own(_ cells: [CellKey: CellContent], _ sheet: ReportSheet) -> [CellKey: CellContent] {
        let inputs = Set(sheet.layout.inputs)
        var own = cells.filter { key, content in
            guard inputs.contains(key), let text = content.value else { return false }
            guard let gathered = sheet.gathered[key] else { return true }
            return Double(text) != gathered.value
        }
        for case .field(_, let element, let row) in sheet.layout.rows.map(\.content) where element.overUnits == .sum {
            for total in row where total.kind == .rowTotal && sheet.layout.parts(of: total.key).contains(where: { own[$0] != nil }) {
                guard let sum = sheet.number(total.key).flatMap({ ScaledNumber($0, decimals: element.valueType == .count ? 0 : 4) }) else { continue }
                own[total.key] = CellContent(value: sum.text)
            }
        }
        return own
    }
}
