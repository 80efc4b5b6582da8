import Domain
import Foundation
import Packs
import Testing

/// What registers give to figures, with one mistake each.
struct ProblemFeedTests {
    private static let sessions = "{data_element: SESSIONS, states: [HELD], when: \"#{HOURS} >= 2\", date: START, categories: {MODE: MODE}}"
    private static let spent = "{data_element: SPENT, how: sum, field: COST, states: HELD, date: END, unit: PLACE, period: quarter, calendar: nd09}"
    private static let learning = "{data_element: LEARNING, date: JOINED, until: LEFT, categories: {SEX: SEX}}"

    @Test(arguments: [
        RegisterMistake("data_element: SESSIONS", "data_element: SESSION", .unknownReference, "There is no data element “SESSION”.", isAlone: false),
        RegisterMistake("data_element: SESSIONS", "data_element: SHARE", .wrongType, "The data element “SHARE” of the type “percentage” does not take this from a register.", isAlone: false),
        RegisterMistake("how: sum, field: COST", "how: count", .wrongType, "The data element “SPENT” of the type “money” does not take this"),
        RegisterMistake("how: sum, field: COST", "how: sum", .missingKey, "The key “field” is missing."),
        RegisterMistake("how: sum, field: COST", "how: total, field: COST", .wrongType, "“total” is not one of the choices for “how”.", isAlone: false),
        RegisterMistake("how: sum, field: COST", "how: sum, field: NAME", .wrongType, "The field “NAME” of the type “text” is of no use here."),
        RegisterMistake("how: sum, field: COST", "how: sum, field: COSTS", .unknownReference, "has no field “COSTS”."),
        RegisterMistake("how: sum, field: COST", "how: sum, field: HOURS", .value, "The field “HOURS” has more decimals (1) than the data element (0)."),
        RegisterMistake("how: sum, field: COST", "how: latest, field: COST", .aggregation, "“SPENT” has over_time: sum, which does not go with “latest”."),
        RegisterMistake("date: START, categories", "field: COST, date: START, categories", .wrongType, "Counting records takes no field."),
        RegisterMistake("states: HELD, date", "states: HOLD, date", .unknownReference, "has no state “HOLD”."),
        RegisterMistake("date: END, unit", "date: NAME, unit", .wrongType, "The field “NAME” of the type “text” is of no use here."),
        RegisterMistake("date: END, unit", "date: END, until: LAST, unit", .aggregation, "“until” says something only where “SPENT” has over_time: running."),
        RegisterMistake("until: LEFT, cat", "until: JOINED, cat", .order, "“date” and “until” are the same field.", in: "learners"),
        RegisterMistake("period: quarter", "period: window", .period, "Figures of registers are not kept for windows."),
        RegisterMistake("period: quarter", "period: day", .calendar, "A reporting calendar has no periods of the kind “day”."),
        RegisterMistake("calendar: nd09", "calendar: nd10", .unknownReference, "There is no reporting calendar “nd10”."),
        RegisterMistake("unit: PLACE", "unit: WHERE", .wrongType, "The field “WHERE” of the type “place” is of no use here."),
        RegisterMistake("{MODE: MODE}}", "{MODE: TOPICS}}", .wrongType, "The field “TOPICS” does not give one option of the category “MODE”."),
        RegisterMistake("{MODE: MODE}}", "{MODE: MODES}}", .unknownReference, "has no field “MODES”."),
        RegisterMistake("{MODE: MODE}}", "{MODE: MODE, AGE: MODE}}", .unknownReference, "There is no category “AGE”."),
        RegisterMistake("{MODE: MODE}}", "{SEX: MODE}}", .missingKey, "The first category, “MODE”, is missing", isAlone: false),
        RegisterMistake("{MODE: MODE}}", "{MODE: MODE, SEX: MODE}}", .unknownReference, "“SESSIONS” is not broken down by “SEX”.", isAlone: false),
        RegisterMistake(spent, "\(spent)\n- {data_element: SPENT, how: sum, field: COST, date: END, unit: PLACE}", .frequency, "is fed by the register “COURSES” for other periods.", below: 1, isAlone: false),
        RegisterMistake(spent, "\(spent)\n- {data_element: SESSIONS, states: [DROPPED]}", .layout, "is fed by the register “COURSES” in other categories.", below: 1, isAlone: false)
    ])
    func `a feed that gives no figure`(mistake: RegisterMistake) throws { try mistake.expectFound() }

    @Test func `several feeds of one data element are added up`() throws {
        #expect(try foundInRegisters("courses", replacing: Self.sessions, with: "\(Self.sessions)\n- \(Self.sessions)").map(\.problem) == ["This feed stands twice.", "This feed stands twice."])
        #expect(try foundInRegisters("courses", replacing: Self.sessions, with: "\(Self.sessions)\n- {data_element: SESSIONS, states: [DROPPED], date: END, categories: {MODE: MODE}}") == [])
    }

    // MARK: - Data elements

    @Test(arguments: [
        ("SESSIONS,Số khóa,Courses held,count,sum,commune,MODE", "SESSIONS,Số khóa,Courses held,count,last,commune,MODE", [PackProblem.Kind.aggregation], "“SESSIONS” has over_time: last"),
        ("SESSIONS,Số khóa,Courses held,count,sum,commune,MODE", "SESSIONS,Số khóa,Courses held,count,sum,,MODE", [.level], "“SESSIONS” has no “level”, and records can be of several"),
        ("SESSIONS,Số khóa,Courses held,count,sum,commune,MODE", "SESSIONS,Số khóa,Courses held,count,sum,village,MODE", [.level], "“SESSIONS” is of “village”, but records may be further up (commune)."),
        ("SPENT,Kinh phí,Spent,money,sum,commune,", "SPENT,Kinh phí,Spent,money,sum,village,", [.level], "“SPENT” is of “village”, but the field “PLACE” may be further up (commune)."),
        ("LEARNING,Số học viên,Learners,count,running,village,SEX", "LEARNING,Số học viên,Learners,count,sum,village,SEX", [.aggregation], "“until” says something only"),
        ("LEARNING,Số học viên,Learners,count,running,village,SEX", "LEARNING,Số học viên,Learners,count,running,village,SEX\nALL,Mọi số,All,count,running,village,", [.aggregation, .unused], "No register feeds “ALL”.")
    ])
    func `a data element that a register cannot feed`(old: String, new: String, kinds: [PackProblem.Kind], words: String) throws {
        let found = try foundInRegisters("data-elements.csv", replacing: old, with: new)
        #expect(Set(found.map(\.kind)) == Set(kinds) && found.contains { $0.problem.contains(words) }, "\(found)")
    }

    @Test func `a unit is named whose level is the data element's or lower`() throws {
        #expect(
            try foundInRegisters("courses", replacing: "type: org_unit, levels: [village, commune]", with: "type: org_unit").map(\.problem) == [
                "“SPENT” is of “commune”, but the field “PLACE” may be further up (any level)."
            ])
        #expect(try foundInRegisters("courses", replacing: "levels: [commune, village]\ntitle", with: "levels: [province, commune, village]\ntitle").map(\.kind) == [.level])
    }

    // MARK: - Forms and indicators

    private func withForm(_ element: String) throws -> [Found] {
        let forms = PackFolder.sound["forms.yaml"]!.replacing("[TRAINED, STAFF]", with: "[TRAINED, STAFF, \(element)]")
        return try check(registerLists.merging(["forms.yaml": forms]) { $1 }.mapValues { $0 }).found
    }

    @Test func `a figure has one source`() throws {
        let found = try withForm("SESSIONS")
        #expect(
            found == [
                Found(
                    .overlap, "demo/registers/courses.yaml:83:18", "feeds › [1] › data_element", "“SESSIONS” is already asked for on the form “F1”.",
                    "A figure has one source: take it off the form, or feed another data element.")
            ])
    }

    @Test func `no form asks for what a required pack's register feeds, nor for running totals`() throws {
        let library = [
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: lib", "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}",
            "lib/data-elements.csv": "code,name.vi,name.en,type,over_time,level\nPLACES,Số địa điểm,Places,count,running,village\nROOMS,Số phòng,Rooms,count,running,village",
            "lib/registers/places.yaml": """
            code: PLACES
            name: {vi: Địa điểm, en: Places}
            one: {vi: địa điểm, en: place}
            levels: [village]
            title: "{NAME}"
            sections: [{name: {vi: Chung, en: General}, fields: [{code: NAME, name: {vi: Tên, en: Name}, type: text}]}]
            access: [{roles: village-reporter, may: [see, add]}]
            feeds: [{data_element: PLACES}, {data_element: ROOMS}]
            citation: {vi: Kế hoạch, en: Plan}
            """,
            "forms.yaml": PackFolder.sound["forms.yaml"]! + """

            - code: V1
              name: {vi: Báo cáo thôn, en: Village report}
              frequency: month
              level: village
              due_days: 5
              citation: PLAN
              sections:
              - name: {vi: Chung, en: General}
                data_elements: [PLACES]
            """
        ]
        #expect(try check(library.mapValues { $0 }).found.map(\.problem) == ["“PLACES” comes from a register, so no form asks for it."])
        let elements = PackFolder.sound["data-elements.csv"]!.replacing("STAFF,Số cán bộ,Staff,count,last", with: "STAFF,Số cán bộ,Staff,count,running")
        #expect(
            try check(["data-elements.csv": elements]).found.map(\.problem) == ["No register feeds “STAFF”.", "“STAFF” is a running total, which no form can ask for."])
    }

    @Test(arguments: [
        ("#{SESSIONS}", "frequency: month", []), ("#{SESSIONS}", "frequency: year", []),
        ("#{SESSIONS}", "frequency: week", ["The indicator is per “week”, but registers feed “SESSIONS” per “month”."]),
        ("#{SESSIONS}", "frequency: month\n  calendar: nd09", ["Registers feed “SESSIONS” by calendar months, which the indicator does not follow."]),
        ("#{SPENT}", "frequency: quarter\n  calendar: nd09", []),
        ("#{SPENT}", "frequency: quarter", ["Registers feed “SPENT” by the calendar “nd09”, which the indicator does not follow."]),
        ("#{SPENT}", "frequency: month\n  calendar: nd09", ["The indicator is per “month”, but registers feed “SPENT” per “quarter”."])
    ])
    func `an indicator over what registers feed`(formula: String, frequency: String, problems: [String]) throws {
        let indicators = PackFolder.sound["indicators.yaml"]! + """

            - code: T3
              name: {vi: Số khóa, en: Courses}
              measure: number
              numerator: "\(formula)"
              unit_of_measure: {vi: khóa, en: courses}
              \(frequency)
              level: commune
              citation: PLAN
            """
        let found = try check(registerLists.merging(["indicators.yaml": indicators]) { $1 }.mapValues { $0 }).found
        #expect(found.map(\.problem) == problems, "\(found)")
    }
}
