import Domain
import Storage

/// Whose papers a register's records are.
struct RecordIssuer {
    /// As the head of a paper has it.
    struct Issuer {
        /// The body above it, in lines; `nil` where there is none.
        var superior: String?
        /// In lines.
        var name: Label
        /// Where it has its seat.
        var place: String
        /// The lines above the signature of its head.
        var signature: [String]
    }

    let world: World
    let register: Register
    let today: Day

    /// As the print says; the People's Committee of the record's commune or province where it says nothing or the field is empty.
    func issuer(of record: StoredRecord, _ print: RecordPrint, _ tx: ReadTransaction) throws -> Issuer? {
        if let path = print.issuer, let named = try named(path, of: record, tx) { return named }
        return committee(of: record.unit)
    }

    private func committee(of unit: UnitID) -> Issuer? {
        guard let found = world.units.unit(unit) else { return nil }
        // Villages issue nothing: their commune does.
        let line = [found] + world.units.ancestors(of: unit, asOf: found.lastDay.map { min($0, today) } ?? today).sorted { $0.level > $1.level }
        guard let unit = line.first(where: { $0.level == .commune || $0.level == .province }) else { return nil }
        let above = unit.version(nearest: today).parent.flatMap { world.units.unit($0) }, version = unit.version(nearest: today)
        return Issuer(
            superior: above.map { DocumentRegister.committee(of: $0, on: today) },
            name: Label(vi: DocumentRegister.committee(of: unit, on: today), en: "People’s Committee of \(version.fullName.en)"), place: version.name.vi,
            signature: ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"])
    }

    private func named(_ path: String, of record: StoredRecord, _ tx: ReadTransaction) throws -> Issuer? {
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard let field = register.field(parts[0]), let value = record.full.text(field.code) else { return nil }
        guard parts.count == 2 else { return try issuer(value, field, of: record, tx) }
        guard let other = field.register.flatMap({ world.catalogue.registers[$0] }), let inner = other.field(parts[1]), let linked = try RecordStore.record(RecordKey(other.code, value), in: record.province, tx) else { return nil }
        if let text = linked.full.text(inner.code), let issuer = try issuer(text, inner, of: record, tx) { return issuer }
        return committee(of: linked.unit)
    }

    private func issuer(_ text: String, _ field: RecordField, of record: StoredRecord, _ tx: ReadTransaction) throws -> Issuer? {
        switch field.type {
        case .orgUnit: return committee(of: UnitID(text))
        case .record:
            guard let other = field.register, let linked = try RecordStore.record(RecordKey(other, text), in: record.province, tx) else { return nil }
            return committee(of: linked.unit)
        case .agency: return try agency(text, of: record, tx)
        default: return nil
        }
    }

    /// A department has the People's Committee that it works for above it. A name for the People's Committees of all communes means that of the record's own.
    private func agency(_ code: String, of record: StoredRecord, _ tx: ReadTransaction) throws -> Issuer? {
        let agency: (name: Label, kind: Agency.Kind, unit: OrgUnit?)
        if let known = world.catalogue.agencies[code] {
            agency = (known.name, known.kind, known.unit.flatMap { world.units.unit(code: $0, asOf: today) })
        } else if let known = try PeopleStore.agencies(in: tx).first(where: { $0.code == code && $0.province == record.province }) {
            agency = (known.name, known.kind, known.unit.flatMap { world.units.unit($0) })
        } else {
            return nil
        }
        guard let unit = agency.unit else { return agency.kind == .peoplesCommittee ? committee(of: record.unit) : nil }
        guard agency.kind != .peoplesCommittee else { return committee(of: unit.id) }
        let version = unit.version(nearest: today)
        return Issuer(superior: DocumentRegister.committee(of: unit, on: today), name: agency.name, place: version.name.vi, signature: [Self.head(of: agency.name.vi, agency.kind)])
    }

    /// What the head of an agency is called.
    private static func head(of name: String, _ kind: Agency.Kind) -> String {
        if let title = [("Văn phòng", "CHÁNH VĂN PHÒNG"), ("Ban ", "TRƯỞNG BAN"), ("Trường ", "HIỆU TRƯỞNG"), ("Hội ", "CHỦ TỊCH"), ("Ủy ban ", "CHỦ TỊCH"), ("Tỉnh đoàn", "BÍ THƯ")].first(where: { name.hasPrefix($0.0) }) { return title.1 }
        return switch kind {
        case .department, .enterprise: "GIÁM ĐỐC"
        case .school: "HIỆU TRƯỞNG"
        case .association: "CHỦ TỊCH"
        default: "THỦ TRƯỞNG ĐƠN VỊ"
        }
    }
}
