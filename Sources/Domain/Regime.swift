/// A reporting regime: who reports what to whom, when and how. Decree 09/2019/NĐ-CP asks each regime to state these.
package struct Regime: Hashable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case periodic, thematic
        /// Asked for as need arises.
        case adHoc = "ad_hoc"
    }

    package enum Content: String, Sendable, Codable, CaseIterable {
        case data, text
        case dataAndText = "data_and_text"
    }

    /// One form on its way from the unit that reports to the one that receives.
    package struct Step: Hashable, Sendable, Codable {
        package var form: String
        /// Agency that receives it; `nil` where it goes to the unit above.
        package var agency: String?
        /// Level of the unit that receives it: its people check and approve.
        package var receivedAt: UnitLevel
        /// Whether somebody checks before somebody else approves.
        package var isCheckedFirst: Bool

        package init(form: String, agency: String? = nil, receivedAt: UnitLevel, isCheckedFirst: Bool = false) {
            self.form = form
            self.agency = agency
            self.receivedAt = receivedAt
            self.isCheckedFirst = isCheckedFirst
        }
    }

    package var code: String
    package var name: Label
    package var kind: Kind
    package var content: Content
    package var steps: [Step]
    /// Days before the deadline on which those who have not sent are reminded; 0 for the day itself, negative for days after.
    package var reminders: [Int]
    /// Outline of the narrative part.
    package var outline: Label?
    package var citation: Citation?
    package var validFrom: Day?
    package var validTo: Day?

    package init(code: String, name: Label, kind: Kind = .periodic, content: Content = .dataAndText, steps: [Step], reminders: [Int] = [], outline: Label? = nil,
                 citation: Citation? = nil, validFrom: Day? = nil, validTo: Day? = nil) {
        self.code = code
        self.name = name
        self.kind = kind
        self.content = content
        self.steps = steps
        self.reminders = reminders
        self.outline = outline
        self.citation = citation
        self.validFrom = validFrom
        self.validTo = validTo
    }
}
