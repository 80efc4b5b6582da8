import Domain
import Foundation
import Packs
import Testing

/// Data elements and the forms that ask for them.
struct ProblemElementTests {
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
                    .unused, "demo/data-elements.csv:6:1", "SPARE › code", "No indicator, form, register or result uses this data element.",
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
}
