import Domain
import Foundation
import Packs
import Testing

/// The sound pack with a village form that the commune's form gathers, in rows.
private let rows = """
    - code: V1
      name: {vi: Báo cáo của thôn, en: Report of the village}
      version: 3
      frequency: month
      level: village
      due_days: 3
      due_day_kind: working
      citation: PLAN
      sections:
      - name: {vi: Tập huấn, en: Training}
        help: {vi: Đến cuối tháng., en: By the end of the month.}
        rows:
        - data_element: HEADS
          mandatory: true
          columns: [SEX]
          greyed: [F]
          help: {vi: Trưởng bản., en: Village heads.}
        - data_element: GUIDED
          columns: [SEX, AGE]
          greyed: ["F,OLD", [M, OLD]]
        - computed: "#{GUIDED:F&OLD} / #{GUIDED} * 100"
          name: {vi: Tỷ lệ, en: Share}
          unit_of_measure: "%"
          decimals: 1
    - code: F1
      name: {vi: Báo cáo tháng, en: Monthly report}
      frequency: month
      level: commune
      due_days: 5
      citation: PLAN
      sections:
      - name: {vi: Tập huấn, en: Training}
        rows:
        - data_element: HEADS
          gathers: true
        - data_element: GUIDED
          columns: [SEX]
          gathers: true
      - name: {vi: Của xã, en: Own}
        data_elements: [TRAINED, STAFF]
    - code: F2
      name: {vi: Báo cáo quý, en: Quarterly report}
      frequency: quarter
      calendar: nd09
      level: province
      due_days: 5
      citation: PLAN
      sections:
      - name: {vi: Các mốc, en: Milestones}
        data_elements: DONE
    """

private let lists: [String: String] = [
    "forms.yaml": rows,
    "categories.yaml": PackFolder.sound["categories.yaml"]! + """

        - code: AGE
          name: {vi: Tuổi, en: Age}
          options:
          - {code: YOUNG, name: {vi: Trẻ, en: Young}}
          - {code: OLD, name: {vi: Cao tuổi, en: Old}}
        """,
    "data-elements.csv": PackFolder.sound["data-elements.csv"]! + """

        HEADS,Số trưởng bản,Village heads,count,last,village,SEX
        GUIDED,Số lượt người,Attendances,count,sum,village,SEX AGE
        """,
    "validation-rules.yaml": """
        - code: R1
          name: {vi: Không lớn hơn, en: No more}
          left: "#{TRAINED}"
          operator: "<="
          right: "#{STAFF}"
          explanation: {vi: Hãy xem lại., en: Look again.}
        - code: R2
          name: {vi: So tháng trước, en: Against last month}
          left: "#{GUIDED}"
          operator: "<="
          right: "3 * #{GUIDED}.periodOffset(-1)"
          importance: warning
          explanation: {vi: Hãy ghi lý do., en: Say why.}
        """,
    "regimes.yaml": """
        - code: G1
          name: {vi: Báo cáo tháng, en: Monthly}
          kind: thematic
          content: data
          steps:
          - {form: V1, received_at: commune}
          - {form: F1, agency: SO, received_at: province, checked_first: true}
          reminders: [3, 0, -2]
          outline: {vi: Kết quả và khó khăn., en: Results and difficulties.}
          citation: PLAN
          valid_to: 2026-12-31
        """,
    "roles.yaml": """
        - code: OFFICER
          name: {vi: Cán bộ xã, en: Commune officer}
          held_at: [commune]
          second_factor: true
          grants:
          - {rights: [fill, submit], levels: [commune, village]}
          - {rights: read}
        """,
    "holidays.csv": """
        day,name.vi,name.en,worked
        2026-09-02,Quốc khánh,National Day,
        2026-08-22,Làm bù,Worked in lieu,true
        """
]

/// Checks that pack with one text in one of its files replaced.
private func found(_ name: String, replacing old: String, with new: String) throws -> [Found] {
    var files = lists
    let text = try #require(files[name])
    precondition(text.ranges(of: old).count == 1, "«\(old)» stands \(text.ranges(of: old).count) times in \(name)")
    files[name] = text.replacing(old, with: new)
    return try check(files.mapValues { $0 }).found
}

/// Forms in rows, rules of their cells, regimes, roles and holidays.
struct ProblemReportingTests {
    @Test func `everything of reporting is read as it is written`() throws {
        let check = try check(lists.mapValues { $0 })
        #expect(check.found == [])
        let pack = try #require(check.pack), form = pack.forms[0], section = form.sections[0]
        #expect(form.version == 3 && form.dueDayKind == .working && section.help?.en == "By the end of the month.")
        let first = try #require(form.fields.first), second = form.fields[1]
        #expect(first.isMandatory && first.columns == ["SEX"] && first.greyed == [Disaggregation(["F"])] && first.help?.en == "Village heads." && !first.isGathered)
        #expect(second.columns == ["SEX", "AGE"] && second.greyed == [Disaggregation(["F", "OLD"]), Disaggregation(["M", "OLD"])] && !second.isMandatory)
        #expect(section.rows[2] == .computed(.init(name: Label(vi: "Tỷ lệ", en: "Share"), expression: "#{GUIDED:F&OLD} / #{GUIDED} * 100", unitOfMeasure: Label(vi: "%", en: "%"), decimals: 1)))
        #expect(pack.forms[1].fields.map(\.isGathered) == [true, true, false, false] && pack.forms[1].version == 1 && pack.forms[1].dueDayKind == .calendar)
        #expect(pack.validationRules.map(\.comparison) == [.lessOrEqual, .lessOrEqual] && pack.validationRules.map(\.importance) == [.error, .warning])
        let regime = try #require(pack.regimes.first)
        #expect(regime.kind == .thematic && regime.content == .data && regime.reminders == [3, 0, -2] && regime.outline?.en == "Results and difficulties.")
        #expect(regime.steps == [.init(form: "V1", receivedAt: .commune), .init(form: "F1", agency: "SO", receivedAt: .province, isCheckedFirst: true)])
        #expect(pack.roles == [Role(code: "OFFICER", name: Label(vi: "Cán bộ xã", en: "Commune officer"), heldAt: [.commune], needsSecondFactor: true,
                                    grants: [.init(.fill, levels: [.commune, .village]), .init(.submit, levels: [.commune, .village]), .init(.read)])])
        #expect(pack.calendarDays.map(\.isWorked) == [false, true] && pack.calendarDays[0].day.iso == "2026-09-02")
    }

    @Test func `agencies have a kind, a unit and a part`() throws {
        let agencies = "- {code: SO, name: {vi: Sở, en: Department}, kind: department, unit: \"11\", part: {vi: Chủ trì., en: Leads.}}\n"
        #expect(try check(["agencies.yaml": agencies + "- {code: X, name: {vi: Ủy ban, en: Committee}, kind: peoples_committee}"]).pack?.agencies[1].kind == .peoplesCommittee)
        #expect(try check(["agencies.yaml": agencies.replacing("department,", with: "departement,")]).found.map(\.remedy) == ["Did you mean “department”?"])
        #expect(try check(["agencies.yaml": agencies.replacing("\"11\"", with: "\"99\"")]).found.map(\.kind) == [.unknownReference])
    }

    // MARK: - Columns and cells

    @Test(arguments: [
        ("- data_element: HEADS\n      mandatory", "- data_element: HEAD\n      mandatory", PackProblem.Kind.unknownReference, "There is no data element “HEAD”.", "Did you mean “HEADS”?"),
        ("[SEX]\n      greyed", "[SEKS]\n      greyed", .unknownReference, "There is no category “SEKS”.", "Did you mean “SEX”?"),
        ("[SEX]\n      greyed: [F]", "[AGE]\n      greyed: [OLD]", .layout, "“HEADS” is not broken down by “AGE”, so there are no such columns.", "Known are: SEX."),
        ("greyed: [F]", "greyed: [Q]", .unknownReference, "There is no category option “Q”.", "Did you mean “F”?"),
        ("greyed: [F]", "greyed: [OLD]", .layout, "This row has no cell “OLD” to grey out.", "Write one option of each column: SEX."),
        ("\"F,OLD\"", "F", .layout, "This row has no cell “F” to grey out.", "Write one option of each column: SEX, AGE."),
        ("mandatory: true", "mandatory: ja", .wrongType, "This is “ja”; it should be true or false.", "Write true or false."),
        ("greyed: [F]", "greyd: [F]", .unknownKey, "There is no key “greyd” here.", "Did you mean “greyed”?"),
        ("due_day_kind: working", "due_day_kind: workng", .wrongType, "“workng” is not one of the choices for “due_day_kind”.", "Did you mean “working”?")
    ])
    func `a row that asks for what there is not`(old: String, new: String, kind: PackProblem.Kind, problem: String, remedy: String) throws {
        let found = try found("forms.yaml", replacing: old, with: new).filter { $0.path.hasPrefix("V1") && $0.kind != .expression }
        #expect(found.map(\.kind) == [kind])
        #expect(found.map(\.problem) == [problem])
        #expect(found.map(\.remedy) == [remedy])
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/forms.yaml:") })
    }

    @Test func `three categories are too many columns`() throws {
        var files = lists
        files["categories.yaml"]! += "\n- {code: C, name: {vi: Loại, en: Kind}, options: [{code: C1, name: {vi: Một, en: One}}]}"
        files["data-elements.csv"]! = files["data-elements.csv"]!.replacing("SEX AGE", with: "SEX AGE C")
        files["forms.yaml"]! = rows.replacing("columns: [SEX, AGE]\n      greyed: [\"F,OLD\", [M, OLD]]", with: "columns: [SEX, AGE, C]").replacing("#{GUIDED:F&OLD}", with: "#{GUIDED}")
        #expect(
            try check(files.mapValues { $0 }).found == [
                Found(.layout, "demo/forms.yaml:19:16", "V1 › sections › [1] › rows › [2] › columns", "This row has 3 categories as columns.", "Keep two at most.")
            ])
    }

    @Test func `a section with both kinds of lists`() throws {
        #expect(
            try found("forms.yaml", replacing: "    rows:\n    - data_element: HEADS\n      gathers", with: "    data_elements: [HEADS]\n    rows:\n    - data_element: HEADS\n      gathers") == [
                Found(
                    .layout, "demo/forms.yaml:33:20", "F1 › sections › [1] › data_elements", "This section has both “data_elements” and “rows”.",
                    "Make the data elements rows.")
            ])
    }

    @Test(arguments: [
        ("#{GUIDED:F&OLD} /", "#{STAFF} /", PackProblem.Kind.layout, "“STAFF” is not on this form."),
        ("#{GUIDED:F&OLD} /", "#{GUIDED:F} /", .layout, "“GUIDED” has no cell “F” on this form."),
        ("#{GUIDED:F&OLD} /", "#{NOTHING} /", .unknownReference, "There is no data element “NOTHING”."),
        ("#{GUIDED:F&OLD} /", "/", .expression, "The formula is wrong at character 1."),
        ("#{GUIDED:F&OLD} /", "N{T1} /", .expression, "“N{T1}” is not part of a report."),
        ("#{GUIDED:F&OLD} /", "#{GUIDED}.periodOffset(-1) /", .expression, "“#{GUIDED}.periodOffset(-1)” cannot be worked out inside one report."),
        ("#{GUIDED:F&OLD} /", "#{HEADS:OLD} /", .unknownReference, "“HEADS” is not broken down by “AGE”, so it has no “OLD”.")
    ])
    func `a computed row over what is not on the form`(old: String, new: String, kind: PackProblem.Kind, problem: String) throws {
        let found = try found("forms.yaml", replacing: old, with: new)
        let first = try #require(found.first { $0.kind == kind })
        #expect(first.problem == problem && first.location.hasPrefix("demo/forms.yaml:21:1") && first.path == "V1 › sections › [1] › rows › [3] › computed")
    }

    // MARK: - Gathering

    @Test func `what nothing beneath collects cannot be gathered`() throws {
        let alone = rows.replacing("- data_element: HEADS\n      gathers: true", with: "- data_element: DONE\n      gathers: true")
        #expect(
            try check(lists.merging(["forms.yaml": alone]) { $1 }.mapValues { $0 }).found == [
                Found(
                    .level, "demo/forms.yaml:34:21", "F1 › sections › [1] › rows › [1] › data_element",
                    "No form beneath “commune” collects “DONE”, so there is nothing to gather.", "Put it on a form of a lower level, or remove “gathers”.")
            ])
    }

    @Test func `a form gathers the same periods or longer ones, of the same calendar`() throws {
        let weekly = rows.replacing("frequency: month\n  level: commune", with: "frequency: week\n  level: commune")
        #expect(weekly != rows)
        let problems = try check(lists.merging(["forms.yaml": weekly]) { $1 }.mapValues { $0 }).found.filter { $0.kind == .frequency && $0.path.contains("rows") }
        #expect(problems.map(\.problem) == ["HEADS", "GUIDED"].map { "The form “V1” collects “\($0)” for periods that do not make up those of this form." })
        let other = rows.replacing("frequency: month\n  level: commune", with: "frequency: month\n  calendar: nd09\n  level: commune")
        #expect(try check(lists.merging(["forms.yaml": other]) { $1 }.mapValues { $0 }).found.contains { $0.kind == .frequency && $0.path.contains("rows") })
        let yearly = rows.replacing("frequency: quarter\n  calendar: nd09\n  level: province", with: "frequency: year\n  level: province")
            .replacing("data_elements: DONE", with: "rows: [{data_element: DONE}, {data_element: HEADS, gathers: true}]")
        #expect(try check(lists.merging(["forms.yaml": yearly]) { $1 }.mapValues { $0 }).found.filter { $0.path.contains("rows") } == [])
    }

    @Test func `without gathers the one level stays the rule`() throws {
        let found = try found("forms.yaml", replacing: "- data_element: HEADS\n      gathers: true", with: "- data_element: HEADS")
        #expect(found.map(\.kind) == [.level, .level] && found.allSatisfy { $0.location == "demo/forms.yaml:34:21" })
    }

    // MARK: - Validation rules

    @Test(arguments: [
        ("left: \"#{TRAINED}\"", "left: \"#{TRAINED} +\"", PackProblem.Kind.expression, "The formula is wrong at character 13."),
        ("right: \"#{STAFF}\"", "right: \"#{STAF}\"", .unknownReference, "There is no data element “STAF”."),
        ("right: \"#{STAFF}\"", "right: \"#{DONE}\"", .unused, "No form holds all data elements of the rule “R1”."),
        ("right: \"#{STAFF}\"", "right: \"#{STAFF:F}\"", .unused, "No form holds all data elements of the rule “R1”."),
        ("periodOffset(-1)", "periodOffset(1)", .expression, "“#{GUIDED}.periodOffset(1)” cannot be worked out inside one report."),
        ("importance: warning", "importance: grave", .wrongType, "“grave” is not one of the choices for “importance”."),
        ("right: \"#{STAFF}\"\n  explanation: {vi: Hãy xem lại., en: Look again.}", "right: \"#{STAFF}\"\n  explanation: {vi: Hãy xem lại.}", .missingTranslation, "The English text is missing."),
        ("right: \"#{STAFF}\"\n  explanation: {vi: Hãy xem lại., en: Look again.}", "right: \"#{STAFF}\"", .missingKey, "The key “explanation” is missing.")
    ])
    func `a rule that cannot be kept`(old: String, new: String, kind: PackProblem.Kind, problem: String) throws {
        let found = try found("validation-rules.yaml", replacing: old, with: new)
        #expect(found.map(\.kind) == [kind] && found.map(\.problem) == [problem])
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/validation-rules.yaml:") })
    }

    @Test func `a rule's operator is one of eight, and a rule on no form is only a warning`() throws {
        let rules = try #require(lists["validation-rules.yaml"])
        let wrong = rules.replacing("left: \"#{TRAINED}\"\n  operator: \"<=\"", with: "left: \"#{TRAINED}\"\n  operator: \"=<\"")
        #expect(try check(lists.merging(["validation-rules.yaml": wrong]) { $1 }.mapValues { $0 }).found.map(\.problem) == ["“=<” is not one of the choices for “operator”."])
        for word in ["==", "!=", ">", ">=", "<", "<=", "compulsory_pair", "exclusive_pair"] {
            let other = rules.replacing("left: \"#{TRAINED}\"\n  operator: \"<=\"", with: "left: \"#{TRAINED}\"\n  operator: \"\(word)\"")
            #expect(try check(lists.merging(["validation-rules.yaml": other]) { $1 }.mapValues { $0 }).found == [])
        }
        let unused = try check(lists.merging(["validation-rules.yaml": rules.replacing("\"#{STAFF}\"", with: "\"#{DONE}\"")]) { $1 }.mapValues { $0 })
        #expect(!unused.hasErrors && unused.pack != nil)
    }

    // MARK: - Regimes

    @Test(arguments: [
        ("form: V1,", "form: V9,", PackProblem.Kind.unknownReference, "There is no form “V9”."),
        ("agency: SO", "agency: VP", .unknownReference, "There is no agency “VP”."),
        ("received_at: commune", "received_at: village", .level, "“V1” is reported at “village”, so it is received further up."),
        ("received_at: province", "received_at: commune", .level, "“F1” is reported at “commune”, so it is received further up."),
        ("received_at: commune", "received_at: comune", .wrongType, "“comune” is not one of the choices for “received_at”."),
        ("[3, 0, -2]", "[0, 3, -2]", .order, "The reminders are out of order or stand twice."),
        ("[3, 0, -2]", "[3, 3]", .order, "The reminders are out of order or stand twice."),
        ("[3, 0, -2]", "[soon]", .wrongType, "This is “soon”; it should be a whole number from -60 to 60."),
        ("form: F1,", "form: V1,", .overlap, "The form “V1” already follows the regime “G1” at that time."),
        ("  citation: PLAN\n", "", .missingCitation, "There is no citation.")
    ])
    func `a regime that cannot be kept`(old: String, new: String, kind: PackProblem.Kind, problem: String) throws {
        let found = try found("regimes.yaml", replacing: old, with: new)
        #expect(found.map(\.kind) == [kind] && found.map(\.problem) == [problem])
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/regimes.yaml:") })
    }

    @Test func `a province's own report is received by the province`() throws {
        #expect(try found("regimes.yaml", replacing: "form: F1,", with: "form: F2,") == [])
    }

    @Test func `a form follows one regime at a time, but may change it`() throws {
        func second(from day: String) throws -> [Found] {
            let more = lists["regimes.yaml"]! + "\n- {code: G2, name: {vi: Chế độ mới, en: New}, steps: [{form: V1, received_at: commune}], citation: PLAN, valid_from: \(day)}"
            return try check(lists.merging(["regimes.yaml": more]) { $1 }.mapValues { $0 }).found
        }
        #expect(try second(from: "2027-01-01") == [])
        #expect(
            try second(from: "2026-12-31") == [
                Found(
                    .overlap, "demo/regimes.yaml:12:62", "G2 › steps › [1] › form", "The form “V1” already follows the regime “G1” at that time.",
                    "A form follows one regime at a time: remove one step, or correct valid_from and valid_to.")
            ])
    }

    // MARK: - Roles and holidays

    @Test(arguments: [
        ("[fill, submit]", "[fil, submit]", PackProblem.Kind.wrongType, "“fil” is not one of the choices for “rights”."),
        ("held_at: [commune]", "held_at: [comune]", .wrongType, "“comune” is not one of the choices for “held_at”."),
        ("[commune, village]}", "[province]}", .level, "A role held at “commune” does not reach “province”."),
        ("held_at: [commune]", "held_at: []", .missingKey, "“held_at” is empty.")
    ])
    func `a role whose rights reach nothing`(old: String, new: String, kind: PackProblem.Kind, problem: String) throws {
        let found = try found("roles.yaml", replacing: old, with: new)
        #expect(found.map(\.kind) == [kind] && found.map(\.problem) == [problem])
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/roles.yaml:") })
    }

    @Test func `a role without grants`() throws {
        let none = "- {code: X, name: {vi: Cán bộ, en: Officer}, held_at: commune, grants: []}"
        #expect(try check(lists.merging(["roles.yaml": none]) { $1 }.mapValues { $0 }).found.map(\.problem) == ["“grants” is empty."])
    }

    @Test(arguments: [
        ("2026-09-02", "2026-02-30", PackProblem.Kind.wrongType, "This is “2026-02-30”; it should be a real day written year-month-day, such as 2025-12-31."),
        ("2026-08-22,Làm bù,Worked in lieu,true", "2026-09-02,Làm bù,Worked in lieu,", .duplicateCode, "2026-09-02 already stands in demo/holidays.csv, line 2."),
        ("2026-08-22", "2026-08-21", .calendar, "2026-08-21 is no Saturday or Sunday, so it is worked anyway.")
    ])
    func `a day that is no holiday`(old: String, new: String, kind: PackProblem.Kind, problem: String) throws {
        let found = try found("holidays.csv", replacing: old, with: new)
        #expect(found.first?.kind == kind && found.first?.problem == problem)
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/holidays.csv:") })
    }

    @Test func `a holiday that a required pack already has`() throws {
        let found = try check([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: lib", "holidays.csv": lists["holidays.csv"]!,
            "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}", "lib/holidays.csv": "day,name.vi,name.en\n2026-09-02,Quốc khánh,National Day"
        ]).found
        #expect(found.map(\.problem) == ["2026-09-02 already stands in lib/holidays.csv, line 2."])
    }
}
