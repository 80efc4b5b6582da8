import Domain

// MARK: - Who may do what

extension RegisterRules {
    func checkAccess() {
        let entries = accessEntries
        for (access, node) in entries {
            checkRoles(of: access, node)
            requireStates("states", of: node, in: entry)
            checkConditions("where", of: node, on: entry)
            checkMoves(of: access, node)
            checkSight(of: access, node, among: entries.map(\.0))
        }
        guard !entries.isEmpty else { return }
        checkNobody(entries.map(\.0))
    }

    /// The entries that could be read, each with where it stands.
    private var accessEntries: [(RecordAccess, SourceNode)] {
        let nodes = (node["access"]?.items ?? []).filter { node in
            !node.codePlaces("roles").isEmpty && node.codePlaces("may").contains { RecordAccess.Act(rawValue: $0.0) != nil }
        }
        return Array(zip(register.access, nodes))
    }

    private func checkRoles(of access: RecordAccess, _ node: SourceNode) {
        let levels = access.levels.isEmpty ? Set(register.levels) : access.levels.intersection(register.levels)
        if levels.isEmpty, !register.levels.isEmpty {
            wrong(
                .level, at: node.place(of: "levels"), Label(vi: "Sổ quản lý này không có hồ sơ ở các cấp ấy.", en: "The register has no records at these levels."),
                remedy: suggestion(for: node.codePlaces("levels").first?.0 ?? "", among: register.levels.map(\.rawValue)))
        }
        checkOnce("roles", of: node)
        for (code, place) in node.codePlaces("roles") {
            checkOwnRole(code, at: place)
            guard let role = requireRole(code, at: place), !levels.isEmpty, levels.isDisjoint(with: access.reach.levels(of: role)) else { continue }
            let held = role.heldAt.sorted().map(\.rawValue).joined(separator: ", "), wanted = levels.sorted().map(\.rawValue).joined(separator: ", ")
            wrong(
                .level, at: place,
                Label(vi: "Vai trò «\(code)» giữ ở cấp «\(held)» không với tới hồ sơ cấp «\(wanted)».", en: "The role “\(code)”, held at “\(held)”, does not reach records of “\(wanted)”."),
                remedy: Label(
                    vi: "Hãy sửa «levels» hoặc «reach» (beneath: đơn vị và cấp dưới; unit: chỉ đơn vị; province: cả tỉnh).",
                    en: "Correct “levels” or “reach” (beneath: the unit and those under it; unit: the unit alone; province: the whole province)."))
        }
    }

    /// Whoever holds a pack's role does not hold the program's own of the same name.
    private func checkOwnRole(_ code: String, at place: Place) {
        let own = code.uppercased()
        guard Role.builtIn[code] != nil, own != code, pack.roles[own] != nil else { return }
        log.report(
            .access, .warning, at: place, Label(vi: "«\(code)» là vai trò khi chưa có gói; người dùng của gói giữ vai trò «\(own)».", en: "“\(code)” is the role of installations without packs; people of the packs hold “\(own)”."),
            remedy: Label(vi: "Hãy ghi \(own).", en: "Write \(own)."))
    }

    private func checkMoves(of access: RecordAccess, _ node: SourceNode) {
        let declared = (self.node["moves"]?.items ?? []).compactMap { $0["code"]?.text }
        for (code, place) in node.codePlaces("moves") where !declared.contains(code) {
            wrong(
                .unknownReference, at: place, Label(vi: "Không có bước chuyển «\(code)».", en: "There is no move “\(code)”."), remedy: suggestion(for: code, among: declared))
        }
        checkOnce("moves", of: node)
        if let moves = node["moves"], !access.may.contains(.move) {
            wrong(
                .access, at: moves.place, Label(vi: "«moves» chỉ có nghĩa khi «may» có move.", en: "“moves” says something only where “may” has move."),
                remedy: Label(vi: "Hãy thêm move vào «may» hoặc bỏ «moves».", en: "Add move to “may”, or remove “moves”."))
        }
    }

    /// Whoever may do something with a record has to see it.
    private func checkSight(of access: RecordAccess, _ node: SourceNode, among all: [RecordAccess]) {
        guard !access.may.contains(.see) else { return }
        for role in access.roles where !all.contains(where: { $0.may.contains(.see) && $0.roles.contains(role) && $0.covers(access, beginning: register.firstState.code) }) {
            wrong(
                .access, at: node.place(of: "may"),
                Label(vi: "Vai trò «\(role)» được làm nhưng không được xem các hồ sơ này.", en: "The role “\(role)” may do this, but may not see the same records."),
                remedy: Label(vi: "Hãy thêm see vào «may».", en: "Add see to “may”."))
        }
    }

    /// What a register provides for, but nobody may do.
    private func checkNobody(_ all: [RecordAccess]) {
        func warn(at place: Place, _ problem: Label, _ act: String) {
            log.report(
                .access, .warning, at: place, problem, remedy: Label(vi: "Hãy ghi \(act) trong «may» của một vai trò.", en: "Write \(act) in the “may” of some role."))
        }
        if !all.contains(where: { $0.may.contains(.add) }) { warn(at: node.place(of: "access"), Label(vi: "Không ai được thêm hồ sơ.", en: "Nobody may add records."), "add") }
        if !all.contains(where: { $0.may.contains(.reveal) }), let masked = maskedFields.first {
            warn(
                at: masked.1.place(of: "code"), Label(vi: "Trường «\(masked.0.code)» bị che mà không ai được mở xem.", en: "“\(masked.0.code)” is masked, and nobody may reveal it."),
                "reveal")
        }
        for move in node["moves"]?.items ?? [] {
            guard let code = move["code"]?.text, !all.contains(where: { $0.may.contains(.move) && ($0.moves.isEmpty || $0.moves.contains(code)) }) else { continue }
            warn(at: move.place(of: "code"), Label(vi: "Không ai được thực hiện bước chuyển «\(code)».", en: "Nobody may make the move “\(code)”."), "move")
        }
    }

    /// Personal and sensitive fields.
    var maskedFields: [(RecordField, SourceNode)] {
        entry.allFields.filter { $0.0.sensitivity.isMasked }
    }
}

extension RecordAccess.Reach {
    /// Levels of the units whose records holders of a role come to.
    fileprivate func levels(of role: Role) -> Set<UnitLevel> {
        switch self {
        case .beneath: Set(UnitLevel.allCases.filter { level in role.heldAt.contains { $0 <= level } })
        case .unit: role.heldAt
        case .province: Set(UnitLevel.allCases)
        }
    }

    fileprivate var width: Int {
        switch self {
        case .unit: 0
        case .beneath: 1
        case .province: 2
        }
    }
}

extension RecordAccess {
    /// Whether it is about every record that another entry is about.
    ///
    /// - Parameter first: the state in which records begin, which is where those who only add find them.
    fileprivate func covers(_ other: RecordAccess, beginning first: String) -> Bool {
        let isAdding = other.may == [.add], theirs = isAdding ? [first] : other.states
        return (!isOwnOnly || other.isOwnOnly || isAdding)
            && reach.width >= other.reach.width
            && (levels.isEmpty || !other.levels.isEmpty && levels.isSuperset(of: other.levels))
            && (states.isEmpty || !theirs.isEmpty && Set(states).isSuperset(of: theirs))
            && conditions.allSatisfy { field, values in other.conditions[field].map { Set(values).isSuperset(of: $0) } ?? false }
    }
}
