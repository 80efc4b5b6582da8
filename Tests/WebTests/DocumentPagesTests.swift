import Documents
import Domain
import HTTPTypes
import Operations
import TestWorld
import Testing
@testable import Web

@Suite struct DocumentPagesTests {
    private static func issue(_ khen: Khen) throws -> IssuedDocument {
        let document = OfficialDocument(
            type: .report, agency: "Ủy ban nhân dân\nxã Bản Khèn", symbol: "BC-UBND", place: "Bản Khèn", draftYear: 2026, abstract: "Kết quả & kiến nghị tháng 7", body: [.paragraph("Nội dung.")],
            signer: Signer(title: "Chủ tịch", name: "Lò Văn Ái"), recipients: ["Lưu: VT"])
        return try khen.documents.issue(.init(document, agency: "91001", unit: Story.banKhen, typesetter: nil), by: Story.administrator)
    }

    @Test func `anybody can compare number, day, agency, subject and hash, and sees nothing else`() async throws {
        try await withBrowser { browser in
            let issued = try Self.issue(browser.khen)
            let page = try await browser.get("/documents/verify/\(issued.id.lowercased())")
            #expect(page.status == 200)
            for words in ["01/BC-UBND", "20/08/2026", "Ủy ban nhân dân xã Bản Khèn", "Kết quả &amp; kiến nghị tháng 7", issued.docxHash] { #expect(page.text.contains(words)) }
            #expect(!page.text.contains("Lò Văn Ái") && !page.text.contains("/files/"))
            let answer = try await browser.get("/documents/verify/\(issued.id).json").json
            if case .object(let members) = answer { #expect(members.keys.sorted() == ["agency", "code", "docx_sha256", "issued_on", "number", "subject"]) }
            #expect(answer["number"]?.words == "01/BC-UBND" && answer["docx_sha256"]?.words == issued.docxHash && answer["signer"] == nil)
            #expect(try await browser.get("/documents/verify?code=%20\(issued.id)").headers[.location] == "/documents/verify/\(issued.id)")
            #expect(try await browser.get("/documents/verify/91-NOTHING00000").status == 404)
        }
    }

    @Test func `a visitor sees neither the register's documents nor their files`() async throws {
        try await withBrowser { browser in
            let issued = try Self.issue(browser.khen)
            #expect(try await browser.get("/documents").text.contains(issued.id) == false)
            #expect(try await browser.get("/documents.csv").rows.isEmpty)
            #expect(try await browser.get("/documents/\(issued.id)").status == 404)
            #expect(try await browser.get("/documents/\(issued.id)/files/docx").status == 404)
            #expect(try await browser.get("/documents?year=soon").status == 422)
        }
    }
}
