import Domain
import Foundation
import Outside

/// What settings may be.
enum SettingRules {
    /// A value as it is kept.
    ///
    /// - Throws: ``Rejected`` with the setting's name as its place.
    static func checked(_ text: String, for name: SettingName) throws -> String {
        let value = name.isSecret ? text : text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
        func refuse(_ reason: Label, _ remedy: Label) -> Rejected { Rejected(reason, remedy: remedy, place: name.rawValue) }
        guard value.utf8.count <= 1000, !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw refuse(Label(vi: "giá trị quá dài hoặc có ký tự điều khiển", en: "the value is too long or holds a control character"), Label(vi: "Ghi trên một dòng, tối đa 1.000 byte.", en: "Write one line of at most 1,000 bytes."))
        }
        switch name {
        case .siteName, .openIDLabel, .mailUser, .mailPassword, .openIDClient, .openIDSecret: return value
        case .siteAddress:
            guard let address = WebAddress(value), !value.contains("?") else {
                throw refuse(Label(vi: "«\(value)» không phải địa chỉ trang", en: "“\(value)” is not an address of a site"), Label(vi: "Ghi như https://khen.tinh.gov.vn.", en: "Write it as https://khen.tinh.gov.vn."))
            }
            return String(address.text.reversed().drop { $0 == "/" }.reversed())
        case .openIDIssuer:
            guard WebAddress(value) != nil, !value.contains("?") else {
                throw refuse(Label(vi: "«\(value)» không phải địa chỉ của nhà cung cấp", en: "“\(value)” is not a provider's address"),
                             Label(vi: "Ghi đúng như nhà cung cấp cho biết (issuer), bắt đầu bằng https://.", en: "Write it exactly as the provider gives it (issuer), beginning with https://."))
            }
            return value
        case .mailHost:
            guard MailServer.isHost(value) else {
                throw refuse(Label(vi: "«\(value)» không phải tên máy chủ", en: "“\(value)” is not the name of a server"), Label(vi: "Ghi tên như mail.tinh.gov.vn, không có cổng.", en: "Write a name such as mail.tinh.gov.vn, without a port."))
            }
            return value
        case .mailPort:
            guard let port = Int(value), (1...65_535).contains(port) else {
                throw refuse(Label(vi: "«\(value)» không phải số cổng", en: "“\(value)” is not a port"), Label(vi: "Ghi số từ 1 đến 65535; thường là 587 hoặc 465.", en: "Write a number from 1 to 65535; usually 587 or 465."))
            }
            return String(port)
        case .mailSecurity:
            guard MailServer.Security(rawValue: value) != nil else {
                throw refuse(Label(vi: "«\(value)» không phải kiểu bảo mật", en: "“\(value)” is not a kind of security"), Label(vi: "Chọn none, starttls hoặc tls.", en: "Choose none, starttls or tls."))
            }
            return value
        case .mailSender:
            guard MailAddress(value) != nil else {
                throw refuse(Label(vi: "«\(value)» không phải địa chỉ thư", en: "“\(value)” is not an address for mail"), Label(vi: "Ghi như khen@tinh.gov.vn.", en: "Write it as khen@tinh.gov.vn."))
            }
            return value
        case .deadlineDays:
            guard let days = Int(value), (0...30).contains(days) else {
                throw refuse(Label(vi: "«\(value)» không phải số ngày", en: "“\(value)” is not a number of days"), Label(vi: "Ghi từ 0 đến 30; 0 là không nhắc trước hạn.", en: "Write 0 to 30; 0 is not to remind before a deadline."))
            }
            return String(days)
        case .quietFrom, .quietUntil:
            guard let minute = QuietHours.minute(value) else {
                throw refuse(Label(vi: "«\(value)» không phải giờ trong ngày", en: "“\(value)” is not a time of day"), Label(vi: "Ghi như 21:00.", en: "Write it as 21:00."))
            }
            return QuietHours.text(minute)
        }
    }

    /// What has to go together.
    ///
    /// - Throws: ``Rejected``.
    static func check(_ values: [SettingName: String]) throws {
        if values[.mailHost] != nil {
            guard values[.mailSender] != nil else {
                throw Rejected(Label(vi: "chưa có địa chỉ gửi", en: "the sender's address is missing"), remedy: Label(vi: "Ghi địa chỉ gửi, như khen@tinh.gov.vn.", en: "Give the sender's address, such as khen@tinh.gov.vn."), place: SettingName.mailSender.rawValue)
            }
            let isOpen = values[.mailSecurity] == MailServer.Security.none.rawValue
            guard !isOpen || values[.mailUser] == nil || values[.mailHost].map(WebAddress.isThisMachine) == true else {
                throw Rejected(Label(vi: "không gửi mật khẩu qua kết nối không bảo mật", en: "a password is not sent over a connection without security"),
                               remedy: Label(vi: "Chọn STARTTLS hoặc TLS, hoặc bỏ tên tài khoản.", en: "Choose STARTTLS or TLS, or leave out the account's name."), place: SettingName.mailSecurity.rawValue)
            }
        }
        if values[.openIDIssuer] != nil {
            guard values[.openIDClient] != nil else {
                throw Rejected(Label(vi: "chưa có mã ứng dụng", en: "the client identifier is missing"), remedy: Label(vi: "Ghi mã mà nhà cung cấp cấp cho trang này.", en: "Give the one that the provider issued for this site."), place: SettingName.openIDClient.rawValue)
            }
            guard values[.siteAddress] != nil else {
                throw Rejected(Label(vi: "chưa có địa chỉ trang để quay về sau khi đăng nhập", en: "the address of the site to come back to is missing"),
                               remedy: Label(vi: "Ghi địa chỉ trang trước.", en: "Set the address of the site first."), place: SettingName.siteAddress.rawValue)
            }
        }
    }
}

/// The hours in which nobody is sent mail, in Viet Nam's time.
package struct QuietHours: Sendable, Hashable {
    /// Minutes after midnight.
    package var from: Int
    package var until: Int

    package static let usual = QuietHours(from: 21 * 60, until: 6 * 60)

    /// Never where both are the same.
    package func holds(at moment: Moment) -> Bool {
        let minute = moment.minuteOfDay
        return from <= until ? (from..<until).contains(minute) : minute >= from || minute < until
    }

    static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60 else { return nil }
        return hour * 60 + minute
    }

    static func text(_ minute: Int) -> String { (minute < 600 ? "0" : "") + "\(minute / 60):" + (minute % 60 < 10 ? "0" : "") + "\(minute % 60)" }
}
