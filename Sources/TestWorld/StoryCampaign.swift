import Domain

/// A campaign of the story's province with two registers that say how many made-up records they have.
package enum StoryCampaign {
    private static let words = Label(vi: "Sổ", en: "Register")

    private static func field(_ code: String, _ type: FieldType, required: Bool = true, _ change: (inout RecordField) -> Void = { _ in }) -> RecordField {
        var field = RecordField(code: code, name: Label(vi: "Ô \(code)", en: code), type: type, isRequired: required)
        change(&field)
        return field
    }

    private static let access = [RecordAccess(roles: ["COMMUNE-OFFICER"], may: [.see, .add, .edit, .move, .export, .tidy], reach: .province)]

    private static var groups: Register {
        Register(
            code: "GROUPS", name: words, one: words, levels: [.village], title: "{NAME}", identifier: "N-{unit}-{number:2}",
            sections: [.init(name: words, fields: [
                field("NAME", .text), field("SEX", .choice) { $0.category = "SEX" }, field("SINCE", .date), field("LEFT", .date, required: false), field("PHONE", .phone, required: false),
                field("PLANNED", .number) { $0.minimum = 1; $0.maximum = 500 }, field("MEETINGS", .rollup, required: false) { $0.rollUp = .init(register: "MEETINGS", via: "GROUP", take: .count, states: ["HELD"]) },
            ])],
            access: access, privacy: .init(basis: .legalDuty, purpose: words),
            feeds: [Feed(dataElement: "G.ACTIVE", date: "SINCE", until: "LEFT", categories: ["SEX": "SEX"]), Feed(dataElement: "G.PLANNED", how: .sum, field: "PLANNED", date: "SINCE", period: .day)],
            illustration: Illustration(base: .unit(.village), count: 1.5, values: ["NAME": ["{person}"], "SINCE": ["2026-05-02..2026-05-20"], "PLANNED": ["40..60"]]))
    }

    private static var meetings: Register {
        Register(
            code: "MEETINGS", name: words, one: words, levels: [.village], title: "{GROUP} {DAY}",
            sections: [.init(name: words, fields: [
                field("GROUP", .record) { $0.register = "GROUPS" }, field("DAY", .date), field("WOMEN", .number) { $0.minimum = 0; $0.maximum = 99 }, field("ALL", .number) { $0.minimum = 0; $0.maximum = 99 },
                field("NOTE", .text, required: false),
            ])],
            rules: [RecordRule(code: "R", name: words, holds: "#{WOMEN} <= #{ALL}", explanation: words)],
            states: [RecordState(code: "DRAFT", name: words), RecordState(code: "HELD", name: words, tone: .good)],
            moves: [RecordMove(code: "HOLD", name: words, from: ["DRAFT"], to: "HELD", requires: ["NOTE"])], access: access,
            feeds: [Feed(dataElement: "G.PEOPLE", how: .sum, field: "ALL", states: ["HELD"], date: "DAY", period: .day)],
            illustration: Illustration(base: .record("GROUP"), count: 2, states: ["HELD"], values: ["DAY": ["2026-06-01..2026-06-20"], "ALL": ["10..30"]], formulas: ["WOMEN": "round(#{ALL} / 2, 0)"]))
    }

    package static var pack: Pack {
        func element(_ code: String, _ overTime: Aggregation) -> DataElement { DataElement(code: code, name: words, valueType: .count, overUnits: .sum, overTime: overTime, categories: code == "G.ACTIVE" ? ["SEX"] : [], level: .village) }
        func indicator(_ code: String, _ element: String, _ frequency: PeriodKind, planned: String? = nil) -> Indicator {
            Indicator(code: code, name: words, measure: .number, numerator: "#{\(element)}", planned: planned, unitOfMeasure: words, frequency: frequency, level: .village, source: Citation(text: words))
        }
        return Pack(
            code: "minh-hoa", name: words, version: "1", requires: ["muong-khen"],
            programme: Programme(code: "MH", name: words, unit: "91", unitAsOf: Story.reform, firstDay: Day(year: 2026, month: 1, day: 1)!, lastDay: Day(year: 2027, month: 12, day: 31)!, citation: Citation(text: words)),
            dataElements: [element("G.ACTIVE", .running), element("G.PLANNED", .sum), element("G.PEOPLE", .sum)],
            indicators: [indicator("MH-1", "G.ACTIVE", .month), indicator("MH-2", "G.PEOPLE", .day, planned: "G.PLANNED")],
            windows: [PeriodWindow(code: "MH-W", name: Label(vi: "Chiến dịch hai tháng", en: "Campaign of two months"), firstDay: Day(year: 2026, month: 5, day: 1)!, lastDay: Day(year: 2026, month: 6, day: 30)!)], registers: [groups, meetings])
    }
}
