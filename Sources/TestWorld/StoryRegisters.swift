import Domain

/// The registers of Mường Khèn: the digital team of each village, and what it did.
extension Story {
    private static func label(_ vi: String, _ en: String) -> Label { Label(vi: vi, en: en) }

    /// Community digital teams, one for each village. Their heads and telephone numbers are personal data; name, kind and the day they began are public once they are at work.
    package static let teams = Register(
        code: "TEAMS", name: label("Tổ công nghệ số cộng đồng", "Community digital teams"), one: label("tổ công nghệ số", "digital team"), help: label("Mỗi bản một tổ.", "One for each village."),
        levels: [.village], title: "{NAME}", identifier: "TCN-{unit}-{number:3}",
        sections: [
            .init(name: label("Chung", "General"), fields: [
                RecordField(code: "NAME", name: label("Tên tổ", "Name"), type: .text, isRequired: true, sensitivity: .public),
                RecordField(code: "KIND", name: label("Loại tổ", "Kind"), type: .choice, isRequired: true, sensitivity: .public, options: [
                    CategoryOption(code: "VILLAGE", name: label("Tổ của bản", "Of the village")), CategoryOption(code: "YOUTH", name: label("Tổ của Đoàn Thanh niên", "Of the Youth Union")),
                ]),
                RecordField(code: "SET_UP", name: label("Ngày thành lập", "Set up on"), type: .date, isRequired: true, sensitivity: .public),
                RecordField(code: "LEADER_UNION", name: label("Chi đoàn", "Branch of the union"), type: .text, requiredWhen: "#{KIND} == 'YOUTH'", allowedWhen: "#{KIND} == 'YOUTH'"),
                RecordField(code: "SHARE", name: label("Tỷ lệ hộ được giúp", "Share of households helped"), type: .number, unitOfMeasure: label("%", "%"), decimals: 2, minimum: 0, maximum: 100),
                RecordField(code: "TOPICS", name: label("Việc làm", "Does"), type: .many, options: [
                    CategoryOption(code: "EID", name: label("Định danh điện tử", "Electronic identity")), CategoryOption(code: "PAY", name: label("Thanh toán", "Payment")),
                ]),
                RecordField(code: "PHOTOS", name: label("Ảnh", "Photographs"), type: .photo, sensitivity: .public), RecordField(code: "PAPERS", name: label("Văn bản", "Documents"), type: .file),
                RecordField(code: "HAS_PHONE", name: label("Có điện thoại thông minh", "Has a smartphone"), type: .yesNo),
            ]),
            .init(name: label("Tổ trưởng và thành viên", "Head and members"), fields: [
                RecordField(code: "HEAD", name: label("Tổ trưởng", "Head"), type: .text, sensitivity: .personal),
                RecordField(code: "PHONE", name: label("Điện thoại", "Telephone"), type: .phone),
                RecordField(code: "MEMBERS", name: label("Thành viên", "Members"), type: .group, fields: [
                    RecordField(code: "NAME", name: label("Họ và tên", "Name"), type: .text, isRequired: true), RecordField(code: "PHONE", name: label("Điện thoại", "Telephone"), type: .phone),
                ]),
                RecordField(code: "SIZE", name: label("Số thành viên", "Members"), type: .computed, formula: "count(#{MEMBERS.NAME})"),
                RecordField(code: "VISITS", name: label("Lượt hướng dẫn", "Visits"), type: .rollup, rollUp: .init(register: "VISITS", via: "TEAM", take: .count)),
            ]),
        ],
        rules: [RecordRule(code: "T1", name: label("Ngày thành lập không sau hôm nay", "Not set up in the future"), holds: "#{SET_UP} <= today()", explanation: label("Hãy xem lại ngày.", "Look at the day again."))],
        states: [
            RecordState(code: "DRAFT", name: label("Đang lập", "Draft"), deadline: 5), RecordState(code: "ACTIVE", name: label("Đang hoạt động", "At work"), tone: .good),
            RecordState(code: "DISSOLVED", name: label("Đã giải thể", "Dissolved"), tone: .bad, isFinal: true, isEditable: false),
        ],
        moves: [
            RecordMove(code: "START", name: label("Công nhận", "Recognise"), from: ["DRAFT"], to: "ACTIVE", requires: ["HEAD"]),
            RecordMove(code: "DISSOLVE", name: label("Giải thể", "Dissolve"), from: ["ACTIVE"], to: "DISSOLVED", note: .required),
        ],
        access: [
            RecordAccess(roles: ["village-reporter", "VILLAGE-REPORTER"], may: [.see, .add, .edit], states: []),
            RecordAccess(roles: ["commune-officer", "COMMUNE-OFFICER"], may: [.see, .add, .edit, .move, .export]),
            RecordAccess(roles: ["approver", "department", "leader", "auditor", "COMMUNE-APPROVER", "DEPARTMENT-OFFICER"], may: [.see], reach: .province),
            RecordAccess(roles: ["department"], may: [.reveal, .export, .tidy], reach: .province),
        ],
        list: .init(columns: ["KIND", "SET_UP", "PHONE", "SIZE"], filters: ["KIND", "SET_UP", "HAS_PHONE"], sort: "-SET_UP", search: ["KIND"]),
        duplicates: [["NAME", "UNIT"]],
        prints: [
            RecordPrint(code: "LABEL", name: label("Nhãn", "Label"), kind: .label, states: ["ACTIVE"], heading: label("{NAME}", "{NAME}"), lines: [label("{KIND}, {UNIT}", "{KIND}, {UNIT}")]),
            RecordPrint(code: "RECOGNITION", name: label("Giấy công nhận", "Recognition"), kind: .certificate, states: ["ACTIVE"], heading: label("Giấy công nhận", "Recognition"),
                        lines: [label("Công nhận {NAME}", "{NAME}"), label("do {HEAD} làm tổ trưởng", "with {HEAD} as its head"), label("{STATE}, số {NUMBER}, in ngày {TODAY}", "{STATE}, {NUMBER}, {TODAY}"), label("{LEADER_UNION}", "{LEADER_UNION}")]),
            RecordPrint(code: "CARD", name: label("Phiếu tổ", "Card"), kind: .card, heading: label("{NAME}", "{NAME}")),
        ],
        publicView: .init(states: ["ACTIVE", "DISSOLVED"], fields: ["NAME", "KIND", "SET_UP", "PHOTOS"]),
        privacy: .init(basis: .legalDuty, purpose: label("Để người dân liên hệ với tổ.", "So that people can reach the team.")))

    /// What the teams did for whom. Nobody outside sees it.
    package static let visits = Register(
        code: "VISITS", name: label("Lượt hướng dẫn", "Visits"), one: label("lượt hướng dẫn", "visit"), levels: [.village], title: "{DAY} {TEAM}",
        sections: [.init(name: label("Chung", "General"), fields: [
            RecordField(code: "TEAM", name: label("Tổ", "Team"), type: .record, isRequired: true, register: "TEAMS", registerStates: ["ACTIVE", "DRAFT"]),
            RecordField(code: "DAY", name: label("Ngày", "Day"), type: .date, isRequired: true, initial: "today"),
            RecordField(code: "HOUSEHOLDS", name: label("Số hộ", "Households"), type: .number, isRequired: true, minimum: 1),
        ])],
        access: [RecordAccess(roles: ["village-reporter", "commune-officer", "VILLAGE-REPORTER"], may: [.see, .add, .edit])], list: .init(columns: ["TEAM", "HOUSEHOLDS"], filters: ["TEAM"], sort: "-DAY", sheet: ["HOUSEHOLDS"]))
}
