import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Operations
import TestWorld
import Testing
@testable import Web

/// Compares a JSON answer with the shape that the description promises.
struct SchemaCheck {
    let schemas: [String: JSONValue]

    /// Where and how a value differs; empty where it fits.
    func faults(_ value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        if let reference = schema["$ref"]?.words {
            guard let named = schemas[String(reference.dropFirst("#/components/schemas/".count))] else { return ["\(place): \(reference) is not there"] }
            return faults(value, named, at: place)
        }
        if let choices = schema["anyOf"]?.items {
            let all = choices.map { faults(value, $0, at: place) }
            return all.contains(where: \.isEmpty) ? [] : all.flatMap(\.self)
        }
        if let values = schema["enum"]?.items, !values.contains(value) { return ["\(place): \(value) is not among the values"] }
        guard let type = schema["type"] else { return [] }
        let types = type.words.map { [$0] } ?? type.items.compactMap(\.words)
        guard types.contains(where: { isOf($0, value) }) else { return ["\(place): \(value) is not \(types)"] }
        if let format = schema["format"]?.words, let text = value.words { return isOf(format: format, text) ? [] : ["\(place): \(text) is not a \(format)"] }
        switch value {
        case .list(let items): return schema["items"].map { item in items.enumerated().flatMap { faults($1, item, at: "\(place)[\($0)]") } } ?? []
        case .object(let members): return faults(members, schema, at: place)
        default: return []
        }
    }

    private func faults(_ members: [String: JSONValue], _ schema: JSONValue, at place: String) -> [String] {
        guard case .object(let properties)? = schema["properties"] else {
            return schema["additionalProperties"].map { value in members.sorted { $0.key < $1.key }.flatMap { faults($0.value, value, at: "\(place).\($0.key)") } } ?? []
        }
        let missing = (schema["required"]?.items ?? []).compactMap(\.words).filter { members[$0] == nil }.map { "\(place).\($0) is missing" }
        let unknown = members.keys.filter { properties[$0] == nil }.map { "\(place).\($0) is not described" }
        return missing + unknown + properties.flatMap { name, property in members[name].map { faults($0, property, at: "\(place).\(name)") } ?? [] }
    }

    private func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .truth), ("integer", .integer), ("number", .integer), ("number", .number), ("string", .text), ("array", .list), ("object", .object): true
        default: false
        }
    }

    private func isOf(format: String, _ text: String) -> Bool {
        switch format {
        case "date": text.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil
        case "date-time": text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil
        default: false
        }
    }
}

@Suite struct DescriptionTests {
    private let t = Translator(.en, Phrasebook([:]))

    @Test func `every JSON address of the site is described, and nothing else`() {
        let answered = Site.routes.filter { Description.address(of: $0) != nil }.map(\.path)
        #expect(Description.all(t).operations.map(\.path).sorted() == answered.sorted())
        #expect(answered.count >= 12)
        guard case .object(let paths)? = Description.openAPI(of: Site.routes, t)["paths"] else {
            Issue.record("no paths")
            return
        }
        #expect(paths.keys.sorted() == Set(Site.routes.compactMap(Description.address)).sorted())
    }

    @Test func `the pieces of an address are its parameters, and names are used once`() {
        let (operations, schemas) = Description.all(t)
        for operation in operations {
            let pieces = operation.path.matches(of: /\{(\w+)\}/).map { String($0.1) }
            #expect(operation.parameters.filter { $0.place == .path }.map(\.name) == pieces, "\(operation.path)")
            #expect(Set(operation.parameters.map(\.name)).count == operation.parameters.count, "\(operation.path)")
        }
        #expect(Set(operations.map(\.id)).count == operations.count)
        #expect(Set(schemas.map(\.name)).count == schemas.count)
    }

    @Test func `every form that is named is there, and every one that is there is used`() throws {
        let text = String(decoding: try Description.openAPI(of: Site.routes, t).bytes(), as: UTF8.self)
        let used = Set(text.matches(of: /#\/components\/schemas\/(\w+)/).map { String($0.1) })
        #expect(used == Set(Description.all(t).schemas.map(\.name)))
    }

    @Test func `the site gives the description in both languages`() async throws {
        try await withBrowser { browser async throws in
            let vietnamese = try await browser.get("/api/openapi.json?lang=vi").json, english = try await browser.get("/api/openapi.json?lang=en").json
            #expect(vietnamese["openapi"] == "3.1.0")
            #expect(english["info"]?["version"]?.words == Site.version)
            let summaries = [vietnamese, english].map { $0["paths"]?["/units.json"]?["get"]?["summary"]?.words }
            #expect(summaries[0] != summaries[1] && summaries[1]?.hasPrefix("Units in force") == true)
        }
    }

    /// Addresses that together give every kind of answer: with and without parents, figures, estimates, breakdowns.
    private static let addresses: [(route: String, address: String)] = [
        ("/overview", "/overview.json"), ("/campaigns", "/campaigns.json"), ("/programmes/{code}", "/programmes/muong-khen.json"), ("/programmes/{code}", "/programmes/muong-khen.json?unit=91001"),
        ("/indicators", "/indicators.json"), ("/indicators", "/indicators.json?limit=1"), ("/indicators/{code}", "/indicators/MK-1.json"), ("/indicators/{code}", "/indicators/MK-1.json?by=units&unit=91001"),
        ("/indicators/{code}", "/indicators/MK-1.json?by=SEX&unit=91"), ("/indicators/{code}", "/indicators/MK-2.json?unit=91001"), ("/indicators/{code}", "/indicators/MK-3.json"),
        ("/indicators/{code}", "/indicators/MK-4.json"), ("/figures/{code}/{unit}/{period}", "/figures/MK-1/91001/2026-07.json"), ("/figures/{code}/{unit}/{period}", "/figures/MK-2/91001/2025-06.json"),
        ("/figures/{code}/{unit}/{period}", "/figures/MK-4/91/2025.json"), ("/values/{element}/{unit}/{period}", "/values/SESSIONS/91001-001/2026-07.json"),
        ("/values/{element}/{unit}/{period}", "/values/COVER.PCT/91/2025.json"), ("/units", "/units.json"), ("/units", "/units.json?q=pa+co"), ("/units", "/units.json?as-of=2025-06-30&limit=3"),
        ("/units/{code}", "/units/91.json"), ("/units/{code}", "/units/911.json"), ("/units/{code}", "/units/91001.json"), ("/units/{code}", "/units/91001.1.json"), ("/units/{code}", "/units/91003.json"),
        ("/units/{code}", "/units/91001-001.json"), ("/changes", "/changes.json"), ("/changes", "/changes.json?province=91"), ("/changes/{province}/{seq}", "/changes/91/2.json"),
        ("/changes/{province}/{seq}", "/changes/00/1.json"), ("/documents", "/documents.json"), ("/registers", "/registers.json"), ("/registers/{code}", "/registers/TEAMS.json"), ("/health", "/health"), ("/api/openapi.json", "/api/openapi.json"),
    ]

    @Test func `every answer has exactly the form that is described`() async throws {
        let (operations, schemas) = Description.all(t)
        let check = SchemaCheck(schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0.name, $0.schema.json) }))
        // A document's code is random: DocumentPagesTests looks at that answer; RegisterPagesTests and RecordSheetTests at those of records, CampaignPagesTests at a board.
        #expect(Set(Self.addresses.map(\.route)).union(["/campaigns/{programme}/{window}", "/documents/verify/{code}", "/reports/offline.json", "/reports/overview", "/reports/sync", "/registers/offline.json", "/registers/sync", "/registers/{code}/{id}", "/registers/{code}/{id}/move/{move}", "/registers/{code}/{id}/accesses", "/registers/{code}/{id}/files", "/registers/{code}/export", "/registers/{code}/expired", "/registers/{code}/sheet", "/p/{code}/{id}"]) == Set(operations.map(\.path)))
        try await withBrowser { browser async throws in
            for (route, address) in Self.addresses {
                let answer = try await browser.get(address)
                #expect(answer.status == 200, "\(address)")
                let schema = try #require(operations.first { $0.path == route }).answer.json
                #expect(check.faults(try answer.json, schema) == [], "\(address)")
            }
            for address in ["/units/00000.json", "/units.json?level=street"] {
                #expect(check.faults(try await browser.get(address).json, ["$ref": "#/components/schemas/Problem"]) == [])
            }
        }
    }

    @Test func `what is told of reports to those who see them has the form that is described`() async throws {
        let (operations, schemas) = Description.all(t)
        let check = SchemaCheck(schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0.name, $0.schema.json) }))
        let schema = try #require(operations.first { $0.path == "/reports/overview" }).answer.json
        try await withBrowser { browser async throws in
            try Story.addPeople(["khen.mai", "kiemtoan"], to: browser.khen)
            for (name, address) in [("khen.mai", "/reports/overview.json"), ("khen.mai", "/reports/overview.json?form=MK-X&period=2026-07"), ("kiemtoan", "/reports/overview.json?form=MK-M&unit=91&period=2026-06")] {
                let visiting = Visiting(browser)
                try await visiting.signIn(name)
                let answer = try await visiting.get(address)
                #expect(answer.status == 200 && answer.type.hasPrefix("application/json"))
                #expect(check.faults(try answer.json, schema) == [], "\(address)")
                #expect(try answer.json["cells"]?.items.isEmpty == false && answer.json["missing"]?.items.isEmpty == false, "\(address)")
            }
        }
    }

    @Test func `the check sees what is missing, unknown or of another kind`() {
        let check = SchemaCheck(schemas: [:]), schema = Schema.object(["a": .integer, "day": .day.orNull], optional: ["b": .text]).json
        #expect(check.faults(["a": 1, "day": nil], schema) == [])
        #expect(check.faults(["a": 1, "day": "2026-07-15", "b": "x"], schema) == [])
        #expect(check.faults(["day": nil], schema) == [".a is missing"])
        #expect(check.faults(["a": 1, "day": nil, "c": 1], schema) == [".c is not described"])
        #expect(check.faults(["a": "1", "day": nil], schema).count == 1)
        #expect(check.faults(["a": 1, "day": "15/07/2026"], schema).count == 1)
    }

    @Test func `the examples have the form that is described`() {
        let (operations, schemas) = Description.all(t)
        let check = SchemaCheck(schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0.name, $0.schema.json) }))
        let examples = operations.filter { $0.example != nil }
        #expect(examples.count >= 2)
        for operation in examples { #expect(operation.example.map { check.faults($0, operation.answer.json) } == [], "\(operation.path)") }
    }

    @Test func `a health check names version, last change and kind of database`() async throws {
        try await withBrowser { browser async throws in
            let answer = try await browser.get("/health"), health = try answer.json
            #expect(answer.status == 200 && health["status"] == "ok" && health["database"] == "sqlite")
            #expect(health["version"]?.words == Site.version)
            #expect(health["last_change"]?["province"]?.words != nil && health["last_change"]?["at"] == "2026-08-20T02:00:00.000Z")
        }
    }

    @Test func `a database that does not answer is told from one that does`() async throws {
        try await withBrowser { browser async throws in
            let route = try #require(Site.routes.first { $0.path == "/health" })
            let request = PageRequest(khen: browser.khen, world: browser.khen.world, person: .visitor, t: t, now: browser.khen.now(), path: "/health", query: Query(nil), cookies: [:], parameters: [:], form: .html)
            #expect(try await route.handler(request).status == .ok)
            browser.khen.close()
            #expect(try await route.handler(request).status == .serviceUnavailable)
        }
    }
}
