/// A sentence that people read, written in English in the code and translated by a catalogue.
///
/// The literal is the key: `Text("\(count) villages of \(name)")` has the key `{0} villages of {1}` and two arguments. Every
/// interpolation is one numbered place, in order, whatever its kind, so a scan of the sources finds the keys.
///
/// A sentence that holds `|` has two forms, `One report is late|{0} reports are late`: the first is for a count of exactly one, the second for any other.
/// The count is the first whole number among the arguments; without one the second form is used. A Vietnamese translation, which
/// has no plural, is normally one form.
package struct Text: ExpressibleByStringInterpolation, Hashable, Sendable {
    /// The English sentence with numbered places for what varies.
    package let key: String
    package let arguments: [Argument]

    package init(stringLiteral literal: StaticString) {
        key = literal.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        arguments = []
    }

    package init(stringInterpolation: StringInterpolation) {
        key = stringInterpolation.key
        arguments = stringInterpolation.arguments
    }

    /// What may stand in a sentence. Numbers and days take the form of the reader's language.
    package enum Argument: Hashable, Sendable {
        case name(String)
        case count(Int)
        case number(Double, decimals: Int)
        case percent(Double, decimals: Int)
        case labels(vi: String, en: String)
        indirect case text(Text)
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        package typealias StringLiteralType = StaticString
        fileprivate var key = ""
        fileprivate var arguments: [Argument] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            key.reserveCapacity(literalCapacity + interpolationCount * 3)
            arguments.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            key += literal.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        }

        /// A name or another text that is not translated.
        package mutating func appendInterpolation(_ name: String) { append(.name(name)) }

        package mutating func appendInterpolation(_ count: Int) { append(.count(count)) }

        package mutating func appendInterpolation(_ number: Double, decimals: Int = 1) { append(.number(number, decimals: decimals)) }

        /// A figure that already counts per hundred.
        package mutating func appendInterpolation(percent: Double, decimals: Int = 1) { append(.percent(percent, decimals: decimals)) }

        /// A name that a pack gives in both languages.
        package mutating func appendInterpolation(vi: String, en: String) { append(.labels(vi: vi, en: en)) }

        /// A sentence or word that is translated by itself.
        package mutating func appendInterpolation(_ text: Text) { append(.text(text)) }

        private mutating func append(_ argument: Argument) {
            key += "{\(arguments.count)}"
            arguments.append(argument)
        }
    }
}

/// A sentence that people read with links or emphasis inside it: ``Text`` whose places may also hold ``HTML``.
package struct RichText: ExpressibleByStringInterpolation, Sendable {
    package let key: String
    let arguments: [Argument]

    package init(stringLiteral literal: StaticString) {
        key = Text(stringLiteral: literal).key
        arguments = []
    }

    package init(stringInterpolation: StringInterpolation) {
        key = stringInterpolation.key
        arguments = stringInterpolation.arguments
    }

    enum Argument: Sendable {
        case plain(Text.Argument)
        case html(HTML)
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        package typealias StringLiteralType = StaticString
        fileprivate var key = ""
        fileprivate var arguments: [Argument] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: StaticString) { key += Text(stringLiteral: literal).key }
        package mutating func appendInterpolation(_ html: HTML) { append(.html(html)) }
        package mutating func appendInterpolation(_ name: String) { append(.plain(.name(name))) }
        package mutating func appendInterpolation(_ count: Int) { append(.plain(.count(count))) }
        package mutating func appendInterpolation(percent: Double, decimals: Int = 1) { append(.plain(.percent(percent, decimals: decimals))) }
        package mutating func appendInterpolation(vi: String, en: String) { append(.plain(.labels(vi: vi, en: en))) }
        package mutating func appendInterpolation(_ text: Text) { append(.plain(.text(text))) }

        private mutating func append(_ argument: Argument) {
            key += "{\(arguments.count)}"
            arguments.append(argument)
        }
    }
}
