import Foundation
import Outside
import TestServers
import Testing

private func address(_ text: String) throws -> WebAddress { try #require(WebAddress(text)) }

@Suite struct HTTPCallTests {
    @Test func `a form and JSON arrive as they were given`() async throws {
        let fake = try FakeWebServer { _ in .init(headers: ["X-Kind": "test"], body: "được") }
        let answer = try await HTTPCall.post(.form([("tên", "Lò & Mai"), ("b", "1+1=2")]), to: try address(fake.address + "/form"), headers: [("X-Safe", "a\r\nX-Evil: b")]).answer()
        #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == "được" && answer.header("x-kind") == "test")
        _ = try await HTTPCall.post(.json(Array(#"{"a":1}"#.utf8)), to: try address(fake.address + "/json")).answer()
        _ = try await HTTPCall.post(.json([]), to: try address(fake.address + "/empty")).answer()
        let asked = fake.questions
        #expect(asked.map(\.method) == ["POST", "POST", "POST"] && asked[0].form == ["tên": "Lò & Mai", "b": "1+1=2"])
        #expect(asked[0].headers["content-type"] == "application/x-www-form-urlencoded" && asked[0].headers["x-evil"] == nil && asked[0].headers["x-safe"] == "aX-Evil: b")
        #expect(asked[1].headers["content-type"] == "application/json" && asked[1].body == #"{"a":1}"# && asked[2].body.isEmpty)
    }

    @Test func `an answer that is too large or too late is given up`() async throws {
        let fake = try FakeWebServer { $0.path == "/large" ? .init(body: String(repeating: "x", count: 5000)) : .init(delay: 2) }
        let limits = CallLimits(connecting: 500, whole: 700, answerBytes: 4000)
        await #expect(throws: HTTPFailure.tooLarge(host: "127.0.0.1")) { try await HTTPCall.get(address(fake.address + "/large"), limits: limits).answer() }
        await #expect(throws: HTTPFailure.timeout(host: "127.0.0.1")) { try await HTTPCall.get(address(fake.address + "/slow"), limits: limits).answer() }
        let port = try LoopbackServer.deadPort()
        await #expect(throws: HTTPFailure.unreachable(host: "127.0.0.1")) { try await HTTPCall.get(address("http://127.0.0.1:\(port)/")).answer() }
    }

    @Test func `a server may send on to itself, not to another, and nothing that is posted goes on`() async throws {
        let other = try FakeWebServer { _ in .init(body: "secret") }
        let otherAddress = other.address
        let fake = try FakeWebServer { question in
            switch question.path {
            case "/here": .init(status: 302, headers: ["Location": "/there"])
            case "/there": .init(body: "there")
            case "/round": .init(status: 301, headers: ["Location": "/round"])
            default: .init(status: 307, headers: ["Location": otherAddress + "/"])
            }
        }
        #expect(try await String(decoding: HTTPCall.get(address(fake.address + "/here")).answer().body, as: UTF8.self) == "there")
        for path in ["/away", "/round"] {
            await #expect(throws: HTTPFailure.redirected("127.0.0.1")) { try await HTTPCall.get(address(fake.address + path)).answer() }
        }
        #expect(try await HTTPCall.post(.form([("a", "b")]), to: address(fake.address + "/away")).answer().status == 307)
        #expect(other.questions.isEmpty)
    }

    @Test(arguments: ["http://example.org/", "https://mai:mat@example.org/", "ftp://example.org/", "https:///x", "https://exämple.org/", "https://example.org/#a", "javascript:alert(1)", "/path", ""])
    func `only https is called, and http on this machine`(_ text: String) { #expect(WebAddress(text) == nil) }

    @Test func `a certificate that nobody vouches for is not trusted`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("khen-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a leftover in the temporary folder harms nobody
        let key = folder.appendingPathComponent("key.pem").path, certificate = folder.appendingPathComponent("certificate.pem").path
        let making = Process()
        making.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        making.arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
        ]
        making.standardError = FileHandle.nullDevice
        try making.run()
        making.waitUntilExit()
        try #require(making.terminationStatus == 0)
        let port = try LoopbackServer.deadPort()
        let server = Process()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        server.arguments = ["s_server", "-quiet", "-www", "-accept", "127.0.0.1:\(port)", "-key", key, "-cert", certificate]
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        server.standardInput = FileHandle.nullDevice
        try server.run()
        defer { server.terminate() }
        let here = try address("https://127.0.0.1:\(port)/"), named = try address("https://localhost:\(port)/")
        var status = 0
        for _ in 0..<50 where status == 0 {
            do { status = try await HTTPCall.get(here, certificates: certificate).answer().status } catch HTTPFailure.unreachable { try await Task.sleep(for: .milliseconds(100)) }
        }
        #expect(status == 200)
        await #expect(throws: HTTPFailure.insecure(host: "127.0.0.1")) { try await HTTPCall.get(here).answer() }
        await #expect(throws: HTTPFailure.insecure(host: "localhost")) { try await HTTPCall.get(named, certificates: certificate).answer() }
    }
}
