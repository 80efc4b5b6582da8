import Domain
import Foundation
import Outside
import Storage

/// How an installation speaks to the world outside: its own address, the server for its mail, the provider of accounts, the quiet hours.
package struct Settings: Sendable {
    let khen: Khen
}

extension Khen {
    package var settings: Settings { Settings(khen: self) }
}

/// The settings as they stand.
package struct SettingValues: Sendable {
    private var values: [SettingName: String]

    init(_ values: [SettingName: String]) { self.values = values }

    /// What was set, `nil` also for secrets.
    package subscript(name: SettingName) -> String? { name.isSecret ? nil : values[name] }
    package func has(_ name: SettingName) -> Bool { values[name] != nil }

    /// As letters and pages name the installation.
    package var siteName: String { values[.siteName] ?? "Khèn" }
    /// Without a slash at its end.
    package var siteAddress: String? { values[.siteAddress] }

    /// The server that takes mail, `nil` where none is set up.
    package var mailServer: MailServer? {
        guard let host = values[.mailHost], let address = values[.mailSender], let sender = MailAddress(address, name: siteName) else { return nil }
        let security = values[.mailSecurity].flatMap(MailServer.Security.init) ?? .startTLS
        return MailServer(host: host, port: values[.mailPort].flatMap { Int($0) } ?? (security == .tls ? 465 : security == .startTLS ? 587 : 25), security: security,
                          user: values[.mailUser], password: values[.mailPassword], sender: sender, certificates: Self.certificates)
    }

    /// The office whose accounts people may sign in with, `nil` where there is none.
    package var openID: OpenIDProvider? {
        guard let issuer = values[.openIDIssuer].flatMap(WebAddress.init), let client = values[.openIDClient], let site = siteAddress else { return nil }
        return OpenIDProvider(issuer: issuer, clientID: client, clientSecret: values[.openIDSecret], returnAddress: site + "/sign-in/openid/return", certificates: Self.certificates)
    }

    package var openIDLabel: String? { values[.openIDLabel] }

    /// Working days before a deadline on which people are told of it where their regime does not say when; 0 for never.
    package var deadlineDays: Int { values[.deadlineDays].flatMap { Int($0) } ?? Self.usualDeadlineDays }
    package static let usualDeadlineDays = 3

    package var quietHours: QuietHours {
        QuietHours(from: values[.quietFrom].flatMap(QuietHours.minute) ?? QuietHours.usual.from, until: values[.quietUntil].flatMap(QuietHours.minute) ?? QuietHours.usual.until)
    }

    /// The machine's owner names a file with the certificates of the offices' own authorities.
    private static var certificates: String? { ProcessInfo.processInfo.environment["KHEN_CERTIFICATES"].flatMap { $0.isEmpty ? nil : $0 } }
}

extension Settings {
    /// The settings as they stand, for the program's own use.
    package func current() throws -> SettingValues { try khen.database.read { SettingValues(try Self.values(in: $0)) } }

    /// The settings as they stand, for whoever may change them.
    ///
    /// - Throws: ``NotAllowed``.
    package func current(by person: Person) throws -> SettingValues {
        try person.require(.configure)
        return try current()
    }

    /// Sets some of them; what is not named stays.
    ///
    /// - Parameter changes: `nil` or an empty text takes a setting out. A secret is given anew where what it is sent to changes: whoever can change the settings cannot have it sent elsewhere.
    /// - Returns: the names of those that are different now.
    /// - Throws: ``NotAllowed``, ``Rejected`` with the setting's name as its place.
    @discardableResult
    package func change(_ changes: [SettingName: String?], by person: Person) throws -> [SettingName] {
        try person.require(.configure)
        let log = OfficialUnits.nationalLog, now = khen.now()
        return try khen.database.write { tx in
            try ChangeLog.hold(log, in: tx)
            let old = try Self.values(in: tx)
            var new = old
            for (name, text) in changes {
                let value = try text.flatMap { $0.isEmpty ? nil : try SettingRules.checked($0, for: name) }
                new[name] = value?.isEmpty == true ? nil : value
            }
            for secret in SettingName.allCases where secret.isSecret && new[secret] != nil && changes[secret] == nil {
                guard secret.secretGoesTo.contains(where: { new[$0] != old[$0] }) else { continue }
                throw Rejected(Label(vi: "phải nhập lại \(secret.label.vi.lowercased()) khi đổi nơi nhận", en: "\(secret.label.en.lowercased()) has to be given again where its receiver changes"),
                               remedy: Label(vi: "Nhập lại, hoặc xoá giá trị đã lưu.", en: "Give it again, or take out the one that is stored."), place: secret.rawValue)
            }
            try SettingRules.check(new)
            let changed = SettingName.allCases.filter { old[$0] != new[$0] }
            for group in SettingName.Group.allCases {
                let names = changed.filter { $0.group == group }
                guard !names.isEmpty else { continue }
                try ChangeLog.append(.settingChanged, to: log, subject: group.rawValue, by: person, at: now, in: tx) { _, _ in
                    var facts: [String: String] = [:]
                    for name in names {
                        if let value = new[name] {
                            try tx.execute("INSERT INTO setting (province, name, value) VALUES (\(log), \(name), \(value)) ON CONFLICT (province, name) DO UPDATE SET value = excluded.value")
                        } else {
                            try tx.execute("DELETE FROM setting WHERE province = \(log) AND name = \(name)")
                        }
                        facts[name.rawValue] = new[name].map { name.isPublic ? $0 : "changed" } ?? "removed"
                    }
                    return ChangeDetail(facts: facts)
                }
            }
            return changed
        }
    }

    /// Sends a letter that says that mail works.
    ///
    /// - Throws: ``NotAllowed``; ``Rejected`` with the mail server's own reason.
    package func sendTest(to address: String, language: String, by person: Person) async throws {
        let values = try current(by: person), now = khen.now()
        guard let server = values.mailServer else { throw Self.noServer }
        guard let recipient = MailAddress(address) else {
            throw Rejected(Label(vi: "«\(address)» không phải địa chỉ thư", en: "“\(address)” is not an address for mail"), remedy: Label(vi: "Ghi như lo.mai@tinh.gov.vn.", en: "Write it as lo.mai@tinh.gov.vn."), place: "to")
        }
        let isEnglish = language == "en", site = values.siteName
        let message = MailMessage(
            id: Identifier.next(at: now), to: recipient, subject: isEnglish ? "Test message from \(site)" : "Thư thử của \(site)",
            text: isEnglish ? "Mail works: \(site) can write to you.\n\nNobody needs to answer this message.\n" : "Gửi thư hoạt động: \(site) có thể gửi thư cho ông/bà.\n\nKhông cần trả lời thư này.\n",
            language: isEnglish ? "en" : "vi", at: now)
        do { try await server.send(message) } catch { throw Rejected(error.message, remedy: error.remedy) }
    }

    /// Asks the provider of accounts for what it says of itself.
    ///
    /// - Throws: ``NotAllowed``; ``Rejected`` with what is wrong.
    package func checkOpenID(by person: Person) async throws {
        guard let provider = try current(by: person).openID else {
            throw Rejected(Label(vi: "chưa thiết lập nhà cung cấp đăng nhập", en: "no sign-in provider is set up"), remedy: Label(vi: "Ghi địa chỉ và mã ứng dụng trước.", en: "Set its address and the client identifier first."))
        }
        do { try await OpenIDClient(provider).check(now: khen.now()) } catch { throw Rejected(error.message, remedy: error.remedy) }
    }

    static var noServer: Rejected {
        Rejected(Label(vi: "chưa thiết lập máy chủ thư", en: "no mail server is set up"), remedy: Label(vi: "Ghi máy chủ thư và địa chỉ gửi trước.", en: "Set the mail server and the sender's address first."))
    }

    private static func values(in tx: ReadTransaction) throws -> [SettingName: String] {
        var values: [SettingName: String] = [:]
        try tx.each("SELECT name, value FROM setting WHERE province = \(OfficialUnits.nationalLog)") { row in
            // What a newer version knows stays where it is.
            if let name = SettingName(rawValue: row.text(0)) { values[name] = row.text(1) }
        }
        return values
    }
}
