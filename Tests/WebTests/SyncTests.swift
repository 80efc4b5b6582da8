import Domain
import Foundation
import HTTPTypes
import Operations
import TestWorld
import Testing
@testable import Web

/// What devices send over HTTP: reports at once, photos in pieces.
@Suite struct SyncTests {
    private static let filled = ["HEADS:F": "1", "HEADS:M": "2", "SESSIONS": "4"]

    private static func sending(_ name: String, unit: String = "91001-001.1", period: String = "2026-07", cells: [String: String] = filled, version: Int = 1, submits: Bool = true, person: String? = nil) -> String {
        let cells = cells.sorted { $0.key < $1.key }.map { "\"\($0.key)\":{\"value\":\"\($0.value)\"}" }.joined(separator: ",")
        let owner = person.map { "\"person\":\"\($0)\"," } ?? ""
        return "{\(owner)\"submission\":\"\(name)\",\"form\":\"MK-M\",\"period\":\"\(period)\",\"unit\":\"\(unit)\",\"form_version\":\(version),\"seen\":0,\"cells\":{\(cells)},\"submit\":\(submits)}"
    }

    private func sync(_ visitor: Visiting, _ body: String) async throws -> Browser.Answer {
        try await visitor.post("/reports/sync", body: Array(body.utf8), type: "application/json")
    }

    private func withReporter(_ body: (Visiting) async throws -> Void) async throws {
        try await withBrowser { browser async throws in
            try Story.addPeople(["lom.noi"], to: browser.khen)
            let visitor = Visiting(browser)
            try await visitor.signIn("lom.noi")
            try await body(visitor)
        }
    }

    @Test func `a report that a device kept is taken once, with its receipt and its state`() async throws {
        try await withReporter { visitor in
            let first = try await sync(visitor, Self.sending("a")), taken = try first.json
            #expect(first.status == 200 && taken["state"]?.words == "submitted" && taken["receipt"]?["repeated"] == .truth(false))
            #expect(taken["cells"]?["SESSIONS"]?["value"]?.words == "4")
            let again = try await sync(visitor, Self.sending("a")), repeated = try again.json
            #expect(again.status == 200 && repeated["receipt"]?["repeated"] == .truth(true) && repeated["receipt"]?["number"] == taken["receipt"]?["number"])
            let other = try await sync(visitor, Self.sending("a", cells: ["SESSIONS": "5"]))
            #expect(try other.status == 409 && other.json["kind"]?.words == "used")
            let late = try await sync(visitor, Self.sending("b", cells: ["SESSIONS": "5"]))
            #expect(try late.status == 422 && late.json["kind"]?.words == "refused")
        }
    }

    @Test func `what cannot be sent is told with its kind, and nothing of it is kept`() async throws {
        try await withReporter { visitor in
            for (body, status, kind) in [
                (Self.sending("a", unit: "91001-002.1"), 410, "gone"), (Self.sending("b", unit: "91001-777.1"), 410, "gone"), (Self.sending("c", period: "2025-06"), 422, "refused"), (Self.sending("d", period: "2026-13"), 410, "gone"),
                (Self.sending("e", person: "khen.mai"), 401, "signed_out"), (Self.sending("f", cells: ["NONE": "1"], version: 7), 422, "form_changed"), (Self.sending("g", cells: ["NONE": "1"]), 422, "refused"),
                (Self.sending("h i"), 422, "refused"), ("{", 422, "unreadable"), ("[]", 422, "unreadable"), ("", 422, "unreadable"), (#"{"submission":1}"#, 422, "unreadable"),
            ] {
                let answer = try await sync(visitor, body)
                #expect(try answer.status == status && answer.json["kind"]?.words == kind, "\(body): \(answer.status) \(answer.text)")
            }
            #expect(try visitor.browser.khen.reports.sheet(ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom), by: Story.dua).entries.isEmpty)
            let large = try await sync(visitor, String(repeating: " ", count: 4 << 20) + Self.sending("z"))
            #expect(large.status == 413)
            let stranger = Visiting(visitor.browser)
            #expect(try await sync(stranger, Self.sending("y")).status == 401)
        }
    }

    @Test func `a draft that lacks figures is kept and says what is missing`() async throws {
        try await withReporter { visitor in
            let answer = try await sync(visitor, Self.sending("a", cells: ["HEADS:F": "1"])), json = try answer.json
            #expect(answer.status == 422 && json["state"]?.words == "draft" && json["receipt"]?["number"] != nil)
            #expect(Set(json["problems"]?.items.compactMap { $0["kind"]?.words } ?? []) == ["mandatory"])
        }
    }

    // MARK: Files

    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text)! }
    private static func metadata(_ fields: KeyValuePairs<String, String>) -> String { fields.map { "\($0.key) \(Data($0.value.utf8).base64EncodedString())" }.joined(separator: ",") }
    private static let pdf = Array("%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF".utf8)

    private func tus(_ visitor: Visiting, _ method: HTTPRequest.Method, _ address: String, _ headers: KeyValuePairs<String, String> = [:], body: [UInt8] = []) async throws -> Browser.Answer {
        var fields: [HTTPField.Name: String] = [Self.name("Tus-Resumable"): "1.0.0", Self.name("Sec-Fetch-Site"): "same-origin", .cookie: visitor.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")]
        for (name, value) in headers { fields[Self.name(name)] = value }
        return try await visitor.browser.send(method, address, headers: fields, body: body, peer: visitor.peer)
    }

    private func begin(_ visitor: Visiting, id: String, size: Int, cell: String = "HEADS:F", unit: String = "91001-001.1") async throws -> Browser.Answer {
        try await tus(visitor, .post, "/files", ["Upload-Length": String(size), "Upload-Metadata": Self.metadata(["id": id, "form": "MK-M", "period": "2026-07", "unit": unit, "filename": "Lớp học.pdf", "cell": cell])])
    }

    @Test func `a file that breaks off goes on where it stopped, and stands at its cell`() async throws {
        try await withReporter { visitor in
            let begun = try await begin(visitor, id: "p1", size: Self.pdf.count), address = try #require(begun.headers[.location])
            #expect(begun.status == 201 && begun.headers[Self.name("Upload-Offset")] == "0" && begun.headers[Self.name("Tus-Resumable")] == "1.0.0")
            let piece = ["Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"] as KeyValuePairs
            #expect(try await tus(visitor, .patch, address, piece, body: Array(Self.pdf[..<10])).status == 204)
            #expect(try await tus(visitor, .head, address).headers[Self.name("Upload-Offset")] == "10")
            let wrong = try await tus(visitor, .patch, address, piece, body: Self.pdf)
            #expect(wrong.status == 409 && wrong.headers[Self.name("Upload-Offset")] == "10")
            #expect(try await begin(visitor, id: "p1", size: Self.pdf.count).headers[Self.name("Upload-Offset")] == "10")
            let rest = try await tus(visitor, .patch, address, ["Content-Type": "application/offset+octet-stream", "Upload-Offset": "10"], body: Array(Self.pdf[10...]))
            #expect(rest.status == 204 && rest.headers[Self.name("Upload-Offset")] == String(Self.pdf.count))
            let kept = try visitor.browser.khen.attachments.list(ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom), by: Story.dua)
            #expect(kept.map(\.name) == ["Lớp học.pdf"] && kept.first?.cell == CellKey(parsing: "HEADS:F"))
        }
    }

    @Test func `files are refused in the protocol's own words`() async throws {
        try await withReporter { visitor in
            #expect(try await begin(visitor, id: "big", size: Attachments.maxBytes + 1).status == 422)
            #expect(try await begin(visitor, id: "far", size: 10, unit: "91001-002.1").status == 404)
            #expect(try await begin(visitor, id: "odd", size: 10, cell: "NONE").status == 422)
            #expect(try await tus(visitor, .post, "/files", ["Upload-Length": "10"]).status == 422)
            #expect(try await tus(visitor, .post, "/files", ["Tus-Resumable": "0.2.1"]).status == 412)
            let page = Array("<html><script>1</script></html>".utf8), begun = try await begin(visitor, id: "page", size: page.count), address = try #require(begun.headers[.location])
            #expect(try await tus(visitor, .patch, address, ["Content-Type": "text/plain", "Upload-Offset": "0"], body: page).status == 415)
            #expect(try await tus(visitor, .patch, address, ["Content-Type": "application/offset+octet-stream"], body: page).status == 400)
            let checked = ["Content-Type": "application/offset+octet-stream", "Upload-Offset": "0", "Upload-Checksum": "sha1 AAAA"] as KeyValuePairs
            #expect(try await tus(visitor, .patch, address, checked, body: page).status == 460)
            let refused = try await tus(visitor, .patch, address, ["Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"], body: page)
            #expect(refused.status == 422 && refused.text.contains("JPEG"))
            #expect(try await tus(visitor, .head, address).status == 404)
            let stranger = Visiting(visitor.browser)
            #expect(try await tus(stranger, .head, address).status == 303)
        }
    }
}
