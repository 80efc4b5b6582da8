import Foundation

extension Database {
    /// Puts the data of a backup in place, all of them or none.
    ///
    /// A backup by an older version is brought up to date on the way. The folder may not be one that a process serves from.
    ///
    /// - Parameter overwrite: data that are there already may be replaced.
    /// - Throws: ``StorageError/notEmpty(location:table:)`` unless `overwrite`; ``StorageError/damaged(path:reason:)`` when the file is no backup or is broken;
    ///   ``StorageError/newerSchema(found:known:)``; ``StorageError/folderInUse(path:pid:)``.
    package static func restore(from file: String, into location: DatabaseLocation, migrations: [Migration], overwrite: Bool = false) throws {
        let workplace = FileManager.default.temporaryDirectory.appendingPathComponent("khen-restore-\(UUID().uuidString)").path
        try makeFolder(workplace)
        defer { remove(workplace) }
        let backup = try upToDateBackup(file, migrations: migrations, workplace: workplace)
        defer { backup.close() }
        switch location {
        case .sqlite(let folder): try restore(backup, intoFolder: folder, overwrite: overwrite)
        case .postgres: try restore(backup, intoServer: location, overwrite: overwrite)
        }
    }

    /// Opens and checks a backup; one by an older version is copied to the workplace and brought up to date there.
    private static func upToDateBackup(_ path: String, migrations: [Migration], workplace: String) throws -> Database {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(ENOENT)))
        }
        let original = try SQLiteEngine(file: path, readOnly: true)
        do {
            try check(original, path: path)
            let backup = Database(engine: original, migrations: migrations)
            try backup.bringUpToDate(readOnly: true)
            return backup
        } catch StorageError.olderSchema {
            defer { original.close() }
            let newer = try SQLiteEngine(file: workplace + "/" + DatabaseLocation.fileName, readOnly: false)
            do {
                try original.copy(to: newer)
                let backup = Database(engine: newer, migrations: migrations)
                try backup.bringUpToDate(readOnly: false)
                return backup
            } catch {
                newer.close()
                throw error
            }
        } catch {
            original.close()
            throw error
        }
    }

    private static func check(_ backup: SQLiteEngine, path: String) throws {
        do {
            try backup.read { tx in
                guard try tx.tableNames().contains("schema_migration") else {
                    throw StorageError.damaged(path: path, reason: "no table schema_migration")
                }
                if let problem = try tx.row("PRAGMA quick_check(1)")?.optionalText(0), problem != "ok" {
                    throw StorageError.damaged(path: path, reason: problem)
                }
                if let row = try tx.row("SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1") {
                    throw StorageError.damaged(path: path, reason: "\(row[0].text ?? "") → \(row[1].text ?? "")")
                }
            }
        } catch StorageError.damaged(_, let reason) {
            throw StorageError.damaged(path: path, reason: reason)
        }
    }

    private static func restore(_ backup: Database, intoFolder folder: String, overwrite: Bool) throws {
        let lock = try FolderLock(folder: folder)
        try withExtendedLifetime(lock) {
            let destination = try SQLiteEngine(folder: folder, readOnly: false)
            defer { destination.close() }
            if !overwrite { try destination.read { tx in try tx.refuseRows(in: try tx.tableNames(), at: folder) } }
            guard let source = backup.engine as? SQLiteEngine else { preconditionFailure("a backup is an SQLite file") }
            // SQLite makes the whole copy one transaction of the destination.
            try source.copy(to: destination)
        }
    }

    private static func restore(_ backup: Database, intoServer location: DatabaseLocation, overwrite: Bool) throws {
        let destination = try Database.open(location, migrations: backup.migrations)
        defer { destination.close() }
        try backup.read { source in
            try destination.write { tx in
                if !overwrite { try tx.refuseRows(in: try tx.tableNames(), at: location.description) }
                let tables = try source.tables()
                try tx.execute("TRUNCATE \(sql: tables.map(\.name).joined(separator: ", "))")
                for table in tables { try tx.copyRows(of: table, from: source) }
            }
        }
    }

    private static func remove(_ folder: String) {
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            // The system empties its temporary folder by itself.
        }
    }
}

extension ReadTransaction {
    /// Makes sure that there are no data yet, apart from the list of migrations.
    fileprivate func refuseRows(in tables: [String], at location: String) throws {
        for table in tables where table != "schema_migration" {
            if try row("SELECT 1 FROM \(sql: SQL(name: table)) LIMIT 1") != nil {
                throw StorageError.notEmpty(location: location, table: table)
            }
        }
    }
}
