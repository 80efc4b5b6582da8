/// A row put together cell by cell, for formats whose cells are decoded rather than sliced from the file.
final class CellRow {
    let buffer: RowBuffer
    private var arena: [UInt8] = []

    init(_ buffer: RowBuffer) { self.buffer = buffer }

    /// Starts a row of `count` empty cells.
    func begin(line: Int, count: Int) {
        arena.removeAll(keepingCapacity: true)
        buffer.line = line
        buffer.removeAll()
        buffer.resize(to: count)
    }

    /// Whether the cell already holds something.
    func isSet(_ column: Int) -> Bool { column < buffer.count && buffer.fields[column].kind != .empty }

    func set(_ column: Int, _ kind: CellKind, _ bytes: some Collection<UInt8>) {
        if column >= buffer.count { buffer.resize(to: column + 1) }
        let start = arena.count
        arena.append(contentsOf: bytes)
        buffer.set(column, .init(start: start, length: Int32(arena.count - start), kind: kind, isEscaped: false))
    }

    /// Whether no cell holds a byte.
    var isBlank: Bool { buffer.isEmpty(from: 0) }

    func withRow<Result>(_ body: (SheetRow) throws -> Result) rethrows -> Result {
        if arena.isEmpty { arena.append(0) }
        return try arena.withUnsafeBufferPointer { bytes in
            if let address = bytes.baseAddress { buffer.base = address }
            return try body(SheetRow(buffer: buffer))
        }
    }
}
