import Storage

/// Whether the service can do its work: what its database answers.
package struct Health: Sendable {
    package enum DatabaseKind: String, Sendable, Codable, CaseIterable { case sqlite, postgres }

    package var database: DatabaseKind
    /// The latest change of all logs; `nil` where nothing was ever written, or where the database does not answer.
    package var lastChange: Change?
    package var isDatabaseAnswering: Bool
}

extension Khen {
    /// Asks the database for its latest change; that it does not answer is part of the finding.
    package func health() -> Health {
        let kind: Health.DatabaseKind = database.dialect == .sqlite ? .sqlite : .postgres
        do {
            return Health(database: kind, lastChange: try log.latest(limit: 1).first, isDatabaseAnswering: true)
        } catch {
            return Health(database: kind, lastChange: nil, isDatabaseAnswering: false)
        }
    }
}
