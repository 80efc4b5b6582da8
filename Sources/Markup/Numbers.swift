/// A language the pages are written in, with its way of writing numbers and dates.
///
/// Vietnamese writes 1.234,5 and 05/02/2026; English writes 1,234.5 and 5 Feb 2026. No locale data of the machine is used, so a
/// page looks the same on every server.
package enum Language: String, CaseIterable, Codable, Sendable {
    case vi, en

    /// The language's own name, for the switch between them.
    package var ownName: String { self == .vi ? "Tiếng Việt" : "English" }

    private var decimalMark: UInt8 { UInt8(ascii: self == .vi ? "," : ".") }
    private var thousandsMark: UInt8 { UInt8(ascii: self == .vi ? "." : ",") }
}

extension Language {
    /// A whole number with its thousands set apart: `1.234` or `1,234`.
    package func number(_ value: Int) -> String {
        if value.magnitude < 1000 { return String(value) }
        return grouped(digits: Array(String(value.magnitude).utf8), fraction: [], isNegative: value < 0)
    }

    /// A number to at most `decimals` places, rounded half away from zero as an accountant does: `1.234,5`.
    ///
    /// Rounding looks at the decimal digits a person would write (0.285 to two places is 0.29), not at the binary value just below them.
    /// - Parameters: `fixed` keeps trailing zeros, so that a column of figures lines up.
    /// - Returns: an en dash for a value that is not a number or is infinite.
    package func number(_ value: Double, decimals: Int = 1, fixed: Bool = false) -> String {
        guard value.isFinite else { return "–" }
        if let quick = quickNumber(value, decimals: decimals, fixed: fixed) { return quick }
        let (digits, places) = rounded(value.magnitude, decimals: decimals)
        let isZero = (digits + places).allSatisfy { $0 == UInt8(ascii: "0") }
        var fraction = places
        while !fixed, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        return grouped(digits: digits, fraction: fraction, isNegative: value < 0 && !isZero)
    }

    /// A percentage from a figure that already counts per hundred: 45.6 is `45,6%`.
    package func percent(_ value: Double, decimals: Int = 1) -> String {
        value.isFinite ? number(value, decimals: decimals) + "%" : "–"
    }

    /// A percentage from a share of one: 0.456 is `45,6%`.
    package func percent(share: Double, decimals: Int = 1) -> String {
        guard share.isFinite else { return "–" }
        // Shifts the decimal point in the digits; multiplying by 100 would turn 0.285 into 28.499999999999996.
        let (digits, fraction) = decimalDigits(of: share.magnitude)
        let shifted = digits + (fraction + [48, 48]).prefix(2), rest = fraction.dropFirst(2)
        let text = String(decoding: shifted + [UInt8(ascii: ".")] + rest + [48], as: UTF8.self)
        return percent((share < 0 ? -1 : 1) * (Double(text) ?? share * 100), decimals: decimals)
    }

    /// The unit in which an office reports money.
    package enum MoneyUnit: Sendable { case dong, million, billion }

    /// An amount of đồng: `1.500.000 đồng`, or `1,5 triệu đồng` when `unit` is millions.
    package func money(_ dong: Int, in unit: MoneyUnit = .dong) -> String {
        let amount = switch unit {
        case .dong: number(dong)
        case .million: number(Double(dong) / 1e6, decimals: 3)
        case .billion: number(Double(dong) / 1e9, decimals: 3)
        }
        switch (self, unit) {
        case (.vi, .dong): return amount + " đồng"
        case (.vi, .million): return amount + " triệu đồng"
        case (.vi, .billion): return amount + " tỷ đồng"
        case (.en, .dong): return "VND " + amount
        case (.en, .million): return "VND " + amount + " million"
        case (.en, .billion): return "VND " + amount + " billion"
        }
    }
}

extension Language {
    /// The same as ``number(_:decimals:fixed:)`` for values of ordinary size that are no tie between two roundings: there the nearest whole number of
    /// the last place is right whatever the digits are. `nil` for the others.
    private func quickNumber(_ value: Double, decimals: Int, fixed: Bool) -> String? {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = value.magnitude * scale
        guard decimals <= 9, scaled < 1e9, abs(scaled - scaled.rounded(.down) - 0.5) > 1e-6 else { return nil }
        let lastPlaces = Int(scaled.rounded())
        var fraction = lastPlaces % Int(scale), places = decimals
        while !fixed, places > 0, fraction % 10 == 0 {
            fraction /= 10
            places -= 1
        }
        var text = value < 0 && lastPlaces > 0 ? "-" : ""
        text += number(lastPlaces / Int(scale))
        guard places > 0 else { return text }
        let written = String(fraction)
        text += self == .vi ? "," : "."
        for _ in written.utf8.count..<places { text += "0" }
        return text + written
    }

    /// The digits before the decimal point and exactly `decimals` after it.
    private func rounded(_ magnitude: Double, decimals: Int) -> (whole: [UInt8], fraction: [UInt8]) {
        var (whole, fraction) = decimalDigits(of: magnitude)
        let mustRoundUp = fraction.count > decimals && fraction[decimals] >= UInt8(ascii: "5")
        fraction = fraction.prefix(decimals) + Array(repeating: UInt8(ascii: "0"), count: max(0, decimals - fraction.count))
        if mustRoundUp { Self.increment(&whole, &fraction) }
        return (whole, fraction)
    }

    /// The digits before and after the decimal point as a person would write the value, without an exponent.
    private func decimalDigits(of magnitude: Double) -> (whole: [UInt8], fraction: [UInt8]) {
        let written = "\(magnitude)"
        let parts = written.split(separator: "e")
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let halves = parts[0].split(separator: ".")
        var whole = Array(halves[0].utf8), fraction = halves.count > 1 ? Array(halves[1].utf8) : []
        if fraction == [48] { fraction = [] }
        if exponent > 0 {
            fraction += Array(repeating: 48, count: max(0, exponent - fraction.count))
            whole += fraction.prefix(exponent)
            fraction = Array(fraction.dropFirst(exponent))
        } else if exponent < 0 {
            whole = Array(repeating: 48, count: max(0, 1 - exponent - whole.count)) + whole
            fraction = whole.suffix(-exponent) + fraction
            whole = Array(whole.dropLast(-exponent))
        }
        return (whole, fraction)
    }

    private static func increment(_ whole: inout [UInt8], _ fraction: inout [UInt8]) {
        for index in fraction.indices.reversed() {
            if fraction[index] < UInt8(ascii: "9") { return fraction[index] += 1 }
            fraction[index] = UInt8(ascii: "0")
        }
        for index in whole.indices.reversed() {
            if whole[index] < UInt8(ascii: "9") { return whole[index] += 1 }
            whole[index] = UInt8(ascii: "0")
        }
        whole.insert(UInt8(ascii: "1"), at: 0)
    }

    private func grouped(digits: [UInt8], fraction: [UInt8], isNegative: Bool) -> String {
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(thousandsMark) }
            text.append(digit)
        }
        if !fraction.isEmpty { text += [decimalMark] + fraction }
        return String(decoding: text, as: UTF8.self)
    }
}
