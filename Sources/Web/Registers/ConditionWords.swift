import Domain
import Markup
import Operations

/// When a field counts or must be given, in words: «Hình thức» là «Trực tuyến».
struct ConditionWords {
    private let register: Register
    private let request: PageRequest
    private var t: Translator { request.t }

    init(_ register: Register, _ request: PageRequest) {
        self.register = register
        self.request = request
    }

    /// A plain condition as a clause; of any other the names of the fields that it rests on. `nil` where nothing can be said.
    func words(_ condition: String) -> String? {
        let expression: RecordExpression
        do throws(ExpressionError) { expression = try RecordExpression(parsing: condition) } catch { return nil }  // a checked pack has no such condition
        if let clause = clause(expression.root) { return clause }
        let names = expression.fields.compactMap(name)
        return names.isEmpty ? nil : t("it suits \(names.joined(separator: ", "))")
    }

    private func name(_ code: String) -> String? { code == "STATE" ? quoted(t("Status")) : register.field(code).map { quoted(t($0.name)) } }

    private func quoted(_ text: String) -> String { t("“\(text)”") }

    private func option(_ code: String, of field: String) -> String {
        if field == "STATE" { return quoted(register.state(code).map { t($0.name) } ?? code) }
        return quoted(register.field(field).flatMap { RecordWords(request.world).option(code, of: $0) }.map { t($0.name) } ?? code)
    }

    private func clause(_ node: RecordExpression.Node) -> String? {
        if let (field, options) = choice(node), let name = name(field) { return t("\(name) is \(options.map { option($0, of: field) }.joined(separator: t(" or ")))") }
        switch node {
        case .binary(.notEqual, .field(let code), .text(let unwanted)): return name(code).map { t("\($0) is not \(option(unwanted, of: code))") }
        case .field(let code), .binary(.equal, .field(let code), .flag(true)): return name(code).map { t("\($0) is \(quoted(t("Yes")))") }
        case .call(.isNotNull, let arguments):
            guard case .field(let code)? = arguments.first else { return nil }
            return name(code).map { t("\($0) is given") }
        case .binary(.and, let first, let second):
            guard let first = clause(first), let second = clause(second) else { return nil }
            return first + t(" and ") + second
        default: return nil
        }
    }

    /// The options of one field of which any will do.
    private func choice(_ node: RecordExpression.Node) -> (field: String, options: [String])? {
        switch node {
        case .binary(.or, let first, let second):
            guard let a = choice(first), let b = choice(second), a.field == b.field else { return nil }
            return (a.field, a.options + b.options)
        case .binary(.equal, .field(let code), .text(let wanted)): return (code, [wanted])
        case .call(.contains, let arguments):
            guard arguments.count == 2, case .field(let code) = arguments[0], case .text(let wanted) = arguments[1] else { return nil }
            return (code, [wanted])
        default: return nil
        }
    }
}
