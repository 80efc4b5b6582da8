import Domain
@testable import Operations
import Sheets
import Storage
import Testing
import TestWorld

/// Two registers of the story: village heads, and who learned what.
private enum Books {
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

private func id(_ number: Int) -> String { "01900000-0000-7000-8000-" + String(repeating: "0", count: 12 - String(number).count) + String(number) }

extension Registers.Outcome {
    fileprivate var kept: Registers.RecordReceipt? { if case .kept(let receipt) = self { receipt } else { nil } }
    fileprivate var problems: [RecordProblem] { if case .stopped(let problems) = self { problems } else { [] } }
    fileprivate var likely: [Registers.LikelySame] { if case .likelySame(let likely) = self { likely } else { [] } }
    fileprivate var conflicts: [Registers.FieldConflict] { if case .conflicts(let conflicts) = self { conflicts } else { [] } }
}

@Suite struct RegisterTests {
    private func withBooks(_ dialect: Dialect, _ body: (Khen, StoryClock) throws -> Void) throws {
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

    private func figure(_ khen: Khen, _ indicator: String, _ unit: UnitID = Story.province, _ period: String = "2026-08", _ options: Disaggregation = .total) throws -> Double? {
        try khen.indicators.figure(khen.indicators.indicator(indicator), unit: unit, period: khen.world.catalogue.periods.period(period), standing: .reported, options: options)?.value
    }

    @discardableResult
    private func addHead(_ khen: Khen, _ number: Int, _ name: String, _ fields: [String: String] = [:], at unit: UnitID = Story.naLom, by person: Person = Story.dua) throws -> Registers.Outcome {
        let given = ["NAME": name, "SEX": "F", "FROM": "01/03/2026"].merging(fields) { $1 }
        return try khen.registers.add(RecordInput(given.mapValues { .text($0) }), to: "HEADS-BOOK", at: unit, id: id(number), by: person)
    }

    private func addLesson(_ khen: Khen, _ number: Int, of head: Int, on day: String, hours: String = "8") throws -> RecordKey {
        let outcome = try khen.registers.add(RecordInput(["LEARNER": .text(id(head)), "DAY": .text(day), "HOURS": .text(hours)]), to: "LESSONS", at: Story.banKhen, id: id(number), by: Story.mai)
        return try #require(outcome.kept).key
    }

    @Test(arguments: Dialect.allCases) func `a record added, changed and moved is a figure changed at once`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            #expect(try figure(khen, "R-IN") == nil)
            let kept = try #require(try addHead(khen, 1, "Vàng Thị Dua").kept)
            #expect(kept.number == "TB-91001-001-2026-001" && kept.receipt.number.hasPrefix("91-"))
            #expect(try figure(khen, "R-IN") == 1)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-02") == 0)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-03") == 1)
            #expect(try figure(khen, "R-IN", Story.sinThau) == 0)
            try addHead(khen, 2, "Lò Văn Pản", ["SEX": "M", "FROM": "2026-05-10"], at: Story.hinPhon, by: Story.say)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-04") == 1)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-Q2") == 2)
            #expect(try figure(khen, "R-IN", Story.banKhen, "2026-08", Disaggregation(["F"])) == 1)
            #expect(try figure(khen, "R-SHARE") == 0)
            let heads = try khen.indicators.indicator("R-IN")
            #expect(khen.indicators.latest(heads, unit: Story.province)?.mark == .registered && khen.indicators.latest(heads, unit: Story.province)?.period.id == "2026-08")
            #expect(khen.indicators.series(heads, unit: Story.banKhen).map(\.value) == [1, 1, 2, 2, 2, 2])
            // The course counts once it is held, from its day on, and no longer once it is void.
            let lesson = try addLesson(khen, 11, of: 1, on: "20/07/2026")
            #expect(try figure(khen, "R-SHARE") == 0)
            #expect(try khen.registers.move(lesson, "FINISH", from: "PLANNED", by: Story.mai).kept != nil)
            #expect(try figure(khen, "R-SHARE") == 50)
            #expect(try figure(khen, "R-SHARE", Story.banKhen, "2026-06") == 0)
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 8)
            let second = try addLesson(khen, 12, of: 1, on: "02/07/2026", hours: "12,5")
            #expect(try khen.registers.move(second, "FINISH", by: Story.mai).kept != nil)
            #expect(try figure(khen, "R-LONGEST", Story.province, "2026-07") == 12.5)
            let head = try khen.registers.sheet(RecordKey("HEADS-BOOK", id(1)), by: Story.mai)
            #expect(head.record.derived.text("COURSES") == "2" && head.record.derived.text("TRAINED") == "2026-07-02")
            #expect(try khen.registers.move(second, "CANCEL", note: "Ghi nhầm", by: Story.mai).kept != nil)
            #expect(try figure(khen, "R-LONGEST", Story.province, "2026-07") == 8)
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 8)
            #expect(try khen.registers.sheet(RecordKey("HEADS-BOOK", id(1)), by: Story.mai).record.derived.text("TRAINED") == "2026-07-20")
            // Leaving office takes the head out of both sides of the share.
            #expect(try khen.registers.change(RecordKey("HEADS-BOOK", id(1)), RecordInput(["UNTIL": .text("15/08/2026"), "WHY": .text("Hết nhiệm kỳ")]), by: Story.dua).kept != nil)
            #expect(try figure(khen, "R-IN") == 1 && figure(khen, "R-SHARE") == 0)
            #expect(try figure(khen, "R-IN", Story.province, "2026-07") == 2)
        }
    }

    @Test(arguments: Dialect.allCases) func `what breaks a rule is refused with place and remedy, and nothing is kept`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let wrong = try addHead(khen, 1, "", ["SEX": "Nữ giới", "FROM": "31/02/2026", "PHONE": "12345", "IDENTITY": "0123"])
            #expect(Set(wrong.problems.flatMap(\.fields)) == ["NAME", "SEX", "FROM", "PHONE", "IDENTITY"])
            #expect(wrong.problems.allSatisfy { !$0.reason.vi.isEmpty && !$0.remedy.en.isEmpty })
            #expect(try addHead(khen, 1, "Vàng Thị Dua", ["UNTIL": "01/01/2026"]).problems.map(\.rule).contains("ORDER"))
            #expect(try addHead(khen, 1, "Vàng Thị Dua", ["UNTIL": "01/01/2027"]).problems.flatMap(\.fields) == ["WHY"])
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.mai).total == 0)
            #expect(throws: Rejected.self) { try khen.registers.add(RecordInput(["NAME": .text("A")]), to: "HEADS-BOOK", at: Story.naLom, id: "abc", by: Story.dua) }
            for (number, name) in ["Y'Blun", "H'Hen Niê", "Páo", "ꪎꪱꪣ ꪵꪕ", "ꨌꩌ"].enumerated() {
                let kept = try #require(try addHead(khen, 10 + number, name).kept)
                #expect(try khen.registers.sheet(kept.key, by: .operatorAtCommandLine(account: "test")).record.title == name)
                #expect(try khen.registers.find(RecordQuery(text: name), in: "HEADS-BOOK", by: Story.mai).records.map(\.key) == [kept.key], "\(name)")
            }
            #expect(try addHead(khen, 20, "Lò Thị Mai", ["IDENTITY": "011190012345", "PHONE": "+84 912 345 678"]).kept != nil)
            #expect(try addHead(khen, 21, "Lò Thị Hai", ["IDENTITY": "011 190 012 345"]).problems.flatMap(\.fields) == ["IDENTITY"])
            #expect(try addHead(khen, 22, "lò thi mai").likely.map(\.key.id) == [id(20)])
            #expect(try khen.registers.add(RecordInput(["NAME": .text("Lò Thị Mai"), "SEX": .text("Nữ"), "FROM": .text("2026-03-01")]), to: "HEADS-BOOK", at: Story.naLom, id: id(23), isNew: true, by: Story.dua).kept?.number == "TB-91001-001-2026-007")
        }
    }

    @Test(arguments: Dialect.allCases) func `what a move requires is filled in with the move, of many records once for all`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            let lessons = try (11...13).map { try addLesson(khen, $0, of: 1, on: "0\($0 - 9)/07/2026", hours: $0 == 13 ? "5" : "") }, hours = RecordInput(["HOURS": .text("7,5")])
            #expect(try khen.registers.move(lessons[0], "FINISH", by: Story.mai).problems.map(\.fields) == [["HOURS"]])
            #expect(try !khen.registers.move(lessons[0], "FINISH", filling: RecordInput(["HOURS": .text("nhiều")]), by: Story.mai).problems.isEmpty)
            #expect(throws: Rejected.self) { try khen.registers.move(lessons[0], "FINISH", filling: RecordInput(["DAY": .text("01/07/2026")]), by: Story.mai) }
            #expect(try khen.registers.move(lessons[0], "FINISH", filling: hours, by: Story.mai).kept != nil)
            let left = lessons.dropFirst().map(\.id), record = { try khen.registers.sheet($0, by: Story.mai).record }
            #expect(try khen.registers.preview("FINISH", of: left, in: "LESSONS", note: nil, by: Story.mai).ready == 1)
            #expect(try khen.registers.preview("FINISH", of: left, in: "LESSONS", note: nil, filling: hours, by: Story.mai).ready == 2)
            #expect(try khen.registers.move("FINISH", of: left, in: "LESSONS", note: nil, filling: hours, by: Story.mai).ready == 2)
            // Those that had hours of their own keep them.
            #expect(try lessons.map { try record($0).body.text("HOURS") } == ["7.5", "7.5", "5"])
            #expect(try lessons.allSatisfy { try record($0).state == "DONE" })
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 20)
        }
    }

    @Test(arguments: Dialect.allCases) func `a step tells those above who hold a role, and where nobody does all beneath who see the record`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let people = try Story.addPeople(["lom.noi", "so.lan", "thau.pao"], to: khen, withPasswords: false)
            func told(_ name: String) throws -> Int { try khen.notices.list(of: #require(people[name]).id).count { $0.kind == .recordMoved } }
            var pack = Books.pack
            pack.version = "2"
            pack.registers[1].moves[0].notify = [.role("village-reporter"), .role("commune-officer"), .role("department")]
            pack.registers[1].access.append(RecordAccess(roles: ["village-reporter"], may: [.see], reach: .province))
            try khen.norms.load(packs: [pack], by: Story.administrator)
            try addHead(khen, 1, "Vàng Thị Dua")
            // At the commune: its village hears of it, the department above it, too; the other commune's officer is neither above nor beneath.
            try khen.registers.move(addLesson(khen, 11, of: 1, on: "01/07/2026"), "FINISH", by: Story.mai)
            #expect(try told("lom.noi") == 1 && told("so.lan") == 1 && told("thau.pao") == 0)
            // Those who may not see it are not told.
            pack.version = "3"
            pack.registers[1].access.removeLast()
            try khen.norms.load(packs: [pack], by: Story.administrator)
            try khen.registers.move(addLesson(khen, 12, of: 1, on: "02/07/2026"), "FINISH", by: Story.mai)
            #expect(try told("lom.noi") == 1 && told("so.lan") == 2)
        }
    }

    @Test(arguments: Dialect.allCases) func `a record is added for each of many, once however often they are sent, and what cannot be added is told by line`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            for (number, unit) in [(1, Story.naLom), (2, Story.naLom), (3, Story.naLom)] { try addHead(khen, number, "Người số \(number)", at: unit) }
            let picked = [id(1), id(2)], common = RecordInput(["DAY": .text("01/07/2026"), "HOURS": .text("8")])
            let first = try khen.registers.addMany(picked, named: "LEARNER", with: common, to: "LESSONS", batch: "b1", by: Story.mai)
            #expect(first.kept == 2 && first.problems.isEmpty)
            #expect(try khen.registers.addMany(picked, named: "LEARNER", with: common, to: "LESSONS", batch: "b1", by: Story.mai).kept == 2)
            let found = try khen.registers.find(RecordQuery(), in: "LESSONS", by: Story.mai)
            #expect(found.total == 2 && Set(found.records.map(\.unit)) == [Story.naLom])
            #expect(try khen.registers.named(in: "LEARNER", of: "LESSONS", with: ("LEARNER", id(1)), by: Story.mai) == [id(1)])
            let third = try khen.registers.addMany([id(3), id(99)], named: "LEARNER", with: common, to: "LESSONS", batch: "b2", by: Story.mai)
            #expect(third.kept == 1 && third.problems.keys.sorted() == [id(99)] && third.problems[id(99)]?.first?.fields == ["LEARNER"])
            let wrong = try khen.registers.addMany([id(3)], named: "LEARNER", with: RecordInput(["DAY": .text("31/02/2026")]), to: "LESSONS", batch: "b3", by: Story.mai)
            #expect(wrong.kept == 0 && wrong.problems[id(3)]?.first?.fields == ["DAY"])
            #expect(throws: Rejected.self) { try khen.registers.addMany([], named: "LEARNER", with: common, to: "LESSONS", batch: "b4", by: Story.mai) }
            #expect(throws: NotFound.self) { try khen.registers.addMany(picked, named: "DAY", with: common, to: "LESSONS", batch: "b5", by: Story.mai) }
        }
    }

    @Test(arguments: Dialect.allCases) func `the records of a figure are those that it counts, no more and no less`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            try addHead(khen, 2, "Lò Văn Pản", ["SEX": "M", "FROM": "2026-05-10"], at: Story.hinPhon, by: Story.say)
            try addHead(khen, 3, "Cà Thị Bun", ["FROM": "2026-01-05", "UNTIL": "2026-06-01", "WHY": "Hết nhiệm kỳ"])
            for (number, head) in [(11, 1), (12, 3)] { try khen.registers.move(addLesson(khen, number, of: head, on: "20/07/2026"), "FINISH", by: Story.mai) }
            let all = Person.operatorAtCommandLine(account: "test")
            func counted(_ element: String, _ period: String, _ register: String = "HEADS-BOOK", at unit: UnitID? = Story.province, _ options: Disaggregation = .total, by person: Person = all) throws -> Set<String> {
                let figure = FedFigure(element: element, period: try khen.world.catalogue.periods.period(period), unit: unit, options: options)
                return Set(try khen.registers.find(RecordQuery(figure: figure), in: register, by: person).records.map(\.key.id))
            }
            // One left in June, another came in May; the figure and its records agree in every month.
            for (period, ids) in [("2026-01", [3]), ("2026-03", [1, 3]), ("2026-05", [1, 2, 3]), ("2026-06", [1, 2]), ("2026-08", [1, 2])] {
                #expect(try counted("IN-OFFICE", period) == Set(ids.map(id)), "\(period)")
                #expect(try figure(khen, "R-IN", Story.province, period) == Double(ids.count), "\(period)")
            }
            #expect(try counted("IN-OFFICE", "2026-08", at: Story.sinThau) == [] && counted("IN-OFFICE", "2026-05", "HEADS-BOOK", at: Story.province, Disaggregation(["F"])) == [id(1), id(3)])
            #expect(try counted("HOURS", "2026-07", "LESSONS") == [id(11), id(12)] && counted("HOURS", "2026-06", "LESSONS") == [] && counted("LONGEST", "2026-Q3", "LESSONS") == [id(11), id(12)])
            // Nobody sees more of them than of the register.
            #expect(try counted("IN-OFFICE", "2026-08", by: Story.mai) == counted("IN-OFFICE", "2026-08", at: Story.banKhen))
            #expect(throws: Rejected.self) { try counted("HOURS", "2026-07") }
        }
    }

    @Test(arguments: Dialect.allCases) func `two people at one record: what does not clash is kept, what clashes shows both, a move is made once`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let added = try #require(try addHead(khen, 1, "Vàng Thị Dua").kept), key = added.key
            #expect(try khen.registers.change(key, RecordInput(["PHONE": .text("0912345678")]), seen: added.receipt.seq, by: Story.mai).kept != nil)
            #expect(try khen.registers.change(key, RecordInput(["FROM": .text("02/03/2026")]), seen: added.receipt.seq, by: Story.dua).kept != nil)
            // What was left as it was when somebody began does not undo what another has done since.
            #expect(try khen.registers.change(key, RecordInput(["NAME": .text("Vàng Thị Dua"), "PHONE": .text(""), "SEX": .text("F")]), seen: added.receipt.seq, by: Story.dua).kept != nil)
            #expect(try khen.registers.sheet(key, by: Story.mai).record.body.text("PHONE") == "0912345678")
            let clash = try khen.registers.change(key, RecordInput(["PHONE": .text("0987654321")]), seen: added.receipt.seq, by: Story.dua)
            #expect(clash.conflicts.map(\.field) == ["PHONE"] && clash.conflicts.first?.theirs == .text("0912***678") && clash.conflicts.first?.theirName == "lo.thi.mai")
            #expect(try addHead(khen, 1, "Vàng Thị Dua").kept?.receipt.isRepeated == true)
            let lesson = try addLesson(khen, 11, of: 1, on: "20/07/2026")
            #expect(try khen.registers.move(lesson, "FINISH", from: "PLANNED", by: Story.mai).kept != nil)
            #expect(throws: Conflict.self) { try khen.registers.move(lesson, "FINISH", from: "PLANNED", by: Story.mai) }
            #expect(try khen.registers.move(lesson, "CANCEL", by: Story.mai).problems.flatMap(\.fields) == ["note"])
        }
    }

    @Test(arguments: Dialect.allCases) func `everyone sees and does what the register says, and what is out of reach is not there`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let key = try #require(try addHead(khen, 1, "Vàng Thị Dua", ["PHONE": "0912345678"]).kept).key
            #expect(throws: NotFound.self) { try khen.registers.sheet(key, by: Story.say) }
            #expect(throws: NotFound.self) { try khen.registers.sheet(key, by: Story.xuan) }
            #expect(throws: NotFound.self) { try khen.registers.sheet(key, by: .visitor) }
            #expect(throws: NotAllowed.self) { try khen.registers.change(key, RecordInput(["NAME": .text("Khác")]), by: Story.hanh) }
            #expect(throws: NotAllowed.self) { try addHead(khen, 2, "Người khác", at: Story.hinPhon) }
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.say).total == 0)
            let seen = try khen.registers.sheet(key, by: Story.hanh)
            #expect(seen.cells["PHONE"]?.words.vi == "0912***678" && seen.cells["PHONE"]?.isMasked == true && seen.title == "V*** T*** D***" && !seen.mayEdit)
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.hanh).records.map(\.title) == ["V*** T*** D***"])
        }
    }

    @Test(arguments: Dialect.allCases) func `filters, words and order tell of masked fields only where they may be revealed`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            var pack = Books.pack
            pack.version = "2"
            pack.registers[0].sections[0].fields.append(Books.field("GROUP", .choice) { field in
                field.options = ["A", "B"].map { CategoryOption(code: $0, name: Books.words) }
                field.sensitivity = .sensitive
            })
            pack.registers[0].list.filters.append("GROUP")
            // Village reporters see the whole province, and have unmasked what they added themselves.
            pack.registers[0].access[0].reach = .province
            pack.registers[0].access.append(RecordAccess(roles: ["VILLAGE-REPORTER"], may: [.see, .reveal], isOwnOnly: true))
            try khen.norms.load(packs: [pack], by: Story.administrator)
            let names = ["Vàng Thị Dua", "Lò Văn Ái", "Cà Thị Bun", "Đèo Văn Ân"]
            for (number, name) in names.enumerated() {
                try addHead(khen, number, name, ["GROUP": number < 3 ? "A" : "B"], by: number % 2 == 0 ? Story.dua : .operatorAtCommandLine(account: "test"))
            }
            func numbers(_ query: RecordQuery, by person: Person = Story.dua) throws -> [Int] {
                try khen.registers.find(query, in: "HEADS-BOOK", by: person).records.compactMap { row in names.indices.first { id($0) == row.key.id } }
            }
            let group = RecordQuery(conditions: ["GROUP": .any(["A"])], order: .title)
            #expect(try numbers(RecordQuery()).count == 4)
            #expect(try numbers(group) == [2, 0] && numbers(group, by: Story.mai) == [2, 1, 0])
            #expect(try numbers(RecordQuery(text: "thi")).sorted() == [0, 2] && numbers(RecordQuery(text: "lo")).isEmpty && numbers(RecordQuery(text: "lo"), by: Story.mai) == [1])
            // What may not be revealed comes last, in the order of its making.
            #expect(try numbers(RecordQuery(order: .title)) == [2, 0, 1, 3] && numbers(RecordQuery(order: .title), by: Story.mai) == [2, 3, 1, 0])
            #expect(try numbers(RecordQuery(order: .title), by: Story.hanh) == [0, 1, 2, 3])
            #expect(throws: Rejected.self) { try numbers(group, by: Story.hanh) }
            // A number is no secret.
            let number = try khen.registers.sheet(RecordKey("HEADS-BOOK", id(1)), by: Story.dua).record.number
            #expect(try numbers(RecordQuery(text: number)) == [1])
        }
    }

    @Test(arguments: Dialect.allCases) func `likely duplicates, conflicts and receipts tell nothing masked`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let added = try #require(try addHead(khen, 1, "Vàng Thị Dua", by: Story.mai).kept)
            #expect(added.title == "V*** T*** D***" && added.number != nil)
            #expect(try addHead(khen, 2, "Vàng Thị Dua").likely.map(\.title) == ["V*** T*** D***"])
            try khen.registers.change(added.key, RecordInput(["PHONE": .text("0912345678")]), by: Story.mai)
            let clash = try khen.registers.change(added.key, RecordInput(["PHONE": .text("0987654321")]), seen: added.receipt.seq, by: Story.dua).conflicts
            #expect(clash.first?.mine == .text("0987654321") && clash.first?.theirs == .text("0912***678"))
            let csv = "NAME,SEX,FROM\nVàng Thị Dua,F,01/03/2026\n"
            let refused = try khen.registers.importFile(ByteSource(bytes: Array(csv.utf8), name: "a.csv"), into: "HEADS-BOOK", options: .init(), by: Story.dua)
            #expect(refused.refused == 1 && refused.problems.allSatisfy { !$0.reason.vi.contains("Vàng") && !$0.reason.vi.contains("Dua") })
        }
    }

    @Test(arguments: Dialect.allCases) func `five thousand rows of which 37 are bad: the bad ones are named, and the good ones kept when asked`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            var csv = "NAME,SEX,FROM,PHONE,UNIT,Ghi chú riêng\n"
            for row in 1...5000 {
                let isBad = row % 135 == 0
                csv += "Người \(row),\(row % 2 == 0 ? "Nữ" : "M"),\(isBad ? "30/02/2026" : "0\(row % 9 + 1)/0\(row % 6 + 1)/2026"),,\(row % 2 == 0 ? "91001-001" : "Bản Hin Phon"),x\n"
            }
            let file = try ByteSource(bytes: Array(csv.utf8), name: "truong-ban.csv")
            var options = Registers.ImportOptions()
            options.keepsLikelySame = true
            var bad: [Int] = []
            let refused = try khen.registers.importFile(file, into: "HEADS-BOOK", options: options, by: Story.mai) { line, header, row, reason in
                bad.append(line)
                #expect(row.count == header.count && row[2] == "30/02/2026" && !reason.vi.isEmpty)
            }
            #expect(refused.problems.count == 37 && refused.problems.allSatisfy { $0.column == "FROM" && !$0.remedy.vi.isEmpty && !$0.remedy.en.isEmpty })
            #expect(refused.refused == 37 && refused.rows == 5000 && refused.receipts.isEmpty && refused.ignored == ["Ghi chú riêng"])
            #expect(bad == (1...37).map { $0 * 135 + 1 } && refused.problems.first?.column == "FROM" && refused.problems.first?.value == "30/02/2026")
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.mai).total == 0)
            options.isPartial = true
            let kept = try khen.registers.importFile(file, into: "HEADS-BOOK", options: options, by: Story.mai)
            #expect(kept.added == 4963 && kept.receipts.count == 1)
            #expect(try khen.registers.find(RecordQuery(unit: Story.hinPhon), in: "HEADS-BOOK", by: Story.mai).total == 2481)
            #expect(try figure(khen, "R-IN") == 4963)
            #expect(throws: NotFound.self) { try khen.registers.importFile(file, into: "HEADS-BOOK", options: options, by: .visitor) }
            #expect(try khen.registers.importFile(file, into: "HEADS-BOOK", options: options, by: Story.dua).added == 2482)
        }
    }

    @Test(arguments: Dialect.allCases) func `others write while a file is checked, and what they wrote is taken into account`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let csv = "NAME,SEX,FROM,IDENTITY\n" + (1...40).map { "Người \($0),F,01/03/2026,0111900\($0 + 12300)\n" }.joined()
            var options = Registers.ImportOptions()
            (options.unit, options.isPartial) = (Story.naLom, true)
            let report = try khen.registers.importFile(ByteSource(bytes: Array(csv.utf8), name: "a.csv"), into: "HEADS-BOOK", options: options, by: Story.mai, checked: {
                // Somebody else adds the person of the seventh row between check and writing.
                do { try addHead(khen, 1, "Lò Thị Mai", ["IDENTITY": "011190012307"]) } catch { Issue.record(error) }
            })
            #expect(report.added == 39 && report.refused == 1 && report.problems.map(\.line) == [8] && report.problems.first?.column == "IDENTITY")
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.mai).total == 40 && figure(khen, "R-IN") == 40)
        }
    }

    @Test(arguments: Dialect.allCases) func `what is exported comes back unchanged, and personal data leave for a purpose only`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua", ["PHONE": "0912345678"])
            #expect(throws: NotAllowed.self) { try khen.registers.export(RecordQuery(), of: "HEADS-BOOK", by: Story.hanh) }
            #expect(try khen.registers.export(RecordQuery(), of: "HEADS-BOOK", by: Story.mai).cells[id(1)]?["PHONE"]?.words.vi == "0912***678")
            #expect(throws: Rejected.self) { try khen.registers.export(RecordQuery(), of: "HEADS-BOOK", revealingFor: "x", by: Story.mai) }
            let open = try khen.registers.export(RecordQuery(), of: "HEADS-BOOK", revealingFor: "Mời họp tổng kết năm", by: Story.mai)
            #expect(open.cells[id(1)]?["PHONE"]?.value == .text("0912345678"))
            let report = try khen.registers.accessReport(RecordKey("HEADS-BOOK", id(1)), by: Story.mai)
            #expect(report.lines.map(\.kind) == [.recordsExported, .recordsExported, .recordAdded] && report.lines[0].purpose == "Mời họp tổng kết năm")
            let csv = "ID,NAME,SEX,FROM\n\(id(1)),Vàng Thị Dua,F,2026-03-01\n"
            let again = try khen.registers.importFile(ByteSource(bytes: Array(csv.utf8), name: "a.csv"), into: "HEADS-BOOK", options: .init(), by: Story.mai)
            #expect(again.unchanged == 1 && again.receipts.isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func `a look at personal data says why, and what is erased cannot be found again though the log stays sound`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let key = try #require(try addHead(khen, 1, "Vàng Thị Dua", ["PHONE": "0912345678", "IDENTITY": "011190012345"]).kept).key
            try khen.registers.comment("Đã gọi điện cho bà Dua", on: key, by: Story.mai)
            #expect(throws: NotAllowed.self) { try khen.registers.reveal(key, for: "Xem cho biết", by: Story.hanh) }
            #expect(throws: Rejected.self) { try khen.registers.reveal(key, for: " ", by: Story.mai) }
            let shown = try khen.registers.reveal(key, for: "Liên hệ mời tập huấn", by: Story.mai)
            #expect(shown.sheet.cells["IDENTITY"]?.words.vi == "011190012345" && shown.receipt.number.hasPrefix("91-"))
            try khen.registers.recordConsent(true, note: "Phiếu ký ngày 05/8/2026", on: key, by: Story.mai)
            #expect(try khen.registers.accessReport(key, by: Story.mai).consents.map(\.isGiven) == [true])
            #expect(throws: NotAllowed.self) { try khen.registers.erase(key, because: "Theo yêu cầu", by: Story.dua) }
            try khen.registers.erase(key, because: "Theo yêu cầu của người dân", by: Story.mai)
            let kept = try khen.database.read { tx in
                try tx.rows("SELECT body FROM record UNION ALL SELECT body FROM record_version UNION ALL SELECT words FROM record_comment UNION ALL SELECT title FROM record UNION ALL SELECT value FROM record_key").compactMap { $0.optionalText(0) }
            }
            #expect(!kept.contains { $0.contains("Dua") || $0.contains("0912345678") || $0.contains("011190012345") })
            #expect(try figure(khen, "R-IN") == 1)
            #expect(try khen.registers.find(RecordQuery(), in: "HEADS-BOOK", by: Story.mai).total == 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `two records of one person become one, and what named the other names it`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            try addHead(khen, 2, "Vàng Thị Rua", ["PHONE": "0912345678"])
            for (number, head) in [(11, 1), (12, 2)] { try khen.registers.move(addLesson(khen, number, of: head, on: "0\(number - 9)/07/2026"), "FINISH", by: Story.mai) }
            let key = RecordKey("HEADS-BOOK", id(1)), pair = try khen.registers.pair(key, with: id(2), by: Story.mai)
            #expect(pair.differing == ["NAME"] && pair.named == 1 && pair.joined.text("PHONE") == "0912345678")
            #expect(throws: NotAllowed.self) { try khen.registers.merge(key, with: id(2), by: Story.dua) }
            try khen.registers.merge(key, with: id(2), by: Story.mai)
            let joined = try khen.registers.sheet(key, by: Story.mai)
            #expect(joined.record.derived.text("COURSES") == "2" && joined.record.body.text("PHONE") == "0912345678")
            #expect(try figure(khen, "R-IN") == 1 && figure(khen, "R-SHARE") == 100)
            #expect(throws: Rejected.self) { try khen.registers.remove(key, because: "Ghi nhầm", by: Story.mai) }
            let preview = try khen.registers.preview("CANCEL", of: [id(11), id(12)], in: "LESSONS", note: nil, by: Story.mai)
            #expect(preview.ready == 0)
            #expect(try khen.registers.move("CANCEL", of: [id(11), id(12)], in: "LESSONS", note: "Lớp không tổ chức", by: Story.mai).ready == 2)
            #expect(try figure(khen, "R-SHARE") == 0)
        }
    }

    @Test(arguments: Dialect.allCases) func `attendance is filled in for a whole list, and a line that cannot be kept does not keep the others from it`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            for number in 11...13 { _ = try addLesson(khen, number, of: 1, on: "0\(number - 10)/07/2026") }
            let lines = [(11, "4"), (12, "900"), (13, "2,5")].map { Registers.SheetLine(id: id($0.0), seen: nil, fields: ["HOURS": .text($0.1)]) }
            let outcome = try khen.registers.fill(lines, in: "LESSONS", by: Story.mai)
            #expect(outcome.kept == 2 && outcome.problems.keys.sorted() == [id(12)] && outcome.receipt != nil)
        }
    }

    @Test(arguments: Dialect.allCases) func `a move follows by itself from what was written, for those who may make it`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            var pack = Books.pack
            pack.version = "2"
            pack.registers[1].moves[0].follows = "#{HOURS} >= 10"
            pack.registers[1].access.append(RecordAccess(roles: ["VILLAGE-REPORTER"], may: [.edit], reach: .province))
            try khen.norms.load(packs: [pack], by: Story.administrator)
            try addHead(khen, 1, "Vàng Thị Dua")
            let lessons = try (11...13).map { try addLesson(khen, $0, of: 1, on: "0\($0 - 10)/07/2026") }
            func state(_ key: RecordKey) throws -> String { try khen.registers.sheet(key, by: Story.mai).record.state }

            try khen.registers.change(lessons[0], RecordInput(["HOURS": .text("9")]), by: Story.mai)
            #expect(try state(lessons[0]) == "PLANNED")
            try khen.registers.change(lessons[0], RecordInput(["HOURS": .text("12")]), by: Story.mai)
            #expect(try state(lessons[0]) == "DONE" && figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 12)

            let lines = lessons[1...].map { Registers.SheetLine(id: $0.id, seen: nil, fields: ["HOURS": .text($0.id.hasSuffix("12") ? "10" : "3")]) }
            #expect(try khen.registers.fill(lines, in: "LESSONS", by: Story.mai).kept == 2)
            #expect(try lessons[1...].map(state) == ["DONE", "PLANNED"] && figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 22)

            // Whoever may write but not make the move leaves the record where it is.
            try khen.registers.change(lessons[2], RecordInput(["HOURS": .text("20")]), by: Story.dua)
            #expect(try state(lessons[2]) == "PLANNED" && figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 22)

            // So it does with rows of a file, for those who may make the move.
            let csv = "ID,LEARNER,DAY,HOURS,UNIT\n\(lessons[2].id),\(id(1)),03/07/2026,30,\n,\(id(1)),05/07/2026,12,91001\n,\(id(1)),06/07/2026,2,91001\n"
            let report = try khen.registers.importFile(ByteSource(bytes: Array(csv.utf8), name: "a.csv"), into: "LESSONS", options: .init(), by: Story.mai)
            #expect(report.added == 2 && report.changed == 1 && report.receipts.count == 1, "\(report.problems)")
            #expect(try state(lessons[2]) == "DONE" && figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 64)
            #expect(try khen.registers.find(RecordQuery(states: ["PLANNED"]), in: "LESSONS", by: Story.mai).total == 1)

            // One that is added so is there at once.
            #expect(try state(addLesson(khen, 14, of: 1, on: "04/07/2026", hours: "11")) == "DONE")
        }
    }

    @Test(arguments: Dialect.allCases) func `somebody's filters are theirs alone, and a name is used once`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            let registers = khen.registers
            try registers.saveFilter("  Nữ   trưởng bản ", query: "SEX=F", of: "HEADS-BOOK", by: Story.mai)
            try registers.saveFilter("Ấp", query: "SEX=M", of: "HEADS-BOOK", by: Story.mai)
            #expect(try registers.savedFilters(of: "HEADS-BOOK", by: Story.mai).map(\.name) == ["Ấp", "Nữ trưởng bản"])
            try registers.saveFilter("Nữ trưởng bản", query: "SEX=F&unit=91001", of: "HEADS-BOOK", by: Story.mai)
            let saved = try registers.savedFilters(of: "HEADS-BOOK", by: Story.mai)
            #expect(saved.map(\.query) == ["SEX=M", "SEX=F&unit=91001"])
            #expect(try registers.savedFilters(of: "HEADS-BOOK", by: Story.dua).isEmpty && registers.savedFilters(of: "LESSONS", by: Story.mai).isEmpty)
            #expect(throws: NotFound.self) { try registers.removeFilter(saved[0].id, of: "HEADS-BOOK", by: Story.dua) }
            #expect(throws: NotFound.self) { try registers.saveFilter("Của tôi", query: "SEX=F", of: "HEADS-BOOK", by: .visitor) }
            for (name, query) in [("", "SEX=F"), ("Trống", ""), (String(repeating: "a", count: 61), "SEX=F")] { #expect(throws: Rejected.self) { try registers.saveFilter(name, query: query, of: "HEADS-BOOK", by: Story.mai) } }
            try registers.removeFilter(saved[0].id, of: "HEADS-BOOK", by: Story.mai)
            for number in 2...Registers.mostFilters { try registers.saveFilter("Bộ lọc \(number)", query: "SEX=F", of: "HEADS-BOOK", by: Story.mai) }
            #expect(throws: Rejected.self) { try registers.saveFilter("Một nữa", query: "SEX=F", of: "HEADS-BOOK", by: Story.mai) }
        }
    }

    @Test(arguments: Dialect.allCases) func `a register that is declared otherwise says first what would not fit, keeps old records, and counts anew`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            try addHead(khen, 1, "Vàng Thị Dua")
            let lesson = try addLesson(khen, 11, of: 1, on: "01/07/2026", hours: "30")
            try khen.registers.move(lesson, "FINISH", by: Story.mai)
            var pack = Books.pack
            pack.version = "2"
            pack.registers[1].sections[0].fields[2].maximum = 20
            pack.registers[1].feeds[0].states = ["PLANNED"]
            pack.registers[0].sections[0].fields.append(Books.field("SCHOOL", .text, required: true))
            let careless = try khen.norms.load(packs: [pack], dryRun: true, by: Story.administrator)
            #expect(careless.fits.map(\.register) == ["HEADS-BOOK", "HEADS-BOOK", "LESSONS", "LESSONS"] && careless.fits.count { $0.remedy.en == "Raise “version” to 2." } == 2)
            for index in 0...1 { pack.registers[index].version = 2 }
            let preview = try khen.norms.load(packs: [pack], dryRun: true, by: Story.administrator)
            #expect(preview.fits.map(\.register) == ["HEADS-BOOK", "LESSONS"] && preview.fits.allSatisfy { !$0.isBlocking && $0.records == 1 })
            try khen.norms.load(packs: [pack], by: Story.administrator)
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 0)
            #expect(try khen.registers.count(onlyLooks: true, by: .operatorAtCommandLine(account: "test")).differing == 0)
            #expect(try khen.registers.sheet(lesson, by: Story.mai).record.body.text("HOURS") == "30")
            // An option that is chosen somewhere cannot go, nor a state that something is in.
            try khen.registers.change(lesson, RecordInput(["HOURS": .text("8"), "TOPICS": .list(["EID"])]), by: Story.mai)
            var narrower = pack
            narrower.registers[1].sections[0].fields[3].options.removeFirst()
            #expect(try khen.norms.load(packs: [narrower], dryRun: true, by: Story.administrator).fits.contains { $0.isBlocking && $0.register == "LESSONS" })
            #expect(throws: Rejected.self) { try khen.norms.load(packs: [narrower], by: Story.administrator) }
            pack.registers[1].states.removeAll { $0.code == "DONE" }
            pack.registers[1].moves.removeAll { $0.to == "DONE" }
            #expect(throws: Rejected.self) { try khen.norms.load(packs: [pack], by: Story.administrator) }
        }
    }

    @Test(arguments: Dialect.allCases) func `what a register declares anew is worked out for the records that are there, and nothing else of them`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, _ in
            var pack = Books.pack
            pack.version = "2"
            pack.registers[1].sections[0].fields.append(Books.field("FIRST_NAME", .computed) { $0.formula = "#{LEARNER.NAME}"; $0.resultType = .text })
            try khen.norms.load(packs: [pack], by: Story.administrator)
            try addHead(khen, 1, "Vàng Thị Dua")
            let lesson = try addLesson(khen, 11, of: 1, on: "01/07/2026"), head = RecordKey("HEADS-BOOK", id(1))
            try khen.registers.move(lesson, "FINISH", by: Story.mai)
            try khen.registers.change(head, RecordInput(["NAME": .text("Vàng Thị Dua Mới")]), by: Story.dua)
            // A field of its own, one that rests on it in another register, a title, and a feed that asks for it.
            pack.version = "3"
            pack.registers[0].sections[0].fields.append(Books.field("SINCE", .computed) { $0.formula = "#{FROM}"; $0.resultType = .date })
            pack.registers[1].sections[0].fields.append(Books.field("HEAD_SINCE", .computed) { $0.formula = "#{LEARNER.SINCE}"; $0.resultType = .date })
            pack.registers[1].title = "{DAY}: {HEAD_SINCE}"
            pack.registers[1].feeds[0].when = "isNotNull(#{HEAD_SINCE})"
            #expect(try khen.norms.load(packs: [pack], dryRun: true, by: Story.administrator).refitted == ["HEADS-BOOK": 1, "LESSONS": 1])
            #expect(try khen.registers.sheet(lesson, by: Story.mai).record.body["HEAD_SINCE"] == nil)
            #expect(try khen.norms.load(packs: [pack], by: Story.administrator).refitted == ["HEADS-BOOK": 1, "LESSONS": 1])
            let record = try khen.registers.sheet(lesson, by: Story.mai).record
            #expect(record.body.text("HEAD_SINCE") == "2026-03-01" && record.title == "01/07/2026: 01/03/2026" && record.state == "DONE")
            #expect(record.body.text("FIRST_NAME") == "Vàng Thị Dua", "a formula that stays is not worked out again")
            #expect(try khen.registers.sheet(lesson, by: Story.mai).history.map(\.change.kind).contains(.recordsRefitted))
            #expect(try figure(khen, "R-HOURS", Story.banKhen, "2026-07") == 8)
            #expect(try khen.registers.count(onlyLooks: true, by: .operatorAtCommandLine(account: "test")).differing == 0)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
            pack.version = "4"
            #expect(try khen.norms.load(packs: [pack], by: Story.administrator).refitted.isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func `an altered record is named by verification`(_ dialect: Dialect) throws {
        let clock = StoryClock()
        try withPlace(for: dialect) { place in
            let khen = try Khen(place.location, startingWith: { Story.units }, now: { clock.now })
            defer { khen.close() }
            try khen.norms.load(packs: [Story.pack, Books.pack], by: Story.administrator)
            try addHead(khen, 1, "Vàng Thị Dua")
            try khen.database.write { _ = try $0.execute("UPDATE record_version SET body = replace(body, 'Dua', 'Dia')") }
            let report = try khen.log.verify(by: Story.administrator)
            #expect(!report.isSound && report.breaks.allSatisfy { $0.message.en.contains("HEADS-BOOK") })
        }
    }

    @Test(arguments: Dialect.allCases) func `lists are narrowed down, searched without diacritics and put in order`(_ dialect: Dialect) throws {
        try withBooks(dialect) { khen, clock in
            for (number, name) in ["Vàng Thị Dua", "Lò Văn Ái", "Đèo Văn Ân", "Cà Thị Bun"].enumerated() {
                clock.pass(seconds: 1)
                try addHead(khen, number, name, ["SEX": name.contains("Thị") ? "F" : "M", "FROM": "0\(number + 1)/03/2026"])
            }
            func titles(_ query: RecordQuery) throws -> [String] { try khen.registers.find(query, in: "HEADS-BOOK", by: .operatorAtCommandLine(account: "test")).records.map(\.title) }
            #expect(try titles(RecordQuery()) == ["Cà Thị Bun", "Đèo Văn Ân", "Lò Văn Ái", "Vàng Thị Dua"])
            #expect(try titles(RecordQuery(text: "deo an")) == ["Đèo Văn Ân"])
            #expect(try titles(RecordQuery(conditions: ["SEX": .any(["F"])], order: .title)) == ["Cà Thị Bun", "Vàng Thị Dua"])
            #expect(try titles(RecordQuery(conditions: ["FROM": .between(Double(Day(iso: "2026-03-02")!.number), Double(Day(iso: "2026-03-03")!.number))], order: .field("FROM", isDescending: false))) == ["Lò Văn Ái", "Đèo Văn Ân"])
            #expect(try titles(RecordQuery(unit: Story.sinThau)).isEmpty)
            #expect(try titles(RecordQuery(unit: Story.banKhen, order: .title, offset: 1, limit: 2)) == ["Đèo Văn Ân", "Lò Văn Ái"])
            #expect(throws: Rejected.self) { try titles(RecordQuery(conditions: ["PHONE": .any(["1"])])) }
            // Names that begin alike for long are in order, too.
            for (number, place) in [(21, "Sín Chải B"), (22, "Nậm Pố"), (23, "Sín Chải A")] { try addHead(khen, number, "Trưởng ban quản lý nhà văn hóa \(place)") }
            #expect(try titles(RecordQuery(text: "nha van hoa", order: .title)) == ["Nậm Pố", "Sín Chải A", "Sín Chải B"].map { "Trưởng ban quản lý nhà văn hóa \($0)" })
            // What is already in memory follows what is written after.
            try khen.registers.change(RecordKey("HEADS-BOOK", id(1)), RecordInput(["NAME": .text("Lò Văn Uôn"), "SEX": .text("F")]), by: Story.dua)
            #expect(try titles(RecordQuery(text: "uon")) == ["Lò Văn Uôn"])
            #expect(try titles(RecordQuery(text: "ai")).isEmpty)
        }
    }
}
