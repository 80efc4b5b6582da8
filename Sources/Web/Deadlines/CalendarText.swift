import Domain
import Markup
import Operations

/// Deadlines as a calendar of whole days. Source: RFC 5545; the name and the pause between readings, RFC 7986.
struct CalendarText {
    private(set) var utf8: [UInt8] = []

    init(_ answer: DeadlineAnswer) {
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Khen//Khen \(Site.version)//\(answer.language.rawValue.uppercased())", "CALSCALE:GREGORIAN"] { add(line) }
        let name = "\(answer.siteName): \(answer.title)"
        add("NAME:\(Self.escaped(name))")
        add("X-WR-CALNAME:\(Self.escaped(name))")
        add("REFRESH-INTERVAL;VALUE=DURATION:PT6H")
        add("X-PUBLISHED-TTL:PT6H")
        // A calendar has at least one component.
        if answer.items.isEmpty { zone() }
        for item in answer.items { event(item, answer) }
        add("END:VCALENDAR")
    }

    private mutating func event(_ item: DeadlineAnswer.Item, _ answer: DeadlineAnswer) {
        let stamp = Self.instant(item.changed)
        for line in [
            "BEGIN:VEVENT", "UID:\(item.id)", "DTSTAMP:\(stamp)", "LAST-MODIFIED:\(stamp)", "DTSTART;VALUE=DATE:\(Self.date(item.due))", "DTEND;VALUE=DATE:\(Self.date(item.due.adding(days: 1)))",
            "SUMMARY:\(Self.escaped(item.title))", "DESCRIPTION:\(Self.escaped(item.text))", "URL:\(answer.siteAddress)\(item.path)", "TRANSP:TRANSPARENT",
        ] { add(line) }
        if !item.isDone {
            // Nine in the morning of the day before.
            for line in ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15H", "DESCRIPTION:\(Self.escaped(item.title))", "END:VALARM"] { add(line) }
        }
        add("END:VEVENT")
    }

    private mutating func zone() {
        for line in [
            "BEGIN:VTIMEZONE", "TZID:Asia/Ho_Chi_Minh", "BEGIN:STANDARD", "DTSTART:19750613T000000", "TZOFFSETFROM:+0700", "TZOFFSETTO:+0700", "END:STANDARD", "END:VTIMEZONE",
        ] { add(line) }
    }

    /// A line of at most 75 octets, and what is longer on lines that begin with a space; no character is cut in two.
    private mutating func add(_ line: String) {
        var length = 0
        for scalar in line.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if length + bytes.count > 75 {
                utf8 += [0x0D, 0x0A, 0x20]
                length = 1
            }
            utf8 += bytes
            length += bytes.count
        }
        utf8 += [0x0D, 0x0A]
    }

    /// Text of a property; characters that no calendar may hold are left out.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case ";": escaped += "\\;"
            case ",": escaped += "\\,"
            case "\n": escaped += "\\n"
            default: if scalar.value >= 0x20, scalar.value != 0x7F { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }

    /// `20260807`.
    static func date(_ day: Day) -> String { day.iso.replacing("-", with: "") }

    /// `20260807T020000Z`.
    static func instant(_ moment: Moment) -> String { String(moment.iso.prefix(19)).replacing("-", with: "").replacing(":", with: "") + "Z" }
}
