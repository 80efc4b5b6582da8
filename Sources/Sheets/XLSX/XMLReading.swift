import Foundation
import FoundationXML

/// What one kind of workbook part does with its XML; names come without their namespace prefix.
class XMLPart {
    func start(_ element: String, _ attributes: [String: String]) throws {}
    func text(_ text: String) {}
    func end(_ element: String) throws {}

    /// Tells the parser that what was sought has been found.
    final var isDone = false
}

/// Reads a part of a workbook through `reader`.
///
/// - Throws: `SheetError.damagedWorkbook` for XML that is not well-formed or cut, and whatever `reader` throws.
func readXML(_ part: ZipArchive.Part, of archive: ZipArchive, with reader: XMLPart, opened: (ZipPartStream) -> Void = { _ in }) throws {
    let stream = try archive.stream(part)
    opened(stream)
    let parser = XMLParser(stream: stream)
    let events = XMLEvents(reader)
    parser.delegate = events
    _ = parser.parse()
    if let failure = events.failure { throw failure }
    if reader.isDone { return }
    if let failure = stream.failure { throw failure }
    if events.depth != 0 || !events.hasRoot || events.parseError != nil || parser.parserError != nil {
        throw SheetError.damagedWorkbook(part: part.name, reason: "broken XML at line \(parser.lineNumber), column \(parser.columnNumber)")
    }
}

private final class XMLEvents: NSObject, XMLParserDelegate {
    private let reader: XMLPart
    var failure: (any Error)?
    var parseError: (any Error)?
    var depth = 0
    var hasRoot = false

    init(_ reader: XMLPart) { self.reader = reader }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String] = [:]
    ) {
        hasRoot = true
        depth += 1
        attempt(parser) { try reader.start(localName(name), attributes) }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        depth -= 1
        attempt(parser) { try reader.end(localName(name)) }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if failure == nil { reader.text(text) }
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        if failure == nil { reader.text(String(decoding: block, as: UTF8.self)) }
    }

    func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) { parseError = error }

    /// Office never declares entities; a file that does is an attack or not a workbook.
    func parser(_ parser: XMLParser, foundInternalEntityDeclarationWithName name: String, value: String?) {
        attempt(parser) { throw SheetError.damagedWorkbook(part: "XML", reason: "declares entities") }
    }

    private func attempt(_ parser: XMLParser, _ work: () throws -> Void) {
        guard failure == nil, !reader.isDone else { return }
        do {
            try work()
            if reader.isDone { parser.abortParsing() }
        } catch {
            failure = error
            parser.abortParsing()
        }
    }
}

private func localName(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: ":")) else { return name }
    return name.split(separator: ":").last.map(String.init) ?? name
}
