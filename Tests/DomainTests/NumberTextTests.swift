import Domain
import Testing

@Suite struct NumberTextTests {
    /// Forms seen in published figures of the provinces: «1.234,56», «30,509», «9539.9», «97,25%».
    @Test(
        arguments: [
            ("1.234,56", nil, "1234.56"), ("1,234.56", nil, "1234.56"), ("1234.5", nil, "1234.5"), ("1234,5", nil, "1234.5"), ("12,5", nil, "12.5"),
            ("9.539,90", nil, "9539.9"),
            ("1 234", nil, "1234"), ("1\u{A0}234\u{202F}567,8", nil, "1234567.8"), ("−5", nil, "-5"), ("–5,5", nil, "-5.5"), ("+7", nil, "7"),
            ("1.234.567", nil, "1234567"),
            ("1,234,567", nil, "1234567"), ("0,125", nil, "0.125"), ("0.125", nil, "0.125"), ("1234.567", nil, "1234.567"), (",5", nil, "0.5"),
            ("-0", nil, "0"), ("-0,00", nil, "0"),
            ("007", nil, "7"), ("5,000000", nil, "5"), ("  42\t", nil, "42"), ("\u{A0}3,50 ", nil, "3.5"),
            ("1.234", .comma, "1234"), ("1.234", .point, "1.234"), ("1,234", .comma, "1.234"), ("1,234", .point, "1234"), ("30,509", .point, "30509"),
            ("-12.345", .comma, "-12345"),
            ("1.234,56", .comma, "1234.56"), ("123456789012345", nil, "123456789012345"), ("123456789,012345", nil, "123456789.012345")
        ] as [(String, DecimalMark?, String)])
    func `a number is read however it is written`(text: String, mark: DecimalMark?, canonical: String) throws {
        let reading = try NumberText.parse(text, mark: mark)
        #expect(reading.canonicalText == canonical)
        #expect(!reading.isPercentage)
    }

    @Test(arguments: [("97,25%", "97.25"), ("100 %", "100"), ("45,6\u{A0}%", "45.6"), ("-3%", "-3")])
    func `a percentage is read as what stands before the sign`(text: String, canonical: String) throws {
        let reading = try NumberText.parse(text)
        #expect(reading.canonicalText == canonical)
        #expect(reading.isPercentage)
    }

    @Test(
        arguments: [
            ("1.234", nil, .ambiguous("1.234", withComma: "1234", withPoint: "1.234")),
            ("30,509", nil, .ambiguous("30,509", withComma: "30.509", withPoint: "30509")),
            ("-1,000", nil, .ambiguous("-1,000", withComma: "-1", withPoint: "-1000")),
            ("97.25", .comma, .contradictsMark("97.25", mark: .comma, reading: "97.25")),
            ("1,234.5", .comma, .contradictsMark("1,234.5", mark: .comma, reading: "1234.5")),
            ("1.234.567", .point, .contradictsMark("1.234.567", mark: .point, reading: "1234567")),
            ("", nil, .empty), (" \u{A0}", nil, .empty), ("%", nil, .notANumber("%")), ("-", nil, .notANumber("-")), ("5,", nil, .notANumber("5,")),
            ("5..5", nil, .notANumber("5..5")),
            ("--5", nil, .notANumber("--5")), ("1e5", nil, .notANumber("1e5")), ("12 hộ", nil, .notANumber("12 hộ")), ("n/a", nil, .notANumber("n/a")),
            ("٣", nil, .notANumber("٣")),
            ("5%%", nil, .notANumber("5%%")), ("12.34.567", nil, .badGroups("12.34.567")), ("1 23", nil, .badGroups("1 23")),
            ("1234 567", nil, .badGroups("1234 567")),
            ("1.234 567", nil, .badGroups("1.234 567")), ("0.123.456", nil, .badGroups("0.123.456")), ("1,23,456.5", nil, .badGroups("1,23,456.5")),
            ("1234567890123456", nil, .tooManyDigits("1234567890123456")), ("1,2345678", nil, .tooManyDecimals("1,2345678")),
            ("12345678901,23456", nil, .tooManyDigits("12345678901,23456"))
        ] as [(String, DecimalMark?, NumberTextError)])
    func `what cannot be read for certain is refused with its reason`(text: String, mark: DecimalMark?, error: NumberTextError) {
        #expect(throws: error) { try NumberText.parse(text, mark: mark) }
    }

    @Test(
        arguments: [
            (["12", "1.234", "97,25"], .comma), (["12", "1.234", "97.25"], .point), (["1.234.567"], .comma), (["1,234,567"], .point),
            (["1.234", "5", "1,234", "x", ""], .undetermined),
            (["1.234,5", "97.2"], .conflicting(comma: "1.234,5", point: "97.2")), (["0.250"], .point), ([], .undetermined), (["97,25%", "—"], .comma),
            (["1 234,5"], .comma)
        ] as [([String], NumberText.MarkEvidence)])
    func `a file's numbers tell its decimal mark, or that they do not agree`(samples: [String], evidence: NumberText.MarkEvidence) {
        #expect(NumberText.detectMark(over: samples) == evidence)
    }

    @Test(
        arguments: [
            ("0", 0, 0), ("-0", 0, 0), ("5", 5, 0), ("-5", -5, 0), ("97.25", 9725, 2), ("0.000001", 1, 6), ("-0.5", -5, 1), ("1.50", 15, 1), ("100", 100, 0),
            ("1.000000000", 1, 0),
            ("999999999999999", 999_999_999_999_999, 0), ("10.010", 1001, 2), ("000000000000000000012", 12, 0)
        ] as [(String, Int64, UInt8)])
    func `a stored number is exact`(text: String, units: Int64, decimals: UInt8) throws {
        let number = try ScaledNumber(text)
        #expect((number.units, number.decimals) == (units, decimals))
        #expect(number.double == Double(text))
        #expect(try ScaledNumber(number.text) == number)
    }

    @Test(arguments: ["", "-", ".", ".5", "5.", "1,5", "1.2.3", "1e5", "+1", " 1", "--1", "-.5", "nan"])
    func `a stored number has one form only`(text: String) { #expect(throws: NumberTextError.notANumber(text)) { try ScaledNumber(text) } }

    @Test(
        arguments: [
            (97.25, 2, "97.25"), (0.285, 2, "0.29"), (1.005, 2, "1.01"), (-2.5, 0, "-3"), (0.1 + 0.2, 6, "0.3"), (1e-7, 6, "0"), (5e-7, 6, "0.000001"),
            (123_456_789.0, 3, "123456789"),
            (0.96, 0, "1"), (0.04, 1, "0"), (0.06, 1, "0.1"), (99.995, 2, "100"), (1e14, 0, "100000000000000"), (0, 6, "0")
        ] as [(Double, UInt8, String)])
    func `a binary number is rounded as its digits are written`(value: Double, decimals: UInt8, text: String) {
        #expect(ScaledNumber(value, decimals: decimals)?.text == text)
    }

    @Test(arguments: [(Double.nan, 0), (.infinity, 0), (1e15, 0), (1e14, 2), (-1e300, 6)] as [(Double, UInt8)])
    func `a binary number that does not fit is refused`(value: Double, decimals: UInt8) { #expect(ScaledNumber(value, decimals: decimals) == nil) }

    @Test func `a stored number goes to binary and back unchanged`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let number = ScaledNumber(
                units: Int64.random(in: -999_999_999_999_999...999_999_999_999_999, using: &generator), decimals: .random(in: 0...6, using: &generator))
            #expect(ScaledNumber(number.double, decimals: number.decimals) == number)
        }
    }

    @Test func `changing the count of decimals loses nothing or is refused`() throws {
        let number = ScaledNumber(units: 9725, decimals: 2)
        #expect(try number.rescaled(to: 6).units == 97_250_000)
        #expect(try ScaledNumber(units: 9700, decimals: 2).rescaled(to: 0).units == 97)
        #expect(throws: NumberTextError.tooManyDecimals("97.25")) { try number.rescaled(to: 1) }
        #expect(throws: NumberTextError.tooManyDigits("9223372036854775807")) { try ScaledNumber(units: .max, decimals: 0).rescaled(to: 1) }
        #expect(number.rounded(to: 1).text == "97.3")
        #expect(ScaledNumber(units: -9725, decimals: 2).rounded(to: 1).text == "-97.3")
        #expect(number.rounded(to: 4).text == "97.25")
    }

    @Test func `numbers are equal and ordered by value`() {
        let a = ScaledNumber(units: 15, decimals: 1), b = ScaledNumber(units: 1500, decimals: 3)
        #expect(a == b)
        #expect(Set([a, b]).count == 1)
        #expect(ScaledNumber(units: 149, decimals: 2) < a)
        #expect(ScaledNumber(units: .max, decimals: 0) > ScaledNumber(units: .max, decimals: 6))
        #expect(!(a < b))
    }
}
