import Domain
import Foundation

/// A pack together with the packs it requires, checked as one set.
package struct PackCheck: Sendable {
    /// Tells which level the unit with a code has on a day; `nil` where there was no such unit.
    package typealias UnitLookUp = (_ code: String, _ day: Day) -> UnitLevel?

    /// The pack; `nil` where any problem is an error.
    package let pack: Pack?
    /// The packs it requires, directly or not, each after those it requires itself; empty where any problem is an error.
    package let required: [Pack]
    /// Everything that is wrong or looks wrong, in reading order.
    package let problems: [PackProblem]

    package var hasErrors: Bool { problems.contains { $0.severity == .error } }

    /// Reads and checks the pack in a folder; the packs it requires stand beside it, in folders of their codes' names.
    ///
    /// - Parameter unit: what is known of units; without it unit codes are not checked.
    package init(folder: URL, unit: UnitLookUp? = nil) {
        let log = ProblemLog()
        var set = PackSet(log: log)
        set.read(folder.standardizedFileURL)
        for source in set.sources { PackRules(source, visible: set.visible(from: source), unit: unit, log: log).check() }
        problems = log.problems.sorted()
        let isSound = !problems.contains { $0.severity == .error }
        pack = isSound ? set.sources.last?.pack : nil
        required = isSound ? set.sources.dropLast().map(\.pack) : []
    }
}

/// The packs of one check, each after the ones it requires.
private struct PackSet {
    let log: ProblemLog
    private(set) var sources: [PackSource] = []
    /// Folders being read, from the pack asked for to the one in hand.
    private var open: [String] = []
    private var unreadable: Set<String> = []

    init(log: ProblemLog) { self.log = log }

    mutating func read(_ folder: URL) {
        guard let source = PackReader.source(of: folder, log: log) else {
            unreadable.insert(folder.lastPathComponent)
            return
        }
        open.append(source.folder)
        for code in source.pack.requires where !unreadable.contains(code) && !sources.contains(where: { $0.folder == code }) {
            let beside = folder.deletingLastPathComponent().appendingPathComponent(code)
            if let start = open.firstIndex(of: code) {
                let chain = (open[start...] + [code]).joined(separator: " → ")
                log.report(
                    .cycle, at: source.header.place(of: "requires"),
                    Label(vi: "Các gói cần lẫn nhau: \(chain).", en: "These packs require each other: \(chain)."),
                    remedy: Label(vi: "Hãy bỏ một trong các yêu cầu.", en: "Remove one of the requirements."))
            } else if FileManager.default.fileExists(atPath: beside.appendingPathComponent("pack.yaml").path) {
                read(beside)
            } else {
                log.report(
                    .unknownReference, at: source.header.place(of: "requires"),
                    Label(vi: "Không có gói «\(code)» bên cạnh gói này.", en: "There is no pack “\(code)” beside this one."),
                    remedy: suggestion(for: code, among: neighbours(of: folder)))
            }
        }
        open.removeLast()
        sources.append(source)
    }

    /// What a pack may refer to: itself and everything it requires, directly or not.
    func visible(from source: PackSource) -> [PackSource] {
        var wanted: Set<String> = [source.folder]
        return sources.reversed().filter { other in
            guard wanted.contains(other.folder) else { return false }
            wanted.formUnion(other.pack.requires)
            return true
        }
    }

    /// Packs that stand beside a folder, to suggest one of them; none where the place cannot be listed.
    private func neighbours(of folder: URL) -> [String] {
        let parent = folder.deletingLastPathComponent()
        let names = FileManager.default.subpaths(atPath: parent.path) ?? []
        return names.filter { $0.hasSuffix("/pack.yaml") && $0.split(separator: "/").count == 2 }.map { String($0.dropLast("/pack.yaml".count)) }
            .filter { $0 != folder.lastPathComponent }
    }
}
