import Assets

/// A file that travels inside the program.
package struct Asset: @unchecked Sendable {  // the bytes are constants of the program
    package let name: String
    package let mediaType: String
    private let start: UnsafePointer<UInt8>
    private let length: Int

    private init(_ asset: khen_asset) {
        name = String(cString: asset.name)
        mediaType = String(cString: asset.media_type)
        start = asset.bytes
        length = asset.length
    }

    package var bytes: [UInt8] { Array(UnsafeBufferPointer(start: start, count: length)) }

    package static let all: [Asset] = (0..<khen_asset_count).map { Asset(khen_asset_at($0)) }

    package static func find(_ name: String) -> Asset? { all.first { $0.name == name } }

    /// A file that is known to be there.
    package static func named(_ name: String) -> Asset {
        guard let asset = find(name) else { preconditionFailure("the file \(name) is not part of the program") }
        return asset
    }
}
