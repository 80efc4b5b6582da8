import ArgumentParser
import Domain
import Foundation
import Logging
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
        let speech = place.speech
        let location = try place.location
        // Held until the process ends.
        let lock: FolderLock? = if case .sqlite(let folder) = location { try FolderLock(folder: folder) } else { nil }
        defer { withExtendedLifetime(lock) {} }
        let khen = try place.open()
        var logger = Logger(label: "khen")
        logger.logLevel = .warning
        try await Site(khen: khen).serve(host: host, port: port, logger: logger) { port in
            print(speech(vi: "Khèn đang chạy: http://\(host):\(port) (Ctrl+C để dừng)", en: "Khèn is running: http://\(host):\(port) (Ctrl+C stops it)"))
            fflush(nil)
        }
    }
}
