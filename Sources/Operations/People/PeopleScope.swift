import Domain
import Storage

/// What one person may do with others: look at those who serve in their part of the tree, change those who have no power beyond it.
struct PeopleScope {
    let actor: Person
    let world: World
    let today: Day

    /// Whether the actor manages people at a unit, or everywhere where there is no unit.
    func reaches(_ unit: UnitID?) -> Bool {
        guard let unit else { return actor.rights.contains(.managePeople) }
        return actor.may(.managePeople, at: unit, in: world, on: today)
    }

    func sees(_ person: PersonRecord) -> Bool { reaches(person.unit) }

    /// - Throws: ``NotFound`` for those out of sight, so that nobody learns who is there.
    func requireSeeing(_ person: PersonRecord?) throws -> PersonRecord {
        guard let person, person.state != .removed, sees(person) else { throw NotFound(Label(vi: "Không có người này.", en: "There is no such person.")) }
        return person
    }

    /// - Throws: ``NotAllowed`` where the person also serves beyond the actor's reach: whoever could reset their password would get their rights.
    func requireManaging(_ person: PersonRecord, in tx: ReadTransaction) throws {
        for role in try PeopleStore.roles(of: [person.id], in: tx) where role.lasts(beyond: today) && !reaches(role.unit) { throw NotAllowed(right: .managePeople) }
    }
}

extension World {
    /// The log that a person at a unit stands in.
    func log(of unit: UnitID?) -> String { unit.map { province(of: $0) } ?? OfficialUnits.nationalLog }

    /// - Throws: ``Rejected`` for a unit that is not in force on a day.
    func requireUnit(_ id: UnitID?, on day: Day) throws -> OrgUnit? {
        guard let id else { return nil }
        guard let unit = units.unit(id), unit.version(on: day) != nil else {
            throw Rejected(Label(vi: "không có đơn vị «\(id)» vào ngày \(day.iso)", en: "there is no unit “\(id)” on \(day.iso)"),
                           remedy: Label(vi: "Chọn đơn vị đang hoạt động.", en: "Choose a unit that is in force."), place: "unit")
        }
        return unit
    }
}
