/// A view of the database at one moment.
///
/// It is valid only inside the closure that receives it, on the thread that runs the closure.
package class ReadTransaction {
    private let session: any Session
    private var prepared: [any PreparedStatement] = []
    private var hasEnded = false

    init(_ session: any Session) {
        self.session = session
    }

    package var dialect: Dialect { session.dialect }

    /// All rows that a query finds. For many rows use ``each(_:_:)``.
    package func rows(_ sql: SQL) throws -> [Row] {
        var rows: [Row] = []
        var columns: [String] = []
        _ = try run(sql) { cursor in
            if rows.isEmpty { columns = cursor.columnNames }
            rows.append(cursor.row(columns: columns))
            return true
        }
        return rows
    }

    /// The first row that a query finds, if any.
    package func row(_ sql: SQL) throws -> Row? {
        var row: Row?
        _ = try run(sql) { cursor in
            row = cursor.row(columns: cursor.columnNames)
            return false
        }
        return row
    }

    /// Shows `body` every row that a `SELECT` finds, without keeping them.
    package func each(_ sql: SQL, _ body: (borrowing RowCursor) throws -> Void) throws {
        _ = try run(sql, streaming: true) { cursor in
            try body(cursor)
            return true
        }
    }

    /// Makes a statement ready to run many times; its changing values are written `\(parameter: .text)` and so on.
    package func prepare(_ sql: SQL) throws -> PreparedQuery {
        let statement = try usable().prepare(RenderedSQL(sql, for: dialect))
        prepared.append(statement)
        return PreparedQuery(statement, in: self)
    }

    fileprivate func run(_ sql: SQL, streaming: Bool = false, _ body: (borrowing RowCursor) throws -> Bool) throws -> Int {
        try usable().run(RenderedSQL(sql, for: dialect), streaming: streaming, body)
    }

    /// The session, if nothing went wrong in it.
    @discardableResult
    fileprivate func usable() throws -> any Session {
        precondition(!hasEnded, "a transaction was used after its end")
        if let failure = session.failure { throw failure }
        return session
    }

    /// Runs the closure that makes up this transaction, and lets nothing be used after it.
    ///
    /// - Throws: what the closure throws; else a failure that the closure swallowed, so that nothing of the transaction stays.
    func finished<T>(_ body: (ReadTransaction) throws -> T) throws -> T {
        defer {
            hasEnded = true
            for statement in prepared { statement.finish() }
        }
        let result = try body(self)
        if let failure = session.failure { throw failure }
        return result
    }
}

/// A change of the database, kept whole or not at all.
package final class WriteTransaction: ReadTransaction {
    /// Runs a statement.
    ///
    /// - Returns: how many rows it inserted, changed or deleted.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int {
        try run(sql) { _ in true }
    }

    /// Inserts many rows by the engine's fastest way.
    ///
    /// Queries in the same transaction may run in between, but see the new rows for certain only after this returns. An error may also show some rows
    /// later than the row that caused it.
    package func bulkInsert(into table: StaticString, columns: [StaticString], _ body: (any BulkWriter) throws -> Void) throws {
        try insertRows(into: SQL(name: table.description), columns: columns.map { SQL(name: $0.description) }, body)
    }

    func insertRows(into table: SQL, columns: [SQL], _ body: (any BulkWriter) throws -> Void) throws {
        try usable().bulkInsert(into: table, columns: columns, body)
    }

    /// ``SQL/forUpdate``, for the end of a `SELECT`.
    package var forUpdate: SQL { .forUpdate }
}

/// A statement that is ready to run many times with other values.
///
/// Give the values in the order of the statement's parameters. It lives as long as its transaction.
package final class PreparedQuery {
    private let statement: any PreparedStatement
    private unowned let transaction: ReadTransaction

    init(_ statement: any PreparedStatement, in transaction: ReadTransaction) {
        self.statement = statement
        self.transaction = transaction
    }

    /// Gives a parameter its value, from position 0; it keeps it until it gets another.
    package func bind(_ value: some SQLBindable, at position: Int) {
        statement.bind(value.sqlValue, at: position)
    }

    /// Gives a parameter its text as UTF-8.
    package func bind(text utf8: UnsafeRawBufferPointer, at position: Int) {
        statement.bind(text: utf8, at: position)
    }

    /// Shows `body` every row found with the values bound so far.
    package func each(_ body: (borrowing RowCursor) throws -> Void) throws {
        try transaction.usable()
        _ = try statement.run { cursor in
            try body(cursor)
            return true
        }
    }

    /// Whether any row is found with the values bound so far.
    package func exists() throws -> Bool {
        try transaction.usable()
        var found = false
        _ = try statement.run { _ in
            found = true
            return false
        }
        return found
    }

    /// The first row found with these values.
    package func row(_ values: SQLValue...) throws -> Row? {
        bind(values)
        try transaction.usable()
        var row: Row?
        _ = try statement.run { cursor in
            row = cursor.row(columns: cursor.columnNames)
            return false
        }
        return row
    }

    /// Runs an `INSERT`, `UPDATE` or `DELETE` with these values.
    ///
    /// - Returns: how many rows it inserted, changed or deleted.
    @discardableResult
    package func execute(_ values: SQLValue...) throws -> Int {
        bind(values)
        try transaction.usable()
        return try statement.run { _ in true }
    }

    private func bind(_ values: [SQLValue]) {
        for (position, value) in values.enumerated() { statement.bind(value, at: position) }
    }
}
