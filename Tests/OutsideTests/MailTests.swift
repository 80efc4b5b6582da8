import Domain
import Foundation
import Outside
import TestServers
import Testing

private let now = Moment(iso: "2026-08-20T02:03:04.000Z")!
private let sender = MailAddress("khen@muongkhen.example", name: "Khèn – tỉnh Mường Khèn")!
private let mai = MailAddress("mai.lo@muongkhen.example", name: "Lò Thị Mai")!

private func letter(subject: String = "Báo cáo tháng 7 chưa gửi", text: String = "Kính gửi bà Mai,\nBáo cáo còn thiếu.\n.\nHết.", html: String? = "<p>Báo cáo còn thiếu.</p>") -> MailMessage {
    MailMessage(id: "0198-abc", to: mai, subject: subject, text: text, html: html, at: now)
}

private func server(_ fake: FakeMailServer, user: String? = nil, password: String? = nil) -> MailServer {
    var server = MailServer(host: "127.0.0.1", port: fake.port, security: .none, user: user, password: password, sender: sender)
    server.limits = CallLimits(connecting: 2000, whole: 1500)
    return server
}

/// What coded words say.
private func decoded(_ header: String) throws -> String {
    let words = header.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    return try words.map { word in
        let match = try #require(try /=\?UTF-8\?B\?([A-Za-z0-9+\/=]+)\?=/.wholeMatch(in: word))
        #expect(word.count <= 75)
        return String(decoding: try #require(Data(base64Encoded: String(match.1))), as: UTF8.self)
    }.joined()
}

@Suite struct MailTests {
    @Test func `a letter in Vietnamese arrives whole, as text and as a page`() async throws {
        let fake = try FakeMailServer()
        try await server(fake).send(letter())
        let got = try #require(fake.letters.first)
        #expect(fake.letters.count == 1)
        #expect(got.sender.hasPrefix("MAIL FROM:<khen@muongkhen.example>") && got.recipients.map { $0.prefix(34) } == ["RCPT TO:<mai.lo@muongkhen.example>"])
        #expect(try decoded(try #require(got.header("Subject"))) == "Báo cáo tháng 7 chưa gửi")
        #expect(got.header("Date") == "Thu, 20 Aug 2026 09:03:04 +0700")
        #expect(got.header("Message-ID") == "<0198-abc@muongkhen.example>")
        #expect(got.header("To")?.hasSuffix("<mai.lo@muongkhen.example>") == true && got.header("Auto-Submitted") == "auto-generated")
        #expect(got.lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } && $0.utf8.count <= 78 })
        let boundary = try #require(got.header("Content-Type")?.firstMatch(of: /boundary="([^"]+)"/)?.1)
        let parts = got.lines.joined(separator: "\n").components(separatedBy: "--\(boundary)")
        let texts = parts.dropFirst().dropLast().map { part -> String in
            let pieces = part.components(separatedBy: "\n\n")
            return String(decoding: Data(base64Encoded: pieces[1].replacing("\n", with: "")) ?? Data(), as: UTF8.self)
        }
        #expect(texts == ["Kính gửi bà Mai,\r\nBáo cáo còn thiếu.\r\n.\r\nHết.", "<p>Báo cáo còn thiếu.</p>"])
        #expect(parts.last == "--")
    }

    @Test(arguments: ["Xong\r\nBcc: ai@do.example", "Xong\nX: y\n\nThân", "Xong\u{2028}X: y", "\u{0}Xong\r.\r\n"])
    func `a subject cannot begin another line`(_ subject: String) throws {
        let lines = String(decoding: letter(subject: subject).bytes(from: sender), as: UTF8.self).components(separatedBy: "\r\n")
        let head = lines.prefix { !$0.isEmpty }
        #expect(head.count(where: { !$0.hasPrefix(" ") }) == 9)
        #expect(!head.contains { $0.hasPrefix("Bcc") || $0.hasPrefix("X:") || $0 == "." })
        #expect(!String(decoding: letter(subject: subject).bytes(from: sender), as: UTF8.self).replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
    }

    @Test func `long Vietnamese subjects are cut between letters`() throws {
        let subject = String(repeating: "Nhắc nhở nộp báo cáo của xã Mường Phăng ", count: 6).trimmingCharacters(in: .whitespaces)
        let text = String(decoding: letter(subject: subject).bytes(from: sender), as: UTF8.self)
        let from = try #require(text.range(of: "Subject: ")), end = try #require(text.range(of: "\r\nMessage-ID"))
        #expect(try decoded(String(text[from.upperBound..<end.lowerBound])) == subject)
    }

    @Test(arguments: ["mai", "mai@", "@xa.vn", "mai lo@xa.vn", "mai@xa..vn", "mai@xa.vn>\r\nRCPT TO:<x@y.z", ".mai@xa.vn", "mãi@xa.vn", "mai@-xa.vn", "a@b@c.vn"])
    func `what is no address for mail is not taken for one`(_ text: String) { #expect(MailAddress(text) == nil) }

    @Test func `a name with quotation marks stays a name`() throws {
        let odd = try #require(MailAddress("mai@xa.vn", name: #"Mai "Sếp" <boss@xa.vn>"#))
        let text = String(decoding: MailMessage(id: "1", to: odd, subject: "x", text: "y", at: now).bytes(from: sender), as: UTF8.self)
        #expect(text.contains("\r\nTo: =?UTF-8?B?") && text.contains("?=\r\n <mai@xa.vn>\r\n"))
    }

    @Test func `name and password are given to the server that asks for them`() async throws {
        let fake = try FakeMailServer(.init(login: ("khen", "mật khẩu")))
        try await server(fake, user: "khen", password: "mật khẩu").send(letter())
        #expect(fake.letters.count == 1)
        await #expect { try await server(fake, user: "khen", password: "sai").send(letter()) } throws: { error in
            guard case MailFailure.authentication(_, let reply) = error else { return false }
            return reply.hasPrefix("535")
        }
        await #expect { try await server(fake).send(letter()) } throws: { if case MailFailure.authentication = $0 { true } else { false } }
        #expect(fake.letters.count == 1)
    }

    @Test func `a password is not sent over an open line to another machine`() async throws {
        await #expect(throws: MailFailure.insecure(server: "mail.example")) {
            try await MailServer(host: "mail.example", port: 25, security: .none, user: "khen", password: "x", sender: sender).send(letter())
        }
    }

    @Test func `a server that offers no TLS is not used where TLS is asked for`() async throws {
        let fake = try FakeMailServer()
        var careful = server(fake)
        careful.security = .startTLS
        await #expect(throws: MailFailure.insecure(server: "127.0.0.1")) { try await careful.send(letter()) }
        #expect(fake.letters.isEmpty)
    }

    @Test func `a refused recipient is told from a refused sender and a refused message`() async throws {
        let recipient = try FakeMailServer(.init(replies: ["RCPT": "550 5.1.1 no such person"]))
        await #expect { try await server(recipient).send(letter()) } throws: {
            guard let failure = $0 as? MailFailure, case .recipientRefused("mai.lo@muongkhen.example", let reply) = failure else { return false }
            return reply == "550 5.1.1 no such person" && failure.isFinal && !failure.isUncertain
        }
        let later = try FakeMailServer(.init(replies: ["RCPT": "451 4.7.1 greylisted, come again"]))
        await #expect { try await server(later).send(letter()) } throws: { ($0 as? MailFailure)?.concernsRecipient == true && ($0 as? MailFailure)?.isFinal == false }
        let sender = try FakeMailServer(.init(replies: ["MAIL": "553 5.7.1 not yours"]))
        await #expect { try await server(sender).send(letter()) } throws: { if case MailFailure.senderRefused = $0 { true } else { false } }
        let message = try FakeMailServer(.init(replyToMessage: "554 5.6.0 looks like spam"))
        await #expect { try await server(message).send(letter()) } throws: {
            guard case MailFailure.messageRefused(_, let reply) = $0 else { return false }
            return reply.hasPrefix("554") && ($0 as? MailFailure)?.isUncertain == false
        }
    }

    @Test func `a server that is not there is told from one that does not answer`() async throws {
        let gone = MailServer(host: "127.0.0.1", port: try LoopbackServer.deadPort(), security: .none, sender: sender)
        await #expect(throws: MailFailure.unreachable(server: "127.0.0.1")) { try await gone.send(letter()) }
        let silent = try LoopbackServer { _ in Thread.sleep(forTimeInterval: 3) }
        var slow = MailServer(host: "127.0.0.1", port: silent.port, security: .none, sender: sender)
        slow.limits = CallLimits(connecting: 500, whole: 500)
        await #expect(throws: MailFailure.timeout(server: "127.0.0.1", isUncertain: false)) { try await slow.send(letter()) }
    }

    @Test func `a message that is not confirmed may have gone out`() async throws {
        let fake = try FakeMailServer(.init(isSilentAfterMessage: true))
        await #expect(throws: MailFailure.timeout(server: "127.0.0.1", isUncertain: true)) { try await server(fake).send(letter()) }
    }
}
