// The page of records on this device: registers to add to, drafts, what waits, what was sent; or the form of one record.

class RecordsPage {
  constructor(place, words, language) {
    Object.assign(this, { place, words, language, sheet: null, drawing: Promise.resolve() });
    addEventListener("hashchange", () => this.draw());
    addEventListener("pagehide", () => this.sheet?.keep());
    for (const { changed } of [outbox, queue]) changed.addEventListener("change", () => this.draw(false));
  }

  say(label) { return label?.[this.language] ?? ""; }

  /** One drawing after the other, so that an older one never covers a newer one. */
  draw(isMove = true) {
    this.drawing = this.drawing.then(() => this.redraw(isMove)).catch((error) => {
      console.warn(error);
      this.place.replaceChildren(make("p", { class: "status bad" }, this.words("unreadable")));
    });
    return this.drawing;
  }

  async redraw(isMove) {
    const { words } = this;
    if (!canHold()) return this.place.replaceChildren(make("p", { class: "status bad" }, words("cannot")));
    if (!canKeep()) return this.place.replaceChildren(make("p", { class: "status warn" }, make("strong", {}, words("signInFirst")), " ", this.signIn()));
    const hash = decodeURIComponent(location.hash.slice(1));
    const rollID = /^roll\/(.+)$/s.exec(hash)?.[1];
    if (this.roll && this.roll.roll.id !== rollID) {
      this.roll.stop();
      this.roll = null;
    }
    if (this.sheet && hash !== `record/${this.sheet.record.id}`) {
      await this.sheet.keep();
      this.sheet = null;
    }
    if (rollID) return this.drawRoll(rollID, isMove);
    const [taken, counts] = await Promise.all([outbox.taken(), outbox.counts()]);
    const fresh = /^new\/(.+)$/.exec(hash)?.[1], id = /^record\/(.+)$/.exec(hash)?.[1];
    if (fresh && taken) return this.begin(taken, fresh, counts.outbox);
    const record = id && [...counts.drafts, ...counts.outbox].find((one) => one.id === id);
    if (record) return this.drawRecord(taken, counts, record);
    // A new record is on this device from its first letter on.
    if (this.sheet && !this.sheet.isKept) return this.showStatus();
    this.sheet = null;
    this.drawLists(taken, counts, isMove ? hash : null, id);
  }

  signIn() { return make("a", { href: "/sign-in?then=%2Fregisters%2Foffline" }, this.words("signIn")); }

  status() {
    const { trouble } = outbox, said = trouble && this.words({ offline: "noConnection", busy: "noConnection", signedOut: "sessionOver", full: "full" }[trouble]);
    return said ? [make("p", { class: "status", role: "status" }, said, trouble === "signedOut" && [" ", this.signIn()])] : [];
  }

  // Lists

  name(one) { return `${this.say(one.name)} · ${one.title || this.words("untitled")}`; }

  drawLists(taken, counts, hash, id) {
    const { words } = this, list = (place, items) => [make("h2", { id: place, tabindex: "-1" }, `${words(place)} (${items.length})`), items.length ? make("ul", { class: "feed" }, items) : make("p", {}, words("none"))];
    const note = (text) => text && make("span", { class: "msg" }, text), why = (one) => one && note(`${this.say(one.reason)}. ${this.say(one.remedy)}`);
    const item = (one) => make("li", {}, make("a", { href: `#record/${one.id}` }, this.name(one)), ` · ${tools.clock(one.at)} `, why(one.refused),
      note(one.problems?.length > 0 && words("correct")), note(one.likely?.length > 0 && words("likely")), " ", !one.isWaiting && this.drop(one));
    const sent = (one) => make("li", {}, make("a", { href: `/registers/${encodeURIComponent(one.register)}/${one.id}` }, [this.say(one.name), one.title, one.number].filter(Boolean).join(" · ")), ` · ${words("received", one.receipt, tools.clock(one.at))}`, (one.warnings ?? []).map(why));
    const registers = taken?.registers ?? [];
    if (counts.sent.some((one) => one.id === id)) history.replaceState(null, "", `#${hash = "sent"}`);
    this.place.replaceChildren(...this.status(),
      make("h2", { id: "add", tabindex: "-1" }, words("add")),
      registers.length ? make("ul", { class: "feed" }, registers.map((one) => make("li", {}, make("a", { href: `#new/${one.code}` }, this.say(one.name)), one.help && make("small", {}, ` ${this.say(one.help)}`)))) : make("p", {}, words("nothing")),
      ...(taken ? [make("p", {}, make("small", {}, words("takenAt", tools.clock(Date.parse(taken.made_at)))))] : []),
      ...(counts.rolls.length ? list("rolls", counts.rolls.map((one) => this.rollItem(one))) : []), ...(counts.photos.length ? list("photos", counts.photos.map((one) => photoItem(one, words))) : []),
      ...list("drafts", counts.drafts.map(item)), ...list("outbox", counts.outbox.map(item)), ...list("sent", counts.sent.map(sent)));
    const place = hash && document.getElementById(hash);
    if (place) { place.scrollIntoView(); place.focus({ preventScroll: true }); }
  }

  drop(record) {
    return quiet(() => { if (confirm(this.words("dropSure", this.name(record)))) outbox.drop(record); }, this.words("drop"), make("span", { class: "unseen" }, ` ${this.name(record)}`));
  }

  // Many records at once

  rollName(roll) { return [this.say(roll.name), roll.about].filter(Boolean).join(" · "); }

  rollItem(roll) {
    const { words } = this, isUnsent = rolls.hasChanges(roll);
    return make("li", {}, make("a", { href: `#roll/${encodeURIComponent(roll.id)}` }, this.rollName(roll)), ` · ${words("linesInRoll", roll.lines.length)} · ${tools.clock(roll.at)} `,
      isUnsent ? make("strong", {}, words(roll.isWaiting ? "waiting" : "unsent")) : quiet(() => rolls.drop(roll), words("offDevice"), make("span", { class: "unseen" }, ` ${this.rollName(roll)}`)));
  }

  async drawRoll(id, isMove) {
    const { words } = this;
    let roll = await rolls.get(id);
    if (isMove || !roll) {
      try { roll = await rolls.take(id); } catch (error) { if (!(error instanceof Unreachable || error instanceof SignedOut)) throw error; }
    }
    if (!roll) return this.place.replaceChildren(this.back(), ...this.status(), make("p", { class: "status warn" }, words("rollGone")));
    if (!isMove && this.roll?.state === rolls.stateOf(roll)) return this.showStatus();
    this.roll?.stop();
    this.roll = new RollSheet(roll, { words, language: this.language });
    this.trouble = make("div", {});
    this.place.replaceChildren(this.back(), this.trouble, make("h2", { tabindex: "-1" }, this.rollName(roll)), ...this.roll.draw());
    this.showStatus();
    if (isMove) this.place.querySelector("h2").focus();
  }

  // One record

  /** A new record of a register. */
  begin(taken, code, waiting) {
    const register = taken.registers.find((one) => one.code === code);
    if (!register) return this.place.replaceChildren(make("p", { class: "status warn" }, this.words("registerGone")));
    const values = {};
    for (const section of register.sections) {
      for (const { code, type, initial } of section.fields) if (initial !== undefined) values[code] = type === "many" ? initial.split(",") : initial === "today" ? presentDay() : initial;
    }
    const record = { id: nextIdentity(), register: code, name: register.name, unit: register.units.length === 1 ? register.units[0] : "", values, isWaiting: false, problems: [], at: Date.now() + queue.skew };
    history.replaceState(null, "", `#record/${record.id}`);
    return this.show(taken, register, record, waiting);
  }

  drawRecord(taken, counts, record) {
    const sheet = this.sheet, register = taken?.registers.find((one) => one.code === record.register);
    if (!register) return this.place.replaceChildren(make("p", { class: "status warn" }, this.words("registerGone")), this.back());
    if (sheet?.record.id === record.id) {
      sheet.isKept = true;
      if (sheet.state === this.stateOf(record)) return this.showStatus();
    }
    this.show(taken, register, record, counts.outbox);
    this.sheet.isKept = true;
  }

  /** What a form shows besides what is written in it. */
  stateOf({ isWaiting, tries, turn }) { return [isWaiting, tries > 0, turn].join(); }

  back() { return make("p", {}, make("a", { href: "#add" }, this.words("all"))); }
  showStatus() { this.trouble?.replaceChildren(...this.status()); }

  show(taken, register, record, waiting) {
    const { words } = this, own = waiting.filter((one) => one.id !== record.id);
    // A record that waits can be named by the next one, which goes out after it.
    const sheet = new RecordSheet({ ...taken, own }, register, record, { words, language: this.language });
    Object.assign(this, { sheet, trouble: make("div", {}) });
    sheet.state = this.stateOf(record);
    this.place.replaceChildren(this.back(), this.trouble, make("h2", { tabindex: "-1" }, words("newOne", this.say(register.one))), ...(register.help ? [make("p", {}, this.say(register.help))] : []),
      ...(register.purpose ? [make("p", { class: "note" }, words("purpose", this.say(register.purpose)))] : []), ...sheet.draw());
    this.showStatus();
    this.place.querySelector("h2").focus();
  }
}

const recordsPlace = document.querySelector("#records");
if (recordsPlace) startRecords(recordsPlace);

async function startRecords(place) {
  const page = new RecordsPage(place, wordsOf(place), document.documentElement.lang);
  settleIn(true);
  watchLine(outbox);
  await page.draw();
  try { await outbox.take(); } catch (error) {
    if (!(error instanceof SignedOut || error instanceof Unreachable)) throw error;
    outbox.trouble = error instanceof SignedOut ? "signedOut" : "offline";
  }
  await page.draw(false);
  await outbox.flush();
}
