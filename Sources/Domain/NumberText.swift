/// The character between a number's whole part and its decimals; the other one sets thousands apart.
package enum DecimalMark: String, Sendable, Codable, CaseIterable {
    case comma = ",", point = "."

    package var other: DecimalMark { self == .comma ? .point : .comma }
}

/// Why a text is not a number that can be stored, with what it could have meant.
package enum NumberTextError: Error, Hashable, Sendable {
    case empty
    case notANumber(String)
    /// Thousands are not set apart in threes: `12.34.567`, `1 23`.
    case badGroups(String)
    /// `1.234` is 1234 with a decimal comma and 1.234 with a decimal point. The readings are canonical texts.
    case ambiguous(String, withComma: String, withPoint: String)
    /// Can only be read with the other decimal mark than the one the file uses.
    case contradictsMark(String, mark: DecimalMark, reading: String)
    /// More than ``ScaledNumber/maximumDigits`` significant digits.
    case tooManyDigits(String)
    /// More than ``ScaledNumber/maximumDecimals`` digits after the decimal mark, or more than asked for.
    case tooManyDecimals(String)
}

/// Numbers as people and files write them: `1.234,56`, `1,234.56`, `1 234`, `−5`, `97,25%`.
package enum NumberText {
    /// A number read from text.
    package struct Reading: Hashable, Sendable {
        package var number: ScaledNumber
        /// Whether a percent sign followed it; 97,25% is read as 97.25.
        package var isPercentage: Bool
        /// The form in which values are stored: `97.25`.
        package var canonicalText: String { number.text }
    }

    /// What a file's numbers say about its decimal mark.
    package enum MarkEvidence: Hashable, Sendable {
        case comma, point
        /// No number tells, as when all are whole or like `1.234`.
        case undetermined
        /// Some tell one, some the other; an example of each.
        case conflicting(comma: String, point: String)

        package var mark: DecimalMark? {
            switch self {
            case .comma: .comma
            case .point: .point
            case .undetermined, .conflicting: nil
            }
        }
    }

    /// Reads one number.
    ///
    /// Spaces of any kind may stand around it, before the percent sign and between thousands; the minus may be `-`, `−` or `–`.
    /// - Parameters: `mark` is the file's decimal mark; without it a text such as `1.234` is refused as ambiguous.
    package static func parse(_ text: String, mark: DecimalMark? = nil) throws(NumberTextError) -> Reading {
        if let number = plainNumber(text, mark) { return Reading(number: number, isPercentage: false) }
        let written = try Written(text)
        let number: ScaledNumber
        switch written.form {
        case .certain(let whole, let decimals, let itsMark):
            number = try written.number(whole, decimals)
            if let mark, let itsMark, mark != itsMark { throw .contradictsMark(text, mark: mark, reading: number.text) }
        case .either(let before, let after, let separator):
            guard let mark else {
                let grouped = try written.number(before + after, []).text, decimal = try written.number(before, after).text
                throw separator == .comma ? .ambiguous(text, withComma: decimal, withPoint: grouped) : .ambiguous(text, withComma: grouped, withPoint: decimal)
            }
            number = mark == separator ? try written.number(before, after) : try written.number(before + after, [])
        }
        return Reading(number: number, isPercentage: written.isPercentage)
    }

    /// Most numbers of a file: digits, at most one mark and that the file's own, nothing to decide. Anything else is left to the careful reading.
    private static func plainNumber(_ text: String, _ mark: DecimalMark?) -> ScaledNumber? {
        var text = text
        return text.withUTF8 { bytes in
            let marks = bytes.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }
            guard marks == 0 || (marks == 1 && mark != nil) else { return nil }
            return try? ScaledNumber(utf8: bytes, mark: mark ?? .point)
        }
    }

    /// What the numbers of a file or column say about its decimal mark. Texts that are no numbers say nothing.
    package static func detectMark(over samples: some Sequence<String>) -> MarkEvidence {
        var comma: String?, point: String?
        for sample in samples where comma == nil || point == nil {
            guard let written = try? Written(sample), case .certain(_, _, let mark?) = written.form else { continue }
            switch mark {
            case .comma: comma = comma ?? sample
            case .point: point = point ?? sample
            }
        }
        switch (comma, point) {
        case (nil, nil): return .undetermined
        case (_?, nil): return .comma
        case (nil, _?): return .point
        case (let comma?, let point?): return .conflicting(comma: comma, point: point)
        }
    }
}

/// A number's text taken apart, before it is known which mark is the decimal one.
private struct Written {
    enum Form {
        /// `mark` is what the text itself shows; `nil` where it has no mark.
        case certain(whole: [UInt8], decimals: [UInt8], mark: DecimalMark?)
        /// One mark with one to three digits before and three after it.
        case either(before: [UInt8], after: [UInt8], separator: DecimalMark)
    }

    private enum Separator: Equatable { case space, mark(DecimalMark) }

    let text: String
    var isNegative = false
    var isPercentage = false
    var form = Form.certain(whole: [], decimals: [], mark: nil)

    init(_ text: String) throws(NumberTextError) {
        self.text = text
        var rest = Substring(text).unicodeScalars
        func trim() {
            while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
            while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        }
        trim()
        guard !rest.isEmpty else { throw .empty }
        if rest.last == "%" {
            isPercentage = true
            rest.removeLast()
            trim()
        }
        if let sign = rest.first, sign == "-" || sign == "\u{2212}" || sign == "\u{2013}" || sign == "+" {
            isNegative = sign != "+"
            rest.removeFirst()
            trim()
        }
        form = try form(of: rest)
    }

    private func form(of body: Substring.UnicodeScalarView) throws(NumberTextError) -> Form {
        var runs: [[UInt8]] = [[]]
        var separators: [Separator] = []
        for scalar in body {
            switch scalar {
            case "0"..."9": runs[runs.count - 1].append(UInt8(ascii: scalar))
            case ",": separators.append(.mark(.comma)); runs.append([])
            case ".": separators.append(.mark(.point)); runs.append([])
            default:
                guard scalar.properties.isWhitespace else { throw .notANumber(text) }
                separators.append(.space)
                runs.append([])
            }
        }
        guard runs.dropFirst().allSatisfy({ !$0.isEmpty }), let last = runs.last, !last.isEmpty else { throw .notANumber(text) }
        guard let lastSeparator = separators.last else { return .certain(whole: runs[0], decimals: [], mark: nil) }

        let before = separators.dropLast()
        if case .mark(let mark) = lastSeparator, !before.contains(lastSeparator) {
            let whole = Array(runs.dropLast())
            if before.isEmpty {
                guard last.count == 3, (1...3).contains(whole[0].count), whole[0][0] != UInt8(ascii: "0") else {
                    return .certain(whole: whole[0], decimals: last, mark: mark)
                }
                return .either(before: whole[0], after: last, separator: mark)
            }
            return .certain(whole: try joined(whole, separators: Array(before)), decimals: last, mark: mark)
        }
        let whole = try joined(runs, separators: separators)
        guard case .mark(let grouping) = lastSeparator else { return .certain(whole: whole, decimals: [], mark: nil) }
        return .certain(whole: whole, decimals: [], mark: grouping.other)
    }

    /// The digits of groups of three that one kind of separator sets apart.
    private func joined(_ groups: [[UInt8]], separators: [Separator]) throws(NumberTextError) -> [UInt8] {
        let isRegular =
            separators.allSatisfy { $0 == separators[0] } && (1...3).contains(groups[0].count) && groups[0][0] != UInt8(ascii: "0")
            && groups.dropFirst().allSatisfy { $0.count == 3 }
        guard isRegular else { throw .badGroups(text) }
        return Array(groups.joined())
    }

    func number(_ whole: [UInt8], _ decimals: [UInt8]) throws(NumberTextError) -> ScaledNumber {
        let plain =
            (isNegative ? "-" : "") + (whole.isEmpty ? "0" : String(decoding: whole, as: UTF8.self))
            + (decimals.isEmpty ? "" : "." + String(decoding: decimals, as: UTF8.self))
        do {
            return try ScaledNumber(plain)
        } catch .tooManyDigits {
            throw .tooManyDigits(text)
        } catch .tooManyDecimals {
            throw .tooManyDecimals(text)
        } catch {
            throw .notANumber(text)
        }
    }
}
