import Crypto
import Documents
import Domain
import Storage

/// Issuing documents with a number, and the register of them.
package struct DocumentRegister: Sendable {
    let khen: Khen

    /// What a document is issued from, and under whose register.
    package struct Order: Sendable {
        /// Without number and day, which it is given.
        package var document: OfficialDocument
        /// Code of the agency or unit whose numbers of the year it follows.
        package var agency: String
        /// Who may issue for this unit may issue it, who may see its reports may see it.
        package var unit: UnitID
        package var report: ReportKey?
        /// The report's version that the document was made from.
        package var reportVersion: Int64?
        /// Address of the page on which documents are verified, to which the code is added; `nil` for none on the paper.
        package var verificationAddress: String?
        /// Makes the PDF; `nil` to issue a Word file only.
        package var typesetter: PDFTypesetter?

        package init(_ document: OfficialDocument, agency: String, unit: UnitID, report: ReportKey? = nil, reportVersion: Int64? = nil, verificationAddress: String? = nil,
                     typesetter: PDFTypesetter? = PDFTypesetter()) {
            self.document = document
            self.agency = agency
            self.unit = unit
            self.report = report
            self.reportVersion = reportVersion
            self.verificationAddress = verificationAddress
            self.typesetter = typesetter
        }
    }

    /// Gives a document the agency's next number of the year, and keeps it for good.
    ///
    /// The files name the number, and setting pages takes seconds, so they are made before the transaction with the number that would be next. Within the transaction that
    /// number is looked at again; where somebody was faster, they are made anew. A number is thus taken only together with its document and its change: none is lost or given twice.
    /// - Throws: ``NotAllowed``, ``NotFound``, ``Conflict``, ``Rejected``.
    package func issue(_ order: Order, by person: Person) throws -> IssuedDocument {
        let now = khen.now(), world = khen.world
        try person.require(.issue, at: order.unit, in: world, on: now.day)
        try check(order.document)
        let province = world.province(of: order.unit), year = now.day.year, id = Self.newID(in: province)
        for _ in 0..<5 {
            let number = try khen.database.read { try DocumentStore.lastNumber(of: order.agency, in: year, province: province, $0) } + 1
            var document = order.document
            document.issue = .init(number: number, day: now.day)
            if let address = order.verificationAddress {
                var trace = document.trace ?? Trace()
                trace.verificationAddress = address + id
                document.trace = trace
            }
            let files = try files(of: document, order.typesetter)
            if let issued = try keep(document, order, files: files, id: id, number: number, in: province, by: person, at: now) {
                try khen.refresh()
                return issued
            }
        }
        throw Conflict(Label(vi: "Nhiều người cùng lấy số văn bản một lúc; đề nghị thử lại.", en: "Several people are taking numbers at once; try again."))
    }

    private func check(_ document: OfficialDocument) throws {
        let fields = [(document.agency, "agency", Label(vi: "tên cơ quan ban hành", en: "the agency’s name")), (document.symbol, "symbol", Label(vi: "ký hiệu", en: "the symbol")),
                      (document.place, "place", Label(vi: "địa danh", en: "the place")), (document.abstract, "abstract", Label(vi: "trích yếu", en: "the abstract")),
                      (document.signer.title, "title", Label(vi: "chức vụ người ký", en: "the signer’s title")), (document.signer.name, "signer", Label(vi: "họ tên người ký", en: "the signer’s name"))]
        for (text, place, name) in fields {
            guard text.contains(where: { !$0.isWhitespace }) else {
                throw Rejected(Label(vi: "chưa ghi \(name.vi)", en: "\(name.en) is missing"), remedy: Label(vi: "Ghi đủ thể thức rồi ban hành.", en: "Fill it in and issue again."), place: place)
            }
            guard text.count <= 500 else {
                throw Rejected(Label(vi: "\(name.vi) quá dài", en: "\(name.en) is too long"), remedy: Label(vi: "Rút gọn dưới 500 ký tự.", en: "Keep it under 500 characters."), place: place)
            }
        }
    }

    private func files(of document: OfficialDocument, _ typesetter: PDFTypesetter?) throws -> [IssuedDocument.Format: [UInt8]] {
        do throws(DocumentFileError) {
            var files = [IssuedDocument.Format.docx: try document.wordFile()]
            if let typesetter { files[.pdf] = try typesetter.pdf(of: document) }
            return files
        } catch {
            throw Rejected(error.message, remedy: error.remedy)
        }
    }

    /// - Returns: `nil` where the number is no longer the next one.
    private func keep(_ document: OfficialDocument, _ order: Order, files: [IssuedDocument.Format: [UInt8]], id: String, number: Int, in province: String, by person: Person, at now: Moment) throws -> IssuedDocument? {
        let year = now.day.year
        return try khen.database.write { tx -> IssuedDocument? in
            try ChangeLog.hold(province, in: tx)
            guard try DocumentStore.lastNumber(of: order.agency, in: year, province: province, tx) + 1 == number else { return nil }
            if let key = order.report, let version = order.reportVersion {
                guard try ReportStore.standing(of: key, in: province, tx).version == version else {
                    throw Conflict(Label(vi: "Báo cáo vừa thay đổi; tải lại trang rồi ban hành.", en: "The report has just changed; load the page again."))
                }
                if let earlier = try DocumentStore.number(ofReport: key, version: version, province: province, tx) {
                    throw Conflict(Label(vi: "Báo cáo này đã được ban hành với số \(earlier).", en: "This report has already been issued as number \(earlier)."))
                }
            }
            var issued = IssuedDocument(
                province: province, id: id, agency: order.agency, agencyName: document.agency, year: year, number: number, symbol: document.symbol, type: document.type, subject: document.abstract,
                issued: now.day, signer: document.signer.name, unit: order.unit, report: order.report?.description, docxHash: SHA256.hash(data: files[.docx] ?? []).hexadecimal,
                pdfHash: files[.pdf].map { SHA256.hash(data: $0).hexadecimal }, seq: 0)
            try ChangeLog.append(.documentIssued, to: province, subject: id, by: person, at: now, in: tx) { seq, covered in
                issued.seq = seq
                try DocumentStore.write(issued, reportVersion: order.reportVersion, files: files, covered: &covered, tx)
                var facts = ["number": issued.numberAndSymbol, "agency": order.agency]
                facts["report"] = issued.report
                return ChangeDetail(facts: facts)
            }
            return issued
        }
    }

    /// Letters and digits that cannot be taken for each other: no I, L, O, U. Sixty random bits.
    private static func newID(in province: String) -> String {
        let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        return province + "-" + String((0..<12).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }

    // MARK: The register

    /// Documents of which the person may see the reports, newest first.
    package func register(province: String? = nil, agency: String? = nil, year: Int? = nil, by person: Person) throws -> [IssuedDocument] {
        let world = khen.world, day = khen.now().day
        var scope: SQL = "1 = 1"
        if let province { scope = "\(sql: scope) AND province = \(province)" }
        if let agency { scope = "\(sql: scope) AND agency = \(agency)" }
        if let year { scope = "\(sql: scope) AND year = \(year)" }
        let all = try khen.database.read { tx in
            try tx.rows("SELECT \(sql: IssuedDocument.columns) FROM document WHERE \(sql: scope) ORDER BY issued_on DESC, province, seq DESC").compactMap(IssuedDocument.init(row:))
        }
        var reach: [UnitID: Bool] = [:]
        return all.filter { document in
            if let known = reach[document.unit] { return known }
            let may = person.may(.seeReports, at: document.unit, in: world, on: day)
            reach[document.unit] = may
            return may
        }
    }

    /// One document.
    ///
    /// - Throws: ``NotFound`` where there is none, or the person may not see its unit's reports.
    package func document(_ id: String, by person: Person) throws -> IssuedDocument {
        let found = try verified(id)
        guard person.may(.seeReports, at: found.unit, in: khen.world, on: khen.now().day) else { throw missing(id) }
        return found
    }

    /// The bytes of one of its files, compared with the hash under which it was issued.
    ///
    /// - Throws: ``NotFound``; ``Conflict`` where the stored bytes are not the ones that were issued.
    package func file(_ id: String, as format: IssuedDocument.Format, by person: Person) throws -> (document: IssuedDocument, bytes: [UInt8]) {
        let found = try document(id, by: person)
        guard let hash = found.hash(of: format) else { throw NotFound(Label(vi: "Văn bản này không có tệp .\(format.rawValue).", en: "This document has no .\(format.rawValue) file.")) }
        let bytes = try khen.database.read { try DocumentStore.file(id, format, in: found.province, $0) }
        guard SHA256.hash(data: bytes).hexadecimal == hash else {
            throw Conflict(Label(vi: "Tệp của văn bản \(found.numberAndSymbol) không còn như khi ban hành; báo cho người quản trị.", en: "The file of document \(found.numberAndSymbol) is not as it was issued; tell the administrator."))
        }
        return (found, bytes)
    }

    /// What anybody who holds the paper may compare: number, day, agency, subject and hashes.
    ///
    /// - Throws: ``NotFound``.
    package func verified(_ code: String) throws -> IssuedDocument {
        let code = code.uppercased()
        guard let dash = code.firstIndex(of: "-"), let found = try khen.database.read({ try DocumentStore.find(code, in: String(code[..<dash]), $0) }) else { throw missing(code) }
        return found
    }

    private func missing(_ id: String) -> NotFound { NotFound(Label(vi: "Không có văn bản mang mã «\(id)».", en: "There is no document with the code “\(id)”.")) }
}
