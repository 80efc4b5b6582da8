import Foundation

/// A workbook (`.xlsx`) to be written: sheets with a title, notes, a styled header that stays in view and prints on every page, filters, A4 landscape.
///
/// The same value always gives the same bytes.
package struct Workbook: Sendable {
    package var title: String
    /// The office or program that stands behind the figures; may be empty.
    package var author: String
    /// Written into the document's properties; whole seconds count.
    package var created: Date
    package var sheets: [SheetTable]

    package init(title: String, author: String = "", created: Date, sheets: [SheetTable]) {
        (self.title, self.author, self.created, self.sheets) = (title, author, created, sheets)
    }

    /// The workbook as the bytes of a file. The library needs a file for the purpose: one is made in the system's temporary folder and removed.
    ///
    /// - Throws: `SheetError.cannotWrite`, `.textTooLong`, `.tooManyRows`, `.tooManyColumns`.
    package func bytes() throws(SheetError) -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("khen-\(UUID().uuidString).xlsx").path
        defer { unlink(path) }
        try WorkbookWriting(self).write(to: path)
        do {
            return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .cannotWrite(path: path, reason: error.localizedDescription)
        }
    }

    /// Writes the file whole or not at all: what was at `path` stays until the new file is complete.
    ///
    /// - Throws: as `bytes()`.
    package func write(to path: String) throws(SheetError) {
        let partial = path + ".part"
        do throws(SheetError) {
            try WorkbookWriting(self).write(to: partial)
        } catch {
            unlink(partial)
            if case .cannotWrite(_, let reason) = error { throw .cannotWrite(path: path, reason: reason) }
            throw error
        }
        guard rename(partial, path) == 0 else {
            let reason = reasonOfLastFailure()
            unlink(partial)
            throw .cannotWrite(path: path, reason: reason)
        }
    }

    /// Sheet names that Excel accepts, each used once.
    var sheetNames: [String] {
        var names = SheetNames()
        return sheets.map { names.take($0.name) }
    }
}
