import Domain
import Foundation

/// Reads the folder of a pack: `pack.yaml` and one file per list, YAML or CSV, as docs/packs.md describes them.
package struct PackReader {
    private let folder: URL
    private let log: ProblemLog
    private var source: PackSource
    private var roots: [PackList: SourceNode] = [:]

    /// Reads one pack by itself. What it says of other packs is checked by ``PackCheck``.
    ///
    /// - Returns: every problem of form, in reading order, and the pack if none of them is an error.
    package static func read(folder: URL) -> (pack: Pack?, problems: [PackProblem]) {
        let log = ProblemLog()
        let source = source(of: folder, log: log)
        let problems = log.problems.sorted()
        return (problems.contains { $0.severity == .error } ? nil : source?.pack, problems)
    }

    /// - Returns: as much of the pack as could be read; `nil` if there is no readable `pack.yaml`.
    static func source(of folder: URL, log: ProblemLog) -> PackSource? {
        var reader = PackReader(folder: folder.standardizedFileURL, log: log)
        return reader.read()
    }

    private init(folder: URL, log: ProblemLog) {
        self.folder = folder
        self.log = log
        let name = folder.lastPathComponent
        source = PackSource(
            folder: name, pack: Pack(code: name, name: .same(name), version: ""),
            header: SourceNode(content: .record([]), place: Place(file: "\(name)/pack.yaml")))
    }

    private mutating func read() -> PackSource? {
        guard let names = fileNames() else { return nil }
        let header = names.contains("pack.yaml") ? root(of: "pack.yaml") : nil
        if !names.contains("pack.yaml") {
            log.report(
                .missingFile, at: Place(file: "\(source.folder)/pack.yaml"), Label(vi: "Không có tệp pack.yaml.", en: "There is no pack.yaml."),
                remedy: Label(vi: "Hãy tạo pack.yaml với code, version, name.", en: "Write a pack.yaml with code, version and name."))
        }
        for list in PackList.files {
            let found = names.filter { $0 == "\(list.rawValue).yaml" || $0 == "\(list.rawValue).csv" }
            if found.count > 1 {
                log.report(
                    .unknownFile, at: Place(file: "\(source.folder)/\(list.rawValue).csv"),
                    Label(vi: "Danh sách «\(list.rawValue)» có cả tệp YAML và tệp CSV.", en: "The list “\(list.rawValue)” has both a YAML and a CSV file."),
                    remedy: Label(vi: "Hãy giữ lại một tệp.", en: "Keep one of them."))
            }
            for name in found { readList(list, from: name) }
        }
        if names.contains(PackList.registers.rawValue) { readRegisters() }
        decodeLists()
        guard let header else { return nil }
        decodeHeader(header)
        return source
    }

    // MARK: - Files

    /// The folder's files; those that are no part of a pack are reported.
    private func fileNames() -> [String]? {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
            let known = ["pack.yaml"] + PackList.files.flatMap { ["\($0.rawValue).yaml", "\($0.rawValue).csv"] }
            for name in names where !known.contains(name) && [".yaml", ".yml", ".csv", ".json", ".xlsx"].contains(where: name.hasSuffix) {
                log.report(
                    .unknownFile, at: Place(file: "\(source.folder)/\(name)"),
                    Label(vi: "Gói không có tệp nào tên «\(name)».", en: "A pack has no file of the name “\(name)”."),
                    remedy: name.hasPrefix(PackList.registers.rawValue + ".") ? Self.registersHaveFiles : suggestion(for: name, among: known))
            }
            return names
        } catch {
            reportClosed(folder, at: Place(file: source.folder))
            return nil
        }
    }

    private static let registersHaveFiles = Label(
        vi: "Mỗi sổ quản lý là một tệp registers/TÊN.yaml trong thư mục của gói.", en: "Each register is a file registers/NAME.yaml in the pack's folder.")

    private func reportClosed(_ folder: URL, at place: Place) {
        log.report(
            .missingFile, at: place, Label(vi: "Không mở được thư mục «\(folder.path)».", en: "The folder “\(folder.path)” cannot be opened."),
            remedy: Label(vi: "Hãy kiểm tra đường dẫn và quyền đọc.", en: "Check the path and that you may read it."))
    }

    private mutating func root(of name: String) -> SourceNode? {
        let file = "\(source.folder)/\(name)"
        let data: Data
        do {
            data = try Data(contentsOf: folder.appendingPathComponent(name))
        } catch {
            log.report(
                .missingFile, at: Place(file: file), Label(vi: "Không đọc được tệp.", en: "The file cannot be read."),
                remedy: Label(vi: "Hãy kiểm tra quyền đọc.", en: "Check that you may read it."))
            return nil
        }
        let bytes = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = bytes.prefix(validUTF8Count(bytes)).count { $0 == 0x0A } + 1
            log.report(
                .encoding, at: Place(file: file, line: line, column: 1),
                Label(
                    vi: "Tệp không phải UTF-8 từ dòng này (có thể là TCVN3, VNI hoặc UTF-16).",
                    en: "From this line on the file is not UTF-8 (it may be TCVN3, VNI or UTF-16)."),
                remedy: Label(vi: "Hãy lưu lại tệp với bảng mã UTF-8.", en: "Save the file as UTF-8."))
            return nil
        }
        let normalized = text.replacing("\r\n", with: "\n")
        source.texts[file] = SourceText(normalized)
        if name.hasSuffix(".csv") { return CSVSource(file: file, log: log).read(normalized) }
        var yaml = YAMLSource(file: file, log: log)
        return yaml.read(normalized)
    }

    /// How many bytes from the beginning are UTF-8.
    private func validUTF8Count(_ bytes: Data) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { count += UTF8.width(scalar) }
        return count
    }

    private mutating func readList(_ list: PackList, from name: String) {
        let problemsBefore = log.problems.count
        guard let root = root(of: name) else {
            if log.problems.count > problemsBefore { source.unreadable.formUnion(list == .categories ? [.categories, .categoryOptions] : [list]) }
            return
        }
        guard case .list(let items) = root.content else {
            log.report(
                .wrongType, at: root.place, Label(vi: "Tệp này phải là một danh sách.", en: "This file must be a list."),
                remedy: Label(vi: "Hãy bắt đầu mỗi mục bằng «- ».", en: "Begin each entry with “- ”."))
            return
        }
        roots[list] = SourceNode(content: .list((roots[list]?.items ?? []) + items), place: root.place)
        for item in items { if let code = item["code"] { declare(code, in: list) } }
    }

    private mutating func declare(_ code: SourceNode, in list: PackList) {
        guard let text = code.text else { return }
        if let first = source.declared[list]?[text] {
            log.report(
                .duplicateCode, at: code.place,
                Label(
                    vi: "Mã \(list.entry.vi) «\(text)» đã dùng ở \(first.file), dòng \(first.line ?? 1).",
                    en: "The \(list.entry.en) “\(text)” is already declared in \(first.file), line \(first.line ?? 1)."),
                remedy: Label(vi: "Hãy đặt mã khác hoặc bỏ mục trùng.", en: "Give it another code or remove one of the two."))
        } else {
            source.declared[list, default: [:]][text] = code.place
        }
    }

    // MARK: - Registers

    /// One register in each file, named after its code.
    private mutating func readRegisters() {
        let inside = PackList.registers.rawValue, names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(inside).path).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            reportClosed(folder.appendingPathComponent(inside), at: Place(file: "\(source.folder)/\(inside)"))
            source.unreadable.insert(.registers)
            return
        }
        for name in names where [".yml", ".csv", ".json", ".xlsx"].contains(where: name.hasSuffix) {
            log.report(
                .unknownFile, at: Place(file: "\(source.folder)/\(inside)/\(name)"),
                Label(vi: "«\(name)» không phải là tệp của một sổ quản lý.", en: "“\(name)” is no file of a register."), remedy: Self.registersHaveFiles)
        }
        for name in names where name.hasSuffix(".yaml") { readRegister(from: name) }
    }

    private mutating func readRegister(from name: String) {
        let file = "\(PackList.registers.rawValue)/\(name)", problemsBefore = log.problems.count
        guard let root = root(of: file) else {
            source.unreadable.insert(.registers)
            if log.problems.count == problemsBefore { reportNoRegister(at: Place(file: "\(source.folder)/\(file)", line: 1, column: 1)) }
            return
        }
        guard case .record = root.content else { return reportNoRegister(at: root.place) }
        roots[.registers] = SourceNode(content: .list((roots[.registers]?.items ?? []) + [root]), place: root.place)
        guard let code = root["code"], let text = code.text else { return }
        declare(code, in: .registers)
        guard name != "\(text.lowercased()).yaml" else { return }
        log.report(
            .folderName, at: code.place,
            Label(vi: "Sổ quản lý «\(text)» nằm trong tệp «\(name)».", en: "The register “\(text)” stands in a file “\(name)”."),
            remedy: Label(vi: "Hãy đặt tên tệp là \(text.lowercased()).yaml.", en: "Call the file \(text.lowercased()).yaml."))
    }

    private func reportNoRegister(at place: Place) {
        log.report(
            .wrongType, at: place, Label(vi: "Tệp này phải là một sổ quản lý.", en: "This file must be one register."),
            remedy: Label(vi: "Hãy ghi các khóa code, name, … ngay từ đầu dòng, không ghi danh sách.", en: "Write its keys (code, name, …) at the beginning of lines, not a list."))
    }

    // MARK: - Lists

    private mutating func decodeLists() {
        var citations: [String: Citation] = [:]
        for item in roots[.citations]?.items ?? [] {
            var reader = RecordReader(item, citations: [:], log: log)
            let code = reader.code(), citation = reader.citationText()
            reader.finish()
            if let code, let citation { citations[code] = citation }
        }
        source.citations = source.unreadable.contains(.citations) ? nil : citations
        source.pack.goals = decode(.goals) { $0.goal() }
        source.pack.solutionGroups = decode(.solutionGroups) { $0.solutionGroup() }
        source.pack.agencies = decode(.agencies) { $0.agency() }
        source.pack.categories = decode(.categories) { $0.category() }
        decodeCategoryOptions()
        source.pack.dataElements = decode(.dataElements) { $0.dataElement() }
        source.pack.indicators = decode(.indicators) { $0.indicator() }
        source.pack.targets = decode(.targets) { $0.target() }
        source.pack.baselines = decode(.baselines) { $0.baseline() }
        source.pack.calendars = decode(.calendars) { $0.calendar() }
        source.pack.windows = decode(.windows) { $0.window() }
        source.pack.forms = decode(.forms) { $0.form() }
        source.pack.validationRules = decode(.validationRules) { $0.validationRule() }
        source.pack.regimes = decode(.regimes) { $0.regime() }
        source.pack.roles = decode(.roles) { $0.role() }
        source.pack.calendarDays = decode(.holidays) { $0.calendarDay() }
        source.pack.results = decode(.results) { $0.result() }
        source.pack.registers = decode(.registers) { $0.register() }
        if source.pack.registers.count < roots[.registers]?.items.count ?? 0 { source.unreadable.insert(.registers) }
    }

    private mutating func decode<Value>(_ list: PackList, _ read: (inout RecordReader) -> Value?) -> [Value] {
        var values: [Value] = []
        for item in roots[list]?.items ?? [] {
            var reader = RecordReader(item, citations: source.citations, log: log)
            let value = read(&reader)
            reader.finish()
            guard let value else { continue }
            values.append(value)
            source.entries[list, default: []].append(item)
        }
        return values
    }

    /// Options stand inside their category in YAML, or in a file of their own where there are many.
    private mutating func decodeCategoryOptions() {
        for entry in source.entries[.categories] ?? [] {
            for option in entry["options"]?.items ?? [] { if let code = option["code"] { declare(code, in: .categoryOptions) } }
        }
        for item in roots[.categoryOptions]?.items ?? [] {
            var reader = RecordReader(item, citations: [:], log: log)
            let category = reader.text("category", .required), option = reader.categoryOption()
            reader.finish()
            guard let category, let option else { continue }
            guard let index = source.pack.categories.firstIndex(where: { $0.code == category }) else {
                log.report(
                    .unknownReference, at: item.place(of: "category"), Label(vi: "Không có phân tổ «\(category)».", en: "There is no category “\(category)”."),
                    remedy: suggestion(for: category, among: source.codes(.categories)))
                continue
            }
            source.pack.categories[index].options.append(option)
        }
        for (category, entry) in source.sourced(.categories, source.pack.categories) where category.options.isEmpty {
            log.report(
                .missingKey, at: entry.place,
                Label(vi: "Phân tổ «\(category.code)» không có lựa chọn nào.", en: "The category “\(category.code)” has no options."),
                remedy: Label(vi: "Hãy thêm «options» hoặc ghi trong category-options.csv.", en: "Add “options”, or list them in category-options.csv."))
        }
    }

    // MARK: - pack.yaml

    private mutating func decodeHeader(_ header: SourceNode) {
        source.header = header
        var reader = RecordReader(header, citations: source.citations, log: log)
        let code = reader.code(), name = reader.label("name", .required), version = reader.text("version", .required)
        source.pack.requires = reader.codes("requires")
        if var inner = reader.record("programme") {
            source.pack.programme = inner.programme()
            inner.finish()
        }
        reader.finish()
        source.pack.version = version ?? ""
        if let name { source.pack.name = name }
        guard let code else { return }
        source.pack.code = code
        if code != source.folder {
            log.report(
                .folderName, at: header.place(of: "code"),
                Label(
                    vi: "Mã gói «\(code)» khác tên thư mục «\(source.folder)».", en: "The pack's code “\(code)” is not its folder's name “\(source.folder)”."),
                remedy: Label(vi: "Hãy đặt tên thư mục trùng với mã gói.", en: "Give the folder the pack's code as its name."))
        }
    }
}
