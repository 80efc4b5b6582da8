import ArgumentParser
import Domain
import Foundation
import Operations

/// People from the machine's own command line, also where nobody can sign in any more.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Add people, give them roles, and let them in again.",
        subcommands: [UserAddCommand.self, UserListCommand.self, UserRoleCommand.self, UserEndCommand.self, UserResetCommand.self, UserUnlockCommand.self])
}

extension People {
    /// The person whom a command names.
    func named(_ signInName: String, by person: Person) throws -> PersonRecord {
        do {
            return try self.person(signInName: signInName, by: person)
        } catch var problem as Rejected {
            problem.place = nil
            problem.remedy = Label(vi: "Xem danh sách bằng khen user list.", en: "khen user list shows who there is.")
            throw problem
        }
    }
}

extension Khen {
    /// The unit that a command names by its code.
    func unit(named code: String?) throws -> UnitID? {
        guard let code else { return nil }
        return try units.unit(code, asOf: now().day).id
    }
}

/// A person for programs.
struct UserResult: Encodable {
    struct Held: Encodable { var id: String; var role: String; var unit: String?; var first_day: Day; var last_day: Day? }
    var id: String
    var sign_in_name: String
    var full_name: String
    var unit: String?
    var agency: String?
    var state: String
    var illustrative: Bool
    var roles: [Held]

    init(_ person: PersonRecord, _ roles: [RoleAssignment]) {
        id = person.id.rawValue
        sign_in_name = person.signInName
        full_name = person.fullName
        unit = person.unit?.rawValue
        agency = person.agency
        state = person.state.rawValue
        illustrative = person.isIllustrative
        self.roles = roles.map { Held(id: $0.id, role: $0.role, unit: $0.unit?.rawValue, first_day: $0.firstDay, last_day: $0.lastDay) }
    }
}

/// Asks for a password without showing it, or takes the first line of standard input.
enum PasswordPrompt {
    static func read(fromStandardInput: Bool, speech: Speech) throws -> String {
        if fromStandardInput {
            guard let line = readLine(strippingNewline: true) else { throw nothing }
            return line
        }
        guard isatty(0) != 0 else {
            throw Rejected(Label(vi: "không có bàn phím để nhập mật khẩu", en: "there is no keyboard to type the password on"), remedy: Label(vi: "Dùng --password-stdin.", en: "Use --password-stdin."))
        }
        let first = hidden(speech(vi: "Mật khẩu: ", en: "Password: ")), second = hidden(speech(vi: "Nhập lại: ", en: "Again: "))
        guard let first, let second else { throw nothing }
        guard first == second else { throw Rejected(Label(vi: "hai lần nhập không giống nhau", en: "the two are not the same"), remedy: Label(vi: "Chạy lại lệnh.", en: "Run the command again.")) }
        return first
    }

    private static var nothing: Rejected { Rejected(Label(vi: "không có mật khẩu", en: "there is no password"), remedy: Label(vi: "Ghi mật khẩu vào dòng đầu.", en: "Give the password on the first line.")) }

    private static func hidden(_ prompt: String) -> String? {
        FileHandle.standardError.write(Data(prompt.utf8))
        var before = termios()
        tcgetattr(0, &before)
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &silent)
        defer {
            tcsetattr(0, TCSAFLUSH, &before)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return readLine(strippingNewline: true)
    }
}
