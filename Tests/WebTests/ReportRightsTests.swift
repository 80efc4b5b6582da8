import Domain
import Foundation
import HTTPTypes
import Operations
import TestWorld
import Testing
@testable import Web

/// What everyone gets from the addresses of reports, documents and files: strangers, and each role at a unit of their own and at another.
@Suite struct ReportRightsTests {
    /// A visitor, then one of each role: Nà Lốm's reporter, Bản Khèn's officer, the province's approver, department officer, leader and auditor, the province's administrator; last the officer of Sín Thầu.
    private static let actors = ["", "lom.noi", "khen.mai", "duyet.khoa", "so.lan", "lanhdao.ca", "kiemtoan", "quantri", "thau.pao"]

    private struct Row {
        var route: String
        var address: String
        var fields: KeyValuePairs<String, String> = [:]
        var expected: [Int]

        init(_ route: String, _ address: String, _ fields: KeyValuePairs<String, String> = [:], _ expected: [Int]) { (self.route, self.address, self.fields, self.expected) = (route, address, fields, expected) }
    }

    private static let report = "GET /reports/{form}/{period}/{unit}", write = "POST /reports/{form}/{period}/{unit}", step = "POST /reports/{form}/{period}/{unit}/{action}"
    /// A village's report that its reporter has sent; a village's that nobody has begun; the commune's own; another commune's.
    private static let sent = "/reports/MK-M/2026-07/91001-001.1", open = "/reports/MK-M/2026-07/91001-002.1", commune = "/reports/MK-X/2026-07/91001.2", other = "/reports/MK-X/2026-07/91004.1"
    /// A version that nobody can have seen: whoever may take the step is told that the report has changed, and nothing happens.
    private static let stale: KeyValuePairs<String, String> = ["seen": "999999", "note": "Lý do"]

    private static let rows: [Row] = [
        Row("GET /reports", "/reports", [:], [303, 200, 200, 200, 200, 200, 200, 200, 200]),
        Row("GET /reports/offline", "/reports/offline", [:], [200, 200, 200, 200, 200, 200, 200, 200, 200]),
        Row("GET /reports/offline.json", "/reports/offline.json", [:], [401, 200, 200, 200, 200, 200, 200, 200, 200]),
        Row("GET /reports/overview", "/reports/overview", [:], [303, 200, 200, 200, 200, 200, 200, 403, 200]),
        Row("GET /reports/overview", "/reports/overview?unit=91001", [:], [303, 200, 200, 200, 200, 200, 200, 403, 404]),
        Row("GET /reports/overview", "/reports/overview?unit=91004", [:], [303, 404, 404, 200, 200, 200, 200, 403, 200]),
        Row("GET /reports/upload", "/reports/upload", [:], [303, 200, 200, 403, 200, 403, 403, 403, 200]),
        Row("GET /reports/workbook", "/reports/workbook?report=MK-M/2026-07/91001-001.1", [:], [303, 200, 200, 200, 200, 200, 200, 403, 200]),
        Row(report, sent, [:], [303, 200, 200, 200, 200, 200, 200, 403, 404]),
        Row(report, open, [:], [303, 404, 200, 200, 200, 200, 200, 403, 404]),
        Row(report, commune, [:], [303, 404, 200, 200, 200, 200, 200, 403, 404]),
        Row(report, other, [:], [303, 404, 404, 200, 200, 200, 200, 403, 200]),
        Row(report, sent + ".xlsx", [:], [401, 200, 200, 200, 200, 200, 200, 403, 404]),
        Row(report, other + ".xlsx", [:], [401, 404, 404, 200, 200, 200, 200, 403, 200]),
        Row("GET /reports/{form}/{period}/{unit}/cells/{cell}", sent + "/cells/SESSIONS", [:], [303, 200, 200, 200, 200, 200, 200, 403, 404]),
        Row("GET /reports/{form}/{period}/{unit}/cells/{cell}", other + "/cells/TEAMS", [:], [303, 404, 404, 200, 200, 200, 200, 403, 200]),
        Row("GET /reports/{form}/{period}/{unit}/issue", sent + "/issue", [:], [303, 403, 403, 422, 403, 403, 403, 403, 403]),
        Row("GET /reports/{form}/{period}/{unit}/issue", commune + "/issue", [:], [303, 403, 403, 200, 403, 403, 403, 403, 403]),
        Row("GET /reports/{form}/{period}/{unit}/issue", other + "/issue", [:], [303, 403, 403, 200, 403, 403, 403, 403, 403]),
        Row("GET /documents", "/documents", [:], [200, 200, 200, 200, 200, 200, 200, 200, 200]),
        Row("GET /documents", "/documents.json", [:], [200, 200, 200, 200, 200, 200, 200, 200, 200]),
        Row("GET /documents/verify", "/documents/verify", [:], [200, 200, 200, 200, 200, 200, 200, 200, 200]),
        Row("GET /documents/verify/{code}", "/documents/verify/KH-0000", [:], [404, 404, 404, 404, 404, 404, 404, 404, 404]),
        Row("GET /documents/{id}", "/documents/1", [:], [404, 404, 404, 404, 404, 404, 404, 404, 404]),
        Row("GET /documents/{id}/files/{format}", "/documents/1/files/pdf", [:], [404, 404, 404, 404, 404, 404, 404, 404, 404]),
        Row("GET /files/{id}/{name}", "/files/none/x.pdf", [:], [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        Row("GET /odk/formList", "/odk/formList", [:], [401, 200, 200, 200, 200, 200, 200, 200, 200]),
        Row("GET /odk/forms/{code}", "/odk/forms/MK-M.xml", [:], [401, 200, 200, 404, 404, 404, 404, 404, 404]),
        Row("GET /odk/forms/{code}/manifest", "/odk/forms/MK-M/manifest", [:], [401, 200, 200, 404, 404, 404, 404, 404, 404]),
        Row(write, sent, ["do": "save", "seen": "0"], [303, 422, 422, 403, 403, 403, 403, 403, 404]),
        Row(write, open, ["do": "save", "seen": "0"], [303, 404, 303, 403, 403, 403, 403, 403, 404]),
        Row(write, commune, ["do": "save", "seen": "0"], [303, 404, 303, 403, 403, 403, 403, 403, 404]),
        Row(write, other, ["do": "save", "seen": "0"], [303, 404, 404, 403, 403, 403, 403, 403, 303]),
        Row(step, sent + "/withdraw", stale, [303, 409, 403, 403, 403, 403, 403, 403, 404]),
        Row(step, other + "/withdraw", stale, [303, 404, 404, 403, 403, 403, 403, 403, 409]),
        Row(step, sent + "/return", stale, [303, 403, 409, 409, 409, 403, 403, 403, 404]),
        Row(step, other + "/return", stale, [303, 404, 404, 409, 409, 403, 403, 403, 403]),
        Row(step, sent + "/check", stale, [303, 403, 409, 409, 409, 403, 403, 403, 404]),
        Row(step, other + "/check", stale, [303, 404, 404, 409, 409, 403, 403, 403, 403]),
        Row(step, sent + "/approve", stale, [303, 403, 403, 409, 403, 403, 403, 403, 404]),
        Row(step, other + "/approve", stale, [303, 404, 404, 409, 403, 403, 403, 403, 403]),
        Row(step, sent + "/lock", stale, [303, 403, 403, 409, 403, 403, 403, 403, 404]),
        Row(step, other + "/lock", stale, [303, 404, 404, 409, 403, 403, 403, 403, 403]),
        Row(step, sent + "/reopen", stale, [303, 403, 403, 409, 403, 403, 403, 403, 404]),
        Row(step, other + "/reopen", stale, [303, 404, 404, 409, 403, 403, 403, 403, 403]),
        Row(step, sent + "/exempt", stale, [303, 403, 403, 409, 409, 403, 403, 403, 404]),
        Row(step, other + "/exempt", stale, [303, 404, 404, 409, 409, 403, 403, 403, 403]),
        Row(step, sent + "/require", stale, [303, 403, 403, 409, 409, 403, 403, 403, 404]),
        Row(step, other + "/require", stale, [303, 404, 404, 409, 409, 403, 403, 403, 403]),
        Row(step, sent + "/extend", stale, [303, 403, 403, 409, 409, 403, 403, 403, 404]),
        Row(step, other + "/extend", stale, [303, 404, 404, 409, 409, 403, 403, 403, 403]),
        Row("POST /reports/overview/remind", "/reports/overview/remind", [:], [303, 403, 404, 404, 404, 404, 403, 404, 404]),
        Row("POST /reports/overview/remind", "/reports/overview/remind", ["form": "MK-X", "period": "2026-07", "top": "91.1", "unit": "91004.1"], [303, 403, 404, 303, 303, 303, 403, 303, 403]),
        Row("POST /reports/approve", "/reports/approve", [:], [303, 422, 422, 422, 422, 422, 422, 403, 422]),
        Row("POST /reports/sync", "/reports/sync", [:], [303, 422, 422, 422, 422, 422, 422, 422, 422]),
        Row("POST /reports/upload", "/reports/upload", [:], [303, 422, 422, 403, 422, 403, 403, 403, 422]),
        Row("POST /reports/upload/confirm", "/reports/upload/confirm", [:], [303, 200, 200, 403, 200, 403, 403, 403, 200]),
        Row("POST /reports/{form}/{period}/{unit}/files", sent + "/files", [:], [303, 422, 422, 422, 422, 422, 422, 422, 422]),
        Row("POST /reports/{form}/{period}/{unit}/files", other + "/files", [:], [303, 422, 422, 422, 422, 422, 422, 422, 422]),
        Row("POST /reports/{form}/{period}/{unit}/issue", commune + "/issue", [:], [303, 403, 403, 422, 403, 403, 403, 403, 403]),
        Row("POST /reports/{form}/{period}/{unit}/issue", other + "/issue", [:], [303, 403, 403, 422, 403, 403, 403, 403, 403]),
        Row("POST /files", "/files", [:], [303, 422, 422, 422, 422, 422, 422, 422, 422]),
        Row("POST /files/{id}/detach", "/files/none/detach", [:], [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        Row("POST /odk/submission", "/odk/submission", [:], [401, 422, 422, 422, 422, 422, 422, 422, 422]),
    ]

    @Test func `reports answer everyone as the table says`() async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(to: browser.khen)
            let reporter = Visiting(browser)
            try await reporter.signIn("lom.noi")
            let cells: KeyValuePairs<String, String> = ["do": "submit", "submission": "a", "v:HEADS:F": "1", "v:HEADS:M": "2", "v:SESSIONS": "4"]
            try #require(try await reporter.post(Self.sent, cells).status == 303)
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

    /// Protocols of uploads and of ODK that no form on a page sends; AttachmentTests and FieldFormPagesTests say who may.
    static let protocols: Set<String> = ["HEAD /files/{id}", "PATCH /files/{id}", "OPTIONS /files", "HEAD /odk/submission"]
    static var routes: Set<String> { Set(rows.map(\.route)) }
}
