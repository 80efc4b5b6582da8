import Domain
import Markup
import Operations

/// Fields that a move requires, filled in along with it: of one record on its page, of many once for all that lack them.
struct RecordMoveFields {
    let move: RecordMove
    let fields: [RecordField]
    let register: Register
    let request: PageRequest
    /// What is wrong with what was filled in.
    var problems: [RecordProblem] = []

    static func input(_ sent: Fields, _ mark: DecimalMark) -> RecordInput {
        let codes = Set(sent.items.map(\.name).filter { $0.hasPrefix("f:") }.map { String($0.dropFirst(2)) })
        return RecordInput(Dictionary(uniqueKeysWithValues: codes.map { ($0, .text(sent["f:\($0)"] ?? "")) }), mark: mark)
    }

    static func input(_ query: Query, _ mark: DecimalMark) -> RecordInput {
        let given = query.all.filter { $0.name.hasPrefix("f:") && !$0.value.isEmpty }
        return RecordInput(Dictionary(given.map { (String($0.name.dropFirst(2)), .text($0.value)) }) { $1 }, mark: mark)
    }

    func html(_ sheet: Registers.Sheet?, key: RecordKey, typed: RecordInput) throws -> HTML {
        guard !fields.isEmpty else { return "" }
        var form = try RecordForm(register, sheet, key: key, request)
        form.problems = problems
        return try fields.html { field in
            var field = field
            field.isRequired = true
            if case .text(let text)? = typed.fields[field.code] { form.values[field.code] = [text] } else if let initial = field.initial { form.values[field.code] = [initial == "today" ? request.today.iso : initial] }
            var control = RecordControl(field, form, request)
            control.place = "\(move.code)-"
            return try control.html
        }
    }
}
