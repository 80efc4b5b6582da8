import GRDBSQLite

/// Rows into SQLite through one prepared statement.
///
/// The texts of a row are collected in one place, from where SQLite reads them when the row is inserted: a copy that SQLite made for itself would be
/// allocated and freed for every single value.
final class SQLiteBulkWriter: BulkWriter {
    private let statement: OpaquePointer
    private let columnCount: Int
    private let session: SQLiteSession
    private let texts = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
    private var usedByTexts = 0
    private var column = 0

    init(_ statement: OpaquePointer, columnCount: Int, in session: SQLiteSession) {
        self.statement = statement
        self.columnCount = columnCount
        self.session = session
    }

    deinit {
        texts.deallocate()
    }

    /// The statement may not look at the texts any more.
    func finish() {
        sqlite3_clear_bindings(statement)
    }

    func null() { session.bind(.null, at: nextColumn(), of: statement) }
    func integer(_ value: Int64) { session.bind(.integer(value), at: nextColumn(), of: statement) }
    func real(_ value: Double) { session.bind(value.sqlValue, at: nextColumn(), of: statement) }
    func blob(_ bytes: UnsafeRawBufferPointer) { session.bind(blob: bytes, at: nextColumn(), of: statement) }

    func text(_ utf8: UnsafeRawBufferPointer) {
        guard usedByTexts + utf8.count <= texts.count else { return session.bind(text: utf8, at: nextColumn(), of: statement) }
        let kept = UnsafeMutableRawBufferPointer(rebasing: texts[usedByTexts..<usedByTexts + utf8.count])
        kept.copyMemory(from: utf8)
        usedByTexts += utf8.count
        session.bind(text: UnsafeRawBufferPointer(kept), stays: true, at: nextColumn(), of: statement)
    }

    func endRow() throws {
        precondition(column == columnCount, "a row has \(column) values for \(columnCount) columns")
        column = 0
        usedByTexts = 0
        try session.step(statement)
    }

    private func nextColumn() -> Int {
        defer { column += 1 }
        return column
    }
}
