import Domain
@testable import Operations
import Sheets
import Storage
import Testing
import TestWorld

/// Two registers of the story: village heads, and who learned what.
enum Books {
    static let words = Label(vi: "Sổ", en: "Register")

    static func field(_ code: String, _ type: FieldType, required: Bool = false, _ change: (inout RecordField) -> Void = { _ in }) -> RecordField {
        var field = RecordField(code: code, name: Label(vi: "Ô \(code)", en: code), type: type, isRequired: required)
        change(&field)
        return field
    }

    static let everybody = ["VILLAGE-REPORTER", "COMMUNE-OFFICER", "COMMUNE-APPROVER", "DEPARTMENT-OFFICER", "DEPARTMENT-APPROVER"]

    static var heads: Register {
        Register(
            code: "HEADS-BOOK", name: words, one: words, levels: [.village], title: "{NAME}", identifier: "TB-{unit}-{year}-{number:3}",
            sections: [.init(name: words, fields: [
                field("NAME", .text, required: true) { $0.sensitivity = .personal },
                field("SEX", .choice, required: true) { $0.category = "SEX" },
                field("FROM", .date, required: true),
                field("UNTIL", .date),
                field("PHONE", .phone),
                field("IDENTITY", .identityNumber) { $0.unique = .register },
                field("WHY", .text) { $0.requiredWhen = "isNotNull(#{UNTIL})"; $0.allowedWhen = "isNotNull(#{UNTIL})" },
                field("COURSES", .rollup) { $0.rollUp = .init(register: "LESSONS", via: "LEARNER", take: .count, states: ["DONE"]) },
                field("TRAINED", .rollup) { $0.rollUp = .init(register: "LESSONS", via: "LEARNER", take: .min, field: "DAY", states: ["DONE"]); $0.resultType = .date },
                field("COUNTS_FROM", .computed) { $0.formula = "if(isNotNull(#{TRAINED}), greatest(#{TRAINED}, #{FROM}), null)"; $0.resultType = .date },
            ])],
            rules: [RecordRule(code: "ORDER", name: Label(vi: "Ngày thôi sau ngày giữ chức", en: "Leaves after coming"), holds: "#{UNTIL} >= #{FROM}", explanation: Label(vi: "Sửa ngày.", en: "Correct the days."))],
            access: [
                RecordAccess(roles: ["VILLAGE-REPORTER"], may: [.see, .add, .edit], isOwnOnly: false),
                RecordAccess(roles: ["COMMUNE-OFFICER"], may: [.see, .add, .edit, .export, .reveal, .tidy]),
                RecordAccess(roles: ["DEPARTMENT-OFFICER"], may: [.see]),
            ],
            list: .init(columns: ["SEX", "FROM"], filters: ["SEX", "FROM"]), duplicates: [["NAME", "FROM"]],
            privacy: .init(basis: .legalDuty, purpose: words),
            feeds: [
                Feed(dataElement: "IN-OFFICE", date: "FROM", until: "UNTIL", categories: ["SEX": "SEX"]),
                Feed(dataElement: "IN-OFFICE.TRAINED", date: "COUNTS_FROM", until: "UNTIL", categories: ["SEX": "SEX"]),
            ])
    }

    static var lessons: Register {
        Register(
            code: "LESSONS", name: words, one: words, levels: [.village, .commune], title: "{LEARNER} {DAY}",
            sections: [.init(name: words, fields: [
                field("LEARNER", .record, required: true) { $0.register = "HEADS-BOOK" }, field("DAY", .date, required: true), field("HOURS", .number) { $0.minimum = 0; $0.maximum = 40; $0.decimals = 1 },
                field("TOPICS", .many) { $0.options = [CategoryOption(code: "EID", name: Label(vi: "Định danh", en: "eID")), CategoryOption(code: "PAY", name: Label(vi: "Thanh toán", en: "Payment"))] },
            ])],
            states: [
                RecordState(code: "PLANNED", name: Label(vi: "Dự kiến", en: "Planned"), deadline: 3), RecordState(code: "DONE", name: Label(vi: "Đã học", en: "Done"), tone: .good),
                RecordState(code: "VOID", name: Label(vi: "Hủy", en: "Void"), isFinal: true, isEditable: false),
            ],
            moves: [
                RecordMove(code: "FINISH", name: Label(vi: "Hoàn thành", en: "Finish"), from: ["PLANNED"], to: "DONE", requires: ["HOURS"]),
                RecordMove(code: "CANCEL", name: Label(vi: "Hủy", en: "Cancel"), to: "VOID", note: .required),
            ],
            access: [RecordAccess(roles: everybody, may: [.see], reach: .province), RecordAccess(roles: ["COMMUNE-OFFICER"], may: [.add, .edit, .move])],
            list: .init(columns: ["DAY", "HOURS"], filters: ["DAY", "HOURS", "TOPICS"], sort: "-DAY"),
            feeds: [
                Feed(dataElement: "HOURS", how: .sum, field: "HOURS", states: ["DONE"], date: "DAY"), Feed(dataElement: "LONGEST", how: .max, field: "HOURS", states: ["DONE"], date: "DAY"),
            ])
    }

    static var pack: Pack {
        func element(_ code: String, overTime: Aggregation, overUnits: Aggregation = .sum, type: ValueType = .count) -> DataElement {
            DataElement(code: code, name: words, valueType: type, decimals: type == .number ? 1 : 0, overUnits: overUnits, overTime: overTime, categories: code.hasPrefix("IN") ? ["SEX"] : [], level: .commune)
        }
        func indicator(_ code: String, _ numerator: String, _ denominator: String? = nil) -> Indicator {
            Indicator(code: code, name: words, measure: denominator == nil ? .number : .ratio, numerator: numerator, denominator: denominator, factor: denominator == nil ? 1 : 100, unitOfMeasure: words, frequency: .month, level: .commune,
                      categories: code.hasPrefix("R-IN") ? ["SEX"] : [], source: Citation(text: words))
        }
        return Pack(
            code: "so-mau", name: words, version: "1", requires: ["muong-khen"],
            dataElements: [
                element("IN-OFFICE", overTime: .running), element("IN-OFFICE.TRAINED", overTime: .running), element("HOURS", overTime: .sum, type: .number), element("LONGEST", overTime: .max, overUnits: .max, type: .number),
            ],
            indicators: [indicator("R-IN", "#{IN-OFFICE}"), indicator("R-SHARE", "#{IN-OFFICE.TRAINED}", "#{IN-OFFICE}"), indicator("R-HOURS", "#{HOURS}"), indicator("R-LONGEST", "#{LONGEST}")],
            registers: [heads, lessons])
    }
}

extension Registers.Outcome {
    var kept: Registers.RecordReceipt? { if case .kept(let receipt) = self { receipt } else { nil } }
    var problems: [RecordProblem] { if case .stopped(let problems) = self { problems } else { [] } }
    var likely: [Registers.LikelySame] { if case .likelySame(let likely) = self { likely } else { [] } }
    var conflicts: [Registers.FieldConflict] { if case .conflicts(let conflicts) = self { conflicts } else { [] } }
}

/// Tests on an installation of the story with these registers; the log is sound at the end of each.
protocol BooksTest {}

extension BooksTest {
    func id(_ number: Int) -> String { "01900000-0000-7000-8000-" + String(repeating: "0", count: 12 - String(number).count) + String(number) }

    func withBooks(_ dialect: Dialect, _ body: (Khen, StoryClock) throws -> Void) throws {
        let clock = StoryClock()
        try withPlace(for: dialect) { place in
            let khen = try Khen(place.location, startingWith: { Story.units }, now: { clock.now })
            defer { khen.close() }
            try khen.norms.load(packs: [Story.pack, Books.pack], by: Story.administrator)
            try body(khen, clock)
            let report = try khen.log.verify(by: Story.administrator)
            #expect(report.isSound, "\(report.breaks)")
        }
    }

    func figure(_ khen: Khen, _ indicator: String, _ unit: UnitID = Story.province, _ period: String = "2026-08", _ options: Disaggregation = .total) throws -> Double? {
        try khen.indicators.figure(khen.indicators.indicator(indicator), unit: unit, period: khen.world.catalogue.periods.period(period), standing: .reported, options: options)?.value
    }

    @discardableResult
    func addHead(_ khen: Khen, _ number: Int, _ name: String, _ fields: [String: String] = [:], at unit: UnitID = Story.naLom, by person: Person = Story.dua) throws -> Registers.Outcome {
        let given = ["NAME": name, "SEX": "F", "FROM": "01/03/2026"].merging(fields) { $1 }
        return try khen.registers.add(RecordInput(given.mapValues { .text($0) }), to: "HEADS-BOOK", at: unit, id: id(number), by: person)
    }

    func addLesson(_ khen: Khen, _ number: Int, of head: Int, on day: String, hours: String = "8") throws -> RecordKey {
        let outcome = try khen.registers.add(RecordInput(["LEARNER": .text(id(head)), "DAY": .text(day), "HOURS": .text(hours)]), to: "LESSONS", at: Story.banKhen, id: id(number), by: Story.mai)
        return try #require(outcome.kept).key
    }
}
