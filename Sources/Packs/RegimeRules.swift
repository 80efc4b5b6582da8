import Domain

// MARK: - Reporting regimes

extension PackRules {
    func checkRegimes() {
        let forms = Dictionary(visible.flatMap(\.pack.forms).map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var earlier = visible.dropFirst().flatMap(\.pack.regimes)
        for (regime, entry) in source.sourced(.regimes, pack.regimes) {
            if regime.citation == nil { warnWithoutCitation(entry) }
            checkReminders(of: regime, entry)
            if regime.steps.isEmpty, entry["steps"]?.items.isEmpty ?? false {
                log.report(
                    .missingKey, at: entry.place(of: "steps"), Label(vi: "Chế độ báo cáo không có bước nào.", en: "The regime has no step."),
                    remedy: Label(vi: "Hãy ghi biểu mẫu và nơi nhận.", en: "Say which form goes to whom."))
            }
            var seen: Set<String> = []
            for step in entry["steps"]?.items ?? [] {
                require(step["agency"]?.text, in: .agencies, key: "agency", of: step)
                guard let code = step["form"]?.text, require(code, in: .forms, at: step.place(of: "form")) else { continue }
                if !seen.insert(code).inserted { reportOverlap(of: code, regime, regime, at: step.place(of: "form")) }
                for other in earlier where other.overlaps(regime) && other.steps.contains(where: { $0.form == code }) {
                    reportOverlap(of: code, regime, other, at: step.place(of: "form"))
                }
                if let form = forms[code] { checkReceiver(of: form, step) }
            }
            earlier.append(regime)
        }
    }

    /// A report goes up. Only a province's own report is received at its own level: nobody above it works here.
    private func checkReceiver(of form: FormDefinition, _ step: SourceNode) {
        guard let word = step["received_at"]?.text, let level = UnitLevel(rawValue: word), !(level < form.level) else { return }
        if level == form.level, level == .province { return }
        log.report(
            .level, at: step.place(of: "received_at"),
            Label(
                vi: "Biểu mẫu «\(form.code)» do cấp «\(form.level.rawValue)» báo cáo nên nơi nhận phải ở cấp trên.",
                en: "“\(form.code)” is reported at “\(form.level.rawValue)”, so it is received further up."),
            remedy: Label(
                vi: "Hãy ghi một cấp trên; báo cáo của tỉnh có thể ghi province.", en: "Write a higher level; a province's own report may say province."))
    }

    private func checkReminders(of regime: Regime, _ entry: SourceNode) {
        let sorted = Set(regime.reminders).sorted(by: >)
        guard regime.reminders != sorted else { return }
        log.report(
            .order, at: entry.place(of: "reminders"),
            Label(vi: "Các ngày nhắc không theo thứ tự hoặc trùng nhau.", en: "The reminders are out of order or stand twice."),
            remedy: Label(
                vi: "Hãy ghi từ sớm đến muộn: [\(sorted.map(String.init).joined(separator: ", "))].",
                en: "Write them from early to late: [\(sorted.map(String.init).joined(separator: ", "))]."))
    }

    private func reportOverlap(of form: String, _ regime: Regime, _ other: Regime, at place: Place) {
        log.report(
            .overlap, at: place,
            Label(
                vi: "Biểu mẫu «\(form)» đã theo chế độ báo cáo «\(other.code)» trong cùng thời gian.",
                en: "The form “\(form)” already follows the regime “\(other.code)” at that time."),
            remedy: Label(
                vi: "Mỗi biểu mẫu chỉ theo một chế độ báo cáo: hãy bỏ một bước hoặc sửa valid_from, valid_to.",
                en: "A form follows one regime at a time: remove one step, or correct valid_from and valid_to."))
    }

    // MARK: - Roles

    func checkRoles() {
        for (role, entry) in source.sourced(.roles, pack.roles) {
            if role.heldAt.isEmpty, entry["held_at"]?.items.isEmpty ?? false { reportEmpty("held_at", entry) }
            guard let highest = role.heldAt.min() else { continue }
            if entry["grants"]?.items.isEmpty ?? false { reportEmpty("grants", entry) }
            for grant in entry["grants"]?.items ?? [] {
                let levels = grant.codePlaces("levels").compactMap { UnitLevel(rawValue: $0.0) }
                guard !levels.isEmpty, levels.allSatisfy({ $0 < highest }) else { continue }
                let words = levels.map(\.rawValue).joined(separator: ", ")
                log.report(
                    .level, at: grant.place(of: "levels"),
                    Label(
                        vi: "Vai trò giữ ở cấp «\(highest.rawValue)» không với tới cấp «\(words)».",
                        en: "A role held at “\(highest.rawValue)” does not reach “\(words)”."),
                    remedy: Label(
                        vi: "Quyền có ở đơn vị nơi giữ vai trò và các đơn vị bên dưới: hãy ghi cấp ấy hoặc cấp dưới.",
                        en: "Rights reach the unit where the role is held and those beneath: write that level or a lower one."))
            }
        }
    }

    private func reportEmpty(_ key: String, _ entry: SourceNode) {
        log.report(
            .missingKey, at: entry.place(of: key), Label(vi: "«\(key)» để trống.", en: "“\(key)” is empty."),
            remedy: Label(vi: "Hãy ghi ít nhất một mục.", en: "Write at least one entry."))
    }
}

extension Regime {
    /// Whether there is a day on which both hold.
    func overlaps(_ other: Regime) -> Bool {
        func isBefore(_ end: Day?, _ begin: Day?) -> Bool { end.map { end in begin.map { end < $0 } ?? false } ?? false }
        return !isBefore(validTo, other.validFrom) && !isBefore(other.validTo, validFrom)
    }
}
