import Domain
import Markup
import Operations

/// A unit's place in time: how it came to be, what changed, what became of it; newest first.
struct UnitTimeline {
    private let profile: UnitProfile
    private let request: PageRequest
    private let words: UnitWords
    private var unit: OrgUnit { profile.unit }
    private var t: Translator { request.t }

    init(_ profile: UnitProfile, _ request: PageRequest) {
        (self.profile, self.request) = (profile, request)
        words = UnitWords(request)
    }

    var html: HTML {
        let oldest: HTML = unit.firstDay == nil ? "<li><p>\(t("In force before these records begin, as \(t(unit.versions[0].fullName))."))</p></li>" : ""
        return "<ol class=\"timeline\">\(days.html(event))\(oldest)</ol>"
    }

    /// The days on which something happened to the unit, newest first.
    private var days: [Day] {
        let starts = unit.versions.compactMap(\.firstDay), ends = [unit.lastDay?.adding(days: 1)].compactMap(\.self)
        return Set(starts + ends + profile.predecessors.map(\.link.day) + profile.successors.map(\.link.day)).sorted(by: >)
    }

    private func event(_ day: Day) -> HTML {
        let before = unit.version(on: day.adding(days: -1)), after = unit.version(on: day)
        let origins = profile.predecessors.filter { $0.link.day == day }, heirs = profile.successors.filter { $0.link.day == day }
        return """
            <li><time datetime="\(day.iso)">\(words.date(day))</time>\(sentences(before, after, origins: origins, heirs: heirs).html { "<p>\($0)</p>" })\
            \(if: !origins.isEmpty, became(from: origins, to: nil))\(if: !heirs.isEmpty, became(from: nil, to: heirs))</li>
            """
    }

    private func sentences(_ before: UnitVersion?, _ after: UnitVersion?, origins: [UnitProfile.Relation], heirs: [UnitProfile.Relation]) -> [HTML] {
        var said: [HTML]
        switch (before, after) {
        case (nil, let after?): said = [HTML(text: formed(from: origins)), under(after)]
        case (let before?, let after?):
            said = changes(from: before, to: after)
            if !origins.isEmpty { said.append(HTML(text: t("Gained ground."))) }
            if !heirs.isEmpty { said.append(HTML(text: t("Gave ground away."))) }
            if said.isEmpty { said = [HTML(text: t("Carried on unchanged."))] }
            if after.resolution != before.resolution { said.append(under(after)) }
        case (_?, nil): said = [HTML(text: heirs.isEmpty ? t("Ceased to exist, without a successor as a whole.") : t("Ceased to exist and became part of one unit.|Ceased to exist and was divided among \(heirs.count) units."))]
        case (nil, nil): said = []
        }
        return said.filter { !$0.isEmpty }
    }

    private func formed(from origins: [UnitProfile.Relation]) -> String {
        if origins.isEmpty { return t("Set up.") }
        return origins.allSatisfy { $0.link.extent == .whole } ? t("Formed from all of one unit.|Formed from all of \(origins.count) units.")
            : t("Formed from a part of one unit.|Formed from \(origins.count) units or parts of them.")
    }

    private func under(_ version: UnitVersion) -> HTML { version.resolution.map { HTML(text: t("Under resolution \($0).")) } ?? "" }

    private func changes(from before: UnitVersion, to after: UnitVersion) -> [HTML] {
        var changes: [HTML] = []
        let names = (t(before.fullName), t(after.fullName))
        if before.name != after.name {
            changes.append(HTML(text: t("Renamed: \(names.0) became \(names.1).")))
        } else if before.type != after.type {
            changes.append(HTML(text: t("Change of type: \(names.0) became \(names.1).")))
        }
        if before.parent != after.parent, let old = before.parent.flatMap({ request.world.units.unit($0) }), let new = after.parent.flatMap({ request.world.units.unit($0) }) {
            changes.append(t.html("Went from \(words.link(old, asOf: before.lastDay)) to \(words.link(new, asOf: after.firstDay))."))
        }
        return changes
    }

    /// Former units on one side, later ones on the other; the unit itself stands where `nil` is given.
    private func became(from origins: [UnitProfile.Relation]?, to heirs: [UnitProfile.Relation]?) -> HTML {
        "<div class=\"became\">\(side(origins))<span aria-hidden=\"true\">→</span>\(side(heirs))</div>"
    }

    private func side(_ relations: [UnitProfile.Relation]?) -> HTML {
        guard let relations else { return "<ul><li><strong>\(t(profile.version.fullName))</strong></li></ul>" }
        let day = request.today
        return "<ul>\(relations.html { "<li>\(words.link($0.unit, asOf: min($0.link.day, day))) <small>\(words.extent($0.link.extent))</small>\(words.weights($0.link))</li>" })</ul>"
    }
}
