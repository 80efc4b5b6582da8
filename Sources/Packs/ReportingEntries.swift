import Domain

/// How forms, the rules of their cells, reporting regimes, roles and holidays read their records.
extension RecordReader {
    // MARK: - Forms

    mutating func form() -> FormDefinition? {
        let code = code(), name = label("name", .required), version = whole("version", in: 1...9999)
        let frequency = choice("frequency", PeriodKind.words, .required)
        let calendar = text("calendar"), level = choice("level", UnitLevel.words, .required)
        let dueDays = whole("due_days", in: 0...366, .required), dueDayKind = choice("due_day_kind", FormDefinition.DayKind.words)
        let sections = records("sections", .required).compactMap { reader in
            var reader = reader
            defer { reader.finish() }
            return reader.formSection()
        }
        let span = validity(), citation = citation()
        guard let code, let name, let frequency, let level, let dueDays else { return nil }
        return FormDefinition(
            code: code, name: name, version: version ?? 1, frequency: frequency, calendar: calendar, level: level, dueDays: dueDays,
            dueDayKind: dueDayKind ?? .calendar, sections: sections, validFrom: span.first, validTo: span.last, citation: citation)
    }

    /// A section names data elements, or says row by row how each is asked for.
    private mutating func formSection() -> FormDefinition.Section? {
        let name = label("name", .required), help = label("help")
        guard node["rows"] != nil else {
            let elements = codes("data_elements", .required)
            _ = value("rows")
            return name.map { FormDefinition.Section(name: $0, help: help, rows: elements.map { .field(.init(dataElement: $0)) }) }
        }
        if let both = value("data_elements") {
            log.report(
                .layout, at: both.place,
                Label(vi: "Phần này có cả «data_elements» và «rows».", en: "This section has both “data_elements” and “rows”."),
                remedy: Label(vi: "Hãy chuyển các mục số liệu thành dòng trong «rows».", en: "Make the data elements rows."))
        }
        let rows = records("rows").compactMap { reader in
            var reader = reader
            defer { reader.finish() }
            return reader.formRow()
        }
        return name.map { FormDefinition.Section(name: $0, help: help, rows: rows) }
    }

    private mutating func formRow() -> FormDefinition.Row? {
        if node["computed"] != nil {
            let name = label("name", .required), expression = text("computed", .required)
            let unit = sign("unit_of_measure"), decimals = whole("decimals", in: 0...6)
            guard let name, let expression else { return nil }
            return .computed(.init(name: name, expression: expression, unitOfMeasure: unit, decimals: decimals ?? 0))
        }
        let element = text("data_element", .required), isMandatory = flag("mandatory"), columns = codes("columns")
        let greyed = optionSets("greyed"), isGathered = flag("gathers"), help = label("help")
        // Known here so that a row that was meant to be computed is told which key it lacks.
        _ = value("computed")
        guard let element else { return nil }
        return .field(
            .init(dataElement: element, isMandatory: isMandatory ?? false, columns: columns, greyed: greyed, isGathered: isGathered ?? false, help: help))
    }

    /// Sets of category options: a list whose items are `F`, `ETH-19,F` or a list of codes.
    private mutating func optionSets(_ key: String) -> [Disaggregation] {
        guard let value = value(key) else { return [] }
        for item in value.items {
            if case .record = item.content { wrongType(item, expected: Label(vi: "các mã lựa chọn", en: "option codes")) }
        }
        if case .record = value.content { wrongType(value, expected: Label(vi: "danh sách mã lựa chọn", en: "a list of option codes")) }
        return node.optionSets(key).map { Disaggregation($0.0) }
    }

    mutating func validationRule() -> ValidationRule? {
        let code = code(), name = label("name", .required)
        let left = text("left", .required), comparison = choice("operator", ValidationRule.Comparison.words, .required), right = text("right", .required)
        let importance = choice("importance", ValidationRule.Importance.words), explanation = label("explanation", .required)
        guard let code, let name, let left, let comparison, let right, let explanation else { return nil }
        return ValidationRule(
            code: code, name: name, left: left, comparison: comparison, right: right, importance: importance ?? .error, explanation: explanation)
    }

    // MARK: - Regimes and roles

    mutating func regime() -> Regime? {
        let code = code(), name = label("name", .required), kind = choice("kind", Regime.Kind.words), content = choice("content", Regime.Content.words)
        let steps = records("steps", .required).compactMap { reader in
            var reader = reader
            defer { reader.finish() }
            return reader.regimeStep()
        }
        let reminders = wholes("reminders", in: -60...60), outline = label("outline"), span = validity(), citation = citation()
        guard let code, let name else { return nil }
        return Regime(
            code: code, name: name, kind: kind ?? .periodic, content: content ?? .dataAndText, steps: steps, reminders: reminders, outline: outline,
            citation: citation, validFrom: span.first, validTo: span.last)
    }

    private mutating func regimeStep() -> Regime.Step? {
        let form = text("form", .required), agency = text("agency"), receivedAt = choice("received_at", UnitLevel.words, .required)
        let isCheckedFirst = flag("checked_first")
        guard let form, let receivedAt else { return nil }
        return Regime.Step(form: form, agency: agency, receivedAt: receivedAt, isCheckedFirst: isCheckedFirst ?? false)
    }

    mutating func role() -> Role? {
        let code = code(), name = label("name", .required), heldAt = choices("held_at", UnitLevel.words, .required), second = flag("second_factor")
        let grants = records("grants", .required).flatMap { reader in
            var reader = reader
            defer { reader.finish() }
            let rights = reader.choices("rights", Right.words, .required), levels = reader.choices("levels", UnitLevel.words)
            return rights.map { Role.Grant($0, levels: Set(levels)) }
        }
        guard let code, let name else { return nil }
        return Role(code: code, name: name, heldAt: Set(heldAt), needsSecondFactor: second ?? false, grants: grants)
    }

    mutating func calendarDay() -> CalendarDay? {
        let day = day("day", .required), name = label("name", .required), isWorked = flag("worked")
        guard let day, let name else { return nil }
        return CalendarDay(day: day, name: name, isWorked: isWorked ?? false)
    }
}

extension SourceNode {
    /// The sets of category options under a key with where each stands: `F` or `ETH-19,F` as text, or a list of codes.
    func optionSets(_ key: String) -> [([String], Place)] {
        guard let value = self[key] else { return [] }
        func codes(_ text: String) -> [String] { text.split(whereSeparator: { " ,&".contains($0) }).map(String.init) }
        if let text = value.text { return text.split(separator: ";").map { (codes(String($0)), value.place) } }
        return value.items.map { item in (item.text.map(codes) ?? item.items.compactMap(\.text), item.place) }
    }
}

extension FormDefinition.DayKind {
    static let words: KeyValuePairs<String, FormDefinition.DayKind> = ["calendar": .calendar, "working": .working]
}

extension ValidationRule.Comparison {
    static let words: KeyValuePairs<String, ValidationRule.Comparison> = [
        "==": .equal, "!=": .notEqual, ">": .greater, ">=": .greaterOrEqual, "<": .less, "<=": .lessOrEqual, "compulsory_pair": .compulsoryPair,
        "exclusive_pair": .exclusivePair
    ]
}

extension ValidationRule.Importance {
    static let words: KeyValuePairs<String, ValidationRule.Importance> = ["error": .error, "warning": .warning]
}

extension Regime.Kind {
    static let words: KeyValuePairs<String, Regime.Kind> = ["periodic": .periodic, "thematic": .thematic, "ad_hoc": .adHoc]
}

extension Regime.Content {
    static let words: KeyValuePairs<String, Regime.Content> = ["data": .data, "text": .text, "data_and_text": .dataAndText]
}

extension Right {
    static let words: KeyValuePairs<String, Right> = [
        "read": .read, "report": .report, "configure": .configure, "maintain": .maintain, "see_reports": .seeReports, "fill": .fill, "submit": .submit,
        "check": .check, "approve": .approve, "reopen": .reopen, "exempt": .exempt, "remind": .remind, "issue": .issue, "manage_people": .managePeople,
        "audit": .audit
    ]
}
