import Domain

/// What can be set for an installation.
package enum SettingName: String, Sendable, CaseIterable {
    case siteName = "site.name"
    case siteAddress = "site.address"
    case mailHost = "mail.host"
    case mailPort = "mail.port"
    case mailSecurity = "mail.security"
    case mailUser = "mail.user"
    case mailPassword = "mail.password"
    case mailSender = "mail.sender"
    case openIDIssuer = "openid.issuer"
    case openIDClient = "openid.client"
    case openIDSecret = "openid.secret"
    case openIDLabel = "openid.label"
    case quietFrom = "quiet.from"
    case quietUntil = "quiet.until"
    case deadlineDays = "deadlines.days"

    /// Settings that are given together.
    package enum Group: String, Sendable, CaseIterable {
        case site, mail, openid, quiet, deadlines

        package var names: [SettingName] { SettingName.allCases.filter { $0.group == self } }
    }

    package var group: Group {
        guard let group = Group(rawValue: String(rawValue.prefix { $0 != "." })) else { preconditionFailure("\(rawValue) belongs to no group") }
        return group
    }

    /// Secrets are written and used, and shown to nobody.
    package var isSecret: Bool { self == .mailPassword || self == .openIDSecret }

    /// Whether everyone sees it anyway. The change log is public: it holds the values of these only.
    var isPublic: Bool { [.siteName, .siteAddress, .openIDLabel, .quietFrom, .quietUntil, .deadlineDays].contains(self) }

    /// The settings that say where a secret goes: whoever changes one of these has to know the secret.
    var secretGoesTo: [SettingName] {
        switch self {
        case .mailPassword: [.mailHost, .mailPort, .mailSecurity, .mailUser]
        case .openIDSecret: [.openIDIssuer, .openIDClient]
        default: []
        }
    }

    /// As people read it.
    package var label: Label {
        switch self {
        case .siteName: Label(vi: "Tên trang", en: "Name of the site")
        case .siteAddress: Label(vi: "Địa chỉ trang", en: "Address of the site")
        case .mailHost: Label(vi: "Máy chủ thư", en: "Mail server")
        case .mailPort: Label(vi: "Cổng", en: "Port")
        case .mailSecurity: Label(vi: "Bảo mật kết nối", en: "Security of the connection")
        case .mailUser: Label(vi: "Tên tài khoản gửi thư", en: "Name of the sending account")
        case .mailPassword: Label(vi: "Mật khẩu tài khoản gửi thư", en: "Password of the sending account")
        case .mailSender: Label(vi: "Địa chỉ gửi", en: "Sender’s address")
        case .openIDIssuer: Label(vi: "Địa chỉ nhà cung cấp đăng nhập", en: "Address of the sign-in provider")
        case .openIDClient: Label(vi: "Mã ứng dụng", en: "Client identifier")
        case .openIDSecret: Label(vi: "Khoá riêng của ứng dụng", en: "Client secret")
        case .openIDLabel: Label(vi: "Chữ trên nút đăng nhập", en: "Words on the sign-in button")
        case .quietFrom: Label(vi: "Không gửi thư từ", en: "No mail from")
        case .quietUntil: Label(vi: "đến", en: "until")
        case .deadlineDays: Label(vi: "Nhắc trước hạn (ngày làm việc)", en: "Working days before a deadline")
        }
    }
}
