import Domain
import Storage

/// Reports on their way from a village to the province: writing, sending, returning, checking, approving.
package struct Reports: Sendable {
    let khen: Khen

    /// A cell that somebody else changed meanwhile.
    package struct CellConflict: Sendable, Hashable {
        package var key: CellKey
        package var mine: CellContent
        package var theirs: CellContent
        /// What both began with.
        package var base: CellContent
        package var theirName: String
        package var theirTime: Moment
    }

    package enum Outcome: Sendable {
        case saved(Receipt)
        case sent(Receipt)
        /// Nothing was sent; what is written is kept as a draft, with the receipt of that.
        case stopped([FormProblem], Receipt?)
        /// Cells that both changed are left as the other wrote them; all others are kept.
        case conflicts([CellConflict], Receipt?)
    }

    /// A report with everything a page shows.
    ///
    /// - Throws: ``NotFound`` where there is none or it is out of reach, ``Rejected`` where there can be none.
    package func sheet(_ key: ReportKey, by person: Person) throws -> ReportSheet {
        let world = khen.world
        return try khen.database.read { try SheetReader(khen, world).sheet(key, for: person, in: $0) }
    }

    /// What is asked in a report, without a look at what is written.
    ///
    /// - Throws: as ``sheet(_:by:)``.
    package func layout(of key: ReportKey, by person: Person) throws -> FormLayout {
        let world = khen.world, today = khen.now().day, (form, _, unit) = try ReportScope(world, today: today).resolve(key)
        try person.require(.seeReports, at: unit.id, in: world, on: today)
        return world.catalogue.layout(of: form)
    }

    /// How a report stands, and what is written in it.
    ///
    /// - Throws: as ``sheet(_:by:)``.
    package func contents(of key: ReportKey, by person: Person) throws -> (standing: ReportStanding, cells: [CellKey: CellContent]) {
        let world = khen.world, today = khen.now().day, unit = try ReportScope(world, today: today).resolve(key).unit
        try person.require(.seeReports, at: unit.id, in: world, on: today)
        let province = world.province(of: unit.id)
        return try khen.database.read { tx in
            (try ReportStore.standing(of: key, in: province, tx), try ReportStore.cells(of: key, in: province, tx).mapValues(\.content).filter { !$0.value.isEmpty })
        }
    }

    /// A cell as it was at one time.
    package struct CellVersion: Sendable {
        package var content: CellContent
        package var seq: Int64
        package var at: Moment
        package var person: String
    }

    /// Every version of a cell, oldest first.
    package func versions(of cell: CellKey, in key: ReportKey, by person: Person) throws -> [CellVersion] {
        let world = khen.world
        return try khen.database.read { tx in
            let sheet = try SheetReader(khen, world).sheet(key, for: person, in: tx)
            guard sheet.layout.inputs.contains(cell) else { throw NotFound(Label(vi: "Biểu không có ô \(cell).", en: "The form has no cell \(cell).")) }
            let changes = Dictionary(sheet.entries.map { ($0.change.seq, $0.change) }) { $1 }
            return try ReportStore.versions(of: cell, of: key, in: sheet.province, tx).compactMap { stored in
                changes[stored.seq].map { CellVersion(content: stored.content, seq: stored.seq, at: $0.at, person: $0.person) }
            }
        }
    }

    /// Keeps what was written as a draft.
    ///
    /// - Parameter seen: the report's version that the writer began with; what its cells held then is the base of edits that state none.
    package func save(_ edits: [CellEdit], in key: ReportKey, seen: Int64? = nil, as submission: Submission, by person: Person) throws -> Outcome {
        try write(edits, in: key, seen: seen, as: submission, by: person, sends: false)
    }

    /// Keeps what was written and sends the report, if nothing stands in the way.
    package func submit(_ edits: [CellEdit] = [], in key: ReportKey, seen: Int64? = nil, as submission: Submission, by person: Person) throws -> Outcome {
        try write(edits, in: key, seen: seen, as: submission, by: person, sends: true)
    }

    private func write(_ edits: [CellEdit], in key: ReportKey, seen: Int64?, as submission: Submission, by person: Person, sends: Bool) throws -> Outcome {
        try submission.checkID()
        let world = khen.world, reader = SheetReader(khen, world), now = khen.now()
        let hash = Submission.hash(edits, of: key, submits: sends)
        let outcome: Outcome = try khen.database.write { tx in
            let unit = try ReportScope(world, today: now.day).resolve(key).unit, province = world.province(of: unit.id)
            try person.require(.seeReports, at: unit.id, in: world, on: now.day)
            try ChangeLog.hold(province, in: tx)
            if let earlier = try ReportStore.submission(submission.id, in: province, tx) {
                guard earlier.hash == hash, earlier.key == key else {
                    throw Conflict(Label(vi: "Mã lần gửi \(submission.id) đã được dùng cho nội dung khác.", en: "The sending \(submission.id) was used for other content."))
                }
                let receipt = Receipt(province: province, seq: earlier.seq, at: earlier.at, isRepeated: true)
                return sends ? .sent(receipt) : .saved(receipt)
            }
            var sheet = try reader.sheet(key, for: person, isCompared: sends, in: tx)
            for right in sends ? [Right.fill, .submit] : [.fill] { try person.require(right, at: sheet.unit.id, in: world, on: now.day) }
            guard sheet.standing.state.isEditable else { throw closed(sheet) }
            try check(edits, sheet)
            let staff = sends ? try khen.staffBook.staff(of: province, in: world, on: now.day, tx) : nil
            let merged = try merge(try based(edits, on: seen, sheet, tx), into: sheet, tx)
            var receipt: Receipt?
            if !merged.fresh.isEmpty {
                let change = try append(.save, to: &sheet, by: person, at: now, facts: ["cells": String(merged.fresh.count)], in: tx) { seq, covered in
                    try ReportStore.write(merged.fresh, of: key, in: province, seq: seq, covered: &covered, tx)
                    return ChangeDetail()
                }
                for (cell, content) in merged.fresh { sheet.cells[cell] = content.isEmpty ? nil : content }
                receipt = Receipt(province: province, seq: change.seq, at: now)
            }
            guard merged.conflicts.isEmpty else { return .conflicts(merged.conflicts, receipt) }
            guard sends else {
                let saved = receipt ?? Receipt(province: province, seq: sheet.standing.version, at: now)
                try ReportStore.keep(submission, hash: hash, of: key, in: province, seq: saved.seq, at: now, tx)
                return .saved(saved)
            }
            let problems = sheet.problems
            guard problems.isEmpty else { return .stopped(problems, receipt) }
            let before = sheet.standing
            let sent = try send(&sheet, by: person, at: now, way: submission.way, in: tx)
            if let staff { try ReportNotices(sheet, staff: staff, by: person, at: now, in: world).tell(.submit, before: before, in: tx) }
            try ReportStore.keep(submission, hash: hash, of: key, in: province, seq: sent.seq, at: now, tx)
            return .sent(sent)
        }
        try khen.refresh()
        return outcome
    }

    private func send(_ sheet: inout ReportSheet, by person: Person, at now: Moment, way: Submission.Way, in tx: WriteTransaction) throws -> Receipt {
        let key = sheet.key, province = sheet.province
        let cells = ReportValues.own(sheet.cells, sheet), elements = sheet.form.dataElements, unit = sheet.unit.id, period = sheet.period.id
        let change = try append(.submit, to: &sheet, by: person, at: now, facts: ["way": way.rawValue, "form_version": String(sheet.form.version)], in: tx) { seq, covered in
            let values = ReportValues(province: province, unit: unit, period: period, source: ReportStanding.receipt(province: province, seq: seq))
            let touched = try values.write(cells, of: elements, as: .reported, seq: seq, covered: &covered, in: tx)
            return ChangeDetail(touched: touched.isEmpty ? nil : touched, units: [key.unit.rawValue])
        }
        return Receipt(province: province, seq: change.seq, at: now)
    }

    /// Does one step with a report that is not writing or sending.
    ///
    /// - Parameters:
    ///   - version: the report's version that the person saw.
    ///   - note: the reason, where one is needed.
    ///   - remarks: on cells, with a return or a reopening.
    ///   - due: a new day by which it is due.
    /// - Throws: ``Conflict`` where the report is no longer as it was seen; ``Rejected`` where the step cannot be taken; ``NotAllowed``, ``NotFound``.
    @discardableResult
    package func act(_ action: ReportAction, on key: ReportKey, seen version: Int64, note: String? = nil, remarks: [CellKey: String] = [:], due: Day? = nil, by person: Person) throws -> Receipt {
        precondition(action != .save && action != .submit, "cells are written by save and submit")
        let world = khen.world, reader = SheetReader(khen, world), now = khen.now()
        let receipt: Receipt = try khen.database.write { tx in
            let scope = ReportScope(world, today: now.day)
            let (_, _, unit) = try scope.resolve(key)
            try person.require(.seeReports, at: unit.id, in: world, on: now.day)
            try ChangeLog.hold(world.province(of: unit.id), in: tx)
            var sheet = try reader.sheet(key, for: person, in: tx)
            guard reader.may(action, at: unit.id, person) else { throw NotAllowed(right: action.right) }
            guard sheet.standing.version == version else { throw changed(sheet) }
            let step = world.catalogue.regimeOfForm[key.form]?.step
            guard action.state(after: sheet.standing.state, wasReturned: sheet.standing.wasReturned, isCheckedFirst: step?.isCheckedFirst ?? false) != nil else { throw impossible(action, sheet) }
            if [.check, .approve].contains(action), person.name == sheet.standing.sentBy {
                throw Rejected(Label(vi: "người gửi báo cáo không được tự kiểm tra, tự duyệt", en: "whoever sent a report may not check or approve it"),
                               remedy: Label(vi: "Đề nghị người khác có thẩm quyền duyệt.", en: "Ask another person with the right."))
            }
            let note = note?.trimmingWhitespace
            if action.needsReason, (note ?? "").isEmpty {
                throw Rejected(Label(vi: "cần ghi lý do", en: "a reason is needed"), remedy: Label(vi: "Ghi rõ lý do rồi thực hiện lại.", en: "Give the reason and try again."), place: "note")
            }
            if let due, due < now.day {
                throw Rejected(Label(vi: "hạn mới \(due.iso) đã qua", en: "the new deadline \(due.iso) has passed"), remedy: Label(vi: "Chọn ngày từ hôm nay trở đi.", en: "Choose a day from today on."), place: "due")
            }
            let known = Set(sheet.layout.cells.map(\.key))
            if let strange = remarks.keys.first(where: { !known.contains($0) }) {
                throw Rejected(Label(vi: "biểu không có ô \(strange)", en: "the form has no cell \(strange)"), remedy: Label(vi: "Chọn ô có trong biểu.", en: "Choose a cell of the form."), place: "remarks")
            }
            var facts: [String: String] = [:]
            if let note, !note.isEmpty { facts["note"] = note }
            if let due { facts["due"] = due.iso }
            let written = remarks.filter { !$0.value.trimmingWhitespace.isEmpty }
            if !written.isEmpty { facts["remarks"] = String(written.count) }
            let province = sheet.province, current = sheet
            let staff = try khen.staffBook.staff(of: province, in: world, on: now.day, tx)
            let change = try append(action, to: &sheet, by: person, at: now, facts: facts, due: due, in: tx) { seq, covered in
                try ReportStore.write(written, of: key, in: province, seq: seq, covered: &covered, tx)
                let touched = try carry(action, current, seq: seq, covered: &covered, in: tx)
                return ChangeDetail(touched: touched.isEmpty ? nil : touched, units: touched.isEmpty ? nil : [key.unit.rawValue])
            }
            try ReportNotices(sheet, staff: staff, by: person, at: now, in: world).tell(action, before: current.standing, note: note, remarks: written, due: due, in: tx)
            return Receipt(province: province, seq: change.seq, at: now)
        }
        try khen.refresh()
        return receipt
    }

    /// What a step does to the figures.
    private func carry(_ action: ReportAction, _ sheet: ReportSheet, seq: Int64, covered: inout CoveredRows, in tx: WriteTransaction) throws -> [String: Set<String>] {
        let values = ReportValues(province: sheet.province, unit: sheet.unit.id, period: sheet.period.id,
                                  source: ReportStanding.receipt(province: sheet.province, seq: sheet.standing.sentVersion ?? seq))
        switch action {
        case .approve:
            return try values.write(ReportValues.own(sheet.cells, sheet), of: sheet.form.dataElements, as: .approved, seq: seq, covered: &covered, in: tx)
        case .reopen:
            return try values.write(nil, of: sheet.form.dataElements, as: .approved, seq: seq, covered: &covered, in: tx)
        case .withdraw:
            return try values.write(nil, of: sheet.form.dataElements, as: .reported, seq: seq, covered: &covered, in: tx)
        case .save, .submit, .return, .check, .lock, .exempt, .require, .extend:
            return [:]
        }
    }

    /// Records one step, and what the report has come to.
    private func append(_ action: ReportAction, to sheet: inout ReportSheet, by person: Person, at now: Moment, facts: [String: String], due: Day? = nil, in tx: WriteTransaction,
                        _ body: (Int64, inout CoveredRows) throws -> ChangeDetail) throws -> Change {
        let change = try ChangeLog.append(ChangeKind(action), to: sheet.province, subject: sheet.key.description, by: person, at: now, in: tx) { seq, covered in
            var detail = try body(seq, &covered)
            detail.facts = (detail.facts ?? [:]).merging(facts) { $1 }
            return detail
        }
        sheet.standing.apply(ReportEvent(seq: change.seq, at: now, person: person.name, action: action, note: facts["note"], due: due, formVersion: sheet.form.version))
        try ReportStore.keep(sheet.standing, of: sheet.key, in: sheet.province, tx)
        return change
    }

    // MARK: Writing cells

    /// Refuses cells that the form does not have or that are not to be written.
    private func check(_ edits: [CellEdit], _ sheet: ReportSheet) throws {
        let kinds = Dictionary(sheet.layout.cells.map { ($0.key, $0.kind) }) { $1 }
        var seen: Set<CellKey> = []
        for edit in edits {
            guard let kind = kinds[edit.key], kind == .input else {
                throw Rejected(Label(vi: "ô \(edit.key) không có trong biểu \(sheet.form.code) hoặc không được ghi", en: "cell \(edit.key) is not on form \(sheet.form.code), or is not to be written"),
                               remedy: Label(vi: "Tải lại biểu rồi ghi lại.", en: "Load the form again and write it anew."), place: edit.key.description)
            }
            guard seen.insert(edit.key).inserted else {
                throw Rejected(Label(vi: "ô \(edit.key) được ghi hai lần", en: "cell \(edit.key) is given twice"), remedy: Label(vi: "Ghi mỗi ô một lần.", en: "Give each cell once."), place: edit.key.description)
            }
            for text in [edit.content.value, edit.content.comment, edit.content.source] where text?.utf8.contains(0) ?? false {
                throw Rejected(Label(vi: "ô \(edit.key) có ký tự không hợp lệ", en: "cell \(edit.key) holds a character that is not valid"), remedy: Label(vi: "Gõ lại nội dung của ô.", en: "Type what the cell holds anew."), place: edit.key.description)
            }
            for text in [edit.content.value, edit.content.comment, edit.content.source] where (text?.utf8.count ?? 0) > 60_000 {
                throw Rejected(Label(vi: "nội dung của ô \(edit.key) quá dài", en: "what cell \(edit.key) holds is too long"), remedy: Label(vi: "Rút gọn dưới 20.000 ký tự.", en: "Keep it under 20,000 characters."), place: edit.key.description)
            }
        }
    }

    /// Edits with what their cells held at a version of the report.
    private func based(_ edits: [CellEdit], on seen: Int64?, _ sheet: ReportSheet, _ tx: ReadTransaction) throws -> [CellEdit] {
        guard let seen, seen < sheet.standing.version else { return edits }
        let then = try ReportStore.cells(of: sheet.key, in: sheet.province, upTo: seen, tx)
        return edits.map { edit in
            var edit = edit
            if edit.base == nil { edit.base = then[edit.key]?.content ?? .empty }
            return edit
        }
    }

    /// Three ways: what both began with, what is there now, what is wanted.
    private func merge(_ edits: [CellEdit], into sheet: ReportSheet, _ tx: ReadTransaction) throws -> (fresh: [(CellKey, CellContent)], conflicts: [CellConflict]) {
        var fresh: [(CellKey, CellContent)] = [], conflicts: [CellConflict] = []
        var stored: [CellKey: ReportStore.StoredCell]?
        for edit in edits.sorted(by: { $0.key < $1.key }) {
            let now = sheet.cells[edit.key] ?? .empty
            if now == edit.content { continue }
            guard let base = edit.base, base != now else {
                fresh.append((edit.key, edit.content))
                continue
            }
            // Theirs is newer; what I left as it was stays theirs.
            if edit.content == base { continue }
            if stored == nil { stored = try ReportStore.cells(of: sheet.key, in: sheet.province, tx) }
            let change = stored?[edit.key].flatMap { cell in sheet.entries.last { $0.change.seq == cell.seq }?.change }
            conflicts.append(CellConflict(key: edit.key, mine: edit.content, theirs: now, base: base, theirName: change?.person ?? "", theirTime: change?.at ?? khen.now()))
        }
        return (fresh, conflicts)
    }

    // MARK: Refusals

    private func closed(_ sheet: ReportSheet) -> Rejected {
        let state = sheet.standing.state.word
        return Rejected(Label(vi: "báo cáo ở trạng thái «\(state.vi)», không sửa được", en: "the report is “\(state.en)” and cannot be changed"),
                        remedy: Label(vi: "Rút báo cáo về, hoặc đề nghị nơi nhận trả lại.", en: "Withdraw it, or ask the receiver to return it."))
    }

    private func changed(_ sheet: ReportSheet) -> Conflict {
        let last = sheet.entries.last?.change.person ?? "", state = sheet.standing.state.word
        return Conflict(Label(vi: "\(last) vừa thay đổi báo cáo này; nay ở trạng thái «\(state.vi)». Xem lại rồi quyết định.", en: "\(last) has just changed this report; it is now “\(state.en)”. Look at it again and decide."))
    }

    private func impossible(_ action: ReportAction, _ sheet: ReportSheet) -> Rejected {
        let state = sheet.standing.state.word
        return Rejected(Label(vi: "không thể \(action.word.vi) khi báo cáo ở trạng thái «\(state.vi)»", en: "a report that is “\(state.en)” cannot be \(action.participle)"),
                        remedy: Label(vi: "Tải lại trang để xem việc có thể làm.", en: "Load the page again to see what can be done."))
    }
}
