import Crypto
import Domain

/// The six-digit codes of an authenticator app.
///
/// Source: RFC 6238 (TOTP) over RFC 4226 (HOTP), SHA-1, 30 seconds.
package enum OneTimeCode {
    package static let seconds: Int64 = 30

    package static func code(secret: [UInt8], step: Int64, digits: Int = 6) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
        let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(hash[hash.count - 1] & 0x0F)
        let number = (UInt32(hash[offset] & 0x7F) << 24) | (UInt32(hash[offset + 1]) << 16) | (UInt32(hash[offset + 2]) << 8) | UInt32(hash[offset + 3])
        var power: UInt32 = 1
        for _ in 0..<digits { power *= 10 }
        let text = String(number % power)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step of time whose code this is: the present one, the one before or the one after, for clocks that differ a little.
    ///
    /// - Parameter used: the last step that was used; it and older ones do not count.
    package static func step(of code: String, secret: [UInt8], at now: Moment, after used: Int64) -> Int64? {
        let present = now.milliseconds / 1000 / seconds
        return (present - 1...present + 1).first { $0 > used && self.code(secret: secret, step: $0) == code }
    }

    /// The address that an authenticator app reads from a QR code.
    package static func address(secret: [UInt8], account: String) -> String { "otpauth://totp/Khen:\(account)?secret=\(Secret.base32(secret))&issuer=Khen" }

    static func newSecret() -> [UInt8] { Secret.bytes(20) }

    /// Ten codes for the day when the telephone is lost, each for one use.
    static func newRecoveryCodes() -> [String] {
        (0..<10).map { _ in
            let text = Secret.base32(Secret.bytes(10))
            return "\(text.prefix(4))-\(text.dropFirst(4).prefix(4))-\(text.dropFirst(8).prefix(4))-\(text.dropFirst(12))"
        }
    }
}
