import Domain
import Foundation
import HTTPTypes
import Markup
import Operations
import TestWorld
import Testing
@testable import Web

/// Files and prints of records on pages: sent without a script, seen by everybody where they are public, and what a print tells whom.
@Suite struct RecordFilePagesTests {
    private static let lom = RegisterRightsTests.lom, hin = RegisterRightsTests.hin, team = "/registers/TEAMS/\(lom)"
    private static let pdf = "%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
    private static let key = RecordKey("TEAMS", lom)

    /// The smallest PNG.
    private static let picture: [UInt8] = {
        func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(content.count)] + Array(name.utf8) + content + [1, 2, 3, 4] }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", [UInt8](repeating: 1, count: 13)) + chunk("IDAT", [5, 6, 7]) + chunk("IEND", [])
    }()

    private func send(_ bytes: [UInt8], named name: String, to field: String, _ visiting: Visiting) async throws -> Browser.Answer {
        let head = "--B1\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\n\(field)\r\n--B1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        return try await visiting.post("\(Self.team)/files", body: Array(head.utf8) + bytes + Array("\r\n--B1--\r\n".utf8), type: "multipart/form-data; boundary=B1")
    }

    /// A form as a browser sends it: fields, then files.
    private func submit(_ address: String, _ fields: KeyValuePairs<String, String>, _ files: [(field: String, name: String, bytes: [UInt8])], _ visiting: Visiting) async throws -> Browser.Answer {
        var body = fields.flatMap { Array("--B1\r\nContent-Disposition: form-data; name=\"\($0.key)\"\r\n\r\n\($0.value)\r\n".utf8) }
        for file in files { body += Array("--B1\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\nContent-Type: application/octet-stream\r\n\r\n".utf8) + file.bytes + Array("\r\n".utf8) }
        return try await visiting.post(address, body: body + Array("--B1--\r\n".utf8), type: "multipart/form-data; boundary=B1")
    }

    @Test func `photos and documents chosen in the form go along with the record`() async throws {
        try await withTeams("lom.noi") { visiting, browser in
            let form = try await visiting.get("/registers/TEAMS/new").text
            #expect(form.contains("enctype=\"multipart/form-data\"") && form.contains("name=\"file:PHOTOS\"") && form.contains("name=\"file:PAPERS\""))
            let id = "0198c5e0-7c1a-7000-8000-000000000077", fields: KeyValuePairs = ["id": id, "f:NAME": "Tổ thanh niên", "f:KIND": "VILLAGE", "f:SET_UP": "2026-01-05"]
            // What is wrong with the record comes first, and nothing is kept; the browser has forgotten the file.
            let wrong = try await submit("/registers/TEAMS/new", ["id": id, "f:NAME": "", "f:KIND": "VILLAGE", "f:SET_UP": "2026-01-05"], [("file:PHOTOS", "Ảnh.png", Self.picture)], visiting)
            #expect(wrong.status == 422 && wrong.text.contains("Chọn lại tệp: Ảnh.png"))
            // The record is kept, the good file too; of the other one the reason is told.
            let kept = try await submit("/registers/TEAMS/new", fields, [("file:PHOTOS", "Ảnh.png", Self.picture), ("file:PHOTOS", "lừa.png", Array("<script>".utf8)), ("file:NAME", "x.png", Self.picture)], visiting)
            #expect(kept.status == 422 && kept.text.contains("Đã lưu hồ sơ, nhưng không nhận các tệp sau") && kept.text.contains("lừa.png"))
            let files = try await visiting.get("/registers/TEAMS/\(id)/files.json").json["files"]?.items ?? []
            #expect(files.compactMap { $0["name"]?.words } == ["Ảnh.png"])
            let changed = try await submit("/registers/TEAMS/\(id)/edit", ["id": id, "f:NAME": "Tổ thanh niên"], [("file:PAPERS", "Quyết định.pdf", Array(Self.pdf.utf8))], visiting)
            #expect(changed.status == 303 && changed.headers[.location]?.contains("done=changed") == true)
            #expect(try await visiting.get("/registers/TEAMS/\(id)/files.json").json["files"]?.items.count == 2)
        }
    }

    @Test func `a file is sent from the record's page, shown to those who may see it, and taken off again`() async throws {
        try await withTeams("khen.mai") { visiting, browser in
            #expect(try await visiting.get(Self.team).text.contains("enctype=\"multipart/form-data\""))
            let sent = try await send(Self.picture, named: "Ảnh tổ.png", to: "PHOTOS", visiting)
            #expect(sent.status == 303 && sent.headers[.location] == "\(Self.team)#f:PHOTOS")
            #expect(try await send(Array(Self.pdf.utf8), named: "Quyết định.pdf", to: "PAPERS", visiting).status == 303)
            #expect(try await send(Array("<script>".utf8), named: "x.png", to: "PHOTOS", visiting).status == 422)
            let files = try await visiting.get("\(Self.team)/files.json").json["files"]?.items ?? [], ids = files.compactMap { $0["id"]?.words }
            #expect(files.compactMap { $0["field"]?.words } == ["PAPERS", "PHOTOS"] && files.first?["name"] == "Quyết định.pdf")
            let page = try await visiting.get(Self.team).text
            #expect(page.contains("<img loading=\"lazy\" alt=\"Ảnh tổ.png\" src=\"\(Self.team)/files/\(ids[1])\">") && page.contains("Quyết định.pdf</a>") && page.contains("/files/\(ids[0])/detach"))
            let shown = try await visiting.get("\(Self.team)/files/\(ids[1])")
            #expect(shown.type == "image/png" && shown.headers[.contentDisposition]?.hasPrefix("inline") == true)
            #expect(try await visiting.get("\(Self.team)/files/\(ids[0])").headers[.contentDisposition]?.hasPrefix("attachment") == true)
            // Everybody sees the public picture; the paper is not theirs.
            #expect(try await browser.get("/p/TEAMS/\(Self.lom)").text.contains("/p/TEAMS/\(Self.lom)/files/\(ids[1])"))
            for (id, status) in [(ids[1], 200), (ids[0], 404)] { #expect(try await browser.get("/p/TEAMS/\(Self.lom)/files/\(id)").status == status) }
            #expect(try await browser.get("\(Self.team)/files/\(ids[1])").status == 303)
            let other = Visiting(browser)
            other.peer = "203.0.113.77"
            try Story.addPeople(["thau.pao"], to: browser.khen)
            try await other.signIn("thau.pao")
            #expect(try await other.get("/files/\(ids[0])/x.pdf").status == 404)
            #expect(try await visiting.post("/files/\(ids[1])/detach").headers[.location] == "\(Self.team)#f:PHOTOS")
            #expect(try await browser.get("/p/TEAMS/\(Self.lom)/files/\(ids[1])").status == 404)
        }
    }

    @Test func `the list of files has the form that is described`() async throws {
        let (operations, schemas) = Description.all(.init(.en, .init([:])))
        let check = SchemaCheck(schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0.name, $0.schema.json) }))
        try await withTeams("khen.mai") { visiting, browser in
            _ = try await send(Self.picture, named: "a.png", to: "PHOTOS", visiting)
            let files = try #require(operations.first { $0.id == "getRecordFiles" }), record = try #require(operations.first { $0.id == "getPublicRecord" })
            #expect(check.faults(try await visiting.get("\(Self.team)/files.json").json, files.answer.json) == [])
            #expect(check.faults(try await browser.get("/p/TEAMS/\(Self.lom).json").json, record.answer.json) == [])
        }
    }

    @Test func `a print names what it may, and a look at personal data is noted`() async throws {
        try await withTeams("khen.mai") { _, browser in
            let khen = browser.khen, owner = Person.operatorAtCommandLine(account: "test")
            func words(_ print: String, by person: Person) throws -> [String] { try khen.registers.printed(Self.key, print, by: person).papers[0].lines.map { $0.map(\.text).joined() } }
            let office = Story.person("khen.mai", "COMMUNE-OFFICER", at: Story.banKhen)
            let masked = try words("RECOGNITION", by: office)
            #expect(masked[1] == "do L*** V*** N*** làm tổ trưởng" && masked[2].hasPrefix("Đang hoạt động, số TCN-91001-001-001, in ngày ") && masked.count == 3)
            #expect(try !khen.registers.sheet(Self.key, by: owner).history.contains { $0.change.kind == .recordRevealed })
            #expect(try words("RECOGNITION", by: owner)[1] == "do Lò Văn Nọi làm tổ trưởng")
            let look = try #require(try khen.registers.sheet(Self.key, by: owner).history.first?.change)
            #expect(look.kind == .recordRevealed && look.detail.facts == ["purpose": "In Giấy công nhận", "fields": "HEAD"])
            let card = try khen.registers.printed(Self.key, "CARD", by: office).papers[0]
            #expect(card.facts.first { $0.name == "Thành viên" }?.value == "1. Lò Thị Mai · 0987***321\n2. Vàng A Dua" && card.facts.first { $0.name == "Tổ trưởng" }?.value == "L*** V*** N***")
            #expect(card.agency.hasPrefix("Ủy ban nhân dân\n") && card.isPublic)
            #expect(try khen.registers.printed(RecordQuery(), in: "TEAMS", "LABEL", by: office).papers.map(\.heading) == ["Tổ bản Nà Lốm"])
        }
    }

    @Test func `the page that a code leads to says whether a certificate is valid`() async throws {
        try await withTeams("khen.mai") { visiting, browser in
            let page = try await visiting.get(Self.team + "?lang=en").text
            #expect(page.contains("<svg class=\"qr\"") && page.contains("\(Self.team)/prints/RECOGNITION.pdf") && page.contains("/p/TEAMS/\(Self.lom)"))
            #expect(try await visiting.get("/registers/TEAMS?lang=en").text.contains("/registers/TEAMS/prints/LABEL.pdf"))
            #expect(try await browser.get("/p/TEAMS/\(Self.lom)?lang=en").text.contains("Recognition: valid"))
            _ = try browser.khen.registers.move(Self.key, "DISSOLVE", note: "Sáp nhập bản", by: .operatorAtCommandLine(account: "test"))
            let revoked = try await browser.get("/p/TEAMS/\(Self.lom)?lang=en")
            #expect(revoked.status == 200 && revoked.text.contains("Recognition: not valid") && revoked.text.contains("Dissolved, on ") && !revoked.text.contains("Sáp nhập"))
            #expect(try await browser.get("/p/TEAMS/\(Self.lom).json").json["certificate"]?["valid"] == false)
        }
    }
}
