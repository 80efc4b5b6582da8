import Domain
import Foundation
import Packs
import Testing

/// A village form that the commune's form gathers, in rows.
let reportingForms = """
    - code: V1
      name: {vi: Báo cáo của thôn, en: Report of the village}
      version: 3
      frequency: month
      level: village
      due_days: 3
      due_day_kind: working
      citation: PLAN
      sections:
      - name: {vi: Tập huấn, en: Training}
        help: {vi: Đến cuối tháng., en: By the end of the month.}
        rows:
        - data_element: HEADS
          mandatory: true
          columns: [SEX]
          greyed: [F]
          help: {vi: Trưởng bản., en: Village heads.}
        - data_element: GUIDED
          columns: [SEX, AGE]
          greyed: ["F,OLD", [M, OLD]]
        - computed: "#{GUIDED:F&OLD} / #{GUIDED} * 100"
          name: {vi: Tỷ lệ, en: Share}
          unit_of_measure: "%"
          decimals: 1
    - code: F1
      name: {vi: Báo cáo tháng, en: Monthly report}
      frequency: month
      level: commune
      due_days: 5
      citation: PLAN
      sections:
      - name: {vi: Tập huấn, en: Training}
        rows:
        - data_element: HEADS
          gathers: true
        - data_element: GUIDED
          columns: [SEX]
          gathers: true
      - name: {vi: Của xã, en: Own}
        data_elements: [TRAINED, STAFF]
    - code: F2
      name: {vi: Báo cáo quý, en: Quarterly report}
      frequency: quarter
      calendar: nd09
      level: province
      due_days: 5
      citation: PLAN
      sections:
      - name: {vi: Các mốc, en: Milestones}
        data_elements: DONE
    """

/// What it adds to the sound pack: forms, rules, a regime, a role, holidays.
let reportingLists: [String: String] = [
    "forms.yaml": reportingForms,
    "categories.yaml": PackFolder.sound["categories.yaml"]! + """

        - code: AGE
          name: {vi: Tuổi, en: Age}
          options:
          - {code: YOUNG, name: {vi: Trẻ, en: Young}}
          - {code: OLD, name: {vi: Cao tuổi, en: Old}}
        """,
    "data-elements.csv": PackFolder.sound["data-elements.csv"]! + """

        HEADS,Số trưởng bản,Village heads,count,last,village,SEX
        GUIDED,Số lượt người,Attendances,count,sum,village,SEX AGE
        """,
    "validation-rules.yaml": """
        - code: R1
          name: {vi: Không lớn hơn, en: No more}
          left: "#{TRAINED}"
          operator: "<="
          right: "#{STAFF}"
          explanation: {vi: Hãy xem lại., en: Look again.}
        - code: R2
          name: {vi: So tháng trước, en: Against last month}
          left: "#{GUIDED}"
          operator: "<="
          right: "3 * #{GUIDED}.periodOffset(-1)"
          importance: warning
          explanation: {vi: Hãy ghi lý do., en: Say why.}
        """,
    "regimes.yaml": """
        - code: G1
          name: {vi: Báo cáo tháng, en: Monthly}
          kind: thematic
          content: data
          steps:
          - {form: V1, received_at: commune}
          - {form: F1, agency: SO, received_at: province, checked_first: true}
          reminders: [3, 0, -2]
          outline: {vi: Kết quả và khó khăn., en: Results and difficulties.}
          citation: PLAN
          valid_to: 2026-12-31
        """,
    "roles.yaml": """
        - code: OFFICER
          name: {vi: Cán bộ xã, en: Commune officer}
          held_at: [commune]
          second_factor: true
          grants:
          - {rights: [fill, submit], levels: [commune, village]}
          - {rights: read}
        """,
    "holidays.csv": """
        day,name.vi,name.en,worked
        2026-09-02,Quốc khánh,National Day,
        2026-08-22,Làm bù,Worked in lieu,true
        """
]

/// Checks that pack with one text in one of its files replaced.
func foundInReporting(_ name: String, replacing old: String, with new: String) throws -> [Found] {
    var files = reportingLists
    let text = try #require(files[name])
    precondition(text.ranges(of: old).count == 1, "«\(old)» stands \(text.ranges(of: old).count) times in \(name)")
    files[name] = text.replacing(old, with: new)
    return try check(files.mapValues { $0 }).found
}
