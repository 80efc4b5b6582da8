import Domain
import Foundation
import Packs
import Testing

/// Registers with one mistake each: who may do what, lists, prints, what is public, personal data.
struct ProblemRegisterViewTests {
    // MARK: - Access

    @Test(arguments: [
        RegisterMistake("roles: [department], may", "roles: [departement], may", .unknownReference, "There is no role “departement”."),
        RegisterMistake("roles: [department], may", "roles: [department, department], may", .duplicateCode, "“department” stands twice in “roles”."),
        RegisterMistake("export, reveal, tidy]", "export, show]", .wrongType, "“show” is not one of the choices for “may”."),
        RegisterMistake("reach: province", "reach: all", .wrongType, "“all” is not one of the choices for “reach”."),
        RegisterMistake("roles: [approver], may: [see, move]", "roles: [approver], may: [see, move], levels: [province]", .level, "The register has no records at these levels."),
        RegisterMistake("roles: [approver], may: [see, move]", "roles: [approver], may: [see, move], levels: [village], reach: unit", .level, "does not reach records of “village”"),
        RegisterMistake("states: [PLANNED], where: {MODE: CLASS}", "states: [PLANED]", .unknownReference, "The register “COURSES” has no state “PLANED”."),
        RegisterMistake("states: [PLANNED], where: {MODE: CLASS}", "where: {MODE: CLAS}", .unknownReference, "The field “MODE” has no option “CLAS”."),
        RegisterMistake("states: [PLANNED], where: {MODE: CLASS}", "where: {COST: 3}", .wrongType, "“COST” of the type “money” cannot narrow records down."),
        RegisterMistake("moves: [HOLD, DROP]", "moves: [HOLD, DROP, LOSE]", .unknownReference, "There is no move “LOSE”."),
        RegisterMistake("moves: [HOLD, DROP]", "moves: [HOLD]", .access, "Nobody may make the move “DROP”.", below: -4),
        RegisterMistake("reach: province", "reach: province, moves: [HOLD]", .access, "“moves” says something only where “may” has move."),
        RegisterMistake("[see, export, reveal, tidy]", "[export, reveal, tidy]", .access, "The role “department” may do this, but may not see the same records."),
        RegisterMistake("may: [see, move]", "may: [move]", .access, "The role “approver” may do this, but may not see the same records."),
        RegisterMistake("seen_by: [department]", "seen_by: [leader]", .access, "None of the roles in “seen_by” may see the records."),
        RegisterMistake("may: [see, add, edit], levels", "may: [see, edit], levels", .access, "Nobody may add records."),
        RegisterMistake("may: [see, add, edit, reveal]", "may: [see, add, edit]", .access, "“PHONE” is masked, and nobody may reveal it.", below: -5, in: "learners")
    ])
    func `who may do what nobody can do`(mistake: RegisterMistake) throws { try mistake.expectFound() }

    @Test(arguments: [
        ("[see]", "[move]", true), ("[see], reach: unit", "[move]", false), ("[see], reach: province", "[move]", true), ("[see], own: true", "[move]", false),
        ("[see], own: true", "[move], own: true", true), ("[see], states: [PLANNED]", "[move]", false), ("[see], states: [PLANNED]", "[move], states: PLANNED", true),
        ("[see], states: [PLANNED]", "[move], states: [PLANNED, HELD]", false), ("[see], levels: [commune]", "[move]", false),
        ("[see], levels: [commune]", "[move], levels: [commune]", true), ("[see], where: {MODE: [CLASS, ONLINE]}", "[move], where: {MODE: CLASS}", true),
        ("[see], where: {MODE: [CLASS]}", "[move]", false), ("[see], states: [PLANNED], own: true", "[add]", true), ("[see], states: [HELD]", "[add]", false)
    ])
    func `another entry may say that they see the same records`(one: String, other: String, isSeen: Bool) throws {
        let entries = "- {roles: [approver], may: \(one)}\n- {roles: [approver], may: \(other)}\n- {roles: approver, may: [see, move], where: {MODE: ONLINE}, own: true, levels: commune, reach: unit, states: HELD}"
        let found = try foundInRegisters("courses", replacing: "- {roles: [approver], may: [see, move], moves: [HOLD, DROP]}", with: entries)
        #expect(found.map(\.problem) == (isSeen ? [] : ["The role “approver” may do this, but may not see the same records."]), "\(found)")
    }

    // MARK: - List, duplicates, prints

    @Test(arguments: [
        RegisterMistake("columns: [START, MODE, HEADS]", "columns: [START, MODES]", .unknownReference, "has no field “MODES”."),
        RegisterMistake("columns: [START, MODE, HEADS]", "columns: [START, DAYS.DAY]", .unknownReference, "has no field “DAYS.DAY”."),
        RegisterMistake("columns: [START, MODE, HEADS]", "columns: [START, START]", .duplicateCode, "“START” stands twice in “columns”."),
        RegisterMistake("columns: [START, MODE, HEADS]", "columns: [WHERE]", .wrongType, "The field “WHERE” of the type “place” is of no use here."),
        RegisterMistake("filters: [MODE, START, PLACE]", "filters: [NAME]", .wrongType, "The field “NAME” of the type “text” is of no use here."),
        RegisterMistake("filters: [MODE, START, PLACE]", "filters: [STATE]", .unknownReference, "has no field “STATE”."),
        RegisterMistake("sort: -START", "sort: -DAYS", .wrongType, "The field “DAYS” of the type “group” is of no use here."),
        RegisterMistake("sort: -START", "sort: -FROM", .unknownReference, "has no field “FROM”."),
        RegisterMistake("search: [LINK]", "search: [COST]", .wrongType, "The field “COST” of the type “money” is of no use here."),
        RegisterMistake("map: WHERE", "map: PLACE", .wrongType, "The field “PLACE” of the type “org_unit” is of no use here."),
        RegisterMistake("sheet: [COST]", "sheet: [LENGTH]", .wrongType, "The field “LENGTH” of the type “computed” is of no use here."),
        RegisterMistake("- [NAME, START]", "- [NAME, BORN]", .unknownReference, "has no field “BORN”."),
        RegisterMistake("- [NAME, START]", "- [NAME, TOPICS]", .wrongType, "The field “TOPICS” of the type “many” is of no use here."),
        RegisterMistake("- [NAME, START]", "- [LINK]", .duplicateCode, "“LINK” stands twice.", below: 1),
        RegisterMistake("- [NAME, START]", "- []", .missingKey, "This line has no field."),
        RegisterMistake("columns: [NAME, UNIT, START]", "columns: [NAME, TODAY]", .unknownReference, "has no field “TODAY”."),
        RegisterMistake("columns: [NAME, UNIT, START]", "columns: [NAME, WHERE]", .wrongType, "The field “WHERE” of the type “place” is of no use here."),
        RegisterMistake("columns: [NAME, UNIT, START], ", "", .missingKey, "This list has no columns."),
        RegisterMistake("kind: list", "kind: label", .wrongType, "A print of the kind “label” has no “columns”.", isAlone: false),
        RegisterMistake("issuer: PLACE", "issuer: NAME", .wrongType, "“NAME” does not say who issues the paper."),
        RegisterMistake("issuer: PLACE", "issuer: LEADER.SEAT", .unknownReference, "has no field “SEAT”."),
        RegisterMistake("states: [HELD]\npublic", "states: [HOLD]\npublic", .unknownReference, "has no state “HOLD”."),
        RegisterMistake("states: [HELD]\npublic", "fields: [NAME]\npublic", .wrongType, "A print of the kind “certificate” lists no fields."),
        RegisterMistake("fields: [NAME, START]}", "fields: [NAME, BEGIN]}", .unknownReference, "has no field “BEGIN”."),
        RegisterMistake("kind: certificate", "kind: diploma", .wrongType, "“diploma” is not one of the choices for “kind”.")
    ])
    func `a list or a print of what cannot be shown`(mistake: RegisterMistake) throws { try mistake.expectFound() }

    @Test func `prints have number, state, unit and today of a record, titles its unit alone`() throws {
        func found(title: String, line: String) throws -> [String] {
            let changed = courses.replacing("title: \"{NAME} ({START})\"", with: "title: \"\(title)\"").replacing("vi: \"Lớp trưởng {LEADER.NAME}\"", with: "vi: \"\(line)\"")
            return try check(registerLists.merging(["demo/registers/courses.yaml": changed]) { $1 }.mapValues { $0 }).found.map(\.problem)
        }
        #expect(try found(title: "{NAME} ({UNIT})", line: "Số {NUMBER}, trạng thái {STATE} của {UNIT}, ngày {TODAY}") == [])
        #expect(try found(title: "{NAME} ({NUMBER})", line: "Số {NUMBERS}").count == 2)
    }

    // MARK: - Public view and personal data

    @Test(arguments: [
        RegisterMistake("fields: [NAME, START, MODE]", "fields: [NAME, COST]", .privacy, "The field “COST” is “internal”, so it is not for everybody."),
        RegisterMistake("fields: [NAME, START, MODE]", "fields: [NAME, PRICE]", .unknownReference, "has no field “PRICE”."),
        RegisterMistake("fields: [NAME, START, MODE]", "fields: []", .missingKey, "“fields” is empty."),
        RegisterMistake("states: [HELD], where: {MODE: [ONLINE]}", "states: [OPEN]", .unknownReference, "has no state “OPEN”."),
        RegisterMistake("states: [HELD], where: {MODE: [ONLINE]}", "where: {MODE: [RADIO]}", .unknownReference, "has no option “RADIO”."),
        RegisterMistake("title: \"{NAME} ({START})\"", "title: \"{NAME} ({END})\"", .privacy, "“END” of the register “COURSES” would be shown to everybody", below: 74)
    ])
    func `what everybody would see`(mistake: RegisterMistake) throws { try mistake.expectFound() }

    @Test func `an unlisted record does not need a public title`() throws {
        let files = registerLists.merging([
            "demo/registers/courses.yaml": courses.replacing("({START})", with: "({END})").replacing("public: {", with: "public: {listed: false, ")
        ]) { $1 }
        #expect(try check(files.mapValues { $0 }).found == [])
    }

    @Test func `a public field does not show the title of a record that is not public, nor what follows from personal data`() throws {
        func found(_ old: String, _ new: String) throws -> [Found] {
            try check(
                registerLists.merging(["demo/registers/courses.yaml": courses.replacing(old, with: new).replacing("fields: [NAME, START, MODE]", with: "fields: [NAME, LEADER]")]) { $1 }
                    .mapValues { $0 }
            ).found
        }
        #expect(
            try found("type: record, register: LEARNERS,", "type: record, sensitivity: public, register: LEARNERS,").map(\.problem) == [
                "“NAME” of the register “LEARNERS” would be shown to everybody, but is not public."
            ])
        let oldest = learners.replacing("code: BORN, name: {vi: Ngày sinh, en: Born}, type: date", with: "code: BORN, name: {vi: Ngày sinh, en: Born}, type: date, sensitivity: personal")
        let files = registerLists.merging([
            "demo/registers/learners.yaml": oldest, "demo/registers/courses.yaml": courses.replacing("field: BORN, result: date", with: "field: BORN, result: date, sensitivity: public")
        ]) { $1 }
        #expect(try check(files.mapValues { $0 }).found.map(\.problem) == ["This public field is worked out from “LEARNERS.BORN”, which is personal."])
        let computed = "type: computed, sensitivity: public, formula: \"join(#{LEADER.PHONE})\", result: text}"
        #expect(
            try foundInRegisters("courses", replacing: "type: place}", with: "type: place}\n  - {code: CALL, name: {vi: Gọi, en: Call}, \(computed)").map(\.problem) == [
                "This public field is worked out from “LEADER.PHONE”, which is personal."
            ])
    }

    @Test(arguments: [
        RegisterMistake("privacy: {basis: consent, purpose: {vi: Liên hệ học viên, en: To reach learners}, citation: PLAN}", "", .privacy, "“PHONE” is personal, but the register does not say why it is kept.", below: -6, in: "learners"),
        RegisterMistake("basis: consent", "basis: wish", .wrongType, "“wish” is not one of the choices for “basis”.", in: "learners"),
        RegisterMistake("To reach learners}, citation: PLAN", "To reach learners}, for: X", .unknownKey, "There is no key “for” here.", in: "learners"),
        RegisterMistake("basis: consent, purpose: {vi: Liên hệ học viên, en: To reach learners}, citation: PLAN", "basis: legal_duty, purpose: {vi: Liên hệ học viên, en: To reach learners}", .missingCitation, "The document that gives this duty is not named.", in: "learners"),
        RegisterMistake("type: phone, unique: register", "type: phone, sensitivity: internal", .privacy, "No field of this register is personal or sensitive.", below: 6, in: "learners"),
        RegisterMistake("from: LEFT}", "from: NAME}", .wrongType, "The field “NAME” of the type “text” is of no use here.", in: "learners"),
        RegisterMistake("{years: 5, from: LEFT}", "{years: 5}", .missingKey, "It is not clear from which day the years are counted.", in: "learners"),
        RegisterMistake("{years: 5, from: LEFT}", "{from: LEFT}", .missingKey, "The key “years” is missing.", in: "learners")
    ])
    func `personal data that are kept without reason or end`(mistake: RegisterMistake) throws { try mistake.expectFound() }

    @Test func `a title does not tell what is sensitive`() throws {
        let field = "{code: KINH, name: {vi: Dân tộc, en: Ethnic group}, type: choice, category: SEX, sensitivity: sensitive}"
        let changed = learners.replacing("title: \"{NAME}\"", with: "title: \"{NAME} {KINH}\"").replacing("  - {code: JOINED", with: "  - \(field)\n  - {code: JOINED")
        let found = try check(registerLists.merging(["demo/registers/learners.yaml": changed]) { $1 }.mapValues { $0 }).found
        #expect(found.map(\.kind) == [.privacy] && found[0].location == "demo/registers/learners.yaml:5:8")
    }

    @Test func `ethnic groups need their category`() throws {
        #expect(
            try foundInRegisters("learners", replacing: "type: phone, unique: register", with: "type: ethnic_group").map(\.problem) == ["There is no category “ETH”."])
    }
}
