import Dispatch
import Synchronization

/// A PostgreSQL server, through a few connections that are opened when they are needed.
final class PostgresEngine: Engine {
    let dialect = Dialect.postgres
    private let connections: PostgresConnections
    private let beginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    private let beginWrite: String

    init(url: String, readOnly: Bool) {
        connections = PostgresConnections(url: url, count: 8)
        beginWrite = readOnly ? beginRead : "BEGIN ISOLATION LEVEL READ COMMITTED"
    }

    func read<T>(_ body: (ReadTransaction) throws -> T) throws -> T {
        try borrowing { try Self.read($0, beginRead, body) }
    }

    func write<T>(_ body: (WriteTransaction) throws -> T) throws -> T {
        try borrowing { try Self.write($0, beginWrite, body) }
    }

    func startRead<T: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> T, then: @escaping @Sendable (Result<T, any Error>) -> Void) {
        startBorrowing({ [beginRead] in try Self.read($0, beginRead, body) }, then: then)
    }

    func startWrite<T: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> T, then: @escaping @Sendable (Result<T, any Error>) -> Void) {
        startBorrowing({ [beginWrite] in try Self.write($0, beginWrite, body) }, then: then)
    }

    func close() {
        connections.close()
    }

    private static func read<T>(_ connection: PostgresConnection, _ begin: String, _ body: (ReadTransaction) throws -> T) throws -> T {
        try connection.transaction(begin) { session in try ReadTransaction(session).finished(body) }
    }

    private static func write<T>(_ connection: PostgresConnection, _ begin: String, _ body: (WriteTransaction) throws -> T) throws -> T {
        try connection.transaction(begin) { session in
            let tx = WriteTransaction(session)
            return try tx.finished { _ in try body(tx) }
        }
    }

    private func borrowing<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
        let connection = try connections.take()
        defer { connections.giveBack(connection) }
        return try body(connection)
    }

    private func startBorrowing<T: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection) throws -> T, then: @escaping @Sendable (Result<T, any Error>) -> Void
    ) {
        connections.whenFree { [connections] free in
            switch free {
            case .failure(let error): then(.failure(error))
            case .success(let connection):
                connection.queue.async {
                    let result = Result { try body(connection) }
                    connections.giveBack(connection)
                    then(result)
                }
            }
        }
    }
}

/// Lends each connection to one borrower at a time; who comes when none is free waits in line.
final class PostgresConnections: Sendable {
    typealias Borrower = @Sendable (Result<PostgresConnection, StorageError>) -> Void

    private struct State {
        /// The one used last is lent first, so that no more are opened than are needed.
        var free: [PostgresConnection]
        var line: [Borrower] = []
        var isClosed = false
    }

    private let state: Mutex<State>
    private let count: Int

    init(url: String, count: Int) {
        state = Mutex(State(free: (0..<count).map { _ in PostgresConnection(url: url) }))
        self.count = count
    }

    /// Calls `borrower` with a connection, at once or when one is given back.
    func whenFree(_ borrower: @escaping Borrower) {
        lend(to: borrower, alsoWhenClosed: false)
    }

    /// Waits for a connection.
    func take() throws -> PostgresConnection {
        let handover = Handover()
        whenFree { handover.give($0) }
        return try handover.wait()
    }

    func giveBack(_ connection: PostgresConnection) {
        let next: Borrower? = state.withLock { state in
            guard state.line.isEmpty else { return state.line.removeFirst() }
            state.free.append(connection)
            return nil
        }
        next?(.success(connection))
    }

    /// Lends nothing any more, and closes every connection when its borrower has given it back.
    func close() {
        let wasClosed = state.withLock { state in
            defer { state.isClosed = true }
            return state.isClosed
        }
        guard !wasClosed else { return }
        for _ in 0..<count {
            let handover = Handover()
            lend(to: { handover.give($0) }, alsoWhenClosed: true)
            guard case .success(let connection) = handover.result() else { continue }
            connection.close()
        }
    }

    private func lend(to borrower: @escaping Borrower, alsoWhenClosed: Bool) {
        let now: Result<PostgresConnection, StorageError>? = state.withLock { state in
            if state.isClosed && !alsoWhenClosed { return .failure(.closed) }
            if let connection = state.free.popLast() { return .success(connection) }
            state.line.append(borrower)
            return nil
        }
        if let now { borrower(now) }
    }

    /// Passes a connection to a thread that waits for it.
    private final class Handover: Sendable {
        private let given = Mutex<Result<PostgresConnection, StorageError>?>(nil)
        private let arrived = DispatchSemaphore(value: 0)

        func give(_ connection: Result<PostgresConnection, StorageError>) {
            given.withLock { $0 = connection }
            arrived.signal()
        }

        func result() -> Result<PostgresConnection, StorageError> {
            arrived.wait()
            guard let result = given.withLock({ $0 }) else { preconditionFailure("a borrower was woken without a connection") }
            return result
        }

        func wait() throws -> PostgresConnection {
            try result().get()
        }
    }
}
