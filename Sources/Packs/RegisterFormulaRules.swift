import Domain

// MARK: - Conditions and formulas

extension RegisterRules {
    /// Reports everything that is wrong with a formula, a condition or a rule, at its character in the file.
    ///
    /// - Parameters:
    ///   - group: the group whose rows it looks at.
    ///   - isKept: whether its result is kept, so that it cannot depend on the present day.
    @discardableResult
    func check(_ text: String?, key: String, in node: SourceNode, group: RecordField? = nil, isKept: Bool = false) -> RecordExpression? {
        guard let text else { return nil }
        let expression: RecordExpression
        do {
            expression = try RecordExpression(parsing: text)
        } catch {
            log.report(
                .expression, at: pack.source.place(of: key, in: node, character: error.offset),
                Label(vi: "Công thức sai ở ký tự thứ \(error.offset + 1).", en: "The formula is wrong at character \(error.offset + 1)."), remedy: error.messageOfRecords)
            return nil
        }
        let formula = RecordFormula(text: text, key: key, node: node, group: group)
        if isKept, expression.asksForToday {
            wrong(
                .expression, at: place("today", in: formula), Label(vi: "Kết quả được lưu lại nên không dùng «today» được.", en: "The result is kept, so “today” cannot be asked for."),
                remedy: Label(vi: "Hãy so với một trường ngày; «today» chỉ dùng trong điều kiện và quy tắc.", en: "Compare with a date field; “today” is for conditions and rules."))
        }
        for name in expression.fields {
            if case .failure(let unknown) = book.meaning(of: name, in: entry, group: group) { report(unknown, at: place("#{\(name)", in: formula)) }
        }
        check(expression.root, in: formula, within: .nothing)
        return expression
    }

    /// A formula with where it stands.
    struct RecordFormula {
        let text: String
        let key: String
        let node: SourceNode
        let group: RecordField?
    }

    private func place(_ words: String, in formula: RecordFormula) -> Place {
        let offset = formula.text.firstRange(of: words).map { formula.text.distance(from: formula.text.startIndex, to: $0.lowerBound) } ?? 0
        return pack.source.place(of: formula.key, in: formula.node, character: offset)
    }

    func report(_ unknown: RegisterBook.Unknown, at place: Place) {
        switch unknown {
        case .noField(let code, let other?, let known): reportNoField(code, of: other, known: known, at: place)
        case .noField(let code, nil, let known):
            wrong(
                .unknownReference, at: place, Label(vi: "Không có trường «\(code)».", en: "There is no field “\(code)”."), remedy: suggestion(for: code, among: known))
        case .noParts(let field):
            wrong(
                .unknownReference, at: place,
                Label(vi: "Trường «\(field.code)» kiểu «\(field.type.rawValue)» không có trường con.", en: "The field “\(field.code)” of the type “\(field.type.rawValue)” has no fields of its own."),
                remedy: Label(vi: "Chỉ trường kiểu record và group mới có trường sau dấu chấm.", en: "Only fields of the types record and group have fields after a dot."))
        case .deeper(let name):
            wrong(
                .unknownReference, at: place, Label(vi: "«\(name)» đi qua quá nhiều hồ sơ.", en: "“\(name)” looks through too many records."),
                remedy: Label(vi: "Chỉ lấy được một bước: TRƯỜNG.TRƯỜNG.", en: "One step is possible: FIELD.FIELD."))
        }
    }

    // MARK: What goes with what

    /// What a part of a formula stands in.
    private enum Surroundings {
        case nothing
        case argument(RecordExpression.Function)
        case operand(Expression.BinaryOperator)

        func isArgument(of functions: [RecordExpression.Function]) -> Bool { if case .argument(let function) = self { functions.contains(function) } else { false } }
    }

    private func check(_ part: RecordExpression.Node, in formula: RecordFormula, within surroundings: Surroundings) {
        switch part {
        case .number, .text, .flag, .missing: break
        case .field(let name): checkUse(of: name, in: formula, within: surroundings)
        case .unary(_, let a): check(a, in: formula, within: .nothing)
        case .binary(let op, let a, let b):
            if [.equal, .notEqual, .less, .greater, .atMost, .atLeast].contains(op) {
                if case .field(let name) = a, case .text(let text) = b { checkLiteral(text, against: name, in: formula) }
                if case .field(let name) = b, case .text(let text) = a { checkLiteral(text, against: name, in: formula) }
            }
            for side in [a, b] { check(side, in: formula, within: .operand(op)) }
        case .call(let function, let arguments):
            if function == .contains, case .field(let name) = arguments[0], case .text(let text) = arguments[1] { checkLiteral(text, against: name, in: formula) }
            for argument in arguments { check(argument, in: formula, within: .argument(function)) }
        }
    }

    private func checkUse(of name: String, in formula: RecordFormula, within surroundings: Surroundings) {
        guard case .success(let meaning) = book.meaning(of: name, in: entry, group: formula.group), let field = meaning.field else { return }
        var isInRows = false
        if case .rows = meaning { isInRows = true }
        let fits: Bool
        let remedy: Label
        switch (field.type, surroundings) {
        case (.file, _), (.photo, _), (.place, _), (.group, _):
            fits = surroundings.isArgument(of: [.isNull, .isNotNull, .count])
            remedy = Label(vi: "Chỉ dùng được trong isNull, isNotNull, count.", en: "It can stand in isNull, isNotNull and count only.")
        case _ where isInRows:
            fits = surroundings.isArgument(of: [.sum, .greatest, .least, .count, .contains, .isNull, .isNotNull])
            remedy = Label(
                vi: "Trường của các dòng đặt trong sum, greatest, least, count hoặc contains.", en: "What stands in many rows goes into sum, greatest, least, count or contains.")
        case (.many, _):
            fits = surroundings.isArgument(of: [.contains, .count, .isNull, .isNotNull, .join])
            remedy = Label(vi: "Hãy viết contains(#{\(name)}, '…').", en: "Write contains(#{\(name)}, '…').")
        default: (fits, remedy) = suits(field.valueType, surroundings)
        }
        guard !fits else { return }
        wrong(
            .expression, at: place("#{\(name)", in: formula),
            Label(vi: "Không dùng «\(name)» kiểu «\(field.type.rawValue)» như vậy được.", en: "“\(name)” of the type “\(field.type.rawValue)” cannot be used like this."), remedy: remedy)
    }

    private func suits(_ type: FieldType, _ surroundings: Surroundings) -> (Bool, Label) {
        let isNumber = type.isNumeric || type == .yesNo
        return switch surroundings {
        case .argument(.days), .argument(.years), .argument(.year):
            (type == .date, Label(vi: "days, years, year cần trường ngày.", en: "days, years and year take date fields."))
        case .argument(.sum), .argument(.round): (isNumber, Label(vi: "Ở đây cần trường kiểu số.", en: "A number field is needed here."))
        case .operand(.add), .operand(.subtract):
            (isNumber || type == .date, Label(vi: "Chỉ cộng, trừ được số và ngày; chữ thì dùng join.", en: "Only numbers and days can be added; for words there is join."))
        case .operand(.multiply), .operand(.divide), .operand(.remainder), .operand(.power):
            (isNumber, Label(vi: "Ở đây cần trường kiểu số.", en: "A number field is needed here."))
        default: (true, .same(""))
        }
    }

    /// Options, states and days that are written out in a formula.
    private func checkLiteral(_ text: String, against name: String, in formula: RecordFormula) {
        guard case .success(let meaning) = book.meaning(of: name, in: entry, group: formula.group) else { return }
        let place = ["'\(text)'", "\"\(text)\""].first { formula.text.contains($0) }.map { self.place($0, in: formula) } ?? self.place("#{\(name)", in: formula)
        if case .state = meaning { requireState(text, in: entry, at: place) }
        guard let field = meaning.field else { return }
        if [.choice, .many].contains(field.valueType) || field.type == .ethnicGroup {
            checkOption(text, of: field, at: place)
        } else if let remedy = Self.remedy(for: text, in: field.valueType) {
            wrong(
                .expression, at: place, Label(vi: "Trường «\(name)» không bao giờ là «\(text)».", en: "“\(name)” is never “\(text)”."), remedy: remedy)
        }
    }
}

extension RegisterRules {
    /// What a field could be compared with in place of a text; `nil` where the text will do.
    private static func remedy(for text: String, in type: FieldType) -> Label? {
        switch type {
        case .date: Day(iso: text) == nil ? Label(vi: "Hãy ghi năm-tháng-ngày, như '2025-12-31'.", en: "Write year-month-day, such as '2025-12-31'.") : nil
        case .yesNo: Bool(text) == nil ? Label(vi: "Hãy so với true hoặc false, không có dấu nháy.", en: "Compare with true or false, without quotes.") : nil
        case .number, .money: canonicalNumber(text) == nil ? Label(vi: "Hãy so với một con số, không có dấu nháy.", en: "Compare with a number, without quotes.") : nil
        default: nil
        }
    }
}

extension ExpressionError {
    /// As ``message``, for formulas over the fields of a record.
    fileprivate var messageOfRecords: Label {
        switch reason {
        case .malformedItem(let text):
            Label(
                vi: "Không đọc được mục «\(text)». Hãy viết #{TRƯỜNG}, hoặc #{TRƯỜNG.TRƯỜNG} qua một hồ sơ khác.",
                en: "The item “\(text)” cannot be read. Write #{FIELD}, or #{FIELD.FIELD} through another record.")
        case .notSupported(let what):
            Label(vi: "Trong sổ quản lý không có «\(what)». Hãy dùng các trường #{…}.", en: "Registers have no “\(what)”. Use the fields #{…}.")
        case .tooDeep(let limit):
            Label(
                vi: "Công thức lồng hoặc nối quá \(limit) bậc. Hãy tách thành nhiều trường tự tính.",
                en: "The formula is nested or chained more than \(limit) deep. Split it into several computed fields.")
        default: message
        }
    }
}

// MARK: - Patterns

extension RegisterRules {
    /// Reports what is wrong with a pattern, at its character in the file.
    ///
    /// - Parameter builtins: what it may have of the record besides fields.
    /// - Returns: what it names, as far as that is known.
    @discardableResult
    func checkPattern(_ key: String, of node: SourceNode, builtins: Set<RecordPattern.Builtin>) -> [(name: String, meaning: RegisterBook.Meaning)] {
        guard let text = node[key]?.text else { return [] }
        func place(of words: String) -> Place {
            let offset = text.ranges(of: words).last.map { text.distance(from: text.startIndex, to: $0.lowerBound) } ?? 0
            return pack.source.place(of: key, in: node, character: offset)
        }
        let pattern: RecordPattern
        do {
            pattern = try RecordPattern(parsing: text)
        } catch {
            report(error, at: error.words.map(place(of:)) ?? node.place(of: key), Label(vi: "{TRƯỜNG} hoặc {TRƯỜNG.TRƯỜNG}", en: "{FIELD} or {FIELD.FIELD}"))
            return []
        }
        return pattern.fields.compactMap { name in
            if let builtin = RecordPattern.Builtin(rawValue: name) {
                if builtins.contains(builtin) { return nil }
                let allowed = builtins.map { "{\($0.rawValue)}" }.sorted().joined(separator: ", ")
                report(.unknown(name), at: place(of: "{\(name)}"), Label(vi: "{TRƯỜNG}, {TRƯỜNG.TRƯỜNG}, \(allowed)", en: "{FIELD}, {FIELD.FIELD}, \(allowed)"))
                return nil
            }
            switch book.meaning(of: name, in: entry) {
            case .failure(let unknown):
                report(unknown, at: place(of: "{\(name)}"))
                return nil
            case .success(let meaning):
                var isPlain = meaning.field.map { ![.group, .file, .photo, .place, .longText].contains($0.type) } ?? false
                if case .rows = meaning { isPlain = false }
                if case .unreadable = meaning { return nil }
                guard isPlain else {
                    wrong(
                        at: place(of: "{\(name)}"), Label(vi: "«\(name)» không đặt vào một dòng chữ được.", en: "“\(name)” cannot be put into a line of words."),
                        remedy: Label(
                            vi: "Hãy dùng một trường của hồ sơ, không phải nhóm, tệp, ảnh, vị trí hay văn bản dài.",
                            en: "Use a field of the record that is no group, file, photo, place or long text."))
                    return nil
                }
                return (name, meaning)
            }
        }
    }

    private func report(_ fault: RecordPattern.Fault, at place: Place, _ allowed: Label) {
        switch fault {
        case .empty: wrong(.missingKey, at: place, Label(vi: "Mẫu này để trống.", en: "This pattern is empty."), remedy: Label(vi: "Hãy ghi \(allowed.vi).", en: "Write \(allowed.en)."))
        case .unclosed:
            wrong(
                .expression, at: place, Label(vi: "Dấu «{» này chưa được đóng.", en: "This “{” is never closed."),
                remedy: Label(vi: "Hãy thêm «}» ngay sau mã.", en: "Add a “}” right after the code."))
        case .unknown(let word):
            wrong(
                .expression, at: place, Label(vi: "Ở đây không có «{\(word)}».", en: "There is no “{\(word)}” here."),
                remedy: Label(vi: "Trong ngoặc nhọn ghi được: \(allowed.vi).", en: "In braces can stand \(allowed.en)."))
        }
    }

    func checkTitle() {
        let named = checkPattern("title", of: node, builtins: RecordPattern.Builtin.inTitles)
        if let title = node["title"]?.text, !title.contains("{") {
            wrong(
                at: node.place(of: "title"), Label(vi: "Tên gọi này như nhau với mọi hồ sơ.", en: "This title is the same for every record."),
                remedy: Label(vi: "Hãy ghi một trường trong ngoặc nhọn, như {NAME}.", en: "Put a field in braces, such as {NAME}."))
        }
        for (name, meaning) in named {
            guard let field = meaning.field, field.sensitivity == .sensitive || !field.seenBy.isEmpty else { continue }
            wrong(
                .privacy, at: node.place(of: "title"),
                Label(vi: "Tên gọi hiện ở mọi nơi nhắc đến hồ sơ nên không được chứa «\(name)».", en: "A title is shown wherever its record is named, so it cannot hold “\(name)”."),
                remedy: Label(
                    vi: "Hãy bỏ các trường nhạy cảm hoặc có «seen_by» khỏi «title».", en: "Leave fields that are sensitive or have “seen_by” out of “title”."))
        }
    }

    func checkIdentifier() {
        guard let text = register.identifier else { return }
        let allowed = Label(vi: "{unit}, {year}, {year2}, {number} hoặc {number:4}", en: "{unit}, {year}, {year2}, {number} or {number:4}")
        let pieces: [RecordPattern.Piece]
        do {
            pieces = try RecordPattern(parsing: text, isIdentifier: true).pieces
        } catch {
            let offset = error.words.flatMap { text.ranges(of: $0).last }.map { text.distance(from: text.startIndex, to: $0.lowerBound) } ?? 0
            return report(error, at: pack.source.place(of: "identifier", in: node, character: offset), allowed)
        }
        for case .field(let code) in pieces {
            let offset = text.firstRange(of: "{\(code)}").map { text.distance(from: text.startIndex, to: $0.lowerBound) } ?? 0
            report(.unknown(code), at: pack.source.place(of: "identifier", in: node, character: offset), allowed)
        }
        guard !pieces.contains(where: { if case .number = $0 { true } else { false } }) else { return }
        wrong(
            at: node.place(of: "identifier"), Label(vi: "Số hiệu này trùng nhau giữa các hồ sơ.", en: "Records would share this identifier."),
            remedy: Label(vi: "Hãy thêm {number} hoặc {number:4}.", en: "Add {number} or {number:4}."))
    }
}

extension RecordPattern.Fault {
    /// The words in the pattern that it is about.
    fileprivate var words: String? {
        switch self {
        case .unclosed: "{"
        case .empty: nil
        case .unknown(let word): "{\(word)}"
        }
    }
}
