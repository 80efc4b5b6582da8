// The form of one record, drawn from the register that was taken along. What is written is kept on this device as it is written.

class RecordSheet {
  /** @param taken all that was taken along; @param record as it is kept on this device */
  constructor(taken, register, record, { words, language }) {
    Object.assign(this, { taken, register, record, words, language });
    this.check = new RecordCheck(register, { words, language, today: presentDay() });
    this.problems = record.problems ?? [];
  }

  say(label) { return label?.[this.language] ?? ""; }
  sentence(problem) {
    const text = (part) => (typeof part === "string" ? part : this.say(part)), reason = text(problem.reason);
    return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}. ${text(problem.remedy)}`;
  }

  // Drawing

  draw() {
    const { make } = tools, { words, register, record } = this;
    this.line = make("output", { class: "kept", "aria-live": "polite" });
    this.groups = new Map();
    this.above = make("div", {});
    this.element = make("form", { class: "record", novalidate: true }, make("fieldset", { disabled: Boolean(record.isWaiting) },
      this.unit(), register.sections.map((section) => [make("h2", {}, this.say(section.name)), section.help && make("p", {}, this.say(section.help)), section.fields.map((field) => this.field(field))]),
      make("p", {}, make("small", {}, make("span", { class: "must" }, "*"), ` ${words("mustBeGiven")}`)),
      make("p", { class: "does" }, make("button", {}, words("send")))), make("p", {}, this.line));
    this.fill();
    this.element.addEventListener("input", () => this.written());
    this.element.addEventListener("change", () => this.refresh());
    this.element.addEventListener("submit", (event) => { event.preventDefault(); this.handIn(); });
    this.refresh();
    this.last = JSON.stringify([this.values, this.chosenUnit]);
    this.showProblems(false);
    return [this.above, this.element];
  }

  unit() {
    const { make } = tools, { words, register, record } = this;
    if (register.units.length === 1 && !register.is_more_units) {
      record.unit = register.units[0];
      return make("p", {}, `${words("unit")}: `, make("strong", {}, this.say(this.taken.units[record.unit])));
    }
    return make("div", { class: "field", "data-field": "UNIT" }, make("label", { for: "unit" }, words("unit"), make("span", { class: "must" }, " *")),
      register.is_more_units ? [make("small", { id: "unit-hint" }, words("unitCode")), make("input", { id: "unit", name: "unit", autocomplete: "off", "aria-describedby": "unit-hint" })]
        : this.select({ id: "unit", name: "unit" }, register.units.map((id) => [id, this.say(this.taken.units[id])]), words("choose")));
  }

  select(attributes, options, empty) {
    return tools.make("select", attributes, tools.make("option", { value: "" }, empty), options.map(([value, name]) => tools.make("option", { value }, name)));
  }

  optionsOf(field) {
    const all = field.options ?? this.taken.categories[field.category] ?? [];
    return all.map((one) => [one.code, this.say(one.name) + (one.note ? ` – ${this.say(one.note)}` : "")]);
  }

  field(field) {
    const { make } = tools, { words } = this, id = `f:${field.code}`, must = field.is_required && make("span", { class: "must", title: words("mustBeGiven") }, " *");
    const unit = field.unit_of_measure ? ` (${this.say(field.unit_of_measure)})` : "", name = this.say(field.name) + unit, part = { "data-field": field.code };
    if (field.type === "computed") return make("div", { class: "field", ...part }, make("strong", {}, name), " ", make("small", {}, words("workedOut")), make("output", { id }, "–"));
    if (holdsFiles(field)) return make("div", { class: "field", ...part }, make("strong", {}, name), make("small", {}, words("filesLater")));
    if (field.type === "group") return this.group(field);
    const hints = [this.say(field.help), this.ownHint(field), field.allowed_when !== undefined && !this.check.knows(field.allowed_when) && words("onlyWhere")].filter(Boolean).join(" ");
    const hint = hints && make("small", { id: `${id}-hint` }, hints);
    if (field.type === "many" || field.type === "yes_no") {
      const options = field.type === "many" ? this.optionsOf(field) : [["true", words("yes")], ["false", words("no")], ...(field.is_required ? [] : [["", words("notStated")]])];
      return make("fieldset", { class: "field choices", id, ...part, "aria-describedby": hint ? `${id}-hint` : null }, make("legend", {}, name, must), hint,
        options.map(([value, label]) => make("label", { class: "tick" }, make("input", { type: field.type === "many" ? "checkbox" : "radio", name: id, value }), ` ${label}`)));
    }
    return make("div", { class: "field", ...part }, make("label", { for: id }, name, must), hint, this.control(field, { id, name: id, "aria-describedby": hint ? `${id}-hint` : null }));
  }

  ownHint(field) {
    const { words } = this;
    if (field.type === "period") return words({ year: "yearly", quarter: "quarter" }[field.period_kind] ?? "month");
    if (field.is_more) return field.type === "record" ? words("moreRecords", field.records.length) : words("unitCode");
    return { place: words("place"), identity_number: words("twelve"), person: words("person") }[field.type];
  }

  control(field, common) {
    const { make } = tools, { words } = this, line = (more) => make("input", { ...common, ...more }), empty = words(field.is_required ? "choose" : "notStated");
    switch (field.type) {
      case "long_text": return make("textarea", { ...common, rows: 4 });
      case "number": case "money": return line({ class: "n", inputmode: "decimal", autocomplete: "off" });
      case "date": return line({ type: "date" });
      case "phone": return line({ type: "tel", autocomplete: "off" });
      case "identity_number": return line({ inputmode: "numeric", maxlength: 20, autocomplete: "off" });
      case "email": return line({ type: "email", autocomplete: "off" });
      case "link": return line({ type: "url", placeholder: "https://" });
      case "yes_no": return this.select(common, [["true", words("yes")], ["false", words("no")]], "–");
      case "choice": case "ethnic_group": return this.select(common, this.optionsOf(field), empty);
      case "agency": return this.select(common, this.taken.agencies.map((one) => [one.code, this.say(one.name)]), empty);
      case "org_unit": return field.is_more ? line({ autocomplete: "off" }) : this.select(common, field.units.map((id) => [id, this.say(this.taken.units[id])]), empty);
      case "record": return this.records(field, common, empty);
      case "place": return this.place(common);
      default: return line({ autocomplete: "off" });
    }
  }

  /** Records to choose from; where there are more than were taken along, another one by its number. */
  records(field, common, empty) {
    const own = (this.taken.own ?? []).filter((one) => one.register === field.register).map((one) => [one.id, one.title]);
    const select = this.select(common, [...own, ...field.records.map((one) => [one.id, one.number ? `${one.title} (${one.number})` : one.title])], empty);
    if (!field.is_more) return select;
    return [select, " ", tools.make("input", { name: `${common.name}:other`, "aria-label": `${this.say(field.name)}: ${this.words("otherNumber")}`, placeholder: this.words("otherNumber"), autocomplete: "off" })];
  }

  place(common) {
    const { make } = tools, line = make("input", { ...common, inputmode: "decimal", autocomplete: "off" });
    if (!navigator.geolocation) return line;
    const button = make("button", { type: "button", class: "quiet" }, this.words("here"));
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      line.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
      this.written();
    }));
    return [line, " ", button];
  }

  group(field) {
    const { make } = tools, { words } = this, body = make("tbody"), more = make("button", { type: "button", class: "quiet" }, words("moreRows"));
    this.groups.set(field.code, () => this.row(field, body));
    more.addEventListener("click", () => { for (let count = 0; count < 3; count += 1) this.row(field, body); });
    const must = (one) => one.is_required && make("span", { class: "must" }, " *");
    return make("fieldset", { class: "rows", id: `f:${field.code}`, "data-field": field.code, tabindex: "-1" }, make("legend", {}, this.say(field.name), must(field)), field.help && make("small", {}, this.say(field.help)),
      make("div", { class: "wrap" }, make("table", { class: "entry" }, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words("rowNumber")), field.fields.map((one) => make("th", { scope: "col" }, this.say(one.name), must(one))))), body)), more);
  }

  row(field, body) {
    const { make } = tools, at = body.rows.length, name = (inner) => `g:${field.code}:${at}:${inner.code}`;
    body.append(make("tr", {}, make("th", { scope: "row" }, at + 1), field.fields.map((inner) => make("td", { "data-label": this.say(inner.name) },
      this.control(inner, { id: name(inner), name: name(inner), "aria-label": `${this.say(inner.name)}, ${this.words("row", at + 1)}` })))));
  }

  // What stands in it

  get chosenUnit() { return this.part("unit")?.value ?? this.record.unit; }

  part(name) { return this.element.elements.namedItem(name); }

  fill() {
    const put = (name, text) => {
      const control = this.part(name);
      if (!control || text == null) return;
      control.value = text;
      // A record that was named by its number, or something that can no longer be chosen.
      const other = this.part(`${name}:other`);
      if (control.matches?.("select") && control.value !== text) { if (other) other.value = text; else control.append(tools.make("option", { value: text, selected: true }, text)); }
    };
    put("unit", this.record.unit);
    for (const field of this.check.all) {
      const value = this.record.values[field.code];
      if (field.type === "group") {
        const rows = value ?? [];
        for (let at = 0; at < rows.length + (this.record.isWaiting ? 0 : 2); at += 1) {
          this.groups.get(field.code)();
          for (const inner of field.fields) put(`g:${field.code}:${at}:${inner.code}`, writtenField(rows[at]?.[inner.code] ?? "", inner, this.language));
        }
      } else if (field.type === "many") {
        for (const box of this.element.querySelectorAll(`[name="f:${CSS.escape(field.code)}"]`)) box.checked = (value ?? []).includes(box.value);
      } else if (value !== undefined) {
        put(`f:${field.code}`, writtenField(value, field, this.language));
      }
    }
  }

  /** What stands in the fields, numbers and the like as they are kept where they can be read. */
  get values() {
    const kept = (typed, field) => { try { return readField(typed, field, this.words, this.language) ?? ""; } catch { return typed; } };  // what cannot be read stays as typed, and the check says so
    const text = (name, field) => kept(this.part(`${name}:other`)?.value.trim() || (this.part(name)?.value ?? ""), field), values = {};
    for (const field of this.check.all) {
      if (field.type === "computed" || holdsFiles(field)) continue;
      const name = `f:${field.code}`;
      if (this.placeOfField(field)?.hidden) continue;
      if (field.type === "many") values[field.code] = [...this.element.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)].map((box) => box.value);
      else if (field.type === "group") values[field.code] = [...this.placeOfField(field).querySelectorAll("tbody tr")].map((_, at) => Object.fromEntries(field.fields.map((inner) => [inner.code, text(`g:${field.code}:${at}:${inner.code}`, inner)])));
      else values[field.code] = text(name, field);
    }
    return values;
  }

  // Writing

  written() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => { this.refresh(); this.keep(); }, 400);
  }

  async keep() {
    clearTimeout(this.keeping);
    const values = this.values, unit = this.chosenUnit, text = JSON.stringify([values, unit]);
    if (this.record.isWaiting || text === this.last) return;
    this.last = text;
    Object.assign(this.record, { values, unit, title: this.title(values) });
    try {
      await outbox.keep(this.record);
      this.line.textContent = this.words("kept", tools.clock(this.record.at));
    } catch (error) {
      this.line.textContent = this.words(error?.name === "QuotaExceededError" ? "full" : "notKept");
    }
    outbox.tell();
  }

  /** How the record is called on this device, until the server gives it its title. */
  title(values) {
    const parts = this.check.all.filter((field) => field.type === "text" && values[field.code]).slice(0, 2).map((field) => values[field.code]);
    return parts.join(" · ").slice(0, 120);
  }

  placeOfField(field) { return this.element.querySelector(`[data-field="${CSS.escape(field.code)}"]`); }

  /** Shows what is to be filled in as the record stands, and what follows from it. */
  refresh() {
    const { body } = this.check.read(this.values), record = this.check.settle({ body, unit: this.chosenUnit });
    for (const field of this.check.all) {
      const place = this.placeOfField(field);
      if (place && field.allowed_when !== undefined) place.hidden = !this.check.isAllowed(field, record);
      if (field.type === "computed" && place) place.querySelector("output").textContent = this.shown(record.body[field.code], field);
    }
  }

  shown(value, field) {
    if (value == null) return "–";
    if (isQuantity(field.result)) return shown(Number(value), field.decimals, this.language);
    if (field.result === "date") return value.split("-").reverse().join("/");
    if (field.result === "yes_no") return this.words(value === "true" ? "yes" : "no");
    return this.optionsOf(field).find(([code]) => code === value)?.[1] ?? value;
  }

  // Sending

  async handIn(isNew = false) {
    clearTimeout(this.keeping);
    this.refresh();
    const { record } = this, values = this.values, unit = this.chosenUnit, problems = this.check.problems(values, unit);
    Object.assign(record, { values, unit, title: this.title(values) });
    this.last = JSON.stringify([values, unit]);
    if (!record.unit) problems.unshift({ severity: "error", fields: ["UNIT"], reason: this.words("noUnit"), remedy: this.words("noUnitRemedy") });
    this.problems = problems;
    const isStopped = problems.some((one) => one.severity === "error");
    Object.assign(record, { problems: isStopped ? problems : [], refused: null, likely: isStopped ? record.likely : [], isWaiting: !isStopped, isNew: record.isNew || isNew, fields: this.fields() });
    try {
      await outbox.keep(record);
    } catch (error) {
      record.isWaiting = false;
      this.line.textContent = this.words(error?.name === "QuotaExceededError" ? "full" : "notKept");
      return;
    }
    if (isStopped) this.showProblems(true);
    outbox.tell();
    if (!isStopped) outbox.flush();
  }

  /** What travels: what somebody wrote, in the form in which it is kept, and what they emptied. */
  fields() {
    const sent = {};
    for (const [code, value] of Object.entries(this.record.values)) {
      const field = this.check.fields.get(code);
      if (!isMissing(value) || field?.initial !== undefined) sent[code] = value;
    }
    return sent;
  }

  // Problems

  placeOf(problem) {
    const [code] = problem.fields ?? [];
    if (!code) return null;
    if (code === "UNIT") return "unit";
    const [group, inner] = code.split(".");
    return inner !== undefined && problem.row !== undefined ? `g:${group}:${problem.row}:${inner}` : `f:${group}`;
  }

  showProblems(isAsked) {
    const { make } = tools, { words, record } = this, errors = this.problems.filter((one) => one.severity === "error"), warnings = this.problems.filter((one) => one.severity !== "error"), above = [];
    const item = (problem) => {
      const place = this.placeOf(problem), text = this.sentence(problem), link = make("a", { href: `#${place}` }, text);
      link.addEventListener("click", (event) => { event.preventDefault(); this.goTo(place); });
      return make("li", {}, place ? link : text);
    };
    for (const old of this.element.querySelectorAll(".msg")) old.remove();
    for (const old of this.element.querySelectorAll(".bad")) {
      old.classList.remove("bad");
      const control = old.querySelector("[aria-invalid]"), described = control?.getAttribute("aria-describedby").split(" ").filter((id) => !id.endsWith("-error")).join(" ");
      control?.removeAttribute("aria-invalid");
      if (described) control.setAttribute("aria-describedby", described); else control?.removeAttribute("aria-describedby");
    }
    for (const problem of errors) {
      const control = this.element.querySelector(`[id="${CSS.escape(this.placeOf(problem) ?? "-")}"]`), part = control?.closest("td, [data-field]");
      if (!part || part.classList.contains("bad")) continue;
      part.classList.add("bad");
      const message = make("span", { class: "msg", id: `${control.id}-error` }, this.sentence(problem));
      if (control.matches("input, select, textarea")) {
        control.setAttribute("aria-invalid", "true");
        control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), message.id].filter(Boolean).join(" "));
        control.before(message);
      } else {
        part.querySelector("legend, strong")?.after(message);
      }
    }
    if (record.refused) above.push(make("p", { class: "status bad", role: "alert" }, this.sentence(record.refused)));
    if (errors.length) above.push(make("div", { class: "errors", role: "alert", tabindex: "-1" }, make("h2", {}, words("correct")), make("ul", {}, errors.map(item))));
    if (warnings.length) above.push(make("div", { class: "status warn" }, make("p", {}, words("look")), make("ul", {}, warnings.map(item))));
    if (record.likely?.length) above.push(this.likely());
    if (record.isWaiting) above.push(this.waiting());
    this.above.replaceChildren(...above);
    if (isAsked) this.above.querySelector(".errors")?.focus();
  }

  /** Records that are likely of the same thing, and the way to say that this one is another. */
  likely() {
    const { make } = tools, button = make("button", { type: "button", class: "quiet" }, this.words("another"));
    button.addEventListener("click", () => this.handIn(true));
    return make("div", { class: "status warn", role: "alert" }, make("p", {}, make("strong", {}, this.words("likely"))),
      make("ul", {}, this.record.likely.map((one) => make("li", {}, [one.id ? one.title : this.words("ofOther"), one.number, this.say(one.unit_name)].filter(Boolean).join(" · ")))), make("p", {}, button));
  }

  /** What waits cannot be changed unseen; it comes back as long as it has not been on its way. */
  waiting() {
    const { make } = tools, part = make("div", { class: "status", role: "status" }, make("p", {}, this.words("waiting")));
    if (this.record.tries) part.append(make("p", {}, this.words("mayHaveArrived")));
    else {
      const button = make("button", { type: "button", class: "quiet" }, this.words("takeBack"));
      button.addEventListener("click", async () => {
        const kept = await store.get("record", this.record.id);
        if (kept && !kept.tries) await outbox.keep({ ...kept, isWaiting: false, turn: (kept.turn ?? 0) + 1 });
        outbox.tell();
      });
      part.append(make("p", {}, button));
    }
    return part;
  }

  goTo(place) {
    const control = document.getElementById(place), first = control?.matches("fieldset") ? control.querySelector("input, select, textarea") ?? control : control;
    first?.focus();
    first?.scrollIntoView({ block: "center" });
  }
}
