/// A decimal number kept exactly: 97.25 is 9725 with two decimals.
///
/// At most 15 significant digits and 6 decimals, so that it also fits a `Double` without loss.
package struct ScaledNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number times ten to the power of ``decimals``.
    package var units: Int64
    /// Digits after the decimal mark, 0 to 6.
    package var decimals: UInt8

    package static let maximumDigits = 15
    package static let maximumDecimals = 6

    package init(units: Int64, decimals: UInt8) {
        precondition(decimals <= Self.maximumDecimals)
        self.units = units
        self.decimals = decimals
    }

    /// Reads `-1234.50`: digits, a point before decimals if any, a minus sign in front if negative. Zeros at the end are not kept.
    ///
    /// - Throws: `.notANumber`, `.tooManyDigits` or `.tooManyDecimals`.
    package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(NumberTextError) { try self.init(utf8: bytes, mark: .point) }

    init(utf8 bytes: UnsafeBufferPointer<UInt8>, mark: DecimalMark) throws(NumberTextError) {
        let markByte = UInt8(ascii: mark == .comma ? "," : ".")
        func text() -> String { String(decoding: bytes, as: UTF8.self) }
        let isNegative = bytes.first == UInt8(ascii: "-")
        var index = isNegative ? 1 : 0
        var units: Int64 = 0, digits = 0, decimals = 0, zerosAtEnd = 0
        var isAfterPoint = false
        guard index < bytes.count else { throw .notANumber(text()) }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == markByte, !isAfterPoint, index > (isNegative ? 2 : 1), index < bytes.count {
                isAfterPoint = true
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else { throw .notANumber(text()) }
            if isAfterPoint, byte == 0x30 {
                zerosAtEnd += 1
                continue
            }
            // Zeros behind the point count only once another digit follows them.
            for _ in 0..<zerosAtEnd {
                guard decimals < Self.maximumDecimals else { throw .tooManyDecimals(text()) }
                units *= 10
                decimals += 1
                digits += units == 0 ? 0 : 1
            }
            zerosAtEnd = 0
            if isAfterPoint {
                guard decimals < Self.maximumDecimals else { throw .tooManyDecimals(text()) }
                decimals += 1
            }
            if units != 0 || byte != 0x30 { digits += 1 }
            guard digits <= Self.maximumDigits else { throw .tooManyDigits(text()) }
            units = units * 10 + Int64(byte - 0x30)
        }
        self.init(units: isNegative ? -units : units, decimals: UInt8(decimals))
    }

    /// Reads the same from text.
    package init(_ text: String) throws(NumberTextError) {
        var text = text
        let result = text.withUTF8 { bytes in Result { () throws(NumberTextError) in try ScaledNumber(utf8: bytes) } }
        self = try result.get()
    }

    /// The number nearest to a binary one with so many decimals, halves away from zero.
    ///
    /// Looks at the digits a person would write: 0.285 to two decimals is 0.29, though the binary value lies just below.
    /// - Returns: `nil` if it is not finite or has more than 15 digits.
    package init?(_ value: Double, decimals: UInt8) {
        guard value.isFinite, abs(value) < 1e15, decimals <= Self.maximumDecimals else { return nil }
        let written = "\(value.magnitude)".utf8
        let mantissa = written.prefix { $0 != UInt8(ascii: "e") }
        let digits = mantissa.filter { $0 != UInt8(ascii: ".") }.map { Int64($0 - 0x30) }
        let exponent = written.count > mantissa.count ? Int(String(decoding: written.dropFirst(mantissa.count + 1), as: UTF8.self)) ?? 0 : 0
        // Digits up to the last decimal that is kept; the one after it decides on rounding.
        let pointAfter = mantissa.prefix { $0 != UInt8(ascii: ".") }.count + exponent
        let kept = pointAfter + Int(decimals)
        var units: Int64 = 0
        for index in 0..<max(kept, 0) {
            let (times10, overflow) = units.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            units = times10 + (index < digits.count ? digits[index] : 0)
        }
        if kept >= 0, kept < digits.count, digits[kept] >= 5 { units += 1 }
        guard units < Self.power(Self.maximumDigits) else { return nil }
        self.init(units: value < 0 ? -units : units, decimals: decimals)
    }

    package var double: Double { Double(units) / Double(Self.power(Int(decimals))) }

    /// The shortest text that reads back as this number: `97.25`, `-5`, `0`; no exponent, no zeros at the end.
    package var text: String {
        let number = normalised
        guard number.decimals > 0 else { return String(number.units) }
        let digits = String(number.units.magnitude)
        let padded = String(repeating: "0", count: max(0, Int(number.decimals) + 1 - digits.count)) + digits
        return (number.units < 0 ? "-" : "") + padded.dropLast(Int(number.decimals)) + "." + padded.suffix(Int(number.decimals))
    }

    package var description: String { text }

    /// The same number with another count of decimals.
    ///
    /// - Throws: `.tooManyDecimals` if digits other than zero would be lost, `.tooManyDigits` if it no longer fits.
    package func rescaled(to decimals: UInt8) throws(NumberTextError) -> ScaledNumber {
        guard decimals < self.decimals else {
            let (product, overflow) = units.multipliedReportingOverflow(by: Self.power(Int(decimals - self.decimals)))
            guard !overflow else { throw .tooManyDigits(text) }
            return ScaledNumber(units: product, decimals: decimals)
        }
        let (quotient, remainder) = units.quotientAndRemainder(dividingBy: Self.power(Int(self.decimals - decimals)))
        guard remainder == 0 else { throw .tooManyDecimals(text) }
        return ScaledNumber(units: quotient, decimals: decimals)
    }

    /// The nearest number with so many decimals at most, halves away from zero.
    package func rounded(to decimals: UInt8) -> ScaledNumber {
        guard decimals < self.decimals else { return self }
        let divisor = Self.power(Int(self.decimals - decimals))
        let (quotient, remainder) = units.quotientAndRemainder(dividingBy: divisor)
        return ScaledNumber(units: quotient + (abs(remainder) * 2 >= divisor ? units.signum() : 0), decimals: decimals)
    }

    package static func == (a: ScaledNumber, b: ScaledNumber) -> Bool {
        let a = a.normalised, b = b.normalised
        return a.units == b.units && a.decimals == b.decimals
    }

    package func hash(into hasher: inout Hasher) {
        let number = normalised
        hasher.combine(number.units)
        hasher.combine(number.decimals)
    }

    package static func < (a: ScaledNumber, b: ScaledNumber) -> Bool {
        let common = max(a.decimals, b.decimals)
        return Int128(a.units) * Int128(power(Int(common - a.decimals))) < Int128(b.units) * Int128(power(Int(common - b.decimals)))
    }

    private var normalised: ScaledNumber {
        var number = self
        while number.decimals > 0, number.units % 10 == 0 {
            number.units /= 10
            number.decimals -= 1
        }
        return number
    }

    /// 10 to the power of the exponent, which is at most 15.
    private static func power(_ exponent: Int) -> Int64 { powers[exponent] }
    private static let powers: [Int64] = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000,
        10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000
    ]
}
