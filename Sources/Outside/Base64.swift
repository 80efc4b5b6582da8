import Foundation

/// Bytes as letters.
enum Base64 {
    static func text(_ bytes: some Sequence<UInt8>) -> String { Data(bytes).base64EncodedString() }

    /// The kind for addresses and tokens, without padding (RFC 7515).
    static func forAddresses(_ bytes: some Sequence<UInt8>) -> String {
        text(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Returns: `nil` where there is anything else than letters of that kind.
    static func bytes(forAddresses text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F }), text.utf8.count % 4 != 1
        else { return nil }
        let padded = String(text).replacing("-", with: "+").replacing("_", with: "/") + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map(Array.init)
    }
}
