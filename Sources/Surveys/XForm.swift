import Domain

/// An XForm while it is written: the places of answers, what holds for each, the words in both languages, and the questions in order.
///
/// Source: ODK XForms Specification, <https://getodk.github.io/xforms-spec>.
struct XForm {
    /// What holds for one place.
    struct Bind {
        var type = "string"
        var required: String?
        var requiredMessage: Label?
        var relevant: String?
        var constraint: String?
        var constraintMessage: Label?
        var calculate: String?
        var isReadOnly = false
        /// Filled in by the device: `property` and which, or `uid`.
        var preload: (kind: String, parameter: String?)?
    }

    enum Control {
        case input
        /// One of several, from a list of the form.
        case selectOne(list: String)
        /// A single box to tick, which writes `yes`.
        case box(Label)
        /// Something to acknowledge.
        case trigger
    }

    private var binds = ""
    private var texts: [(id: String, words: Label)] = []
    private var lists = ""
    private var body = ""
    private var places = Place(name: "data")

    /// Answers lie within each other as questions do.
    private final class Place {
        let name: String
        var text = ""
        var parts: [Place] = []

        init(name: String) { self.name = name }

        func part(_ name: String) -> Place {
            if let part = parts.first(where: { $0.name == name }) { return part }
            let part = Place(name: name)
            parts.append(part)
            return part
        }

        var xml: String { parts.isEmpty && text.isEmpty ? "<\(name)/>" : "<\(name)>\(xmlText(text))\(parts.map(\.xml).joined())</\(name)>" }
    }

    // MARK: Parts

    /// A place for an answer, with a value to begin with.
    mutating func place(_ path: String, _ bind: Bind, startingWith value: String = "") {
        path.split(separator: "/").dropFirst().reduce(places) { $0.part(String($1)) }.text = value
        var attributes: [(String, String?)] = [("nodeset", path), ("type", bind.type), ("required", bind.required)]
        attributes.append(("jr:requiredMsg", bind.requiredMessage.map { reference(path + ":required", $0) }))
        attributes += [("relevant", bind.relevant), ("constraint", bind.constraint)]
        attributes.append(("jr:constraintMsg", bind.constraintMessage.map { reference(path + ":constraint", $0) }))
        attributes += [("calculate", bind.calculate), ("readonly", bind.isReadOnly ? "true()" : nil), ("jr:preload", bind.preload?.kind), ("jr:preloadParams", bind.preload?.parameter)]
        binds += xml("bind", attributes) + "\n"
    }

    /// A question, with its place.
    mutating func ask(_ path: String, _ label: Label, hint: Label? = nil, _ bind: Bind = Bind(), _ control: Control = .input, appearance: String? = nil, startingWith value: String = "") {
        place(path, bind, startingWith: value)
        var content = xml("label", [("ref", reference(path + ":label", label))])
        if let hint { content += xml("hint", [("ref", reference(path + ":hint", hint))]) }
        let attributes: [(String, String?)] = [("ref", path), ("appearance", appearance)]
        switch control {
        case .input: body += xml("input", attributes, content)
        case .trigger: body += xml("trigger", attributes, content)
        case .box(let words):
            body += xml("select", attributes, content + xml("item", [], xml("label", [("ref", reference(path + ":yes", words))]) + "<value>yes</value>"))
        case .selectOne(let list):
            let choices = xml("itemset", [("nodeset", "instance('\(list)')/root/item")], xml("value", [("ref", "name")]) + xml("label", [("ref", "jr:itext(itextId)")]))
            body += xml("select1", attributes, content + choices)
        }
        body += "\n"
    }

    mutating func group(_ path: String?, _ label: Label, id: String, appearance: String? = nil, _ content: (inout XForm) -> Void) {
        body += "<group" + attributes([("ref", path), ("appearance", appearance)]) + ">" + xml("label", [("ref", reference(id + ":label", label))]) + "\n"
        content(&self)
        body += "</group>\n"
    }

    /// A list that questions choose from.
    mutating func list(_ name: String, _ choices: [Survey.Choice]) {
        var items = ""
        for (index, choice) in choices.enumerated() {
            texts.append(("\(name)-\(index)", choice.label))
            items += "<item><itextId>\(name)-\(index)</itextId><name>\(xmlText(choice.id))</name>" + (choice.days > 0 ? "<days>\(choice.days)</days>" : "") + "</item>"
        }
        lists += "<instance id=\"\(name)\"><root>\(items)</root></instance>\n"
    }

    /// The whole file.
    func document(form code: String, version: Int, title: String) -> String {
        func translation(_ language: String, isDefault: Bool, _ words: (Label) -> String) -> String {
            let entries = texts.map { xml("text", [("id", $0.id)], "<value>\(xmlText(words($0.words)))</value>") }.joined()
            return xml("translation", [("lang", language), ("default", isDefault ? "true()" : nil)], entries) + "\n"
        }
        let itext = translation("Tiếng Việt (vi)", isDefault: true) { $0.vi } + translation("English (en)", isDefault: false) { $0.en }
        let answers = "<data id=\"\(xmlText(code))\" version=\"\(version)\">" + places.parts.map(\.xml).joined() + "</data>"
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
            <h:head><h:title>\(xmlText(title))</h:title>
            <model odk:xforms-version="1.0.0">
            <itext>
            \(itext)</itext>
            <instance>\(answers)</instance>
            \(lists)\(binds)</model>
            </h:head>
            <h:body>
            \(body)</h:body>
            </h:html>

            """
    }

    // MARK: XML

    private mutating func reference(_ id: String, _ words: Label) -> String {
        texts.append((id, words))
        return "jr:itext('\(id)')"
    }

    private func xml(_ name: String, _ values: [(String, String?)], _ content: String = "") -> String {
        "<\(name)\(attributes(values))" + (content.isEmpty ? "/>" : ">\(content)</\(name)>")
    }

    private func attributes(_ values: [(String, String?)]) -> String {
        values.map { name, value in value.map { " \(name)=\"\(xmlText($0))\"" } ?? "" }.joined()
    }
}

/// Text as XML writes it between tags and in attributes. Characters that XML cannot hold are left out.
func xmlText(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "\n", "\t": result.unicodeScalars.append(scalar)
        default: if scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF { result.unicodeScalars.append(scalar) }
        }
    }
    return result
}
