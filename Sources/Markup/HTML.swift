/// A piece of a page that is safe to send: what people and files supplied can never turn into markup.
///
/// Write it as a literal and interpolate what varies. Text is escaped for element content and for quoted attribute
/// values alike; another `HTML` goes in as it is. A `String` found at run time cannot become `HTML` any other way:
/// the literal's type is `StaticString`, so `HTML(someString)` does not compile.
///
/// ```swift
/// func row(_ unit: Unit) -> HTML { "<tr><td><a href=\"\(unit.address)\">\(unit.name)</a></td></tr>" }
/// ```
///
/// Attribute values must stand in quotes. Interpolations nest by copying bytes: a page costs time linear in its length
/// times its depth.
package struct HTML: ExpressibleByStringInterpolation, Equatable, Sendable {
    /// What is sent: UTF-8.
    package private(set) var utf8: [UInt8]

    package init() { utf8 = [] }

    package init(stringLiteral literal: StaticString) {
        utf8 = literal.withUTF8Buffer(Array.init)
    }

    package init(stringInterpolation: StringInterpolation) { utf8 = stringInterpolation.utf8 }

    /// Plain text as page content, with the five characters that mean something to HTML escaped.
    package init(text: String) {
        utf8 = []
        Self.escape(text, into: &utf8)
    }

    package var isEmpty: Bool { utf8.isEmpty }

    /// The same piece as text, for tests and for documents that are not sent as bytes.
    package var string: String { String(decoding: utf8, as: UTF8.self) }

    package static func + (first: HTML, second: HTML) -> HTML {
        var sum = first
        sum += second
        return sum
    }

    package static func += (sum: inout HTML, next: HTML) { sum.utf8 += next.utf8 }
}

extension HTML {
    package struct StringInterpolation: StringInterpolationProtocol {
        package typealias StringLiteralType = StaticString
        fileprivate var utf8: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            utf8.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { utf8.append(contentsOf: $0) }
        }

        /// Text, escaped.
        package mutating func appendInterpolation(_ text: String) { HTML.escape(text, into: &utf8) }

        /// Text if there is any, escaped.
        package mutating func appendInterpolation(_ text: String?) {
            if let text { HTML.escape(text, into: &utf8) }
        }

        /// A whole number as codes, counts in addresses and attributes need it: `1234`. People read `language.number(1234)`.
        package mutating func appendInterpolation(_ number: Int) { HTML.append(number, to: &utf8) }

        package mutating func appendInterpolation(_ html: HTML) { utf8 += html.utf8 }

        package mutating func appendInterpolation(_ html: HTML?) {
            if let html { utf8 += html.utf8 }
        }

        package mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { utf8 += piece.utf8 }
        }

        /// A piece that is there only on a condition: `<option\(if: chosen, " selected")>`.
        package mutating func appendInterpolation(if condition: Bool, _ html: @autoclosure () -> HTML, else other: @autoclosure () -> HTML = "") {
            utf8 += condition ? html().utf8 : other().utf8
        }

        /// A whole attribute with a space before it, or nothing when there is no value: `<td\(attribute: "data-label", label)>`.
        package mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            utf8.append(UInt8(ascii: " "))
            name.withUTF8Buffer { utf8.append(contentsOf: $0) }
            utf8.append(contentsOf: [UInt8(ascii: "="), UInt8(ascii: "\"")])
            HTML.escape(value, into: &utf8)
            utf8.append(UInt8(ascii: "\""))
        }

        /// An address that came from a file or a person, for use in `href`: a web, mail or telephone address or one
        /// inside this site; anything else, such as a script, becomes `#`.
        package mutating func appendInterpolation(foreignAddress address: String) {
            HTML.escape(HTML.isHarmless(address: address) ? address : "#", into: &utf8)
        }

        /// A position or length in a drawing, to two decimals.
        mutating func appendInterpolation(at position: Double) { HTML.append(position, to: &utf8) }
    }
}

extension HTML {
    private static func escape(_ text: String, into utf8: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            var start = bytes.startIndex
            for index in bytes.indices {
                let replacement: StaticString
                switch bytes[index] {
                case UInt8(ascii: "&"): replacement = "&amp;"
                case UInt8(ascii: "<"): replacement = "&lt;"
                case UInt8(ascii: ">"): replacement = "&gt;"
                case UInt8(ascii: "\""): replacement = "&quot;"
                case UInt8(ascii: "'"): replacement = "&#39;"
                default: continue
                }
                utf8.append(contentsOf: bytes[start..<index])
                replacement.withUTF8Buffer { utf8.append(contentsOf: $0) }
                start = index + 1
            }
            utf8.append(contentsOf: bytes[start...])
        }
    }

    private static func isHarmless(address: String) -> Bool {
        let scheme = address.prefix { !"/?#".contains($0) }
        guard let colon = scheme.firstIndex(of: ":") else { return true }
        return ["http", "https", "mailto", "tel"].contains(scheme[..<colon].lowercased())
    }

    private static func append(_ number: Int, to utf8: inout [UInt8]) {
        if number < 0 { utf8.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = utf8.count
        repeat {
            utf8.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        utf8[start...].reverse()
    }

    private static func append(_ position: Double, to utf8: inout [UInt8]) {
        guard position.isFinite else { return utf8.append(UInt8(ascii: "0")) }
        let hundredths = Int((position * 100).rounded())
        if hundredths < 0 { utf8.append(UInt8(ascii: "-")) }
        let whole = Int(hundredths.magnitude / 100), rest = UInt8(hundredths.magnitude % 100)
        append(whole, to: &utf8)
        guard rest > 0 else { return }
        utf8 += [UInt8(ascii: "."), UInt8(ascii: "0") + rest / 10]
        if rest % 10 > 0 { utf8.append(UInt8(ascii: "0") + rest % 10) }
    }
}

extension Sequence {
    /// One piece per element, one after the other: `<ul>\(units.html { "<li>\($0.name)</li>" })</ul>`.
    package func html(_ piece: (Element) throws -> HTML) rethrows -> HTML {
        var all = HTML()
        for element in self { all += try piece(element) }
        return all
    }
}

extension Sequence<HTML> {
    /// The pieces one after the other with a separator between them.
    package func joined(separator: HTML = "") -> HTML {
        var all = HTML()
        var isFirst = true
        for piece in self {
            if !isFirst { all += separator }
            all += piece
            isFirst = false
        }
        return all
    }
}
