import Domain

// MARK: - Things that follow from each other

extension PackRules {
    func checkRegisters() {
        let book = RegisterBook(visible)
        let entries = source.sourced(.registers, pack.registers).map { RegisterBook.Entry($0, $1) }
        for entry in entries { RegisterRules(pack: self, book: book, entry: entry).check() }
        checkFieldCycles(book)
        checkTitleCycles(book)
        checkRunningElements()
        checkFormsOfFedElements()
    }

    /// Reports fields of the pack's registers that follow from each other, also through records of other registers.
    private func checkFieldCycles(_ book: RegisterBook) {
        var next: [String: [String]] = [:]
        for register in visible.flatMap(\.pack.registers) {
            for field in register.fields {
                next["\(register.code) \(field.code)"] = sources(of: field, in: register, nil, book)
                for inner in field.fields { next["\(register.code) \(field.code).\(inner.code)"] = sources(of: inner, in: register, field, book) }
            }
        }
        for cycle in cycles(in: next) {
            guard let (own, place) = cycle.lazy.compactMap({ name in self.place(ofField: name).map { (name, $0) } }).first, let start = cycle.firstIndex(of: own) else { continue }
            let chain = (cycle[start...] + cycle[..<start] + [own]).map { $0.replacing(" ", with: ".") }.joined(separator: " → ")
            log.report(
                .cycle, at: place, Label(vi: "Các trường tính vòng tròn từ nhau: \(chain).", en: "These fields follow from each other: \(chain)."),
                remedy: Label(vi: "Hãy bỏ một trường khỏi công thức.", en: "Take one of them out of its formula."))
        }
    }

    /// The fields that one follows from, as `REGISTER FIELD`.
    private func sources(of field: RecordField, in register: Register, _ group: RecordField?, _ book: RegisterBook) -> [String] {
        if let rollUp = field.rollUp { return ([rollUp.field].compactMap(\.self) + rollUp.conditions.keys.sorted()).map { "\(rollUp.register) \($0)" } }
        guard let formula = field.expression else { return [] }
        return formula.fields.map { name in
            let parts = name.split(separator: ".").map(String.init)
            guard parts.count == 2 else {
                if let group, group.fields.contains(where: { $0.code == name }) { return "\(register.code) \(group.code).\(name)" }
                return "\(register.code) \(name)"
            }
            guard let link = group?.fields.first(where: { $0.code == parts[0] }) ?? register.field(parts[0]), let other = link.register else { return "\(register.code) \(name)" }
            return "\(other) \(parts[1])"
        }
    }

    /// Where one of the pack's own fields says what it follows from.
    private func place(ofField name: String) -> Place? {
        let parts = name.split(separator: " ").map(String.init), codes = parts[1].split(separator: ".").map(String.init)
        guard let entry = source.sourced(.registers, pack.registers).first(where: { $0.0.code == parts[0] })?.1 else { return nil }
        var nodes = entry.fieldNodes, found: SourceNode?
        for code in codes {
            found = nodes.first { $0["code"]?.text == code }
            nodes = found?["fields"]?.items ?? []
        }
        return found.map { $0.place(of: $0["formula"] == nil ? "field" : "formula") }
    }

    /// A record that is called by another one's title cannot give that one its name.
    private func checkTitleCycles(_ book: RegisterBook) {
        var next: [String: [String]] = [:]
        for register in visible.flatMap(\.pack.registers) {
            next[register.code] = (register.titlePattern?.fields ?? []).compactMap { name in
                guard let entry = book[register.code], case .success(let meaning) = book.meaning(of: name, in: entry), let field = meaning.field, field.type == .record else { return nil }
                return field.register
            }
        }
        for cycle in cycles(in: next) {
            guard let entry = cycle.lazy.compactMap({ code in source.sourced(.registers, pack.registers).first { $0.0.code == code }?.1 }).first else { continue }
            let chain = (cycle + [cycle[0]]).joined(separator: " → ")
            log.report(
                .cycle, at: entry.place(of: "title"), Label(vi: "Tên gọi của các hồ sơ này lấy vòng tròn từ nhau: \(chain).", en: "These records take their titles from each other: \(chain)."),
                remedy: Label(vi: "Hãy thay một trường kiểu record trong «title» bằng trường khác.", en: "Put another field in place of the record in one “title”."))
        }
    }
}
