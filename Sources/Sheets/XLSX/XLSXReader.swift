/// Reads one sheet of a workbook of Excel or LibreOffice (`.xlsx`) row by row.
///
/// Cells come as a person sees them, independent of the country: numbers with a point, dates in ISO form, codes with their leading zeros, the
/// last computed value of a formula. Of merged cells the top left one holds the value, the others are empty. Hidden rows and columns are read.
package struct XLSXReader: RowSource {
    package let header: [String]
    package let headerLine: Int
    package let sheet: String
    /// All sheets with cells, in the workbook's order, hidden ones too.
    package let sheetNames: [String]
    package let totalBytes: Int

    private let source: ByteSource
    private let limits: SheetLimits
    private let contents: WorkbookContents
    private let part: String

    /// - Parameters:
    ///   - sheet: by name; `nil` means the first one that is not hidden.
    ///   - isHeader: whether a row's texts are the header, so that titles above it can be passed over; when no row near the top is
    ///     one, the first row that is not blank is taken.
    /// - Throws: `SheetError`; for a file of another kind `.wrongFormat` or `.unreadable`.
    package init(
        _ source: ByteSource, sheet: String? = nil, limits: SheetLimits = SheetLimits(), isHeader: ([String]) -> Bool = SheetRow.looksLikeHeader
    ) throws {
        let content = try FileContent.of(source)
        guard content == .workbook else {
            throw content.nameEndings.isEmpty
                ? SheetError.unreadable(name: source.name, content: content) : .wrongFormat(name: source.name, content: content)
        }
        self.source = source
        self.limits = limits
        let archive = try ZipArchive(source, limits: limits)
        try archive.checkLimits()
        contents = try WorkbookContents(archive, limits: limits)
        sheetNames = contents.sheets.map(\.name)
        let chosen = try contents.choose(sheet)
        self.sheet = chosen.name
        part = chosen.part
        guard let sheetPart = archive.part(part) else { throw SheetError.damagedWorkbook(part: part, reason: "missing") }
        totalBytes = sheetPart.unpackedSize

        var top: [(names: [String], line: Int)] = []
        let rows = SheetRows(sheet: chosen.name, contents, limits, header: []) { row, _ in
            top.append((headerNames(row.texts), row.line))
            return top.count < limits.rowsBeforeHeader
        }
        try readXML(sheetPart, of: archive, with: rows) { rows.stream = $0 }
        guard let found = top.first(where: { isHeader($0.names) }) ?? top.first(where: { !$0.names.isEmpty }) else {
            throw SheetError.noHeader(name: chosen.name)
        }
        (header, headerLine) = found
    }

    package func forEachRow(refused: (SheetRow, SheetError) throws -> Void, _ body: (SheetRow) throws -> Void) throws {
        let archive = try ZipArchive(source, limits: limits)
        guard let sheetPart = archive.part(part) else { throw SheetError.damagedWorkbook(part: part, reason: "missing") }
        try withoutActuallyEscaping(refused) { refused in
            try withoutActuallyEscaping(body) { body in
                var count = 0
                let rows = SheetRows(sheet: sheet, contents, limits, header: header) { row, problem in
                    guard row.line > headerLine else { return true }
                    count += 1
                    guard count <= limits.rows else { throw SheetError.tooManyRows(limit: limits.rows) }
                    if let problem { try refused(row, problem) } else { try body(row) }
                    return true
                }
                try readXML(sheetPart, of: archive, with: rows) { rows.stream = $0 }
            }
        }
    }
}

/// What all sheets of a workbook share.
struct WorkbookContents: Sendable {
    struct Sheet: Sendable {
        var name: String
        var part: String
        var isVisible: Bool
    }

    let sheets: [Sheet]
    let countsFrom1904: Bool
    let formats: [NumberFormat]
    let texts: SharedTexts

    init(_ archive: ZipArchive, limits: SheetLimits) throws {
        func damaged(_ part: String) -> SheetError { .damagedWorkbook(part: part, reason: "missing") }
        func relations(of part: String) throws -> [String: Relationship] {
            let folder = part.split(separator: "/").dropLast().joined(separator: "/")
            let file = part.split(separator: "/").last ?? ""
            let name = (folder.isEmpty ? "" : folder + "/") + "_rels/\(file).rels"
            guard let list = archive.part(name) else { throw damaged(name) }
            let reader = RelationshipList(folder: folder)
            try readXML(list, of: archive, with: reader)
            return reader.relationships
        }
        guard let workbook = try relations(of: "").values.first(where: { $0.kind == "officeDocument" })?.target, let part = archive.part(workbook)
        else { throw damaged("xl/workbook.xml") }
        let list = SheetList()
        try readXML(part, of: archive, with: list)
        let related = try relations(of: workbook)
        countsFrom1904 = list.countsFrom1904
        sheets = list.entries.compactMap { entry in
            guard let relation = related[entry.relationship], relation.kind == "worksheet" else { return nil }
            return Sheet(name: entry.name, part: relation.target, isVisible: entry.isVisible)
        }

        let styles = StyleList()
        if let part = related.values.first(where: { $0.kind == "styles" }).flatMap({ archive.part($0.target) }) {
            try readXML(part, of: archive, with: styles)
        }
        formats = styles.formats

        let shared = SharedTextList()
        if let part = related.values.first(where: { $0.kind == "sharedStrings" }).flatMap({ archive.part($0.target) }) {
            guard part.unpackedSize <= limits.sharedTextBytes else {
                throw SheetError.unpacksTooLarge(part: part.name, limit: limits.sharedTextBytes)
            }
            try readXML(part, of: archive, with: shared)
        }
        texts = shared.texts
    }

    func choose(_ name: String?) throws(SheetError) -> Sheet {
        guard let name else {
            guard let first = sheets.first(where: \.isVisible) else { throw .noVisibleSheet }
            return first
        }
        guard let named = sheets.first(where: { $0.name == name }) else { throw .noSuchSheet(name: name, available: sheets.map(\.name)) }
        return named
    }
}
