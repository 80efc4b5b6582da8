import Domain
import Foundation
import TestWorld
import Testing

@testable import Surveys

/// The forms of the story before ODK Validate.
@Suite(.enabled(if: JavaRosa.validator != nil, "bin/test odk brings the engine of ODK Collect"))
struct StoryTests {
    @Test func `ODK Validate finds nothing wrong with the forms of the story`() throws {
        let pack = Story.pack
        let elements = Dictionary(pack.dataElements.map { ($0.code, $0) }) { first, _ in first }, categories = Dictionary(pack.categories.map { ($0.code, $0) }) { first, _ in first }
        for form in pack.forms {
            let survey = try Survey(FormLayout(form, elements: elements, categories: categories), rules: pack.validationRules.map(FieldForm.parsed))
            let problems = try JavaRosa.problems(in: survey.xform(units: FieldForm.units, periods: FieldForm.periods))
            #expect(problems == "", "\(form.code)")
        }
    }
}
