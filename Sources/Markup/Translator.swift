#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Synchronization

/// The Vietnamese sentences, by the English ones the code is written with.
package struct Phrasebook: Sendable {
    private let sentences: [String: String]
    private let missing = MissingKeys()

    package init(_ sentences: [String: String] = [:]) { self.sentences = sentences }

    /// Reads a catalogue from a JSON object whose names are the English sentences.
    ///
    /// - Throws: `DecodingError` if the bytes are not one JSON object of texts.
    package init(json: some Sequence<UInt8>) throws {
        self.init(try JSONDecoder().decode([String: String].self, from: Data(json)))
    }

    /// The English sentences that have a translation.
    package var keys: Set<String> { Set(sentences.keys) }

    /// The English sentences asked for so far that have no translation.
    package var missingKeys: Set<String> { missing.keys.withLock { $0 } }

    func sentence(for key: String) -> String? {
        if let found = sentences[key] { return found }
        missing.keys.withLock { _ = $0.insert(key) }
        return nil
    }

    private final class MissingKeys: Sendable {
        let keys = Mutex<Set<String>>([])
    }
}

/// Says sentences in the reader's language: `t("\(count) reports are late")`.
///
/// A sentence without a translation is said in English and remembered in ``Phrasebook/missingKeys``.
package struct Translator: Sendable {
    package let language: Language
    private let catalogue: Phrasebook

    package init(_ language: Language, _ catalogue: Phrasebook) {
        self.language = language
        self.catalogue = catalogue
    }

    package func callAsFunction(_ text: Text) -> String {
        let sentence = sentence(for: text.key, count: text.arguments.firstCount)
        guard !text.arguments.isEmpty else { return sentence }
        var said = ""
        fill(sentence, places: text.arguments.count) { said += $0 } place: { said += self.text(of: text.arguments[$0]) }
        return said
    }

    /// A sentence with links or emphasis inside: `t.html("See \(link)")`.
    package func html(_ text: RichText) -> HTML {
        let plain = text.arguments.compactMap { if case .plain(let argument) = $0 { argument } else { nil } }
        let sentence = sentence(for: text.key, count: plain.firstCount)
        var said = HTML()
        fill(sentence, places: text.arguments.count) {
            said += HTML(text: String($0))
        } place: {
            switch text.arguments[$0] {
            case .plain(let argument): said += HTML(text: self.text(of: argument))
            case .html(let html): said += html
            }
        }
        return said
    }

    /// The one of two names that suits the reader.
    package func callAsFunction(vi: String, en: String) -> String { language == .vi ? vi : en }
}

extension Translator {
    private func sentence(for key: String, count: Int?) -> String {
        let sentence = language == .en ? key : catalogue.sentence(for: key) ?? key
        guard let bar = sentence.firstIndex(of: "|") else { return sentence }
        return String(count == 1 ? sentence[..<bar] : sentence[sentence.index(after: bar)...])
    }

    /// Walks through a sentence, handing over its words and the numbers of its places `{0}`, `{1}` …
    private func fill(_ sentence: String, places: Int, words: (Substring) -> Void, place: (Int) -> Void) {
        var rest = sentence[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if let number = Int(rest[rest.index(after: open)..<close]), (0..<places).contains(number) {
                words(rest[..<open])
                place(number)
            } else {
                words(rest[...close])
            }
            rest = rest[rest.index(after: close)...]
        }
        words(rest)
    }

    private func text(of argument: Text.Argument) -> String {
        switch argument {
        case .name(let name): name
        case .count(let count): language.number(count)
        case .number(let number, let decimals): language.number(number, decimals: decimals)
        case .percent(let percent, let decimals): language.percent(percent, decimals: decimals)
        case .labels(let vi, let en): language == .vi ? vi : en
        case .text(let text): self(text)
        }
    }
}

extension [Text.Argument] {
    fileprivate var firstCount: Int? {
        for case .count(let count) in self { return count }
        return nil
    }
}
