import Domain
import Foundation
import Storage

extension Notices {
    /// Puts a notice before people, as part of what gave the occasion for it.
    ///
    /// It writes one row for each person and does nothing else: mail goes out later, from ``NoticeMail``. Deadlines are told by ``tellDeadlines(by:)``.
    ///
    /// ```swift
    /// try Notices.add(.returned, about: key, to: senders, from: person.name, note: reason, due: newDue, province: "11", at: now, in: tx)
    /// ```
    ///
    /// - Parameters:
    ///   - people: each gets one notice, also where named twice.
    ///   - sender: who did it: a full name, or as in the change log.
    ///   - note: a reason, a remark or a reminder in somebody's own words.
    ///   - remarks: on cells, with a return or a reopening.
    ///   - count: reports of the form and period beneath the unit, where it is about several.
    ///   - province: of the report.
    /// - Returns: how many rows were written.
    @discardableResult
    package static func add(
        _ kind: NoticeKind, about report: ReportKey, to people: some Sequence<PersonID>, from sender: String? = nil, note: String? = nil, due: Day? = nil,
        remarks: [Notice.Remark] = [], count: Int? = nil, province: String, at moment: Moment, in tx: WriteTransaction
    ) throws -> Int {
        try add(kind, about: .report(report), to: people, facts: Notice.Facts(by: sender, note: note, due: due, remarks: remarks.isEmpty ? nil : remarks, count: count), province: province, at: moment, in: tx)
    }

    @discardableResult
    static func add(_ kind: NoticeKind, about subject: Notice.Subject, to people: some Sequence<PersonID>, facts: Notice.Facts, province: String, at moment: Moment, in tx: WriteTransaction) throws -> Int {
        let json = facts.json
        var written = 0
        for person in Set(people).sorted() {
            written += try tx.execute("""
                INSERT INTO notice (province, id, person, kind, subject, facts, created)
                VALUES (\(province), \(Identifier.next(at: moment)), \(person), \(kind), \(subject.description), \(json), \(moment.iso))
                """)
        }
        return written
    }

    /// Marks what nobody needs to read any more as read: another step came after it.
    static func settle(_ kinds: [NoticeKind], about report: ReportKey, in province: String, at moment: Moment, _ tx: WriteTransaction) throws {
        try settle(kinds, about: .report(report), in: province, at: moment, tx)
    }

    static func settle(_ kinds: [NoticeKind], about subject: Notice.Subject, in province: String, at moment: Moment, _ tx: WriteTransaction) throws {
        try tx.execute("""
            UPDATE notice SET read_at = \(moment.iso)
            WHERE province = \(province) AND subject = \(subject.description) AND read_at IS NULL AND kind IN (\(list: kinds.map(\.rawValue)))
            """)
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
