import Domain
import Foundation
import Packs
import Testing

/// References to nothing, rings, formulas.
struct ProblemReferenceTests {
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
}
