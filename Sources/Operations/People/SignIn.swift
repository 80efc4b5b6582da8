import Domain
import Storage

/// Where a request comes from.
package struct Visitor: Sendable {
    /// Address on the network; for IPv6 the first half, which a whole house shares.
    package var address: String
    package var userAgent: String
    /// Token of an earlier good sign-in from this browser.
    package var device: String?

    package init(address: String, userAgent: String, device: String? = nil) {
        let isVersion6 = address.contains(":") && !address.contains(".")
        self.address = isVersion6 ? address.split(separator: ":", omittingEmptySubsequences: false).prefix(4).joined(separator: ":") : address
        self.userAgent = String(userAgent.prefix(300))
        self.device = device
    }
}

/// How far somebody is with signing in.
package enum SignInStage: String, Sendable {
    /// Signed in with a password, or through another service.
    case password
    /// Signed in with a second factor besides.
    case strong
    /// The password was right; the code is missing.
    case code
    /// The password was right; a second factor has to be set up first.
    case setUp = "set_up"

    package var isSignedIn: Bool { self == .password || self == .strong }
}

/// A session that has just begun: its token goes to the browser and is never seen again.
package struct NewSession: Sendable {
    package var token: String
    package var stage: SignInStage
    package var person: PersonRecord
    /// Marks the browser as known; given after a full sign-in.
    package var device: String?
}

/// What came of an attempt to sign in.
package enum SignInOutcome: Sendable {
    case begun(NewSession)
    /// Wrong name, wrong password, or someone who has left: never said which.
    case refused
    /// The password is right, but the person holds no role today.
    case withoutRole
    /// Too many attempts: seconds to wait.
    case wait(Int)
}

extension People {
    /// Signs in with name and password.
    package func signIn(name: String, password: String, from visitor: Visitor) async throws -> SignInOutcome {
        let now = khen.now(), key = PersonRules.key(String(name.prefix(200)))
        let (wait, person, credential, source, isKnown) = try await khen.database.write { tx -> (Int, PersonRecord?, Credential?, String, Bool) in
            let person = try PeopleStore.person(signInName: key, in: tx), credential = try person.flatMap { try Credential.of($0, in: tx) }
            let device = try person.flatMap { try knownDevice(visitor, $0, in: tx) }
            let source = device.map { "device:\($0)" } ?? visitor.address
            return (try Throttle.begin(account: key, source: source, isKnownDevice: device != nil, at: now, in: tx), person, credential, source, device != nil)
        }
        guard wait == 0 else { return .wait(wait) }
        // The same work whether or not there is such a person.
        guard try await Passwords.matches(password, credential?.password), let person, person.state == .active, let credential else { return .refused }
        return try await khen.database.write { tx in
            guard let current = try Credential.of(person, in: tx), current.password == credential.password else { return .refused }
            let outcome = try begin(person, credential: current, from: visitor, at: now, in: tx)
            if case .begun(let session) = outcome, session.stage == .code { return outcome }  // failures count until the code is right
            try Throttle.succeed(account: key, source: source, isKnownDevice: isKnown, at: now, in: tx)
            return outcome
        }
    }

    /// The session after the first factor: whole, or waiting for the second.
    func begin(_ person: PersonRecord, credential: Credential, from visitor: Visitor, at now: Moment, in tx: WriteTransaction) throws -> SignInOutcome {
        guard try acting(person, in: tx) != nil else { return .withoutRole }
        if credential.codeSecret != nil { return .begun(try newSession(.code, person, visitor, at: now, in: tx)) }
        if try needsSecondFactor(person, in: tx) { return .begun(try newSession(.setUp, person, visitor, at: now, in: tx)) }
        return .begun(try newSession(.password, person, visitor, at: now, in: tx))
    }

    /// Gives the second factor: a code of the app, or a recovery code.
    ///
    /// - Parameter token: of a session that waits for the code.
    package func signIn(token: String, code: String, from visitor: Visitor) async throws -> SignInOutcome {
        let now = khen.now()
        return try await khen.database.write { tx in
            guard let (session, person) = try pending(token, stage: .code, in: tx), var credential = try Credential.of(person, in: tx) else { return .refused }
            // Whoever gets here knows the password, so counting by account alone keeps nobody out who does not deserve it.
            let device = try knownDevice(visitor, person, in: tx), source = device.map { "device:\($0)" } ?? "code"
            let wait = try Throttle.begin(account: "code:\(person.signInName)", source: source, isKnownDevice: true, at: now, in: tx)
            guard wait == 0 else { return .wait(wait) }
            guard try credential.use(code: code, at: now, in: tx) else { return .refused }
            try Throttle.succeed(account: "code:\(person.signInName)", source: source, isKnownDevice: true, at: now, in: tx)
            try Throttle.succeed(account: person.signInName, source: device.map { "device:\($0)" } ?? visitor.address, isKnownDevice: device != nil, at: now, in: tx)
            try tx.execute("DELETE FROM session WHERE token = \(session)")
            guard person.state == .active, try acting(person, in: tx) != nil else { return .withoutRole }
            return .begun(try newSession(.strong, person, visitor, at: now, in: tx))
        }
    }

    /// Signs in someone whom another service has proved, once the identity is linked to a person.
    ///
    /// An identity that is not linked yet links itself by a verified e-mail address that exactly one person has.
    ///
    /// - Parameters:
    ///   - subject: the service's own name for the person, `sub`.
    ///   - email: only where the service says that it has verified it.
    package func signIn(openID subject: String, issuer: String, email: String? = nil, from visitor: Visitor) async throws -> SignInOutcome {
        let now = khen.now()
        return try await khen.database.write { tx in
            guard let person = try ExternalIdentity.person(issuer: issuer, subject: subject, in: tx) ?? linked(issuer, subject, email: email, at: now, in: tx),
                person.state == .active, let credential = try Credential.of(person, in: tx) else { return .refused }
            return try begin(person, credential: credential, from: visitor, at: now, in: tx)
        }
    }

    /// The known browser's mark, where it is one of this person.
    private func knownDevice(_ visitor: Visitor, _ person: PersonRecord, in tx: ReadTransaction) throws -> String? {
        guard let token = visitor.device.map(Secret.hash),
            try tx.row("SELECT token FROM known_device WHERE province = \(person.province) AND person = \(person.id) AND token = \(token)") != nil else { return nil }
        return token
    }
}
