import Domain
import Foundation
import Packs
import Testing

/// What is wrong with what the files say: references, formulas, ranges, periods, levels.
struct ProblemMeaningTests {
    // MARK: - Codes and references

    @Test func `two entries with one code`() throws {
        #expect(
            try check(["goals.yaml": "- {code: G1, name: {vi: Một, en: One}}\n- {code: G1, name: {vi: Hai, en: Two}}"]).found == [
                Found(
                    .duplicateCode, "demo/goals.yaml:2:10", "G1 › code", "The goal “G1” is already declared in demo/goals.yaml, line 1.",
                    "Give it another code or remove one of the two.")
            ])
    }

    @Test func `a category option's code is unique over all categories`() throws {
        let text =
            PackFolder.sound["categories.yaml"]!
            + "\n- code: ROLE\n  name: {vi: Vai trò, en: Role}\n  options:\n  - {code: F, name: {vi: Trưởng bản, en: Head}}"
        #expect(
            try check(["categories.yaml": text]).found == [
                Found(
                    .duplicateCode, "demo/categories.yaml:9:12", "ROLE › options › F › code",
                    "The category option “F” is already declared in demo/categories.yaml, line 4.", "Give it another code or remove one of the two.")
            ])
    }

    @Test(arguments: [
        ("agencies.yaml", "parent: UBND", "parent: UBNT", "agencies.yaml:2:54", "SO › parent", "There is no agency “UBNT”.", "Did you mean “UBND”?"),
        ("pack.yaml", "lead_agency: SO", "lead_agency: VP", "pack.yaml:11:16", "programme › lead_agency", "There is no agency “VP”.", "Did you mean “SO”?"),
        ("indicators.yaml", "goal: G1", "goal: G2", "indicators.yaml:10:9", "T1 › goal", "There is no goal “G2”.", "Did you mean “G1”?"),
        (
            "indicators.yaml", "solution_group: S1", "solution_group: KTS", "indicators.yaml:11:19", "T1 › solution_group", "There is no solution group “KTS”.",
            "Known are: S1."
        ),
        ("indicators.yaml", "agency: SO", "agency: SOO", "indicators.yaml:12:11", "T1 › agency", "There is no agency “SOO”.", "Did you mean “SO”?"),
        (
            "indicators.yaml", "categories: [SEX]", "categories: [SEX, AGE]", "indicators.yaml:9:21", "T1 › categories › [2]", "There is no category “AGE”.",
            "Known are: SEX."
        ),
        (
            "indicators.yaml", "published_as: SHARE", "published_as: SHARES", "indicators.yaml:6:17", "T1 › published_as", "There is no data element “SHARES”.",
            "Did you mean “SHARE”?"
        ),
        (
            "forms.yaml", "[TRAINED, STAFF]", "[TRAINED, STAF]", "forms.yaml:9:30", "F1 › sections › [1] › data_elements › [2]",
            "There is no data element “STAF”.", "Did you mean “STAFF”?"
        ),
        ("targets.csv", "T1,11,2030", "T7,11,2030", "targets.csv:2:1", "[1] › indicator", "There is no indicator “T7”.", "Did you mean “T1”?"),
        ("baselines.csv", "T1,11", "T7,11", "baselines.csv:2:1", "[1] › indicator", "There is no indicator “T7”.", "Did you mean “T1”?"),
        ("results.csv", "SHARE,11", "SHAER,11", "results.csv:2:1", "[1] › data_element", "There is no data element “SHAER”.", "Did you mean “SHARE”?"),
        ("results.csv", "more_than,PLAN", "more_than,PLAM", "results.csv:2:28", "[1] › citation", "There is no citation “PLAM”.", "Did you mean “PLAN”?"),
        (
            "data-elements.csv", "last,commune,SEX\nSTAFF", "last,commune,SEX AGE\nSTAFF", "data-elements.csv:2:65", "TRAINED › categories",
            "There is no category “AGE”.", "Known are: SEX."
        )
    ])
    func `a reference to nothing`(file: String, old: String, new: String, location: String, path: String, problem: String, remedy: String) throws {
        let found = try check(file, replacing: old, with: new).found.filter { $0.kind != .unused }
        #expect(found == [Found(.unknownReference, "demo/\(location)", path, problem, remedy)])
    }

    @Test func `a unit that did not exist on the day`() throws {
        let former = PackFolder.sound["targets.csv"]!.replacing("T1,11", with: "T1,60")
        #expect(try check(["targets.csv": former]).found.map(\.location) == ["demo/targets.csv:2:4"])
        let pack = PackFolder.sound["pack.yaml"]!.replacing("unit_as_of: 2025-07-01", with: "unit_as_of: 2021-01-01")
        #expect(try check(["targets.csv": former, "pack.yaml": pack]).found == [])
        #expect(
            try check("pack.yaml", replacing: "unit: \"11\"", with: "unit: \"60\"").found == [
                Found(
                    .unknownReference, "demo/pack.yaml:7:9", "programme › unit", "No unit had the code “60” on 2025-07-01.",
                    "Check the code (with leading zeros) and the day; provinces have 2 digits, communes 5.")
            ])
        #expect(try check("results.csv", replacing: "SHARE,11,2025", with: "SHARE,60,2025").found.map(\.location) == ["demo/results.csv:2:7"])
    }

    @Test func `an option that the data element is not broken down by`() throws {
        let results = "data_element,unit,period,value,options,citation\nSHARE,11,2025,96,F,PLAN\nTRAINED,11,2025,3,X,PLAN\n"
        #expect(
            try check(["results.csv": results]).found == [
                Found(
                    .unknownReference, "demo/results.csv:2:18", "[1] › options", "“SHARE” is not broken down by “SEX”, so it has no “F”.",
                    "Add “SEX” to the data element's categories."),
                Found(.unknownReference, "demo/results.csv:3:19", "[2] › options", "There is no category option “X”.", "Did you mean “F”?")
            ])
    }

    // MARK: - Cycles

    @Test func `agencies that stand under each other`() throws {
        #expect(
            try check(
                "agencies.yaml", replacing: "{code: UBND, name: {vi: Ủy ban, en: Committee}}",
                with: "{code: UBND, name: {vi: Ủy ban, en: Committee}, parent: SO}"
            ).found == [
                Found(.cycle, "demo/agencies.yaml:2:54", "SO › parent", "These agencies stand under each other: SO → UBND → SO.", "Remove one “parent”.")
            ])
    }

    @Test func `indicators that are computed from each other`() throws {
        let text = PackFolder.sound["indicators.yaml"]!.replacing("\"#{TRAINED}\"", with: "\"#{TRAINED} + N{T2}\"").replacing(
            "\"#{DONE}\"", with: "\"N{T1} > 50\"")
        let found = try check(["indicators.yaml": text]).found
        #expect(
            found == [
                Found(
                    .cycle, "demo/indicators.yaml:4:14", "T1 › numerator", "These indicators are computed from each other: T1 → T2 → T1.",
                    "Replace one N{…} by data elements #{…}.")
            ])
    }

    // MARK: - Formulas

    @Test(arguments: [
        ("\"#{TRAINED}\"", "\"#{TRAINED} + \"", "4:27"),
        ("\"#{TRAINED}\"", "\"#{TRAINED\"", "4:15"),
        ("\"#{TRAINED}\"", "'(#{TRAINED}'", "4:15"),
        ("\"#{TRAINED}\"", ">\n      #{TRAINED}\n      + foo(1)", "6:9"),
        ("\"#{TRAINED}\"", "|\n      #{TRAINED}\n\n      ) + 1", "7:7"),
        ("\"#{TRAINED}\"", "1 + \n      $", "5:7")
    ])
    func `a formula error is shown at its character in the file`(old: String, new: String, place: String) throws {
        let found = try check("indicators.yaml", replacing: old, with: new).found.filter { $0.kind == .expression }
        #expect(found.map(\.location) == ["demo/indicators.yaml:\(place)"])
        #expect(found.map(\.path) == ["T1 › numerator"])
    }

    @Test func `a formula error says what to do in both languages`() throws {
        let problem = try #require(try check("indicators.yaml", replacing: "\"#{STAFF}\"", with: "\"iff(#{STAFF}, 1, 2)\"").problems.first)
        #expect(problem.problem.en == "The formula is wrong at character 1.")
        #expect(problem.remedy.en.contains("“if”") && problem.remedy.vi.contains("«if»"))
    }

    @Test func `a formula over unknown data elements, each at its place`() throws {
        #expect(
            try check("indicators.yaml", replacing: "\"#{TRAINED}\"", with: "\"#{TRAINED} + #{TRAINE} - #{X:F}\"").found == [
                Found(.unknownReference, "demo/indicators.yaml:4:28", "T1 › numerator", "There is no data element “TRAINE”.", "Did you mean “TRAINED”?"),
                Found(
                    .unknownReference, "demo/indicators.yaml:4:40", "T1 › numerator", "There is no data element “X”.", "Known are: DONE, SHARE, STAFF, TRAINED."
                )
            ])
    }

    @Test func `a formula over unknown indicators, forms, options and constants`() throws {
        let found = try check("indicators.yaml", replacing: "\"#{TRAINED}\"", with: "\"#{TRAINED:Q} + N{T9} + R{F7.REPORTING_RATE} + C{PI}\"").found
        #expect(
            found.map(\.problem) == [
                "There is no category option “Q”.", "There is no indicator “T9”.", "There is no form “F7”.", "Packs have no constants; “C{PI}” has no value."
            ])
        #expect(found.map(\.location) == ["4:15", "4:30", "4:38", "4:61"].map { "demo/indicators.yaml:\($0)" })
    }

    @Test func `a formula over text, over data of a higher level or a longer period`() throws {
        let elements = PackFolder.sound["data-elements.csv"]! + "\nNOTE,Ghi chú,Note,text,last,commune,"
        let indicators = PackFolder.sound["indicators.yaml"]!
        #expect(
            try check(["data-elements.csv": elements, "indicators.yaml": indicators.replacing("\"#{TRAINED}\"", with: "\"#{TRAINED} + #{NOTE}\"")]).found.map(
                \.problem)
                == ["“NOTE” cannot be calculated with: its type is “text”."])
        #expect(try check("indicators.yaml", replacing: "level: commune", with: "level: village").found.map(\.kind) == [.level, .level])
        #expect(
            try check("indicators.yaml", replacing: "frequency: month", with: "frequency: day").found.map(\.problem) == [
                "The indicator is per “day”, but “TRAINED” is collected per “month”.", "The indicator is per “day”, but “STAFF” is collected per “month”."
            ])
        #expect(
            try check("indicators.yaml", replacing: "  calendar: nd09\n", with: "").found == [
                Found(
                    .calendar, "demo/indicators.yaml:17:15", "T2 › numerator",
                    "“DONE” is collected by the calendar “nd09”, which the indicator does not follow.", "Write calendar: nd09 for the indicator.")
            ])
    }

    @Test func `a share without a denominator needs its published figure`() throws {
        #expect(try check("indicators.yaml", replacing: "  denominator: \"#{STAFF}\"\n", with: "").found == [])
        let text = PackFolder.sound["indicators.yaml"]!.replacing("  denominator: \"#{STAFF}\"\n", with: "").replacing("  published_as: SHARE\n", with: "")
        #expect(
            try check(["indicators.yaml": text]).found == [
                Found(
                    .missingDenominator, "demo/indicators.yaml:1:3", "T1 › denominator", "A ratio needs a denominator.",
                    "Add “denominator”, or “published_as” where only the result itself is published.")
            ])
        #expect(
            try check("indicators.yaml", replacing: "measure: ratio", with: "measure: number\n  unit_of_measure: \"%\"").found.map(\.problem) == [
                "A “number” has no denominator."
            ])
        #expect(
            try check("indicators.yaml", replacing: "published_as: SHARE", with: "published_as: STAFF").found.map(\.problem)
                == ["The data element “STAFF” of type “count” cannot carry this indicator's result."])
        #expect(
            try check("indicators.yaml", replacing: "\"#{DONE}\"", with: "\"#{DONE}\"\n  factor: 100").found.map(\.problem) == ["A milestone has no factor."])
    }

    // MARK: - Targets

    @Test(arguments: [
        ("T1,11,2030-12-31,80", "T1,11,2030-12-31,101", "2:18", "“101” is outside what the indicator “T1” can reach.", "A percentage goes from 0 to 100."),
        ("T1,11,2030-12-31,80", "T1,11,2030-12-31,-1", "2:18", "“-1” is outside what the indicator “T1” can reach.", "A percentage goes from 0 to 100."),
        ("T2,11,2025-12-31,1", "T2,11,2025-12-31,100", "3:18", "“100” is outside what the indicator “T2” can reach.", "A milestone is 0 (not met) or 1 (met)."),
        ("T2,11,2025-12-31,1", "T2,11,2025-12-31,0.5", "3:18", "“0.5” is outside what the indicator “T2” can reach.", "A milestone is 0 (not met) or 1 (met).")
    ])
    func `a target outside what its indicator can reach`(old: String, new: String, place: String, problem: String, remedy: String) throws {
        #expect(
            try check("targets.csv", replacing: old, with: new).found == [
                Found(.outOfRange, "demo/targets.csv:\(place)", "[\(place.hasPrefix("2") ? 1 : 2)] › value", problem, remedy)
            ])
    }

    @Test func `a target for a count is not negative and keeps to the data element's range`() throws {
        let indicators =
            PackFolder.sound["indicators.yaml"]! + """

                - code: T3
                  name: {vi: Số người, en: Persons}
                  measure: number
                  numerator: "#{STAFF}"
                  unit_of_measure: {vi: người, en: persons}
                  frequency: month
                  level: commune
                  citation: PLAN
                """
        let targets = "indicator,unit,due,value,citation\nT3,11,2030-12-31,-5,PLAN"
        #expect(try check(["indicators.yaml": indicators, "targets.csv": targets]).found.map(\.remedy) == ["A count is not negative."])
        let elements = PackFolder.sound["data-elements.csv"]!.replacing("categories\n", with: "categories,maximum\n").replacing(
            "SEX\nSTAFF,Số cán bộ,Staff,count,last,commune,SEX", with: "SEX,\nSTAFF,Số cán bộ,Staff,count,last,commune,SEX,100"
        )
        .replacing("province,", with: "province,,")
        #expect(
            try check([
                "indicators.yaml": indicators, "data-elements.csv": elements, "targets.csv": "indicator,unit,due,value,citation\nT3,11,2030-12-31,101,PLAN"
            ]).found
                .map(\.remedy) == ["It must lie in the range of “STAFF”."])
    }

    @Test func `a target whose day is outside the programme or the indicator's validity`() throws {
        #expect(
            try check("targets.csv", replacing: "2030-12-31", with: "2031-01-01").found == [
                Found(
                    .validity, "demo/targets.csv:2:7", "[1] › due", "2031-01-01 is outside the time of the programme (2025-01-01 – 2030-12-31).",
                    "Correct the day, or the time it holds.")
            ])
        #expect(
            try check("indicators.yaml", replacing: "  goal: G1", with: "  goal: G1\n  valid_to: 2028-12-31").found == [
                Found(
                    .validity, "demo/targets.csv:2:7", "[1] › due", "2030-12-31 is outside the time of the indicator (… – 2028-12-31).",
                    "Correct the day, or the time it holds.")
            ])
    }

    @Test func `two targets for one indicator, unit and day`() throws {
        let text = PackFolder.sound["targets.csv"]!.trimmingCharacters(in: .newlines) + "\nT1,11,2030-12-31,90,PLAN"
        #expect(
            try check(["targets.csv": text]).found == [
                Found(
                    .duplicateTarget, "demo/targets.csv:4:1", "[3]", "“T1” of the unit “11” by 2030-12-31 already has a target in line 2.",
                    "Keep one of them, or change the unit or the day.")
            ])
        #expect(try check(["baselines.csv": PackFolder.sound["baselines.csv"]! + "\nT1,11,2025-02-01,11,PLAN"]).found.map(\.kind) == [.duplicateTarget])
    }

    @Test func `a target for a unit below the indicator's level, and a milestone with a bound`() throws {
        #expect(
            try check("targets.csv", replacing: "T2,11", with: "T2,03127").found == [
                Found(
                    .level, "demo/targets.csv:3:4", "[2] › unit", "The unit “03127” is at the level “commune”; the indicator goes down to “province” only.",
                    "Set it for a unit above, or lower the indicator's level.")
            ])
        #expect(
            try check(["targets.csv": "indicator,unit,due,value,bound,citation\nT2,11,2025-12-31,1,less_than,PLAN"]).found.map(\.problem) == [
                "A milestone is met or not."
            ])
    }

    // MARK: - Validity, calendars, windows

    @Test func `an end before its beginning`() throws {
        #expect(
            try check("indicators.yaml", replacing: "  goal: G1", with: "  goal: G1\n  valid_from: 2026-01-01\n  valid_to: 2025-01-01").found.first
                == Found(
                    .validity, "demo/indicators.yaml:12:13", "T1 › valid_to", "valid_to (2025-01-01) is before valid_from (2026-01-01).",
                    "It must end on or after the day it begins."))
        #expect(try check("windows.yaml", replacing: "last_day: 2025-10-25", with: "last_day: 2025-07-14").found.map(\.kind) == [.validity])
        #expect(try check("pack.yaml", replacing: "last_day: 2030-12-31", with: "last_day: 2024-12-31").found.first?.kind == .validity)
    }

    @Test func `codes of calendars and windows that could be taken for other periods`() throws {
        #expect(
            try check("windows.yaml", replacing: "code: W-1", with: "code: 2025").found == [
                Found(
                    .calendar, "demo/windows.yaml:1:10", "2025 › code", "The window's code “2025” could be taken for another period.",
                    "Begin with a letter; use capital letters, digits and “-”, as in DL-100D.")
            ])
        let calendars = PackFolder.sound["calendars.yaml"]! + "\n- {code: ND10, name: {vi: Kỳ khác, en: Other periods}, cut_off_day: 20, citation: PLAN}"
        #expect(try check(["calendars.yaml": calendars]).found.map(\.kind) == [.calendar])
    }

    // MARK: - Results

    @Test(arguments: [
        ("2025", "2025-13", "There is no period “2025-13”.", "The number here goes from 1 to 12."),
        (
            "2025", "năm 2025", "There is no period “năm 2025”.",
            "Write it as 2026, 2026-S1, 2026-Q3, 2026-07, 2026-W05, 2026-07-15, nd09:2026-07 or a window's code."
        ),
        ("2025", "nd10:2025", "There is no period “nd10:2025”.", "Did you mean “nd09”?"),
        ("2025", "W-2", "There is no period “W-2”.", "Did you mean “W-1”?"),
        ("2025", "nd09:2025-W01", "There is no period “nd09:2025-W01”.", "A reporting calendar has months, quarters, half-years and years only.")
    ])
    func `a result's period that is none`(old: String, new: String, problem: String, remedy: String) throws {
        #expect(try check("results.csv", replacing: old, with: new).found == [Found(.period, "demo/results.csv:2:10", "[1] › period", problem, remedy)])
    }

    @Test(arguments: ["nd09:2025-Q3", "W-1", "2025-S1", "2025-07-15"])
    func `a result may stand for any period of the pack`(period: String) throws {
        #expect(try check("results.csv", replacing: "2025", with: period).found == [])
    }

    @Test(arguments: [
        ("SHARE", "96%"), ("SHARE", "101"), ("SHARE", "96.5"), ("SHARE", "hơn 96"), ("DONE", "có"), ("DONE", "1"), ("STAFF", "-1"), ("STAFF", "2.5"),
        ("STAFF", "1.000.000")
    ])
    func `a result that its data element cannot hold`(element: String, value: String) throws {
        let check = try check(["results.csv": "data_element,unit,period,value,citation\n\(element),11,2025,\(value),PLAN"])
        #expect(check.found.map(\.kind) == [.value])
        #expect(check.found.first?.location == "demo/results.csv:2:\(10 + element.count)")
        #expect(check.found.first?.problem == "“\(value)” is no value of “\(element)”.")
    }

    @Test func `a result printed twice and a bound on a yes`() throws {
        let found = try check([
            "results.csv": "data_element,unit,period,value,bound,citation\nSHARE,11,2025,96,,PLAN\nSHARE,11,2025,97,,PLAN\nDONE,11,2025,true,more_than,PLAN"
        ]).found
        #expect(found.map(\.kind) == [.duplicateResult, .value])
        #expect(found.map(\.location) == ["demo/results.csv:3:1", "demo/results.csv:4:19"])
    }

    // MARK: - Forms and data elements

    @Test func `a form with a data element of another level, twice, or for other periods elsewhere`() throws {
        #expect(
            try check("forms.yaml", replacing: "[TRAINED, STAFF]", with: "[TRAINED, STAFF, SHARE, STAFF]").found == [
                Found(
                    .level, "demo/forms.yaml:9:37", "F1 › sections › [1] › data_elements › [3]", "“SHARE” is reported at “province”, the form at “commune”.",
                    "Move it to a form of its own level."),
                Found(
                    .duplicateCode, "demo/forms.yaml:9:44", "F1 › sections › [1] › data_elements › [4]", "“STAFF” stands twice on the form.",
                    "Keep one of them.")
            ])
        let forms =
            PackFolder.sound["forms.yaml"]! + """

                - code: F3
                  name: {vi: Báo cáo năm, en: Annual report}
                  frequency: year
                  level: commune
                  due_days: 5
                  citation: PLAN
                  sections:
                  - name: {vi: Tập huấn, en: Training}
                    data_elements: [STAFF]
                """
        #expect(
            try check(["forms.yaml": forms]).found.filter { $0.location.contains("forms") } == [
                Found(
                    .frequency, "demo/forms.yaml:28:21", "F3 › sections › [1] › data_elements › [1]",
                    "“STAFF” is already collected for other periods, on the form “F1”.", "Collect each data element for one frequency and calendar only.")
            ])
    }

    @Test func `a data element collected at two levels`() throws {
        let elements = try #require(PackFolder.sound["data-elements.csv"]).replacing("count,last,commune,SEX\nDONE", with: "count,last,,SEX\nDONE")
        #expect(try check(["data-elements.csv": elements]).found == [])
        let forms =
            try #require(PackFolder.sound["forms.yaml"]) + """

                - code: F3
                  name: {vi: Báo cáo của tỉnh, en: Report of the province}
                  frequency: month
                  level: province
                  due_days: 5
                  citation: PLAN
                  sections:
                  - name: {vi: Tập huấn, en: Training}
                    data_elements: [STAFF]
                """
        #expect(
            try check(["data-elements.csv": elements, "forms.yaml": forms]).found == [
                Found(
                    .level, "demo/forms.yaml:28:21", "F3 › sections › [1] › data_elements › [1]",
                    "“STAFF” is already collected at “commune”, on the form “F1”.",
                    "A unit's own figure stands for the sum of those beneath it, so collect each data element at one level only.")
            ])
    }

    @Test func `a form without data elements, with a calendar for days, or for windows that do not exist`() throws {
        #expect(
            try check("forms.yaml", replacing: "data_elements: DONE", with: "data_elements: []").found.map(\.problem) == ["The form asks for no data element."])
        #expect(
            try check("forms.yaml", replacing: "frequency: month", with: "frequency: day\n  calendar: nd09").found.map(\.problem).first
                == "A reporting calendar has no periods of the kind “day”.")
        let none = PackFolder.sound["forms.yaml"]!.replacing("frequency: quarter\n  calendar: nd09", with: "frequency: window\n  valid_from: 2025-08-01")
        #expect(try check(["forms.yaml": none]).found.map(\.problem).contains("No window lies within the time the form holds."))
    }

    @Test func `percentages and text are not summed`() throws {
        #expect(
            try check("data-elements.csv", replacing: "percentage,last", with: "percentage,sum").found == [
                Found(
                    .aggregation, "demo/data-elements.csv:5:51", "SHARE › over_time", "Percentages cannot be summed.",
                    "Write over_time: none, last or another aggregation.")
            ])
        #expect(
            try check("data-elements.csv", replacing: "SHARE,Tỷ lệ đã công bố,Published share,percentage,last", with: "SHARE,Ghi chú,Note,text,average").found
                .map(\.kind).contains(.aggregation))
    }

    @Test func `a data element that nothing uses is a warning, but not in a library`() throws {
        let elements = PackFolder.sound["data-elements.csv"]! + "\nSPARE,Số dự phòng,Spare,count,last,commune,"
        let check = try check(["data-elements.csv": elements])
        #expect(
            check.found == [
                Found(
                    .unused, "demo/data-elements.csv:6:1", "SPARE › code", "No indicator, form or result uses this data element.",
                    "Put it on a form, or remove it.")
            ])
        #expect(!check.hasErrors && check.pack != nil)
        let library = try checkLibrary(elements)
        #expect(library.found == [])
    }

    private func checkLibrary(_ elements: String) throws -> PackCheck {
        let left = ["pack.yaml": "code: demo\nversion: \"1\"\nname: {vi: Gói thử, en: Trial pack}", "data-elements.csv": elements]
        let gone = PackFolder.sound.keys.filter { !["pack.yaml", "data-elements.csv", "categories.yaml"].contains($0) }
        return try check(Dictionary(uniqueKeysWithValues: gone.map { ($0, String?.none) }).merging(left.mapValues { $0 }) { $1 })
    }

    // MARK: - Sets of packs

    @Test func `a pack uses what the packs it requires declare`() throws {
        let check = try check([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: [lib]",
            "categories.yaml": nil,
            "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}",
            "lib/categories.yaml": PackFolder.sound["categories.yaml"]!
        ])
        #expect(check.found == [])
        #expect(check.required.map(\.code) == ["lib"])
    }

    @Test func `a required pack that is not there, or requires back`() throws {
        #expect(
            try check(["pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: [lib]", "lab/pack.yaml": "code: lab"]).found == [
                Found(.unknownReference, "demo/pack.yaml:13:11", "requires", "There is no pack “lib” beside this one.", "Did you mean “lab”?")
            ])
        let back = "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}\nrequires: demo"
        #expect(
            try check(["pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: [lib]", "lib/pack.yaml": back]).found == [
                Found(.cycle, "lib/pack.yaml:4:11", "requires", "These packs require each other: demo → lib → demo.", "Remove one of the requirements.")
            ])
    }

    @Test func `a code that a required pack already declares`() throws {
        let found = try check([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: lib",
            "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}",
            "lib/data-elements.yaml": "- {code: STAFF, name: {vi: Cán bộ, en: Staff}, type: count}"
        ]).found
        #expect(
            found == [
                Found(
                    .duplicateCode, "demo/data-elements.csv:3:1", "STAFF › code", "The data element “STAFF” is already declared in the pack “lib”.",
                    "Use the one there, or another code.")
            ])
    }

    @Test func `problems of a required pack are found too`() throws {
        let check = try check([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: lib",
            "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}",
            "lib/goals.yaml": "- {code: G9}"
        ])
        #expect(check.found.map(\.location) == ["lib/goals.yaml:1:3"])
        #expect(check.pack == nil && check.required.isEmpty)
    }

    @Test func `every kind of problem has a test`() throws {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let tests = try ["ProblemFormTests.swift", "ProblemMeaningTests.swift"].map { try String(contentsOf: here.appendingPathComponent($0), encoding: .utf8) }
            .joined()
        for kind in PackProblem.Kind.allCases { #expect(tests.contains(".\(kind)"), "\(kind)") }
    }
}
