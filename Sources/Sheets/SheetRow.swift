/// What the file said a cell holds; text formats know only `text` and `empty`.
package enum CellKind: UInt8, Sendable {
    case empty, text, number
    /// A number shown with a percent sign in a workbook: the bytes hold the share, 0.985 for 98.5 %.
    case percent
    case boolean
    /// ISO text: `2026-07-15`, `2026-07-15T08:30:00` or `08:30:00`.
    case date
    /// A formula's error, such as `#REF!`.
    case error
}

/// A source of rows under one header: CSV, a workbook's sheet or JSON. May be read again from the start any number of times.
package protocol RowSource: Sendable {
    /// The names in the header row, trimmed; a column without a name is "".
    var header: [String] { get }
    /// The line, or sheet row, where the header is; 0 where the format has none (JSON).
    var headerLine: Int { get }
    /// What `SheetRow.bytesRead` reaches at the end.
    var totalBytes: Int { get }

    /// Hands over each row that is not blank, in order.
    ///
    /// - Parameters:
    ///   - refused: is given each row that is itself wrong (its fields do not match the header, it is not UTF-8, a cell holds `#REF!`)
    ///     with the reason; reading goes on when it returns.
    ///   - body: is given every other row, with exactly as many fields as the header.
    /// - Throws: `SheetError` when the file cannot be read on, and whatever the two closures throw.
    func forEachRow(refused: (SheetRow, SheetError) throws -> Void, _ body: (SheetRow) throws -> Void) throws
}

extension RowSource {
    /// Hands over each row that is not blank, in order; the first wrong row ends the reading with its error.
    package func forEachRow(_ body: (SheetRow) throws -> Void) throws {
        try forEachRow(refused: { _, problem in throw problem }, body)
    }
}

/// One row of a table file. It is a view: valid only while the closure that received it runs.
package struct SheetRow {
    let buffer: RowBuffer

    /// The physical line (CSV, JSON) where the row begins, or its row number in the sheet; from 1.
    package var line: Int { buffer.line }
    /// How far the file has been read when this row is complete, of `RowSource.totalBytes`.
    package var bytesRead: Int { buffer.bytesRead }
    /// As many as the header has, except in a refused row.
    package var count: Int { buffer.count }

    /// The field's UTF-8 bytes, quotes and escapes resolved, not trimmed. Valid only while the closure runs.
    package func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> { buffer.bytes(index) }

    /// The field as text; bytes that are not UTF-8 (only in a refused row) become U+FFFD.
    package func text(_ index: Int) -> String { String(decoding: buffer.bytes(index), as: UTF8.self) }

    package func kind(_ index: Int) -> CellKind { buffer.kind(index) }

    /// Where a person finds the field: `B7` in a workbook, the column's name (or `#3`) elsewhere.
    package func cellName(_ index: Int) -> String {
        if buffer.namesCells { return cellAddress(column: index, row: buffer.line) }
        guard buffer.header.indices.contains(index), !buffer.header[index].isEmpty else { return "#\(index + 1)" }
        return buffer.header[index]
    }

    /// The rule for finding the header when nobody says which names to look for: titles and notes stand alone in their row, a header
    /// does not.
    package static func looksLikeHeader(_ names: [String]) -> Bool {
        names.count { !$0.isEmpty } > 1
    }

    /// All fields as text.
    package var texts: [String] { (0..<count).map(text) }
}

/// `B7` for column 1, row 7.
func cellAddress(column: Int, row: Int) -> String {
    var letters: [UInt8] = []
    var rest = column + 1
    while rest > 0 {
        letters.append(UInt8(ascii: "A") + UInt8((rest - 1) % 26))
        rest = (rest - 1) / 26
    }
    return String(decoding: letters.reversed(), as: UTF8.self) + String(row)
}

/// The fields of the row being read, as places in memory that the reader owns; reused for every row.
final class RowBuffer {
    struct Field {
        var start: Int
        var length: Int32
        var kind: CellKind
        /// The raw bytes hold doubled quotes; the clean ones are in `unescaped` at the same distance from the row's start.
        var isEscaped: Bool
    }

    private(set) var fields: UnsafeMutablePointer<Field>
    private(set) var count = 0
    private var capacity: Int
    /// Where `Field.start` counts from.
    var base: UnsafePointer<UInt8>
    private var unescaped: UnsafeMutablePointer<UInt8>
    private var unescapedCapacity: Int
    private var unescapedOrigin = 0

    var line = 0
    var bytesRead = 0
    var header: [String] = []
    let namesCells: Bool

    init(namesCells: Bool = false) {
        self.namesCells = namesCells
        capacity = 64
        fields = .allocate(capacity: capacity)
        unescapedCapacity = 1024
        unescaped = .allocate(capacity: unescapedCapacity)
        base = UnsafePointer(unescaped)
    }

    deinit {
        fields.deallocate()
        unescaped.deallocate()
    }

    @inline(__always) func removeAll() { count = 0 }

    @inline(__always) func append(_ field: Field) {
        if count == capacity { grow(to: capacity * 2) }
        fields[count] = field
        count += 1
    }

    /// Shortens the row, or lengthens it with empty fields.
    func resize(to newCount: Int) {
        if newCount > capacity { grow(to: max(newCount, capacity * 2)) }
        while count < newCount { append(Field(start: 0, length: 0, kind: .empty, isEscaped: false)) }
        count = newCount
    }

    func set(_ index: Int, _ field: Field) { fields[index] = field }

    private func grow(to newCapacity: Int) {
        let larger = UnsafeMutablePointer<Field>.allocate(capacity: newCapacity)
        larger.update(from: fields, count: count)
        fields.deallocate()
        fields = larger
        capacity = newCapacity
    }

    func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(index >= 0 && index < count, "row has no field \(index)")
        let field = fields[index]
        let start = field.isEscaped ? UnsafePointer(unescaped) + (field.start - unescapedOrigin) : base + field.start
        return UnsafeBufferPointer(start: start, count: Int(field.length))
    }

    func kind(_ index: Int) -> CellKind {
        precondition(index >= 0 && index < count, "row has no field \(index)")
        let field = fields[index]
        return field.length == 0 ? .empty : field.kind
    }

    /// Copies the fields that hold doubled quotes, each quote once, for a row that occupies `start..<end`.
    func unescapeQuotes(from start: Int, to end: Int) {
        if end - start > unescapedCapacity {
            unescaped.deallocate()
            unescapedCapacity = (end - start) * 2
            unescaped = .allocate(capacity: unescapedCapacity)
        }
        unescapedOrigin = start
        for index in 0..<count where fields[index].isEscaped {
            let field = fields[index]
            var target = field.start - start
            var from = field.start
            let fieldEnd = field.start + Int(field.length)
            while from < fieldEnd {
                unescaped[target] = base[from]
                if base[from] == UInt8(ascii: "\"") { from += 1 }
                from += 1
                target += 1
            }
            fields[index].length = Int32(target - (field.start - start))
        }
    }

    /// Whether every field from `index` on is empty.
    func isEmpty(from index: Int) -> Bool {
        for place in index..<max(index, count) where fields[place].length > 0 { return false }
        return true
    }
}

/// A header cell's name: the text without the spaces around it.
func headerName(_ text: String) -> String {
    let trimmed = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(trimmed[...last])
}

/// The header without the nameless columns at its end.
func headerNames(_ texts: [String]) -> [String] {
    var names = texts.map(headerName)
    while names.last == "" { names.removeLast() }
    return names
}
