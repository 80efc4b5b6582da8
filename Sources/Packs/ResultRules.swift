import Domain

extension PackRules {
    func checkResults() {
        var seen: [String: SourceNode] = [:]
        for (result, entry) in source.sourced(.results, pack.results) {
            let key = "\(result.dataElement) \(result.unit) \(result.period) \(result.options.key)"
            if let first = seen[key] {
                log.report(
                    .duplicateResult, at: entry.place,
                    Label(vi: "Kết quả này đã có ở dòng \(first.place.line ?? 1).", en: "This result already stands in line \(first.place.line ?? 1)."),
                    remedy: Label(vi: "Hãy giữ lại một.", en: "Keep one of them."))
            }
            seen[key] = seen[key] ?? entry
            let period = checkPeriod(result.period, entry)
            if let period { _ = level(ofUnit: result.unit, on: period.lastDay, at: entry.place(of: "unit")) }
            guard require(result.dataElement, in: .dataElements, at: entry.place(of: "data_element")), let element = elements[result.dataElement] else {
                continue
            }
            if let words = element.refusal(of: result.value) {
                log.report(
                    .value, at: entry.place(of: "value"),
                    Label(vi: "«\(result.value)» không phải là giá trị của «\(element.code)».", en: "“\(result.value)” is no value of “\(element.code)”."),
                    remedy: words)
            }
            if result.bound != .exactly, !element.valueType.isNumeric {
                log.report(
                    .value, at: entry.place(of: "bound"), Label(vi: "Chỉ con số mới có «trên», «dưới».", en: "Only figures can be bounds."),
                    remedy: Label(vi: "Hãy bỏ «bound».", en: "Remove “bound”."))
            }
            for (code, place) in entry.codePlaces("options") { checkOption(code, of: element, at: place) }
        }
    }

    private func checkPeriod(_ id: String, _ entry: SourceNode) -> Period? {
        do {
            return try periods.period(id)
        } catch {
            log.report(.period, at: entry.place(of: "period"), Label(vi: "Không có kỳ «\(id)».", en: "There is no period “\(id)”."), remedy: error.remedy)
            return nil
        }
    }
}

extension DataElement {
    /// What a value would have to be, where a text is none of this data element's.
    func refusal(of text: String) -> Label? {
        let number = canonicalNumber(text)
        let isWhole = !text.contains(".")
        let digits = text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
        let words: Label? =
            switch valueType {
            case .count:
                isWhole && number.map { $0 >= 0 } == true
                    ? nil : Label(vi: "Hãy ghi số nguyên từ 0, không có dấu phân nhóm.", en: "Write a whole number from 0, without grouping.")
            case .integer, .money:
                number != nil && isWhole ? nil : Label(vi: "Hãy ghi số nguyên, không có dấu phân nhóm.", en: "Write a whole number, without grouping.")
            case .number: number != nil ? nil : Label(vi: "Hãy ghi số dùng dấu chấm thập phân.", en: "Write a number with a decimal point.")
            case .percentage:
                number.map { (0...100).contains($0) } == true
                    ? nil
                    : Label(
                        vi: "Hãy ghi số từ 0 đến 100 dùng dấu chấm thập phân, không có dấu %.",
                        en: "Write a number from 0 to 100 with a decimal point and without %.")
            case .yesNo: Bool(text) != nil ? nil : Label(vi: "Hãy ghi true hoặc false.", en: "Write true or false.")
            case .date: Day(iso: text) != nil ? nil : Label(vi: "Hãy ghi ngày dạng 2025-12-31.", en: "Write a day such as 2025-12-31.")
            case .text: nil
            }
        if let words { return words }
        guard let number, valueType.isNumeric else { return nil }
        if digits > decimals, [.number, .percentage].contains(valueType) {
            return Label(
                vi: "Mục số liệu chỉ có \(decimals) chữ số thập phân: hãy sửa decimals hoặc giá trị.",
                en: "The data element has \(decimals) decimal digits: correct its decimals or the value.")
        }
        if minimum.map({ number < $0 }) == true || maximum.map({ number > $0 }) == true {
            return Label(
                vi: "Giá trị phải từ \(minimum.map { "\($0)" } ?? "…") đến \(maximum.map { "\($0)" } ?? "…").",
                en: "It must be from \(minimum.map { "\($0)" } ?? "…") to \(maximum.map { "\($0)" } ?? "…").")
        }
        return nil
    }
}

extension PeriodError {
    /// What would be a period instead.
    fileprivate var remedy: Label {
        switch self {
        case .notAPeriod:
            Label(
                vi: "Hãy ghi như 2026, 2026-S1, 2026-Q3, 2026-07, 2026-W05, 2026-07-15, nd09:2026-07 hoặc mã một đợt.",
                en: "Write it as 2026, 2026-S1, 2026-Q3, 2026-07, 2026-W05, 2026-07-15, nd09:2026-07 or a window's code.")
        case .noSuch(_, _, let allowed, _):
            Label(
                vi: "Số ở đây đi từ \(allowed.lowerBound) đến \(allowed.upperBound).",
                en: "The number here goes from \(allowed.lowerBound) to \(allowed.upperBound).")
        case .unknownCalendar(let code, let known), .unknownWindow(let code, let known):
            suggestion(for: code, among: known)
        case .notInReportingCalendars, .windowsHaveNoOrder:
            Label(vi: "Lịch báo cáo chỉ có tháng, quý, sáu tháng và năm.", en: "A reporting calendar has months, quarters, half-years and years only.")
        case .outsideCalendarValidity(_, let from, let to):
            Label(
                vi: "Lịch báo cáo có hiệu lực từ \(from?.iso ?? "…") đến \(to?.iso ?? "…").",
                en: "The reporting calendar holds from \(from?.iso ?? "…") to \(to?.iso ?? "…").")
        }
    }
}
