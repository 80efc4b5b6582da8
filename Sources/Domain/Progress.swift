/// How far an indicator has come from its baseline to its target.
///
/// - Parameters: `value`, `baseline`, `target` in the indicator's unit; `target` may be below `baseline`.
/// - Returns: a share, 0 at baseline and 1 at target; outside that range when beyond either; `nil` if baseline equals target.
/// - Source: OECD DAC glossary (2002), "performance indicator".
package func progress(of value: Double, from baseline: Double, to target: Double) -> Double? {
    guard baseline != target else { return nil }
    return (value - baseline) / (target - baseline)
}

/// Whether a target will be met if things go on as they are.
package enum CourseState: String, Sendable, Codable, CaseIterable {
    /// The last target is met.
    case achieved
    case ahead
    case onCourse = "on_course"
    /// Less than expected by now, or due and not met.
    case behind
    case noData = "no_data"
}

extension Bound {
    /// What a target asks for once the indicator's direction is known: where less is better, a target that says no more than a figure is an upper bound.
    package func facing(_ direction: Indicator.Direction) -> Bound {
        guard direction == .down else { return self }
        return switch self {
        case .atLeast: .atMost
        case .moreThan: .lessThan
        case .exactly, .lessThan, .atMost: self
        }
    }

    /// Whether a figure keeps the bound. Differences below a billionth are rounding.
    package func isMet(by value: Double, target: Double) -> Bool {
        let rounding = 1e-9 * max(1, abs(target))
        return switch self {
        case .exactly: abs(value - target) <= rounding
        case .atLeast: value >= target - rounding
        case .moreThan: value > target + rounding
        case .atMost: value <= target + rounding
        case .lessThan: value < target - rounding
        }
    }
}

/// Where an indicator of a unit stands between its baseline and its targets, and where it should stand.
///
/// The expected path runs in straight lines from the baseline through the unit's targets in order of time and is level after the last, which is *the*
/// target. Progress is the share of the way from baseline to that target. In order:
/// 1. no figure: no data;
/// 2. the target's bound is met: achieved;
/// 3. today is after the target's due day: behind;
/// 4. progress, less what the path expects on the figure's day, is more than the tolerance above zero: ahead; below: behind; else on course.
///
/// A target before the last only bends the path; missing it shows as behind by the same rule. A yes-or-no milestone is achieved, or on course until it is due and behind from then on; there is no half-way.
/// A target to be kept year after year is several targets of the same value: the path is level between them, so falling back shows as behind.
/// Source of the terms: OECD DAC, *Glossary of Key Terms in Evaluation and Results Based Management* (2002): "performance indicator", "performance
/// monitoring", "baseline study".
package struct Course: Hashable, Sendable {
    /// Where the path starts.
    package struct Start: Hashable, Sendable {
        package var day: Day
        package var value: Double
        /// Neither the plan nor a figure says where things stood: zero was taken.
        package var isAssumed: Bool

        package init(day: Day, value: Double, isAssumed: Bool = false) {
            self.day = day
            self.value = value
            self.isAssumed = isAssumed
        }

        /// The baseline of the plan; where it states no value, the figure measured at its day, else zero.
        package init(_ baseline: Baseline, measured: Double?) {
            self.init(day: baseline.day, value: baseline.value ?? measured ?? 0, isAssumed: baseline.value == nil && measured == nil)
        }
    }

    /// The latest figure, `nil` if there is none.
    package let value: Double?
    package let start: Start
    /// In order of time, never empty.
    package let targets: [Target]
    /// What the path expects on the day that the figure stands for; `nil` for a milestone.
    package let expected: Double?
    /// The same as a share of the way from baseline to target; `nil` where they are equal.
    package let expectedShare: Double?
    /// Share of the way covered, see ``progress(of:from:to:)``; `nil` without a figure, where baseline equals target, or where less is better and the
    /// baseline is only assumed.
    package let progress: Double?
    package let state: CourseState

    /// The last target, by which the course is judged.
    package var target: Target { targets[targets.count - 1] }

    /// The next target that is due on the day or later.
    package func nextTarget(from day: Day) -> Target? { targets.first { $0.due >= day } }

    /// One twentieth: a plan of one year is still on course when it is eighteen days late.
    package static let usualTolerance = 0.05

    /// - Parameters:
    ///   - value: the latest figure; 1 or 0 for a milestone.
    ///   - figureDay: last day of the period that the figure is for; `nil` for today.
    ///   - targets: the targets of one indicator for one unit, in any order.
    ///   - tolerance: share of the way from baseline to target that is neither ahead nor behind, 0 to 1.
    /// - Returns: `nil` if there is no target.
    package init?(value: Double?, figureDay: Day? = nil, today: Day, start: Start, targets: [Target], direction: Indicator.Direction = .up,
                  measure: Indicator.Measure = .ratio, tolerance: Double = Course.usualTolerance) {
        let targets = targets.sorted { $0.due < $1.due }
        guard let last = targets.last else { return nil }
        self.value = value
        self.start = start
        self.targets = targets
        let isMet = value.map { last.bound.facing(direction).isMet(by: $0, target: last.value) } ?? false
        if measure == .milestone {
            expected = nil
            expectedShare = nil
            progress = value.map { _ in isMet ? 1 : 0 }
            state = value == nil ? .noData : isMet ? .achieved : today > last.due ? .behind : .onCourse
            return
        }
        let expected = Self.expected(on: min(figureDay ?? today, today), start, targets)
        let isMeaningless = start.isAssumed && direction == .down
        self.expected = expected
        expectedShare = isMeaningless ? nil : Self.share(of: expected, start, last)
        progress = isMeaningless ? nil : value.flatMap { Self.share(of: $0, start, last) }
        state = switch value {
        case nil: .noData
        case _ where isMet: .achieved
        case _ where today > last.due: .behind
        case let value?:
            Self.state(lead: direction == .up ? value - expected : expected - value, slack: tolerance * abs(last.value - start.value))
        }
    }

    private static func share(of value: Double, _ start: Start, _ target: Target) -> Double? {
        Domain.progress(of: value, from: start.value, to: target.value)
    }

    private static func state(lead: Double, slack: Double) -> CourseState {
        let rounding = 1e-9 * max(1, slack)
        return lead > slack + rounding ? .ahead : lead < -slack - rounding ? .behind : .onCourse
    }

    /// The height of the expected path on a day.
    private static func expected(on day: Day, _ start: Start, _ targets: [Target]) -> Double {
        var before = (day: start.day, value: start.value)
        for target in targets where target.due > start.day {
            if day < target.due {
                let share = Double(max(0, before.day.days(until: day))) / Double(before.day.days(until: target.due))
                return before.value + (target.value - before.value) * share
            }
            before = (target.due, target.value)
        }
        return before.day == start.day ? (day < start.day ? start.value : targets[targets.count - 1].value) : before.value
    }
}
