/// Rows into PostgreSQL, collected in the text form of `COPY` and sent a few megabytes at a time.
///
/// Each part is a `COPY` of its own, so that the connection is free for other statements in between.
///
/// - Source: PostgreSQL documentation, "COPY", section "Text Format".
final class PostgresBulkWriter: BulkWriter {
    private let columnCount: Int
    private let send: ([UInt8]) throws -> Void
    private var rows: [UInt8] = []
    private var column = 0

    private static let sentAtOnce = 4 << 20

    init(columnCount: Int, send: @escaping ([UInt8]) throws -> Void) {
        self.columnCount = columnCount
        self.send = send
        rows.reserveCapacity(Self.sentAtOnce + 64 << 10)
    }

    func null() {
        beginValue()
        rows.append(UInt8(ascii: "\\"))
        rows.append(UInt8(ascii: "N"))
    }

    func integer(_ value: Int64) {
        beginValue()
        rows.append(contentsOf: String(value).utf8)
    }

    func real(_ value: Double) {
        if value.isNaN { return null() }
        beginValue()
        rows.append(contentsOf: value.description.utf8)
    }

    func text(_ utf8: UnsafeRawBufferPointer) {
        beginValue()
        if utf8.contains(where: Self.mustBeEscaped) {
            for byte in utf8 {
                if Self.mustBeEscaped(byte) {
                    rows.append(UInt8(ascii: "\\"))
                    rows.append(Self.escaped(byte))
                } else {
                    rows.append(byte)
                }
            }
        } else {
            rows.append(contentsOf: utf8)
        }
    }

    func blob(_ bytes: UnsafeRawBufferPointer) {
        beginValue()
        rows.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "\\"), UInt8(ascii: "x")])
        for byte in bytes {
            rows.append(Self.hexadecimal[Int(byte >> 4)])
            rows.append(Self.hexadecimal[Int(byte & 15)])
        }
    }

    func endRow() throws {
        precondition(column == columnCount, "a row has \(column) values for \(columnCount) columns")
        column = 0
        rows.append(UInt8(ascii: "\n"))
        if rows.count >= Self.sentAtOnce { try flush() }
    }

    func flush() throws {
        precondition(column == 0, "the last row was not ended")
        guard !rows.isEmpty else { return }
        try send(rows)
        rows.removeAll(keepingCapacity: true)
    }

    private func beginValue() {
        if column > 0 { rows.append(UInt8(ascii: "\t")) }
        column += 1
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private static func escaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "\n"): UInt8(ascii: "n")
        case UInt8(ascii: "\t"): UInt8(ascii: "t")
        case UInt8(ascii: "\r"): UInt8(ascii: "r")
        default: byte
        }
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
