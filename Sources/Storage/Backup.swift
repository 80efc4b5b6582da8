import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Database {
    /// Writes all data, as they are at one moment, into one file while others go on working.
    ///
    /// The file is an SQLite database with the same tables, whichever engine the data are in, so it can be restored into either. It gets its name only when it
    /// is complete and on the disk.
    ///
    /// - Throws: ``StorageError/fileExists(path:)`` unless `overwrite`; ``StorageError/diskFull``; ``StorageError/cannotOpen(path:reason:)``.
    package func backup(to file: String, overwrite: Bool = false) throws {
        if !overwrite && FileManager.default.fileExists(atPath: file) { throw StorageError.fileExists(path: file) }
        let unfinished = file + ".unfinished"
        try removeDatabaseFile(unfinished)
        do {
            try writeBackup(to: unfinished)
            try synchronize(unfinished)
            guard rename(unfinished, file) == 0 else {
                throw StorageError.cannotOpen(path: file, reason: String(cString: strerror(errno)))
            }
            try synchronize(URL(fileURLWithPath: file).deletingLastPathComponent().path)
        } catch {
            try removeDatabaseFile(unfinished)
            throw error
        }
    }

    private func writeBackup(to path: String) throws {
        let copy = try SQLiteEngine(file: path, readOnly: false)
        defer { copy.close() }
        if let source = engine as? SQLiteEngine {
            try source.copy(to: copy)
            // The copy says of itself that it has a log beside it; a backup is one file.
            try copy.outsideTransaction("PRAGMA journal_mode = DELETE")
        } else {
            try copy.outsideTransaction("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF")
            let destination = Database(engine: copy, migrations: migrations)
            try destination.bringUpToDate(readOnly: false)
            try read { source in
                try destination.write { tx in
                    for table in try tx.tables() {
                        try tx.execute("DELETE FROM \(sql: table.name)")
                        try tx.copyRows(of: table, from: source)
                    }
                }
            }
            try copy.outsideTransaction("PRAGMA journal_mode = DELETE")
        }
    }
}

// MARK: - Tables

/// A table as the catalogue of an SQLite file describes it.
struct Table {
    let name: SQL
    let columns: [SQL]
}

extension ReadTransaction {
    /// The tables of an SQLite file, each after the tables that it refers to.
    func tables() throws -> [Table] {
        var waiting = try tableNames()
        var references: [String: Set<String>] = [:]
        for name in waiting {
            let found = try rows("SELECT \"table\" FROM pragma_foreign_key_list(\(name))").map { $0.text(0) }
            references[name] = Set(found).subtracting([name])
        }
        var tables: [Table] = []
        while !waiting.isEmpty {
            // In a circle of references the order cannot help; the server then says what it misses.
            let next = waiting.firstIndex { references[$0, default: []].isDisjoint(with: waiting) } ?? 0
            let name = waiting.remove(at: next)
            let columns = try rows("SELECT name FROM pragma_table_info(\(name)) ORDER BY cid").map { SQL(name: $0.text(0)) }
            tables.append(Table(name: SQL(name: name), columns: columns))
        }
        return tables
    }
}

extension WriteTransaction {
    /// Copies every row of a table from another database, without holding them in memory.
    func copyRows(of table: Table, from source: ReadTransaction) throws {
        try insertRows(into: table.name, columns: table.columns) { writer in
            try source.each("SELECT \(sql: table.columns.joined(separator: ", ")) FROM \(sql: table.name)") { row in
                for column in table.columns.indices { writer.value(row.value(column)) }
                try writer.endRow()
            }
        }
    }
}

// MARK: - Files

/// Removes a database file and what SQLite keeps beside it, if they are there.
func removeDatabaseFile(_ path: String) throws {
    for path in [path, path + "-journal", path + "-wal", path + "-shm"] {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
    }
}

/// Waits until a file, or the names in a folder, are on the disk.
private func synchronize(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
        throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
        throw errno == ENOSPC ? StorageError.diskFull : .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
}
