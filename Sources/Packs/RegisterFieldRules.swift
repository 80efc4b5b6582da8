import Domain

// MARK: - Fields

extension RegisterRules {
    /// - Parameter group: the group that the field is in.
    func check(_ field: RecordField, _ node: SourceNode, in group: RecordField? = nil) {
        for key in ["required_when", "allowed_when"] {
            guard let condition = check(node[key]?.text, key: key, in: node, group: group), condition.fields.contains(field.code) else { continue }
            wrong(
                .cycle, at: node.place(of: key), Label(vi: "Điều kiện này hỏi chính trường «\(field.code)».", en: "This condition asks for the field “\(field.code)” itself."),
                remedy: Label(vi: "Hãy đặt điều kiện theo các trường khác.", en: "Let it depend on other fields."))
        }
        for (code, place) in node.codePlaces("seen_by") { requireRole(code, at: place) }
        checkOnce("seen_by", of: node)
        checkReaders(of: field, node)
        checkUniqueness(of: field, node, in: group)
        checkSensitivity(of: field, node)
        checkRange(of: field, node)
        switch field.type {
        case .choice, .many: checkChoices(of: field, node)
        case .ethnicGroup: pack.require(RecordField.ethnicGroups, in: .categories, at: node.place(of: "type"))
        case .record: checkLink(field, node)
        case .computed: checkComputed(field, node, in: group)
        case .rollup: checkRollUp(field, node)
        case .group: checkGroup(field, node)
        default: break
        }
        if let initial = field.initial { checkValue(initial, of: field, at: node.place(of: "initial")) }
    }

    private func checkReaders(of field: RecordField, _ node: SourceNode) {
        let readers = register.access.flatMap(\.roles)
        guard !field.seenBy.isEmpty, !readers.isEmpty, (readers + field.seenBy).allSatisfy({ pack.roles[$0] != nil }), Set(readers).isDisjoint(with: field.seenBy) else { return }
        log.report(
            .access, .warning, at: node.place(of: "seen_by"),
            Label(vi: "Không vai trò nào trong «seen_by» được xem hồ sơ này.", en: "None of the roles in “seen_by” may see the records."),
            remedy: Label(vi: "Hãy cho vai trò ấy quyền see trong «access», hoặc sửa «seen_by».", en: "Give one of them see in “access”, or correct “seen_by”."))
    }

    /// Fields of which two records can be said to agree.
    static let comparable = "text, number, money, date, period, choice, record, person, org_unit, agency, phone, identity_number, email, link, computed"

    static func isComparable(_ field: RecordField) -> Bool {
        ![.longText, .many, .file, .photo, .place, .group, .rollup].contains(field.type)
    }

    private func checkUniqueness(of field: RecordField, _ node: SourceNode, in group: RecordField?) {
        guard let unique = field.unique else { return }
        if group != nil || !Self.isComparable(field) {
            wrong(
                at: node.place(of: "unique"),
                Label(vi: "Giá trị của trường «\(field.code)» không so sánh giữa các hồ sơ được.", en: "The values of “\(field.code)” are not compared between records."),
                remedy: Label(vi: "Hãy bỏ «unique»; kiểu dùng được: \(Self.comparable).", en: "Remove “unique”; it is for the types \(Self.comparable), outside groups."))
        }
        guard case .within(let codes) = unique else { return }
        if codes.contains("register") || codes.contains("unit") {
            return wrong(
                at: node.place(of: "unique"), Label(vi: "«register» hoặc «unit» phải đứng một mình.", en: "“register” and “unit” stand alone."),
                remedy: Label(vi: "Hãy ghi register, unit, hoặc danh sách các trường.", en: "Write register, unit or a list of fields."))
        }
        checkFields("unique", of: node, suits: { Self.isComparable($0) && $0.code != field.code }, Self.comparable)
    }

    private func checkSensitivity(of field: RecordField, _ node: SourceNode) {
        if field.type == .identityNumber, field.sensitivity < .sensitive {
            wrong(
                .privacy, at: node.place(of: "sensitivity"), Label(vi: "Số định danh cá nhân là dữ liệu nhạy cảm.", en: "Personal identification numbers are sensitive."),
                remedy: Label(vi: "Hãy bỏ «sensitivity» ở trường này.", en: "Remove “sensitivity” from this field."))
        }
    }

    private func checkRange(of field: RecordField, _ node: SourceNode) {
        if let minimum = field.minimum, let maximum = field.maximum, maximum < minimum {
            wrong(
                .outOfRange, at: node.place(of: "maximum"), Label(vi: "maximum nhỏ hơn minimum.", en: "The maximum is below the minimum."),
                remedy: Label(vi: "Hãy ghi minimum ≤ maximum.", en: "Write minimum ≤ maximum."))
        }
    }

    private func checkChoices(of field: RecordField, _ node: SourceNode) {
        if let category = field.category { pack.require(category, in: .categories, at: node.place(of: "category")) }
        if node["category"] != nil, node["options"] != nil {
            wrong(
                at: node.place(of: "options"), Label(vi: "Trường này có cả «category» và «options».", en: "This field has both “category” and “options”."),
                remedy: Label(vi: "Hãy giữ lại một.", en: "Keep one of them."))
        } else if node["category"] == nil, node["options"]?.items.isEmpty ?? true {
            wrong(
                .missingKey, at: node.place(of: "options"), Label(vi: "Trường này không có gì để chọn.", en: "There is nothing to choose from."),
                remedy: Label(vi: "Hãy ghi «category», hoặc «options» với code và name.", en: "Write a “category”, or “options” with code and name."))
        }
    }

    private func checkLink(_ field: RecordField, _ node: SourceNode) {
        guard let code = field.register, pack.require(code, in: .registers, at: node.place(of: "register")), let other = book[code] else { return }
        requireStates("states", of: node, in: other)
        checkConditions("where", of: node, on: other)
    }

    private func checkGroup(_ field: RecordField, _ node: SourceNode) {
        let nodes = node["fields"]?.items ?? []
        checkNotEmpty("fields", node)
        for (inner, innerNode) in RegisterBook.Entry.paired(field.fields, nodes) {
            if [.group, .rollup, .file, .photo].contains(inner.type) {
                wrong(
                    at: innerNode.place(of: "type"),
                    Label(vi: "Trong nhóm không có trường kiểu «\(inner.type.rawValue)».", en: "A group holds no field of the type “\(inner.type.rawValue)”."),
                    remedy: Label(vi: "Hãy chuyển trường này ra ngoài nhóm.", en: "Move the field out of the group."))
            } else {
                check(inner, innerNode, in: field)
            }
        }
    }

    // MARK: - Fields that follow from others

    private func checkComputed(_ field: RecordField, _ node: SourceNode, in group: RecordField?) {
        if let expression = check(field.formula, key: "formula", in: node, group: group, isKept: true) { checkResult(expression, of: field, node, in: group) }
        if field.valueType == .choice { checkChoices(of: field, node) }
        checkResult(of: field, node)
    }

    /// Keys that go with some results only.
    private func checkResult(of field: RecordField, _ node: SourceNode) {
        let misplaced = (field.valueType == .number ? [] : ["unit_of_measure", "decimals"]) + (field.valueType == .choice ? [] : ["category", "options"])
        for key in misplaced where node[key] != nil && (field.type == .computed || key != "category" && key != "options") {
            wrong(
                at: node.place(of: key), Label(vi: "Kết quả kiểu «\(field.valueType.rawValue)» không có «\(key)».", en: "A result of the type “\(field.valueType.rawValue)” has no “\(key)”."),
                remedy: Label(vi: "Hãy bỏ «\(key)» hoặc sửa «result».", en: "Remove “\(key)”, or correct “result”."))
        }
    }

    private func checkRollUp(_ field: RecordField, _ node: SourceNode) {
        guard let rollUp = field.rollUp else { return }
        checkResult(of: field, node)
        guard pack.require(rollUp.register, in: .registers, at: node.place(of: "register")), let other = book[rollUp.register] else { return }
        if let via = requireField(rollUp.via, of: other, at: node.place(of: "via")), via.type != .record || via.register != register.code {
            let known = other.register.fields.filter { $0.type == .record && $0.register == register.code }.map(\.code)
            wrong(
                .unknownReference, at: node.place(of: "via"),
                Label(vi: "Trường «\(rollUp.via)» không trỏ đến sổ quản lý «\(register.code)».", en: "The field “\(rollUp.via)” does not point to the register “\(register.code)”."),
                remedy: known.isEmpty
                    ? Label(vi: "Hãy thêm vào «\(rollUp.register)» một trường kiểu record trỏ về đây.", en: "Give “\(rollUp.register)” a field of the type record that points here.")
                    : suggestion(for: rollUp.via, among: known))
        }
        requireStates("states", of: node, in: other)
        checkConditions("where", of: node, on: other)
        checkTaken(by: rollUp, field, node, of: other)
    }

    private func checkTaken(by rollUp: RecordField.RollUp, _ field: RecordField, _ node: SourceNode, of other: RegisterBook.Entry) {
        guard rollUp.take != .count else {
            if let extra = node["field"] ?? node["result"] {
                wrong(
                    at: extra.place, Label(vi: "Đếm hồ sơ thì không lấy trường nào.", en: "Counting records takes no field."),
                    remedy: Label(vi: "Hãy ghi take: sum, min hoặc max, hoặc bỏ khóa này.", en: "Write take: sum, min or max, or remove this."))
            }
            return
        }
        guard let code = rollUp.field, let taken = requireField(code, of: other, at: node.place(of: "field")) else { return }
        let isDate = taken.valueType == .date, isNumber = taken.valueType.isNumeric
        guard isNumber || (isDate && rollUp.take != .sum) else {
            return wrong(
                at: node.place(of: "field"),
                Label(
                    vi: "Không tính «\(rollUp.take.rawValue)» được của trường «\(code)» kiểu «\(taken.type.rawValue)».",
                    en: "There is no “\(rollUp.take.rawValue)” of the field “\(code)” of the type “\(taken.type.rawValue)”."),
                remedy: Label(vi: "sum cần trường số; min, max cần trường số hoặc ngày.", en: "sum takes a number field, min and max a number or a date field."))
        }
        guard (field.resultType == .date) != isDate else { return }
        wrong(
            at: node.place(of: "result"),
            isDate
                ? Label(vi: "Kết quả là một ngày.", en: "The result is a day.") : Label(vi: "Kết quả là một con số.", en: "The result is a number."),
            remedy: isDate ? Label(vi: "Hãy ghi result: date.", en: "Write result: date.") : Label(vi: "Hãy bỏ «result».", en: "Remove “result”."))
    }
}
