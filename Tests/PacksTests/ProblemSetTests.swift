import Domain
import Foundation
import Packs
import Testing

/// Packs that require one another.
struct ProblemSetTests {
    @Test func `a pack uses what the packs it requires declare`() throws {
        let check = try check([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: [lib]",
            "categories.yaml": nil,
            "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}",
            "lib/categories.yaml": PackFolder.sound["categories.yaml"]!
        ])
        #expect(check.found == [])
        #expect(check.required.map(\.code) == ["lib"])
    }

    @Test func `a required pack that is not there, or requires back`() throws {
        #expect(
            try check(["pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: [lib]", "lab/pack.yaml": "code: lab"]).found == [
                Found(.unknownReference, "demo/pack.yaml:13:11", "requires", "There is no pack “lib” beside this one.", "Did you mean “lab”?")
            ])
        let back = "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}\nrequires: demo"
        #expect(
            try check(["pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: [lib]", "lib/pack.yaml": back]).found == [
                Found(.cycle, "lib/pack.yaml:4:11", "requires", "These packs require each other: demo → lib → demo.", "Remove one of the requirements.")
            ])
    }

    @Test func `a code that a required pack already declares`() throws {
        let found = try check([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: lib",
            "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}",
            "lib/data-elements.yaml": "- {code: STAFF, name: {vi: Cán bộ, en: Staff}, type: count}"
        ]).found
        #expect(
            found == [
                Found(
                    .duplicateCode, "demo/data-elements.csv:3:1", "STAFF › code", "The data element “STAFF” is already declared in the pack “lib”.",
                    "Use the one there, or another code.")
            ])
    }

    @Test func `problems of a required pack are found too`() throws {
        let check = try check([
            "pack.yaml": PackFolder.sound["pack.yaml"]! + "\nrequires: lib",
            "lib/pack.yaml": "code: lib\nversion: \"1\"\nname: {vi: Dùng chung, en: Common}",
            "lib/goals.yaml": "- {code: G9}"
        ])
        #expect(check.found.map(\.location) == ["lib/goals.yaml:1:3"])
        #expect(check.pack == nil && check.required.isEmpty)
    }

    @Test func `every kind of problem has a test`() throws {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let files = try FileManager.default.contentsOfDirectory(atPath: here.path).filter { $0.hasPrefix("Problem") }
        let tests = try files.map { try String(contentsOf: here.appendingPathComponent($0), encoding: .utf8) }.joined()
        for kind in PackProblem.Kind.allCases { #expect(tests.contains(".\(kind)"), "\(kind)") }
    }
}
