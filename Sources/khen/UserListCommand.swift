import ArgumentParser
import Domain
import Operations

/// Lists people.
struct UserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List people with their roles.")

    @OptionGroup var place: Place
    @Flag(name: .long, help: "Also those who left.") var all = false
    @Flag(name: .long, help: "Print the result as JSON.") var json = false

    func run() async throws {
        let khen = try place.open()
        defer { khen.close() }
        let today = khen.now().day
        let people = try khen.people.all(by: place.person).filter { all || $0.person.state == .active }.sorted { $0.person.signInName < $1.person.signInName }
        if json { return try printJSON(people.map { UserResult($0.person, $0.roles) }) }
        for entry in people {
            let roles = entry.roles.filter { $0.isInForce(on: today) }.map { "\($0.role)@\($0.unit?.rawValue ?? "*")" }.joined(separator: " ")
            print([entry.person.signInName, entry.person.fullName, roles.isEmpty ? "-" : roles].joined(separator: "\t"))
        }
    }
}
