import Domain
import Markup
import Operations

/// What was done to records, for the list of changes that everybody sees: which register and which step, never whose record.
extension ChangeWords {
    func recordSentence(_ change: Change, _ request: PageRequest) -> String {
        let t = request.t, code = String(change.subject.prefix { $0 != "/" }), register = request.world.catalogue.registers[code]
        let name = register.map { t($0.name) } ?? code, facts = change.detail.facts ?? [:]
        if change.kind == .recordMoved || change.kind == .recordsMoved, let move = facts["move"].flatMap({ register?.move($0) }) {
            return t("Register “\(name)”: \(t(move.name))")
        }
        if let count = facts["records"].flatMap({ Int($0) }) { return t("Register “\(name)”: \(kind(change.kind)), \(t("one record|\(count) records"))") }
        return t("Register “\(name)”: \(kind(change.kind))")
    }

    func recordKind(_ kind: ChangeKind, _ t: Translator) -> String? {
        switch kind {
        case .recordAdded: t("record added")
        case .recordChanged: t("record changed")
        case .recordMoved: t("record moved on")
        case .recordsImported: t("records imported")
        case .recordsMoved: t("records moved on")
        case .recordsChanged: t("records changed")
        case .recordMerged: t("records joined")
        case .recordRemoved: t("record taken out")
        case .recordErased: t("personal data erased")
        case .recordCommented: t("remark added")
        case .recordRevealed: t("personal data looked at")
        case .recordsExported: t("records exported")
        case .consentRecorded: t("consent recorded")
        case .recordAttached: t("file put to a record")
        case .recordDetached: t("file taken off a record")
        case .recordsCounted: t("figures counted anew")
        case .recordsRefitted: t("worked out anew by the register’s new version")
        default: nil
        }
    }
}
