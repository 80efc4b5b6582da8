import Domain
import Foundation
import Markup
import Operations
import Storage
import TestWorld
import Testing
@testable import Web

/// The script for records without a connection and the server work formulas out, read fields and find mistakes in the same way.
@Suite struct RegisterScriptTests {
    private func run<Answer: Decodable>(_ driver: String, _ input: some Encodable, as: Answer.Type = Answer.self) throws -> Answer { try PageScript.run(["reports.js", "registers.js"], driver, input) }

    // MARK: Formulas

    /// Makes formulas of every operator and function, the same ones each time.
    private struct Maker {
        var random = SplitMix(state: 20_261_121)

        mutating func pick<T>(_ all: [T]) -> T { all[Int(random.next() % UInt64(all.count))] }

        mutating func formula(depth: Int) -> String {
            guard depth > 0 else { return pick(["0", "1", "2.5", "40", "null", "true", "false", "'3'", "'HEAD'", "'2026-02-28'", "today()", "#{A}", "#{B}", "#{C}", "#{D}", "#{A}", "#{B}", "#{G.X}", "#{STATE}"]) }
            func inner(_ maker: inout Maker) -> String { maker.formula(depth: depth - 1) }
            switch pick(Array(0..<13)) {
            case 0...5: return "(" + inner(&self) + " " + pick(["+", "-", "*", "/", "%", "^", "<", ">", "<=", ">=", "==", "!=", "&&", "||"]) + " " + inner(&self) + ")"
            case 6: return pick(["-", "!", "+"]) + "(" + inner(&self) + ")"
            case 7: return "if(" + inner(&self) + ", " + inner(&self) + ", " + inner(&self) + ")"
            case 8: return pick(["isNull", "isNotNull", "count", "sum", "year", "round"]) + "(" + inner(&self) + ")"
            case 9, 10: return pick(["contains", "days", "years", "round"]) + "(" + inner(&self) + ", " + inner(&self) + ")"
            default: return pick(["firstNonNull", "greatest", "least", "join"]) + "(" + inner(&self) + ", " + inner(&self) + pick(["", ", #{D}"]) + ")"
            }
        }
    }

    /// A figure as the driver reads it.
    private struct Figure: Encodable {
        var figure: RecordFigure

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch figure {
            case .missing: try container.encodeNil()
            case .number(let value): try container.encode(value)
            case .text(let text): try container.encode(text)
            case .flag(let value): try container.encode(value)
            case .day(let day): try container.encode(["iso": day.iso])
            case .list(let items): try container.encode(items.map { Figure(figure: $0) })
            }
        }
    }

    private struct FormulaCase: Encodable {
        var tree: RecordExpression
        var fields: [String: Figure]
    }

    private struct Result: Decodable {
        var text: String?
        var truth: Bool?
    }

    @Test func `a formula over a record comes to the same on a device and on the server`() throws {
        var maker = Maker(), cases: [FormulaCase] = [], expected: [RecordFigure] = [], texts: [String] = []
        let today = try #require(Day(iso: "2026-08-20"))
        let values: [RecordFigure] = [.missing, .missing, .number(0), .number(1), .number(-3.5), .number(12), .number(0.1), .text("3"), .text("HEAD"), .text("Đ"), .text("2026-03-01"), .flag(true), .flag(false),
                                      .day(today), .day(try #require(Day(iso: "2024-02-29"))), .list([]), .list([.text("HEAD"), .text("EID")]), .list([.number(2), .missing, .number(5)]), .list([.day(today)])]
        for _ in 0..<4000 {
            let text = maker.formula(depth: maker.pick([1, 2, 3])), expression = try RecordExpression(parsing: text)
            let fields = Dictionary(expression.fields.map { ($0, maker.pick(values)) }) { first, _ in first }
            texts.append(text)
            expected.append(expression.evaluate(today: today) { fields[$0] ?? .missing })
            cases.append(FormulaCase(tree: expression, fields: fields.mapValues { Figure(figure: $0) }))
        }
        let driver = """
            const read = (one) => (one === null || typeof one !== "object" ? one : Array.isArray(one) ? one.map(read) : dayOf(one.iso));
            return input.map((one) => { const figure = figureOf(one.tree, (code) => read(one.fields[code] ?? null), dayOf("2026-08-20")); return { text: canonicalOf(figure), truth: truthOf(figure) }; });
            """
        let found: [Result] = try run(driver, cases)
        for (index, figure) in expected.enumerated() {
            var isSame = found[index].text == figure.canonical
            if !isSame, case .number(let number) = figure, let other = found[index].text.flatMap(Double.init) { isSame = number == other || abs(number - other) <= 1e-9 * max(abs(number), abs(other)) }
            #expect(isSame && found[index].truth == figure.isTrue, "\(texts[index]) with \(cases[index].fields): \(String(describing: found[index].text)) on the device, \(String(describing: figure.canonical)) on the server")
        }
        #expect(expected.count { $0 == .missing } > 400 && expected.count { $0 != .missing } > 1500)
    }

    // MARK: Fields

    private struct FieldCase: Encodable {
        var type: FieldType
        var decimals: Int
        var text: String
        var words: [String: String]
    }

    private struct Reading: Decodable, Equatable {
        var kept: String?
        var reason: String?
        var remedy: String?
    }

    @Test func `what is typed into a field is read in the same way on a device and on the server, and refused in the same words`() throws {
        let texts: [FieldType: [String]] = [
            .text: ["Lò Văn Nọi", "  hai   khoảng trống ", "a\tb\nc", String(repeating: "ế", count: 500), String(repeating: "ế", count: 501), "a\u{7}b"],
            .longText: ["dòng 1\r\ndòng 2", "x"],
            .number: ["12", "1.234", "1.234,5", "1,5", "1.5", "12.5", "abc", "1,23", "-4", "−4", "1.234.567,25", "0,125", "1e3", "12 %", "1,2,3"],
            .money: ["1.500.000 đ", "1.500.000₫", "1500000", "1,5", "nghìn"],
            .date: ["15/07/2026", "5-7-2026", "2026-07-15", "31/02/2026", "1.1.1899", "2101-01-01", "hôm qua", "15/07/26"],
            .phone: ["0912345678", "0912 345 678", "+84 912 345 678", "84912345678", "02153824567", "0123456789", "091234567", "abc"],
            .identityNumber: ["011012345678", "011 012 345 678", "097012345678", "000012345678", "01101234567", "abc"],
            .email: ["ten@dienbien.gov.vn", "ten@dienbien", "a@b@c.vn", "@x.vn", "a@.vn", "a@b.", "a b@c.vn"],
            .link: ["https://dienbien.gov.vn", "HTTP://a.b", "dienbien.gov.vn", "https://a", "https://a b.c"],
            .place: ["21.38612, 103.01613", "21.38612;103.01613", "103.01613, 21.38612", "21.3861251 103.0161349", "21", "x, y"],
        ]
        for language in [Language.vi, .en] {
            let words = OfflineRegisterWords.checks.mapValues { language == .vi ? $0.vi : $0.en }, mark: DecimalMark = language == .vi ? .comma : .point
            let cases = texts.flatMap { type, all in all.flatMap { text in (type == .number ? [0, 2] : [0]).map { FieldCase(type: type, decimals: $0, text: text, words: words) } } }
            let driver = """
                return input.map((one) => {
                  const words = (key, ...parts) => one.words[key].replace(/\\{(\\d)\\}/g, (hole, at) => parts[at]);
                  try { return { kept: readField(one.text, one, words, "\(language.rawValue)") }; } catch (refusal) { return { reason: refusal.reason, remedy: refusal.remedy }; }
                });
                """
            let found: [Reading] = try run(driver, cases)
            for (one, reading) in zip(cases, found) {
                let expected: Reading
                do throws(FieldRefusal) {
                    expected = Reading(kept: try one.type.canonical(one.text, decimals: one.decimals, mark: mark))
                } catch {
                    expected = Reading(reason: language == .vi ? error.reason.vi : error.reason.en, remedy: language == .vi ? error.remedy.vi : error.remedy.en)
                }
                #expect(reading == expected, "\(one.type) “\(one.text)” in \(language)")
            }
        }
    }

    // MARK: Records

    private enum Value: Encodable {
        case text(String), list([String]), rows([[String: String]])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .list(let items): try container.encode(items)
            case .rows(let rows): try container.encode(rows)
            }
        }

        var given: RecordInput.Given {
            switch self {
            case .text(let text): .text(text)
            case .list(let items): .list(items)
            case .rows(let rows): .rows(rows)
            }
        }
    }

    private struct RecordCase: Encodable {
        var values: [String: Value]
        var words: [String: Label]
    }

    private struct Sending: Encodable {
        var register: OfflineRegisterAnswer.Definition
        var today: String
        var cases: [RecordCase]
    }

    private struct Found: Decodable, Equatable {
        var severity: String
        var rule: String?
        var fields: [String]
        var row: Int?
        var reason: String
        var remedy: String
    }

    @Test func `a device finds the mistakes of a record that the server finds, and says them in the same words`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            var random = SplitMix(state: 11), cases: [RecordCase] = [], expected: [[RecordProblem]] = []
            func pick<T>(_ all: [T]) -> T { all[Int(random.next() % UInt64(all.count))] }
            for number in 0..<250 {
                var values: [String: Value] = ["NAME": .text(pick(["", "Tổ \(number)", "Tổ \(number)"])), "KIND": .text(pick(["", "VILLAGE", "YOUTH", "YOUTH"])), "SET_UP": .text(pick(["", "2025-09-01", "2031-01-01", "31/02/2026"]))]
                values["LEADER_UNION"] = .text(pick(["", "Chi đoàn 1"]))
                values["SHARE"] = .text(pick(["", "50", "97,25", "140", "-1", "x"]))
                values["TOPICS"] = .list(pick([[], ["EID"], ["EID", "PAY"]]))
                values["PHONE"] = .text(pick(["", "0912345678", "12"]))
                values["MEMBERS"] = .rows(pick([[], [["NAME": "Lò Thị Mai", "PHONE": "0987654321"], ["NAME": "", "PHONE": "0987654322"]], [["NAME": "", "PHONE": ""], ["NAME": "Vàng A Dua", "PHONE": "5"]]]))
                cases.append(RecordCase(values: values, words: OfflineRegisterWords.checks))
                switch try khen.registers.add(RecordInput(values.mapValues(\.given)), to: "TEAMS", at: Story.naLom, id: UUID().uuidString.lowercased(), isNew: true, by: Story.dua) {
                case .kept(let receipt): expected.append(receipt.warnings)
                case .stopped(let problems): expected.append(problems)
                case .likelySame, .conflicts: Issue.record("the writer said that it is another")
                }
            }
            let taken = try #require(try khen.registers.takenAlong(by: Story.dua).first { $0.register.code == "TEAMS" })
            let sending = Sending(register: .init(taken), today: khen.now().day.iso, cases: cases)
            for language in [Language.vi, .en] {
                // A comma is a decimal mark in both: what was typed on a page in one language is read in the other where it leaves no doubt.
                let driver = """
                    return input.cases.map((one) => new RecordCheck(input.register, { words: (key, ...parts) => one.words[key].\(language.rawValue).replace(/\\{(\\d)\\}/g, (hole, at) => parts[at]), language: "\(language.rawValue)", today: input.today })
                      .problems(one.values, "\(Story.naLom)"));
                    """
                let found: [[Found]] = try run(driver, sending)
                for (index, problems) in expected.enumerated() {
                    let said = problems.map { problem in
                        Found(severity: problem.severity.rawValue, rule: problem.rule, fields: problem.fields, row: problem.row, reason: language == .vi ? problem.reason.vi : problem.reason.en, remedy: language == .vi ? problem.remedy.vi : problem.remedy.en)
                    }
                    #expect(found[index] == said, "\(cases[index].values)")
                }
            }
            #expect(expected.contains { $0.isEmpty } && expected.contains { $0.contains { $0.rule == "T1" } } && expected.contains { $0.contains { $0.row == 1 } })
        }
    }

    @Test func `the script for records is small enough for a slow line`() throws {
        let size = try #require(gzip(Script.squeezed(Asset.named("registers.js").bytes), level: 9)).count
        #expect(size <= 16 * 1024, "\(size)")
    }
}
