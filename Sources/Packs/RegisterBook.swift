import Domain

/// The registers that a pack may refer to, with what each declares.
struct RegisterBook {
    /// One register with where its parts stand.
    struct Entry {
        let register: Register
        let node: SourceNode
        /// Codes of its fields, also of those that could not be read.
        let declared: Set<String>
        /// Those in groups, as `GROUP.FIELD`.
        let declaredInside: Set<String>

        init(_ register: Register, _ node: SourceNode) {
            self.register = register
            self.node = node
            declared = Set(node.fieldNodes.compactMap { $0["code"]?.text })
            declaredInside = Set(
                node.fieldNodes.flatMap { field in
                    (field["fields"]?.items ?? []).compactMap { inner in field["code"]?.text.flatMap { code in inner["code"]?.text.map { "\(code).\($0)" } } }
                })
        }

        /// The fields that could be read, each with where it stands.
        var fields: [(RecordField, SourceNode)] { Self.paired(register.fields, node.fieldNodes) }

        /// Those in groups after the group that they are in.
        var allFields: [(RecordField, SourceNode)] { fields.flatMap { field, node in [(field, node)] + Self.paired(field.fields, node["fields"]?.items ?? []) } }

        static func paired(_ fields: [RecordField], _ nodes: [SourceNode]) -> [(RecordField, SourceNode)] {
            var left = fields[...]
            return nodes.compactMap { node in
                guard let field = left.first, node["code"]?.text == field.code else { return nil }
                left.removeFirst()
                return (field, node)
            }
        }
    }

    private let entries: [String: Entry]

    init(_ visible: [PackSource]) {
        let all = visible.flatMap { source in source.sourced(.registers, source.pack.registers).map { ($0.code, Entry($0, $1)) } }
        entries = Dictionary(all, uniquingKeysWith: { first, _ in first })
    }

    subscript(code: String) -> Entry? { entries[code] }

    // MARK: - What a name means

    /// What a formula or a pattern names.
    enum Meaning {
        case state
        case unit
        /// A field of the record, or inside a group of the same row.
        case field(RecordField)
        /// A field of every row of a group.
        case rows(RecordField)
        /// A field of the record that another field names.
        case linked(RecordField)
        /// Declared, but not to be read: that is reported where it stands.
        case unreadable

        var field: RecordField? {
            switch self {
            case .field(let field), .rows(let field), .linked(let field): field
            case .state, .unit, .unreadable: nil
            }
        }
    }

    /// Why a name means nothing.
    enum Unknown: Error {
        /// - Parameter register: the code of another register that was looked into.
        case noField(String, register: String? = nil, known: [String])
        /// Only records and groups have fields of their own.
        case noParts(RecordField)
        case deeper(String)
    }

    /// - Parameter group: the group in whose rows the formula stands; its fields come before the record's.
    func meaning(of name: String, in entry: Entry, group: RecordField? = nil) -> Result<Meaning, Unknown> {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2 else { return .failure(.deeper(name)) }
        if parts.count == 1 {
            if name == "STATE" { return .success(.state) }
            if name == "UNIT" { return .success(.unit) }
            if let inner = group?.fields.first(where: { $0.code == name }) { return .success(.field(inner)) }
        }
        guard let field = group?.fields.first(where: { $0.code == parts[0] }) ?? entry.register.field(parts[0]) else {
            if entry.declared.contains(parts[0]) { return .success(.unreadable) }
            return .failure(.noField(parts[0], known: (group?.fields.map(\.code) ?? []) + Array(entry.declared)))
        }
        guard parts.count == 2 else { return .success(.field(field)) }
        if field.type == .group, entry.declaredInside.contains(name), !field.fields.contains(where: { $0.code == parts[1] }) { return .success(.unreadable) }
        return part(parts[1], of: field)
    }

    private func part(_ code: String, of field: RecordField) -> Result<Meaning, Unknown> {
        switch field.type {
        case .group:
            if let inner = field.fields.first(where: { $0.code == code }) { return .success(.rows(inner)) }
            return .failure(.noField(code, known: field.fields.map(\.code)))
        case .record:
            guard let other = field.register.flatMap({ self[$0] }) else { return .success(.unreadable) }
            if let inner = other.register.field(code) { return .success(.linked(inner)) }
            return other.declared.contains(code) ? .success(.unreadable) : .failure(.noField(code, register: other.register.code, known: Array(other.declared)))
        default: return .failure(.noParts(field))
        }
    }
}

extension SourceNode {
    /// The fields of a register's sections, in order.
    var fieldNodes: [SourceNode] { (self["sections"]?.items ?? []).flatMap { $0["fields"]?.items ?? [] } }
}
