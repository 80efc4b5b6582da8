import HTTPTypes
import Hummingbird
import Operations

/// What makes the site open without a connection: the service worker, whose version is that of everything it keeps.
enum Installable {
    /// Files that a device keeps, and the worker itself.
    private static let kept = ["style.css", "reports.css", "records.css", "khen.js", "reports.js", "registers.js", "icon.svg", "manifest.webmanifest", "vi.json", "sw.js"]

    /// Changes whenever a file that a device keeps, or the program, changes. 64-bit FNV-1a.
    static let version: String = {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in kept.flatMap({ Asset.named($0).bytes }) + Array(Site.version.utf8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }()

    static let worker = Array("const VERSION = \"\(version)\";\n".utf8) + Script.squeezed(Asset.named("sw.js").bytes)

    static var workerResponse: Response {
        var response = Reply.bytes(worker, type: "text/javascript; charset=utf-8")
        response.headers[.cacheControl] = "no-cache"
        return response
    }
}

/// Scripts and style sheets as they are sent: without the comments and the room that only their readers need.
enum Script {
    /// Leaves out lines that are comments, and the spaces at the beginnings of lines. Texts of several lines do not occur in the scripts, so lines mean nothing else.
    static func squeezed(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [], isInComment = false
        for line in bytes.split(separator: 0x0A) {
            let text = line.drop { $0 == 0x20 }
            if isInComment {
                isInComment = !ends(text)
                continue
            }
            if text.starts(with: Array("//".utf8)) { continue }
            if text.starts(with: Array("/**".utf8)) {
                isInComment = !ends(text)
                continue
            }
            if !text.isEmpty { result += text + [0x0A] }
        }
        return result
    }

    /// Leaves out the room around marks. The sheets have no texts with such marks inside.
    static func squeezedStyle(_ bytes: [UInt8]) -> [UInt8] {
        var text = String(decoding: squeezed(bytes), as: UTF8.self)
        for (wide, narrow) in [("\n", " "), ("{ ", "{"), (" {", "{"), ("; ", ";"), (" }", "}"), (";}", "}"), ("} ", "}")] { text = text.replacing(wide, with: narrow) }
        return Array(text.utf8)
    }

    private static func ends(_ line: ArraySlice<UInt8>) -> Bool { line.suffix(2) == Array("*/".utf8)[...] }
}
