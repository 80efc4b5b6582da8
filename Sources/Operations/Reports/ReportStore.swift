import Domain
import Storage

/// What the database keeps of reports.
///
/// The change log is what happened: each change of a report has the report's key as its subject. `report` is what the changes come to, kept beside so that
/// lists are quick; `report_cell` holds every version of every cell, `report_remark` what was remarked on cells.
enum ReportStore {
    /// A cell with the change that wrote it.
    struct StoredCell: Sendable, Hashable {
        var content: CellContent
        var seq: Int64
    }

    // MARK: Standing

    private static let columns: SQL = "state, version, due, was_returned, first_sent, last_sent, sent_by, approved_by, approved_at, sent_version"

    static func standing(of key: ReportKey, in province: String, _ tx: ReadTransaction) throws -> ReportStanding {
        try tx.row("""
            SELECT \(sql: columns) FROM report WHERE province = \(province) AND form = \(key.form) AND period = \(key.period) AND unit = \(key.unit.rawValue)
            """).map { standing($0, from: 0) } ?? ReportStanding()
    }

    private static func standing(_ row: Row, from column: Int) -> ReportStanding {
        var standing = ReportStanding()
        standing.state = row.optionalText(column).flatMap(ReportState.init) ?? .open
        standing.version = row.int64(column + 1)
        standing.due = row.optionalText(column + 2).flatMap { Day(iso: $0) }
        standing.wasReturned = row.int64(column + 3) != 0
        standing.firstSent = row.optionalText(column + 4).flatMap { Moment(iso: $0) }
        standing.lastSent = row.optionalText(column + 5).flatMap { Moment(iso: $0) }
        standing.sentBy = row.optionalText(column + 6)
        standing.approvedBy = row.optionalText(column + 7)
        standing.approved = row.optionalText(column + 8).flatMap { Moment(iso: $0) }
        standing.sentVersion = row.optionalInt64(column + 9)
        return standing
    }

    /// Every report that somebody has begun.
    static func standings(_ tx: ReadTransaction) throws -> [ReportKey: ReportStanding] {
        try standings(tx.rows("SELECT form, period, unit, \(sql: columns) FROM report"))
    }

    /// The reports of a form and period that somebody has begun.
    static func standings(in province: String, form: String, period: String, _ tx: ReadTransaction) throws -> [ReportKey: ReportStanding] {
        try standings(tx.rows("SELECT form, period, unit, \(sql: columns) FROM report WHERE province = \(province) AND form = \(form) AND period = \(period)"))
    }

    /// Reports that are not sent and whose deadline differs from their form's, with that deadline.
    static func ownDeadlines(in province: String, from first: Day, to last: Day, _ tx: ReadTransaction) throws -> [(key: ReportKey, due: Day)] {
        let open = ReportState.allCases.filter(\.isEditable)
        return try tx.rows("""
            SELECT form, period, unit, due FROM report
            WHERE province = \(province) AND state IN (\(list: open)) AND due IS NOT NULL AND due BETWEEN \(first.iso) AND \(last.iso)
            """).compactMap { row in
            Day(iso: row.text(3)).map { (key(row), $0) }
        }
    }

    /// Reports of some forms that wait for somebody, the latest changed first; of some units only where these are given.
    static func waiting(in province: String, forms: [String], units: [UnitID]?, limit: Int, _ tx: ReadTransaction) throws -> [ReportKey: ReportStanding] {
        let scope: SQL = units.map { "AND unit IN (\(list: $0.map(\.rawValue)))" } ?? ""
        let states: [ReportState] = [.submitted, .resubmitted, .checked]
        return try standings(tx.rows("""
            SELECT form, period, unit, \(sql: columns) FROM report
            WHERE province = \(province) AND state IN (\(list: states)) AND form IN (\(list: forms)) \(sql: scope) ORDER BY version DESC LIMIT \(limit)
            """))
    }

    /// Reports that came back to the one who sent them.
    static func returned(in province: String, sentBy person: String, _ tx: ReadTransaction) throws -> [ReportKey] {
        try tx.rows("SELECT form, period, unit FROM report WHERE province = \(province) AND state = \(ReportState.returned) AND sent_by = \(person)").map(key)
    }

    /// When reports were changed last, by the numbers of their changes.
    static func moments(of versions: some Sequence<Int64>, in province: String, _ tx: ReadTransaction) throws -> [Int64: Moment] {
        var found: [Int64: Moment] = [:]
        for row in try tx.rows("SELECT seq, at FROM change WHERE province = \(province) AND seq IN (\(list: versions))") { found[row.int64(0)] = Moment(iso: row.text(1)) }
        return found
    }

    private static func standings(_ rows: [Row]) -> [ReportKey: ReportStanding] {
        Dictionary(rows.map { (key($0), standing($0, from: 3)) }) { $1 }
    }

    /// Form, period and unit as a row's first columns.
    private static func key(_ row: Row) -> ReportKey { ReportKey(form: row.text(0), period: row.text(1), unit: UnitID(row.text(2))) }

    /// Keeps what the changes come to.
    static func keep(_ standing: ReportStanding, of key: ReportKey, in province: String, _ tx: WriteTransaction) throws {
        try tx.execute("""
            INSERT INTO report (province, form, period, unit, \(sql: columns))
            VALUES (\(province), \(key.form), \(key.period), \(key.unit.rawValue), \(standing.state), \(standing.version), \(standing.due?.iso), \(standing.wasReturned),
                    \(standing.firstSent?.iso), \(standing.lastSent?.iso), \(standing.sentBy), \(standing.approvedBy), \(standing.approved?.iso), \(standing.sentVersion))
            ON CONFLICT (province, form, period, unit) DO UPDATE SET state = excluded.state, version = excluded.version, due = excluded.due,
                was_returned = excluded.was_returned, first_sent = excluded.first_sent, last_sent = excluded.last_sent, sent_by = excluded.sent_by,
                approved_by = excluded.approved_by, approved_at = excluded.approved_at, sent_version = excluded.sent_version
            """)
    }

    /// Everything that was done to a report, oldest first.
    static func changes(of key: ReportKey, in province: String, _ tx: ReadTransaction) throws -> [Change] {
        try tx.rows("""
            SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change
            WHERE province = \(province) AND subject = \(key.description) ORDER BY seq
            """).map(Change.init(row:)).filter { $0.kind.reportAction != nil }
    }

    // MARK: Cells

    /// The cells as they stand, or stood after a change.
    static func cells(of key: ReportKey, in province: String, upTo seq: Int64 = .max, _ tx: ReadTransaction) throws -> [CellKey: StoredCell] {
        var cells: [CellKey: StoredCell] = [:]
        for row in try tx.rows("""
            SELECT data_element, options, seq, value, without_figure, comment, source FROM report_cell
            WHERE province = \(province) AND form = \(key.form) AND period = \(key.period) AND unit = \(key.unit.rawValue) AND seq <= \(seq)
            ORDER BY data_element, options, seq
            """) {
            cells[CellKey(row.text(0), Disaggregation(key: row.text(1)))] = StoredCell(
                content: CellContent(value: row.optionalText(3), isWithoutFigure: row.int64(4) != 0, comment: row.optionalText(5), source: row.optionalText(6)), seq: row.int64(2))
        }
        return cells
    }

    /// Every version of one cell, oldest first.
    static func versions(of cell: CellKey, of key: ReportKey, in province: String, _ tx: ReadTransaction) throws -> [StoredCell] {
        try tx.rows("""
            SELECT seq, value, without_figure, comment, source FROM report_cell
            WHERE province = \(province) AND form = \(key.form) AND period = \(key.period) AND unit = \(key.unit.rawValue)
              AND data_element = \(cell.dataElement) AND options = \(cell.options.key) ORDER BY seq
            """).map { row in
            StoredCell(content: CellContent(value: row.optionalText(1), isWithoutFigure: row.int64(2) != 0, comment: row.optionalText(3), source: row.optionalText(4)), seq: row.int64(0))
        }
    }

    static func write(_ cells: [(CellKey, CellContent)], of key: ReportKey, in province: String, seq: Int64, covered: inout CoveredRows, _ tx: WriteTransaction) throws {
        var bytes = RowBytes()
        for (cell, content) in cells {
            // The order of `CoveredTable.reportCells`.
            bytes.begin(table: CoveredTable.reportCells.name)
            bytes.add(province)
            bytes.add(seq)
            for field in [key.form, key.period, key.unit.rawValue, cell.dataElement, cell.options.key] { bytes.add(field) }
            bytes.add(content.value)
            bytes.add(Int64(content.isWithoutFigure ? 1 : 0))
            bytes.add(content.comment)
            bytes.add(content.source)
            covered.add(bytes)
            try tx.execute("""
                INSERT INTO report_cell (province, form, period, unit, data_element, options, seq, value, without_figure, comment, source)
                VALUES (\(province), \(key.form), \(key.period), \(key.unit.rawValue), \(cell.dataElement), \(cell.options.key), \(seq),
                        \(content.value), \(content.isWithoutFigure), \(content.comment), \(content.source))
                """)
        }
    }

    // MARK: Remarks

    /// What was remarked on cells when the report was last returned or opened again, by the number of that change.
    static func remarks(of key: ReportKey, in province: String, _ tx: ReadTransaction) throws -> [Int64: [CellKey: String]] {
        var remarks: [Int64: [CellKey: String]] = [:]
        for row in try tx.rows("""
            SELECT seq, data_element, options, remark FROM report_remark
            WHERE province = \(province) AND form = \(key.form) AND period = \(key.period) AND unit = \(key.unit.rawValue) ORDER BY seq
            """) {
            remarks[row.int64(0), default: [:]][CellKey(row.text(1), Disaggregation(key: row.text(2)))] = row.text(3)
        }
        return remarks
    }

    static func write(_ remarks: [CellKey: String], of key: ReportKey, in province: String, seq: Int64, covered: inout CoveredRows, _ tx: WriteTransaction) throws {
        var bytes = RowBytes()
        for (cell, remark) in remarks.sorted(by: { $0.key < $1.key }) {
            bytes.begin(table: CoveredTable.reportRemarks.name)
            bytes.add(province)
            bytes.add(seq)
            for field in [key.form, key.period, key.unit.rawValue, cell.dataElement, cell.options.key, remark] { bytes.add(field) }
            covered.add(bytes)
            try tx.execute("""
                INSERT INTO report_remark (province, form, period, unit, seq, data_element, options, remark)
                VALUES (\(province), \(key.form), \(key.period), \(key.unit.rawValue), \(seq), \(cell.dataElement), \(cell.options.key), \(remark))
                """)
        }
    }

    // MARK: Submissions

    /// What came of a submission that arrived before; `nil` for a new one.
    static func submission(_ id: String, in province: String, _ tx: ReadTransaction) throws -> (key: ReportKey, hash: String, seq: Int64, at: Moment)? {
        try tx.row("SELECT form, period, unit, content_hash, seq, at FROM report_submission WHERE province = \(province) AND id = \(id)").map { row in
            guard let at = Moment(iso: row.text(5)) else { throw UnreadableChange(province: province, seq: row.int64(4), field: "submission") }
            return (ReportKey(form: row.text(0), period: row.text(1), unit: UnitID(row.text(2))), row.text(3), row.int64(4), at)
        }
    }

    static func keep(_ submission: Submission, hash: String, of key: ReportKey, in province: String, seq: Int64, at: Moment, _ tx: WriteTransaction) throws {
        try tx.execute("""
            INSERT INTO report_submission (province, id, form, period, unit, content_hash, seq, at, way, device_at)
            VALUES (\(province), \(submission.id), \(key.form), \(key.period), \(key.unit.rawValue), \(hash), \(seq), \(at.iso), \(submission.way), \(submission.deviceTime?.iso))
            """)
    }
}

extension CoveredTable {
    package static let reportCells = CoveredTable(
        name: "report_cell",
        select: "SELECT province, seq, form, period, unit, data_element, options, value, without_figure, comment, source FROM report_cell ORDER BY province", columnCount: 11)
    package static let reportRemarks = CoveredTable(
        name: "report_remark", select: "SELECT province, seq, form, period, unit, data_element, options, remark FROM report_remark ORDER BY province", columnCount: 8)
}
