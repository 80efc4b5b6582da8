import Domain
import Foundation
import Operations
import Sheets
import Storage
import Testing
import TestWorld

private func source(_ text: String, name: String = "values.csv") throws -> ByteSource { try ByteSource(bytes: Array(text.utf8), name: name) }
private let header = "data_element,org_unit,period,category_options,value,comment,source\n"

@Suite struct ImportTests {
    @Test(arguments: Dialect.allCases) func `the same file twice changes nothing`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let file = header + "HEADS,91001-001,2026-07,,1,,\nHEADS.TRAINED,91001-001,2026-07,,1,«đủ»,Sổ tập huấn\nSESSIONS,91001-002,2026-07,,0,,\n"
            let first = try khen.values.importFile(source(file), options: .init(), by: Story.officer)
            #expect(first.written == 3 && first.refused == 0)
            let second = try khen.values.importFile(source(file), options: .init(), by: Story.officer)
            #expect(second.written == 0 && second.unchanged == 3 && second.changes.isEmpty)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
        }
    }

    @Test(arguments: Dialect.allCases) func `a refused row names line, column, reason and remedy, and nothing is written`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let file = header + """
                HEADS,91001-001,2026-07,,1,,
                HEADZ,91001-001,2026-07,,1,,
                HEADS,91777,2026-07,,1,,
                HEADS,91001,2026-13,,1,,
                HEADS,91002,2026-07,,1,,
                HEADS,91001-001,2026,,1,,
                HEADS,91001-001,2026-07,F M,1,,
                HEADS,91001-001,2026-06,,-1,,
                HEADS,91001-002,2026-06,,một,,
                HEADS,91001-002,2026-05,,,,
                COVER.PCT,91001,2025,,120,,

                """
            let report = try khen.values.importFile(source(file), options: .init(), by: Story.officer)
            #expect(report.problems.map(\.line) == Array(3...12))
            #expect(report.problems.map(\.column) == ["data_element", "org_unit", "period", "org_unit", "period", "category_options", "value", "value", "value", "org_unit"])
            #expect(report.problems[0].remedy.en.contains("HEADS"))
            #expect(report.problems[3].remedy.vi.contains("Bản Khèn"))
            #expect(report.problems.allSatisfy { !$0.reason.vi.isEmpty && !$0.remedy.vi.isEmpty && $0.reason.vi != $0.reason.en })
            #expect(report.written == 0 && report.changes.isEmpty)
            let partial = try khen.values.importFile(source(file), options: { var o = ImportOptions(); o.isPartial = true; return o }(), by: Story.officer)
            #expect(partial.written == 1 && partial.refused == 10)
        }
    }

    @Test func `a decimal comma is found from the file's own evidence and an ambiguous number is refused`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            var options = ImportOptions()
            options.status = .published
            let good = try khen.values.importFile(source("phần tử dữ liệu;đơn vị;kỳ;giá trị;nguồn\nCOVER.PCT;91;2024;97,25;Báo cáo\n"), options: options, by: Story.officer)
            #expect(good.written == 1)
            let unclear = try khen.values.importFile(source(header + "SESSIONS,91001-001,2026-07,,\"1.234\",,\n"), options: .init(), by: Story.officer)
            #expect(unclear.problems.first?.reason.en.contains("two ways") == true)
        }
    }

    @Test func `two different values for one place are refused and the same one twice counts once`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let report = try khen.values.importFile(source(header + "HEADS,91001-001,2026-07,,1,,\nHEADS,91001-001,2026-07,,2,,\nHEADS,91001-002,2026-07,,1,,\nHEADS,91001-002,2026-07,,1,,\n"), options: .init(), by: Story.officer)
            #expect(report.problems.map(\.line) == [3])
            #expect(report.problems[0].reason.en.contains("line 2"))
        }
    }

    @Test func `a visitor cannot import`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            #expect(throws: NotAllowed.self) { try khen.values.importFile(source(header), options: .init(), by: .visitor) }
        }
    }

    @Test func `a file without the columns is refused by name`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            #expect { try khen.values.importFile(source("a,b\n1,2\n"), options: .init(), by: Story.officer) } throws: { ($0 as? Rejected)?.reason.en.contains("data_element") == true }
        }
    }

    @Test func `text in TCVN3 is converted and said to be, and NFD becomes NFC`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let decomposed = "Sổ tập huấn".decomposedStringWithCanonicalMapping
            let report = try khen.values.importFile(source(header + "HEADS,91001-001,2026-07,,1,TØnh §iÖn Biªn,\(decomposed)\n"), options: .init(), by: Story.officer)
            #expect(report.written == 1)
            #expect(report.notes.contains { $0.en.contains("TCVN3") })
            let versions = try khen.indicators.versions(of: DataValueKey(province: "91", dataElement: "HEADS", unit: UnitID("91001-001.1"), period: "2026-07", status: .reported))
            #expect(versions.first?.value.comment == "Tỉnh Điện Biên")
            #expect(versions.first.map { Array($0.value.source!.utf8) } == Array("Sổ tập huấn".precomposedStringWithCanonicalMapping.utf8))
            #expect(versions.first?.person == "Lò Thị Mai")
        }
    }
}
