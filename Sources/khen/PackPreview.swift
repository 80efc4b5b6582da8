import ArgumentParser
import Domain
import Foundation
import Logging
import Operations
import Storage
import Web

/// Shows packs at work while somebody writes them: a site of its own whose norms follow the files.
struct PackPreview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Serve packs from a site that is thrown away afterwards; each time a file is saved they are checked and loaded again.")

    @Option(name: .long, help: "Port; 0 takes a free one.") var port = 8090
    @Option(name: .long, help: "Language of messages: vi or en.") var lang: String?
    @Argument(help: "Pack folders; those that a pack requires are found beside it.") var folders: [String]

    /// Of everybody in a preview: it listens on this machine only, and ends with the command.
    private static let password = "xem-truoc-goi"

    func run() async throws {
        let speech = Speech(chosen: lang), folder = FileManager.default.temporaryDirectory.appendingPathComponent("khen-preview-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }  // what is left in a temporary folder is cleared by the machine
        let khen = try Khen(.sqlite(folder: folder.path), now: Clock.now), person = Person.operatorAtCommandLine(account: NSUserName())
        guard try load(khen, by: person, speech) else { throw ExitCode(65) }
        _ = try khen.demonstration.loadVillages(by: person)
        let people = try khen.demonstration.loadPeople(password: Self.password, by: person)
        print(speech(vi: "Đăng nhập bằng mật khẩu \(Self.password) với một trong các tên:", en: "Sign in with the password \(Self.password) as one of:"))
        for one in people { print("  \(one.signInName)\t\(speech(one.role)), \(speech(one.unit))") }
        let watch = Task { await follow(khen, by: person, speech) }
        defer { watch.cancel() }
        var logger = Logger(label: "khen")
        logger.logLevel = .warning
        try await Site(khen: khen).serve(host: "127.0.0.1", port: port, logger: logger) { port in
            print(speech(vi: "Xem trước ở http://127.0.0.1:\(port)/registers (Ctrl+C để dừng). Lưu tệp nào trong gói thì tải lại trang.", en: "Preview at http://127.0.0.1:\(port)/registers (Ctrl+C stops it). Save a file of the pack, then load the page again."))
            fflush(nil)
        }
    }

    /// Checks the packs and puts them in use if nothing is wrong.
    ///
    /// - Returns: whether they are in use.
    private func load(_ khen: Khen, by person: Person, _ speech: Speech) throws -> Bool {
        let problems = try Norms.check(folders: folders)
        guard try PackCommand.show(problems, speech: speech, json: false) == 0 else { return false }
        // In a preview one sign-in is enough, also for those who approve.
        let packs = try khen.norms.packs(in: folders).map { pack in
            var pack = pack
            pack.roles = pack.roles.map { role in
                var role = role
                role.needsSecondFactor = false
                return role
            }
            return pack
        }
        let outcome = try khen.norms.load(packs: packs, by: person)
        // While a register is being written its version stays.
        for fit in outcome.fits where !fit.isOnVersion { complain("\(fit.register): \(speech(vi: "lưu ý", en: "note")): \(speech(fit.what)). \(speech(fit.remedy)) (\(fit.examples.joined(separator: ", "))\(fit.records > fit.examples.count ? ", …" : ""))") }
        let changes = outcome.packs.flatMap(\.changes)
        print(speech(vi: "Đã nạp, \(changes.count) thay đổi.", en: changes.count == 1 ? "Loaded, one change." : "Loaded, \(changes.count) changes."))
        for change in changes.prefix(10) where changes.count < 100 { print("  \(change.sign) \(speech(change.what))") }
        return true
    }

    /// Loads the packs again whenever one of their files has changed.
    private func follow(_ khen: Khen, by person: Person, _ speech: Speech) async {
        var seen = stamps()
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(500)) } catch { return }  // the command ends
            let now = stamps()
            guard now != seen else { continue }
            seen = now
            do {
                if try !load(khen, by: person, speech) { print(speech(vi: "Chưa nạp: hãy sửa các lỗi trên; trang vẫn theo bản trước.", en: "Not loaded: correct what stands above; the site goes on as before.")) }
            } catch let error as Rejected {
                complain("\(error.place.map { $0 + ": " } ?? "")\(speech(error.reason)). \(speech(error.remedy))")
                print(speech(vi: "Chưa nạp; trang vẫn theo bản trước.", en: "Not loaded; the site goes on as before."))
            } catch {
                complain("\(error)")
            }
            fflush(nil)
        }
    }

    /// When each file of the packs was last saved.
    private func stamps() -> [String: Date] {
        var stamps: [String: Date] = [:]
        for folder in folders {
            let root = URL(fileURLWithPath: folder)
            for case let file as URL in FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.contentModificationDateKey]) ?? .init() {
                let values = try? file.resourceValues(forKeys: [.contentModificationDateKey])  // a file that has just gone has no date
                stamps[file.path] = values?.contentModificationDate
            }
        }
        return stamps
    }
}
