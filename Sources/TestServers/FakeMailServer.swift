import Foundation
import Synchronization

/// A mail server that keeps what it is given, and refuses what a test wants refused.
package final class FakeMailServer: Sendable {
    package struct Habits: Sendable {
        /// Name and password it asks for.
        package var login: (user: String, password: String)?
        /// Its answers to commands that begin so, instead of the good ones.
        package var replies: [String: String] = [:]
        package var replyToMessage = "250 2.0.0 taken"
        /// Says nothing more after the message.
        package var isSilentAfterMessage = false
        /// Breaks the line after the message, as a server does that goes down.
        package var hangsUpAfterMessage = false

        package init(login: (user: String, password: String)? = nil, replies: [String: String] = [:], replyToMessage: String = "250 2.0.0 taken", isSilentAfterMessage: Bool = false, hangsUpAfterMessage: Bool = false) {
            self.login = login
            self.replies = replies
            self.replyToMessage = replyToMessage
            self.isSilentAfterMessage = isSilentAfterMessage
            self.hangsUpAfterMessage = hangsUpAfterMessage
        }
    }

    package struct Letter: Sendable {
        package var sender = "", recipients: [String] = [], lines: [String] = []

        /// Lines of a header, unfolded.
        package func header(_ name: String) -> String? {
            guard let start = lines.firstIndex(where: { $0.hasPrefix("\(name): ") }) else { return nil }
            let rest = lines[(start + 1)...].prefix { $0.hasPrefix(" ") }
            return ([String(lines[start].dropFirst(name.count + 2))] + rest).joined(separator: "\n")
        }

        /// The subject as people read it.
        package var subject: String {
            (header("Subject") ?? "").split(whereSeparator: \.isWhitespace).map { word in
                guard word.hasPrefix("=?UTF-8?B?"), let data = Data(base64Encoded: String(word.dropFirst(10).dropLast(2))) else { return String(word) + " " }
                return String(decoding: data, as: UTF8.self)
            }.joined()
        }

        /// The parts as people read them: text first, then the page.
        package var parts: [String] {
            guard let boundary = header("Content-Type")?.firstMatch(of: /boundary="([^"]+)"/)?.1 else { return [] }
            return lines.joined(separator: "\n").components(separatedBy: "--\(boundary)").dropFirst().dropLast().map { part in
                let pieces = part.components(separatedBy: "\n\n")
                return String(decoding: Data(base64Encoded: (pieces.last ?? "").replacing("\n", with: "")) ?? Data(), as: UTF8.self)
            }
        }
    }

    private let state: Box
    private let server: LoopbackServer
    package var port: Int { server.port }
    package var letters: [Letter] { state.letters.withLock { $0 } }

    private final class Box: Sendable {
        let letters = Mutex<[Letter]>([])
        let habits: Mutex<Habits>

        init(_ habits: Habits) { self.habits = Mutex(habits) }
    }

    /// Behaves otherwise from the next connection on.
    package func change(_ habits: Habits) { state.habits.withLock { $0 = habits } }

    package init(_ habits: Habits = Habits()) throws {
        let state = Box(habits)
        self.state = state
        server = try LoopbackServer { line in
            let habits = state.habits.withLock { $0 }
            var letter = Letter(), isIn = habits.login == nil
            line.write("220 thu.muongkhen.example ESMTP\r\n")
            while let command = line.readLine() {
                let verb = String(command.prefix(4)).uppercased()
                if let reply = habits.replies.first(where: { command.uppercased().hasPrefix($0.key) })?.value {
                    line.write(reply + "\r\n")
                    continue
                }
                switch verb {
                case "EHLO": line.write("250-thu.muongkhen.example\r\n\(habits.login == nil ? "" : "250-AUTH PLAIN\r\n")250 SIZE 1000000\r\n")
                case "AUTH":
                    var words = command.split(separator: " ").map(String.init)
                    if words.count < 3 {
                        line.write("334 \r\n")
                        words.append(line.readLine() ?? "")
                    }
                    let said = Data(base64Encoded: words[2]).map { String(decoding: $0, as: UTF8.self) } ?? ""
                    isIn = said == "\0\(habits.login?.user ?? "")\0\(habits.login?.password ?? "")"
                    line.write(isIn ? "235 2.7.0 welcome\r\n" : "535 5.7.8 wrong name or password\r\n")
                case "MAIL":
                    letter = Letter(sender: command)
                    line.write(isIn ? "250 2.1.0 ok\r\n" : "530 5.7.0 sign in first\r\n")
                case "RCPT":
                    letter.recipients.append(command)
                    line.write("250 2.1.5 ok\r\n")
                case "DATA":
                    line.write("354 go on\r\n")
                    while let text = line.readLine(), text != "." { letter.lines.append(text) }
                    if habits.hangsUpAfterMessage { return }
                    if habits.isSilentAfterMessage { Thread.sleep(forTimeInterval: 3) } else {
                        if habits.replyToMessage.hasPrefix("2") { state.letters.withLock { $0.append(letter) } }
                        line.write(habits.replyToMessage + "\r\n")
                    }
                case "QUIT":
                    line.write("221 2.0.0 bye\r\n")
                    return
                default: line.write("250 2.0.0 ok\r\n")
                }
            }
        }
    }
}
