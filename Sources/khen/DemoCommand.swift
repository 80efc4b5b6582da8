import ArgumentParser
import Domain
import Operations

/// Puts in or takes out demonstration values.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Load illustrative values, always marked as such, or take them out again.")

    @OptionGroup var place: Place
    @Flag(name: .long, help: "Take all illustrative values, records and villages out.") var remove = false
    @Flag(name: .long, help: "Also add illustrative people who can sign in with one shared password; only for trying on a machine that nobody else reaches.") var people = false
    @Option(name: .long, help: "The shared password of the illustrative people; a new one is made and printed where it is missing.") var password: String?
    @Flag(name: .long, help: "Print the result as JSON.") var json = false

    private struct PeopleResult: Encodable { var password: String; var people: [Demonstration.IllustrativePerson] }

    func run() async throws {
        let speech = place.speech
        let khen = try place.open()
        defer { khen.close() }
        if remove {
            let gone = try khen.demonstration.removePeople(by: place.person)
            let outcome = try khen.demonstration.remove(by: place.person)
            if gone > 0, !json { print(speech(vi: "Đã xoá \(gone) người dùng minh hoạ.", en: "\(gone) illustrative people taken out.")) }
            if json { return try printJSON(outcome) }
            return print(speech(vi: "Đã xoá \(outcome.values) giá trị, \(outcome.records) hồ sơ và \(outcome.villages) thôn, bản minh hoạ.", en: "\(outcome.values) illustrative values, \(outcome.records) records and \(outcome.villages) illustrative villages taken out."))
        }
        guard !khen.world.catalogue.programmes.isEmpty else {
            throw Rejected(Label(vi: "chưa nạp gói nào", en: "no pack is loaded"), remedy: Label(vi: "Nạp gói trước: khen pack load THƯ_MỤC.", en: "Load packs first: khen pack load FOLDER."))
        }
        let outcome = try khen.demonstration.load(by: place.person) { code, count in
            if !json { complain(speech(vi: "\(code): \(count) giá trị hoặc hồ sơ minh hoạ", en: "\(code): \(count) illustrative values or records")) }
        }
        if json, !people { return try printJSON(outcome) }
        if !json { say(outcome, speech) }
        if people { try loadPeople(khen, speech) }
    }

    /// Adds the people and says how to sign in as one of them.
    private func loadPeople(_ khen: Khen, _ speech: Speech) throws {
        let shared = password ?? "minhhoa-" + String(Secret.random().filter { $0.isLetter || $0.isNumber }.prefix(10))
        try Passwords.check(shared, signInName: "minh-hoa")
        let people = try khen.demonstration.loadPeople(password: shared, by: place.person)
        if json { return try printJSON(PeopleResult(password: shared, people: people)) }
        print(speech(vi: "Người dùng minh hoạ, mật khẩu chung: \(shared)", en: "Illustrative people, shared password: \(shared)"))
        for one in people { print("  \(one.signInName)\t\(speech(one.role)), \(speech(one.unit))") }
    }

    private func say(_ outcome: Demonstration.Outcome, _ speech: Speech) {
        print(outcome.values == 0 && outcome.records == 0 ? speech(vi: "Số liệu minh hoạ đã có, không thay đổi.", en: "The illustrative values are there already; nothing changed.")
            : speech(vi: "Đã ghi \(outcome.values) giá trị và \(outcome.records) hồ sơ minh hoạ. Xoá bằng khen demo --remove.", en: "\(outcome.values) illustrative values and \(outcome.records) records written. khen demo --remove takes them out."))
    }
}
