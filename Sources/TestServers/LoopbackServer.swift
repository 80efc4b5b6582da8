import Foundation

/// A server on a free port of this machine that says what a test tells it to, until the tests end.
package final class LoopbackServer: Sendable {
    /// One connection, read and written in lines that end in CR LF or in counted bytes.
    package final class Line {
        private let socket: Int32
        private var waiting: [UInt8] = []

        fileprivate init(_ socket: Int32) { self.socket = socket }

        /// - Returns: `nil` at the end.
        package func readLine() -> String? {
            while true {
                if let end = waiting.firstIndex(of: 10) {
                    var line = Array(waiting[..<end])
                    waiting.removeFirst(end + 1)
                    if line.last == 13 { line.removeLast() }
                    return String(decoding: line, as: UTF8.self)
                }
                guard fill() else { return nil }
            }
        }

        package func read(_ count: Int) -> [UInt8] {
            while waiting.count < count, fill() {}
            let taken = Array(waiting.prefix(count))
            waiting.removeFirst(taken.count)
            return taken
        }

        package func write(_ text: String) {
            let bytes = Array(text.utf8)
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { return }
                sent += count
            }
        }

        private func fill() -> Bool {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            var count = recv(socket, &buffer, buffer.count, 0)
            // A signal, such as the end of a child process, is no end of the line.
            while count < 0, errno == EINTR { count = recv(socket, &buffer, buffer.count, 0) }
            guard count > 0 else { return false }
            waiting += buffer[..<count]
            return true
        }
    }

    package let port: Int
    private let listening: Int32

    /// - Parameter talk: what is done with each connection, on a thread of its own.
    package init(_ talk: @escaping @Sendable (Line) -> Void) throws {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listening, $0, size) == 0 && listen(listening, 16) == 0 && getsockname(listening, $0, &size) == 0 }
        }
        guard isOpen else { throw POSIXError(.EADDRINUSE) }
        self.listening = listening
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while true {
                let connection = accept(listening, nil, nil)
                if connection < 0, errno == EINTR { continue }
                guard connection >= 0 else { return }
                Thread.detachNewThread {
                    talk(Line(connection))
                    shutdown(connection, Int32(SHUT_RDWR))
                    close(connection)
                }
            }
        }
    }

    /// Takes no more connections. The number of the socket is not given back: the thread that waits on it could take another's.
    package func stop() { shutdown(listening, Int32(SHUT_RDWR)) }

    /// A port on which nobody listens.
    package static func deadPort() throws -> Int {
        let server = try LoopbackServer { _ in }
        server.stop()
        return server.port
    }
}
