import Domain
import Foundation
import Packs
import Testing

/// Fields of registers with one mistake each: their types, formulas and patterns.
struct ProblemRegisterFieldTests {
    @Test(arguments: [
        RegisterMistake("type: place}", "type: plcae}", .wrongType, "“plcae” is not one of the choices for “type”."),
        RegisterMistake("type: place}", "type: place, category: MODE}", .wrongType, "A field of the type “place” has no “category”."),
        RegisterMistake("type: place}", "type: place, decimals: 2}", .wrongType, "A field of the type “place” has no “decimals”."),
        RegisterMistake("type: place}", "type: place, formula: '1'}", .wrongType, "A field of the type “place” has no “formula”."),
        RegisterMistake("take: min, field: BORN", "take: min, field: BORN, required: true", .wrongType, "A field of the type “rollup” has no “required”."),
        RegisterMistake("minimum: 0.5, maximum: 400", "minimum: 400, maximum: 0.5", .outOfRange, "The maximum is below the minimum."),
        RegisterMistake("type: choice, category: MODE, initial", "type: choice, initial", .missingKey, "There is nothing to choose from.", isAlone: false),
        RegisterMistake("type: choice, category: MODE, initial", "type: choice, category: MOOD, initial", .unknownReference, "There is no category “MOOD”.", isAlone: false),
        RegisterMistake(
            "category: MODE, initial", "category: MODE, options: [{code: CLASS, name: {vi: Lớp, en: Class}}], initial", .wrongType, "This field has both “category” and “options”."),
        RegisterMistake("initial: CLASS", "initial: CLAS", .unknownReference, "The field “MODE” has no option “CLAS”."),
        RegisterMistake("initial: today", "initial: soon", .value, "“soon” is no value of the field “START”."),
        RegisterMistake("maximum: 400}", "maximum: 400, initial: \"2.55\"}", .value, "“2.55” is no value of the field “HOURS”."),
        RegisterMistake("maximum: 400}", "maximum: 400, initial: \"500\"}", .value, "“500” is no value of the field “HOURS”."),
        RegisterMistake("type: org_unit, levels", "type: org_unit, initial: \"03127\", levels", .value, "“03127” is no value of the field “PLACE”."),
        RegisterMistake("unique: [START, PLACE]", "unique: [START, PLAC]", .unknownReference, "The register “COURSES” has no field “PLAC”."),
        RegisterMistake("unique: [START, PLACE]", "unique: [NAME]", .wrongType, "The field “NAME” of the type “text” is of no use here."),
        RegisterMistake("unique: [START, PLACE]", "unique: [unit, PLACE]", .wrongType, "“register” and “unit” stand alone."),
        RegisterMistake("type: date, required: true}\n", "type: date, required: true, unique: register}\n", .wrongType, "The values of “DAY” are not compared between records."),
        RegisterMistake("seen_by: [department]", "seen_by: [departmnt]", .unknownReference, "There is no role “departmnt”."),
        RegisterMistake("sensitivity: public}\n  - {code: START", "sensitivity: secret}\n  - {code: START", .wrongType, "“secret” is not one of the choices", isAlone: false),
        RegisterMistake("code: PRESENT, name: {vi: Có mặt, en: Present}, type: number", "code: PRESENT, name: {vi: Có mặt, en: Present}, type: file", .wrongType, "A group holds no field of the type “file”."),
        RegisterMistake("type: phone, unique: register", "type: identity_number, sensitivity: internal", .privacy, "Personal identification numbers are sensitive.", isAlone: false, in: "learners")
    ])
    func `a field that says what its type does not have`(mistake: RegisterMistake) throws { try mistake.expectFound() }

    @Test(arguments: [
        RegisterMistake("register: LEARNERS, states", "register: LERNERS, states", .unknownReference, "There is no register “LERNERS”."),
        RegisterMistake("states: [KEPT], where: {SEX", "states: [LEFT], where: {SEX", .unknownReference, "The register “LEARNERS” has no state “LEFT”."),
        RegisterMistake("where: {SEX: [F],", "where: {SEX: [FF],", .unknownReference, "The field “SEX” has no option “FF”."),
        RegisterMistake("where: {SEX: [F],", "where: {GENDER: [F],", .unknownReference, "The register “LEARNERS” has no field “GENDER”."),
        RegisterMistake("where: {SEX: [F],", "where: {BORN: [F],", .wrongType, "“BORN” of the type “date” cannot narrow records down."),
        RegisterMistake("where: {SEX: [F],", "where: {SEX: [],", .missingKey, "“SEX” is empty."),
        RegisterMistake("where: {HEAD: true}", "where: {HEAD: yes}", .value, "“yes” is no value of the field “HEAD”."),
        RegisterMistake("via: COURSE, states", "via: CLASS, states", .unknownReference, "The register “LEARNERS” has no field “CLASS”."),
        RegisterMistake("via: COURSE, states", "via: NAME, states", .unknownReference, "The field “NAME” does not point to the register “COURSES”."),
        RegisterMistake("via: COURSE, states", "via: COURSE, result: number, states", .wrongType, "Counting records takes no field."),
        RegisterMistake("take: min, field: BORN, result: date", "take: min, result: date", .missingKey, "The key “field” is missing."),
        RegisterMistake("take: min, field: BORN, result: date", "take: sum, field: BORN, result: date", .wrongType, "There is no “sum” of the field “BORN” of the type “date”."),
        RegisterMistake("take: min, field: BORN, result: date", "take: min, field: BORN", .wrongType, "The result is a day."),
        RegisterMistake("take: min, field: BORN, result: date", "take: min, field: SEX", .wrongType, "There is no “min” of the field “SEX”"),
        RegisterMistake("result: date}\n  - {code: HEADS", "result: date, decimals: 1}\n  - {code: HEADS", .wrongType, "A result of the type “date” has no “decimals”."),
        RegisterMistake("result: date}\n  - {code: HEADS", "result: choice}\n  - {code: HEADS", .missingKey, "There is nothing to choose from.", isAlone: false),
        RegisterMistake("result: date}\n  - {code: HEADS", "result: many}\n  - {code: HEADS", .wrongType, "“many” is not one of the choices for “result”.")
    ])
    func `a field that follows from what is not there`(mistake: RegisterMistake) throws { try mistake.expectFound() }

    // MARK: - Formulas

    @Test(arguments: [
        ("#{MODE} == 'ONLINE'", "#{MODE} = 'ONLINE'", PackProblem.Kind.expression, "24:89", "The formula is wrong at character 9."),
        ("#{MODE} == 'ONLINE'", "#{MODE} == 'ONLNE'", .unknownReference, "", "The field “MODE” has no option “ONLNE”."),
        ("#{STATE} == 'HELD'", "#{STATE} == 'OPEN'", .unknownReference, "", "The register “COURSES” has no state “OPEN”."),
        ("#{STATE} == 'HELD'", "isNull(#{LINK})", .cycle, "", "This condition asks for the field “LINK” itself."),
        ("#{STATE} == 'HELD'", "#{TOPICS} == 'EID'", .expression, "", "“TOPICS” of the type “many” cannot be used like this."),
        ("#{STATE} == 'HELD'", "contains(#{TOPICS}, 'TAX')", .unknownReference, "", "The field “TOPICS” has no option “TAX”."),
        ("#{STATE} == 'HELD'", "#{DAYS.PRESENT} > 3", .expression, "", "“DAYS.PRESENT” of the type “number” cannot be used like this."),
        ("#{STATE} == 'HELD'", "#{DAYS.ABSENT} > 3", .unknownReference, "", "There is no field “ABSENT”."),
        ("#{STATE} == 'HELD'", "#{LEADER.AGE} > 3", .unknownReference, "", "The register “LEARNERS” has no field “AGE”."),
        ("#{STATE} == 'HELD'", "#{LEADER.COURSE.NAME} == 'A'", .unknownReference, "", "“LEADER.COURSE.NAME” looks through too many records."),
        ("#{STATE} == 'HELD'", "#{NAME.} == 'A'", .expression, "24:119", "The formula is wrong at character 1."),
        ("#{STATE} == 'HELD'", "#{NAME.FIRST} == 'A'", .unknownReference, "", "The field “NAME” of the type “text” has no fields of its own."),
        ("#{STATE} == 'HELD'", "#{START} > '1.1.2025'", .expression, "", "“START” is never “1.1.2025”."),
        ("#{STATE} == 'HELD'", "#{LEADER.HEAD} == 'yes'", .expression, "", "“LEADER.HEAD” is never “yes”."),
        ("#{STATE} == 'HELD'", "#{HOURS} == 'two'", .expression, "", "“HOURS” is never “two”."),
        ("#{STATE} == 'HELD'", "#{NAME} * 2 > 3", .expression, "", "“NAME” of the type “text” cannot be used like this."),
        ("#{STATE} == 'HELD'", "years(#{NAME}, today()) > 3", .expression, "", "“NAME” of the type “text” cannot be used like this."),
        ("#{STATE} == 'HELD'", "isNull(#{WHERE}) || #{WHERE} == 'X'", .expression, "", "“WHERE” of the type “place” cannot be used like this."),
        ("days(#{START}, #{END}) + 1", "days(#{START}, today()) + 1", .expression, "", "The result is kept, so “today” cannot be asked for."),
        ("days(#{START}, #{END}) + 1", "days(#{START}, #{ENDED}) + 1", .unknownReference, "36:92", "There is no field “ENDED”."),
        ("days(#{START}, #{END}) + 1", "days(#{START})", .expression, "", "The formula is wrong at character 1."),
        ("#{END} >= #{START}", "#{END} >= #{Bắt đầu}", .expression, "43:21", "The formula is wrong at character 11."),
        ("count(#{DAYS.DAY}) > 0", "count(#{DAYS.DAYS}) > 0", .unknownReference, "47:17", "There is no field “DAYS”."),
        ("#{HOURS} >= 2", "#{HOURS} >= 2 && #{START} < today()", .expression, "", "The result is kept, so “today” cannot be asked for.")
    ])
    func `a formula or condition that means nothing`(old: String, new: String, kind: PackProblem.Kind, place: String, words: String) throws {
        let found = try foundInRegisters("courses", replacing: old, with: new)
        #expect(found.count == 1 && found.first?.kind == kind && found.first?.problem == words, "\(found)")
        #expect(place.isEmpty || found.first?.location == "demo/registers/courses.yaml:\(place)", "\(found)")
    }

    @Test(arguments: [
        "isNotNull(#{LEADER.BORN}) && years(#{LEADER.BORN}, today()) >= 18", "count(#{DAYS}) > 2", "sum(#{DAYS.PRESENT}) > 3", "contains(#{TOPICS}, 'EID') || isNull(#{WHERE})",
        "#{UNIT} != '11' && #{HEADS} > 3 && #{LENGTH} * 2 < 9", "#{LAST} > '2025-07-01'", "greatest(#{DAYS.DAY}) <= #{END}"
    ])
    func `a condition may look at all of this`(condition: String) throws {
        #expect(try foundInRegisters("courses", replacing: "#{STATE} == 'HELD'", with: condition) == [])
    }

    @Test func `inside a group the row's fields come first`() throws {
        let old = "type: number}\n  - {code: LENGTH"
        #expect(try foundInRegisters("courses", replacing: old, with: "type: number, required_when: \"#{DAY} >= #{START}\"}\n  - {code: LENGTH") == [])
        #expect(
            try foundInRegisters("courses", replacing: old, with: "type: number, required_when: \"#{DAYY} >= #{START}\"}\n  - {code: LENGTH").map(\.problem) == ["There is no field “DAYY”."])
    }

    @Test(arguments: [
        ("\"#{END}\"", "The formula comes to a “date”, the field says “number”."), ("\"#{START} + 3\"", "The formula comes to a “date”, the field says “number”."),
        ("\"#{END} > #{START}\"", "The formula comes to a “yes_no”, the field says “number”."), ("\"join(#{NAME}, 'x')\"", "The formula comes to a “text”, the field says “number”."),
        ("\"if(#{HOURS} > 2, #{MODE}, null)\"", "The formula comes to a “choice”, the field says “number”."),
        ("\"days(#{START}, #{END})\", result: date", "The formula comes to a “number”, the field says “date”."),
        ("\"firstNonNull(#{END}, #{START})\", result: date", ""), ("\"#{END} > #{START}\", result: yes_no", ""), ("\"#{HOURS} * 2 + #{COST}\"", ""), ("\"#{END}\", result: text", ""),
        ("\"if(#{HOURS} > 2, 'CLASS', #{MODE})\", result: choice, category: MODE", ""),
        ("\"if(#{HOURS} > 2, 'CLAS', #{MODE})\", result: choice, category: MODE", "The field “LENGTH” has no option “CLAS”.")
    ])
    func `a formula comes to what the field says`(formula: String, problem: String) throws {
        let found = try foundInRegisters("courses", replacing: "\"days(#{START}, #{END}) + 1\", unit_of_measure: {vi: ngày, en: days}", with: formula)
        #expect(found.map(\.problem) == (problem.isEmpty ? [] : [problem]))
    }

    // MARK: - Cycles

    @Test func `fields that follow from each other`() throws {
        #expect(
            try foundInRegisters("courses", replacing: "days(#{START}, #{END}) + 1", with: "if(isNull(#{LAST}), 1, 2)") == [])
        let computed = courses.replacing("days(#{START}, #{END}) + 1", with: "year(#{LAST})").replacing("greatest(#{DAYS.DAY})", with: "if(#{LENGTH} > 2, #{START}, #{END})")
        let found = try check(registerLists.merging(["demo/registers/courses.yaml": computed]) { $1 }.mapValues { $0 }).found
        #expect(found.map(\.problem) == ["These fields follow from each other: COURSES.LAST → COURSES.LENGTH → COURSES.LAST."] && found[0].kind == .cycle)
    }

    @Test func `a field that follows from records that follow from it`() throws {
        let files = registerLists.merging([
            "demo/registers/courses.yaml": courses.replacing("take: min, field: BORN, result: date", with: "take: sum, field: SHARE"),
            "demo/registers/learners.yaml": learners.replacing(
                "  - {code: JOINED", with: "  - {code: SHARE, name: {vi: Phần, en: Share}, type: computed, formula: \"#{COURSE.OLDEST} / 2\"}\n  - {code: JOINED")
        ]) { $1 }
        let found = try check(files.mapValues { $0 }).found
        #expect(found.map(\.problem) == ["These fields follow from each other: COURSES.OLDEST → LEARNERS.SHARE → COURSES.OLDEST."], "\(found)")
        #expect(found.map(\.location) == ["demo/registers/courses.yaml:39:128"])
    }

    @Test func `titles that are taken from each other`() throws {
        let files = registerLists.merging([
            "demo/registers/courses.yaml": courses.replacing("\"{NAME} ({START})\"", with: "\"{LEADER}\"").replacing("public: {", with: "public: {listed: false, "),
            "demo/registers/learners.yaml": learners.replacing("title: \"{NAME}\"", with: "title: \"{NAME}, {COURSE}\"")
        ]) { $1 }
        #expect(try check(files.mapValues { $0 }).found.map(\.problem) == ["These records take their titles from each other: COURSES → LEARNERS → COURSES."])
    }

    // MARK: - Patterns

    @Test(arguments: [
        ("{NAME} ({START})", "{NAME} ({START", PackProblem.Kind.expression, "7:17", "This “{” is never closed."),
        ("{NAME} ({START})", "{NAME} ({FROM})", .unknownReference, "7:17", "There is no field “FROM”."),
        ("{NAME} ({START})", "{NAME} ({tên})", .expression, "7:17", "There is no “{tên}” here."),
        ("{NAME} ({START})", "{NAME} ({DAYS.DAY})", .wrongType, "7:17", "“DAYS.DAY” cannot be put into a line of words."),
        ("{NAME} ({START})", "{NAME} {WHERE}", .wrongType, "7:16", "“WHERE” cannot be put into a line of words."),
        ("{NAME} ({START})", "Khóa", .wrongType, "7:8", "This title is the same for every record."),
        ("{NAME} ({START})", "{TRAINER}", .privacy, "7:8", "A title is shown wherever its record is named, so it cannot hold “TRAINER”."),
        ("TH-{unit}-{year}-{number:4}", "TH-{unit}-{year}", .wrongType, "8:13", "Records would share this identifier."),
        ("TH-{unit}-{year}-{number:4}", "TH-{NAME}-{number}", .expression, "8:17", "There is no “{NAME}” here."),
        ("TH-{unit}-{year}-{number:4}", "TH-{number:12}", .expression, "8:17", "There is no “{number:12}” here."),
        ("TH-{unit}-{year}-{number:4}", "TH-{number", .expression, "8:17", "This “{” is never closed."),
        ("en: \"Card of {NAME}\"", "en: \"Card of {NAMES}\"", .unknownReference, "72:100", "There is no field “NAMES”."),
        ("vi: \"Lớp trưởng {LEADER.NAME}\"", "vi: \"Lớp trưởng {LEADER.NAMES}\"", .unknownReference, "79:22", "The register “LEARNERS” has no field “NAMES”.")
    ])
    func `a pattern that cannot be filled in`(old: String, new: String, kind: PackProblem.Kind, place: String, words: String) throws {
        let found = try foundInRegisters("courses", replacing: old, with: new).filter { $0.kind == kind }
        #expect(found.count >= 1 && found.contains { $0.problem == words && (place.isEmpty || $0.location == "demo/registers/courses.yaml:\(place)") }, "\(found)")
    }
}
