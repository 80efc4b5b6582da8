import ArgumentParser
import Domain
import Foundation
import Operations
import Sheets

/// Records of registers at the command line: files in and out, figures counted anew.
struct RecordsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records", abstract: "Bring records of registers in and out, and hold the figures they feed against them.", subcommands: [Import.self, Export.self, Count.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring records in from a CSV, XLSX or JSON file.",
            discussion: "Headings are codes or names of the register's fields, besides UNIT, ID, NUMBER and STATE. Rows with an ID or NUMBER that is there change that record, the others are new. All rows or none, unless --partial.")

        @OptionGroup var place: Place
        @Option(name: .long, help: "Code of the register.") var register: String
        @Option(name: .long, help: "Code of the unit of rows that name none.") var unit: String?
        @Flag(name: .long, help: "Check everything, write nothing.") var dryRun = false
        @Flag(name: .long, help: "Keep the good rows; the refused ones go to FILE.refused.csv.") var partial = false
        @Flag(name: .long, help: "Keep rows that are likely of records that are there already.") var keepDoubles = false
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let speech = place.speech, khen = try place.open()
            defer { khen.close() }
            var options = Registers.ImportOptions()
            (options.isDryRun, options.isPartial, options.keepsLikelySame, options.unit) = (dryRun, partial, keepDoubles, unit.map { UnitID($0) })
            var refused: [[String]] = [], header: [String] = []
            let input: ByteSource
            do { input = try ByteSource(path: file) } catch { throw Rejected(Label(vi: error.sentence.vi, en: error.sentence.en), remedy: Label(vi: error.remedy.vi, en: error.remedy.en), place: file) }
            let report = try khen.registers.importFile(input, into: register, options: options, by: place.person) { line, names, row, reason in
                header = names
                if partial, refused.count < 1_000_000 { refused.append([String(line)] + row + [speech(reason)]) }
            }
            for problem in report.problems.prefix(100) { complain("\(file):\(problem.line):\(problem.column): \(speech(problem.reason)). \(speech(problem.remedy))") }
            if !report.ignored.isEmpty { complain(speech(vi: "Cột không dùng: ", en: "Columns left out: ") + report.ignored.joined(separator: ", ")) }
            let counts = speech(vi: "\(report.added) mới, \(report.changed) cập nhật, \(report.unchanged) không đổi, \(report.refused) bị từ chối", en: "\(report.added) new, \(report.changed) changed, \(report.unchanged) as they were, \(report.refused) refused")
            let receipts = report.receipts.map(\.number).joined(separator: ", ")
            print(report.receipts.isEmpty ? speech(vi: "Chưa lưu gì: \(counts).", en: "Nothing kept: \(counts).") : speech(vi: "Đã lưu (\(receipts)): \(counts).", en: "Kept (\(receipts)): \(counts)."))
            if !refused.isEmpty {
                var writer = CSVWriter(forExcel: true)
                writer.writeHeader(["line"] + header + ["reason"])
                for row in refused { writer.write(row.map { .text($0) }) }
                try Data(writer.bytes).write(to: URL(fileURLWithPath: file + ".refused.csv"))
                complain(speech(vi: "Các dòng bị từ chối: \(file).refused.csv", en: "Refused rows: \(file).refused.csv"))
            }
            if !report.isClean && !partial { throw ExitCode(65) }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write all records of a register as CSV, in the form that an import takes back.")

        @OptionGroup var place: Place
        @Option(name: .long, help: "Code of the register.") var register: String
        @Option(name: .long, help: "What the file with personal data unmasked is for; kept in the log. Without it they are masked.") var purpose: String?

        func run() async throws {
            let khen = try place.open()
            defer { khen.close() }
            let exported = try khen.registers.export(RecordQuery(), of: register, revealingFor: purpose, by: place.person)
            FileHandle.standardOutput.write(Data(exported.table(units: khen.world).csv()))
        }
    }

    struct Count: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Hold every figure that registers feed against the records, and bring it up to date.")

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Only look; exit code 1 where a figure differs.") var check = false

        func run() async throws {
            let speech = place.speech, khen = try place.open()
            defer { khen.close() }
            let counting = try khen.registers.count(onlyLooks: check, by: place.person)
            print(speech(vi: "\(counting.records) hồ sơ, \(counting.values) số liệu, \(counting.differing) khác.", en: "\(counting.records) records, \(counting.values) values, \(counting.differing) differing."))
            if check, counting.differing > 0 { throw ExitCode(1) }
        }
    }
}
