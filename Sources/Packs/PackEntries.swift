import Domain

/// How each kind of entry reads its own record. The keys and their defaults are those of docs/packs.md.
extension RecordReader {
    mutating func programme() -> Programme? {
        let code = code(), name = label("name", .required), aim = label("aim")
        let unit = text("unit", .required), unitAsOf = day("unit_as_of", .required)
        let span = validity(from: "first_day", to: "last_day", .required)
        let lead = text("lead_agency"), technical = text("technical_lead"), citation = citation(.required)
        guard let code, let name, let unit, let unitAsOf, let first = span.first, let last = span.last, let citation else { return nil }
        return Programme(
            code: code, name: name, aim: aim, unit: unit, unitAsOf: unitAsOf, firstDay: first, lastDay: last,
            leadAgency: lead, technicalLead: technical, citation: citation)
    }

    mutating func goal() -> Goal? {
        let code = code(), name = label("name", .required)
        guard let code, let name else { return nil }
        return Goal(code: code, name: name)
    }

    mutating func solutionGroup() -> SolutionGroup? {
        let code = code(), name = label("name", .required), summary = label("summary")
        guard let code, let name else { return nil }
        return SolutionGroup(code: code, name: name, summary: summary)
    }

    mutating func agency() -> Agency? {
        let code = code(), name = label("name", .required), kind = choice("kind", Agency.Kind.words)
        let unit = text("unit"), parent = text("parent"), part = label("part")
        guard let code, let name else { return nil }
        return Agency(code: code, name: name, kind: kind ?? .department, unit: unit, parent: parent, part: part)
    }

    mutating func category() -> Category? {
        let code = code(), name = label("name", .required), isSensitive = flag("sensitive")
        let options = records("options").compactMap { reader in
            var reader = reader
            defer { reader.finish() }
            return reader.categoryOption()
        }
        guard let code, let name else { return nil }
        return Category(code: code, name: name, options: options, isSensitive: isSensitive ?? false)
    }

    mutating func categoryOption() -> CategoryOption? {
        let code = code(), name = label("name", .required), codes = texts("codes"), note = label("note")
        guard let code, let name else { return nil }
        return CategoryOption(code: code, name: name, codes: codes, note: note)
    }

    mutating func dataElement() -> DataElement? {
        let code = code(), name = label("name", .required), help = label("help")
        let type = choice("type", ValueType.words, .required)
        let unit = sign("unit_of_measure"), decimals = whole("decimals", in: 0...6)
        let overUnits = choice("over_units", Aggregation.words), overTime = choice("over_time", Aggregation.words)
        let categories = codes("categories"), level = choice("level", UnitLevel.words)
        let minimum = number("minimum"), maximum = number("maximum")
        guard let code, let name, let type else { return nil }
        if let minimum, let maximum, maximum < minimum {
            log.report(
                .outOfRange, at: node.place(of: "maximum"), Label(vi: "maximum nhỏ hơn minimum.", en: "The maximum is below the minimum."),
                remedy: Label(vi: "Hãy ghi minimum ≤ maximum.", en: "Write minimum ≤ maximum."))
        }
        return DataElement(
            code: code, name: name, help: help, valueType: type, unitOfMeasure: unit, decimals: decimals ?? 0,
            overUnits: overUnits ?? (type.isAdditive ? .sum : .none), overTime: overTime ?? (type.isAdditive ? .sum : .last),
            categories: categories, level: level, minimum: minimum, maximum: maximum)
    }

    mutating func indicator() -> Indicator? {
        let code = code(), name = label("name", .required), definition = label("definition")
        let measure = choice("measure", Indicator.Measure.words, .required)
        let numerator = text("numerator", .required), denominator = text("denominator"), factor = number("factor"), publishedAs = text("published_as"), planned = text("planned")
        let unit = sign("unit_of_measure", measure == .number ? .required : .optional)
        let decimals = whole("decimals", in: 0...6), direction = choice("direction", Indicator.Direction.words)
        let frequency = choice("frequency", PeriodKind.words, .required), calendar = text("calendar")
        let level = choice("level", UnitLevel.words, .required), categories = codes("categories")
        let goal = text("goal"), group = text("solution_group"), agency = text("agency")
        let citation = citation(.required), span = validity()
        guard let code, let name, let measure, let numerator, let frequency, let level, let citation else { return nil }
        let usual: Label =
            switch measure {
            case .ratio: .same("%")
            case .milestone: Label(vi: "đạt / chưa đạt", en: "met / not met")
            case .number: .same("")
            }
        return Indicator(
            code: code, name: name, definition: definition, measure: measure, numerator: numerator, denominator: denominator,
            factor: factor ?? (measure == .ratio ? 100 : 1), publishedAs: publishedAs, planned: planned, unitOfMeasure: unit ?? usual,
            decimals: decimals ?? (measure == .ratio ? 1 : 0), direction: direction ?? .up, frequency: frequency, calendar: calendar,
            level: level, categories: categories, goal: goal, solutionGroup: group, agency: agency, source: citation,
            validFrom: span.first, validTo: span.last)
    }

    mutating func target() -> Target? {
        let indicator = text("indicator", .required), unit = text("unit", .required), due = day("due", .required)
        let value = number("value", .required), bound = choice("bound", Bound.words), citation = citation()
        guard let indicator, let unit, let due, let value else { return nil }
        return Target(indicator: indicator, unit: unit, due: due, value: value, bound: bound ?? .atLeast, citation: citation)
    }

    mutating func baseline() -> Baseline? {
        let indicator = text("indicator", .required), unit = text("unit", .required), day = day("day", .required)
        let value = number("value"), citation = citation()
        guard let indicator, let unit, let day else { return nil }
        return Baseline(indicator: indicator, unit: unit, day: day, value: value, citation: citation)
    }

    mutating func calendar() -> ReportingCalendar? {
        let code = code(), name = label("name", .required), cutOff = whole("cut_off_day", in: 1...28, .required)
        let span = validity(), citation = citation()
        guard let code, let name, let cutOff else { return nil }
        return ReportingCalendar(code: code, name: name, cutOffDay: cutOff, validFrom: span.first, validTo: span.last, citation: citation)
    }

    mutating func window() -> PeriodWindow? {
        let code = code(), name = label("name", .required), span = validity(from: "first_day", to: "last_day", .required), citation = citation()
        guard let code, let name, let first = span.first, let last = span.last, first <= last else { return nil }
        return PeriodWindow(code: code, name: name, firstDay: first, lastDay: last, citation: citation)
    }

    mutating func result() -> PublishedResult? {
        let element = text("data_element", .required), unit = text("unit", .required), period = text("period", .required)
        let options = codes("options"), value = text("value", .required), bound = choice("bound", Bound.words)
        let comment = label("comment"), citation = citation(.required)
        guard let element, let unit, let period, let value, let citation else { return nil }
        return PublishedResult(
            dataElement: element, unit: unit, period: period, options: Disaggregation(options), value: value,
            bound: bound ?? .exactly, comment: comment, citation: citation)
    }
}

// The words that files use for the choices.

extension Agency.Kind {
    static let words: KeyValuePairs<String, Agency.Kind> = [
        "department": .department, "peoples_committee": .peoplesCommittee, "school": .school, "team": .team, "association": .association,
        "enterprise": .enterprise, "other": .other
    ]
}

extension ValueType {
    /// Whether values of several units or periods can be summed.
    var isAdditive: Bool { isNumeric && self != .percentage }

    static let words: KeyValuePairs<String, ValueType> = [
        "count": .count, "integer": .integer, "number": .number, "percentage": .percentage, "money": .money, "yes_no": .yesNo, "date": .date, "text": .text
    ]
}

extension Aggregation {
    static let words: KeyValuePairs<String, Aggregation> = [
        "sum": .sum, "average": .average, "last": .last, "first": .first, "min": .min, "max": .max, "count": .count, "none": .none, "running": .running
    ]
}

extension UnitLevel {
    static let words: KeyValuePairs<String, UnitLevel> = [
        "country": .country, "province": .province, "district": .district, "commune": .commune, "village": .village
    ]
}

extension Indicator.Measure {
    static let words: KeyValuePairs<String, Indicator.Measure> = ["ratio": .ratio, "number": .number, "milestone": .milestone]
}

extension Indicator.Direction {
    static let words: KeyValuePairs<String, Indicator.Direction> = ["up": .up, "down": .down]
}

extension PeriodKind {
    static let words: KeyValuePairs<String, PeriodKind> = [
        "day": .day, "week": .week, "month": .month, "quarter": .quarter, "six_months": .sixMonths, "year": .year, "window": .window
    ]
}

extension Bound {
    static let words: KeyValuePairs<String, Bound> = [
        "exactly": .exactly, "more_than": .moreThan, "at_least": .atLeast, "less_than": .lessThan, "at_most": .atMost
    ]
}
