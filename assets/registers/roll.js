// Some fields of many records on this device, such as who was there: taken along from the list, written in without a connection, codes read with the camera.

/** The lists that were taken along, what was written in them, and their sending. */
const rolls = {
  all: () => store.all("roll"),
  get: (id) => store.get("roll", id),
  keep: (roll) => store.put("roll", roll.id, roll),

  /** Gets a list under the address of its form for many; what was written in it before stays. */
  async take(id) {
    const [code, query] = id.split(/\?(.*)/s), kept = await this.get(id);
    if (kept?.isWaiting) return kept;
    const body = await fetchJSON(`/registers/${encodeURIComponent(code)}/sheet.json${query ? `?${query}` : ""}`);
    const roll = { changes: {}, said: {}, ...kept, ...body, id, at: Date.now() + queue.skew };
    // A line that was written in stays as the writer saw it, so that the server can tell what others wrote since.
    if (kept) roll.lines = body.lines.map((line) => (kept.changes[line.id] && kept.lines.find((one) => one.id === line.id)) || line);
    await this.keep(roll);
    return roll;
  },

  stateOf: (roll) => [Boolean(roll.isWaiting), roll.turn].join(),

  hasChanges: (roll) => Object.keys(roll.changes).length > 0,

  async drop(roll) {
    await store.remove("roll", roll.id);
    outbox.tell();
  },

  async sendAll() {
    for (const { id } of await this.all()) {
      const roll = await this.get(id);
      if (roll?.isWaiting) await this.send(roll);
    }
  },

  async send(roll) {
    const lines = Object.entries(roll.changes).map(([id, fields]) => ({ id, seen: roll.lines.find((one) => one.id === id)?.version, fields }));
    const { status, body } = await post(`/registers/${encodeURIComponent(roll.register)}/sheet.json`, { person: me.id, lines });
    this.settle(roll, status === 200 ? body : { lines: [], refused: body });
    await spare(this.keep(roll));
    outbox.tell();
  },

  /** What an answer makes of a list. What was not kept stays written, with why; of what somebody else wrote meanwhile the writer is told once, and decides. */
  settle(roll, { lines, receipt, refused }) {
    Object.assign(roll, { isWaiting: false, refused: refused?.reason ? refused : null, receipt: receipt ?? roll.receipt, turn: (roll.turn ?? 0) + 1, said: {} });
    for (const { id, kind, line, problems, conflicts } of lines) {
      if (line) roll.lines = roll.lines.map((one) => (one.id === id ? { ...line, title: line.title } : one));
      if (kind === "kept") delete roll.changes[id];
      else roll.said[id] = { kind, problems, conflicts };
    }
  },
};

async function fetchJSON(address) {
  let response;
  try { response = await fetch(address, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(60000) }); } catch { throw new Unreachable(); }
  const { status, body } = await readAnswer(response);
  if (status !== 200) throw new Unreachable();
  return body;
}

/** One list as it is written in. */
class RollSheet extends RecordDrawing {
  constructor(roll, { words, language }) {
    super();
    Object.assign(this, { roll, words, language, taken: { categories: roll.categories, agencies: [], units: {}, own: [] } });
    /** The field that a code read by the camera says yes to. */
    this.presence = roll.fields.find((field) => field.type === "yes_no");
    /** As it is drawn: what is sent, and what comes of it, is drawn anew. */
    this.state = rolls.stateOf(roll);
  }

  draw() {
    const { words, roll } = this, head = (name) => make("th", { scope: "col" }, name);
    this.line = make("output", { "aria-live": "polite" });
    this.rows = new Map(roll.lines.map((line) => [line.id, this.row(line)]));
    const table = make("div", { class: "wrap" }, make("table", { class: "stack entry roll" }, make("thead", {}, make("tr", {}, head(this.say(roll.one)), roll.fields.map((field) => head(this.say(field.name))))), make("tbody", {}, [...this.rows.values()])));
    const form = make("form", { class: "record", novalidate: true }, make("fieldset", { disabled: Boolean(roll.isWaiting) }, table, make("p", { class: "does" }, make("button", {}, words("sendRoll")), " ", this.line)));
    form.addEventListener("change", (event) => this.written(event.target));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.handIn(); });
    return [...this.above(), this.reader(), form];
  }

  above() {
    const { words, roll } = this, part = (kind, text) => make("p", { class: `status ${kind}`, role: "status" }, text), left = Object.keys(roll.said).length;
    return [
      roll.isWaiting && part("", words("waiting")), roll.refused && part("bad", `${this.say(roll.refused.reason)}. ${this.say(roll.refused.remedy)}`), left > 0 && part("bad", words("leftInRoll", left)),
      !roll.isWaiting && !roll.refused && left === 0 && roll.receipt && !rolls.hasChanges(roll) && part("done", words("received", roll.receipt.number, tools.clock(Date.parse(roll.receipt.at)))), roll.is_more && part("warn", words("moreInRoll", roll.lines.length)),
    ].filter(Boolean);
  }

  row(line) {
    const { words } = this, changes = this.roll.changes[line.id] ?? {}, said = this.roll.said[line.id], about = [];
    for (const one of said?.problems ?? []) about.push(`${this.say(one.reason)}. ${this.say(one.remedy)}`);
    for (const one of said?.conflicts ?? []) {
      const field = this.roll.fields.find(({ code }) => code === one.field);
      about.push(words("otherWrote", one.by, this.say(field?.name), one.theirs.map((text) => this.shown(text, field)).join(", ") || "–"));
    }
    if (said?.kind === "gone") about.push(words("lineGone"));
    return make("tr", { "data-id": line.id },
      make("th", { scope: "row", tabindex: "-1" }, line.title, line.number && make("small", {}, line.number), about.map((text) => make("span", { class: "msg" }, text))),
      this.roll.fields.map((field) => make("td", { "data-label": this.say(field.name) }, this.cell(field, line, changes[field.code] ?? line.values[field.code]?.[0] ?? ""))));
  }

  cell(field, line, value) {
    const name = `${line.id}:${field.code}`, control = [this.control(field, { id: name, name, "aria-label": `${this.say(field.name)}, ${line.title}` })].flat()[0];
    control.value = writtenField(value, field, this.language);
    return control;
  }

  shown(text, field) {
    if (field?.type === "yes_no") return this.words(text === "true" ? "yes" : "no");
    return this.optionsOf(field ?? { options: [] }).find(([code]) => code === text)?.[1] ?? text;
  }

  // Writing

  async written(control) {
    const at = control.name.lastIndexOf(":"), id = control.name.slice(0, at), field = this.roll.fields.find((one) => one.code === control.name.slice(at + 1));
    if (!field) return;
    const { kept, refusal } = tryField(control.value, field, this.words, this.language), cell = control.closest("td");
    cell.querySelector(".msg")?.remove();
    cell.classList.toggle("bad", Boolean(refusal));
    if (refusal) return cell.append(make("span", { class: "msg" }, `${refusal.reason}. ${refusal.remedy}`));
    await this.write(id, field, kept ?? "");
  }

  async write(id, field, value) {
    const { roll } = this, line = roll.lines.find((one) => one.id === id), changes = (roll.changes[id] ??= {});
    if (value === (line.values[field.code]?.[0] ?? "")) delete changes[field.code]; else changes[field.code] = value;
    if (Object.keys(changes).length === 0) delete roll.changes[id];
    roll.at = Date.now() + queue.skew;
    try {
      await rolls.keep(roll);
      this.line.textContent = this.words("kept", tools.clock(roll.at));
    } catch (error) { this.line.textContent = this.words(error?.name === "QuotaExceededError" ? "full" : "notKept"); }
    outbox.tell();
  }

  async handIn() {
    const wrong = this.rows && [...this.rows.values()].map((row) => row.querySelector("td.bad")).find(Boolean);
    if (wrong) return wrong.querySelector("input, select").focus();
    if (!rolls.hasChanges(this.roll)) return void (this.line.textContent = this.words("nothingInRoll"));
    Object.assign(this.roll, { isWaiting: true, refused: null, said: {} });
    await rolls.keep(this.roll);
    outbox.tell();
    outbox.flush();
  }

  // Codes

  /** A place for codes that are typed, or read by a reader that types them; and the camera, where the browser can read codes. */
  reader() {
    const { words } = this;
    if (!this.presence || this.roll.isWaiting) return "";
    const input = make("input", { id: "code", autocomplete: "off", enterkeyhint: "done" }), said = make("output", { "aria-live": "assertive" });
    const form = make("form", { class: "reader" }, make("label", { for: "code" }, words("codeOf", this.say(this.presence.name))), " ", input, " ", make("button", { class: "quiet" }, words("mark")), " ", globalThis.BarcodeDetector && this.camera(said), " ", said);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      said.textContent = this.mark(input.value.trim());
      input.value = "";
    });
    return form;
  }

  /** Says yes for the record of a code: its number, or an address that ends in its identity. */
  mark(text) {
    const { words, roll } = this, number = text.toUpperCase(), line = text && roll.lines.find((one) => one.number === number || text.toLowerCase().endsWith(one.id));
    if (!line) return words("noSuchCode", text);
    const row = this.rows.get(line.id), control = row.querySelector("select");
    control.value = "true";
    this.write(line.id, this.presence, "true");
    row.scrollIntoView({ block: "nearest" });
    return words("marked", line.title);
  }

  camera(said) {
    const button = quiet(async () => {
      if (this.stream) return this.stop();
      try { this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }); } catch { return void (said.textContent = this.words("noCamera")); }
      const picture = make("video", { playsinline: true, muted: true }), detector = new BarcodeDetector({ formats: ["qr_code"] });
      Object.assign(picture, { srcObject: this.stream });
      button.textContent = this.words("stopCamera");
      button.form.after(picture);
      this.picture = picture;
      await picture.play();
      let last = null;
      while (this.stream && picture.isConnected) {
        const [found] = await detector.detect(picture).catch(() => []);
        if (found && found.rawValue !== last) said.textContent = this.mark(last = found.rawValue);
        await new Promise((done) => setTimeout(done, 300));
      }
      this.stop();
      button.textContent = this.words("camera");
    }, this.words("camera"));
    return button;
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.picture?.remove();
    this.stream = null;
  }
}
