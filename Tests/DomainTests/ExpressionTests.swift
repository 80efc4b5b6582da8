import Testing
@testable import Domain

/// Evaluates a formula with figures by the text of the item.
private func value(_ text: String, _ figures: [String: Double] = [:]) throws -> Double? {
    try Expression(parsing: text).evaluate { figures[$0.description] }
}

private func fault(_ text: String) -> ExpressionError? {
    do {
        _ = try Expression(parsing: text)
        return nil
    } catch {
        return error
    }
}

struct ExpressionEvaluationTests {
    /// Precedence as in DHIS2's Expression.g4: power (to the right), sign and not, product, sum, order, equality, and, or.
    @Test(arguments: [
        ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 4 - 3", 3), ("24 / 4 / 2", 3), ("2 ^ 3 ^ 2", 512), ("-2 ^ 2", -4), ("2 ^ -1", 0.5),
        ("7 % 4", 3), ("-7 % 4", -3), ("- -3", 3), ("+3", 3), ("2 * -3", -6), ("1.5e2", 150), (".5", 0.5), ("1 < 2", 1), ("2 <= 1", 0), ("1 + 1 == 2", 1),
        ("1 < 2 == true", 1), ("1 != 1", 0), ("true && false || true", 1), ("true || false && false", 1), ("not false", 1), ("!true", 0),
        ("!0 == 1", 1), ("1 and 1 or 0", 1), ("if(2 > 1, 10, 20)", 10), ("if(null, 10, 20)", 20), ("greatest(3, 9, 4)", 9), ("least(3, 9, 4)", 3),
        ("log10(1000)", 3), ("log(8, 2)", 3), ("log(1)", 0), ("'5' + 1", 6), ("'a' == 'a'", 1), ("'a' != 'a'", 0), ("'true' == 1", 1), ("firstNonNull(null, 4)", 4),
    ] as [(String, Double)])
    func `operators and functions have the precedence and meaning of DHIS2`(text: String, expected: Double) throws {
        let result = try #require(try value(text))
        #expect(abs(result - expected) < 1e-12)
    }

    @Test(arguments: ["1 / 0", "0 / 0", "5 % 0", "log(0)", "log10(-1)", "10 ^ 1000", "null", "null + 1", "1 < null", "removeZeros(0)", "-null", "!null", "log(8, 1)"])
    func `what cannot be worked out is missing, not zero or infinite`(text: String) throws {
        #expect(try value(text) == nil)
    }

    @Test func `a missing item counts as zero if another one is there`() throws {
        #expect(try value("#{A} + #{B}", ["#{A}": 3]) == 3)
        #expect(try value("#{A} * 2 + #{B}", ["#{B}": 4]) == 4)
    }

    @Test func `the result is missing if all items are missing`() throws {
        #expect(try value("#{A} + #{B} + 10") == nil)
        #expect(try value("#{A}") == nil)
        #expect(try value("10") == 10)
    }

    @Test func `a figure of zero is not a missing figure`() throws {
        #expect(try value("#{A} + #{B}", ["#{A}": 0]) == 0)
    }

    @Test func `functions about missing figures see that they are missing`() throws {
        #expect(try value("isNull(#{A})") == 1)
        #expect(try value("isNull(#{A})", ["#{A}": 0]) == 0)
        #expect(try value("isNotNull(#{A})", ["#{A}": 0]) == 1)
        #expect(try value("firstNonNull(#{A}, #{B}, 7)") == 7)
        #expect(try value("firstNonNull(#{A}, #{B}, 7)", ["#{B}": 0]) == 0)
        #expect(try value("greatest(#{A}, -5)") == -5)
        #expect(try value("least(#{A}, 5)") == 5)
        #expect(try value("greatest(#{A}, #{B})") == nil)
    }

    @Test func `an item inside firstNonNull does not make up for missing ones outside`() throws {
        #expect(try value("firstNonNull(#{A}, 1) + #{B}", ["#{A}": 5]) == nil)
        #expect(try value("firstNonNull(#{A}, 1) + #{B}", ["#{B}": 5]) == 6)
    }

    @Test func `only the branch that is taken counts for missing items`() throws {
        #expect(try value("if(isNotNull(#{A}), #{A}, 0)") == 0)
        #expect(try value("if(isNull(#{A}), #{B}, #{A})", ["#{A}": 4]) == 4)
        #expect(try value("if(isNull(#{A}), #{B}, #{A})") == nil)
        #expect(try value("if(true, 1, #{A})") == 1)
    }

    @Test func `and with false is false and or with true is true whatever else is missing`() throws {
        #expect(try value("false && null") == 0)
        #expect(try value("null && false") == 0)
        #expect(try value("null || true") == 1)
        #expect(try value("null && true") == nil)
        #expect(try value("null || false") == nil)
    }

    @Test func `a denominator of zero gives no result`() throws {
        #expect(try value("#{A} / #{B} * 100", ["#{A}": 3, "#{B}": 0]) == nil)
        #expect(try value("#{A} / #{B} * 100", ["#{A}": 3]) == nil)
        #expect(try value("#{A} / #{B} * 100", ["#{A}": 3, "#{B}": 4]) == 75)
    }

    @Test func `a column gives at each place what a single evaluation gives there`() throws {
        let texts = ["#{A} / #{B} * 100", "if(#{A} > 500, #{B}, isNull(#{A}) + [days])", "firstNonNull(#{A}, #{B}) - #{A} ^ 2 % 7", "#{A} && !#{B} || least(#{A}, #{B})"]
        let count = 1000
        let a = (0..<count).map { $0 % 3 == 0 ? Double.nan : Double($0) }, b = (0..<count).map { $0 % 5 < 2 ? Double.nan : Double($0 % 7) }
        for text in texts {
            let expression = try Expression(parsing: text)
            let column = expression.evaluate(count: count) { item in
                switch item.description {
                case "#{A}": .figures(a)
                case "#{B}": .figures(b)
                default: .same(31)
                }
            }
            #expect(column.count == count)
            for i in 0..<count {
                let single = expression.evaluate { item in
                    let figure = item.description == "#{A}" ? a[i] : item.description == "#{B}" ? b[i] : 31
                    return figure.isNaN ? nil : figure
                }
                #expect(single == (column[i].isNaN ? nil : column[i]), "\(text) at \(i)")
            }
        }
        #expect(try Expression(parsing: "#{A}").evaluate(count: 0) { _ in .same(nil) }.isEmpty)
    }
}

struct ExpressionItemTests {
    @Test(arguments: [
        ("#{DB-T5.TRAINED}", Expression.Reference.dataElement("DB-T5.TRAINED", .total)),
        ("#{ DB-T5.TRAINED:F }", .dataElement("DB-T5.TRAINED", Disaggregation(["F"]))),
        ("#{DB-T5.TRAINED:F&ETH-19}", .dataElement("DB-T5.TRAINED", Disaggregation(["ETH-19", "F"]))),
        ("#{DB-T5.TRAINED.co:F}", .dataElement("DB-T5.TRAINED", Disaggregation(["F"]))),
        ("#{DB-T5.TRAINED.*}", .dataElement("DB-T5.TRAINED", .total)),
        ("#{fbfJHSPpUQD}", .dataElement("fbfJHSPpUQD", .total)),
        ("#{fbfJHSPpUQD.pq2XI5kz2BY}", .dataElement("fbfJHSPpUQD", Disaggregation(["pq2XI5kz2BY"]))),
        ("#{fbfJHSPpUQD.*}", .dataElement("fbfJHSPpUQD", .total)),
        ("#{fbfJHSPpUQD.TOTAL}", .dataElement("fbfJHSPpUQD.TOTAL", .total)),
        ("C{PI}", .constant("PI")), ("N{DB-T3}", .indicator("DB-T3")), ("[days]", .days),
        ("R{FORM.A.REPORTING_RATE_ON_TIME}", .reporting(form: "FORM.A", .rateOnTime)),
    ])
    func `an item names a data element and options by one rule`(text: String, expected: Expression.Reference) throws {
        #expect(try Expression(parsing: text).items.map(\.reference) == [expected])
    }

    @Test func `each item is asked for once, in order of appearance`() throws {
        let expression = try Expression(parsing: "#{B} + #{A} * #{B} - #{A}.periodOffset(-1)")
        #expect(expression.items.map(\.description) == ["#{B}", "#{A}", "#{A}.periodOffset(-1)"])
        var asked: [String] = []
        _ = expression.evaluate { asked.append($0.description); return 1 }
        #expect(asked == ["#{B}", "#{A}", "#{A}.periodOffset(-1)"])
    }

    @Test func `modifiers behind a parenthesis hold for every item in it`() throws {
        let expression = try Expression(parsing: "(#{A} + #{B}.periodOffset(-1)).periodOffset(-2).yearToDate()")
        #expect(expression.items.map(\.periodOffset) == [-2, -3])
        #expect(expression.items.allSatisfy { $0.isYearToDate })
    }

    @Test func `the inner aggregation type wins over the outer one`() throws {
        let expression = try Expression(parsing: "(#{A}.aggregationType(LAST) + #{B}).aggregationType(AVERAGE_SUM_ORG_UNIT)")
        #expect(expression.items.map(\.aggregation) == [.last, .averageSumOrgUnit])
        #expect(Expression.AggregationType.averageSumOrgUnit.overTime == .average)
        #expect(Expression.AggregationType.averageSumOrgUnit.overUnits == .sum)
    }
}

struct ExpressionTextTests {
    @Test(arguments: [
        ("#{A}+#{B}*2", "#{A} + #{B} * 2"), ("((#{A}+#{B}))*2", "(#{A} + #{B}) * 2"), ("1-(2-3)", "1 - (2 - 3)"), ("(1-2)-3", "1 - 2 - 3"),
        ("(2^3)^2", "(2 ^ 3) ^ 2"), ("2^(3^2)", "2 ^ 3 ^ 2"), ("(-2)^2", "(-2) ^ 2"), ("-(2^2)", "-2 ^ 2"), ("not(1 and 0)", "!(1 && 0)"),
        ("#{X.co:F}", "#{X:F}"), ("if( isNull( #{A} ) ,0.50, 1e3)", "if(isNull(#{A}), 0.5, 1000)"), ("\"it's\" == 'a\\\\b'", "'it\\'s' == 'a\\\\b'"),
        ("(#{A}).yearToDate().periodOffset(-1).aggregationType(MAX)", "#{A}.aggregationType(MAX).periodOffset(-1).yearToDate()"),
        ("R{F.ACTUAL_REPORTS}/C{K}%N{I}/[days]", "R{F.ACTUAL_REPORTS} / C{K} % N{I} / [days]"), ("1e30", "1e+30"), ("null==true", "null == true"),
    ])
    func `the standard form reads back as the same formula`(text: String, standard: String) throws {
        let expression = try Expression(parsing: text)
        #expect(expression.description == standard)
        let again = try Expression(parsing: expression.description)
        #expect(again == expression)
        #expect(again.description == standard)
    }

    @Test func `a formula is told in words in both languages`() throws {
        let names = ["#{T}": Label(vi: "Cán bộ đã tập huấn", en: "Staff trained"), "#{S}": Label(vi: "Tổng số cán bộ", en: "Staff")]
        func words(_ text: String) throws -> Label {
            try Expression(parsing: text).inWords { names[Expression.Item($0.reference).description] ?? Label(vi: "?", en: "?") }
        }
        #expect(try words("#{T} / #{S} * 100") == Label(vi: "«Cán bộ đã tập huấn» chia cho «Tổng số cán bộ» nhân với 100", en: "«Staff trained» divided by «Staff» times 100"))
        #expect(try words("#{T} / (#{S} + 0.5)").vi == "«Cán bộ đã tập huấn» chia cho («Tổng số cán bộ» cộng 0,5)")
        #expect(try words("if(isNull(#{T}), 0, #{T}.periodOffset(-1))")
            == Label(vi: "nếu «Cán bộ đã tập huấn» chưa có số liệu thì 0, nếu không thì «Cán bộ đã tập huấn» của kỳ trước",
                     en: "if «Staff trained» has no figure then 0, otherwise «Staff trained» in the period before"))
        let both = Expression.inWords(numerator: try Expression(parsing: "#{T} + 1"), denominator: try Expression(parsing: "#{S}"), factor: 100) { names[$0.description] ?? Label(vi: "", en: "") }
        #expect(both.en == "(«Staff trained» plus 1) divided by «Staff» times 100")
    }
}

struct ExpressionErrorTests {
    @Test(arguments: [
        ("", .empty, 0, 0), ("   ", .empty, 0, 0),
        ("(#{A} + 1", .unclosedParenthesis, 0, 1), ("if(#{A}, 1, 2", .unclosedParenthesis, 2, 1),
        ("#{A} + 1)", .unopenedParenthesis, 8, 1),
        ("#{A + 5", .unclosedItem("#{"), 0, 7), ("1 + #{A + #{B}", .unclosedItem("#{"), 4, 6), ("C{K", .unclosedItem("C{"), 0, 3),
        ("isNul(#{A})", .unknownFunction("isNul", nearest: "isNull"), 0, 5), ("IF(1,2,3)", .unknownFunction("IF", nearest: "if"), 0, 2),
        ("average(#{A})", .unknownFunction("average", nearest: nil), 0, 7),
        ("if(#{A}, 1)", .wrongNumberOfArguments(function: "if", least: 3, most: 3, found: 2), 0, 11),
        ("greatest()", .wrongNumberOfArguments(function: "greatest", least: 1, most: nil, found: 0), 0, 10),
        ("isNull", .wrongNumberOfArguments(function: "isNull", least: 1, most: 1, found: 0), 0, 6),
        ("#{A} +", .missingOperand(found: nil), 6, 0), ("#{A} * / 2", .missingOperand(found: "/"), 7, 1), ("()", .missingOperand(found: ")"), 1, 1),
        ("#{A} #{B}", .missingOperator(found: "#{B}"), 5, 4), ("(1 2)", .missingOperator(found: "2"), 3, 1),
        ("#{A} @ 2", .unexpectedCharacter("@"), 5, 1), ("#{A} = 2", .otherSpelling("=", meant: "=="), 5, 1), ("Tổng + 2", .unknownFunction("Tổng", nearest: nil), 0, 4),
        ("#{A} ÷ 2", .otherSpelling("÷", meant: "/"), 5, 1), ("1,5 * #{A}", .misplaced(","), 1, 1), ("1 ! 2", .misplaced("!"), 2, 1),
        ("'abc", .unclosedText, 0, 4), ("'abc' + 1", .textInsteadOfFigure("abc"), 0, 5), ("#{A} == 'yes'", .textInsteadOfFigure("yes"), 8, 5), ("'x'", .textInsteadOfFigure("x"), 0, 3),
        ("#{A B}", .malformedItem("#{A B}"), 0, 6), ("#{}", .malformedItem("#{}"), 0, 3), ("#{A:F:M}", .malformedItem("#{A:F:M}"), 0, 8), ("#{A:}", .malformedItem("#{A:}"), 0, 5),
        ("R{FORM}", .malformedItem("R{FORM}"), 0, 7), ("R{FORM.RATE}", .unknownMetric("R{FORM.RATE}"), 0, 12), ("[hours]", .malformedItem("[hours]"), 0, 7),
        ("#{A}.periodOfset(1)", .unknownModifier("periodOfset", nearest: "periodOffset"), 5, 11),
        ("#{A}.periodOffset(x)", .malformedModifier("periodOffset", expected: ".periodOffset(-1)"), 5, 12), ("5.yearToDate()", .modifierWithoutItem("yearToDate"), 2, 10),
        ("I{abc}", .notSupported("I{…}"), 0, 6), ("#{fbfJHSPpUQD.pq2XI5kz2BY.HllvX50cXC0}", .notSupported("#{….….…}"), 0, 38),
    ] as [(String, ExpressionError.Reason, Int, Int)])
    func `what is wrong is named with its place`(text: String, reason: ExpressionError.Reason, offset: Int, length: Int) {
        #expect(fault(text) == ExpressionError(reason, offset: offset, length: length))
    }

    @Test func `places are counted in characters, also behind Vietnamese letters`() {
        #expect(fault("'Đắk Lắk' == 'Đắk Lắk' @")?.offset == 23)
    }

    @Test func `a formula that is nested or chained without end is refused, not a crash`() {
        let nested = String(repeating: "(", count: 20_000) + "1" + String(repeating: ")", count: 20_000)
        #expect(fault(nested)?.reason == .tooDeep(limit: 100))
        #expect(fault(String(repeating: "-", count: 20_000) + "1")?.reason == .tooDeep(limit: 100))
        #expect(fault("1" + String(repeating: "+1", count: 20_000))?.reason == .tooDeep(limit: 500))
        #expect(fault("1" + String(repeating: "^1", count: 20_000))?.reason == .tooDeep(limit: 100))
        #expect(fault("1" + String(repeating: "+1", count: 400)) == nil)
    }

    @Test func `every message says in both languages what to do`() {
        for text in ["", "(", ")", "#{", "f(1)", "isNul(1)", "if(1)", "1 +", "1 1", "@", "=", "1,5", "'", "'a'", "#{:}", "R{F.X}", "#{A}.x()", "#{A}.yearToDate", "5.yearToDate()", "I{a}"] {
            let message = fault(text)?.message
            #expect(message?.vi.isEmpty == false && message?.en.isEmpty == false && message?.vi != message?.en, "\(text)")
        }
    }
}
