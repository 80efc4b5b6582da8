import Domain
import Storage

/// What people can ask of the change logs, and the copies made of everything.
package struct Log: Sendable {
    let khen: Khen

    /// Recomputes all logs; see ``Verification``.
    package func verify(by person: Person) throws -> VerificationReport {
        try person.require(.maintain)
        return try khen.database.read { try Verification.run(in: $0) }
    }

    /// Writes a consistent copy of all data to one file, while others go on writing.
    ///
    /// - Throws: `StorageError.fileExists` when the file is there.
    package func backup(to file: String, by person: Person) throws {
        try person.require(.maintain)
        try khen.database.backup(to: file)
    }

    /// The latest changes, newest first.
    package func latest(of provinces: [String]? = nil, limit: Int = 50) throws -> [Change] {
        try khen.database.read { try ChangeLog.latest(of: provinces, limit: limit, in: $0) }
    }

    /// One change.
    ///
    /// - Throws: ``NotFound``.
    package func change(_ seq: Int64, of province: String) throws -> Change {
        guard let change = try khen.database.read({ try ChangeLog.changes(of: province, after: seq - 1, limit: 1, in: $0).first }), change.seq == seq else {
            throw NotFound(Label(vi: "Không có thay đổi số \(seq) trong nhật ký \(province).", en: "There is no change \(seq) in the log \(province)."))
        }
        return change
    }

    /// Changes of a province in order after a number, for readers that follow the log.
    package func following(_ seq: Int64, of province: String, limit: Int = 200) throws -> [Change] {
        try khen.database.read { try ChangeLog.changes(of: province, after: seq, limit: limit, in: $0) }
    }
}
