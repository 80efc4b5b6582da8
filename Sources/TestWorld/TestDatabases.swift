import Foundation
import Storage

/// There is no PostgreSQL server to test on.
package struct MissingTestServer: Error, CustomStringConvertible {
    package let description = "This test needs PostgreSQL: run the tests with bin/test, or set KHEN_TEST_POSTGRES to the address of a server."
}

/// An empty place for a database of either kind, removed by ``remove()``.
package struct TestPlace: Sendable {
    package let location: DatabaseLocation
    /// A folder for the test's own files.
    package let folder: String
    private let schema: ScratchSchema?

    /// - Throws: ``MissingTestServer`` for PostgreSQL when no server is known; a test must not pass by being left out.
    package init(_ dialect: Dialect) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("khen-test-\(UUID().uuidString)").path
        switch dialect {
        case .sqlite:
            schema = nil
            location = .sqlite(folder: folder + "/data")
        case .postgres:
            guard let url = ProcessInfo.processInfo.environment["KHEN_TEST_POSTGRES"] else { throw MissingTestServer() }
            let schema = try ScratchSchema(on: url)
            self.schema = schema
            location = schema.location
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    package func remove() throws {
        try schema?.drop()
        try FileManager.default.removeItem(atPath: folder)
    }
}

/// Runs a test in an empty place for a database, and removes the place.
@discardableResult
package func withPlace<T>(for dialect: Dialect, _ body: (TestPlace) throws -> T) throws -> T {
    let place = try TestPlace(dialect)
    let result = Result { try body(place) }
    try place.remove()
    return try result.get()
}

/// Runs a test on a new database, and removes the database.
@discardableResult
package func withDatabase<T>(on dialect: Dialect, migrations: [Migration], _ body: (Database) throws -> T) throws -> T {
    try withPlace(for: dialect) { place in
        let database = try Database.open(place.location, migrations: migrations)
        defer { database.close() }
        return try body(database)
    }
}

/// Runs a test on a new database, and removes the database.
@discardableResult
package func withDatabase<T>(
    on dialect: Dialect, migrations: [Migration], isolation: isolated (any Actor)? = #isolation, _ body: (Database) async throws -> T
) async throws -> T {
    let place = try TestPlace(dialect)
    do {
        let database = try Database.open(place.location, migrations: migrations)
        let result: T
        do {
            result = try await body(database)
        } catch {
            database.close()
            throw error
        }
        database.close()
        try place.remove()
        return result
    } catch {
        try place.remove()
        throw error
    }
}
