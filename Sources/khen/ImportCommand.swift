import ArgumentParser
import Domain
import Foundation
import Operations
import Sheets

/// Takes in a file of values.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import values from a CSV, XLSX or JSON file.",
        discussion: """
            Columns: data_element, org_unit, period, category_options, value, comment, source (Vietnamese headings too); codes throughout. \
            All rows or none, unless --partial. The same file twice changes nothing.
            """)

    enum Mark: String, ExpressibleByArgument, CaseIterable {
        case comma, point
        var mark: DecimalMark { self == .comma ? .comma : .point }
    }

    @OptionGroup var place: Place
    @Flag(name: .long, help: "Check everything, write nothing.") var dryRun = false
    @Flag(name: .long, help: "Write the good rows; the refused ones go to FILE.refused.csv.") var partial = false
    @Flag(name: .long, help: "The values are published results; every row needs a source.") var published = false
    @Option(name: .long, help: "The file's decimal mark, comma or point, where the file itself leaves it open.") var decimal: Mark?
    @Option(name: .long, help: "Source of the rows that name none.") var source: String?
    @Flag(name: .long, help: "Print the result as JSON.") var json = false
    @Argument(help: "The file.") var file: String

    func run() async throws {
        let speech = place.speech
        let khen = try place.open()
        defer { khen.close() }
        var options = ImportOptions()
        options.isDryRun = dryRun
        options.isPartial = partial
        options.status = published ? .published : .reported
        options.decimalMark = decimal?.mark
        options.source = source
        let bar = ProgressLine(shows: !json && isatty(2) != 0, speech: speech)
        var refused: [[String]] = []
        let input: ByteSource
        do { input = try ByteSource(path: file) } catch { throw Rejected(Label(vi: error.sentence.vi, en: error.sentence.en), remedy: Label(vi: error.remedy.vi, en: error.remedy.en), place: file) }
        let report = try khen.values.importFile(input, options: options, by: place.person, progress: bar.show) { texts, problem in
            if partial, refused.count < 1_000_000 { refused.append([String(problem.line)] + texts + [speech(problem.reason), speech(problem.remedy)]) }
        }
        bar.end()
        if json { try printJSON(ImportResult(report)) } else { say(report, speech) }
        if !refused.isEmpty { try keep(refused, speech) }
        if !report.isClean && !partial { throw ExitCode(65) }
    }

    private func say(_ report: ImportReport, _ speech: Speech) {
        for note in report.notes { complain(speech(note)) }
        for problem in report.problems.prefix(100) {
            let place = [file, problem.line > 0 ? String(problem.line) : nil, problem.column.isEmpty ? nil : problem.column].compactMap(\.self).joined(separator: ":")
            complain("\(place): \(speech(problem.reason)). \(speech(problem.remedy))")
        }
        if report.refused > 100 { complain(speech(vi: "… và \(report.refused - min(100, report.problems.count)) dòng khác", en: "… and \(report.refused - min(100, report.problems.count)) more rows")) }
        if report.wasDryRun {
            print(speech(vi: "Chạy thử: \(report.rows) dòng, \(report.refused) dòng bị từ chối, chưa ghi gì.", en: "Dry run: \(report.rows) rows, \(report.refused) refused, nothing written."))
        } else if !report.isClean, !partial {
            print(speech(vi: "Không ghi gì: \(report.refused) trong \(report.rows) dòng bị từ chối. Sửa tệp, hoặc thêm --partial để ghi các dòng tốt.",
                         en: "Nothing written: \(report.refused) of \(report.rows) rows refused. Correct the file, or add --partial to write the good rows."))
        } else {
            let changes = report.changes.sorted { $0.key < $1.key }.map { "\($0.key)/\($0.value)" }.joined(separator: ", ")
            print(speech(vi: "Đã ghi \(report.written) giá trị, \(report.unchanged) không đổi, \(report.refused) bị từ chối\(changes.isEmpty ? "" : "; thay đổi \(changes)").",
                         en: "\(report.written) values written, \(report.unchanged) unchanged, \(report.refused) refused\(changes.isEmpty ? "" : "; changes \(changes)")."))
        }
    }

    /// Keeps the refused rows, with the reasons, in a file beside the one imported.
    private func keep(_ rows: [[String]], _ speech: Speech) throws {
        let name = file + ".refused.csv"
        let header = ["line"] + ImportCommand.headerNames(file) + ["reason", "remedy"]
        var writer = CSVWriter(forExcel: true)
        writer.writeHeader(header)
        for row in rows { writer.write(row.map { .text($0) }) }
        try Data(writer.bytes).write(to: URL(fileURLWithPath: name))
        complain(speech(vi: "Các dòng bị từ chối: \(name)", en: "Refused rows: \(name)"))
    }

    private static func headerNames(_ file: String) -> [String] {
        do { return try TableFile.open(path: file).rows.header } catch { return [] }  // it was readable a moment ago
    }
}

/// An import's result for programs.
struct ImportResult: Encodable {
    struct Problem: Encodable { var line: Int; var column: String; var value: String; var reason: Label; var remedy: Label }
    var file: String
    var rows: Int
    var written: Int
    var unchanged: Int
    var refused: Int
    var dry_run: Bool
    var changes: [String: Int64]
    var problems: [Problem]
    var notes: [Label]

    init(_ report: ImportReport) {
        file = report.file
        rows = report.rows
        written = report.written
        unchanged = report.unchanged
        refused = report.refused
        dry_run = report.wasDryRun
        changes = report.changes
        problems = report.problems.map { Problem(line: $0.line, column: $0.column, value: $0.value, reason: $0.reason, remedy: $0.remedy) }
        notes = report.notes
    }
}

/// One line on the terminal that tells how far a long work is, how fast, and how long it will take.
final class ProgressLine {
    private let shows: Bool
    private let speech: Speech
    private let start = ContinuousClock.now
    private var last = ContinuousClock.now
    private var hasShown = false

    init(shows: Bool, speech: Speech) {
        self.shows = shows
        self.speech = speech
    }

    /// - Parameters: bytes done, bytes in all, rows done.
    func show(_ done: Int, _ all: Int, _ rows: Int) {
        let now = ContinuousClock.now
        guard shows, all > 0, now - last > .milliseconds(100) || done == all else { return }
        last = now
        hasShown = true
        let seconds = max(0.001, Double((now - start).components.seconds) + Double((now - start).components.attoseconds) / 1e18)
        let share = Double(done) / Double(all), rate = Int(Double(rows) / seconds)
        let left = share > 0 ? Int(seconds / share - seconds) : 0
        let filled = Int(share * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        let words = speech(vi: "\(Int(share * 100))%  \(rows) dòng  \(rate) dòng/giây  còn \(left) giây", en: "\(Int(share * 100))%  \(rows) rows  \(rate) rows/s  \(left) s left")
        FileHandle.standardError.write(Data("\r\(bar) \(words)   ".utf8))
    }

    func end() {
        if hasShown { complain("") }
    }
}
