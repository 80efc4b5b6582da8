import CPostgres

/// The values of a statement in the binary form in which they are sent.
struct PostgresParameters {
    private(set) var types: [Oid]
    /// `nil` for null.
    private var values: [[UInt8]?]

    /// The values of a statement that runs as it is written.
    init(_ values: [SQLValue]) {
        types = values.map { value in
            switch value {
            // Rendered as a word; a place for it is kept only in prepared queries.
            case .null, .text: PostgresType.text
            case .integer: PostgresType.int8
            case .real: PostgresType.float8
            case .blob: PostgresType.bytea
            }
        }
        self.values = values.map(Self.encoded)
    }

    /// Places for the values of a prepared query.
    init(_ bindings: [RenderedSQL.Binding]) {
        self.init(bindings.map { binding in
            switch binding {
            case .value(let value): value
            case .parameter(.integer): .integer(0)
            case .parameter(.real): .real(0)
            case .parameter(.text): .text("")
            case .parameter(.blob): .blob([])
            }
        })
    }

    mutating func set(_ value: SQLValue, at position: Int) {
        switch (types[position], value) {
        case (PostgresType.float8, .integer(let integer)): values[position] = Self.encoded(.real(Double(integer)))
        case (PostgresType.int8, .integer), (PostgresType.float8, .real), (PostgresType.text, .text), (PostgresType.bytea, .blob), (_, .null):
            values[position] = Self.encoded(value)
        default: preconditionFailure("parameter \(position) of a prepared query is of another type than \(value)")
        }
    }

    mutating func set(text utf8: UnsafeRawBufferPointer, at position: Int) {
        precondition(types[position] == PostgresType.text, "parameter \(position) of a prepared query is no text")
        values[position] = Array(utf8)
    }

    private static func encoded(_ value: SQLValue) -> [UInt8]? {
        switch value {
        case .null: nil
        case .integer(let value): withUnsafeBytes(of: value.bigEndian) { Array($0) }
        case .real(let value): withUnsafeBytes(of: value.bitPattern.bigEndian) { Array($0) }
        case .text(let value): Array(value.utf8)
        case .blob(let value): value
        }
    }

    typealias Pointers<Element> = UnsafePointer<Element>?

    /// Calls `body` with types, values, lengths and formats as libpq wants them.
    func withPointers<Result>(_ body: (Pointers<Oid>, Pointers<UnsafePointer<CChar>?>, Pointers<Int32>, Pointers<Int32>) -> Result) -> Result {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.reduce(1) { $0 + ($1?.count ?? 0) })
        for case let value? in values { bytes += value }
        // Also a text without bytes needs something to point at.
        bytes.append(0)
        return bytes.withUnsafeBytes { buffer in
            var next = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = values.map { value -> UnsafePointer<CChar>? in
                guard let value else { return nil }
                defer { next = next.map { $0 + value.count } }
                return next
            }
            return body(types, pointers, values.map { Int32($0?.count ?? 0) }, Array(repeating: 1, count: values.count))
        }
    }
}
