import Domain

/// Made-up values of one programme, the same ones every time they are made: each depends only on the codes of unit, element and period.
struct IllustrativeValues {
    let world: World
    let pack: Pack
    let programme: Programme
    let today: Day

    private var values = StagedValues()
    /// Data element that a numerator is a share of.
    private let wholes: [String: String]

    init(world: World, pack: Pack, programme: Programme, today: Day) {
        self.world = world
        self.pack = pack
        self.programme = programme
        self.today = today
        var wholes: [String: String] = [:]
        for indicator in pack.indicators {
            guard let formula = world.catalogue.formulas[indicator.code], let denominator = formula.denominator,
                let below = Self.single(denominator), let above = Self.single(formula.numerator) else { continue }
            wholes[above] = below
        }
        self.wholes = wholes
    }

    private static func single(_ expression: Expression) -> String? {
        guard expression.items.count == 1, case .dataElement(let code, let options) = expression.items[0].reference, options.isTotal else { return nil }
        return code
    }

    /// All values, for the months, quarters and years that are over, and for windows.
    mutating func staged() -> StagedValues {
        for form in pack.forms {
            for period in periods(of: form) {
                let units = units(at: form.level, in: period)
                for element in form.dataElements.compactMap({ world.catalogue.dataElements[$0] }) {
                    // What a lower level reports is not reported again above it.
                    guard element.level == nil || element.level == form.level else { continue }
                    for unit in units { add(element, unit, period, form.level) }
                }
            }
        }
        return values
    }

    private func periods(of form: FormDefinition) -> [Period] {
        let first = max(Day(year: 2025, month: 1, day: 1)!, form.validFrom ?? programme.firstDay, programme.firstDay)
        let last = min(today, form.validTo ?? today)
        guard first <= last else { return [] }
        do {
            return try world.catalogue.periods.periods(of: form.frequency, from: first, to: last, calendar: form.calendar)
                .filter { $0.lastDay < today && $0.firstDay >= first || form.frequency == .window && $0.lastDay < today }
        } catch {
            return []  // the form's calendar is not in force
        }
    }

    private func units(at level: UnitLevel, in period: Period) -> [OrgUnit] {
        let reader = FigureReader(world, today: today)
        var tops = world.units.units(code: programme.unit).filter { $0.level == .province && FigureCube.isInForce($0, during: period) }
        if tops.isEmpty {
            // The programme of a former province goes on in what became of it.
            tops = world.units.units(code: programme.unit).flatMap { world.units.fate(of: $0.id).compactMap { world.units.unit($0.unit) } }
        }
        guard level != .province else { return tops }
        // Where no villages are on record, communes report in their place.
        let level = level == .village && !tops.contains { !reader.unitsBeneath($0.id, level: .village, in: period).isEmpty } ? UnitLevel.commune : level
        let own = Set(world.units.units(code: programme.unit).map(\.id))
        return tops.flatMap { reader.unitsBeneath($0.id, level: level, in: period) }.filter { unit in
            own.contains(where: { id in tops.contains { $0.id == id } }) || world.units.origins(of: unit.id).contains { origin in world.province(of: origin.unit) == programme.unit }
        }
    }

    // MARK: One value

    private mutating func add(_ element: DataElement, _ unit: OrgUnit, _ period: Period, _ level: UnitLevel) {
        // A few units give nothing in a few periods: what is missing must show as missing.
        guard level == .province || Chance.share("missing", unit.code, period.id) > 0.03 else { return }
        let text: StagedValues.Row
        switch element.valueType {
        case .text, .date: return
        case .yesNo:
            let isDone = Chance.share("done", element.code, unit.code) < Double(max(0, programme.firstDay.days(until: period.lastDay))) / 2200
            text = row(element, unit, period, .total, text: isDone ? "true" : "false")
        default:
            let value = value(of: element, unit, period)
            text = row(element, unit, period, .total, number: value)
            addBreakdowns(element, unit, period, value)
        }
        values.rows.append(text)
    }

    private func value(of element: DataElement, _ unit: OrgUnit, _ period: Period) -> Double {
        if let whole = wholes[element.code], let definition = world.catalogue.dataElements[whole] {
            let total = wholes[whole] == nil && definition.overTime != .sum ? size(of: definition, unit) : self.value(of: definition, unit, period)
            let share = share(of: element, unit, at: period.lastDay)
            if element.overTime == .sum, definition.overTime != .sum {
                // What was added in the period.
                return (total * share).rounded() - (total * self.share(of: element, unit, at: period.firstDay.adding(days: -1))).rounded()
            }
            // Small numbers are rounded up in some units and down in others, so that their sum comes out near the share.
            return min(total, (total * share + Chance.share("round", element.code, unit.code)).rounded(.down))
        }
        switch element.valueType {
        case .percentage:
            return ((20 + 60 * share(of: element, unit, at: period.lastDay)) * 10).rounded() / 10
        default:
            let season = 0.8 + 0.4 * Chance.share(element.code, unit.code, period.id)
            return element.overTime == .sum ? (size(of: element, unit) * 0.15 * season).rounded() : size(of: element, unit)
        }
    }

    /// How many there are in all, steady over time.
    private func size(of element: DataElement, _ unit: OrgUnit) -> Double {
        let population = Double(unit.versions.last?.population ?? (unit.level == .village ? 420 : unit.level == .commune ? 7500 : unit.level == .province ? 640_000 : 30_000))
        let words = element.code.uppercased()
        let perHead: Double = if words.contains("ADULTS") { 0.65 } else if words.contains("VISITS") { 0.09 } else if words.contains("POINTS") { 0.0004 } else if words.contains("HOUSEHOLD") { 0.21 } else if words.contains("VILLAGES") { 0.0024 } else if words.contains("AGENC") { 0.0009 }
            else if words.contains("STAFF") { 0.012 } else if words.contains("OCOP") || words.contains("T9") || words.contains("T10") || words.contains("T11") { 0.0011 }
            else if words.contains("ENTITIES") { 0.22 } else if words.contains("PERSONS") { 0.005 } else { 0.006 }
        return max(1, (population * perHead * (0.8 + 0.4 * Chance.share("size", element.code, unit.code))).rounded())
    }

    /// The share reached by a day: rises from a start to near the target, faster in some units than in others.
    private func share(of element: DataElement, _ unit: OrgUnit, at day: Day) -> Double {
        let start = 0.02 + 0.2 * Chance.share("start", element.code), reach = 0.5 + 0.6 * Chance.share("reach", element.code)
        let own = 0.7 + 0.6 * Chance.share("pace", element.code, unit.code)
        let elapsed = Double(max(0, Day(year: 2024, month: 7, day: 1)!.days(until: day))) / 2375
        return min(1, start + reach * own * elapsed)
    }

    /// The latest periods are broken down, one category at a time; the parts add up to the whole.
    private mutating func addBreakdowns(_ element: DataElement, _ unit: OrgUnit, _ period: Period, _ value: Double) {
        guard unit.level != .village, period.lastDay >= today.adding(days: -100), value >= 1 else { return }
        for code in element.categories {
            guard let category = world.catalogue.categories[code] else { continue }
            let options = category.options.count <= 8 ? category.options : mainOptions(of: category)
            guard options.count > 1 else { continue }
            let weights = options.map { 0.2 + Chance.share("part", $0.code, programme.unit, element.code) }
            let all = weights.reduce(0, +)
            var left = value
            for (index, option) in options.enumerated() {
                let part = index == options.count - 1 ? left : min(left, (value * weights[index] / all).rounded())
                left -= part
                values.rows.append(row(element, unit, period, Disaggregation([option.code]), number: part))
            }
        }
    }

    /// Of a long list such as the ethnic groups, the few that live in the province in numbers. Source: census of 2019.
    private func mainOptions(of category: Category) -> [CategoryOption] {
        let names: Set<String> = switch programme.unit {
        case "11": ["Kinh", "Thái", "Hmông", "Khơ-mú", "Hà Nhì"]
        case "14": ["Kinh", "Thái", "Hmông", "Mường", "Xinh-mun"]
        case "66": ["Kinh", "Ê-đê", "Mnông", "Nùng", "Tày"]
        default: ["Kinh", "Chăm", "Ra-glai", "Cơ-ho", "Hoa"]
        }
        return category.options.filter { names.contains($0.name.vi) }
    }

    private mutating func row(_ element: DataElement, _ unit: OrgUnit, _ period: Period, _ options: Disaggregation, number: Double = 0, text: String? = nil) -> StagedValues.Row {
        let scaled = ScaledNumber(number, decimals: UInt8(min(max(element.decimals, element.valueType == .percentage ? 1 : 0), Int(ScaledNumber.maximumDecimals)))) ?? ScaledNumber(units: 0, decimals: 0)
        return StagedValues.Row(
            element: values.index(of: element), unit: values.index(of: unit, province: world.province(of: unit.id)), period: values.index(of: period), options: values.index(of: options),
            number: scaled.units, decimals: scaled.decimals, bound: 0, text: text.map { values.index(of: $0) } ?? StagedValues.isNumber, comment: -1,
            source: values.index(of: "Số liệu minh hoạ"), line: 0)
    }
}
