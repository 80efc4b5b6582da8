import Domain
import Outside
import Storage

/// What one round of mail came to.
package struct NoticeMailRound: Sendable, Hashable, Codable {
    /// Why nothing was sent at all.
    package enum Pause: String, Sendable, Codable { case noServer = "no_server", quietHours = "quiet_hours" }

    package var pause: Pause?
    package var sent = 0
    /// Will be tried again.
    package var waiting = 0
    /// Will not be tried again: refused for good, or tried too often.
    package var failed = 0
    /// May have gone out; not tried again, so that nobody gets it twice.
    package var uncertain = 0
    /// What the mail server said last where something went wrong, in English.
    package var problem: String?
}

/// How one letter stands.
enum NoticeMailState: String { case sending, waiting, sent, failed, uncertain, dropped }

extension Notices {
    /// How long notices gather before they go out, in milliseconds.
    static let gathering: Int64 = 10 * 60_000
    /// The least time between two letters to one person, in milliseconds.
    static let interval: Int64 = 60 * 60_000
    static let mostAttempts = 8

    /// The program itself, when it sends mail while it serves.
    package static let courier = Person(name: "khen", rights: [.maintain])

    /// How long to wait after an attempt that failed, in milliseconds: 5 minutes, 15, 45 and so on up to 6 hours.
    static func delay(after attempt: Int) -> Int64 { min(5 * 60_000 * (0..<max(0, attempt - 1)).reduce(1) { wait, _ in min(wait * 3, 1000) }, 6 * 3_600_000) }

    /// Sends everyone what they have not read, one letter each.
    ///
    /// A letter is claimed in the database before it is sent, so that no two processes send the same, and a letter that may have gone out is not sent again. Where the server cannot take
    /// letters at all, the round ends with the first, and the others wait.
    ///
    /// - Parameter gathers: whether notices gather for ten minutes before they go out.
    /// - Throws: ``NotAllowed``.
    package func sendMail(gathers: Bool = true, by person: Person) async throws -> NoticeMailRound {
        try person.require(.maintain)
        let settings = try khen.settings.current(), now = khen.now()
        guard let server = settings.mailServer else { return NoticeMailRound(pause: .noServer) }
        guard !settings.quietHours.holds(at: now) else { return NoticeMailRound(pause: .quietHours) }
        let words = NoticeWords(try khen.refresh())
        try giveUpOnLost(now)
        var round = NoticeMailRound()
        for claim in try due(now, gathering: gathers ? Self.gathering : 0) {
            guard let mail = try claimed(claim, at: now) else { continue }
            guard let recipient = mail.recipient else {
                try conclude(mail, .dropped, at: now)
                continue
            }
            let letter = NoticeLetter(name: recipient.name, isEnglish: recipient.language == "en", siteName: settings.siteName, siteAddress: settings.siteAddress, words: words)
            do {
                try await server.send(letter.message(mail.notices, id: mail.id, to: recipient.address, at: now))
                try conclude(mail, .sent, at: now)
                round.sent += 1
            } catch let failure as MailFailure {
                round.problem = failure.message.en
                let state: NoticeMailState = failure.isUncertain ? .uncertain : failure.isFinal || mail.attempts >= Self.mostAttempts ? .failed : .waiting
                try conclude(mail, state, at: now, reason: failure.message.en)
                switch state {
                case .uncertain: round.uncertain += 1
                case .failed: round.failed += 1
                default: round.waiting += 1
                }
                if !failure.isAboutOneLetter { return round }
            }
        }
        return round
    }

    // MARK: Claiming

    private struct Due {
        var province: String
        var person: PersonID
        /// A letter that was tried before.
        var mail: String?
    }

    private struct Claimed {
        var id: String
        var province: String
        var person: PersonID
        var attempts: Int
        var notices: [Notice]
        var recipient: NoticeRecipient?
    }

    /// A letter that was claimed long ago and never concluded belongs to a process that ended in between: nobody knows whether it went out.
    private func giveUpOnLost(_ now: Moment) throws {
        let old = Moment(milliseconds: now.milliseconds - Self.interval).iso
        try khen.database.write { tx -> Void in
            try tx.execute("UPDATE notice_mail SET state = \(NoticeMailState.uncertain), reason = 'the process ended' WHERE state = \(NoticeMailState.sending) AND claimed_at < \(old)")
        }
    }

    private func due(_ now: Moment, gathering: Int64) throws -> [Due] {
        let gathered = Moment(milliseconds: now.milliseconds - gathering).iso, recent = Moment(milliseconds: now.milliseconds - Self.interval).iso
        return try khen.database.read { tx in
            let again = try tx.rows("SELECT province, person, id FROM notice_mail WHERE state = \(NoticeMailState.waiting) AND next_try <= \(now.iso) ORDER BY next_try")
                .map { Due(province: $0.text(0), person: PersonID($0.text(1)), mail: $0.text(2)) }
            let new = try tx.rows("""
                SELECT province, person FROM notice n WHERE mail IS NULL AND read_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM notice_mail m WHERE m.province = n.province AND m.person = n.person
                                AND (m.state = \(NoticeMailState.waiting) OR m.claimed_at > \(recent) AND m.state <> \(NoticeMailState.dropped)))
                GROUP BY province, person HAVING MIN(created) <= \(gathered) ORDER BY MIN(created)
                """).map { Due(province: $0.text(0), person: PersonID($0.text(1))) }
            return again + new
        }
    }

    /// Takes a letter for this process, with all that its person has not read by now.
    ///
    /// - Returns: `nil` where another process has it, or nothing is left to tell.
    private func claimed(_ due: Due, at now: Moment) throws -> Claimed? {
        try khen.database.write { tx in
            let id = due.mail ?? Identifier.next(at: now)
            var attempts = 1
            if due.mail != nil {
                guard let row = try tx.row("""
                    UPDATE notice_mail SET state = \(NoticeMailState.sending), attempts = attempts + 1, claimed_at = \(now.iso), next_try = NULL
                    WHERE province = \(due.province) AND id = \(id) AND state = \(NoticeMailState.waiting) AND next_try <= \(now.iso) RETURNING attempts
                    """) else { return nil }
                attempts = row.int(0)
            }
            let gained = try tx.execute("UPDATE notice SET mail = \(id) WHERE province = \(due.province) AND person = \(due.person) AND mail IS NULL AND read_at IS NULL")
            if due.mail == nil {
                guard gained > 0 else { return nil }
                try tx.execute("""
                    INSERT INTO notice_mail (province, id, person, state, attempts, claimed_at)
                    VALUES (\(due.province), \(id), \(due.person), \(NoticeMailState.sending), 1, \(now.iso))
                    """)
            }
            let notices = try Self.unread(inMail: id, province: due.province, in: tx)
            let recipient = notices.isEmpty ? nil : try NoticeRecipient(due.person, in: tx)
            return Claimed(id: id, province: due.province, person: due.person, attempts: attempts, notices: notices, recipient: recipient)
        }
    }

    private static func unread(inMail id: String, province: String, in tx: ReadTransaction) throws -> [Notice] {
        try tx.rows("""
            SELECT id, province, person, kind, subject, facts, created, read_at, mailed_at FROM notice
            WHERE province = \(province) AND mail = \(id) AND read_at IS NULL ORDER BY created, id
            """).compactMap(Notice.init(row:))
    }

    private func conclude(_ mail: Claimed, _ state: NoticeMailState, at now: Moment, reason: String? = nil) throws {
        let next = state == .waiting ? Moment(milliseconds: now.milliseconds + Self.delay(after: mail.attempts)).iso : nil
        try khen.database.write { tx -> Void in
            try tx.execute("""
                UPDATE notice_mail SET state = \(state), next_try = \(next), sent_at = \(state == .sent ? now.iso : nil), reason = \(reason)
                WHERE province = \(mail.province) AND id = \(mail.id)
                """)
            if state == .sent {
                try tx.execute("UPDATE notice SET mailed_at = \(now.iso) WHERE province = \(mail.province) AND mail = \(mail.id) AND id IN (\(list: mail.notices.map(\.id)))")
            }
        }
    }
}

extension MailFailure {
    /// Whether other letters may go out all the same.
    fileprivate var isAboutOneLetter: Bool {
        switch self {
        case .recipientRefused, .messageRefused: true
        default: false
        }
    }
}
