import Domain
import Foundation
import Storage

extension Notices {
    /// Puts a notice before people, as part of what gave the occasion for it.
    ///
    /// It writes one row for each person and does nothing else: mail goes out later, from ``NoticeMail``. ``NoticeKind/dueSoon`` and ``NoticeKind/late`` come
    /// once for a person, report and day, so whoever looks for them need not remember whom they have told.
    ///
    /// ```swift
    /// try Notices.add(.returned, about: key, to: senders, from: person.name, note: reason, due: newDue, province: "11", at: now, in: tx)
    /// ```
    ///
    /// - Parameters:
    ///   - people: each gets one notice, also where named twice.
    ///   - sender: who did it, as in the change log.
    ///   - note: a reason, a remark or a reminder in somebody's own words.
    ///   - cell: what the page of the report calls the cell that a remark is on.
    ///   - province: of the report.
    /// - Returns: how many rows were written.
    @discardableResult
    package static func add(
        _ kind: NoticeKind, about report: ReportKey, to people: some Sequence<PersonID>, from sender: String? = nil, note: String? = nil, due: Day? = nil,
        cell: String? = nil, province: String, at moment: Moment, in tx: WriteTransaction
    ) throws -> Int {
        let facts = Notice.Facts(by: sender, note: note, due: due, cell: cell).json
        var written = 0
        for person in Set(people).sorted() {
            let id = kind.comesOnce ? "\(kind.rawValue)/\(report)/\(due?.iso ?? "")/\(person)" : Identifier.next(at: moment)
            written += try tx.execute("""
                INSERT INTO notice (province, id, person, kind, subject, facts, created)
                VALUES (\(province), \(id), \(person), \(kind), \(report.description), \(facts), \(moment.iso)) ON CONFLICT (province, id) DO NOTHING
                """)
        }
        return written
    }
}

extension Notice.Facts {
    /// Keys sorted, so that the same facts always read the same.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            preconditionFailure("the facts of a notice are texts and a day: \(error)")
        }
    }
}
