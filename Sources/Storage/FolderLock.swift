import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The right of one process to serve from a data folder.
///
/// The lock is advisory and the system's own (`flock`): it ends with the process, however that ends. Commands that only read or write once
/// need no lock and work while a server holds it.
package final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, or says who has it.
    ///
    /// - Throws: ``StorageError/folderInUse(path:pid:)``; ``StorageError/cannotOpen(path:reason:)`` when the folder cannot be written.
    package init(folder: String) throws {
        try makeFolder(folder)
        let path = folder + "/khen.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let holder = Self.holder(descriptor)
            close(descriptor)
            if reason == EWOULDBLOCK { throw StorageError.folderInUse(path: folder, pid: holder) }
            throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(reason)))
        }
        let pid = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, pid, pid.count, 0) == pid.count else {
            let reason = errno
            close(descriptor)
            throw reason == ENOSPC ? StorageError.diskFull : .cannotOpen(path: path, reason: String(cString: strerror(reason)))
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The process number that the holder wrote into the file.
    private static func holder(_ descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return Int(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

/// Makes a folder and those above it, if they are not there.
func makeFolder(_ folder: String) throws {
    do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
        throw StorageError.cannotOpen(path: folder, reason: error.localizedDescription)
    }
}
