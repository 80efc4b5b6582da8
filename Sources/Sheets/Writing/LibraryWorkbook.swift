import CXLSXWriter
import Foundation

/// Opens a workbook of libxlsxwriter, has it filled, and closes it.
///
/// - Parameters:
///   - mode: of the file.
///   - fill: adds the sheets; what it gives the library by its place has to live on after it.
/// - Throws: `SheetError.cannotWrite`, and what `fill` throws.
func writeWorkbook(
    to path: String, mode: mode_t, title: String, author: String, created: Date, _ fill: (UnsafeMutablePointer<lxw_workbook>) throws(SheetError) -> Void
) throws(SheetError) {
    // The library would only find out at the end, and complain to the terminal.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: reasonOfLastFailure()) }
    close(descriptor)
    guard let handle = workbook_new(path) else { throw .cannotWrite(path: path, reason: reasonOfLastFailure()) }
    errno = 0
    setProperties(of: handle, title: title, author: author, created: created)
    do throws(SheetError) { try fill(handle) } catch {
        lxw_workbook_free(handle)
        throw error
    }
    let result = workbook_close(handle)
    guard result == LXW_NO_ERROR else {
        throw .cannotWrite(path: path, reason: errno != 0 ? reasonOfLastFailure() : String(cString: lxw_strerror(result)))
    }
}

/// Adds a sheet of a name that Excel takes.
func addSheet(_ name: String, to handle: UnsafeMutablePointer<lxw_workbook>, path: String) throws(SheetError) -> UnsafeMutablePointer<lxw_worksheet> {
    guard let sheet = workbook_add_worksheet(handle, name) else { throw .cannotWrite(path: path, reason: "sheet \"\(name)\"") }
    return sheet
}

private func setProperties(of handle: UnsafeMutablePointer<lxw_workbook>, title: String, author: String, created: Date) {
    let title = strdup(title), author = author.isEmpty ? nil : strdup(author)
    defer {
        free(title)
        free(author)
    }
    var properties = lxw_doc_properties()
    properties.title = title
    if let author { properties.author = author }
    // The library takes 0 for "now".
    properties.created = max(1, time_t(created.timeIntervalSince1970))
    workbook_set_properties(handle, &properties)
}
