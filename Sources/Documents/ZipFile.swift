import CZip
import Foundation

/// Packs parts into one file. The same parts always give the same bytes: their times are fixed.
enum ZipFile {
    /// - Throws: ``DocumentFileError/cannotPack(reason:)``.
    static func packed(_ parts: [(name: String, bytes: [UInt8])]) throws(DocumentFileError) -> [UInt8] {
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        func failure() -> DocumentFileError { .cannotPack(reason: String(cString: zip_error_strerror(&error))) }
        guard let target = zip_source_buffer_create(nil, 0, 0, &error) else { throw failure() }
        // Kept beyond the closing of the archive, which gives up its own hold.
        zip_source_keep(target)
        defer { zip_source_free(target) }
        guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
            zip_source_free(target)
            throw failure()
        }
        for part in parts {
            guard add(part, to: archive) else {
                let reason = String(cString: zip_strerror(archive))
                zip_discard(archive)
                throw .cannotPack(reason: "\(part.name): \(reason)")
            }
        }
        guard zip_close(archive) == 0 else {
            let reason = String(cString: zip_strerror(archive))
            zip_discard(archive)
            throw .cannotPack(reason: reason)
        }
        guard zip_source_open(target) == 0 else { throw .cannotPack(reason: "zip_source_open") }
        defer { zip_source_close(target) }
        var status = zip_stat_t()
        guard zip_source_stat(target, &status) == 0 else { throw .cannotPack(reason: "zip_source_stat") }
        var bytes = [UInt8](repeating: 0, count: Int(status.size))
        guard zip_source_read(target, &bytes, status.size) == Int64(status.size) else { throw .cannotPack(reason: "zip_source_read") }
        return bytes
    }

    private static func add(_ part: (name: String, bytes: [UInt8]), to archive: OpaquePointer) -> Bool {
        // The library frees this copy when it has written it.
        guard let copy = malloc(max(1, part.bytes.count)) else { return false }
        copy.copyMemory(from: part.bytes, byteCount: part.bytes.count)
        guard let source = zip_source_buffer(archive, copy, UInt64(part.bytes.count), 1) else {
            free(copy)
            return false
        }
        let index = zip_file_add(archive, part.name, source, UInt32(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            zip_source_free(source)
            return false
        }
        // 1 January 1980, the earliest day that the format knows.
        return zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0) == 0 && zip_set_file_compression(archive, UInt64(index), ZIP_CM_DEFLATE, 6) == 0
    }
}
