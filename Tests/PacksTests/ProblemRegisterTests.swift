import Domain
import Foundation
import Packs
import Testing

/// Registers with one mistake each: their files, fields, states, moves.
struct ProblemRegisterTests {
    // MARK: - Files

    @Test func `a register's file has its code as its name`() throws {
        var files = registerLists
        files["demo/registers/students.yaml"] = files.removeValue(forKey: "demo/registers/learners.yaml")
        #expect(
            try check(files.mapValues { $0 }).found == [
                Found(
                    .folderName, "demo/registers/students.yaml:1:7", "code", "The register “LEARNERS” stands in a file “students.yaml”.", "Call the file learners.yaml.")
            ])
    }

    @Test(arguments: [
        ("demo/registers/more.csv", "code\nX", PackProblem.Kind.unknownFile, "“more.csv” is no file of a register."),
        ("demo/registers.yaml", "- {code: X}", .unknownFile, "A pack has no file of the name “registers.yaml”."),
        ("demo/registers/x.yaml", "- {code: X}", .wrongType, "This file must be one register."),
        ("demo/registers/x.yaml", "", .wrongType, "This file must be one register."),
        ("demo/registers/x.yaml", "code: [", .syntax, "This is not YAML")
    ])
    func `a file that is no register`(name: String, text: String, kind: PackProblem.Kind, words: String) throws {
        let found = try check(registerLists.merging([name: text]) { $1 }.mapValues { $0 }).found
        #expect(found.map(\.kind) == [kind] && found[0].problem.contains(words) && found[0].location.hasPrefix(name), "\(found)")
        #expect(kind != .unknownFile || found[0].remedy == "Each register is a file registers/NAME.yaml in the pack's folder.")
    }

    @Test func `two registers with one code, in one pack and in two`() throws {
        let twice = registerLists.merging(["demo/registers/zz.yaml": learners]) { $1 }
        #expect(try check(twice.mapValues { $0 }).found.map(\.kind).contains(.duplicateCode))
        let other = registerLists.merging([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: lib", "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}",
            "lib/registers/learners.yaml": plain("LEARNERS")
        ]) { $1 }
        #expect(try check(other.mapValues { $0 }).found.map(\.problem) == ["The register “LEARNERS” is already declared in the pack “lib”."])
    }

    @Test func `registers of a required pack can be named`() throws {
        let files = registerLists.merging([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: lib", "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}",
            "lib/registers/places.yaml": plain("PLACES"), "demo/registers/learners.yaml": learners.replacing("register: COURSES", with: "register: PLACES"),
            "demo/registers/courses.yaml": courses.replacing("register: LEARNERS, via: COURSE", with: "register: LEARNERS, via: BASE")
        ]) { $1 }
        let found = try check(files.mapValues { $0 }).found
        #expect(found.count == 2 && found.allSatisfy { $0.problem == "The register “LEARNERS” has no field “BASE”." }, "\(found)")
    }

    private func plain(_ code: String) -> String {
        """
        code: \(code)
        name: {vi: Địa điểm, en: Places}
        one: {vi: địa điểm, en: place}
        levels: [village]
        title: "{NAME}"
        sections: [{name: {vi: Chung, en: General}, fields: [{code: NAME, name: {vi: Tên, en: Name}, type: text}]}]
        access: [{roles: village-reporter, may: [see, add]}]
        citation: {vi: Kế hoạch, en: Plan}
        """
    }

    @Test func `a register that cannot be read is told once`() throws {
        for missing in ["code: LEARNERS\n", "one: {vi: học viên, en: learner}\n", "title: \"{NAME}\"\n"] {
            let found = try foundInRegisters("learners", replacing: missing, with: "")
            #expect(found.map(\.kind) == [.missingKey], "\(found)")
        }
    }

    // MARK: - Codes, states, moves

    @Test(arguments: [
        RegisterMistake("code: TOPICS", "code: PLACE", .duplicateCode, "The field “PLACE” is already declared in line 16."),
        RegisterMistake("code: DROPPED,", "code: HELD,", .duplicateCode, "The state “HELD” is already declared in line", isAlone: false),
        RegisterMistake("code: DROP,", "code: HOLD,", .duplicateCode, "The move “HOLD” is already declared in line", isAlone: false),
        RegisterMistake("code: R2", "code: R1", .duplicateCode, "The rule “R1” is already declared"),
        RegisterMistake("code: PAPER", "code: CARD", .duplicateCode, "The print “CARD” is already declared"),
        RegisterMistake("code: PAY,", "code: EID,", .duplicateCode, "The option “EID” is already declared"),
        RegisterMistake("code: PRESENT,", "code: DAY,", .duplicateCode, "The field “DAY” is already declared"),
        RegisterMistake("code: TOPICS", "code: NUMBER", .malformedCode, "The code “NUMBER” is taken"),
        RegisterMistake("code: TOPICS", "code: CREATED", .malformedCode, "The code “CREATED” is taken"),
        RegisterMistake("code: PRESENT,", "code: STATE,", .malformedCode, "The code “STATE” is taken"),
        RegisterMistake("code: PRESENT,", "code: present,", .malformedCode, "“present” cannot be a code in a register."),
        RegisterMistake("code: PRESENT,", "code: 1ST,", .malformedCode, "“1ST” cannot be a code in a register."),
        RegisterMistake("code: PRESENT,", "code: A.B,", .malformedCode, "“A.B” cannot be a code in a register."),
        RegisterMistake("code: PRESENT,", "code: ĐẾN,", .malformedCode, "The code “ĐẾN” has characters that codes cannot have."),
        RegisterMistake("version: 2", "versoin: 2", .unknownKey, "There is no key “versoin” here."),
        RegisterMistake("version: 2", "version: two", .wrongType, "a whole number from 1 to 9999"),
        RegisterMistake("levels: [commune, village]\ntitle", "levels: []\ntitle", .missingKey, "“levels” is empty.", isAlone: false),
        RegisterMistake("levels: [commune, village]\ntitle", "levels: [comune, village]\ntitle", .wrongType, "“comune” is not one of the choices", isAlone: false),
        RegisterMistake("citation: PLAN", "", .missingCitation, "There is no citation.", below: -84)
    ])
    func `a code or a key that cannot be`(mistake: RegisterMistake) throws { try mistake.expectFound() }

    @Test(arguments: [
        RegisterMistake("to: DROPPED", "to: DROPED", .unknownReference, "The register “COURSES” has no state “DROPED”.", isAlone: false),
        RegisterMistake("from: [PLANNED]", "from: [PLANED]", .unknownReference, "The register “COURSES” has no state “PLANED”.", isAlone: false),
        RegisterMistake("from: [PLANNED]", "from: [PLANNED, PLANNED]", .duplicateCode, "“PLANNED” stands twice in “from”."),
        RegisterMistake("from: [PLANNED]", "from: [HELD]", .unused, "No move leads a record to the state “HELD”.", below: -3, isAlone: false),
        RegisterMistake("tone: bad, final: true}", "tone: bad, deadline: 5}\n- {code: LOST, name: {vi: Thất lạc, en: Lost}}", .unused, "No move leads a record to the state “LOST”.", below: 1, isAlone: false),
        RegisterMistake("note: required", "note: must", .wrongType, "“must” is not one of the choices for “note”."),
        RegisterMistake("requires: [END]", "requires: [ENDS]", .unknownReference, "The register “COURSES” has no field “ENDS”."),
        RegisterMistake("#{END} <= today()", "#{END} <= now()", .expression, "The formula is wrong at character 11."),
        RegisterMistake("#{END} <= today()", "#{ENDED} <= today()", .unknownReference, "There is no field “ENDED”."),
        RegisterMistake("[creator, TRAINER, approver]", "[author]", .unknownReference, "There is no role or field “author”."),
        RegisterMistake("[creator, TRAINER, approver]", "[NAME]", .wrongType, "The field “NAME” names no person."),
        RegisterMistake("END: today}", "ENDS: today}", .unknownReference, "The register “COURSES” has no field “ENDS”."),
        RegisterMistake("END: today}", "END: tomorrow}", .value, "“tomorrow” is no value of the field “END”."),
        RegisterMistake("END: today}", "HEADS: 3}", .value, "“3” is no value of the field “HEADS”."),
        RegisterMistake("END: today}", "MODE: RADIO}", .unknownReference, "The field “MODE” has no option “RADIO”."),
        RegisterMistake("citation: PLAN}\nretention", "citation: PLAN}\nmoves: [{code: M, name: {vi: Ghi, en: Keep}, to: KEPT}]\nretention", .unused, "The move “M” starts from no state.", below: 1, isAlone: false, in: "learners"),
        RegisterMistake("citation: PLAN}\nretention", "citation: PLAN}\nstates: [{code: A, name: {vi: Ghi, en: Keep}, deadline: 5}]\nretention", .unused, "The state “A” has a deadline, but no move leads out of it.", below: 1, isAlone: false, in: "learners")
    ])
    func `states and moves that lead nowhere`(mistake: RegisterMistake) throws { try mistake.expectFound() }
}
