import Domain

/// How a register's made-up records are read from its file, and what must hold of them.
extension RecordReader {
    mutating func illustration() -> Illustration? {
        let per = text("per", .required), count = number("count", .required), most = whole("of", in: 1...2000), states = codes("states")
        let fill = codes("fill"), formulas = values("formulas"), possible = lines("values")
        guard let per, let count else { return nil }
        let level = UnitLevel.words.first { $0.key == per }?.value
        return Illustration(base: level.map { .unit($0) } ?? .record(per), count: count, most: most, states: states, fill: fill, values: possible, formulas: formulas)
    }

    /// Fields with one text or several each.
    private mutating func lines(_ key: String) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for entry in entries(key) {
            let items = entry.value.text.map { [$0] } ?? entry.value.items.compactMap(\.text)
            if items.isEmpty || items.count < entry.value.items.count { wrongType(entry.value, expected: Label(vi: "một giá trị hoặc danh sách giá trị", en: "a value or a list of values")) }
            found[entry.key] = items
        }
        return found
    }
}

extension RegisterRules {
    /// The most made-up records for one unit or record.
    private static let mostEach = 50.0

    func checkIllustration() {
        guard let node = node["illustrative"] else { return }
        for (code, place) in node.codePlaces("states") { requireState(code, in: entry, at: place) }
        for (code, place) in node.codePlaces("fill") {
            guard let field = requireField(code, at: place), !field.type.isInput || field.type.holdsFiles || field.type == .person else { continue }
            notFilled(field, at: place)
        }
        if let illustration = register.illustration { check(illustration, node) }
        for value in node["values"]?.entries ?? [] {
            guard let field = requireField(value.key, at: value.keyPlace), isFilled(field, at: value.keyPlace) else { continue }
            for (text, place) in value.value.text.map({ [($0, value.value.place)] }) ?? value.value.items.compactMap({ item in item.text.map { ($0, item.place) } }) { check(text, of: field, at: place) }
        }
        guard let formulas = node["formulas"] else { return }
        for formula in formulas.entries {
            guard let field = requireField(formula.key, at: formula.keyPlace), isFilled(field, at: formula.keyPlace) else { continue }
            check(formula.value.text, key: formula.key, in: formulas)
        }
    }

    private func check(_ illustration: Illustration, _ node: SourceNode) {
        if illustration.count <= 0 || illustration.count > Self.mostEach {
            wrong(.value, at: node.place(of: "count"), Label(vi: "Số hồ sơ minh họa phải lớn hơn 0 và không quá 50.", en: "The number of illustrative records is above 0 and at most 50."),
                  remedy: Label(vi: "Hãy ghi số trong khoảng này; muốn nhiều hơn thì chia theo đơn vị nhỏ hơn.", en: "Write such a number; for more, count them for smaller units."))
        }
        switch illustration.base {
        case .unit(let level):
            guard !register.levels.contains(level) else { return }
            wrong(.value, at: node.place(of: "per"), Label(vi: "Sổ này không lập ở cấp «\(level.rawValue)».", en: "The register is not kept at the level “\(level.rawValue)”."),
                  remedy: Label(vi: "Một trong: \(register.levels.map(\.rawValue).joined(separator: ", ")).", en: "One of: \(register.levels.map(\.rawValue).joined(separator: ", "))."))
        case .record(let code):
            guard let field = requireField(code, at: node.place(of: "per")), field.type != .record else { return }
            wrong(.value, at: node.place(of: "per"), Label(vi: "Trường «\(code)» không dẫn đến hồ sơ khác.", en: "The field “\(code)” names no record."),
                  remedy: Label(vi: "Hãy ghi một cấp đơn vị hoặc một trường kiểu record.", en: "Write a level of units, or a field of the type record."))
        }
    }

    private func isFilled(_ field: RecordField, at place: Place) -> Bool {
        if field.type.isInput, !field.type.holdsFiles, field.type != .group, field.type != .record, field.type != .person { return true }
        notFilled(field, at: place)
        return false
    }

    private func notFilled(_ field: RecordField, at place: Place) {
        wrong(at: place, Label(vi: "Trường «\(field.code)» kiểu «\(field.type.rawValue)» không đặt trước giá trị minh họa được.", en: "The field “\(field.code)” of the type “\(field.type.rawValue)” takes no illustrative values."),
              remedy: Label(vi: "Hãy bỏ trường này; các hồ sơ liên kết được chọn tự động.", en: "Leave it out; linked records are chosen by themselves."))
    }

    private func check(_ text: String, of field: RecordField, at place: Place) {
        if field.type == .ethnicGroup, text == Illustration.minority { return }
        guard let range = Illustration.range(text), [.number, .money, .date].contains(field.type) else { return checkValue(text, of: field, at: place) }
        checkValue(range.from, of: field, at: place)
        checkValue(range.to, of: field, at: place)
    }
}
