import Domain
import Yams

/// Reads a YAML file of a pack into nodes that know their places.
struct YAMLSource {
    let file: String
    let log: ProblemLog
    /// Aliases (`*name`) could make a small file endless; this many values are enough for any pack.
    private var left = 500_000

    init(file: String, log: ProblemLog) {
        self.file = file
        self.log = log
    }

    /// - Returns: `nil` where the file is empty or is not YAML, which is then reported.
    mutating func read(_ text: String) -> SourceNode? {
        do {
            guard let root = try Yams.compose(yaml: text) else { return nil }
            return node(root, path: "")
        } catch let error as YamlError {
            report(error)
        } catch {
            log.report(
                .syntax, at: Place(file: file), Label(vi: "Không đọc được tệp: \(error).", en: "The file cannot be read: \(error)."),
                remedy: Label(vi: "Hãy kiểm tra lại tệp.", en: "Check the file."))
        }
        return nil
    }

    private mutating func node(_ node: Node, path: String) -> SourceNode {
        let place = Place(file: file, line: node.mark?.line, column: node.mark?.column, path: path)
        left -= 1
        guard left > 0 else {
            if left == 0 {
                log.report(
                    .syntax, at: place, Label(vi: "Tệp quá lớn hoặc dùng bí danh (*tên) lồng nhau.", en: "The file is too large or nests aliases (*name)."),
                    remedy: Label(vi: "Hãy viết giá trị tại chỗ, không dùng bí danh.", en: "Write the values out instead of using aliases."))
            }
            return SourceNode(content: .nothing, place: place)
        }
        switch node {
        case .scalar(let scalar):
            let isEmpty = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            return SourceNode(content: isEmpty ? .nothing : .text(composed(scalar.string, at: place, log: log)), place: place)
        case .sequence(let sequence):
            let items = sequence.enumerated().map { index, item in
                let name = item.mapping?["code"]?.scalar?.string ?? "[\(index + 1)]"
                return self.node(item, path: place.inside(name))
            }
            return SourceNode(content: .list(items), place: place)
        case .mapping(let mapping):
            return SourceNode(content: .record(mapping.map { key, value in entry(key, value, in: place) }), place: place)
        case .alias:
            return SourceNode(content: .nothing, place: place)
        }
    }

    private mutating func entry(_ key: Node, _ value: Node, in place: Place) -> SourceEntry {
        let keyPlace = Place(file: file, line: key.mark?.line, column: key.mark?.column, path: place.path)
        let name = composed(key.scalar?.string ?? "?", at: keyPlace, log: log)
        return SourceEntry(key: name, keyPlace: keyPlace, value: node(value, path: place.inside(name)))
    }

    private func report(_ error: YamlError) {
        let place: Place
        let words: String
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            place = Place(file: file, line: mark.line, column: mark.column)
            words = problem
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.sorted().joined(separator: ", ")
            log.report(
                .syntax, at: Place(file: file, line: context.mark.line, column: context.mark.column),
                Label(vi: "Khóa «\(names)» viết hai lần trong cùng một mục.", en: "The key “\(names)” is written twice in one record."),
                remedy: Label(
                    vi: "Hãy giữ lại một; các lỗi khác của tệp này sẽ hiện sau khi sửa.",
                    en: "Keep one of them; other problems of this file show once this is mended."))
            return
        case .reader(let problem, _, _, _):
            place = Place(file: file)
            words = problem
        default:
            place = Place(file: file)
            words = "\(error)"
        }
        log.report(
            .syntax, at: place, Label(vi: "Sai cú pháp YAML: \(words).", en: "This is not YAML: \(words)."),
            remedy: Label(
                vi:
                    "Hãy xem lại thụt dòng, dấu hai chấm và dấu nháy ở đây; chữ có «: » hoặc « #» phải đặt trong dấu nháy. Các lỗi khác của tệp này sẽ hiện sau khi sửa.",
                en:
                    "Look at the indentation, colons and quotes here; text with “: ” or “ #” in it needs quotes. Other problems of this file show once this is mended."
            ))
    }
}
