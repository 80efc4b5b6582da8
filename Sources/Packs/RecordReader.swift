import Domain

enum Presence { case required, optional }

/// Reads one record of a pack's file field by field and reports what is missing, malformed or not asked for.
struct RecordReader {
    let node: SourceNode
    let log: ProblemLog
    /// The citations that the pack names; `nil` where their file could not be read.
    let citations: [String: Citation]?
    private var asked: [String] = []

    init(_ node: SourceNode, citations: [String: Citation]?, log: ProblemLog) {
        self.node = node
        self.citations = citations
        self.log = log
        if case .record = node.content { return }
        wrongType(node, expected: Label(vi: "các khóa và giá trị (khóa: giá trị)", en: "keys and values (key: value)"))
    }

    /// Reports the keys that nothing asked for.
    func finish() {
        for entry in node.entries where !asked.contains(entry.key) {
            var place = entry.keyPlace
            place.path = node.place.inside(entry.key)
            log.report(
                .unknownKey, at: place, Label(vi: "Không có khóa «\(entry.key)» ở đây.", en: "There is no key “\(entry.key)” here."),
                remedy: suggestion(for: entry.key, among: asked))
        }
    }

    mutating func value(_ key: String, _ presence: Presence = .optional) -> SourceNode? {
        asked.append(key)
        if let value = node[key] { return value }
        if presence == .required, case .record = node.content { missing(key) }
        return nil
    }

    private func missing(_ key: String) {
        log.report(
            key == "citation" ? .missingCitation : .missingKey, at: node.place(of: key),
            key == "citation"
                ? Label(vi: "Thiếu nguồn trích dẫn (citation).", en: "There is no citation.")
                : Label(vi: "Thiếu khóa «\(key)».", en: "The key “\(key)” is missing."),
            remedy: key == "citation"
                ? Label(
                    vi: "Hãy ghi văn bản làm căn cứ: một mã trong citations hoặc vi/en/reference.",
                    en: "Name the document it rests on: a code of citations, or vi/en/reference.")
                : Label(vi: "Hãy thêm «\(key)».", en: "Add “\(key)”."))
    }

    func wrongType(_ value: SourceNode, expected: Label) {
        let found: Label =
            switch value.content {
            case .nothing: Label(vi: "để trống", en: "nothing")
            case .text(let text): Label(vi: "«\(text)»", en: "“\(text)”")
            case .list: Label(vi: "một danh sách", en: "a list")
            case .record: Label(vi: "một nhóm khóa", en: "a group of keys")
            }
        log.report(
            .wrongType, at: value.place, Label(vi: "Ở đây đang là \(found.vi), cần \(expected.vi).", en: "This is \(found.en); it should be \(expected.en)."),
            remedy: Label(vi: "Hãy ghi \(expected.vi).", en: "Write \(expected.en)."))
    }

    // MARK: - Texts and codes

    mutating func text(_ key: String, _ presence: Presence = .optional) -> String? {
        guard let value = value(key, presence) else { return nil }
        guard let text = value.text else {
            wrongType(value, expected: Label(vi: "chữ", en: "text"))
            return nil
        }
        return text
    }

    /// A code that a record declares for itself: letters without marks, digits, `-`, `_` and `.`.
    mutating func code(_ key: String = "code") -> String? {
        guard let text = text(key, .required) else { return nil }
        let isWellFormed = !text.isEmpty && text.utf8.allSatisfy { c in
            (0x30...0x39).contains(c) || (0x41...0x5A).contains(c) || (0x61...0x7A).contains(c) || [0x2D, 0x2E, 0x5F].contains(c)
        }
        guard isWellFormed else {
            log.report(
                .malformedCode, at: node.place(of: key),
                Label(vi: "Mã «\(text)» có ký tự không dùng được.", en: "The code “\(text)” has characters that codes cannot have."),
                remedy: Label(vi: "Chỉ dùng chữ cái không dấu, chữ số, «-», «_», «.».", en: "Use letters without marks, digits, “-”, “_” and “.” only."))
            return nil
        }
        return text
    }

    /// Codes of other records: a list, or one text with spaces, commas or semicolons between them.
    mutating func codes(_ key: String, _ presence: Presence = .optional) -> [String] {
        guard let value = value(key, presence) else { return [] }
        for item in value.items where item.text == nil { wrongType(item, expected: Label(vi: "một mã", en: "a code")) }
        if case .record = value.content { wrongType(value, expected: Label(vi: "danh sách mã", en: "a list of codes")) }
        return node.codePlaces(key).map(\.0)
    }

    mutating func texts(_ key: String) -> [String: String] {
        guard let value = value(key) else { return [:] }
        guard case .record(let entries) = value.content else {
            wrongType(value, expected: Label(vi: "các khóa và giá trị (khóa: giá trị)", en: "keys and values (key: value)"))
            return [:]
        }
        return Dictionary(entries.compactMap { entry in entry.value.text.map { (entry.key, $0) } }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: - Words in both languages

    mutating func label(_ key: String, _ presence: Presence = .optional) -> Label? {
        guard let value = value(key, presence) else { return nil }
        guard case .record = value.content else {
            wrongType(value, expected: Label(vi: "hai khóa vi và en", en: "the two keys vi and en"))
            return nil
        }
        var reader = RecordReader(value, citations: citations, log: log)
        defer { reader.finish() }
        return reader.words()
    }

    /// A unit of measure: both languages, or one sign such as `%` for both.
    mutating func sign(_ key: String, _ presence: Presence = .optional) -> Label? {
        if let text = node[key]?.text {
            asked.append(key)
            return .same(text)
        }
        return label(key, presence)
    }

    /// The record itself as words in both languages.
    mutating func words() -> Label? {
        let vi = translation("vi"), en = translation("en")
        guard let vi, let en else { return nil }
        warnIfSuspicious(vi, en)
        return Label(vi: vi, en: en)
    }

    private mutating func translation(_ language: String) -> String? {
        if let text = text(language), !text.trimmingSpaces().isEmpty { return text }
        if let value = node[language], value.text == nil { return nil }
        let name = language == "vi" ? Label(vi: "tiếng Việt", en: "Vietnamese") : Label(vi: "tiếng Anh", en: "English")
        log.report(
            .missingTranslation, at: node.place(of: language), Label(vi: "Thiếu bản \(name.vi).", en: "The \(name.en) text is missing."),
            remedy: Label(vi: "Hãy thêm «\(language)».", en: "Add “\(language)”."))
        return nil
    }

    /// Whether nothing but fields in braces stands in a pattern.
    private func isAllPlaces(_ text: String) -> Bool { text.contains("{") && !text.replacing(/\{[^{}]*\}/, with: "").contains(where: \.isLetter) }

    private func warnIfSuspicious(_ vi: String, _ en: String) {
        let place = node.place(of: "vi")
        if LegacyText.verdict(on: vi) != .none {
            log.report(
                .legacyText, at: place, Label(vi: "«\(vi)» viết theo bảng mã cũ (TCVN3 hoặc VNI).", en: "“\(vi)” is in an old encoding (TCVN3 or VNI)."),
                remedy: Label(vi: "Hãy chuyển sang Unicode (UTF-8) rồi lưu lại.", en: "Convert it to Unicode (UTF-8) and save again."))
        } else if vi == en, !isAllPlaces(vi), hasVietnameseMarks(vi) || vi.words.count >= 3 {
            log.report(
                .suspiciousTranslation, .warning, at: place,
                Label(vi: "Bản tiếng Việt và tiếng Anh giống hệt nhau.", en: "The Vietnamese and the English text are the same."),
                remedy: Label(vi: "Hãy dịch một trong hai.", en: "Translate one of them."))
        } else if vi.words.count >= 4, !hasVietnameseMarks(vi) {
            log.report(
                .suspiciousTranslation, .warning, at: place, Label(vi: "Câu tiếng Việt dài nhưng không có dấu.", en: "This long Vietnamese text has no marks."),
                remedy: Label(vi: "Hãy gõ tiếng Việt có dấu.", en: "Type it with its marks."))
        }
    }

    /// Where something comes from: the code of one of the pack's citations, or `vi`, `en` and `reference` on the spot.
    mutating func citation(_ presence: Presence = .optional) -> Citation? {
        guard let value = value("citation", presence) else { return nil }
        if let code = value.text {
            guard let citations else { return nil }
            if citations[code] == nil {
                log.report(
                    .unknownReference, at: value.place, Label(vi: "Không có nguồn trích dẫn «\(code)».", en: "There is no citation “\(code)”."),
                    remedy: suggestion(for: code, among: Array(citations.keys)))
            }
            return citations[code]
        }
        var reader = RecordReader(value, citations: [:], log: log)
        defer { reader.finish() }
        return reader.citationText()
    }

    mutating func citationText() -> Citation? {
        let label = words()
        let reference = text("reference")
        return label.map { Citation(text: $0, reference: reference) }
    }

    // MARK: - Days, numbers, choices

    mutating func day(_ key: String, _ presence: Presence = .optional) -> Day? {
        parsed(
            key, presence, as: Label(vi: "một ngày có thật dạng năm-tháng-ngày, như 2025-12-31", en: "a real day written year-month-day, such as 2025-12-31")
        ) { Day(iso: $0) }
    }

    mutating func number(_ key: String, _ presence: Presence = .optional) -> Double? {
        parsed(
            key, presence,
            as: Label(
                vi: "một số dùng dấu chấm thập phân, không có dấu phân nhóm, như 1234.5",
                en: "a number with a decimal point and no grouping, such as 1234.5"), canonicalNumber)
    }

    mutating func whole(_ key: String, in range: ClosedRange<Int>, _ presence: Presence = .optional) -> Int? {
        parsed(
            key, presence,
            as: Label(
                vi: "một số nguyên từ \(range.lowerBound) đến \(range.upperBound)",
                en: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        ) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Several whole numbers, listed like codes.
    mutating func wholes(_ key: String, in range: ClosedRange<Int>) -> [Int] {
        _ = codes(key)
        return node.codePlaces(key).compactMap { text, place in
            if let number = Int(text), range.contains(number) { return number }
            wrongType(
                SourceNode(content: .text(text), place: place),
                expected: Label(
                    vi: "một số nguyên từ \(range.lowerBound) đến \(range.upperBound)",
                    en: "a whole number from \(range.lowerBound) to \(range.upperBound)"))
            return nil
        }
    }

    mutating func flag(_ key: String) -> Bool? {
        parsed(key, .optional, as: Label(vi: "true hoặc false", en: "true or false")) { Bool($0) }
    }

    private mutating func parsed<Value>(_ key: String, _ presence: Presence, as expected: Label, _ parse: (String) -> Value?) -> Value? {
        guard let source = value(key, presence) else { return nil }
        if let value = source.text.flatMap(parse) { return value }
        wrongType(source, expected: expected)
        return nil
    }

    mutating func choice<Choice>(_ key: String, _ words: KeyValuePairs<String, Choice>, _ presence: Presence = .optional) -> Choice? {
        guard let text = text(key, presence) else { return nil }
        return chosen(text, key, words, at: node.place(of: key))
    }

    /// Several choices: a list, or one text with spaces, commas or semicolons between them.
    mutating func choices<Choice>(_ key: String, _ words: KeyValuePairs<String, Choice>, _ presence: Presence = .optional) -> [Choice] {
        _ = codes(key, presence)
        return node.codePlaces(key).compactMap { chosen($0.0, key, words, at: $0.1) }
    }

    private func chosen<Choice>(_ text: String, _ key: String, _ words: KeyValuePairs<String, Choice>, at place: Place) -> Choice? {
        if let choice = words.first(where: { $0.key == text }) { return choice.value }
        log.report(
            .wrongType, at: place,
            Label(vi: "«\(text)» không phải là một lựa chọn của «\(key)».", en: "“\(text)” is not one of the choices for “\(key)”."),
            remedy: suggestion(for: text, among: words.map(\.key)))
        return nil
    }

    /// From when to when the record holds; an end before its beginning is reported.
    mutating func validity(from first: String = "valid_from", to last: String = "valid_to", _ presence: Presence = .optional) -> (first: Day?, last: Day?) {
        let span = (first: day(first, presence), last: day(last, presence))
        if let begin = span.first, let end = span.last, end < begin {
            log.report(
                .validity, at: node.place(of: last),
                Label(vi: "\(last) (\(end.iso)) trước \(first) (\(begin.iso)).", en: "\(last) (\(end.iso)) is before \(first) (\(begin.iso))."),
                remedy: Label(vi: "Ngày kết thúc phải bằng hoặc sau ngày bắt đầu.", en: "It must end on or after the day it begins."))
        }
        return span
    }

    // MARK: - Records inside

    mutating func records(_ key: String, _ presence: Presence = .optional) -> [RecordReader] {
        guard let value = value(key, presence) else { return [] }
        guard case .list(let items) = value.content else {
            wrongType(value, expected: Label(vi: "một danh sách (mỗi mục bắt đầu bằng «- »)", en: "a list (each item begins with “- ”)"))
            return []
        }
        return items.map { RecordReader($0, citations: citations, log: log) }
    }

    mutating func record(_ key: String, _ presence: Presence = .optional) -> RecordReader? {
        value(key, presence).map { RecordReader($0, citations: citations, log: log) }
    }
}

/// A number as a pack writes it: digits, an optional sign and decimal point; `nil` for anything else, also for `1.234,5`, `1e3` and `nan`.
func canonicalNumber(_ text: String) -> Double? {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
    return Double(text)
}
