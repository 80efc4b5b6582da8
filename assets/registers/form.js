// The form of one record, as it is drawn from the register that was taken along.

const { make } = tools;

/** A button beside the one that sends. */
function quiet(act, ...words) {
  const made = make("button", { type: "button", class: "quiet" }, words);
  made.addEventListener("click", act);
  return made;
}

class RecordDrawing {
  say(label) { return label?.[this.language] ?? ""; }

  unit() {
    const { words, register, record } = this;
    if (register.units.length === 1 && !register.is_more_units) {
      record.unit = register.units[0];
      return make("p", {}, `${words("unit")}: `, make("strong", {}, this.say(this.taken.units[record.unit])));
    }
    return make("div", { class: "field", "data-field": "UNIT" }, make("label", { for: "unit" }, words("unit"), make("span", { class: "must" }, " *")),
      register.is_more_units ? [make("small", { id: "unit-hint" }, words("unitCode")), make("input", { id: "unit", name: "unit", autocomplete: "off", "aria-describedby": "unit-hint" })]
        : this.select({ id: "unit", name: "unit" }, register.units.map((id) => [id, this.say(this.taken.units[id])]), words("choose")));
  }

  select(attributes, options, empty) {
    return make("select", attributes, make("option", { value: "" }, empty), options.map(([value, name]) => make("option", { value }, name)));
  }

  optionsOf(field) {
    const all = field.options ?? this.taken.categories[field.category] ?? [];
    return all.map((one) => [one.code, this.say(one.name) + (one.note ? ` – ${this.say(one.note)}` : "")]);
  }

  field(field) {
    const { words } = this, id = `f:${field.code}`, must = field.is_required && make("span", { class: "must" }, " *");
    const unit = field.unit_of_measure ? ` (${this.say(field.unit_of_measure)})` : "", name = this.say(field.name) + unit, part = { "data-field": field.code };
    if (field.type === "computed") return make("div", { class: "field", ...part }, make("strong", {}, name), " ", make("small", {}, words("workedOut")), make("output", { id }, "–"));
    if (holdsFiles(field)) return this.files(field, id, name, part);
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

  /** Photos and documents, kept on this device until the record is there that they belong to. */
  files(field, id, name, part) {
    const { words, record } = this, said = make("output", { "aria-live": "polite" }), list = make("ul", { class: "feed files" });
    const draw = async () => list.replaceChildren(...(await outbox.photosOf(record.id)).filter((photo) => photo.about.field === field.code).map((photo) => photoItem(photo, words)));
    const input = make("input", { id, type: "file", multiple: true, accept: `image/jpeg,image/png,image/webp${field.type === "file" ? ",application/pdf" : ""}` });
    input.addEventListener("change", async () => {
      for (const file of input.files) {
        try { await photos.add(file, record.id, { register: record.register, record: record.id, field: field.code }); } catch (error) {
          said.textContent = error instanceof RangeError ? words("tooLarge", file.name) : words(error?.name === "QuotaExceededError" ? "full" : "notKept");
        }
      }
      input.value = "";
      // With what was written just before.
      this.last = null;
      await this.keep();
      draw();
    });
    queue.changed.addEventListener("change", draw);
    draw();
    return make("div", { class: "field", ...part }, make("label", { for: id }, name), make("small", {}, [this.say(field.help), words("fileRule")].filter(Boolean).join(" ")), input, said, list);
  }

  ownHint(field) {
    const { words } = this;
    if (field.type === "period") return words({ year: "yearly", quarter: "quarter" }[field.period_kind] ?? "month");
    if (field.is_more) return field.type === "record" ? words("moreRecords", field.records.length) : words("unitCode");
    return { place: words("place"), identity_number: words("twelve"), person: words("person") }[field.type];
  }

  control(field, common) {
    const { words } = this, empty = words(field.is_required ? "choose" : "notStated"), line = (more) => make("input", { ...common, autocomplete: "off", ...more });
    switch (field.type) {
      case "long_text": return make("textarea", { ...common, rows: 4 });
      case "number": case "money": return line({ class: "n", inputmode: "decimal" });
      case "date": case "email": return line({ type: field.type });
      case "phone": return line({ type: "tel" });
      case "identity_number": return line({ inputmode: "numeric" });
      case "link": return line({ type: "url" });
      case "yes_no": return this.select(common, [["true", words("yes")], ["false", words("no")]], "–");
      case "choice": case "ethnic_group": return this.select(common, this.optionsOf(field), empty);
      case "agency": return this.select(common, this.taken.agencies.map((one) => [one.code, this.say(one.name)]), empty);
      case "org_unit": return field.is_more ? line() : this.select(common, field.units.map((id) => [id, this.say(this.taken.units[id])]), empty);
      case "record": return this.records(field, common, empty);
      case "place": return [line(), " ", navigator.geolocation && make("button", { type: "button", class: "quiet", "data-locate": common.id }, words("here"))];
      default: return line();
    }
  }

  /** Records to choose from; where there are more than were taken along, another one by its number. */
  records(field, common, empty) {
    const own = this.taken.own.filter((one) => one.register === field.register).map((one) => [one.id, one.title]);
    const select = this.select(common, [...own, ...field.records.map((one) => [one.id, one.number ? `${one.title} (${one.number})` : one.title])], empty);
    if (!field.is_more) return select;
    return [select, " ", make("input", { name: `${common.name}:other`, "aria-label": `${this.say(field.name)}: ${this.words("otherNumber")}`, placeholder: this.words("otherNumber"), autocomplete: "off" })];
  }

  group(field) {
    const { words } = this, body = make("tbody");
    this.groups.set(field.code, () => this.row(field, body));
    const must = (one) => one.is_required && make("span", { class: "must" }, " *");
    return make("fieldset", { class: "rows", id: `f:${field.code}`, "data-field": field.code, tabindex: "-1" }, make("legend", {}, this.say(field.name), must(field)), field.help && make("small", {}, this.say(field.help)),
      make("div", { class: "wrap" }, make("table", { class: "entry" }, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words("rowNumber")), field.fields.map((one) => make("th", { scope: "col" }, this.say(one.name), must(one))))), body)), quiet(() => { for (let count = 0; count < 3; count += 1) this.row(field, body); }, words("moreRows")));
  }

  row(field, body) {
    const at = body.rows.length, name = (inner) => `g:${field.code}:${at}:${inner.code}`;
    body.append(make("tr", {}, make("th", { scope: "row" }, at + 1), field.fields.map((inner) => make("td", { "data-label": this.say(inner.name) },
      this.control(inner, { id: name(inner), name: name(inner), "aria-label": `${this.say(inner.name)}, ${this.words("row", at + 1)}` })))));
  }
}
