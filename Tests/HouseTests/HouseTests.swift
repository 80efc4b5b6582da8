import Foundation
import Testing

/// The rules of the house that the compiler does not check.
@Suite struct HouseTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What each target may import besides Swift's own modules; see ARCHITECTURE.md.
    private static let allowed: [String: Set<String>] = [
        "Domain": [], "Cube": ["Domain"], "Packs": ["Domain", "Yams"], "Markup": [], "Storage": ["GRDB", "GRDBSQLite", "CPostgres"], "Sheets": ["CXLSXWriter", "CZip"],
        "Documents": ["Domain", "CZip", "CProcess"], "FormWorkbooks": ["Domain", "Sheets"], "Surveys": ["Domain"], "Outside": ["CCurlCalls", "Domain", "Crypto", "CryptoExtras"],
        "Operations": ["Domain", "Cube", "Packs", "Storage", "Sheets", "Documents", "FormWorkbooks", "Surveys", "Outside", "Assets", "Crypto", "CCrypt"],
        "Web": ["Domain", "Operations", "Documents", "FormWorkbooks", "Outside", "Sheets", "Markup", "CZlib", "CQRCode", "Hummingbird", "HTTPTypes", "NIOCore", "Logging", "Storage"],
        "khen": ["CProcess", "Domain", "Packs", "Storage", "Sheets", "Operations", "Web", "ArgumentParser", "Logging", "NIOCore"],
        "TestWorld": ["Domain", "Operations", "Storage", "Sheets"], "TestServers": ["Crypto", "CryptoExtras"], "SampleForm": ["Domain", "FormWorkbooks"],
        "khen-sample-form": ["Domain", "FormWorkbooks", "SampleForm", "Sheets"], "khen-bench": ["CProcess", "Domain", "Cube"],
    ]
    private static let system: Set<String> = ["Foundation", "FoundationXML", "FoundationEssentials", "Synchronization", "Glibc", "Musl", "Darwin", "Dispatch"]

    private static func files(in folder: String) throws -> [(path: String, text: String)] {
        let base = root.appendingPathComponent(folder)
        let found = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") } ?? []
        return try found.sorted().map { ("\(folder)/\($0)", try String(contentsOf: base.appendingPathComponent($0), encoding: .utf8)) }
    }

    @Test func `every target imports only what it may`() throws {
        let sources = try Self.files(in: "Sources")
        #expect(sources.count > 100)
        for (path, text) in sources {
            let target = String(path.split(separator: "/")[1])
            guard let allowed = Self.allowed[target] else {
                Issue.record("no rule says what \(target) may import")
                continue
            }
            for line in text.split(separator: "\n") where line.hasPrefix("import ") || line.hasPrefix("package import ") || line.hasPrefix("public import ") {
                let module = line.split(separator: " ").last.map { String($0.split(separator: ".")[0]) } ?? ""
                #expect(allowed.contains(module) || Self.system.contains(module), "\(path) imports \(module)")
            }
        }
    }

    @Test func `the field's rules do no input or output and read no clock`() throws {
        for (path, text) in try Self.files(in: "Sources/Domain") {
            for word in ["FileManager", "URLSession", " Date()", "(Date()", "ContinuousClock", "DispatchQueue", "getenv"] { #expect(!text.contains(word), "\(path) uses \(word)") }
        }
    }

    @Test func `no file is longer than six hundred lines`() throws {
        for (path, text) in try Self.files(in: "Sources") { #expect(text.count(where: { $0 == "\n" }) <= 600, "\(path)") }
    }

    @Test func `only Operations and Storage speak SQL`() throws {
        for (path, text) in try Self.files(in: "Sources/Web") + Self.files(in: "Sources/khen") + Self.files(in: "Sources/Markup") {
            for word in ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"] { #expect(!text.contains(word), "\(path) holds SQL") }
        }
    }

    @Test func `pages hold no inline style or script`() throws {
        for (path, text) in try Self.files(in: "Sources/Web") + Self.files(in: "Sources/Markup") {
            #expect(!text.contains(" style=\"") && !text.contains("onclick=") && !text.contains("<script>"), "\(path)")
        }
    }
}
