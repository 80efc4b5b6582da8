/// A text file as UTF-8 bytes in one sliding piece of memory: byte order mark removed, UTF-16 converted, UTF-8 checked.
final class TextStream {
    enum Encoding { case utf8, utf16LittleEndian, utf16BigEndian }

    private let source: ByteSource
    private let encoding: Encoding
    private let limit: Int
    private var capacity: Int
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    /// How many bytes are there. One byte more may be written by the reader as its sentinel.
    private(set) var count = 0
    /// How many converted bytes came before `bytes[0]`.
    private(set) var discarded = 0
    private(set) var isAtEnd = false
    /// The place of the first byte that is not UTF-8.
    private(set) var firstInvalid: Int?
    private var checked = 0
    /// Bytes of the file read so far.
    private var position: Int
    private var pendingHighSurrogate: UInt16?

    /// - Parameter limit: the most bytes that may be kept at once.
    init(_ source: ByteSource, limit: Int) throws(SheetError) {
        self.source = source
        self.limit = limit
        let mark = try source.bytes(3)
        switch true {
        case mark.starts(with: [0xEF, 0xBB, 0xBF]): (encoding, position) = (.utf8, 3)
        case mark.starts(with: [0xFF, 0xFE]): (encoding, position) = (.utf16LittleEndian, 2)
        case mark.starts(with: [0xFE, 0xFF]): (encoding, position) = (.utf16BigEndian, 2)
        default: (encoding, position) = (.utf8, 0)
        }
        capacity = min(1 << 20, max(source.size * 2, 4096))
        bytes = .allocate(capacity: capacity + 16)
    }

    deinit { bytes.deallocate() }

    var totalBytes: Int { source.size }

    /// The bytes before this place need not be kept: a character cut by the end of the piece lies behind it.
    var settled: Int { firstInvalid == nil ? checked : count }

    /// Bytes of the file that lie before `index`; for UTF-16, bytes read so far.
    func bytesRead(at index: Int) -> Int {
        encoding == .utf8 ? position - (count - index) : position
    }

    /// Drops what lies before `start`, moves the rest to the front and reads on. Sets `isAtEnd` when nothing is left to read.
    ///
    /// - Returns: `false` when the kept part has reached the limit.
    func refill(keepingFrom start: Int) throws(SheetError) -> Bool {
        if start > 0 {
            count -= start
            bytes.update(from: bytes + start, count: count)
            discarded += start
            checked = max(0, checked - start)
            firstInvalid = firstInvalid.map { $0 - start }
        }
        if capacity - count < capacity / 4 {
            guard capacity < limit else { return false }
            grow()
        }
        let before = count
        if encoding == .utf8 { try readUTF8() } else { try readUTF16() }
        if count == before { isAtEnd = true }
        check()
        return true
    }

    /// Forgets about bytes that are not UTF-8 before `index` and looks for the next ones.
    func acceptInvalid(before index: Int) {
        firstInvalid = nil
        checked = max(checked, index)
        check()
    }

    private func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + 16)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
        capacity *= 2
    }

    private func readUTF8() throws(SheetError) {
        let got = try source.read(at: position, into: UnsafeMutableRawBufferPointer(start: bytes + count, count: capacity - count))
        position += got
        count += got
    }

    /// Converts as much UTF-16 as fits (each unit takes at most three bytes). Half a pair becomes a byte that is not UTF-8, so it is reported like one.
    private func readUTF16() throws(SheetError) {
        let room = (capacity - count - 8) / 3 * 2
        let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 2)
        defer { raw.deallocate() }
        var got = try source.read(at: position, into: raw)
        position += got
        if got % 2 == 1 {
            if position < source.size { (position, got) = (position - 1, got - 1) }
        }
        for at in stride(from: 0, to: got - 1, by: 2) {
            let (first, second) = (UInt16(raw[at]), UInt16(raw[at + 1]))
            appendUnit(encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second)
        }
        if got % 2 == 1 { appendInvalid() }
        if got == 0, pendingHighSurrogate != nil {
            pendingHighSurrogate = nil
            appendInvalid()
        }
    }

    private func appendUnit(_ unit: UInt16) {
        if let high = pendingHighSurrogate {
            pendingHighSurrogate = nil
            if UTF16.isTrailSurrogate(unit) {
                append(Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)))
                return
            }
            appendInvalid()
        }
        if UTF16.isLeadSurrogate(unit) {
            pendingHighSurrogate = unit
        } else {
            append(Unicode.Scalar(unit))
        }
    }

    private func append(_ scalar: Unicode.Scalar?) {
        guard let scalar else { return appendInvalid() }
        for byte in UTF8.encode(scalar).unsafelyUnwrapped {
            bytes[count] = byte
            count += 1
        }
    }

    private func appendInvalid() {
        bytes[count] = 0xFF
        count += 1
    }

    /// Checks the bytes that came last; a character cut by the end of the piece waits for the rest.
    private func check() {
        guard firstInvalid == nil else { return }
        let all = UnsafeBufferPointer(start: UnsafePointer(bytes), count: count)
        switch endOfUTF8(in: all, from: checked) {
        case .whole: checked = count
        case .cut(let place):
            checked = place
            if isAtEnd { firstInvalid = place }
        case .invalid(let place):
            checked = place
            firstInvalid = place
        }
    }
}

enum UTF8Check: Equatable {
    case whole
    /// The last character lacks bytes; it begins here.
    case cut(Int)
    case invalid(Int)
}

/// How far the bytes are well-formed UTF-8.
///
/// - Source: Unicode Standard 16.0, table 3-7.
func endOfUTF8(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> UTF8Check {
    let raw = UnsafeRawBufferPointer(bytes)
    let count = bytes.count
    var index = start
    while index < count {
        while index + 8 <= count, raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 { index += 8 }
        guard index < count else { break }
        let lead = bytes[index]
        if lead < 0x80 {
            index += 1
            continue
        }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: length = 3
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return .invalid(index)
        }
        for place in 1..<length {
            guard index + place < count else { return .cut(index) }
            let byte = bytes[index + place]
            guard place == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else { return .invalid(index) }
        }
        index += length
    }
    return .whole
}
