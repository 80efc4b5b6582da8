import Domain
import Testing

@Suite struct FormCheckTests {
    private static func label(_ text: String) -> Label { Label(vi: text, en: text) }

    private static func layout() -> FormLayout {
        let sex = Category(code: "SEX", name: label("Sex"), options: [.init(code: "F", name: label("Women")), .init(code: "M", name: label("Men"))])
        let elements = [DataElement(code: "HEADS", name: label("Heads"), valueType: .count, categories: ["SEX"]), DataElement(code: "SESSIONS", name: label("Sessions"), valueType: .count)]
        let form = FormDefinition(code: "T", name: label("T"), frequency: .month, level: .village, dueDays: 5, sections: [
            .init(name: label("S"), rows: [.field(.init(dataElement: "HEADS", columns: ["SEX"])), .field(.init(dataElement: "SESSIONS"))]),
        ])
        return FormLayout(form, elements: Dictionary(uniqueKeysWithValues: elements.map { ($0.code, $0) }), categories: ["SEX": sex])
    }

    private static let past: [CellKey: CellHistory] = [
        CellKey("SESSIONS"): CellHistory(past: [9, 8, nil, 6, 5], periodsPerYear: 12),
        CellKey(parsing: "HEADS:F"): CellHistory(past: [1, 2, 3], periodsPerYear: 12), CellKey(parsing: "HEADS:M"): CellHistory(past: [10, nil, 30], periodsPerYear: 12),
    ]

    @Test(arguments: [
        ("#{SESSIONS}.periodOffset(-1)", 5), ("#{SESSIONS}.periodOffset(-2)", 6), ("#{SESSIONS}.periodOffset(-3)", nil), ("#{SESSIONS}.periodOffset(-5)", 9), ("#{SESSIONS}.periodOffset(-6)", nil),
        ("#{SESSIONS} - #{SESSIONS}.periodOffset(-4)", -5), ("#{HEADS:F}.periodOffset(-2)", 2), ("#{HEADS}.periodOffset(-1)", 33), ("#{HEADS}.periodOffset(-2)", 2), ("#{HEADS}.periodOffset(-3)", 11), ("#{HEADS}.periodOffset(-4)", nil),
    ] as [(String, Double?)])
    func `a formula looks as many periods back as it says, at a cell and at a total`(_ formula: String, _ expected: Double?) throws {
        let check = FormCheck(layout: Self.layout(), rules: [], history: Self.past, periodLength: 31)
        #expect(check.evaluate(try Expression(parsing: formula), [CellKey("SESSIONS"): CellContent(value: "3")]) == expected)
    }

    @Test func `a rule over three periods is broken by the third`() throws {
        let text = (left: "#{SESSIONS}", right: "#{SESSIONS}.periodOffset(-2)")
        let rule = ValidationRule(code: "R", name: Self.label("R"), left: text.left, comparison: .greaterOrEqual, right: text.right, importance: .error, explanation: Self.label("Fewer than two months ago."))
        let check = FormCheck(layout: Self.layout(), rules: [.init(rule, left: try Expression(parsing: text.left), right: try Expression(parsing: text.right))], history: Self.past, periodLength: 31)
        func broken(_ value: String) -> [String?] { check.problems(in: [CellKey("SESSIONS"): CellContent(value: value, comment: "x")]).map(\.rule) }
        #expect(broken("5") == ["R"] && broken("6").isEmpty)
    }
}
