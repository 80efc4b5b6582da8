import Domain
import Storage

/// One report as a person sees it: what is asked, what is written, what is known besides, and what they may do.
package struct ReportSheet: Sendable {
    package struct Entry: Sendable {
        package var change: Change
        package var action: ReportAction
        package var note: String? { change.detail.facts?["note"] }
        package var due: Day? { change.detail.facts?["due"].flatMap { Day(iso: $0) } }
        package var remarks: [CellKey: String]
    }

    /// What the units beneath have approved for one cell.
    package struct Gathered: Sendable, Hashable {
        package var value: Double
        /// Units whose approved figure is in it, of those that report.
        package var units: Int
        package var expected: Int

        package init(value: Double, units: Int, expected: Int) {
            self.value = value
            self.units = units
            self.expected = expected
        }
    }

    package var key: ReportKey
    package var form: FormDefinition
    package var layout: FormLayout
    package var period: Period
    package var unit: OrgUnit
    /// Code of the province whose log has it.
    package var province: String
    package var pack: Pack?
    package var standing: ReportStanding
    package var due: Day
    package var cells: [CellKey: CellContent]
    /// Remarks of the last return, while the report is with the one who fills it in or waits again.
    package var remarks: [CellKey: String]
    package var history: [CellKey: CellHistory]
    /// Whether the past comes from figures made up for demonstration.
    package var isHistoryIllustrative: Bool
    package var gathered: [CellKey: Gathered]
    package var check: FormCheck
    package var entries: [Entry]
    package var actions: Set<ReportAction>

    /// What is wrong or unusual as it stands.
    package var problems: [FormProblem] { check.problems(in: cells) }
    package var isEditable: Bool { actions.contains(.save) }
    /// Working days left until it is due; negative when late.
    package var receivedAt: UnitLevel?

    /// The number shown in a cell: written, gathered or computed.
    package func number(_ key: CellKey) -> Double? { check.number(key, cells) }
}

/// Puts a report's sheet together.
struct SheetReader {
    let khen: Khen
    let world: World
    let today: Day

    init(_ khen: Khen, _ world: World) {
        self.khen = khen
        self.world = world
        today = khen.now().day
    }

    /// - Parameter isCompared: with what is known of other periods and units, which only a check or a page asks for.
    func sheet(_ key: ReportKey, for person: Person, isCompared: Bool = true, in tx: ReadTransaction) throws -> ReportSheet {
        let scope = ReportScope(world, today: today)
        let (form, period, unit) = try scope.resolve(key)
        try person.require(.seeReports, at: unit.id, in: world, on: today)
        let province = world.province(of: unit.id)
        let standing = try ReportStore.standing(of: key, in: province, tx)
        let cells = try ReportStore.cells(of: key, in: province, tx).mapValues(\.content).filter { !$0.value.isEmpty }
        let remarks = try ReportStore.remarks(of: key, in: province, tx)
        let entries = try ReportStore.changes(of: key, in: province, tx).compactMap { change in
            change.kind.reportAction.map { ReportSheet.Entry(change: change, action: $0, remarks: remarks[change.seq] ?? [:]) }
        }
        let layout = world.catalogue.layout(of: form)
        let past = isCompared ? past(layout, unit, period) : (history: [:], isIllustrative: false), gathered = isCompared ? gathered(layout, unit, period) : [:]
        let rules = (world.catalogue.validationRules[form.code] ?? []).compactMap { rule in
            world.catalogue.ruleFormulas[rule.code].map { FormCheck.Rule(rule, left: $0.left, right: $0.right) }
        }
        let check = FormCheck(layout: layout, rules: rules, gathered: gathered.mapValues(\.value), history: past.history, periodLength: period.length)
        let lastReturn = standing.state.isApproved ? nil : entries.last { $0.action == .return || $0.action == .reopen }
        let step = world.catalogue.regimeOfForm[form.code]?.step
        return ReportSheet(
            key: key, form: form, layout: layout, period: period, unit: unit, province: province, pack: scope.pack(of: form), standing: standing, due: scope.due(form, period, standing),
            cells: cells, remarks: lastReturn?.remarks ?? [:], history: past.history, isHistoryIllustrative: past.isIllustrative, gathered: gathered, check: check, entries: entries,
            actions: actions(standing, unit, step, person), receivedAt: step?.receivedAt)
    }

    /// What a person may do to a report now.
    func actions(_ standing: ReportStanding, _ unit: OrgUnit, _ step: Regime.Step?, _ person: Person) -> Set<ReportAction> {
        Set(ReportAction.allCases.filter { action in
            guard action.state(after: standing.state, wasReturned: standing.wasReturned, isCheckedFirst: step?.isCheckedFirst ?? false) != nil else { return false }
            guard may(action, at: unit.id, person) else { return false }
            return ![.check, .approve].contains(action) || person.name != standing.sentBy
        })
    }

    func may(_ action: ReportAction, at unit: UnitID, _ person: Person) -> Bool {
        if person.may(action.right, at: unit, in: world, on: today) { return true }
        // Whoever approves may also return.
        return action == .return && person.may(.approve, at: unit, in: world, on: today)
    }

    // MARK: What is known besides

    /// Up to 24 earlier periods of every cell; more where a formula of the form looks further back.
    private func past(_ layout: FormLayout, _ unit: OrgUnit, _ period: Period) -> (history: [CellKey: CellHistory], isIllustrative: Bool) {
        let most = max(24, world.catalogue.pastItems(of: layout.form).map { -$0.periodOffset }.max() ?? 0)
        var periods: [Period] = [], earlier = period
        // Before it existed a unit has no figures of its own.
        while periods.count < most, let before = previous(earlier), unit.firstDay.map({ $0 <= before.lastDay }) ?? true {
            periods.append(before)
            earlier = before
        }
        periods.reverse()
        guard !periods.isEmpty else { return ([:], false) }
        let reader = FigureReader(world, today: today), places = periods.map { reader.place(of: unit, in: $0) }
        let perYear = period.kind.months.map { 12 / $0 } ?? 1
        func read(_ standing: ValueStatus) -> [CellKey: CellHistory] {
            var history: [CellKey: CellHistory] = [:]
            for key in layout.inputs {
                guard let element = world.catalogue.dataElements[key.dataElement], element.valueType.isNumeric else { continue }
                guard let values = reader.values(element, options: key.options, standing: standing, unit: unit, at: places) else { continue }
                history[key] = CellHistory(past: values, periodsPerYear: perYear)
            }
            return history
        }
        let reported = read(.reported)
        guard reported.isEmpty else { return (reported, false) }
        let illustrative = read(.illustrative)
        return (illustrative, !illustrative.isEmpty)
    }

    private func previous(_ period: Period) -> Period? {
        guard period.kind != .window else { return nil }
        do { return try world.catalogue.periods.previous(before: period) } catch { return nil }  // the calendar begins here
    }

    /// Approved figures of the units right beneath, for the fields that are put together from them.
    func gathered(_ layout: FormLayout, _ unit: OrgUnit, _ period: Period) -> [CellKey: ReportSheet.Gathered] {
        let keys = layout.inputs.filter { layout.field(of: $0.dataElement)?.isGathered == true }
        guard !keys.isEmpty else { return [:] }
        let reader = FigureReader(world, today: today), day = unit.lastDay.map { min($0, period.lastDay) } ?? period.lastDay
        let children = world.units.children(of: unit.id, asOf: day)
        var gathered: [CellKey: ReportSheet.Gathered] = [:]
        for key in keys {
            guard let element = world.catalogue.dataElements[key.dataElement] else { continue }
            let figures = children.compactMap { reader.item(element, options: key.options, standing: .approved, unit: $0, period: period, basis: nil) }
            guard let value = element.overUnits.combine(figures.map { ($0.value, 1) }) else { continue }
            let expected = children.reduce(0) { $0 + reader.unitsBeneath($1.id, level: element.level ?? $1.level, in: period).count }
            gathered[key] = ReportSheet.Gathered(value: value, units: figures.reduce(0) { $0 + $1.reported }, expected: expected)
        }
        return gathered
    }
}
