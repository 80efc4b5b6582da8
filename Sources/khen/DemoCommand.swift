import ArgumentParser
import Domain
import Operations

/// Puts in or takes out demonstration values.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Load illustrative values, always marked as such, or take them out again.")

    @OptionGroup var place: Place
    @Flag(name: .long, help: "Take all illustrative values and villages out.") var remove = false
    @Flag(name: .long, help: "Print the result as JSON.") var json = false

    func run() async throws {
        let speech = place.speech
        let khen = try place.open()
        defer { khen.close() }
        if remove {
            let outcome = try khen.demonstration.remove(by: place.person)
            if json { return try printJSON(outcome) }
            return print(speech(vi: "Đã xoá \(outcome.values) giá trị và \(outcome.villages) thôn, bản minh hoạ.", en: "\(outcome.values) illustrative values and \(outcome.villages) illustrative villages taken out."))
        }
        guard !khen.world.catalogue.programmes.isEmpty else {
            throw Rejected(Label(vi: "chưa nạp gói nào", en: "no pack is loaded"), remedy: Label(vi: "Nạp gói trước: khen pack load THƯ_MỤC.", en: "Load packs first: khen pack load FOLDER."))
        }
        let outcome = try khen.demonstration.load(by: place.person) { code, count in
            if !json { complain(speech(vi: "\(code): \(count) giá trị minh hoạ", en: "\(code): \(count) illustrative values")) }
        }
        if json { return try printJSON(outcome) }
        print(outcome.values == 0 ? speech(vi: "Số liệu minh hoạ đã có, không thay đổi.", en: "The illustrative values are there already; nothing changed.")
            : speech(vi: "Đã ghi \(outcome.values) giá trị minh hoạ. Xoá bằng khen demo --remove.", en: "\(outcome.values) illustrative values written. khen demo --remove takes them out."))
    }
}
