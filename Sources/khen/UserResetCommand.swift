import ArgumentParser
import Domain
import Operations

/// Lets somebody set a new password.
struct UserResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Make a link with which a person sets a new password within 24 hours, or set it here with --password-stdin.")

    @OptionGroup var place: Place
    @Flag(name: .long, help: "Set the password to the first line of standard input.") var passwordStdin = false
    @Flag(name: .long, help: "Also take a lost second factor away.") var secondFactor = false
    @Flag(name: .long, help: "Print the result as JSON.") var json = false
    @Argument(help: "Sign-in name.") var signInName: String

    private struct Result: Encodable { var path: String; var ends: Moment }

    func run() async throws {
        let khen = try place.open()
        defer { khen.close() }
        let person = try khen.people.named(signInName, by: place.person)
        if secondFactor { try khen.people.removeCode(of: person.id, by: place.person) }
        if passwordStdin {
            try khen.people.setPassword(try PasswordPrompt.read(fromStandardInput: true, speech: place.speech), of: person.id, by: place.person)
            return print(place.speech(vi: "Đã đặt mật khẩu mới.", en: "The new password is set."))
        }
        let link = try khen.people.makeLink(for: person.id, by: place.person)
        if json { return try printJSON(Result(path: "/password/\(link.token)", ends: link.ends)) }
        print(place.speech(vi: "Gửi riêng cho \(person.fullName), dùng một lần trong 24 giờ, thêm địa chỉ trang ở trước:", en: "For \(person.fullName) only, once, within 24 hours; put the address of the site before it:"))
        print("/password/\(link.token)")
    }
}
