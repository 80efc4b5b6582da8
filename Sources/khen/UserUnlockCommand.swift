import ArgumentParser
import Domain
import Operations

/// Forgets failed attempts to sign in.
struct UserUnlockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unlock", abstract: "Forget failed attempts to sign in as a person, so that nobody has to wait.")

    @OptionGroup var place: Place
    @Argument(help: "Sign-in name.") var signInName: String

    func run() async throws {
        let khen = try place.open()
        defer { khen.close() }
        let person = try khen.people.named(signInName, by: place.person)
        try khen.people.unlock(person.id, by: place.person)
        print(place.speech(vi: "Đã xoá các lần đăng nhập sai của \(person.signInName).", en: "Failed attempts as \(person.signInName) are forgotten."))
    }
}
