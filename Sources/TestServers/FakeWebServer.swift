import Foundation
import Synchronization

/// A web server that answers as a test tells it to, and keeps what it was asked.
package final class FakeWebServer: Sendable {
    package struct Question: Sendable {
        package var method = "", path = "", headers: [String: String] = [:], body = ""

        package var form: [String: String] {
            var fields: [String: String] = [:]
            for pair in body.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
                fields[parts[0]] = parts.count > 1 ? parts[1] : ""
            }
            return fields
        }
    }

    package struct Answer: Sendable {
        package var status = 200, headers: [String: String] = [:], body = "", delay = 0.0

        package init(status: Int = 200, headers: [String: String] = [:], body: String = "", delay: Double = 0) {
            self.status = status
            self.headers = headers
            self.body = body
            self.delay = delay
        }
    }

    private let server: LoopbackServer
    private let asked = Box()
    package var port: Int { server.port }
    package var address: String { "http://127.0.0.1:\(port)" }
    package var questions: [Question] { asked.list.withLock { $0 } }

    private final class Box: Sendable {
        let list = Mutex<[Question]>([])
    }

    package init(_ reply: @escaping @Sendable (Question) -> Answer) throws {
        server = try LoopbackServer { [asked] line in
            while let first = line.readLine() {
                let words = first.split(separator: " ").map(String.init)
                var question = Question(method: words[0], path: words[1])
                while let header = line.readLine(), !header.isEmpty {
                    let parts = header.split(separator: ":", maxSplits: 1)
                    question.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
                }
                question.body = String(decoding: line.read(Int(question.headers["content-length"] ?? "0") ?? 0), as: UTF8.self)
                asked.list.withLock { $0.append(question) }
                let answer = reply(question)
                if answer.delay > 0 { Thread.sleep(forTimeInterval: answer.delay) }
                let headers = answer.headers.map { "\($0.key): \($0.value)\r\n" }.joined()
                line.write("HTTP/1.1 \(answer.status) Whatever\r\nContent-Length: \(answer.body.utf8.count)\r\n\(headers)\r\n\(answer.body)")
            }
        }
    }
}
