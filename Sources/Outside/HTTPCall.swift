import CCurlCalls

/// A question to a web server of somebody else: its certificate is checked, the answer has a largest size, and the time is limited.
package struct HTTPCall: Sendable {
    package enum Body: Sendable {
        case none
        case form([(name: String, value: String)])
        case json([UInt8])
    }

    package var address: WebAddress
    package var headers: [(name: String, value: String)]
    package var body: Body
    package var limits: CallLimits
    /// How often the server may send on to another of its own addresses; only where nothing is posted. Never to another server.
    package var redirects: Int
    /// A file with the certificates of authorities to trust, where an office has its own (PEM); the machine's own list otherwise.
    package var certificates: String?

    private init(_ address: WebAddress, headers: [(name: String, value: String)], body: Body, limits: CallLimits, redirects: Int, certificates: String?) {
        self.address = address
        self.headers = headers
        self.body = body
        self.limits = limits
        self.redirects = redirects
        self.certificates = certificates
    }

    package static func get(
        _ address: WebAddress, headers: [(name: String, value: String)] = [], limits: CallLimits = CallLimits(), redirects: Int = 3, certificates: String? = nil
    ) -> HTTPCall {
        HTTPCall(address, headers: headers, body: .none, limits: limits, redirects: redirects, certificates: certificates)
    }

    package static func post(
        _ body: Body, to address: WebAddress, headers: [(name: String, value: String)] = [], limits: CallLimits = CallLimits(), certificates: String? = nil
    ) -> HTTPCall {
        HTTPCall(address, headers: headers, body: body, limits: limits, redirects: 0, certificates: certificates)
    }

    /// Asks, and waits for the answer on a thread of its own.
    package func answer() async throws(HTTPFailure) -> HTTPAnswer {
        try await Waiting.run { () throws(HTTPFailure) in try blockingAnswer() }
    }

    private func blockingAnswer() throws(HTTPFailure) -> HTTPAnswer {
        var address = address, left = redirects
        while true {
            let answer = try ask(address)
            guard [301, 302, 303, 307, 308].contains(answer.status), case .none = body else { return answer }
            guard left > 0, let next = answer.header("location").flatMap({ address.following($0) }), next.isSameServer(as: address) else {
                throw .redirected(address.host)
            }
            address = next
            left -= 1
        }
    }

    private func ask(_ address: WebAddress) throws(HTTPFailure) -> HTTPAnswer {
        do {
            let call = try CurlCall(address.text, limits: limits, certificates: certificates)
            call.set(CURLOPT_PROTOCOLS_STR, address.isSecure ? "https" : "http")
            call.set(CURLOPT_FOLLOWLOCATION, 0)
            call.set(CURLOPT_USERAGENT, "khen")
            if address.isThisMachine { call.set(CURLOPT_PROXY, "") }
            var lines = headers.map { "\(HTTPCall.clean($0.name)): \(HTTPCall.clean($0.value))" }
            switch body {
            case .none: call.set(CURLOPT_HTTPGET, 1)
            case .form(let fields):
                lines.append("Content-Type: application/x-www-form-urlencoded")
                call.set(body: Array(HTTPCall.encoded(fields).utf8))
            case .json(let bytes):
                lines.append("Content-Type: application/json")
                call.set(body: bytes)
            }
            call.set(CURLOPT_HTTPHEADER, lines)
            try call.perform()
            return HTTPAnswer(status: call.status, headers: call.headers, body: call.body)
        } catch {
            throw HTTPFailure(error, host: address.host)
        }
    }

    /// Fields as a form sends them.
    package static func encoded(_ fields: [(name: String, value: String)]) -> String {
        fields.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&")
    }

    /// Everything but letters, digits and `-._~` as `%XX`.
    package static func percentEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    /// Without what would begin another line.
    private static func clean(_ text: String) -> String { String(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }) }
}

/// What a web server answered.
package struct HTTPAnswer: Sendable {
    package var status: Int
    private var headers: [String]
    package var body: [UInt8]

    init(status: Int, headers: [String], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// - Parameter name: in small letters.
    package func header(_ name: String) -> String? {
        for line in headers {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { continue }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return nil
    }
}
