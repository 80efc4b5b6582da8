import Domain
import Markup
import Operations

/// The page about where one figure comes from: the formula with its numbers, and the values behind each of them.
struct ProvenanceView {
    private let provenance: Provenance
    private let request: PageRequest
    private let small: SmallNumbers
    private var t: Translator { request.t }
    private var figure: Figure { provenance.figure }
    private var indicator: Indicator { provenance.indicator }

    /// Values of one item that are listed at once.
    private static let mostAtOnce = 50
    /// Of those, the ones that are open to the eye at first.
    private static let open = 10

    init(_ provenance: Provenance, _ request: PageRequest) {
        (self.provenance, self.request) = (provenance, request)
        small = SmallNumbers(request.world.catalogue)
    }

    private var isHidden: Bool { small.hides(figure) }
    private var value: String { isHidden ? t("withheld") : FigureText.value(figure, indicator, t.language) }
    private var place: String { request.name(of: provenance.unit) }
    private var periodName: String { request.name(of: figure.period) }

    func page() throws -> HTML {
        let address = "/figures/\(Query.encoded(indicator.code))/\(Query.encoded(request.parameter("unit")))/\(Query.encoded(figure.period.id))"
        let options = request.words(for: figure.options).map { ", \($0)" } ?? ""
        let main: HTML = """
            <h1>\(t("Where this figure comes from"))</h1>\
            <p class="lede"><strong>\(value)</strong> \(FigureText.tags(figure, t)) \(Layout.link(request.indicatorAddress(indicator.code, unit: provenance.unit), t(indicator.name))), \
            \(Layout.link(Address.unit(request.key(of: provenance.unit)), place))\(options), \(periodName).</p>\
            \(if: figure.standing == .illustrative, Layout.illustrativeNote(t))\(reported)\
            \(Layout.heading(t("How it is computed"), id: "formula", address: address, query: Query(request.query.with("lang", nil)).with("cursor", nil)))\(formula)\(shares)\
            <h2 id="values">\(t("The values behind it"))</h2>\(try tree())
            """
        let crumbs: [(String, String?)] = [(t("Indicators"), "/indicators"), (indicator.code, request.indicatorAddress(indicator.code, unit: provenance.unit)), (t("Where this figure comes from"), nil)]
        return Layout.page(request, title: t("Where \(value) comes from"), current: .indicators, crumbs: crumbs, main: main)
    }

    private var reported: HTML {
        guard figure.expected > 0, !figure.isFromRegisters else { return "" }
        return "<p>\(t("\(figure.reported) of \(figure.expected) units reported."))\(if: figure.reported < figure.expected, " \(t("What is missing is not counted as zero."))")</p>"
    }

    // MARK: Formula

    private var formula: HTML {
        let words: HTML = "<p>\(t(provenance.formula))</p>"
        guard figure.numerator != nil || figure.standing != .published || indicator.publishedAs == nil else {
            return "\(words)<p>\(t("The authority published only the result, not the numbers it was computed from."))</p>"
        }
        guard !isHidden, let numerator = figure.numerator, let denominator = figure.denominator else { return words }
        let factor: HTML = indicator.factor == 1 ? "" : " × \(t.language.number(indicator.factor, decimals: 6))"
        return """
            \(words)<div class="formula"><span><span>\(t.language.number(numerator, decimals: 2))</span><span>\(t.language.number(denominator, decimals: 2))</span></span>\(factor) = <b>\(value)</b></div>
            """
    }

    /// The shares by which units that were split since count.
    private var shares: HTML {
        guard let rebase = figure.rebase else { return "" }
        let rows = rebase.terms.compactMap { term -> [HTML]? in
            guard let unit = request.world.units.unit(term.unit) else { return nil }
            let until = unit.lastDay.map { t("until \(FigureText.date($0, t.language))") }
            let name: HTML = "<a href=\"\(Address.unit(unit.code, asOf: unit.lastDay))\">\(request.name(of: unit))</a> <small><span class=\"code\">\(unit.code)</span>\(until.map { " · \($0)" })</small>"
            return [name, HTML(text: t.language.percent(share: term.weight, decimals: 2)), HTML(text: method(term.method))]
        }
        let estimated = rebase.comparability == .estimate
        let note = estimated ? t("Some of these units were split. Their figures are shared out by the weights below, which are this system’s own estimate and were not published.")
            : t("All of these units went whole into this one, so their figures are simply put together.")
        let columns = [Table.Column(t("Unit of that time")), .init(t("Share that counts"), isNumeric: true), .init(t("Shared out by"))]
        return """
            <h2 id="shares">\(t("Units of another time"))</h2><p>\(t("\(place) did not exist in this form in \(periodName).")) \(note)</p>\
            \(Table(caption: t("Units of another time"), isCaptionHidden: true, columns: columns, rows: rows).html)
            """
    }

    private func method(_ method: RebaseTerm.Method) -> String {
        switch method {
        case .exact: t("not shared out, whole")
        case .area: t("area")
        case .population: t("population")
        case .equalParts: t("equal parts, sizes are not on record")
        }
    }

    // MARK: Values

    private func tree() throws -> HTML {
        let parts = try provenance.parts.enumerated().html { index, part in try item(part, index) }
        return "<ul class=\"tree\"><li><b>\(value)</b> \(place) · \(periodName)<ul>\(parts)\(provenance.reporting.html { reports($0) })</ul></li></ul>"
    }

    /// A reporting rate: the reports it was counted from, and where each of them is listed.
    private func reports(_ part: Provenance.Reporting) -> HTML {
        let counted = t("\(part.rate.sent) of \(part.rate.expected) reports were sent, \(part.rate.onTime) of them in time")
        let list = Address.overview(part.form.code, unit: provenance.unit.id.rawValue)
        return "<li>\(t(part.form.name)) <span class=\"code\">\(part.form.code)</span>: <a href=\"\(list)\">\(counted)</a></li>"
    }

    private func item(_ part: Provenance.Part, _ index: Int) throws -> HTML {
        let options = request.words(for: part.options).map { " (\($0))" } ?? ""
        let isKept = small.hides(part.value, part.options, figure.standing)
        let total = isKept ? t("withheld") : part.value.map { request.text(of: $0, part.element, withUnit: true) } ?? t("no value")
        let (start, shown) = try window(part, index)
        let now = part.contributions[start..<(start + shown)]
        let head: HTML = "<b>\(total)</b> \(t(part.element.name))\(options) <span class=\"code\">\(part.element.code)</span>: \(rule(part))"
        let first = now.prefix(Self.open).html { line($0, part) }, rest = now.dropFirst(Self.open)
        let folded: HTML = rest.isEmpty ? "" : "<li><details><summary>\(t("one more value|\(rest.count) more values"))</summary><ul>\(rest.html { line($0, part) })</ul></details></li>"
        return "<li>\(head)<ul>\(ProvenanceRegisters(part, provenance, request).html)\(first)\(folded)</ul>\(pages(part, index, start, shown))</li>"
    }

    /// The rule by which the values become one.
    private func rule(_ part: Provenance.Part) -> String {
        let count = part.contributions.count
        if count == 0 { return part.value == nil ? t("no value") : t("carried on from earlier periods") }
        if count == 1 { return t("one value") }
        return switch part.element.overUnits {
        case .sum: t("sum of one value|sum of \(count) values")
        case .average: t("average of one value|average of \(count) values")
        case .min: t("lowest of one value|lowest of \(count) values")
        case .max: t("highest of one value|highest of \(count) values")
        case .last: t("latest of one value|latest of \(count) values")
        case .first: t("first of one value|first of \(count) values")
        case .count: t("number of one value|number of \(count) values")
        case .none, .running: t("one value|\(count) values")
        }
    }

    /// Which of a part's values are listed: a later run of them for the part that the address names.
    private func window(_ part: Provenance.Part, _ index: Int) throws -> (start: Int, count: Int) {
        var start = 0
        if request.query["part"] == String(index + 1), let text = request.query["from"] {
            guard let place = Int(text), place >= 1, place <= max(part.contributions.count, 1) else {
                throw Rejected(Label(vi: "«\(text)» nằm ngoài danh sách", en: "“\(text)” is outside the list"),
                               remedy: Label(vi: "Ghi một số từ 1 đến \(part.contributions.count).", en: "Write a number from 1 to \(part.contributions.count)."), place: "from")
            }
            start = min(place - 1, part.contributions.count)
        }
        return (start, min(Self.mostAtOnce, part.contributions.count - start))
    }

    private func pages(_ part: Provenance.Part, _ index: Int, _ start: Int, _ shown: Int) -> HTML {
        let all = part.contributions.count
        guard all > shown else { return "" }
        func address(_ place: Int) -> String { "\(request.path)?\(Query(Query(request.query.with("part", String(index + 1))).with("from", String(place + 1))).with("lang", nil))#values" }
        return pager(shown: t("\(start + 1) to \(start + shown) of \(all) values, the largest first"), previous: start > 0 ? (t("see the ones before"), address(max(0, start - Self.mostAtOnce))) : nil,
                     next: start + shown < all ? (t("see more"), address(start + shown)) : nil, label: t("Parts of the list"))
    }

    private func line(_ contribution: Provenance.Contribution, _ part: Provenance.Part) -> HTML {
        let address = Address.value(part.element.code, unit: request.key(of: contribution.unit, in: contribution.period), period: contribution.period.id, options: contribution.options, status: figure.standing)
        let isKept = small.hides(contribution.value, contribution.options, figure.standing)
        let value = isKept ? t("withheld") : request.text(of: contribution.value, part.element)
        let time: HTML = contribution.period == figure.period ? "" : ", \(request.name(of: contribution.period))"
        let options: HTML = contribution.options == part.options ? "" : request.words(for: contribution.options).map { ", \($0)" } ?? ""
        let weight: HTML = contribution.weight == 1 ? "" : " × \(t.language.percent(share: contribution.weight, decimals: 2)) \(FigureText.tag(.estimate, t))"
        return "<li><b>\(value)</b>\(weight) <a href=\"\(address)\">\(request.name(of: contribution.unit))</a>\(commune(contribution))\(time)\(options)\(contribution.version.map { origin($0) })</li>"
    }

    /// The commune a village lies in: many villages share a name.
    private func commune(_ contribution: Provenance.Contribution) -> String {
        guard contribution.unit.level == .village, let above = contribution.unit.version(nearest: contribution.period.lastDay).parent.flatMap({ request.world.units.unit($0) }) else { return "" }
        return ", " + request.name(of: above)
    }

    /// Who wrote a value, when, from what, and in which change.
    private func origin(_ version: ValueVersion) -> HTML {
        let province = version.value.key.province
        let change = Layout.link(Address.change(version.seq, of: province), t("change \(Int(version.seq))"))
        let notes = [version.value.source, version.value.comment].compactMap(\.self).filter { !$0.isEmpty }.html { " · \($0)" as HTML }
        return "<br><small>\(ChangeWords(request).person(version.person)) · <time datetime=\"\(version.at.iso)\">\(FigureText.moment(version.at, t.language))</time> · \(change)\(notes)</small>"
    }
}
