import Domain
import Markup
import Operations

/// What became of a record: who did what, when, and which fields changed.
struct RecordHistory {
    let sheet: Registers.Sheet
    let request: PageRequest
    private var register: Register { sheet.register }
    private var t: Translator { request.t }

    init(_ sheet: Registers.Sheet, _ request: PageRequest) {
        self.sheet = sheet
        self.request = request
    }

    /// How many entries stand unfolded.
    private static let mostShown = 8

    var html: HTML {
        let entries = sheet.history, shown = entries.prefix(Self.mostShown), rest = entries.dropFirst(Self.mostShown)
        return """
            <h2>\(t("History"))</h2><ol class="feed">\(shown.html { entry($0) })</ol>\
            \(if: !rest.isEmpty, "<details><summary>\(t("one earlier entry|\(rest.count) earlier entries"))</summary><ol class=\"feed\">\(rest.html { entry($0) })</ol></details>")
            """
    }

    private func entry(_ entry: Registers.HistoryEntry) -> HTML {
        let change = entry.change, names = entry.fields.compactMap { register.field($0) }.map { t($0.name) }
        return """
            <li><time datetime="\(change.at.iso)">\(FigureText.moment(change.at, t.language))</time> \(what(entry)) · \(ChangeWords(request).person(change.person))\
            \(if: !names.isEmpty && change.kind != .recordAdded, "<br><small>\(names.joined(separator: ", "))</small>")\(entry.version?.note.map { "<br><small>«\($0)»</small>" as HTML })</li>
            """
    }

    private func what(_ entry: Registers.HistoryEntry) -> HTML {
        let change = entry.change, state = entry.version.map { RegisterWords(request).state($0.state, register) } ?? ""
        switch change.kind {
        case .recordMoved, .recordsMoved:
            let move = change.detail.facts?["move"].flatMap { register.move($0) }
            return "\(move.map { t($0.name) } ?? t("record moved on")) → \(state)"
        default:
            let word = ChangeWords(request).recordKind(change.kind, t) ?? change.kind.rawValue
            return HTML(text: RegisterWords.capitalized(word))
        }
    }
}
