/// A relationship of a workbook part to another: which kind, and where.
struct Relationship {
    /// The last word of the relationship's type, such as `worksheet`; the same in both editions of the standard.
    var kind: String
    var target: String
}

/// Reads a part's list of related parts; targets become names within the archive.
final class RelationshipList: XMLPart {
    private(set) var relationships: [String: Relationship] = [:]
    private let folder: String

    /// - Parameter folder: that of the part whose relations these are, such as `xl`.
    init(folder: String) { self.folder = folder }

    override func start(_ element: String, _ attributes: [String: String]) {
        guard element == "Relationship", let id = attributes["Id"], let type = attributes["Type"], let target = attributes["Target"],
            attributes["TargetMode"] != "External"
        else { return }
        let kind = type.split(separator: "/").last.map(String.init) ?? ""
        relationships[id] = Relationship(kind: kind, target: resolved(target))
    }

    private func resolved(_ target: String) -> String {
        var steps = target.hasPrefix("/") ? [] : folder.split(separator: "/")
        for step in target.split(separator: "/") {
            switch step {
            case ".": continue
            case "..": _ = steps.popLast()
            default: steps.append(step)
            }
        }
        return steps.joined(separator: "/")
    }
}

/// Reads the names of the sheets and the date system.
final class SheetList: XMLPart {
    struct Entry {
        var name: String
        var relationship: String
        var isVisible: Bool
    }
    private(set) var entries: [Entry] = []
    private(set) var countsFrom1904 = false

    override func start(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "workbookPr": countsFrom1904 = ["1", "true"].contains(attributes["date1904"] ?? "")
        case "sheet":
            let id = attributes["r:id"] ?? attributes.first { $0.key.hasSuffix(":id") }?.value
            guard let name = attributes["name"], let id else { return }
            entries.append(Entry(name: name, relationship: id, isVisible: (attributes["state"] ?? "visible") == "visible"))
        default: break
        }
    }
}

/// Reads which cell styles show dates, percentages or padded codes.
final class StyleList: XMLPart {
    /// By the cell's style number.
    private(set) var formats: [NumberFormat] = []
    private var custom: [Int: NumberFormat] = [:]
    private var isInCellFormats = false

    override func start(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "numFmt":
            if let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] { custom[id] = NumberFormat(code: code) }
        case "cellXfs": isInCellFormats = true
        case "xf" where isInCellFormats:
            let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
            formats.append(custom[id] ?? NumberFormat(builtIn: id))
        default: break
        }
    }

    override func end(_ element: String) {
        if element == "cellXfs" { isInCellFormats = false }
    }
}

/// The texts that cells of a workbook share, one after the other in one piece of memory.
struct SharedTexts: Sendable {
    var bytes: [UInt8] = []
    var ends: [Int] = []

    subscript(index: Int) -> ArraySlice<UInt8>? {
        guard ends.indices.contains(index) else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}

/// Reads the shared texts; runs of differing type face are joined, readings above Asian characters left out.
final class SharedTextList: XMLPart {
    private(set) var texts = SharedTexts()
    private var current = ""
    private var isInText = false
    private var phoneticDepth = 0

    override func start(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "si": current = ""
        case "rPh": phoneticDepth += 1
        case "t": isInText = phoneticDepth == 0
        default: break
        }
    }

    override func text(_ text: String) {
        if isInText { current += text }
    }

    override func end(_ element: String) {
        switch element {
        case "t": isInText = false
        case "rPh": phoneticDepth -= 1
        case "si":
            texts.bytes.append(contentsOf: withoutExcelEscapes(current).utf8)
            texts.ends.append(texts.bytes.count)
        default: break
        }
    }
}

/// Resolves `_x000D_` and the like, with which workbooks write characters that XML cannot hold.
///
/// - Source: ECMA-376, part 1, 22.9.2.19 (ST_Xstring).
func withoutExcelEscapes(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "_")), text.contains("_x") else { return text }
    var result = ""
    var rest = text[...]
    while let place = rest.firstRange(of: "_x") {
        result += rest[..<place.lowerBound]
        let digits = rest[place.upperBound...].prefix(4)
        let after = rest[place.upperBound...].dropFirst(4)
        if digits.count == 4, after.first == "_", digits.allSatisfy(\.isHexDigit), let code = UInt32(digits, radix: 16),
            let scalar = Unicode.Scalar(code)
        {
            result.unicodeScalars.append(scalar)
            rest = after.dropFirst()
        } else {
            result += "_x"
            rest = rest[place.upperBound...]
        }
    }
    return result + rest
}
