import Foundation
import Testing
@testable import Web

@Suite struct SameNumbersTests {
    /// A cell as a number where it is one, so that `0.3` and `0.30` are the same, and what differs only in the fifteenth digit.
    private func value(_ cell: String) -> String { Double(cell).map(value) ?? cell }
    private func value(_ number: Double) -> String { String(format: "%.13g", number) }

    @Test func `a file for offices says the same as the one for programs, cell by cell`() async throws {
        try await withBrowser { browser async throws in
            let routes = Site.routes.filter { $0.access == .everyone && !["/campaigns/{programme}/{window}", "/documents", "/registers/{code}"].contains($0.path) && Set($0.forms).isSuperset(of: [.csv, .xlsx]) }
            #expect(routes.count >= 6)
            for route in routes {
                let path = try #require(Sample.address(route))
                let text = try await browser.get("\(path).csv"), workbook = try await browser.get("\(path).xlsx")
                let rows = try text.rows, others = try workbook.rows
                #expect(!rows.isEmpty, "\(path)")
                #expect(try text.header.count == workbook.header.count, "\(path)")
                #expect(rows.map { $0.map(value) } == others.map { $0.map(value) }, "\(path)")
            }
        }
    }

    private func column(_ name: String, _ answer: Browser.Answer) throws -> [String] {
        let place = try #require(try answer.header.firstIndex(of: name))
        return try answer.rows.map { value($0[place]) }
    }

    private func texts(_ values: [JSONValue?]) -> [String] { values.map { $0?.amount.map(value) ?? value($0?.words ?? "") } }

    @Test func `units are the same in JSON and CSV`() async throws {
        try await withBrowser { browser async throws in
            for query in ["", "?level=commune&as-of=2025-06-30", "?q=pa+co", "?province=91"] {
                let units = try await browser.get("/units.json\(query)").json["units"]?.items ?? [], file = try await browser.get("/units.csv\(query)")
                for name in ["id", "level", "type", "first_day", "last_day", "population"] { #expect(try column(name, file) == texts(units.map { $0[name] }), "\(query) \(name)") }
            }
        }
    }

    @Test func `an indicator's figures are the same in JSON and CSV`() async throws {
        try await withBrowser { browser async throws in
            for query in ["/MK-1.json?unit=91001", "/MK-2.json?unit=91001", "/MK-1.json?by=units&unit=91001", "/MK-4.json"] {
                let values = try await browser.get("/indicators\(query)").json["values"]?.items ?? [], file = try await browser.get("/indicators\(query.replacing(".json", with: ".csv"))")
                #expect(!values.isEmpty, "\(query)")
                for name in ["period", "value", "numerator", "denominator", "status", "reported", "expected"] { #expect(try column(name, file) == texts(values.map { $0[name] }), "\(query) \(name)") }
            }
        }
    }

    @Test func `a programme's targets are the same in JSON, CSV and on the page`() async throws {
        try await withBrowser { browser async throws in
            let groups = try await browser.get("/programmes/muong-khen.json").json["groups"]?.items ?? [], file = try await browser.get("/programmes/muong-khen.csv")
            let targets = groups.flatMap { $0["targets"]?.items ?? [] }
            #expect(targets.count == 4)
            #expect(try column("code", file) == texts(targets.map { $0["code"] }))
            for name in ["period", "value", "numerator", "denominator", "status"] { #expect(try column(name, file) == texts(targets.map { $0["latest"]?[name] }), "\(name)") }
            for name in ["progress", "state"] { #expect(try column(name, file) == texts(targets.map { $0[name] }), "\(name)") }
            let page = try await browser.get("/programmes/muong-khen?lang=vi").text
            #expect(page.contains("65%") && page.contains("&gt; 97,25%"))
        }
    }
}
