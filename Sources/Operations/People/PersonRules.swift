import Domain
import Foundation
import Storage

/// What an administrator says about a person.
package struct PersonInput: Sendable {
    package var signInName: String
    package var fullName: String
    package var email: String?
    package var phone: String?
    package var language: String
    package var unit: UnitID?
    package var agency: String?

    package init(signInName: String, fullName: String, email: String? = nil, phone: String? = nil, language: String = "vi", unit: UnitID?, agency: String? = nil) {
        self.signInName = signInName
        self.fullName = fullName
        self.email = email
        self.phone = phone
        self.language = language
        self.unit = unit
        self.agency = agency
    }
}

/// What names and addresses of people may be.
enum PersonRules {
    /// Under which a sign-in name is found: small and capital letters are the same.
    static func key(_ signInName: String) -> String {
        signInName.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping.lowercased()
    }

    /// A sign-in name as it is kept.
    ///
    /// - Throws: ``Rejected``.
    static func signInName(_ text: String) throws -> String {
        let name = key(text)
        let isPlain = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2E, 0x2D, 0x5F, 0x40].contains($0) }
        guard (2...64).contains(name.utf8.count), isPlain, name.utf8.first.map({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }) == true, !reserved.contains(name) else {
            throw Rejected(Label(vi: "tên đăng nhập «\(text)» không dùng được", en: "the sign-in name “\(text)” cannot be used"),
                           remedy: Label(vi: "Dùng 2 đến 64 chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới hoặc @, ví dụ lo.mai.", en: "Use 2 to 64 letters without marks, digits, dots, hyphens, underscores or @, such as lo.mai."),
                           place: "sign_in_name")
        }
        return name
    }

    /// Names that the log gives to others.
    private static let reserved: Set<String> = ["visitor", "khen", "system"]

    /// A person's name as it is kept: one word is enough, in any script.
    static func fullName(_ text: String) throws -> String {
        let words = text.precomposedStringWithCanonicalMapping.split { $0.isWhitespace }.joined(separator: " ")
        guard (1...200).contains(words.count), words.utf8.count <= 800, words.contains(where: \.isLetter), !hasControl(words) else {
            throw Rejected(Label(vi: "họ và tên chưa hợp lệ", en: "the name is not valid"), remedy: Label(vi: "Ghi họ và tên, tối đa 200 ký tự.", en: "Write the person’s name, at most 200 characters."), place: "full_name")
        }
        return words
    }

    static func email(_ text: String?) throws -> String? {
        guard let text = text?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), text.utf8.count <= 254, !text.contains(where: \.isWhitespace), !hasControl(text) else {
            throw Rejected(Label(vi: "«\(text)» không phải là địa chỉ thư điện tử", en: "“\(text)” is not an e-mail address"),
                           remedy: Label(vi: "Ghi dạng ten@dienbien.gov.vn, hoặc để trống.", en: "Write it as name@dienbien.gov.vn, or leave it empty."), place: "email")
        }
        return text
    }

    static func phone(_ text: String?) throws -> String? {
        guard let text = text?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
        let digits = text.count(where: \.isNumber)
        guard (3...15).contains(digits), text.allSatisfy({ "0123456789+ .()-".contains($0) }) else {
            throw Rejected(Label(vi: "«\(text)» không phải là số điện thoại", en: "“\(text)” is not a telephone number"),
                           remedy: Label(vi: "Ghi dạng 0912 345 678, hoặc để trống.", en: "Write it as 0912 345 678, or leave it empty."), place: "phone")
        }
        return text
    }

    static func language(_ text: String) throws -> String {
        guard ["vi", "en"].contains(text) else {
            throw Rejected(Label(vi: "không có ngôn ngữ «\(text)»", en: "there is no language “\(text)”"), remedy: Label(vi: "Chọn vi hoặc en.", en: "Choose vi or en."), place: "language")
        }
        return text
    }

    static func note(_ text: String?) throws -> String? {
        guard let text = text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else { return nil }
        guard text.count <= 1000 else {
            throw Rejected(Label(vi: "ghi chú quá dài", en: "the note is too long"), remedy: Label(vi: "Tối đa 1.000 ký tự.", en: "At most 1,000 characters."), place: "note")
        }
        return text.precomposedStringWithCanonicalMapping
    }

    private static func hasControl(_ text: String) -> Bool { text.unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
