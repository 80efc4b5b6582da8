import Domain
import Storage

/// What ``Verification/run(in:)`` found.
package struct VerificationReport: Sendable, Hashable {
    package struct Break: Sendable, Hashable, Comparable {
        package enum Kind: String, Sendable {
            case missingChange, unreadableChange, chainBroken, headDiffers, rowsDiffer, rowsWithoutChange
        }

        package var province: String
        package var seq: Int64
        package var kind: Kind
        package var message: Label

        package static func < (a: Break, b: Break) -> Bool { (a.province, a.seq) < (b.province, b.seq) }
    }

    /// Changes checked, by province.
    package var changes: [String: Int]
    package var rows: Int64
    /// In order of province and number; the first is where the chain first fails.
    package var breaks: [Break]

    package var isSound: Bool { breaks.isEmpty }
}

/// Recomputes the log from its first entry: the chain of hashes, the numbering, and the rows that each change wrote.
package enum Verification {
    package static func run(in tx: ReadTransaction) throws -> VerificationReport {
        var report = VerificationReport(changes: [:], rows: 0, breaks: [])
        let written = try rowsByChange(in: tx, total: &report.rows)
        var known: Set<RowsKey> = []
        for head in try tx.rows("SELECT province, seq, hash FROM province_log ORDER BY province") {
            try verify(province: head.text(0), head: (head.int64(1), head.text(2)), written: written, known: &known, into: &report, in: tx)
        }
        for (key, rows) in written where !known.contains(key) {
            report.breaks.append(.init(province: key.province, seq: key.seq, kind: .rowsWithoutChange, message: Label(
                vi: "\(rows.count) dòng ghi số thay đổi \(key.seq), nhưng nhật ký không có thay đổi này",
                en: "\(rows.count) rows carry change \(key.seq), which the log does not have")))
        }
        try verifyUnits(into: &report, in: tx)
        try RecordVerification.run(into: &report, in: tx)
        report.breaks.sort()
        return report
    }

    /// The lists of units carry no numbers of their own: the last change that wrote them holds a digest of all of them.
    private static func verifyUnits(into report: inout VerificationReport, in tx: ReadTransaction) throws {
        let log = OfficialUnits.nationalLog
        for row in try tx.rows("""
            SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change
            WHERE province = \(log) AND kind IN (\(list: [ChangeKind.unitsLoaded, .villagesLoaded])) ORDER BY seq DESC LIMIT 1
            """) {
            let change: Change
            do { change = try Change(row: row) } catch is UnreadableChange { return }  // reported with the chain
            guard let digest = change.detail.facts?["digest"], try UnitStore.digest(in: tx) != digest else { return }
            report.breaks.append(.init(province: log, seq: change.seq, kind: .rowsDiffer, message: Label(
                vi: "danh mục đơn vị không còn như khi thay đổi số \(change.seq) ghi", en: "the list of units is not as change \(change.seq) wrote it")))
        }
    }

    private struct RowsKey: Hashable {
        var province: String
        var seq: Int64
    }

    private static func verify(
        province: String, head: (seq: Int64, hash: String), written: [RowsKey: CoveredRows], known: inout Set<RowsKey>,
        into report: inout VerificationReport, in tx: ReadTransaction
    ) throws {
        var previousHash = "", previous: Int64 = 0, checked = 0
        let removed = try removedChanges(of: province, in: tx)
        func note(_ seq: Int64, _ kind: VerificationReport.Break.Kind, _ message: Label) {
            report.breaks.append(.init(province: province, seq: seq, kind: kind, message: message))
        }
        while true {
            let rows = try tx.rows("""
                SELECT province, seq, at, person, kind, subject, detail, row_count, row_digest, hash FROM change
                WHERE province = \(province) AND seq > \(previous) ORDER BY seq LIMIT 1000
                """)
            if rows.isEmpty { break }
            for row in rows {
                let seq = row.optionalInt64(1) ?? previous + 1, storedHash = row.optionalText(9) ?? ""
                if seq != previous + 1 {
                    note(previous + 1, .missingChange, Label(vi: "thiếu thay đổi số \(previous + 1)", en: "change \(previous + 1) is missing"))
                }
                known.insert(RowsKey(province: province, seq: seq))
                do {
                    let change = try Change(row: row)
                    if change.chained(after: previousHash) != storedHash {
                        note(seq, .chainBroken, Label(vi: "thay đổi số \(seq) không khớp mã băm của nó hoặc của thay đổi trước",
                                                      en: "change \(seq) does not match its hash, or the one before it was altered"))
                    }
                    let rows = written[RowsKey(province: province, seq: seq)] ?? CoveredRows()
                    if removed.contains(seq) ? rows.count != 0 : (rows.count != change.rowCount || rows.digest != change.rowDigest) {
                        note(seq, .rowsDiffer, Label(
                            vi: "số liệu do thay đổi số \(seq) ghi (\(change.kind.rawValue), \(change.subject)) không còn như khi ghi: có \(rows.count) dòng, nhật ký ghi \(change.rowCount)",
                            en: "the rows written by change \(seq) (\(change.kind.rawValue), \(change.subject)) are not as written: \(rows.count) rows, the log says \(change.rowCount)"))
                    }
                } catch let error as UnreadableChange {
                    note(seq, .unreadableChange, Label(vi: "không đọc được thay đổi số \(seq): \(error.field)", en: "change \(seq) cannot be read: \(error.field)"))
                }
                previousHash = storedHash
                previous = seq
                checked += 1
            }
        }
        if (previous, previousHash) != head {
            note(head.seq, .headDiffers, Label(vi: "nhật ký kết thúc ở số \(previous), sổ đếm ghi \(head.seq)",
                                               en: "the log ends at \(previous), the counter says \(head.seq)"))
        }
        report.changes[province] = checked
    }

    /// Changes whose rows a later one took away, such as demonstration values.
    private static func removedChanges(of province: String, in tx: ReadTransaction) throws -> Set<Int64> {
        var removed: Set<Int64> = []
        for row in try tx.rows("""
            SELECT detail FROM change WHERE province = \(province) AND kind = \(ChangeKind.demonstrationRemoved.rawValue)
            """) {
            do { removed.formUnion(try ChangeDetail(json: row.optionalText(0) ?? "").removed ?? []) } catch is DecodingError {
                continue  // the entry itself is reported as unreadable
            }
        }
        return removed
    }

    private static func rowsByChange(in tx: ReadTransaction, total: inout Int64) throws -> [RowsKey: CoveredRows] {
        var written: [RowsKey: CoveredRows] = [:]
        var bytes = RowBytes()
        for table in CoveredTable.all {
            var province = "", current: [Int64: CoveredRows] = [:]
            func flush() {
                for (seq, rows) in current { written[RowsKey(province: province, seq: seq), default: CoveredRows()].add(rows) }
                current.removeAll(keepingCapacity: true)
            }
            try tx.each(table.select) { row in
                let rowProvince = row.text(0)
                if rowProvince != province {
                    flush()
                    province = rowProvince
                }
                bytes.begin(table: table.name)
                for column in 0..<table.columnCount {
                    if row.isNull(column) { bytes.addNull() } else { row.withBytes(column) { bytes.add($0.bindMemory(to: UInt8.self)) } }
                }
                current[row.int64(1), default: CoveredRows()].add(bytes)
                total += 1
            }
            flush()
        }
        return written
    }
}

/// A table whose rows are covered by the log's hashes.
package struct CoveredTable: Sendable {
    package var name: StaticString
    /// Selects province and number first, then every other column, in the order in which they are hashed.
    package var select: SQL
    package var columnCount: Int

    package static let all = [packs, values, agencies, people, roles, delegations, reportCells, reportRemarks, documents, attachments, recordFiles, reminders, recordVersions, recordComments]
    package static let packs = CoveredTable(name: "pack", select: "SELECT province, seq, code, version, body FROM pack ORDER BY province", columnCount: 5)
    package static let values = CoveredTable(
        name: "data_value",
        select: "SELECT province, seq, data_element, period, unit, options, status, value, bound, comment, source, method FROM data_value ORDER BY province",
        columnCount: 12)
}
