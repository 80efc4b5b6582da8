import Domain

// MARK: - List, duplicates, prints

extension RegisterRules {
    func checkList() {
        guard let list = node["list"] else { return }
        let sortable = "text, number, money, date, period, yes_no, choice, record, person, org_unit, agency, computed, rollup"
        checkFields("columns", of: list, suits: { ![.longText, .file, .photo, .place, .group].contains($0.type) }, sortable + ", many, phone, email, link")
        checkFields("filters", of: list, suits: { Self.filters.contains($0.valueType) }, Self.filters.map(\.rawValue).joined(separator: ", "))
        checkFields("search", of: list, suits: { Self.searched.contains($0.valueType) }, Self.searched.map(\.rawValue).joined(separator: ", "))
        checkFields("sheet", of: list, suits: { $0.type.isInput && ![.file, .photo, .place, .group].contains($0.type) }, "text, number, date, yes_no, choice, …")
        if let map = list["map"]?.text { checkField(map, at: list.place(of: "map"), suits: { $0.type == .place }, "place") }
        if let sort = list["sort"]?.text {
            checkField(
                sort.hasPrefix("-") ? String(sort.dropFirst()) : sort, at: list.place(of: "sort"),
                suits: { ![.longText, .many, .file, .photo, .place, .group].contains($0.type) }, sortable)
        }
    }

    /// Types that a list can be narrowed down by.
    private static let filters: [FieldType] = [
        .choice, .many, .yesNo, .ethnicGroup, .agency, .orgUnit, .record, .person, .date, .number, .money, .period
    ]
    private static let searched: [FieldType] = [.text, .longText, .phone, .identityNumber, .email, .link]

    func checkDuplicates() {
        var seen: [[String]] = []
        for item in node["duplicates"]?.items ?? [] {
            if case .record = item.content { continue }
            let codes = item.codePlaces
            if codes.isEmpty {
                wrong(
                    .missingKey, at: item.place, Label(vi: "Dòng này không có trường nào.", en: "This line has no field."),
                    remedy: Label(vi: "Hãy ghi các trường phải trùng nhau, như [NAME, BORN].", en: "Write the fields that agree, such as [NAME, BORN]."))
            }
            for (code, place) in codes { checkField(code, at: place, suits: Self.isComparable, Self.comparable) }
            let set = codes.map(\.0).sorted()
            if seen.contains(set) || Set(set).count < set.count {
                wrong(
                    .duplicateCode, at: item.place, Label(vi: "«\(codes.map(\.0).joined(separator: ", "))» ghi hai lần.", en: "“\(codes.map(\.0).joined(separator: ", "))” stands twice."),
                    remedy: Label(vi: "Hãy giữ lại một.", en: "Keep one of them."))
            }
            seen.append(set)
        }
    }

    func checkPrints() {
        for print in node["prints"]?.items ?? [] {
            requireStates("states", of: print, in: entry)
            for words in [print["heading"]].compactMap(\.self) + (print["lines"]?.items ?? []) {
                for language in ["vi", "en"] { checkPattern(language, of: words, builtins: RecordPattern.Builtin.inPrints) }
            }
            checkFields("fields", of: print, suits: { ![.file, .photo].contains($0.type) }, "text, number, date, choice, record, group, …")
            if let fields = print["fields"], let kind = print["kind"]?.text, kind != RecordPrint.Kind.card.rawValue {
                wrong(
                    at: fields.place, Label(vi: "Mẫu in kiểu «\(kind)» không liệt kê các trường.", en: "A print of the kind “\(kind)” lists no fields."),
                    remedy: kind == RecordPrint.Kind.list.rawValue
                        ? Label(vi: "Hãy ghi các trường trong «columns».", en: "Put the fields into “columns”.")
                        : Label(vi: "Hãy ghi các trường trong «lines», hoặc dùng kind: card.", en: "Put the fields into “lines”, or use kind: card."))
            }
            checkRoll(of: print)
            checkIssuer(of: print)
        }
    }

    /// The table of a list.
    private func checkRoll(of print: SourceNode) {
        guard let kind = print["kind"]?.text else { return }
        guard kind == RecordPrint.Kind.list.rawValue else {
            for key in ["columns", "blank", "signers"] where print[key] != nil {
                wrong(
                    at: print.place(of: key), Label(vi: "Mẫu in kiểu «\(kind)» không có «\(key)».", en: "A print of the kind “\(kind)” has no “\(key)”."),
                    remedy: Label(vi: "Hãy bỏ đi, hoặc dùng kind: list.", en: "Remove it, or use kind: list."))
            }
            return
        }
        if print.codePlaces("columns").isEmpty {
            wrong(
                .missingKey, at: print.place(of: "columns"), Label(vi: "Danh sách này không có cột nào.", en: "This list has no columns."),
                remedy: Label(vi: "Hãy thêm «columns» với các trường cần in.", en: "Add “columns” with the fields to print."))
        }
        checkOnce("columns", of: print)
        for (code, place) in print.codePlaces("columns") where !RecordPattern.Builtin.inLists.contains(where: { $0.key.rawValue == code }) {
            checkField(code, at: place, suits: { ![.file, .photo, .place, .group].contains($0.type) }, "text, number, date, choice, record, …")
        }
    }

    /// Whose paper it is: a field here, or one of a linked record.
    private func checkIssuer(of print: SourceNode) {
        guard let name = print["issuer"]?.text else { return }
        let place = print.place(of: "issuer")
        switch book.meaning(of: name, in: entry) {
        case .failure(let unknown): report(unknown, at: place)
        case .success(.unreadable): break
        case .success(let meaning):
            var field = meaning.field
            if case .rows = meaning { field = nil }
            guard field.map({ ![.orgUnit, .agency, .record].contains($0.type) }) ?? true else { return }
            wrong(
                at: place, Label(vi: "«\(name)» không cho biết cơ quan nào cấp.", en: "“\(name)” does not say who issues the paper."),
                remedy: Label(vi: "Ở đây cần một trường kiểu org_unit, agency hoặc record, hoặc trường như vậy của hồ sơ liên kết.", en: "Here a field of the type org_unit, agency or record is needed, or such a field of a linked record."))
        }
    }

    // MARK: - What everybody may see

    func checkPublicView() {
        guard let view = node["public"], let publicView = register.publicView else { return }
        requireStates("states", of: view, in: entry)
        checkConditions("where", of: view, on: entry)
        checkOnce("fields", of: view)
        checkNotEmpty("fields", view)
        for (code, place) in view.codePlaces("fields") {
            guard let field = requireField(code, at: place) else { continue }
            if field.sensitivity != .public {
                wrong(
                    .privacy, at: place,
                    Label(vi: "Trường «\(code)» ở mức «\(field.sensitivity.rawValue)» nên không công khai được.", en: "The field “\(code)” is “\(field.sensitivity.rawValue)”, so it is not for everybody."),
                    remedy: Label(vi: "Hãy bỏ khỏi đây, hoặc ghi sensitivity: public cho trường ấy nếu được phép.", en: "Remove it here, or write sensitivity: public for the field where that is lawful."))
            } else if field.type == .record, let other = field.register.flatMap({ book[$0] }), let leak = leak(inTitleOf: other) {
                reportLeak(leak, of: other, at: place)
            } else {
                for inner in field.fields where inner.sensitivity != .public { reportLeak(inner.code, of: entry, at: place) }
            }
        }
        if publicView.isListed, let leak = leak(inTitleOf: entry) { reportLeak(leak, of: entry, at: view.place(of: "fields")) }
    }

    private func reportLeak(_ code: String, of other: RegisterBook.Entry, at place: Place) {
        wrong(
            .privacy, at: place,
            Label(
                vi: "«\(code)» của sổ quản lý «\(other.register.code)» sẽ hiện cho mọi người, nhưng không ở mức public.",
                en: "“\(code)” of the register “\(other.register.code)” would be shown to everybody, but is not public."),
            remedy: Label(
                vi: "Hãy ghi sensitivity: public cho trường ấy nếu được phép, hoặc sửa «title» hay các trường công khai.",
                en: "Write sensitivity: public for it where that is lawful, or correct the “title” or the public fields."))
    }

    /// A field in the titles of a register that is not for everybody; titles that stand in titles included.
    private func leak(inTitleOf other: RegisterBook.Entry, after seen: Set<String> = []) -> String? {
        guard !seen.contains(other.register.code), let pattern = other.register.titlePattern else { return nil }
        for name in pattern.fields {
            guard case .success(let meaning) = book.meaning(of: name, in: other), let field = meaning.field else { continue }
            if field.sensitivity != .public { return name }
            if field.type == .record, let next = field.register.flatMap({ book[$0] }), leak(inTitleOf: next, after: seen.union([other.register.code])) != nil { return name }
        }
        return nil
    }

    // MARK: - Personal data

    func checkPrivacy() {
        for (field, node) in entry.allFields where field.sensitivity == .public {
            guard let masked = field.expression?.fields.first(where: isMasked) ?? maskedSource(of: field.rollUp) else { continue }
            wrong(
                .privacy, at: node.place(of: "sensitivity"),
                Label(vi: "Trường công khai này tính từ «\(masked)», là dữ liệu cá nhân.", en: "This public field is worked out from “\(masked)”, which is personal."),
                remedy: Label(vi: "Hãy bỏ sensitivity: public.", en: "Remove sensitivity: public."))
        }
        if let privacy = node["privacy"] {
            if maskedFields.isEmpty {
                log.report(
                    .privacy, .warning, at: privacy.place,
                    Label(vi: "Sổ quản lý này không có trường nào ở mức personal hay sensitive.", en: "No field of this register is personal or sensitive."),
                    remedy: Label(vi: "Hãy ghi «sensitivity» cho các trường nói về cá nhân, hoặc bỏ «privacy».", en: "Write “sensitivity” for the fields about persons, or remove “privacy”."))
            }
            if register.privacy?.basis == .legalDuty, privacy["citation"] == nil {
                log.report(
                    .missingCitation, .warning, at: privacy.place(of: "citation"), Label(vi: "Chưa nêu văn bản giao nhiệm vụ này.", en: "The document that gives this duty is not named."),
                    remedy: Label(vi: "Hãy thêm «citation».", en: "Add “citation”."))
            }
        } else if let (field, fieldNode) = maskedFields.first {
            wrong(
                .privacy, at: fieldNode.place(of: "code"),
                Label(
                    vi: "«\(field.code)» là dữ liệu cá nhân nhưng sổ quản lý không nói rõ vì sao được lưu.", en: "“\(field.code)” is personal, but the register does not say why it is kept."),
                remedy: Label(vi: "Hãy thêm «privacy» với basis và purpose.", en: "Add “privacy” with a basis and a purpose."))
        }
    }

    private func isMasked(_ name: String) -> Bool {
        guard case .success(let meaning) = book.meaning(of: name, in: entry) else { return false }
        return meaning.field?.sensitivity.isMasked ?? false
    }

    private func maskedSource(of rollUp: RecordField.RollUp?) -> String? {
        guard let rollUp, let code = rollUp.field, book[rollUp.register]?.register.field(code)?.sensitivity.isMasked == true else { return nil }
        return "\(rollUp.register).\(code)"
    }

    func checkRetention() {
        guard let retention = node["retention"] else { return }
        if let from = retention["from"]?.text {
            checkField(from, at: retention.place(of: "from"), suits: { $0.valueType == .date }, "date")
        } else if !register.states.contains(where: \.isFinal) {
            wrong(
                .missingKey, at: retention.place(of: "from"), Label(vi: "Không rõ thời hạn lưu tính từ ngày nào.", en: "It is not clear from which day the years are counted."),
                remedy: Label(vi: "Hãy ghi «from» là một trường ngày, hoặc đánh dấu một trạng thái là final.", en: "Name a date field as “from”, or mark a state as final."))
        }
    }
}

extension Register {
    /// How records are called; `nil` where the pattern is wrong, which is reported where it stands.
    var titlePattern: RecordPattern? { do { return try RecordPattern(parsing: title) } catch { return nil } }
}

extension RecordField {
    /// The formula of a computed field; `nil` also where it is wrong, which is reported where it stands.
    var expression: RecordExpression? {
        guard let formula else { return nil }
        do { return try RecordExpression(parsing: formula) } catch { return nil }
    }
}
