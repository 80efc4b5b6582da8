import Domain

/// The lists that a pack may hold, each in a file of its own name, as YAML or CSV; registers each in a file of the folder `registers`.
enum PackList: String, CaseIterable, Sendable {
    case citations
    case goals
    case solutionGroups = "solution-groups"
    case agencies
    case categories
    case categoryOptions = "category-options"
    case dataElements = "data-elements"
    case indicators
    case targets
    case baselines
    case calendars
    case windows
    case forms
    case validationRules = "validation-rules"
    case regimes
    case roles
    case holidays
    case results
    case registers

    /// Those that are one file.
    static let files = allCases.filter { $0 != .registers }

    /// What one entry is called in a sentence.
    var entry: Label {
        switch self {
        case .citations: Label(vi: "nguồn trích dẫn", en: "citation")
        case .goals: Label(vi: "mục tiêu", en: "goal")
        case .solutionGroups: Label(vi: "nhóm giải pháp", en: "solution group")
        case .agencies: Label(vi: "cơ quan", en: "agency")
        case .categories: Label(vi: "phân tổ", en: "category")
        case .categoryOptions: Label(vi: "lựa chọn phân tổ", en: "category option")
        case .dataElements: Label(vi: "mục số liệu", en: "data element")
        case .indicators: Label(vi: "chỉ tiêu", en: "indicator")
        case .targets: Label(vi: "mức mục tiêu", en: "target")
        case .baselines: Label(vi: "mức ban đầu", en: "baseline")
        case .calendars: Label(vi: "lịch báo cáo", en: "reporting calendar")
        case .windows: Label(vi: "đợt", en: "window")
        case .forms: Label(vi: "biểu mẫu", en: "form")
        case .validationRules: Label(vi: "quy tắc kiểm tra", en: "validation rule")
        case .regimes: Label(vi: "chế độ báo cáo", en: "reporting regime")
        case .roles: Label(vi: "vai trò", en: "role")
        case .holidays: Label(vi: "ngày nghỉ", en: "holiday")
        case .results: Label(vi: "kết quả đã công bố", en: "published result")
        case .registers: Label(vi: "sổ quản lý", en: "register")
        }
    }
}

/// A pack as read, with the place of every entry.
struct PackSource {
    /// Name of the folder.
    var folder: String
    var pack: Pack
    /// `pack.yaml`.
    var header: SourceNode
    /// The entries that could be read, in the order of the pack's lists.
    var entries: [PackList: [SourceNode]] = [:]
    /// Where each code is declared, also by entries that could not be read.
    var declared: [PackList: [String: Place]] = [:]
    /// Lists whose files are there but could not be read: nobody knows what they declare.
    var unreadable: Set<PackList> = []
    var citations: [String: Citation]? = [:]
    var texts: [String: SourceText] = [:]

    /// The values of a list with where each stands.
    func sourced<Value>(_ list: PackList, _ values: [Value]) -> Zip2Sequence<[Value], [SourceNode]> { zip(values, entries[list] ?? []) }

    func codes(_ list: PackList) -> [String] { declared[list].map { Array($0.keys) } ?? [] }

    /// Where a character of a text, such as a formula, stands in its file.
    func place(of key: String, in entry: SourceNode, character offset: Int) -> Place {
        guard let value = entry[key], let text = value.text, let source = texts[value.place.file] else { return entry.place(of: key) }
        return source.place(ofCharacterAt: text.prefix(offset).unicodeScalars.count, in: text, startingAt: value.place)
    }
}
