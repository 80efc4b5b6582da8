/// A record on paper.
package struct RecordPrint: Hashable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Everything about the record on A4.
        case card
        /// A document to hang up: large words, a QR code by which anyone can verify it.
        case certificate
        /// A small label with a QR code, many on a sheet.
        case label
        /// The records of a list in one table, with columns to write into by hand.
        case list
    }

    /// The table of a print of the kind `list`.
    package struct Roll: Hashable, Sendable, Codable {
        /// Fields, a column each; also `UNIT`, `NUMBER` and `STATE`, see ``RecordPattern/Builtin``.
        package var columns: [String]
        /// Columns that stay empty, such as for signatures.
        package var blank: [Label]
        /// Who signs below, from the left; the places stay empty.
        package var signers: [Label]

        package init(columns: [String], blank: [Label] = [], signers: [Label] = []) {
            self.columns = columns
            self.blank = blank
            self.signers = signers
        }
    }

    package var code: String
    package var name: Label
    package var kind: Kind
    /// In which states it can be printed; empty for all.
    package var states: [String]
    /// Heading and lines, patterns such as `Chứng nhận {LEARNER}`; see ``RecordPattern``.
    package var heading: Label
    package var lines: [Label]
    /// Fields that a card lists; empty for all.
    package var fields: [String]
    package var roll: Roll?
    /// Whose paper it is: a field of the type `org_unit`, `agency` or `record`, of the record or, as `LINK.FIELD`, of one that it names; `nil` for the People's Committee of the record's unit.
    package var issuer: String?

    package init(code: String, name: Label, kind: Kind, states: [String] = [], heading: Label, lines: [Label] = [], fields: [String] = [], roll: Roll? = nil, issuer: String? = nil) {
        self.code = code
        self.name = name
        self.kind = kind
        self.states = states
        self.heading = heading
        self.lines = lines
        self.fields = fields
        self.roll = roll
        self.issuer = issuer
    }
}
