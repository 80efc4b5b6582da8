import Domain
import Storage

/// Bodies that people belong to: those of the packs, those an administrator added, and the People’s Committee of each unit.
extension People {
    /// Every agency by code, without the People’s Committees.
    package func agencies() throws -> [String: AgencyRecord] { try khen.database.read { try agencies(in: $0) } }

    func agencies(in tx: ReadTransaction) throws -> [String: AgencyRecord] {
        let world = khen.world, today = khen.now().day
        var found: [String: AgencyRecord] = [:]
        for pack in world.catalogue.packs {
            for agency in pack.agencies {
                let unit = (agency.unit ?? pack.programme?.unit).flatMap { world.units.unit(code: $0, asOf: today) ?? world.units.units(code: $0).last }
                found[agency.code] = AgencyRecord(province: world.log(of: unit?.id), code: agency.code, name: agency.name, kind: agency.kind, unit: unit?.id, hasEnded: false, isGiven: true)
            }
        }
        for agency in try PeopleStore.agencies(in: tx) where found[agency.code] == nil { found[agency.code] = agency }
        return found
    }

    /// Code of the People’s Committee of a unit, which exists without being added.
    package static func committeeCode(of unit: OrgUnit) -> String { "UBND-\(unit.code)" }

    /// An agency by code; knows the People’s Committees too.
    ///
    /// - Throws: ``NotFound``.
    package func agency(_ code: String) throws -> AgencyRecord {
        if let agency = try agencies()[code] { return agency }
        let world = khen.world
        if code.hasPrefix("UBND-"), let unit = world.units.unit(code: String(code.dropFirst(5)), asOf: khen.now().day), [.province, .commune].contains(unit.level) {
            let name = unit.version(nearest: khen.now().day).fullName
            return AgencyRecord(province: world.province(of: unit.id), code: code, name: Label(vi: "UBND \(name.vi)", en: "People’s Committee of \(name.en)"), kind: .peoplesCommittee, unit: unit.id, hasEnded: false, isGiven: true)
        }
        throw NotFound(Label(vi: "Không có cơ quan «\(code)».", en: "There is no agency “\(code)”."))
    }

    /// Adds an agency at a unit.
    @discardableResult
    package func addAgency(code: String, name: Label, kind: Agency.Kind, unit: UnitID?, by actor: Person) throws -> AgencyRecord {
        let scope = scope(actor), now = khen.now(), code = code.spacedOnce.uppercased()
        guard (2...40).contains(code.utf8.count), code.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || $0 == 0x2D }), !code.hasPrefix("UBND-") else {
            throw Rejected(Label(vi: "mã cơ quan chưa hợp lệ", en: "the agency’s code is not valid"), remedy: Label(vi: "Dùng 2 đến 40 chữ hoa không dấu, chữ số, gạch nối, ví dụ DB-HPN; mã UBND- dành riêng cho uỷ ban nhân dân.", en: "Use 2 to 40 capital letters without marks, digits and hyphens, such as DB-HPN; codes with UBND- belong to the People’s Committees."), place: "code")
        }
        let place = try khen.world.requireUnit(unit, on: now.day)
        guard scope.reaches(place?.id) else { throw NotAllowed(right: .managePeople) }
        let agency = AgencyRecord(province: khen.world.log(of: place?.id), code: code, name: try Self.checked(name), kind: kind, unit: place?.id, hasEnded: false, isGiven: false)
        try khen.database.write { tx -> Void in
            guard try agencies(in: tx)[code] == nil else {
                throw Rejected(Label(vi: "đã có cơ quan mã «\(code)»", en: "there is an agency with the code “\(code)”"), remedy: Label(vi: "Chọn mã khác.", en: "Choose another code."), place: "code")
            }
            try write(agency, .agencyAdded, by: actor, at: now, in: tx)
        }
        return agency
    }

    /// Renames an agency, or says that it has ended or goes on.
    package func changeAgency(_ code: String, name: Label, kind: Agency.Kind, hasEnded: Bool, by actor: Person) throws {
        let scope = scope(actor), now = khen.now(), name = try Self.checked(name)
        try khen.database.write { tx -> Void in
            guard var agency = try agencies(in: tx)[code], scope.reaches(agency.unit) else { throw NotFound(Label(vi: "Không có cơ quan «\(code)».", en: "There is no agency “\(code)”.")) }
            guard !agency.isGiven else {
                throw Rejected(Label(vi: "cơ quan này thuộc gói cấu hình", en: "this agency belongs to a pack"), remedy: Label(vi: "Sửa trong gói rồi nạp lại.", en: "Change it in the pack and load the pack again."))
            }
            let before = agency
            (agency.name, agency.kind, agency.hasEnded) = (name, kind, hasEnded)
            if agency != before { try write(agency, .agencyChanged, by: actor, at: now, in: tx) }
        }
    }

    private func write(_ agency: AgencyRecord, _ kind: ChangeKind, by actor: Person, at now: Moment, in tx: WriteTransaction) throws {
        try ChangeLog.append(kind, to: agency.province, subject: agency.code, by: actor, at: now, in: tx) { seq, covered in
            try PeopleStore.write(agency, seq: seq, covered: &covered, in: tx)
            return ChangeDetail()
        }
    }

    private static func checked(_ name: Label) throws -> Label {
        let vi = name.vi.spacedOnce, en = name.en.spacedOnce
        guard (1...300).contains(vi.count), en.count <= 300 else {
            throw Rejected(Label(vi: "tên cơ quan chưa hợp lệ", en: "the agency’s name is not valid"), remedy: Label(vi: "Ghi tên, tối đa 300 ký tự.", en: "Write a name of at most 300 characters."), place: "name_vi")
        }
        return Label(vi: vi, en: en.isEmpty ? vi : en)
    }
}

extension String {
    fileprivate var spacedOnce: String { split { $0.isWhitespace }.joined(separator: " ") }
}
