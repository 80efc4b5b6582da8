/// Reads JSON token by token from a stream, keeping the text of numbers and knowing the line it is in.
///
/// - Source: RFC 8259.
struct JSONScanner {
    private let text: TextStream
    /// The piece of the text in memory, as `text` has it since the last refill.
    private var bytes: UnsafeMutablePointer<UInt8>
    private var count = 0
    private var index = 0
    private(set) var line = 1
    /// The place, in the whole text, where the line begins.
    private var lineStart = 0

    init(_ source: ByteSource, limits: SheetLimits) throws(SheetError) {
        text = try TextStream(source, limit: limits.recordBytes)
        bytes = text.bytes
    }

    var bytesRead: Int { text.bytesRead(at: index) }

    /// The next byte that is not white space, not yet taken; `nil` at the end.
    mutating func peek() throws(SheetError) -> UInt8? {
        if index < count, bytes[index] > 32 { return bytes[index] }
        while let byte = try current() {
            switch byte {
            case 10:
                line += 1
                index += 1
                lineStart = text.discarded + index
            case 9, 13, 32: index += 1
            default: return byte
            }
        }
        return nil
    }

    /// Takes the next byte that is not white space if it is `byte`.
    mutating func take(_ byte: UInt8) throws(SheetError) -> Bool {
        guard try peek() == byte else { return false }
        index += 1
        return true
    }

    mutating func expect(_ byte: UInt8, _ expected: JSONExpectation) throws(SheetError) {
        guard try take(byte) else { throw unexpected(expected) }
    }

    func unexpected(_ expected: JSONExpectation) -> SheetError {
        .invalidJSON(line: line, column: text.discarded + index - lineStart + 1, expected: expected)
    }

    /// Bytes that are not UTF-8 lie before the place reached.
    func checkEncoding() throws(SheetError) {
        if let invalid = text.firstInvalid, invalid < index { throw unexpected(.utf8) }
    }

    /// Takes a string; its decoded bytes replace what `target` holds.
    mutating func string(into target: inout [UInt8]) throws(SheetError) {
        target.removeAll(keepingCapacity: true)
        try expect(UInt8(ascii: "\""), .string)
        while true {
            guard let byte = try current(), byte >= 0x20 else { throw unexpected(.string) }
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return
            case UInt8(ascii: "\\"):
                index += 1
                try escape(into: &target)
            default:
                var end = index
                while end < count, bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\") { end += 1 }
                target.append(contentsOf: UnsafeBufferPointer(start: bytes + index, count: end - index))
                index = end
            }
        }
    }

    /// Takes a number; its text, as written, replaces what `target` holds.
    mutating func number(into target: inout [UInt8]) throws(SheetError) {
        target.removeAll(keepingCapacity: true)
        if try current() == UInt8(ascii: "-") { try move(to: &target) }
        if try current() == UInt8(ascii: "0") { try move(to: &target) } else { try digits(to: &target) }
        if try current() == UInt8(ascii: ".") {
            try move(to: &target)
            try digits(to: &target)
        }
        if let byte = try current(), byte | 0x20 == UInt8(ascii: "e") {
            try move(to: &target)
            if let sign = try current(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { try move(to: &target) }
            try digits(to: &target)
        }
    }

    /// Takes `true`, `false` or `null`.
    mutating func word() throws(SheetError) -> StaticString {
        for word: StaticString in ["true", "false", "null"] where try peek() == word.utf8Start.pointee {
            for offset in 0..<word.utf8CodeUnitCount {
                guard try current() == word.utf8Start[offset] else { throw unexpected(.value) }
                index += 1
            }
            return word
        }
        throw unexpected(.value)
    }

    /// Takes any value without keeping it.
    mutating func skipValue() throws(SheetError) {
        var open: [UInt8] = []
        var ignored: [UInt8] = []
        repeat {
            guard let byte = try peek() else { throw unexpected(.value) }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open.append(byte + 2)
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard open.popLast() == byte else { throw unexpected(.value) }
                index += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard !open.isEmpty else { throw unexpected(.value) }
                index += 1
            case UInt8(ascii: "\""): try string(into: &ignored)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(into: &ignored)
            default: _ = try word()
            }
        } while !open.isEmpty
    }

    private mutating func current() throws(SheetError) -> UInt8? {
        while index >= count {
            if text.isAtEnd { return nil }
            let kept = min(index, text.settled)
            _ = try text.refill(keepingFrom: kept)
            index -= kept
            (bytes, count) = (text.bytes, text.count)
        }
        return bytes[index]
    }

    private mutating func move(to target: inout [UInt8]) throws(SheetError) {
        guard let byte = try current() else { throw unexpected(.number) }
        target.append(byte)
        index += 1
    }

    private mutating func digits(to target: inout [UInt8]) throws(SheetError) {
        let before = target.count
        while let byte = try current(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            target.append(byte)
            index += 1
        }
        guard target.count > before else { throw unexpected(.number) }
    }

    private mutating func escape(into target: inout [UInt8]) throws(SheetError) {
        guard let byte = try current() else { throw unexpected(.string) }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): target.append(byte)
        case UInt8(ascii: "b"): target.append(8)
        case UInt8(ascii: "f"): target.append(12)
        case UInt8(ascii: "n"): target.append(10)
        case UInt8(ascii: "r"): target.append(13)
        case UInt8(ascii: "t"): target.append(9)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800...0xDBFF).contains(code) {
                guard try current() == UInt8(ascii: "\\") else { throw unexpected(.string) }
                index += 1
                guard try current() == UInt8(ascii: "u") else { throw unexpected(.string) }
                index += 1
                let low = try hexadecimal()
                guard (0xDC00...0xDFFF).contains(low) else { throw unexpected(.string) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) else { throw unexpected(.string) }
            target.append(contentsOf: encoded)
        default: throw unexpected(.string)
        }
    }

    private mutating func hexadecimal() throws(SheetError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = try current(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw unexpected(.string) }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
