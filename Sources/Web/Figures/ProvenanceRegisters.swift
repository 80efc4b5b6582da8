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
            let feeds = register.feeds.filter { $0.dataElement == part.element.code && ($0.options.isEmpty || part.options.isTotal || !Set($0.options).isDisjoint(with: part.options.codes)) }
            return feeds.html { "<li>\(line($0, register))</li>" }
        }
    }

    private func line(_ feed: Feed, _ register: Register) -> HTML {
        let name: HTML = isOpen(register) ? Layout.link(address(feed, register), t(register.name)) : HTML(text: t(register.name))
        let rules = [how(feed, register), states(feed, register), days(feed, register), feed.when == nil ? nil : t("only those that meet the register’s condition")].compactMap(\.self)
        return "\(t.html("From the records of the register \(name)")): \(rules.joined(separator: "; ")).\(if: !isOpen(register), " <small>\(t("The records themselves are open to those who work with the register."))</small>")"
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

    /// The list narrowed down to the records that count, as far as the register's list can be.
    private func address(_ feed: Feed, _ register: Register) -> String {
        var items: [(String, String?)] = [("unit", request.key(of: unit))] + feed.states.map { ("state", $0) }
        if let date = feed.date, register.list.filters.contains(date) {
            if part.element.overTime != .running { items.append(("\(date)-from", figure.period.firstDay.iso)) }
            items.append(("\(date)-to", figure.period.lastDay.iso))
        }
        for (category, field) in feed.categories where register.list.filters.contains(field) {
            if let option = part.options.codes.first(where: { request.world.catalogue.categoryOfOption[$0] == category }) { items.append((field, option)) }
        }
        return "/registers/\(Query.encoded(register.code))" + Address.query(items)
    }
}
