import Domain
import Markup
import Operations
import Sheets

/// A name in both languages, as programs get it.
package struct NameAnswer: Encodable, Sendable {
    package var vi: String
    package var en: String

    package init(_ label: Label) { (vi, en) = (label.vi, label.en) }
}

/// A figure as programs get it.
package struct FigureAnswer: Encodable, Sendable {
    package var period: String
    package var firstDay: String
    package var lastDay: String
    package var value: Double
    /// `>`, `>=`, `<`, `<=`, or empty where the figure is exact.
    package var bound: String
    package var numerator: Double?
    package var denominator: Double?
    package var status: FigureStatus
    package var reported: Int
    package var expected: Int

    package init(_ figure: Figure) {
        period = figure.period.id
        firstDay = figure.period.firstDay.iso
        lastDay = figure.period.lastDay.iso
        value = figure.value
        bound = figure.bound.rawValue
        numerator = figure.numerator
        denominator = figure.denominator
        status = figure.status
        reported = figure.reported
        expected = figure.expected
    }
}

/// A target with where it stands, as programs get it.
package struct TargetAnswer: Encodable, Sendable {
    package struct Baseline: Encodable, Sendable {
        package var value: Double
        package var day: String
        /// The plan publishes none, and zero was taken.
        package var assumed: Bool
    }

    package struct Goal: Encodable, Sendable {
        package var value: Double
        package var bound: String
        package var due: String
    }

    package var code: String
    package var name: NameAnswer
    package var measure: Indicator.Measure
    package var unitOfMeasure: NameAnswer
    package var group: String?
    package var agency: String?
    package var baseline: Baseline?
    package var targets: [Goal]
    package var latest: FigureAnswer?
    package var previous: FigureAnswer?
    /// `nil` where there is no target.
    package var state: CourseState?
    package var progress: Double?
    package var expectedValue: Double?
    package var expectedProgress: Double?

    package init(_ standing: TargetStanding) {
        let indicator = standing.indicator, course = standing.course
        code = indicator.code
        name = NameAnswer(indicator.name)
        measure = indicator.measure
        unitOfMeasure = NameAnswer(indicator.unitOfMeasure)
        group = indicator.solutionGroup ?? indicator.goal
        agency = indicator.agency
        baseline = course.map { Baseline(value: $0.start.value, day: $0.start.day.iso, assumed: $0.start.isAssumed) }
        targets = standing.targets.map { Goal(value: $0.value, bound: $0.bound.facing(indicator.direction).rawValue, due: $0.due.iso) }
        latest = standing.latest.map(FigureAnswer.init)
        previous = standing.previous.map(FigureAnswer.init)
        state = course?.state
        progress = course?.progress
        expectedValue = course?.expected
        expectedProgress = course?.expectedShare
    }
}

/// Targets of programmes as a table for offices and programs.
package enum TargetTable {
    package static func columns(_ t: Translator) -> [ExportTable.Column] {
        [
            .init("programme", t("Programme")), .init("unit", t("Unit code")), .init("unit_name", t("Unit")), .init("code", t("Code")), .init("name", t("Indicator")),
            .init("group", t("Solution group")), .init("agency", t("Lead agency")), .init("unit_of_measure", t("Unit of measure")),
            .init("baseline", t("Baseline"), .decimal(2)), .init("baseline_day", t("Day of the baseline"), .date), .init("baseline_assumed", t("Baseline only assumed")),
            .init("period", t("Period of the latest figure")), .init("value", t("Latest figure"), .decimal(2)), .init("bound", t("Bound")),
            .init("numerator", t("Numerator"), .decimal(2)), .init("denominator", t("Denominator"), .decimal(2)), .init("status", t("Kind of figure")),
            .init("reported", t("Units that reported"), .integer), .init("expected", t("Units that should"), .integer),
            .init("target", t("Target"), .decimal(2)), .init("target_bound", t("Bound of the target")), .init("target_due", t("Due"), .date),
            .init("expected_value", t("Planned by then"), .decimal(2)), .init("progress", t("Share of the way"), .decimal(3)), .init("state", t("State")),
        ]
    }

    package static func rows(_ overview: ProgrammeOverview, _ request: PageRequest) -> [[SheetCell]] {
        let t = request.t, unit = t(overview.unit.version(nearest: request.today).fullName)
        return overview.sections.flatMap { section in section.targets.map { standing in
            let indicator = standing.indicator, course = standing.course, figure = standing.latest
            return [
                .text(overview.pack.code), .text(overview.unit.code), .text(unit), .text(indicator.code), .text(t(indicator.name)),
                SheetCell(section.heading.map { t($0) }), SheetCell(standing.agency.map { t($0.name) }), .text(t(indicator.unitOfMeasure)),
                SheetCell(course?.start.value), SheetCell(course?.start.day), SheetCell(course.map { $0.start.isAssumed ? "true" : "false" }),
                SheetCell(figure?.period.id), SheetCell(figure?.value), SheetCell(figure?.bound.rawValue),
                SheetCell(figure?.numerator), SheetCell(figure?.denominator), SheetCell(figure?.status.rawValue),
                figure.map { .integer($0.reported) } ?? .empty, figure.map { .integer($0.expected) } ?? .empty,
                SheetCell(course?.target.value), SheetCell(course?.target.bound.facing(indicator.direction).rawValue), SheetCell(course?.target.due),
                SheetCell(course?.expected), SheetCell(course?.progress), SheetCell(course?.state.rawValue),
            ]
        } }
    }

    package static func notes(hasIllustrative: Bool, _ t: Translator) -> [String] {
        hasIllustrative ? [t("Figures of the kind “illustrative” are made up to show how the system works. They are not published figures.")] : []
    }
}
