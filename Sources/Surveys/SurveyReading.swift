import Domain

/// A submission as a report: for which unit and period, and what is written in its cells.
package struct SurveyReport: Hashable, Sendable {
    package var form: String
    package var version: Int
    package var instanceID: String
    package var unit: UnitID
    /// Identifier of the period.
    package var period: String
    /// In the order of the form. Cells without an answer are left out, so that they keep what they hold.
    package var edits: [CellEdit]
    package var deviceID: String?
    /// Name that the device's owner set there; nothing is proved by it.
    package var username: String?
}

extension Survey {
    /// Reads a submission of this form.
    ///
    /// - Throws: ``SurveyError`` for what is not of this form or none of its answers. Ranges, rules and rights are not looked at.
    package func report(from instance: SubmittedInstance) throws(SurveyError) -> SurveyReport {
        guard instance.form == code else { throw .otherForm(found: instance.form, expected: code) }
        guard instance.version == version else { throw .otherVersion(found: instance.version, expected: version) }
        let known = knownPaths
        for path in instance.answers.keys.sorted() where !known.contains(path) { throw .unknown(element: Self.lastName(path)) }
        let answers = instance.answers
        guard let unit = answers[SurveyPath.unit] else { throw .missing(element: Self.lastName(SurveyPath.unit)) }
        guard let period = answers[SurveyPath.period] else { throw .missing(element: Self.lastName(SurveyPath.period)) }
        var edits: [CellEdit] = []
        for field in fields { edits += try self.edits(of: field, answers) }
        for check in checks where check.rule.importance == .warning {
            if let reason = answers[check.path] { add(reason, to: &edits, for: check) }
        }
        return SurveyReport(form: code, version: version, instanceID: instance.instanceID, unit: UnitID(unit), period: period, edits: edits,
                            deviceID: answers[SurveyPath.deviceID], username: answers[SurveyPath.username])
    }

    private func edits(of field: Field, _ answers: [String: String]) throws(SurveyError) -> [CellEdit] {
        var edits: [CellEdit] = []
        let isWithoutFigure = field.noFigure.map { answers[$0.mark] != nil } ?? false
        for question in field.questions {
            if let text = answers[question.path] {
                guard let value = Self.canonical(text, field.element.valueType) else {
                    throw .value(element: Self.lastName(question.path), question: label(of: question, field), text: text, field.element.valueType)
                }
                edits.append(CellEdit(question.key, CellContent(value: value, comment: field.correction.flatMap { answers[$0] })))
            } else if isWithoutFigure {
                edits.append(CellEdit(question.key, CellContent(isWithoutFigure: true, comment: field.noFigure.flatMap { answers[$0.reason] })))
            }
        }
        return edits
    }

    /// The reason for a warning stands as a remark at a cell of the rule, where ``FormCheck`` looks for it: one that has an answer, if any has.
    private func add(_ reason: String, to edits: inout [CellEdit], for check: Check) {
        let keys = check.items.compactMap { item -> CellKey? in
            guard case .dataElement(let code, let options) = item.reference else { return nil }
            return questions(for: CellKey(code, options)).first?.key
        }
        let answered = keys.first { key in edits.contains { $0.key == key } }
        if let place = edits.firstIndex(where: { $0.key == answered }) {
            let comment = edits[place].content.comment
            edits[place].content.comment = comment.map { $0 == reason ? $0 : "\($0); \(reason)" } ?? reason
        } else if let key = keys.first {
            // The device saw an empty cell. If it holds something by now, that is a conflict.
            edits.append(CellEdit(key, CellContent(comment: reason), base: .empty))
        }
    }

    /// The stored form of an answer: numbers without needless zeros and exponents, which Java writes from ten million on.
    static func canonical(_ text: String, _ type: ValueType) -> String? {
        switch type {
        case .text: return text
        case .yesNo: return text == "true" || text == "false" ? text : nil
        case .date: return Day(iso: text)?.iso
        case .count, .integer, .number, .percentage, .money:
            if let number = try? ScaledNumber(text) { return number.text }  // what it does not read is read below or refused
            guard let value = Double(text), text.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }) else { return nil }
            return (0...UInt8(ScaledNumber.maximumDecimals)).lazy.compactMap { ScaledNumber(value, decimals: $0) }.first { $0.double == value }?.text
        }
    }

    private static func lastName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Every place in which a submission may hold something.
    private var knownPaths: Set<String> {
        var paths: Set = [SurveyPath.unit, SurveyPath.period, SurveyPath.periodDays, SurveyPath.formVersion, SurveyPath.deviceID, SurveyPath.username, SurveyPath.instanceID,
                          SurveyPath.instanceName, "/data/meta/timeStart", "/data/meta/timeEnd", "/data/meta/deprecatedID"]
        for section in sections { paths.insert(section.path + "/help") }
        for row in rows {
            switch row.content {
            case .computed(_, _, let path): paths.insert(path)
            case .field(let field):
                paths.formUnion(field.questions.map(\.path))
                paths.formUnion([field.total?.path, field.noFigure?.mark, field.noFigure?.reason, field.correction].compactMap(\.self))
            }
        }
        for check in checks { paths.formUnion([check.path, check.leftPath, check.rightPath]) }
        return paths
    }
}
