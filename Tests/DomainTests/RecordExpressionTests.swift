import Foundation
import Testing
@testable import Domain

/// A record of a course: words, days, numbers, several options, rows of a group; `EMPTY` and all others hold nothing.
private let record: [String: RecordFigure] = [
    "NAME": .text("Lớp 1"), "START": .day(Day(iso: "2025-07-15")!), "END": .day(Day(iso: "2025-07-18")!), "BORN": .day(Day(iso: "2004-02-29")!), "SCORE": .number(7.25),
    "YES": .flag(true), "NO": .flag(false), "TOPICS": .list([.text("EID"), .text("PAY")]), "NONE": .list([]), "BLANK": .text(""), "ROWS.PRESENT": .list([.number(20), .missing, .number(25)]),
    "ROWS.DAY": .list([.day(Day(iso: "2025-07-15")!), .day(Day(iso: "2025-07-16")!)]), "DIGITS": .text("12"),
]
private let today = Day(iso: "2026-02-28")!

private func value(_ text: String) throws -> String? { try RecordExpression(parsing: text).evaluate(today: today) { record[$0] ?? .missing }.canonical }

private func fault(_ text: String) -> ExpressionError? {
    do {
        _ = try RecordExpression(parsing: text)
        return nil
    } catch { return error }
}

struct RecordExpressionTests {
    @Test(arguments: [
        ("1 + 2 * 3", "7"), ("2 ^ 3 ^ 2", "512"), ("-2 ^ 2", "-4"), ("7 % 4", "3"), ("10 - 4 - 3", "3"), ("1.5 * 2", "3"), ("1 < 2", "true"), ("not false && true", "true"),
        ("#{SCORE} * 2", "14.5"), ("#{DIGITS} + 1", "13"), ("#{YES} + 1", "2"), ("if(#{SCORE} >= 5, 'PASS', 'FAIL')", "PASS"), ("if(null, 1, 2)", "2"), ("-#{SCORE}", "-7.25"),
        ("firstNonNull(#{EMPTY}, #{BLANK}, #{NAME})", "Lớp 1"), ("round(#{SCORE})", "7"), ("round(#{SCORE}, 1)", "7.3"), ("round(-2.5)", "-3"),
        ("join(#{NAME}, ' (', year(#{START}), ')')", "Lớp 1 (2025)"), ("join(#{NAME}, #{EMPTY})", "Lớp 1"), ("initials(' Lò  Văn Ánh ')", "L.V.Á."), ("#{TOPICS}", "EID,PAY")
    ])
    func `what a formula comes to`(text: String, expected: String) throws { #expect(try value(text) == expected) }

    @Test(arguments: [
        "1 / 0", "5 % 0", "2 ^ 65", "2 ^ -1", "#{EMPTY}", "#{EMPTY} + 1", "#{EMPTY} == 'A'", "#{EMPTY} != 'A'", "#{BLANK} == ''", "#{NAME} + 1", "-#{NAME}", "not #{EMPTY}", "null", "sum(#{NONE})",
        "greatest(#{EMPTY})", "initials(#{EMPTY})", "days(#{START}, #{EMPTY})", "years(#{NAME}, today())", "year(#{SCORE})", "contains(#{TOPICS}, #{EMPTY})", "#{EMPTY} && true", "#{EMPTY} || false", "if(#{EMPTY}, 1, #{EMPTY})",
        "#{START} + 0.5", "#{START} + 3000000", "#{START} + 1000000000000", "#{START} - 10 ^ 15", "#{START} - 2 ^ 63", "#{START} * 2", "today() - 5000000"
    ])
    func `what cannot be worked out is missing`(text: String) throws { #expect(try value(text) == nil) }

    // MARK: - Days

    @Test(arguments: [
        ("#{END} >= #{START}", "true"), ("#{START} == '2025-07-15'", "true"), ("'2025-12-31' < #{START}", "false"), ("#{START} + 3 == #{END}", "true"), ("#{END} - 3", "2025-07-15"),
        ("days(#{START}, #{END})", "3"), ("days(#{END}, #{START}) + 1", "-2"), ("days('2024-02-28', '2024-03-01')", "2"), ("year(#{START})", "2025"), ("today()", "2026-02-28"),
        ("years(#{BORN}, today())", "21"), ("years(#{BORN}, today() + 1)", "22"), ("years(#{BORN}, #{BORN})", "0"), ("greatest(#{START}, #{END})", "2025-07-18"),
        ("least(#{ROWS.DAY})", "2025-07-15"), ("greatest(#{ROWS.DAY}) <= #{END}", "true"), ("today() > #{END}", "true")
    ])
    func `days are counted, compared and moved`(text: String, expected: String) throws { #expect(try value(text) == expected) }

    // MARK: - Lists

    @Test(arguments: [
        ("contains(#{TOPICS}, 'EID')", "true"), ("contains(#{TOPICS}, 'TAX')", "false"), ("contains(#{NONE}, 'TAX')", "false"), ("contains(#{NAME}, 'Lớp 1')", "true"), ("count(#{TOPICS})", "2"),
        ("count(#{NONE})", "0"), ("count(#{EMPTY})", "0"), ("count(#{NAME})", "1"), ("count(#{ROWS.PRESENT})", "2"), ("sum(#{ROWS.PRESENT})", "45"), ("greatest(#{ROWS.PRESENT}, 30)", "30"),
        ("least(#{ROWS.PRESENT})", "20"), ("isNull(#{NONE})", "true"), ("isNotNull(#{TOPICS})", "true"), ("isNull(#{BLANK})", "true"), ("isNotNull(#{NO})", "true")
    ])
    func `rows and several options`(text: String, expected: String) throws { #expect(try value(text) == expected) }

    // MARK: - Rules

    @Test(arguments: [
        ("false && #{EMPTY}", false), ("#{EMPTY} && false", false), ("true || #{EMPTY}", true), ("#{EMPTY} || true", true), ("#{EMPTY} || false", nil), ("true && #{EMPTY}", nil),
        ("#{EMPTY} > 3", nil), ("isNull(#{EMPTY}) || #{EMPTY} > 3", true), ("#{YES}", true), ("#{NO}", false), ("!#{NO}", true), ("#{YES} == true", true), ("#{YES} == 'true'", true),
        ("#{NAME} == 'lớp 1'", false), ("#{SCORE} == 7.25", true), ("#{SCORE} != 7.25", false), ("#{SCORE}", true), ("0", false), ("#{DIGITS} == 12", true)
    ] as [(String, Bool?)])
    func `a rule holds, does not, or says nothing`(text: String, expected: Bool?) throws {
        #expect(try RecordExpression(parsing: text).holds(today: today) { record[$0] ?? .missing } == expected)
    }

    @Test func `a formula knows the fields it asks for and whether it asks for today`() throws {
        let formula = try RecordExpression(parsing: "#{B} > #{A.C} && #{ B } < 3 && isNull(#{STATE})")
        #expect(formula.fields == ["B", "A.C", "STATE"] && !formula.asksForToday)
        #expect(try RecordExpression(parsing: "if(#{A} > 1, days(#{A}, today), 2)").asksForToday)
    }

    // MARK: - Mistakes

    @Test(arguments: [
        ("", ExpressionError.Reason.empty, 0), ("#{A} = 3", .otherSpelling("=", meant: "=="), 5), ("#{A} >", .missingOperand(found: nil), 6), ("(#{A}", .unclosedParenthesis, 0), ("#{A})", .unopenedParenthesis, 4),
        ("#{A", .unclosedItem("#{"), 0), ("#{A} #{B}", .missingOperator(found: "#{B}"), 5), ("#{Họ tên} > 1", .malformedItem("#{Họ tên}"), 0), ("1 + now()", .unknownRecordFunction("now"), 4),
        ("days(#{A})", .wrongNumberOfArguments(function: "days", least: 2, most: 2, found: 1), 0), ("today(1)", .wrongNumberOfArguments(function: "today", least: 0, most: 0, found: 1), 0),
        ("#{A:F} > 1", .notSupported("#{A:F}"), 0), ("1 + N{T1}", .notSupported("N{T1}"), 4), ("#{A}.sum", .misplaced("."), 4), ("#{A} == 'x", .unclosedText, 8), ("if(1, 2", .unclosedParenthesis, 2)
    ])
    func `a mistake is told with its place`(text: String, reason: ExpressionError.Reason, offset: Int) {
        let error = fault(text)
        #expect(error?.reason == reason && error?.offset == offset, "\(String(describing: error))")
        #expect(error?.message.vi.isEmpty == false && error?.message.en.isEmpty == false)
    }

    @Test func `nothing is nested or chained without end`() throws {
        #expect(fault(String(repeating: "(", count: 5000) + "1")?.reason == .tooDeep(limit: 100))
        #expect(fault(String(repeating: "-", count: 5000) + "1")?.reason == .tooDeep(limit: 100))
        #expect(fault(String(repeating: "1 + ", count: 20_000) + "1")?.reason == .tooDeep(limit: 500))
        #expect(try value(String(repeating: "1 + ", count: 400) + "1") == "401")
    }

    @Test func `programs get it as a tree`() throws {
        let tree = try JSONEncoder().encode(RecordExpression(parsing: "if(#{A} >= 1.5 && !true, 'x', null) - -#{B.C}"))
        #expect(String(decoding: tree, as: UTF8.self) == #"["-",["if",["&&",[">=",{"f":"A"},1.5],["!",true]],{"t":"x"},null],["neg",{"f":"B.C"}]]"#)
    }
}
