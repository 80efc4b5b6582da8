/// Roles that every installation knows. A pack that names a role with the same code replaces it.
extension Role {
    package static let villageReporter = Role(
        code: "village-reporter", name: Label(vi: "Người báo cáo của thôn, bản", en: "Village reporter"), heldAt: [.village],
        grants: [Grant(.seeReports), Grant(.fill), Grant(.submit)])

    package static let communeOfficer = Role(
        code: "commune-officer", name: Label(vi: "Cán bộ phụ trách cấp xã", en: "Commune officer"), heldAt: [.commune],
        grants: [
            Grant(.seeReports), Grant(.fill), Grant(.submit, levels: [.commune]), Grant(.check, levels: [.village]), Grant(.remind, levels: [.village]),
        ])

    /// Approves for a commune what its villages sent, for a province what its communes and agencies sent.
    package static let approver = Role(
        code: "approver", name: Label(vi: "Người phê duyệt", en: "Approver"), heldAt: [.province, .commune], needsSecondFactor: true,
        grants: [Grant(.seeReports), Grant(.check), Grant(.approve), Grant(.reopen), Grant(.exempt), Grant(.remind), Grant(.issue)])

    package static let department = Role(
        code: "department", name: Label(vi: "Chuyên viên sở, ngành", en: "Department officer"), heldAt: [.province],
        grants: [Grant(.seeReports), Grant(.fill, levels: [.province]), Grant(.submit, levels: [.province]), Grant(.check), Grant(.exempt), Grant(.remind)])

    package static let leader = Role(
        code: "leader", name: Label(vi: "Lãnh đạo", en: "Leader"), heldAt: [.country, .province, .commune], grants: [Grant(.seeReports), Grant(.remind)])

    package static let auditor = Role(
        code: "auditor", name: Label(vi: "Kiểm toán, thanh tra", en: "Auditor"), heldAt: [.country, .province], grants: [Grant(.seeReports), Grant(.audit)])

    package static let administrator = Role(
        code: "administrator", name: Label(vi: "Quản trị", en: "Administrator"), heldAt: [.country, .province, .commune], needsSecondFactor: true,
        grants: [Grant(.managePeople), Grant(.configure), Grant(.maintain), Grant(.report), Grant(.audit), Grant(.remind)])

    /// By code.
    package static let builtIn: [String: Role] = Dictionary(
        uniqueKeysWithValues: [villageReporter, communeOfficer, approver, department, leader, auditor, administrator].map { ($0.code, $0) })
}
