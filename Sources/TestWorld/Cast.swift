import Domain
import Operations
import Storage
import Synchronization

/// A clock that tests set.
package final class StoryClock: Sendable {
    private let moment: Mutex<Moment>

    package init(_ start: Moment = Story.today) { moment = Mutex(start) }

    package var now: Moment { moment.withLock { $0 } }
    package func pass(seconds: Int64) { moment.withLock { $0 = Moment(milliseconds: $0.milliseconds + seconds * 1000) } }
    package func pass(days: Int64) { pass(seconds: days * 86_400) }
}

/// The people of the story, each with the password `Story.password`.
extension Story {
    package static let password = "ba con trâu gặm cỏ"

    package struct Member: Sendable {
        package var signInName: String
        package var fullName: String
        package var role: Role
        package var unit: UnitID?
    }

    /// Nà Lốm is in Bản Khèn; Sín Thầu is another commune of Mường Khèn.
    package static let cast: [Member] = [
        Member(signInName: "lom.noi", fullName: "Lò Văn Nọi", role: .villageReporter, unit: UnitID("91001-001.1")),
        Member(signInName: "khen.mai", fullName: "Lò Thị Mai", role: .communeOfficer, unit: banKhen),
        Member(signInName: "thau.pao", fullName: "Vàng A Páo", role: .communeOfficer, unit: sinThau),
        Member(signInName: "khen.tri", fullName: "Quàng Văn Trị", role: .administrator, unit: banKhen),
        Member(signInName: "so.lan", fullName: "Nguyễn Thị Lan", role: .department, unit: province),
        Member(signInName: "duyet.khoa", fullName: "Trần Khoa", role: .approver, unit: province),
        Member(signInName: "lanhdao.ca", fullName: "Cà Văn Cả", role: .leader, unit: province),
        Member(signInName: "kiemtoan", fullName: "Hoàng Kiểm", role: .auditor, unit: province),
        Member(signInName: "quantri", fullName: "Phạm Quản", role: .administrator, unit: province),
        Member(signInName: "goc", fullName: "Người Đầu", role: .administrator, unit: nil),
    ]

    /// Adds some of the cast, all where nothing is said.
    ///
    /// - Parameter withPasswords: whether they can sign in; each password takes a tenth of a second.
    @discardableResult
    package static func addPeople(_ names: [String]? = nil, to khen: Khen, withPasswords: Bool = true) throws -> [String: PersonRecord] {
        var added: [String: PersonRecord] = [:]
        for member in cast where names?.contains(member.signInName) ?? true {
            let input = PersonInput(signInName: member.signInName, fullName: member.fullName, email: "\(member.signInName)@muongkhen.gov.vn", unit: member.unit)
            let person = try khen.people.add(input, role: member.role.code, by: .operatorAtCommandLine(account: "test"))
            if withPasswords { try khen.people.setPassword(password, of: person.id, by: .operatorAtCommandLine(account: "test")) }
            added[member.signInName] = person
        }
        return added
    }
}

/// Runs a test on the story's installation with a clock of its own, in either database.
package func withStory(on dialect: Dialect, isolation: isolated (any Actor)? = #isolation, _ body: (Khen, StoryClock) async throws -> Void) async throws {
    let place = try TestPlace(dialect), clock = StoryClock()
    let result: Result<Void, any Error>
    do {
        let khen = try Story.khen(at: place.location, now: { clock.now })
        do { result = .success(try await body(khen, clock)) } catch { result = .failure(error) }
        khen.close()
    } catch {
        result = .failure(error)
    }
    try place.remove()
    try result.get()
}
