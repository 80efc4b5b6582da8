import Domain
import Foundation
import HTTPTypes
import Markup
import Operations
import Sheets
import TestWorld
import Testing
@testable import Web

/// Records on pages and for programs: added, changed, moved, found, and shown to everybody.
@Suite struct RegisterPagesTests {
    private static let lom = RegisterRightsTests.lom, hin = RegisterRightsTests.hin

    /// Somebody signed in at a site with two teams.
    private func value(_ name: String, in text: String) -> String? {
        text.firstMatch(of: try! Regex("name=\"\(name)\"[^>]* value=\"([^\"]*)\"")).map { String($0.output[1].substring ?? "") }
    }

    @Test func `a list is narrowed down by state, words, filters and unit, and given away as a table`() async throws {
        try await withTeams("khen.mai") { visiting, _ in
            for (query, found) in [("", 2), ("state=ACTIVE", 1), ("q=hin", 1), ("q=na+lom", 1), ("KIND=YOUTH", 0), ("SET_UP-from=2026-01-01", 1), ("unit=91001-001", 1), ("overdue=1", 0), ("own=1", 0)] {
                let answer = try await visiting.get("/registers/TEAMS.json?\(query)")
                #expect(try answer.json["total"] == .integer(found), "\(query)")
                #expect(try await visiting.get("/registers/TEAMS?\(query)").text.contains("Tổ bản") == (found > 0), "\(query)")
            }
            let table = try await visiting.get("/registers/TEAMS.csv?sort=title")
            #expect(try table.header == ["id", "number", "title", "unit", "unit_name", "state", "KIND", "SET_UP", "PHONE", "SIZE", "due", "changed"])
            #expect(try table.rows.map { $0[8] } == ["", "0912***678"])
            #expect(try await visiting.get("/registers/TEAMS.xlsx?sort=title").rows == table.rows)
            // What is masked cannot be found out by narrowing the list down.
            #expect(try await visiting.get("/registers/TEAMS.json?PHONE=0912345678").json["total"] == 2)
        }
    }

    @Test func `a register of thousands has pages as small as one of dozens`() async throws {
        try await withTeams("khen.mai") { visiting, browser in
            func bring(_ numbers: ClosedRange<Int>) throws {
                let csv = "NAME,KIND,SET_UP,UNIT\n" + numbers.map { "Tổ bản \(100_000 + $0),VILLAGE,01/09/2025,91001-001\n" }.joined()
                var options = Registers.ImportOptions()
                options.keepsLikelySame = true
                #expect(try browser.khen.registers.importFile(ByteSource(bytes: Array(csv.utf8), name: "a.csv"), into: "TEAMS", options: options, by: .operatorAtCommandLine(account: "test")).added == numbers.count)
            }
            try bring(1...198)
            let few = try await visiting.get("/registers/TEAMS")
            try bring(199...2998)
            let clock = ContinuousClock(), many = try await visiting.get("/registers/TEAMS"), began = clock.now, last = try await visiting.get("/registers/TEAMS?page=60&sort=title")
            #expect(clock.now - began < .seconds(2))
            #expect(many.status == 200 && last.status == 200 && abs(many.bytes.count - few.bytes.count) < 400 && last.bytes.count < few.bytes.count + 400)
            #expect(last.text.contains("102998") && !last.text.contains("102900"))
            #expect(try await visiting.get("/registers/TEAMS.json?q=102345").json["total"] == 1)
        }
    }

    @Test func `personal data within rows are masked wherever a record is shown or given away`() async throws {
        try await withTeams("khen.mai") { visiting, _ in
            for address in ["/registers/TEAMS/\(Self.lom)", "/registers/TEAMS/\(Self.lom).json", "/registers/TEAMS/export.csv", "/registers/TEAMS/export.json"] {
                let answer = try await visiting.get(address)
                #expect(answer.status == 200 && answer.text.contains("0987***321") && !answer.text.contains("0987654321"), "\(address)")
            }
        }
    }

    @Test func `a record is added once however often its form is sent`() async throws {
        try await withTeams("khen.mai") { visiting, browser in
            let form = try await visiting.get("/registers/TEAMS/new?KIND=VILLAGE").text, id = try #require(value("id", in: form))
            let fields: KeyValuePairs<String, String> = [
                "id": id, "unit": "91001-002.1", "f:NAME": "Tổ hai", "f:KIND": "VILLAGE", "f:SET_UP": "2026-08-02", "f:SHARE": "12,5", "f:TOPICS": "", "f:HAS_PHONE": "true",
                "n:MEMBERS": "3", "g:MEMBERS:0:NAME": "Lò Mai", "g:MEMBERS:0:PHONE": "0912 345 678", "g:MEMBERS:1:NAME": "", "g:MEMBERS:1:PHONE": "", "g:MEMBERS:2:NAME": "Vàng Dua",
            ]
            let answers = [try await visiting.post("/registers/TEAMS/new", fields), try await visiting.post("/registers/TEAMS/new", fields)]
            #expect(answers.map(\.status) == [303, 303] && answers[0].headers[.location] == answers[1].headers[.location])
            let page = try await visiting.get(try #require(answers[0].headers[.location])).text
            #expect(page.contains("91-") && page.contains("Vàng Dua") && page.contains("0912***678") && page.contains("12,5 %") && !page.contains("0912 345 678"))
            #expect(try browser.khen.registers.find(RecordQuery(), in: "TEAMS", by: .operatorAtCommandLine(account: "test")).total == 3)
        }
    }

    @Test func `what is wrong is said beside its field, and everything typed is kept`() async throws {
        try await withTeams("khen.mai") { visiting, _ in
            let answer = try await visiting.post("/registers/TEAMS/new", ["unit": "91001-002.1", "f:NAME": "Tổ <hai>", "f:KIND": "YOUTH", "f:SET_UP": "2027-01-01", "f:SHARE": "nhiều", "f:PHONE": "12", "n:MEMBERS": "1", "g:MEMBERS:0:PHONE": "0912345678"])
            #expect(answer.status == 422)
            for text in ["href=\"#f:SHARE\"", "href=\"#f:PHONE\"", "href=\"#g:MEMBERS:0:NAME\"", "value=\"nhiều\"", "Tổ &lt;hai&gt;", "value=\"0912345678\"", "href=\"#f:LEADER_UNION\""] { #expect(answer.text.contains(text), "\(text)") }
            let more = try await visiting.post("/registers/TEAMS/new", ["do": "rows:MEMBERS", "f:NAME": "Tổ ba", "n:MEMBERS": "3", "g:MEMBERS:0:NAME": "Mai"])
            #expect(more.status == 200 && more.text.contains("g:MEMBERS:6:NAME") && more.text.contains("value=\"Tổ ba\""))
        }
    }

    @Test func `likely duplicates are shown, and kept where they are another`() async throws {
        try await withTeams("khen.mai") { visiting, _ in
            let fields: KeyValuePairs<String, String> = ["unit": "91001-002.1", "f:NAME": "tổ bản hin phon", "f:KIND": "VILLAGE", "f:SET_UP": "2026-08-02"]
            let answer = try await visiting.post("/registers/TEAMS/new", fields)
            #expect(answer.status == 409 && answer.text.contains("/registers/TEAMS/\(Self.hin)") && answer.text.contains("name=\"isNew\""))
            let again: KeyValuePairs<String, String> = ["unit": "91001-002.1", "f:NAME": "tổ bản hin phon", "f:KIND": "VILLAGE", "f:SET_UP": "2026-08-02", "isNew": "1"]
            #expect(try await visiting.post("/registers/TEAMS/new", again).status == 303)
        }
    }

    @Test func `only what was changed is written, and masked data stay unless they are written anew`() async throws {
        try await withTeams("khen.mai") { visiting, browser in
            let address = "/registers/TEAMS/\(Self.lom)", owner = Person.operatorAtCommandLine(account: "test"), key = RecordKey("TEAMS", Self.lom)
            let form = try await visiting.get(address + "/edit").text, seen = try #require(value("seen", in: form))
            #expect(!form.contains("0912345678") && !form.contains("0987654321") && form.contains("0912***678") && form.contains("placeholder=\"0987***321\""))
            // Somebody else changes the day meanwhile.
            try browser.khen.registers.change(key, RecordInput(["SET_UP": .text("2025-10-01")]), by: owner)
            let sent: KeyValuePairs<String, String> = [
                "seen": seen, "f:NAME": "Tổ bản Nà Lốm mới", "f:KIND": "VILLAGE", "f:SET_UP": "2025-09-01", "f:HEAD": "", "f:PHONE": "",
                "n:MEMBERS": "2", "w:MEMBERS:0": "0", "g:MEMBERS:0:NAME": "Lò Thị Mai Hoa", "g:MEMBERS:0:PHONE": "", "w:MEMBERS:1": "1", "g:MEMBERS:1:NAME": "Vàng A Dua", "g:MEMBERS:1:PHONE": "",
            ]
            #expect(try await visiting.post(address + "/edit", sent).status == 303)
            let body = try browser.khen.registers.sheet(key, by: owner).record.body
            #expect(body.text("NAME") == "Tổ bản Nà Lốm mới" && body.text("SET_UP") == "2025-10-01" && body.text("PHONE") == "0912345678" && body.text("HEAD") == "Lò Văn Nọi")
            #expect(body["MEMBERS"]?.rows.map { $0.text("PHONE") } == ["0987654321", nil] && body["MEMBERS"]?.rows[0].text("NAME") == "Lò Thị Mai Hoa")
            #expect(try await visiting.post(address + "/edit", ["f:PHONE": "", "clear:PHONE": "1"]).status == 303)
            #expect(try browser.khen.registers.sheet(key, by: owner).record.body.text("PHONE") == nil)
        }
    }

    @Test func `where two people changed one field, the writer chooses between both versions`() async throws {
        try await withTeams("khen.mai") { visiting, browser in
            let address = "/registers/TEAMS/\(Self.lom)", owner = Person.operatorAtCommandLine(account: "test"), key = RecordKey("TEAMS", Self.lom)
            let seen = try #require(value("seen", in: try await visiting.get(address + "/edit").text))
            try browser.khen.registers.change(key, RecordInput(["NAME": .text("Tổ của họ")]), by: owner)
            let answer = try await visiting.post(address + "/edit", ["seen": seen, "f:NAME": "Tổ của tôi", "f:KIND": "YOUTH", "f:LEADER_UNION": "Chi đoàn bản"])
            #expect(answer.status == 409 && answer.text.contains("Tổ của họ") && answer.text.contains("choose:NAME"))
            let latest = try #require(value("latest", in: answer.text))
            #expect(try await visiting.post(address + "/edit", ["seen": seen, "latest": latest, "choose:NAME": "theirs", "f:NAME": "Tổ của tôi", "f:KIND": "YOUTH", "f:LEADER_UNION": "Chi đoàn bản"]).status == 303)
            let body = try browser.khen.registers.sheet(key, by: owner).record.body
            #expect(body.text("NAME") == "Tổ của họ" && body.text("LEADER_UNION") == "Chi đoàn bản")
        }
    }

    @Test func `numbers are read as the reader writes them, on a sheet for many, too`() async throws {
        try await withTeams("lom.noi") { visiting, browser in
            let visit = RecordKey("VISITS", "0198c5e0-7c1a-7000-8000-000000000009")
            #expect(try await visiting.post("/registers/VISITS/new", ["id": visit.id, "f:TEAM": Self.lom, "f:DAY": "2026-08-03", "f:HOUSEHOLDS": "4"]).status == 303)
            for (language, typed, kept) in [("en", "1,200", "1200"), ("vi", "1.300", "1300")] {
                let answer = try await visiting.post("/registers/VISITS/sheet?lang=\(language)", ["record": visit.id, "HOUSEHOLDS:\(visit.id)": typed])
                #expect(answer.status == 303, "\(language)")
                #expect(try browser.khen.registers.sheet(visit, by: .operatorAtCommandLine(account: "test")).record.body.text("HOUSEHOLDS") == kept, "\(language)")
            }
        }
    }

    @Test func `a step is taken with its note, and its page says what stands in the way`() async throws {
        try await withTeams("khen.mai") { visiting, browser in
            let stopped = try await visiting.post("/registers/TEAMS/\(Self.hin)/move/START", ["from": "DRAFT"])
            #expect(stopped.status == 422 && stopped.text.contains("href=\"#START-f:HEAD\"") && stopped.text.contains("id=\"START-f:HEAD\""))
            #expect(try await visiting.post("/registers/TEAMS/\(Self.hin)/move/START", ["from": "DRAFT", "f:NAME": "Tên khác", "f:HEAD": "Vừ A Sùng"]).status == 422)
            let started = try await visiting.post("/registers/TEAMS/\(Self.hin)/move/START", ["from": "DRAFT", "f:HEAD": "Vừ A Sùng"])
            #expect(started.status == 303)
            let running = try browser.khen.registers.sheet(RecordKey("TEAMS", Self.hin), by: Person.operatorAtCommandLine(account: "test")).record
            #expect(running.body.text("HEAD") == "Vừ A Sùng" && running.state == "ACTIVE")
            #expect(try await visiting.post("/registers/TEAMS/\(Self.lom)/move/DISSOLVE", ["from": "ACTIVE"]).status == 422)
            let moved = try await visiting.post("/registers/TEAMS/\(Self.lom)/move/DISSOLVE", ["from": "ACTIVE", "note": "Sáp nhập bản"])
            #expect(moved.status == 303)
            let page = try await visiting.get(try #require(moved.headers[.location])).text
            #expect(page.contains("«Sáp nhập bản»") && page.contains("Đã giải thể") && !page.contains("/edit\""))
        }
    }

    @Test func `records of another register are chosen, made out by what was written, and counted where they are named`() async throws {
        try await withTeams("lom.noi") { visiting, _ in
            let form = try await visiting.get("/registers/VISITS/new?TEAM=\(Self.lom)").text
            #expect(form.contains("<option value=\"\(Self.lom)\" selected>Tổ bản Nà Lốm") && !form.contains("Hin Phon"))
            let unclear = try await visiting.post("/registers/VISITS/new", ["q:TEAM": "tổ nào", "f:DAY": "2026-08-03", "f:HOUSEHOLDS": "4"])
            #expect(unclear.status == 422 && unclear.text.contains("value=\"tổ nào\""))
            #expect(try await visiting.post("/registers/VISITS/new", ["q:TEAM": "to ban na lom", "f:DAY": "2026-08-03", "f:HOUSEHOLDS": "4"]).status == 303)
            let page = try await visiting.get("/registers/TEAMS/\(Self.lom)").text
            #expect(page.contains("/registers/VISITS?link=TEAM:\(Self.lom)") && page.contains("/registers/VISITS/new?TEAM=\(Self.lom)"))
            #expect(try await visiting.get("/registers/VISITS.json?link=TEAM:\(Self.lom)").json["total"] == 1)
        }
    }

    @Test func `everybody sees what is public and nothing else`() async throws {
        try await withTeams("khen.mai") { _, browser in
            for address in ["/p/TEAMS/\(Self.lom)", "/registers/TEAMS", "/registers/TEAMS.csv", "/registers/TEAMS.json", "/p/TEAMS/\(Self.lom).json"] {
                let text = try await browser.get(address).text
                #expect(text.contains("Tổ bản Nà Lốm"), "\(address)")
                for hidden in ["Hin Phon", "Lò Văn Nọi", "0912", "Vàng A Dua", "Mai"] { #expect(!text.contains(hidden), "\(address) says \(hidden)") }
            }
            #expect(try await browser.get("/registers/TEAMS.json?PHONE=0912345678&q=noi").json["total"] == 0)
            #expect(try await browser.get("/registers").text.contains("/registers/TEAMS"))
            #expect(try await browser.get("/registers/TEAMS/\(Self.lom)").headers[.location] == "/p/TEAMS/\(Self.lom)")
            #expect(try await browser.get("/registers/TEAMS/\(Self.hin)").headers[.location]?.hasPrefix("/sign-in") == true)
            #expect(try await browser.get("/").text.contains("href=\"/registers\""))
        }
    }

    @Test func `programs add, change and move records, and are told in both languages what is wrong`() async throws {
        let (operations, schemas) = Description.all(.init(.en, .init([:])))
        let check = SchemaCheck(schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0.name, $0.schema.json) }))
        func fits(_ answer: Browser.Answer, _ id: String, _ status: Int) throws {
            #expect(answer.status == status, "\(id): \(answer.text)")
            let operation = try #require(operations.first { $0.id == id })
            let schema = operation.furtherAnswers.first { $0.status == status }?.schema ?? operation.answer
            #expect(check.faults(try answer.json, schema.json) == [], "\(id)")
        }
        try await withTeams("khen.mai") { visiting, browser in
            func send(_ method: HTTPRequest.Method, _ address: String, _ body: String) async throws -> Browser.Answer {
                let cookies = visiting.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
                return try await browser.send(method, address, headers: [.cookie: cookies, .contentType: "application/json", HTTPField.Name("Sec-Fetch-Site")!: "same-origin"], body: Array(body.utf8))
            }
            let id = "0198c5e0-7c1a-7000-8000-00000000000a", record = "/registers/TEAMS/\(id)"
            let body = #"{"id": "\#(id)", "unit": "91001-002", "fields": {"NAME": "Tổ ba", "KIND": "VILLAGE", "SET_UP": "2026-08-02", "SHARE": 12.5, "TOPICS": ["EID", "PAY"], "HAS_PHONE": true, "MEMBERS": [{"NAME": "Mai", "PHONE": "0912345678"}]}}"#
            try fits(try await send(.post, "/registers/TEAMS.json", body), "addRecord", 201)
            try fits(try await send(.post, "/registers/TEAMS.json", body), "addRecord", 200)
            let read = try await visiting.get(record + ".json")
            try fits(read, "getRecord", 200)
            #expect(try read.json["fields"]?["SHARE"] == "12.5" && read.json["fields"]?["MEMBERS"]?.items.first?["PHONE"] == "0912***678")
            try fits(try await send(.post, "/registers/TEAMS.json", #"{"unit": "91001-002", "fields": {"NAME": "Tổ bốn", "SHARE": "nhiều", "NONE": 1}}"#), "addRecord", 422)
            try fits(try await send(.post, "/registers/TEAMS.json", #"{"unit": "91001-002", "fields": {"NAME": "Tổ ba", "KIND": "VILLAGE", "SET_UP": "2026-08-02"}}"#), "addRecord", 409)
            try fits(try await send(.patch, record + ".json", #"{"fields": {"SHARE": null, "HEAD": "Lò Mai"}}"#), "changeRecord", 200)
            try fits(try await send(.post, record + "/move/START.json", #"{"from": "DRAFT"}"#), "moveRecord", 200)
            try fits(try await send(.post, record + "/move/DISSOLVE.json", "{}"), "moveRecord", 422)
            #expect(try await send(.patch, "/registers/TEAMS/\(Self.lom).json", "[]").status == 422)
            try fits(try await visiting.get("/registers/TEAMS.json"), "getRecords", 200)
            try fits(try await visiting.get("/registers.json"), "getRegisters", 200)
            try fits(try await visiting.get("/p/TEAMS/\(id).json"), "getPublicRecord", 200)
        }
    }
}
