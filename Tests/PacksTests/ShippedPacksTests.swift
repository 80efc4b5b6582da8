import Domain
import Foundation
import Packs
import Testing

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
    "packs")

private func checked(_ code: String) -> PackCheck { PackCheck(folder: folder.appendingPathComponent(code), unit: PackFolder.level(ofUnit:on:)) }

struct ShippedPacksTests {
    @Test(arguments: ["common", "dien-bien", "dak-lak", "binh-thuan", "son-la"])
    func `a pack that ships has neither errors nor warnings`(code: String) {
        let check = checked(code)
        #expect(check.problems.map(\.description) == [])
        #expect(check.pack?.code == code)
        #expect(check.required.map(\.code) == (code == "common" ? [] : ["common"]))
    }

    @Test(arguments: [
        ("dien-bien", (1...14).map { "DB-T\($0)" }),
        ("binh-thuan", (1...9).map { "BT-T\($0)" }),
        ("son-la", (1...14).map { "SL-R\($0)" } + ["SL-A1"]),
        ("dak-lak", ["DL-C1", "DL-C2", "DL-C3", "DL-C4", "DL-C5", "DL-P1", "DL-P2"])
    ])
    func `every target and result of the programmes is an indicator`(code: String, ids: [String]) throws {
        let pack = try #require(checked(code).pack)
        #expect(Set(ids).subtracting(pack.indicators.map(\.code)) == [])
    }

    @Test(arguments: [
        (
            "dien-bien",
            [
                "DB-T1": 1, "DB-T2": 1, "DB-T3": 100, "DB-T4": 100, "DB-T5": 100, "DB-T6": 1, "DB-T7": 50, "DB-T8": 80, "DB-T9": 50, "DB-T10": 60,
                "DB-T11": 50, "DB-T12": 1, "DB-T13": 1, "DB-T14": 1
            ], "11"
        ),
        (
            "binh-thuan",
            [
                "BT-T1": 100, "BT-T2": 100, "BT-T3": 100, "BT-T4": 100, "BT-T5": 1, "BT-T5a": 100, "BT-T6": 100, "BT-T7": 100, "BT-T8": 100,
                "BT-T8a": 100, "BT-T9": 1
            ], "60"
        ),
        ("son-la", [:], "14"),
        ("dak-lak", ["DL-C3": 100], "66")
    ])
    func `targets are those of the published plans`(code: String, values: [String: Double], unit: String) throws {
        let pack = try #require(checked(code).pack)
        #expect(Dictionary(uniqueKeysWithValues: pack.targets.map { ($0.indicator, $0.value) }) == values)
        #expect(pack.targets.allSatisfy { $0.unit == unit && $0.bound == .atLeast && $0.citation != nil })
        #expect(pack.programme?.unit == unit)
    }

    @Test func `the plan's days are the ends of its years`() throws {
        let early = ["DB-T1", "DB-T2"]
        for target in try #require(checked("dien-bien").pack).targets {
            #expect(target.due.iso == (early.contains(target.indicator) ? "2025-12-31" : "2030-12-31"))
        }
        for target in try #require(checked("binh-thuan").pack).targets { #expect(target.due.iso == "2025-12-31") }
    }

    @Test func `Sơn La's results are the published ones, bounds included`() throws {
        let pack = try #require(checked("son-la").pack)
        let results = Dictionary(uniqueKeysWithValues: pack.results.map { ($0.dataElement, $0.bound.rawValue + $0.value) })
        #expect(
            results == [
                "SL-R1.PUBLISHED": "100", "SL-R2.PUBLISHED": "100", "SL-R3.PUBLISHED": ">96", "SL-R4.PROCEDURES": "2154", "SL-R5.PROCEDURES": "382",
                "SL-R6.PROCEDURES": "1601", "SL-R7.PUBLISHED": ">95", "SL-R8.PUBLISHED": "97.25", "SL-R9.PUBLISHED": "10.14", "SL-R10.PUBLISHED": "100",
                "SL-R11.PUBLISHED": "80.03", "SL-R12.PUBLISHED": ">90", "SL-R13.PUBLISHED": "66.76", "SL-R14.COLLECTIVES": "12", "SL-R14.INDIVIDUALS": "15",
                "SL-A1.PUBLISHED": ">250000"
            ])
        #expect(pack.results.allSatisfy { $0.unit == "14" && $0.period == "2025" })
    }

    @Test func `yes or no targets are milestones, shares have a numerator and a denominator`() throws {
        let milestones = ["DB-T1", "DB-T2", "DB-T6", "DB-T12", "DB-T13", "DB-T14", "BT-T5", "BT-T9", "DL-P1", "DL-P2"]
        for code in ["dien-bien", "binh-thuan", "son-la", "dak-lak"] {
            for indicator in try #require(checked(code).pack).indicators {
                #expect((indicator.measure == .milestone) == milestones.contains(indicator.code), "\(indicator.code)")
                #expect((indicator.measure == .ratio) == (indicator.denominator != nil), "\(indicator.code)")
                if indicator.measure == .ratio { #expect(indicator.factor == 100 && indicator.unitOfMeasure.vi == "%", "\(indicator.code)") }
            }
        }
    }

    @Test func `the campaign runs from 15 July to 25 October 2025`() throws {
        let window = try #require(checked("dak-lak").pack?.windows.first { $0.code == "DL-100D" })
        #expect(window.firstDay.iso == "2025-07-15" && window.lastDay.iso == "2025-10-25")
        #expect(window.firstDay.days(until: window.lastDay) + 1 == 103)
        #expect(window.name.vi.contains("100 ngày"))
    }

    @Test func `the pilot of two-tier government is recorded for its three wards`() throws {
        let pack = try #require(checked("dak-lak").pack)
        #expect(Set(pack.results.filter { $0.dataElement == "DL-P1.DONE" && $0.value == "true" }.map(\.unit)) == ["24169", "24121", "24163"])
    }

    @Test func `the six solution groups of Điện Biên are there in order`() throws {
        #expect(
            try #require(checked("dien-bien").pack).solutionGroups.map(\.name.vi) == [
                "Tuyên truyền, nâng cao nhận thức", "Phát triển hạ tầng số", "Chính quyền số trong công tác dân tộc", "Kinh tế số", "Xã hội số", "Dữ liệu số"
            ])
    }

    @Test func `the 54 ethnic groups carry the codes of both official lists`() throws {
        let category = try #require(checked("common").pack?.categories.first { $0.code == "ETH" })
        #expect(category.options.count == 54 && category.isSensitive)
        let muong = try #require(category.options.first { $0.name.vi == "Mường" })
        #expect(muong.code == "ETH-06" && muong.codes == ["121-TCTK-PPCD": "06", "1019-QD-TCTK": "04"])
        #expect(Set(category.options.compactMap { $0.codes["1019-QD-TCTK"] }).count == 54)
    }

    @Test func `Decree 09/2019 closes each month on the 14th`() throws {
        #expect(try #require(checked("common").pack?.calendars.first).cutOffDay == 14)
    }

    @Test func `every form that ships follows a regime, and villages' figures reach the province through their commune`() throws {
        for code in ["dien-bien", "binh-thuan", "son-la", "dak-lak"] {
            let pack = try #require(checked(code).pack)
            #expect(Set(pack.forms.map(\.code)) == Set(pack.regimes.flatMap(\.steps).map(\.form)), "\(code)")
            #expect(pack.regimes.allSatisfy { $0.citation != nil } && pack.validationRules.contains { $0.importance == .error }, "\(code)")
        }
        let forms = try #require(checked("dien-bien").pack).forms
        let village = try #require(forms.first { $0.code == "DB-M-BAN" }), commune = try #require(forms.first { $0.code == "DB-M-XA" })
        let gathered = commune.fields.filter(\.isGathered)
        #expect(gathered.map(\.dataElement) == ["DB-S5.ADULTS", "DB-S5.EID", "DB-S5.SESSIONS", "DB-S5.PARTICIPANTS"])
        for field in gathered { #expect(village.fields.first { $0.dataElement == field.dataElement }?.columns == field.columns, "\(field.dataElement)") }
    }

    @Test func `roles approve with a second factor, and nobody both fills in and approves`() throws {
        let roles = try #require(checked("common").pack).roles
        #expect(roles.map(\.code) == ["VILLAGE-REPORTER", "DIGITAL-TEAM", "COMMUNE-OFFICER", "COMMUNE-APPROVER", "DEPARTMENT-OFFICER", "DEPARTMENT-APPROVER", "LEADER", "AUDITOR", "ADMINISTRATOR"])
        for role in roles {
            let rights = Set(role.grants.map(\.right))
            #expect(role.needsSecondFactor == (rights.contains(.approve) || rights.contains(.managePeople)), "\(role.code)")
            #expect(!rights.isSuperset(of: [.fill, .approve]), "\(role.code)")
        }
    }

    @Test func `registers say why personal data are kept and for how long, and show nobody's name to everybody`() throws {
        let registers = try ["common", "dien-bien", "dak-lak", "binh-thuan", "son-la"].flatMap { try #require(checked($0).pack).registers }
        #expect(registers.count == 23)
        for register in registers {
            let worst = register.fields.map(\.sensitivity).max() ?? .public
            #expect(register.citation != nil, "\(register.code)")
            #expect(!worst.isMasked || register.privacy?.citation != nil, "\(register.code)")
            #expect(worst != .sensitive || register.retention != nil && register.publicView == nil, "\(register.code)")
        }
        #expect(registers.first { $0.code == "ENROLMENTS" }?.publicView?.isListed == false)
        for code in ["PEOPLE", "PRESTIGIOUS", "STAFF", "HOUSEHOLDS", "ENTITIES", "TRAINERS", "TEAM-MEMBERS"] { #expect(registers.first { $0.code == code }?.publicView == nil, "\(code)") }
    }

    @Test func `prestigious persons are recognised as Decision 12/2018 says`() throws {
        let register = try #require(checked("common").pack?.registers.first { $0.code == "PRESTIGIOUS" })
        #expect(register.states.filter { $0.deadline != nil }.map { "\($0.code) \($0.deadline!)" } == ["COMMUNE 5", "PROVINCE 5", "DECISION 10", "RETURNED 5"])
        #expect(register.firstState.code == "DRAFT" && register.states.filter(\.isFinal).map(\.code) == ["REFUSED", "REMOVED"])
        let rule = try RecordExpression(parsing: try #require(register.rules.first { $0.code == "TWO-THIRDS" }).holds)
        func holds(_ attending: Double) -> Bool? {
            rule.holds(today: Day(iso: "2026-11-01")!) { $0 == "ATTENDING" ? .number(attending) : $0 == "HOUSEHOLDS" ? .number(100) : .missing }
        }
        #expect(holds(66) == false && holds(67) == true)
    }

    @Test func `figures of training and people come from registers, and no form asks for them`() throws {
        let common = try #require(checked("common").pack), fed = Set(common.registers.flatMap(\.feeds).map(\.dataElement))
        #expect(Set(common.dataElements.filter { $0.overTime == .running }.map(\.code)).subtracting(fed) == [])
        for (code, indicators) in [("dien-bien", ["DB-T5", "DB-T7", "DB-T8"]), ("binh-thuan", ["BT-T3"]), ("dak-lak", ["DL-C5", "DL-C5a", "DL-C6"])] {
            let pack = try #require(checked(code).pack)
            for indicator in pack.indicators where indicators.contains(indicator.code) {
                for formula in [indicator.numerator, indicator.denominator].compactMap(\.self) {
                    for item in try Expression(parsing: formula).items {
                        guard case .dataElement(let element, _) = item.reference else { continue }
                        #expect(fed.contains(element), "\(indicator.code)")
                    }
                }
            }
            #expect(pack.forms.allSatisfy { fed.isDisjoint(with: $0.dataElements) }, "\(code)")
        }
    }

    @Test func `Tết and National Day of 2026 are off, the days worked in their place are not`() throws {
        let pack = try #require(checked("common").pack)
        let calendar = WorkingDays(pack.calendarDays)
        func isWorked(_ day: String) -> Bool? { Day(iso: day).map(calendar.isWorked) }
        for day in ["2025-01-29", "2025-05-02", "2026-02-16", "2026-02-20", "2026-04-27", "2026-08-31", "2026-09-02", "2026-11-24"] { #expect(isWorked(day) == false, "\(day)") }
        for day in ["2025-04-26", "2026-01-10", "2026-08-22", "2026-02-23", "2025-11-24"] { #expect(isWorked(day) == true, "\(day)") }
        #expect(Set(pack.calendarDays.map(\.day.year)) == [2025, 2026])
    }

    @Test func `a pack survives being stored as JSON`() throws {
        let pack = try #require(checked("dien-bien").pack)
        #expect(try JSONDecoder().decode(Pack.self, from: JSONEncoder().encode(pack)) == pack)
    }

    @Test func `the documentation's example of a new indicator passes the check`() throws {
        let example = try Example()
        defer { example.remove() }
        try example.append(example.blocks[0], to: "data-elements.yaml")
        try example.append(example.blocks[1], to: "indicators.yaml")
        try example.append(example.page.firstMatch(of: /`(DB-T15,[^`]*)`/).map { String($0.1) } ?? "", to: "targets.csv")
        try example.append(
            """
            - code: DB-M-XA-2
              name: {vi: Biểu bổ sung, en: Added form}
              frequency: month
              level: commune
              due_days: 5
              citation: DB-PLAN
              sections:
              - name: {vi: Wi-Fi công cộng, en: Public Wi-Fi}
                data_elements: [DB-T15.VILLAGES_WITH_WIFI, VILLAGES]
            """, to: "forms.yaml")
        let check = example.check()
        #expect(check.problems.map(\.description) == [])
        #expect(check.pack?.indicators.last?.code == "DB-T15" && check.pack?.targets.last?.value == 70)
    }

    @Test func `the documentation's example of a form with columns, a rule and a deadline passes the check`() throws {
        let example = try Example()
        defer { example.remove() }
        let names = ["data-elements.yaml", "forms.yaml", "validation-rules.yaml", "regimes.yaml"]
        let blocks = example.blocks.filter { $0.contains("DB-S6") || $0.contains("DB-Q-XA") }
        #expect(blocks.count == names.count)
        for (block, name) in zip(blocks, names) { try example.append(block, to: name) }
        let check = example.check()
        #expect(check.problems.map(\.description) == [])
        let form = try #require(check.pack?.forms.last)
        #expect(form.code == "DB-Q-XA" && form.dueDayKind == .working && form.fields[1].columns == ["SEX"] && form.sections[0].rows.count == 3)
        #expect(check.pack?.validationRules.last?.importance == .warning && check.pack?.regimes.last?.reminders == [5, 1, 0, -2])
    }
}

/// A copy of the packs that a test of the documentation adds its examples to.
private struct Example {
    let copy: PackFolder
    /// docs/packs.md.
    let page: String
    /// Its examples in YAML that stand inside numbered steps.
    let blocks: [String]

    init() throws {
        copy = try PackFolder()
        for name in ["common", "dien-bien"] {
            try FileManager.default.copyItem(at: folder.appendingPathComponent(name), to: copy.root.appendingPathComponent(name))
        }
        let page = try String(contentsOf: folder.deletingLastPathComponent().appendingPathComponent("docs/packs.md"), encoding: .utf8)
        self.page = page
        blocks = page.ranges(of: /```yaml\n[^`]*```/).map { range in
            page[range].split(separator: "\n").dropFirst().dropLast().map { $0.dropFirst(3) }.joined(separator: "\n")
        }
    }

    func append(_ text: String, to name: String) throws {
        let path = "dien-bien/\(name)"
        try copy.write(String(contentsOf: copy.root.appendingPathComponent(path), encoding: .utf8) + "\n" + text + "\n", to: path)
    }

    func check() -> PackCheck { PackCheck(folder: copy.root.appendingPathComponent("dien-bien"), unit: PackFolder.level(ofUnit:on:)) }

    func remove() { try? copy.remove() }  // a folder that stays behind harms nothing
}
