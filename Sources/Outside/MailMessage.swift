import Domain

/// A letter in plain text and, for those who read it so, as a page.
package struct MailMessage: Sendable {
    /// Identifier that no other message has; with the sender's server it becomes the `Message-ID`. Letters, digits and hyphens.
    package var id: String
    package var to: MailAddress
    package var subject: String
    package var text: String
    /// The same as a whole HTML page.
    package var html: String?
    /// `vi` or `en`.
    package var language: String
    package var at: Moment

    package init(id: String, to: MailAddress, subject: String, text: String, html: String? = nil, language: String = "vi", at: Moment) {
        self.id = id
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.language = language
        self.at = at
    }

    /// The message as it goes over the line: ASCII only, lines of at most 78 characters that end in CR LF.
    ///
    /// - Source: RFC 5322, RFC 2045–2047, RFC 3834 (`Auto-Submitted`).
    package func bytes(from sender: MailAddress) -> [UInt8] {
        let name = String(id.unicodeScalars.filter { $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-") })
        var lines = [
            "Date: \(MailDate.text(at))",
            "From: \(MailHeader.mailbox(sender))",
            "To: \(MailHeader.mailbox(to))",
            "Subject: \(MailHeader.words(subject))",
            "Message-ID: <\(name)@\(sender.domain)>",
            "Content-Language: \(language == "en" ? "en" : "vi")",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        if let html {
            let boundary = "=_khen_\(name.suffix(40))"
            lines += ["Content-Type: multipart/alternative;", " boundary=\"\(boundary)\"", ""]
            for (type, content) in [("plain", text), ("html", html)] {
                lines += ["--\(boundary)"] + MailMessage.part(type, content)
            }
            lines.append("--\(boundary)--")
        } else {
            lines += MailMessage.part("plain", text)
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    private static func part(_ type: String, _ content: String) -> [String] {
        let ended = content.split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: "\r\n")
        let coded = Array(Base64.text(Array(ended.utf8)))
        return ["Content-Type: text/\(type); charset=utf-8", "Content-Transfer-Encoding: base64", ""]
            + stride(from: 0, to: coded.count, by: 76).map { String(coded[$0..<min($0 + 76, coded.count)]) }
    }
}

/// Words in the head of a message.
enum MailHeader {
    /// Text that people typed, such that it can neither begin another line nor be taken for something else.
    ///
    /// Words of ASCII stay readable; anything else is coded in pieces of at most 75 characters, never in the middle of a letter.
    static func words(_ text: String) -> String {
        let clean = withoutControls(text)
        if clean.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), clean.utf8.count <= 60, !clean.contains("=?") { return clean }
        var pieces: [String] = [], piece: [UInt8] = []
        for character in clean {
            for scalar in character.unicodeScalars {
                let letter = Array(String(scalar).utf8)
                // 45 bytes make 60 characters of Base64, and the frame takes 12.
                if piece.count + letter.count > 45 {
                    pieces.append(Base64.text(piece))
                    piece = []
                }
                piece += letter
            }
        }
        pieces.append(Base64.text(piece))
        return pieces.map { "=?UTF-8?B?\($0)?=" }.joined(separator: "\r\n ")
    }

    static func mailbox(_ person: MailAddress) -> String {
        guard let name = person.name.map(withoutControls), !name.isEmpty else { return person.address }
        let isPlain = name.utf8.count <= 40 && name.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C } && !name.contains("=?")
        return (isPlain ? "\"\(name)\"" : words(coded: name)) + "\r\n <\(person.address)>"
    }

    /// Always coded, as quotation marks would mean something.
    private static func words(coded text: String) -> String {
        let said = words(text)
        return said.hasPrefix("=?") ? said : "=?UTF-8?B?\(Base64.text(Array(text.utf8)))?="
    }

    private static func withoutControls(_ text: String) -> String {
        let spaced = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control || $0.value == 0x2028 || $0.value == 0x2029 ? " " : $0 }))
        return spaced.split(separator: " ").joined(separator: " ")
    }
}

/// When a message was written, in Viet Nam's time.
enum MailDate {
    static func text(_ moment: Moment) -> String {
        let day = moment.day
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int((day.number % 7 + 7) % 7)]
        let parts = day.iso.split(separator: "-")
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][(Int(parts[1]) ?? 1) - 1]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        let minute = moment.minuteOfDay, second = Int((moment.milliseconds / 1000 % 60 + 60) % 60)
        return "\(weekday), \(parts[2]) \(month) \(parts[0]) \(two(minute / 60)):\(two(minute % 60)):\(two(second)) +0700"
    }
}
