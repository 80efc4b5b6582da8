import Domain
import Hummingbird
import Markup
import Operations

/// How everything shown is computed, where it comes from, and what may be done with it.
enum AboutPages {
    static var routes: [Route] { [.get("/about", access: .everyone) { Reply.html(page($0)) }] }

    private static func page(_ request: PageRequest) -> HTML {
        let t = request.t
        let parts: [(id: String, title: String, body: HTML)] = [
            ("course", t("How a state is computed"), course(t)), ("kinds", t("Kinds of figures"), kinds(t)), ("totals", t("Totals and what is missing"), totals(t)),
            ("units", t("Units that were merged or split"), units(t)), ("log", t("The change log"), log(t)), ("data", t("Data and sources"), AboutSources.html(t)),
            ("packs", t("Packs and the texts they follow"), packs(request)), ("use", t("Using the pages and the data"), use(t)),
        ]
        let main: HTML = """
            <h1>\(t("How it is computed"))</h1>\
            <p class="lede">\(t("Behind every figure stands a formula, the values that went into it, and who wrote them; a click on the figure shows all three."))</p>\
            <nav aria-label="\(t("On this page"))"><ul>\(parts.html { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" })</ul></nav>\
            \(parts.html { "<section aria-labelledby=\"\($0.id)\"><h2 id=\"\($0.id)\">\($0.title)</h2>\($0.body)</section>" })
            """
        return Layout.page(request, title: t("How it is computed"), current: .about, crumbs: [(t("Operations centre"), "/"), (t("How it is computed"), nil)], main: main)
    }

    private static func paragraphs(_ texts: [String]) -> HTML { texts.html { "<p>\($0)</p>" } }

    private static func course(_ t: Translator) -> HTML {
        let rules: [(CourseState, String)] = [
            (.noData, t("There is no figure.")),
            (.achieved, t("The figure keeps the target.")),
            (.behind, t("The target was due and is not met; or the figure lies below the plan by more than the tolerance.")),
            (.ahead, t("The figure lies above the plan by more than the tolerance.")),
            (.onCourse, t("Everything else.")),
        ]
        let tolerance = t.language.percent(share: Course.usualTolerance, decimals: 0)
        return """
            <p>\(t("The plan is read as a path: straight lines from the baseline through the targets in order of time, level after the last one. Progress is the share of the way from the baseline to the last target. Progress is compared with what the path expects on the last day of the figure’s period."))</p>\
            <dl class="facts">\(rules.html { "<dt>\(FigureText.state($0.0, t))<dd>\($0.1)" })</dl>\
            <p>\(t("The tolerance is \(tolerance) of the way from baseline to target: a plan of one year is still on course when it is eighteen days late. Where less is better, below and above change places."))</p>\
            \(paragraphs([
                t("A target that is simply done or not done is achieved, or on course until it is due and behind from then on; there is no half-way."),
                t("Where the plan publishes no baseline, the figure measured at that day is taken; where there is none either, zero is taken and said to be assumed."),
                t("An intermediate target only bends the path: missing it shows as behind by the same rule. A target to be kept year after year stays level, so falling back shows as behind."),
            ]))\
            <p><small>\(t("Terms: OECD DAC, Glossary of Key Terms in Evaluation and Results Based Management (2002)."))</small></p>
            """
    }

    private static func kinds(_ t: Translator) -> HTML {
        let kinds: [(FigureStatus, String)] = [
            (.published, t("Printed by an authority in a document that is cited.")),
            (.reported, t("Entered or imported by a unit or an agency.")),
            (.estimate, t("Put together from units that were split, by weights; never a published figure.")),
            (.illustrative, t("Made up to show how the system works; says nothing about any place. The operator takes all of them out with khen demo --remove.")),
        ]
        return """
            <dl class="facts">\(kinds.html { "<dt>\(FigureText.tag($0.0, t))<dd>\($0.1)" })</dl>\
            <p>\(t("Values of different kinds are never added together. An illustrative figure is shown as the latest one only where there is neither a published nor a reported one."))</p>
            """
    }

    private static func totals(_ t: Translator) -> HTML {
        paragraphs([
            t("Missing is not zero. A unit that has reported nothing is left out of the sum, and beside each figure stands how many units reported of how many should."),
            t("A percentage of a province is the sum of its units’ numerators over the sum of their denominators, not the mean of their percentages."),
            t("Values are for one period each, not to date. How they add up over periods and over units is set for each data element in its pack: sum, mean, latest, first, lowest or highest."),
            t("Nothing is computed overnight: what was saved a moment ago is in the next answer."),
        ])
    }

    private static func units(_ t: Translator) -> HTML {
        paragraphs([
            t("Since 1 July 2025 the country has 34 provinces and 3,321 communes; until 30 June 2025 it had 63 provinces, 696 districts and 10,035 communes. Every unit is kept with its dates, its names and what became of it."),
            t("A series before that day is shown on today’s units. Where former units went whole into a unit, their figures are added: the sum is exact. Where a former unit was split, each part takes a share of its figure by population or by area, and the figure is marked as an estimate."),
            t("The weights are this project’s own estimate: stated by the official conversion table where its words leave no choice, else in proportion to the published population or area of the new units, a part counting as half; in equal parts where that is missing. The weights of one former unit add up to 1."),
            t("Where the ground of a unit cannot be traced, its figure is not comparable and none is shown."),
        ])
    }

    private static func log(_ t: Translator) -> HTML {
        """
        \(paragraphs([
            t("Whatever is written becomes one change in the log of its province, with a number, an instant, a person and what it touched. Numbers have no gaps. Values are never overwritten: a correction is a new version."),
            t("Each change carries a hash (SHA-256) over the change before it and over every row it wrote. The command khen verify computes all of them again and names the first that does not fit."),
        ]))<p><a href="/changes">\(t("All changes"))</a></p>
        """
    }

    // MARK: Packs

    private static func packs(_ request: PageRequest) -> HTML {
        let t = request.t
        let items = request.world.catalogue.packs.html { pack -> HTML in
            let citations = citations(of: pack)
            let name: HTML = pack.programme == nil ? HTML(text: t(pack.name)) : Layout.link(Address.programme(pack.code), t(pack.name))
            return """
                <li><b>\(name)</b> <span class="code">\(pack.code) \(pack.version)</span><br>\(t("\(pack.indicators.count) indicators, \(pack.targets.count) targets, \(pack.dataElements.count) data elements"))\
                \(if: !citations.isEmpty, "<ul>\(citations.html(citation(t)))</ul>")</li>
                """
        }
        return "<p>\(t("The program knows no decree. Programmes, targets, forms, periods and formulas are packs: files that an office can read, compare and change."))</p><ul class=\"feed\">\(items)</ul>"
    }

    private static func citation(_ t: Translator) -> (Citation) -> HTML {
        { citation in
            guard let reference = citation.reference else { return "<li>\(t(citation.text))</li>" }
            let isAddress = reference.hasPrefix("http")
            return "<li>\(t(citation.text))\(if: isAddress, " <a href=\"\(foreignAddress: reference)\">\(reference)</a>", else: " <span class=\"code\">\(reference)</span>")</li>"
        }
    }

    /// Every text that a pack cites, once, in the order of first use.
    private static func citations(of pack: Pack) -> [Citation] {
        var all: [Citation] = [pack.programme?.citation].compactMap(\.self)
        all += pack.indicators.map(\.source)
        all += pack.targets.compactMap(\.citation)
        all += pack.baselines.compactMap(\.citation)
        all += pack.calendars.compactMap(\.citation)
        all += pack.windows.compactMap(\.citation)
        all += pack.forms.compactMap(\.citation)
        all += pack.results.map(\.citation)
        var seen: Set<Citation> = []
        return all.filter { seen.insert($0).inserted }
    }

    private static func use(_ t: Translator) -> HTML {
        """
        \(paragraphs([
            t("Every page works without scripts, by keyboard, at 320 pixels and on paper. Colour is never the only sign. The pages aim at WCAG 2.2, level AA."),
            t("Almost every page has the same figures as CSV, XLSX and JSON: put the ending behind its address, before the question mark. The pages are open to everyone; sums over units are public, values that point at persons are not."),
            t("The site keeps two cookies: the language you chose, and when you were here last, for the list of what changed since. Neither says who you are. Signing in adds two: one for the session, and one by which the site knows a browser that signed in before."),
        ]))<p><a href="/api/openapi.json">\(t("Description for programs (OpenAPI)"))</a></p>
        """
    }
}
