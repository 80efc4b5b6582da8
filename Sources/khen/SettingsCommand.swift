import ArgumentParser
import Domain
import Foundation
import Operations

/// How the installation speaks to the world outside.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Show and change the settings for mail, signing in through another office, and the site's address.",
        subcommands: [Show.self, Set.self, TestMail.self, CheckProvider.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show the settings; of secrets only whether there is one.")

        @OptionGroup var place: Place

        func run() async throws {
            let khen = try place.open()
            defer { khen.close() }
            let values = try khen.settings.current(by: place.person)
            for name in SettingName.allCases where values.has(name) {
                print("\(name.rawValue)=\(values[name] ?? place.speech(vi: "(đã lưu)", en: "(stored)"))")
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Change settings: NAME=VALUE, or NAME= to take one out.",
            discussion: "Names: \(SettingName.allCases.map(\.rawValue).joined(separator: ", ")). For a secret write NAME=-: it is read from the first line of standard input, so that no list of processes shows it.")

        @OptionGroup var place: Place
        @Argument(help: "NAME=VALUE …") var settings: [String]

        func run() async throws {
            var changes: [SettingName: String?] = [:]
            for setting in settings {
                let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2, let name = SettingName(rawValue: parts[0]) else {
                    throw Rejected(Label(vi: "không hiểu «\(parts[0])»", en: "“\(parts[0])” is not a setting"),
                                   remedy: Label(vi: "Ghi TÊN=GIÁ TRỊ với một trong các tên: \(SettingName.allCases.map(\.rawValue).joined(separator: ", ")).",
                                                 en: "Write NAME=VALUE with one of these names: \(SettingName.allCases.map(\.rawValue).joined(separator: ", "))."))
                }
                let value = name.isSecret && parts[1] == "-" ? readLine() ?? "" : parts[1]
                changes.updateValue(value.isEmpty ? nil : value, forKey: name)
            }
            let khen = try place.open()
            defer { khen.close() }
            let changed = try khen.settings.change(changes, by: place.person)
            print(changed.isEmpty ? place.speech(vi: "Không có gì thay đổi.", en: "Nothing has changed.")
                : place.speech(vi: "Đã thay đổi: ", en: "Changed: ") + changed.map(\.rawValue).joined(separator: ", "))
        }
    }

    struct TestMail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "test-mail", abstract: "Send a letter that says that mail works.")

        @OptionGroup var place: Place
        @Argument(help: "Whom to write to.") var address: String

        func run() async throws {
            let khen = try place.open()
            defer { khen.close() }
            try await khen.settings.sendTest(to: address, language: place.speech.isVietnamese ? "vi" : "en", by: place.person)
            print(place.speech(vi: "Máy chủ đã nhận thư gửi \(address).", en: "The server has taken the letter to \(address)."))
        }
    }

    struct CheckProvider: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "check-provider", abstract: "Ask the sign-in provider for what it says of itself.")

        @OptionGroup var place: Place

        func run() async throws {
            let khen = try place.open()
            defer { khen.close() }
            try await khen.settings.checkOpenID(by: place.person)
            print(place.speech(vi: "Nhà cung cấp đăng nhập trả lời đúng.", en: "The sign-in provider answers as it should."))
        }
    }
}
