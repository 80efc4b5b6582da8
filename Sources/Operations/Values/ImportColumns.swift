import Domain

/// The columns of a file of values, and the headings under which they are recognised.
enum ImportColumn: String, CaseIterable {
    case dataElement = "data_element"
    case unit = "org_unit"
    case period
    case options = "category_options"
    case value
    case comment
    case source

    var isRequired: Bool {
        switch self {
        case .dataElement, .unit, .period, .value: true
        case .options, .comment, .source: false
        }
    }

    /// Headings, folded: lower case, no marks, words apart by one space.
    var headings: Set<String> {
        switch self {
        case .dataElement: ["data element", "dataelement", "phan tu du lieu", "ma phan tu du lieu", "ma chi tieu", "chi tieu", "ma so lieu"]
        case .unit: ["org unit", "orgunit", "organisation unit", "unit", "don vi", "ma don vi", "don vi hanh chinh", "ma don vi hanh chinh"]
        case .period: ["period", "ky", "ky bao cao", "ma ky", "ky so lieu"]
        case .options: ["category options", "category option", "categoryoptioncombo", "category option combo", "phan to", "ma phan to", "phan loai"]
        case .value: ["value", "gia tri", "so lieu", "tri so"]
        case .comment: ["comment", "note", "ghi chu", "dien giai"]
        case .source: ["source", "nguon", "nguon so lieu"]
        }
    }

    /// The heading in Vietnamese, as templates write it.
    var label: Label {
        switch self {
        case .dataElement: Label(vi: "phần tử dữ liệu", en: "data_element")
        case .unit: Label(vi: "đơn vị", en: "org_unit")
        case .period: Label(vi: "kỳ", en: "period")
        case .options: Label(vi: "phân tổ", en: "category_options")
        case .value: Label(vi: "giá trị", en: "value")
        case .comment: Label(vi: "ghi chú", en: "comment")
        case .source: Label(vi: "nguồn", en: "source")
        }
    }

    /// Position of each column in a header; required ones that are missing are named.
    ///
    /// - Throws: ``Rejected`` naming the columns that are missing, unknown or given twice.
    static func places(in header: [String], file: String) throws -> [ImportColumn: Int] {
        var places: [ImportColumn: Int] = [:]
        var unknown: [String] = []
        for (index, name) in header.enumerated() where !name.isEmpty {
            let folded = VietnameseText.folded(name.replacing("_", with: " "))
            guard let column = allCases.first(where: { $0.headings.contains(folded) }) else {
                unknown.append(name)
                continue
            }
            guard places[column] == nil else {
                throw Rejected(Label(vi: "cột «\(name)» có hai lần", en: "column “\(name)” is there twice"),
                               remedy: Label(vi: "Giữ lại một cột.", en: "Keep one of them."), place: file)
            }
            places[column] = index
        }
        let missing = allCases.filter { $0.isRequired && places[$0] == nil }
        guard missing.isEmpty, unknown.isEmpty else {
            let all = allCases.map(\.rawValue).joined(separator: ", ")
            let allVietnamese = allCases.map(\.label.vi).joined(separator: ", ")
            let what = [
                missing.isEmpty ? nil : Label(vi: "thiếu cột \(missing.map(\.label.vi).joined(separator: ", "))", en: "missing columns: \(missing.map(\.rawValue).joined(separator: ", "))"),
                unknown.isEmpty ? nil : Label(vi: "không nhận ra cột \(unknown.joined(separator: ", "))", en: "unknown columns: \(unknown.joined(separator: ", "))"),
            ].compactMap(\.self)
            throw Rejected(Label(vi: what.map(\.vi).joined(separator: "; "), en: what.map(\.en).joined(separator: "; ")),
                           remedy: Label(vi: "Dòng đầu phải có các cột: \(allVietnamese).", en: "The first line must name these columns: \(all)."), place: file)
        }
        return places
    }
}

extension ImportColumn {
    /// Whether a row's texts could be the header: titles above it are passed over.
    static func looksLikeHeader(_ texts: [String]) -> Bool {
        let folded = Set(texts.map { VietnameseText.folded($0.replacing("_", with: " ")) })
        return !folded.isDisjoint(with: ImportColumn.dataElement.headings) && !folded.isDisjoint(with: ImportColumn.value.headings)
    }
}
