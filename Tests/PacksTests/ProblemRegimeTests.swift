import Domain
import Foundation
import Packs
import Testing

/// Reporting regimes, roles and holidays.
struct ProblemRegimeTests {
    // MARK: - Regimes

    @Test(arguments: [
        ("form: V1,", "form: V9,", PackProblem.Kind.unknownReference, "There is no form “V9”."),
        ("agency: SO", "agency: VP", .unknownReference, "There is no agency “VP”."),
        ("received_at: commune", "received_at: village", .level, "“V1” is reported at “village”, so it is received further up."),
        ("received_at: province", "received_at: commune", .level, "“F1” is reported at “commune”, so it is received further up."),
        ("received_at: commune", "received_at: comune", .wrongType, "“comune” is not one of the choices for “received_at”."),
        ("[3, 0, -2]", "[0, 3, -2]", .order, "The reminders are out of order or stand twice."),
        ("[3, 0, -2]", "[3, 3]", .order, "The reminders are out of order or stand twice."),
        ("[3, 0, -2]", "[soon]", .wrongType, "This is “soon”; it should be a whole number from -60 to 60."),
        ("form: F1,", "form: V1,", .overlap, "The form “V1” already follows the regime “G1” at that time."),
        ("  citation: PLAN\n", "", .missingCitation, "There is no citation.")
    ])
    func `a regime that cannot be kept`(old: String, new: String, kind: PackProblem.Kind, problem: String) throws {
        let found = try foundInReporting("regimes.yaml", replacing: old, with: new)
        #expect(found.map(\.kind) == [kind] && found.map(\.problem) == [problem])
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/regimes.yaml:") })
    }

    @Test func `a province's own report is received by the province`() throws {
        #expect(try foundInReporting("regimes.yaml", replacing: "form: F1,", with: "form: F2,") == [])
    }

    @Test func `a form follows one regime at a time, but may change it`() throws {
        func second(from day: String) throws -> [Found] {
            let more = reportingLists["regimes.yaml"]! + "\n- {code: G2, name: {vi: Chế độ mới, en: New}, steps: [{form: V1, received_at: commune}], citation: PLAN, valid_from: \(day)}"
            return try check(reportingLists.merging(["regimes.yaml": more]) { $1 }.mapValues { $0 }).found
        }
        #expect(try second(from: "2027-01-01") == [])
        #expect(
            try second(from: "2026-12-31") == [
                Found(
                    .overlap, "demo/regimes.yaml:12:62", "G2 › steps › [1] › form", "The form “V1” already follows the regime “G1” at that time.",
                    "A form follows one regime at a time: remove one step, or correct valid_from and valid_to.")
            ])
    }

    // MARK: - Roles and holidays

    @Test(arguments: [
        ("[fill, submit]", "[fil, submit]", PackProblem.Kind.wrongType, "“fil” is not one of the choices for “rights”."),
        ("held_at: [commune]", "held_at: [comune]", .wrongType, "“comune” is not one of the choices for “held_at”."),
        ("[commune, village]}", "[province]}", .level, "A role held at “commune” does not reach “province”."),
        ("held_at: [commune]", "held_at: []", .missingKey, "“held_at” is empty.")
    ])
    func `a role whose rights reach nothing`(old: String, new: String, kind: PackProblem.Kind, problem: String) throws {
        let found = try foundInReporting("roles.yaml", replacing: old, with: new)
        #expect(found.map(\.kind) == [kind] && found.map(\.problem) == [problem])
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/roles.yaml:") })
    }

    @Test func `a role without grants`() throws {
        let none = "- {code: X, name: {vi: Cán bộ, en: Officer}, held_at: commune, grants: []}"
        #expect(try check(reportingLists.merging(["roles.yaml": none]) { $1 }.mapValues { $0 }).found.map(\.problem) == ["“grants” is empty."])
    }

    @Test(arguments: [
        ("2026-09-02", "2026-02-30", PackProblem.Kind.wrongType, "This is “2026-02-30”; it should be a real day written year-month-day, such as 2025-12-31."),
        ("2026-08-22,Làm bù,Worked in lieu,true", "2026-09-02,Làm bù,Worked in lieu,", .duplicateCode, "2026-09-02 already stands in demo/holidays.csv, line 2."),
        ("2026-08-22", "2026-08-21", .calendar, "2026-08-21 is no Saturday or Sunday, so it is worked anyway.")
    ])
    func `a day that is no holiday`(old: String, new: String, kind: PackProblem.Kind, problem: String) throws {
        let found = try foundInReporting("holidays.csv", replacing: old, with: new)
        #expect(found.first?.kind == kind && found.first?.problem == problem)
        #expect(found.allSatisfy { $0.location.hasPrefix("demo/holidays.csv:") })
    }

    @Test func `a holiday that a required pack already has`() throws {
        let found = try check([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: lib", "holidays.csv": reportingLists["holidays.csv"]!,
            "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}", "lib/holidays.csv": "day,name.vi,name.en\n2026-09-02,Quốc khánh,National Day"
        ]).found
        #expect(found.map(\.problem) == ["2026-09-02 already stands in lib/holidays.csv, line 2."])
    }
}
