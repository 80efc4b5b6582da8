// One record in its form: what is written is kept on this device as it is written, is checked and goes into the outbox.

class RecordSheet extends RecordDrawing {
  /** @param taken all that was taken along; @param record as it is kept on this device */
  constructor(taken, register, record, { words, language }) {
    super();
    Object.assign(this, { taken, register, record, words, language });
    this.check = new RecordCheck(register, { words, language, today: presentDay() });
    this.problems = record.problems ?? [];
  }

  sentence(problem) {
    const text = (part) => (typeof part === "string" ? part : this.say(part)), reason = text(problem.reason);
    return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}. ${text(problem.remedy)}`;
  }

  // Drawing

  draw() {
    const { words, register, record } = this;
    this.line = make("output", { class: "kept", "aria-live": "polite" });
    this.groups = new Map();
    this.above = make("div", {});
    this.element = make("form", { class: "record", novalidate: true }, make("fieldset", { disabled: Boolean(record.isWaiting) },
      this.unit(), register.sections.map((section) => [make("h2", {}, this.say(section.name)), section.help && make("p", {}, this.say(section.help)), section.fields.map((field) => this.field(field))]),
      make("p", {}, make("small", {}, make("span", { class: "must" }, "*"), ` ${words("mustBeGiven")}`)),
      make("p", {}, make("button", {}, words("send")))), make("p", {}, this.line));
    this.fill();
    this.element.addEventListener("input", () => this.written());
    this.element.addEventListener("change", () => this.refresh());
    this.element.addEventListener("submit", (event) => { event.preventDefault(); this.handIn(); });
    this.refresh();
    this.last = JSON.stringify([this.values, this.chosenUnit]);
    this.showProblems(false);
    return [this.above, this.element];
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
      if (control.matches?.("select") && control.value !== text) { if (other) other.value = text; else control.append(make("option", { value: text, selected: true }, text)); }
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
    const kept = (typed, field) => { const { kept, refusal } = tryField(typed, field, this.words, this.language); return refusal ? typed : kept ?? ""; };
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
    this.line.textContent = "";
    this.keeping = setTimeout(() => { this.refresh(); this.keep(); }, 400);
  }

  async keep() {
    clearTimeout(this.keeping);
    const values = this.values, unit = this.chosenUnit, text = JSON.stringify([values, unit]);
    if (this.record.isWaiting || text === this.last) return;
    this.last = text;
    Object.assign(this.record, { values, unit, title: this.title(values) });
    await this.put();
    outbox.tell();
  }

  /** Whether this device has it now. */
  async put() {
    try {
      await outbox.keep(this.record);
      this.line.textContent = this.words("kept", tools.clock(this.record.at));
      return true;
    } catch (error) {
      this.line.textContent = this.words(error?.name === "QuotaExceededError" ? "full" : "notKept");
      return false;
    }
  }

  /** How the record is called on this device, until the server gives it its title. */
  title(values) {
    return this.check.all.filter((field) => field.type === "text").map((field) => values[field.code]).filter(Boolean).slice(0, 2).join(" · ");
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
    if (!(await this.put())) {
      record.isWaiting = false;
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
    const { words, record } = this, errors = this.problems.filter((one) => one.severity === "error"), warnings = this.problems.filter((one) => one.severity !== "error"), above = [];
    const item = (problem) => {
      const place = this.placeOf(problem), text = this.sentence(problem), link = make("a", { href: `#${place}` }, text);
      link.addEventListener("click", (event) => { event.preventDefault(); this.goTo(place); });
      return make("li", {}, place ? link : text);
    };
    for (const old of this.element.querySelectorAll(".msg")) old.remove();
    for (const old of this.element.querySelectorAll(".bad")) old.classList.remove("bad");
    for (const old of this.element.querySelectorAll("[aria-invalid]")) {
      old.removeAttribute("aria-invalid");
      old.setAttribute("aria-describedby", old.dataset.hint ?? "");
    }
    for (const problem of errors) {
      const control = this.element.querySelector(`[id="${CSS.escape(this.placeOf(problem) ?? "-")}"]`), part = control?.closest("td, [data-field]");
      if (!part || part.classList.contains("bad")) continue;
      part.classList.add("bad");
      const message = make("span", { class: "msg", id: `${control.id}-error` }, this.sentence(problem));
      if (control.matches("input, select, textarea")) {
        control.setAttribute("aria-invalid", "true");
        control.dataset.hint ??= control.getAttribute("aria-describedby") ?? "";
        control.setAttribute("aria-describedby", `${control.dataset.hint} ${message.id}`.trim());
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
    return make("div", { class: "status warn", role: "alert" }, make("p", {}, make("strong", {}, this.words("likely"))),
      make("ul", {}, this.record.likely.map((one) => make("li", {}, [one.id ? one.title : this.words("ofOther"), one.number, this.say(one.unit_name)].filter(Boolean).join(" · ")))), make("p", {}, quiet(() => this.handIn(true), this.words("another"))));
  }

  /** What waits cannot be changed unseen; it comes back as long as it has not been on its way. */
  waiting() {
    const part = make("div", { class: "status", role: "status" }, make("p", {}, this.words("waiting")));
    part.append(make("p", {}, this.record.tries ? this.words("mayHaveArrived") : quiet(async () => {
      const kept = await store.get("record", this.record.id);
      if (kept && !kept.tries) await outbox.keep({ ...kept, isWaiting: false, turn: (kept.turn ?? 0) + 1 });
      outbox.tell();
    }, this.words("takeBack"))));
    return part;
  }

  goTo(place) {
    const control = document.getElementById(place);
    (control?.querySelector("input, textarea") ?? control)?.focus();
  }
}
