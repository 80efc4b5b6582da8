import CCrypt
import Domain
import Foundation

/// Passwords: what is asked of them, and how they are kept.
///
/// They are kept with yescrypt, which takes 16 MB and about a tenth of a second for each guess; see `docs/decisions/0011-passwords.md`.
package enum Passwords {
    package static let leastLength = 10
    private static let mostBytes = 500

    /// The server is asked to check more passwords at once than it can.
    package struct Busy: Error, Sendable {}

    // MARK: What is asked

    /// - Throws: ``Rejected`` naming what is wrong with a new password.
    package static func check(_ password: String, signInName: String) throws {
        let password = normal(password)
        func refuse(_ vi: String, _ en: String) -> Rejected {
            Rejected(Label(vi: vi, en: en), remedy: Label(vi: "Đặt mật khẩu từ \(leastLength) ký tự, ví dụ bốn từ ngẫu nhiên.", en: "Choose at least \(leastLength) characters, such as four random words."), place: "password")
        }
        guard password.count >= leastLength else { throw refuse("mật khẩu quá ngắn", "the password is too short") }
        guard password.utf8.count <= mostBytes else { throw refuse("mật khẩu quá dài", "the password is too long") }
        guard !password.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { throw refuse("mật khẩu có ký tự điều khiển", "the password holds a control character") }
        let plain = password.lowercased(), name = signInName.lowercased()
        guard !plain.contains(name) || name.count < 3 else { throw refuse("mật khẩu chứa tên đăng nhập", "the password holds the sign-in name") }
        guard Set(plain).count > 3, !CommonPasswords.isCommon(plain) else { throw refuse("mật khẩu này quá phổ biến", "this password is among the most common ones") }
    }

    // MARK: How they are kept

    /// Hashes on a thread of its own.
    package static func hash(_ password: String) async throws -> String { try await apart { try hashNow(password) } }

    /// Whether a password is the one that was hashed; takes as long where there is none.
    package static func matches(_ password: String, _ hash: String?) async throws -> Bool { try await apart { matchesNow(password, hash) } }

    package static func hashNow(_ password: String) throws -> String {
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let chance = Secret.bytes(16).map { CChar(bitPattern: $0) }
        guard crypt_gensalt_rn("$y$", 0, chance, Int32(chance.count), &setting, Int32(setting.count)) != nil else { throw HashingFailed() }
        guard let hash = crypted(password, setting: String(decoding: setting.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)) else { throw HashingFailed() }
        return hash
    }

    package static func matchesNow(_ password: String, _ hash: String?) -> Bool {
        let found = crypted(password, setting: hash ?? nobody)
        guard let hash, let found else { return false }
        // In the same time wherever the first difference is.
        let a = Array(hash.utf8), b = Array(found.utf8)
        return a.count == b.count && zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// What a password is compared with where there is no such person, so that the answer takes as long.
    private static let nobody: String = {
        do { return try hashNow(Secret.random()) } catch { preconditionFailure("libcrypt has no yescrypt: \(error)") }
    }()

    private struct HashingFailed: Error {}

    private static func crypted(_ password: String, setting: String) -> String? {
        let password = normal(password)
        guard password.utf8.count <= mostBytes, !password.utf8.contains(0) else { return crypted("", setting: setting).map { _ in "" } }
        let size = MemoryLayout<crypt_data>.size
        let space = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        space.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        defer {
            space.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            space.deallocate()
        }
        guard let result = crypt_rn(password, setting, space, Int32(size)) else { return nil }
        return String(cString: result)
    }

    /// Keyboards write Vietnamese letters composed or in pieces; both are the same password.
    private static func normal(_ password: String) -> String { password.precomposedStringWithCanonicalMapping }

    /// As many at once as leave room for other work.
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        return queue
    }()

    private static func apart<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        guard queue.operationCount < 100 else { throw Busy() }
        return try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// Passwords that are tried first by those who guess.
enum CommonPasswords {
    static func isCommon(_ password: String) -> Bool {
        if words.contains(password) || isSequence(password) { return true }
        // A common word with digits or marks behind it.
        let core = String(password.prefix(while: \.isLetter)), rest = password.dropFirst(core.count)
        return words.contains(core) && !rest.contains(where: \.isLetter)
    }

    /// `1234567890`, `abcdefghij` and the like, also backwards.
    private static func isSequence(_ password: String) -> Bool {
        let values = password.unicodeScalars.map { Int($0.value) }
        let steps = Set(zip(values, values.dropFirst()).map { $1 - $0 })
        return steps.count == 1 || password.allSatisfy(\.isNumber) && "01234567890123456789098765432109876543210".contains(password)
    }

    private static let words: Set<String> = [
        "password", "passw0rd", "p@ssw0rd", "p@ssword", "qwerty", "qwertyuiop", "qwerty123456", "asdfghjkl", "asdfghjklz", "zxcvbnm", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc", "qazwsxedc",
        "1qazxsw23edc", "letmein", "welcome", "admin", "administrator", "iloveyou", "princess", "football", "monkey", "dragon", "sunshine", "master", "superman", "batman", "trustno", "changeme",
        "matkhau", "mậtkhẩu", "mật khẩu", "matkhaumoi", "quantri", "quantrivien", "vietnam", "việtnam", "việt nam", "hanoi", "saigon", "anhyeuem", "emyeuanh", "yeuemnhieu", "yeuanhnhieu", "khongbiet", "khongcomatkhau",
        "toiyeuvietnam", "dienbien", "dienbienphu", "sonla", "daklak", "lamdong", "binhthuan", "khen", "abc123456789", "abcd123456", "a123456789", "aa123456789", "12345678910", "0123456789", "1234567890", "0987654321",
        "123456789a", "1234567891", "123123123123", "1111111111", "987654321a", "asd123456789", "qwe123456789", "123456789abc", "mothaiba", "congchuc", "uybannhandan", "chuyendoiso",
    ]
}
