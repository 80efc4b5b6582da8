import ArgumentParser
import Domain
import Foundation
import Logging
import Operations

/// What people are told, and the mail that gathers what they have not read.
struct NoticesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices", abstract: "Tell people of deadlines, and send them by mail what they have not read on the site.", subcommands: [Send.self, Due.self])

    /// One round over the deadlines, as `khen serve` makes it every hour.
    struct Due: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "due", abstract: "Tell people of deadlines that come near or have passed; `khen serve` does the same every hour. Nobody is told twice.")

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() async throws {
            let speech = place.speech
            let khen = try place.open()
            defer { khen.close() }
            let round = try khen.notices.tellDeadlines(by: place.person)
            if json { return try printJSON(round) }
            print(speech(vi: "\(round.dueSoon) thông báo sắp đến hạn, \(round.late) thông báo quá hạn, gửi \(round.people) người",
                         en: "\(round.dueSoon) notices of deadlines to come, \(round.late) of deadlines passed, to \(round.people) people"))
        }
    }

    /// One round, as `khen serve` makes it every minute.
    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "send", abstract: "Send what is due now, one letter for each person; `khen serve` does the same every minute.")

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Do not wait ten minutes for further notices to the same person.") var now = false
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() async throws {
            let speech = place.speech
            let khen = try place.open()
            defer { khen.close() }
            let round = try await khen.notices.sendMail(gathers: !now, by: place.person)
            if json {
                try printJSON(round)
            } else {
                switch round.pause {
                case .noServer: print(speech(vi: "Chưa thiết lập máy chủ thư: không gửi gì. Xem khen settings --help.", en: "No mail server is set up: nothing was sent. See khen settings --help."))
                case .quietHours: print(speech(vi: "Đang trong giờ không gửi thư: không gửi gì.", en: "These are the quiet hours: nothing was sent."))
                case nil:
                    print(speech(vi: "\(round.sent) thư đã gửi, \(round.waiting) chờ gửi lại, \(round.failed) không gửi được, \(round.uncertain) chưa rõ",
                                 en: "\(round.sent) sent, \(round.waiting) to be tried again, \(round.failed) failed, \(round.uncertain) uncertain"))
                }
                if let problem = round.problem { complain(speech(vi: "Lỗi cuối cùng: \(problem)", en: "Last problem: \(problem)")) }
            }
            if round.problem != nil { throw ExitCode(75) }
        }
    }
}

/// Looks at the deadlines while the site serves, once an hour.
struct DeadlineWatch: Sendable {
    var khen: Khen
    var logger: Logger

    func run() async {
        while !Task.isCancelled {
            do { try khen.notices.tellDeadlines(by: Notices.courier) } catch { logger.error("deadlines: \(error)") }
            do { try await Task.sleep(for: .seconds(3600)) } catch { return }  // the site is being stopped
        }
    }
}

/// Sends mail while the site serves, once a minute.
struct NoticePost: Sendable {
    var khen: Khen
    var logger: Logger

    func run() async {
        while !Task.isCancelled {
            do {
                let round = try await khen.notices.sendMail(by: Notices.courier)
                if let problem = round.problem { logger.warning("notices: \(problem)") }
            } catch {
                logger.error("notices: \(error)")
            }
            do { try await Task.sleep(for: .seconds(60)) } catch { return }  // the site is being stopped
        }
    }
}
