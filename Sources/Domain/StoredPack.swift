/// Packs are stored as JSON and outlive the program that wrote them: what earlier versions did not write takes its default.
extension Pack {
    private enum Key: String, CodingKey {
        case code, name, version, requires, programme, goals, solutionGroups, agencies, categories, dataElements, indicators, targets, baselines, calendars, windows
        case forms, validationRules, regimes, roles, calendarDays, results, registers
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func list<Value: Decodable>(_ key: Key) throws -> [Value] { try values.decodeIfPresent([Value].self, forKey: key) ?? [] }
        self.init(
            code: try values.decode(String.self, forKey: .code), name: try values.decode(Label.self, forKey: .name), version: try values.decode(String.self, forKey: .version),
            requires: try list(.requires), programme: try values.decodeIfPresent(Programme.self, forKey: .programme), goals: try list(.goals),
            solutionGroups: try list(.solutionGroups), agencies: try list(.agencies), categories: try list(.categories), dataElements: try list(.dataElements),
            indicators: try list(.indicators), targets: try list(.targets), baselines: try list(.baselines), calendars: try list(.calendars), windows: try list(.windows),
            forms: try list(.forms), validationRules: try list(.validationRules), regimes: try list(.regimes), roles: try list(.roles),
            calendarDays: try list(.calendarDays), results: try list(.results), registers: try list(.registers))
    }
}

extension Agency {
    private enum Key: String, CodingKey { case code, name, kind, unit, parent, part }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            code: try values.decode(String.self, forKey: .code), name: try values.decode(Label.self, forKey: .name),
            kind: try values.decodeIfPresent(Kind.self, forKey: .kind) ?? .department, unit: try values.decodeIfPresent(String.self, forKey: .unit),
            parent: try values.decodeIfPresent(String.self, forKey: .parent), part: try values.decodeIfPresent(Label.self, forKey: .part))
    }
}

extension FormDefinition {
    private enum Key: String, CodingKey { case code, name, version, frequency, calendar, level, dueDays, dueDayKind, sections, validFrom, validTo, citation }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            code: try values.decode(String.self, forKey: .code), name: try values.decode(Label.self, forKey: .name),
            version: try values.decodeIfPresent(Int.self, forKey: .version) ?? 1, frequency: try values.decode(PeriodKind.self, forKey: .frequency),
            calendar: try values.decodeIfPresent(String.self, forKey: .calendar), level: try values.decode(UnitLevel.self, forKey: .level),
            dueDays: try values.decode(Int.self, forKey: .dueDays), dueDayKind: try values.decodeIfPresent(DayKind.self, forKey: .dueDayKind) ?? .calendar,
            sections: try values.decode([Section].self, forKey: .sections), validFrom: try values.decodeIfPresent(Day.self, forKey: .validFrom),
            validTo: try values.decodeIfPresent(Day.self, forKey: .validTo), citation: try values.decodeIfPresent(Citation.self, forKey: .citation))
    }
}

extension FormDefinition.Section {
    private enum Key: String, CodingKey {
        case name, help, rows
        /// What earlier versions wrote in place of rows.
        case dataElements
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let name = try values.decode(Label.self, forKey: .name)
        if let rows = try values.decodeIfPresent([FormDefinition.Row].self, forKey: .rows) {
            self.init(name: name, help: try values.decodeIfPresent(Label.self, forKey: .help), rows: rows)
        } else {
            self.init(name: name, dataElements: try values.decode([String].self, forKey: .dataElements))
        }
    }
}
