import Domain
import Storage

/// A person's name at another service, such as the province's own sign-in.
package struct ExternalIdentity: Sendable, Hashable {
    package var issuer: String
    package var subject: String

    package init(issuer: String, subject: String) {
        self.issuer = issuer
        self.subject = subject
    }

    static func all(of person: PersonRecord, in tx: ReadTransaction) throws -> [ExternalIdentity] {
        try tx.rows("SELECT issuer, subject FROM external_identity WHERE province = \(person.province) AND person = \(person.id) ORDER BY issuer, subject").map {
            ExternalIdentity(issuer: $0.text(0), subject: $0.text(1))
        }
    }

    static func person(issuer: String, subject: String, in tx: ReadTransaction) throws -> PersonRecord? {
        try tx.row("SELECT person FROM external_identity WHERE issuer = \(issuer) AND subject = \(subject)").flatMap { try PeopleStore.person(PersonID($0.text(0)), in: tx) }
    }
}

extension People {
    /// Lets a person sign in through another service from now on.
    ///
    /// - Throws: ``Conflict`` where the identity belongs to somebody else.
    package func link(_ identity: ExternalIdentity, to id: PersonID, by actor: Person) throws {
        let scope = scope(actor), now = khen.now()
        guard identity.issuer.hasPrefix("https://"), !identity.subject.isEmpty, identity.subject.utf8.count <= 255 else {
            throw Rejected(Label(vi: "danh tính chưa hợp lệ", en: "the identity is not valid"), remedy: Label(vi: "Ghi địa chỉ https của dịch vụ và mã người dùng (sub).", en: "Give the service’s https address and the subject (sub)."), place: "subject")
        }
        try khen.database.write { tx -> Void in
            let person = try scope.requireSeeing(try PeopleStore.person(id, in: tx))
            try scope.requireManaging(person, in: tx)
            try link(identity, to: person, by: actor, at: now, in: tx)
        }
    }

    private func link(_ identity: ExternalIdentity, to person: PersonRecord, by actor: Person, at now: Moment, in tx: WriteTransaction) throws {
        if let owner = try ExternalIdentity.person(issuer: identity.issuer, subject: identity.subject, in: tx) {
            guard owner.id != person.id else { return }
            throw Conflict(Label(vi: "Danh tính này thuộc về người khác.", en: "This identity belongs to somebody else."))
        }
        try tx.execute("""
            INSERT INTO external_identity (province, issuer, subject, person, linked) VALUES (\(person.province), \(identity.issuer), \(identity.subject), \(person.id), \(now.iso))
            """)
        try ChangeLog.append(.identityLinked, to: person.province, subject: person.id.rawValue, by: actor, at: now, in: tx) { _, _ in ChangeDetail(facts: ["issuer": identity.issuer]) }
    }

    /// Links an identity by a verified address that exactly one active person has.
    func linked(_ issuer: String, _ subject: String, email: String?, at now: Moment, in tx: WriteTransaction) throws -> PersonRecord? {
        guard let email = email?.lowercased(), !email.isEmpty else { return nil }
        let same = try PeopleStore.people(in: tx).filter { $0.email?.lowercased() == email && $0.state == .active && !$0.isIllustrative }
        guard let person = same.first, same.count == 1 else { return nil }
        try link(ExternalIdentity(issuer: issuer, subject: subject), to: person, by: Person(name: person.signInName, rights: [], id: person.id), at: now, in: tx)
        return person
    }
}
