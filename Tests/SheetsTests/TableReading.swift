import CZip
import Foundation

@testable import Sheets

/// Everything a source gave, kept as text.
struct TableContents: Equatable {
    var header: [String] = []
    var rows: [[String]] = []
    var lines: [Int] = []
    var problems: [SheetError] = []

    init(_ source: any RowSource) throws {
        header = source.header
        try source.forEachRow(refused: { _, problem in problems.append(problem) }) { row in
            rows.append(row.texts)
            lines.append(row.line)
        }
    }
}

func source(_ text: String, name: String = "bảng.csv") throws -> ByteSource {
    try ByteSource(bytes: Array(text.utf8), name: name)
}

func readCSV(_ text: String) throws -> TableContents { try TableContents(CSVReader(source(text))) }

func readJSON(_ text: String) throws -> TableContents { try TableContents(JSONRows(source(text, name: "bảng.json"))) }

/// A folder that is gone when the test ends.
final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sheets-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("left behind: \(path): \(error)")
        }
    }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}

struct ZipFailure: Error {}

/// The bytes of a ZIP archive with these parts.
func zipped(_ parts: [(name: String, bytes: [UInt8])], password: String? = nil) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let path = folder.path + "/parts.zip"
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else { throw ZipFailure() }
    // libzip reads the parts when the archive is closed.
    let copies = parts.map { part in
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: part.bytes.count)
        _ = copy.initialize(from: part.bytes)
        return copy
    }
    defer { copies.forEach { $0.deallocate() } }
    for (part, copy) in zip(parts, copies) {
        guard let source = zip_source_buffer(archive, copy.baseAddress, UInt64(copy.count), 0) else { throw ZipFailure() }
        let index = zip_file_add(archive, part.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else { throw ZipFailure() }
        if let password, zip_file_set_encryption(archive, UInt64(index), UInt16(ZIP_EM_AES_256), password) != 0 { throw ZipFailure() }
    }
    guard zip_close(archive) == 0 else { throw ZipFailure() }
    return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
}

/// A workbook put together by hand, for what our own writer never writes.
struct HandmadeWorkbook {
    /// What stands between `<sheetData>` and `</sheetData>`.
    var rows = ""
    /// `<si>` elements.
    var texts = ""
    var styles = ""
    var workbookProperties = ""
    var sheets = #"<sheet name="Số liệu" sheetId="1" r:id="rId1"/>"#
    var sheetTarget = "worksheets/sheet1.xml"
    var more: [(name: String, bytes: [UInt8])] = []

    private static let main = #"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#
    private static let related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    func parts() -> [(name: String, bytes: [UInt8])] {
        let packageRelations = "http://schemas.openxmlformats.org/package/2006/relationships"
        let files = [
            ("[Content_Types].xml", #"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
            (
                "_rels/.rels",
                #"<Relationships xmlns="\#(packageRelations)"><Relationship Id="rId1" Type="\#(Self.related)/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
            (
                "xl/workbook.xml",
                #"<workbook \#(Self.main) xmlns:r="\#(Self.related)">\#(workbookProperties)<sheets>\#(sheets)</sheets></workbook>"#
            ),
            (
                "xl/_rels/workbook.xml.rels",
                """
                <Relationships xmlns="\(packageRelations)"><Relationship Id="rId1" Type="\(Self.related)/worksheet" Target="\(sheetTarget)"/>\
                <Relationship Id="rId2" Type="\(Self.related)/worksheet" Target="worksheets/sheet2.xml"/>\
                <Relationship Id="rId3" Type="\(Self.related)/sharedStrings" Target="sharedStrings.xml"/>\
                <Relationship Id="rId4" Type="\(Self.related)/styles" Target="styles.xml"/></Relationships>
                """
            ),
            ("xl/sharedStrings.xml", #"<?xml version="1.0" encoding="UTF-8"?><sst \#(Self.main)>\#(texts)</sst>"#),
            ("xl/styles.xml", "<styleSheet \(Self.main)>\(styles)</styleSheet>"),
            ("xl/worksheets/sheet1.xml", "<worksheet \(Self.main)><sheetData>\(rows)</sheetData></worksheet>"),
        ]
        return files.map { (name: $0.0, bytes: Array($0.1.utf8)) } + more
    }

    func source() throws -> ByteSource { try ByteSource(bytes: zipped(parts()), name: "bảng.xlsx") }

    func read() throws -> TableContents { try TableContents(XLSXReader(source())) }
}
