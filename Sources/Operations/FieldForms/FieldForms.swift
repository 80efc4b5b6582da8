import Crypto
import Domain
import Foundation
import Storage
import Surveys

/// Forms for ODK Collect and other programs that speak OpenRosa: what a person may fetch, and what they send.
package struct FieldForms: Sendable {
    let khen: Khen

    /// A form to be filled in, made for one person: with the units and periods that they are to report.
    package struct Blank: Sendable {
        package var form: FormDefinition
        package var xml: String
        /// Changes whenever the form does, also with its units and periods.
        package var md5: String
    }

    /// What became of a submission.
    package enum Taken: Sendable {
        case sent(Receipt)
        /// It is kept as a draft and not sent, because of these problems, or because the person may fill in but not send.
        case kept(Receipt, [FormProblem])

        package var receipt: Receipt {
            switch self {
            case .sent(let receipt), .kept(let receipt, _): receipt
            }
        }
    }

    /// The forms that a person has to fill in now.
    package func blanks(for person: Person) throws -> [Blank] {
        let open = try openLines(for: person)
        return try open.keys.sorted().compactMap { code in try open[code].flatMap { try blank($0) } }
    }

    /// - Throws: ``NotFound`` where the person has nothing to report on the form.
    package func blank(_ code: String, for person: Person) throws -> Blank {
        guard let lines = try openLines(for: person)[code], let blank = try blank(lines) else {
            throw NotFound(Label(vi: "Không có biểu «\(code)» đang chờ bạn báo cáo.", en: "There is no form “\(code)” that waits for your report."))
        }
        return blank
    }

    /// Takes in a submission: keeps its cells as a draft, and sends the report if nothing stands in the way.
    ///
    /// The same submission again gives the same receipt and changes nothing.
    ///
    /// - Throws: ``Rejected`` for what cannot be read or does not fit the form; ``NotFound``, ``NotAllowed``, ``Conflict`` as for reports.
    package func take(_ xml: Data, by person: Person) throws -> Taken {
        let (report, instanceID) = try read(xml)
        let key = ReportKey(form: report.form, period: report.period, unit: report.unit)
        let receipt: Receipt
        switch try khen.reports.save(report.edits, in: key, as: Submission(id: instanceID, way: .odk), by: person) {
        case .saved(let saved), .sent(let saved): receipt = saved
        case .stopped(let problems, let saved):
            throw Rejected(problems.first?.message ?? Label(vi: "không lưu được", en: "it cannot be kept"), remedy: Label(vi: "Mở báo cáo trên trang để sửa.", en: "Open the report on the site."), place: saved?.number)
        case .conflicts(let conflicts, _):
            let cells = conflicts.map(\.key.description).joined(separator: ", ")
            throw Conflict(Label(vi: "Người khác đã sửa các ô \(cells); mở báo cáo trên trang để chọn.", en: "Somebody else changed the cells \(cells); open the report on the site to choose."))
        }
        guard person.may(.submit, at: key.unit, in: khen.world, on: khen.now().day) else { return .kept(receipt, []) }
        // A name of its own, so that a second arrival finds both steps done.
        switch try khen.reports.submit(in: key, as: Submission(id: instanceID + ".send", way: .odk), by: person) {
        case .sent(let sent), .saved(let sent): return .sent(sent)
        case .stopped(let problems, _): return .kept(receipt, problems)
        case .conflicts: return .kept(receipt, [])
        }
    }

    private func read(_ xml: Data) throws -> (report: SurveyReport, instanceID: String) {
        do throws(SurveyError) {
            let instance = try SubmittedInstance(reading: xml)
            let report = try survey(instance.form).report(from: instance)
            return (report, instance.instanceID)
        } catch {
            throw Rejected(error.sentence, remedy: error.remedy, place: error.element)
        }
    }

    private func survey(_ code: String) throws(SurveyError) -> Survey {
        let catalogue = khen.world.catalogue
        guard let form = catalogue.forms[code] else { throw .unknownForm(code) }
        let rules = (catalogue.validationRules[code] ?? []).compactMap { rule in catalogue.ruleFormulas[rule.code].map { FormCheck.Rule(rule, left: $0.left, right: $0.right) } }
        return try Survey(catalogue.layout(of: form), rules: rules)
    }

    // MARK: What is due

    /// Reports that the person is to write, by form.
    private func openLines(for person: Person) throws -> [String: [ReportLine]] {
        let queue = try khen.reports.queue(for: person, limit: 2000)
        return Dictionary(grouping: queue.toFill) { $0.form.code }
    }

    private func blank(_ lines: [ReportLine]) throws -> Blank? {
        guard let form = lines.first?.form else { return nil }
        let periods = Dictionary(lines.map { ($0.period.id, $0.period) }) { first, _ in first }.values.sorted()
        guard let latest = periods.last else { return nil }
        let units = Dictionary(lines.map { ($0.unit.id, $0.unit) }) { first, _ in first }.values
        do throws(SurveyError) {
            let xml = try survey(form.code).xform(
                units: Array(units).sortedByName(on: latest.lastDay).map { Survey.Choice(id: $0.id.rawValue, label: $0.version(nearest: latest.lastDay).fullName) },
                periods: periods.map { Survey.Choice(id: $0.id, label: khen.world.catalogue.periods.label(of: $0), days: $0.length) })
            return Blank(form: form, xml: xml, md5: Insecure.MD5.hash(data: Array(xml.utf8)).hexadecimal)
        } catch {
            throw Rejected(error.sentence, remedy: error.remedy, place: form.code)
        }
    }
}
