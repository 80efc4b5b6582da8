import Foundation

/// The bytes of a file or an upload, readable from any place without holding a file in memory.
///
/// A file is opened once, so a file replaced meanwhile does not change what is read.
package final class ByteSource: Sendable {
    enum Storage: Sendable {
        case file(descriptor: Int32)
        case memory([UInt8])
    }

    /// What a person calls it: the file's name with its extension, for messages only.
    package let name: String
    /// In bytes.
    package let size: Int
    let storage: Storage

    /// - Throws: `SheetError.cannotOpen`, `.isFolder`, `.empty`.
    package init(path: String) throws(SheetError) {
        name = (path as NSString).lastPathComponent
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: reasonOfLastFailure()) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let reason = reasonOfLastFailure()
            close(descriptor)
            throw .cannotOpen(path: path, reason: reason)
        }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG, status.st_size > 0 else {
            close(descriptor)
            if kind == S_IFDIR { throw .isFolder(path: path) }
            if kind == S_IFREG { throw .empty(name: name) }
            throw .cannotOpen(path: path, reason: "not a regular file")
        }
        size = Int(status.st_size)
        storage = .file(descriptor: descriptor)
    }

    /// - Throws: `SheetError.empty`.
    package init(bytes: [UInt8], name: String) throws(SheetError) {
        guard !bytes.isEmpty else { throw .empty(name: name) }
        self.name = name
        size = bytes.count
        storage = .memory(bytes)
    }

    deinit {
        if case .file(let descriptor) = storage { close(descriptor) }
    }

    /// Copies bytes from `offset` on into `target`; 0 means the end. What is added to a file after it was opened is not seen.
    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(SheetError) -> Int {
        let wanted = min(target.count, size - offset)
        guard wanted > 0 else { return 0 }
        switch storage {
        case .memory(let bytes):
            target.copyBytes(from: bytes[offset..<offset + wanted])
            return wanted
        case .file(let descriptor):
            while true {
                let count = pread(descriptor, target.baseAddress, wanted, off_t(offset))
                if count > 0 { return count }
                if count == 0 { throw .cannotOpen(path: name, reason: "the file became shorter while it was read") }
                guard errno == EINTR else { throw .cannotOpen(path: name, reason: reasonOfLastFailure()) }
            }
        }
    }

    /// At most `count` bytes from `offset` on; fewer only at the end.
    func bytes(_ count: Int, from offset: Int = 0) throws(SheetError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, min(count, size - offset)))
        var filled = 0
        while filled < bytes.count {
            let got = try bytes.withUnsafeMutableBufferPointer { (all) throws(SheetError) in
                try read(at: offset + filled, into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: all[filled...])))
            }
            if got == 0 { break }
            filled += got
        }
        return Array(bytes[..<filled])
    }
}

/// The operating system's words for the call that just failed.
func reasonOfLastFailure() -> String {
    String(cString: strerror(errno))
}
