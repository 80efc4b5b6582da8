// One report in a form: keeps what is written as it is written, works totals out, checks, sends.

const tools = {
  /** Makes an element: `make("p", { class: "msg" }, "text", other)`. */
  make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value != null && value !== false) element.setAttribute(key, value === true ? "" : value);
    element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
    return element;
  },

  /** `14:03`, with the day where it is another one. In Viet Nam's time, as everywhere else. */
  clock(at) {
    const zone = { timeZone: "Asia/Ho_Chi_Minh" }, day = (when) => new Intl.DateTimeFormat("en-GB", { ...zone, day: "2-digit", month: "2-digit", year: "numeric" }).format(when);
    const time = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit" }).format(at);
    return day(at) === day(Date.now() + queue.skew) ? time : `${time} ${day(at)}`;
  },
};

class Sheet {
  /**
   * @param element the form, as the server or `drawForm` made it
   * @param form, report as `/reports/offline.json` gives them; null until they are there
   */
  constructor(element, key, seen, { words, language }) {
    Object.assign(this, { element, key, seen, words, language, check: null, base: null, shownProblems: new Set(), isStopped: false });
    this.line = element.querySelector("output.kept");
    this.draft = { key, cells: {}, seen, submit: false, pending: null, conflicts: {}, problems: [] };
    this.editing = new Edits(this);
    element.querySelector(".keys")?.removeAttribute("hidden");
    element.addEventListener("input", (event) => this.written(event));
    element.addEventListener("compositionend", (event) => this.written(event));
    element.addEventListener("change", (event) => this.settled(event));
    element.addEventListener("submit", (event) => this.handIn(event));
    addEventListener("pagehide", () => this.keep());
  }

  field(part, key) { return this.element.elements.namedItem(`${part}:${key}`); }

  /** What stands in the fields of a cell. */
  content(key) {
    const text = (part) => this.field(part, key)?.value.trim() || null;
    const value = stored(this.field("v", key)?.value ?? "", this.check.element(key), this.language);
    return { value, without_figure: value == null && Boolean(this.field("n", key)?.checked), comment: text("c"), source: text("s") };
  }

  write(key, content) {
    const put = (part, text) => { const field = this.field(part, key); if (field) field.value = text ?? ""; };
    put("v", typed(content?.value, this.check.element(key), this.language));
    put("c", content?.comment);
    put("s", content?.source);
    const tick = this.field("n", key);
    if (tick) tick.checked = Boolean(content?.without_figure);
    if (content?.comment || content?.source || content?.without_figure) tick?.closest("details")?.setAttribute("open", "");
  }

  get cells() { return Object.fromEntries(this.check.inputs.filter((key) => this.field("v", key)).map((key) => [key, this.content(key)])); }

  /** Takes the form and what the server has, and puts over it what this device has not sent. */
  async begin(form, report) {
    this.check = new Check(form, report, this.language, this.words);
    const later = canKeep() && (await store.get("report", this.key)), known = later && later.version > report.version ? later : report;
    this.base = known.cells;
    Object.assign(this.draft, { name: { form: form.name, unit: report.unit_name, period: report.period_name }, form_version: form.version, seen: known.version });
    const before = canKeep() && (await store.get("draft", this.key));
    const typedMeanwhile = this.touched ? this.cells : null;
    if (before) Object.assign(this.draft, before);
    for (const key of this.check.inputs) {
      if (!this.field("v", key)) continue;
      if (typedMeanwhile && this.touched.has(key)) continue;
      // The server wrote the fields of its own page; after a conflict they hold what was typed, which is not to be lost.
      if (this.element.dataset.version != null && !this.draft.cells[key] && known === report) continue;
      this.write(key, this.draft.cells[key] ?? this.base[key]);
    }
    if (typedMeanwhile) this.keep();
    queue.open.set(this.key, this.draft);
    this.draft.taken = (answer) => this.take(answer);
    this.refresh();
    this.showConflicts();
    this.say();
    queue.changed.addEventListener("change", () => this.say());
    if (before) {
      if (before.problems?.length) this.stop(before.problems, false);
      queue.flush();
    }
  }

  // Writing

  written(event) {
    const key = event.target.name?.slice(2);
    if (!key) return;
    (this.touched ??= new Set()).add(key);
    clearTimeout(this.keeping);
    clearTimeout(this.checking);
    // While a syllable is being put together nothing is touched; keeping alone does no harm.
    this.keeping = setTimeout(() => this.keep(), 400);
    if (event.type !== "input" || !event.isComposing) this.checking = setTimeout(() => this.refresh(), 600);
  }

  settled(event) {
    const key = event.target.name?.slice(2);
    if (!this.check || !key || !event.target.name.startsWith("v:")) return;
    const element = this.check.element(key);
    if (element && numeric.has(element.type)) event.target.value = typed(this.content(key).value, element, this.language);
    this.refresh();
  }

  /** Keeps what differs from what the server has; on this device first, then there. */
  async keep() {
    clearTimeout(this.keeping);
    if (!this.check || this.draft.pending?.submit || this.draft.receipt) return;
    const cells = this.cells, changed = Object.fromEntries(Object.entries(cells).filter(([key, content]) => !same(content, this.base[key])));
    if (JSON.stringify(changed) === JSON.stringify(this.draft.cells)) return;
    this.draft.cells = changed;
    this.draft.refused = null;
    if (!canKeep()) return this.say();
    try {
      await keepDraft(this.draft);
      this.fault = null;
      navigator.storage?.persist?.();
    } catch (error) {
      this.fault = error?.name === "QuotaExceededError" ? "full" : "notKept";
    }
    this.say();
    queue.tell();
    clearTimeout(this.sending);
    this.sending = setTimeout(() => queue.flush().then(() => this.say()), this.fault ? 0 : 2500);
  }

  // Sending

  async handIn(event) {
    const wanted = event.submitter?.value;
    if (!this.check || !canKeep() || !["save", "submit"].includes(wanted)) return;
    event.preventDefault();
    await this.keep();
    if (wanted === "submit") {
      if (Object.keys(this.draft.conflicts ?? {}).length) return this.showConflicts(true);
      const problems = this.check.problems(this.cells);
      if (problems.length) return this.stop(problems, true);
      this.stop([], false);
      Object.assign(this.draft, { submit: true, refused: null, problems: [], at: Date.now() + queue.skew });
      try { await keepDraft(this.draft); } catch (error) { this.fault = error?.name === "QuotaExceededError" ? "full" : "notKept"; }
    }
    queue.failures = 0;
    this.say();
    await queue.flush();
    this.say(wanted === "save");
  }

  /** Takes a report back from the outbox, as long as it has not been on its way. */
  async takeBack() {
    if (this.draft.pending?.tries) return;
    Object.assign(this.draft, { submit: false, pending: null });
    await keepDraft(this.draft);
    this.say();
    queue.tell();
  }

  /** What the server said to what was sent from this form. */
  take({ status, body }) {
    if (this.draft.receipt) {
      this.isStopped = true;
      if (!document.querySelector("#offline") && navigator.onLine !== false) {
        location.assign(`${location.pathname}?done=sent&receipt=${encodeURIComponent(body.receipt.number)}`);
      }
      return this.say();
    }
    if (body.cells) {
      const before = this.base;
      this.base = body.cells;
      for (const key of this.check.inputs) {
        if (this.field("v", key) && !this.draft.cells[key] && !same(before[key], this.base[key]) && document.activeElement?.name?.slice(2) !== key) this.write(key, this.base[key]);
      }
    }
    if (status === 409) this.showConflicts(true);
    if (body.problems?.length) this.stop(body.problems.map((one) => ({ ...one, message: one.message[this.language] })), true);
    this.refresh();
  }

  // Showing

  /** Totals, computed rows and what is wrong where something is written. */
  refresh() {
    if (!this.check) return;
    const cells = this.cells;
    for (const output of this.element.querySelectorAll("output[data-total]")) {
      output.value = shown(this.check.number(output.dataset.total, cells), this.check.elements[output.dataset.total]?.decimals ?? 0, this.language);
    }
    for (const output of this.element.querySelectorAll("output[data-formula]")) {
      const row = this.check.rows.find((one) => one.computed?.expression === output.dataset.formula)?.computed;
      if (!row) continue;
      const number = this.check.work(row, cells), unit = row.unit_of_measure?.[this.language];
      output.value = number == null ? "–" : shown(number, row.decimals, this.language) + (unit ? (unit === "%" ? "%" : ` ${unit}`) : "");
    }
    const problems = this.check.problems(cells).filter((one) => one.kind !== "mandatory" || this.shownProblems.has(one.cells[0]));
    for (const key of this.check.inputs) {
      const field = this.field("v", key);
      if (!field || key === this.draft.conflicts?.[key]?.key) continue;
      const problem = problems.find((one) => one.cells[0] === key), remark = this.check.report.remarks[key];
      this.mark(field, key, [problem?.message, remark && this.words("remark", remark)].filter(Boolean), problem?.severity ?? (remark ? "warning" : null));
    }
  }

  mark(field, key, messages, severity) {
    const place = field.closest("td") ?? field.closest(".field");
    place.classList.toggle("bad", severity === "error");
    place.classList.toggle("warn", severity === "warning");
    let message = document.getElementById(`m:${key}`);
    if (!messages.length) {
      message?.remove();
      field.removeAttribute("aria-describedby");
      field.removeAttribute("aria-invalid");
      return;
    }
    if (!message) {
      message = tools.make("span", { class: "msg", id: `m:${key}` });
      field.after(message);
    }
    const text = messages.join(" · ");
    if (message.textContent !== text) message.textContent = text;
    field.setAttribute("aria-describedby", message.id);
    if (severity === "error") field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
    if (severity) place.querySelector("details")?.setAttribute("open", "");
  }

  /** The list of what stands in the way, with the keyboard on it. */
  stop(problems, isToFocus) {
    document.querySelectorAll(".errors:not(#conflicts)").forEach((list) => list.remove());
    this.shownProblems = new Set(problems.flatMap((one) => one.cells));
    if (!problems.length) return;
    const items = problems.map((one) => tools.make("li", {}, this.link(one.cells[0], `${this.name(one.cells[0])}: ${typeof one.message === "string" ? one.message : one.message[this.language]}`)));
    const list = tools.make("div", { class: "errors", role: "alert", tabindex: "-1" },
      tools.make("h2", {}, this.words(problems.some((one) => one.severity === "error") ? "toMend" : "toExplain")), tools.make("p", {}, this.words("keptAsDraft")), tools.make("ul", {}, items));
    this.element.before(list);
    this.refresh();
    if (isToFocus) list.focus();
  }

  /** Leads to a cell without changing the address, which says on the page of this device which report is open. */
  link(key, text) {
    const link = tools.make("a", { href: `#v:${key ?? ""}` }, text);
    link.addEventListener("click", (event) => {
      const field = this.field("v", key);
      if (!field) return;
      event.preventDefault();
      field.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    });
    return link;
  }

  name(key) { return this.field("v", key)?.getAttribute("aria-label") || this.field("v", key)?.labels?.[0]?.textContent.replace(/ \*$/, "") || this.check.element(key)?.name[this.language] || ""; }

  /** Both versions of each cell that somebody else changed, and the choice. */
  showConflicts(isToFocus = false) {
    document.querySelector("#conflicts")?.remove();
    const conflicts = Object.values(this.draft.conflicts ?? {});
    if (!conflicts.length) return;
    const text = (key, content) => (content?.without_figure ? this.words("noFigure") : typed(content?.value, this.check.element(key), this.language) || this.words("empty"));
    const items = conflicts.map((one) => tools.make("li", {},
      this.link(one.key, this.name(one.key)), tools.make("br"),
      this.words("conflict", text(one.key, one.mine), one.by, text(one.key, one.theirs), tools.clock(Date.parse(one.at)), text(one.key, one.base)), tools.make("br"),
      this.choice("keepMine", one, true), " ", this.choice("takeTheirs", one, false)));
    const list = tools.make("div", { class: "errors", id: "conflicts", role: "alert", tabindex: "-1" },
      tools.make("h2", {}, this.words("conflicts")), tools.make("p", {}, this.words("conflictsHelp")), tools.make("ul", {}, items));
    this.element.before(list);
    if (isToFocus) list.focus();
  }

  choice(word, conflict, isMine) {
    const button = tools.make("button", { type: "button", class: "quiet" }, this.words(word), tools.make("span", { class: "unseen" }, ` – ${this.name(conflict.key)}`));
    button.addEventListener("click", async () => {
      delete this.draft.conflicts[conflict.key];
      if (!isMine) this.write(conflict.key, conflict.theirs);
      this.draft.cells = Object.fromEntries(Object.entries(this.cells).filter(([key, content]) => !same(content, this.base[key])));
      await keepDraft(this.draft);
      this.showConflicts(true);
      this.refresh();
      this.say();
      if (!document.querySelector("#conflicts")) this.field("v", conflict.key)?.focus();
      queue.flush();
    });
    return button;
  }

  /** The line that says where what is written stands: on this device, sent, received. */
  say(isAsked = false) {
    const { draft, words } = this, time = draft.at ? tools.clock(draft.at) : "", isWaiting = draft.submit || draft.pending?.submit;
    let text = "";
    if (this.fault) {
      text = words(this.fault);
    } else if (draft.receipt) {
      text = words("received", draft.receipt.number, tools.clock(Date.parse(draft.receipt.at)));
    } else if (draft.refused) {
      text = words("refused", draft.refused.reason[this.language], draft.refused.remedy?.[this.language] ?? "");
    } else if (isWaiting) {
      text = words(queue.trouble === "signedOut" ? "waitingSignIn" : queue.trouble ? "waiting" : "sending");
    } else if (Object.keys(draft.cells).length || draft.pending) {
      text = canKeep() ? words(queue.trouble === "signedOut" ? "onDeviceSignIn" : "onDevice", time) : words("notKept");
    } else if (draft.at || isAsked) {
      text = words("onServer", tools.clock(Date.now() + queue.skew));
    }
    if (Math.abs(queue.skew) > 300000) text += ` ${words("skew", tools.clock(Date.now() + queue.skew))}`;
    if (this.line && this.line.value !== text) this.line.value = text;
    const isClosed = Boolean(isWaiting || draft.receipt);
    for (const field of this.element.elements) {
      if (field.name?.[1] !== ":" && field.name !== "do") continue;
      if (field.name === "do") field.hidden = Boolean(draft.receipt);
      if (field.matches("select, button, [type=checkbox]")) field.disabled = isClosed; else field.readOnly = isClosed;
    }
    let back = this.element.querySelector("button.back");
    if (isWaiting && !draft.pending?.tries) {
      if (!back) {
        back = tools.make("button", { type: "button", class: "quiet back" }, words("takeBack"));
        back.addEventListener("click", () => this.takeBack());
        this.line?.before(back);
      }
    } else {
      back?.remove();
    }
    document.querySelector("#homeless")?.remove();
    if (draft.homeless) {
      this.element.before(tools.make("div", { class: "status warn", id: "homeless" }, tools.make("p", {}, words("homeless")),
        tools.make("ul", {}, Object.entries(draft.homeless).map(([key, content]) => tools.make("li", {}, `${key}: ${content.value ?? content.comment ?? ""}`)))));
    }
  }
}
