import Foundation

/// The engine of ODK Collect, as the Python package pyxform ships it. `bin/test odk` names it in `KHEN_ODK_VALIDATE`.
struct JavaRosa {
    struct Answer {
        var isRelevant: Bool
        var isRequired: Bool
        var isAccepted: Bool
        var value: String

        var number: Double? { value.isEmpty ? nil : Double(value) }
    }

    /// What came of one filling-in.
    struct Outcome {
        var answers: [String: Answer] = [:]
        /// Where finishing stops, and whether because an answer is `required` or breaks a `constraint`; `nil` where it does not.
        var stop: (path: String, why: String)?
        /// What would be sent.
        var xml = Data()
    }

    static let validator = ProcessInfo.processInfo.environment["KHEN_ODK_VALIDATE"]
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    /// The driver, compiled once.
    private static let classes: Result<URL, any Error> = Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("khen-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let result = try run("javac", ["-nowarn", "-cp", validator ?? "", "-d", folder.path, root.appendingPathComponent("odk/Judge.java").path], input: Data())
        guard result.status == 0 else { throw Failure(text: result.text) }
        return folder
    }

    struct Failure: Error, CustomStringConvertible {
        var text: String
        var description: String { text }
    }

    /// What ODK Validate says of a form; empty when it finds nothing wrong.
    static func problems(in xform: String) throws -> String {
        let file = try write(xform)
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover of a test in the temporary folder does no harm
        let result = try run("java", ["-Djava.awt.headless=true", "-jar", validator ?? "", file.path], input: Data())
        return result.status == 0 && !result.text.contains("rror") && !result.text.contains("arning") ? "" : result.text
    }

    /// Fills a form in again and again.
    ///
    /// - Parameters:
    ///   - watch: places to tell of.
    ///   - cases: for each, what every place holds; an empty text empties it.
    static func fill(_ xform: String, watch: [String], cases: [[(path: String, value: String)]]) throws -> [Outcome] {
        let file = try write(xform)
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover of a test in the temporary folder does no harm
        var script = watch.map { "watch\t\($0)\n" }.joined()
        for one in cases { script += one.map { "set\t\($0.path)\t\($0.value)\n" }.joined() + "run\n" }
        let result = try run("java", ["-cp", "\(validator ?? ""):\(try classes.get().path)", "Judge", file.path], input: Data(script.utf8))
        guard result.status == 0 else { throw Failure(text: String(result.text.suffix(4000))) }
        var outcomes: [Outcome] = [], current = Outcome()
        for line in result.output.split(separator: "\n") {
            let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            switch words[0] {
            case "done":
                outcomes.append(current)
                current = Outcome()
            case "outcome": if words.count > 2 { current.stop = (words[1], words[2]) }
            case "xml": current.xml = Data(base64Encoded: words[1]) ?? Data()
            default: if words.count == 5 { current.answers[words[0]] = Answer(isRelevant: words[1] == "1", isRequired: words[2] == "1", isAccepted: words[3] == "1", value: words[4]) }
            }
        }
        return outcomes
    }

    private static func write(_ text: String) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("khen-form-\(UUID().uuidString).xml")
        try Data(text.utf8).write(to: file)
        return file
    }

    /// Runs a program; what it writes goes through files, which never fill up as pipes do.
    private static func run(_ program: String, _ arguments: [String], input: Data) throws -> (status: Int32, output: String, text: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("khen-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a leftover of a test in the temporary folder does no harm
        func file(_ name: String, _ content: Data = Data()) throws -> FileHandle {
            let url = folder.appendingPathComponent(name)
            try content.write(to: url)
            return try FileHandle(forUpdating: url)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardInput = try file("in", input)
        process.standardOutput = try file("out")
        process.standardError = try file("err")
        try process.run()
        process.waitUntilExit()
        let output = try String(decoding: Data(contentsOf: folder.appendingPathComponent("out")), as: UTF8.self)
        let errors = try String(decoding: Data(contentsOf: folder.appendingPathComponent("err")), as: UTF8.self)
        return (process.terminationStatus, output, output + errors)
    }
}
