import ArgumentParser
import Domain
import Operations

/// Recomputes the change logs.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recompute the chain of hashes of every province's log and the values each change wrote; names the first broken link.")

    @OptionGroup var place: Place
    @Flag(name: .long, help: "Print the result as JSON.") var json = false

    func run() async throws {
        let speech = place.speech
        let khen = try place.open()
        defer { khen.close() }
        let report = try khen.log.verify(by: place.person)
        if json {
            try printJSON(Result(report))
        } else {
            for (province, count) in report.changes.sorted(by: { $0.key < $1.key }) {
                let broken = report.breaks.filter { $0.province == province }
                print(speech(vi: "nhật ký \(province): \(count) thay đổi, \(broken.isEmpty ? "nguyên vẹn" : "\(broken.count) chỗ đứt")",
                             en: "log \(province): \(count) changes, \(broken.isEmpty ? "sound" : "\(broken.count) broken links")"))
            }
            print(speech(vi: "\(report.rows) dòng số liệu đã tính lại", en: "\(report.rows) rows recomputed"))
            for (index, broken) in report.breaks.enumerated() {
                complain((index == 0 ? speech(vi: "Chỗ đứt đầu tiên: ", en: "First broken link: ") : "  ") + "\(broken.province)/\(broken.seq): \(speech(broken.message))")
            }
        }
        if !report.isSound { throw ExitCode(65) }
    }

    private struct Result: Encodable {
        struct Break: Encodable { var province: String; var seq: Int64; var kind: String; var message: String }
        var sound: Bool
        var rows: Int64
        var changes: [String: Int]
        var breaks: [Break]

        init(_ report: VerificationReport) {
            sound = report.isSound
            rows = report.rows
            changes = report.changes
            breaks = report.breaks.map { Break(province: $0.province, seq: $0.seq, kind: $0.kind.rawValue, message: $0.message.en) }
        }
    }
}
