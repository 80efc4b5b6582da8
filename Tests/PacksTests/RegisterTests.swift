import Domain
import Foundation
import Packs
import Testing

/// Registers as packs write them.
struct RegisterTests {
    private func read(_ code: String) throws -> Register {
        let check = try check(registerLists.mapValues { $0 })
        #expect(check.found == [])
        return try #require(check.pack?.registers.first { $0.code == code })
    }

    @Test func `a register is read as it is written`() throws {
        let register = try read("COURSES")
        #expect(register.name == Label(vi: "Khóa tập huấn", en: "Training courses") && register.one.en == "training course" && register.help?.en == "All courses of the province.")
        #expect(register.version == 2 && register.levels == [.commune, .village] && register.citation?.text.en == "Trial plan")
        #expect(register.title == "{NAME} ({START})" && register.identifier == "TH-{unit}-{year}-{number:4}")
        #expect(register.sections.map(\.help?.en) == ["As planned."])
        #expect(register.duplicates == [["NAME", "START"], ["LINK"]])
        #expect(register.privacy == nil && register.retention == nil)
        #expect(
            register.list
                == Register.ListView(columns: ["START", "MODE", "HEADS"], filters: ["MODE", "START", "PLACE"], sort: "-START", search: ["LINK"], map: "WHERE", sheet: ["COST"]))
        #expect(register.publicView == Register.PublicView(states: ["HELD"], conditions: ["MODE": ["ONLINE"]], fields: ["NAME", "START", "MODE"]))
        #expect(register.prints.map(\.kind) == [.card, .list, .certificate] && register.prints[0].fields == ["NAME", "START"])
        #expect(register.prints[2].lines == [Label(vi: "Lớp trưởng {LEADER.NAME}", en: "Leader {LEADER.NAME}")] && register.prints[2].states == ["HELD"])
    }

    @Test func `every kind of field is read with what belongs to it`() throws {
        let register = try read("COURSES")
        func field(_ code: String) throws -> RecordField { try #require(register.field(code)) }
        #expect(
            try field("NAME")
                == RecordField(
                    code: "NAME", name: Label(vi: "Tên khóa", en: "Name"), type: .text, isRequired: true, unique: .within(["START", "PLACE"]), sensitivity: .public))
        #expect(try field("START").initial == "today" && field("MODE").category == "MODE" && field("MODE").initial == "CLASS")
        #expect(try field("TOPICS").options.map(\.code) == ["EID", "PAY"] && field("TOPICS").options[1].note?.en == "Without cash.")
        #expect(try field("PLACE").levels == [.village, .commune] && field("TRAINER").seenBy == ["department"])
        #expect(try field("LINK").allowedWhen == "#{MODE} == 'ONLINE'" && field("LINK").requiredWhen == "#{STATE} == 'HELD'")
        let hours = try field("HOURS")
        #expect(hours.decimals == 1 && hours.minimum == 0.5 && hours.maximum == 400 && hours.unitOfMeasure?.en == "hours" && hours.sensitivity == .internal)
        let leader = try field("LEADER")
        #expect(leader.register == "LEARNERS" && leader.registerStates == ["KEPT"] && leader.registerConditions == ["SEX": ["F"], "HEAD": ["true"]] && leader.rollUp == nil)
        #expect(try field("DAYS").fields.map(\.code) == ["DAY", "PRESENT"] && field("DAYS").fields[0].isRequired)
        #expect(try field("LENGTH").valueType == .number && field("LENGTH").formula == "days(#{START}, #{END}) + 1" && field("LAST").valueType == .date)
        let heads = try field("HEADS"), oldest = try field("OLDEST")
        #expect(heads.rollUp == RecordField.RollUp(register: "LEARNERS", via: "COURSE", take: .count, states: ["KEPT"], conditions: ["HEAD": ["true"]]))
        #expect(oldest.rollUp == RecordField.RollUp(register: "LEARNERS", via: "COURSE", take: .min, field: "BORN") && oldest.valueType == .date && oldest.register == nil)
    }

    @Test func `rules, states, moves, access and feeds are read`() throws {
        let register = try read("COURSES")
        #expect(register.rules.map(\.importance) == [.error, .warning] && register.rules[0].holds == "#{END} >= #{START}")
        #expect(register.states.map(\.tone) == [.neutral, .good, .bad] && register.firstState.deadline == 30)
        #expect(register.states.map(\.isFinal) == [false, true, true] && register.states.map(\.isEditable) == [true, false, true])
        let hold = try #require(register.move("HOLD")), drop = try #require(register.move("DROP"))
        #expect(hold.from == ["PLANNED"] && hold.to == "HELD" && hold.requires == ["END"] && hold.when == "#{END} <= today()" && hold.note == .none)
        #expect(hold.notify == [.creator, .field("TRAINER"), .role("approver")] && hold.sets == ["LINK": "https://example.vn", "END": "today"])
        #expect(drop.from == [] && drop.note == .required)
        #expect(
            register.access == [
                RecordAccess(
                    roles: ["commune-officer", "village-reporter"], may: [.see, .add, .edit], levels: [.commune, .village], states: ["PLANNED"], conditions: ["MODE": ["CLASS"]],
                    isOwnOnly: true),
                RecordAccess(roles: ["department"], may: [.see, .export, .reveal, .tidy], reach: .province),
                RecordAccess(roles: ["approver"], may: [.see, .move], moves: ["HOLD", "DROP"])
            ])
        #expect(
            register.feeds == [
                Feed(dataElement: "SESSIONS", states: ["HELD"], when: "#{HOURS} >= 2", date: "START", categories: ["MODE": "MODE"]),
                Feed(dataElement: "SPENT", how: .sum, field: "COST", states: ["HELD"], date: "END", unit: "PLACE", period: .quarter, calendar: "nd09")
            ])
    }

    @Test func `the example of the documentation has no problems`() throws {
        let docs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/registers.md")
        let parts = try String(contentsOf: docs, encoding: .utf8).split(separator: "```")
        let example = try #require(parts.first { $0.hasPrefix("yaml\n") }).dropFirst("yaml\n".count)
        let elements = PackFolder.sound["data-elements.csv"]! + "\nCOURSES-HELD,Số khóa,Courses held,count,sum,commune,SEX"
        let roles = [("COMMUNE-OFFICER", "commune"), ("DEPARTMENT-OFFICER", "province"), ("LEADER", "province")].map { "- {code: \($0), name: {vi: Cán bộ, en: Officer}, held_at: \($1), grants: [{rights: read}]}\n" }.joined()
        let check = try check(["demo/registers/courses.yaml": String(example), "data-elements.csv": elements, "roles.yaml": roles])
        #expect(check.found == [] && check.pack?.registers.map(\.code) == ["COURSES"])
    }

    @Test func `a register is the same after it was stored`() throws {
        let pack = try #require(try check(registerLists.mapValues { $0 }).pack)
        #expect(pack.registers.map(\.code) == ["COURSES", "LEARNERS"])
        #expect(try JSONDecoder().decode(Pack.self, from: JSONEncoder().encode(pack)) == pack)
    }

    @Test func `a register says little where little is to be said`() throws {
        let register = try read("LEARNERS")
        #expect(register.states == [.kept] && register.moves == [] && register.list == Register.ListView() && register.publicView == nil && register.version == 1)
        #expect(register.field("PHONE")?.sensitivity == .personal && register.field("PHONE")?.unique == .register)
        #expect(register.privacy == Register.Privacy(basis: .consent, purpose: Label(vi: "Liên hệ học viên", en: "To reach learners"), citation: register.citation))
        #expect(register.retention == Register.Retention(from: "LEFT", years: 5))
        #expect(register.feeds == [Feed(dataElement: "LEARNING", date: "JOINED", until: "LEFT", categories: ["SEX": "SEX"])])
    }
}
