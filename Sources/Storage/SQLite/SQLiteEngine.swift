import Foundation
import GRDB
import GRDBSQLite

/// The embedded database: one file, any number of readers beside one writer, also from other processes.
final class SQLiteEngine: Engine {
    let dialect = Dialect.sqlite
    private let file: any DatabaseWriter

    /// Seconds to wait for another process that is writing.
    private static let patience = 30.0

    /// The database in a data folder.
    init(folder: String, readOnly: Bool) throws {
        let path = DatabaseLocation.file(in: folder)
        if readOnly {
            guard FileManager.default.fileExists(atPath: path) else {
                throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(ENOENT)))
            }
        } else {
            try makeFolder(folder)
        }
        var configuration = Self.configuration
        configuration.readonly = readOnly
        file = try SQLiteError.translated(path: path) {
            let pool = try DatabasePool(path: path, configuration: configuration)
            if !readOnly {
                try pool.writeWithoutTransaction { db in
                    // A commit is on the disk when it returns; GRDB's choice for a pool would survive a crash, but not a power cut.
                    try db.execute(sql: "PRAGMA synchronous = FULL")
                    // A long import fits into memory rather than being written twice.
                    try db.execute(sql: "PRAGMA cache_size = -65536")
                    // After a long import the log gives its room back.
                    try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
                }
            }
            return pool
        }
    }

    /// A file of its own, such as a backup: nobody else uses it, and it is one file without a log beside it.
    init(file path: String, readOnly: Bool) throws {
        var configuration = Self.configuration
        configuration.readonly = readOnly
        configuration.foreignKeysEnabled = false
        file = try SQLiteError.translated(path: path) { try DatabaseQueue(path: path, configuration: configuration) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.label = "khen"
        return configuration
    }

    func read<T>(_ body: (ReadTransaction) throws -> T) throws -> T {
        try SQLiteError.translated { try file.read { db in try Self.read(db, body) } }
    }

    func write<T>(_ body: (WriteTransaction) throws -> T) throws -> T {
        try SQLiteError.translated { try file.writeWithoutTransaction { db in try Self.write(db, body) } }
    }

    func startRead<T: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> T, then: @escaping @Sendable (Result<T, any Error>) -> Void) {
        file.asyncRead { db in
            then(Result { try SQLiteError.translated { try Self.read(db.get(), body) } })
        }
    }

    func startWrite<T: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> T, then: @escaping @Sendable (Result<T, any Error>) -> Void) {
        file.asyncWriteWithoutTransaction { db in
            then(Result { try SQLiteError.translated { try Self.write(db, body) } })
        }
    }

    func close() {
        do {
            try file.close()
        } catch {
            preconditionFailure("the database was closed inside one of its transactions: \(error)")
        }
    }

    private static func read<T>(_ db: GRDB.Database, _ body: (ReadTransaction) throws -> T) throws -> T {
        try ReadTransaction(SQLiteSession(db)).finished { tx in try body(tx) }
    }

    private static func write<T>(_ db: GRDB.Database, _ body: (WriteTransaction) throws -> T) throws -> T {
        // Before anything else, because it finds out whether the database was closed.
        let session = try SQLiteSession(db)
        let tx = WriteTransaction(session)
        var result: T?
        try db.inTransaction(.immediate) {
            result = try tx.finished { _ in try body(tx) }
            return .commit
        }
        session.giveBackMemory()
        guard let result else { preconditionFailure("a transaction ended without running") }
        return result
    }
}

// MARK: - Whole files

extension SQLiteEngine {
    /// Writes a copy of the database as it is now over all that `destination` holds, in one transaction of the destination.
    func copy(to destination: SQLiteEngine) throws {
        try SQLiteError.translated { try file.backup(to: destination.file) }
    }

    /// Runs statements that must stand outside a transaction, such as most `PRAGMA`s.
    func outsideTransaction(_ sql: String...) throws {
        try SQLiteError.translated {
            try file.writeWithoutTransaction { db in
                for sql in sql { try db.execute(sql: sql) }
            }
        }
    }
}
