import Domain
import Foundation
import Packs
import Testing

/// What a test looks at in a problem.
struct Found: Equatable, CustomStringConvertible {
    var kind: PackProblem.Kind
    var location: String
    var path: String
    var problem: String
    var remedy: String

    init(_ kind: PackProblem.Kind, _ location: String, _ path: String, _ problem: String, _ remedy: String) {
        self.kind = kind
        self.location = location
        self.path = path
        self.problem = problem
        self.remedy = remedy
    }

    var description: String { "\n(.\(kind), \"\(location)\", \"\(path)\", \"\(problem)\", \"\(remedy)\")" }
}

extension PackCheck {
    var found: [Found] { problems.map { Found($0.kind, $0.location, $0.path, $0.problem.en, $0.remedy.en) } }
}

/// What is wrong with the files themselves: their encoding, syntax, keys, types and translations.
struct ProblemFormTests {
    @Test func `the sound pack has no problems`() throws {
        let check = try check([:])
        #expect(check.found == [])
        #expect(check.pack?.indicators.map(\.code) == ["T1", "T2"])
    }

    @Test func `a folder without pack yaml`() throws {
        let check = try check(["pack.yaml": nil])
        #expect(check.found == [Found(.missingFile, "demo/pack.yaml", "", "There is no pack.yaml.", "Write a pack.yaml with code, version and name.")])
        #expect(check.pack == nil)
    }

    @Test func `a folder that does not exist`() throws {
        let check = try check([:], file: "nowhere")
        #expect(check.found.map(\.kind) == [.missingFile])
        #expect(check.found.first?.location == "nowhere")
    }

    @Test func `a file of a wrong name is no part of a pack, but notes are allowed`() throws {
        let check = try check(["indicator.yml": "- {code: X}", "README.md": "Notes"])
        #expect(
            check.found == [
                Found(.unknownFile, "demo/indicator.yml", "", "A pack has no file of the name “indicator.yml”.", "Did you mean “indicators.yaml”?")
            ])
    }

    @Test func `one list in two files`() throws {
        #expect(
            try check(["goals.csv": "code,name.vi,name.en\nG2,Mục tiêu hai,Second goal"]).found == [
                Found(.unknownFile, "demo/goals.csv", "", "The list “goals” has both a YAML and a CSV file.", "Keep one of them.")
            ])
    }

    @Test func `a folder of another name than the pack's code`() throws {
        #expect(
            try check("pack.yaml", replacing: "code: demo", with: "code: other").found == [
                Found(
                    .folderName, "demo/pack.yaml:1:7", "code", "The pack's code “other” is not its folder's name “demo”.",
                    "Give the folder the pack's code as its name.")
            ])
    }

    @Test func `a file in an old encoding`() throws {
        let folder = try PackFolder()
        defer { try? folder.remove() }
        for (name, text) in PackFolder.sound { try folder.write(text, to: "demo/\(name)") }
        try folder.write(Data("- code: G1\n  name: {vi: M".utf8) + Data([0xF4, 0x63]) + Data(", en: Goal}".utf8), to: "demo/goals.yaml")
        let check = PackCheck(folder: folder.root.appendingPathComponent("demo"))
        #expect(
            check.found.first
                == Found(
                    .encoding, "demo/goals.yaml:2:1", "", "From this line on the file is not UTF-8 (it may be TCVN3, VNI or UTF-16).", "Save the file as UTF-8."
                ))
    }

    @Test func `a byte order mark and Windows line ends are no problem`() throws {
        let text = "\u{FEFF}" + (PackFolder.sound["targets.csv"] ?? "").replacing("\n", with: "\r\n")
        #expect(try check(["targets.csv": text]).pack?.targets.count == 2)
    }

    @Test func `text with combining marks`() throws {
        #expect(
            try check("goals.yaml", replacing: "Mục", with: "Mu\u{0323}c").found == [
                Found(
                    .unicodeForm, "demo/goals.yaml:1:25", "G1 › name › vi", "“Mục tiêu” is written with combining marks (Unicode NFD).",
                    "Save the file in composed Unicode (NFC).")
            ])
    }

    @Test(arguments: ["Môc tiªu ®Õn n¨m", "ThÞ x·", "Hoäi ñoàng nhaân daân"])
    func `text typed for TCVN3 and VNI fonts`(text: String) throws {
        let found = try check("goals.yaml", replacing: "Mục tiêu", with: text).found
        #expect(
            found == [
                Found(
                    .legacyText, "demo/goals.yaml:1:25", "G1 › name › vi", "“\(text)” is in an old encoding (TCVN3 or VNI).",
                    "Convert it to Unicode (UTF-8) and save again.")
            ])
    }

    // MARK: - Syntax

    @Test func `YAML that does not parse, with the other files still checked and no blame on what refers to it`() throws {
        let check = try check(["goals.yaml": "- code: G1\n  name: {vi: Mục tiêu, en: Goal", "windows.yaml": "- {code: W-1}", "citations.yaml": "- {"])
        let found = check.found.map { ($0.kind, $0.location.split(separator: ":")[0]) }
        #expect(found.filter { $0.0 == .syntax }.map(\.1) == ["demo/citations.yaml", "demo/goals.yaml"])
        #expect(found.filter { $0.0 != .syntax }.map(\.0) == [.missingKey, .missingKey, .missingKey])
        #expect(found.filter { $0.0 != .syntax }.allSatisfy { $0.1 == "demo/windows.yaml" })
        #expect(check.problems.filter { $0.kind == .syntax }.allSatisfy { $0.line != nil })
    }

    @Test func `a key written twice`() throws {
        let found = try check(["goals.yaml": "- code: G1\n  code: G1\n  name: {vi: Mục tiêu, en: Goal}"]).found
        #expect(found.first { $0.kind == .syntax }?.problem == "The key “code” is written twice in one record.")
    }

    @Test func `a list file that is no list`() throws {
        #expect(
            try check(["windows.yaml": "code: W-1"]).found == [
                Found(.wrongType, "demo/windows.yaml:1:1", "", "This file must be a list.", "Begin each entry with “- ”.")
            ])
    }

    @Test func `a table with a cell too many, an open quote and a nameless column`() throws {
        let table = """
            indicator,unit,due,value,citation
            T1,11,2030-12-31,80,PLAN,extra
            T2,11,2025-12-31,1,PLAN
            """
        #expect(
            try check(["targets.csv": table]).found == [
                Found(
                    .syntax, "demo/targets.csv:2:1", "[1]", "This line has 6 cells, the first line 5 columns.",
                    "Add or remove separators; a cell with a comma in it needs double quotes.")
            ])
        #expect(try check(["targets.csv": "indicator,unit,due,value,citation\nT1,11,2030-12-31,80,\"PLAN"]).found.map(\.kind) == [.syntax])
        #expect(
            try check(["targets.csv": "indicator,unit,due,value,citation,\nT1,11,2030-12-31,80,PLAN,"]).found == [
                Found(.syntax, "demo/targets.csv:1:35", "", "This column has no name.", "Name it in the first line or remove it.")
            ])
    }

    @Test func `text behind a closing quote`() throws {
        #expect(
            try check(["goals.yaml": nil, "goals.csv": "code,name.vi,name.en\nG1,\"Mục\" tiêu,Goal"]).found == [
                Found(.syntax, "demo/goals.csv:2:9", "", "There is text after the closing quote.", "Write quotes inside a cell twice.")
            ])
    }

    @Test func `tables take remarks, semicolons, quoted commas, line breaks and doubled quotes`() throws {
        let table = "# remark, with a comma\ncode;name.vi;name.en\nG1;\"Mục \"\"một\"\";\nhai\";Goal\n\nG2;Mục tiêu, phụ;Goal two\n"
        let goals = try #require(try check(["goals.yaml": nil, "goals.csv": table]).pack?.goals)
        #expect(goals.map(\.name.vi) == ["Mục \"một\";\nhai", "Mục tiêu, phụ"])
    }

    @Test func `lines count on behind a cell with a line break`() throws {
        let table = "code,name.vi,name.en\nG1,\"Mục\ntiêu\",Goal\nG 2,Mục tiêu,Goal\n"
        #expect(
            try check(["goals.yaml": nil, "goals.csv": table]).found == [
                Found(
                    .malformedCode, "demo/goals.csv:4:1", "G 2 › code", "The code “G 2” has characters that codes cannot have.",
                    "Use letters without marks, digits, “-”, “_” and “.” only.")
            ])
    }

    // MARK: - Keys and types

    @Test func `an unknown key with the one that was meant`() throws {
        #expect(
            try check("indicators.yaml", replacing: "  denominator:", with: "  denominater:").found == [
                Found(.unknownKey, "demo/indicators.yaml:5:3", "T1 › denominater", "There is no key “denominater” here.", "Did you mean “denominator”?")
            ])
    }

    @Test func `an unknown column`() throws {
        #expect(
            try check(["baselines.csv": "indicator,unit,day,valeu,citation\nT1,11,2025-01-01,10,PLAN"]).found == [
                Found(.unknownKey, "demo/baselines.csv:1:20", "[1] › valeu", "There is no key “valeu” here.", "Did you mean “value”?")
            ])
    }

    @Test func `missing keys, all of them`() throws {
        #expect(
            try check(["windows.yaml": "- code: W-1\n  name: {vi: Đợt, en: Window}"]).found == [
                Found(.missingKey, "demo/windows.yaml:1:3", "W-1 › first_day", "The key “first_day” is missing.", "Add “first_day”."),
                Found(.missingKey, "demo/windows.yaml:1:3", "W-1 › last_day", "The key “last_day” is missing.", "Add “last_day”.")
            ])
    }

    @Test(arguments: [
        ("value", "80", "1.234,5", "demo/targets.csv:2:18", "This is “1.234,5”; it should be a number with a decimal point and no grouping, such as 1234.5."),
        ("value", "80", "1e2", "demo/targets.csv:2:18", "This is “1e2”; it should be a number with a decimal point and no grouping, such as 1234.5."),
        (
            "due", "2030-12-31", "2030-02-30", "demo/targets.csv:2:7",
            "This is “2030-02-30”; it should be a real day written year-month-day, such as 2025-12-31."
        ),
        ("due", "2030-12-31", "31/12/2030", "demo/targets.csv:2:7", "This is “31/12/2030”; it should be a real day written year-month-day, such as 2025-12-31.")
    ])
    func `a value of the wrong type in a table`(key: String, old: String, new: String, location: String, problem: String) throws {
        let new = new.contains(",") ? "\"\(new)\"" : new
        let found = try check("targets.csv", replacing: old, with: new).found
        #expect(found.map(\.problem) == [problem])
        #expect(found.map(\.location) == [location])
        #expect(found.map(\.path) == ["[1] › \(key)"])
    }

    @Test func `values of the wrong type in YAML`() throws {
        #expect(
            try check("calendars.yaml", replacing: "cut_off_day: 14", with: "cut_off_day: 31").found.first
                == Found(
                    .wrongType, "demo/calendars.yaml:1:76", "nd09 › cut_off_day", "This is “31”; it should be a whole number from 1 to 28.",
                    "Write a whole number from 1 to 28."))
        #expect(
            try check("indicators.yaml", replacing: "measure: milestone", with: "measure: milstone").found.first
                == Found(
                    .wrongType, "demo/indicators.yaml:16:12", "T2 › measure", "“milstone” is not one of the choices for “measure”.", "Did you mean “milestone”?"
                ))
        #expect(
            try check("goals.yaml", replacing: "{vi: Mục tiêu, en: Goal}", with: "Mục tiêu").found.first
                == Found(
                    .wrongType, "demo/goals.yaml:1:20", "G1 › name", "This is “Mục tiêu”; it should be the two keys vi and en.", "Write the two keys vi and en."
                ))
        #expect(
            try check("categories.yaml", replacing: "  options:", with: "  sensitive: yes\n  options:").found.first
                == Found(.wrongType, "demo/categories.yaml:3:14", "SEX › sensitive", "This is “yes”; it should be true or false.", "Write true or false."))
        #expect(
            try check("indicators.yaml", replacing: "categories: [SEX]", with: "categories: {SEX: true}").found.first
                == Found(
                    .wrongType, "demo/indicators.yaml:9:15", "T1 › categories", "This is a group of keys; it should be a list of codes.",
                    "Write a list of codes."))
        #expect(
            try check(["goals.yaml": "- G1"]).found.first
                == Found(
                    .wrongType, "demo/goals.yaml:1:3", "[1]", "This is “G1”; it should be keys and values (key: value).", "Write keys and values (key: value).")
        )
    }

    // MARK: - Translations

    @Test func `a missing translation`() throws {
        #expect(
            try check("goals.yaml", replacing: ", en: Goal", with: "").found == [
                Found(.missingTranslation, "demo/goals.yaml:1:20", "G1 › name › en", "The English text is missing.", "Add “en”.")
            ])
        #expect(
            try check("goals.yaml", replacing: "vi: Mục tiêu", with: "vi: \" \"").found == [
                Found(.missingTranslation, "demo/goals.yaml:1:25", "G1 › name › vi", "The Vietnamese text is missing.", "Add “vi”.")
            ])
    }

    @Test func `a translation that is a copy, or typed without marks, is a warning`() throws {
        let copy = try check("goals.yaml", replacing: "en: Goal", with: "en: Mục tiêu")
        #expect(copy.problems.map(\.severity) == [.warning])
        #expect(
            copy.found == [
                Found(
                    .suspiciousTranslation, "demo/goals.yaml:1:25", "G1 › name › vi", "The Vietnamese and the English text are the same.",
                    "Translate one of them.")
            ])
        #expect(copy.pack != nil)
        #expect(
            try check("goals.yaml", replacing: "Mục tiêu", with: "Muc tieu den nam 2030").found == [
                Found(.suspiciousTranslation, "demo/goals.yaml:1:25", "G1 › name › vi", "This long Vietnamese text has no marks.", "Type it with its marks.")
            ])
        #expect(try check("goals.yaml", replacing: "{vi: Mục tiêu, en: Goal}", with: "{vi: OCOP, en: OCOP}").found == [])
    }

    @Test func `a missing citation is an error where a norm is stated and a warning where it is repeated`() throws {
        let programme = try check("pack.yaml", replacing: "\n  citation: PLAN", with: "")
        #expect(
            programme.found == [
                Found(
                    .missingCitation, "demo/pack.yaml:5:3", "programme › citation", "There is no citation.",
                    "Name the document it rests on: a code of citations, or vi/en/reference.")
            ])
        #expect(programme.hasErrors)
        let target = try check("targets.csv", replacing: "80,PLAN", with: "80,")
        #expect(target.found == [Found(.missingCitation, "demo/targets.csv:2:1", "[1] › citation", "There is no citation.", "Name the document it rests on.")])
        #expect(!target.hasErrors)
    }

    @Test func `every problem of a pack is found at once, in reading order, in both languages`() throws {
        let check = try check([
            "goals.yaml": "- {code: G 1, nam: x}", "targets.csv": "indicator,unit,due,value\nT9,99,2031-01-01,many", "windows.yaml": "- {code: w, first_day: x}"
        ])
        #expect(check.problems == check.problems.sorted())
        #expect(Set(check.problems.map(\.file)) == ["demo/goals.yaml", "demo/indicators.yaml", "demo/targets.csv", "demo/windows.yaml"])
        #expect(check.problems.count >= 8)
        #expect(check.problems.allSatisfy { !$0.problem.vi.isEmpty && !$0.remedy.vi.isEmpty && $0.problem.vi != $0.problem.en })
        #expect(check.problems.first?.description.hasPrefix("demo/goals.yaml:1:") == true)
    }
}

/// Reading one pack by itself.
struct PackReaderTests {
    @Test func `a pack is read without the packs it requires, and not at all where its form is wrong`() throws {
        let folder = try PackFolder()
        defer { try? folder.remove() }
        for (name, text) in PackFolder.sound { try folder.write(text, to: "demo/\(name)") }
        try folder.write(PackFolder.sound["pack.yaml"]! + "\nrequires: [nowhere]", to: "demo/pack.yaml")
        let demo = folder.root.appendingPathComponent("demo")
        #expect(PackReader.read(folder: demo).pack?.requires == ["nowhere"])
        #expect(PackReader.read(folder: demo).problems.isEmpty)
        try folder.write("- {code: G1}", to: "demo/goals.yaml")
        #expect(PackReader.read(folder: demo).pack == nil)
        #expect(PackReader.read(folder: demo).problems.map(\.location) == ["demo/goals.yaml:1:3"])
    }

    @Test func `what is left out takes its default`() throws {
        let pack = try #require(try check([:]).pack)
        let share = pack.indicators[0], milestone = pack.indicators[1]
        #expect(share.factor == 100 && share.unitOfMeasure == Label(vi: "%", en: "%") && share.decimals == 1 && share.direction == .up)
        #expect(milestone.factor == 1 && milestone.unitOfMeasure == Label(vi: "đạt / chưa đạt", en: "met / not met") && milestone.decimals == 0)
        #expect(pack.targets.allSatisfy { $0.bound == .atLeast })
        #expect(pack.results[0].bound == .moreThan && pack.results[0].options == .total)
        let elements = Dictionary(uniqueKeysWithValues: pack.dataElements.map { ($0.code, $0) })
        #expect(elements["STAFF"]?.overUnits == .sum && elements["STAFF"]?.overTime == .last)
        #expect(elements["SHARE"]?.overUnits == Aggregation.none && elements["DONE"]?.overUnits == Aggregation.none)
        #expect(pack.baselines[0].value == 10.5)
    }

    @Test func `codes keep their leading zeros and words like no stay text`() throws {
        let agencies =
            "- {code: 010, name: {vi: Sở, en: Department}}\n- {code: no, name: {vi: Ban, en: Board}, parent: 010}\n- {code: SO, name: {vi: Sở khác, en: Other}}"
        #expect(try check(["agencies.yaml": agencies]).pack?.agencies.map(\.code) == ["010", "no", "SO"])
    }
}
