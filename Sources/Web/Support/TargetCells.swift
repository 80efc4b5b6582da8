import Domain
import Markup
import Operations

/// One target as the cells of a table: where it began, where it is, where it should be.
package struct TargetCells {
    package let standing: TargetStanding
    private let request: PageRequest
    private let t: Translator

    package init(_ standing: TargetStanding, _ request: PageRequest) {
        (self.standing, self.request, t) = (standing, request, request.t)
    }

    private var indicator: Indicator { standing.indicator }
    private var unitCode: String { request.world.units.unit(standing.unit).map(request.key) ?? "" }

    /// The indicator's name with a link to its page, its code, and who leads it.
    package func name(withAgency: Bool = true) -> HTML {
        let agency = withAgency ? standing.agency.map { t($0.name) } : nil
        return """
            <a href="\(Address.indicator(indicator.code, unit: unitCode))">\(t(indicator.name))</a> \
            <small><span class="code">\(indicator.code)</span>\(agency.map { " · \($0)" })</small>
            """
    }

    /// The name and code only.
    package var shortName: HTML { "<a href=\"\(Address.indicator(indicator.code, unit: unitCode))\">\(t(indicator.name))</a> <span class=\"code\">\(indicator.code)</span>" }

    /// Where things stood when the plan began; says where that is only assumed, or was measured by a made-up figure.
    package var baseline: HTML {
        guard let start = standing.course?.start else { return "" }
        let value = FigureText.value(start.value, indicator, t.language, withUnit: false)
        if start.isAssumed { return indicator.measure == .milestone ? "\(value)" : "\(value)<small>\(t("assumed"))</small>" }
        return "\(value)\(if: isBaselineIllustrative, " \(FigureText.tag(.illustrative, t))")<small>\(FigureText.date(start.day, t.language))</small>"
    }

    /// The plan states no baseline, and all figures there are to measure it by are made up.
    package var isBaselineIllustrative: Bool {
        guard let start = standing.course?.start, !start.isAssumed, standing.latest?.standing == .illustrative else { return false }
        return !(request.world.catalogue.baselines[indicator.code] ?? []).contains { $0.value == start.value && $0.day == start.day }
    }

    /// The same in one word, for tables with many rows: nothing where it is only assumed.
    package var shortBaseline: HTML {
        guard let start = standing.course?.start, !start.isAssumed else { return "" }
        return "\(FigureText.value(start.value, indicator, t.language, withUnit: false))\(if: isBaselineIllustrative, "<small>\(FigureText.tag(.illustrative, t))</small>")"
    }

    /// The latest figure with its kind and period, and the way to where it comes from.
    package var latest: HTML {
        guard let figure = standing.latest else { return "<b>–</b>" }
        let period = request.world.catalogue.periods.label(of: figure.period)
        let address = Address.figure(indicator.code, unit: unitCode, period: figure.period.id, status: figure.standing)
        return """
            <b><a href="\(address)">\(FigureText.value(figure, indicator, t.language, withUnit: false))</a></b>\(FigureText.tag(figure.mark, t))\
            <small>\(unitOfMeasure.map { "\($0) · " })\(t(period))</small>
            """
    }

    /// The latest figure and its kind only.
    package var shortLatest: HTML {
        guard let figure = standing.latest else { return "–" }
        return "<b>\(FigureText.value(figure, indicator, t.language, withUnit: false))</b>\(FigureText.tag(figure.mark, t))\(unitOfMeasure.map { "<small>\($0)</small>" as HTML })"
    }

    /// The unit of measure where it does not stand beside the number already.
    private var unitOfMeasure: String? {
        let unit = t(indicator.unitOfMeasure)
        return indicator.measure == .milestone || unit == "%" || unit.isEmpty ? nil : unit
    }

    package var target: HTML {
        guard let target = standing.course?.target else { return "<small>\(t("no target set"))</small>" }
        return "\(FigureText.target(target, indicator, t.language, withUnit: false))<small>\(dueText(target.due))</small>"
    }

    /// The way from baseline to target as a bar, with what the plan expects by the day of the figure; nothing for a milestone.
    package var bar: HTML {
        guard let course = standing.course, indicator.measure != .milestone else { return "" }
        let value = standing.latest?.value, top = [value, course.expected, course.target.value, course.start.value].compactMap(\.self).max() ?? 0
        let isPercentage = indicator.unitOfMeasure.en == "%"
        return ProgressBar(value: value, expected: value == nil ? nil : course.expected, target: course.target.value, range: 0...max(isPercentage ? 100 : 0, top, .leastNormalMagnitude),
                           standing: FigureText.standing(course.state), title: barTitle(course)).html
    }

    /// The bar with baseline, target and plan in words below it; nothing where no target is set.
    package var way: HTML {
        guard let course = standing.course else { return "" }
        let due = dueText(course.target.due)
        if indicator.measure == .milestone { return "<small>\(t("to be done by the end of \(due)"))</small>" }
        let start = FigureText.value(course.start.value, indicator, t.language, withUnit: false), goal = FigureText.target(course.target, indicator, t.language, withUnit: false)
        let from = course.start.isAssumed ? "\(start) (\(t("assumed")))" : isBaselineIllustrative ? "\(start) (\(t("illustrative")))" : start
        let plan = standing.latest == nil ? nil : course.expected.map { t("plan \(FigureText.value($0, indicator, t.language, withUnit: false))") }
        return "\(bar)<small>\(t("from \(from) to \(goal) by \(due)"))</small>\(plan.map { "<small>\($0)</small>" as HTML })"
    }

    /// The year where it is to be reached by its end, else the day.
    private func dueText(_ day: Day) -> String { day.month == 12 && day.dayOfMonth == 31 ? String(day.year) : FigureText.date(day, t.language) }

    private func barTitle(_ course: Course) -> String {
        let goal = FigureText.target(course.target, indicator, t.language)
        guard let figure = standing.latest else { return t("No figure yet; target \(goal)") }
        return t("\(FigureText.value(figure, indicator, t.language)) of a target of \(goal)")
    }

    /// The direction over the last periods.
    package var spark: HTML {
        guard indicator.measure != .milestone, let first = standing.recent.first(where: { $0.value != nil }), let last = standing.recent.last else { return "" }
        let from = FigureText.value(first.value, indicator, t.language), to = FigureText.value(last.value, indicator, t.language)
        return sparkLine(standing.recent.drop { $0.value == nil }.map(\.value), title: t("From \(from) to \(to)"))
    }

    /// The state; nothing for a figure that no target is set for.
    package var state: HTML {
        guard let course = standing.course else { return standing.latest == nil ? FigureText.state(.noData, t) : "" }
        return FigureText.state(course.state, t)
    }
}

/// How many targets are in each state, as a list.
package func stateCounts(_ targets: [TargetStanding], _ t: Translator) -> HTML {
    let states: [CourseState] = [.behind, .onCourse, .ahead, .achieved, .noData]
    let shown = states.map { state in (state, targets.count { $0.course != nil && $0.state == state }) }.filter { $0.1 > 0 }
    let free = targets.count { $0.course == nil }
    return """
        <ul class="counts">\(shown.html { "<li><b>\($0.1)</b> \(FigureText.state($0.0, t))</li>" })\
        \(if: free > 0, "<li><b>\(free)</b> \(t("followed without a target"))</li>")</ul>
        """
}

/// What the marks in a bar mean.
package func barKey(_ t: Translator) -> HTML {
    """
    <ul class="key"><li><svg class="on-course" aria-hidden="true"><rect class="fill" width="100%" height="100%"/></svg>\(t("figure"))</li>\
    <li><svg aria-hidden="true"><rect class="expected" x="50%" width="3" height="100%"/></svg>\(t("plan by the day of the figure"))</li>\
    <li><svg aria-hidden="true"><line class="target" x1="50%" x2="50%" y2="100%"/></svg>\(t("target"))</li><li><a href="/about#course">\(t("How it is computed"))</a></li></ul>
    """
}
