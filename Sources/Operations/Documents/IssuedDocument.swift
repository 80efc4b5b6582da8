import Documents
import Domain
import Storage

/// A document as the register of outgoing numbers has it. Nothing in it ever changes.
package struct IssuedDocument: Sendable, Hashable {
    package enum Format: String, Sendable, CaseIterable {
        case docx, pdf

        package var mediaType: String {
            switch self {
            case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            case .pdf: "application/pdf"
            }
        }
    }

    package var province: String
    /// Code of the province and twelve random characters, such as `11-7K3QM2XD91FA`: its address, and the code by which anybody can verify it.
    package var id: String
    /// Code of the agency or unit whose register it stands in.
    package var agency: String
    package var agencyName: String
    package var year: Int
    package var number: Int
    package var symbol: String
    package var type: DocumentType
    package var subject: String
    package var issued: Day
    package var signer: String
    package var unit: UnitID
    package var report: String?
    package var docxHash: String
    /// `nil` where it was issued without a PDF.
    package var pdfHash: String?
    package var seq: Int64

    /// `05/BC-UBND`.
    package var numberAndSymbol: String { "\(OfficialNumber.twoDigits(number))/\(symbol)" }

    package func hash(of format: Format) -> String? { format == .docx ? docxHash : pdfHash }

    /// A name for its files in ASCII, such as `05-BC-UBND-2026`.
    package var fileName: String {
        let letters = VietnameseText.folded(symbol).uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "\(OfficialNumber.twoDigits(number))-\(String(letters))-\(year)"
    }

    static let columns: SQL = "province, id, agency, agency_name, year, number, symbol, type, subject, issued_on, signer, unit, report, docx_sha256, pdf_sha256, seq"

    init?(row: Row) {
        guard let type = DocumentType(rawValue: row.text(7)), let issued = Day(iso: row.text(9)) else { return nil }
        province = row.text(0)
        id = row.text(1)
        agency = row.text(2)
        agencyName = row.text(3)
        year = row.int(4)
        number = row.int(5)
        symbol = row.text(6)
        self.type = type
        subject = row.text(8)
        self.issued = issued
        signer = row.text(10)
        unit = UnitID(row.text(11))
        report = row.optionalText(12)
        docxHash = row.text(13)
        pdfHash = row.optionalText(14)
        seq = row.int64(15)
    }

    init(province: String, id: String, agency: String, agencyName: String, year: Int, number: Int, symbol: String, type: DocumentType, subject: String, issued: Day, signer: String, unit: UnitID,
         report: String?, docxHash: String, pdfHash: String?, seq: Int64) {
        self.province = province
        self.id = id
        self.agency = agency
        self.agencyName = agencyName
        self.year = year
        self.number = number
        self.symbol = symbol
        self.type = type
        self.subject = subject
        self.issued = issued
        self.signer = signer
        self.unit = unit
        self.report = report
        self.docxHash = docxHash
        self.pdfHash = pdfHash
        self.seq = seq
    }
}

/// The rows of the register and the bytes of its files.
enum DocumentStore {
    /// Bytes in one row.
    static let partSize = 256 << 10

    static func lastNumber(of agency: String, in year: Int, province: String, _ tx: ReadTransaction) throws -> Int {
        try tx.row("SELECT COALESCE(MAX(number), 0) FROM document WHERE province = \(province) AND agency = \(agency) AND year = \(year)")?.int(0) ?? 0
    }

    /// The document that a report became, as it stood at a version.
    static func number(ofReport key: ReportKey, version: Int64, province: String, _ tx: ReadTransaction) throws -> String? {
        try tx.row("SELECT number, symbol FROM document WHERE province = \(province) AND report = \(key.description) AND report_version = \(version)").map { "\(OfficialNumber.twoDigits($0.int(0)))/\($0.text(1))" }
    }

    static func write(_ document: IssuedDocument, reportVersion: Int64?, files: [IssuedDocument.Format: [UInt8]], covered: inout CoveredRows, _ tx: WriteTransaction) throws {
        try tx.execute("""
            INSERT INTO document (province, agency, year, number, id, agency_name, symbol, type, subject, issued_on, signer, unit, report, report_version, docx_sha256, pdf_sha256, seq)
            VALUES (\(document.province), \(document.agency), \(document.year), \(document.number), \(document.id), \(document.agencyName), \(document.symbol), \(document.type.rawValue),
                    \(document.subject), \(document.issued.iso), \(document.signer), \(document.unit.rawValue), \(document.report), \(reportVersion), \(document.docxHash), \(document.pdfHash), \(document.seq))
            """)
        var bytes = RowBytes()
        // The order of `CoveredTable.documents`.
        bytes.begin(table: CoveredTable.documents.name)
        bytes.add(document.province)
        bytes.add(document.seq)
        bytes.add(document.agency)
        bytes.add(Int64(document.year))
        bytes.add(Int64(document.number))
        for field in [document.id, document.agencyName, document.symbol, document.type.rawValue, document.subject, document.issued.iso, document.signer, document.unit.rawValue] { bytes.add(field) }
        bytes.add(document.report)
        if let reportVersion { bytes.add(reportVersion) } else { bytes.addNull() }
        bytes.add(document.docxHash)
        bytes.add(document.pdfHash)
        covered.add(bytes)
        for (format, file) in files.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for (part, start) in stride(from: 0, to: file.count, by: partSize).enumerated() {
                try tx.execute("""
                    INSERT INTO document_file (province, document, format, part, bytes)
                    VALUES (\(document.province), \(document.id), \(format.rawValue), \(part), \(Array(file[start..<min(file.count, start + partSize)])))
                    """)
            }
        }
    }

    static func find(_ id: String, in province: String, _ tx: ReadTransaction) throws -> IssuedDocument? {
        try tx.row("SELECT \(sql: IssuedDocument.columns) FROM document WHERE province = \(province) AND id = \(id)").flatMap(IssuedDocument.init(row:))
    }

    static func file(_ id: String, _ format: IssuedDocument.Format, in province: String, _ tx: ReadTransaction) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for row in try tx.rows("SELECT bytes FROM document_file WHERE province = \(province) AND document = \(id) AND format = \(format.rawValue) ORDER BY part") { bytes += row.blob(0) }
        return bytes
    }
}

extension CoveredTable {
    /// The bytes of files are not among them: a document's row holds their hashes, and each download is compared with them.
    package static let documents = CoveredTable(
        name: "document",
        select: """
            SELECT province, seq, agency, year, number, id, agency_name, symbol, type, subject, issued_on, signer, unit, report, report_version, docx_sha256, pdf_sha256
            FROM document ORDER BY province
            """,
        columnCount: 17)
}
