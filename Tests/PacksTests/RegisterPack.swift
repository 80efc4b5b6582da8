import Domain
import Foundation
import Packs
import Testing

/// A register of courses with everything that a register can have.
let courses = """
    code: COURSES
    name: {vi: Khóa tập huấn, en: Training courses}
    one: {vi: khóa tập huấn, en: training course}
    help: {vi: Mọi khóa của tỉnh., en: All courses of the province.}
    version: 2
    levels: [commune, village]
    title: "{NAME} ({START})"
    identifier: "TH-{unit}-{year}-{number:4}"
    sections:
    - name: {vi: Chung, en: General}
      help: {vi: Theo kế hoạch., en: As planned.}
      fields:
      - {code: NAME, name: {vi: Tên khóa, en: Name}, type: text, required: true, unique: [START, PLACE], sensitivity: public}
      - {code: START, name: {vi: Ngày bắt đầu, en: First day}, type: date, required: true, initial: today, sensitivity: public}
      - {code: END, name: {vi: Ngày kết thúc, en: Last day}, type: date}
      - {code: PLACE, name: {vi: Địa điểm, en: Place}, type: org_unit, levels: [village, commune]}
      - {code: MODE, name: {vi: Hình thức, en: Mode}, type: choice, category: MODE, initial: CLASS, sensitivity: public}
      - code: TOPICS
        name: {vi: Nội dung, en: Topics}
        type: many
        options:
        - {code: EID, name: {vi: Định danh điện tử, en: Electronic identity}}
        - {code: PAY, name: {vi: Thanh toán, en: Payment}, note: {vi: Không tiền mặt., en: Without cash.}}
      - {code: LINK, name: {vi: Đường dẫn, en: Address}, type: link, allowed_when: "#{MODE} == 'ONLINE'", required_when: "#{STATE} == 'HELD'"}
      - {code: HOURS, name: {vi: Số giờ, en: Hours}, type: number, unit_of_measure: {vi: giờ, en: hours}, decimals: 1, minimum: 0.5, maximum: 400}
      - {code: COST, name: {vi: Kinh phí, en: Cost}, type: money, minimum: 0}
      - {code: TRAINER, name: {vi: Giảng viên, en: Trainer}, type: person, seen_by: [department]}
      - {code: LEADER, name: {vi: Lớp trưởng, en: Class leader}, type: record, register: LEARNERS, states: [KEPT], where: {SEX: [F], HEAD: "true"}}
      - {code: WHERE, name: {vi: Vị trí, en: Position}, type: place}
      - code: DAYS
        name: {vi: Các buổi, en: Sessions}
        type: group
        fields:
        - {code: DAY, name: {vi: Ngày, en: Day}, type: date, required: true}
        - {code: PRESENT, name: {vi: Có mặt, en: Present}, type: number}
      - {code: LENGTH, name: {vi: Số ngày, en: Days}, type: computed, formula: "days(#{START}, #{END}) + 1", unit_of_measure: {vi: ngày, en: days}}
      - {code: LAST, name: {vi: Buổi cuối, en: Last session}, type: computed, formula: "greatest(#{DAYS.DAY})", result: date}
      - {code: HEADS, name: {vi: Số học viên, en: Learners}, type: rollup, register: LEARNERS, via: COURSE, states: [KEPT], where: {HEAD: true}}
      - {code: OLDEST, name: {vi: Sinh sớm nhất, en: Born first}, type: rollup, register: LEARNERS, via: COURSE, take: min, field: BORN, result: date}
    rules:
    - code: R1
      name: {vi: Ngày kết thúc, en: Last day}
      holds: "#{END} >= #{START}"
      explanation: {vi: Hãy xem lại., en: Look again.}
    - code: R2
      name: {vi: Có buổi học, en: Has sessions}
      holds: "count(#{DAYS.DAY}) > 0"
      importance: warning
      explanation: {vi: Hãy ghi các buổi., en: Write the sessions.}
    states:
    - {code: PLANNED, name: {vi: Dự kiến, en: Planned}, deadline: 30}
    - {code: HELD, name: {vi: Đã tổ chức, en: Held}, tone: good, final: true, editable: false}
    - {code: DROPPED, name: {vi: Đã hủy, en: Dropped}, tone: bad, final: true}
    moves:
    - {code: HOLD, name: {vi: Ghi nhận đã tổ chức, en: Record as held}, from: [PLANNED], to: HELD, requires: [END], when: "#{END} <= today()", notify: [creator, TRAINER, approver], sets: {LINK: "https://example.vn", END: today}}
    - {code: DROP, name: {vi: Hủy, en: Drop}, to: DROPPED, note: required}
    access:
    - {roles: [commune-officer, village-reporter], may: [see, add, edit], levels: [commune, village], own: true, states: [PLANNED], where: {MODE: CLASS}}
    - {roles: [department], may: [see, export, reveal, tidy], reach: province}
    - {roles: [approver], may: [see, move], moves: [HOLD, DROP]}
    list:
      columns: [START, MODE, HEADS]
      filters: [MODE, START, PLACE]
      sort: -START
      search: [LINK]
      map: WHERE
      sheet: [COST]
    duplicates:
    - [NAME, START]
    - LINK
    prints:
    - {code: CARD, name: {vi: Phiếu, en: Card}, kind: card, heading: {vi: "Phiếu {NAME}", en: "Card of {NAME}"}, fields: [NAME, START]}
    - {code: ROLL, name: {vi: Danh sách, en: List}, kind: list, heading: {vi: Các lớp, en: Courses}, columns: [NAME, UNIT, START], blank: [{vi: Ký tên, en: Signed}], signers: [{vi: Người lập, en: Drawn up by}], issuer: PLACE}
    - code: PAPER
      name: {vi: Giấy chứng nhận, en: Certificate}
      kind: certificate
      heading: {vi: Chứng nhận, en: Certificate}
      lines:
      - {vi: "Lớp trưởng {LEADER.NAME}", en: "Leader {LEADER.NAME}"}
      states: [HELD]
    public: {fields: [NAME, START, MODE], states: [HELD], where: {MODE: [ONLINE]}}
    feeds:
    - {data_element: SESSIONS, states: [HELD], when: "#{HOURS} >= 2", date: START, categories: {MODE: MODE}}
    - {data_element: SPENT, how: sum, field: COST, states: HELD, date: END, unit: PLACE, period: quarter, calendar: nd09}
    citation: PLAN
    """

/// A register of learners: a plain list of persons that the courses look at.
let learners = """
    code: LEARNERS
    name: {vi: Học viên, en: Learners}
    one: {vi: học viên, en: learner}
    levels: [village]
    title: "{NAME}"
    sections:
    - name: {vi: Chung, en: General}
      fields:
      - {code: NAME, name: {vi: Họ và tên, en: Name}, type: text, required: true}
      - {code: BORN, name: {vi: Ngày sinh, en: Born}, type: date}
      - {code: SEX, name: {vi: Giới tính, en: Sex}, type: choice, category: SEX}
      - {code: HEAD, name: {vi: Là trưởng bản, en: Village head}, type: yes_no}
      - {code: PHONE, name: {vi: Điện thoại, en: Telephone}, type: phone, unique: register}
      - {code: COURSE, name: {vi: Khóa, en: Course}, type: record, register: COURSES}
      - {code: JOINED, name: {vi: Tham gia từ, en: Since}, type: date}
      - {code: LEFT, name: {vi: Thôi từ, en: Until}, type: date}
    access:
    - {roles: village-reporter, may: [see, add, edit, reveal]}
    privacy: {basis: consent, purpose: {vi: Liên hệ học viên, en: To reach learners}, citation: PLAN}
    retention: {years: 5, from: LEFT}
    feeds:
    - {data_element: LEARNING, date: JOINED, until: LEFT, categories: {SEX: SEX}}
    citation: PLAN
    """

/// What registers add to the sound pack.
let registerLists: [String: String] = [
    "demo/registers/courses.yaml": courses,
    "demo/registers/learners.yaml": learners,
    "categories.yaml": PackFolder.sound["categories.yaml"]! + """

        - code: MODE
          name: {vi: Hình thức, en: Mode}
          options:
          - {code: CLASS, name: {vi: Tập trung, en: In class}}
          - {code: ONLINE, name: {vi: Trực tuyến, en: Online}}
        """,
    "data-elements.csv": PackFolder.sound["data-elements.csv"]! + """

        SESSIONS,Số khóa,Courses held,count,sum,commune,MODE
        SPENT,Kinh phí,Spent,money,sum,commune,
        LEARNING,Số học viên,Learners,count,running,village,SEX
        """
]

/// Checks that pack with one text in one of its files replaced.
func foundInRegisters(_ name: String, replacing old: String, with new: String) throws -> [Found] {
    var files = registerLists
    let key = files[name] == nil ? "demo/registers/\(name).yaml" : name, text = try #require(files[key])
    precondition(text.ranges(of: old).count == 1, "«\(old)» stands \(text.ranges(of: old).count) times in \(name)")
    files[key] = text.replacing(old, with: new)
    return try check(files.mapValues { $0 }).found
}

/// One mistake in a register: the text that is replaced, by what, and what is found in the line where it stands.
struct RegisterMistake: CustomTestStringConvertible {
    var register: String
    var old, new: String
    var kind: PackProblem.Kind
    var words: String
    /// How many lines further down it is found.
    var below: Int
    /// Whether nothing else is found; not so where what was replaced is used in other lines.
    var isAlone: Bool

    init(_ old: String, _ new: String, _ kind: PackProblem.Kind, _ words: String, below: Int = 0, isAlone: Bool = true, in register: String = "courses") {
        self.register = register
        self.old = old
        self.new = new
        self.kind = kind
        self.words = words
        self.below = below
        self.isAlone = isAlone
    }

    var testDescription: String { "\(old) → \(new)" }

    /// Makes the mistake and expects it to be found.
    func expectFound() throws {
        let text = try #require(registerLists["demo/registers/\(register).yaml"]), range = try #require(text.firstRange(of: old))
        let line = text[..<range.lowerBound].count { $0 == "\n" } + 1 + below
        let found = try foundInRegisters(register, replacing: old, with: new)
        let meant = found.filter { $0.kind == kind && $0.problem.contains(words) && $0.location.hasPrefix("demo/registers/\(register).yaml:\(line):") && !$0.remedy.isEmpty }
        #expect(meant.count == 1 && (!isAlone || found.count == 1), "line \(line): \(found)")
    }
}
