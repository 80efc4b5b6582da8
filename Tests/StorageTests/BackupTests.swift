import Foundation
import Synchronization
import Testing

@testable import Storage

@Suite struct BackupTests {
    private static let awkward = "a\tb\\N\nĐ"

    private func fill(_ database: Database) throws {
        try database.write { tx throws in
            try tx.execute("INSERT INTO thing VALUES ('11', \(Self.awkward), \(Int64.max), \(0.1), \([0, 255] as [UInt8]))")
            try tx.execute("INSERT INTO thing VALUES ('11', '', \(nil), \(nil), \(nil))")
            for number in 0..<7_000 { try tx.addThing("\(number)", place: "66", count: number) }
            try tx.execute("INSERT INTO part (id, place, thing, size) VALUES ('1', '11', '', 0)")
        }
    }

    private func contents(_ database: Database) throws -> [[SQLValue]] {
        try database.read { tx throws in
            try tx.rows("SELECT * FROM thing ORDER BY place, code").map(\.values) + tx.rows("SELECT * FROM part ORDER BY id").map(\.values)
        }
    }

    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `a backup of either engine is restored into either engine`(source: Dialect, destination: Dialect) throws {
        try withPlace(for: destination) { place throws in
            let file = place.folder + "/khen.backup"
            let original = try withDatabase(on: source, migrations: sampleMigrations) { database throws in
                try fill(database)
                try database.backup(to: file)
                return try contents(database)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder) == ["khen.backup"])
            try Database.restore(from: file, into: place.location, migrations: sampleMigrations)
            let database = try Database.open(place.location, migrations: sampleMigrations)
            defer { database.close() }
            #expect(original.count == 7_003)
            #expect(try contents(database) == original)
            #expect(throws: StorageError.self) { try database.write { tx in _ = try tx.execute("DELETE FROM thing WHERE code = ''") } }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a backup is of one moment while others write`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try withPlace(for: .sqlite) { place throws in
                let stop = Atomic(false)
                let stopped = DispatchSemaphore(value: 0)
                // Each write adds two things, so an odd number would be half of a write.
                Thread.detachNewThread {
                    var number = 0
                    while !stop.load(ordering: .relaxed) {
                        #expect(throws: Never.self) {
                            try database.write { tx throws in
                                try tx.addThing("\(number)")
                                try tx.addThing("\(number)", place: "66")
                            }
                        }
                        number += 1
                    }
                    stopped.signal()
                }
                var counts: [Int] = []
                for number in 0..<5 {
                    let file = place.folder + "/\(number)"
                    try database.backup(to: file)
                    let copy = Database(engine: try SQLiteEngine(file: file, readOnly: true), migrations: sampleMigrations)
                    counts.append(try copy.thingCodes().count)
                    copy.close()
                }
                stop.store(true, ordering: .relaxed)
                stopped.wait()
                #expect(counts.allSatisfy { $0.isMultiple(of: 2) })
                #expect(counts == counts.sorted() && counts.last != 0)
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `data that are there are replaced only when told`(dialect: Dialect) throws {
        try withPlace(for: dialect) { place throws in
            let file = place.folder + "/khen.backup"
            try withDatabase(on: .sqlite, migrations: sampleMigrations) { database throws in
                try database.write { tx in try tx.addThing("saved") }
                try database.backup(to: file)
            }
            let database = try Database.open(place.location, migrations: sampleMigrations)
            try database.write { tx in try tx.addThing("here") }
            database.close()
            #expect(throws: StorageError.notEmpty(location: place.location.description, table: "thing")) {
                try Database.restore(from: file, into: place.location, migrations: sampleMigrations)
            }
            let untouched = try Database.open(place.location, migrations: sampleMigrations)
            #expect(try untouched.thingCodes() == ["here"])
            untouched.close()
            try Database.restore(from: file, into: place.location, migrations: sampleMigrations, overwrite: true)
            let restored = try Database.open(place.location, migrations: sampleMigrations)
            #expect(try restored.thingCodes() == ["saved"])
            restored.close()
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a restore that fails leaves what was there`(dialect: Dialect) throws {
        try withPlace(for: dialect) { place throws in
            let file = place.folder + "/khen.backup"
            try withDatabase(on: .sqlite, migrations: sampleMigrations) { database throws in
                try fill(database)
                try database.backup(to: file)
            }
            // In the middle of the file, where rows are.
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
            try handle.seek(toOffset: 4096 * 6)
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 2048))
            try handle.close()
            let database = try Database.open(place.location, migrations: sampleMigrations)
            try database.write { tx in try tx.addThing("here") }
            database.close()
            #expect { try Database.restore(from: file, into: place.location, migrations: sampleMigrations, overwrite: true) } throws: { error in
                if case StorageError.damaged(path: file, _) = error { true } else { false }
            }
            let untouched = try Database.open(place.location, migrations: sampleMigrations)
            #expect(try untouched.thingCodes() == ["here"])
            untouched.close()
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a backup by an older version is brought up to date, one by a newer is refused`(dialect: Dialect) throws {
        let newer = sampleMigrations + [Migration(number: 2, name: "colour", statements: ["ALTER TABLE thing ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"])]
        try withPlace(for: dialect) { place throws in
            let (old, new) = (place.folder + "/old", place.folder + "/new")
            try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
                try database.write { tx in try tx.addThing("a") }
                try database.backup(to: old)
            }
            try withDatabase(on: dialect, migrations: newer) { database in try database.backup(to: new) }
            #expect(throws: StorageError.newerSchema(found: 2, known: 1)) { try Database.restore(from: new, into: place.location, migrations: sampleMigrations) }
            try Database.restore(from: old, into: place.location, migrations: newer)
            let database = try Database.open(place.location, migrations: newer)
            defer { database.close() }
            #expect(try database.read { tx in try tx.row("SELECT colour FROM thing")?.text(0) } == "red")
        }
    }

    @Test func `a backup does not write over a file unless told`() throws {
        try withDatabase(on: .sqlite, migrations: sampleMigrations) { database throws in
            try withPlace(for: .sqlite) { place throws in
                let file = place.folder + "/letter"
                try Data("a letter".utf8).write(to: URL(fileURLWithPath: file))
                #expect(throws: StorageError.fileExists(path: file)) { try database.backup(to: file) }
                try database.backup(to: file, overwrite: true)
                try Database.restore(from: file, into: place.location, migrations: sampleMigrations)
                #expect(throws: StorageError.self) { try database.backup(to: place.folder + "/no/such/folder/file") }
            }
        }
    }

    @Test func `what is no backup is refused`() throws {
        try withPlace(for: .sqlite) { place throws in
            let file = place.folder + "/letter"
            #expect(throws: StorageError.self) { try Database.restore(from: file, into: place.location, migrations: sampleMigrations) }
            try Data("a letter".utf8).write(to: URL(fileURLWithPath: file))
            #expect { try Database.restore(from: file, into: place.location, migrations: sampleMigrations) } throws: { error in
                if case StorageError.damaged(path: file, _) = error { true } else { false }
            }
        }
    }

    @Test func `a folder that a server holds is not restored into`() throws {
        try withPlace(for: .sqlite) { place throws in
            let file = place.folder + "/khen.backup"
            try withDatabase(on: .sqlite, migrations: sampleMigrations) { database in try database.backup(to: file) }
            let lock = try FolderLock(folder: place.folder + "/data")
            _ = withExtendedLifetime(lock) {
                #expect { try Database.restore(from: file, into: place.location, migrations: sampleMigrations) } throws: { error in
                    if case StorageError.folderInUse = error { true } else { false }
                }
            }
        }
    }
}
