import Domain

// MARK: - What registers give to figures

extension RegisterRules {
    func checkFeeds() {
        // As many as could be read; the others are reported already.
        let nodes = (node["feeds"]?.items ?? []).filter { $0["data_element"]?.text != nil }
        for (feed, node) in zip(register.feeds, nodes) {
            check(feed.when, key: "when", in: node, isKept: true)
            requireStates("states", of: node, in: entry)
            pack.require(feed.calendar, in: .calendars, key: "calendar", of: node)
            checkPeriod(of: feed, node)
            checkDates(of: feed, node)
            guard pack.require(feed.dataElement, in: .dataElements, at: node.place(of: "data_element")), let element = pack.elements[feed.dataElement] else { continue }
            checkType(of: feed, node, element)
            checkAggregation(of: feed, node, element)
            checkForms(of: feed, node)
            checkUnit(of: feed, node, element)
            checkCategories(of: feed, node, element)
            checkAgreement(of: feed, node)
        }
    }

    private func checkPeriod(of feed: Feed, _ node: SourceNode) {
        if feed.period == .window {
            wrong(
                .period, at: node.place(of: "period"), Label(vi: "Số liệu của sổ quản lý không lưu theo đợt.", en: "Figures of registers are not kept for windows."),
                remedy: Label(vi: "Hãy dùng day, week, month, quarter, six_months hoặc year.", en: "Use day, week, month, quarter, six_months or year."))
        }
        if feed.calendar != nil, [.day, .week].contains(feed.period) {
            wrong(
                .calendar, at: node.place(of: "calendar"),
                Label(vi: "Lịch báo cáo không có kỳ «\(feed.period.rawValue)».", en: "A reporting calendar has no periods of the kind “\(feed.period.rawValue)”."),
                remedy: Label(vi: "Hãy bỏ «calendar», hoặc dùng month, quarter, six_months, year.", en: "Remove “calendar”, or use month, quarter, six_months or year."))
        }
    }

    private func checkDates(of feed: Feed, _ node: SourceNode) {
        for key in ["date", "until"] {
            guard let code = node[key]?.text else { continue }
            checkField(code, at: node.place(of: key), suits: { $0.valueType == .date }, "date")
        }
        if let until = feed.until, until == feed.date {
            wrong(
                .order, at: node.place(of: "until"), Label(vi: "«date» và «until» là cùng một trường.", en: "“date” and “until” are the same field."),
                remedy: Label(vi: "Hãy ghi hai trường ngày khác nhau.", en: "Name two different date fields."))
        }
    }

    private func checkType(of feed: Feed, _ node: SourceNode, _ element: DataElement) {
        guard [.count, .integer, .number, .money].contains(element.valueType), element.valueType != .money || feed.how != .count else {
            return wrong(
                at: node.place(of: "data_element"),
                Label(
                    vi: "Mục số liệu «\(element.code)» kiểu «\(element.valueType.rawValue)» không nhận số liệu này của sổ quản lý.",
                    en: "The data element “\(element.code)” of the type “\(element.valueType.rawValue)” does not take this from a register."),
                remedy: Label(vi: "Hãy dùng mục kiểu count, integer, number; money chỉ khi lấy một trường.", en: "Use one of the type count, integer or number; money only where a field is taken."))
        }
        guard let code = feed.field else { return }
        if feed.how == .count {
            return wrong(
                at: node.place(of: "field"), Label(vi: "Đếm hồ sơ thì không lấy trường nào.", en: "Counting records takes no field."),
                remedy: Label(vi: "Hãy bỏ «field», hoặc ghi how: sum, latest, min, max.", en: "Remove “field”, or write how: sum, latest, min or max."))
        }
        guard let field = checkField(code, at: node.place(of: "field"), suits: { $0.valueType.isNumeric }, "number, money, computed, rollup") else { return }
        let digits = element.valueType == .number ? element.decimals : 0
        guard field.decimals > digits else { return }
        wrong(
            .value, at: node.place(of: "field"),
            Label(
                vi: "Trường «\(code)» có nhiều chữ số thập phân (\(field.decimals)) hơn mục số liệu (\(digits)).",
                en: "The field “\(code)” has more decimals (\(field.decimals)) than the data element (\(digits))."),
            remedy: Label(vi: "Hãy sửa «decimals» của một trong hai (mục số liệu kiểu number).", en: "Correct the “decimals” of one of them (the data element being a number)."))
    }

    /// What is counted is summed or runs on; what is taken from one record is not.
    private func checkAggregation(of feed: Feed, _ node: SourceNode, _ element: DataElement) {
        if feed.until != nil, element.overTime != .running {
            wrong(
                .aggregation, at: node.place(of: "until"),
                Label(vi: "«until» chỉ có nghĩa khi «\(element.code)» có over_time: running.", en: "“until” says something only where “\(element.code)” has over_time: running."),
                remedy: Label(vi: "Hãy bỏ «until» hoặc ghi over_time: running cho mục số liệu.", en: "Remove “until”, or write over_time: running for the data element."))
        }
        let isAdded = feed.how == .count || feed.how == .sum
        let unfit: [Aggregation] = isAdded ? [.last, .first] : [.sum, .running, .count]
        guard unfit.contains(element.overTime) else { return }
        wrong(
            .aggregation, at: node.place(of: "data_element"),
            Label(
                vi: "Mục số liệu «\(element.code)» có over_time: \(element.overTime.rawValue) nên không hợp với «\(feed.how.rawValue)».",
                en: "“\(element.code)” has over_time: \(element.overTime.rawValue), which does not go with “\(feed.how.rawValue)”."),
            remedy: isAdded
                ? Label(
                    vi: "Hãy ghi over_time: sum cho việc đã diễn ra, running cho số hiện có đến cuối kỳ.",
                    en: "Write over_time: sum for what happened, running for how many there are at the end of a period.")
                : Label(vi: "Hãy ghi over_time: last, min, max, average hoặc none.", en: "Write over_time: last, min, max, average or none."))
    }

    private func checkForms(of feed: Feed, _ node: SourceNode) {
        guard let form = pack.visible.flatMap(\.pack.forms).first(where: { $0.dataElements.contains(feed.dataElement) }) else { return }
        wrong(
            .overlap, at: node.place(of: "data_element"),
            Label(vi: "«\(feed.dataElement)» đã được thu thập trên biểu mẫu «\(form.code)».", en: "“\(feed.dataElement)” is already asked for on the form “\(form.code)”."),
            remedy: Label(
                vi: "Một con số chỉ có một nguồn: hãy bỏ khỏi biểu mẫu hoặc dùng mục số liệu khác.", en: "A figure has one source: take it off the form, or feed another data element."))
    }

    // MARK: Where it counts

    private func checkUnit(of feed: Feed, _ node: SourceNode, _ element: DataElement) {
        if let code = feed.unit {
            guard let field = checkField(code, at: node.place(of: "unit"), suits: { $0.type == .orgUnit }, "org_unit") else { return }
            checkLevels(field.levels, at: node.place(of: "unit"), element, whose: Label(vi: "trường «\(code)»", en: "the field “\(code)”"))
        } else {
            checkLevels(register.levels, at: node.place(of: "data_element"), element, whose: Label(vi: "hồ sơ", en: "records"))
        }
    }

    /// Figures are brought up to the level of their data element, never down.
    private func checkLevels(_ levels: [UnitLevel], at place: Place, _ element: DataElement, whose: Label) {
        guard let level = element.level else {
            guard levels.count != 1 else { return }
            return wrong(
                .level, at: place,
                Label(
                    vi: "«\(element.code)» không có «level» mà \(whose.vi) có nhiều cấp: số của cấp trên sẽ thay thế số của cấp dưới.",
                    en: "“\(element.code)” has no “level”, and \(whose.en) can be of several: a figure further up would hide those beneath."),
                remedy: Label(vi: "Hãy ghi «level» cho mục số liệu.", en: "Give the data element a “level”."))
        }
        let above = levels.filter { $0 < level }
        guard !above.isEmpty || levels.isEmpty else { return }
        let words = above.isEmpty ? Label(vi: "mọi cấp", en: "any level") : Label.same(above.map(\.rawValue).joined(separator: ", "))
        wrong(
            .level, at: place,
            Label(
                vi: "«\(element.code)» thuộc cấp «\(level.rawValue)», \(whose.vi) có thể ở cấp trên (\(words.vi)).",
                en: "“\(element.code)” is of “\(level.rawValue)”, but \(whose.en) may be further up (\(words.en))."),
            remedy: Label(
                vi: "Hãy ghi «unit» là một trường org_unit có «levels» từ cấp \(level.rawValue) trở xuống.",
                en: "Name as “unit” a field of the type org_unit whose “levels” are \(level.rawValue) or lower."))
    }

    private func checkCategories(of feed: Feed, _ node: SourceNode, _ element: DataElement) {
        guard let categories = node["categories"] else { return }
        for entry in categories.entries {
            let category = entry.key
            guard pack.require(category, in: .categories, at: entry.keyPlace) else { continue }
            if !element.categories.contains(category) {
                wrong(
                    .unknownReference, at: entry.keyPlace,
                    Label(vi: "«\(element.code)» không phân tổ theo «\(category)».", en: "“\(element.code)” is not broken down by “\(category)”."),
                    remedy: Label(vi: "Hãy thêm «\(category)» vào categories của mục số liệu.", en: "Add “\(category)” to the data element's categories."))
            }
            guard let code = entry.value.text, let field = requireField(code, at: entry.value.place) else { continue }
            guard field.category != category || ![.choice, .ethnicGroup, .computed].contains(field.type) else { continue }
            wrong(
                at: entry.value.place,
                Label(vi: "Trường «\(code)» không cho đúng một lựa chọn của phân tổ «\(category)».", en: "The field “\(code)” does not give one option of the category “\(category)”."),
                remedy: Label(vi: "Hãy dùng một trường kiểu choice có category: \(category).", en: "Use a field of the type choice with category: \(category)."))
        }
        guard let first = element.categories.first, !feed.categories.isEmpty, feed.categories[first] == nil else { return }
        wrong(
            .missingKey, at: categories.place,
            Label(vi: "Thiếu phân tổ đầu tiên «\(first)»; tổng số được cộng từ phân tổ này.", en: "The first category, “\(first)”, is missing: the total is added up from it."),
            remedy: Label(vi: "Hãy thêm «\(first)».", en: "Add “\(first)”."))
    }

    // MARK: With other feeds

    /// Several feeds of one data element are added up, so they say the same of it.
    private func checkAgreement(of feed: Feed, _ node: SourceNode) {
        let others = pack.visible.flatMap(\.pack.registers).flatMap { register in register.feeds.map { (register.code, $0) } }.filter { $0.1.dataElement == feed.dataElement }
        if register.feeds.count(where: { $0 == feed }) > 1 {
            wrong(
                .duplicateCode, at: node.place(of: "data_element"), Label(vi: "Mục «feeds» này ghi hai lần.", en: "This feed stands twice."),
                remedy: Label(vi: "Hãy giữ lại một; nếu không, mỗi hồ sơ tính hai lần.", en: "Keep one of them: each record would count twice."))
        }
        guard let (code, other) = others.last(where: { $0.0 != register.code || $0.1 != feed }) else { return }
        if other.period != feed.period || other.calendar != feed.calendar {
            wrong(
                .frequency, at: node.place(of: "period"),
                Label(vi: "«\(feed.dataElement)» nhận số từ sổ quản lý «\(code)» theo kỳ khác.", en: "“\(feed.dataElement)” is fed by the register “\(code)” for other periods."),
                remedy: Label(vi: "Mỗi mục số liệu chỉ theo một kỳ và một lịch.", en: "Feed each data element for one kind of period and one calendar."))
        }
        if Set(other.categories.keys) != Set(feed.categories.keys) {
            wrong(
                .layout, at: node.place(of: "categories"),
                Label(vi: "«\(feed.dataElement)» nhận số từ sổ quản lý «\(code)» theo phân tổ khác.", en: "“\(feed.dataElement)” is fed by the register “\(code)” in other categories."),
                remedy: Label(vi: "Hãy ghi cùng các phân tổ.", en: "Write the same categories."))
        }
        guard [.latest, .min, .max].contains(feed.how) || [.latest, .min, .max].contains(other.how) else { return }
        wrong(
            .overlap, at: node.place(of: "data_element"),
            Label(vi: "«\(feed.dataElement)» cũng nhận số từ sổ quản lý «\(code)».", en: "“\(feed.dataElement)” is fed by the register “\(code)” too."),
            remedy: Label(vi: "Chỉ count và sum mới cộng được từ nhiều nguồn.", en: "Only count and sum can be added up from several feeds."))
    }
}

// MARK: - Data elements that registers feed

extension PackRules {
    private func feeds(of element: String, in sources: some Sequence<PackSource>) -> [Feed] { sources.flatMap(\.pack.registers).flatMap(\.feeds).filter { $0.dataElement == element } }

    /// A library may leave it to other packs to feed what it declares.
    func checkRunningElements() {
        guard pack.programme != nil || !pack.registers.isEmpty, !visible.contains(where: { $0.unreadable.contains(.registers) }) else { return }
        for (element, entry) in source.sourced(.dataElements, pack.dataElements) where element.overTime == .running && feeds(of: element.code, in: visible).isEmpty {
            log.report(
                .aggregation, at: entry.place(of: "over_time"),
                Label(vi: "Không sổ quản lý nào cho số liệu vào «\(element.code)».", en: "No register feeds “\(element.code)”."),
                remedy: Label(
                    vi: "over_time: running chỉ dùng với «feeds» của một sổ quản lý; số đã thu thập thì dùng last.",
                    en: "over_time: running is for the “feeds” of a register; for what is collected use last."))
        }
    }

    /// Forms of the pack that ask for what registers of required packs feed, or for running totals.
    func checkFormsOfFedElements() {
        for (_, entry) in source.sourced(.forms, pack.forms) {
            for field in entry.fields {
                if !feeds(of: field.code, in: visible.dropFirst()).isEmpty {
                    log.report(
                        .overlap, at: field.place,
                        Label(vi: "«\(field.code)» nhận số liệu từ sổ quản lý nên không ghi trên biểu mẫu.", en: "“\(field.code)” comes from a register, so no form asks for it."),
                        remedy: Label(vi: "Hãy bỏ khỏi biểu mẫu hoặc dùng mục số liệu khác.", en: "Take it off the form, or use another data element."))
                } else if elements[field.code]?.overTime == .running, feeds(of: field.code, in: [source]).isEmpty {
                    log.report(
                        .aggregation, at: field.place,
                        Label(vi: "«\(field.code)» là số lũy kế nên không ghi trên biểu mẫu được.", en: "“\(field.code)” is a running total, which no form can ask for."),
                        remedy: Label(vi: "Hãy ghi over_time: last cho mục số liệu.", en: "Write over_time: last for the data element."))
                }
            }
        }
    }

    /// Whether the figures of an indicator can be made of what registers feed.
    func checkFeeds(of element: DataElement, for indicator: Indicator, at place: Place) {
        for feed in feeds(of: element.code, in: visible) {
            if indicator.frequency.rank < feed.period.rank {
                log.report(
                    .frequency, at: place,
                    Label(
                        vi: "Chỉ tiêu theo «\(indicator.frequency.rawValue)» nhưng sổ quản lý cho «\(element.code)» theo «\(feed.period.rawValue)».",
                        en: "The indicator is per “\(indicator.frequency.rawValue)”, but registers feed “\(element.code)” per “\(feed.period.rawValue)”."),
                    remedy: Label(
                        vi: "Hãy ghi frequency: \(feed.period.rawValue), hoặc period: \(indicator.frequency.rawValue) ở «feeds».",
                        en: "Write frequency: \(feed.period.rawValue), or period: \(indicator.frequency.rawValue) in “feeds”."))
            } else if feed.period != .day, indicator.calendar != feed.calendar {
                let words = feed.calendar.map { Label(vi: "lịch «\($0)»", en: "the calendar “\($0)”") } ?? Label(vi: "tháng dương lịch", en: "calendar months")
                log.report(
                    .calendar, at: place,
                    Label(
                        vi: "Sổ quản lý cho «\(element.code)» theo \(words.vi) nhưng chỉ tiêu không theo lịch ấy.",
                        en: "Registers feed “\(element.code)” by \(words.en), which the indicator does not follow."),
                    remedy: Label(
                        vi: "Hãy ghi cùng một «calendar» ở chỉ tiêu và ở «feeds», hoặc period: day.",
                        en: "Write the same “calendar” for the indicator and in “feeds”, or period: day."))
            }
        }
    }
}
