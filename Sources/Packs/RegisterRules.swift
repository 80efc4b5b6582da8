import Domain

/// What must hold inside one register, and between it and what it names.
struct RegisterRules {
    let pack: PackRules
    let book: RegisterBook
    let entry: RegisterBook.Entry

    var register: Register { entry.register }
    var node: SourceNode { entry.node }
    var log: ProblemLog { pack.log }

    func check() {
        checkGenerally()
        checkCodes()
        for (field, node) in entry.fields { check(field, node) }
        checkTitle()
        checkIdentifier()
        checkRules()
        checkStates()
        checkMoves()
        checkAccess()
        checkList()
        checkDuplicates()
        checkPrints()
        checkPublicView()
        checkPrivacy()
        checkRetention()
        checkFeeds()
        checkIllustration()
    }

    private func checkGenerally() {
        if register.citation == nil, node["citation"] == nil { pack.warnWithoutCitation(node) }
        for key in ["levels", "sections", "access"] { checkNotEmpty(key, node) }
        checkOnce("levels", of: node)
        for section in node["sections"]?.items ?? [] { checkNotEmpty("fields", section) }
    }

    // MARK: - Codes

    /// Codes that every record has a meaning for.
    private static let reserved = ["STATE", "UNIT", "ID", "NUMBER", "CREATED", "TODAY"]

    private func checkCodes() {
        checkUnique(node.fieldNodes, Label(vi: "trường", en: "field"))
        for key in ["states", "moves", "rules", "prints"] { checkUnique(node[key]?.items ?? [], Self.names[key] ?? .same(key)) }
        for field in node.fieldNodes {
            checkReserved(field)
            checkUnique(field["options"]?.items ?? [], Label(vi: "lựa chọn", en: "option"))
            checkUnique(field["fields"]?.items ?? [], Label(vi: "trường", en: "field"))
            for inner in field["fields"]?.items ?? [] {
                checkReserved(inner)
                checkUnique(inner["options"]?.items ?? [], Label(vi: "lựa chọn", en: "option"))
            }
        }
    }

    private static let names = [
        "states": Label(vi: "trạng thái", en: "state"), "moves": Label(vi: "bước chuyển", en: "move"), "rules": Label(vi: "quy tắc", en: "rule"),
        "prints": Label(vi: "mẫu in", en: "print")
    ]

    private func checkUnique(_ nodes: [SourceNode], _ what: Label) {
        var first: [String: Place] = [:]
        for node in nodes {
            guard let code = node["code"], let text = code.text else { continue }
            guard let before = first[text] else {
                first[text] = code.place
                continue
            }
            log.report(
                .duplicateCode, at: code.place,
                Label(vi: "Mã \(what.vi) «\(text)» đã dùng ở dòng \(before.line ?? 1).", en: "The \(what.en) “\(text)” is already declared in line \(before.line ?? 1)."),
                remedy: Label(vi: "Hãy đặt mã khác hoặc bỏ mục trùng.", en: "Give it another code or remove one of the two."))
        }
    }

    private func checkReserved(_ field: SourceNode) {
        guard let code = field["code"]?.text, Self.reserved.contains(code) else { return }
        log.report(
            .malformedCode, at: field.place(of: "code"), Label(vi: "Mã «\(code)» đã dành cho hệ thống.", en: "The code “\(code)” is taken: every record has one."),
            remedy: Label(vi: "Hãy đặt mã khác; \(Self.reserved.joined(separator: ", ")) không dùng được.", en: "Use another; \(Self.reserved.joined(separator: ", ")) cannot be used."))
    }

    // MARK: - Rules, states, moves

    private func checkRules() {
        for rule in node["rules"]?.items ?? [] { check(rule["holds"]?.text, key: "holds", in: rule) }
    }

    private func checkStates() {
        let reached = reachedStates()
        for state in node["states"]?.items ?? [] {
            guard let code = state["code"]?.text, register.state(code) != nil else { continue }
            if !reached.contains(code) {
                log.report(
                    .unused, .warning, at: state.place(of: "code"),
                    Label(vi: "Không bước chuyển nào đưa hồ sơ đến trạng thái «\(code)».", en: "No move leads a record to the state “\(code)”."),
                    remedy: Label(vi: "Hãy thêm bước chuyển đến trạng thái này hoặc bỏ nó.", en: "Add a move to it, or remove it."))
            }
            if let deadline = state["deadline"], register.moves(from: code).isEmpty {
                log.report(
                    .unused, .warning, at: deadline.place,
                    Label(vi: "Trạng thái «\(code)» có thời hạn nhưng không có bước chuyển nào đi tiếp.", en: "The state “\(code)” has a deadline, but no move leads out of it."),
                    remedy: Label(vi: "Hãy thêm bước chuyển hoặc bỏ «deadline».", en: "Add a move from it, or remove “deadline”."))
            }
        }
    }

    private func reachedStates() -> Set<String> {
        var reached: Set<String> = [], open = [register.firstState.code]
        while let state = open.popLast() { if reached.insert(state).inserted { open += register.moves(from: state).map(\.to) } }
        return reached
    }

    private func checkMoves() {
        for move in node["moves"]?.items ?? [] {
            requireStates("from", of: move, in: entry)
            if let to = move["to"]?.text { requireState(to, in: entry, at: move.place(of: "to")) }
            check(move["when"]?.text, key: "when", in: move)
            check(move["follows"]?.text, key: "follows", in: move)
            if let follows = move["follows"], move["note"]?.text == RecordMove.Note.required.rawValue {
                wrong(at: follows.place, Label(vi: "Bước tự thực hiện không thể bắt buộc ghi lý do.", en: "A move that follows by itself cannot ask why."), remedy: Label(vi: "Hãy bỏ «follows» hoặc «note: required».", en: "Remove “follows”, or “note: required”."))
            }
            for (code, place) in move.codePlaces("requires") { requireField(code, at: place) }
            checkOnce("requires", of: move)
            for setting in move["sets"]?.entries ?? [] { checkSetting(setting) }
            checkAudience(of: move)
            guard let code = move["code"]?.text, let value = register.move(code) else { continue }
            if value.from.isEmpty, !register.states.contains(where: { $0.code != value.to }) {
                log.report(
                    .unused, .warning, at: move.place(of: "code"),
                    Label(vi: "Bước chuyển «\(code)» không đi từ trạng thái nào.", en: "The move “\(code)” starts from no state."),
                    remedy: Label(vi: "Hãy khai báo thêm trạng thái hoặc bỏ bước chuyển.", en: "Declare another state, or remove the move."))
            }
        }
    }

    private func checkSetting(_ setting: SourceEntry) {
        guard let field = requireField(setting.key, at: setting.keyPlace), let text = setting.value.text else { return }
        checkValue(text, of: field, at: setting.value.place)
    }

    private func checkAudience(of move: SourceNode) {
        for (word, place) in move.codePlaces("notify") where word != "creator" {
            if let field = register.field(word) {
                guard field.type != .person else { continue }
                wrong(
                    at: place, Label(vi: "Trường «\(word)» không phải là người dùng.", en: "The field “\(word)” names no person."),
                    remedy: Label(vi: "Hãy ghi creator, một vai trò hoặc một trường kiểu person.", en: "Write creator, a role or a field of the type person."))
            } else if !entry.declared.contains(word) {
                requireRole(word, at: place, or: ["creator"] + register.fields.filter { $0.type == .person }.map(\.code))
            }
        }
    }
}

// MARK: - What all checks of registers say

extension RegisterRules {
    func wrong(_ kind: PackProblem.Kind = .wrongType, at place: Place, _ problem: Label, remedy: Label) { log.report(kind, at: place, problem, remedy: remedy) }

    func checkNotEmpty(_ key: String, _ node: SourceNode) {
        guard case .list(let items)? = node[key]?.content, items.isEmpty else { return }
        wrong(
            .missingKey, at: node.place(of: key), Label(vi: "«\(key)» để trống.", en: "“\(key)” is empty."),
            remedy: Label(vi: "Hãy ghi ít nhất một mục.", en: "Write at least one entry."))
    }

    /// A field of this register itself; reports a code that it does not have.
    ///
    /// - Returns: `nil` also for a field that could not be read, which is reported where it stands.
    @discardableResult
    func requireField(_ code: String, at place: Place) -> RecordField? { requireField(code, of: entry, at: place) }

    @discardableResult
    func requireField(_ code: String, of other: RegisterBook.Entry, at place: Place) -> RecordField? {
        if let field = other.register.field(code) { return field }
        if !other.declared.contains(code) { reportNoField(code, of: other.register.code, known: Array(other.declared), at: place) }
        return nil
    }

    func reportNoField(_ code: String, of register: String, known: [String], at place: Place) {
        wrong(
            .unknownReference, at: place,
            Label(vi: "Sổ quản lý «\(register)» không có trường «\(code)».", en: "The register “\(register)” has no field “\(code)”."),
            remedy: ["STATE", "UNIT"].contains(code)
                ? Label(
                    vi: "Trạng thái và đơn vị luôn đi cùng hồ sơ; chỉ ghi tên chúng trong công thức và điều kiện.",
                    en: "State and unit go with every record; only formulas and conditions name them.")
                : suggestion(for: code, among: known))
    }

    func requireStates(_ key: String, of node: SourceNode, in other: RegisterBook.Entry) {
        for (code, place) in node.codePlaces(key) { requireState(code, in: other, at: place) }
        checkOnce(key, of: node)
    }

    func requireState(_ code: String, in other: RegisterBook.Entry, at place: Place) {
        let declared = (other.node["states"]?.items ?? []).compactMap { $0["code"]?.text }
        guard other.register.state(code) == nil, !declared.contains(code) else { return }
        wrong(
            .unknownReference, at: place,
            Label(vi: "Sổ quản lý «\(other.register.code)» không có trạng thái «\(code)».", en: "The register “\(other.register.code)” has no state “\(code)”."),
            remedy: suggestion(for: code, among: other.register.states.map(\.code)))
    }

    /// - Parameter others: what besides a role could stand there.
    @discardableResult
    func requireRole(_ code: String, at place: Place, or others: [String] = []) -> Role? {
        let roles = pack.roles
        if let role = roles[code] { return role }
        guard !pack.visible.contains(where: { $0.unreadable.contains(.roles) || $0.declared[.roles]?[code] != nil }) else { return nil }
        wrong(
            .unknownReference, at: place,
            others.isEmpty
                ? Label(vi: "Không có vai trò «\(code)».", en: "There is no role “\(code)”.") : Label(vi: "Không có vai trò hay trường «\(code)».", en: "There is no role or field “\(code)”."),
            remedy: suggestion(for: code, among: Array(roles.keys) + others))
        return nil
    }

    /// Reports a code that stands twice in a list.
    func checkOnce(_ key: String, of node: SourceNode) {
        var seen: Set<String> = []
        for (code, place) in node.codePlaces(key) where !seen.insert(code).inserted {
            wrong(
                .duplicateCode, at: place, Label(vi: "«\(code)» ghi hai lần trong «\(key)».", en: "“\(code)” stands twice in “\(key)”."),
                remedy: Label(vi: "Hãy giữ lại một.", en: "Keep one of them."))
        }
    }

    /// Reports fields of a list that are not there, stand twice or are of no use there.
    func checkFields(_ key: String, of node: SourceNode, suits: (RecordField) -> Bool, _ types: String) {
        checkOnce(key, of: node)
        for (code, place) in node.codePlaces(key) { checkField(code, at: place, suits: suits, types) }
    }

    @discardableResult
    func checkField(_ code: String, at place: Place, suits: (RecordField) -> Bool, _ types: String) -> RecordField? {
        guard let field = requireField(code, at: place) else { return nil }
        if suits(field) { return field }
        wrong(
            at: place, Label(vi: "Trường «\(code)» kiểu «\(field.type.rawValue)» không dùng được ở đây.", en: "The field “\(code)” of the type “\(field.type.rawValue)” is of no use here."),
            remedy: Label(vi: "Ở đây cần một trường kiểu: \(types).", en: "Here a field of one of these types is needed: \(types)."))
        return nil
    }
}
