import Domain
import Markup
import Operations

/// Deadlines as a feed. Source: RFC 4287.
struct AtomText {
    let utf8: [UInt8]

    init(_ answer: DeadlineAnswer) {
        let newest = answer.items.map(\.changed).max() ?? answer.now
        let entries = answer.items.html { item -> HTML in
            """
            <entry><id>urn:uuid:\(item.id)</id><title>\(Self.clean(item.title))</title><updated>\(item.changed.iso)</updated>\
            <link rel="alternate" type="text/html" href="\(answer.siteAddress)\(item.path)"/><content type="text">\(Self.clean(item.text))</content></entry>

            """
        }
        let page: HTML = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(answer.language.rawValue)"><id>urn:uuid:\(answer.owner.id.rawValue)</id><title>\(Self.clean(answer.title))</title>\
            <updated>\(newest.iso)</updated><author><name>\(Self.clean(answer.siteName))</name></author><generator version="\(Site.version)">Khèn</generator>\
            <link rel="self" type="application/atom+xml" href="\(answer.siteAddress)/me/deadlines.atom"/><link rel="alternate" type="text/html" href="\(answer.siteAddress)/reports"/>
            \(entries)</feed>

            """
        utf8 = page.utf8
    }

    /// Text without the characters that XML 1.0 cannot hold.
    static func clean(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar.value >= 0x20 || scalar == "\n" || scalar == "\t" { if scalar.value != 0xFFFE, scalar.value != 0xFFFF { kept.append(scalar) } }
        return String(kept)
    }
}
