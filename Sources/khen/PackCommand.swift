import ArgumentParser
import Domain
import Foundation
import Operations
import Packs

/// Checks and loads packs.
struct PackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Check and load packs: the norms of a programme as data.", subcommands: [Check.self, Load.self, PackPreview.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Find every problem of a pack; nothing is written.")

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Print the problems as JSON.") var json = false
        @Argument(help: "Pack folders.") var folders: [String]

        func run() async throws {
            let problems = try Norms.check(folders: folders)
            let errors = try PackCommand.show(problems, speech: place.speech, json: json)
            if errors > 0 { throw ExitCode(65) }
            if !json { print(place.speech(vi: "Không có lỗi.", en: "No errors.")) }
        }
    }

    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Load packs in one transaction and show what changes; the same pack twice changes nothing.")

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Show what would change, write nothing.") var dryRun = false
        @Flag(name: .long, help: "Print the result as JSON.") var json = false
        @Argument(help: "Pack folders; those that a pack requires are found beside it.") var folders: [String]

        func run() async throws {
            let speech = place.speech, newFolder = try place.newFolder
            let khen = try place.open()
            defer { khen.close() }
            let problems = try Norms.check(folders: folders)
            let errors = try PackCommand.show(problems.filter { $0.severity == .error }, speech: speech, json: false)
            if errors > 0 { throw ExitCode(65) }
            let outcome = try khen.norms.load(folders: folders, dryRun: dryRun, by: place.person)
            if json { return try printJSON(outcome) }
            if let newFolder { print(speech(vi: "Thư mục dữ liệu mới: \(newFolder)", en: "A new data folder: \(newFolder)")) }
            for pack in outcome.packs {
                print(pack.changes.isEmpty
                    ? speech(vi: "\(pack.code) \(pack.version): không thay đổi", en: "\(pack.code) \(pack.version): nothing to change")
                    : speech(vi: "\(pack.code) \(pack.version): \(pack.changes.count) thay đổi", en: "\(pack.code) \(pack.version): \(pack.changes.count) changes"))
                for change in pack.changes.prefix(20) { print("  \(change.sign) \(speech(change.what))") }
                if pack.changes.count > 20 { print(speech(vi: "  … và \(pack.changes.count - 20) thay đổi khác", en: "  … and \(pack.changes.count - 20) more")) }
            }
            for fit in outcome.fits {
                let kind = fit.isBlocking ? speech(vi: "không nạp được", en: "cannot be loaded") : speech(vi: "lưu ý", en: "note")
                complain("\(fit.register): \(kind): \(speech(fit.what)). \(speech(fit.remedy)) (\(fit.examples.joined(separator: ", "))\(fit.records > fit.examples.count ? ", …" : ""))")
            }
            for (register, count) in outcome.refitted.sorted(by: { $0.key < $1.key }) {
                print(speech(vi: "  ~ \(register): \(count) hồ sơ được tính lại theo phiên bản mới của sổ", en: "  ~ \(register): \(count) records worked out anew by the register’s new version"))
            }
            if outcome.fits.contains(where: \.isBlocking) { throw ExitCode(65) }
        }
    }

    /// Prints problems, one a line; returns how many are errors.
    static func show(_ problems: [PackProblem], speech: Speech, json: Bool) throws -> Int {
        if json { try printJSON(problems) } else {
            for problem in problems {
                let kind = problem.severity == .error ? speech(vi: "lỗi", en: "error") : speech(vi: "lưu ý", en: "warning")
                complain("\(problem.location): \(kind): \(problem.path.isEmpty ? "" : problem.path + ": ")\(speech(problem.problem)) \(speech(problem.remedy))")
            }
        }
        return problems.count { $0.severity == .error }
    }
}
