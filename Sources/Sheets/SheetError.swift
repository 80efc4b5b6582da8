/// Why a table file cannot be read or written, with the facts a person needs to repair it.
///
/// Lines and columns count from 1; `sentence` and `remedy` say it in Vietnamese and English.
package enum SheetError: Error, Equatable, Sendable {
    // The file as a whole.
    case cannotOpen(path: String, reason: String)
    case isFolder(path: String)
    case empty(name: String)
    case cannotWrite(path: String, reason: String)
    /// The content is something that holds no table Khèn reads.
    case unreadable(name: String, content: FileContent)
    /// The reader of one format was given another.
    case wrongFormat(name: String, content: FileContent)
    case noHeader(name: String)
    case tooManyRows(limit: Int)
    case tooManyColumns(limit: Int)

    // CSV.
    case unterminatedQuote(line: Int, column: Int)
    case textAfterQuote(line: Int, column: Int)
    case wrongFieldCount(line: Int, expected: Int, found: Int)
    case recordTooLong(line: Int)
    /// `sample` is the record's beginning as it is, for whoever can name its old encoding.
    case notUTF8(line: Int, column: Int, sample: [UInt8])

    // JSON. The column counts bytes in the line.
    case invalidJSON(line: Int, column: Int, expected: JSONExpectation)
    case nestedValue(line: Int, key: String)
    case duplicateKey(line: Int, key: String)
    /// No list of rows at the top, or under several names and none of them `values`.
    case noRowList(keys: [String])

    // Workbooks.
    case damagedWorkbook(part: String, reason: String)
    case unpacksTooLarge(part: String, limit: Int)
    case suspiciousPacking(part: String, ratio: Int)
    case noVisibleSheet
    case noSuchSheet(name: String, available: [String])
    /// A formula shows an error such as `#REF!`.
    case cellError(sheet: String, cell: String, text: String)
    /// A formula that no program has computed yet.
    case formulaWithoutValue(sheet: String, cell: String)
    case valueOutsideHeader(sheet: String, cell: String)
    /// A cell refers to a text or style that the workbook does not have, or its content is not of its type.
    case invalidCell(sheet: String, cell: String)
    case textTooLong(sheet: String, cell: String, limit: Int)

    /// The line, where the error has one; rows of a sheet are told by `cell`.
    package var line: Int? {
        switch self {
        case .unterminatedQuote(let line, _), .textAfterQuote(let line, _), .wrongFieldCount(let line, _, _), .recordTooLong(let line),
            .notUTF8(let line, _, _), .invalidJSON(let line, _, _), .nestedValue(let line, _), .duplicateKey(let line, _):
            line
        default: nil
        }
    }

    /// The cell's address in its sheet, such as `B7`, where the error has one.
    package var cell: String? {
        switch self {
        case .cellError(_, let cell, _), .formulaWithoutValue(_, let cell), .valueOutsideHeader(_, let cell), .invalidCell(_, let cell),
            .textTooLong(_, let cell, _):
            cell
        default: nil
        }
    }
}

/// What a JSON text should have had at a place.
package enum JSONExpectation: Equatable, Sendable {
    case value, object, key, colon, commaOrEnd, string, number, endOfFile, utf8
}
