import Domain
import Foundation
import Packs

/// A set of packs in a folder of its own, for one test. Removed with ``remove()``.
struct PackFolder {
    let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("khen-packs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

    func write(_ data: Data, to path: String) throws {
        let file = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    func remove() throws { try FileManager.default.removeItem(at: root) }

    /// A pack without problems, from which tests change one file.
    static let sound: [String: String] = [
        "pack.yaml": """
        code: demo
        version: "1"
        name: {vi: Gói thử, en: Trial pack}
        programme:
          code: DM
          name: {vi: Chương trình thử, en: Trial programme}
          unit: "11"
          unit_as_of: 2025-07-01
          first_day: 2025-01-01
          last_day: 2030-12-31
          lead_agency: SO
          citation: PLAN
        """,
        "citations.yaml": "- {code: PLAN, vi: Kế hoạch thử, en: Trial plan}",
        "goals.yaml": "- {code: G1, name: {vi: Mục tiêu, en: Goal}}",
        "solution-groups.yaml": "- {code: S1, name: {vi: Kinh tế số, en: Digital economy}}",
        "agencies.yaml": """
        - {code: UBND, name: {vi: Ủy ban, en: Committee}}
        - {code: SO, name: {vi: Sở, en: Department}, parent: UBND}
        """,
        "categories.yaml": """
        - code: SEX
          name: {vi: Giới tính, en: Sex}
          options:
          - {code: F, name: {vi: Nữ, en: Female}}
          - {code: M, name: {vi: Nam, en: Male}}
        """,
        "data-elements.csv": """
        code,name.vi,name.en,type,over_time,level,categories
        TRAINED,Số người đã tập huấn,Persons trained,count,last,commune,SEX
        STAFF,Số cán bộ,Staff,count,last,commune,SEX
        DONE,Đã xong,Done,yes_no,last,province,
        SHARE,Tỷ lệ đã công bố,Published share,percentage,last,province,
        """,
        "indicators.yaml": """
        - code: T1
          name: {vi: Tỷ lệ đã tập huấn, en: Share trained}
          measure: ratio
          numerator: "#{TRAINED}"
          denominator: "#{STAFF}"
          published_as: SHARE
          frequency: month
          level: commune
          categories: [SEX]
          goal: G1
          solution_group: S1
          agency: SO
          citation: PLAN
        - code: T2
          name: {vi: Đã xong, en: Done}
          measure: milestone
          numerator: "#{DONE}"
          frequency: quarter
          calendar: nd09
          level: province
          citation: PLAN
        """,
        "targets.csv": """
        indicator,unit,due,value,citation
        T1,11,2030-12-31,80,PLAN
        T2,11,2025-12-31,1,PLAN
        """,
        "baselines.csv": """
        indicator,unit,day,value,citation
        T1,11,2025-01-01,10.5,PLAN
        """,
        "calendars.yaml": "- {code: nd09, name: {vi: Kỳ báo cáo, en: Reporting periods}, cut_off_day: 14, citation: PLAN}",
        "windows.yaml": "- {code: W-1, name: {vi: Đợt cao điểm, en: Campaign}, first_day: 2025-07-15, last_day: 2025-10-25, citation: PLAN}",
        "forms.yaml": """
        - code: F1
          name: {vi: Báo cáo tháng, en: Monthly report}
          frequency: month
          level: commune
          due_days: 5
          citation: PLAN
          sections:
          - name: {vi: Tập huấn, en: Training}
            data_elements: [TRAINED, STAFF]
        - code: F2
          name: {vi: Báo cáo quý, en: Quarterly report}
          frequency: quarter
          calendar: nd09
          level: province
          due_days: 5
          citation: PLAN
          sections:
          - name: {vi: Các mốc, en: Milestones}
            data_elements: DONE
        """,
        "results.csv": """
        data_element,unit,period,value,bound,citation
        SHARE,11,2025,96,more_than,PLAN
        """
    ]

    /// Known units: Điện Biên, Bình Thuận until 30 June 2025, a commune.
    static func level(ofUnit code: String, on day: Day) -> UnitLevel? {
        switch code {
        case "11", "14": .province
        case "60": day < Day(iso: "2025-07-01")! ? .province : nil
        case "66": .province
        case "03127", "24169", "24121", "24163": .commune
        default: nil
        }
    }
}

/// Checks the sound pack with some of its files replaced; `nil` leaves a file out.
func check(_ changes: [String: String?], file code: String = "demo") throws -> PackCheck {
    let folder = try PackFolder()
    for (name, text) in PackFolder.sound.merging(changes.mapValues { $0 ?? "" }, uniquingKeysWith: { $1 }) where changes[name] != .some(nil) {
        try folder.write(text, to: name.contains("/") ? name : "demo/\(name)")
    }
    defer { try? folder.remove() }
    return PackCheck(folder: folder.root.appendingPathComponent(code), unit: PackFolder.level(ofUnit:on:))
}

/// Replaces one text in one file of the sound pack, which must hold it exactly once.
func check(_ name: String, replacing old: String, with new: String) throws -> PackCheck {
    let text = PackFolder.sound[name] ?? ""
    precondition(text.ranges(of: old).count == 1, "«\(old)» stands \(text.ranges(of: old).count) times in \(name)")
    return try check([name: text.replacing(old, with: new)])
}
