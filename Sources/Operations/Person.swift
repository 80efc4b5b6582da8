import Domain

/// Who acts, and what they may do.
package struct Person: Sendable, Hashable {
    /// A right that reaches a unit and all beneath it.
    package struct Reach: Sendable, Hashable {
        package var right: Right
        package var unit: UnitID
        /// Levels of units at which it holds; empty for every level.
        package var levels: Set<UnitLevel>
        /// Sign-in name of the absent person whose right it is, where it is lent.
        package var onBehalfOf: String?

        package init(_ right: Right, unit: UnitID, levels: Set<UnitLevel> = [], onBehalfOf: String? = nil) {
            self.right = right
            self.unit = unit
            self.levels = levels
            self.onBehalfOf = onBehalfOf
        }
    }

    /// A role that is held.
    package struct Held: Sendable, Hashable {
        package var role: String
        /// `nil` for the whole installation.
        package var unit: UnitID?
        package var onBehalfOf: String?

        package init(_ role: String, unit: UnitID?, onBehalfOf: String? = nil) {
            self.role = role
            self.unit = unit
            self.onBehalfOf = onBehalfOf
        }
    }

    /// As it stands in the change log: the name a person signs in with, or `command line (an.tran)`.
    package var name: String
    /// Rights that reach everywhere.
    package var rights: Set<Right>
    /// Rights within a part of the tree of units, as of today.
    package var reaches: [Reach]
    /// Roles held today, own and lent: registers say what each may do with their records.
    package var held: [Held] = []
    /// What may be done with records, where it is less than the roles allow, as for a program's key.
    package var recordActs: Set<RecordAccess.Act>?
    /// Whether every record is at hand, as for whoever owns the data folder.
    package var ownsRegisters = false
    /// `nil` for visitors and the command line.
    package var id: PersonID?
    /// Sign-in name of the absent person for whom this person acts; see ``acting(_:at:in:on:)``.
    package var onBehalfOf: String?

    package init(name: String, rights: Set<Right>, reaches: [Reach] = [], id: PersonID? = nil) {
        self.name = name
        self.rights = rights
        self.reaches = reaches
        self.id = id
    }

    /// As the change log names who acted: `lo.mai`, or `lo.mai for vang.pao` with a right that was lent.
    package var nameInLog: String { onBehalfOf.map { "\(name) for \($0)" } ?? name }

    /// The person in the part in which they use a right at a unit: for themselves where they have it, else for the absent person who lent it.
    ///
    /// - Throws: as ``require(_:at:in:on:)``.
    package func acting(_ right: Right, at unit: UnitID, in world: World, on day: Day) throws -> Person {
        try require(right, at: unit, in: world, on: day)
        var own = self
        own.reaches.removeAll { $0.onBehalfOf != nil }
        if own.may(right, at: unit, in: world, on: day) { return self }
        var acting = self
        acting.onBehalfOf = reaches.compactMap(\.onBehalfOf).first { lender in
            var lent = self
            lent.reaches = reaches.filter { $0.onBehalfOf == lender }
            return lent.may(right, at: unit, in: world, on: day)
        }
        return acting
    }

    /// Someone who has not signed in.
    package static let visitor = Person(name: "visitor", rights: [.read])

    /// The person at the machine's own command line, who owns the data folder.
    package static func operatorAtCommandLine(account: String) -> Person {
        var person = Person(name: "command line (\(account))", rights: Set(Right.allCases))
        person.ownsRegisters = true
        return person
    }

    /// Whether the person has a right everywhere or somewhere.
    package func has(_ right: Right) -> Bool { rights.contains(right) || reaches.contains { $0.right == right } }

    /// - Throws: ``NotAllowed`` when the person does not have the right everywhere.
    package func require(_ right: Right) throws {
        guard rights.contains(right) else { throw NotAllowed(right: right) }
    }

    /// Whether a right reaches a unit.
    ///
    /// - Parameter day: on which the units' order is looked at.
    package func may(_ right: Right, at unit: UnitID, in world: World, on day: Day) -> Bool {
        if rights.contains(right) { return true }
        let near = reaches.filter { $0.right == right }
        guard !near.isEmpty, let found = world.units.unit(unit) else { return false }
        var line: Set<UnitID>?
        return near.contains { reach in
            guard reach.levels.isEmpty || reach.levels.contains(found.level) else { return false }
            if reach.unit == unit { return true }
            if line == nil { line = Set(world.units.ancestors(of: unit, asOf: found.lastDay.map { min($0, day) } ?? day).map(\.id)) }
            return line?.contains(reach.unit) ?? false
        }
    }

    /// - Throws: ``NotFound`` when the person may not even see the unit's reports, ``NotAllowed`` when they may but lack the right.
    package func require(_ right: Right, at unit: UnitID, in world: World, on day: Day) throws {
        guard !may(right, at: unit, in: world, on: day) else { return }
        guard right != .seeReports, may(.seeReports, at: unit, in: world, on: day) else {
            throw NotFound(Label(vi: "Không có báo cáo này.", en: "There is no such report."))
        }
        throw NotAllowed(right: right)
    }
}
