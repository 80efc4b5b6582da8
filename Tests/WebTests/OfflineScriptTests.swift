import Domain
import Foundation
import Markup
import Operations
import Storage
import TestWorld
import Testing
@testable import Web

/// The pages' script and the server work figures out, read numbers and find mistakes in the same way. The script runs in Node.js here, as it is sent.
@Suite struct OfflineScriptTests {
    private func run<Answer: Decodable>(_ driver: String, _ input: some Encodable, as: Answer.Type = Answer.self) throws -> Answer { try PageScript.run(["reports.js"], driver, input) }

    // MARK: Formulas

    /// Makes formulas of every operator and function, the same ones each time.
    private struct Maker {
        var random: SplitMix
        private let cells = ["A", "B", "C", "D"]

        mutating func pick<T>(_ all: [T]) -> T { all[Int(random.next() % UInt64(all.count))] }

        mutating func formula(depth: Int) -> String {
            guard depth > 0 else {
                return pick([0, 1, 2, 3]) == 0 ? pick(["0", "1", "2.5", "100", "null", "true", "false", "'3'"]) : pick(cells.map { "#{\($0)}" } + ["#{A:F}", "#{B}.periodOffset(-1)", "[days]"])
            }
            func inner(_ maker: inout Maker) -> String { maker.formula(depth: depth - 1) }
            switch pick(Array(0..<14)) {
            case 0...6: return "(" + inner(&self) + " " + pick(["+", "-", "*", "/", "%", "^", "<", ">", "<=", ">=", "==", "!=", "&&", "||"]) + " " + inner(&self) + ")"
            case 7: return pick(["-", "!", "+"]) + "(" + inner(&self) + ")"
            case 8: return "if(" + inner(&self) + ", " + inner(&self) + ", " + inner(&self) + ")"
            case 9: return pick(["isNull", "isNotNull", "log10", "removeZeros", "log"]) + "(" + inner(&self) + ")"
            case 10: return "log(" + inner(&self) + ", " + inner(&self) + ")"
            default: return pick(["firstNonNull", "greatest", "least"]) + "(" + inner(&self) + ", " + inner(&self) + pick(["", ", #{D}"]) + ")"
            }
        }
    }

    private struct FormulaCase: Encodable {
        var steps: [Domain.Expression.Step]
        var figures: [Double?]
    }

    @Test func `a formula comes to the same on a page and on the server, and what is missing is not zero`() throws {
        var maker = Maker(random: SplitMix(state: 20_260_820)), cases: [FormulaCase] = [], expected: [Double?] = [], texts: [String] = []
        let values: [Double?] = [nil, nil, 0, 1, 2, 3.5, -4, 100, 0.1, 1e15]
        for _ in 0..<4000 {
            let text = maker.formula(depth: maker.pick([1, 2, 3, 4])), expression = try Domain.Expression(parsing: text)
            var figures: [Domain.Expression.Item: Double?] = [:]
            for item in expression.items { figures[item] = .some(maker.pick(values)) }
            texts.append(text)
            expected.append(expression.evaluate { figures[$0] ?? nil })
            cases.append(FormulaCase(steps: expression.steps, figures: expression.items.map { figures[$0] ?? nil }))
        }
        let found: [Double?] = try run("return input.map((one) => evaluate(one.steps, one.figures));", cases)
        try #require(found.count == expected.count)
        for (index, pair) in zip(found, expected).enumerated() {
            let isSame: Bool = switch pair {
            case (nil, nil): true
            case (let a?, let b?): a == b || abs(a - b) <= 1e-9 * max(abs(a), abs(b))
            default: false
            }
            #expect(isSame, "\(texts[index]) with \(cases[index].figures): \(String(describing: pair.0)) on the page, \(String(describing: pair.1)) on the server")
        }
        #expect(expected.count { $0 == nil } > 500 && expected.count { $0 != nil } > 1500 && expected.count { $0 == 0 } > 100)
    }

    // MARK: Numbers

    private struct Typed: Encodable {
        var text: String
        var mark: String
    }

    @Test func `a number is read in the same way on a page and on the server`() throws {
        var random = SplitMix(state: 7)
        var texts = ["", " ", "12", "1.234", "1,234", "1.234,5", "1,234.5", "1 234 567", "12.34", "12,34", "1.234.567", "1,234,567", "1.23.456", "-5", "−5", "–5", "+5", "- 5", "97,25%", "97.25 %", "%", "-", ",5", ".5", "5,", "5.",
                     "0.234", "0,234", "01.234", "007", "1,500", "0", "-0", "0,0", "1e5", "abc", "12a", "1.2.3", "1,2,3", "1.234.56", "12 34", "1\u{A0}234", "999999999999999", "1234567890123456", "0,1234567", "0,1234560", "1.234,567"]
        let letters = Array("0123456789....,,,,  --%")
        for _ in 0..<4000 { texts.append(String((0..<Int.random(in: 1...9, using: &random)).map { _ in letters.randomElement(using: &random) ?? "1" })) }
        let cases = texts.flatMap { text in DecimalMark.allCases.map { Typed(text: text, mark: $0.rawValue) } }
        let found: [String?] = try run("return input.map((one) => storedNumber(one.text, one.mark));", cases)
        var read = 0
        for (one, answer) in zip(cases, found) {
            let expected: String?
            do { expected = try NumberText.parse(one.text, mark: DecimalMark(rawValue: one.mark)).canonicalText } catch { expected = nil }
            read += expected == nil ? 0 : 1
            #expect(answer == expected, "“\(one.text)” with \(one.mark)")
        }
        #expect(read > 500)
    }

    // MARK: Checks

    private struct CheckCase: Encodable {
        var form: OfflineForm
        var report: OfflineReport
        var cells: [String: OfflineCell]
        var words: [String: Label]
    }

    private struct Found: Decodable, Equatable {
        var kind: String
        var severity: String
        var cells: [String]
        var message: String
    }

    @Test func `a page finds the mistakes that the server finds, and says them in the same words`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let key = ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom)
            var random = SplitMix(state: 3), cases: [CheckCase] = [], expected: [[FormProblem]] = []
            let texts = ["0", "1", "2", "3", "7", "40", "-1", "1.5", "abc", "400", "1e2", "31/12/2026", "2026-02-30", "true", "12345678901234567"]
            var sheet = try khen.reports.sheet(key, by: Story.dua)
            // A past and sums from beneath, so that every kind of mistake occurs.
            sheet.history = [CellKey("SESSIONS"): CellHistory(past: [3, 4, 5, 4, 3, 4, 5], periodsPerYear: 12), CellKey(parsing: "PEOPLE:F"): CellHistory(past: [10, nil, 12, nil], periodsPerYear: 12)]
            sheet.gathered = [CellKey(parsing: "HEADS:F"): .init(value: 3, units: 1, expected: 2)]
            sheet.check.history = sheet.history
            // Rules that look further back, at a cell and at a total.
            for (code, left, right) in [("T-1", "#{SESSIONS}", "#{SESSIONS}.periodOffset(-3) * 2"), ("T-2", "#{PEOPLE}", "#{PEOPLE}.periodOffset(-2) + #{PEOPLE:F}.periodOffset(-4)")] {
                let rule = ValidationRule(code: code, name: Label(vi: "Quy tắc", en: "Rule"), left: left, comparison: .lessOrEqual, right: right, importance: .error, explanation: Label(vi: "Lớn hơn trước.", en: "More than before."))
                sheet.check.rules.append(.init(rule, left: try Domain.Expression(parsing: left), right: try Domain.Expression(parsing: right)))
            }
            sheet.check.gathered = sheet.gathered.mapValues(\.value)
            for _ in 0..<600 {
                var cells: [CellKey: CellContent] = [:]
                for input in sheet.layout.inputs where random.next() % 4 != 0 {
                    let content = CellContent(value: random.next() % 5 == 0 ? nil : texts.randomElement(using: &random), isWithoutFigure: random.next() % 6 == 0, comment: random.next() % 3 == 0 ? "vì mưa lũ" : nil)
                    cells[input] = OfflineCell(content).content
                }
                sheet.cells = cells
                expected.append(sheet.problems)
                cases.append(CheckCase(form: OfflineForm(sheet, khen.world.catalogue), report: OfflineReport(sheet, khen.world), cells: OfflineCell.all(cells), words: OfflineWords.checks))
            }
            for language in ["vi", "en"] {
                let driver = "return input.map((one) => new Check(one.form, one.report, \"\(language)\", (key, ...parts) => one.words[key].\(language).replace(/\\{(\\d)\\}/g, (p, at) => parts[at])).problems(one.cells));"
                let found: [[Found]] = try run(driver, cases)
                for (index, problems) in expected.enumerated() {
                    let said = problems.map { Found(kind: $0.kind.rawValue, severity: $0.severity.rawValue, cells: $0.cells.map(\.description), message: language == "vi" ? $0.message.vi : $0.message.en) }
                    #expect(found[index] == said, "\(cases[index].cells)")
                }
            }
            #expect(Set(expected.flatMap { $0.map(\.kind) }) == Set(FormProblem.Kind.allCases))
            #expect(Set(expected.flatMap { $0.compactMap(\.rule) }).isSuperset(of: ["T-1", "T-2"]))
        }
    }

    @Test func `the scripts of a report's page are small enough for a slow line`() throws {
        let sizes = try ["khen.js", "reports.js"].map { try #require(gzip(Script.squeezed(Asset.named($0).bytes))).count }
        #expect(sizes.reduce(0, +) < 20_000, "\(sizes)")
    }
}
