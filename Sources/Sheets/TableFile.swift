import Foundation

/// A file with a table, opened by what it holds whatever its name says.
package struct TableFile: Sendable {
    package let content: FileContent
    package let rows: any RowSource
    /// The ending of the file's name when it promises something else, such as `xlsx` for what is really CSV.
    package let misleadingEnding: String?

    /// - Parameters:
    ///   - sheet: of a workbook; `nil` means the first one that is not hidden.
    ///   - isHeader: whether a row's texts are the header, so that titles above it can be passed over.
    /// - Throws: `SheetError`.
    package static func open(
        path: String, sheet: String? = nil, limits: SheetLimits = SheetLimits(), isHeader: ([String]) -> Bool = SheetRow.looksLikeHeader
    ) throws -> TableFile {
        try open(ByteSource(path: path), sheet: sheet, limits: limits, isHeader: isHeader)
    }

    /// Opens what is already in memory or open, such as an upload.
    package static func open(
        _ source: ByteSource, sheet: String? = nil, limits: SheetLimits = SheetLimits(), isHeader: ([String]) -> Bool = SheetRow.looksLikeHeader
    ) throws -> TableFile {
        let content = try FileContent.of(source)
        let rows: any RowSource
        switch content {
        case .csv: rows = try CSVReader(source, limits: limits, isHeader: isHeader)
        case .workbook: rows = try XLSXReader(source, sheet: sheet, limits: limits, isHeader: isHeader)
        case .json: rows = try JSONRows(source, limits: limits)
        default: throw SheetError.unreadable(name: source.name, content: content)
        }
        let ending = (source.name as NSString).pathExtension.lowercased()
        return TableFile(content: content, rows: rows, misleadingEnding: isMisleading(ending, content) ? ending : nil)
    }

    /// Unknown endings promise nothing.
    private static func isMisleading(_ ending: String, _ content: FileContent) -> Bool {
        let known = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "json", "ods", "html", "htm", "pdf", "doc", "docx", "zip"]
        return known.contains(ending) && !content.nameEndings.contains(ending)
    }
}
