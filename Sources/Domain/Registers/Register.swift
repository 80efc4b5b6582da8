/// A register: typed records with a life cycle, such as courses, learners or products. A pack defines it, and nothing else knows it.
package struct Register: Hashable, Sendable, Codable {
    package var code: String
    /// Of many records, such as `Khóa tập huấn` / `Training courses`.
    package var name: Label
    /// Of one record, such as `khóa tập huấn` / `training course`.
    package var one: Label
    package var help: Label?
    /// The heading under which it stands among the registers; the programme's name where it says none.
    package var group: Label?
    /// Raised when fields, rules or states change; each version of a record says under which it was written.
    package var version: Int
    /// Levels of the units that records belong to.
    package var levels: [UnitLevel]
    /// How a record is called: a pattern such as `{NAME} ({BORN})`, see ``RecordPattern``.
    package var title: String
    /// How records are numbered; `nil` where they are not.
    package var identifier: String?
    package var sections: [Section]
    package var rules: [RecordRule]
    /// The first is where records begin. One state and no moves for a plain list.
    package var states: [RecordState]
    package var moves: [RecordMove]
    package var access: [RecordAccess]
    package var list: ListView
    /// Sets of fields in which two records of one thing agree; likely duplicates are shown before a record is kept.
    package var duplicates: [[String]]
    package var prints: [RecordPrint]
    package var publicView: PublicView?
    package var privacy: Privacy?
    package var retention: Retention?
    package var feeds: [Feed]
    /// Made-up records of a demonstration; `nil` for none.
    package var illustration: Illustration?
    package var citation: Citation?

    package struct Section: Hashable, Sendable, Codable {
        package var name: Label
        package var help: Label?
        package var fields: [RecordField]

        package init(name: Label, help: Label? = nil, fields: [RecordField]) {
            self.name = name
            self.help = help
            self.fields = fields
        }
    }

    /// How the list looks, and what it can be narrowed down by.
    package struct ListView: Hashable, Sendable, Codable {
        /// Fields shown beside title and state.
        package var columns: [String]
        /// Fields that the list can be narrowed down by.
        package var filters: [String]
        /// A field, or `-FIELD` for the greatest first; the latest change first where there is none.
        package var sort: String?
        /// Fields beside the title that a search looks into.
        package var search: [String]
        /// A field of type `place` that puts records on a map.
        package var map: String?
        /// Fields that can be filled in for many records at once, such as attendance.
        package var sheet: [String]

        package init(columns: [String] = [], filters: [String] = [], sort: String? = nil, search: [String] = [], map: String? = nil, sheet: [String] = []) {
            self.columns = columns
            self.filters = filters
            self.sort = sort
            self.search = search
            self.map = map
            self.sheet = sheet
        }
    }

    /// What everybody may see of which records.
    package struct PublicView: Hashable, Sendable, Codable {
        /// Records in these states; empty for every state.
        package var states: [String]
        /// Field → the values of which one must hold.
        package var conditions: [String: [String]]
        /// Of sensitivity `public`.
        package var fields: [String]
        /// Whether there is a list of them; without one a record is found by its own address alone, such as the one in a QR code.
        package var isListed: Bool

        package init(states: [String] = [], conditions: [String: [String]] = [:], fields: [String], isListed: Bool = true) {
            self.states = states
            self.conditions = conditions
            self.fields = fields
            self.isListed = isListed
        }
    }

    /// Why personal data are kept. Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15.
    package struct Privacy: Hashable, Sendable, Codable {
        package enum Basis: String, Sendable, Codable, CaseIterable {
            /// A duty that law gives the agency; no consent is asked for.
            case legalDuty = "legal_duty"
            case consent
            case contract
        }

        package var basis: Basis
        /// What the data are for, as the person is told.
        package var purpose: Label
        package var citation: Citation?

        package init(basis: Basis, purpose: Label, citation: Citation? = nil) {
            self.basis = basis
            self.purpose = purpose
            self.citation = citation
        }
    }

    /// How long personal data are kept.
    package struct Retention: Hashable, Sendable, Codable {
        /// A date field from which it is counted; `nil` for the day on which a record entered a final state.
        package var from: String?
        package var years: Int
        package var citation: Citation?

        package init(from: String? = nil, years: Int, citation: Citation? = nil) {
            self.from = from
            self.years = years
            self.citation = citation
        }
    }

    package init(
        code: String, name: Label, one: Label, help: Label? = nil, group: Label? = nil, version: Int = 1, levels: [UnitLevel], title: String, identifier: String? = nil, sections: [Section],
        rules: [RecordRule] = [], states: [RecordState] = [], moves: [RecordMove] = [], access: [RecordAccess] = [], list: ListView = ListView(), duplicates: [[String]] = [],
        prints: [RecordPrint] = [], publicView: PublicView? = nil, privacy: Privacy? = nil, retention: Retention? = nil, feeds: [Feed] = [], illustration: Illustration? = nil,
        citation: Citation? = nil
    ) {
        self.code = code
        self.name = name
        self.one = one
        self.help = help
        self.group = group
        self.version = version
        self.levels = levels
        self.title = title
        self.identifier = identifier
        self.sections = sections
        self.rules = rules
        self.states = states.isEmpty ? [RecordState.kept] : states
        self.moves = moves
        self.access = access
        self.list = list
        self.duplicates = duplicates
        self.prints = prints
        self.publicView = publicView
        self.privacy = privacy
        self.retention = retention
        self.feeds = feeds
        self.illustration = illustration
        self.citation = citation
    }

    /// Fields of all sections, those of repeating groups within them.
    package var fields: [RecordField] { sections.flatMap(\.fields) }

    package func field(_ code: String) -> RecordField? {
        for section in sections { if let field = section.fields.first(where: { $0.code == code }) { return field } }
        return nil
    }

    package func state(_ code: String) -> RecordState? { states.first { $0.code == code } }
    package func move(_ code: String) -> RecordMove? { moves.first { $0.code == code } }
    package var firstState: RecordState { states[0] }
    package func moves(from state: String) -> [RecordMove] { moves.filter { $0.from.isEmpty ? $0.to != state : $0.from.contains(state) } }
}

/// A rule that the fields of one record keep among each other.
package struct RecordRule: Hashable, Sendable, Codable {
    package var code: String
    package var name: Label
    /// Must hold; where something it asks for is missing, it says nothing. See ``RecordExpression``.
    package var holds: String
    /// `error`: the record is not kept; `warning`: it is, and the page says so.
    package var importance: ValidationRule.Importance
    package var explanation: Label

    package init(code: String, name: Label, holds: String, importance: ValidationRule.Importance = .error, explanation: Label) {
        self.code = code
        self.name = name
        self.holds = holds
        self.importance = importance
        self.explanation = explanation
    }
}

/// A stage in the life of a record.
package struct RecordState: Hashable, Sendable, Codable {
    /// How a state looks: never by colour alone, its name stands beside it.
    package enum Tone: String, Sendable, Codable, CaseIterable { case neutral, good, warning, bad }

    package var code: String
    package var name: Label
    package var tone: Tone
    /// Nothing more is expected to happen to it.
    package var isFinal: Bool
    /// Whether its fields can be changed.
    package var isEditable: Bool
    /// Working days after entering it by which the record is to move on; `nil` without a deadline.
    package var deadline: Int?

    package init(code: String, name: Label, tone: Tone = .neutral, isFinal: Bool = false, isEditable: Bool = true, deadline: Int? = nil) {
        self.code = code
        self.name = name
        self.tone = tone
        self.isFinal = isFinal
        self.isEditable = isEditable
        self.deadline = deadline
    }

    /// Of registers that declare none.
    package static let kept = RecordState(code: "KEPT", name: Label(vi: "Đang quản lý", en: "Kept"))
}

/// A step from one state to another.
package struct RecordMove: Hashable, Sendable, Codable {
    package enum Note: String, Sendable, Codable, CaseIterable { case none, optional, required }

    /// Who is told of a move.
    package enum Audience: Hashable, Sendable, Codable {
        /// Whoever added the record.
        case creator
        /// Those who hold a role at the record's unit, or nearest above it; where nobody does, all who hold it beneath and may see such records of the whole province.
        case role(String)
        /// The person that a field of type `person` names.
        case field(String)
    }

    package var code: String
    /// As on the button, such as `Trình duyệt` / `Send for approval`.
    package var name: Label
    /// Empty for every other state.
    package var from: [String]
    package var to: String
    /// Fields that must be filled in first.
    package var requires: [String]
    package var note: Note
    /// Must hold; see ``RecordExpression``.
    package var when: String?
    /// The move follows by itself once this holds after something was written, if whoever wrote it may make it; see ``RecordExpression``.
    package var follows: String?
    package var notify: [Audience]
    /// Field → what it becomes with the move: a value, or `today`.
    package var sets: [String: String]

    package init(code: String, name: Label, from: [String] = [], to: String, requires: [String] = [], note: Note = .none, when: String? = nil, follows: String? = nil, notify: [Audience] = [], sets: [String: String] = [:]) {
        self.code = code
        self.name = name
        self.from = from
        self.to = to
        self.requires = requires
        self.note = note
        self.when = when
        self.follows = follows
        self.notify = notify
        self.sets = sets
    }
}

/// What holders of a role may do with which records.
package struct RecordAccess: Hashable, Sendable, Codable {
    package enum Act: String, Sendable, Codable, CaseIterable {
        case see, add, edit, move, export
        /// See personal and sensitive fields unmasked, giving a purpose; each look is logged.
        case reveal
        /// Join two records of one thing, take one out, erase personal data.
        case tidy
    }

    /// How far from the unit at which the role is held.
    package enum Reach: String, Sendable, Codable, CaseIterable {
        /// The unit and all beneath it.
        case beneath
        /// The unit alone.
        case unit
        /// The whole province, so that a village sees its commune's and its neighbours' records.
        case province
    }

    package var roles: [String]
    package var may: Set<Act>
    package var reach: Reach
    /// Levels of the records' units; empty for all.
    package var levels: Set<UnitLevel>
    /// Empty for every state.
    package var states: [String]
    /// Field → the values of which one must hold.
    package var conditions: [String: [String]]
    /// Records that they added themselves only.
    package var isOwnOnly: Bool
    /// Moves allowed; empty for all.
    package var moves: [String]

    package init(roles: [String], may: Set<Act>, reach: Reach = .beneath, levels: Set<UnitLevel> = [], states: [String] = [], conditions: [String: [String]] = [:], isOwnOnly: Bool = false, moves: [String] = []) {
        self.roles = roles
        self.may = may
        self.reach = reach
        self.levels = levels
        self.states = states
        self.conditions = conditions
        self.isOwnOnly = isOwnOnly
        self.moves = moves
    }
}

/// How records become the values of a data element.
package struct Feed: Hashable, Sendable, Codable {
    package enum How: String, Sendable, Codable, CaseIterable {
        /// How many records there are.
        case count
        /// The sum of a number field.
        case sum
        /// The field of the record with the latest day in the period.
        case latest
        case min, max
    }

    package var dataElement: String
    package var how: How
    /// The number field that is summed or taken.
    package var field: String?
    /// Records in these states count; empty for every state.
    package var states: [String]
    /// Must be true; see ``RecordExpression``.
    package var when: String?
    /// A date field that says in which period a record counts; the day on which it was added where there is none.
    package var date: String?
    /// A date field from whose day on it no longer counts, for data elements whose figures run on.
    package var until: String?
    /// A field of type `org_unit` that says where it counts; the record's own unit where there is none.
    package var unit: String?
    /// Kind and calendar of the periods in which values are written.
    package var period: PeriodKind
    package var calendar: String?
    /// Category of the data element → the field that gives the option.
    package var categories: [String: String]
    /// Options that every record of the feed counts under, where numbers of several groups stand in several fields.
    package var options: [String]

    package init(dataElement: String, how: How = .count, field: String? = nil, states: [String] = [], when: String? = nil, date: String? = nil, until: String? = nil, unit: String? = nil,
                 period: PeriodKind = .month, calendar: String? = nil, categories: [String: String] = [:], options: [String] = []) {
        self.dataElement = dataElement
        self.how = how
        self.field = field
        self.states = states
        self.when = when
        self.date = date
        self.until = until
        self.unit = unit
        self.period = period
        self.calendar = calendar
        self.categories = categories
        self.options = options
    }
}
