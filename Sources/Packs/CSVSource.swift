import Domain

/// Reads a CSV file of a pack into records that know their places.
///
/// The first line names the columns; `name.vi` is the `vi` of `name`. Cells are separated by commas, or by semicolons where the first line has
/// no comma. A cell in double quotes may hold separators, line breaks and doubled quotes. Lines that begin with `#` are remarks; an empty cell
/// is a value that is not given.
struct CSVSource {
    let file: String
    let log: ProblemLog

    func read(_ text: String) -> SourceNode? {
        var scanner = CSVScanner(text, file: file, log: log)
        let rows = scanner.rows()
        guard let header = rows.first else { return nil }
        var names: [String] = []
        for cell in header {
            let place = Place(file: file, line: cell.line, column: cell.column)
            let name = composed(cell.text, at: place, log: log)
            if name.isEmpty {
                log.report(
                    .syntax, at: place, Label(vi: "Cột không có tên.", en: "This column has no name."),
                    remedy: Label(vi: "Hãy ghi tên cột ở dòng đầu hoặc bỏ cột.", en: "Name it in the first line or remove it."))
            } else if names.contains(name) {
                log.report(
                    .syntax, at: place, Label(vi: "Cột «\(name)» có hai lần.", en: "There are two columns “\(name)”."),
                    remedy: Label(vi: "Hãy giữ lại một cột.", en: "Keep one of them."))
            }
            names.append(name)
        }
        let records = rows.dropFirst().enumerated().map { index, row in record(row, names: names, header: header, number: index + 1) }
        return SourceNode(content: .list(records), place: Place(file: file, line: header.first?.line, column: 1))
    }

    private func record(_ row: [CSVCell], names: [String], header: [CSVCell], number: Int) -> SourceNode {
        let line = row.first?.line
        let code = names.firstIndex(of: "code").flatMap { row.indices.contains($0) ? row[$0].text : nil }
        let place = Place(file: file, line: line, column: 1, path: code.flatMap { $0.isEmpty ? nil : $0 } ?? "[\(number)]")
        if row.count != names.count {
            log.report(
                .syntax, at: place,
                Label(
                    vi: "Dòng có \(row.count) ô, dòng đầu có \(names.count) cột.",
                    en: "This line has \(row.count) cells, the first line \(names.count) columns."),
                remedy: Label(
                    vi: "Hãy thêm hoặc bớt dấu phân cách; ô có dấu phẩy phải đặt trong dấu nháy kép.",
                    en: "Add or remove separators; a cell with a comma in it needs double quotes."))
        }
        var tree = SourceNode(content: .record([]), place: place)
        for (index, cell) in row.enumerated() where index < names.count && !names[index].isEmpty && !cell.text.isEmpty {
            let path = names[index].split(separator: ".", maxSplits: 1).map(String.init)
            var cellPlace = Place(file: file, line: cell.line, column: cell.column, path: place.path)
            for part in path { cellPlace.path = cellPlace.inside(part) }
            let value = SourceNode(content: .text(composed(cell.text, at: cellPlace, log: log)), place: cellPlace)
            let keyPlace = Place(file: file, line: header[index].line, column: header[index].column)
            insert(value, at: path[...], keyPlace: keyPlace, into: &tree)
        }
        return tree
    }

    private func insert(_ value: SourceNode, at path: ArraySlice<String>, keyPlace: Place, into tree: inout SourceNode) {
        guard let key = path.first, case .record(var entries) = tree.content else { return }
        if path.count == 1 {
            entries.append(SourceEntry(key: key, keyPlace: keyPlace, value: value))
        } else {
            let index = entries.firstIndex { $0.key == key } ?? entries.count
            if index == entries.count {
                let place = Place(file: file, line: value.place.line, column: value.place.column, path: tree.place.inside(key))
                entries.append(SourceEntry(key: key, keyPlace: keyPlace, value: SourceNode(content: .record([]), place: place)))
            }
            insert(value, at: path.dropFirst(), keyPlace: keyPlace, into: &entries[index].value)
        }
        tree.content = .record(entries)
    }
}

struct CSVCell {
    var text: String
    var line: Int
    var column: Int
}

/// Cuts a CSV text into rows of cells.
private struct CSVScanner {
    private let scalars: [Unicode.Scalar]
    private let separator: Unicode.Scalar
    private let file: String
    private let log: ProblemLog
    private var index = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String, file: String, log: ProblemLog) {
        scalars = Array(text.unicodeScalars)
        let header = scalars.split(separator: "\n").first { $0.first != "#" } ?? []
        separator = !header.contains(",") && header.contains(";") ? ";" : ","
        self.file = file
        self.log = log
    }

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
    private var place: Place { Place(file: file, line: line, column: index - lineStart + 1) }

    /// The rows that hold anything, without remarks.
    mutating func rows() -> [[CSVCell]] {
        var rows: [[CSVCell]] = []
        while let first = current {
            if first == "#" {
                while let scalar = current, scalar != "\n" { _ = take(scalar) }
                skipLineEnd()
                continue
            }
            let row = row()
            if row.count > 1 || row.contains(where: { !$0.text.isEmpty }) { rows.append(row) }
        }
        return rows
    }

    private mutating func row() -> [CSVCell] {
        var row = [cell()]
        while current == separator {
            index += 1
            row.append(cell())
        }
        skipLineEnd()
        return row
    }

    private mutating func cell() -> CSVCell {
        let (line, column) = (line, index - lineStart + 1)
        var content = String.UnicodeScalarView()
        if current == "\"" { content = quoted() }
        while let scalar = current, scalar != separator, scalar != "\n" { content.append(take(scalar)) }
        return CSVCell(text: String(content).trimmingSpaces(), line: line, column: column)
    }

    /// What stands between double quotes, of which two inside are one.
    private mutating func quoted() -> String.UnicodeScalarView {
        let start = place
        var content = String.UnicodeScalarView()
        index += 1
        while let scalar = current {
            if scalar == "\"" {
                index += 1
                guard current == "\"" else {
                    if let next = current, ![separator, "\n"].contains(next) { reportTextBehindQuote() }
                    return content
                }
            }
            content.append(take(scalar))
        }
        log.report(
            .syntax, at: start, Label(vi: "Dấu nháy kép mở ở đây không được đóng.", en: "The double quote opened here is never closed."),
            remedy: Label(
                vi: "Hãy thêm dấu nháy kép ở cuối ô; dấu nháy bên trong ô viết hai lần.",
                en: "Close it at the end of the cell; write quotes inside the cell twice."))
        return content
    }

    private func reportTextBehindQuote() {
        log.report(
            .syntax, at: place, Label(vi: "Có chữ sau dấu nháy đóng.", en: "There is text after the closing quote."),
            remedy: Label(vi: "Dấu nháy bên trong ô phải viết hai lần.", en: "Write quotes inside a cell twice."))
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        index += 1
        if scalar == "\n" {
            line += 1
            lineStart = index
        }
        return scalar
    }

    private mutating func skipLineEnd() { if let scalar = current { _ = take(scalar) } }
}
