import Domain
import Outside
import Storage

/// Somebody whom a letter can reach.
struct NoticeRecipient {
    var name: String
    /// `vi` or `en`.
    var language: String
    var address: MailAddress

    /// - Returns: `nil` for whoever has left, has no address for mail, or is made up.
    init?(_ person: PersonID, in tx: ReadTransaction) throws {
        guard let record = try PeopleStore.person(person, in: tx), record.state == .active, !record.isIllustrative,
            let address = record.email.flatMap({ MailAddress($0, name: record.fullName) }) else { return nil }
        name = record.fullName
        language = record.language
        self.address = address
    }
}
