import Domain

/// Text that people typed, made fit to stand in a file of XML.
enum OfficialText {
    /// The text in composed letters, without control characters and other signs that XML forbids or that turn reading order; tabs become spaces, every kind of line end one.
    static func cleaned(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            defer { isAfterReturn = scalar == "\r" }
            switch scalar.value {
            case 0x09: scalars.append(" ")
            case 0x0A: if !isAfterReturn { scalars.append("\n") }
            case 0x0D, 0x0B, 0x0C, 0x85, 0x2028, 0x2029: scalars.append("\n")
            case ..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB: continue
            case 0xFEFF: continue
            case let value where value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value): continue
            default: scalars.append(scalar)
            }
        }
        return VietnameseText.nfc(String(scalars))
    }

    /// An agency's name as it stands inside a sentence: `ỦY BAN NHÂN DÂN XÃ TÂY HÒA` gives `Ủy ban nhân dân xã Tây Hòa` only where it was not in capitals throughout;
    /// capitals stay, as nobody can tell the names in them.
    static func inSentence(_ agency: String) -> String { cleaned(agency).split(separator: "\n").joined(separator: " ") }

    /// Scripts that the document's own typeface does not have, with one that does.
    private static let typefaces: [(ClosedRange<UInt32>, String)] = [
        (0xAA80...0xAADF, "Noto Sans Tai Viet"), (0xAA00...0xAA5F, "Noto Sans Cham"), (0x16B00...0x16B8F, "Noto Sans Pahawh Hmong"), (0x1E100...0x1E14F, "Noto Sans Nyiakeng Puachue Hmong"),
    ]

    static let fallbackTypefaces = typefaces.map(\.1)

    /// The text in stretches of one typeface; `nil` is the document's own.
    static func stretches(_ text: String) -> [(text: String, typeface: String?)] {
        var result: [(text: String, typeface: String?)] = []
        for character in text {
            let scalar = character.unicodeScalars.first?.value ?? 0
            let typeface = typefaces.first { $0.0.contains(scalar) }?.1
            if let last = result.last, last.typeface == typeface { result[result.count - 1].text.append(character) } else { result.append((String(character), typeface)) }
        }
        return result
    }
}

/// A piece of XML: text that is put into it is cleaned and escaped, only literals are markup.
struct XML: ExpressibleByStringInterpolation {
    private(set) var utf8: [UInt8]

    init() { utf8 = [] }
    init(stringLiteral literal: StaticString) { utf8 = literal.withUTF8Buffer(Array.init) }
    init(stringInterpolation: StringInterpolation) { utf8 = stringInterpolation.utf8 }

    var isEmpty: Bool { utf8.isEmpty }

    static func += (sum: inout XML, next: XML) { sum.utf8 += next.utf8 }

    static func + (first: XML, next: XML) -> XML {
        var sum = first
        sum += next
        return sum
    }

    struct StringInterpolation: StringInterpolationProtocol {
        typealias StringLiteralType = StaticString
        fileprivate var utf8: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) { utf8.reserveCapacity(literalCapacity + interpolationCount * 16) }

        mutating func appendLiteral(_ literal: StaticString) { literal.withUTF8Buffer { utf8.append(contentsOf: $0) } }
        mutating func appendInterpolation(_ number: Int) { utf8 += Array(String(number).utf8) }
        mutating func appendInterpolation(_ xml: XML) { utf8 += xml.utf8 }
        mutating func appendInterpolation(if condition: Bool, _ xml: @autoclosure () -> XML) { if condition { utf8 += xml().utf8 } }
        /// A piece that is there only where something is given.
        mutating func appendInterpolation<Value>(given value: Value?, _ xml: (Value) -> XML) { if let value { utf8 += xml(value).utf8 } }
        /// A length with up to two decimals.
        mutating func appendInterpolation(length: Double) {
            let hundredths = Int((length * 100).rounded())
            utf8 += Array("\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)".utf8)
        }

        mutating func appendInterpolation(_ text: String) {
            for byte in OfficialText.cleaned(text).utf8 {
                switch byte {
                case UInt8(ascii: "&"): utf8 += Array("&amp;".utf8)
                case UInt8(ascii: "<"): utf8 += Array("&lt;".utf8)
                case UInt8(ascii: ">"): utf8 += Array("&gt;".utf8)
                case UInt8(ascii: "\""): utf8 += Array("&quot;".utf8)
                case UInt8(ascii: "'"): utf8 += Array("&#39;".utf8)
                default: utf8.append(byte)
                }
            }
        }
    }
}

extension Sequence {
    func xml(_ piece: (Element) throws -> XML) rethrows -> XML {
        var all = XML()
        for element in self { all += try piece(element) }
        return all
    }
}

extension DefaultStringInterpolation {
    /// Markup in a text would come out as its bytes.
    @available(*, unavailable, message: "markup cannot become text")
    mutating func appendInterpolation(_ xml: XML) {}
}
