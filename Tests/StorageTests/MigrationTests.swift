import Foundation
import Testing

@testable import Storage

@Suite struct MigrationTests {
    private let second = Migration(number: 2, name: "colour", statements: ["ALTER TABLE thing ADD COLUMN colour TEXT"])

    private func numbers(_ location: DatabaseLocation, _ migrations: [Migration]) throws -> [Int] {
        let database = try Database.open(location, migrations: migrations)
        defer { database.close() }
        return try database.read { tx in try tx.rows("SELECT number FROM schema_migration ORDER BY number").map { $0.int(0) } }
    }

    @Test(arguments: Dialect.allCases)
    func `each migration runs once, in order, and says when`(dialect: Dialect) throws {
        try withPlace(for: dialect) { place throws in
            #expect(try numbers(place.location, sampleMigrations) == [1])
            #expect(try numbers(place.location, sampleMigrations) == [1])
            #expect(try numbers(place.location, sampleMigrations + [second]) == [1, 2])
            let database = try Database.open(place.location, migrations: sampleMigrations + [second])
            defer { database.close() }
            let row = try #require(try database.read { tx in try tx.row("SELECT * FROM schema_migration WHERE number = 2") })
            #expect(row.text("name") == "colour")
            #expect(try Date.ISO8601FormatStyle().parse(row.text("applied_at")).timeIntervalSinceNow > -600)
        }
    }

    @Test(arguments: Dialect.allCases)
    func `data of a newer version are left alone`(dialect: Dialect) throws {
        try withPlace(for: dialect) { place throws in
            _ = try numbers(place.location, sampleMigrations + [second])
            #expect(throws: StorageError.newerSchema(found: 2, known: 1)) { try numbers(place.location, sampleMigrations) }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `an edited migration is noticed`(dialect: Dialect) throws {
        try withPlace(for: dialect) { place throws in
            _ = try numbers(place.location, sampleMigrations + [second])
            let edited = Migration(number: 2, name: "colour", statements: ["ALTER TABLE thing ADD COLUMN colour BIGINT"])
            #expect(throws: StorageError.changedMigration(number: 2, name: "colour")) { try numbers(place.location, sampleMigrations + [edited]) }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a migration slipped in between is noticed`(dialect: Dialect) throws {
        try withPlace(for: dialect) { place throws in
            let third = Migration(number: 3, name: "shape", statements: ["ALTER TABLE thing ADD COLUMN shape TEXT"])
            _ = try numbers(place.location, sampleMigrations + [third])
            #expect(throws: StorageError.changedMigration(number: 3, name: "shape")) { try numbers(place.location, sampleMigrations + [second, third]) }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a migration that fails leaves the data as they were`(dialect: Dialect) throws {
        try withPlace(for: dialect) { place throws in
            _ = try numbers(place.location, sampleMigrations)
            let broken = Migration(number: 3, name: "broken", statements: ["ALTER TABLE thing ADD COLUMN shape TEXT", "DROP TABLE nothing"])
            #expect(throws: StorageError.self) { try numbers(place.location, sampleMigrations + [second, broken]) }
            #expect(try numbers(place.location, sampleMigrations + [second]) == [1, 2])
        }
    }

    @Test(arguments: Dialect.allCases)
    func `programs that start together run a migration once`(dialect: Dialect) async throws {
        let place = try TestPlace(dialect)
        let location = place.location
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { try Database.open(location, migrations: sampleMigrations + [second]).close() }
            }
            try await group.waitForAll()
        }
        #expect(try numbers(location, sampleMigrations + [second]) == [1, 2])
        try place.remove()
    }

    @Test(arguments: Dialect.allCases)
    func `a reader neither makes nor changes anything`(dialect: Dialect) throws {
        try withPlace(for: dialect) { place throws in
            #expect(throws: StorageError.self) { try Database.open(place.location, migrations: sampleMigrations, readOnly: true) }
            _ = try numbers(place.location, sampleMigrations)
            #expect(throws: StorageError.olderSchema(found: 1, known: 2)) {
                try Database.open(place.location, migrations: sampleMigrations + [second], readOnly: true)
            }
            let reader = try Database.open(place.location, migrations: sampleMigrations, readOnly: true)
            defer { reader.close() }
            #expect(try reader.thingCodes() == [])
            #expect { try reader.write { tx in try tx.addThing("a") } } throws: { error in
                if case StorageError.readOnly = error { true } else { false }
            }
        }
    }

    @Test func `a statement for one engine is left out on the other`() throws {
        let migrations = [Migration(number: 1, name: "one", statements: [.on(sqlite: "CREATE TABLE only_here (a TEXT)", postgres: .empty)])]
        try withDatabase(on: .sqlite, migrations: migrations) { database throws in
            #expect(try database.read { tx in try tx.tableNames() } == ["only_here", "schema_migration"])
        }
        try withDatabase(on: .postgres, migrations: migrations) { database throws in
            #expect(try database.read { tx in try tx.tableNames() } == ["schema_migration"])
        }
    }

    @Test func `a migration has the same mark on both engines and in every run`() {
        #expect(second.checksum == "8f1009a4d88f0ae5")
    }

    @Test func `text sorts alike also on a server with another order`() throws {
        guard let url = ProcessInfo.processInfo.environment["KHEN_TEST_POSTGRES"] else { throw MissingTestServer() }
        let server = PostgresConnection(url: url)
        let name = "sorted_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        try server.transaction("BEGIN") { _ in }
        try server.command("CREATE DATABASE \(name) TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'vi'")
        defer {
            #expect(throws: Never.self) { try server.command("DROP DATABASE \(name)") }
        }
        let other = try #require(URLComponents(string: url).flatMap { address in
            var address = address
            address.path = "/" + name
            return address.string
        })
        let database = try Database.open(.postgres(url: other), migrations: sampleMigrations + [second])
        defer { database.close() }
        try database.write { tx throws in
            for code in ["b", "A", "đ", "B", "a", "Đ"] { try tx.addThing(code) }
            try tx.execute("INSERT INTO part (id, place, thing, size) VALUES ('1', '11', 'đ', 1)")
        }
        #expect(try database.thingCodes() == ["A", "B", "a", "b", "Đ", "đ"])
        let between = try database.read { tx in try tx.rows("SELECT code FROM thing WHERE code >= 'a' AND code < 'c' ORDER BY code").map { $0.text(0) } }
        #expect(between == ["a", "b"])
    }
}
