import Domain

extension PackRules {
    func checkTargets() {
        var seen: [String: SourceNode] = [:]
        for (target, entry) in source.sourced(.targets, pack.targets) {
            let key = "\(target.indicator) \(target.unit) \(target.due.iso)"
            if let first = seen[key] {
                log.report(
                    .duplicateTarget, at: entry.place,
                    Label(
                        vi: "Chỉ tiêu «\(target.indicator)» của đơn vị «\(target.unit)» đến \(target.due.iso) đã có mức ở dòng \(first.place.line ?? 1).",
                        en: "“\(target.indicator)” of the unit “\(target.unit)” by \(target.due.iso) already has a target in line \(first.place.line ?? 1)."),
                    remedy: Label(vi: "Hãy giữ lại một, hoặc đổi đơn vị hay thời hạn.", en: "Keep one of them, or change the unit or the day."))
            }
            seen[key] = seen[key] ?? entry
            if target.citation == nil { warnWithoutCitation(entry) }
            guard require(target.indicator, in: .indicators, at: entry.place(of: "indicator")), let indicator = indicators[target.indicator] else { continue }
            checkValue(target.value, of: indicator, entry)
            checkDay(target.due, "due", of: indicator, entry)
            checkUnit(target.unit, of: indicator, entry)
            if indicator.measure == .milestone, target.bound != .atLeast, target.bound != .exactly {
                log.report(
                    .outOfRange, at: entry.place(of: "bound"), Label(vi: "Mốc chỉ có đạt hoặc chưa đạt.", en: "A milestone is met or not."),
                    remedy: Label(vi: "Hãy bỏ «bound».", en: "Remove “bound”."))
            }
        }
    }

    func checkBaselines() {
        var seen: Set<String> = []
        for (baseline, entry) in source.sourced(.baselines, pack.baselines) {
            if !seen.insert("\(baseline.indicator) \(baseline.unit)").inserted {
                log.report(
                    .duplicateTarget, at: entry.place,
                    Label(
                        vi: "Chỉ tiêu «\(baseline.indicator)» của đơn vị «\(baseline.unit)» có hai mức ban đầu.",
                        en: "“\(baseline.indicator)” of the unit “\(baseline.unit)” has two baselines."),
                    remedy: Label(vi: "Hãy giữ lại một.", en: "Keep one of them."))
            }
            if baseline.value != nil, baseline.citation == nil { warnWithoutCitation(entry) }
            guard require(baseline.indicator, in: .indicators, at: entry.place(of: "indicator")), let indicator = indicators[baseline.indicator] else {
                continue
            }
            if let value = baseline.value { checkValue(value, of: indicator, entry) }
            checkUnit(baseline.unit, of: indicator, entry)
        }
    }

    func warnWithoutCitation(_ entry: SourceNode) {
        guard entry["citation"] == nil else { return }
        log.report(
            .missingCitation, .warning, at: entry.place(of: "citation"), Label(vi: "Thiếu nguồn trích dẫn (citation).", en: "There is no citation."),
            remedy: Label(vi: "Hãy ghi văn bản làm căn cứ.", en: "Name the document it rests on."))
    }

    private func checkValue(_ value: Double, of indicator: Indicator, _ entry: SourceNode) {
        let range: ClosedRange<Double>
        let words: Label
        if indicator.isPercentage {
            (range, words) = (0...100, Label(vi: "Tỷ lệ phần trăm từ 0 đến 100", en: "A percentage goes from 0 to 100"))
        } else if indicator.measure == .milestone {
            guard value != 0, value != 1 else { return }
            (range, words) = (0...0, Label(vi: "Mốc chỉ có giá trị 0 (chưa đạt) hoặc 1 (đạt)", en: "A milestone is 0 (not met) or 1 (met)"))
        } else if let element = soleElement(of: indicator), element.minimum != nil || element.maximum != nil {
            (range, words) = (
                (element.minimum ?? -.greatestFiniteMagnitude)...(element.maximum ?? .greatestFiniteMagnitude),
                Label(vi: "Giá trị phải trong khoảng của «\(element.code)»", en: "It must lie in the range of “\(element.code)”")
            )
        } else if cannotBeNegative(indicator) {
            (range, words) = (0...Double.greatestFiniteMagnitude, Label(vi: "Số đếm không âm", en: "A count is not negative"))
        } else {
            return
        }
        guard !range.contains(value) || indicator.measure == .milestone else { return }
        log.report(
            .outOfRange, at: entry.place(of: "value"),
            Label(
                vi: "Giá trị «\(entry["value"]?.text ?? "")» nằm ngoài khoảng của chỉ tiêu «\(indicator.code)».",
                en: "“\(entry["value"]?.text ?? "")” is outside what the indicator “\(indicator.code)” can reach."),
            remedy: Label(vi: words.vi + ".", en: words.en + "."))
    }

    /// The data element that an indicator repeats as it is.
    private func soleElement(of indicator: Indicator) -> DataElement? {
        guard indicator.measure == .number, let items = formulas[indicator.code]?.first?.expression.items, items.count == 1,
            let code = dataElements(of: indicator.code).first, formulas[indicator.code]?.first?.expression.description == "#{\(code)}"
        else { return nil }
        return elements[code]
    }

    private func cannotBeNegative(_ indicator: Indicator) -> Bool {
        let types = dataElements(of: indicator.code).compactMap { elements[$0]?.valueType }
        let hasMinus = [indicator.numerator, indicator.denominator ?? ""].contains { text in
            text.replacing(/[#NR]\{[^}]*\}/, with: "").contains("-")
        }
        return !types.isEmpty && !hasMinus && types.allSatisfy { [.count, .percentage, .yesNo].contains($0) }
    }

    private func checkDay(_ day: Day, _ key: String, of indicator: Indicator, _ entry: SourceNode) {
        let spans = [
            (pack.programme?.firstDay, pack.programme?.lastDay, Label(vi: "chương trình", en: "the programme")),
            (indicator.validFrom, indicator.validTo, Label(vi: "chỉ tiêu", en: "the indicator"))
        ]
        for (first, last, whose) in spans where first.map({ day < $0 }) == true || last.map({ $0 < day }) == true {
            let span = "\(first?.iso ?? "…") – \(last?.iso ?? "…")"
            log.report(
                .validity, at: entry.place(of: key),
                Label(vi: "Ngày \(day.iso) ngoài thời gian của \(whose.vi) (\(span)).", en: "\(day.iso) is outside the time of \(whose.en) (\(span))."),
                remedy: Label(vi: "Hãy sửa thời hạn hoặc thời gian hiệu lực.", en: "Correct the day, or the time it holds."))
        }
    }

    /// Units of targets and baselines are read on the day the programme names its own unit for.
    private func checkUnit(_ code: String, of indicator: Indicator, _ entry: SourceNode) {
        guard let day = pack.programme?.unitAsOf, let level = level(ofUnit: code, on: day, at: entry.place(of: "unit")) else { return }
        if level > indicator.level {
            log.report(
                .level, at: entry.place(of: "unit"),
                Label(
                    vi: "Đơn vị «\(code)» ở cấp «\(level.rawValue)», chỉ tiêu chỉ đến cấp «\(indicator.level.rawValue)».",
                    en: "The unit “\(code)” is at the level “\(level.rawValue)”; the indicator goes down to “\(indicator.level.rawValue)” only."),
                remedy: Label(vi: "Hãy giao cho đơn vị cấp trên, hoặc hạ level của chỉ tiêu.", en: "Set it for a unit above, or lower the indicator's level."))
        }
    }
}
