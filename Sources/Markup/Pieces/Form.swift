/// One question of a form: its label, a hint, what was typed and what is wrong with it.
package struct Field {
    package var name: String
    /// By which links and labels find it on the page; the name where nothing is said.
    package var id: String
    package var label: String
    package var hint: String?
    package var error: String?
    package var isRequired: Bool
    /// What the browser may fill in, in HTML's own words, such as `current-password`.
    package var autocomplete: String?
    package var control: Control

    package enum Control {
        /// One line of text; `type` is an HTML input type such as `text`, `search`, `password`, `date`.
        case line(type: StaticString, value: String)
        /// A number in the language's own form, so `1.234,5` is not refused by the browser.
        case number(value: String)
        case lines(value: String)
        /// A choice; `value` is the one chosen.
        case choice(options: [(value: String, label: String)], value: String)
    }

    package init(_ name: String, label: String, hint: String? = nil, error: String? = nil, isRequired: Bool = false, autocomplete: String? = nil, control: Control) {
        self.name = name
        id = name
        self.label = label
        self.hint = hint
        self.error = error
        self.isRequired = isRequired
        self.autocomplete = autocomplete
        self.control = control
    }

    package var html: HTML {
        """
        <div class="field\(if: error != nil, " bad")"><label for="\(id)">\(label)</label>\
        \(hint.map { "<small id=\"\(id)-hint\">\($0)</small>" as HTML })\
        \(error.map { "<span class=\"msg\" id=\"\(id)-error\">\($0)</span>" as HTML })\(input)</div>
        """
    }

    private var input: HTML {
        switch control {
        case .line(let type, let value): "<input type=\"\(HTML(stringLiteral: type))\"\(attributes) value=\"\(value)\">"
        case .number(let value): "<input class=\"n\" inputmode=\"decimal\" autocomplete=\"off\"\(attributes) value=\"\(value)\">"
        case .lines(let value): "<textarea rows=\"4\"\(attributes)>\n\(value)</textarea>"
        case .choice(let options, let chosen):
            "<select\(attributes)>\(options.html { "<option value=\"\($0.value)\"\(if: $0.value == chosen, " selected")>\($0.label)</option>" })</select>"
        }
    }

    private var attributes: HTML {
        let notes = [hint.map { _ in "\(id)-hint" }, error.map { _ in "\(id)-error" }].compactMap { $0 }.joined(separator: " ")
        return """
             id="\(id)" name="\(name)"\(if: isRequired, " required")\(if: error != nil, " aria-invalid=\"true\"")\
            \(attribute: "autocomplete", autocomplete)\(attribute: "aria-describedby", notes.isEmpty ? nil : notes)
            """
    }
}

/// The list of everything wrong with a form, at its top, each leading to its field.
///
/// - Returns: nothing when no field has an error.
package func errorSummary(title: String, fields: [Field]) -> HTML {
    let wrong = fields.filter { $0.error != nil }
    guard !wrong.isEmpty else { return "" }
    return """
        <div class="errors" role="alert" tabindex="-1"><h2>\(title)</h2><ul>\
        \(wrong.html { "<li><a href=\"#\($0.id)\">\($0.label): \($0.error)</a></li>" })</ul></div>
        """
}
