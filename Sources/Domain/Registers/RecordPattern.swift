/// Words with places for the fields of a record, such as `Chứng nhận {LEARNER} đã hoàn thành`.
///
/// In titles also `{UNIT}`, the unit's full name; in prints besides `{NUMBER}`, `{STATE}` and `{TODAY}`, see ``Builtin``.
///
/// For identifiers besides: `{unit}` the unit's code, `{year}` and `{year2}` the year in which it was given, `{number:4}` a number with at least so many digits that runs from 1 per
/// register and per whatever else the pattern names: `TH-{unit}-{year}-{number:4}` runs per unit and year.
package struct RecordPattern: Hashable, Sendable {
    package enum Piece: Hashable, Sendable {
        case text(String)
        /// A field, or `LINK.FIELD` of a linked record.
        case field(String)
        case unit
        case year(digits: Int)
        case number(digits: Int)
    }

    /// What a pattern can have of a record besides its fields; no field has such a code.
    package enum Builtin: String, Sendable, CaseIterable {
        case unit = "UNIT"
        case number = "NUMBER"
        case state = "STATE"
        case today = "TODAY"

        package static let inTitles: Set<Builtin> = [.unit]
        package static let inPrints = Set(allCases)
        /// Columns of a list, by what stands over them.
        package static let inLists: KeyValuePairs<Builtin, Label> = [.unit: Label(vi: "Đơn vị", en: "Unit"), .number: Label(vi: "Số", en: "Number"), .state: Label(vi: "Trạng thái", en: "Status")]
    }

    package var pieces: [Piece]

    /// What is wrong with a pattern.
    package enum Fault: Error, Hashable, Sendable {
        case unclosed
        case empty
        case unknown(String)
    }

    /// - Parameter isIdentifier: whether it may have what only identifiers have.
    package init(parsing text: String, isIdentifier: Bool = false) throws(Fault) {
        pieces = []
        var rest = text[...]
        while let brace = rest.firstIndex(of: "{") {
            if brace > rest.startIndex { pieces.append(.text(String(rest[..<brace]))) }
            guard let end = rest[brace...].firstIndex(of: "}") else { throw .unclosed }
            let word = String(rest[rest.index(after: brace)..<end])
            pieces.append(try Self.piece(word, isIdentifier: isIdentifier))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        if pieces.isEmpty { throw .empty }
    }

    private static func piece(_ word: String, isIdentifier: Bool) throws(Fault) -> Piece {
        if isIdentifier {
            switch word {
            case "unit": return .unit
            case "year": return .year(digits: 4)
            case "year2": return .year(digits: 2)
            case "number": return .number(digits: 1)
            default: break
            }
            if word.hasPrefix("number:"), let digits = Int(word.dropFirst(7)), (1...9).contains(digits) { return .number(digits: digits) }
        }
        guard !word.isEmpty, word.utf8.allSatisfy({ c in (0x30...0x39).contains(c) || (0x41...0x5A).contains(c) || (0x61...0x7A).contains(c) || [0x2D, 0x2E, 0x5F].contains(c) }),
            word.first?.isUppercase == true else { throw .unknown(word) }
        return .field(word)
    }

    package var fields: [String] { pieces.compactMap { if case .field(let code) = $0 { code } else { nil } } }

    /// Stretches of the words with fields put in, and whether each was put in; a stretch is never empty.
    package func stretches(_ value: (String) -> String?) -> [(text: String, isFilled: Bool)] {
        pieces.compactMap { piece in
            switch piece {
            case .text(let words): (words, false)
            case .field(let code): value(code).flatMap { $0.isEmpty ? nil : ($0, true) }
            case .unit, .year, .number: nil
            }
        }
    }

    /// The words with fields put in; a field without a value leaves nothing, and no double spaces.
    package func text(_ value: (String) -> String?) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let words): text += words
            case .field(let code): text += value(code) ?? ""
            case .unit, .year, .number: break
            }
        }
        return text.split(separator: " ").joined(separator: " ")
    }
}
