import Crypto
import Domain

/// One entry of a province's log: somebody did something, and everything it wrote is covered by its hash.
package struct Change: Sendable, Hashable {
    package var province: String
    /// 1 for the first change of the province; no number is ever missing.
    package var seq: Int64
    package var at: Moment
    package var person: String
    package var kind: ChangeKind
    /// What it was done to: a pack's code, a file's name, a data element.
    package var subject: String
    package var detail: ChangeDetail
    package var rowCount: Int64
    package var rowDigest: RowDigest
    package var hash: String

    /// Hash of an entry: SHA-256 over the hash before it and every field, each preceded by its length so that no two entries read alike.
    package func chained(after previous: String) -> String {
        var bytes: [UInt8] = []
        for field in [previous, province, String(seq), at.iso, person, kind.rawValue, subject, detail.json, String(rowCount), rowDigest.hex] {
            bytes.append(contentsOf: Array(String(field.utf8.count).utf8))
            bytes.append(0x3A)
            bytes.append(contentsOf: Array(field.utf8))
        }
        return SHA256.hash(data: bytes).hexadecimal
    }
}

/// The kinds of things that are done.
package enum ChangeKind: String, Sendable, CaseIterable {
    case packLoaded = "pack.loaded"
    case unitsLoaded = "units.loaded"
    case villagesLoaded = "villages.loaded"
    case valuesImported = "values.imported"
    case valueSaved = "value.saved"
    case demonstrationLoaded = "demonstration.loaded"
    case demonstrationRemoved = "demonstration.removed"
    case settingChanged = "setting.changed"
    case personAdded = "person.added"
    case personChanged = "person.changed"
    /// A person left, or came back.
    case personEnded = "person.ended"
    case personRestored = "person.restored"
    /// An illustrative person was taken out.
    case personRemoved = "person.removed"
    case roleGiven = "role.given"
    case roleEnded = "role.ended"
    case rolesHandedOver = "roles.handed_over"
    case delegationGiven = "delegation.given"
    case delegationEnded = "delegation.ended"
    case agencyAdded = "agency.added"
    case agencyChanged = "agency.changed"
    /// A password was set, by its owner or with a one-time link.
    case passwordSet = "password.set"
    case linkMade = "password.link_made"
    case codeSecretSet = "second_factor.set"
    case codeSecretRemoved = "second_factor.removed"
    case tokenMade = "token.made"
    case tokenRevoked = "token.revoked"
    case identityLinked = "identity.linked"
    case reportSaved = "report.save"
    case reportSubmitted = "report.submit"
    case reportWithdrawn = "report.withdraw"
    case reportReturned = "report.return"
    case reportChecked = "report.check"
    case reportApproved = "report.approve"
    case reportLocked = "report.lock"
    case reportReopened = "report.reopen"
    case reportExempted = "report.exempt"
    case reportRequired = "report.require"
    case reportExtended = "report.extend"
    case documentIssued = "document.issued"
    /// A photo or a document was put to a report, or taken off it.
    case reportAttached = "report.attach"
    case reportDetached = "report.detach"
    /// Those who had not sent were reminded.
    case reportReminded = "report.remind"
    case recordAdded = "record.add"
    case recordChanged = "record.change"
    case recordMoved = "record.move"
    /// Several records at once, from a file or a list.
    case recordsImported = "record.import"
    case recordsMoved = "record.move_many"
    case recordsChanged = "record.change_many"
    /// Two records of one thing became one.
    case recordMerged = "record.merge"
    /// A record was taken out as a mistake.
    case recordRemoved = "record.remove"
    /// Personal data were deleted.
    case recordErased = "record.erase"
    case recordCommented = "record.comment"
    /// Personal data were looked at unmasked.
    case recordRevealed = "record.reveal"
    case recordsExported = "record.export"
    /// Consent of a person was given or taken back.
    case consentRecorded = "record.consent"
    case recordAttached = "record.attach"
    case recordDetached = "record.detach"
    /// What a register feeds was counted anew.
    case recordsCounted = "record.count"
    /// Computed fields and titles were worked out anew because packs declare them otherwise.
    case recordsRefitted = "record.refit"

    /// What was done to a report, `nil` for other kinds.
    package var reportAction: ReportAction? {
        rawValue.hasPrefix("report.") ? ReportAction(rawValue: String(rawValue.dropFirst(7))) : nil
    }

    package init(_ action: ReportAction) {
        guard let kind = ChangeKind(rawValue: "report.\(action.rawValue)") else { preconditionFailure("no kind of change for \(action)") }
        self = kind
    }
}

/// A sum over the rows that a change wrote which does not depend on their order.
///
/// Each row is hashed with SHA-256 and the hashes are added as 256-bit numbers. A row changed, added or taken away changes the sum, and one
/// pass over a table in any order recomputes the sums of all changes. Source: incremental multiset hash functions (MSet-Add), Clarke et al.,
/// ASIACRYPT 2003; see `docs/decisions/`.
package struct RowDigest: Sendable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    package init() {}

    package mutating func add(_ row: UnsafeRawBufferPointer) {
        let hash = SHA256.hash(data: row)
        var single = RowDigest()
        hash.withUnsafeBytes { bytes in
            func word(_ i: Int) -> UInt64 { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: i * 8, as: UInt64.self)) }
            single.words = (word(0), word(1), word(2), word(3))
        }
        add(single)
    }

    package mutating func add(_ other: RowDigest) {
        var carry: UInt64 = 0
        func adding(_ a: UInt64, _ b: UInt64) -> UInt64 {
            let (sum, over) = a.addingReportingOverflow(b)
            let (full, overCarry) = sum.addingReportingOverflow(carry)
            carry = over || overCarry ? 1 : 0
            return full
        }
        words.0 = adding(words.0, other.words.0)
        words.1 = adding(words.1, other.words.1)
        words.2 = adding(words.2, other.words.2)
        words.3 = adding(words.3, other.words.3)
    }

    package var hex: String {
        [words.3, words.2, words.1, words.0].map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }

    package init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        func word(_ i: Int) -> UInt64? { UInt64(String(decoding: digits[i * 16..<(i + 1) * 16], as: UTF8.self), radix: 16) }
        guard let a = word(0), let b = word(1), let c = word(2), let d = word(3) else { return nil }
        words = (d, c, b, a)
    }

    package static func == (a: Self, b: Self) -> Bool { a.words == b.words }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

/// A row in the form that is hashed: the table's name, then each column's text preceded by its length, `-` for null.
package struct RowBytes {
    private var bytes: [UInt8] = []

    package init() { bytes.reserveCapacity(256) }

    package mutating func begin(table: StaticString) {
        bytes.removeAll(keepingCapacity: true)
        table.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    package mutating func add(_ text: String?) {
        guard var text else { return bytes.append(0x2D) }
        text.withUTF8 { add($0) }
    }

    package mutating func add(_ number: Int64) { add(String(number)) }

    /// The bits of a number, which both engines keep exactly however they write it.
    package mutating func add(_ number: Double?) {
        guard let number else { return addNull() }
        add(String(number.bitPattern, radix: 16))
    }

    package mutating func addNull() { bytes.append(0x2D) }

    package mutating func add(_ utf8: UnsafeBufferPointer<UInt8>) {
        let count = UInt32(utf8.count)
        bytes.append(0x3A)
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count >> 16))
        bytes.append(UInt8(truncatingIfNeeded: count >> 24))
        bytes.append(contentsOf: utf8)
    }

    package func add(to digest: inout RowDigest) {
        bytes.withUnsafeBytes { digest.add($0) }
    }
}

extension Digest {
    package var hexadecimal: String {
        var text = ""
        text.reserveCapacity(64)
        for byte in self {
            let digits = String(byte, radix: 16)
            if digits.count == 1 { text.append("0") }
            text.append(digits)
        }
        return text
    }
}
