import Domain
import Foundation
import HTTPTypes
import Markup
import Operations
import TestWorld
import Testing
@testable import Web

/// Fields of many records at once, as devices take them along and send them.
@Suite struct RecordSheetTests {
    private static let team = "0198c5e0-7c1a-7000-8000-000000000001"
    private static func visit(_ number: Int) -> String { "0198c5e0-7c1a-7000-8000-00000000010\(number)" }

    private func withVisits(_ body: (Visiting) async throws -> Void) async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["lom.noi", "khen.mai", "thau.pao"], to: browser.khen)
            try RegisterRightsTests.addTeams(browser.khen)
            let owner = Person.operatorAtCommandLine(account: "test")
            for number in 1...3 {
                _ = try browser.khen.registers.add(RecordInput(["TEAM": .text(Self.team), "DAY": .text("2026-07-0\(number)"), "HOUSEHOLDS": .text("\(number)")]), to: "VISITS", at: Story.naLom, id: Self.visit(number), by: owner)
            }
            let visitor = Visiting(browser)
            try await visitor.signIn("lom.noi")
            try await body(visitor)
        }
    }

    private func send(_ visitor: Visiting, _ lines: String, person: String = "lom.noi") async throws -> Browser.Answer {
        try await visitor.post("/registers/VISITS/sheet.json", body: Array("{\"person\":\"\(person)\",\"lines\":[\(lines)]}".utf8), type: "application/json")
    }

    private func line(_ number: Int, _ value: String, seen: Int? = nil) -> String { "{\"id\":\"\(Self.visit(number))\",\(seen.map { "\"seen\":\($0)," } ?? "")\"fields\":{\"HOUSEHOLDS\":\"\(value)\"}}" }

    @Test func `a list is taken along, and what comes back is kept line by line`() async throws {
        let (operations, schemas) = Description.all(Translator(.en, Phrasebook([:])))
        let check = SchemaCheck(schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0.name, $0.schema.json) }))
        try await withVisits { visitor in
            let taken = try await visitor.get("/registers/VISITS/sheet.json?link=TEAM:\(Self.team)"), reading = try #require(operations.first { $0.id == "getRecordSheet" })
            #expect(check.faults(try taken.json, reading.answer.json) == [])
            let lines = try #require(try taken.json["lines"]?.items)
            #expect(lines.count == 3 && taken.text.contains("Tổ bản Nà Lốm"))
            let first = try #require(lines.first { $0["id"]?.words == Self.visit(1) })
            #expect(first["values"]?["HOUSEHOLDS"]?.items.first?.words == "1")

            let sent = try await send(visitor, [line(1, "12"), line(2, "0"), line(9, "4")].joined(separator: ",")), writing = try #require(operations.first { $0.id == "fillRecordSheet" })
            #expect(check.faults(try sent.json, writing.answer.json) == [])
            let outcomes = try sent.json["lines"]?.items ?? []
            #expect(outcomes.map { $0["kind"]?.words } == ["kept", "stopped", "gone"])
            #expect(outcomes[0]["line"]?["values"]?["HOUSEHOLDS"]?.items.first?.words == "12")
            #expect(outcomes[1]["problems"]?.items.first?["fields"]?.items.first?.words == "HOUSEHOLDS")
            #expect(try sent.json["receipt"]?["number"]?.words?.hasPrefix("91-") == true)

            // The same lines again: the answer may have been lost.
            let again = try await send(visitor, line(1, "12"))
            #expect(try again.json["lines"]?.items.first?["kind"]?.words == "kept" && again.json["receipt"] == nil)
        }
    }

    @Test func `what somebody else wrote meanwhile is told, and holds until the writer has seen it`() async throws {
        try await withVisits { visitor in
            let seen = try #require(try await visitor.get("/registers/VISITS/sheet.json").json["lines"]?.items.first { $0["id"]?.words == Self.visit(1) }?["version"])
            guard case .integer(let version) = seen else { Issue.record("no version"); return }
            let officer = Visiting(visitor.browser)
            try await officer.signIn("khen.mai")
            #expect(try await send(officer, line(1, "30"), person: "khen.mai").json["lines"]?.items.first?["kind"]?.words == "kept")
            let late = try #require(try await send(visitor, line(1, "20", seen: version)).json["lines"]?.items.first)
            #expect(late["kind"]?.words == "conflict" && late["conflicts"]?.items.first?["theirs"]?.items.first?.words == "30" && late["conflicts"]?.items.first?["by"]?.words == "khen.mai")
            guard case .integer(let latest)? = late["line"]?["version"] else { Issue.record("no version"); return }
            #expect(try await send(visitor, line(1, "20", seen: latest)).json["lines"]?.items.first?["line"]?["values"]?["HOUSEHOLDS"]?.items.first?.words == "20")
        }
    }

    @Test func `other columns, other people and what cannot be read change nothing`() async throws {
        try await withVisits { visitor in
            let other = "{\"id\":\"\(Self.visit(1))\",\"fields\":{\"DAY\":\"2026-01-01\"}}"
            #expect(try await send(visitor, other).status == 422)
            #expect(try await send(visitor, line(1, "9"), person: "khen.mai").status == 401)
            #expect(try await visitor.post("/registers/VISITS/sheet.json", body: Array("{\"lines\":1}".utf8), type: "application/json").status == 422)
            let far = Visiting(visitor.browser)
            try await far.signIn("thau.pao")
            #expect(try await send(far, line(1, "9"), person: "thau.pao").json["lines"]?.items.first?["kind"]?.words == "gone")
            #expect(try visitor.browser.khen.registers.sheet(RecordKey("VISITS", Self.visit(1)), by: .operatorAtCommandLine(account: "test")).record.body.text("HOUSEHOLDS") == "1")
        }
    }
}
