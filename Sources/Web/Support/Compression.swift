import CZlib
import HTTPTypes
import Hummingbird
import NIOCore

/// Packs text answers with gzip for browsers that take it, so that a page arrives in one round trip on a slow line.
struct Compression: RouterMiddleware {
    typealias Context = SiteContext

    /// Smaller answers are sent as they are.
    private static let smallest = 600

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        guard let type = response.headers[.contentType], Self.isText(type), response.headers[.contentEncoding] == nil else { return response }
        if response.headers[.vary] == nil { response.headers[.vary] = "Accept-Encoding, Cookie, Accept-Language" }
        guard Self.isTaken(by: request), let length = response.body.contentLength, length >= Self.smallest else { return response }
        let collector = Collector()
        try await response.body.write(collector)
        guard let packed = gzip(collector.bytes) else { return response }
        response.headers[.contentEncoding] = "gzip"
        response.headers[.contentLength] = nil
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: packed))
        return response
    }

    /// Whether whoever asks unpacks gzip.
    static func isTaken(by request: Request) -> Bool { request.headers[.acceptEncoding]?.contains("gzip") == true }

    private static func isText(_ type: String) -> Bool {
        ["text/", "application/json", "application/xml", "image/svg", "application/manifest"].contains { type.hasPrefix($0) }
    }
}

/// Gathers an answer's body in memory.
private final class Collector: ResponseBodyWriter {
    private(set) var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws { bytes.append(contentsOf: buffer.readableBytesView) }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// Packs bytes as gzip (RFC 1952).
///
/// - Returns: `nil` where zlib has no memory for it.
package func gzip(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8]? {
    var stream = z_stream()
    // 15 bits of window, 16 more for a gzip header; the macro deflateInit2 is not visible from Swift.
    guard deflateInit2_(&stream, level, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let written = input.withUnsafeMutableBufferPointer { source in
        output.withUnsafeMutableBufferPointer { target -> Int? in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            stream.next_out = target.baseAddress
            stream.avail_out = UInt32(target.count)
            return deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : nil
        }
    }
    return written.map { Array(output[..<$0]) }
}
