import Domain
import Operations

/// The people of Mường Khèn who report.
extension Story {
    package static let naLom = UnitID("91001-001.1")
    package static let hinPhon = UnitID("91001-002.1")

    /// Somebody with one of the story's roles at a unit.
    package static func person(_ name: String, _ role: String, at unit: UnitID) -> Person {
        guard let role = roles.first(where: { $0.code == role }) else { preconditionFailure("the story has no role \(role)") }
        var person = Person(name: name, rights: [.read], reaches: role.grants.map { Person.Reach($0.right, unit: unit, levels: $0.levels) })
        person.held = [Person.Held(role.code, unit: unit)]
        return person
    }

    /// Village reporters of Bản Nà Lốm and Bản Hin Phon.
    package static let dua = person("vang.a.dua", "VILLAGE-REPORTER", at: naLom)
    package static let say = person("vi.thi.say", "VILLAGE-REPORTER", at: hinPhon)
    /// Officer and leader of Xã Bản Khèn.
    package static let mai = person("lo.thi.mai", "COMMUNE-OFFICER", at: banKhen)
    package static let pao = person("giang.a.pao", "COMMUNE-APPROVER", at: banKhen)
    /// Officer of another commune.
    package static let xuan = person("ca.thi.xuan", "COMMUNE-OFFICER", at: sinThau)
    /// Officer and leader of the department.
    package static let hanh = person("tran.thi.hanh", "DEPARTMENT-OFFICER", at: province)
    package static let quan = person("do.van.quan", "DEPARTMENT-APPROVER", at: province)
}
