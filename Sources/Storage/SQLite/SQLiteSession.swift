import GRDB
import GRDBSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One transaction on SQLite.
///
/// GRDB opens, shares and closes connections and prepares statements; they are stepped here directly, because a row then costs a tenth of
/// a microsecond rather than several.
final class SQLiteSession: Session {
    let dialect = Dialect.sqlite
    var failure: StorageError?
    private let db: GRDB.Database
    private let connection: OpaquePointer
    private let changesBefore: Int64

    /// Statements with more values than this are made of lists; they come in too many lengths to be kept.
    private static let longestKeptStatement = 50

    init(_ db: GRDB.Database) throws {
        guard let connection = db.sqliteConnection else { throw StorageError.closed }
        self.db = db
        self.connection = connection
        changesBefore = sqlite3_total_changes64(connection)
    }

    /// After a long import: lets go of the pages that were kept at hand for it.
    func giveBackMemory() {
        if sqlite3_total_changes64(connection) - changesBefore > 10_000 { sqlite3_db_release_memory(connection) }
    }

    func run(_ rendered: RenderedSQL, streaming: Bool, _ body: (borrowing RowCursor) throws -> Bool) throws -> Int {
        let statement = try statement(rendered)
        return try withExtendedLifetime(statement) {
            let handle = statement.sqliteStatement
            for (position, value) in rendered.values.enumerated() { bind(value, at: position, of: handle) }
            return try step(handle, body)
        }
    }

    func prepare(_ rendered: RenderedSQL) throws -> any PreparedStatement {
        let prepared = SQLitePreparedStatement(try makeStatement(rendered), in: self)
        for case (let position, .value(let value)) in rendered.bindings.enumerated() { prepared.bind(value, at: position) }
        return prepared
    }

    func bulkInsert(into table: SQL, columns: [SQL], _ body: (any BulkWriter) throws -> Void) throws {
        let marks = columns.map { _ in "?" as SQL }.joined(separator: ", ")
        let insert: SQL = "INSERT INTO \(sql: table) (\(sql: columns.joined(separator: ", "))) VALUES (\(sql: marks))"
        let statement = try makeStatement(RenderedSQL(insert, for: .sqlite))
        try withExtendedLifetime(statement) {
            let writer = SQLiteBulkWriter(statement.sqliteStatement, columnCount: columns.count, in: self)
            defer { writer.finish() }
            try body(writer)
        }
    }

    // MARK: Statements

    private func statement(_ rendered: RenderedSQL) throws -> Statement {
        guard rendered.bindings.count <= Self.longestKeptStatement else { return try makeStatement(rendered) }
        let kept = try translated { try db.cachedStatement(sql: rendered.text) }
        // A query inside a query of the same text needs a statement of its own.
        return sqlite3_stmt_busy(kept.sqliteStatement) == 0 ? kept : try makeStatement(rendered)
    }

    private func makeStatement(_ rendered: RenderedSQL) throws -> Statement {
        try translated { try db.makeStatement(sql: rendered.text) }
    }

    private func translated<T>(_ body: () throws -> T) throws -> T {
        do {
            return try SQLiteError.translated(body)
        } catch let error as StorageError {
            throw failed(error)
        }
    }

    /// Runs a statement whose values are bound, and leaves it ready for the next time.
    func step(_ statement: OpaquePointer, _ body: (borrowing RowCursor) throws -> Bool) throws -> Int {
        if let failure { throw failure }
        defer { sqlite3_reset(statement) }
        let before = sqlite3_total_changes64(connection)
        var wantsMore = true
        while wantsMore {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: wantsMore = try body(RowCursor(source: .sqlite(statement)))
            case SQLITE_DONE: wantsMore = false
            case let code: throw failed(SQLiteError.last(on: connection, code: code))
            }
        }
        // A statement that changes nothing leaves the count of the one before it.
        return sqlite3_total_changes64(connection) == before ? 0 : Int(sqlite3_changes64(connection))
    }

    /// Runs a statement that finds no rows.
    func step(_ statement: OpaquePointer) throws {
        if let failure { throw failure }
        let code = sqlite3_step(statement)
        if code != SQLITE_DONE { throw failed(SQLiteError.last(on: connection, code: code)) }
        sqlite3_reset(statement)
    }

    func bind(_ value: SQLValue, at position: Int, of statement: OpaquePointer) {
        let index = Int32(position + 1)
        switch value {
        case .null: check(sqlite3_bind_null(statement, index))
        case .integer(let value): check(sqlite3_bind_int64(statement, index, value))
        case .real(let value): check(sqlite3_bind_double(statement, index, value))
        case .text(var value): value.withUTF8 { bind(text: UnsafeRawBufferPointer($0), at: position, of: statement) }
        case .blob(let bytes): bytes.withUnsafeBytes { bind(blob: $0, at: position, of: statement) }
        }
    }

    func bind(blob bytes: UnsafeRawBufferPointer, at position: Int, of statement: OpaquePointer) {
        let index = Int32(position + 1)
        if let start = bytes.baseAddress {
            check(sqlite3_bind_blob64(statement, index, start, UInt64(bytes.count), Self.copied))
        } else {
            check(sqlite3_bind_zeroblob(statement, index, 0))
        }
    }

    /// - Parameter stays: the bytes stay where they are until the statement has run, so that no copy is needed.
    func bind(text utf8: UnsafeRawBufferPointer, stays: Bool = false, at position: Int, of statement: OpaquePointer) {
        refuseZeroByte(utf8)
        let index = Int32(position + 1)
        if let start = utf8.baseAddress?.assumingMemoryBound(to: CChar.self) {
            check(sqlite3_bind_text64(statement, index, start, UInt64(utf8.count), stays ? nil : Self.copied, UInt8(SQLITE_UTF8)))
        } else {
            // A null pointer would mean no value.
            check(sqlite3_bind_text(statement, index, "", 0, Self.copied))
        }
    }

    /// PostgreSQL cannot keep a text with a zero byte, so neither engine may.
    private func refuseZeroByte(_ utf8: UnsafeRawBufferPointer) {
        if let start = utf8.baseAddress, memchr(start, 0, utf8.count) != nil {
            _ = failed(.other(code: "22021", message: "a text holds a zero byte"))
        }
    }

    private func check(_ code: Int32) {
        if code != SQLITE_OK { _ = failed(SQLiteError.last(on: connection, code: code)) }
    }

    /// SQLite keeps a copy of what is bound.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// A statement that SQLite keeps ready for one transaction.
final class SQLitePreparedStatement: PreparedStatement {
    private var statement: Statement?
    private unowned let session: SQLiteSession

    init(_ statement: Statement, in session: SQLiteSession) {
        self.statement = statement
        self.session = session
    }

    private var handle: OpaquePointer {
        guard let statement else { preconditionFailure("a prepared query was used after its transaction") }
        return statement.sqliteStatement
    }

    func bind(_ value: SQLValue, at position: Int) {
        session.bind(value, at: position, of: handle)
    }

    func bind(text: UnsafeRawBufferPointer, at position: Int) {
        session.bind(text: text, at: position, of: handle)
    }

    func run(_ body: (borrowing RowCursor) throws -> Bool) throws -> Int {
        try session.step(handle, body)
    }

    func finish() {
        statement = nil
    }
}
