/// What an engine does inside one transaction.
///
/// Used by one thread at a time, and never after the transaction has ended.
protocol Session: AnyObject {
    var dialect: Dialect { get }

    /// The first thing that went wrong; from then on the transaction can only be rolled back.
    var failure: StorageError? { get set }

    /// Runs a statement; `body` sees each row and says whether it wants another.
    ///
    /// - Parameter streaming: the rows may be many, so that they must not all be held in memory.
    /// - Returns: how many rows the statement inserted, changed or deleted.
    func run(_ statement: RenderedSQL, streaming: Bool, _ body: (borrowing RowCursor) throws -> Bool) throws -> Int

    func prepare(_ statement: RenderedSQL) throws -> any PreparedStatement

    func bulkInsert(into table: SQL, columns: [SQL], _ body: (any BulkWriter) throws -> Void) throws
}

extension Session {
    /// Remembers what went wrong, to be thrown.
    func failed(_ error: StorageError) -> StorageError {
        if failure == nil { failure = error }
        return error
    }
}

/// A statement that an engine keeps ready.
protocol PreparedStatement: AnyObject {
    /// Position counts from 0.
    func bind(_ value: SQLValue, at position: Int)
    func bind(text: UnsafeRawBufferPointer, at position: Int)
    func run(_ body: (borrowing RowCursor) throws -> Bool) throws -> Int
    /// Gives back what the engine holds; the transaction is ending.
    func finish()
}

/// Takes the rows of a bulk insert, one value after another in the order of the columns.
package protocol BulkWriter: AnyObject {
    /// Valid UTF-8 without a zero byte.
    func text(_ utf8: UnsafeRawBufferPointer)
    func integer(_ value: Int64)
    func real(_ value: Double)
    func blob(_ bytes: UnsafeRawBufferPointer)
    func null()
    /// Ends the row; every column must have got its value.
    func endRow() throws
}

extension BulkWriter {
    package func text(_ value: String) {
        var value = value
        value.withUTF8 { text(UnsafeRawBufferPointer($0)) }
    }

    package func text(_ value: StaticString) {
        value.withUTF8Buffer { text(UnsafeRawBufferPointer($0)) }
    }

    package func text(_ value: String?) {
        if let value { text(value) } else { null() }
    }

    package func integer(_ value: Int) {
        integer(Int64(value))
    }

    package func value(_ value: SQLValue) {
        switch value {
        case .null: null()
        case .integer(let integer): self.integer(integer)
        case .real(let real): self.real(real)
        case .text(let text): self.text(text)
        case .blob(let bytes): bytes.withUnsafeBytes { blob($0) }
        }
    }
}
