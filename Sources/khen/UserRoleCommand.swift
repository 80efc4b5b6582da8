import ArgumentParser
import Domain
import Operations

/// Gives or ends a role.
struct UserRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "role", abstract: "Give a person a role at a unit, or end it with --end.")

    @OptionGroup var place: Place
    @Option(name: .long, help: "Code of the unit; without it the role is for the whole installation.") var unit: String?
    @Option(name: .long, help: "First day, 2026-07-15; today where it is missing. With --end the first day without the role.") var from: String?
    @Option(name: .long, help: "Last day; none where it is missing.") var until: String?
    @Flag(name: .long, help: "End the role.") var end = false
    @Flag(name: .long, help: "Print the result as JSON.") var json = false
    @Argument(help: "Sign-in name.") var signInName: String
    @Argument(help: "Code of the role.") var role: String

    func run() async throws {
        let khen = try place.open()
        defer { khen.close() }
        let person = try khen.people.named(signInName, by: place.person), today = khen.now().day, unit = try khen.unit(named: unit)
        let first = try day(from) ?? today
        if end {
            let held = try khen.people.profile(person.id, by: place.person).roles.filter { $0.role == role && $0.unit == unit && $0.lasts(beyond: first) }
            guard let assignment = held.first else { throw NotFound(Label(vi: "\(signInName) không giữ vai trò đó ở đơn vị đó.", en: "\(signInName) does not hold that role at that unit.")) }
            try khen.people.endRole(assignment.id, from: first, by: place.person)
        } else {
            try khen.people.give(role, to: person.id, at: unit, from: first, until: try day(until), by: place.person)
        }
        if json { return try printJSON(UserResult(person, try khen.people.profile(person.id, by: place.person).roles)) }
        print(end ? place.speech(vi: "Đã kết thúc vai trò.", en: "The role ends.") : place.speech(vi: "Đã giao vai trò.", en: "The role is given."))
    }

    private func day(_ text: String?) throws -> Day? {
        guard let text else { return nil }
        guard let day = Day(iso: text) else {
            throw Rejected(Label(vi: "«\(text)» không phải là ngày", en: "“\(text)” is not a day"), remedy: Label(vi: "Ghi ngày theo dạng 2026-07-15.", en: "Write the day as 2026-07-15."))
        }
        return day
    }
}
