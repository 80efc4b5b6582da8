import ArgumentParser
import Domain
import Foundation
import Operations
import Sheets

/// Takes in lists of units.
struct UnitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "units", abstract: "Look up units and take in lists of units.", subcommands: [Find.self, Load.self, Villages.self])

    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Find units by name or code; former names too.")

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Print the units as JSON.") var json = false
        @Option(name: .long, help: "Only this level: province, district, commune or village.") var level: String?
        @Option(name: .long, help: "Only units of the province with this code.") var province: String?
        @Option(name: .long, help: "At most this many.") var limit = 30
        @Argument(help: "Name or code; diacritics may be left out.") var text: [String]

        func run() async throws {
            let speech = place.speech
            let khen = try place.open()
            defer { khen.close() }
            let wanted = level.map { UnitLevel(rawValue: $0) }
            if case .some(nil) = wanted {
                throw Rejected(Label(vi: "không có cấp «\(level!)»", en: "there is no level “\(level!)”"), remedy: Label(vi: "Dùng province, district, commune hoặc village.", en: "Use province, district, commune or village."), place: "--level")
            }
            let found = khen.units.search(text.joined(separator: " "), level: wanted ?? nil, province: province, limit: limit)
            if json { return try printJSON(found) }
            for unit in found {
                let version = unit.versions.last!
                let ended = unit.lastDay.map { speech(vi: " (đến \($0.iso))", en: " (until \($0.iso))") } ?? ""
                print("\(unit.code)\t\(speech(version.fullName))\(ended)")
            }
            if found.isEmpty { complain(speech(vi: "Không tìm thấy.", en: "Nothing found.")) }
        }
    }

    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take in a newer official list: a folder in the form of data/units. Shows what changes first; --dry-run stops there.")

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Only show what would change.") var dryRun = false
        @Argument(help: "Folder with units.csv, versions.csv, lineage.csv, aliases.csv, boundaries/.") var folder: String

        func run() async throws {
            let speech = place.speech
            let root = URL(fileURLWithPath: folder)
            let boundaries = root.appendingPathComponent("boundaries")
            let outlines = FileManager.default.fileExists(atPath: boundaries.path) ? try FileManager.default.contentsOfDirectory(atPath: boundaries.path).sorted().map { "boundaries/\($0)" } : []
            let list = try UnitList(file: { name in
                let path = root.appendingPathComponent(name).path
                return FileManager.default.contents(atPath: path).map { Array($0) }
            }, outlineFiles: outlines)
            guard !list.units.isEmpty || !list.lineage.isEmpty else {
                throw Rejected(Label(vi: "không có đơn vị nào trong \(folder)", en: "there are no units in \(folder)"),
                               remedy: Label(vi: "Thư mục phải có units.csv và versions.csv, xem data/README.md.", en: "The folder must have units.csv and versions.csv, see data/README.md."), place: folder)
            }
            let khen = try place.open()
            defer { khen.close() }
            let difference = try khen.units.load(list, dryRun: dryRun, by: place.person)
            for row in difference.rows.prefix(200) { print("\(row.unit)\t\(speech(row.description))") }
            if difference.rows.count > 200 { print(speech(vi: "… và \(difference.rows.count - 200) thay đổi khác", en: "… and \(difference.rows.count - 200) more")) }
            for kind in OfficialUnits.Difference.Kind.allCases where difference.count(kind) > 0 { print("\(kind.rawValue): \(difference.count(kind))") }
            print(difference.isEmpty ? speech(vi: "Danh mục không thay đổi.", en: "The list changes nothing.")
                : dryRun ? speech(vi: "Chưa ghi gì.", en: "Nothing written.") : speech(vi: "Đã cập nhật danh mục.", en: "The list was taken in."))
        }
    }

    struct Villages: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import villages from CSV or XLSX: code, name_vi, name_en, type, commune, first_day; a row without a code gets one.")

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Check everything, write nothing.") var dryRun = false
        @Flag(name: .long, help: "Print the result as JSON.") var json = false
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let speech = place.speech
            let khen = try place.open()
            defer { khen.close() }
            let source: ByteSource
            do { source = try ByteSource(path: file) } catch { throw Rejected(Label(vi: error.sentence.vi, en: error.sentence.en), remedy: Label(vi: error.remedy.vi, en: error.remedy.en), place: file) }
            let report = try khen.units.importVillages(source, dryRun: dryRun, by: place.person)
            if json { try printJSON(ImportResult(report)) } else {
                for problem in report.problems { complain("\(file):\(problem.line):\(problem.column): \(speech(problem.reason)). \(speech(problem.remedy))") }
                print(report.isClean
                    ? speech(vi: "\(report.written) thôn, bản \(dryRun ? "sẽ được ghi" : "đã ghi"), \(report.unchanged) không đổi.", en: "\(report.written) villages \(dryRun ? "would be written" : "written"), \(report.unchanged) unchanged.")
                    : speech(vi: "Không ghi gì: \(report.refused) dòng bị từ chối.", en: "Nothing written: \(report.refused) rows refused."))
            }
            if !report.isClean { throw ExitCode(65) }
        }
    }
}
