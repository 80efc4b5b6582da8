import Domain

// MARK: - Values that a register writes out

extension RegisterRules {
    /// Types of fields that records can be narrowed down by.
    static let narrowing: [FieldType] = [.choice, .many, .yesNo, .ethnicGroup, .agency]

    /// Fields and values that narrow down the records of a register: `where: {KIND: [HEAD]}`.
    func checkConditions(_ key: String, of node: SourceNode, on other: RegisterBook.Entry) {
        guard let conditions = node[key] else { return }
        for condition in conditions.entries {
            guard let field = requireField(condition.key, of: other, at: condition.keyPlace) else { continue }
            guard Self.narrowing.contains(field.type) else {
                wrong(
                    at: condition.keyPlace,
                    Label(vi: "Không lọc theo trường «\(field.code)» kiểu «\(field.type.rawValue)» được.", en: "“\(field.code)” of the type “\(field.type.rawValue)” cannot narrow records down."),
                    remedy: Label(
                        vi: "Dùng được các kiểu: \(Self.narrowing.map(\.rawValue).joined(separator: ", ")).",
                        en: "It takes fields of the types \(Self.narrowing.map(\.rawValue).joined(separator: ", "))."))
                continue
            }
            for (value, place) in conditions.codePlaces(condition.key) { checkValue(value, of: field, at: place) }
            checkOnce(condition.key, of: conditions)
            checkNotEmpty(condition.key, conditions)
        }
    }

    /// A value that a field is given by the register itself.
    func checkValue(_ text: String, of field: RecordField, at place: Place) {
        switch field.type {
        case .choice, .ethnicGroup: checkOption(text, of: field, at: place)
        case .many: for code in text.split(separator: ",") { checkOption(String(code).trimmingSpaces(), of: field, at: place) }
        case .agency: pack.require(text, in: .agencies, at: place)
        default:
            guard let expected = expectation(text, of: field) else { return }
            wrong(
                .value, at: place, Label(vi: "«\(text)» không phải là giá trị của trường «\(field.code)».", en: "“\(text)” is no value of the field “\(field.code)”."),
                remedy: Label(vi: "Hãy ghi \(expected.vi).", en: "Write \(expected.en)."))
        }
    }

    /// What should stand in place of a text; `nil` where it is right.
    private func expectation(_ text: String, of field: RecordField) -> Label? {
        switch field.type {
        case .text, .longText: nil
        case .number: isNumber(text, of: field) ? nil : numbers(of: field)
        case .money: isNumber(text, of: field) ? nil : Label(vi: "số đồng nguyên trong khoảng cho phép", en: "whole đồng within the field's limits")
        case .date: text == "today" || Day(iso: text) != nil ? nil : Label(vi: "một ngày như 2025-12-31, hoặc today", en: "a day such as 2025-12-31, or today")
        case .period: isPeriod(text, of: field) ? nil : Label(vi: "một kỳ đúng loại của trường, như 2025-07 hoặc 2025-Q3", en: "a period of the field's kind, such as 2025-07 or 2025-Q3")
        case .yesNo: Bool(text) != nil ? nil : Label(vi: "true hoặc false", en: "true or false")
        case .link: text.hasPrefix("https://") || text.hasPrefix("http://") ? nil : Label(vi: "một địa chỉ bắt đầu bằng https://", en: "an address that begins with https://")
        case .choice, .many, .ethnicGroup, .agency: nil
        case .record, .person, .orgUnit, .phone, .identityNumber, .email, .file, .photo, .place, .computed, .rollup, .group:
            Label(
                vi: "giá trị cho trường kiểu khác: kiểu «\(field.type.rawValue)» không đặt sẵn được",
                en: "values for other fields: one of the type “\(field.type.rawValue)” cannot be set beforehand")
        }
    }

    private func isNumber(_ text: String, of field: RecordField) -> Bool {
        guard let number = canonicalNumber(text) else { return false }
        let digits = text.split(separator: ".").dropFirst().first?.count ?? 0
        return digits <= field.decimals && field.minimum.map { number >= $0 } ?? true && field.maximum.map { number <= $0 } ?? true
    }

    private func numbers(of field: RecordField) -> Label {
        let least = field.minimum.map { Label(vi: ", từ \(digits($0))", en: ", at least \(digits($0))") } ?? .same("")
        let most = field.maximum.map { Label(vi: ", đến \(digits($0))", en: ", at most \(digits($0))") } ?? .same("")
        return Label(
            vi: "một số có nhiều nhất \(field.decimals) chữ số thập phân\(least.vi)\(most.vi)", en: "a number with at most \(field.decimals) decimal digits\(least.en)\(most.en)")
    }

    private func digits(_ number: Double) -> String { number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number) }

    private func isPeriod(_ text: String, of field: RecordField) -> Bool {
        do { return try pack.periods.period(text).kind == field.periodKind } catch { return false }
    }

    /// An option of a field's own or of its category; nothing is said where the category itself is unknown.
    func checkOption(_ code: String, of field: RecordField, at place: Place) {
        let known: [String]
        if let category = field.category {
            guard let options = pack.categories[category]?.options, !pack.visible.contains(where: { $0.unreadable.contains(.categoryOptions) }) else { return }
            known = options.map(\.code)
        } else {
            known = field.options.map(\.code)
        }
        guard !known.isEmpty, !known.contains(code) else { return }
        wrong(
            .unknownReference, at: place, Label(vi: "Trường «\(field.code)» không có lựa chọn «\(code)».", en: "The field “\(field.code)” has no option “\(code)”."),
            remedy: suggestion(for: code, among: known))
    }
}
