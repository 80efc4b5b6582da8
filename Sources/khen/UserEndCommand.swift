import ArgumentParser
import Domain
import Operations

/// Ends a person's service.
struct UserEndCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "end", abstract: "End a person's service: every role, session and key, from today on.")

    @OptionGroup var place: Place
    @Argument(help: "Sign-in name.") var signInName: String

    func run() async throws {
        let khen = try place.open()
        defer { khen.close() }
        let person = try khen.people.named(signInName, by: place.person)
        try khen.people.end(person.id, by: place.person)
        print(place.speech(vi: "Đã kết thúc công tác của \(person.fullName).", en: "The service of \(person.fullName) has ended."))
    }
}
