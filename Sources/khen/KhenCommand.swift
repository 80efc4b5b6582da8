import ArgumentParser
import Domain
import Foundation
import Operations
import Storage

/// The program: one subcommand for each thing it does.
@main
struct KhenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "khen",
        abstract: "Runs, monitors, evaluates and publishes a province's digital-transformation programme for ethnic-minority and mountainous areas.",
        discussion: """
            Every command works on a data folder (--data, default khen-data) or a PostgreSQL database (--database, or KHEN_DATABASE). \
            Messages are in Vietnamese when --lang vi, KHEN_LANG or LANG says so, else in English.
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, PackCommand.self, ImportCommand.self, UnitsCommand.self, DemoCommand.self, UserCommand.self, VerifyCommand.self, BackupCommand.self, RestoreCommand.self,
            SettingsCommand.self, NoticesCommand.self, RecordsCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.report(error)
        }
    }
}

/// Where the data are, and in which language to speak: the same for every command.
struct Place: ParsableArguments {
    @Option(name: .long, help: "Data folder; made when missing. (default: khen-data)")
    var data: String?

    @Option(name: .long, help: "PostgreSQL address, postgres://user@host/name. (default: KHEN_DATABASE)")
    var database: String?

    @Option(name: .long, help: "Language of messages: vi or en.")
    var lang: String?

    var speech: Speech { Speech(chosen: lang) }

    var location: DatabaseLocation {
        get throws {
            let environment = ProcessInfo.processInfo.environment
            return try DatabaseLocation.parse(database: database ?? (data == nil ? environment["KHEN_DATABASE"] : nil), data: data)
        }
    }

    func open() throws -> Khen {
        try Khen(location, now: Clock.now)
    }

    /// The data folder, where there is none yet.
    var newFolder: String? {
        get throws {
            guard case .sqlite(let folder) = try location, !FileManager.default.fileExists(atPath: folder) else { return nil }
            return folder
        }
    }

    var person: Person { .operatorAtCommandLine(account: NSUserName()) }
}

/// The machine's clock; the only place that reads it.
enum Clock {
    @Sendable static func now() -> Moment { Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }
}

/// Which language the command line speaks.
struct Speech: Sendable {
    var isVietnamese: Bool

    init(chosen: String?) {
        let environment = ProcessInfo.processInfo.environment
        let wanted = chosen ?? environment["KHEN_LANG"] ?? environment["LC_ALL"] ?? environment["LANG"] ?? ""
        isVietnamese = wanted.hasPrefix("vi")
    }

    func callAsFunction(_ label: Label) -> String { isVietnamese ? label.vi : label.en }
    func callAsFunction(vi: String, en: String) -> String { isVietnamese ? vi : en }
}

/// Writes a line to standard error.
func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// Prints a value as JSON, keys in a fixed order.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
