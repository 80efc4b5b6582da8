import Domain
import Operations
import Storage
import Testing
import TestWorld

/// Bản Nà Lốm's report of July 2026, in most tests.
private let july = ReportKey(form: "MK-M", period: "2026-07", unit: Story.naLom)
private let communeJuly = ReportKey(form: "MK-X", period: "2026-07", unit: Story.banKhen)

private func submission(_ name: String) -> Submission { Submission(id: name, way: .page) }
private func edits(_ cells: [String: String], base: CellContent? = nil) -> [CellEdit] {
    cells.sorted { $0.key < $1.key }.map { CellEdit(CellKey(parsing: $0.key), CellContent(value: $0.value), base: base) }
}
private let filled = ["HEADS:F": "1", "HEADS:M": "2", "HEADS.TRAINED:F": "1", "HEADS.TRAINED:M": "1", "SESSIONS": "4", "PEOPLE:F": "30", "PEOPLE:M": "25"]

extension Reports.Outcome {
    fileprivate var receipt: Receipt? {
        switch self {
        case .saved(let receipt), .sent(let receipt): receipt
        case .stopped(_, let receipt), .conflicts(_, let receipt): receipt
        }
    }
    fileprivate var isSent: Bool { if case .sent = self { true } else { false } }
    fileprivate var problems: [FormProblem] { if case .stopped(let problems, _) = self { problems } else { [] } }
    fileprivate var conflicts: [Reports.CellConflict] { if case .conflicts(let conflicts, _) = self { conflicts } else { [] } }
}

@Suite struct ReportTests {
    private func withKhen(_ dialect: Dialect, _ body: (Khen) throws -> Void) throws {
        try withPlace(for: dialect) { place in
            let khen = try Story.khen(at: place.location)
            defer { khen.close() }
            try body(khen)
            #expect(try khen.log.verify(by: Story.administrator).isSound)
        }
    }

    /// The figure of a data element's indicator, of one standing.
    private func sessions(_ khen: Khen, _ unit: UnitID, _ standing: ValueStatus) throws -> Double? {
        try khen.indicators.figure(khen.indicators.indicator("MK-2"), unit: unit, period: khen.world.catalogue.periods.period("2026-07"), standing: standing)?.value
    }

    @Test(arguments: Dialect.allCases) func `a village's month goes from draft to approved and the figures follow at once`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            #expect(try khen.reports.sheet(july, by: Story.dua).standing.state == .open)
            let saved = try khen.reports.save(edits(["SESSIONS": "4"]), in: july, as: submission("a"), by: Story.dua)
            #expect(saved.receipt?.number.hasPrefix("91-") == true)
            #expect(try khen.reports.sheet(july, by: Story.dua).standing.state == .draft)
            #expect(try sessions(khen, Story.province, .reported) == nil)
            #expect(try khen.reports.submit(edits(filled), in: july, as: submission("b"), by: Story.dua).isSent)
            #expect(try sessions(khen, Story.province, .reported) == 4)
            #expect(try sessions(khen, Story.province, .approved) == nil)
            let sent = try khen.reports.sheet(july, by: Story.pao)
            #expect(sent.standing.state == .submitted && sent.actions == [.return, .approve, .check])
            try khen.reports.act(.approve, on: july, seen: sent.standing.version, by: Story.pao)
            #expect(try sessions(khen, Story.province, .approved) == 4)
            let indicator = try khen.indicators.indicator("MK-2"), month = try khen.world.catalogue.periods.period("2026-07")
            let reported = khen.indicators.figure(indicator, unit: Story.province, period: month, standing: .reported)
            #expect(reported?.mark == .approved && reported?.status == .reported && reported?.approval?.units == 1)
            #expect(khen.indicators.standing(indicator, unit: Story.province, scope: .approvedOnly).latest?.standing == .approved)
            let approved = try khen.reports.sheet(july, by: Story.dua)
            #expect(approved.standing.state == .approved && approved.standing.approvedBy == "giang.a.pao" && approved.actions.isEmpty)
            #expect(approved.entries.map(\.action) == [.save, .save, .submit, .approve])
        }
    }

    @Test func `the total of a row counts whichever category its columns are of`() throws {
        try withPlace(for: .sqlite) { place in
            let khen = try Story.khen(at: place.location, withPack: false)
            defer { khen.close() }
            var pack = Story.pack
            pack.categories.append(Category(code: "ROLE", name: Label(vi: "Chức danh", en: "Role"), options: [CategoryOption(code: "HEAD", name: Label(vi: "Trưởng bản", en: "Head"))]))
            for index in pack.dataElements.indices where pack.dataElements[index].code.hasPrefix("HEADS") { pack.dataElements[index].categories = ["ROLE", "SEX"] }
            try khen.norms.load(packs: [pack], by: Story.administrator)
            _ = try khen.reports.submit(edits(filled), in: july, as: submission("a"), by: Story.dua)
            let indicator = try khen.indicators.indicator("MK-1"), month = try khen.world.catalogue.periods.period("2026-07")
            let figure = khen.indicators.figure(indicator, unit: Story.banKhen, period: month, standing: .reported)
            #expect(figure?.numerator == 2 && figure?.denominator == 3)
            let women = khen.indicators.figure(indicator, unit: Story.banKhen, period: month, standing: .reported, options: Disaggregation(["F"]))
            #expect(women?.numerator == 1 && women?.denominator == 1)
            let sheet = try khen.reports.sheet(july, by: Story.pao)
            try khen.reports.act(.approve, on: july, seen: sheet.standing.version, by: Story.pao)
            #expect(khen.indicators.figure(indicator, unit: Story.province, period: month, standing: .approved)?.denominator == 3)
            // The commune gathers its villages' total, and corrects one half of it.
            let corrected = [CellEdit(CellKey(parsing: "HEADS:F"), CellContent(value: "4", comment: "Bổ sung một trưởng bản")), CellEdit(CellKey(parsing: "TEAMS"), CellContent(value: "2"))]
            guard case .sent = try khen.reports.submit(corrected, in: communeJuly, as: submission("b"), by: Story.mai) else { return #expect(Bool(false), "the commune's report was not sent") }
            #expect(khen.indicators.figure(indicator, unit: Story.banKhen, period: month, standing: .reported)?.denominator == 6)
            #expect(khen.indicators.figure(indicator, unit: Story.banKhen, period: month, standing: .reported)?.numerator == 2)
        }
    }

    @Test(arguments: Dialect.allCases) func `what the log says and what is kept of a report are the same`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            _ = try khen.reports.submit(edits(filled), in: july, as: submission("a"), by: Story.dua)
            var sheet = try khen.reports.sheet(july, by: Story.pao)
            try khen.reports.act(.return, on: july, seen: sheet.standing.version, note: "Kiểm tra số buổi", remarks: [CellKey("SESSIONS"): "Sổ ghi 3 buổi"], due: Day(iso: "2026-08-25"), by: Story.pao)
            _ = try khen.reports.submit(edits(["SESSIONS": "3"]), in: july, as: submission("b"), by: Story.dua)
            sheet = try khen.reports.sheet(july, by: Story.pao)
            let folded = ReportStanding(sheet.entries.map { entry in
                ReportEvent(seq: entry.change.seq, at: entry.change.at, person: entry.change.person, action: entry.action, note: entry.note, due: entry.due)
            })
            #expect(folded == sheet.standing)
            #expect(sheet.standing.state == .resubmitted && sheet.standing.due == Day(iso: "2026-08-25") && sheet.due == Day(iso: "2026-08-25"))
        }
    }

    @Test(arguments: Dialect.allCases) func `a returned report shows its remarks on the cells and can be sent again`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            _ = try khen.reports.submit(edits(filled), in: july, as: submission("a"), by: Story.dua)
            let sent = try khen.reports.sheet(july, by: Story.pao)
            #expect(throws: Rejected.self) { () throws in try khen.reports.act(.return, on: july, seen: sent.standing.version, note: "  ", by: Story.pao) }
            try khen.reports.act(.return, on: july, seen: sent.standing.version, note: "Sửa hai ô", remarks: [CellKey("SESSIONS"): "Sổ ghi 3 buổi", CellKey(parsing: "HEADS:F"): "Xem lại"], by: Story.pao)
            let returned = try khen.reports.sheet(july, by: Story.dua)
            #expect(returned.standing.state == .returned && returned.remarks.count == 2 && returned.actions.contains(.save))
            #expect(try khen.reports.queue(for: Story.dua).returned.map(\.key) == [july])
            #expect(try khen.reports.submit(edits(["SESSIONS": "3"]), in: july, as: submission("b"), by: Story.dua).isSent)
            #expect(try khen.reports.sheet(july, by: Story.dua).standing.state == .resubmitted)
            #expect(try sessions(khen, Story.banKhen, .reported) == 3)
        }
    }

    @Test(arguments: Dialect.allCases) func `the same sending ten times is one, with the same receipt`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            let first = try #require(try khen.reports.submit(edits(filled), in: july, as: submission("x1"), by: Story.dua).receipt)
            for _ in 0..<9 {
                let again = try #require(try khen.reports.submit(edits(filled), in: july, as: submission("x1"), by: Story.dua).receipt)
                #expect(again.number == first.number && again.at == first.at && again.isRepeated)
            }
            #expect(try khen.reports.sheet(july, by: Story.dua).entries.count == 2)
            #expect(throws: Conflict.self) { () throws in try khen.reports.submit(edits(["SESSIONS": "9"]), in: july, as: submission("x1"), by: Story.dua) }
        }
    }

    @Test(arguments: Dialect.allCases) func `two people at one report keep what they wrote, and only the same cell is a conflict`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            _ = try khen.reports.save(edits(["SESSIONS": "4", "HEADS:F": "1"]), in: july, as: submission("a"), by: Story.dua)
            let base = CellContent(value: "4")
            // Mai changes the sessions; Dua, who still sees 4, changes them too and a cell besides.
            _ = try khen.reports.save([CellEdit(CellKey("SESSIONS"), CellContent(value: "5"), base: base)], in: july, as: submission("b"), by: Story.mai)
            let mine = [CellEdit(CellKey("SESSIONS"), CellContent(value: "6"), base: base), CellEdit(CellKey(parsing: "HEADS:M"), CellContent(value: "2"), base: .empty)]
            let outcome = try khen.reports.save(mine, in: july, as: submission("c"), by: Story.dua)
            #expect(outcome.conflicts.map(\.key) == [CellKey("SESSIONS")])
            #expect(outcome.conflicts.first?.theirs.value == "5" && outcome.conflicts.first?.mine.value == "6" && outcome.conflicts.first?.theirName == "lo.thi.mai")
            let sheet = try khen.reports.sheet(july, by: Story.dua)
            #expect(sheet.cells[CellKey("SESSIONS")]?.value == "5" && sheet.cells[CellKey(parsing: "HEADS:M")]?.value == "2")
        }
    }

    @Test(arguments: Dialect.allCases) func `a broken rule or a missing figure stops the sending and keeps the draft`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            var cells = filled
            cells["HEADS.TRAINED:M"] = "7"
            cells["SESSIONS"] = nil
            let outcome = try khen.reports.submit(edits(cells), in: july, as: submission("a"), by: Story.dua)
            #expect(outcome.problems.map(\.kind) == [.mandatory, .rule])
            #expect(outcome.problems[1].rule == "MK-V1" && outcome.problems[1].cells.first == CellKey(parsing: "HEADS.TRAINED:F") && outcome.problems[1].message.vi.contains("8"))
            #expect(try khen.reports.sheet(july, by: Story.dua).cells[CellKey(parsing: "HEADS.TRAINED:M")]?.value == "7")
            let without = CellEdit(CellKey("SESSIONS"), CellContent(isWithoutFigure: true, comment: "Lũ, không họp được"))
            #expect(try khen.reports.submit(edits(["HEADS.TRAINED:M": "1"]) + [without], in: july, as: submission("b"), by: Story.dua).isSent)
            #expect(try sessions(khen, Story.naLom, .reported) == nil)
        }
    }

    @Test(arguments: Dialect.allCases) func `a warning asks for a comment and no more`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            var cells = filled
            cells["PEOPLE:F"] = "400"
            let stopped = try khen.reports.submit(edits(cells), in: july, as: submission("a"), by: Story.dua)
            #expect(stopped.problems.map(\.severity) == [.warning] && stopped.problems.first?.rule == "MK-V2")
            let explained = CellEdit(CellKey(parsing: "PEOPLE:F"), CellContent(value: "400", comment: "Hội chợ xã"))
            #expect(try khen.reports.submit([explained], in: july, as: submission("b"), by: Story.dua).isSent)
        }
    }

    @Test(arguments: Dialect.allCases) func `a commune gathers its villages' approved figures, and a changed total is a correction with a reason`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            for (unit, person) in [(Story.naLom, Story.dua), (Story.hinPhon, Story.say)] {
                let key = ReportKey(form: "MK-M", period: "2026-07", unit: unit)
                _ = try khen.reports.submit(edits(filled), in: key, as: submission("v\(unit.rawValue)"), by: person)
                if unit == Story.naLom { try khen.reports.act(.approve, on: key, seen: try khen.reports.sheet(key, by: Story.pao).standing.version, by: Story.pao) }
            }
            var sheet = try khen.reports.sheet(communeJuly, by: Story.mai)
            #expect(sheet.gathered[CellKey("SESSIONS")] == .init(value: 4, units: 1, expected: 2))
            try khen.reports.act(.approve, on: ReportKey(form: "MK-M", period: "2026-07", unit: Story.hinPhon), seen: try khen.reports.sheet(ReportKey(form: "MK-M", period: "2026-07", unit: Story.hinPhon), by: Story.pao).standing.version, by: Story.pao)
            sheet = try khen.reports.sheet(communeJuly, by: Story.mai)
            #expect(sheet.gathered[CellKey("SESSIONS")] == .init(value: 8, units: 2, expected: 2) && sheet.number(CellKey("SESSIONS")) == 8)
            let silent = try khen.reports.submit(edits(["TEAMS": "2", "SESSIONS": "9"]), in: communeJuly, as: submission("m1"), by: Story.mai)
            #expect(silent.problems.map(\.kind) == [.correction] && silent.problems.first?.cells == [CellKey("SESSIONS")])
            let reasoned = CellEdit(CellKey("SESSIONS"), CellContent(value: "9", comment: "Thêm buổi do xã tổ chức"))
            #expect(try khen.reports.submit([reasoned], in: communeJuly, as: submission("m2"), by: Story.mai).isSent)
            #expect(try sessions(khen, Story.province, .reported) == 9)
            // What was not corrected stays the villages' own.
            #expect(try khen.indicators.versions(of: DataValueKey(province: "91", dataElement: "HEADS", unit: Story.banKhen, period: "2026-07", options: Disaggregation(["F"]), status: .reported)).isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func `nobody checks or approves what they sent, and the second step is checked first`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            _ = try khen.reports.submit(edits(["TEAMS": "2", "HEADS:F": "1", "HEADS:M": "2"]), in: communeJuly, as: submission("m1"), by: Story.mai)
            var sheet = try khen.reports.sheet(communeJuly, by: Story.quan)
            #expect(sheet.standing.state == .submitted && !sheet.actions.contains(.approve))
            #expect(throws: Rejected.self) { () throws in try khen.reports.act(.approve, on: communeJuly, seen: sheet.standing.version, by: Story.quan) }
            try khen.reports.act(.check, on: communeJuly, seen: sheet.standing.version, by: Story.hanh)
            #expect(throws: Conflict.self) { () throws in try khen.reports.act(.approve, on: communeJuly, seen: sheet.standing.version, by: Story.quan) }
            sheet = try khen.reports.sheet(communeJuly, by: Story.quan)
            #expect(sheet.standing.state == .checked && sheet.actions.contains(.approve))
            try khen.reports.act(.approve, on: communeJuly, seen: sheet.standing.version, by: Story.quan)
            var both = Story.mai
            both.reaches += Story.quan.reaches
            let own = ReportKey(form: "MK-X", period: "2026-06", unit: Story.banKhen)
            _ = try khen.reports.submit(edits(["TEAMS": "2", "HEADS:F": "1", "HEADS:M": "2"]), in: own, as: submission("m2"), by: both)
            #expect(throws: Rejected.self) { () throws in try khen.reports.act(.check, on: own, seen: try khen.reports.sheet(own, by: both).standing.version, by: both) }
        }
    }

    @Test(arguments: Dialect.allCases) func `reopening takes the approved figures out and withdrawing the reported ones`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            _ = try khen.reports.submit(edits(filled), in: july, as: submission("a"), by: Story.dua)
            let sent = try khen.reports.sheet(july, by: Story.dua)
            try khen.reports.act(.withdraw, on: july, seen: sent.standing.version, note: "Nhầm sổ", by: Story.dua)
            #expect(try sessions(khen, Story.naLom, .reported) == nil)
            _ = try khen.reports.submit([], in: july, as: submission("b"), by: Story.dua)
            try khen.reports.act(.approve, on: july, seen: try khen.reports.sheet(july, by: Story.pao).standing.version, by: Story.pao)
            #expect(throws: NotAllowed.self) { () throws in try khen.reports.act(.reopen, on: july, seen: try khen.reports.sheet(july, by: Story.dua).standing.version, note: "x", by: Story.dua) }
            try khen.reports.act(.reopen, on: july, seen: try khen.reports.sheet(july, by: Story.pao).standing.version, note: "Bổ sung lớp ngày 30", by: Story.pao)
            #expect(try sessions(khen, Story.naLom, .approved) == nil && sessions(khen, Story.naLom, .reported) == 4)
        }
    }

    @Test(arguments: Dialect.allCases) func `what is out of reach is not found, and what cannot be is refused`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            for person in [Story.say, Story.xuan, Person.visitor] {
                #expect(throws: NotFound.self) { () throws in try khen.reports.sheet(july, by: person) }
                #expect(throws: NotFound.self) { () throws in try khen.reports.submit(edits(filled), in: july, as: submission("z"), by: person) }
            }
            #expect(throws: NotAllowed.self) { () throws in try khen.reports.save(edits(filled), in: july, as: submission("z"), by: Story.hanh) }
            for key in [ReportKey(form: "MK-M", period: "2026-10", unit: Story.naLom), ReportKey(form: "MK-M", period: "2025-06", unit: Story.naLom), ReportKey(form: "MK-M", period: "2026", unit: Story.naLom),
                        ReportKey(form: "MK-M", period: "2026-07", unit: Story.banKhen)] {
                #expect(throws: Rejected.self) { () throws in try khen.reports.sheet(key, by: Story.mai) }
            }
            #expect(throws: NotFound.self) { () throws in try khen.reports.sheet(ReportKey(form: "NONE", period: "2026-07", unit: Story.naLom), by: Story.dua) }
            #expect(throws: Rejected.self) { () throws in try khen.reports.save(edits(["PLAN.DONE": "true"]), in: july, as: submission("z"), by: Story.dua) }
            #expect(throws: Rejected.self) { () throws in try khen.reports.save(edits(["UNION:M": "1"]), in: july, as: submission("z"), by: Story.dua) }
            #expect(throws: Rejected.self) { () throws in try khen.reports.save(edits(filled), in: july, as: Submission(id: "a b/../", way: .api), by: Story.dua) }
        }
    }

    @Test(arguments: Dialect.allCases) func `everyone's queue holds what waits for them and the rates count what came`(_ dialect: Dialect) throws {
        try withKhen(dialect) { khen in
            #expect(try khen.reports.queue(for: Story.dua).late.contains { $0.key == july })
            let officers = try khen.reports.queue(for: Story.mai)
            #expect(!officers.late.isEmpty && officers.late.allSatisfy { $0.unit.id == Story.banKhen } && officers.beneath.contains { $0.open.contains { $0.key == july } })
            _ = try khen.reports.submit(edits(filled), in: july, as: submission("a"), by: Story.dua)
            #expect(try khen.reports.queue(for: Story.pao).waiting.map(\.key) == [july])
            #expect(try khen.reports.queue(for: Story.dua).sent.map(\.key) == [july])
            #expect(try khen.reports.queue(for: Story.xuan).waiting.isEmpty)
            let form = try #require(khen.world.catalogue.forms["MK-M"]), commune = try #require(khen.world.units.unit(Story.banKhen))
            let overview = khen.reports.overview(of: form, beneath: commune, periods: 2, by: Story.mai)
            #expect(overview.periods.map(\.id) == ["2026-07", "2026-08"] && overview.rows.count == 2)
            #expect(overview.totals[0].expected == 2 && overview.totals[0].sent == 1 && overview.totals[0].onTime == 0 && overview.totals[0].late == 1)
            let exempt = ReportKey(form: "MK-M", period: "2026-07", unit: Story.hinPhon)
            try khen.reports.act(.exempt, on: exempt, seen: 0, note: "Bản đang tái định cư", by: Story.pao)
            #expect(khen.reports.overview(of: form, beneath: commune, periods: 2, by: Story.mai).totals[0].completeness == 1)
        }
    }
}
