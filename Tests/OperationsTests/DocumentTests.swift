import Documents
import Domain
import Storage
import Testing
import TestWorld
@testable import Operations

@Suite struct IssuingTests {
    private static func document(_ subject: String = "Kết quả tháng 7") -> OfficialDocument {
        OfficialDocument(type: .report, agency: "Ủy ban nhân dân xã Bản Khèn", symbol: "BC-UBND", place: "Bản Khèn", draftYear: 2026, abstract: subject, body: [.paragraph("Nội dung.")],
                         signer: Signer(title: "Chủ tịch", name: "Lò Văn Ái"), recipients: ["Lưu: VT"])
    }

    private static func order(_ subject: String = "Kết quả tháng 7", agency: String = "91001") -> DocumentRegister.Order {
        .init(document(subject), agency: agency, unit: Story.banKhen, typesetter: nil)
    }

    @Test(arguments: Dialect.allCases) func `numbers follow each other without a gap, for each agency and year from one`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let day = Box(Story.today)
            let khen = try Story.khen(at: place.location, now: { day.value })
            defer { khen.close() }
            let first = try (1...3).map { try khen.documents.issue(Self.order("Số \($0)"), by: Story.administrator) }
            #expect(first.map(\.number) == [1, 2, 3])
            #expect(try khen.documents.issue(Self.order(agency: "91009"), by: Story.administrator).number == 1)
            day.value = Moment(iso: "2026-12-31T17:00:00.000Z")!  // midnight in Viet Nam
            let next = try khen.documents.issue(Self.order(), by: Story.administrator)
            #expect(next.number == 1 && next.year == 2027 && next.issued.iso == "2027-01-01")
            #expect(try khen.documents.register(agency: "91001", year: 2026, by: Story.administrator).map(\.number) == [3, 2, 1])
            #expect(try khen.log.verify(by: Story.administrator).isSound)
        }
    }

    @Test(arguments: Dialect.allCases) func `people who issue at the same time get different numbers`(_ dialect: Dialect) async throws {
        let place = try TestPlace(dialect)
        let khen = try Story.khen(at: place.location)
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<4 { group.addTask { try khen.documents.issue(Self.order("Số \(index)"), by: Story.administrator).number } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(numbers.sorted() == [1, 2, 3, 4])
        #expect(try khen.log.verify(by: Story.administrator).isSound)
        khen.close()
        try place.remove()
    }

    @Test(arguments: Dialect.allCases) func `files come back as they were issued, in parts, and altered ones are refused`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let issued = try khen.documents.issue(Self.order(), by: Story.administrator)
            let file = try khen.documents.file(issued.id, as: .docx, by: Story.administrator)
            #expect(file.bytes.starts(with: [0x50, 0x4B]) && file.document == issued)
            #expect(throws: NotFound.self) { try khen.documents.file(issued.id, as: .pdf, by: Story.administrator) }
            var large = [UInt8](repeating: 7, count: DocumentStore.partSize * 2 + 1)
            large[DocumentStore.partSize] = 8
            try khen.database.write { tx in
                var covered = CoveredRows()
                var other = issued
                (other.id, other.number) = ("91-LARGE", 99)
                try DocumentStore.write(other, reportVersion: nil, files: [.docx: large], covered: &covered, tx)
            }
            #expect(try khen.database.read { try DocumentStore.file("91-LARGE", .docx, in: "91", $0) } == large)
            _ = try khen.database.write { try $0.execute("UPDATE document_file SET bytes = \([UInt8]([1, 2])) WHERE document = \(issued.id)") }
            #expect(throws: Conflict.self) { try khen.documents.file(issued.id, as: .docx, by: Story.administrator) }
        }
    }

    @Test(arguments: Dialect.allCases) func `an altered register is found out`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            _ = try khen.documents.issue(Self.order(), by: Story.administrator)
            _ = try khen.database.write { try $0.execute("UPDATE document SET subject = \("khác")") }
            #expect(try khen.log.verify(by: Story.administrator).isSound == false)
        }
    }

    @Test func `only those with the right issue, and only those who see the reports see the document`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let seer = Person(name: "seer", rights: [.read, .seeReports])
            #expect(throws: NotAllowed.self) { try khen.documents.issue(Self.order(), by: seer) }
            #expect(throws: NotFound.self) { try khen.documents.issue(Self.order(), by: .visitor) }
            #expect(try khen.documents.register(by: Story.administrator).isEmpty)
            let issued = try khen.documents.issue(Self.order(), by: Story.administrator)
            #expect(try khen.documents.document(issued.id, by: seer) == issued)
            #expect(throws: NotFound.self) { try khen.documents.document(issued.id, by: .visitor) }
            #expect(try khen.documents.register(by: .visitor).isEmpty)
            #expect(try khen.documents.verified(issued.id.lowercased()) == issued)
            #expect(throws: NotFound.self) { try khen.documents.verified("91-000000000000") }
        }
    }

    @Test func `a document without a signer is refused and takes no number`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            var order = Self.order()
            order.document.signer.name = "  "
            let refusal = #expect(throws: Rejected.self) { try khen.documents.issue(order, by: Story.administrator) }
            #expect(refusal?.place == "signer")
            order = Self.order()
            order.typesetter = PDFTypesetter(python: "/nonexistent/python3")
            let missing = #expect(throws: Rejected.self) { try khen.documents.issue(order, by: Story.administrator) }
            #expect(missing?.remedy.vi.contains("weasyprint") == true)
            #expect(try khen.documents.issue(Self.order(), by: Story.administrator).number == 1)
        }
    }

    // MARK: From reports

    private static let key = ReportKey(form: "MK-Y", period: "2025", unit: Story.province)

    private static func send(_ khen: Khen) throws {
        let edits = [CellEdit(CellKey("PLAN.DONE"), CellContent(value: "true")), CellEdit(CellKey("COVER.PCT"), CellContent(value: "97.25"))]
        let outcome = try khen.reports.submit(edits, in: key, as: Submission(id: "one", way: .page), by: Story.administrator)
        guard case .sent = outcome else { throw Rejected(Label(vi: "chưa gửi", en: "not sent: \(outcome)"), remedy: Label(vi: "", en: "")) }
    }

    @Test(arguments: Dialect.allCases) func `a sent report is issued once, with its receipt`(_ dialect: Dialect) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            let sheet = try khen.reports.sheet(Self.key, by: Story.administrator)
            var frame = try khen.documents.frame(for: sheet)
            #expect(frame.agency == "Ủy ban nhân dân\ntỉnh Mường Khèn" && frame.symbol == "BC-UBND")
            frame.signerName = "Lò Văn Ái"
            #expect(throws: Rejected.self) { try khen.documents.issue(Self.key, frame: frame, verificationAddress: nil, typesetter: nil, by: Story.administrator) }
            try Self.send(khen)
            let draft = try khen.documents.draft(of: Self.key, frame: frame, by: Story.administrator).document
            #expect(draft.isDraft && draft.trace?.receipt?.hasPrefix("91-") == true)
            let issued = try khen.documents.issue(Self.key, frame: frame, verificationAddress: "https://khen.example/documents/verify/", typesetter: nil, by: Story.administrator)
            #expect(issued.number == 1 && issued.report == Self.key.description && issued.subject.contains("năm 2025"))
            #expect(throws: Conflict.self) { try khen.documents.issue(Self.key, frame: frame, verificationAddress: nil, typesetter: nil, by: Story.administrator) }
            #expect(try khen.documents.register(by: Story.administrator).count == 1)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
        }
    }
}

/// An instant that a test moves.
private final class Box: @unchecked Sendable {  // read and written by one test in turn
    var value: Moment

    init(_ value: Moment) { self.value = value }
}
