import HTTPTypes
import Hummingbird
import Operations

/// A file of the program as browsers get it: scripts and style sheets without what only their readers need, and packed, both done once at the start.
struct ServedAsset: Sendable {
    private let type: String
    private let bytes: [UInt8]
    /// `nil` for what gzip does not make smaller.
    private let packed: [UInt8]?

    init(_ asset: Asset) {
        let bytes = asset.name.hasSuffix(".js") ? Script.squeezed(asset.bytes) : asset.name.hasSuffix(".css") ? Script.squeezedStyle(asset.bytes) : asset.bytes
        type = asset.mediaType
        self.bytes = bytes
        packed = gzip(bytes, level: 9).flatMap { $0.count < bytes.count ? $0 : nil }
    }

    func response(to request: Request) -> Response {
        let packed = Compression.isTaken(by: request) ? packed : nil
        var response = Reply.bytes(packed ?? bytes, type: type)
        if packed != nil { response.headers[.contentEncoding] = "gzip" }
        response.headers[.vary] = "Accept-Encoding"
        // An address with this version always leads to these bytes; any other may lead to others tomorrow.
        let isVersioned = Query(request.uri.query)["v"] == Installable.version
        response.headers[.cacheControl] = isVersioned ? "public, max-age=31536000, immutable" : "max-age=300"
        return response
    }
}
