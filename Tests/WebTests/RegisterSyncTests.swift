import Domain
import Foundation
import HTTPTypes
import Markup
import Operations
import TestWorld
import Testing
@testable import Web

/// Records that devices kept without a connection, and what they take along.
@Suite struct RegisterSyncTests {
    private static func id(_ number: Int) -> String { "0198c5e0-7c1a-7000-8000-0000000001" + (number < 10 ? "0\(number)" : "\(number)") }

    private static func record(_ number: Int, name: String = "Tổ bản Nà Lốm", unit: String = "91001-001.1", register: String = "TEAMS", more: String = "") -> String {
        "{\"id\":\"\(id(number))\",\"register\":\"\(register)\",\"unit\":\"\(unit)\",\"fields\":{\"NAME\":\"\(name)\",\"KIND\":\"VILLAGE\",\"SET_UP\":\"2025-09-01\",\"TOPICS\":[\"EID\"],\"SHARE\":\"97.25\",\"MEMBERS\":[{\"NAME\":\"Vàng A Dua\"}]}\(more)}"
    }

    private func sync(_ visitor: Visiting, _ records: [String], person: String = "lom.noi") async throws -> Browser.Answer {
        try await visitor.post("/registers/sync", body: Array("{\"person\":\"\(person)\",\"records\":[\(records.joined(separator: ","))]}".utf8), type: "application/json")
    }

    private func withReporter(_ body: (Visiting) async throws -> Void) async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["lom.noi", "khen.mai"], to: browser.khen)
            let visitor = Visiting(browser)
            try await visitor.signIn("lom.noi")
            try await body(visitor)
        }
    }

    @Test func `a record that a device kept is taken once, however often it comes`() async throws {
        try await withReporter { visitor in
            let first = try await sync(visitor, [Self.record(1, more: ",\"device_at\":\"2020-01-01T00:00:00.000Z\"")]), kept = try #require(try first.json["records"]?.items.first)
            #expect(first.status == 200 && kept["kind"]?.words == "kept" && kept["receipt"]?["repeated"] == .truth(false) && kept["title"]?.words == "Tổ bản Nà Lốm")
            for _ in 0..<9 {
                let again = try #require(try await sync(visitor, [Self.record(1, name: "Tổ khác")]).json["records"]?.items.first)
                #expect(again["kind"]?.words == "kept" && again["receipt"]?["repeated"] == .truth(true) && again["receipt"]?["number"] == kept["receipt"]?["number"])
            }
            let khen = visitor.browser.khen
            #expect(try khen.registers.find(RecordQuery(), in: "TEAMS", by: Story.dua).total == 1)
            let sheet = try khen.registers.sheet(RecordKey("TEAMS", Self.id(1)), by: Story.dua)
            #expect(sheet.record.created == khen.now() && sheet.record.body.text("SHARE") == "97.25" && sheet.record.body.text("NAME") == "Tổ bản Nà Lốm")
        }
    }

    @Test func `several records come at once, and each has its own answer`() async throws {
        try await withReporter { visitor in
            let other = Visiting(visitor.browser)
            try await other.signIn("khen.mai")
            #expect(try await sync(other, [Self.record(9, name: "Tổ của xã")], person: "khen.mai").json["records"]?.items.first?["kind"]?.words == "kept")
            let answer = try await sync(visitor, [
                Self.record(1), Self.record(2, name: ""), Self.record(3), Self.record(3, more: ",\"is_new\":true"), Self.record(4, unit: "91001-002.1"), Self.record(5, register: "NONE"), Self.record(9, name: "Của tôi"),
                Self.record(6, unit: "91001-777.1"), "{\"id\":\"x\",\"register\":\"TEAMS\",\"fields\":{}}", "{\"id\":\"\(Self.id(7))\",\"register\":\"TEAMS\",\"unit\":\"91001-001.1\",\"fields\":{\"NONE\":\"1\"}}",
            ])
            let outcomes = try answer.json["records"]?.items ?? []
            #expect(answer.status == 200 && outcomes.map { $0["kind"]?.words } == ["kept", "stopped", "likely_same", "kept", "not_allowed", "gone", "used", "stopped", "stopped", "stopped"])
            #expect(outcomes[1]["problems"]?.items.first?["fields"]?.items.first?.words == "NAME")
            #expect(outcomes[2]["likely_same"]?.items.first?["id"]?.words == Self.id(1))
            #expect(outcomes[7]["problems"]?.items.first?["fields"]?.items.first?.words == "UNIT")
            #expect(try visitor.browser.khen.registers.find(RecordQuery(), in: "TEAMS", by: Story.dua).total == 3)
        }
    }

    @Test func `somebody else's session, nobody's, and what cannot be read take nothing in`() async throws {
        try await withReporter { visitor in
            let other = try await sync(visitor, [Self.record(1)], person: "khen.mai")
            #expect(try other.status == 401 && other.json["kind"]?.words == "signed_out")
            let stranger = Visiting(visitor.browser)
            #expect(try await sync(stranger, [Self.record(1)]).status == 401)
            for body in ["{", "[]", "", #"{"records":[{"id":1}]}"#] {
                let answer = try await visitor.post("/registers/sync", body: Array(body.utf8), type: "application/json")
                #expect(try answer.status == 422 && answer.json["kind"]?.words == "unreadable", "\(body)")
            }
            let many = try await sync(visitor, (0...RegisterSync.most).map { _ in Self.record(1) })
            #expect(try many.status == 422 && many.json["kind"]?.words == "refused")
            #expect(try visitor.browser.khen.registers.find(RecordQuery(), in: "TEAMS", by: Story.dua).total == 0)
        }
    }

    @Test func `a device takes along the registers to add to, with their conditions, units and records to choose from`() async throws {
        try await withReporter { visitor in
            _ = try await sync(visitor, [Self.record(1)])
            let answer = try await visitor.get("/registers/offline.json"), json = try answer.json
            #expect(answer.status == 200 && answer.headers[.cacheControl] == "no-store" && json["person"]?["id"]?.words == "lom.noi" && json["key"] != nil)
            let registers = json["registers"]?.items ?? []
            #expect(Set(registers.compactMap { $0["code"]?.words }) == ["TEAMS", "VISITS"])
            let fields = registers.flatMap { $0["sections"]?.items ?? [] }.flatMap { $0["fields"]?.items ?? [] }
            let union = try #require(fields.first { $0["code"]?.words == "LEADER_UNION" })
            #expect(union["allowed_when"]?.items.first?.words == "==" && union["required_when"]?.items.count == 3)
            let team = try #require(fields.first { $0["code"]?.words == "TEAM" })
            #expect(team["records"]?.items.map { $0["id"]?.words } == [Self.id(1)])
            #expect(registers.allSatisfy { $0["units"]?.items.map(\.words) == ["91001-001.1"] } && json["units"]?["91001-001.1"] != nil)
            // What is masked does not leave the server.
            #expect(!answer.text.contains("Vàng A Dua"))
        }
    }

    @Test func `the page and its data have the form that is described`() async throws {
        let t = Translator(.en, Phrasebook([:])), (operations, schemas) = Description.all(t)
        let check = SchemaCheck(schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0.name, $0.schema.json) }))
        try await withReporter { visitor in
            for (path, answer) in [("/registers/sync", try await sync(visitor, [Self.record(1), Self.record(2), Self.record(3, name: "")])), ("/registers/offline.json", try await visitor.get("/registers/offline.json"))] {
                let schema = try #require(operations.first { $0.path == path }).answer.json
                #expect(check.faults(try answer.json, schema) == [], "\(path)")
            }
            let page = try await Visiting(visitor.browser).get("/registers/offline?lang=en")
            #expect(page.status == 200 && page.text.contains("registers.js") && !page.text.contains("lom.noi"))
            #expect(try await visitor.get("/registers").text.contains("/registers/offline"))
        }
    }
}
