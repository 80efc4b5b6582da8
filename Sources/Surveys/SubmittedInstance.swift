import Domain
import Foundation
import FoundationXML

/// A filled-in form as a device sends it: which form it is, and what each question holds.
package struct SubmittedInstance: Hashable, Sendable {
    /// How much a submission may ask of the machine.
    package struct Limits: Sendable {
        package var bytes = 2 << 20
        package var depth = 12
        package var elements = 20_000

        package init() {}
    }

    package var form: String
    package var version: Int
    /// The identifier that the device gave it, such as `uuid:…`; the same whenever it is sent again.
    package var instanceID: String
    /// What questions hold, by their path: `/data/s1/row1/SESSIONS`. Questions without an answer are left out.
    package var answers: [String: String]

    /// - Throws: ``SurveyError``
    package init(reading data: Data, limits: Limits = Limits()) throws(SurveyError) {
        guard data.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        // Every device writes UTF-8; in another encoding a declaration could hide from the search for it.
        guard let text = String(validating: data, as: UTF8.self), !text.utf8.contains(0) else { throw .damaged(line: 1) }
        guard !text.contains("<!DOCTYPE"), !text.contains("<!ENTITY") else { throw .declaresEntities }
        let reader = InstanceReader(limits)
        let parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        let isRead = parser.parse()
        if let failure = reader.failure { throw failure }
        guard isRead, parser.parserError == nil, reader.path.isEmpty, reader.hasRoot else { throw .damaged(line: max(1, parser.lineNumber)) }
        guard !reader.isEncrypted else { throw .encrypted }
        guard let form = reader.form, let version = reader.version.flatMap({ Int($0) }) else { throw .withoutForm(element: reader.root) }
        guard let id = reader.answers[SurveyPath.instanceID] else { throw .missing(element: "instanceID") }
        self.form = form
        self.version = version
        instanceID = id
        answers = reader.answers
    }
}

private final class InstanceReader: NSObject, XMLParserDelegate {
    let limits: SubmittedInstance.Limits
    var failure: SurveyError?
    var path: [String] = []
    var root = "data"
    var form: String?
    var version: String?
    var isEncrypted = false
    var answers: [String: String] = [:]
    private var texts: [String] = []
    private var isLeaf: [Bool] = []
    private var count = 0
    var hasRoot: Bool { count > 0 }

    init(_ limits: SubmittedInstance.Limits) { self.limits = limits }

    func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String] = [:]) {
        guard failure == nil else { return }
        let name = local(name)
        if path.isEmpty {
            root = name
            form = attributes["id"].flatMap { $0.isEmpty ? nil : $0 }
            version = attributes["version"]
            isEncrypted = attributes["encrypted"] == "yes"
        }
        count += 1
        if path.count >= limits.depth { return stop(parser, .tooDeep(element: name, limit: limits.depth)) }
        if count > limits.elements { return stop(parser, .tooLarge(limit: limits.bytes)) }
        if !isLeaf.isEmpty { isLeaf[isLeaf.count - 1] = false }
        // Whatever the outermost element is called, paths begin with its usual name.
        path.append(path.isEmpty ? "data" : name)
        texts.append("")
        isLeaf.append(true)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        guard failure == nil, let text = texts.popLast(), let wasLeaf = isLeaf.popLast() else { return }
        let place = "/" + path.joined(separator: "/"), value = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let own = path.removeLast()
        if wasLeaf, !value.isEmpty {
            if answers.updateValue(VietnameseText.nfc(value), forKey: place) != nil { stop(parser, .twice(element: own)) }
        } else if !wasLeaf, !value.isEmpty {
            stop(parser, .unknown(element: own))
        }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if failure == nil, !texts.isEmpty { texts[texts.count - 1] += text }
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        if failure == nil, !texts.isEmpty { texts[texts.count - 1] += String(decoding: block, as: UTF8.self) }
    }

    func parser(_ parser: XMLParser, foundInternalEntityDeclarationWithName name: String, value: String?) { stop(parser, .declaresEntities) }
    func parser(_ parser: XMLParser, foundExternalEntityDeclarationWithName name: String, publicID: String?, systemID: String?) { stop(parser, .declaresEntities) }

    private func stop(_ parser: XMLParser, _ error: SurveyError) {
        if failure == nil { failure = error }
        parser.abortParsing()
    }

    private func local(_ name: String) -> String { name.split(separator: ":").last.map(String.init) ?? name }
}
