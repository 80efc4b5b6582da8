import Foundation
import GRDB
import GRDBSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// SQLite's result codes in terms of what one can do about them.
enum SQLiteError {
    /// The error that a connection has just reported.
    static func last(on connection: OpaquePointer, code: Int32) -> StorageError {
        error(code: code, message: String(cString: sqlite3_errmsg(connection)), system: sqlite3_system_errno(connection))
    }

    /// Runs `body`, with GRDB's errors as ours.
    ///
    /// - Parameter path: the file that is being opened, if one is.
    static func translated<T>(path: String? = nil, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            let ours = Self.error(code: error.extendedResultCode.rawValue, message: error.message ?? error.resultCode.description, system: 0)
            guard let path else { throw ours }
            switch ours {
            case .damaged(_, let reason): throw StorageError.damaged(path: path, reason: reason)
            case .diskFull, .busy: throw ours
            case .other where hasNoRoom(path): throw StorageError.diskFull
            default: throw StorageError.cannotOpen(path: path, reason: error.message ?? error.resultCode.description)
            }
        }
    }

    /// Whether the disk under a file has less free than SQLite needs beside the file; on opening SQLite does not tell this from other faults.
    private static func hasNoRoom(_ path: String) -> Bool {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return false }
        return UInt64(disk.f_bavail) * UInt64(disk.f_frsize) < 64 << 10
    }

    private static func error(code: Int32, message: String, system: Int32) -> StorageError {
        switch code {
        case SQLITE_CONSTRAINT | (8 << 8), SQLITE_CONSTRAINT | (6 << 8), SQLITE_CONSTRAINT | (10 << 8):
            return uniqueViolation(message)
        case SQLITE_CONSTRAINT | (3 << 8):
            return .foreignKeyViolation(message: message)
        default: break
        }
        switch code & 0xff {
        case SQLITE_CONSTRAINT: return .constraintViolation(message: message)
        case SQLITE_FULL: return .diskFull
        case SQLITE_IOERR where system == ENOSPC || system == EDQUOT: return .diskFull
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy(message: message)
        case SQLITE_READONLY: return .readOnly(message: message)
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .damaged(path: "", reason: message)
        case SQLITE_MISUSE where message == "Connection is closed": return .closed
        default: return .other(code: "sqlite \(code)", message: message)
        }
    }

    /// Reads «UNIQUE constraint failed: unit.province, unit.code».
    private static func uniqueViolation(_ message: String) -> StorageError {
        let columns = message.drop { $0 != ":" }.dropFirst(2).split(separator: ", ").map { $0.split(separator: ".", maxSplits: 1) }
        return .uniqueViolation(table: columns.first?.first.map(String.init) ?? "", columns: columns.compactMap { $0.last.map(String.init) })
    }
}
