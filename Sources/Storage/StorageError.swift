/// What can go wrong with the database, told apart by what one can do about it.
package enum StorageError: Error, Hashable {
    /// The file, folder or server cannot be opened: look at the reason, which comes from the system.
    case cannotOpen(path: String, reason: String)
    /// The address names no kind of database that Khèn knows, or two places at once.
    case unknownLocation(String)
    /// Another process serves from this folder: stop it, or use another folder. The process number may be unknown.
    case folderInUse(path: String, pid: Int?)
    /// The data were written by a newer version of the program: install that version.
    case newerSchema(found: Int, known: Int)
    /// The data must first be brought up to date, which a reader may not do: open them once for writing.
    case olderSchema(found: Int, known: Int)
    /// A migration that was already applied has been edited since, or was slipped in between: only append.
    case changedMigration(number: Int, name: String)
    /// The data may only be read, by how they were opened or by the system's permissions.
    case readOnly(message: String)
    /// No room is left where the data are: free some; nothing of the transaction was kept.
    case diskFull
    /// A row with this key is there already.
    case uniqueViolation(table: String, columns: [String])
    /// A row refers to one that is not there, or is still referred to.
    case foreignKeyViolation(message: String)
    /// A value breaks another rule of its table.
    case constraintViolation(message: String)
    /// Someone else is writing, or two writers crossed: run the transaction again.
    case busy(message: String)
    /// The connection to the server broke. After `duringCommit` it is not known whether the transaction was kept.
    case connectionLost(message: String, duringCommit: Bool)
    /// The database was closed before.
    case closed
    /// The file is no database, is no backup of Khèn, or its contents are broken.
    case damaged(path: String, reason: String)
    /// A file of this name is there already.
    case fileExists(path: String)
    /// The place to restore into holds data, and nobody said that they may be replaced.
    case notEmpty(location: String, table: String)
    /// Anything else, with the engine's own code and words, for the log.
    case other(code: String, message: String)
}
