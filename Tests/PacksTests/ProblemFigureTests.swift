import Domain
import Foundation
import Packs
import Testing

/// Targets, baselines, published results, and the periods they stand for.
struct ProblemFigureTests {
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
}
