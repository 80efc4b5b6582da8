import Domain

extension Survey {
    /// The form as an XForm in Vietnamese and English.
    ///
    /// - Parameter units, periods: what may be chosen; the first is chosen to begin with.
    /// - Throws: `SurveyError.noChoices` if there is no unit or no period.
    package func xform(units: [Choice], periods: [Choice]) throws(SurveyError) -> String {
        guard let unit = units.first else { throw .noChoices(.units) }
        guard let period = periods.first else { throw .noChoices(.periods) }
        var form = XForm()
        form.list("units", units)
        form.list("periods", periods)
        form.list("answers", [Choice(id: "true", label: SurveyWords.yes), Choice(id: "false", label: SurveyWords.no)])
        form.place(SurveyPath.formVersion, .init(isReadOnly: true), startingWith: String(version))
        form.place(SurveyPath.deviceID, .init(preload: ("property", "deviceid")))
        form.place(SurveyPath.username, .init(preload: ("property", "username")))
        form.group(nil, SurveyWords.report, id: "report", appearance: "field-list") { form in
            let required = XForm.Bind(required: "true()", requiredMessage: SurveyWords.choose)
            form.ask(SurveyPath.unit, SurveyWords.unit, required, .selectOne(list: "units"), appearance: "minimal", startingWith: unit.id)
            form.ask(SurveyPath.period, SurveyWords.period, required, .selectOne(list: "periods"), appearance: "minimal", startingWith: period.id)
        }
        form.place(SurveyPath.periodDays, .init(type: "int", calculate: "instance('periods')/root/item[name = \(SurveyPath.period)]/days"))
        for section in sections { add(section, to: &form) }
        add(checks, to: &form)
        form.place(SurveyPath.instanceID, .init(isReadOnly: true, preload: ("uid", nil)))
        form.place(SurveyPath.instanceName, .init(calculate: "concat(jr:choice-name(\(SurveyPath.unit), '\(SurveyPath.unit)'), ' · ', jr:choice-name(\(SurveyPath.period), '\(SurveyPath.period)'))"))
        return form.document(form: code, version: version, title: "\(layout.form.name.vi) · \(layout.form.name.en)")
    }

    /// Whether a row has anything to show.
    private func isShown(_ row: Row) -> Bool {
        switch row.content {
        case .field(let field): !field.questions.isEmpty
        // A row over figures that only the server has would show less than the truth.
        case .computed(_, let expression, _): Self.isKnown(expression, layout)
        }
    }

    private func add(_ section: Section, to form: inout XForm) {
        let rows = section.rows.filter(isShown)
        guard !rows.isEmpty else { return }
        form.group(section.path, section.name, id: section.path) { form in
            if let help = section.help { form.ask(section.path + "/help", help, .init(isReadOnly: true)) }
            for row in rows {
                switch row.content {
                case .field(let field): add(field, at: row.path, to: &form)
                case .computed(let row, let expression, let path):
                    let result = "round(\(formula().text(expression)), \(row.decimals))"
                    form.ask(path, SurveyWords.computed(row), .init(type: "decimal", calculate: result, isReadOnly: true), appearance: "thousands-sep")
                }
            }
        }
    }

    // MARK: Fields

    /// Questions on one screen, unless there are so many that a telephone becomes slow.
    private static let mostOnOneScreen = 12

    private func add(_ field: Field, at path: String, to form: inout XForm) {
        guard field.noFigure != nil || field.correction != nil || field.questions.count > 1 else {
            for question in field.questions { ask(question, field, &form) }
            return
        }
        let isOneScreen = field.questions.count <= Self.mostOnOneScreen
        form.group(path, field.element.name, id: path, appearance: isOneScreen ? "field-list" : nil) { form in
            // Beyond one screen the box has to come before the questions that it makes optional.
            if !isOneScreen { askNoFigure(field, &form) }
            for question in field.questions { ask(question, field, &form) }
            if let total = field.total, let sum = sum(field.questions, field.element.valueType) {
                let type = Self.isWide(field.element) || !Self.isWhole(field.element.valueType) ? "decimal" : "int"
                form.ask(total.path, SurveyWords.total(of: field.element), .init(type: type, calculate: sum.plain, isReadOnly: true), appearance: "thousands-sep")
            }
            if isOneScreen { askNoFigure(field, &form) }
            if let correction = field.correction {
                let isCorrected = field.questions.map { "string-length(\($0.path)) > 0" }.joined(separator: " or ")
                form.ask(correction, SurveyWords.correction, .init(required: "true()", requiredMessage: SurveyWords.giveReason, relevant: isCorrected), appearance: "multiline")
            }
        }
    }

    private func askNoFigure(_ field: Field, _ form: inout XForm) {
        guard let (mark, reason) = field.noFigure, !field.questions.isEmpty else { return }
        let isIncomplete = field.questions.map { "string-length(\($0.path)) = 0" }.joined(separator: " or ")
        // Whether cells must be answered depends on the box, so whether the box is shown cannot depend on the cells: JavaRosa takes that for a circle.
        let bind = XForm.Bind(constraint: isIncomplete, constraintMessage: SurveyWords.nothingMissing)
        form.ask(mark, SurveyWords.noFigureQuestion, hint: field.questions.count > 1 ? SurveyWords.noFigureHint : nil, bind, .box(SurveyWords.noFigure))
        form.ask(reason, SurveyWords.noFigureReason, .init(required: "true()", requiredMessage: SurveyWords.giveReason, relevant: "string-length(\(mark)) > 0"), appearance: "multiline")
    }

    private func ask(_ question: Question, _ field: Field, _ form: inout XForm) {
        let element = field.element, range = AnswerRange(element)
        var bind = XForm.Bind(type: Self.type(of: element))
        if let noFigure = field.noFigure {
            bind.required = "string-length(\(noFigure.mark)) = 0"
            bind.requiredMessage = SurveyWords.answerOrSayWhy
        }
        let rules = rulesClosing(at: question)
        let conditions = [range.condition].compactMap(\.self) + rules.map { "not(\(broken($0, formula(isLive: true).text($0.left), formula(isLive: true).text($0.right))))" }
        if !conditions.isEmpty {
            bind.constraint = conditions.count == 1 ? conditions[0] : conditions.map { "(\($0))" }.joined(separator: " and ")
            bind.constraintMessage = SurveyWords.joined((range.condition == nil ? [] : [range.sentence]) + rules.map(\.rule.explanation))
        }
        let label = label(of: question, field), hint = SurveyWords.hint(field)
        switch element.valueType {
        case .yesNo: form.ask(question.path, label, hint: hint, bind, .selectOne(list: "answers"))
        case .text: form.ask(question.path, label, hint: hint, bind, appearance: "multiline")
        case .date: form.ask(question.path, label, hint: hint, bind)
        case .count, .integer, .number, .percentage, .money: form.ask(question.path, label, hint: hint, bind, appearance: "thousands-sep")
        }
    }

    /// `Trưởng bản được tập huấn – Nữ (người)`.
    func label(of question: Question, _ field: Field) -> Label {
        let name = field.element.name, unit = field.element.unitOfMeasure
        return Label(vi: ([name.vi] + question.options.map(\.vi)).joined(separator: " – ") + (unit.map { " (\($0.vi))" } ?? ""),
                     en: ([name.en] + question.options.map(\.en)).joined(separator: " – ") + (unit.map { " (\($0.en))" } ?? ""))
    }

    static func isWhole(_ type: ValueType) -> Bool { [.count, .integer, .money].contains(type) }

    /// Whether its whole numbers may have more digits than the nine that Collect's questions for whole numbers take.
    static func isWide(_ element: DataElement) -> Bool {
        element.valueType == .money || [element.minimum, element.maximum].contains { abs($0 ?? 0) > AnswerRange.mostWhole }
    }

    private static func type(of element: DataElement) -> String {
        switch element.valueType {
        case .count, .integer, .money: isWide(element) ? "decimal" : "int"
        case .number, .percentage: "decimal"
        case .date: "date"
        case .yesNo, .text: "string"
        }
    }

    // MARK: Rules

    /// Longest formula that is looked at with every answer; longer rules wait for the end.
    private static let longestLive = 6000

    /// The rules whose last question this is, and which can be told at once.
    private func rulesClosing(at question: Question) -> [Check] {
        checks.filter { check in
            guard check.rule.importance == .error else { return false }
            let involved = Set(check.items.flatMap { item -> [String] in
                guard case .dataElement(let code, let options) = item.reference else { return [] }
                return questions(for: CellKey(code, options)).map(\.path)
            })
            guard fields.flatMap(\.questions).last(where: { involved.contains($0.path) })?.path == question.path else { return false }
            let formula = formula(isLive: true)
            return broken(check, formula.text(check.left), formula.text(check.right)).utf8.count <= Self.longestLive
        }
    }

    /// A condition: both sides are known and the rule does not hold. The same rounding as ``ValidationRule/holds(left:right:)``.
    private func broken(_ check: Check, _ left: String, _ right: String) -> String {
        let rounding = "0.000000001 * max(1, abs(\(left)), abs(\(right)))"
        let isLeftMissing = XPathFormula.isMissing(left), isRightMissing = XPathFormula.isMissing(right)
        switch check.rule.comparison {
        case .equal: return "abs(\(left) - \(right)) > \(rounding)"
        case .notEqual: return "abs(\(left) - \(right)) <= \(rounding)"
        case .greater: return "\(left) <= \(right) + \(rounding)"
        case .greaterOrEqual: return "\(left) < \(right) - \(rounding)"
        case .less: return "\(left) >= \(right) - \(rounding)"
        case .lessOrEqual: return "\(left) > \(right) + \(rounding)"
        case .compulsoryPair: return "\(isLeftMissing) != \(isRightMissing)"
        case .exclusivePair: return "not(\(isLeftMissing)) and not(\(isRightMissing))"
        }
    }

    /// At the end every broken rule shows itself. An error cannot be passed: it asks for an answer and takes none.
    private func add(_ checks: [Check], to form: inout XForm) {
        guard !checks.isEmpty else { return }
        for check in checks {
            form.place(check.leftPath, .init(type: "decimal", calculate: formula().text(check.left)))
            form.place(check.rightPath, .init(type: "decimal", calculate: formula().text(check.right)))
        }
        form.group(SurveyPath.checks, SurveyWords.checks, id: SurveyPath.checks) { form in
            for check in checks {
                let broken = broken(check, check.leftPath, check.rightPath)
                switch check.rule.importance {
                case .error:
                    let bind = XForm.Bind(required: "true()", requiredMessage: check.rule.explanation, relevant: broken, constraint: "false()", constraintMessage: check.rule.explanation)
                    form.ask(check.path, SurveyWords.error(check.rule), hint: SurveyWords.goBack, bind, .trigger)
                case .warning:
                    let bind = XForm.Bind(required: "true()", requiredMessage: SurveyWords.giveReason, relevant: broken)
                    form.ask(check.path, SurveyWords.warning(check.rule), hint: SurveyWords.warningHint, bind, appearance: "multiline")
                }
            }
        }
    }
}
