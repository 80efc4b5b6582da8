import CProcess
import Foundation

/// Runs a program with what it is to read, and takes what it writes, within a limit of time.
enum ChildProcess {
    enum Ending: Equatable { case exited(Int32), killed(Int32), tooSlow }

    struct Result {
        var ending: Ending
        var output: [UInt8]
        var errors: [UInt8]

        /// The last line that it complained with, at most 300 characters.
        var lastError: String {
            let lines = String(decoding: errors, as: UTF8.self).split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
            return String((lines.last ?? "").prefix(300))
        }
    }

    /// Largest output that is taken; more counts as a failure.
    static let largestOutput = 128 << 20

    static func run(_ program: String, _ arguments: [String], environment: [String], input: [UInt8], seconds: Int) throws(DocumentFileError) -> Result {
        let source = try temporary(holding: input)
        defer { close(source) }
        var output: [Int32] = [-1, -1], errors: [Int32] = [-1, -1]
        defer { for descriptor in output + errors where descriptor >= 0 { close(descriptor) } }
        guard makePipe(&output), makePipe(&errors) else { throw .typesetterFailed(reason: reason(errno)) }
        let child = try start(program, arguments, environment, input: source, output: output[1], errors: errors[1])
        for index in [1] {
            close(output[index])
            close(errors[index])
            (output[index], errors[index]) = (-1, -1)
        }
        var result = Result(ending: .tooSlow, output: [], errors: [])
        let isComplete = gather(output[0], errors[0], into: &result, until: Date().addingTimeInterval(Double(seconds)))
        if !isComplete { kill(-child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard isComplete else { return result }
        result.ending = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed(status & 0x7F)
        return result
    }

    /// A file without a name, so that a large page cannot block on a pipe that nobody reads.
    private static func temporary(holding bytes: [UInt8]) throws(DocumentFileError) -> Int32 {
        var name = Array((FileManager.default.temporaryDirectory.path + "/khen-page-XXXXXX").utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw .typesetterFailed(reason: reason(errno)) }
        unlink(name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else {
                let reason = reason(errno)
                close(descriptor)
                throw .typesetterFailed(reason: reason)
            }
            written += max(0, count)
        }
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }

    private static func makePipe(_ ends: inout [Int32]) -> Bool {
        guard pipe(&ends) == 0 else { return false }
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return true
    }

    private static func start(_ program: String, _ arguments: [String], _ environment: [String], input: Int32, output: Int32, errors: Int32) throws(DocumentFileError) -> pid_t {
        var actions = posix_spawn_file_actions_t(), attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (index, descriptor) in [input, output, errors].enumerated() { posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(index)) }
        // The server's connections and files are not the child's.
        _ = close_files_from(&actions, 3)
        // A group of its own, so that whatever it starts ends with it; signals as they are by default.
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var child = pid_t()
        let failure = posix_spawn(&child, program, &actions, &attributes, &words, &variables)
        guard failure == 0 else { throw failure == ENOENT || failure == EACCES ? .typesetterMissing(program: program, reason: reason(failure)) : .typesetterFailed(reason: reason(failure)) }
        return child
    }

    /// - Returns: whether both ends were closed by the program in time and it did not write too much.
    private static func gather(_ output: Int32, _ errors: Int32, into result: inout Result, until limit: Date) -> Bool {
        var waiting = [pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0)]
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while waiting.contains(where: { $0.fd >= 0 }) {
            let left = limit.timeIntervalSinceNow
            guard left > 0, result.output.count <= largestOutput else { return false }
            guard poll(&waiting, 2, Int32(min(left * 1000 + 1, 60_000))) > 0 else { continue }
            for index in waiting.indices where waiting[index].fd >= 0 && waiting[index].revents != 0 {
                let count = read(waiting[index].fd, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 {
                    waiting[index].fd = -1
                } else if index == 0 {
                    result.output += buffer[..<count]
                } else if result.errors.count < 1 << 20 {
                    result.errors += buffer[..<count]
                }
            }
        }
        return true
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
