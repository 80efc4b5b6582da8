import Domain

/// Powers of ten that fit, 10⁰ to 10¹⁸.
let powersOfTen: [Int64] = (0...18).map { exponent in (0..<exponent).reduce(Int64(1)) { power, _ in power * 10 } }

/// Digits added after the decimal mark where a mean does not come out even.
let digitsOfMeans = 6

/// A decimal that does not fit 64 bits when written in smaller units.
struct DoesNotFit: Error {}

/// Writes a decimal in units of 10^-`decimals`.
func scaled(_ number: ScaledNumber, to decimals: Int) throws(DoesNotFit) -> Int64 {
    try scaled(number.units, by: decimals - Int(number.decimals))
}

func scaled(_ units: Int64, by digits: Int) throws(DoesNotFit) -> Int64 {
    if digits == 0 || units == 0 { return units }
    guard (0...18).contains(digits) else { throw DoesNotFit() }
    let (product, overflow) = units.multipliedReportingOverflow(by: powersOfTen[digits])
    if overflow { throw DoesNotFit() }
    return product
}

func sum(_ a: Int64, _ b: Int64) throws(DoesNotFit) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    if overflow { throw DoesNotFit() }
    return sum
}

/// `units / divisor`, written with `digits` more digits and rounded half away from zero.
func quotient(_ units: Int64, _ divisor: Int64, digits: Int) throws(DoesNotFit) -> Int64 {
    let wide = Int128(units) * Int128(powersOfTen[digits])
    let half = Int128(divisor) / 2
    guard let result = Int64(exactly: (wide + (wide < 0 ? -half : half)) / Int128(divisor)) else { throw DoesNotFit() }
    return result
}

extension ScaledNumber {
    /// A sum or mean without zeros at the end of its decimals, rounded half away from zero where it has more decimals than a number can.
    static func shortest(units: Int64, decimals: Int) -> ScaledNumber {
        var units = units
        var decimals = decimals
        if decimals > maximumDecimals {
            let divisor = powersOfTen[decimals - maximumDecimals]
            let (whole, rest) = units.quotientAndRemainder(dividingBy: divisor)
            units = whole + (rest.magnitude >= divisor.magnitude / 2 ? rest.signum() : 0)
            decimals = maximumDecimals
        }
        while decimals > 0, units % 10 == 0 {
            units /= 10
            decimals -= 1
        }
        return ScaledNumber(units: units, decimals: UInt8(decimals))
    }
}
