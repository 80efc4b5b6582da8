import CPostgres

/// One transaction on PostgreSQL.
final class PostgresSession: Session {
    let dialect = Dialect.postgres
    var failure: StorageError?
    private let connection: PostgresConnection
    private var cursorCount = 0

    /// How many rows a cursor brings at a time.
    private static let batch = 5_000

    init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    func run(_ rendered: RenderedSQL, streaming: Bool, _ body: (borrowing RowCursor) throws -> Bool) throws -> Int {
        let parameters = PostgresParameters(rendered.values)
        if streaming { return try stream(rendered.text, parameters, body) }
        return try visit(remembering { try connection.execute(rendered.text, parameters) }, body)
    }

    func prepare(_ rendered: RenderedSQL) throws -> any PreparedStatement {
        let parameters = PostgresParameters(rendered.bindings)
        let name = try remembering { try connection.prepare(rendered.text, types: parameters.types) }
        return PostgresPreparedStatement(name, parameters, on: connection, in: self)
    }

    func bulkInsert(into table: SQL, columns: [SQL], _ body: (any BulkWriter) throws -> Void) throws {
        let copy: SQL = "COPY \(sql: table) (\(sql: columns.joined(separator: ", "))) FROM STDIN"
        let writer = PostgresBulkWriter(columnCount: columns.count) { [self] rows in
            try remembering { try connection.copy(RenderedSQL(copy, for: .postgres).text, rows) }
        }
        try body(writer)
        try writer.flush()
    }

    /// Fetches the rows of a query in batches, so that other statements can run in between.
    private func stream(_ text: String, _ parameters: PostgresParameters, _ body: (borrowing RowCursor) throws -> Bool) throws -> Int {
        cursorCount += 1
        let cursor = "khen_rows_\(cursorCount)"
        _ = try remembering { try connection.executeOnce("DECLARE \(cursor) NO SCROLL CURSOR FOR \(text)", parameters) }
        var wantsMore = true
        while wantsMore {
            let result = try remembering { try connection.command("FETCH \(Self.batch) FROM \(cursor)") }
            _ = try visit(result) { row in
                wantsMore = try body(row)
                return wantsMore
            }
            if result.rowCount < Self.batch { wantsMore = false }
        }
        // When `body` throws, the cursor stays until the transaction ends.
        _ = try remembering { try connection.command("CLOSE \(cursor)") }
        return 0
    }

    /// Shows `body` the rows of a result.
    ///
    /// - Returns: how many rows the statement changed.
    func visit(_ result: PostgresResult, _ body: (borrowing RowCursor) throws -> Bool) throws -> Int {
        for row in 0..<result.rowCount {
            guard try body(RowCursor(source: .postgres(result.pointer, row: row))) else { break }
        }
        return withExtendedLifetime(result) { result.changedRowCount }
    }

    func remembering<T>(_ body: () throws -> T) throws -> T {
        if let failure { throw failure }
        do {
            return try body()
        } catch let error as StorageError {
            throw failed(error)
        }
    }
}

/// A statement that the server keeps ready for one transaction.
final class PostgresPreparedStatement: PreparedStatement {
    private let name: String
    private var parameters: PostgresParameters
    private let connection: PostgresConnection
    private unowned let session: PostgresSession

    init(_ name: String, _ parameters: PostgresParameters, on connection: PostgresConnection, in session: PostgresSession) {
        self.name = name
        self.parameters = parameters
        self.connection = connection
        self.session = session
    }

    func bind(_ value: SQLValue, at position: Int) {
        parameters.set(value, at: position)
    }

    func bind(text: UnsafeRawBufferPointer, at position: Int) {
        parameters.set(text: text, at: position)
    }

    func run(_ body: (borrowing RowCursor) throws -> Bool) throws -> Int {
        try session.visit(session.remembering { try connection.execute(prepared: name, parameters) }, body)
    }

    func finish() {}
}
