import Domain

/// The kinds of administrative documents, by the letters that stand in their symbol. Decree 30/2020/NĐ-CP, Article 7 and Appendix III.
package enum DocumentType: String, Hashable, Sendable, Codable, CaseIterable {
    case resolution = "NQ", decision = "QĐ", directive = "CT", regulation = "QC", rules = "QyĐ", communique = "TC", notice = "TB", guidance = "HD", programme = "CTr", plan = "KH"
    case option = "PA", scheme = "ĐA", project = "DA", report = "BC", minutes = "BB", submission = "TTr", contract = "HĐ", dispatch = "CĐ", memorandum = "BGN", agreement = "BTT"
    case authorisation = "GUQ", invitation = "GM", introduction = "GGT", leave = "GNP", sendingSlip = "PG", transferSlip = "PC", noticeSlip = "PB"
    /// Công văn: it has no name of its own, and its abstract stands below the number.
    case letter = "CV"
    /// Thư công.
    case publicLetter = "TC-C"

    package var name: Label {
        switch self {
        case .resolution: Label(vi: "Nghị quyết", en: "Resolution")
        case .decision: Label(vi: "Quyết định", en: "Decision")
        case .directive: Label(vi: "Chỉ thị", en: "Directive")
        case .regulation: Label(vi: "Quy chế", en: "Regulation")
        case .rules: Label(vi: "Quy định", en: "Rules")
        case .communique: Label(vi: "Thông cáo", en: "Communiqué")
        case .notice: Label(vi: "Thông báo", en: "Notice")
        case .guidance: Label(vi: "Hướng dẫn", en: "Guidance")
        case .programme: Label(vi: "Chương trình", en: "Programme")
        case .plan: Label(vi: "Kế hoạch", en: "Plan")
        case .option: Label(vi: "Phương án", en: "Option")
        case .scheme: Label(vi: "Đề án", en: "Scheme")
        case .project: Label(vi: "Dự án", en: "Project")
        case .report: Label(vi: "Báo cáo", en: "Report")
        case .minutes: Label(vi: "Biên bản", en: "Minutes")
        case .submission: Label(vi: "Tờ trình", en: "Submission")
        case .contract: Label(vi: "Hợp đồng", en: "Contract")
        case .dispatch: Label(vi: "Công điện", en: "Urgent dispatch")
        case .memorandum: Label(vi: "Bản ghi nhớ", en: "Memorandum")
        case .agreement: Label(vi: "Bản thỏa thuận", en: "Agreement")
        case .authorisation: Label(vi: "Giấy ủy quyền", en: "Authorisation")
        case .invitation: Label(vi: "Giấy mời", en: "Invitation")
        case .introduction: Label(vi: "Giấy giới thiệu", en: "Letter of introduction")
        case .leave: Label(vi: "Giấy nghỉ phép", en: "Leave permit")
        case .sendingSlip: Label(vi: "Phiếu gửi", en: "Sending slip")
        case .transferSlip: Label(vi: "Phiếu chuyển", en: "Transfer slip")
        case .noticeSlip: Label(vi: "Phiếu báo", en: "Notice slip")
        case .letter: Label(vi: "Công văn", en: "Official letter")
        case .publicLetter: Label(vi: "Thư công", en: "Public letter")
        }
    }

    /// Whether its name stands in capitals above the abstract.
    package var hasHeading: Bool { self != .letter && self != .publicLetter }

    /// What follows the number of an agency's documents of this kind: `BC-UBND`; letters have the agency's own only.
    package func symbol(of agency: String) -> String { hasHeading ? "\(rawValue)-\(agency)" : agency }
}
