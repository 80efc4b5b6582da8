import Domain

/// What must hold inside one pack, and between it and the packs it requires.
struct PackRules {
    let source: PackSource
    /// The pack itself first, then the packs it requires.
    let visible: [PackSource]
    let unit: PackCheck.UnitLookUp?
    let log: ProblemLog

    let elements: [String: DataElement]
    let indicators: [String: Indicator]
    let categories: [String: Category]
    /// Category of each category option.
    let categoryOfOption: [String: String]
    let periods: PeriodBook
    /// Roles of the packs and those that every installation has.
    let roles: [String: Role]
    /// The formulas of the pack's own indicators that can be read, by indicator.
    let formulas: [String: [Formula]]

    init(_ source: PackSource, visible: [PackSource], unit: PackCheck.UnitLookUp?, log: ProblemLog) {
        self.source = source
        self.visible = visible
        self.unit = unit
        self.log = log
        func byCode<Value>(_ values: (Pack) -> [Value], _ code: (Value) -> String) -> [String: Value] {
            Dictionary(visible.flatMap { values($0.pack) }.map { (code($0), $0) }, uniquingKeysWith: { first, _ in first })
        }
        elements = byCode(\.dataElements, \.code)
        indicators = byCode(\.indicators, \.code)
        categories = byCode(\.categories, \.code)
        periods = PeriodBook(calendars: visible.flatMap(\.pack.calendars), windows: visible.flatMap(\.pack.windows))
        roles = Role.builtIn.merging(byCode(\.roles, \.code)) { $1 }
        let options = visible.flatMap(\.pack.categories).flatMap { category in category.options.map { ($0.code, category.code) } }
        categoryOfOption = Dictionary(options, uniquingKeysWith: { first, _ in first })
        formulas = FormulaReader(source, log: log).readIndicators()
    }

    /// The data elements in the formulas of one of the pack's indicators.
    func dataElements(of indicator: String) -> [String] {
        (formulas[indicator] ?? []).flatMap(\.expression.items).compactMap { if case .dataElement(let code, _) = $0.reference { code } else { nil } }
    }

    var pack: Pack { source.pack }

    func check() {
        checkDuplicatesAcrossPacks()
        checkProgramme()
        checkAgencies()
        checkDataElements()
        checkIndicators()
        checkTargets()
        checkBaselines()
        checkCalendars()
        checkHolidays()
        checkForms()
        checkValidationRules()
        checkRegimes()
        checkRoles()
        checkRegisters()
        checkResults()
        checkUse()
    }

    // MARK: - References

    /// Reports a code that nothing declares. What could not be read counts as declared: it is reported itself.
    @discardableResult
    func require(_ code: String, in list: PackList, at place: Place) -> Bool {
        if visible.contains(where: { $0.declared[list]?[code] != nil || $0.unreadable.contains(list) }) { return true }
        log.report(
            .unknownReference, at: place, Label(vi: "Không có \(list.entry.vi) «\(code)».", en: "There is no \(list.entry.en) “\(code)”."),
            remedy: suggestion(for: code, among: visible.flatMap { $0.codes(list) }))
        return false
    }

    func require(_ code: String?, in list: PackList, key: String, of entry: SourceNode) {
        if let code { require(code, in: list, at: entry.place(of: key)) }
    }

    func requireAll(in list: PackList, key: String, of entry: SourceNode) {
        var seen: Set<String> = []
        for (code, place) in entry.codePlaces(key) {
            require(code, in: list, at: place)
            if !seen.insert(code).inserted {
                log.report(
                    .duplicateCode, at: place, Label(vi: "«\(code)» ghi hai lần trong «\(key)».", en: "“\(code)” stands twice in “\(key)”."),
                    remedy: Label(vi: "Hãy giữ lại một.", en: "Keep one of them."))
            }
        }
    }

    /// The level of a unit on a day; reports a code that no unit had then. `nil` also where nothing is known of units.
    func level(ofUnit code: String, on day: Day, at place: Place) -> UnitLevel? {
        guard let unit else { return nil }
        if let level = unit(code, day) { return level }
        log.report(
            .unknownReference, at: place,
            Label(vi: "Ngày \(day.iso) không có đơn vị hành chính nào mang mã «\(code)».", en: "No unit had the code “\(code)” on \(day.iso)."),
            remedy: Label(
                vi: "Hãy kiểm tra mã (giữ số 0 ở đầu) và ngày xét; mã tỉnh có 2 chữ số, mã xã 5 chữ số.",
                en: "Check the code (with leading zeros) and the day; provinces have 2 digits, communes 5."))
        return nil
    }

    private func checkDuplicatesAcrossPacks() {
        for list in PackList.allCases where list != .citations && list != .goals && list != .solutionGroups && list != .agencies {
            for (code, place) in source.declared[list] ?? [:] {
                guard let other = visible.dropFirst().first(where: { $0.declared[list]?[code] != nil }) else { continue }
                log.report(
                    .duplicateCode, at: place,
                    Label(
                        vi: "Mã \(list.entry.vi) «\(code)» đã có trong gói «\(other.folder)».",
                        en: "The \(list.entry.en) “\(code)” is already declared in the pack “\(other.folder)”."),
                    remedy: Label(vi: "Hãy dùng mục đã có hoặc đặt mã khác.", en: "Use the one there, or another code."))
            }
        }
    }

    // MARK: - Programme and agencies

    private func checkProgramme() {
        guard let programme = pack.programme, let entry = source.header["programme"] else { return }
        require(programme.leadAgency, in: .agencies, key: "lead_agency", of: entry)
        require(programme.technicalLead, in: .agencies, key: "technical_lead", of: entry)
        _ = level(ofUnit: programme.unit, on: programme.unitAsOf, at: entry.place(of: "unit"))
    }

    private func checkAgencies() {
        for (agency, entry) in source.sourced(.agencies, pack.agencies) {
            require(agency.parent, in: .agencies, key: "parent", of: entry)
            if let unit = agency.unit, let day = pack.programme?.unitAsOf { _ = level(ofUnit: unit, on: day, at: entry.place(of: "unit")) }
        }
        let parents = Dictionary(pack.agencies.map { ($0.code, [$0.parent].compactMap(\.self)) }, uniquingKeysWith: { first, _ in first })
        for cycle in cycles(in: parents) {
            guard let entry = source.entries[.agencies]?.first(where: { $0["code"]?.text == cycle[0] }) else { continue }
            let chain = (cycle + [cycle[0]]).joined(separator: " → ")
            log.report(
                .cycle, at: entry.place(of: "parent"),
                Label(vi: "Các cơ quan trực thuộc vòng tròn: \(chain).", en: "These agencies stand under each other: \(chain)."),
                remedy: Label(vi: "Hãy bỏ một «parent».", en: "Remove one “parent”."))
        }
    }

    /// The rings of things that lead back to themselves, each once, from its first code in order.
    func cycles(in next: [String: [String]]) -> [[String]] {
        var finished: Set<String> = []
        var path: [String] = []
        var found: [[String]] = []
        func visit(_ code: String) {
            if let start = path.firstIndex(of: code) {
                let ring = Array(path[start...])
                let least = ring.min().flatMap(ring.firstIndex(of:)) ?? 0
                found.append(Array(ring[least...] + ring[..<least]))
                return
            }
            guard !finished.contains(code) else { return }
            path.append(code)
            for other in next[code] ?? [] { visit(other) }
            path.removeLast()
            finished.insert(code)
        }
        for code in next.keys.sorted() { visit(code) }
        return found
    }

    // MARK: - Data elements

    private func checkDataElements() {
        for (element, entry) in source.sourced(.dataElements, pack.dataElements) {
            requireAll(in: .categories, key: "categories", of: entry)
            checkAggregation(of: element, entry)
            if element.valueType == .percentage, let minimum = element.minimum, minimum < 0 { outOfRange("minimum", entry) }
            if element.valueType == .percentage, let maximum = element.maximum, maximum > 100 { outOfRange("maximum", entry) }
            if element.valueType == .count, let minimum = element.minimum, minimum < 0 { outOfRange("minimum", entry) }
            if element.decimals > 0, [.count, .integer, .money, .yesNo, .date, .text].contains(element.valueType) {
                log.report(
                    .wrongType, at: entry.place(of: "decimals"), Label(vi: "Kiểu này không có chữ số thập phân.", en: "This type has no decimal digits."),
                    remedy: Label(vi: "Hãy bỏ «decimals» hoặc dùng kiểu number, percentage.", en: "Remove “decimals”, or use the type number or percentage."))
            }
        }
    }

    private func outOfRange(_ key: String, _ entry: SourceNode) {
        log.report(
            .outOfRange, at: entry.place(of: key),
            Label(vi: "«\(key)» nằm ngoài khoảng giá trị của kiểu này.", en: "“\(key)” is outside what this type can hold."),
            remedy: Label(vi: "Tỷ lệ phần trăm từ 0 đến 100; số đếm từ 0.", en: "Percentages go from 0 to 100, counts from 0."))
    }

    private func checkAggregation(of element: DataElement, _ entry: SourceNode) {
        for (key, choice) in [("over_units", element.overUnits), ("over_time", element.overTime)] {
            let problem: Label
            switch (element.valueType, choice) {
            case (.percentage, .sum): problem = Label(vi: "Không cộng được các tỷ lệ phần trăm.", en: "Percentages cannot be summed.")
            case (.date, .sum), (.date, .average), (.text, .sum), (.text, .average), (.text, .min), (.text, .max):
                problem = Label(
                    vi: "Không tính «\(choice.rawValue)» được với kiểu «\(element.valueType.rawValue)».",
                    en: "There is no “\(choice.rawValue)” of the type “\(element.valueType.rawValue)”.")
            default: continue
            }
            log.report(
                .aggregation, at: entry.place(of: key), problem,
                remedy: Label(vi: "Hãy ghi \(key): none, last hoặc một cách tổng hợp khác.", en: "Write \(key): none, last or another aggregation."))
        }
    }

    // MARK: - What nothing uses

    /// A pack without a programme is a library: what it holds is for other packs.
    private func checkUse() {
        guard pack.programme != nil, !source.unreadable.contains(.registers) else { return }
        var used = Set(pack.forms.flatMap(\.dataElements)).union(pack.results.map(\.dataElement)).union(pack.indicators.compactMap(\.publishedAs)).union(pack.indicators.compactMap(\.planned))
        used.formUnion(pack.registers.flatMap(\.feeds).map(\.dataElement))
        for indicator in pack.indicators {
            used.formUnion(dataElements(of: indicator.code))
        }
        for (element, entry) in source.sourced(.dataElements, pack.dataElements) where !used.contains(element.code) {
            log.report(
                .unused, .warning, at: entry.place(of: "code"),
                Label(
                    vi: "Không chỉ tiêu, biểu mẫu, sổ quản lý hay kết quả nào dùng mục số liệu này.", en: "No indicator, form, register or result uses this data element."),
                remedy: Label(vi: "Hãy đưa vào một biểu mẫu hoặc bỏ đi.", en: "Put it on a form, or remove it."))
        }
    }
}
