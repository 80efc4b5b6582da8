import Domain
import Markup
import Operations

/// Changes of the log as sentences.
struct ChangeWords {
    private let request: PageRequest
    private var t: Translator { request.t }

    init(_ request: PageRequest) { self.request = request }

    /// What was done, in one sentence without who and when.
    func sentence(_ change: Change) -> String {
        let facts = change.detail.facts ?? [:], catalogue = request.world.catalogue
        func pack(_ code: String) -> String { catalogue.pack(code).map { t($0.name) } ?? code }
        func count(_ fact: String) -> Int { facts[fact].flatMap { Int($0) } ?? Int(change.rowCount) }
        switch change.kind {
        case .packLoaded:
            return t("Loaded the pack “\(pack(change.subject))”, version \(facts["version"] ?? "?")")
        case .unitsLoaded where facts["units"] != nil:
            return t("Loaded the official list of \(count("units")) units and \(count("lineage")) lines of descent")
        case .unitsLoaded:
            return t("Updated the official list of units: one change|Updated the official list of units: \(count("changes")) changes")
        case .villagesLoaded where facts["removed"] != nil:
            return t("Removed one illustrative village|Removed \(count("removed")) illustrative villages")
        case .villagesLoaded:
            return change.subject == "demonstration" ? t("Loaded \(count("villages")) illustrative villages") : t("Loaded \(count("villages")) villages from \(change.subject)")
        case .valuesImported:
            if let code = facts["pack"] { return t("Recorded one published result of “\(pack(code))”|Recorded \(count("values")) published results of “\(pack(code))”") }
            return t("Imported one value from \(change.subject)|Imported \(count("values")) values from \(change.subject)")
        case .valueSaved:
            return t("Saved a value of “\(element(change.subject))”")
        case .demonstrationLoaded:
            return t("Loaded one illustrative value for “\(pack(change.subject))”|Loaded \(count("values")) illustrative values for “\(pack(change.subject))”")
        case .demonstrationRemoved:
            return t("Removed one illustrative value|Removed \(count("values")) illustrative values")
        case .settingChanged:
            return t("Changed settings: \(facts.keys.sorted().map { SettingName(rawValue: $0).map { t($0.label) } ?? $0 }.joined(separator: ", "))")
        case .roleGiven: return t("Gave the role “\(PeopleWords(request).role(facts["role"] ?? ""))” at \(PeopleWords(request).unit(facts["unit"].map { UnitID($0) }))")
        case .roleEnded: return t("Ended the role “\(PeopleWords(request).role(facts["role"] ?? ""))” at \(PeopleWords(request).unit(facts["unit"].map { UnitID($0) }))")
        case .personAdded: return t("Added a person at \(PeopleWords(request).unit(facts["unit"].map { UnitID($0) }))")
        case .agencyAdded: return t("Added the agency \(change.subject)")
        case .agencyChanged: return t("Changed the agency \(change.subject)")
        case .documentIssued: return t("Issued document \(facts["number"] ?? change.subject)")
        case .reportAttached: return reportSentence(change, t("a file was put to it"))
        case .reportDetached: return reportSentence(change, t("a file was taken off it"))
        case .reportReminded: return reportSentence(change, t("one unit was reminded|\(count("reports")) units were reminded"))
        default:
            if recordKind(change.kind, t) != nil { return recordSentence(change, request) }
            return change.kind.reportAction.map { reportSentence(change, t($0.word)) } ?? kind(change.kind)
        }
    }

    /// A step of a report: «Trả lại báo cáo DB-M-XA, kỳ 2026-07, Xã Na Son».
    private func reportSentence(_ change: Change, _ what: String) -> String {
        let parts = change.subject.split(separator: "/").map(String.init)
        guard parts.count == 3 else { return change.subject }
        let form = request.world.catalogue.forms[parts[0]].map { t($0.name) } ?? parts[0]
        let unit = (request.world.units.unit(UnitID(parts[2])) ?? request.world.units.units(code: parts[2]).last).map { request.name(of: $0) } ?? parts[2]
        return t("Report “\(form)”, \(parts[1]), \(unit): \(what)")
    }

    /// The kind of a change in a few words.
    func kind(_ kind: ChangeKind) -> String {
        switch kind {
        case .packLoaded: t("Pack loaded")
        case .unitsLoaded: t("Units loaded")
        case .villagesLoaded: t("Villages loaded")
        case .valuesImported: t("Values imported")
        case .valueSaved: t("Value saved")
        case .demonstrationLoaded: t("Illustrative values loaded")
        case .demonstrationRemoved: t("Illustrative values removed")
        case .settingChanged: t("Settings changed")
        case .personAdded: t("Person added")
        case .personChanged: t("A person’s details changed")
        case .personEnded: t("A person’s service ended")
        case .personRestored: t("A person came back")
        case .personRemoved: t("Illustrative person removed")
        case .roleGiven: t("Role given")
        case .roleEnded: t("Role ended")
        case .rolesHandedOver: t("Roles handed over")
        case .delegationGiven: t("Role lent during an absence")
        case .delegationEnded: t("Lent role taken back")
        case .agencyAdded: t("Agency added")
        case .agencyChanged: t("Agency changed")
        case .passwordSet: t("Password set")
        case .linkMade: t("Password link made")
        case .codeSecretSet: t("Second step set up")
        case .codeSecretRemoved: t("Second step taken away")
        case .tokenMade: t("Key for a program made")
        case .tokenRevoked: t("Key for a program revoked")
        case .identityLinked: t("Identity of another service linked")
        case .documentIssued: t("Document issued")
        case .reportAttached: t("File put to a report")
        case .reportDetached: t("File taken off a report")
        case .reportReminded: t("Reminder sent")
        default: recordKind(kind, t) ?? kind.reportAction.map { t("Report: \(t($0.word))") } ?? kind.rawValue
        }
    }

    /// Who did it; the log has the name as it stood then.
    func person(_ name: String) -> String {
        let prefix = "command line ("
        guard name.hasPrefix(prefix), name.hasSuffix(")") else { return name == "khen" ? "Khèn" : name }
        return t("command line (\(String(name.dropFirst(prefix.count).dropLast())))")
    }

    /// Whose log it is.
    func log(_ province: String) -> String {
        guard let unit = request.world.units.units(code: province).last(where: { $0.level == .province }) else { return t("The whole country") }
        return t(unit.version(nearest: request.today).fullName)
    }

    func element(_ code: String) -> String { request.world.catalogue.dataElements[code].map { t($0.name) } ?? code }

    /// A line of a list of changes.
    func item(_ change: Change) -> HTML {
        """
        <li><time datetime="\(change.at.iso)">\(FigureText.moment(change.at, t.language))</time> <a href="\(Address.change(change))">\(sentence(change))</a><br>\
        <small>\(person(change.person)) · \(log(change.province))</small></li>
        """
    }
}

extension Address {
    /// One change of a province's log.
    package static func change(_ seq: Int64, of province: String) -> String { "/changes/\(Query.encoded(province))/\(seq)" }

    static func change(_ change: Change) -> String { Address.change(change.seq, of: change.province) }
}

/// A change as programs get it.
struct ChangeAnswer: Encodable {
    var province: String
    var seq: Int64
    var at: String
    var person: String
    var kind: String
    var subject: String
    var rows: Int64
    var rowDigest: String
    var hash: String
    /// Further facts, such as how many values were written.
    var facts: [String: String]
    /// Data element → periods in which values were written; only where one change is asked for.
    var touched: [String: [String]]?

    init(_ change: Change, withTouched: Bool = false) {
        province = change.province
        seq = change.seq
        at = change.at.iso
        person = change.person
        kind = change.kind.rawValue
        subject = change.subject
        rows = change.rowCount
        rowDigest = change.rowDigest.hex
        hash = change.hash
        facts = change.detail.facts ?? [:]
        touched = withTouched ? (change.detail.touched ?? [:]).mapValues { $0.sorted() } : nil
    }
}
