import CZip
import Foundation

/// A packed file (workbooks are such) whose parts are read as streams, refused before unpacking when it would grow beyond the limits.
final class ZipArchive {
    struct Part {
        var name: String
        var index: UInt64
        /// In bytes, as the archive promises; `ZipPartStream` holds it to that.
        var unpackedSize: Int
        var packedSize: Int
        var isEncrypted: Bool
    }

    private let handle: OpaquePointer
    private let limits: SheetLimits
    private let sourceName: String
    let parts: [Part]
    private let places: [String: Int]

    /// - Throws: `SheetError.damagedWorkbook`.
    init(_ source: ByteSource, limits: SheetLimits) throws(SheetError) {
        self.limits = limits
        sourceName = source.name
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        guard let zipSource = makeZipSource(source, &error) else {
            throw .damagedWorkbook(part: source.name, reason: String(cString: zip_error_strerror(&error)))
        }
        guard let opened = zip_open_from_source(zipSource, ZIP_RDONLY, &error) else {
            zip_source_free(zipSource)
            throw .damagedWorkbook(part: source.name, reason: String(cString: zip_error_strerror(&error)))
        }
        handle = opened
        var parts: [Part] = []
        for index in 0..<UInt64(max(0, min(zip_get_num_entries(opened, 0), 20_000))) {
            var status = zip_stat_t()
            guard zip_stat_index(opened, index, 0, &status) == 0, let name = status.name else { continue }
            parts.append(Part(
                name: String(cString: name), index: index, unpackedSize: Int(clamping: status.size), packedSize: Int(clamping: status.comp_size),
                isEncrypted: status.encryption_method != 0))
        }
        self.parts = parts
        places = Dictionary(parts.enumerated().map { ($1.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }

    deinit { zip_discard(handle) }

    /// The part of this name, whatever the case of its letters (some programs differ from what they say).
    func part(_ name: String) -> Part? {
        places[name.lowercased()].map { parts[$0] }
    }

    var content: FileContent {
        if parts.contains(where: \.isEncrypted) { return .encryptedWorkbook }
        if part("xl/workbook.bin") != nil { return .binaryWorkbook }
        if part("xl/workbook.xml") != nil || part("[Content_Types].xml") != nil {
            let isOther = parts.contains { $0.name.hasPrefix("word/") || $0.name.hasPrefix("ppt/") }
            return isOther ? .otherOffice : .workbook
        }
        if part("mimetype") != nil, part("content.xml") != nil { return .openDocument }
        return .zip
    }

    /// - Throws: `SheetError.unpacksTooLarge`, `.suspiciousPacking`.
    func checkLimits() throws(SheetError) {
        var total = 0
        for part in parts {
            total += part.unpackedSize
            guard total <= limits.unpackedBytes else { throw .unpacksTooLarge(part: part.name, limit: limits.unpackedBytes) }
            let ratio = part.unpackedSize / max(1, part.packedSize)
            guard part.unpackedSize < limits.ratioFloor || ratio <= limits.packingRatio else {
                throw .suspiciousPacking(part: part.name, ratio: ratio)
            }
        }
    }

    /// - Throws: `SheetError.damagedWorkbook`.
    func stream(_ part: Part) throws(SheetError) -> ZipPartStream {
        guard let file = zip_fopen_index(handle, part.index, 0) else {
            throw .damagedWorkbook(part: part.name, reason: String(cString: zip_strerror(handle)))
        }
        return ZipPartStream(file, archive: self, part)
    }
}

/// One part of an archive being unpacked, as a stream that an XML parser can read.
final class ZipPartStream: InputStream {
    private let file: OpaquePointer
    /// Keeps the archive open as long as its part is read.
    private let archive: ZipArchive
    private let part: ZipArchive.Part
    private(set) var bytesRead = 0
    private(set) var failure: SheetError?
    private var isDone = false

    init(_ file: OpaquePointer, archive: ZipArchive, _ part: ZipArchive.Part) {
        self.file = file
        self.archive = archive
        self.part = part
        super.init(data: Data())
    }

    deinit { zip_fclose(file) }

    override func open() {}
    override func close() {}
    override var hasBytesAvailable: Bool { !isDone }
    override var streamStatus: Stream.Status { isDone ? .atEnd : .open }
    override var streamError: (any Error)? { failure }

    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength: Int) -> Int {
        guard !isDone else { return 0 }
        let count = Int(zip_fread(file, buffer, UInt64(maxLength)))
        if count < 0 {
            failure = .damagedWorkbook(part: part.name, reason: String(cString: zip_file_strerror(file)))
        } else if bytesRead + count > part.unpackedSize {
            failure = .damagedWorkbook(part: part.name, reason: "unpacks to more than the archive says")
        }
        isDone = count <= 0 || failure != nil
        guard failure == nil else { return 0 }
        bytesRead += count
        return count
    }
}

/// What libzip needs to read an archive from a `ByteSource`.
private final class ZipSourceState {
    let source: ByteSource
    var position = 0
    var error = zip_error_t()

    init(_ source: ByteSource) {
        self.source = source
        zip_error_init(&error)
    }
}

private func makeZipSource(_ source: ByteSource, _ error: inout zip_error_t) -> OpaquePointer? {
    let state = Unmanaged.passRetained(ZipSourceState(source))
    let made = zip_source_function_create({ zipSourceCommand($0, $1, $2, $3) }, state.toOpaque(), &error)
    if made == nil { state.release() }
    return made
}

private func zipSourceCommand(_ state: UnsafeMutableRawPointer?, _ data: UnsafeMutableRawPointer?, _ length: UInt64, _ command: zip_source_cmd_t) -> Int64 {
    guard let state else { return -1 }
    let unmanaged = Unmanaged<ZipSourceState>.fromOpaque(state)
    let reading = unmanaged.takeUnretainedValue()
    switch command {
    case ZIP_SOURCE_OPEN:
        reading.position = 0
        return 0
    case ZIP_SOURCE_READ:
        do {
            let count = try reading.source.read(at: reading.position, into: UnsafeMutableRawBufferPointer(start: data, count: Int(length)))
            reading.position += count
            return Int64(count)
        } catch {
            zip_error_set(&reading.error, ZIP_ER_READ, EIO)
            return -1
        }
    case ZIP_SOURCE_CLOSE: return 0
    case ZIP_SOURCE_STAT:
        guard let status = data?.assumingMemoryBound(to: zip_stat_t.self) else { return -1 }
        zip_stat_init(status)
        status.pointee.size = UInt64(reading.source.size)
        status.pointee.valid = UInt64(ZIP_STAT_SIZE)
        return Int64(MemoryLayout<zip_stat_t>.size)
    case ZIP_SOURCE_SEEK:
        guard let data else { return -1 }
        let place = zip_source_seek_compute_offset(UInt64(reading.position), UInt64(reading.source.size), data, length, &reading.error)
        guard place >= 0 else { return -1 }
        reading.position = Int(place)
        return 0
    case ZIP_SOURCE_TELL: return Int64(reading.position)
    case ZIP_SOURCE_ERROR:
        guard let data else { return -1 }
        return zip_error_to_data(&reading.error, data, length)
    case ZIP_SOURCE_FREE:
        zip_error_fini(&reading.error)
        unmanaged.release()
        return 0
    case ZIP_SOURCE_SUPPORTS:
        let supported = [
            ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK,
            ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS,
        ]
        return supported.reduce(0) { $0 | 1 << Int64($1.rawValue) }
    default:
        zip_error_set(&reading.error, ZIP_ER_OPNOTSUPP, 0)
        return -1
    }
}
