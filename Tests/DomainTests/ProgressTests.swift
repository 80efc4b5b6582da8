import Testing
import Domain

private func day(_ iso: String) -> Day { Day(iso: iso)! }
private func target(_ due: String, _ value: Double, _ bound: Bound = .atLeast) -> Target {
    Target(indicator: "DB-T7", unit: "11", due: day(due), value: value, bound: bound)
}

/// Terms: OECD DAC, Glossary of Key Terms in Evaluation and Results Based Management (2002), "performance indicator", "baseline study".
struct ProgressTests {
    @Test(arguments: [
        (50, 0, 100, 0.5), (20, 20, 80, 0), (80, 20, 80, 1), (95, 20, 80, 1.25), (10, 20, 80, -1.0 / 6),
        // A target below the baseline: a poverty rate from 30 to 10.
        (20, 30, 10, 0.5), (30, 30, 10, 0), (5, 30, 10, 1.25), (35, 30, 10, -0.25),
    ] as [(Double, Double, Double, Double)])
    func `progress is the share of the way from baseline to target`(value: Double, baseline: Double, target: Double, share: Double) throws {
        #expect(abs(try #require(progress(of: value, from: baseline, to: target)) - share) < 1e-12)
    }

    @Test func `there is no way to cover where the baseline is the target`() {
        #expect(progress(of: 7, from: 5, to: 5) == nil)
    }
}

struct CourseTests {
    /// Half-way through a plan from 0 on 1 January 2026 to 100 by 1 January 2028 (730 days): 50 is expected.
    @Test(arguments: [
        (nil, .noData), (0, .behind), (44.9, .behind), (45, .onCourse), (50, .onCourse), (55, .onCourse), (55.1, .ahead), (99.9, .ahead), (100, .achieved), (120, .achieved),
    ] as [(Double?, CourseState)])
    func `a figure is judged against the straight line from baseline to target`(value: Double?, state: CourseState) throws {
        let course = try #require(Course(value: value, today: day("2027-01-01"), start: .init(day: day("2026-01-01"), value: 0), targets: [target("2028-01-01", 100)]))
        #expect(course.state == state)
        #expect(course.expected == 50)
        #expect(course.expectedShare == 0.5)
        #expect(course.progress == value.map { $0 / 100 })
    }

    @Test(arguments: [(30, .behind), (21.1, .behind), (20.5, .onCourse), (18.9, .ahead), (10, .achieved), (8, .achieved)] as [(Double, CourseState)])
    func `where less is better the same holds downwards`(value: Double, state: CourseState) throws {
        let course = try #require(Course(value: value, today: day("2027-01-01"), start: .init(day: day("2026-01-01"), value: 30), targets: [target("2028-01-01", 10)], direction: .down))
        #expect(course.expected == 20)
        #expect(course.state == state)
    }

    @Test(arguments: [("2027-12-31", CourseState.onCourse), ("2028-01-01", .onCourse), ("2028-01-02", .behind)])
    func `after the due day a target that is not met is behind, however near`(today: String, state: CourseState) throws {
        let course = try #require(Course(value: 99, today: day(today), start: .init(day: day("2026-01-01"), value: 0), targets: [target("2028-01-01", 100)]))
        #expect(course.state == state)
    }

    @Test func `the path bends through the targets on the way`() throws {
        let targets = [target("2030-01-01", 100), target("2028-01-01", 20)]
        func course(_ today: String, _ value: Double = 10) throws -> Course {
            try #require(Course(value: value, today: day(today), start: .init(day: day("2026-01-01"), value: 0), targets: targets))
        }
        #expect(try course("2025-06-01").expected == 0)
        #expect(try course("2027-01-01").expected == 10)
        #expect(try course("2028-01-01").expected == 20)
        #expect(abs(try #require(try course("2029-01-01").expected) - 60) < 0.1)
        #expect(try course("2031-01-01").expected == 100)
        #expect(try course("2027-01-01").target.value == 100)
        #expect(try course("2027-01-01").nextTarget(from: day("2027-01-01"))?.value == 20)
        #expect(try course("2027-01-01").nextTarget(from: day("2030-01-02")) == nil)
        #expect(try course("2027-01-01").progress == 0.1)
        #expect(try course("2027-01-01").state == .onCourse)
        #expect(try course("2029-01-01", 20).state == .behind)
    }

    @Test func `a target to be kept shows a fall as behind`() throws {
        let kept = (2026...2030).map { target("\($0)-12-31", 100) }
        func state(_ value: Double) -> CourseState? {
            Course(value: value, today: day("2028-06-30"), start: .init(day: day("2025-12-31"), value: 60), targets: kept)?.state
        }
        #expect(state(100) == .achieved)
        #expect(state(99) == .onCourse)
        #expect(state(90) == .behind)
    }

    @Test func `a target equal to the baseline is either kept or not`() throws {
        func course(_ value: Double) throws -> Course {
            try #require(Course(value: value, today: day("2027-01-01"), start: .init(day: day("2026-01-01"), value: 100), targets: [target("2028-01-01", 100)]))
        }
        #expect(try course(100).state == .achieved)
        #expect(try course(99).state == .behind)
        #expect(try course(99).progress == nil)
        #expect(try course(99).expectedShare == nil)
    }

    @Test func `an old figure is compared with what was expected on its own day`() throws {
        let course = try #require(Course(value: 25, figureDay: day("2026-07-02"), today: day("2027-06-01"), start: .init(day: day("2026-01-01"), value: 0), targets: [target("2028-01-01", 100)]))
        #expect(abs(try #require(course.expected) - 24.93) < 0.01)
        #expect(course.state == .onCourse)
    }

    @Test func `a baseline that nobody stated or measured is zero and marked as assumed`() throws {
        let unstated = Baseline(indicator: "DB-T7", unit: "11", day: day("2026-01-01"), value: nil)
        #expect(Course.Start(unstated, measured: nil) == Course.Start(day: day("2026-01-01"), value: 0, isAssumed: true))
        #expect(Course.Start(unstated, measured: 12) == Course.Start(day: day("2026-01-01"), value: 12))
        let stated = Baseline(indicator: "DB-T7", unit: "11", day: day("2026-01-01"), value: 5)
        #expect(Course.Start(stated, measured: 12) == Course.Start(day: day("2026-01-01"), value: 5))
        let falling = try #require(Course(value: 15, today: day("2027-01-01"), start: Course.Start(unstated, measured: nil), targets: [target("2028-01-01", 10)], direction: .down))
        #expect(falling.progress == nil)
        #expect(falling.state == .behind)
    }

    @Test(arguments: [
        (.atLeast, .up, 100, true), (.atLeast, .up, 99.9, false), (.atLeast, .up, 99.999999999999, true), (.moreThan, .up, 100, false), (.moreThan, .up, 100.1, true),
        (.exactly, .up, 100, true), (.exactly, .up, 101, false), (.atMost, .down, 100, true), (.atLeast, .down, 99, true), (.atLeast, .down, 101, false), (.moreThan, .down, 100, false),
        (.lessThan, .down, 99, true),
    ] as [(Bound, Indicator.Direction, Double, Bool)])
    func `a target is met when its bound is kept`(bound: Bound, direction: Indicator.Direction, value: Double, isMet: Bool) {
        #expect(bound.facing(direction).isMet(by: value, target: 100) == isMet)
    }

    @Test(arguments: [
        (nil, "2025-12-31", .noData), (nil, "2026-01-01", .noData), (0, "2025-12-31", .onCourse), (0, "2026-01-01", .behind), (1, "2025-06-01", .achieved), (1, "2026-06-01", .achieved),
    ] as [(Double?, String, CourseState)])
    func `a milestone is done, not yet due, or overdue`(value: Double?, today: String, state: CourseState) throws {
        let course = try #require(Course(value: value, today: day(today), start: .init(day: day("2025-01-01"), value: 0), targets: [target("2025-12-31", 1)], measure: .milestone))
        #expect(course.state == state)
        #expect(course.expected == nil)
        #expect(course.progress == value)
    }

    @Test func `a target due before the baseline was measured is not part of the path`() throws {
        let course = try #require(Course(value: 40, today: day("2027-01-01"), start: .init(day: day("2026-01-01"), value: 30), targets: [target("2025-01-01", 20), target("2028-01-01", 50)]))
        #expect(course.expected == 40)
        let late = try #require(Course(value: 40, today: day("2027-01-01"), start: .init(day: day("2026-01-01"), value: 30), targets: [target("2025-01-01", 50)]))
        #expect(late.expected == 50)
        #expect(late.state == .behind)
    }

    @Test func `without a target there is no course`() {
        #expect(Course(value: 5, today: day("2027-01-01"), start: .init(day: day("2026-01-01"), value: 0), targets: []) == nil)
    }
}
