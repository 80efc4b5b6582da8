import Domain
import Foundation
import Packs
import Storage

/// Checking and loading packs.
package struct Norms: Sendable {
    let khen: Khen

    /// What loading did, or would do.
    package struct Outcome: Sendable, Encodable {
        package var packs: [LoadedPack] = []
        /// Number of the change in each province's log; empty where nothing changed or nothing was written.
        package var changes: [String: Int64] = [:]
        /// What of the records that are there would not fit registers as they are to be.
        package var fits: [RegisterFit] = []
        /// By register: how many records come out otherwise, because computed fields or titles are declared anew.
        package var refitted: [String: Int] = [:]
    }

    package struct LoadedPack: Sendable, Encodable {
        package var code: String
        package var version: String
        package var changes: [Difference]
    }

    package struct Difference: Sendable, Hashable, Encodable {
        package enum Sign: String, Sendable, Encodable, CustomStringConvertible {
            case added = "+", removed = "-", changed = "~"
            package var description: String { rawValue }
        }

        package var sign: Sign
        package var what: Label
    }

    /// Finds every problem of packs, with those that they require beside them.
    ///
    /// - Parameter units: for checking unit codes; the list inside the program when no database is at hand.
    package static func check(folders: [String], units: UnitHistory? = nil) throws -> [PackProblem] {
        let history: UnitHistory
        if let units {
            history = units
        } else {
            let list = try OfficialUnits.embedded()
            history = try World.history(units: list.units, lineage: list.lineage)
        }
        var found: [PackProblem] = []
        for folder in folders {
            for problem in check(folder: folder, history).problems where !found.contains(problem) { found.append(problem) }
        }
        return found
    }

    private static func check(folder: String, _ history: UnitHistory) -> PackCheck {
        PackCheck(folder: URL(fileURLWithPath: folder)) { code, day in history.unit(code: code, asOf: day)?.level }
    }

    /// Loads packs, with those that they require, in one transaction. A pack that is there already as it is changes nothing.
    ///
    /// - Throws: ``Rejected`` when a pack has errors; nothing is written then.
    package func load(folders: [String], dryRun: Bool = false, by person: Person) throws -> Outcome {
        try person.require(.configure)
        return try load(packs: packs(in: folders), dryRun: dryRun, by: person)
    }

    /// Packs as their folders say, those that others require first.
    ///
    /// - Throws: ``Rejected`` with the first problem of a pack that has errors.
    package func packs(in folders: [String]) throws -> [Pack] {
        let world = try khen.refresh()
        var packs: [Pack] = []
        for folder in folders {
            let check = Self.check(folder: folder, world.units)
            guard let pack = check.pack, !check.hasErrors else {
                let first = check.problems.first { $0.severity == .error }
                throw Rejected(first?.problem ?? Label(vi: "không đọc được gói \(folder)", en: "the pack \(folder) cannot be read"),
                               remedy: first?.remedy ?? Label(vi: "Chạy khen pack check để xem mọi lỗi.", en: "Run khen pack check to see every problem."), place: first?.location)
            }
            for needed in check.required + [pack] where !packs.contains(where: { $0.code == needed.code }) { packs.append(needed) }
        }
        return packs
    }

    /// Loads packs that were read and checked before, those that others require first.
    @discardableResult
    package func load(packs: [Pack], dryRun: Bool = false, by person: Person) throws -> Outcome {
        try person.require(.configure)
        let world = try khen.refresh()
        var outcome = Outcome()
        for pack in packs {
            outcome.packs.append(LoadedPack(code: pack.code, version: pack.version, changes: Self.difference(from: world.catalogue.pack(pack.code), to: pack)))
        }
        let changed = packs.filter { pack in outcome.packs.contains { $0.code == pack.code && !$0.changes.isEmpty } }
        outcome.fits = try khen.database.read { tx in try RegisterFit.all(from: world.catalogue, to: changed, tx) }
        if let stop = outcome.fits.first(where: \.isBlocking) {
            guard dryRun else { throw Rejected(stop.what, remedy: stop.remedy, place: stop.register) }
        }
        guard !changed.isEmpty, !outcome.fits.contains(where: \.isBlocking) else { return outcome }
        let after = world.with(NormCatalogue(packs: NormCatalogue.merged(world.catalogue.packs, packs))), refit = RecordRefit(from: world.catalogue, to: after)
        outcome.refitted = try khen.database.read { try refit.look(at: khen.now(), $0) }
        guard !dryRun else { return outcome }
        outcome.changes = try khen.database.write { tx in
            var changes: [String: Int64] = [:]
            for pack in changed { try write(pack, replacing: world.catalogue.pack(pack.code), world: after, by: person, changes: &changes, in: tx) }
            try refit.write(by: person, at: khen.now(), tx)
            if !outcome.refitted.isEmpty || world.catalogue.countsOtherwise(than: after.catalogue) { _ = try RecordCounter(world: after).mend(by: person, at: khen.now(), tx) }
            return changes
        }
        try khen.refresh()
        return outcome
    }

    private func write(_ pack: Pack, replacing old: Pack?, world: World, by person: Person, changes: inout [String: Int64], in tx: WriteTransaction) throws {
        let province = pack.programme?.unit ?? OfficialUnits.nationalLog
        let moment = khen.now()
        let change = try ChangeLog.append(.packLoaded, to: province, subject: pack.code, by: person, at: moment, in: tx) { seq, covered in
            let body = try PackText.encode(pack)
            try tx.execute("INSERT INTO pack (province, code, seq, version, body) VALUES (\(province), \(pack.code), \(seq), \(pack.version), \(body))")
            var row = RowBytes()
            row.begin(table: CoveredTable.packs.name)
            row.add(province)
            row.add(seq)
            for field in [pack.code, pack.version, body] { row.add(field) }
            covered.add(row)
            return ChangeDetail(facts: ["version": pack.version])
        }
        changes[province] = change.seq
        var staged = StagedValues()
        for result in pack.results { try stage(result, into: &staged, world) }
        let kept = Set(pack.results.map(ResultPlace.init))
        for result in old?.results ?? [] where !kept.contains(ResultPlace(result)) { try stage(result, withdrawn: true, into: &staged, world) }
        _ = staged.sort()
        let written = try ValueWriter(staged: staged, status: .published, method: "pack")
            .write(kind: .valuesImported, subject: pack.code, facts: ["pack": pack.code], by: person, at: moment, in: tx)
        changes.merge(written.changes) { $1 }
    }

    /// A published result as a value with its source.
    private func stage(_ result: PublishedResult, withdrawn: Bool = false, into staged: inout StagedValues, _ world: World) throws {
        let rules = ValueRules(world: world)
        do {
            let element = try rules.element(result.dataElement), period = try rules.period(result.period)
            let unit = try rules.unit(result.unit, in: period)
            var row = StagedValues.Row(
                element: staged.index(of: element), unit: staged.index(of: unit, province: world.province(of: unit.id)), period: staged.index(of: period),
                options: staged.index(of: result.options), number: 0, decimals: 0, bound: UInt8(StagedValues.bounds.firstIndex(of: result.bound)!), text: StagedValues.isWithdrawn,
                comment: result.comment.map { staged.index(of: $0.vi) } ?? -1, source: staged.index(of: result.citation.text.vi), line: 0)
            if !withdrawn {
                if element.valueType.isNumeric {
                    let number = try ScaledNumber(result.value)
                    row.number = number.units
                    row.decimals = number.decimals
                    row.text = StagedValues.isNumber
                } else {
                    row.text = staged.index(of: try rules.canonical(result.value, of: element))
                }
            }
            staged.rows.append(row)
        } catch let refusal as ValueRules.Refusal {
            throw Rejected(refusal.reason, remedy: refusal.remedy, place: "\(result.dataElement) \(result.unit) \(result.period)")
        }
    }

    private struct ResultPlace: Hashable {
        var place: [String]
        init(_ result: PublishedResult) { place = [result.dataElement, result.unit, result.period, result.options.key] }
    }

    // MARK: Differences

    static func difference(from old: Pack?, to new: Pack) -> [Difference] {
        guard old != new else { return [] }
        guard let old else { return [Difference(sign: .added, what: Label(vi: "gói \(new.name.vi)", en: "pack \(new.name.en)"))] + contents(of: new).map { Difference(sign: .added, what: $0.value.what) } .sorted { $0.what.en < $1.what.en } }
        let before = contents(of: old), after = contents(of: new)
        var rows: [Difference] = []
        for (key, entry) in after {
            if let known = before[key] {
                if known.body != entry.body { rows.append(Difference(sign: .changed, what: entry.what)) }
            } else {
                rows.append(Difference(sign: .added, what: entry.what))
            }
        }
        for (key, entry) in before where after[key] == nil { rows.append(Difference(sign: .removed, what: entry.what)) }
        if rows.isEmpty { rows.append(Difference(sign: .changed, what: Label(vi: "thông tin chung của gói", en: "general facts of the pack"))) }
        return rows.sorted { $0.what.en < $1.what.en }
    }

    private struct Entry {
        var body: AnyHashable
        var what: Label
    }

    /// Everything in a pack under a key that stays the same while its content changes.
    private static func contents(of pack: Pack) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        func add(_ kind: Label, _ key: String, _ body: some Hashable) {
            entries["\(kind.en) \(key)"] = Entry(body: AnyHashable(body), what: Label(vi: "\(kind.vi) \(key)", en: "\(kind.en) \(key)"))
        }
        if let programme = pack.programme { add(Label(vi: "chương trình", en: "programme"), programme.code, programme) }
        for goal in pack.goals { add(Label(vi: "mục tiêu chung", en: "goal"), goal.code, goal) }
        for group in pack.solutionGroups { add(Label(vi: "nhóm giải pháp", en: "solution group"), group.code, group) }
        for agency in pack.agencies { add(Label(vi: "cơ quan", en: "agency"), agency.code, agency) }
        for category in pack.categories { add(Label(vi: "loại phân tổ", en: "category"), category.code, category) }
        for element in pack.dataElements { add(Label(vi: "phần tử dữ liệu", en: "data element"), element.code, element) }
        for indicator in pack.indicators { add(Label(vi: "chỉ tiêu", en: "indicator"), indicator.code, indicator) }
        for target in pack.targets { add(Label(vi: "mức phải đạt", en: "target"), "\(target.indicator) \(target.unit) \(target.due)", target) }
        for baseline in pack.baselines { add(Label(vi: "mốc xuất phát", en: "baseline"), "\(baseline.indicator) \(baseline.unit) \(baseline.day)", baseline) }
        for calendar in pack.calendars { add(Label(vi: "lịch báo cáo", en: "calendar"), calendar.code, calendar) }
        for window in pack.windows { add(Label(vi: "đợt", en: "window"), window.code, window) }
        for form in pack.forms { add(Label(vi: "biểu", en: "form"), form.code, form) }
        for rule in pack.validationRules { add(Label(vi: "quy tắc kiểm tra", en: "validation rule"), rule.code, rule) }
        for regime in pack.regimes { add(Label(vi: "chế độ báo cáo", en: "reporting regime"), regime.code, regime) }
        for role in pack.roles { add(Label(vi: "vai trò", en: "role"), role.code, role) }
        for day in pack.calendarDays { add(day.isWorked ? Label(vi: "ngày làm bù", en: "day worked in place of another") : Label(vi: "ngày nghỉ", en: "holiday"), day.day.iso, day) }
        for register in pack.registers { add(Label(vi: "sổ quản lý", en: "register"), register.code, register) }
        for result in pack.results { add(Label(vi: "kết quả công bố", en: "published result"), "\(result.dataElement) \(result.unit) \(result.period) \(result.options)", result) }
        return entries
    }
}

/// Packs as they are kept in the database.
enum PackText {
    static func encode(_ pack: Pack) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(pack), as: UTF8.self)
    }

    static func decode(_ text: String) throws -> Pack { try JSONDecoder().decode(Pack.self, from: Data(text.utf8)) }

    /// The packs in force, those that others require first.
    static func packs(in tx: ReadTransaction) throws -> [Pack] {
        var latest: [String: Pack] = [:]
        for row in try tx.rows("SELECT province, code, seq, body FROM pack ORDER BY province, code, seq") {
            do { latest[row.text(1)] = try decode(row.text(3)) } catch {
                throw Rejected(Label(vi: "gói \(row.text(1)) trong cơ sở dữ liệu không đọc được: \(error)", en: "the stored pack \(row.text(1)) cannot be read: \(error)"),
                               remedy: Label(vi: "Nạp lại gói bằng khen pack load hoặc khôi phục bản sao lưu.", en: "Load it again with khen pack load, or restore a backup."))
            }
        }
        return NormCatalogue.merged([], Array(latest.values))
    }
}
