import Domain

/// Numbers and days as Vietnamese documents write them.
package enum OfficialNumber {
    /// `05`, `12`, `123`.
    package static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `ngày 05 tháng 02 năm 2026`: days below ten and the months January and February have a zero in front.
    package static func date(_ day: Day) -> String {
        let (year, month, dayOfMonth) = day.components
        return "ngày \(twoDigits(dayOfMonth)) tháng \(month < 3 ? twoDigits(month) : "\(month)") năm \(year)"
    }

    /// `05/02/2026`.
    package static func shortDate(_ day: Day) -> String {
        let (year, month, dayOfMonth) = day.components
        return "\(twoDigits(dayOfMonth))/\(twoDigits(month))/\(year)"
    }

    /// `1.234,5`.
    package static func text(_ number: ScaledNumber) -> String {
        let parts = number.text.split(separator: ".", omittingEmptySubsequences: false)
        let whole = parts[0].hasPrefix("-") ? parts[0].dropFirst() : parts[0][...]
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { grouped += "." }
            grouped.append(digit)
        }
        return (parts[0].hasPrefix("-") ? "-" : "") + grouped + (parts.count > 1 ? "," + parts[1] : "")
    }

    /// Rounded to so many decimals; an empty text for what is no number or too large for fifteen digits.
    package static func text(_ number: Double, decimals: Int) -> String {
        let decimals = max(0, min(decimals, ScaledNumber.maximumDecimals))
        guard number.isFinite, let scaled = ScaledNumber(number, decimals: UInt8(decimals)) else { return "" }
        let text = text(scaled), written = text.split(separator: ",")
        guard decimals > 0 else { return text }
        let fraction = written.count > 1 ? String(written[1]) : ""
        return written[0] + "," + fraction + String(repeating: "0", count: max(0, decimals - fraction.count))
    }

    /// A whole number in words: 1205 is `một nghìn hai trăm linh năm`.
    package static func words(_ number: Int64) -> String {
        if number == 0 { return digits[0] }
        return (number < 0 ? "âm " : "") + words(number.magnitude, isContinued: false)
    }

    /// An amount in words as it follows the figure: `Một triệu hai trăm nghìn đồng`.
    package static func money(_ amount: Int64) -> String {
        let text = words(amount) + " đồng"
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private static let digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]

    /// - Parameter isContinued: whether larger groups stand before it, so that hundreds are said even where there are none.
    private static func words(_ number: UInt64, isContinued: Bool) -> String {
        var parts: [String] = [], isContinued = isContinued
        let billions = number / 1_000_000_000
        if billions > 0 {
            parts.append(words(billions, isContinued: isContinued) + " tỷ")
            isContinued = true
        }
        for (divisor, name) in [(1_000_000 as UInt64, " triệu"), (1000, " nghìn"), (1, "")] {
            let group = Int(number / divisor % 1000)
            guard group > 0 else { continue }
            parts.append(hundreds(group, isContinued: isContinued) + name)
            isContinued = true
        }
        return parts.joined(separator: " ")
    }

    private static func hundreds(_ number: Int, isContinued: Bool) -> String {
        let (hundred, ten, one) = (number / 100, number / 10 % 10, number % 10)
        var words: [String] = []
        let saysHundreds = hundred > 0 || isContinued
        if saysHundreds { words.append(digits[hundred] + " trăm") }
        switch ten {
        case 0: if one > 0 { words.append((saysHundreds ? "linh " : "") + digits[one]) }
        case 1: words.append("mười" + (one == 0 ? "" : one == 5 ? " lăm" : " " + digits[one]))
        default: words.append(digits[ten] + " mươi" + (one == 0 ? "" : " " + (one == 1 ? "mốt" : one == 4 ? "tư" : one == 5 ? "lăm" : digits[one])))
        }
        return words.joined(separator: " ")
    }

    /// `I`, `IV`, `XII`.
    package static func roman(_ number: Int) -> String {
        let values = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
        var rest = number, text = ""
        for (value, letters) in values {
            while rest >= value {
                text += letters
                rest -= value
            }
        }
        return text
    }

    /// `a`, `b`, `c`, `d`, `đ`, `e` …: the letters by which points of a document are counted.
    package static func letter(_ number: Int) -> String {
        let letters = Array("abcdđeghiklmnopqrstuvxy").map { String($0) }
        guard number > letters.count else { return letters[max(0, number - 1)] }
        return letter((number - 1) / letters.count) + letters[(number - 1) % letters.count]
    }
}

/// Counts headings as they come.
struct HeadingCounter {
    private var counts = [0, 0, 0]

    /// `I.`, `1.` or `a)`.
    mutating func next(level: Int) -> String {
        let level = min(max(level, 1), 3)
        counts[level - 1] += 1
        for lower in level..<3 { counts[lower] = 0 }
        return switch level {
        case 1: OfficialNumber.roman(counts[0]) + "."
        case 2: "\(counts[1])."
        default: OfficialNumber.letter(counts[2]) + ")"
        }
    }
}
