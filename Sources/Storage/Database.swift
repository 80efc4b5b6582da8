/// The programme's data, in a folder on this machine or on a PostgreSQL server.
///
/// ```swift
/// let database = try Database.open(.sqlite(folder: "khen-data"), migrations: schema)
/// let late = try await database.read { tx in try tx.rows("SELECT id FROM report WHERE due < \(today)") }
/// try await database.write { tx in try tx.execute("UPDATE report SET state = 'late' WHERE id = \(id)") }
/// ```
///
/// - A read sees the data as they were at one moment, however long it takes, and is never in the way of a write.
/// - A write is kept whole or not at all. When it has returned, the data are on the disk.
/// - The closures are synchronous: nothing waits for the network or a person inside a transaction. In an `async` function the variants that do not block
///   the caller's thread are chosen, and they run to their end even when the caller's task is cancelled.
/// - A transaction inside another of the same database stops the program: pass the transaction on instead.
package final class Database: Sendable {
    let engine: any Engine
    let migrations: [Migration]

    init(engine: any Engine, migrations: [Migration]) {
        self.engine = engine
        self.migrations = migrations
    }

    /// Opens the data and brings them up to date; makes them if there are none.
    ///
    /// - Parameters:
    ///   - migrations: every step that the data have ever taken, in order.
    ///   - readOnly: nothing may be written, also not made or brought up to date.
    /// - Throws: ``StorageError/cannotOpen(path:reason:)``, ``StorageError/newerSchema(found:known:)``, ``StorageError/changedMigration(number:name:)``; with
    ///   `readOnly` also ``StorageError/olderSchema(found:known:)``.
    package static func open(_ location: DatabaseLocation, migrations: [Migration], readOnly: Bool = false) throws -> Database {
        let engine: any Engine = switch location {
        case .sqlite(let folder): try SQLiteEngine(folder: folder, readOnly: readOnly)
        case .postgres(let url): PostgresEngine(url: url, readOnly: readOnly)
        }
        let database = Database(engine: engine, migrations: migrations)
        do {
            try database.bringUpToDate(readOnly: readOnly)
        } catch {
            database.close()
            throw error
        }
        return database
    }

    package var dialect: Dialect { engine.dialect }

    /// Gives back files and connections, after the transactions that have begun.
    package func close() {
        engine.close()
    }

    // MARK: Transactions

    package func read<T>(_ body: (ReadTransaction) throws -> T) throws -> T {
        try alone { try engine.read(body) }
    }

    @discardableResult
    package func write<T>(_ body: (WriteTransaction) throws -> T) throws -> T {
        try alone { try engine.write(body) }
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            engine.startRead({ tx in try self.alone { try body(tx) } }, then: { continuation.resume(with: $0) })
        }
    }

    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            engine.startWrite({ tx in try self.alone { try body(tx) } }, then: { continuation.resume(with: $0) })
        }
    }

    /// The databases that have a transaction open around this point.
    @TaskLocal private static var inTransaction: [ObjectIdentifier] = []

    /// Two connections held by one thread can wait for each other for ever, so that is refused at once.
    private func alone<T>(_ body: () throws -> T) rethrows -> T {
        let id = ObjectIdentifier(self)
        precondition(!Self.inTransaction.contains(id), "a transaction was begun inside another of the same database")
        return try Self.$inTransaction.withValue(Self.inTransaction + [id], operation: body)
    }
}
