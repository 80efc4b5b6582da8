import Domain

/// Everything the loaded packs define, ready to be looked up by code.
package struct NormCatalogue: Sendable {
    /// In order of code, packs that others require first.
    package let packs: [Pack]
    package let dataElements: [String: DataElement]
    package let categories: [String: Category]
    /// Option code → the category it belongs to.
    package let categoryOfOption: [String: String]
    package let options: [String: CategoryOption]
    package let indicators: [String: Indicator]
    /// Indicators in the order of their packs.
    package let indicatorCodes: [String]
    /// Indicator or data element code → code of the pack that defines it.
    package let packOf: [String: String]
    package let targets: [String: [Target]]
    package let baselines: [String: [Baseline]]
    package let agencies: [String: Agency]
    /// Data element → forms that ask for it.
    package let formsOf: [String: [FormDefinition]]
    /// Roles of the packs, and those that every installation knows.
    package let roles: [String: Role]
    package let periods: PeriodBook
    /// Indicator → its formula; packs are checked before they are loaded, so all of them parse.
    package let formulas: [String: Formula]
    package let regimes: [String: Regime]
    package let forms: [String: FormDefinition]
    /// Form → the regime it follows and its step there; of several, the one that holds last.
    package let regimeOfForm: [String: (regime: Regime, step: Regime.Step)]
    /// Form → the rules that its cells keep: those of its pack, and of packs that this one requires, whose cells are all on the form.
    package let validationRules: [String: [ValidationRule]]
    /// Validation rule → its two sides.
    package let ruleFormulas: [String: RuleFormula]
    package let workingDays: WorkingDays
    /// By code.
    package let registers: [String: Register]
    /// The formulas of each register.
    let registerFormulas: [String: RegisterFormulas]
    /// Register → the roll-ups, in whichever register, that follow from its records.
    let rollUpsFrom: [String: [RollUpField]]
    /// Registers that feed a data element.
    package let feedsOf: [String: [String]]
    private let itemsOf: [String: [Expression.Item]]
    private let elementsOf: [String: [String]]
    private let layouts: [String: FormLayout]
    /// Formulas of computed rows, by their text.
    private let rowFormulas: [String: Expression]
    private let bounds: [[String]: Bound]

    /// An indicator's expressions, ready to be evaluated.
    package struct Formula: Sendable {
        package var numerator: Expression
        package var denominator: Expression?
    }

    /// The two sides of a validation rule, ready to be evaluated.
    package struct RuleFormula: Sendable {
        package var left: Expression
        package var right: Expression
    }

    package init(packs: [Pack]) {
        self.packs = packs
        var dataElements: [String: DataElement] = [:], categories: [String: Category] = [:], categoryOfOption: [String: String] = [:]
        var options: [String: CategoryOption] = [:], indicators: [String: Indicator] = [:], indicatorCodes: [String] = [], packOf: [String: String] = [:]
        var agencies: [String: Agency] = [:], formsOf: [String: [FormDefinition]] = [:]
        for pack in packs {
            for element in pack.dataElements {
                dataElements[element.code] = element
                packOf[element.code] = pack.code
            }
            for category in pack.categories {
                categories[category.code] = category
                for option in category.options {
                    options[option.code] = option
                    categoryOfOption[option.code] = category.code
                }
            }
            for indicator in pack.indicators {
                indicators[indicator.code] = indicator
                indicatorCodes.append(indicator.code)
                packOf[indicator.code] = pack.code
            }
            for agency in pack.agencies { agencies[agency.code] = agency }
            for form in pack.forms { for element in Set(form.dataElements) { formsOf[element, default: []].append(form) } }
        }
        self.dataElements = dataElements
        self.categories = categories
        self.categoryOfOption = categoryOfOption
        self.options = options
        self.indicators = indicators
        self.indicatorCodes = indicatorCodes
        self.packOf = packOf
        self.agencies = agencies
        self.formsOf = formsOf
        roles = Role.builtIn.merging(packs.flatMap(\.roles).map { ($0.code, $0) }) { $1 }
        targets = Dictionary(grouping: packs.flatMap(\.targets), by: \.indicator).mapValues { $0.sorted { $0.due < $1.due } }
        baselines = Dictionary(grouping: packs.flatMap(\.baselines), by: \.indicator)
        periods = PeriodBook(calendars: packs.flatMap(\.calendars), windows: packs.flatMap(\.windows))
        formulas = indicators.compactMapValues { indicator in
            do throws(ExpressionError) {
                let denominator: Expression? = if let text = indicator.denominator { try Expression(parsing: text) } else { nil }
                return Formula(numerator: try Expression(parsing: indicator.numerator), denominator: denominator)
            } catch {
                return nil
            }
        }
        let items = [String: [Expression.Item]](uniqueKeysWithValues: formulas.keys.map { [formulas] in ($0, Self.items(of: $0, in: formulas)) })
        itemsOf = items
        elementsOf = indicators.mapValues { Self.elements(of: $0, items[$0.code] ?? []) }
        registers = Dictionary(packs.flatMap(\.registers).map { ($0.code, $0) }) { $1 }
        registerFormulas = registers.mapValues { RegisterFormulas($0) }
        rollUpsFrom = RollUpField.bySource(registers)
        var feedsOf: [String: [String]] = [:]
        for register in registers.values.sorted(by: { $0.code < $1.code }) {
            for element in Set(register.feeds.map(\.dataElement)) { feedsOf[element, default: []].append(register.code) }
        }
        self.feedsOf = feedsOf
        let allForms = packs.flatMap(\.forms)
        forms = Dictionary(allForms.map { ($0.code, $0) }) { $1 }
        regimes = Dictionary(packs.flatMap(\.regimes).map { ($0.code, $0) }) { $1 }
        regimeOfForm = Self.regimesOfForms(packs)
        layouts = forms.mapValues { FormLayout($0, elements: dataElements, categories: categories) }
        rowFormulas = Self.rowFormulas(allForms)
        let ruleFormulas = Self.ruleFormulas(packs.flatMap(\.validationRules))
        self.ruleFormulas = ruleFormulas
        validationRules = Self.rulesOfForms(packs, ruleFormulas, categoryOfOption)
        workingDays = WorkingDays(packs.flatMap(\.calendarDays))
        bounds = Dictionary(packs.flatMap(\.results).filter { $0.bound != .exactly }.map { ([$0.dataElement, $0.unit, $0.period, $0.options.key], $0.bound) }) { $1 }
    }

    /// Whether registers feed a data element, so that nobody reports it.
    package func isFed(_ element: String) -> Bool { feedsOf[element] != nil }

    /// Whether records come to other figures, or follow otherwise from each other, under other norms.
    func countsOtherwise(than other: NormCatalogue) -> Bool {
        func basis(_ catalogue: NormCatalogue) -> [AnyHashable] {
            catalogue.registers.values.sorted { $0.code < $1.code }.map { register in
                AnyHashable([AnyHashable(register.code), AnyHashable(register.feeds), AnyHashable(register.fields.filter { !$0.type.isInput }), AnyHashable(register.feeds.map { catalogue.dataElements[$0.dataElement] })])
            }
        }
        return basis(self) != basis(other)
    }

    /// A form in rows and columns.
    package func layout(of form: FormDefinition) -> FormLayout {
        if let layout = layouts[form.code], layout.form == form { return layout }
        return FormLayout(form, elements: dataElements, categories: categories)
    }

    /// The formula of a computed row; packs are checked before they are loaded, so it is there.
    package func formula(of row: FormDefinition.ComputedRow) -> Expression? { rowFormulas[row.expression] }

    /// What the rules and computed rows of a form ask of earlier periods.
    package func pastItems(of form: FormDefinition) -> [Expression.Item] {
        let rules = (validationRules[form.code] ?? []).compactMap { ruleFormulas[$0.code] }.flatMap { $0.left.items + $0.right.items }
        let rows = form.sections.flatMap(\.rows).flatMap { row -> [Expression.Item] in
            guard case .computed(let computed) = row else { return [] }
            return formula(of: computed)?.items ?? []
        }
        return (rules + rows).filter { $0.periodOffset < 0 }
    }

    /// Whether a published result is exact or a bound.
    package func publishedBound(element: String, unit: String, period: String, options: Disaggregation) -> Bound {
        bounds[[element, unit, period, options.key]] ?? .exactly
    }

    /// Everything that an indicator's formula asks for, through other indicators too; each once, in the order of the formula.
    package func items(of indicator: Indicator) -> [Expression.Item] { itemsOf[indicator.code] ?? [] }

    /// The data elements an indicator rests on, through other indicators too.
    package func elements(of indicator: Indicator) -> [String] { elementsOf[indicator.code] ?? [] }

    /// The forms whose reporting rates an indicator counts, through other indicators too.
    func reportedForms(of indicator: Indicator) -> [String] {
        items(of: indicator).compactMap { if case .reporting(let form, _) = $0.reference { form } else { nil } }
    }

    private static func items(of code: String, in formulas: [String: Formula]) -> [Expression.Item] {
        var found: [Expression.Item] = [], seen: Set<String> = []
        func visit(_ code: String) {
            guard seen.insert(code).inserted, let formula = formulas[code] else { return }
            for item in formula.numerator.items + (formula.denominator?.items ?? []) {
                if case .indicator(let other) = item.reference { visit(other) } else if !found.contains(item) { found.append(item) }
            }
        }
        visit(code)
        return found
    }

    private static func elements(of indicator: Indicator, _ items: [Expression.Item]) -> [String] {
        let asked = items.compactMap { item in if case .dataElement(let code, _) = item.reference { code } else { nil } }
        return ([indicator.publishedAs].compactMap(\.self) + asked).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The pack that asks for a form.
    package func pack(ofForm code: String) -> Pack? { packs.first { $0.forms.contains { $0.code == code } } }

    /// Packs that carry a programme, in order of code.
    package var programmes: [Pack] { packs.filter { $0.programme != nil } }

    package func pack(_ code: String) -> Pack? { packs.first { $0.code == code } }

    /// The pack with the programme that an indicator belongs to.
    package func pack(of indicator: String) -> Pack? { packOf[indicator].flatMap { pack($0) } }
}

extension NormCatalogue {
    /// Packs with some replaced or added: those that others require first, else in order of code.
    static func merged(_ packs: [Pack], _ changed: [Pack]) -> [Pack] {
        var byCode = Dictionary(uniqueKeysWithValues: packs.map { ($0.code, $0) })
        for pack in changed { byCode[pack.code] = pack }
        var sorted: [Pack] = [], placed: Set<String> = []
        func place(_ pack: Pack) {
            guard placed.insert(pack.code).inserted else { return }
            for needed in pack.requires.sorted() { if let other = byCode[needed] { place(other) } }
            sorted.append(pack)
        }
        for pack in byCode.values.sorted(by: { $0.code < $1.code }) { place(pack) }
        return sorted
    }
}
