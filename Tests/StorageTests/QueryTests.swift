import Testing

@testable import Storage

private struct Stop: Error {}

@Suite struct QueryTests {
    /// 12,000 rows, more than a cursor brings at a time.
    private func fill(_ database: Database, count: Int = 12_000) throws {
        try database.write { tx throws in
            try tx.bulkInsert(into: "thing", columns: ["place", "code", "count", "share", "seal"]) { writer in
                for number in 0..<count {
                    writer.text(number % 2 == 0 ? "11" : "66" as StaticString)
                    writer.text(String(number))
                    if number % 3 == 0 { writer.null() } else { writer.integer(number) }
                    writer.real(Double(number) / 8)
                    writer.value(.blob([UInt8(number & 255)]))
                    try writer.endRow()
                }
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `rows inserted in bulk are all there`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try fill(database)
            try database.read { tx throws in
                var seen = 0
                try tx.each("SELECT code, count, share, seal, place FROM thing ORDER BY CAST(code AS BIGINT)") { row in
                    #expect(row.text(0) == String(seen))
                    #expect(row.withBytes(0) { Array($0) } == Array(String(seen).utf8))
                    #expect(row.isNull(1) == (seen % 3 == 0))
                    #expect(row.optionalInt(1) == (seen % 3 == 0 ? nil : seen))
                    #expect(row.double(2) == Double(seen) / 8)
                    #expect(row.withBytes(3) { Array($0) } == [UInt8(seen & 255)])
                    seen += 1
                }
                #expect(seen == 12_000)
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `awkward texts go through a bulk insert unharmed`(dialect: Dialect) throws {
        let texts = ["", "\\N", "\\.", "a\tb\nc\rd\\", "Tổ dân phố số 5", "'\"", "🎋", " "]
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try database.write { tx throws in
                try tx.bulkInsert(into: "thing", columns: ["place", "code", "share"]) { writer in
                    for (text, number) in zip(texts, [0.1, -0.0, .leastNonzeroMagnitude, .infinity, -.infinity, .nan, 1.7976931348623157e308, 3]) {
                        writer.text("11" as StaticString)
                        writer.text(text)
                        writer.real(number)
                        try writer.endRow()
                    }
                }
            }
            #expect(try Set(database.thingCodes()) == Set(texts))
            let shares = try database.read { tx throws in
                try Dictionary(uniqueKeysWithValues: tx.rows("SELECT code, share FROM thing").map { ($0.text("code"), $0["share"]) })
            }
            #expect(shares["\\."] == .real(.leastNonzeroMagnitude))
            #expect(shares["a\tb\nc\rd\\"] == .real(.infinity))
            #expect(shares["'\""] == .null)
            #expect(shares["🎋"] == .real(1.7976931348623157e308))
        }
    }

    @Test(arguments: Dialect.allCases)
    func `long texts go through a bulk insert beside short ones`(dialect: Dialect) throws {
        let long = String(repeating: "Mường Nhé ", count: 20_000)
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try database.write { tx in
                try tx.execute("CREATE TABLE note (words TEXT NOT NULL, title TEXT NOT NULL)")
                try tx.bulkInsert(into: "note", columns: ["words", "title"]) { writer in
                    for number in 0..<3 {
                        writer.text(long)
                        writer.text("short \(number)")
                        try writer.endRow()
                    }
                }
            }
            let rows = try database.read { tx in try tx.rows("SELECT words, title FROM note ORDER BY title") }
            #expect(rows.map { $0.text("words") } == [long, long, long])
            #expect(rows.map { $0.text("title") } == ["short 0", "short 1", "short 2"])
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a bulk insert that meets a row twice keeps none`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            #expect(throws: StorageError.uniqueViolation(table: "thing", columns: ["place", "code"])) {
                try database.write { tx throws in
                    try tx.bulkInsert(into: "thing", columns: ["place", "code"]) { writer in
                        for code in ["a", "b", "a"] {
                            writer.text("11" as StaticString)
                            writer.text(code)
                            try writer.endRow()
                        }
                    }
                }
            }
            #expect(try database.thingCodes() == [])
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a bulk insert that is given up keeps none and leaves the database usable`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            #expect(throws: Stop.self) {
                try database.write { tx throws in
                    try tx.bulkInsert(into: "thing", columns: ["place", "code"]) { writer in
                        writer.text("11" as StaticString)
                        writer.text("a" as StaticString)
                        try writer.endRow()
                        throw Stop()
                    }
                }
            }
            #expect(try database.thingCodes() == [])
            try database.write { tx in try tx.addThing("b") }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a text with a zero byte is refused in bulk too`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            #expect { try database.write { tx throws in
                try tx.bulkInsert(into: "thing", columns: ["place", "code"]) { writer in
                    writer.text("11" as StaticString)
                    writer.text("a\0b")
                    try writer.endRow()
                }
            } } throws: { error in
                if case StorageError.other(code: "22021", _) = error { true } else { false }
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `queries run inside queries and inside a bulk insert`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try fill(database, count: 6_000)
            try database.write { tx throws in
                var inner = 0
                try tx.each("SELECT code FROM thing WHERE place = \("11") ORDER BY code LIMIT \(3)") { outer in
                    let code = outer.text(0)
                    try tx.each("SELECT code FROM thing WHERE place = \("11") ORDER BY code LIMIT \(3)") { _ in inner += 1 }
                    #expect(outer.text(0) == code)
                }
                #expect(inner == 9)
                try tx.bulkInsert(into: "part", columns: ["id", "place", "thing", "size"]) { writer in
                    let find = try tx.prepare("SELECT count FROM thing WHERE place = \("11") AND code = \(parameter: .text)")
                    try tx.each("SELECT code FROM thing WHERE place = '11'") { row in
                        row.withBytes(0) { find.bind(text: $0, at: 1) }
                        var count = 0
                        try find.each { count = $0.optionalInt(0) ?? 0 }
                        row.withBytes(0) { writer.text($0) }
                        writer.text("11" as StaticString)
                        row.withBytes(0) { writer.text($0) }
                        writer.integer(count)
                        try writer.endRow()
                    }
                }
                #expect(try tx.row("SELECT COUNT(*) FROM part")?.int(0) == 3_000)
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a row closure that throws stops the query and leaves the transaction usable`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try fill(database)
            try database.write { tx throws in
                var seen = 0
                #expect(throws: Stop.self) {
                    try tx.each("SELECT code FROM thing") { _ in
                        seen += 1
                        if seen == 7 { throw Stop() }
                    }
                }
                #expect(seen == 7)
                try tx.addThing("later")
            }
            #expect(try database.thingCodes().contains("later"))
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a prepared query runs with other values each time`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            try database.write { tx throws in
                let add = try tx.prepare("""
                    INSERT INTO thing (place, code, count, share, seal)
                    VALUES ('11', \(parameter: .text), \(parameter: .integer), \(parameter: .real), \(parameter: .blob))
                    """)
                #expect(try add.execute(.text("a"), .integer(1), .real(0.5), .blob([1])) == 1)
                #expect(try add.execute(.text("b"), .null, .integer(2), .null) == 1)
                let find = try tx.prepare("SELECT count, share FROM thing WHERE place = \("11") AND code = \(parameter: .text)")
                find.bind("a", at: 1)
                #expect(try find.exists())
                find.bind("nobody", at: 1)
                #expect(try !find.exists())
                #expect(try find.row(.text("11"), .text("b"))?.optionalInt("count") == nil)
                #expect(try find.row(.text("11"), .text("b"))?.double("share") == 2)
            }
        }
    }

    @Test(arguments: Dialect.allCases)
    func `one statement with ever other values keeps working when the server keeps it ready`(dialect: Dialect) throws {
        try withDatabase(on: dialect, migrations: sampleMigrations) { database throws in
            for number in 0..<20 {
                try database.write { tx in try tx.addThing("\(number)", count: number % 3 == 0 ? nil : number) }
            }
            for length in 1..<400 {
                let found = try database.read { tx throws in
                    try tx.row("SELECT COUNT(*) FROM thing WHERE count IN (\(list: Array(0..<length)))")?.int(0)
                }
                let again = try database.read { tx throws in
                    try tx.row("SELECT COUNT(*) FROM thing WHERE count IN (\(list: Array(0..<length)))")?.int(0)
                }
                #expect(found == again)
                #expect(found == (0..<min(length, 20)).count { $0 % 3 != 0 })
            }
        }
    }
}
