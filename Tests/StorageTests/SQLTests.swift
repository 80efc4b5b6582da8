import Testing

@testable import Storage

@Suite struct SQLTests {
    private func sqlite(_ sql: SQL) -> RenderedSQL { RenderedSQL(sql, for: .sqlite) }
    private func postgres(_ sql: SQL) -> RenderedSQL { RenderedSQL(sql, for: .postgres) }

    @Test func `values are bound, never pasted`() {
        let name = "'; DROP TABLE unit; --"
        let sql: SQL = "SELECT code FROM unit WHERE name = \(name) AND level = \(3) AND area > \(1.5) AND open = \(true) AND seal = \([1, 2] as [UInt8])"
        #expect(sqlite(sql).text == "SELECT code FROM unit WHERE name = ? AND level = ? AND area > ? AND open = ? AND seal = ?")
        #expect(postgres(sql).text == "SELECT code FROM unit WHERE name = $1 AND level = $2 AND area > $3 AND open = $4 AND seal = $5")
        #expect(sqlite(sql).values == [.text(name), .integer(3), .real(1.5), .integer(1), .blob([1, 2])])
    }

    @Test func `a question mark inside the text stays as it is`() {
        let sql: SQL = "SELECT '?' WHERE 1 = \(1)"
        #expect(postgres(sql).text == "SELECT '?' WHERE 1 = $1")
    }

    @Test func `no value is the word NULL on PostgreSQL, which cannot tell the type of a bound one`() {
        let nothing: String? = nil
        let sql: SQL = "VALUES (\(nothing), \(nil), \(nothing as String?), \(Double.nan), \(7 as Int?))"
        #expect(postgres(sql).text == "VALUES (NULL, NULL, NULL, NULL, $1)")
        #expect(sqlite(sql).text == "VALUES (?, ?, ?, ?, ?)")
        #expect(sqlite(sql).values == [.null, .null, .null, .null, .integer(7)])
    }

    @Test func `an empty list is a list that nothing is in`() {
        #expect(sqlite("x IN (\(list: [] as [String]))").text == "x IN (NULL)")
        #expect(postgres("x IN (\(list: ["a", "b"]), \(list: [1]))").text == "x IN ($1, $2, $3)")
    }

    @Test func `pieces are put together with their values in order`() {
        let conditions: [SQL] = ["a = \(1)", "b = \("two")"]
        let sql: SQL = "SELECT 1 WHERE \(sql: conditions.joined(separator: " AND ")) LIMIT \(3)" + " OFFSET \(4)"
        #expect(postgres(sql).text == "SELECT 1 WHERE a = $1 AND b = $2 LIMIT $3 OFFSET $4")
        #expect(postgres(sql).values == [.integer(1), .text("two"), .integer(3), .integer(4)])
        #expect(([] as [SQL]).joined(separator: ",").parts.isEmpty)
    }

    @Test func `a fragment is written for its engine only`() {
        let sql: SQL = "CREATE TABLE t (a \(sql: .blob)) \(sql: .withoutRowID)"
        #expect(sqlite(sql).text == "CREATE TABLE t (a BLOB) WITHOUT ROWID")
        #expect(postgres(sql).text == "CREATE TABLE t (a BYTEA) ")
        #expect(sqlite(.forUpdate).text.isEmpty)
        #expect(postgres(.on(sqlite: "a = \(1)", postgres: "b = \(2)")).values == [.integer(2)])
    }

    @Test func `a wrapper is bound as what it wraps`() {
        enum Level: String { case commune }
        struct Code: RawRepresentable { let rawValue: Int }
        let none: Code? = nil
        let sql: SQL = "\(Level.commune) \(Code(rawValue: 5)) \(none) \(list: [Level.commune])"
        #expect(sqlite(sql).values == [.text("commune"), .integer(5), .null, .text("commune")])
    }

    @Test func `a catalogue's name is quoted`() {
        #expect(sqlite("SELECT 1 FROM \(sql: SQL(name: "a\"b"))").text == "SELECT 1 FROM \"a\"\"b\"")
    }

    @Test(arguments: [
        (nil, nil, DatabaseLocation.sqlite(folder: "khen-data")),
        (nil, "/srv/khen", .sqlite(folder: "/srv/khen")),
        ("postgres://a@b/c", nil, .postgres(url: "postgres://a@b/c")),
        ("postgresql://a@b/c", nil, .postgres(url: "postgresql://a@b/c")),
    ] as [(String?, String?, DatabaseLocation)])
    func `the choices on the command line name a place`(database: String?, data: String?, expected: DatabaseLocation) throws {
        #expect(try DatabaseLocation.parse(database: database, data: data) == expected)
    }

    @Test func `an address of another kind is refused without showing its password`() {
        #expect(throws: StorageError.unknownLocation("mysql://root@db/khen")) {
            try DatabaseLocation.parse(database: "mysql://root:secret@db/khen", data: nil)
        }
        #expect(throws: StorageError.self) { try DatabaseLocation.parse(database: "postgres://a/b", data: "folder") }
    }

    @Test func `a password is never shown`() {
        #expect(DatabaseLocation.postgres(url: "postgres://khen:se:cret@db:5432/x").description == "postgres://khen@db:5432/x")
        #expect(DatabaseLocation.postgres(url: "postgres://db/x?user=a&password=secret&sslmode=require").description
            == "postgres://db/x?user=a&password=…&sslmode=require")
    }
}
