import Foundation

/// How a workbook shows a number, as far as it changes what the number means.
enum NumberFormat: Equatable, Sendable {
    case plain
    case percent
    /// Only zeros, as offices use for codes: `00000` shows 4 as 00004.
    case padded(digits: Int)
    case date(hasDay: Bool, hasTime: Bool)

    /// - Parameter builtIn: a format number below 164.
    /// - Source: ECMA-376, part 1, 18.8.30 (numFmts), with the date formats of Asian editions.
    init(builtIn id: Int) {
        switch id {
        case 9, 10: self = .percent
        case 14...17, 27...31, 34...36, 50...58: self = .date(hasDay: true, hasTime: false)
        case 22: self = .date(hasDay: true, hasTime: true)
        case 18...21, 32, 33, 45, 47: self = .date(hasDay: false, hasTime: true)
        default: self = .plain
        }
    }

    /// - Parameter code: a format as the workbook writes it, such as `dd/mm/yyyy` or `0.0%`.
    init(code: String) {
        let marks = NumberFormat.marks(in: code)
        if marks.contains("[") {
            self = .plain
        } else if marks.contains(where: "ymdhs".contains) {
            let hasTime = marks.contains(where: "hs".contains)
            self = .date(hasDay: marks.contains(where: "yd".contains) || !hasTime, hasTime: hasTime)
        } else if marks.contains("%") {
            self = .percent
        } else if marks.count >= 2, marks.allSatisfy({ $0 == "0" }) {
            self = .padded(digits: marks.count)
        } else {
            self = .plain
        }
    }

    /// The characters of the format's first section that act, in lower case: without texts, colours and conditions. `[h]` leaves a `[`: it counts a duration.
    private static func marks(in code: String) -> String {
        var marks = ""
        var rest = code.lowercased()[...]
        if rest == "general" { return "" }
        while let character = rest.popFirst(), character != ";" {
            switch character {
            case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": rest = rest.dropFirst()
            case "[":
                let inside = rest.prefix { $0 != "]" }
                if !inside.isEmpty, inside.allSatisfy("hms".contains) { marks += "[" }
                rest = rest.dropFirst(inside.count + 1)
            default: marks.append(character)
            }
        }
        return marks
    }

    /// What the cell holds, as a person sees it but independent of the country: numbers with a point, dates in ISO form.
    ///
    /// - Parameter number: the text in the file.
    /// - Returns: `nil` if the text is not a number.
    func read(_ number: String, countsFrom1904: Bool) -> (kind: CellKind, text: String)? {
        guard let value = Double(number), value.isFinite else { return nil }
        let text = numberText(number, value)
        switch self {
        case .plain: return (.number, text)
        case .percent: return (.percent, text)
        case .padded(let digits):
            let missing = digits - text.utf8.count
            let isCode = text.utf8.allSatisfy { (48...57).contains($0) }
            return isCode && missing > 0 ? (.text, String(repeating: "0", count: missing) + text) : (isCode ? .text : .number, text)
        case .date(let hasDay, let hasTime):
            let date = dateText(value, hasDay: hasDay, hasTime: hasTime, countsFrom1904: countsFrom1904)
            return date.map { (.date, $0) } ?? (.number, text)
        }
    }
}

/// The number without the noise of binary fractions: programs store 97.1 as `97.099999999999994`, people see fifteen digits.
private func numberText(_ text: String, _ value: Double) -> String {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }.count
    let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    return isPlain && digits <= 15 ? text : decimalText(value)
}

/// A number in plain decimal digits with a point, at most fifteen significant ones, never with an exponent.
func decimalText(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    let text = String(format: "%.15g", value)
    guard text.utf8.contains(UInt8(ascii: "e")) else { return text }
    return Decimal(string: text).map { $0.isNaN ? text : $0.description } ?? text
}

/// ISO text of a workbook's day number.
///
/// The first system counts from 1 January 1900 and believes in 29 February 1900 (number 60); the other counts from 1 January 1904.
/// - Returns: `nil` where there is no such day.
/// - Source: ECMA-376, part 1, 18.17.4.1.
func dateText(_ number: Double, hasDay: Bool, hasTime: Bool, countsFrom1904: Bool) -> String? {
    let seconds = (number * 86_400).rounded()
    guard seconds >= 0, seconds < 2_958_466 * 86_400 else { return nil }
    let (day, second) = (Int(seconds) / 86_400, Int(seconds) % 86_400)
    let time = String(format: "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60)
    if !hasDay || (day == 0 && !countsFrom1904 && hasTime) { return time }
    if !countsFrom1904, day == 0 || day == 60 { return nil }
    let daysBefore1970 = countsFrom1904 ? 24_107 : day < 60 ? 25_568 : 25_569
    let date = Date(timeIntervalSince1970: Double(day - daysBefore1970) * 86_400)
    let text = date.formatted(.iso8601.year().month().day())
    return hasTime && second > 0 ? "\(text)T\(time)" : text
}
