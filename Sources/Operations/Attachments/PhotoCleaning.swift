/// Takes out of a JPEG what says where, when and with which device it was taken. Only the orientation stays, and the colours.
///
/// Everything after the picture's end is dropped too: phones put further pictures with places of their own there.
/// Source: ITU-T T.81, annex B; CIPA DC-008 (Exif 2.3); CIPA DC-007 (multi-picture format).
enum JPEGCleaning {
    static func cleaned(_ bytes: [UInt8]) throws(BrokenImage) -> [UInt8] {
        guard bytes.count > 4, bytes[0] == 0xFF, bytes[1] == 0xD8 else { throw BrokenImage() }
        var result: [UInt8] = [0xFF, 0xD8], body: [UInt8] = [], orientation: UInt8?
        body.reserveCapacity(bytes.count)
        var at = 2, hasPicture = false
        while at < bytes.count {
            guard bytes[at] == 0xFF else { throw BrokenImage() }
            while at < bytes.count, bytes[at] == 0xFF { at += 1 }
            guard at < bytes.count else { throw BrokenImage() }
            let marker = bytes[at]
            at += 1
            if marker == 0xD9 {
                guard hasPicture else { throw BrokenImage() }
                if let orientation, (2...8).contains(orientation) { result += exif(orientation) }
                return result + body + [0xFF, 0xD9]
            }
            if marker == 0x01 || (0xD0...0xD7).contains(marker) {
                body += [0xFF, marker]
                continue
            }
            guard at + 2 <= bytes.count else { throw BrokenImage() }
            let length = Int(bytes[at]) << 8 | Int(bytes[at + 1])
            guard length >= 2, at + length <= bytes.count else { throw BrokenImage() }
            let content = bytes[(at + 2)..<(at + length)]
            if marker == 0xE1, orientation == nil { orientation = Self.orientation(content) }
            if isKept(marker, content) {
                body += [0xFF, marker]
                body += bytes[at..<(at + length)]
            }
            at += length
            guard marker == 0xDA else { continue }
            hasPicture = true
            let start = at
            // The picture's own bytes: a marker among them is followed by 0, or restarts the decoder.
            while at + 1 < bytes.count, !(bytes[at] == 0xFF && bytes[at + 1] != 0 && !(0xD0...0xD7).contains(bytes[at + 1])) { at += 1 }
            guard at + 1 < bytes.count else { throw BrokenImage() }
            body += bytes[start..<at]
        }
        throw BrokenImage()
    }

    /// Whether a segment says how the picture is drawn: not comments, and of the applications' segments JFIF, colour profiles and Adobe's colour transform.
    private static func isKept(_ marker: UInt8, _ content: ArraySlice<UInt8>) -> Bool {
        switch marker {
        case 0xFE: false
        case 0xE0: content.starts(with: Array("JFIF".utf8))
        case 0xE2: content.starts(with: Array("ICC_PROFILE".utf8))
        case 0xEE: content.starts(with: Array("Adobe".utf8))
        case 0xE1, 0xE3...0xED, 0xEF: false
        default: true
        }
    }

    /// How the camera was held, 1 to 8, from the first directory of Exif.
    private static func orientation(_ content: ArraySlice<UInt8>) -> UInt8? {
        guard content.starts(with: Array("Exif\0\0".utf8)) else { return nil }
        let tiff = Array(content.dropFirst(6))
        guard tiff.count >= 8 else { return nil }
        let isLittle = tiff[0] == 0x49
        func word(_ at: Int, _ width: Int) -> Int? {
            guard at >= 0, at + width <= tiff.count else { return nil }
            let part = tiff[at..<(at + width)]
            return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let start = word(4, 4), let count = word(start, 2) else { return nil }
        for entry in 0..<min(count, 200) where word(start + 2 + 12 * entry, 2) == 0x0112 {
            return word(start + 2 + 12 * entry + 8, 2).flatMap { UInt8(exactly: $0) }
        }
        return nil
    }

    /// A segment of Exif with the orientation and nothing else.
    private static func exif(_ orientation: UInt8) -> [UInt8] {
        let tiff: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
        let content = Array("Exif\0\0".utf8) + tiff
        return [0xFF, 0xE1, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 0xFF)] + content
    }
}

/// Takes texts, dates, Exif and what is unknown out of a PNG. Source: PNG, third edition (W3C 2025), section 11.
enum PNGCleaning {
    private static let kept: Set<String> = [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT",
    ]

    static func cleaned(_ bytes: [UInt8]) throws(BrokenImage) -> [UInt8] {
        guard bytes.count >= 8 else { throw BrokenImage() }
        var result = Array(bytes[..<8]), at = 8, isFirst = true
        while at + 12 <= bytes.count {
            let length = bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }, name = String(decoding: bytes[(at + 4)..<(at + 8)], as: UTF8.self)
            guard at + 12 + length <= bytes.count, !isFirst || name == "IHDR" else { throw BrokenImage() }
            isFirst = false
            if kept.contains(name) { result += bytes[at..<(at + 12 + length)] }
            at += 12 + length
            if name == "IEND" { return result }
        }
        throw BrokenImage()
    }
}

/// Takes Exif and XMP out of a WebP. Source: RFC 9649.
enum WebPCleaning {
    static func cleaned(_ bytes: [UInt8]) throws(BrokenImage) -> [UInt8] {
        guard bytes.count >= 20 else { throw BrokenImage() }
        var body = Array("WEBP".utf8), at = 12, hasPicture = false
        while at + 8 <= bytes.count {
            let name = String(decoding: bytes[at..<(at + 4)], as: UTF8.self)
            let length = bytes[(at + 4)..<(at + 8)].reversed().reduce(0) { $0 << 8 | Int($1) }, end = at + 8 + length + length % 2
            guard at + 8 + length <= bytes.count else { throw BrokenImage() }
            if ["VP8 ", "VP8L", "ANMF"].contains(name) { hasPicture = true }
            if ["VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "ALPH", "ICCP"].contains(name) {
                var chunk = Array(bytes[at..<min(end, bytes.count)])
                // The flags that say Exif and XMP follow.
                if name == "VP8X", chunk.count > 8 { chunk[8] &= ~0x0C }
                body += chunk
            }
            at = end
        }
        guard hasPicture else { throw BrokenImage() }
        let size = UInt32(body.count)
        return Array("RIFF".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) } + body
    }
}
