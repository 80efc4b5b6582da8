import Domain
import Operations

/// A programme as programs get it.
struct ProgrammeAnswer: Encodable {
    struct Unit: Encodable {
        var code: String
        var name: NameAnswer
        var level: UnitLevel

        init(_ unit: OrgUnit, _ request: PageRequest) {
            code = unit.code
            name = NameAnswer(unit.version(nearest: request.today).fullName)
            level = unit.level
        }
    }

    struct Group: Encodable {
        var code: String?
        var name: NameAnswer?
        var targets: [TargetAnswer]
    }

    struct Late: Encodable {
        var form: String
        var name: NameAnswer
        var period: String
        var due: String
        var expected: Int
        /// Codes of the units that have given nothing.
        var missing: [String]
        /// Whether the others are counted by made-up figures.
        var illustrative: Bool
    }

    /// The pack's code, by which the programme is addressed.
    var code: String
    var programme: String
    var name: NameAnswer
    var aim: NameAnswer?
    var unit: Unit
    var successor: Unit?
    var firstDay: String
    var lastDay: String
    var leadAgency: String?
    var source: NameAnswer
    /// Whether any of the figures is made up for demonstration.
    var illustrative: Bool
    var counts: [String: Int]
    var groups: [Group]
    var late: [Late]
    var changes: [ChangeAnswer]

    init(_ overview: ProgrammeOverview, _ request: PageRequest) {
        let programme = overview.programme
        code = overview.pack.code
        self.programme = programme.code
        name = NameAnswer(programme.name)
        aim = programme.aim.map(NameAnswer.init)
        unit = Unit(overview.unit, request)
        successor = overview.successor.map { Unit($0, request) }
        firstDay = programme.firstDay.iso
        lastDay = programme.lastDay.iso
        leadAgency = programme.leadAgency
        source = NameAnswer(programme.citation.text)
        illustrative = overview.hasIllustrative
        counts = Dictionary(uniqueKeysWithValues: CourseState.allCases.map { ($0.rawValue, overview.count($0)) })
        groups = overview.sections.map { Group(code: $0.code, name: $0.heading.map(NameAnswer.init), targets: $0.targets.map(TargetAnswer.init)) }
        late = overview.late.map {
            Late(form: $0.form.code, name: NameAnswer($0.form.name), period: $0.period.id, due: $0.due.iso, expected: $0.expected, missing: $0.missing.map(\.code), illustrative: $0.isIllustrative)
        }
        changes = overview.changes.map { ChangeAnswer($0) }
    }
}
