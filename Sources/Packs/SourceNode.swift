import Domain

/// Where a piece of a pack stands.
struct Place: Hashable, Sendable {
    var file: String
    var line: Int?
    var column: Int?
    var path: String

    init(file: String, line: Int? = nil, column: Int? = nil, path: String = "") {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
    }

    func inside(_ part: String) -> String { path.isEmpty ? part : "\(path) › \(part)" }
}

/// A text, a list or a record as it stands in a YAML or CSV file, with its place.
struct SourceNode: Sendable {
    enum Content: Sendable {
        case nothing
        case text(String)
        case list([SourceNode])
        case record([SourceEntry])
    }

    var content: Content
    var place: Place

    var text: String? { if case .text(let text) = content { text } else { nil } }
    var entries: [SourceEntry] { if case .record(let entries) = content { entries } else { [] } }
    var items: [SourceNode] { if case .list(let items) = content { items } else { [] } }

    /// The value under a key; `nil` where there is none or it is empty.
    subscript(key: String) -> SourceNode? {
        guard let value = entries.first(where: { $0.key == key })?.value else { return nil }
        if case .nothing = value.content { return nil }
        return value
    }

    /// The codes under a key with where each stands, whether they are written as a list or as one text.
    func codePlaces(_ key: String) -> [(String, Place)] {
        self[key]?.codePlaces ?? []
    }

    /// The codes that this is, each with where it stands.
    var codePlaces: [(String, Place)] {
        if let text { return text.split(whereSeparator: { " ,;\n\t".contains($0) }).map { (String($0), place) } }
        return items.compactMap { item in item.text.map { ($0, item.place) } }
    }

    /// Where the value under a key stands, or the record itself where there is none.
    func place(of key: String) -> Place {
        self[key]?.place ?? Place(file: place.file, line: place.line, column: place.column, path: place.inside(key))
    }
}

struct SourceEntry: Sendable {
    var key: String
    var keyPlace: Place
    var value: SourceNode
}

/// The text of a file of a pack, kept to point into it.
struct SourceText: Sendable {
    private let lines: [[Unicode.Scalar]]

    init(_ text: String) {
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    }

    /// Where the character at an offset of a value stands in the file, whichever way the value is written: plain, quoted, folded over several lines.
    ///
    /// The value's and the file's characters are walked side by side without their white space. Where they part (an escaped character), the
    /// value's own place is the answer.
    func place(ofCharacterAt offset: Int, in value: String, startingAt start: Place) -> Place {
        guard var line = start.line.map({ $0 - 1 }), var column = start.column.map({ $0 - 1 }), lines.indices.contains(line) else { return start }
        func next() -> Unicode.Scalar? {
            while lines.indices.contains(line) {
                while column < lines[line].count {
                    if !lines[line][column].properties.isWhitespace { return lines[line][column] }
                    column += 1
                }
                line += 1
                column = 0
            }
            return nil
        }
        func at(_ line: Int, _ column: Int) -> Place { Place(file: start.file, line: line + 1, column: column + 1, path: start.path) }

        let scalars = value.unicodeScalars.filter { !$0.properties.isWhitespace }
        guard let first = next(), let wanted = scalars.first else { return start }
        if first != wanted {
            guard ["\"", "'", "|", ">"].contains(first) else { return start }
            column += 1
            if first == "|" || first == ">" {
                line += 1
                column = 0
            }
        }
        var seen = 0
        var afterLast = start
        for scalar in value.unicodeScalars {
            if scalar.properties.isWhitespace {
                if seen == offset { return afterLast }
            } else {
                guard next() == scalar else { return start }
                if seen == offset { return at(line, column) }
                column += 1
                afterLast = at(line, column)
            }
            seen += 1
        }
        return afterLast
    }
}
