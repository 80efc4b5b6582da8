import Foundation
import Synchronization
import Testing

@testable import Storage

/// The tables of these tests: nothing of the field, one column of each kind.
let sampleMigrations = [
    Migration(number: 1, name: "things", statements: [
        """
        CREATE TABLE thing (
            place TEXT NOT NULL, code TEXT NOT NULL, count BIGINT, share DOUBLE PRECISION, seal \(sql: .blob),
            PRIMARY KEY (place, code)
        ) \(sql: .withoutRowID)
        """,
        """
        CREATE TABLE part (
            id TEXT PRIMARY KEY, place TEXT NOT NULL, thing TEXT NOT NULL, size BIGINT NOT NULL CHECK (size >= 0),
            FOREIGN KEY (place, thing) REFERENCES thing (place, code)
        )
        """,
    ])
]

extension WriteTransaction {
    func addThing(_ code: String, place: String = "11", count: Int? = nil) throws {
        try execute("INSERT INTO thing (place, code, count) VALUES (\(place), \(code), \(count))")
    }
}

extension ReadTransaction {
    func first(_ sql: SQL) throws -> SQLValue? { try row(sql)?[0] }
}

extension Database {
    func thingCodes() throws -> [String] {
        try read { tx in try tx.rows("SELECT code FROM thing ORDER BY place, code").map { $0.text("code") } }
    }
}

private struct Stop: Error {}

@Suite struct TransactionTests {
    @Test(arguments: Dialect.allCases)
    func `every kind of value comes back as it went in`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            let awkward = "Điện Biên\t\\N\\ \"'\n\r🎋"
            let seal: [UInt8] = [0, 1, 255, 10, 92]
            try database.write { tx throws in
                try tx.execute("INSERT INTO thing VALUES ('11', \(awkward), \(Int64.min), \(0.1 + 0.2), \(seal))")
                try tx.execute("INSERT INTO thing VALUES ('11', '', \(Int64.max), \(-1e300), \([] as [UInt8]))")
                try tx.execute("INSERT INTO thing VALUES ('11', 'none', \(nil), \(nil), \(nil))")
            }
            try database.read { tx throws in
                let row = try #require(try tx.row("SELECT * FROM thing WHERE code = \(awkward)"))
                #expect(row.text("code") == awkward)
                #expect(row.int64("count") == .min)
                #expect(row.double("share") == 0.1 + 0.2)
                #expect(row.blob("seal") == seal)
                let empty = try #require(try tx.row("SELECT code, count, share, seal FROM thing WHERE code = ''"))
                #expect(empty[0] == .text("") && empty[1] == .integer(.max) && empty[2] == .real(-1e300) && empty[3] == .blob([]))
                let none = try #require(try tx.row("SELECT * FROM thing WHERE code = 'none'"))
                #expect(none.isNull("count") && none.optionalInt("count") == nil && none.optionalDouble("share") == nil && none.optionalBlob("seal") == nil)
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `the same SQL means the same on both engines`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try database.write { tx throws in
                for (code, count) in [("a", 1), ("B", 2), ("đ", 4), ("z", 8)] { try tx.addThing(code, count: count) }
            }
            try database.read { tx throws in
                #expect(try tx.first("SELECT SUM(count) FROM thing") == .integer(15))
                let average = try tx.first("SELECT AVG(count) FROM thing")
                #expect(average == .real(3.75))
                #expect(try tx.first("SELECT COUNT(*) FROM thing WHERE code IN (\(list: [] as [String]))") == .integer(0))
                #expect(try tx.first("SELECT COUNT(*) FILTER (WHERE count > 1) FROM thing") == .integer(3))
                #expect(try tx.row("SELECT EXISTS (SELECT 1 FROM thing WHERE code = \("a"))")?.bool(0) == true)
                #expect(try tx.row("SELECT count IS DISTINCT FROM \(nil) FROM thing WHERE code = 'a'")?.int(0) == 1)
                #expect(try tx.first("SELECT \(7) / 2") == .integer(3))
                #expect(try tx.first("SELECT \("a") WHERE \(nil as String?) IS NULL") == .text("a"))
                #expect(try tx.rows("SELECT code FROM thing ORDER BY code LIMIT \(3)").map { $0.text(0) } == ["B", "a", "z"])
                #expect(try tx.rows("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(4)) SELECT i FROM n").map { $0.int(0) } == [1, 2, 3, 4])
                #expect(try tx.rows("SELECT t.a, t.b FROM (VALUES (\(1), \("x")), (\(2), \(nil))) AS v, (SELECT 1 AS a, 'y' AS b) AS t").count == 2)
                #expect(try tx.rows("SELECT SUM(count) OVER (ORDER BY code) AS running FROM thing ORDER BY code").map { $0.int("running") } == [2, 3, 11, 15])
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a statement says how many rows it changed`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try database.write { tx throws in
                #expect(try tx.execute("INSERT INTO thing (place, code) VALUES ('11', 'a'), ('11', 'b')") == 2)
                #expect(try tx.execute("UPDATE thing SET count = 1 WHERE code = 'nobody'") == 0)
                #expect(try tx.execute("INSERT INTO thing (place, code) VALUES ('11', 'a') ON CONFLICT (place, code) DO NOTHING") == 0)
                #expect(try tx.execute("INSERT INTO thing (place, code, count) VALUES ('11', 'a', 5) ON CONFLICT (place, code) DO UPDATE SET count = excluded.count") == 1)
                #expect(try tx.execute("CREATE TABLE other (a TEXT)") == 0)
                #expect(try tx.row("INSERT INTO thing (place, code) VALUES ('11', 'c') RETURNING code")?.text("code") == "c")
                #expect(try tx.execute("DELETE FROM thing") == 3)
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a write that throws leaves nothing behind`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            #expect(throws: Stop.self) {
                try database.write { tx throws in
                    try tx.addThing("a")
                    throw Stop()
                }
            }
            #expect(try database.thingCodes() == [])
            try database.write { tx in try tx.addThing("b") }
            #expect(try database.thingCodes() == ["b"])
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a swallowed error cannot keep half of a write`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            #expect(throws: StorageError.uniqueViolation(table: "thing", columns: ["place", "code"])) {
                try database.write { tx throws in
                    try tx.addThing("a")
                    do { try tx.addThing("a") } catch {}
                }
            }
            #expect(try database.thingCodes() == [])
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a read cannot write`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            #expect { try database.read { tx in _ = try tx.rows("DELETE FROM thing RETURNING code") } } throws: { error in
                if case StorageError.readOnly = error { true } else { false }
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a read sees one moment, whatever is written meanwhile`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try database.write { tx in try tx.addThing("a") }
            let written = DispatchSemaphore(value: 0)
            try database.read { tx throws in
                #expect(try tx.rows("SELECT code FROM thing").count == 1)
                Thread.detachNewThread {
                    #expect(throws: Never.self) { try database.write { tx in try tx.addThing("b") } }
                    written.signal()
                }
                #expect(written.wait(timeout: .now() + 20) == .success)
                #expect(try tx.rows("SELECT code FROM thing").count == 1)
            }
            #expect(try database.thingCodes() == ["a", "b"])
        }
    }

    @Test(arguments: Dialect.allCases)
    func `many tasks write at once without blocking each other for good`(dialect: Dialect) async throws {
        try await withDatabase(on: dialect, migrations: sampleMigrations) { database in
            try await database.write { tx in try tx.addThing("counter", count: 0) }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await database.write { tx in
                            try tx.execute("UPDATE thing SET count = count + 1 WHERE code = 'counter'")
                            return try tx.row("SELECT count FROM thing WHERE code = 'counter'")?.int(0) ?? 0
                        }
                    }
                    group.addTask {
                        try await database.read { tx in try tx.row("SELECT count FROM thing")?.int("count") ?? -1 }
                    }
                }
                for try await _ in group {}
            }
            let count = try await database.read { tx in try tx.row("SELECT count FROM thing")?.int("count") }
            #expect(count == 100)
        }
    }

    @Test(arguments: Dialect.allCases)
    func `errors are told apart by what one can do about them`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            func error(_ sql: SQL) -> StorageError? {
                do {
                    try database.write { tx in _ = try tx.execute(sql) }
                    return nil
                } catch { return error as? StorageError }
            }
            try database.write { tx throws in
                try tx.addThing("a")
                try tx.execute("INSERT INTO part (id, place, thing, size) VALUES ('1', '11', 'a', 1)")
            }
            #expect(error("INSERT INTO part (id, place, thing, size) VALUES ('1', '11', 'a', 1)") == .uniqueViolation(table: "part", columns: ["id"]))
            guard case .foreignKeyViolation = error("INSERT INTO part (id, place, thing, size) VALUES ('2', '11', 'nobody', 1)") else { Issue.record(); return }
            guard case .foreignKeyViolation = error("DELETE FROM thing") else { Issue.record(); return }
            guard case .constraintViolation = error("UPDATE part SET size = -1") else { Issue.record(); return }
            guard case .constraintViolation = error("UPDATE part SET size = NULL") else { Issue.record(); return }
            guard case .other = error("SELECT nonsense") else { Issue.record(); return }
            guard case .other = error("SELECT 1; SELECT 2") else { Issue.record(); return }
            guard case .other(code: "22021", _) = error("INSERT INTO thing (place, code) VALUES ('11', \("a\0b"))") else { Issue.record(); return }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a closed database refuses, and may be closed twice`(dialect: Dialect) throws {
        try withPlace(for: dialect) { place throws in
            let database = try Database.open(place.location, migrations: sampleMigrations)
            try database.write { tx in try tx.addThing("a") }
            database.close()
            database.close()
            #expect(throws: StorageError.closed) { try database.thingCodes() }
            #expect(throws: StorageError.closed) { try database.write { tx in try tx.addThing("b") } }
        }
    }

    @Test func `a commit on SQLite is on the disk, and references are checked`() throws {
        try withDatabase(on: .sqlite, migrations: sampleMigrations) { database throws in
            try database.write { tx throws in
                #expect(try tx.row("PRAGMA synchronous")?.int(0) == 2)
                #expect(try tx.row("PRAGMA journal_mode")?.text(0) == "wal")
                #expect(try tx.row("PRAGMA foreign_keys")?.int(0) == 1)
            }
        }
    }

    @Test func `a full disk on SQLite says so and keeps nothing of the transaction`() throws {
        try withDatabase(on: .sqlite, migrations: sampleMigrations) { database throws in
            try database.write { tx in try tx.addThing("before") }
            #expect(throws: StorageError.diskFull) {
                try database.write { tx throws in
                    let pages = try tx.row("PRAGMA page_count")?.int(0) ?? 0
                    _ = try tx.rows(pages < 20 ? "PRAGMA max_page_count = 20" : .empty)
                    for number in 0..<5_000 { try tx.addThing("a thing with a rather long name \(number)") }
                }
            }
            #expect(try database.thingCodes() == ["before"])
        }
    }
}
