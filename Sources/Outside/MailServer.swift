import CCurlCalls
import Domain

/// The server that takes the program's mail, as an office's administrator set it up.
package struct MailServer: Sendable, Hashable {
    /// How the line to it is made safe.
    package enum Security: String, Sendable, Codable, CaseIterable {
        /// Not at all: only within one's own network, never with a password.
        case none
        /// Begun in the open and made safe before anything is said; usually port 587.
        case startTLS = "starttls"
        /// Safe from the first byte; usually port 465.
        case tls
    }

    package var host: String
    package var port: Int
    package var security: Security
    package var user: String?
    package var password: String?
    package var sender: MailAddress
    package var limits = CallLimits(connecting: 10_000, whole: 30_000, answerBytes: 1 << 16)
    /// A file with the certificates of authorities to trust, where an office has its own (PEM); the machine's own list otherwise.
    package var certificates: String?

    package init(host: String, port: Int, security: Security, user: String? = nil, password: String? = nil, sender: MailAddress, certificates: String? = nil) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.sender = sender
        self.certificates = certificates
    }

    /// Whether a text can be the name of a server: a name in ASCII, an IPv4 address, or an IPv6 address.
    package static func isHost(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x3A }
    }

    /// Hands a message to the server, and waits until it has taken it, on a thread of its own.
    package func send(_ message: MailMessage) async throws(MailFailure) {
        try await Waiting.run { () throws(MailFailure) in try blockingSend(message) }
    }

    private func blockingSend(_ message: MailMessage) throws(MailFailure) {
        guard MailServer.isHost(host), (1...65_535).contains(port) else { throw .unreachable(server: host) }
        if security == .none, user != nil, !WebAddress.isThisMachine(host) { throw .insecure(server: host) }
        do {
            let call = try CurlCall(address, limits: limits, certificates: certificates)
            call.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
            call.set(CURLOPT_USE_SSL, Int(security == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue))
            // A proxy for the web is none for mail.
            call.set(CURLOPT_PROXY, "")
            if let user {
                call.set(CURLOPT_USERNAME, user)
                call.set(CURLOPT_PASSWORD, password ?? "")
            }
            call.set(CURLOPT_MAIL_FROM, "<\(sender.address)>")
            call.set(CURLOPT_MAIL_RCPT, ["<\(message.to.address)>"])
            call.set(upload: message.bytes(from: sender))
            try call.perform()
        } catch {
            throw MailFailure(error, server: host, recipient: message.to.address)
        }
    }

    /// With the name that the program greets the server by.
    private var address: String {
        "\(security == .tls ? "smtps" : "smtp")://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(HTTPCall.percentEncoded(String(sender.domain)))"
    }
}

/// Why a message did not go out.
package enum MailFailure: Error, Sendable, Hashable {
    /// No such server, or it takes no connections.
    case unreachable(server: String)
    /// The line cannot be made safe: no trusted certificate, no TLS offered, or a password without TLS.
    case insecure(server: String)
    /// Name or password are wrong, or the server wants one.
    case authentication(server: String, reply: String)
    case senderRefused(server: String, reply: String)
    case recipientRefused(address: String, reply: String)
    case messageRefused(server: String, reply: String)
    /// - Parameter isUncertain: the message had been handed over; whether it was taken is not known.
    case timeout(server: String, isUncertain: Bool)
    case broken(server: String, detail: String, isUncertain: Bool)

    init(_ failure: CallFailure, server: String, recipient: String) {
        let command = failure.lastCommand.uppercased(), reply = failure.lastReply
        let isRefusal = reply.first == "4" || reply.first == "5"
        let isLoginOver = !command.hasPrefix("EHLO") && !command.hasPrefix("HELO") && !command.hasPrefix("STARTTLS")
        self =
            if failure.isUnreachable { .unreachable(server: server) }
            else if failure.isInsecure { .insecure(server: server) }
            else if failure.code == CURLE_LOGIN_DENIED { .authentication(server: server, reply: reply) }
            else if failure.isTimeout { .timeout(server: server, isUncertain: failure.hasSentBody) }
            else if !isRefusal { .broken(server: server, detail: failure.detail, isUncertain: failure.hasSentBody) }
            else if reply.hasPrefix("530") || reply.hasPrefix("535") || reply.hasPrefix("534") || reply.hasPrefix("538") { .authentication(server: server, reply: reply) }
            else if failure.hasSentBody { .messageRefused(server: server, reply: reply) }
            else if command.hasPrefix("RCPT") { .recipientRefused(address: recipient, reply: reply) }
            else if command.hasPrefix("MAIL") { .senderRefused(server: server, reply: reply) }
            else if command.hasPrefix("DATA") { .messageRefused(server: server, reply: reply) }
            else { isLoginOver ? .broken(server: server, detail: reply, isUncertain: false) : .messageRefused(server: server, reply: reply) }
    }

    /// Whether the message may have gone out all the same: sending it again could give it twice.
    package var isUncertain: Bool {
        switch self {
        case .timeout(_, let isUncertain), .broken(_, _, let isUncertain): isUncertain
        default: false
        }
    }

    /// Whether this one person cannot be written to, now or ever, while others can.
    package var concernsRecipient: Bool { if case .recipientRefused = self { true } else { false } }

    /// Whether the server says that trying again is of no use.
    package var isFinal: Bool {
        switch self {
        case .recipientRefused(_, let reply), .messageRefused(_, let reply): reply.first == "5"
        default: false
        }
    }
}

extension MailFailure {
    package var message: Label {
        switch self {
        case .unreachable(let server): Label(vi: "Không kết nối được tới máy chủ thư \(server)", en: "The mail server \(server) cannot be reached")
        case .insecure(let server): Label(vi: "Kết nối tới máy chủ thư \(server) không an toàn", en: "The connection to the mail server \(server) is not safe")
        case .authentication(let server, let reply): Label(vi: "Máy chủ thư \(server) không chấp nhận tên hoặc mật khẩu (\(reply))", en: "The mail server \(server) does not accept the name or the password (\(reply))")
        case .senderRefused(let server, let reply): Label(vi: "Máy chủ thư \(server) không chấp nhận địa chỉ gửi (\(reply))", en: "The mail server \(server) does not accept the sender's address (\(reply))")
        case .recipientRefused(let address, let reply): Label(vi: "Không gửi được tới \(address): máy chủ từ chối địa chỉ này (\(reply))", en: "\(address) cannot be written to: the server refuses the address (\(reply))")
        case .messageRefused(let server, let reply): Label(vi: "Máy chủ thư \(server) từ chối thư (\(reply))", en: "The mail server \(server) refuses the message (\(reply))")
        case .timeout(let server, let isUncertain):
            isUncertain
                ? Label(vi: "Máy chủ thư \(server) không xác nhận kịp; chưa rõ thư đã được gửi hay chưa", en: "The mail server \(server) did not confirm in time; whether the message went out is not known")
                : Label(vi: "Máy chủ thư \(server) không trả lời kịp", en: "The mail server \(server) did not answer in time")
        case .broken(let server, let detail, let isUncertain):
            isUncertain
                ? Label(vi: "Kết nối tới máy chủ thư \(server) bị ngắt (\(detail)); chưa rõ thư đã được gửi hay chưa", en: "The connection to the mail server \(server) broke (\(detail)); whether the message went out is not known")
                : Label(vi: "Kết nối tới máy chủ thư \(server) bị ngắt (\(detail))", en: "The connection to the mail server \(server) broke (\(detail))")
        }
    }

    package var remedy: Label {
        switch self {
        case .unreachable: Label(vi: "Kiểm tra tên máy chủ, cổng và tường lửa.", en: "Check the server's name, the port and the firewall.")
        case .insecure: Label(vi: "Kiểm tra kiểu bảo mật và cổng (STARTTLS 587, TLS 465) và chứng thư số của máy chủ; không gửi mật khẩu khi không có TLS.",
                              en: "Check the kind of security and the port (STARTTLS 587, TLS 465) and the server's certificate; no password is sent without TLS.")
        case .authentication: Label(vi: "Nhập lại tên và mật khẩu của tài khoản gửi thư.", en: "Enter name and password of the sending account again.")
        case .senderRefused: Label(vi: "Dùng địa chỉ gửi mà tài khoản này được phép dùng.", en: "Use a sender's address that this account may use.")
        case .recipientRefused: Label(vi: "Kiểm tra địa chỉ người nhận.", en: "Check the recipient's address.")
        case .messageRefused: Label(vi: "Hỏi người quản trị máy chủ thư.", en: "Ask whoever runs the mail server.")
        case .timeout, .broken: Label(vi: "Thử lại sau ít phút.", en: "Try again in a few minutes.")
        }
    }
}
