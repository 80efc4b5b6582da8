import Domain
import Foundation
import Storage

/// What people are told: their notices on the site, and the mail that gathers what they have not read.
package struct Notices: Sendable {
    let khen: Khen
}

extension Khen {
    package var notices: Notices { Notices(khen: self) }
}

extension Notices {
    private static let columns: SQL = "id, province, person, kind, subject, facts, created, read_at, mailed_at"

    /// A person's own notices, newest first.
    package func list(of person: PersonID, limit: Int = 100) throws -> [Notice] {
        try khen.database.read { tx in
            try tx.rows("SELECT \(sql: Self.columns) FROM notice WHERE person = \(person) ORDER BY created DESC, id DESC LIMIT \(limit)").compactMap(Notice.init(row:))
        }
    }

    /// How many a person has not read.
    package func unread(of person: PersonID) throws -> Int {
        try khen.database.read { try $0.row("SELECT COUNT(*) FROM notice WHERE person = \(person) AND read_at IS NULL")?.int(0) ?? 0 }
    }

    /// One of a person's own notices.
    ///
    /// - Throws: ``NotFound``, also for another person's.
    package func notice(_ id: String, of person: PersonID) throws -> Notice {
        let found = try khen.database.read { try $0.row("SELECT \(sql: Self.columns) FROM notice WHERE person = \(person) AND id = \(id)").flatMap(Notice.init(row:)) }
        guard let found else { throw NotFound(Label(vi: "Không có thông báo này.", en: "There is no such notice.")) }
        return found
    }

    /// Marks a person's own notices as read; others are left alone.
    ///
    /// - Parameter ids: `nil` for all of them.
    /// - Returns: how many were not read before.
    @discardableResult
    package func markRead(_ ids: [String]? = nil, of person: PersonID) throws -> Int {
        let now = khen.now().iso, scope: SQL = ids.map { "AND id IN (\(list: $0.prefix(1000)))" } ?? ""
        return try khen.database.write { try $0.execute("UPDATE notice SET read_at = \(now) WHERE person = \(person) AND read_at IS NULL \(sql: scope)") }
    }

    /// Marks what a person has been told of a report as read, because they are looking at it.
    package func markRead(about report: ReportKey, of person: PersonID) throws { try markRead(about: .report(report), of: person) }

    package func markRead(about subject: Notice.Subject, of person: PersonID) throws {
        let now = khen.now().iso
        try khen.people.noteUse { try $0.execute("UPDATE notice SET read_at = \(now) WHERE person = \(person) AND subject = \(subject.description) AND read_at IS NULL") }
    }
}

extension Notice {
    /// - Returns: `nil` for a kind that only a newer version knows.
    init?(row: Row) {
        guard let kind = NoticeKind(rawValue: row.text(3)), let subject = Subject(parsing: row.text(4)), let created = Moment(iso: row.text(6)) else { return nil }
        let facts: Facts
        do { facts = try JSONDecoder().decode(Facts.self, from: Data(row.text(5).utf8)) } catch { return nil }
        self.init(
            id: row.text(0), province: row.text(1), person: PersonID(row.text(2)), kind: kind, subject: subject,
            facts: facts, created: created, read: row.optionalText(7).flatMap { Moment(iso: $0) }, mailed: row.optionalText(8).flatMap { Moment(iso: $0) })
    }

    /// Where the report or record is, or the list of several reports, within the site.
    package var path: String {
        func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~:"))) ?? text }
        let report: ReportKey
        switch subject {
        case .report(let key): report = key
        case .record(let key): return "/registers/" + [key.register, key.id].map(encoded).joined(separator: "/")
        }
        guard facts.count == nil else {
            return "/reports/overview?form=\(encoded(report.form))&unit=\(encoded(report.unit.rawValue))&period=\(encoded(report.period))#late"
        }
        return "/reports/" + [report.form, report.period, report.unit.rawValue].map(encoded).joined(separator: "/")
    }
}
