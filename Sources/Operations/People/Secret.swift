import Crypto

/// Random secrets that are handed out once; the database keeps only their hash.
package enum Secret {
    /// 256 bits of chance as text for cookies and addresses.
    package static func random() -> String { base64URL(bytes(32)) }

    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// What is kept of a secret. A plain hash is enough: the secret itself cannot be guessed.
    package static func hash(_ secret: String) -> String { SHA256.hash(data: Array(secret.utf8)).hexadecimal }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var text = "", held = 0, count = 0
        for byte in bytes {
            held = held << 8 | Int(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(letters[held >> count & 63])
            }
            held &= (1 << count) - 1
        }
        if count > 0 { text.append(letters[held << (6 - count) & 63]) }
        return text
    }

    /// Text of base 32 (RFC 4648) without padding, as authenticator apps take it.
    package static func base32(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var text = "", held = 0, count = 0
        for byte in bytes {
            held = held << 8 | Int(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(letters[held >> count & 31])
            }
            held &= (1 << count) - 1
        }
        if count > 0 { text.append(letters[held << (5 - count) & 31]) }
        return text
    }
}
