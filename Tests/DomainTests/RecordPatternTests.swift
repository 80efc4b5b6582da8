import Testing
@testable import Domain

struct RecordPatternTests {
    @Test(arguments: [
        ("{NAME}", ["NAME"], "Lò Văn A"), ("{NAME} ({BORN})", ["NAME", "BORN"], "Lò Văn A ()"), ("Chứng nhận {LEARNER.NAME} đã học", ["LEARNER.NAME"], "Chứng nhận Lò Thị B đã học"),
        ("{A1}{B_2}-{C-3}", ["A1", "B_2", "C-3"], "12-3"), ("  {NAME}   –  {BORN} x ", ["NAME", "BORN"], "Lò Văn A – x"), ("không có gì", [], "không có gì"), ("đóng } thôi", [], "đóng } thôi")
    ])
    func `fields are put into words`(text: String, fields: [String], filled: String) throws {
        let values = ["NAME": "Lò Văn A", "LEARNER.NAME": "Lò Thị B", "A1": "1", "B_2": "2", "C-3": "3"]
        let pattern = try RecordPattern(parsing: text)
        #expect(pattern.fields == fields && pattern.text { values[$0] } == filled)
    }

    @Test func `identifiers have a unit, a year and a number`() throws {
        let pattern = try RecordPattern(parsing: "TH-{unit}-{year}/{year2}.{number:4}{number}", isIdentifier: true)
        #expect(
            pattern.pieces == [.text("TH-"), .unit, .text("-"), .year(digits: 4), .text("/"), .year(digits: 2), .text("."), .number(digits: 4), .number(digits: 1)] && pattern.fields == [])
    }

    @Test(arguments: [
        ("", RecordPattern.Fault.empty), ("{NAME", .unclosed), ("{NAME} ({BORN", .unclosed), ("{}", .unknown("")), ("{tên}", .unknown("tên")), ("{name}", .unknown("name")), ("{unit}", .unknown("unit")),
        ("{number:4}", .unknown("number:4")), ("{A B}", .unknown("A B")), ("{A{B}", .unknown("A{B"))
    ])
    func `a pattern that cannot be read`(text: String, fault: RecordPattern.Fault) {
        #expect(throws: fault) { try RecordPattern(parsing: text) }
    }

    @Test(arguments: ["{number:0}", "{number:10}", "{number:x}", "{month}"])
    func `an identifier that cannot be given`(text: String) {
        #expect(throws: RecordPattern.Fault.unknown(String(text.dropFirst().dropLast()))) { try RecordPattern(parsing: text, isIdentifier: true) }
    }
}
