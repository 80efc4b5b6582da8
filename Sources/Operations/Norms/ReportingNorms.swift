import Domain

/// What the packs say of reports, brought into the order in which it is asked for.
extension NormCatalogue {
    static func regimesOfForms(_ packs: [Pack]) -> [String: (regime: Regime, step: Regime.Step)] {
        var found: [String: (regime: Regime, step: Regime.Step)] = [:]
        for regime in packs.flatMap(\.regimes).sorted(by: { ($0.lastDay, $0.code) < ($1.lastDay, $1.code) }) {
            for step in regime.steps { found[step.form] = (regime, step) }
        }
        return found
    }

    static func rowFormulas(_ forms: [FormDefinition]) -> [String: Expression] {
        var formulas: [String: Expression] = [:]
        for row in forms.flatMap(\.sections).flatMap(\.rows) {
            if case .computed(let row) = row, let formula = parsed(row.expression) { formulas[row.expression] = formula }
        }
        return formulas
    }

    static func ruleFormulas(_ rules: [ValidationRule]) -> [String: RuleFormula] {
        var formulas: [String: RuleFormula] = [:]
        for rule in rules {
            if let left = parsed(rule.left), let right = parsed(rule.right) { formulas[rule.code] = RuleFormula(left: left, right: right) }
        }
        return formulas
    }

    /// - Parameter packs: those that others require first.
    static func rulesOfForms(_ packs: [Pack], _ formulas: [String: RuleFormula], _ categoryOfOption: [String: String]) -> [String: [ValidationRule]] {
        var rulesInSight: [String: [ValidationRule]] = [:], packsInSight: [String: [String]] = [:], found: [String: [ValidationRule]] = [:]
        for pack in packs {
            var seen: [String] = []
            for code in pack.requires.flatMap({ packsInSight[$0] ?? [] }) + [pack.code] where !seen.contains(code) { seen.append(code) }
            packsInSight[pack.code] = seen
            rulesInSight[pack.code] = pack.validationRules
            let rules = seen.flatMap { rulesInSight[$0] ?? [] }
            for form in pack.forms {
                found[form.code] = rules.filter { rule in
                    guard let formula = formulas[rule.code] else { return false }
                    let items = formula.left.items + formula.right.items
                    return !items.isEmpty && items.allSatisfy { form.tells($0, categoryOfOption: categoryOfOption) }
                }
            }
        }
        return found
    }

    private static func parsed(_ text: String) -> Expression? {
        do throws(ExpressionError) { return try Expression(parsing: text) } catch { return nil }  // a checked pack has no such formula
    }

    /// The regime that a form follows on a day.
    package func regime(ofForm form: String, on day: Day) -> (regime: Regime, step: Regime.Step)? {
        for regime in packs.flatMap(\.regimes) where regime.validFrom.map({ $0 <= day }) ?? true && regime.validTo.map({ day <= $0 }) ?? true {
            if let step = regime.steps.first(where: { $0.form == form }) { return (regime, step) }
        }
        return nil
    }
}

extension Regime {
    /// For sorting: regimes without an end hold last.
    fileprivate var lastDay: Day { validTo ?? Day(number: .max) }
}
