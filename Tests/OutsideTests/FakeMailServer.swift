import Foundation
import Synchronization

/// A mail server that keeps what it is given, and refuses what a test wants refused.
final class FakeMailServer: Sendable {
    struct Habits: Sendable {
        /// Name and password it asks for.
        var login: (user: String, password: String)?
        /// Its answers to commands that begin so, instead of the good ones.
        var replies: [String: String] = [:]
        var replyToMessage = "250 2.0.0 taken"
        /// Says nothing more after the message.
        var isSilentAfterMessage = false
    }

    struct Letter: Sendable {
        var sender = "", recipients: [String] = [], lines: [String] = []

        /// Lines of a header, unfolded.
        func header(_ name: String) -> String? {
            guard let start = lines.firstIndex(where: { $0.hasPrefix("\(name): ") }) else { return nil }
            let rest = lines[(start + 1)...].prefix { $0.hasPrefix(" ") }
            return ([String(lines[start].dropFirst(name.count + 2))] + rest).joined(separator: "\n")
        }
    }

    private let state = Box()
    private let server: LoopbackServer
    var port: Int { server.port }
    var letters: [Letter] { state.letters.withLock { $0 } }

    private final class Box: Sendable {
        let letters = Mutex<[Letter]>([])
    }

    init(_ habits: Habits = Habits()) throws {
        server = try LoopbackServer { [state] line in
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
