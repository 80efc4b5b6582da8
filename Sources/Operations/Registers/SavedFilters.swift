import Domain
import Storage

/// What somebody often looks for in a register's list, under a name of their own; nobody else sees it, and the log does not cover it.
package struct SavedFilter: Sendable, Hashable {
    package var id: String
    package var name: String
    /// As in the list's address.
    package var query: String
}

extension Registers {
    /// The most filters that one person keeps for one register.
    package static let mostFilters = 30
    /// In characters.
    package static let longestFilterName = 60

    /// A person's filters of a register, by name.
    package func savedFilters(of code: String, by person: Person) throws -> [SavedFilter] {
        try khen.database.read { try filters(of: code, by: person, $0) }.sorted { VietnameseCollation.collationKey($0.name).lexicographicallyPrecedes(VietnameseCollation.collationKey($1.name)) }
    }

    /// Keeps a filter; one of the same name gives way to it.
    ///
    /// - Throws: ``NotFound`` for a register out of sight; ``Rejected`` without a name, without anything to look for, or where there are ``mostFilters`` already.
    package func saveFilter(_ name: String, query: String, of code: String, by person: Person) throws {
        let province = try province(ofFiltersIn: code, by: person), name = try Self.filterName(name)
        guard !query.isEmpty, query.utf8.count <= 2000 else {
            throw Rejected(Label(vi: "bộ lọc trống hoặc quá dài", en: "the filter is empty or too long"), remedy: Label(vi: "Lọc danh sách trước, rồi lưu bộ lọc.", en: "Narrow the list down first, then save the filter."), place: "query")
        }
        try khen.database.write { tx in
            let known = try filters(of: code, by: person, tx), same = known.first { $0.name == name }
            guard same != nil || known.count < Self.mostFilters else {
                throw Rejected(Label(vi: "đã lưu \(Self.mostFilters) bộ lọc cho sổ này", en: "\(Self.mostFilters) filters of this register are saved already"), remedy: Label(vi: "Bỏ bớt bộ lọc không dùng.", en: "Remove one that is not used."), place: "name")
            }
            if let same { try remove(same.id, by: person, tx) }
            try tx.execute("INSERT INTO record_filter (person, id, province, register, name, query) VALUES (\(person.name), \(Identifier.next(at: khen.now())), \(province), \(code), \(name), \(query))")
        }
    }

    /// - Throws: ``NotFound`` for a filter that is not the person's.
    package func removeFilter(_ id: String, of code: String, by person: Person) throws {
        try khen.database.write { tx in
            guard try filters(of: code, by: person, tx).contains(where: { $0.id == id }) else { throw NotFound(Label(vi: "Không có bộ lọc này.", en: "There is no such filter.")) }
            try remove(id, by: person, tx)
        }
    }

    private func filters(of code: String, by person: Person, _ tx: ReadTransaction) throws -> [SavedFilter] {
        try tx.rows("SELECT id, name, query FROM record_filter WHERE person = \(person.name) AND register = \(code)").map { SavedFilter(id: $0.text(0), name: $0.text(1), query: $0.text(2)) }
    }

    private func remove(_ id: String, by person: Person, _ tx: WriteTransaction) throws {
        try tx.execute("DELETE FROM record_filter WHERE person = \(person.name) AND id = \(id)")
    }

    private func province(ofFiltersIn code: String, by person: Person) throws -> String {
        guard try register(code, by: person).isOpen else { throw Self.noRegister }
        let own = sight(try register(code, by: person).register, person, khen.world).grants.compactMap(\.unit).first
        return own.map { khen.world.province(of: $0) } ?? "00"
    }

    private static func filterName(_ text: String) throws -> String {
        let name = VietnameseText.nfc(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        guard (1...longestFilterName).contains(name.count) else {
            throw Rejected(Label(vi: "tên bộ lọc cần từ 1 đến \(longestFilterName) ký tự", en: "a filter's name has 1 to \(longestFilterName) characters"), remedy: Label(vi: "Đặt tên ngắn gọn.", en: "Give it a short name."), place: "name")
        }
        return name
    }
}
