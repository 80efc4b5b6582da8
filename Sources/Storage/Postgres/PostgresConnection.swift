import CPostgres
import Dispatch

/// One connection to a PostgreSQL server, opened when it is first needed and again when it broke.
///
/// `@unchecked Sendable`: libpq's handle and the lists below may be used by one thread at a time, and the compiler cannot see that
/// ``PostgresConnections`` lends a connection to one borrower at a time. A borrower that must not wait works on `queue`, any other where it is.
final class PostgresConnection: @unchecked Sendable {
    let queue = DispatchQueue(label: "khen.postgres")
    private let url: String
    private var handle: OpaquePointer?

    /// A statement as the server keeps it: the same text with values of other types is another one.
    private struct Key: Hashable {
        let text: String
        let types: [Oid]
    }

    private var kept: [Key: String] = [:]
    private var seenOnce: Set<Key> = []
    private var statementCount = 0

    /// How many statements the server keeps ready for this connection.
    private static let keptAtMost = 256

    init(url: String) {
        self.url = url
    }

    deinit {
        PQfinish(handle)
    }

    // MARK: Opening and closing

    private func open() throws {
        // An address may set what stands before it, but not what stands after it.
        let options = [("connect_timeout", "10"), ("fallback_application_name", "khen"), ("dbname", url), ("client_encoding", "UTF8")]
        handle = withCStrings(options.map(\.0)) { keywords in
            withCStrings(options.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            let reason = handle.map { String(cString: PQerrorMessage($0)) } ?? ""
            close()
            throw StorageError.cannotOpen(path: DatabaseLocation.postgres(url: url).description, reason: reason.trimmed)
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        // Rows of a cursor are all wanted. A waiting writer gives up in the same time as on SQLite.
        try command("SET cursor_tuple_fraction = 1; SET lock_timeout = '30s'")
    }

    func close() {
        PQfinish(handle)
        handle = nil
        kept = [:]
        seenOnce = []
    }

    // MARK: Transactions

    /// Runs a transaction; the connection is opened again if it broke since the last one.
    func transaction<T>(_ begin: String, _ body: (PostgresSession) throws -> T) throws -> T {
        if handle == nil { try open() }
        do {
            try start(begin)
        } catch StorageError.connectionLost {
            close()
            try open()
            try start(begin)
        }
        do {
            let result = try body(PostgresSession(self))
            try commit()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    private func start(_ begin: String) throws {
        if kept.count > Self.keptAtMost {
            try command("DEALLOCATE ALL")
            kept = [:]
            seenOnce = []
        }
        try command(begin)
    }

    private func commit() throws {
        do {
            let result = try command("COMMIT")
            guard result.tag == "COMMIT" else { throw StorageError.other(code: "25P02", message: "the server rolled back: \(result.tag)") }
        } catch StorageError.connectionLost(let message, _) {
            throw StorageError.connectionLost(message: message, duringCommit: true)
        }
    }

    /// Leaves the transaction; a connection that cannot is given up.
    private func rollBack() {
        guard PQstatus(handle) == CONNECTION_OK else { return close() }
        guard PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
        do { try command("ROLLBACK") } catch { close() }
    }

    // MARK: Statements

    /// Runs one or several statements without values.
    @discardableResult
    func command(_ text: String) throws -> PostgresResult {
        try checked(PQexec(handle, text))
    }

    /// Runs a statement; from its second run on the server keeps it ready.
    func execute(_ text: String, _ parameters: PostgresParameters) throws -> PostgresResult {
        let key = Key(text: text, types: parameters.types)
        if kept[key] == nil, seenOnce.insert(key).inserted {
            if seenOnce.count > 4 * Self.keptAtMost { seenOnce = [] }
            return try executeOnce(text, parameters)
        }
        return try execute(prepared: name(of: key), parameters)
    }

    /// Runs a statement that will hardly come again.
    func executeOnce(_ text: String, _ parameters: PostgresParameters) throws -> PostgresResult {
        try checked(parameters.withPointers { types, values, lengths, formats in
            PQexecParams(handle, text, Int32(parameters.types.count), types, values, lengths, formats, 0)
        })
    }

    func execute(prepared name: String, _ parameters: PostgresParameters) throws -> PostgresResult {
        try checked(parameters.withPointers { _, values, lengths, formats in
            PQexecPrepared(handle, name, Int32(parameters.types.count), values, lengths, formats, 0)
        })
    }

    /// Makes a statement ready.
    ///
    /// - Returns: its name on the server, valid until the transaction ends.
    func prepare(_ text: String, types: [Oid]) throws -> String {
        try name(of: Key(text: text, types: types))
    }

    private func name(of key: Key) throws -> String {
        if let name = kept[key] { return name }
        statementCount += 1
        let name = "khen_\(statementCount)"
        _ = try checked(PQprepare(handle, name, key.text, Int32(key.types.count), key.types))
        kept[key] = name
        return name
    }

    /// Sends rows in the text form of `COPY … FROM STDIN`.
    func copy(_ text: String, _ rows: [UInt8]) throws {
        let start = try checked(PQexec(handle, text))
        guard start.status == PGRES_COPY_IN else { throw StorageError.other(code: "", message: "the server does not take rows: \(start.tag)") }
        let sent = rows.withUnsafeBytes { bytes in
            PQputCopyData(handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard sent == 1, PQputCopyEnd(handle, nil) == 1 else { throw lost() }
        var failure: (any Error)?
        while let next = PQgetResult(handle) {
            do { _ = try checked(next) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    private func checked(_ pointer: OpaquePointer?) throws -> PostgresResult {
        guard let pointer else { throw lost() }
        let result = PostgresResult(pointer)
        switch result.status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_COPY_IN: return result
        default: throw PQstatus(handle) == CONNECTION_OK ? result.error : lost()
        }
    }

    private func lost() -> StorageError {
        .connectionLost(message: handle.map { String(cString: PQerrorMessage($0)).trimmed } ?? "", duringCommit: false)
    }
}

/// Calls `body` with a list of C strings that ends in a null pointer, as libpq wants them.
private func withCStrings<Result>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
    let bytes = strings.flatMap { $0.utf8CString }
    return bytes.withUnsafeBufferPointer { buffer in
        var pointers: [UnsafePointer<CChar>?] = []
        var offset = 0
        for string in strings {
            pointers.append(buffer.baseAddress.map { $0 + offset })
            offset += string.utf8.count + 1
        }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { list in
            guard let start = list.baseAddress else { preconditionFailure("a list that ends in a null pointer is empty") }
            return body(start)
        }
    }
}
