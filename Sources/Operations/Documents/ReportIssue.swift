import Documents
import Domain

extension DocumentRegister {
    /// What an office says about the document that a report becomes; what the report itself tells is proposed.
    package struct Frame: Sendable, Hashable {
        package var superior: String
        package var agency: String
        package var symbol: String
        package var place: String
        package var addressees: [String]
        package var legalBases: [String]
        package var opening: String
        package var closing: String
        /// On whose behalf the signer signs: a body that decides together; empty for none.
        package var onBehalfOf: String
        /// Whose place the signer takes; empty for the head.
        package var inPlaceOf: String
        package var signerTitle: String
        package var signerName: String
        package var recipients: [String]

        package init(superior: String = "", agency: String, symbol: String, place: String, addressees: [String] = [], legalBases: [String] = [], opening: String = "", closing: String = "",
                     onBehalfOf: String = "", inPlaceOf: String = "", signerTitle: String = "", signerName: String = "", recipients: [String] = []) {
            self.superior = superior
            self.agency = agency
            self.symbol = symbol
            self.place = place
            self.addressees = addressees
            self.legalBases = legalBases
            self.opening = opening
            self.closing = closing
            self.onBehalfOf = onBehalfOf
            self.inPlaceOf = inPlaceOf
            self.signerTitle = signerTitle
            self.signerName = signerName
            self.recipients = recipients
        }
    }

    /// The head and end that a unit's People's Committee would give the document.
    ///
    /// - Throws: ``Rejected`` for villages, which are no agencies; ``NotFound``.
    package func frame(for sheet: ReportSheet) throws -> Frame {
        let world = khen.world, day = khen.now().day, unit = sheet.unit
        guard unit.level == .commune || unit.level == .province else {
            throw Rejected(Label(vi: "thôn, bản không ban hành văn bản hành chính", en: "villages issue no administrative documents"),
                           remedy: Label(vi: "Ban hành báo cáo của xã hoặc của tỉnh.", en: "Issue the report of the commune or the province."), place: unit.code)
        }
        func committee(_ unit: OrgUnit) -> String { Self.committee(of: unit, on: day) }
        let above = unit.version(nearest: day).parent.flatMap { world.units.unit($0) }
        let agency = world.catalogue.regimeOfForm[sheet.form.code]?.step.agency.flatMap { world.catalogue.agencies[$0] }
        return Frame(
            superior: above.map(committee) ?? "", agency: committee(unit), symbol: DocumentType.report.symbol(of: "UBND"), place: unit.version(nearest: day).name.vi,
            addressees: [agency?.name.vi ?? above.map { committee($0).replacing("\n", with: " ") }].compactMap(\.self),
            legalBases: [sheet.form.citation ?? world.catalogue.regimeOfForm[sheet.form.code]?.regime.citation].compactMap { $0.map { "Căn cứ \($0.text.vi)" } },
            onBehalfOf: "Ủy ban nhân dân", signerTitle: "Chủ tịch", recipients: ["Như trên", "Lưu: VT"])
    }

    /// The People's Committee of a unit, its name in two lines.
    static func committee(of unit: OrgUnit, on day: Day) -> String {
        let name = unit.version(nearest: day).fullName.vi
        return "Ủy ban nhân dân\n\(name.prefix(1).lowercased())\(name.dropFirst())"
    }

    /// The document of a report as it would be issued, still a draft.
    ///
    /// - Throws: ``NotFound``, ``Rejected`` where the report has not been sent.
    package func draft(of key: ReportKey, frame: Frame, by person: Person) throws -> (document: OfficialDocument, sheet: ReportSheet) {
        let sheet = try khen.reports.sheet(key, by: person)
        try person.require(.issue, at: sheet.unit.id, in: khen.world, on: khen.now().day)
        guard sheet.standing.state.isWithReceiver else {
            throw Rejected(Label(vi: "báo cáo chưa gửi nên chưa ban hành được", en: "the report has not been sent, so it cannot be issued"),
                           remedy: Label(vi: "Gửi báo cáo rồi ban hành.", en: "Send the report, then issue it."), place: key.description)
        }
        let periods = khen.world.catalogue.periods, earlier = previous(sheet, by: person)
        let signer = Signer((frame.onBehalfOf.isEmpty ? [] : [.onBehalf(of: frame.onBehalfOf)]) + (frame.inPlaceOf.isEmpty ? [] : [.inPlace(of: frame.inPlaceOf)]),
                            title: frame.signerTitle, name: frame.signerName)
        let head = OfficialDocument(
            type: .report, superior: frame.superior.isEmpty ? nil : frame.superior, agency: frame.agency, symbol: frame.symbol, place: frame.place, draftYear: khen.now().day.year, abstract: "",
            addressees: frame.addressees, legalBases: frame.legalBases, signer: signer, recipients: frame.recipients)
        let name = sheet.unit.version(nearest: sheet.period.lastDay).fullName.vi
        let figures = ReportFigures(
            layout: sheet.layout, cells: Self.cells(of: sheet), previous: earlier.map(Self.cells), unit: name.prefix(1).lowercased() + name.dropFirst(), period: periods.label(of: sheet.period).vi,
            previousPeriod: earlier.map { periods.label(of: $0.period).vi }, receipt: sheet.standing.sentVersion.map { ReportStanding.receipt(province: sheet.province, seq: $0) })
        let closing = Self.paragraphs(frame.closing)
        let narrative = ReportNarrative(opening: Self.paragraphs(frame.opening), parts: closing.isEmpty ? [] : [.init(heading: "Đánh giá, kiến nghị", paragraphs: closing)])
        return (reportDocument(figures, narrative: narrative, in: head), sheet)
    }

    /// Issues a report as a document with a number.
    package func issue(_ key: ReportKey, frame: Frame, verificationAddress: String?, typesetter: PDFTypesetter? = PDFTypesetter(), by person: Person) throws -> IssuedDocument {
        let (document, sheet) = try draft(of: key, frame: frame, by: person)
        return try issue(Order(document, agency: sheet.unit.code, unit: sheet.unit.id, report: key, reportVersion: sheet.standing.version, verificationAddress: verificationAddress, typesetter: typesetter), by: person)
    }

    /// The report of the period before, where it was sent.
    private func previous(_ sheet: ReportSheet, by person: Person) -> ReportSheet? {
        guard sheet.period.kind != .window else { return nil }
        do {
            let period = try khen.world.catalogue.periods.previous(before: sheet.period)
            let earlier = try khen.reports.sheet(ReportKey(form: sheet.key.form, period: period.id, unit: sheet.key.unit), by: person)
            return earlier.standing.state.isWithReceiver ? earlier : nil
        } catch {
            return nil  // there was no such report: the first period, a unit that did not exist
        }
    }

    /// The cells as they count: what the units beneath have approved stands where nothing was written instead.
    private static func cells(of sheet: ReportSheet) -> [CellKey: CellContent] {
        var cells = sheet.cells
        for (key, gathered) in sheet.gathered where cells[key]?.isAnswered != true {
            guard let number = ScaledNumber(gathered.value, decimals: UInt8(ScaledNumber.maximumDecimals)) else { continue }
            cells[key] = CellContent(value: number.text)
        }
        return cells
    }

    private static func paragraphs(_ text: String) -> [String] { text.split(whereSeparator: \.isNewline).map(String.init).filter { $0.contains { !$0.isWhitespace } } }
}
