import Foundation

/// One step from an older form of the data to a newer one.
///
/// A migration that has been released is never edited: the next change is the next number.
package struct Migration: Sendable {
    package let number: Int
    package let name: String
    let statements: [SQL]

    /// - Parameters:
    ///   - number: above that of every earlier migration; from 1.
    ///   - statements: run in order on both engines. One that is empty on an engine, see ``SQL/on(sqlite:postgres:)``, is left out there.
    package init(number: Int, name: String, statements: [SQL]) {
        self.number = number
        self.name = name
        self.statements = statements
    }

    /// A short mark of what the statements say on both engines, to notice an edit: 64-bit FNV-1a in hexadecimal.
    ///
    /// - Source: Fowler, Noll, Vo: "The FNV Non-Cryptographic Hash Algorithm", draft-eastlake-fnv.
    var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for dialect in Dialect.allCases {
            for statement in statements.map({ RenderedSQL($0, for: dialect) }) {
                let said = [Array(statement.text.utf8)] + statement.values.map { $0.blob ?? Array(($0.text ?? "NULL").utf8) }
                for byte in said.joined(separator: [0]) {
                    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
                }
            }
        }
        return String(hash, radix: 16)
    }
}

// MARK: - Bringing a database up to date

extension Database {
    /// Runs the migrations that have not run yet, once, also when two processes start together.
    func bringUpToDate(readOnly: Bool) throws {
        let pending = try read { tx in try self.pending(in: tx) }
        guard let last = pending.last else { return }
        guard !readOnly else {
            throw StorageError.olderSchema(found: migrations.dropLast(pending.count).last?.number ?? 0, known: last.number)
        }
        try write { tx in
            try tx.lockSchema()
            try tx.execute("""
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)
                """)
            for migration in try self.pending(in: tx) {
                for statement in migration.statements where !RenderedSQL(statement, for: tx.dialect).text.isEmpty {
                    try tx.execute(statement)
                }
                try tx.execute("""
                    INSERT INTO schema_migration (number, name, checksum, applied_at)
                    VALUES (\(migration.number), \(migration.name), \(migration.checksum), \(Date.now.formatted(.iso8601)))
                    """)
                try tx.sortTextByCodePoint()
            }
        }
    }

    /// The migrations that this database has not seen, after a check of those it has.
    private func pending(in tx: ReadTransaction) throws -> [Migration] {
        precondition(zip(migrations, migrations.dropFirst()).allSatisfy { $0.number < $1.number }, "migrations are in the order of their numbers")
        guard try tx.tableNames().contains("schema_migration") else { return migrations }
        let applied = try tx.rows("SELECT number, name, checksum FROM schema_migration ORDER BY number")
        let known = migrations.last?.number ?? 0
        if let found = applied.last?.int("number"), found > known {
            throw StorageError.newerSchema(found: found, known: known)
        }
        for (row, migration) in zip(applied, migrations) where row.int("number") != migration.number || row.text("checksum") != migration.checksum {
            throw StorageError.changedMigration(number: row.int("number"), name: row.text("name"))
        }
        return Array(migrations.dropFirst(applied.count))
    }
}

extension ReadTransaction {
    /// The tables of this database, in alphabetical order.
    func tableNames() throws -> [String] {
        try rows(.on(
            sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
            postgres: """
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name COLLATE "C"
                """)).map { $0.text(0) }
    }
}

extension WriteTransaction {
    /// Lets only one process at a time change the schema. SQLite has one writer anyway.
    fileprivate func lockSchema() throws {
        guard dialect == .postgres else { return }
        try execute("SET LOCAL lock_timeout = '10min'")
        try execute("SELECT pg_advisory_xact_lock(5210931)")
    }

    /// Gives text columns the order that SQLite has, where the server's own order is another one.
    ///
    /// Otherwise `ORDER BY` and `<` would not mean the same on both engines, nor the same as in Swift.
    fileprivate func sortTextByCodePoint() throws {
        guard dialect == .postgres else { return }
        let columns = try rows("""
            SELECT c.relname AS table_name, a.attname AS column_name
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_database d ON d.datname = current_database()
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
              AND a.atttypid = 'text'::regtype AND a.attcollation = 'default'::regcollation
              AND (to_jsonb(d) ->> 'datlocprovider' <> 'c' OR d.datcollate NOT IN ('C', 'POSIX'))
            ORDER BY c.relname, a.attnum
            """)
        for (table, columns) in Dictionary(grouping: columns, by: { $0.text("table_name") }).sorted(by: { $0.key < $1.key }) {
            let changes = columns.map { row in
                "ALTER COLUMN \(sql: SQL(name: row.text("column_name"))) TYPE TEXT COLLATE \"C\"" as SQL
            }
            try execute("ALTER TABLE \(sql: SQL(name: table)) \(sql: changes.joined(separator: ", "))")
        }
    }
}
