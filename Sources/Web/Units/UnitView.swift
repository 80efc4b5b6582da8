import Domain
import Markup
import Operations

/// The page about one unit: what it is, where its targets stand, its place in the tree and in time.
struct UnitView {
    private let profile: UnitProfile
    private let request: PageRequest
    private let words: UnitWords
    private var t: Translator { request.t }
    private var unit: OrgUnit { profile.unit }
    private var version: UnitVersion { profile.version }
    private var isFormer: Bool { words.isFormer(unit) }
    private var standings: [(pack: Pack, targets: [TargetStanding])] { profile.ownStandings }

    /// Units beneath that are named at once; more are folded away.
    private static let fewChildren = 12

    init(_ profile: UnitProfile, _ request: PageRequest) {
        (self.profile, self.request) = (profile, request)
        words = UnitWords(request)
    }

    func page() -> HTML {
        let timeline: HTML = "<h2 id=\"time\">\(t("Place in time"))</h2>\(UnitTimeline(profile, request).html)"
        let main: HTML = """
            <h1>\(t(version.fullName)) <span class="code">\(unit.code)</span>\(if: unit.isIllustrative, " \(FigureText.tag(.illustrative, t))")</h1>\(lede)\(sharedCode)\
            \(if: hasIllustrative, Layout.illustrativeNote(t))\
            <div class="cols"><section>\(if: isFormer, "\(timeline)\(programmes)", else: "\(programmes)\(timeline)")</section><aside>\(facts)\(children)\(dayChooser)</aside></div>
            """
        return Layout.page(request, title: t(version.fullName), current: .units, crumbs: crumbs, main: main)
    }

    private var crumbs: [(String, String?)] {
        [(t("Units"), "/units")] + profile.ancestors.filter { $0.level > .country }.map { (t($0.version(nearest: profile.day).fullName), Address.unit(request.key(of: $0)) as String?) } + [(t(version.fullName), nil)]
    }

    private var hasIllustrative: Bool { unit.isIllustrative || standings.contains { $0.targets.contains { $0.latest?.standing == .illustrative } } }

    // MARK: What matters most

    private var lede: HTML {
        if isFormer {
            let heirs = words.heirs(of: unit), until = unit.lastDay.map(words.date) ?? ""
            let end = t("In force until \(until).")
            return "<p class=\"lede\"><strong>\(end)</strong> \(fate(heirs))</p>"
        }
        if let first = unit.firstDay, first > request.today { return "<p class=\"lede\"><strong>\(t("Comes into force on \(words.date(first))."))</strong></p>" }
        let targets = standings.flatMap(\.targets).filter { $0.course != nil }
        let behind = targets.count { $0.state == .behind }
        let first: String = targets.isEmpty ? "" : behind == 0 ? t("No target is behind.") : t("One target is behind.|\(behind) targets are behind.")
        return "<p class=\"lede\">\(if: !first.isEmpty, "<strong>\(first)</strong> ")\(place)</p>\(notInForce)"
    }

    /// What the unit is and where it lies, in one sentence.
    private var place: HTML {
        let kind = words.type(version)
        guard let parent = profile.ancestors.last(where: { $0.level > .country }) else { return HTML(text: "\(kind), \(words.span(unit.firstDay, unit.lastDay)).") }
        return t.html("\(kind) of \(words.link(parent, asOf: profile.day)), \(words.span(unit.firstDay, unit.lastDay)).")
    }

    private var notInForce: HTML {
        guard !profile.isInForce else { return "" }
        return "<div class=\"status\"><p>\(t("It was not in force on the day you chose; it is shown as of \(words.date(profile.day))."))</p></div>"
    }

    private func fate(_ heirs: [(unit: OrgUnit, share: LineageShare?)]) -> HTML {
        guard let first = heirs.first else { return HTML(text: t("Nothing took its place as a whole.")) }
        guard first.share != nil else { return t.html("Its ground is now in \(words.list(heirs.map(\.unit))).") }
        guard heirs.count > 1 else {
            return request.world.units.origins(of: first.unit.id).count == 1 ? t.html("All of it is now \(words.link(first.unit)).") : t.html("All of it is now part of \(words.link(first.unit)).")
        }
        let parts = heirs.map { "\(words.link($0.unit))\($0.share.map { words.weights(area: $0.area, population: $0.population) })" as HTML }.joined(separator: ", ")
        return t.html("It is now divided among \(parts).")
    }

    /// Says where another unit carries or carried the same code.
    private var sharedCode: HTML {
        let others = request.world.units.units(code: unit.code).filter { $0.id != unit.id }
        guard !others.isEmpty else { return "" }
        let list = others.map { "\(words.link($0)) (\(words.span($0.firstDay, $0.lastDay)))" as HTML }.joined(separator: ", ")
        return "<div class=\"status\"><p>\(t.html("Another unit has or had the code \(unit.code): \(list). The two are not the same unit."))</p></div>"
    }

    // MARK: Targets

    private var programmes: HTML {
        standings.html { pack, targets -> HTML in
            guard !targets.isEmpty else { return "" }
            let key = request.key(of: unit), query = Query(nil).with("unit", key)
            let columns = [Table.Column(t("Indicator")), .init(t("Now"), isNumeric: true), .init(t("Way to the target")), .init(t("Last periods")), .init(t("State"))]
            let rows = targets.map { standing -> [HTML] in
                let cells = TargetCells(standing, request)
                return [cells.name(withAgency: false), cells.latest, cells.way, cells.spark, cells.state]
            }
            let whole = Layout.link("\(Address.programme(pack.code))?\(query)", t("The programme seen from here"))
            return """
                \(Layout.heading(t(pack.programme?.name ?? pack.name), id: "programme-\(pack.code)", address: Address.programme(pack.code), query: query))\(stateCounts(targets, t))\
                \(Table(caption: t("Targets of \(t(version.fullName))"), isCaptionHidden: true, columns: columns, rows: rows).html)\(barKey(t))<p>\(whole)</p>
                """
        }
    }

    // MARK: Facts

    private var facts: HTML {
        let area = version.areaKm2.map { "\(t.language.number($0, decimals: 2)) km²" }, population = version.population.map { t.language.number($0) }
        let note = version.note ?? ""
        return """
            <h2>\(t("About this unit"))</h2><dl class="facts"><dt>\(t("Type"))<dd>\(words.type(version))<dt>\(t("Code"))<dd>\(unit.code)<dt>\(t("Level"))<dd>\(words.level(unit.level))\
            <dt>\(t("In force"))<dd>\(words.span(unit.firstDay, unit.lastDay))\
            \(fact(t("Area"), area, missing: note.contains("area:withheld"), remark: note.contains("area:measured") ? t("measured from the outline") : nil))\
            \(fact(t("Population"), population, missing: note.contains("population:withheld")))\
            \(version.resolution.map { "<dt>\(t("Resolution"))<dd>\($0)" as HTML })\
            \(if: !profile.aliases.isEmpty, "<dt>\(t("Also written"))<dd>\(profile.aliases.joined(separator: ", "))")</dl>\
            \(if: unit.isIllustrative, "<p><small>\(t("This village is made up for the demonstration."))</small></p>")\
            <p class="tools"><a href="\(Address.unit(request.key(of: unit))).json">JSON</a></p>
            """
    }

    private func fact(_ name: String, _ value: String?, missing: Bool, remark: String? = nil) -> HTML {
        guard value != nil || missing else { return "" }
        return "<dt>\(name)<dd>\(value ?? "–")\(if: missing && value == nil, " <small>\(t("left out, the source gives it wrongly"))</small>")\(remark.map { " <small>\($0)</small>" as HTML })"
    }

    private var children: HTML {
        guard !profile.children.isEmpty else { return "" }
        let items: HTML = "<ul class=\"feed\">\(profile.children.html { "<li>\(words.link($0, asOf: profile.day)) <span class=\"code\">\($0.code)</span></li>" })</ul>"
        let count = profile.children.count, isLong = count > Self.fewChildren
        let address = "/units" + Address.query([("parent", unit.id.rawValue), ("as-of", profile.day == request.today ? nil : profile.day.iso)])
        let heading = t("One unit beneath|\(count) units beneath")
        return """
            <h2>\(heading)</h2>\(if: isLong, "<details><summary>\(t("Show all"))</summary>\(items)</details>", else: items)\
            <p>\(Layout.link(address, t("As a table")))</p>
            """
    }

    private var dayChooser: HTML {
        """
        <h2>\(t("Another day"))</h2><form class="filters" action="\(Address.unit(request.key(of: unit)))"><label>\(t("Units as of"))<br>\
        <input type="date" name="as-of"\(attribute: "value", request.query["as-of"])></label><button class="quiet">\(t("Show"))</button></form>
        """
    }
}

extension UnitProfile {
    /// Targets that say something about the unit. Of one that has ended only those of its own programme and those whose figure is of its time:
    /// anything later is an estimate for a unit that no longer exists, and stands at its successors.
    var ownStandings: [(pack: Pack, targets: [TargetStanding])] {
        guard let ended = unit.lastDay else { return standings }
        return standings.map { pack, targets in
            let isOwn = pack.programme.map { $0.unit == unit.code && unit.version(on: $0.unitAsOf) != nil } ?? false
            return (pack, isOwn ? targets : targets.filter { $0.latest.map { $0.period.firstDay <= ended } ?? false })
        }.filter { !$0.1.isEmpty }
    }
}
