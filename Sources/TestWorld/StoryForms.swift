import Domain

/// How Mường Khèn reports: villages to their commune each month, communes to the department.
extension Story {
    private static func field(_ code: String, mandatory: Bool = false, bySex: Bool = false, greyed: [Disaggregation] = [], gathered: Bool = false, help: Label? = nil) -> FormDefinition.Row {
        .field(.init(dataElement: code, isMandatory: mandatory, columns: bySex ? ["SEX"] : [], greyed: greyed, isGathered: gathered, help: help))
    }

    private static let share = FormDefinition.Row.computed(
        .init(name: Label(vi: "Tỷ lệ trưởng bản đã tập huấn", en: "Share of village heads trained"), expression: "#{HEADS.TRAINED} / #{HEADS} * 100", unitOfMeasure: Label(vi: "%", en: "%"), decimals: 1))
    private static let training = Label(vi: "Tập huấn", en: "Training")
    private static let guidance = Label(vi: "Hướng dẫn người dân", en: "Guiding people")
    private static let needs = Label(vi: "Khó khăn, kiến nghị", en: "Difficulties and requests")

    /// What each village sends its commune: `MK-M`.
    package static let villageForm = FormDefinition(
        code: "MK-M", name: Label(vi: "Báo cáo tháng của bản", en: "Monthly report of the village"), frequency: .month, level: .village, dueDays: 5, dueDayKind: .working,
        sections: [
            .init(name: training, help: Label(vi: "Tính đến ngày cuối tháng.", en: "As at the last day of the month."), rows: [
                field("HEADS", mandatory: true, bySex: true), field("HEADS.TRAINED", bySex: true, help: Label(vi: "Mỗi người tính một lần.", en: "Each person once.")), share,
            ]),
            .init(name: guidance, rows: [field("SESSIONS", mandatory: true), field("PEOPLE", bySex: true), field("UNION", bySex: true, greyed: [Disaggregation(["M"])])]),
            .init(name: needs, rows: [field("VILLAGE.NEEDS")]),
        ])

    /// What each commune sends the department, put together from its villages: `MK-X`.
    package static let communeForm = FormDefinition(
        code: "MK-X", name: Label(vi: "Báo cáo tháng của xã", en: "Monthly report of the commune"), frequency: .month, level: .commune, dueDays: 10, dueDayKind: .working,
        sections: [
            .init(name: training, rows: [field("HEADS", mandatory: true, bySex: true, gathered: true), field("HEADS.TRAINED", bySex: true, gathered: true), share]),
            .init(name: guidance, rows: [field("SESSIONS", gathered: true), field("PEOPLE", bySex: true, gathered: true)]),
            .init(name: Label(vi: "Của xã", en: "The commune's own"), rows: [field("TEAMS", mandatory: true), field("COMMUNE.NEEDS")]),
        ])

    /// `MK-V1` keeps a report from being sent, `MK-V2` asks for a reason.
    package static let rules = [
        ValidationRule(code: "MK-V1", name: Label(vi: "Số được tập huấn không lớn hơn tổng số", en: "No more are trained than there are"), left: "#{HEADS.TRAINED}", comparison: .lessOrEqual,
                       right: "#{HEADS}", importance: .error,
                       explanation: Label(vi: "Số trưởng bản được tập huấn lớn hơn tổng số trưởng bản; đề nghị kiểm tra danh sách lớp.", en: "More village heads are trained than there are; check the class list.")),
        ValidationRule(code: "MK-V2", name: Label(vi: "Số người mỗi buổi", en: "People per session"), left: "#{PEOPLE}", comparison: .lessOrEqual, right: "#{SESSIONS} * 60", importance: .warning,
                       explanation: Label(vi: "Trung bình hơn 60 người mỗi buổi; đề nghị ghi rõ lý do.", en: "More than 60 people per session on average; say why.")),
    ]

    /// Villages report to their commune, communes to the department, which checks before it approves: `MK-THANG`.
    package static let regime = Regime(
        code: "MK-THANG", name: Label(vi: "Chế độ báo cáo tháng", en: "Monthly reporting"),
        steps: [.init(form: "MK-M", receivedAt: .commune), .init(form: "MK-X", agency: "SO-DT", receivedAt: .province, isCheckedFirst: true)], reminders: [3, 0, -2],
        citation: Citation(text: Label(vi: "Quy chế báo cáo của tỉnh Mường Khèn", en: "Reporting rules of Muong Khen Province")))

    package static let roles = [
        Role(code: "VILLAGE-REPORTER", name: Label(vi: "Cộng tác viên thôn, bản", en: "Village reporter"), heldAt: [.village],
             grants: grants([.read, .seeReports, .fill, .submit], [.village])),
        Role(code: "COMMUNE-OFFICER", name: Label(vi: "Cán bộ xã", en: "Commune officer"), heldAt: [.commune],
             grants: grants([.read, .seeReports, .fill, .submit], [.commune, .village]) + grants([.check, .remind], [.village])),
        Role(code: "COMMUNE-APPROVER", name: Label(vi: "Lãnh đạo xã", en: "Leader of the commune"), heldAt: [.commune], needsSecondFactor: true,
             grants: grants([.read, .seeReports]) + grants([.submit], [.commune]) + grants([.check, .approve, .reopen, .exempt, .remind], [.village])),
        Role(code: "DEPARTMENT-OFFICER", name: Label(vi: "Chuyên viên Sở", en: "Department officer"), heldAt: [.province],
             grants: grants([.read, .seeReports]) + grants([.check, .remind], [.commune]) + grants([.fill, .submit, .report], [.province])),
        Role(code: "DEPARTMENT-APPROVER", name: Label(vi: "Lãnh đạo Sở", en: "Leader of the department"), heldAt: [.province], needsSecondFactor: true,
             grants: grants([.read, .seeReports]) + grants([.check, .approve, .reopen, .exempt, .remind], [.province, .commune]) + grants([.issue], [.province])),
        Role(code: "LEADER", name: Label(vi: "Lãnh đạo tỉnh", en: "Leader of the province"), heldAt: [.province], grants: grants([.read, .seeReports])),
        Role(code: "AUDITOR", name: Label(vi: "Kiểm tra viên", en: "Auditor"), heldAt: [.province], grants: grants([.read, .seeReports, .audit])),
        Role(code: "ADMINISTRATOR", name: Label(vi: "Quản trị hệ thống", en: "Administrator"), heldAt: [.province, .commune], needsSecondFactor: true,
             grants: grants([.read, .managePeople, .audit]) + grants([.report, .configure, .maintain], [.province])),
    ]

    private static func grants(_ rights: [Right], _ levels: Set<UnitLevel> = []) -> [Role.Grant] { rights.map { Role.Grant($0, levels: levels) } }

    /// National Day 2026, with the day before.
    package static let holidays = [
        CalendarDay(day: Day(year: 2026, month: 9, day: 1)!, name: Label(vi: "Nghỉ lễ Quốc khánh", en: "National Day holiday")),
        CalendarDay(day: Day(year: 2026, month: 9, day: 2)!, name: Label(vi: "Quốc khánh", en: "National Day")),
    ]
}
