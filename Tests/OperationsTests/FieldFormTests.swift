import Domain
import Foundation
import Operations
import Storage
import TestWorld
import Testing

/// Reports that come from ODK Collect.
@Suite struct FieldFormTests {
    private static let village = UnitID("91001-001.1")
    private static func person(_ rights: [Right] = [.seeReports, .fill, .submit], at unit: UnitID = village) -> Person {
        Person(name: "lo.mai", rights: [.read], reaches: rights.map { Person.Reach($0, unit: unit) })
    }

    /// A submission of the village's monthly report.
    private static func xml(_ rows: String, unit: UnitID = village, period: String = "2026-07", version: Int = 1, id: String = "uuid:0b6c1f60-0000-4000-8000-000000000001") -> Data {
        Data("""
            <?xml version='1.0' ?><data id="MK-M" version="\(version)"><form_version>\(version)</form_version><deviceid>d1</deviceid><unit>\(unit.rawValue)</unit><period>\(period)</period>
            \(rows)<meta><instanceID>\(id)</instanceID></meta></data>
            """.utf8)
    }

    private static let whole = """
        <s1><row1><HEADS__F>1</HEADS__F><HEADS__M>2</HEADS__M><HEADS>3</HEADS></row1><row2><HEADS.TRAINED__F>1</HEADS.TRAINED__F></row2></s1>
        <s2><row4><SESSIONS>2</SESSIONS></row4></s2><s3><row7><VILLAGE.NEEDS>Sóng yếu</VILLAGE.NEEDS></row7></s3>
        """
    private static let key = ReportKey(form: "MK-M", period: "2026-07", unit: village)

    @Test(arguments: Dialect.allCases) func `a village reporter gets the form that waits for her, with her village and the periods due`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let blanks = try khen.fieldForms.blanks(for: Self.person())
            #expect(blanks.map(\.form.code) == ["MK-M"])
            let xml = try khen.fieldForms.blank("MK-M", for: Self.person()).xml
            #expect(xml.contains("<name>91001-001.1</name>") && !xml.contains("91001-002.1") && xml.contains("<name>2026-07</name><days>31</days>"))
            #expect(blanks[0].md5.count == 32 && xml == blanks[0].xml)
            #expect(throws: NotFound.self) { try khen.fieldForms.blank("MK-X", for: Self.person()) }
            #expect(try khen.fieldForms.blanks(for: .visitor).isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func `a submission is a report that was sent, and the same again is the same`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            guard case .sent(let receipt) = try khen.fieldForms.take(Self.xml(Self.whole), by: Self.person()) else { return #expect(Bool(false), "the report was not sent") }
            let sheet = try khen.reports.sheet(Self.key, by: Self.person())
            #expect(sheet.standing.state == .submitted && sheet.standing.sentBy == "lo.mai")
            #expect(sheet.cells[CellKey("HEADS", Disaggregation(["M"]))]?.value == "2" && sheet.cells[CellKey("VILLAGE.NEEDS")]?.value == "Sóng yếu")
            #expect(sheet.cells[CellKey("PEOPLE", Disaggregation(["F"]))] == nil, "what was not answered is not zero")
            let heads = khen.world.heads
            for _ in 0..<3 {
                guard case .sent(let again) = try khen.fieldForms.take(Self.xml(Self.whole), by: Self.person()) else { return #expect(Bool(false), "it was sent before") }
                #expect(again.number == receipt.number && again.isRepeated)
            }
            #expect(khen.world.heads == heads, "nothing was written again")
            #expect(throws: Conflict.self) { try khen.fieldForms.take(Self.xml(Self.whole.replacing("<SESSIONS>2", with: "<SESSIONS>3")), by: Self.person()) }
            #expect(throws: Rejected.self) { try khen.fieldForms.take(Self.xml(Self.whole, id: "uuid:another"), by: Self.person()) }
        }
    }

    @Test(arguments: Dialect.allCases) func `what a rule of the server stops is kept as a draft with the same receipt each time`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let rows = Self.whole.replacing("<SESSIONS>2</SESSIONS>", with: "")
            guard case .kept(let receipt, let problems) = try khen.fieldForms.take(Self.xml(rows), by: Self.person()) else { return #expect(Bool(false), "it was sent") }
            #expect(problems.map(\.kind) == [.mandatory] && problems[0].cells == [CellKey("SESSIONS")])
            #expect(try khen.reports.sheet(Self.key, by: Self.person()).standing.state == .draft)
            #expect(try khen.fieldForms.take(Self.xml(rows), by: Self.person()).receipt.number == receipt.number)
            // Who may fill in but not send leaves it to somebody who may.
            let helper = Self.person([.seeReports, .fill])
            guard case .kept(_, let none) = try khen.fieldForms.take(Self.xml(Self.whole, id: "uuid:2"), by: helper) else { return #expect(Bool(false), "she may not send") }
            #expect(none.isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func `nobody reports for another unit, an older form, or with files of the server`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            #expect(throws: NotFound.self) { try khen.fieldForms.take(Self.xml(Self.whole, unit: UnitID("91001-002.1")), by: Self.person()) }
            #expect(throws: NotAllowed.self) { try khen.fieldForms.take(Self.xml(Self.whole), by: Self.person([.seeReports])) }
            func refusal(_ xml: Data) -> String? {
                do {
                    _ = try khen.fieldForms.take(xml, by: Self.person())
                    return "taken"
                } catch let error as Rejected {
                    return error.place
                } catch {
                    return "\(error)"
                }
            }
            #expect(refusal(Self.xml(Self.whole, version: 9)) == nil)
            #expect(refusal(Self.xml("<s2><row4><SESIONS>1</SESIONS></row4></s2>")) == "SESIONS")
            #expect(refusal(Self.xml("<s2><row4><SESSIONS>nhiều</SESSIONS></row4></s2>")) == "SESSIONS")
            #expect(refusal(Data("<!DOCTYPE data [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><data id='MK-M' version='1'>&x;</data>".utf8)) == nil)
            #expect(try khen.reports.sheet(Self.key, by: Self.person()).standing.state == .open)
        }
    }
}
