import Domain

/// An administrative document as an office issues it, in the layout of Decree 30/2020/NĐ-CP: what stands where, not how it is drawn.
///
/// It has a number and a day once it is issued; until then it is a draft and says so. ``wordFile()`` and ``printPage()`` write it.
package struct OfficialDocument: Hashable, Sendable {
    /// The number in the agency's register of the year, and the day under which it was given.
    package struct Issue: Hashable, Sendable {
        package var number: Int
        package var day: Day

        package init(number: Int, day: Day) {
            self.number = number
            self.day = day
        }
    }

    package var type: DocumentType
    /// The agency above the one that issues it, such as `UBND TỈNH ĐIỆN BIÊN`; `nil` where the head names none.
    package var superior: String?
    package var agency: String
    /// What follows the number, such as `BC-UBND`.
    package var symbol: String
    package var issue: Issue?
    /// Where it is issued: the commune for a commune's agency, the province for a provincial one.
    package var place: String
    /// The year that a draft names beside the open day and month.
    package var draftYear: Int
    /// What it is about, in one sentence without a full stop.
    package var abstract: String
    package var urgency: Urgency?
    /// «Kính gửi»; empty where it addresses nobody in particular.
    package var addressees: [String]
    package var legalBases: [String]
    package var body: [Block]
    package var signer: Signer
    /// «Nơi nhận», each without its hyphen and semicolon; the last one is commonly `Lưu: VT, …`.
    package var recipients: [String]
    package var appendices: [Appendix]
    package var trace: Trace?

    package init(type: DocumentType, superior: String? = nil, agency: String, symbol: String, issue: Issue? = nil, place: String, draftYear: Int, abstract: String, urgency: Urgency? = nil,
                 addressees: [String] = [], legalBases: [String] = [], body: [Block] = [], signer: Signer, recipients: [String], appendices: [Appendix] = [], trace: Trace? = nil) {
        self.type = type
        self.superior = superior
        self.agency = agency
        self.symbol = symbol
        self.issue = issue
        self.place = place
        self.draftYear = draftYear
        self.abstract = abstract
        self.urgency = urgency
        self.addressees = addressees
        self.legalBases = legalBases
        self.body = body
        self.signer = signer
        self.recipients = recipients
        self.appendices = appendices
        self.trace = trace
    }

    package var isDraft: Bool { issue == nil }

    /// `Số: 05/BC-UBND`; numbers below ten get a zero in front, a draft leaves room for a number.
    package var numberLine: String { "Số: \(issue.map { OfficialNumber.twoDigits($0.number) } ?? "       ")/\(symbol)" }

    /// `Điện Biên, ngày 05 tháng 02 năm 2026`.
    package var dateLine: String {
        issue.map { "\(place), \(OfficialNumber.date($0.day))" } ?? "\(place), ngày      tháng      năm \(draftYear)"
    }

    /// What it is called in lists and in the properties of its files: `Báo cáo số 05/BC-UBND: Kết quả …`.
    package var title: String {
        let number = issue.map { " số \(OfficialNumber.twoDigits($0.number))/\(symbol)" } ?? " (dự thảo)"
        return "\(type.name.vi)\(number): \(abstract)"
    }

    /// How an appendix refers to its document: `(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 02 năm 2026 của …)`.
    package var appendixReference: String {
        let number = issue.map { "số \(OfficialNumber.twoDigits($0.number))/\(symbol) \(OfficialNumber.date($0.day))" } ?? "số       /\(symbol) ngày      tháng      năm \(draftYear)"
        return "(Kèm theo \(type.name.vi) \(number) của \(OfficialText.inSentence(agency)))"
    }
}

/// How fast a document has to travel. Decree 30/2020/NĐ-CP, Article 3 and Appendix I.
package enum Urgency: String, Hashable, Sendable, Codable, CaseIterable {
    case urgent, veryUrgent = "very_urgent", immediate

    package var mark: String {
        switch self {
        case .urgent: "KHẨN"
        case .veryUrgent: "THƯỢNG KHẨN"
        case .immediate: "HỎA TỐC"
        }
    }
}

/// Who signs, and in whose name.
package struct Signer: Hashable, Sendable {
    /// In whose name somebody signs. Decree 30/2020/NĐ-CP, Article 13.
    package enum Authority: Hashable, Sendable {
        /// `TM. ỦY BAN NHÂN DÂN`: on behalf of a body that decides together.
        case onBehalf(of: String)
        /// `KT. CHỦ TỊCH`: a deputy in place of the head.
        case inPlace(of: String)
        /// `TL. CHỦ TỊCH`: by order of the head.
        case byOrder(of: String)
        /// `TUQ. GIÁM ĐỐC`: under an authorisation for this.
        case underAuthorisation(of: String)
        /// `Q. GIÁM ĐỐC`: acting head; the title says it.
        case acting

        var line: String? {
            switch self {
            case .onBehalf(let name): "TM. \(name.uppercased())"
            case .inPlace(let name): "KT. \(name.uppercased())"
            case .byOrder(let name): "TL. \(name.uppercased())"
            case .underAuthorisation(let name): "TUQ. \(name.uppercased())"
            case .acting: nil
            }
        }
    }

    /// In order from the top: first on behalf of the committee, then in place of its head.
    package var authorities: [Authority]
    package var title: String
    package var name: String

    package init(_ authorities: [Authority] = [], title: String, name: String) {
        self.authorities = authorities
        self.title = title
        self.name = name
    }

    /// The lines above the signature.
    package var lines: [String] { authorities.compactMap(\.line) + [(authorities.contains(.acting) ? "Q. " : "") + title.uppercased()] }
}

/// A part behind the signature with pages of its own.
package struct Appendix: Hashable, Sendable {
    package var title: String
    package var body: [Block]
    package var isLandscape: Bool

    package init(title: String, body: [Block], isLandscape: Bool = false) {
        self.title = title
        self.body = body
        self.isLandscape = isLandscape
    }
}

/// How a reader of the paper finds the document in the system again: a line at the foot of each page.
package struct Trace: Hashable, Sendable {
    /// Number of the receipt of the report it was made from, such as `11-482`.
    package var receipt: String?
    /// Where anybody can compare number, day, agency and hash.
    package var verificationAddress: String?

    package init(receipt: String? = nil, verificationAddress: String? = nil) {
        self.receipt = receipt
        self.verificationAddress = verificationAddress
    }

    var line: String {
        [receipt.map { "Biên nhận số \($0)" }, verificationAddress.map { "Kiểm tra văn bản tại: \($0)" }].compactMap(\.self).joined(separator: ". ")
    }
}
