import Domain
import Foundation
import Yams

/// Who may do what with the records of one shipped register, read from its YAML and from nothing else: what the product is held against.
struct AccessTable {
    struct Line {
        var roles, may, levels, states, moves: Set<String>
        var reach: String
        var values: [String: Set<String>]
        var isOwnOnly: Bool
    }

    struct Field {
        var code, type, sensitivity: String
        var seenBy: Set<String>
        /// Fields that say whether it is left out.
        var guards: Set<String>
        var rows: [Field]

        var isMasked: Bool { ["personal", "sensitive"].contains(sensitivity) }
        var holdsFiles: Bool { ["file", "photo"].contains(type) }
    }

    struct PublicPart {
        var fields, states: Set<String>
        var values: [String: Set<String>]
        var isListed: Bool
    }

    let code: String
    let levels: Set<String>
    let states: [String]
    let moves: [String]
    /// Of single records, and of lists.
    let prints, listPrints: [String]
    let fields: [Field]
    let filters, searched: Set<String>
    let lines: [Line]
    let publicPart: PublicPart?
    private let memory = Memory()

    /// What was worked out once, by reader and unit.
    private final class Memory { var lines: [String: [UnitID: [Line]]] = [:] }

    init(yaml: String) throws {
        guard let node = try Yams.compose(yaml: yaml), let code = node["code"]?.string else { throw NotARegister() }
        self.code = code
        levels = Self.set(node["levels"])
        states = node["states"]?.sequence?.compactMap { $0["code"]?.string } ?? ["KEPT"]
        moves = node["moves"]?.sequence?.compactMap { $0["code"]?.string } ?? []
        let printed = node["prints"]?.sequence.map(Array.init) ?? []
        prints = printed.filter { $0["kind"]?.string != "list" }.compactMap { $0["code"]?.string }
        listPrints = printed.filter { $0["kind"]?.string == "list" }.compactMap { $0["code"]?.string }
        fields = (node["sections"]?.sequence.map(Array.init) ?? []).flatMap { Self.fields($0["fields"]) }
        filters = Self.set(node["list"]?["filters"])
        searched = Self.set(node["list"]?["search"]).union(Self.names("{", node["title"]?.string ?? ""))
        lines = (node["access"]?.sequence.map(Array.init) ?? []).map { line in
            Line(roles: Self.set(line["roles"]), may: Self.set(line["may"]), levels: Self.set(line["levels"]), states: Self.set(line["states"]), moves: Self.set(line["moves"]),
                 reach: line["reach"]?.string ?? "beneath", values: Self.values(line["where"]), isOwnOnly: line["own"]?.string == "true")
        }
        publicPart = node["public"].map { part in
            PublicPart(fields: Self.set(part["fields"]), states: Self.set(part["states"]), values: Self.values(part["where"]), isListed: part["listed"]?.string != "false")
        }
    }

    private struct NotARegister: Error {}

    /// Every register of the packs that ship.
    static func shipped(in folder: URL) throws -> [AccessTable] {
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }.filter { $0.contains("/registers/") && $0.hasSuffix(".yaml") } ?? []
        return try files.sorted().map { try AccessTable(yaml: String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) }
    }

    private static func set(_ node: Node?) -> Set<String> { Set(node?.string.map { [$0] } ?? node?.sequence?.compactMap(\.string) ?? []) }

    private static func values(_ node: Node?) -> [String: Set<String>] {
        var values: [String: Set<String>] = [:]
        for (field, value) in node?.mapping.map(Array.init) ?? [] { values[field.string ?? ""] = set(value) }
        return values
    }

    /// The fields that a pattern or a condition names.
    private static func names(_ opening: String, _ text: String) -> Set<String> { Set(text.components(separatedBy: opening).dropFirst().compactMap { $0.components(separatedBy: "}").first }) }

    private static func fields(_ node: Node?) -> [Field] {
        (node?.sequence.map(Array.init) ?? []).compactMap { node in
            guard let code = node["code"]?.string, let type = node["type"]?.string else { return nil }
            let usual = ["ethnic_group": "sensitive", "identity_number": "sensitive", "phone": "personal", "email": "personal"][type] ?? "internal"
            return Field(code: code, type: type, sensitivity: node["sensitivity"]?.string ?? usual, seenBy: set(node["seen_by"]),
                         guards: names("#{", node["allowed_when"]?.string ?? ""), rows: fields(node["fields"]))
        }
    }

    // MARK: What it means

    /// Somebody, and what they hold where; a visitor holds nothing.
    struct Reader {
        var name: String
        var held: [(role: String, unit: UnitID)] = []
        var isSignedIn: Bool { !name.isEmpty }
    }

    /// What the table has to know of a record.
    struct Facts {
        var unit: UnitID
        var state, creator: String
        var values: [String: [String]]
    }

    /// Where units stand: a unit and all above it, its level, its province.
    struct Places {
        var line: (UnitID) -> [UnitID]
        var level: (UnitID) -> String
        var province: (UnitID) -> String
    }

    func isOpen(to reader: Reader) -> Bool { lines.contains { line in reader.held.contains { line.roles.contains($0.role) } } }
    var isListed: Bool { publicPart?.isListed ?? false }
    func mayAnywhere(_ act: String, _ reader: Reader) -> Bool { lines.contains { line in line.may.contains(act) && reader.held.contains { line.roles.contains($0.role) } } }

    private func reaches(_ line: Line, _ reader: Reader, _ unit: UnitID, _ places: Places) -> Bool {
        guard line.levels.isEmpty || line.levels.contains(places.level(unit)) else { return false }
        return reader.held.contains { held in
            guard line.roles.contains(held.role) else { return false }
            return switch line.reach {
            case "unit": held.unit == unit
            case "province": places.province(held.unit) == places.province(unit)
            default: places.line(unit).contains(held.unit)
            }
        }
    }

    /// The lines by which a reader has to do with a unit.
    private func reaching(_ reader: Reader, _ unit: UnitID, _ places: Places) -> [Line] {
        if let known = memory.lines[reader.name]?[unit] { return known }
        let found = lines.filter { reaches($0, reader, unit, places) }
        memory.lines[reader.name, default: [:]][unit] = found
        return found
    }

    private static func agree(_ wanted: [String: Set<String>], _ values: [String: [String]]) -> Bool { wanted.allSatisfy { field, some in values[field]?.contains { some.contains($0) } ?? false } }

    /// The lines by which a reader has to do with a record.
    private func lines(_ reader: Reader, _ record: Facts, _ places: Places) -> [Line] {
        reaching(reader, record.unit, places).filter { line in
            (line.states.isEmpty || line.states.contains(record.state)) && (!line.isOwnOnly || record.creator == reader.name) && Self.agree(line.values, record.values)
        }
    }

    func sees(_ reader: Reader, _ record: Facts, _ places: Places) -> Bool { !lines(reader, record, places).isEmpty }
    func may(_ act: String, _ reader: Reader, _ record: Facts, _ places: Places) -> Bool { lines(reader, record, places).contains { $0.may.contains(act) } }
    func mayAdd(_ reader: Reader, at unit: UnitID, _ places: Places) -> Bool { levels.contains(places.level(unit)) && reaching(reader, unit, places).contains { $0.may.contains("add") } }

    /// Whether a reader makes a move with some records of a unit.
    func mayMove(_ move: String, _ reader: Reader, at unit: UnitID, _ places: Places) -> Bool {
        reaching(reader, unit, places).contains { $0.may.contains("move") && ($0.moves.isEmpty || $0.moves.contains(move)) }
    }

    func isPublic(_ record: Facts) -> Bool {
        guard let publicPart else { return false }
        return (publicPart.states.isEmpty || publicPart.states.contains(record.state)) && Self.agree(publicPart.values, record.values)
    }

    func sees(_ field: Field, _ reader: Reader) -> Bool {
        field.seenBy.isEmpty || lines.contains { line in !line.roles.isDisjoint(with: field.seenBy) && reader.held.contains { line.roles.contains($0.role) && field.seenBy.contains($0.role) } }
    }

    /// Whether everybody may look for words: only where all that they are looked for in is public.
    var isPubliclySearched: Bool { publicPart.map { searched.isSubset(of: $0.fields) } ?? false }
}
