/// Somebody who can be written to.
package struct MailAddress: Sendable, Hashable {
    /// As people read it, such as `Lò Thị Mai`.
    package var name: String?
    package let address: String

    /// - Returns: `nil` where the address is none: letters, digits and signs of ASCII, an at sign, and a server's name.
    package init?(_ address: String, name: String? = nil) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, address.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return nil }
        let local = parts[0], domain = parts[1]
        guard local.utf8.allSatisfy({ Self.isAtom($0) || $0 == UInt8(ascii: ".") }), local.first != ".", local.last != ".", !local.contains("..") else { return nil }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy({ label in
            (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") } && label.first != "-" && label.last != "-"
        }) else { return nil }
        self.address = address
        self.name = name
    }

    var domain: Substring { address[address.index(after: address.firstIndex(of: "@") ?? address.startIndex)...] }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func isAtom(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "!#$%&'*+/=?^_`{|}~-".utf8.contains(byte) }
}
