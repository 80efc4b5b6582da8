import Testing

@testable import Sheets

@Suite struct JSONRowsTests {
    @Test func `numbers keep their text and names come in the order of first use`() throws {
        let rows = try JSONRows(source(#"{"values":[{"a":"x","b":97.25},{"b":97.10,"a":"y","c":12345678901234567890},{"b":-1.5e-3,"d":true,"c":null}]}"#))
        #expect(rows.header == ["a", "b", "c", "d"])
        let read = try TableContents(rows)
        #expect(read.rows == [["x", "97.25", "", ""], ["y", "97.10", "12345678901234567890", ""], ["", "-1.5e-3", "", "true"]])
        try rows.forEachRow { row in #expect(row.kind(1) == .number) }
    }

    @Test func `lines are those of the file`() throws {
        let read = try readJSON("[\n  {\"a\": 1},\n\n  {\n    \"a\": 2\n  }\n]\n")
        #expect(read.lines == [2, 4])
        #expect(read.rows == [["1"], ["2"]])
    }

    @Test func `escapes are resolved, pairs included`() throws {
        #expect(try readJSON(#"[{"a":"\u0110i\u1EC7n \"Bi\u00EAn\"\n\t\/\\ \uD83C\uDF8B"}]"#).rows == [["Điện \"Biên\"\n\t/\\ 🎋"]])
    }

    @Test func `a list under another name will do when it is the only one`() throws {
        #expect(try readJSON(#"{"title":"x","dataValues":[{"a":1}],"next":null}"#).rows == [["1"]])
        #expect(try readJSON(#"{"other":[1,[2]],"values":[{"a":1}],"x":{"values":[]}}"#).rows == [["1"]])
        #expect(throws: SheetError.noRowList(keys: ["a", "b"])) { try readJSON(#"{"a":[{"x":1}],"b":[]}"#) }
        #expect(throws: SheetError.noRowList(keys: [])) { try readJSON(#"{"a":1}"#) }
    }

    @Test func `a nested value or a name given twice refuses its row, and reading goes on`() throws {
        let read = try readJSON("[{\"a\":1,\"b\":2},\n{\"a\":{\"x\":[1,\"]\"]},\"b\":3},\n{\"a\":1,\"a\":2,\"b\":2},\n{\"a\":4,\"b\":5}]")
        #expect(read.rows == [["1", "2"], ["4", "5"]])
        #expect(read.problems == [.nestedValue(line: 2, key: "a"), .duplicateKey(line: 3, key: "a")])
    }

    @Test(arguments: [
        ("[{\"a\":1},\n{\"a\":}]", 2, 6, JSONExpectation.value),
        ("[{\"a\":1},\n{\"a\" 2}]", 2, 6, .colon),
        ("[{\"a\":1},\n{a:2}]", 2, 2, .key),
        ("[{\"a\":1}\n{\"a\":2}]", 2, 1, .commaOrEnd),
        ("[{\"a\":1},\n3]", 2, 1, .object),
        ("[{\"a\":1}", 1, 9, .commaOrEnd),
        ("[{\"a\":1}] x", 1, 11, .endOfFile),
        ("[{\"a\":\"x", 1, 9, .string),
        ("[{\"a\":\"x\ny\"}]", 1, 9, .string),
        ("[{\"a\":1.}]", 1, 9, .number),
        ("[{\"a\":01}]", 1, 8, .commaOrEnd),
        ("[{\"a\":nil}]", 1, 8, .value),
        ("[{\"a\":\"\\uD83Cx\"}]", 1, 14, .string),
        ("{\"values\":[{\"a\":1}]", 1, 20, .commaOrEnd),
    ])
    func `a broken text is refused with its place before any row is used`(text: String, line: Int, column: Int, expected: JSONExpectation) {
        #expect(throws: SheetError.invalidJSON(line: line, column: column, expected: expected)) { try JSONRows(source(text)) }
    }

    @Test func `bytes that are not UTF-8 are refused`() throws {
        let bytes = Array("[{\"a\":\"".utf8) + [0xB6] + Array("\"}]".utf8)
        #expect { try JSONRows(ByteSource(bytes: bytes, name: "x.json")) } throws: { error in
            guard case SheetError.invalidJSON(1, _, .utf8) = error else { return false }
            return true
        }
    }

    @Test func `an empty list has no header`() {
        #expect(throws: SheetError.noHeader(name: "bảng.json")) { try readJSON("[]") }
        #expect(throws: SheetError.noHeader(name: "bảng.json")) { try readJSON("{\"values\":[{}]}") }
    }

    @Test func `a file larger than the piece held in memory is read whole`() throws {
        let count = 60_000
        let text = "{\"values\":[" + (0..<count).map { "{\"đơn vị\":\"Xã \($0)\",\"value\":\($0).50}" }.joined(separator: ",\n") + "]}"
        #expect(text.utf8.count > 2 << 20)
        let read = try readJSON(text)
        #expect(read.rows == (0..<count).map { ["Xã \($0)", "\($0).50"] })
        #expect(read.lines == Array(1...count))
    }
}
