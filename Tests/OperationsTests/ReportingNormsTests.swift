import Domain
import Foundation
import Testing
import TestWorld
@testable import Operations

/// What the catalogue knows of reports, and what earlier versions have stored.
struct ReportingNormsTests {
    let catalogue = NormCatalogue(packs: [Story.pack])

    @Test func `a form knows its regime, its step and its rules`() throws {
        let village = try #require(catalogue.regimeOfForm["MK-M"]), commune = try #require(catalogue.regimeOfForm["MK-X"])
        #expect(village.regime.code == "MK-THANG" && village.step.receivedAt == .commune && !village.step.isCheckedFirst)
        #expect(commune.step.receivedAt == .province && commune.step.agency == "SO-DT" && commune.step.isCheckedFirst)
        #expect(catalogue.regimeOfForm["MK-Y"] == nil)
        #expect(catalogue.validationRules["MK-M"]?.map(\.code) == ["MK-V1", "MK-V2"] && catalogue.validationRules["MK-X"]?.map(\.code) == ["MK-V1", "MK-V2"])
        #expect(catalogue.validationRules["MK-Y"] == [])
        #expect(catalogue.roles["COMMUNE-APPROVER"]?.needsSecondFactor == true && catalogue.regimes.keys.sorted() == ["MK-THANG"])
        #expect(catalogue.forms.keys.sorted() == ["MK-M", "MK-X", "MK-Y"])
    }

    @Test func `rules and computed rows are ready to be worked out`() throws {
        let figures: [String: Double] = ["#{HEADS}": 4, "#{HEADS.TRAINED}": 3, "#{SESSIONS}": 2]
        let rule = try #require(catalogue.ruleFormulas["MK-V1"])
        #expect(rule.left.evaluate { figures[$0.description] } == 3 && rule.right.evaluate { figures[$0.description] } == 4)
        let rows = Story.villageForm.sections.flatMap(\.rows).compactMap { row in if case .computed(let computed) = row { computed } else { nil } }
        let row = try #require(rows.first), formula = try #require(catalogue.formula(of: row))
        #expect(formula.evaluate { figures[$0.description] } == 75)
    }

    @Test func `deadlines count working days without holidays`() throws {
        let august = try catalogue.periods.period("2026-08")
        // Tuesday and Wednesday, 1 and 2 September, are holidays: 3, 4, 7, 8 and 9 are worked.
        #expect(Story.villageForm.dueDay(for: august, catalogue.workingDays).iso == "2026-09-09")
        #expect(try Story.villageForm.dueDay(for: catalogue.periods.period("2026-07"), catalogue.workingDays).iso == "2026-08-07")
    }

    @Test func `a form is laid out with its columns, its total and its greyed cell`() throws {
        let layout = catalogue.layout(of: Story.villageForm)
        #expect(layout.cells.filter { $0.key.dataElement == "HEADS" }.map(\.key.description) == ["HEADS:F", "HEADS:M", "HEADS"])
        #expect(layout.cells.filter { $0.kind == .greyed }.map(\.key.description) == ["UNION:M"])
        #expect(layout.inputs.contains(CellKey("VILLAGE.NEEDS")) && layout.inputs.contains(CellKey("HEADS", Disaggregation(["F"]))) && !layout.inputs.contains(CellKey("HEADS")))
        var changed = Story.villageForm
        changed.sections.removeLast()
        #expect(!catalogue.layout(of: changed).inputs.contains(CellKey("VILLAGE.NEEDS")))
    }

    @Test func `rules reach the forms of packs that require theirs, and no others`() throws {
        var library = Pack(code: "library", name: Label(vi: "Dùng chung", en: "Common"), version: "1", validationRules: [Story.rules[0]])
        library.dataElements = Story.pack.dataElements
        var user = Story.pack
        user.validationRules = []
        #expect(NormCatalogue(packs: [library, user]).validationRules["MK-M"] == [])
        user.requires = ["library"]
        #expect(NormCatalogue(packs: [library, user]).validationRules["MK-M"]?.map(\.code) == ["MK-V1"])
    }

    @Test func `of two regimes the one that holds on the day counts`() {
        var pack = Story.pack
        pack.regimes[0].validTo = Day(year: 2026, month: 12, day: 31)
        var next = Story.regime
        next.code = "MK-MOI"
        next.validFrom = Day(year: 2027, month: 1, day: 1)
        pack.regimes.append(next)
        let catalogue = NormCatalogue(packs: [pack])
        #expect(catalogue.regimeOfForm["MK-M"]?.regime.code == "MK-MOI")
        #expect(catalogue.regime(ofForm: "MK-M", on: Day(year: 2026, month: 12, day: 31)!)?.regime.code == "MK-THANG")
        #expect(catalogue.regime(ofForm: "MK-M", on: Day(year: 2027, month: 1, day: 1)!)?.regime.code == "MK-MOI")
    }

    @Test func `what changes names the lists of reporting`() {
        var before = Story.pack
        (before.validationRules, before.regimes, before.roles, before.calendarDays) = ([Story.rules[0]], [], [], [])
        before.validationRules[0].importance = .warning
        let changes = Norms.difference(from: before, to: Story.pack).map { "\($0.sign) \($0.what.en)" }
        #expect(changes.contains("~ validation rule MK-V1") && changes.contains("+ validation rule MK-V2") && changes.contains("+ reporting regime MK-THANG"))
        #expect(changes.contains("+ role AUDITOR") && changes.contains("+ holiday 2026-09-02") && changes.count == 4 + Story.roles.count + Story.holidays.count - 1)
    }

    @Test func `what changes names registers`() {
        var before = Story.pack, after = Story.pack
        before.registers += [Register(code: "COURSES", name: Label(vi: "Khóa tập huấn", en: "Courses"), one: Label(vi: "khóa", en: "course"), levels: [.commune], title: "{NAME}", sections: [])]
        after.registers = before.registers
        after.registers[after.registers.count - 1].version = 2
        #expect(Norms.difference(from: before, to: after).map { "\($0.sign) \($0.what.vi)" } == ["~ sổ quản lý COURSES"])
        #expect(Norms.difference(from: before, to: Story.pack).map { "\($0.sign) \($0.what.en)" } == ["- register COURSES"])
    }

    // MARK: - Stored packs

    @Test func `the story's pack comes back from its stored text`() throws {
        #expect(try PackText.decode(PackText.encode(Story.pack)) == Story.pack)
    }

    /// As version 1 of the program stored it: sections with data elements, no rules, regimes, roles or holidays, agencies without a kind.
    @Test func `a pack stored by an earlier version is still read`() throws {
        let pack = try PackText.decode("""
            {"agencies":[{"code":"SO","name":{"en":"Department","vi":"Sở"},"parent":"UB"}],"baselines":[],"calendars":[],"categories":[],"code":"old",
             "dataElements":[{"categories":["SEX"],"code":"HEADS","decimals":0,"level":"village","name":{"en":"Heads","vi":"Trưởng bản"},"overTime":"last","overUnits":"sum","valueType":"count"}],
             "forms":[{"code":"F","dueDays":5,"frequency":"month","level":"village","name":{"en":"Report","vi":"Báo cáo"},
               "sections":[{"dataElements":["HEADS","SESSIONS"],"name":{"en":"Training","vi":"Tập huấn"}}]}],
             "goals":[],"indicators":[],"name":{"en":"Old","vi":"Cũ"},"requires":[],"results":[],"solutionGroups":[],"targets":[],"version":"1.0.0","windows":[]}
            """)
        #expect(pack.forms == [FormDefinition(code: "F", name: Label(vi: "Báo cáo", en: "Report"), frequency: .month, level: .village, dueDays: 5,
                                              sections: [.init(name: Label(vi: "Tập huấn", en: "Training"), dataElements: ["HEADS", "SESSIONS"])])])
        #expect(pack.forms[0].version == 1 && pack.forms[0].dueDayKind == .calendar)
        #expect(pack.agencies == [Agency(code: "SO", name: Label(vi: "Sở", en: "Department"), kind: .department, parent: "UB")])
        #expect(pack.validationRules.isEmpty && pack.regimes.isEmpty && pack.roles.isEmpty && pack.calendarDays.isEmpty)
        #expect(NormCatalogue(packs: [pack]).layout(of: pack.forms[0]).inputs == [CellKey("HEADS")])
    }

    @Test func `what a stored pack cannot lack is still asked for`() {
        #expect(throws: DecodingError.self) { try PackText.decode(#"{"code":"old","version":"1"}"#) }
        #expect(throws: DecodingError.self) { try PackText.decode(#"{"code":"old","version":"1","name":{"vi":"Cũ","en":"Old"},"forms":[{"code":"F"}]}"#) }
    }
}
