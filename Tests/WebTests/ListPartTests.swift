@testable import Web
import Operations
import Testing

@Suite struct ListPartTests {
    private let letters = ["a", "b", "c", "d", "e"]

    private func part(_ text: String, most: Int = 10) throws -> ListPart<String> { try ListPart(letters, Query(text), most: most) { $0 } }

    @Test func `following the cursors gives every entry once`() throws {
        var seen: [String] = [], cursor: String?
        repeat {
            let next = try part("limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
            seen += next.items
            cursor = next.next
        } while cursor != nil
        #expect(seen == letters)
    }

    @Test func `a list that fits is whole and says so`() throws {
        let whole = try part("")
        #expect(whole.items == letters)
        #expect(whole.next == nil)
        #expect(try part("limit=5").next == nil)
    }

    @Test func `more than the most is never given at once, and the rest is announced`() throws {
        let first = try part("limit=100", most: 3)
        #expect(first.items == ["a", "b", "c"])
        #expect(first.next == "c")
    }

    @Test(arguments: ["limit=0", "limit=-1", "limit=many", "cursor=z"])
    func `a wrong limit or cursor is refused instead of guessed`(text: String) {
        #expect(throws: Rejected.self) { try part(text) }
    }
}
