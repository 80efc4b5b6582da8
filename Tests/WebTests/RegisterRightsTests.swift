import Domain
import Foundation
import HTTPTypes
import Operations
import TestWorld
import Testing
@testable import Web

/// What everyone gets from the addresses of registers: strangers, and each role at a unit of their own and at another.
@Suite struct RegisterRightsTests {
    /// A visitor, then one of each role: Nà Lốm's reporter, Bản Khèn's officer, the province's approver, department officer, leader and auditor, the province's administrator; last the officer of Sín Thầu.
    private static let actors = ["", "lom.noi", "khen.mai", "duyet.khoa", "so.lan", "lanhdao.ca", "kiemtoan", "quantri", "thau.pao"]

    private struct Row {
        var route: String
        var address: String
        var fields: KeyValuePairs<String, String> = [:]
        var expected: [Int]

        init(_ route: String, _ address: String, _ fields: KeyValuePairs<String, String> = [:], _ expected: [Int]) { (self.route, self.address, self.fields, self.expected) = (route, address, fields, expected) }
    }

    /// Nà Lốm's team, which is public; Hin Phon's, which is not yet.
    static let lom = "0198c5e0-7c1a-7000-8000-000000000001", hin = "0198c5e0-7c1a-7000-8000-000000000002"
    private static let list = "GET /registers/{code}", one = "GET /registers/{code}/{id}", edit = "GET /registers/{code}/{id}/edit", change = "POST /registers/{code}/{id}/edit"
    private static let move = "POST /registers/{code}/{id}/move/{move}"
    /// A state that the record is not in: whoever may take the step is told, and nothing happens.
    private static let stale: KeyValuePairs<String, String> = ["from": "DISSOLVED", "note": "Lý do"]

    private static let rows: [Row] = [
        Row("GET /registers", "/registers", [:], Array(repeating: 200, count: 9)),
        Row("GET /registers/offline", "/registers/offline", [:], Array(repeating: 200, count: 9)), Row("GET /registers/offline.json", "/registers/offline.json", [:], [401, 200, 200, 200, 200, 200, 200, 200, 200]),
        Row("POST /registers/sync", "/registers/sync", [:], [303, 422, 422, 422, 422, 422, 422, 422, 422]),
        Row(list, "/registers/TEAMS", [:], Array(repeating: 200, count: 9)), Row(list, "/registers/TEAMS.csv", [:], Array(repeating: 200, count: 9)),
        Row(list, "/registers/VISITS", [:], [303, 200, 200, 404, 404, 404, 404, 404, 200]), Row(list, "/registers/VISITS.json", [:], [401, 200, 200, 404, 404, 404, 404, 404, 200]),
        Row(list, "/registers/NONE", [:], [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        // Administrators have no role in the register: like everybody they are led to what is public.
        Row(one, "/registers/TEAMS/\(lom)", [:], [303, 200, 200, 200, 200, 200, 200, 303, 303]), Row(one, "/registers/TEAMS/\(hin)", [:], [303, 404, 200, 200, 200, 200, 200, 404, 404]),
        Row(one, "/registers/TEAMS/\(hin).json", [:], [401, 404, 200, 200, 200, 200, 200, 404, 404]),
        Row("GET /registers/{code}/new", "/registers/TEAMS/new", [:], [303, 200, 200, 403, 403, 403, 403, 403, 200]),
        Row("GET /registers/{code}/new", "/registers/VISITS/new", [:], [303, 200, 200, 404, 404, 404, 404, 404, 200]),
        Row("POST /registers/{code}/new", "/registers/TEAMS/new", [:], [303, 422, 422, 403, 403, 403, 403, 403, 422]),
        Row("POST /registers/{code}/new", "/registers/TEAMS/new", ["unit": "91001-002.1", "f:NAME": "", "f:KIND": "VILLAGE"], [303, 403, 422, 403, 403, 403, 403, 403, 403]),
        Row("POST /registers/{code}", "/registers/TEAMS", [:], [303, 422, 422, 403, 403, 403, 403, 404, 422]),
        Row(edit, "/registers/TEAMS/\(lom)/edit", [:], [303, 200, 200, 403, 403, 403, 403, 404, 404]), Row(edit, "/registers/TEAMS/\(hin)/edit", [:], [303, 404, 200, 403, 403, 403, 403, 404, 404]),
        Row(change, "/registers/TEAMS/\(lom)/edit", ["f:NAME": ""], [303, 422, 422, 403, 403, 403, 403, 404, 404]), Row(change, "/registers/TEAMS/\(hin)/edit", ["f:NAME": ""], [303, 404, 422, 403, 403, 403, 403, 404, 404]),
        Row(move, "/registers/TEAMS/\(lom)/move/DISSOLVE", stale, [303, 403, 409, 403, 403, 403, 403, 404, 404]), Row(move, "/registers/TEAMS/\(hin)/move/START", ["from": "DRAFT"], [303, 404, 422, 403, 403, 403, 403, 404, 404]),
        Row(move, "/registers/TEAMS/\(hin)/move/NONE", [:], [303, 404, 422, 422, 422, 422, 422, 404, 404]),
        Row("POST /registers/{code}/{id}/remarks", "/registers/TEAMS/\(lom)/remarks", [:], [303, 422, 422, 422, 422, 422, 422, 422, 422]),
        Row("POST /registers/{code}/{id}/remarks", "/registers/TEAMS/\(hin)/remarks", ["comment": "Đã xem"], [303, 404, 303, 303, 303, 303, 303, 404, 404]),
        Row("GET /registers/{code}/{id}/reveal", "/registers/TEAMS/\(lom)/reveal", [:], [303, 403, 403, 403, 200, 403, 403, 404, 404]),
        Row("POST /registers/{code}/{id}/reveal", "/registers/TEAMS/\(lom)/reveal", [:], [303, 403, 403, 403, 422, 403, 403, 404, 404]),
        Row("POST /registers/{code}/{id}/reveal", "/registers/TEAMS/\(lom)/reveal", ["purpose": "Đối chiếu giấy tờ"], [303, 403, 403, 403, 200, 403, 403, 404, 404]),
        Row("GET /registers/{code}/{id}/accesses", "/registers/TEAMS/\(lom)/accesses", [:], [303, 403, 403, 403, 200, 403, 200, 404, 404]),
        Row("POST /registers/{code}/{id}/consent", "/registers/TEAMS/\(lom)/consent", [:], [303, 422, 422, 403, 403, 403, 403, 404, 404]),
        Row("GET /registers/{code}/{id}/tidy", "/registers/TEAMS/\(lom)/tidy", [:], [303, 403, 403, 403, 200, 403, 403, 404, 404]),
        Row("POST /registers/{code}/{id}/remove", "/registers/TEAMS/\(lom)/remove", [:], [303, 403, 403, 403, 422, 403, 403, 404, 404]),
        Row("POST /registers/{code}/{id}/erase", "/registers/TEAMS/\(lom)/erase", [:], [303, 403, 403, 403, 422, 403, 403, 404, 404]),
        Row("GET /registers/{code}/{id}/files", "/registers/TEAMS/\(hin)/files.json", [:], [401, 404, 200, 200, 200, 200, 200, 404, 404]),
        Row("POST /registers/{code}/{id}/files", "/registers/TEAMS/\(hin)/files", [:], [303, 404, 422, 422, 422, 422, 422, 404, 404]),
        Row("GET /registers/{code}/{id}/files/{file}", "/registers/TEAMS/\(hin)/files/91-none", [:], [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        Row("GET /p/{code}/{id}/files/{file}", "/p/TEAMS/\(lom)/files/91-none", [:], Array(repeating: 404, count: 9)),
        // Hin Phon's team gets no label before it is at work, and none at all once it is joined into another.
        Row("GET /registers/{code}/{id}/prints/{print}", "/registers/TEAMS/\(hin)/prints/LABEL.pdf", [:], [303, 404, 422, 422, 422, 404, 404, 404, 404]),
        Row("GET /registers/{code}/{id}/prints/{print}", "/registers/TEAMS/\(lom)/prints/NONE.pdf", [:], [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        Row("GET /registers/{code}/prints/{print}", "/registers/TEAMS/prints/LABEL.pdf?state=DRAFT", [:], [303, 422, 422, 422, 422, 422, 422, 404, 422]),
        // The department joins the two; whoever comes after it finds one.
        Row("GET /registers/{code}/{id}/merge", "/registers/TEAMS/\(lom)/merge?with=\(hin)", [:], [303, 403, 403, 403, 200, 404, 404, 404, 404]),
        Row("POST /registers/{code}/{id}/merge", "/registers/TEAMS/\(lom)/merge", ["with": hin], [303, 404, 403, 403, 303, 404, 404, 404, 404]),
        Row("GET /registers/{code}/map", "/registers/TEAMS/map", [:], [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        Row("GET /registers/{code}/bulk", "/registers/TEAMS/bulk?move=START&record=\(hin)", [:], [303, 200, 200, 200, 200, 200, 200, 404, 200]),
        Row("POST /registers/{code}/bulk", "/registers/TEAMS/bulk", ["move": "START"], [303, 422, 422, 422, 422, 422, 422, 404, 422]),
        Row("GET /registers/{code}/sheet", "/registers/VISITS/sheet", [:], [303, 200, 200, 404, 404, 404, 404, 404, 200]),
        Row("POST /registers/{code}/sheet", "/registers/VISITS/sheet", [:], [303, 303, 303, 404, 404, 404, 404, 404, 303]),
        Row("GET /registers/{code}/sheet", "/registers/VISITS/sheet.json", [:], [401, 200, 200, 404, 404, 404, 404, 404, 200]),
        Row("POST /registers/{code}/filters", "/registers/VISITS/filters", ["name": "", "query": "q=a"], [303, 422, 422, 404, 404, 404, 404, 404, 422]),
        Row("POST /registers/{code}/filters", "/registers/VISITS/filters", ["name": "Của tôi", "query": "q=a"], [303, 303, 303, 404, 404, 404, 404, 404, 303]),
        Row("POST /registers/{code}/filters/{id}/remove", "/registers/VISITS/filters/none/remove", [:], [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        Row("GET /registers/{code}/many", "/registers/VISITS/many?pick=TEAM", [:], [303, 200, 200, 404, 404, 404, 404, 404, 200]), Row("GET /registers/{code}/many", "/registers/TEAMS/many", [:], [303, 404, 404, 403, 403, 403, 403, 404, 404]),
        Row("POST /registers/{code}/many", "/registers/VISITS/many?pick=TEAM", ["f:DAY": "2026-08-03"], [303, 422, 422, 404, 404, 404, 404, 404, 422]),
        Row("GET /registers/{code}/import", "/registers/TEAMS/import", [:], [303, 200, 200, 403, 403, 403, 403, 404, 200]),
        Row("POST /registers/{code}/import", "/registers/TEAMS/import", [:], [303, 422, 422, 403, 403, 403, 403, 404, 422]),
        Row("GET /registers/{code}/template", "/registers/TEAMS/template", [:], [303, 200, 200, 200, 200, 200, 200, 404, 200]),
        Row("GET /registers/{code}/export", "/registers/TEAMS/export", [:], [303, 403, 200, 403, 200, 403, 403, 404, 200]),
        Row("GET /registers/{code}/export", "/registers/TEAMS/export.csv", [:], [401, 403, 200, 403, 200, 403, 403, 404, 200]),
        Row("POST /registers/{code}/export", "/registers/TEAMS/export", [:], [303, 403, 403, 403, 422, 403, 403, 404, 403]),
        Row("GET /registers/{code}/expired", "/registers/TEAMS/expired", [:], [303, 200, 200, 200, 200, 200, 200, 404, 200]),
        Row("GET /p/{code}/{id}", "/p/TEAMS/\(lom)", [:], Array(repeating: 200, count: 9)), Row("GET /p/{code}/{id}", "/p/TEAMS/\(hin)", [:], [404, 404, 303, 303, 303, 303, 303, 404, 404]),
        Row("GET /p", "/p", [:], Array(repeating: 200, count: 9)), Row("GET /p", "/p?number=KHONG-CO", [:], Array(repeating: 404, count: 9)),
        Row("GET /p/{code}/{id}", "/p/VISITS/\(hin)", [:], Array(repeating: 404, count: 9)),
    ]

    /// Two teams: one at work, one being set up without a head.
    static func addTeams(_ khen: Khen) throws {
        let owner = Person.operatorAtCommandLine(account: "test")
        _ = try khen.registers.add(
            RecordInput(["NAME": .text("Tổ bản Nà Lốm"), "KIND": .text("VILLAGE"), "SET_UP": .text("2025-09-01"), "HEAD": .text("Lò Văn Nọi"), "PHONE": .text("0912345678"),
                         "MEMBERS": .rows([["NAME": "Lò Thị Mai", "PHONE": "0987654321"], ["NAME": "Vàng A Dua"]])]), to: "TEAMS", at: Story.naLom, id: lom, by: owner)
        _ = try khen.registers.move(RecordKey("TEAMS", lom), "START", by: owner)
        _ = try khen.registers.add(RecordInput(["NAME": .text("Tổ bản Hin Phon"), "KIND": .text("VILLAGE"), "SET_UP": .text("2026-08-01")]), to: "TEAMS", at: Story.hinPhon, id: hin, by: owner)
    }

    @Test func `registers answer everyone as the table says`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(to: browser.khen)
            try Self.addTeams(browser.khen)
            for (index, actor) in Self.actors.enumerated() {
                let visiting = Visiting(browser)
                visiting.peer = "203.0.113.\(index + 1)"
                if !actor.isEmpty { try await visiting.signIn(actor) }
                for row in Self.rows {
                    let answer = row.route.hasPrefix("GET") ? try await visiting.get(row.address) : try await visiting.post(row.address, row.fields)
                    #expect(answer.status == row.expected[index], "\(row.route) \(row.address) for \(actor.isEmpty ? "a visitor" : actor)")
                }
            }
        }
    }

    /// What programs send besides; RegisterPagesTests says who may.
    static let protocols: Set<String> = ["PATCH /registers/{code}/{id}"]
    static var routes: Set<String> { Set(rows.map(\.route)) }
}
