import ArgumentParser
import CProcess
import Domain
import Foundation
import Logging
import NIOCore
import Operations
import Storage
import Web

/// Serves the site.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Serve the site to browsers and programs.")

    @OptionGroup var place: Place

    @Option(name: .long, help: "Port; 0 takes a free one.")
    var port = 8080

    @Option(name: .long, help: "Address to listen on; only this machine unless you say otherwise.")
    var host = "127.0.0.1"

    func run() async throws {
        keep_freed_memory()
        let speech = place.speech
        let location = try place.location
        // Held until the process ends.
        let lock: FolderLock? = if case .sqlite(let folder) = location { try FolderLock(folder: folder) } else { nil }
        defer { withExtendedLifetime(lock) {} }
        let khen = try place.open()
        var logger = Logger(label: "khen")
        logger.logLevel = .warning
        if !["127.0.0.1", "::1", "localhost"].contains(host), try khen.people.hasIllustrative() {
            complain(speech(vi: "Cảnh báo: có người dùng minh hoạ đăng nhập được bằng mật khẩu chung. Xoá bằng khen demo --remove trước khi mở ra mạng.",
                            en: "Warning: illustrative people can sign in with a shared password. Take them out with khen demo --remove before opening the site to the network."))
        }
        let post = Task { [logger] in await NoticePost(khen: khen, logger: logger).run() }
        let watch = Task { [logger] in await DeadlineWatch(khen: khen, logger: logger).run() }
        defer {
            post.cancel()
            watch.cancel()
        }
        let setUpCode = try khen.people.isEmpty() ? String(Secret.random().prefix(20)) : nil
        do {
            try await Site(khen: khen, setUpCode: setUpCode).serve(host: host, port: port, logger: logger) { port in
                print(speech(vi: "Khèn đang chạy: http://\(host):\(port) (Ctrl+C để dừng)", en: "Khèn is running: http://\(host):\(port) (Ctrl+C stops it)"))
                if let setUpCode {
                    print(speech(vi: "Chưa có ai đăng nhập được. Tạo quản trị viên đầu tiên ở http://\(host):\(port)/setup?code=\(setUpCode)",
                                 en: "Nobody can sign in yet. Create the first administrator at http://\(host):\(port)/setup?code=\(setUpCode)"))
                }
                fflush(nil)
            }
        } catch let error as IOError where [EADDRINUSE, EACCES, EADDRNOTAVAIL].contains(error.errnoCode) {
            throw Conflict(Label(vi: "Không mở được cổng \(port) ở \(host): cổng đang được dùng hoặc không được phép. Chọn cổng khác bằng --port.",
                                 en: "Port \(port) on \(host) cannot be opened: it is in use or not allowed. Choose another with --port."))
        }
    }
}
