/// Reads rows from JSON: a list of flat objects, or an object with such a list under `values` (or with only one list).
///
/// Every name that some object uses is a column, in the order of first use. Numbers keep their text; `null` and a missing name are empty.
package struct JSONRows: RowSource {
    package let header: [String]
    package var headerLine: Int { 0 }
    package var totalBytes: Int { source.size }

    private let source: ByteSource
    private let limits: SheetLimits
    /// The name of the list; `nil` when the list is the whole file.
    private let listKey: String?

    /// Reads the file once for its names, so a broken file is refused before any row is used.
    ///
    /// - Throws: `SheetError`.
    package init(_ source: ByteSource, limits: SheetLimits = SheetLimits()) throws(SheetError) {
        self.source = source
        self.limits = limits
        listKey = try JSONRows.findList(source, limits)
        var pass = try Pass(source, limits, listKey: listKey, columns: [])
        pass.addsColumns = true
        while try pass.next() != .end {}
        try pass.finish()
        guard !pass.columns.isEmpty else { throw .noHeader(name: source.name) }
        header = pass.columns
    }

    package func forEachRow(refused: (SheetRow, SheetError) throws -> Void, _ body: (SheetRow) throws -> Void) throws {
        var pass = try Pass(source, limits, listKey: listKey, columns: header)
        while true {
            switch try pass.next() {
            case .row where pass.row.isBlank: continue
            case .row: try pass.row.withRow(body)
            case .refused(let problem): try pass.row.withRow { try refused($0, problem) }
            case .end: return try pass.finish()
            }
        }
    }

    /// The name of the list that holds the rows.
    private static func findList(_ source: ByteSource, _ limits: SheetLimits) throws(SheetError) -> String? {
        var scanner = try JSONScanner(source, limits: limits)
        if try scanner.peek() == UInt8(ascii: "[") { return nil }
        try scanner.expect(UInt8(ascii: "{"), .object)
        var lists: [String] = []
        var key: [UInt8] = []
        var isFirst = true
        while try !scanner.take(UInt8(ascii: "}")) {
            if !isFirst { try scanner.expect(UInt8(ascii: ","), .commaOrEnd) }
            isFirst = false
            guard try scanner.peek() == UInt8(ascii: "\"") else { throw scanner.unexpected(.key) }
            try scanner.string(into: &key)
            try scanner.expect(UInt8(ascii: ":"), .colon)
            if try scanner.peek() == UInt8(ascii: "[") {
                lists.append(String(decoding: key, as: UTF8.self))
                if lists.last == "values" { return "values" }
            }
            try scanner.skipValue()
        }
        guard let only = lists.first, lists.count == 1 else { throw .noRowList(keys: lists) }
        return only
    }
}

/// One reading of the list from its first object to the end of the file.
private struct Pass {
    enum Step: Equatable { case row, refused(SheetError), end }

    let row = CellRow(RowBuffer())
    private(set) var columns: [String]
    var addsColumns = false

    private var scanner: JSONScanner
    private let limits: SheetLimits
    private let isNested: Bool
    private var places: [String: Int] = [:]
    private var names: [[UInt8]]
    private var key: [UInt8] = []
    private var value: [UInt8] = []
    private var rows = 0

    init(_ source: ByteSource, _ limits: SheetLimits, listKey: String?, columns: [String]) throws(SheetError) {
        scanner = try JSONScanner(source, limits: limits)
        self.limits = limits
        self.columns = columns
        names = columns.map { Array($0.utf8) }
        isNested = listKey != nil
        row.buffer.header = columns
        for (place, name) in columns.enumerated() { places[name] = place }
        if let listKey { try enter(Array(listKey.utf8)) }
        try scanner.expect(UInt8(ascii: "["), .object)
    }

    private mutating func enter(_ listKey: [UInt8]) throws(SheetError) {
        try scanner.expect(UInt8(ascii: "{"), .object)
        while true {
            try scanner.string(into: &key)
            try scanner.expect(UInt8(ascii: ":"), .colon)
            let next = try scanner.peek()
            if key == listKey, next == UInt8(ascii: "[") { return }
            try scanner.skipValue()
            try scanner.expect(UInt8(ascii: ","), .commaOrEnd)
        }
    }

    /// Reads the next object into `row`.
    mutating func next() throws(SheetError) -> Step {
        if try scanner.take(UInt8(ascii: "]")) { return .end }
        if rows > 0 { try scanner.expect(UInt8(ascii: ","), .commaOrEnd) }
        guard try scanner.peek() == UInt8(ascii: "{") else { throw scanner.unexpected(.object) }
        rows += 1
        guard rows <= limits.rows else { throw .tooManyRows(limit: limits.rows) }
        row.begin(line: scanner.line, count: columns.count)
        try scanner.expect(UInt8(ascii: "{"), .object)
        var problem: SheetError?
        var member = 0
        while try !scanner.take(UInt8(ascii: "}")) {
            if member > 0 { try scanner.expect(UInt8(ascii: ","), .commaOrEnd) }
            guard try scanner.peek() == UInt8(ascii: "\"") else { throw scanner.unexpected(.key) }
            try scanner.string(into: &key)
            try scanner.expect(UInt8(ascii: ":"), .colon)
            let column = try columnOfKey(after: member)
            if row.isSet(column), problem == nil { problem = .duplicateKey(line: scanner.line, key: columns[column]) }
            if try !takeValue(into: column), problem == nil { problem = .nestedValue(line: scanner.line, key: columns[column]) }
            member += 1
        }
        try scanner.checkEncoding()
        row.buffer.bytesRead = scanner.bytesRead
        return problem.map(Step.refused) ?? .row
    }

    /// What follows the list must be whole too: a file cut in the middle is not accepted.
    mutating func finish() throws(SheetError) {
        if isNested {
            while try !scanner.take(UInt8(ascii: "}")) {
                try scanner.expect(UInt8(ascii: ","), .commaOrEnd)
                try scanner.string(into: &key)
                try scanner.expect(UInt8(ascii: ":"), .colon)
                try scanner.skipValue()
            }
        }
        guard try scanner.peek() == nil else { throw scanner.unexpected(.endOfFile) }
        try scanner.checkEncoding()
    }

    /// Objects usually repeat their names in one order: look there first.
    private mutating func columnOfKey(after member: Int) throws(SheetError) -> Int {
        if member < names.count, names[member] == key { return member }
        let name = String(decoding: key, as: UTF8.self)
        if let place = places[name] { return place }
        guard addsColumns, columns.count < limits.columns else {
            throw addsColumns ? .tooManyColumns(limit: limits.columns) : scanner.unexpected(.key)
        }
        places[name] = columns.count
        columns.append(name)
        names.append(key)
        return columns.count - 1
    }

    /// - Returns: `false` for a list or an object, which a cell cannot hold.
    private mutating func takeValue(into column: Int) throws(SheetError) -> Bool {
        guard let byte = try scanner.peek() else { throw scanner.unexpected(.value) }
        switch byte {
        case UInt8(ascii: "\""):
            try scanner.string(into: &value)
            row.set(column, .text, value)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try scanner.number(into: &value)
            row.set(column, .number, value)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try scanner.skipValue()
            return false
        default:
            let word = try scanner.word()
            if word.utf8Start.pointee != UInt8(ascii: "n") {
                row.set(column, .boolean, UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
            }
        }
        return true
    }
}
