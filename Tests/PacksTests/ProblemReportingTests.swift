import Domain
import Foundation
import Packs
import Testing

/// Forms in rows, and the rules of their cells.
struct ProblemReportingTests {
    @Test func `everything of reporting is read as it is written`() throws {
        let check = try check(reportingLists.mapValues { $0 })
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
        let found = try foundInReporting("forms.yaml", replacing: old, with: new).filter { $0.path.hasPrefix("V1") && $0.kind != .expression }
        #expect(found.map(\.kind) == [kind])
        #expect(found.map(\.problem) == [problem])
        #expect(found.map(\.remedy) == [remedy])
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/forms.yaml:") })
    }

    @Test func `three categories are too many columns`() throws {
        var files = reportingLists
        files["categories.yaml"]! += "\n- {code: C, name: {vi: Loại, en: Kind}, options: [{code: C1, name: {vi: Một, en: One}}]}"
        files["data-elements.csv"]! = files["data-elements.csv"]!.replacing("SEX AGE", with: "SEX AGE C")
        files["forms.yaml"]! = reportingForms.replacing("columns: [SEX, AGE]\n      greyed: [\"F,OLD\", [M, OLD]]", with: "columns: [SEX, AGE, C]").replacing("#{GUIDED:F&OLD}", with: "#{GUIDED}")
        #expect(
            try check(files.mapValues { $0 }).found == [
                Found(.layout, "demo/forms.yaml:19:16", "V1 › sections › [1] › rows › [2] › columns", "This row has 3 categories as columns.", "Keep two at most.")
            ])
    }

    @Test func `a section with both kinds of lists`() throws {
        #expect(
            try foundInReporting("forms.yaml", replacing: "    rows:\n    - data_element: HEADS\n      gathers", with: "    data_elements: [HEADS]\n    rows:\n    - data_element: HEADS\n      gathers") == [
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
        let found = try foundInReporting("forms.yaml", replacing: old, with: new)
        let first = try #require(found.first { $0.kind == kind })
        #expect(first.problem == problem && first.location.hasPrefix("demo/forms.yaml:21:1") && first.path == "V1 › sections › [1] › rows › [3] › computed")
    }

    // MARK: - Gathering

    @Test func `what nothing beneath collects cannot be gathered`() throws {
        let alone = reportingForms.replacing("- data_element: HEADS\n      gathers: true", with: "- data_element: DONE\n      gathers: true")
        #expect(
            try check(reportingLists.merging(["forms.yaml": alone]) { $1 }.mapValues { $0 }).found == [
                Found(
                    .level, "demo/forms.yaml:34:21", "F1 › sections › [1] › rows › [1] › data_element",
                    "No form beneath “commune” collects “DONE”, so there is nothing to gather.", "Put it on a form of a lower level, or remove “gathers”.")
            ])
    }

    @Test func `a form gathers the same periods or longer ones, of the same calendar`() throws {
        let weekly = reportingForms.replacing("frequency: month\n  level: commune", with: "frequency: week\n  level: commune")
        #expect(weekly != reportingForms)
        let problems = try check(reportingLists.merging(["forms.yaml": weekly]) { $1 }.mapValues { $0 }).found.filter { $0.kind == .frequency && $0.path.contains("rows") }
        #expect(problems.map(\.problem) == ["HEADS", "GUIDED"].map { "The form “V1” collects “\($0)” for periods that do not make up those of this form." })
        let other = reportingForms.replacing("frequency: month\n  level: commune", with: "frequency: month\n  calendar: nd09\n  level: commune")
        #expect(try check(reportingLists.merging(["forms.yaml": other]) { $1 }.mapValues { $0 }).found.contains { $0.kind == .frequency && $0.path.contains("rows") })
        let yearly = reportingForms.replacing("frequency: quarter\n  calendar: nd09\n  level: province", with: "frequency: year\n  level: province")
            .replacing("data_elements: DONE", with: "rows: [{data_element: DONE}, {data_element: HEADS, gathers: true}]")
        #expect(try check(reportingLists.merging(["forms.yaml": yearly]) { $1 }.mapValues { $0 }).found.filter { $0.path.contains("rows") } == [])
    }

    @Test func `without gathers the one level stays the rule`() throws {
        let found = try foundInReporting("forms.yaml", replacing: "- data_element: HEADS\n      gathers: true", with: "- data_element: HEADS")
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
        let found = try foundInReporting("validation-rules.yaml", replacing: old, with: new)
        #expect(found.map(\.kind) == [kind] && found.map(\.problem) == [problem])
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/validation-rules.yaml:") })
    }

    @Test func `a rule's operator is one of eight, and a rule on no form is only a warning`() throws {
        let rules = try #require(reportingLists["validation-rules.yaml"])
        let wrong = rules.replacing("left: \"#{TRAINED}\"\n  operator: \"<=\"", with: "left: \"#{TRAINED}\"\n  operator: \"=<\"")
        #expect(try check(reportingLists.merging(["validation-rules.yaml": wrong]) { $1 }.mapValues { $0 }).found.map(\.problem) == ["“=<” is not one of the choices for “operator”."])
        for word in ["==", "!=", ">", ">=", "<", "<=", "compulsory_pair", "exclusive_pair"] {
            let other = rules.replacing("left: \"#{TRAINED}\"\n  operator: \"<=\"", with: "left: \"#{TRAINED}\"\n  operator: \"\(word)\"")
            #expect(try check(reportingLists.merging(["validation-rules.yaml": other]) { $1 }.mapValues { $0 }).found == [])
        }
        let unused = try check(reportingLists.merging(["validation-rules.yaml": rules.replacing("\"#{STAFF}\"", with: "\"#{DONE}\"")]) { $1 }.mapValues { $0 })
        #expect(!unused.hasErrors && unused.pack != nil)
    }
}
