/// What one field of a record holds, in the form in which it is kept: `97.25`, `true`, `2025-12-31`, an option's code, the identity of a record, person, unit, agency or file.
package enum RecordValue: Hashable, Sendable {
    case text(String)
    case list([String])
    /// The rows of a repeating group.
    case rows([RecordBody])

    package var text: String? { if case .text(let text) = self { text } else { nil } }

    /// Every single text in it, those of a group's rows not.
    package var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .list(let items): items
        case .rows: []
        }
    }

    package var rows: [RecordBody] { if case .rows(let rows) = self { rows } else { [] } }

    var isEmpty: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .list(let items): items.isEmpty
        case .rows(let rows): rows.isEmpty
        }
    }
}

/// What a record holds, by field; what is empty has no entry.
package struct RecordBody: Hashable, Sendable {
    package private(set) var values: [String: RecordValue] = [:]

    package init() {}

    package init(_ values: [String: RecordValue]) {
        self.values = values.filter { !$0.value.isEmpty }
    }

    package subscript(field: String) -> RecordValue? {
        get { values[field] }
        set { values[field] = newValue.flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// The one text that a field holds.
    package func text(_ field: String) -> String? { values[field]?.text }

    /// The body with the changed fields of another put over it; a field that the other names and leaves empty is emptied.
    package func merging(_ changes: [String: RecordValue?]) -> RecordBody {
        var merged = self
        for (field, value) in changes { merged[field] = value }
        return merged
    }
}

/// The text that is stored and hashed: one JSON object, keys sorted, so that the same record always reads the same. Written and read here and not with Foundation, which takes
/// ten times as long, because the memory of a register is filled from all of its records.
extension RecordBody {
    package var json: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        Self.append(self, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ body: RecordBody, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, key) in body.values.keys.sorted().enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            switch body.values[key]! {
            case .text(let text): append(text, to: &bytes)
            case .list(let items): append(items, to: &bytes) { append($0, to: &$1) }
            case .rows(let rows): append(rows, to: &bytes) { append($0, to: &$1) }
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append<Item>(_ items: [Item], to bytes: inout [UInt8], _ one: (Item, inout [UInt8]) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            one(item, &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += Array("\\n".utf8)
            case 0x09: bytes += Array("\\t".utf8)
            case 0..<0x20: bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// What was stored is not a body.
    package struct Unreadable: Error {}

    package init(json: String) throws(Unreadable) {
        var json = json
        let result: RecordBody? = json.withUTF8 { buffer in
            var reader = Reader(bytes: buffer)
            guard let body = reader.body(), reader.isAtEnd else { return nil }
            return body
        }
        guard let result else { throw Unreadable() }
        self = result
    }

    private struct Reader {
        let bytes: UnsafeBufferPointer<UInt8>
        var place = 0

        var isAtEnd: Bool { place == bytes.count }

        mutating func take(_ byte: UInt8) -> Bool {
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
            return true
        }

        mutating func body() -> RecordBody? {
            guard take(UInt8(ascii: "{")) else { return nil }
            var values: [String: RecordValue] = [:]
            if take(UInt8(ascii: "}")) { return RecordBody() }
            repeat {
                guard let key = text(), take(UInt8(ascii: ":")), let value = value() else { return nil }
                values[key] = value
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { return nil }
            return RecordBody(values)
        }

        private mutating func value() -> RecordValue? {
            guard take(UInt8(ascii: "[")) else { return text().map { .text($0) } }
            var items: [String] = [], rows: [RecordBody] = []
            if take(UInt8(ascii: "]")) { return .list([]) }
            repeat {
                if place < bytes.count, bytes[place] == UInt8(ascii: "{") {
                    guard let row = body() else { return nil }
                    rows.append(row)
                } else {
                    guard let item = text() else { return nil }
                    items.append(item)
                }
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { return nil }
            return rows.isEmpty ? .list(items) : .rows(rows)
        }

        private mutating func text() -> String? {
            guard take(UInt8(ascii: "\"")) else { return nil }
            let start = place
            while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\") { place += 1 }
            if take(UInt8(ascii: "\"")) { return String(decoding: bytes[start..<place - 1], as: UTF8.self) }
            var text = Array(bytes[start..<place])
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
                guard byte == UInt8(ascii: "\\") else {
                    text.append(byte)
                    continue
                }
                guard place < bytes.count else { return nil }
                let escaped = bytes[place]
                place += 1
                switch escaped {
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "t"): text.append(0x09)
                case UInt8(ascii: "u"):
                    guard place + 4 <= bytes.count, let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16), let scalar = Unicode.Scalar(code) else { return nil }
                    text += Array(String(Character(scalar)).utf8)
                    place += 4
                default: text.append(escaped)
                }
            }
            return nil
        }
    }
}
