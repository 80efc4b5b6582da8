// Reads a record as it stands in the form and finds what is wrong with it, as Domain/Registers/RegisterFormulas.swift does, and in its words.

class RecordCheck {
  /**
   * @param register one of those in `/registers/offline.json`
   * @param today the present day as text
   */
  constructor(register, { words, language, today }) {
    Object.assign(this, { register, words, language, today: dayOf(today) });
    this.all = register.sections.flatMap((section) => section.fields);
    this.fields = new Map(this.all.map((field) => [field.code, field]));
    this.computed = this.all.filter((field) => field.formula !== undefined);
  }

  say(label) { return label[this.language]; }
  typeOf(field) { return field.type === "computed" ? field.result : field.type; }

  // Reading

  /** What was typed, in the form in which it is kept, and what of it cannot be read. Values are texts, lists of texts, or rows. */
  read(values) {
    const body = {}, problems = [], initial = (field) => (field.initial === undefined ? null : field.initial === "today" ? isoOf(this.today) : field.initial);
    for (const field of [...this.all].sort((a, b) => compare(a.code, b.code))) {
      if (field.type === "computed" || holdsFiles(field)) continue;
      const typed = values[field.code], found = [];
      if (field.type === "group") {
        const rows = (typed ?? []).flatMap((row, at) => (Object.values(row).some((text) => text.trim()) ? [this.row(row, field, at, found)] : []));
        if (found.length) problems.push(...found); else if (rows.length) body[field.code] = rows;
        continue;
      }
      const { kept, refusal } = field.type === "many" ? { kept: [typed ?? []].flat() } : typed === undefined ? { kept: initial(field) } : tryField(typed, field, this.words, this.language);
      if (refusal) problems.push({ severity: "error", fields: [field.code], reason: `${this.say(field.name)}: ${refusal.reason}`, remedy: refusal.remedy });
      const value = refusal ? initial(field) : kept;
      if (!isMissing(value)) body[field.code] = value;
    }
    return { body, problems };
  }

  row(row, group, at, problems) {
    const body = {};
    for (const field of group.fields) {
      const { kept, refusal } = tryField(row[field.code] ?? "", field, this.words, this.language);
      if (!isMissing(kept)) body[field.code] = kept;
      if (refusal) problems.push({ severity: "error", fields: [`${group.code}.${field.code}`], row: at, reason: this.words("inRow", this.say(group.name), at + 1, this.say(field.name), refusal.reason), remedy: refusal.remedy });
    }
    return body;
  }

  // Formulas

  figure(value, type) {
    if (value == null) return null;
    if (Array.isArray(value)) return value.map((one) => (typeof one === "string" ? this.figure(one, type) : true));
    if (isQuantity(type)) return numberOf(value);
    return type === "date" ? dayOf(value) : type === "yes_no" ? value === "true" : value;
  }

  resolve(code, { body, unit }) {
    if (code === "STATE") return this.register.states[0].code;
    if (code === "UNIT") return unit;
    const own = this.fields.get(code);
    if (own) return this.figure(body[code], this.typeOf(own));
    const [first, second] = code.split("."), field = this.fields.get(first);
    if (field?.type === "group") {
      const inner = field.fields.find((one) => one.code === second);
      return inner ? (body[first] ?? []).map((row) => this.figure(row[second], inner.type)) : null;
    }
    const found = field?.records?.find((one) => one.id === body[first])?.values?.[second], type = field?.linked?.[second];
    return found === undefined ? null : this.figure(type === "many" ? found : found[0], type);
  }

  /** Whether this device has all that a formula asks for: what is masked stays on the server, which has the last word. */
  knows(tree) {
    return fieldsOf(tree).every((code) => {
      const [first, second] = code.split("."), field = this.fields.get(first);
      return second === undefined || field?.type !== "record" || field.linked?.[second] !== undefined;
    });
  }

  holds(tree, record) { return truthOf(figureOf(tree, (code) => this.resolve(code, record), this.today)); }
  isAllowed(field, record) { return field.allowed_when === undefined || !this.knows(field.allowed_when) || this.holds(field.allowed_when, record) === true; }

  isRequired(field, record) {
    const when = field.required_when;
    return (field.is_required || (when !== undefined && this.knows(when) && this.holds(when, record) === true)) && this.isAllowed(field, record);
  }

  result(field, record) {
    const figure = figureOf(field.formula, (code) => this.resolve(code, record), this.today);
    if (!isQuantity(field.result)) return canonicalOf(figure);
    if (typeof figure === "number") return Math.abs(figure) < 1e15 ? rounded(figure, field.result === "money" ? 0 : field.decimals) : null;
    return truthOf(figure) === null ? null : truthOf(figure) ? "1" : "0";
  }

  /** The record with its computed fields worked out and without what is not allowed. */
  settle(record) {
    for (let pass = 0; pass <= this.computed.length + this.all.length; pass += 1) {
      const before = JSON.stringify(record.body);
      for (const field of this.all) if (!this.isAllowed(field, record)) delete record.body[field.code];
      for (const field of this.computed) {
        const result = this.knows(field.formula) ? this.result(field, record) : null;
        if (isMissing(result)) delete record.body[field.code]; else record.body[field.code] = result;
      }
      if (JSON.stringify(record.body) === before) break;
    }
    return record;
  }

  // Problems

  missing(field, place, row) {
    return { severity: "error", fields: [place], ...(row === undefined ? {} : { row }), reason: this.words("missing", this.say(field.name)), remedy: this.words("missingRemedy") };
  }

  /** Everything wrong with a record of a unit, the errors that keep it from being sent and what only looks wrong. */
  problems(values, unit) {
    const { body, problems } = this.read(values), refused = new Set(problems.flatMap((one) => one.fields)), record = this.settle({ body, unit }), found = [];
    for (const field of this.all) {
      if (field.type === "computed") continue;
      if (isMissing(record.body[field.code]) && this.isRequired(field, record)) found.push(this.missing(field, field.code));
      if (field.type !== "group") continue;
      for (const [at, row] of (record.body[field.code] ?? []).entries()) {
        for (const inner of field.fields) if (inner.is_required && row[inner.code] === undefined) found.push(this.missing(inner, `${field.code}.${inner.code}`, at));
      }
    }
    for (const rule of this.register.rules) {
      if (!this.knows(rule.holds) || this.holds(rule.holds, record) !== false) continue;
      found.push({ severity: rule.importance, rule: rule.code, fields: rule.fields, reason: this.say(rule.name), remedy: this.say(rule.explanation) });
    }
    return [...problems, ...found.filter((one) => one.fields.length === 0 || !one.fields.every((code) => refused.has(code)))];
  }
}
