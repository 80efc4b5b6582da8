import Foundation
import Operations
import Testing
@testable import Web

/// The sentences that people see: each has a Vietnamese form, and none is kept for nothing.
@Suite struct WordsTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/Web")

    private static func texts() throws -> [(name: String, text: String)] {
        let names = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") } ?? []
        return try names.sorted().map { ($0, try String(contentsOf: sources.appendingPathComponent($0), encoding: .utf8)) }
    }

    private static func catalogue() throws -> [String: String] { try JSONDecoder().decode([String: String].self, from: Data(Asset.named("vi.json").bytes)) }

    /// Where a sentence begins: `t("`, `t.html("`, `Text("`, and in a file that declares `title: Text` the titles it gives.
    private static func keys(in text: String) -> [String] {
        let titles = text.contains("title: Text,") ? text.matches(of: /, title: "/).map(\.range) : []
        return (text.matches(of: /(?:\bt(?:\.html)?\(|\bText\()"/).map(\.range) + titles).map { literal(text[$0.upperBound...]).key }
    }

    /// Reads a literal from after its quotation mark to the next one, each interpolation as a numbered place.
    private static func literal(_ text: Substring) -> (key: String, rest: Substring) {
        var key = "", rest = text, places = 0
        while let character = rest.popFirst(), character != "\"" {
            guard character == "\\", let escaped = rest.popFirst() else {
                key.append(character)
                continue
            }
            guard escaped == "(" else {
                key.append(escaped == "n" ? "\n" : escaped)
                continue
            }
            key += "{\(places)}"
            places += 1
            rest = afterInterpolation(rest)
        }
        return (key, rest)
    }

    private static func afterInterpolation(_ text: Substring) -> Substring {
        var rest = text, depth = 1
        while depth > 0, let character = rest.popFirst() {
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            case "\"": rest = literal(rest).rest
            default: break
            }
        }
        return rest
    }

    @Test func `sentences are found in the sources as the program makes them`() {
        let source = #"x(t("A \(one(2, "in")) of \(t("inner"))"), t.html("See \(link)"), Text("Plain"), format("no"))"#
        let failure = #"func answer(_ r: Request, title: Text, n: Int) { answer(r, title: "Not found") }"#
        #expect(Self.keys(in: source) == ["A {0} of {1}", "inner", "See {0}", "Plain"])
        #expect(Self.keys(in: failure) == ["Not found"] && Self.keys(in: #"Point(x, title: "Not found")"#).isEmpty)
    }

    @Test func `every sentence has a Vietnamese form, and every Vietnamese form its sentence`() throws {
        let catalogue = try Self.catalogue()
        var used: Set<String> = []
        for (name, text) in try Self.texts() {
            for key in Self.keys(in: text) {
                used.insert(key)
                #expect(catalogue[key] != nil, "\(name): no Vietnamese for “\(key)”")
            }
        }
        #expect(used.count > 300)
        #expect(Set(catalogue.keys).subtracting(used).sorted() == [], "these are not used any more")
    }

    @Test func `a Vietnamese form fills only places that its sentence has, and is composed as Unicode asks`() throws {
        for (key, sentence) in try Self.catalogue() {
            func places(_ text: String) -> Set<String> { Set(text.matches(of: /\{\d+\}/).map { String($0.0) }) }
            #expect(places(sentence).isSubset(of: places(key)), "\(key)")
            #expect(!sentence.isEmpty && Array(sentence.utf8) == Array(sentence.precomposedStringWithCanonicalMapping.utf8), "\(key)")
            if !key.contains("|") { #expect(places(sentence) == places(key), "\(key)") }
        }
    }
}
