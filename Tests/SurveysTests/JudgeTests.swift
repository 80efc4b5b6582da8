import Domain
import Foundation
import Testing

@testable import Surveys

/// Forms and their logic before the engine of ODK Collect. Runs with `bin/test odk`, which brings the engine.
@Suite(.enabled(if: JavaRosa.validator != nil, "bin/test odk brings the engine of ODK Collect"))
struct JudgeTests {
    @Test(arguments: ["dien-bien", "dak-lak", "binh-thuan", "son-la"])
    func `ODK Validate finds nothing wrong with the forms of a pack`(code: String) throws {
        let surveys = try ShippedForms.surveys(of: code)
        #expect(!surveys.isEmpty || code == "son-la")
        for survey in surveys {
            let problems = try JavaRosa.problems(in: survey.xform(units: FieldForm.units, periods: FieldForm.periods))
            #expect(problems == "", "\(survey.code)")
        }
    }

    @Test func `ODK Validate finds nothing wrong with questions, rules and formulas of every kind`() throws {
        var dice = Dice(state: 7)
        let gathered = FormDefinition.Row.field(.init(dataElement: "HOUSES", isMandatory: true, isGathered: true))
        let survey = try Survey(FieldForm.layout(computed: (0..<40).map { _ in FieldForm.formula(&dice, depth: 3) }, extra: [gathered]), rules: FieldForm.rules())
        let problems = try JavaRosa.problems(in: survey.xform(units: FieldForm.units, periods: FieldForm.periods))
        #expect(problems == "")
    }

    @Test func `ODK Validate finds nothing wrong with a row of a hundred and eight cells`() throws {
        let kin = Category(code: "KIN", name: FieldForm.kin.name, options: (1...54).map { CategoryOption(code: "ETH-\($0)", name: Label(vi: "Dân tộc \($0)", en: "Ethnic group \($0)")) })
        var layout = FieldForm.layout(computed: ["#{PEOPLE} / #{HEADS} * 100"])
        layout = FormLayout(layout.form, elements: Dictionary(uniqueKeysWithValues: FieldForm.elements.map { ($0.code, $0) }), categories: ["SEX": FieldForm.sex, "KIN": kin])
        let survey = try Survey(layout, rules: FieldForm.rules())
        let xform = try survey.xform(units: FieldForm.units, periods: FieldForm.periods)
        let problems = try JavaRosa.problems(in: xform)
        #expect(problems == "")
        let people = try #require(survey.fields.first { $0.element.code == "PEOPLE" }), total = try #require(people.total)
        let outcomes = try JavaRosa.fill(xform, watch: [total.path], cases: [people.questions.map { ($0.path, "2") }])
        #expect(people.questions.count > 100 && outcomes.first?.answers[total.path]?.number == Double(2 * people.questions.count))
    }

    @Test func `ODK Validate would tell of a form that is wrong`() throws {
        let xform = try Survey(FieldForm.layout(), rules: []).xform(units: FieldForm.units, periods: FieldForm.periods)
        let problems = try JavaRosa.problems(in: xform.replacingOccurrences(of: "relevant=\"", with: "relevant=\"("))
        #expect(problems.contains("Result: Invalid"))
    }

    @Test(arguments: 0..<3)
    func `on the device, formulas come to the same as here`(seed: Int) throws {
        var dice = Dice(state: UInt64(seed))
        let formulas = (0..<60).map { _ in FieldForm.formula(&dice, depth: Int.random(in: 1...4, using: &dice)) }
        let survey = try Survey(FieldForm.layout(computed: formulas), rules: [])
        let check = FormCheck(layout: survey.layout, rules: [], periodLength: 31)
        let cases = (0..<60).map { _ in Filling(survey, &dice) }
        let rows = survey.rows.compactMap { row in if case .computed(_, let expression, let path) = row.content { (expression: expression, path: path) } else { nil } }
        let totals = survey.fields.compactMap(\.total)
        let outcomes = try JavaRosa.fill(survey.xform(units: FieldForm.units, periods: FieldForm.periods), watch: rows.map(\.path) + totals.map(\.path), cases: cases.map(\.answers))
        #expect(outcomes.count == cases.count)
        var figures = 0, missing = 0
        for (filling, outcome) in zip(cases, outcomes) {
            for (index, row) in rows.enumerated() {
                let expected = check.evaluate(row.expression, filling.contents), found = try #require(outcome.answers[row.path]).number
                #expect(Self.isSame(expected, found), "\(formulas[index]) is \(expected.map { "\($0)" } ?? "missing"), there \(found.map { "\($0)" } ?? "missing"): \(filling)")
                if expected == nil { missing += 1 } else { figures += 1 }
            }
            for total in totals { #expect(Self.isSame(check.number(total.key, filling.contents), try #require(outcome.answers[total.path]).number), "\(total.key) of \(filling)") }
        }
        // Both kinds have to come up often, or nothing was compared.
        #expect(figures > 1000 && missing > 500, "\(figures) figures, \(missing) missing")
    }

    @Test func `on the device, questions, ranges and rules hold as here, and what it sends reads back`() throws {
        var dice = Dice(state: 99)
        let survey = try Survey(FieldForm.layout(), rules: FieldForm.rules())
        #expect(survey.checks.map(\.rule.code) == (1...9).map { "R\($0)" })
        let check = FormCheck(layout: survey.layout, rules: survey.checks.map { FormCheck.Rule($0.rule, left: $0.left, right: $0.right) }, periodLength: 31)
        let cases = (0..<300).map { Filling(survey, &dice, isComplete: $0 % 2 == 0) }
        let watch = survey.fields.flatMap { $0.questions.map(\.path) + [$0.noFigure?.mark, $0.noFigure?.reason].compactMap(\.self) } + survey.checks.map(\.path)
        let outcomes = try JavaRosa.fill(survey.xform(units: FieldForm.units, periods: FieldForm.periods), watch: watch, cases: cases.map(\.answers))
        #expect(outcomes.count == cases.count)
        var finished = 0, stops: [String: Int] = [:]
        for (filling, outcome) in zip(cases, outcomes) {
            let isBroken = Dictionary(uniqueKeysWithValues: survey.checks.map { one in
                (one.rule.code, one.rule.holds(left: check.evaluate(one.left, filling.contents), right: check.evaluate(one.right, filling.contents)) == false)
            })
            for one in survey.checks { #expect(outcome.answers[one.path]?.isRelevant == isBroken[one.rule.code], "\(one.rule.code): \(filling)") }
            for field in survey.fields {
                let isIncomplete = field.questions.contains { filling.text($0.path).isEmpty }
                if let (mark, reason) = field.noFigure {
                    #expect(outcome.answers[mark]?.isAccepted == (isIncomplete || filling.text(mark).isEmpty))
                    #expect(outcome.answers[reason]?.isRelevant == !filling.text(mark).isEmpty)
                }
                for question in field.questions {
                    let answer = try #require(outcome.answers[question.path]), text = filling.text(question.path)
                    if let mark = field.noFigure?.mark { #expect(answer.isRequired == filling.text(mark).isEmpty) } else { #expect(!answer.isRequired) }
                    let closes = survey.checks.contains { $0.rule.importance == .error && isBroken[$0.rule.code] == true && Self.lastQuestion(of: $0, survey) == question.path }
                    #expect(answer.isAccepted == (text.isEmpty || (FormCheck.refusal(of: text, for: field.element) == nil && !closes)), "\(question.path) \(text): \(filling)")
                }
            }
            let hasErrors = check.problems(in: filling.contents).contains { $0.severity == .error }
            let lacksReason = survey.checks.contains { $0.rule.importance == .warning && isBroken[$0.rule.code] == true && filling.text($0.path).isEmpty }
            let contradictsItself = survey.fields.contains { field in
                field.noFigure.map { !filling.text($0.mark).isEmpty && (filling.text($0.reason).isEmpty || field.questions.allSatisfy { !filling.text($0.path).isEmpty }) } ?? false
            }
            #expect((outcome.stop == nil) == !(hasErrors || lacksReason || contradictsItself), "\(String(describing: outcome.stop)): \(filling)")
            if let stop = outcome.stop { stops[stop.why, default: 0] += 1 } else { finished += 1 }

            let report = try survey.report(from: SubmittedInstance(reading: outcome.xml))
            #expect(report.deviceID == "deviceid" && report.username == "username")
            #expect(report.unit.rawValue == "91001-001.1" && report.period == "nd09:2026-08" && report.version == 3 && report.instanceID.hasPrefix("uuid:"))
            let sent = Dictionary(uniqueKeysWithValues: report.edits.map { ($0.key, $0.content) })
            for key in survey.layout.inputs {
                let expected = filling.contents[key] ?? .empty, found = sent[key] ?? .empty
                #expect(found.value == expected.value && found.isWithoutFigure == expected.isWithoutFigure, "\(key): \(filling)")
            }
            if outcome.stop == nil { #expect(check.problems(in: sent).isEmpty, "\(check.problems(in: sent)): \(filling)") }
        }
        #expect(finished > 15 && (stops["required"] ?? 0) > 30 && (stops["constraint"] ?? 0) > 20, "\(finished) finished, \(stops)")
    }

    private static func lastQuestion(of check: Survey.Check, _ survey: Survey) -> String? {
        let keys = check.items.compactMap { item in if case .dataElement(let code, let options) = item.reference { CellKey(code, options) } else { nil } }
        let involved = Set(keys.flatMap { survey.questions(for: $0) }.map(\.path))
        return survey.fields.flatMap(\.questions).last { involved.contains($0.path) }?.path
    }

    /// The device rounds to six decimals.
    private static func isSame(_ a: Double?, _ b: Double?) -> Bool {
        switch (a, b) {
        case (nil, nil): true
        case (let a?, let b?): abs(a - b) <= 0.000_001 + 1e-9 * max(abs(a), abs(b))
        default: false
        }
    }
}

/// A form filled in at random, with many cells empty and many zero.
struct Filling: CustomStringConvertible {
    var answers: [(path: String, value: String)] = []
    var contents: [CellKey: CellContent] = [:]

    var description: String { answers.filter { !$0.value.isEmpty }.map { "\($0.path.dropFirst(6))=\($0.value)" }.joined(separator: " ") }
    func text(_ path: String) -> String { answers.first { $0.path == path }?.value ?? "" }

    /// - Parameter isComplete: whether most questions are answered and most answers are sound.
    init(_ survey: Survey, _ dice: inout Dice, isComplete: Bool = false) {
        for field in survey.fields {
            var isIncomplete = false
            for question in field.questions {
                let value = Int.random(in: 0..<100, using: &dice) < (isComplete ? 6 : 35) ? "" : Self.value(field.element, question.key, &dice, isSound: isComplete)
                answers.append((question.path, value))
                isIncomplete = isIncomplete || value.isEmpty
                if !value.isEmpty { contents[question.key] = CellContent(value: Survey.canonical(value, field.element.valueType)) }
            }
            guard let (mark, reason) = field.noFigure else { continue }
            let isMarked = isComplete ? isIncomplete : Bool.random(using: &dice), why = Int.random(in: 0..<10, using: &dice) < 9 ? "Trưởng bản đi vắng" : ""
            answers += [(mark, isMarked ? "yes" : ""), (reason, why)]
            if isMarked, isIncomplete {
                for question in field.questions where contents[question.key] == nil { contents[question.key] = CellContent(isWithoutFigure: true, comment: why.isEmpty ? nil : why) }
            }
        }
        for check in survey.checks where check.rule.importance == .warning { answers.append((check.path, Int.random(in: 0..<10, using: &dice) < (isComplete ? 9 : 4) ? "Đã xem lại" : "")) }
    }

    private static func value(_ element: DataElement, _ key: CellKey, _ dice: inout Dice, isSound: Bool) -> String {
        let isWild = !isSound && Int.random(in: 0..<20, using: &dice) == 0
        switch element.valueType {
        case .count:
            if element.code == "HEADS.TRAINED" { return String(Int.random(in: isWild ? -1...9 : 0...2, using: &dice)) }
            return isWild ? ["-1", "999999999"].randomElement(using: &dice)! : String([0, 1, 2, 3, 5, 12, 40].randomElement(using: &dice)!)
        case .integer: return String([0, -7, 1, 50, isWild ? 51 : 3].randomElement(using: &dice)!)
        case .money: return isWild ? "-1" : ["0", "1500000", "25000000", "3000000000", "123456789012345"].randomElement(using: &dice)!
        case .percentage: return isWild ? "100.5" : ["0", "100", "97.25", "33.3", "7"].randomElement(using: &dice)!
        case .number: return ["0", "-2.5", "0.1", "12.75", "6"].randomElement(using: &dice)!
        case .yesNo: return ["true", "false"].randomElement(using: &dice)!
        case .date: return ["2026-08-20", "2026-02-28"].randomElement(using: &dice)!
        case .text: return ["Họp «chung» & <đủ>", "1 < 2"].randomElement(using: &dice)!
        }
    }
}
