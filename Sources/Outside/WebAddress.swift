import Foundation

/// An address on the web that the program may call: https, or http on this machine itself.
package struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    /// In small letters, without port.
    package let host: String
    private let port: Int
    package let isSecure: Bool

    /// - Returns: `nil` where it is no such address, or names a person or password before the server.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let parts = URLComponents(string: text), let host = parts.host?.lowercased(), !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.fragment == nil
        else { return nil }
        let scheme = parts.scheme?.lowercased()
        guard scheme == "https" || (scheme == "http" && Self.loopback.contains(host)) else { return nil }
        self.text = text
        self.host = host
        isSecure = scheme == "https"
        port = parts.port ?? (isSecure ? 443 : 80)
    }

    private static let loopback: Set<String> = ["127.0.0.1", "localhost", "::1", "[::1]"]

    package static func isThisMachine(_ host: String) -> Bool { loopback.contains(host.lowercased()) }

    package var isThisMachine: Bool { Self.loopback.contains(host) }
    package var description: String { text }

    func isSameServer(as other: WebAddress) -> Bool { (host, port, isSecure) == (other.host, other.port, other.isSecure) }

    /// Where a server sends on to, given whole or as a path.
    func following(_ location: String) -> WebAddress? {
        guard let base = URL(string: text), let next = URL(string: location, relativeTo: base)?.absoluteString else { return nil }
        return WebAddress(next)
    }

    /// The address with fields behind its question mark.
    package func with(_ fields: [(name: String, value: String)]) -> String {
        text + (text.contains("?") ? "&" : "?") + HTTPCall.encoded(fields)
    }
}
