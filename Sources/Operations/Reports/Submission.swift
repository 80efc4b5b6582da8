import Crypto
import Domain

/// One sending of cells, with a name that its sender made, so that the same sending counts once however often it arrives.
package struct Submission: Sendable, Hashable {
    /// How it came.
    package enum Way: String, Sendable, Codable, CaseIterable { case page, offline, workbook, odk, api }

    /// Made by the sender, such as a UUID; 1 to 64 letters, digits, hyphens, colons.
    package var id: String
    package var way: Way
    /// What the sender's clock said.
    package var deviceTime: Moment?

    package init(id: String, way: Way, deviceTime: Moment? = nil) {
        self.id = id
        self.way = way
        self.deviceTime = deviceTime
    }

    /// - Throws: ``Rejected`` where the name could not have been made by Khèn's own pages or a survey program.
    func checkID() throws {
        let allowed = id.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x3A || byte == 0x5F || byte == 0x2E
        }
        guard allowed, (1...64).contains(id.utf8.count) else {
            throw Rejected(Label(vi: "mã lần gửi không hợp lệ", en: "the name of the sending is not valid"),
                           remedy: Label(vi: "Dùng mã gồm 1–64 chữ cái, chữ số, dấu «-».", en: "Use 1 to 64 letters, digits and hyphens."), place: "submission")
        }
    }

    /// Hash of what is sent: the same content gives the same.
    static func hash(_ edits: [CellEdit], of key: ReportKey, submits: Bool) -> String {
        var text = key.description + (submits ? "!" : "")
        for edit in edits.sorted(by: { $0.key < $1.key }) {
            for part in [edit.key.description, edit.content.value ?? "", edit.content.isWithoutFigure ? "1" : "0", edit.content.comment ?? "", edit.content.source ?? ""] {
                text += "\u{1F}\(part.utf8.count):\(part)"
            }
        }
        return SHA256.hash(data: Array(text.utf8)).hexadecimal
    }
}

/// Proof that something was taken in.
package struct Receipt: Sendable, Hashable {
    /// Province and number of the change, such as `11-482`: anyone can find it in the log.
    package var number: String
    package var seq: Int64
    package var at: Moment
    /// Whether it had arrived before.
    package var isRepeated: Bool

    init(province: String, seq: Int64, at: Moment, isRepeated: Bool = false) {
        number = ReportStanding.receipt(province: province, seq: seq)
        self.seq = seq
        self.at = at
        self.isRepeated = isRepeated
    }
}
