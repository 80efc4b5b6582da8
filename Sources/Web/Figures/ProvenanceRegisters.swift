import Domain
import Markup
import Operations

/// Says of a figure that registers feed how records make it up, and leads those who may see them to the records.
struct ProvenanceRegisters {
    private let part: Provenance.Part
    private let figure: Figure
    private let unit: OrgUnit
    private let request: PageRequest
    private var t: Translator { request.t }

    init(_ part: Provenance.Part, _ provenance: Provenance, _ request: PageRequest) {
        (self.part, figure, unit, self.request) = (part, provenance.figure, provenance.unit, request)
    }

    /// A line for each way in which records count; nothing where no register feeds the item.
    var html: HTML {
        (request.world.catalogue.feedsOf[part.element.code] ?? []).compactMap { request.world.catalogue.registers[$0] }.html { register in
            // Fields that are added up by the same rules stand in one line.
            var groups: [[Feed]] = []
            for feed in register.feeds where feed.dataElement == part.element.code && counts(feed) {
                if let place = groups.firstIndex(where: { $0[0].states == feed.states && $0[0].date == feed.date && $0[0].until == feed.until && $0[0].when == feed.when }) { groups[place].append(feed) } else { groups.append([feed]) }
            }
            return groups.html { "<li>\(line($0, register))</li>" }
        }
    }

    /// Whether a feed is part of the item: the total is made of the options of the element's first category.
    private func counts(_ feed: Feed) -> Bool {
        guard !feed.options.isEmpty else { return true }
        guard part.options.isTotal else { return !Set(feed.options).isDisjoint(with: part.options.codes) }
        return feed.options.contains { request.world.catalogue.categoryOfOption[$0] == part.element.categories.first }
    }

    private func line(_ feeds: [Feed], _ register: Register) -> HTML {
        let feed = feeds[0], fields = feeds.map { how($0, register) }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let name: HTML = isOpen(register) ? Layout.link(address(register), t(register.name)) : HTML(text: t(register.name))
        let rules = [fields.joined(separator: ", "), states(feed, register), days(feed, register), feed.when.map { condition($0, register) }].compactMap(\.self)
        return "\(t.html("From the records of the register \(name)")): \(rules.joined(separator: "; ")).\(if: !isOpen(register), " <small>\(t("The records themselves are open to those who work with the register."))</small>")"
    }

    private func condition(_ when: String, _ register: Register) -> String {
        ConditionWords(register, request).words(when).map { t("only where \($0)") } ?? t("only those that meet the register’s condition")
    }

    private func isOpen(_ register: Register) -> Bool {
        request.khen.registers.all(by: request.person).contains { $0.register.code == register.code && $0.isOpen }
    }

    private func how(_ feed: Feed, _ register: Register) -> String {
        let field = feed.field.flatMap { register.field($0) }.map { t($0.name) } ?? ""
        return switch feed.how {
        case .count: t("each record counts once")
        case .sum: t("the field “\(field)” is added up")
        case .latest: t("the field “\(field)” of the latest record")
        case .min: t("the lowest of the field “\(field)”")
        case .max: t("the highest of the field “\(field)”")
        }
    }

    private func states(_ feed: Feed, _ register: Register) -> String {
        let names = feed.states.compactMap { register.state($0) }.map { "“\(t($0.name))”" }
        return names.isEmpty ? t("in every state") : t("in the state \(names.joined(separator: ", "))")
    }

    private func days(_ feed: Feed, _ register: Register) -> String {
        let start = feed.date.flatMap { register.field($0) }.map { "“\(t($0.name))”" } ?? t("the day on which the record was added"), last = FigureText.date(figure.period.lastDay, t.language)
        guard part.element.overTime == .running else { return t("by \(start), within the period") }
        guard let end = feed.until.flatMap({ register.field($0) }) else { return t("from \(start) on, up to \(last)") }
        return t("from \(start) until “\(t(end.name))”, as at \(last)")
    }

    /// The list of just those records that count.
    private func address(_ register: Register) -> String {
        let options = part.options.isTotal ? nil : part.options.key
        return "/registers/\(Query.encoded(register.code))" + Address.query([("unit", request.key(of: unit)), ("feed", part.element.code), ("feed-period", figure.period.id), ("feed-options", options)])
    }
}
