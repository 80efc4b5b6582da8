import ArgumentParser
import Domain
import Operations

/// Adds a person.
struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a person, with a role and a password.",
        discussion: "Without --unit they serve the whole installation. The password is asked for, or read with --password-stdin; with --no-password, khen user reset makes a link.")

    @OptionGroup var place: Place
    @Option(name: .long, help: "Full name.") var name: String
    @Option(name: .long, help: "Code of the unit where they serve.") var unit: String?
    @Option(name: .long, help: "Code of a role they hold there from today on.") var role: String?
    @Option(name: .long, help: "Code of their agency.") var agency: String?
    @Option(name: .long, help: "E-mail address.") var email: String?
    @Option(name: .long, help: "Telephone number.") var phone: String?
    @Flag(name: .long, help: "Take the password from the first line of standard input.") var passwordStdin = false
    @Flag(name: .long, help: "Set no password yet.") var noPassword = false
    @Flag(name: .long, help: "Print the result as JSON.") var json = false
    @Argument(help: "Sign-in name.") var signInName: String

    func run() async throws {
        let khen = try place.open()
        defer { khen.close() }
        let input = PersonInput(signInName: signInName, fullName: name, email: email, phone: phone, language: place.speech.isVietnamese ? "vi" : "en", unit: try khen.unit(named: unit), agency: agency)
        let password = noPassword ? nil : try PasswordPrompt.read(fromStandardInput: passwordStdin, speech: place.speech)
        if let password { try Passwords.check(password, signInName: signInName) }
        let person = try khen.people.add(input, role: role, by: place.person)
        if let password { try khen.people.setPassword(password, of: person.id, by: place.person) }
        if json { return try printJSON(UserResult(person, try khen.people.profile(person.id, by: place.person).roles)) }
        print(place.speech(vi: "Đã thêm \(person.fullName) (\(person.signInName)).", en: "Added \(person.fullName) (\(person.signInName))."))
    }
}
