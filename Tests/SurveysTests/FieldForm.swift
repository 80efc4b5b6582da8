import Domain
import Foundation
import Packs

@testable import Surveys

/// The same numbers every time.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A form with a question of every kind, for the story's village.
enum FieldForm {
    static let units = [Survey.Choice(id: "91001-001.1", label: Label(vi: "Bản Nà Lốm", en: "Ban Na Lom")), .init(id: "91001-002.1", label: Label(vi: "Bản Hin Phon", en: "Ban Hin Phon"))]
    static let periods = [Survey.Choice(id: "nd09:2026-08", label: Label(vi: "Tháng 8/2026 <15/7–14/8>", en: "August 2026"), days: 31), .init(id: "2026-02", label: Label(vi: "Tháng 2/2026", en: "February 2026"), days: 28)]

    static let sex = Category(code: "SEX", name: label("Giới tính", "Sex"), options: [.init(code: "F", name: label("Nữ", "Women")), .init(code: "M", name: label("Nam", "Men"))])
    static let kin = Category(code: "KIN", name: label("Dân tộc", "Ethnic group"), options: [
        .init(code: "ETH-06", name: label("Mường", "Muong")), .init(code: "ETH-19", name: label("Thái", "Thai")), .init(code: "ETH-25", name: label("Mông & Dao", "Mong & Dao")),
    ])

    static func label(_ vi: String, _ en: String) -> Label { Label(vi: vi, en: en) }

    static let elements: [DataElement] = [
        DataElement(code: "HEADS", name: label("Số trưởng bản", "Village heads"), valueType: .count, unitOfMeasure: label("người", "persons"), categories: ["SEX"]),
        DataElement(code: "HEADS.TRAINED", name: label("Trưởng bản được tập huấn", "Village heads trained"), valueType: .count, categories: ["SEX"]),
        DataElement(code: "PEOPLE", name: label("Người dự", "People present"), valueType: .count, categories: ["KIN", "SEX"]),
        DataElement(code: "SESSIONS", name: label("Buổi hướng dẫn", "Sessions"), help: label("Kể cả buổi ghép «hai bản»", "Joint sessions & all"), valueType: .count, maximum: 400),
        DataElement(code: "1-COST", name: label("Kinh phí", "Cost"), valueType: .money, unitOfMeasure: label("đồng", "dong"), minimum: 0),
        DataElement(code: "XMLFILES", name: label("Nhiệt độ", "Temperature"), valueType: .integer, minimum: -50, maximum: 50),
        DataElement(code: "COVER.PCT", name: label("Tỷ lệ phủ 4G", "4G coverage"), valueType: .percentage, decimals: 2),
        DataElement(code: "SPEED", name: label("Tốc độ", "Speed"), valueType: .number, decimals: 2),
        DataElement(code: "DONE", name: label("Đã họp", "Meeting held"), valueType: .yesNo),
        DataElement(code: "DAY", name: label("Ngày họp", "Day of the meeting"), valueType: .date),
        DataElement(code: "NOTE", name: label("Ghi chú", "Note"), valueType: .text),
        DataElement(code: "HOUSES", name: label("Số hộ", "Households"), valueType: .count),
    ]

    static func layout(computed: [String] = [], extra: [FormDefinition.Row] = []) -> FormLayout {
        func field(_ code: String, mandatory: Bool = false, _ columns: [String] = [], greyed: [[String]] = []) -> FormDefinition.Row {
            .field(.init(dataElement: code, isMandatory: mandatory, columns: columns, greyed: greyed.map { Disaggregation($0) }))
        }
        let form = FormDefinition(code: "MK-ODK", name: label("Báo cáo <tháng>", "Monthly & more"), version: 3, frequency: .month, level: .village, dueDays: 5, sections: [
            .init(name: label("Con người", "People"), help: label("Đếm người có mặt", "Count who was there"), rows: [
                field("HEADS", mandatory: true, ["SEX"]), field("HEADS.TRAINED", ["SEX"]), field("PEOPLE", ["KIN", "SEX"], greyed: [["ETH-06", "F"]]),
                field("SESSIONS", mandatory: true)] + extra),
            .init(name: label("Khác", "Other"), rows: [
                field("1-COST"), field("XMLFILES"), field("COVER.PCT", mandatory: true), field("SPEED"), field("DONE", mandatory: true), field("DAY"), field("NOTE")]),
            .init(name: label("Tính ra", "Worked out"), rows: computed.enumerated().map {
                .computed(.init(name: label("Dòng \($0.offset)", "Row \($0.offset)"), expression: $0.element, decimals: 6))
            }),
        ])
        return FormLayout(form, elements: Dictionary(uniqueKeysWithValues: elements.map { ($0.code, $0) }), categories: ["SEX": sex, "KIN": kin])
    }

    static func rules() throws -> [FormCheck.Rule] {
        func rule(_ code: String, _ left: String, _ comparison: ValidationRule.Comparison, _ right: String, _ importance: ValidationRule.Importance = .error) -> ValidationRule {
            ValidationRule(code: code, name: label("Quy tắc \(code)", "Rule \(code)"), left: left, comparison: comparison, right: right, importance: importance,
                           explanation: label("Sai \(code) < & >", "Broken \(code)"))
        }
        return try [
            rule("R1", "#{HEADS.TRAINED}", .lessOrEqual, "#{HEADS}"), rule("R2", "#{HEADS.TRAINED:F}", .lessOrEqual, "#{HEADS:F}"),
            rule("R3", "#{SESSIONS}", .compulsoryPair, "#{1-COST}"), rule("R4", "#{XMLFILES}", .notEqual, "#{SESSIONS}"),
            rule("R5", "#{COVER.PCT}", .greater, "#{SPEED}", .warning), rule("R6", "#{DONE} * #{SESSIONS}", .exclusivePair, "#{SPEED}", .warning),
            rule("R7", "#{PEOPLE:F} + #{PEOPLE:M}", .equal, "#{PEOPLE}"), rule("R8", "#{PEOPLE:ETH-19}", .less, "[days] + 60", .warning),
            rule("R9", "#{SESSIONS} / #{HEADS}", .greaterOrEqual, "0.1", .warning), rule("R10", "#{SESSIONS}.periodOffset(-1)", .equal, "#{SESSIONS}"),
        ].map(parsed)
    }

    static func parsed(_ rule: ValidationRule) throws -> FormCheck.Rule { FormCheck.Rule(rule, left: try Expression(parsing: rule.left), right: try Expression(parsing: rule.right)) }

    /// A formula over the form, at random.
    static func formula(_ dice: inout Dice, depth: Int) -> String {
        let items = ["#{HEADS}", "#{HEADS:F}", "#{HEADS.TRAINED:M}", "#{PEOPLE}", "#{PEOPLE:F}", "#{PEOPLE:ETH-19&M}", "#{SESSIONS}", "#{1-COST}", "#{XMLFILES}", "#{COVER.PCT}", "#{SPEED}", "#{DONE}",
                     "#{NOWHERE}", "[days]", "C{PI}"]
        func part() -> String { formula(&dice, depth: depth - 1) }
        guard depth > 0 else {
            return Int.random(in: 0..<4, using: &dice) > 0 ? items.randomElement(using: &dice)! : ["0", "1", "2.5", "100", "-3", "0.000001", "null", "true", "'7'"].randomElement(using: &dice)!
        }
        switch Int.random(in: 0..<18, using: &dice) {
        case 0...6: return "(\(part()) \(["+", "-", "*", "/", "%", "+", "/"].randomElement(using: &dice)!) \(part()))"
        case 7: return "(\(part()) ^ \(["2", "0", "0.5", "-1", part()].randomElement(using: &dice)!))"
        case 8, 9: return "(\(part()) \(["<", "<=", ">", ">=", "==", "!="].randomElement(using: &dice)!) \(part()))"
        case 10: return "(\(part()) \(["&&", "||"].randomElement(using: &dice)!) \(part()))"
        case 11: return "\(["-", "!", "+"].randomElement(using: &dice)!)(\(part()))"
        case 12, 13: return "if(\(part()), \(part()), \(part()))"
        case 14: return "\(["isNull", "isNotNull"].randomElement(using: &dice)!)(\(part()))"
        case 15: return "firstNonNull(\(part()), \(part()), \(part()))"
        case 16: return "\(["greatest", "least"].randomElement(using: &dice)!)(\(part()), \(part()))"
        default: return ["log(\(part()))", "log(\(part()), 2)", "log10(\(part()))", "removeZeros(\(part()))"].randomElement(using: &dice)!
        }
    }
}

/// The packs that ship, each with those it requires.
enum ShippedForms {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("packs")

    static func surveys(of code: String) throws -> [Survey] {
        let check = PackCheck(folder: folder.appendingPathComponent(code))
        guard let pack = check.pack else { return [] }
        let packs = [pack] + check.required
        let elements = Dictionary(packs.flatMap(\.dataElements).map { ($0.code, $0) }) { first, _ in first }
        let categories = Dictionary(packs.flatMap(\.categories).map { ($0.code, $0) }) { first, _ in first }
        return try pack.forms.map { form in
            let codes = Set(form.dataElements)
            let rules = try pack.validationRules.filter { rule in
                try [rule.left, rule.right].flatMap { try Expression(parsing: $0).items }.allSatisfy { item in
                    if case .dataElement(let code, _) = item.reference { codes.contains(code) } else { true }
                }
            }
            return try Survey(FormLayout(form, elements: elements, categories: categories), rules: rules.map(FieldForm.parsed))
        }
    }
}
