import Foundation
import Operations
import Testing
@testable import Web

/// Scripts as pages get them, run in Node.js.
enum PageScript {
    /// Gives scripts something to work on and reads what they say.
    static func run<Answer: Decodable>(_ names: [String], _ driver: String, _ input: some Encodable, as: Answer.Type = Answer.self) throws -> Answer {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("khen-script-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // what is left of a test hurts nobody
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        try encoder.encode(input).write(to: folder.appendingPathComponent("input.json"))
        let scripts = names.map { String(decoding: Script.squeezed(Asset.named($0).bytes), as: UTF8.self) }.joined(separator: "\n")
        let script = "globalThis.document = { querySelector: () => null };\n" + scripts
            + "\nconst input = JSON.parse(require(\"fs\").readFileSync(process.argv[2], \"utf8\"));\nprocess.stdout.write(JSON.stringify((() => {\(driver)})()));"
        try Data(script.utf8).write(to: folder.appendingPathComponent("script.js"))
        let node = Process(), output = Pipe()
        node.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        node.arguments = ["node", folder.appendingPathComponent("script.js").path, folder.appendingPathComponent("input.json").path]
        node.standardOutput = output
        try node.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        node.waitUntilExit()
        try #require(node.terminationStatus == 0, "node ended with \(node.terminationStatus); bin/prepare test installs it")
        return try JSONDecoder().decode(Answer.self, from: said)
    }
}

/// The same chance each time.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
