import Domain
import FormWorkbooks
import Foundation
import SampleForm
import Sheets

// For tests with other programs: `write FILE [UNITS] [LANGUAGE]` writes the sample form, `formulas FILE` a form of formulas, `read FILE` says in JSON what it holds now.

struct Answer: Encodable {
    struct Unit: Encodable {
        var unit: String
        var version: Int64
        var edits: [Edit]
        /// Totals and computed rows after the edits, by cell key or number of the row.
        var figures: [String: Double]
    }
    struct Edit: Encodable {
        var place: String
        var key: String
        var value: String?
        var withoutFigure: Bool
        var comment: String?
        var source: String?
        var base: String?
    }
    struct Finding: Encodable {
        var kind: String
        var problem: Bool
        var place: String
        var message: String
    }
    var error: String?
    var units: [Unit] = []
    var findings: [Finding] = []
}

func figures(_ contents: [CellKey: CellContent], _ unit: FormWorkbook.Unit) throws -> [String: Double] {
    let check = FormCheck(layout: SampleForm.layout, rules: [], gathered: unit.gathered, history: unit.history, periodLength: 31)
    var figures: [String: Double] = [:], computed = 0
    for row in SampleForm.layout.rows {
        switch row.content {
        case .computed(let definition):
            figures["computed:\(computed)"] = check.evaluate(try Expression(parsing: definition.expression), contents)
            computed += 1
        case .field(_, _, let cells):
            for cell in cells where cell.kind == .rowTotal { figures[cell.key.description] = check.number(cell.key, contents) }
        }
    }
    return figures
}

func read(_ path: String) throws -> Answer {
    var answer = Answer()
    do {
        let reader = try FormWorkbookReader(ByteSource(path: path), seal: SampleForm.seal)
        try reader.check(.init(installation: "mau.khen.example", province: "11", form: "MAU-01", formVersion: 3, period: "2026-10"))
        let original = try SampleForm.workbook(units: reader.identity.units.count)
        let reading = reader.read(SampleForm.layout, gathered: Dictionary(uniqueKeysWithValues: original.units.map { ($0.id, $0.gathered) }))
        for unit in reading.units {
            guard let written = original.units.first(where: { $0.id == unit.unit }) else { continue }
            var contents = written.cells
            for placed in unit.edits { contents[placed.edit.key] = placed.edit.content }
            answer.units.append(Answer.Unit(unit: unit.unit.rawValue, version: unit.version, edits: unit.edits.map { placed in
                let content = placed.edit.content
                return Answer.Edit(place: placed.place, key: placed.edit.key.description, value: content.value, withoutFigure: content.isWithoutFigure, comment: content.comment, source: content.source, base: placed.edit.base?.value)
            }, figures: try figures(contents, written)))
        }
        answer.findings = (reading.findings + reading.units.flatMap(\.findings)).map { Answer.Finding(kind: $0.kind.rawValue, problem: $0.isProblem, place: $0.place, message: $0.message.vi) }
    } catch let error as FormWorkbookError {
        answer.error = error.message.vi
    } catch let error as SheetError {
        answer.error = error.sentence.vi
    }
    return answer
}

let arguments = CommandLine.arguments
switch (arguments.dropFirst().first, arguments.count) {
case ("write"?, 3...):
    let units = arguments.count > 3 ? Int(arguments[3]) ?? 2 : 2, language = arguments.count > 4 ? WorkbookLanguage(rawValue: arguments[4]) ?? .vi : .vi
    try Data(SampleForm.workbook(units: units, language: language).bytes(seal: SampleForm.seal)).write(to: URL(fileURLWithPath: arguments[2]))
case ("formulas"?, 3):
    try Data(SampleForm.formulas().bytes(seal: SampleForm.seal)).write(to: URL(fileURLWithPath: arguments[2]))
case ("read"?, 3):
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    print(String(decoding: try encoder.encode(read(arguments[2])), as: UTF8.self))
default:
    print("khen-sample-form write FILE [UNITS] [LANGUAGE] | formulas FILE | read FILE")
    exit(2)
}
