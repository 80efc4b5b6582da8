import Domain
import Sheets
import Storage

/// Villages, hamlets and residential groups: units under communes whose codes are issued locally.
extension Units {
    /// Reads a CSV or XLSX list of villages with the columns `code, name_vi, name_en, type, commune, first_day`; Vietnamese headings too.
    ///
    /// A row without a code gets the commune's code and the next free number of three digits. `name_en` may be left out: the Vietnamese name without
    /// marks is taken. The same file twice changes nothing. All or nothing.
    ///
    /// - Throws: ``Rejected`` when the file as a whole cannot be used.
    package func importVillages(_ source: ByteSource, dryRun: Bool = false, by person: Person) throws -> ImportReport {
        try person.require(.configure)
        let world = try khen.refresh()
        var report = ImportReport(file: source.name, wasDryRun: dryRun)
        var reading = VillageReading(world: world, today: khen.now().day)
        do {
            let file = try TableFile.open(source) { VillageReading.places(in: $0)[.name] != nil }.rows
            let places = VillageReading.places(in: file.header)
            for column in [VillageReading.Column.name, .commune] where places[column] == nil {
                throw Rejected(Label(vi: "thiếu cột \(column.label.vi)", en: "column \(column.rawValue) is missing"),
                               remedy: Label(vi: "Dòng đầu phải có: mã, tên, loại, xã, ngày thành lập.", en: "The first line must have: code, name_vi, name_en, type, commune, first_day."), place: source.name)
            }
            try file.forEachRow(refused: { row, error in
                report.rows += 1
                report.refuse(ImportProblem(line: row.line, column: error.cell ?? "", value: "", reason: Label(error.sentence), remedy: Label(error.remedy)))
            }) { row in
                report.rows += 1
                if let problem = reading.take(row, places) { report.refuse(problem) }
            }
        } catch let error as SheetError {
            throw Rejected(sheet: error, file: source.name)
        }
        let changed = reading.villages.filter { world.units.unit($0.id) != $0 }
        report.unchanged = reading.villages.count - changed.count
        report.written = report.isClean ? changed.count : 0
        guard report.isClean, !dryRun, !changed.isEmpty else { return report }
        try khen.database.write { tx in
            let list = UnitList(units: changed, lineage: [], aliases: [], outlines: [:])
            try ChangeLog.append(.villagesLoaded, to: OfficialUnits.nationalLog, subject: source.name, by: person, at: khen.now(), in: tx) { seq, _ in
                try UnitStore.merge(list, in: tx)
                report.changes[OfficialUnits.nationalLog] = seq
                return ChangeDetail(facts: ["villages": String(changed.count), "digest": try UnitStore.digest(in: tx)])
            }
        }
        try khen.refresh()
        return report
    }
}

private struct VillageReading {
    enum Column: String, CaseIterable {
        case code, name = "name_vi", nameEn = "name_en", type, commune, firstDay = "first_day", illustrative

        var headings: Set<String> {
            switch self {
            case .code: ["code", "ma", "ma thon", "ma ban", "ma thon ban"]
            case .name: ["name vi", "name", "ten", "ten thon", "ten ban", "ten thon ban"]
            case .nameEn: ["name en", "ten tieng anh"]
            case .type: ["type", "loai", "loai hinh"]
            case .commune: ["commune", "xa", "ma xa", "ma xa phuong"]
            case .firstDay: ["first day", "ngay thanh lap", "hieu luc tu"]
            case .illustrative: ["illustrative", "minh hoa"]
            }
        }

        var label: Label {
            switch self {
            case .name: Label(vi: "tên", en: "name_vi")
            case .commune: Label(vi: "mã xã", en: "commune")
            default: Label(vi: rawValue, en: rawValue)
            }
        }
    }

    /// Types that villages have in law and in use, with the word before the name.
    static let types: [String: Label] = [
        "thon": Label(vi: "Thôn", en: "Village"), "ban": Label(vi: "Bản", en: "Village"), "buon": Label(vi: "Buôn", en: "Village"), "lang": Label(vi: "Làng", en: "Village"),
        "xom": Label(vi: "Xóm", en: "Hamlet"), "ap": Label(vi: "Ấp", en: "Hamlet"), "bon": Label(vi: "Bon", en: "Village"), "phum": Label(vi: "Phum", en: "Village"), "soc": Label(vi: "Sóc", en: "Village"),
        "to_dan_pho": Label(vi: "Tổ dân phố", en: "Residential group"), "khu_pho": Label(vi: "Khu phố", en: "Residential quarter"), "khom": Label(vi: "Khóm", en: "Residential group"),
        "khoi": Label(vi: "Khối", en: "Residential block"), "tieu_khu": Label(vi: "Tiểu khu", en: "Sub-quarter"),
    ]

    static func places(in header: [String]) -> [Column: Int] {
        var places: [Column: Int] = [:]
        for (index, name) in header.enumerated() {
            let folded = VietnameseText.folded(name.replacing("_", with: " "))
            if let column = Column.allCases.first(where: { $0.headings.contains(folded) }), places[column] == nil { places[column] = index }
        }
        return places
    }

    let world: World
    let today: Day
    var villages: [OrgUnit] = []
    private var taken: Set<String> = []
    private var lastNumber: [String: Int] = [:]

    init(world: World, today: Day) {
        self.world = world
        self.today = today
    }

    mutating func take(_ row: SheetRow, _ places: [Column: Int]) -> ImportProblem? {
        func text(_ column: Column) -> String? {
            guard let place = places[column], place < row.count else { return nil }
            let text = VietnameseText.nfc(row.text(place)).trimmingSpaces
            return text.isEmpty ? nil : text
        }
        func refuse(_ column: Column, _ vi: String, _ en: String, _ remedyVi: String, _ remedyEn: String) -> ImportProblem {
            ImportProblem(line: row.line, column: places[column].map { row.cellName($0) } ?? column.rawValue, value: text(column) ?? "",
                          reason: Label(vi: vi, en: en), remedy: Label(vi: remedyVi, en: remedyEn))
        }
        guard let name = text(.name) else { return refuse(.name, "thiếu tên", "the name is missing", "Ghi tên thôn, bản.", "Write the village's name.") }
        if LegacyText.detect(name) != nil {
            return refuse(.name, "tên viết bằng bảng mã cũ (TCVN3 hoặc VNI)", "the name is in an old encoding (TCVN3 or VNI)", "Chuyển tệp sang Unicode rồi nhập lại.", "Convert the file to Unicode and import it again.")
        }
        guard let communeCode = text(.commune) else { return refuse(.commune, "thiếu mã xã", "the commune's code is missing", "Ghi mã xã 5 chữ số.", "Write the 5-digit code.") }
        let start: Day?
        if let given = text(.firstDay) {
            guard let day = Day(iso: given) else { return refuse(.firstDay, "«\(given)» không phải là ngày", "“\(given)” is not a day", "Ghi ngày dạng 2026-07-15.", "Write the day as 2026-07-15.") }
            start = day
        } else {
            start = nil
        }
        let padded = communeCode.count < 5 && communeCode.allSatisfy(\.isNumber) ? String(repeating: "0", count: 5 - communeCode.count) + communeCode : communeCode
        guard let commune = world.units.unit(code: padded, asOf: start ?? today), commune.level == .commune else {
            let found = world.searchUnits(communeCode, limit: 1).first
            return refuse(.commune, "không có xã, phường mang mã «\(communeCode)» vào ngày \((start ?? today).iso)", "there is no commune with the code “\(communeCode)” on \((start ?? today).iso)",
                          found.map { "Có phải là \($0.versions.last!.fullName.vi), mã \($0.code)?" } ?? "Tìm mã ở trang /units.", found.map { "Did you mean \($0.versions.last!.fullName.en), code \($0.code)?" } ?? "Look the code up at /units.")
        }
        let type = text(.type).map { VietnameseText.folded($0).replacing(" ", with: "_") } ?? "thon"
        guard let word = Self.types[type] else {
            return refuse(.type, "không có loại «\(text(.type) ?? "")»", "there is no type “\(text(.type) ?? "")”", "Dùng: \(Self.types.keys.sorted().joined(separator: ", ")).", "Use one of: \(Self.types.keys.sorted().joined(separator: ", ")).")
        }
        let code: String
        if let given = text(.code) {
            guard given.hasPrefix(padded + "-"), given.count > padded.count + 1 else {
                return refuse(.code, "mã «\(given)» không bắt đầu bằng mã xã", "the code “\(given)” does not begin with the commune's code", "Ghi mã dạng \(padded)-001 hoặc để trống.", "Write it as \(padded)-001, or leave it empty.")
            }
            code = given
        } else {
            code = existing(name, in: commune) ?? nextCode(in: commune)
        }
        guard taken.insert(code).inserted else {
            return refuse(.code, "mã \(code) có hai lần trong tệp", "the code \(code) is in the file twice", "Mỗi thôn, bản một mã.", "Give each village its own code.")
        }
        let hasWord = VietnameseText.folded(name).hasPrefix(VietnameseText.folded(word.vi) + " ")
        let english = text(.nameEn) ?? VietnameseText.folded(name).split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
        let version = UnitVersion(
            unit: UnitID("\(code).1"), firstDay: start, lastDay: nil, name: Label(vi: name, en: english),
            fullName: Label(vi: hasWord ? name : "\(word.vi) \(name)", en: english), type: type, parent: commune.id)
        let isIllustrative = text(.illustrative).map { ["yes", "true", "1", "co"].contains(VietnameseText.folded($0)) } ?? false
        villages.append(OrgUnit(id: version.unit, code: code, level: .village, versions: [version], isIllustrative: isIllustrative))
        return nil
    }

    /// The code that a village of this name has in the commune already, so that the same file twice adds nothing.
    private func existing(_ name: String, in commune: OrgUnit) -> String? {
        world.units.children(of: commune.id, asOf: today).first { $0.level == .village && $0.versions.last!.name.vi == name && !taken.contains($0.code) }?.code
    }

    private mutating func nextCode(in commune: OrgUnit) -> String {
        var number = lastNumber[commune.code] ?? world.units.children(of: commune.id, asOf: today).compactMap { Int($0.code.dropFirst(commune.code.count + 1)) }.max() ?? 0
        var code: String
        repeat {
            number += 1
            let digits = String(number)
            code = "\(commune.code)-\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)"
        } while taken.contains(code)
        lastNumber[commune.code] = number
        return code
    }
}

extension String {
    /// Without spaces at either end.
    var trimmingSpaces: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
