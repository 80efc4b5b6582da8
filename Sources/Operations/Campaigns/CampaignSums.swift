import Domain

/// What registers have added to a window day by day, for every commune or village at once: reading each of them for each day would take a hundred times as long.
struct CampaignSums {
    private let campaign: Campaigns.Campaign
    private let unit: OrgUnit
    private let level: UnitLevel
    private let standing: ValueStatus
    private let reader: FigureReader

    struct Sum {
        var value: Double
        /// Values that it is the sum of.
        var count: Int
    }

    init(_ campaign: Campaigns.Campaign, beneath unit: OrgUnit, level: UnitLevel, standing: ValueStatus, _ reader: FigureReader) {
        (self.campaign, self.unit, self.level, self.standing, self.reader) = (campaign, unit, level, standing, reader)
    }

    /// The data element that an indicator counts and nothing else; `nil` for other formulas.
    func element(of indicator: Indicator) -> String? {
        guard indicator.denominator == nil, indicator.factor == 1, let formula = reader.world.catalogue.formulas[indicator.code], formula.numerator.items.count == 1,
            case .dataElement(let code, let options) = formula.numerator.items[0].reference, options.isTotal, indicator.numerator.trimmingWhitespace == "#{\(code)}" else { return nil }
        return code
    }

    /// The sums of an element; `nil` where it is not one that registers add to by day.
    func byUnit(_ code: String) -> [UnitID: Sum]? {
        guard let standing = standing.ofRegisters, let element = reader.world.catalogue.dataElements[code], reader.world.catalogue.isFed(code), element.overTime == .sum, element.overUnits == .sum,
            let days = reader.parts(of: campaign.period, kind: .day) else { return nil }
        var sums: [UnitID: Sum] = [:], above: [UnitID: UnitID?] = [:]
        for day in days where reader.isGiven(code, standing, day) {
            for one in reader.ownContributions(element, options: .total, standing: standing, unit: unit, period: day, weight: 1) {
                let found: UnitID?
                if let known = above[one.unit.id] { found = known } else {
                    found = one.unit.level == level ? one.unit.id : reader.world.units.ancestors(of: one.unit.id, asOf: day.lastDay).first { $0.level == level }?.id
                    above[one.unit.id] = .some(found)
                }
                guard let found else { continue }
                sums[found, default: Sum(value: 0, count: 0)].value += one.value
                sums[found]?.count += 1
            }
        }
        return sums
    }

    func figure(_ sum: Sum?, _ indicator: Indicator, _ unit: OrgUnit) -> Figure? {
        sum.map { sum in
            var figure = Figure(indicator: indicator.code, unit: unit.id, period: campaign.period, options: .total, value: sum.value, numerator: nil, denominator: nil, bound: .exactly, standing: standing,
                                reported: sum.count, expected: sum.count, rebase: nil)
            figure.isFromRegisters = true
            return figure
        }
    }
}
