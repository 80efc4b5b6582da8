import Domain
import Markup
import Operations

/// How figures, their kinds and their standings are said, the same on every page.
package enum FigureText {
    /// A figure as people read it: `58,2%`, `2.154 thủ tục`, `> 96%`, `Đã hoàn thành`.
    package static func value(_ figure: Figure, _ indicator: Indicator, _ language: Language, withUnit: Bool = true) -> String {
        value(figure.value, bound: figure.bound, indicator, language, withUnit: withUnit)
    }

    /// A number in an indicator's unit, such as a point of its series; an en dash where there is none.
    ///
    /// - Parameter withUnit: whether the unit of measure follows; a per cent sign always does.
    package static func value(_ number: Double?, bound: Bound = .exactly, _ indicator: Indicator, _ language: Language, withUnit: Bool = true) -> String {
        guard let number else { return "–" }
        if indicator.measure == .milestone {
            let isDone = number >= 1 - 1e-9
            return language == .vi ? (isDone ? "Đã hoàn thành" : "Chưa") : (isDone ? "Done" : "Not yet")
        }
        return sign(of: bound) + plain(number, indicator, language, withUnit: withUnit)
    }

    /// What is to be reached: `100%`, `> 96%`, `Hoàn thành`.
    package static func target(_ target: Target, _ indicator: Indicator, _ language: Language, withUnit: Bool = true) -> String {
        if indicator.measure == .milestone { return language == .vi ? "Hoàn thành" : "Done" }
        let bound = target.bound.facing(indicator.direction)
        return sign(of: bound == .atLeast ? .exactly : bound) + plain(target.value, indicator, language, withUnit: withUnit)
    }

    private static func plain(_ number: Double, _ indicator: Indicator, _ language: Language, withUnit: Bool) -> String {
        let unit = language == .vi ? indicator.unitOfMeasure.vi : indicator.unitOfMeasure.en
        if unit == "%" { return language.percent(number, decimals: indicator.decimals) }
        let text = language.number(number, decimals: indicator.decimals)
        return withUnit && !unit.isEmpty ? "\(text) \(unit)" : text
    }

    private static func sign(of bound: Bound) -> String {
        switch bound {
        case .exactly: ""
        case .moreThan: "> "
        case .atLeast: "≥ "
        case .lessThan: "< "
        case .atMost: "≤ "
        }
    }

    // MARK: Kinds of figures

    package static func word(_ status: FigureStatus, _ t: Translator) -> String {
        switch status {
        case .published: t("published")
        case .reported: t("reported")
        case .approved: t("approved")
        case .registered: t("from registers")
        case .illustrative: t("illustrative")
        case .estimate: t("estimate")
        }
    }

    package static func kind(_ status: FigureStatus) -> FigureKind {
        switch status {
        case .published: .published
        case .reported: .reported
        case .approved: .approved
        case .registered: .registered
        case .illustrative: .illustrative
        case .estimate: .estimate
        }
    }

    /// The small tag beside a figure.
    package static func tag(_ status: FigureStatus, _ t: Translator) -> HTML { kind(status).tag(word(status, t)) }

    // MARK: Standings

    package static func word(_ state: CourseState, _ t: Translator) -> String {
        switch state {
        case .achieved: t("Achieved")
        case .ahead: t("Ahead")
        case .onCourse: t("On course")
        case .behind: t("Behind")
        case .noData: t("No data yet")
        }
    }

    package static func standing(_ state: CourseState) -> Standing {
        switch state {
        case .achieved: .achieved
        case .ahead: .ahead
        case .onCourse: .onCourse
        case .behind: .behind
        case .noData: .noData
        }
    }

    /// The mark and the word for a state.
    package static func state(_ state: CourseState, _ t: Translator) -> HTML { standing(state).labelled(word(state, t)) }

    // MARK: Days

    package static func date(_ day: Day, _ language: Language) -> String {
        let (year, month, day) = day.components
        return language.date(year: year, month: month, day: day)
    }

    package static func moment(_ moment: Moment, _ language: Language) -> String {
        language.moment(secondsSince1970: Int(moment.milliseconds / 1000))
    }
}
