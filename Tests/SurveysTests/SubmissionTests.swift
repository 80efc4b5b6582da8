import Domain
import Foundation
import Testing

@testable import Surveys

/// What comes back from the field, and what does not get in.
struct SubmissionTests {
    private static func instance(_ rows: String, form: String = "MK-ODK", version: String = "3", head: String = "") -> Data {
        Data("""
            <?xml version="1.0" encoding="UTF-8"?>\(head)
            <data id="\(form)" version="\(version)" xmlns:orx="http://openrosa.org/xforms">
            <unit>91001-001.1</unit><period>2026-08</period>\(rows)
            <orx:meta><orx:instanceID>uuid:11111111-2222-3333-4444-555555555555</orx:instanceID></orx:meta>
            </data>
            """.utf8)
    }

    private static func read(_ data: Data, limits: SubmittedInstance.Limits = .init()) throws -> SurveyReport {
        try Survey(FieldForm.layout(), rules: FieldForm.rules()).report(from: SubmittedInstance(reading: data, limits: limits))
    }

    @Test func `answers become edits in the order of the form`() throws {
        let report = try Self.read(Self.instance("""
            <s1><row1><HEADS__F>2</HEADS__F><HEADS__M/><HEADS>2</HEADS><no_figure>yes</no_figure><no_figure_reason>Đi vắng</no_figure_reason></row1>
            <row4><SESSIONS>0</SESSIONS></row4></s1>
            <s2><row5><_1-COST>1.23456789012345E14</_1-COST></row5><row7><COVER.PCT>97.250</COVER.PCT></row7><row9><DONE>false</DONE></row9>
            <row11><NOTE>  a &lt; b <![CDATA[& c]]>\n</NOTE></row11></s2><checks><rule5>Mất sóng</rule5></checks>
            """))
        #expect(report.unit == UnitID("91001-001.1") && report.period == "2026-08" && report.instanceID == "uuid:11111111-2222-3333-4444-555555555555")
        #expect(report.edits == [
            CellEdit(CellKey("HEADS", Disaggregation(["F"])), CellContent(value: "2")), CellEdit(CellKey("HEADS", Disaggregation(["M"])), CellContent(isWithoutFigure: true, comment: "Đi vắng")),
            CellEdit(CellKey("SESSIONS"), CellContent(value: "0")), CellEdit(CellKey("1-COST"), CellContent(value: "123456789012345")),
            CellEdit(CellKey("COVER.PCT"), CellContent(value: "97.25", comment: "Mất sóng")), CellEdit(CellKey("DONE"), CellContent(value: "false")),
            CellEdit(CellKey("NOTE"), CellContent(value: "a < b & c")),
        ])
    }

    @Test(arguments: [
        ("<s1><row4><SESSIONS>năm</SESSIONS></row4></s1>", "SESSIONS"), ("<s2><row9><DONE>maybe</DONE></row9></s2>", "DONE"), ("<s2><row10><DAY>2026-02-30</DAY></row10></s2>", "DAY"),
        ("<s1><row4><SESIONS>5</SESIONS></row4></s1>", "SESIONS"), ("<s1>5<row4><SESSIONS>1</SESSIONS></row4></s1>", "s1"), ("<period>2026-07</period>", "period"),
        ("<s1><row4><SESSIONS>Infinity</SESSIONS></row4></s1>", "SESSIONS"), ("<s2><row8><SPEED>0.1234567</SPEED></row8></s2>", "SPEED"),
    ])
    func `what is wrong is told by its element`(rows: String, element: String) {
        #expect { try Self.read(Self.instance(rows)) } throws: { ($0 as? SurveyError)?.element == element }
    }

    @Test func `a submission of another form or version, or without its unit, is refused`() {
        #expect(throws: SurveyError.otherForm(found: "MK-M", expected: "MK-ODK")) { try Self.read(Self.instance("", form: "MK-M")) }
        #expect(throws: SurveyError.otherVersion(found: 2, expected: 3)) { try Self.read(Self.instance("", version: "2")) }
        #expect(throws: SurveyError.withoutForm(element: "data")) { try Self.read(Self.instance("", version: "new")) }
        #expect(throws: SurveyError.missing(element: "instanceID")) { try Self.read(Data(#"<data id="MK-ODK" version="3"/>"#.utf8)) }
        #expect(throws: SurveyError.missing(element: "unit")) { try Self.read(Data(#"<data id="MK-ODK" version="3"><meta><instanceID>uuid:1</instanceID></meta></data>"#.utf8)) }
        #expect(throws: SurveyError.encrypted) { try Self.read(Data(#"<data id="MK-ODK" version="3" encrypted="yes"><base64EncryptedKey>x</base64EncryptedKey></data>"#.utf8)) }
    }

    @Test func `entities, files of the server and bombs do not get in`() {
        let outside = #"<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#, bomb = #"<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>"#
        for head in [outside, bomb] { #expect(throws: SurveyError.declaresEntities) { try Self.read(Self.instance("<s2><row11><NOTE>&x;</NOTE></row11></s2>", head: head)) } }
        // In another encoding the same words look different.
        let wide = String(decoding: Self.instance("", head: outside), as: UTF8.self).data(using: .utf16) ?? Data()
        #expect(throws: SurveyError.damaged(line: 1)) { try Self.read(wide) }
        let deep = String(repeating: "<a>", count: 5000) + String(repeating: "</a>", count: 5000)
        #expect { try Self.read(Self.instance(deep)) } throws: { if case .tooDeep(let element, let limit) = $0 as? SurveyError { element == "a" && limit == 12 } else { false } }
        var limits = SubmittedInstance.Limits()
        limits.bytes = 500
        #expect(throws: SurveyError.tooLarge(limit: 500)) { try Self.read(Self.instance("<s2><row11><NOTE>\(String(repeating: "a", count: 600))</NOTE></row11></s2>"), limits: limits) }
        limits = .init()
        limits.elements = 5
        #expect(throws: SurveyError.self) { try Self.read(Self.instance("<s1><row4/><row4/><row4/></s1>"), limits: limits) }
    }

    @Test(arguments: ["", "<data", "not xml", #"<data id="MK-ODK" version="3"><unit>1</unit>"#, "<data id=\"MK-ODK\" version=\"3\">\u{0}</data>", #"<data id="MK-ODK" version="3">&x;</data>"#])
    func `what is not whole XML is refused`(text: String) {
        #expect { try Self.read(Data(text.utf8)) } throws: { if case .damaged = $0 as? SurveyError { true } else { false } }
    }

    @Test func `a gathered figure that is replaced brings its reason, and rules over gathered figures are left to the server`() throws {
        let layout = FieldForm.layout(computed: ["#{HOUSES} * 2"], extra: [.field(.init(dataElement: "HOUSES", isMandatory: true, isGathered: true))])
        let rule = ValidationRule(code: "G", name: Label(vi: "g", en: "g"), left: "#{HOUSES}", comparison: .greater, right: "#{SESSIONS}", importance: .error, explanation: Label(vi: "g", en: "g"))
        let survey = try Survey(layout, rules: [FieldForm.parsed(rule)])
        #expect(survey.checks.isEmpty)
        let xform = try survey.xform(units: FieldForm.units, periods: FieldForm.periods)
        #expect(!xform.contains("/result") && xform.contains("Tự cộng từ báo cáo đã duyệt"))
        let report = try survey.report(from: SubmittedInstance(reading: Self.instance("<s1><row5><HOUSES>12</HOUSES><correction_reason>Thiếu một bản</correction_reason></row5></s1>")))
        #expect(report.edits == [CellEdit(CellKey("HOUSES"), CellContent(value: "12", comment: "Thiếu một bản"))])
    }

    @Test func `the form names itself, its lists and its words in both languages`() throws {
        let survey = try Survey(FieldForm.layout(), rules: FieldForm.rules()), xform = try survey.xform(units: FieldForm.units, periods: FieldForm.periods)
        for text in [
            #"<data id="MK-ODK" version="3">"#, "<h:title>Báo cáo &lt;tháng&gt; · Monthly &amp; more</h:title>", #"<translation lang="Tiếng Việt (vi)" default="true()">"#, #"<translation lang="English (en)">"#,
            "<value>Trưởng bản được tập huấn – Nữ</value>", "<value>Village heads – Women (persons)</value>", "<unit>91001-001.1</unit>", "<period>nd09:2026-08</period>", "<name>2026-02</name><days>28</days>",
        ] { #expect(xform.contains(text), "\(text)") }
        #expect(!xform.contains("PEOPLE__ETH-06_F"), "a cell that is not to be filled in is no question")
        #expect(throws: SurveyError.noChoices(.periods)) { try survey.xform(units: FieldForm.units, periods: []) }
        #expect(throws: SurveyError.noChoices(.units)) { try survey.xform(units: [], periods: FieldForm.periods) }
    }

    @Test(arguments: [(1e-7, "0.0000001"), (1.5e-9, "0.0000000015"), (-3, "-3"), (1e16, "10000000000000000"), (1.25e20, "125000000000000000000"), (97.25, "97.25"), (0, "0")])
    func `numbers in formulas are written without exponents`(value: Double, text: String) { #expect(XPathFormula.literal(value) == text) }
}
