/// A word or sentence that people see, in both languages.
package struct Label: Hashable, Sendable, Codable {
    package var vi: String
    package var en: String

    package init(vi: String, en: String) {
        self.vi = vi
        self.en = en
    }

    /// The same words in both languages, such as a code or a sign.
    package static func same(_ text: String) -> Label { Label(vi: text, en: text) }
}

/// Where a fact or a norm comes from, as an office would cite it.
package struct Citation: Hashable, Sendable, Codable {
    /// Number and symbol, title or address, such as `Nghị định 09/2019/NĐ-CP, Điều 12`.
    package var text: Label
    /// A web address or document number if there is one.
    package var reference: String?

    package init(text: Label, reference: String? = nil) {
        self.text = text
        self.reference = reference
    }
}
