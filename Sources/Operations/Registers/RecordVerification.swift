import Domain
import Storage

/// Looks whether records say what they said when they were written. The log covers a hash of each version; here each version is held against its hash, each record against its last
/// version, and the figures against the records.
enum RecordVerification {
    static func run(into report: inout VerificationReport, in tx: ReadTransaction) throws {
        try verifyContents(into: &report, in: tx)
        try AttachmentStore.verify(into: &report, in: tx)
        try verifyStandings(into: &report, in: tx)
    }

    private static func verifyContents(into report: inout VerificationReport, in tx: ReadTransaction) throws {
        var breaks: [VerificationReport.Break] = []
        try tx.each("SELECT province, seq, register, id, content_hash, salt, note, body FROM record_version WHERE salt IS NOT NULL") { row in
            let note: String? = row.isNull(6) ? nil : row.text(6)
            guard RecordStore.contentHash(salt: row.text(5), note: note, body: row.isNull(7) ? "" : row.text(7)) != row.text(4) else { return }
            breaks.append(altered(row.text(0), row.int64(1), RecordKey(row.text(2), row.text(3))))
        }
        try tx.each("SELECT province, seq, register, id, content_hash, salt, words FROM record_comment WHERE salt IS NOT NULL") { row in
            guard RecordStore.contentHash(salt: row.text(5), note: nil, body: row.isNull(6) ? "" : row.text(6)) != row.text(4) else { return }
            breaks.append(altered(row.text(0), row.int64(1), RecordKey(row.text(2), row.text(3))))
        }
        report.breaks += breaks
    }

    /// What lists show must be what the last version says.
    private static func verifyStandings(into report: inout VerificationReport, in tx: ReadTransaction) throws {
        for row in try tx.rows("""
            SELECT r.province, r.seq, r.register, r.id FROM record r LEFT JOIN record_version v ON v.province = r.province AND v.register = r.register AND v.id = r.id AND v.seq = r.seq
            WHERE v.seq IS NULL OR v.unit <> r.unit OR v.state <> r.state OR v.standing <> r.standing OR (v.body IS NOT NULL AND v.body <> r.body) LIMIT 1000
            """) {
            report.breaks.append(altered(row.text(0), row.int64(1), RecordKey(row.text(2), row.text(3))))
        }
    }

    private static func altered(_ province: String, _ seq: Int64, _ key: RecordKey) -> VerificationReport.Break {
        .init(province: province, seq: seq, kind: .rowsDiffer, message: Label(vi: "hồ sơ \(key) không còn như khi thay đổi số \(seq) ghi", en: "the record \(key) is not as change \(seq) wrote it"))
    }
}
