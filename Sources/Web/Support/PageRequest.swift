import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import Operations

/// What Hummingbird keeps for each request.
package struct SiteContext: RequestContext {
    package var coreContext: CoreRequestContextStorage

    /// Address of whoever is at the other end of the connection.
    package var peer: String?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }

    /// In bytes; larger bodies are answered with 413.
    package var maxUploadSize: Int { 1 << 20 }
}

/// One request as a page sees it: who asks, in which language, for what, and the world as it was when the request came.
package struct PageRequest: Sendable {
    package var khen: Khen
    package var world: World
    package var person: Person
    package var t: Translator
    package var now: Moment
    /// Path without query.
    package var path: String
    package var query: Query
    package var cookies: [String: String]
    /// Pieces of the path that the route names.
    package var parameters: [String: String]
    package var form: Form
    /// Who is signed in, or for whom a program acts; `nil` for visitors.
    package var account: Account?
    /// How many notices that person has not read.
    package var unreadNotices = 0
    /// How many reports wait for that person.
    package var waitingReports = 0
    package var visitor = Visitor(address: "", userAgent: "")
    /// Whether cookies may only travel encrypted, because the request did.
    package var isSecure = false
    /// Whether it comes from a browser on the server itself.
    package var isAtTheMachine = false
    package var site: Site?
    /// What was sent, as it came.
    package var body: [UInt8] = []
    /// What was sent as a form.
    package var fields = Fields()
    /// The site's address as the one who asks knows it, such as `https://khen.dienbien.gov.vn`.
    package var siteAddress = ""
    package var headers = HTTPFields()

    package var language: Language { t.language }
    /// As the reader writes numbers.
    var decimalMark: DecimalMark { language == .vi ? .comma : .point }
    package var today: Day { now.day }

    /// A named piece of the path, without the ending that chooses the form.
    package func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The forms in which one address answers.
    package enum Form: String, Sendable, CaseIterable {
        case html, json, csv, xlsx
    }
}

/// The part of an address behind the question mark.
package struct Query: Sendable {
    private var items: [(name: String, value: String)]

    package init(_ text: String?) {
        items = (text ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func decoded(_ part: Substring) -> String {
                let spaced = part.replacing("+", with: " ")
                return spaced.removingPercentEncoding ?? String(spaced)
            }
            return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
        }
    }

    /// The last value given under a name; an empty one counts as none.
    package subscript(name: String) -> String? {
        items.last { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// Every item, in order.
    var all: [(name: String, value: String)] { items }

    package func has(_ name: String) -> Bool { items.contains { $0.name == name } }

    /// The query with one item replaced, or taken out where `value` is nil.
    package func with(_ name: String, _ value: String?) -> String {
        var kept = items.filter { $0.name != name && !$0.value.isEmpty }
        if let value { kept.append((name, value)) }
        return kept.map { "\(Query.encoded($0.name))=\(Query.encoded($0.value))" }.joined(separator: "&")
    }

    package static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x3A, 0x2C: result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    /// A day given under a name.
    ///
    /// - Throws: `Rejected` when it is not a day.
    package func day(_ name: String) throws -> Day? {
        guard let text = self[name] else { return nil }
        guard let day = Day(iso: text) else {
            throw Rejected(Label(vi: "«\(text)» không phải là ngày", en: "“\(text)” is not a day"),
                           remedy: Label(vi: "Ghi ngày theo dạng 2026-07-15.", en: "Write the day as 2026-07-15."), place: name)
        }
        return day
    }
}
