import Foundation

/// An empty corner of a PostgreSQL server that is thrown away after use, for tests and rehearsals.
package struct ScratchSchema: Sendable {
    /// Where to open a database that sees only this corner.
    package let location: DatabaseLocation
    private let url: String
    private let name: String

    /// Makes the corner.
    ///
    /// - Throws: ``StorageError/cannotOpen(path:reason:)``.
    package init(on url: String) throws {
        name = "scratch_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        self.url = url
        location = .postgres(url: url + (url.contains("?") ? "&" : "?") + "options=-csearch_path%3D" + name)
        try execute("CREATE SCHEMA \(sql: SQL(name: name))")
    }

    /// Removes the corner with all that is in it.
    package func drop() throws {
        try execute("DROP SCHEMA \(sql: SQL(name: name)) CASCADE")
    }

    private func execute(_ sql: SQL) throws {
        let server = PostgresEngine(url: url, readOnly: false)
        defer { server.close() }
        try server.write { tx in _ = try tx.execute(sql) }
    }
}
