import Domain

/// Reads the formulas of a pack and reports, in its file, the character where one goes wrong.
struct FormulaReader {
    let source: PackSource
    let log: ProblemLog

    init(_ source: PackSource, log: ProblemLog) {
        self.source = source
        self.log = log
    }

    func readIndicators() -> [String: [Formula]] {
        var formulas: [String: [Formula]] = [:]
        for (indicator, entry) in source.sourced(.indicators, source.pack.indicators) {
            let texts = [("numerator", indicator.numerator)] + (indicator.denominator.map { [("denominator", $0)] } ?? [])
            for (key, text) in texts {
                if let formula = read(text, key: key, in: entry) { formulas[indicator.code, default: []].append(formula) }
            }
        }
        return formulas
    }

    func read(_ text: String, key: String, in entry: SourceNode) -> Formula? {
        do {
            return Formula(key: key, text: text, expression: try Expression(parsing: text))
        } catch {
            log.report(
                .expression, at: source.place(of: key, in: entry, character: error.offset),
                Label(vi: "Công thức sai ở ký tự thứ \(error.offset + 1).", en: "The formula is wrong at character \(error.offset + 1)."),
                remedy: error.message)
            return nil
        }
    }
}

/// One formula, as written and as read.
struct Formula: Sendable {
    /// The key it stands under, such as `numerator` or `left`.
    let key: String
    let text: String
    let expression: Expression

    /// Characters before an item such as `#{DB-T5.STAFF}`, given up to its code; 0 where it does not stand there.
    func offset(of opening: String) -> Int {
        let found = ["}", ":", "."].lazy.compactMap { text.firstRange(of: opening + $0) }.first
        return found.map { text.distance(from: text.startIndex, to: $0.lowerBound) } ?? 0
    }
}

extension Indicator {
    /// Whether it is a share written as 0 to 100.
    var isPercentage: Bool { measure == .ratio && factor == 100 }
}

// MARK: - Indicators

extension PackRules {
    func checkIndicators() {
        for (indicator, entry) in source.sourced(.indicators, pack.indicators) {
            require(indicator.goal, in: .goals, key: "goal", of: entry)
            require(indicator.solutionGroup, in: .solutionGroups, key: "solution_group", of: entry)
            require(indicator.agency, in: .agencies, key: "agency", of: entry)
            require(indicator.calendar, in: .calendars, key: "calendar", of: entry)
            requireAll(in: .categories, key: "categories", of: entry)
            checkMeasure(of: indicator, entry)
            checkPublished(indicator, entry)
            checkPlanned(indicator, entry)
            for formula in formulas[indicator.code] ?? [] { checkItems(of: formula, in: indicator, entry) }
        }
        let references = formulas.mapValues { formulas in
            formulas.flatMap(\.expression.items).compactMap { item -> String? in if case .indicator(let code) = item.reference { code } else { nil } }
        }
        for cycle in cycles(in: references) {
            guard let entry = source.entries[.indicators]?.first(where: { $0["code"]?.text == cycle[0] }) else { continue }
            let chain = (cycle + [cycle[0]]).joined(separator: " → ")
            log.report(
                .cycle, at: entry.place(of: "numerator"),
                Label(vi: "Các chỉ tiêu tính vòng tròn từ nhau: \(chain).", en: "These indicators are computed from each other: \(chain)."),
                remedy: Label(vi: "Hãy thay một N{…} bằng các mục số liệu #{…}.", en: "Replace one N{…} by data elements #{…}."))
        }
    }

    private func checkMeasure(of indicator: Indicator, _ entry: SourceNode) {
        if indicator.measure == .ratio, indicator.denominator == nil, indicator.publishedAs == nil {
            log.report(
                .missingDenominator, at: entry.place(of: "denominator"),
                Label(vi: "Chỉ tiêu tỷ lệ không có mẫu số (denominator).", en: "A ratio needs a denominator."),
                remedy: Label(
                    vi: "Hãy thêm «denominator», hoặc «published_as» nếu chỉ có con số đã công bố.",
                    en: "Add “denominator”, or “published_as” where only the result itself is published."))
        }
        if indicator.measure != .ratio, entry["denominator"] != nil {
            log.report(
                .wrongType, at: entry.place(of: "denominator"),
                Label(vi: "Chỉ tiêu kiểu «\(indicator.measure.rawValue)» không có mẫu số.", en: "A “\(indicator.measure.rawValue)” has no denominator."),
                remedy: Label(vi: "Hãy bỏ «denominator» hoặc ghi measure: ratio.", en: "Remove “denominator”, or write measure: ratio."))
        }
        if indicator.measure == .milestone, indicator.factor != 1 {
            log.report(
                .wrongType, at: entry.place(of: "factor"), Label(vi: "Mốc đạt/chưa đạt không có hệ số.", en: "A milestone has no factor."),
                remedy: Label(vi: "Hãy bỏ «factor».", en: "Remove “factor”."))
        }
        if indicator.factor == 0 {
            log.report(
                .outOfRange, at: entry.place(of: "factor"), Label(vi: "Hệ số bằng 0.", en: "The factor is zero."),
                remedy: Label(vi: "Hãy ghi 100 cho tỷ lệ phần trăm, 1 cho số thường.", en: "Write 100 for a percentage, 1 for a plain figure."))
        }
    }

    private func checkPlanned(_ indicator: Indicator, _ entry: SourceNode) {
        guard let code = indicator.planned, require(code, in: .dataElements, at: entry.place(of: "planned")), let element = elements[code], !element.valueType.isNumeric else { return }
        log.report(
            .wrongType, at: entry.place(of: "planned"), Label(vi: "Mục số liệu «\(code)» không phải là số.", en: "The data element “\(code)” is no number."),
            remedy: Label(vi: "Số theo kế hoạch cần kiểu số.", en: "What is planned needs a numeric type."))
    }

    private func checkPublished(_ indicator: Indicator, _ entry: SourceNode) {
        guard let code = indicator.publishedAs, require(code, in: .dataElements, at: entry.place(of: "published_as")), let element = elements[code] else {
            return
        }
        let fits =
            switch indicator.measure {
            case .ratio: indicator.isPercentage ? element.valueType == .percentage : element.valueType.isNumeric
            case .number: element.valueType.isNumeric
            case .milestone: element.valueType == .yesNo
            }
        guard !fits else { return }
        log.report(
            .wrongType, at: entry.place(of: "published_as"),
            Label(
                vi: "Mục số liệu «\(code)» kiểu «\(element.valueType.rawValue)» không mang được kết quả của chỉ tiêu này.",
                en: "The data element “\(code)” of type “\(element.valueType.rawValue)” cannot carry this indicator's result."),
            remedy: Label(
                vi: "Tỷ lệ phần trăm cần kiểu percentage, con số cần kiểu số, mốc cần yes_no.",
                en: "A percentage needs the type percentage, a number a numeric type, a milestone yes_no."))
    }

    // MARK: - What a formula names

    private func checkItems(of formula: Formula, in indicator: Indicator, _ entry: SourceNode) {
        func place(of opening: String) -> Place { source.place(of: formula.key, in: entry, character: formula.offset(of: opening)) }
        for item in formula.expression.items {
            switch item.reference {
            case .dataElement(let code, let options):
                let place = place(of: "#{\(code)")
                guard require(code, in: .dataElements, at: place), let element = elements[code] else { continue }
                checkElement(element, of: indicator, at: place)
                for option in options.codes { checkOption(option, of: element, at: place) }
            case .indicator(let code):
                require(code, in: .indicators, at: place(of: "N{\(code)"))
            case .reporting(let form, _):
                require(form, in: .forms, at: place(of: "R{\(form)"))
            case .constant(let code):
                log.report(
                    .unknownReference, at: place(of: "C{\(code)"),
                    Label(vi: "Gói không có hằng số; «C{\(code)}» không có giá trị.", en: "Packs have no constants; “C{\(code)}” has no value."),
                    remedy: Label(vi: "Hãy ghi thẳng con số.", en: "Write the number itself."))
            case .days: continue
            }
        }
    }

    private func checkElement(_ element: DataElement, of indicator: Indicator, at place: Place) {
        if [.text, .date].contains(element.valueType) {
            log.report(
                .wrongType, at: place,
                Label(
                    vi: "Không tính được với «\(element.code)» vì kiểu là «\(element.valueType.rawValue)».",
                    en: "“\(element.code)” cannot be calculated with: its type is “\(element.valueType.rawValue)”."),
                remedy: Label(vi: "Hãy dùng mục kiểu số hoặc yes_no.", en: "Use a numeric or a yes_no data element."))
        }
        if let level = element.level, indicator.level > level {
            log.report(
                .level, at: place,
                Label(
                    vi: "Chỉ tiêu đến cấp «\(indicator.level.rawValue)» nhưng «\(element.code)» chỉ có ở cấp «\(level.rawValue)».",
                    en: "The indicator goes down to “\(indicator.level.rawValue)”, but “\(element.code)” is reported at “\(level.rawValue)”."),
                remedy: Label(
                    vi: "Hãy ghi level: \(level.rawValue) cho chỉ tiêu, hoặc thu thập mục số liệu ở cấp thấp hơn.",
                    en: "Write level: \(level.rawValue) for the indicator, or collect the data element further down."))
        }
        checkFeeds(of: element, for: indicator, at: place)
        for form in visible.flatMap(\.pack.forms) where form.fields.contains(where: { $0.dataElement == element.code && !$0.isGathered }) {
            if indicator.frequency.rank < form.frequency.rank {
                log.report(
                    .frequency, at: place,
                    Label(
                        vi: "Chỉ tiêu theo «\(indicator.frequency.rawValue)» nhưng «\(element.code)» thu thập theo «\(form.frequency.rawValue)».",
                        en: "The indicator is per “\(indicator.frequency.rawValue)”, but “\(element.code)” is collected per “\(form.frequency.rawValue)”."),
                    remedy: Label(
                        vi: "Hãy ghi frequency: \(form.frequency.rawValue) hoặc thu thập thường xuyên hơn.",
                        en: "Write frequency: \(form.frequency.rawValue), or collect it more often."))
            } else if let calendar = form.calendar, indicator.calendar != calendar {
                log.report(
                    .calendar, at: place,
                    Label(
                        vi: "«\(element.code)» thu thập theo lịch «\(calendar)» nhưng chỉ tiêu không theo lịch ấy.",
                        en: "“\(element.code)” is collected by the calendar “\(calendar)”, which the indicator does not follow."),
                    remedy: Label(vi: "Hãy ghi calendar: \(calendar) cho chỉ tiêu.", en: "Write calendar: \(calendar) for the indicator."))
            }
        }
    }

    func checkOption(_ option: String, of element: DataElement, at place: Place) {
        guard require(option, in: .categoryOptions, at: place), let category = categoryOfOption[option] else { return }
        if !element.categories.contains(category) {
            log.report(
                .unknownReference, at: place,
                Label(
                    vi: "«\(element.code)» không phân tổ theo «\(category)» nên không có «\(option)».",
                    en: "“\(element.code)” is not broken down by “\(category)”, so it has no “\(option)”."),
                remedy: Label(vi: "Hãy thêm «\(category)» vào categories của mục số liệu.", en: "Add “\(category)” to the data element's categories."))
        }
    }
}

extension PeriodKind {
    /// Longer periods rank higher; values of a lower rank can be put together for a higher one.
    var rank: Int {
        switch self {
        case .day: 0
        case .week: 1
        case .month: 2
        case .quarter: 3
        case .sixMonths: 4
        case .year: 5
        case .window: 6
        }
    }
}
