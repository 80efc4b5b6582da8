import Domain

/// Which reports there are to be: forms, the periods they are asked for, the units that report, and by when.
package struct ReportScope: Sendable {
    let world: World
    let today: Day

    init(_ world: World, today: Day) {
        self.world = world
        self.today = today
    }

    private var catalogue: NormCatalogue { world.catalogue }

    /// The pack that asks for a form.
    package func pack(of form: FormDefinition) -> Pack? { catalogue.pack(ofForm: form.code) }

    /// All forms that are reported on, in the order of their packs.
    package var forms: [FormDefinition] { catalogue.packs.flatMap(\.forms) }

    package func due(_ form: FormDefinition, _ period: Period, _ standing: ReportStanding = ReportStanding()) -> Day {
        standing.due ?? form.dueDay(for: period, catalogue.workingDays)
    }

    // MARK: Units

    /// The units that report a form for a period.
    package func units(of form: FormDefinition, in period: Period) -> [OrgUnit] {
        guard let programme = pack(of: form)?.programme else { return [] }
        return ProgrammeUnits(world, programme, today: today).units(at: form.level, in: period)
    }

    /// Whether a unit reports a form for a period.
    func isReporter(_ unit: OrgUnit, of form: FormDefinition, in period: Period) -> Bool {
        guard unit.level == form.level, FigureCube.isInForce(unit, during: period), let programme = pack(of: form)?.programme else { return false }
        return ProgrammeUnits(world, programme, today: today).contains(unit, in: period)
    }

    // MARK: Periods

    /// The periods of a form that have begun and are not older than asked for, oldest first.
    package func periods(of form: FormDefinition, from first: Day, to last: Day) -> [Period] {
        let step = catalogue.regimeOfForm[form.code]?.regime
        let start = [first, form.validFrom, step?.validFrom, pack(of: form)?.programme?.firstDay].compactMap { $0 }.max() ?? first
        let end = [last, today, form.validTo, step?.validTo].compactMap { $0 }.min() ?? last
        guard start <= end else { return [] }
        do {
            return try catalogue.periods.periods(of: form.frequency, from: start, to: end, calendar: form.calendar).filter { $0.firstDay <= today && $0.lastDay >= start }
        } catch {
            return []  // the form's calendar is not in force then
        }
    }

    /// The periods that are being reported now: the one running and those that ended within the last so many months.
    package func currentPeriods(of form: FormDefinition, months: Int = 3) -> [Period] {
        let span = max(months, (form.frequency.months ?? 1) * 2) * 31
        return periods(of: form, from: today.adding(days: -span), to: today)
    }

    // MARK: One report

    /// - Throws: ``NotFound`` or ``Rejected`` where there can be no such report.
    func resolve(_ key: ReportKey) throws -> (form: FormDefinition, period: Period, unit: OrgUnit) {
        guard let form = catalogue.forms[key.form] else { throw NotFound(Label(vi: "Không có biểu «\(key.form)».", en: "There is no form “\(key.form)”.")) }
        guard let unit = world.units.unit(key.unit) else { throw NotFound(Label(vi: "Không có đơn vị «\(key.unit.rawValue)».", en: "There is no unit “\(key.unit.rawValue)”.")) }
        let period: Period
        do {
            period = try catalogue.periods.period(key.period)
        } catch {
            throw NotFound(Label(vi: "«\(key.period)» không phải là kỳ báo cáo.", en: "“\(key.period)” is not a period."))
        }
        guard period.kind == form.frequency, period.calendar == form.calendar, form.validFrom.map({ $0 <= period.lastDay }) ?? true, form.validTo.map({ period.firstDay <= $0 }) ?? true else {
            throw Rejected(Label(vi: "kỳ \(period.id) không thuộc lịch của biểu \(form.code)", en: "period \(period.id) is not one of form \(form.code)"),
                           remedy: Label(vi: "Chọn kỳ trong danh sách báo cáo.", en: "Choose a period from the list of reports."), place: period.id)
        }
        let name = unit.version(nearest: period.lastDay).fullName
        guard FigureCube.isInForce(unit, during: period) else {
            throw Rejected(Label(vi: "\(name.vi) không tồn tại trong kỳ \(period.id)", en: "\(name.en) did not exist in \(period.id)"),
                           remedy: Label(vi: "Chọn đơn vị có hiệu lực trong kỳ.", en: "Choose a unit in force in the period."), place: unit.code)
        }
        guard isReporter(unit, of: form, in: period) else {
            throw Rejected(Label(vi: "\(name.vi) không báo cáo biểu \(form.code)", en: "\(name.en) does not report form \(form.code)"),
                           remedy: Label(vi: "Chọn đơn vị thuộc phạm vi của biểu.", en: "Choose a unit that reports it."), place: unit.code)
        }
        guard period.firstDay <= today else {
            throw Rejected(Label(vi: "kỳ \(period.id) chưa bắt đầu", en: "period \(period.id) has not begun"),
                           remedy: Label(vi: "Chờ đến ngày \(period.firstDay.iso).", en: "Wait until \(period.firstDay.iso)."), place: period.id)
        }
        return (form, period, unit)
    }
}

/// The units on a programme's ground: those of its province, or of what its province became.
struct ProgrammeUnits {
    let world: World
    let programme: Programme
    let today: Day

    init(_ world: World, _ programme: Programme, today: Day) {
        self.world = world
        self.programme = programme
        self.today = today
    }

    /// The programme's province in a period; where that has ended, the provinces it went to.
    func tops(in period: Period) -> [OrgUnit] {
        let own = world.units.units(code: programme.unit).filter { $0.level == .province && FigureCube.isInForce($0, during: period) }
        guard own.isEmpty else { return own }
        return world.units.units(code: programme.unit).flatMap { world.units.fate(of: $0.id).compactMap { world.units.unit($0.unit) } }
    }

    func units(at level: UnitLevel, in period: Period) -> [OrgUnit] {
        let tops = tops(in: period)
        guard level > .province else { return tops }
        let reader = FigureReader(world, today: today)
        return tops.flatMap { reader.unitsBeneath($0.id, level: level, in: period) }.filter { isOnGround($0, tops) }
    }

    func contains(_ unit: OrgUnit, in period: Period) -> Bool { !filter([unit], in: period).isEmpty }

    /// Those of some units that lie on the programme's ground.
    func filter(_ units: [OrgUnit], in period: Period) -> [OrgUnit] {
        let tops = tops(in: period), ids = Set(tops.map(\.id))
        return units.filter { unit in
            if ids.contains(unit.id) { return true }
            let day = unit.lastDay.map { min($0, period.lastDay) } ?? period.lastDay
            return world.units.ancestors(of: unit.id, asOf: day).contains { ids.contains($0.id) } && isOnGround(unit, tops)
        }
    }

    /// A programme of a former province reaches only the units on its ground.
    private func isOnGround(_ unit: OrgUnit, _ tops: [OrgUnit]) -> Bool {
        let own = Set(world.units.units(code: programme.unit).map(\.id))
        if tops.contains(where: { own.contains($0.id) }) { return true }
        var line = [unit.id]
        if unit.level == .village, let parent = unit.version(nearest: today).parent { line.append(parent) }
        return line.contains { id in world.units.origins(of: id).contains { world.province(of: $0.unit) == programme.unit } }
    }
}
