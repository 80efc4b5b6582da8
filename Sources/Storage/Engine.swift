/// A database of one kind, shared by all threads.
protocol Engine: Sendable {
    var dialect: Dialect { get }

    func read<T>(_ body: (ReadTransaction) throws -> T) throws -> T
    func write<T>(_ body: (WriteTransaction) throws -> T) throws -> T

    /// Starts `body` on the engine's own thread and hands on what came out of it, after the transaction has ended.
    func startRead<T: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> T, then: @escaping @Sendable (Result<T, any Error>) -> Void)
    func startWrite<T: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> T, then: @escaping @Sendable (Result<T, any Error>) -> Void)

    /// Waits for the transactions that have begun; later ones throw ``StorageError/closed``.
    func close()
}
