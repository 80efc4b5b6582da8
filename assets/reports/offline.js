// The pages that work without a connection: the lists of this device, and a report's form drawn from what was taken along.

/** Draws a form as the server draws it (Web/Reports/ReportSection.swift). */
function drawForm(form, report, language, words) {
  const { make } = tools, say = (label) => label[language];
  const optionNames = (column) => (column.is_total ? words("total") : say(column.name));
  const cellName = (row, column) => say(row.element.name) + (column.is_total ? "" : ` – ${say(column.name)}`);

  const noted = (key, name) => make("details", {}, make("summary", {}, words("note"), make("span", { class: "unseen" }, ` – ${name}`)),
    make("label", {}, words("comment"), make("textarea", { name: `c:${key}`, rows: 2 })), make("label", {}, words("source"), make("input", { name: `s:${key}` })),
    make("label", { class: "tick" }, make("input", { type: "checkbox", name: `n:${key}`, value: 1 }), ` ${words("thereIsNone")}`));

  const cell = (row, { key, kind }, column) => {
    if (kind === "greyed") return make("td", { class: "grey", "aria-label": words("greyed") });
    if (kind === "row_total") return make("td", { class: "n", "data-label": words("total") }, make("output", { "data-total": row.element.code }, "–"));
    const name = cellName(row, column), gathered = report.gathered[key];
    const field = row.element.type === "yes_no"
      ? make("select", { name: `v:${key}`, id: `v:${key}`, "aria-label": name }, ["", "true", "false"].map((value) => make("option", { value }, value === "" ? "–" : words(value === "true" ? "yes" : "no"))))
      : make("input", { name: `v:${key}`, id: `v:${key}`, class: "n", inputmode: row.element.type === "date" ? "numeric" : "decimal", autocomplete: "off", "aria-label": name,
        placeholder: gathered ? shown(gathered.value, row.element.decimals, language) : null });
    return make("td", { class: "n", "data-label": column.is_total ? words("figure") : optionNames(column) }, field, noted(key, name));
  };

  const narrative = (row) => {
    const [{ key }] = row.cells;
    return make("div", { class: "field" }, make("label", { for: `v:${key}` }, say(row.element.name) + (row.is_mandatory ? " *" : "")), row.help && make("small", {}, say(row.help)),
      make("textarea", { name: `v:${key}`, id: `v:${key}`, rows: 4 }));
  };

  const line = (row, block) => {
    if (row.computed) {
      return make("tr", { class: "tot" }, make("th", { scope: "row" }, `${say(row.computed.name)} `, make("small", {}, words("computed"))), make("td"),
        make("td", { class: "n", colspan: block.columns.length }, make("output", { "data-formula": row.computed.expression }, "–")));
    }
    if (row.element.type === "text") return make("tr", {}, make("td", { colspan: block.columns.length + 2 }, narrative(row)));
    const before = row.cells.filter((one) => one.kind === "input" && report.previous[one.key] != null).map((one) => report.previous[one.key]);
    const unit = row.element.unit_of_measure && say(row.element.unit_of_measure);
    return make("tr", {}, make("th", { scope: "row" }, say(row.element.name), row.is_mandatory && make("span", { class: "must", title: words("mustBeGiven") }, " *"),
      make("small", {}, [unit, row.help && say(row.help)].filter(Boolean).join(" · "))),
    make("td", { class: "n prev", "data-label": words("before") }, before.length ? shown(before.reduce((a, b) => a + b), row.element.decimals, language) : "–"),
    row.cells.map((one, at) => cell(row, one, block.columns[at])));
  };

  const drawBlock = (block, section) => {
    if (block.rows.every((row) => row.element?.type === "text")) return block.rows.map(narrative);
    const heads = block.columns.map((column) => make("th", { scope: "col", class: "n" }, block.columns.length === 1 ? words("figure") : optionNames(column)));
    return make("div", { class: "wrap" }, make("table", { class: "entry" }, make("caption", { class: "unseen" }, say(section.name)),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words("content")), make("th", { scope: "col", class: "n" }, words("before")), heads)),
      make("tbody", {}, block.rows.map((row) => line(row, block)))));
  };

  return make("form", { class: "entry", method: "post", "data-report": report.key },
    form.sections.map((section) => [make("h2", {}, say(section.name)), section.help && make("p", {}, say(section.help)), section.blocks.map((block) => drawBlock(block, section))].flat(2)),
    make("div", { class: "does" }, make("button", { name: "do", value: "submit" }, words("send")), make("button", { class: "quiet", name: "do", value: "save" }, words("keepDraft")),
      make("output", { class: "kept", "aria-live": "polite" })));
}

/** The page of this device: what is to be done, drafts, what waits, what was sent; or one report. */
class DevicePage {
  constructor(place, words, language) {
    Object.assign(this, { place, words, language, shown: null });
    addEventListener("hashchange", () => { if (/^$|^#(due|drafts|outbox|sent)$|\//.test(location.hash)) this.draw(); });
    queue.changed.addEventListener("change", () => { if (!this.shown) this.draw(); });
  }

  get wanted() {
    const path = /^\/reports\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(location.pathname)?.slice(1).map(decodeURIComponent).join("/");
    const hash = decodeURIComponent(location.hash.slice(1));
    return hash.includes("/") ? hash : hash ? null : path;
  }

  async draw() {
    const { make } = tools, { words } = this;
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return this.place.replaceChildren(make("p", { class: "status bad" }, words("cannot")));
    if (!canKeep()) return this.place.replaceChildren(make("p", { class: "status warn" }, make("strong", {}, words("signInFirst")), " ", make("a", { href: "/sign-in?then=%2Freports%2Foffline" }, words("signIn"))));
    let taken, counts;
    try { [taken, counts] = [(await store.get("package", "all")) ?? { reports: [], forms: {} }, await queue.counts()]; } catch { return this.place.replaceChildren(make("p", { class: "status bad" }, words("unreadable"))); }
    const report = this.wanted && taken.reports.find((one) => one.key === this.wanted);
    if (this.wanted && report) return this.drawReport(taken.forms[report.form], report);
    this.shown = null;
    const key = (id) => `/reports/offline#${id}`, list = (id, title, items) => [make("h2", { id, tabindex: "-1" }, `${title} (${items.length})`),
      items.length ? make("ul", { class: "feed" }, items) : make("p", {}, words("none"))];
    const name = (one) => (one.name ? `${one.name.form[this.language]} · ${one.name.unit[this.language]} · ${one.name.period[this.language]}` : one.key);
    const draftItem = (one) => make("li", {}, make("a", { href: key(one.key) }, name(one)), ` · ${tools.clock(one.at)} `,
      one.refused && make("span", { class: "msg" }, `${one.refused.reason[this.language]}. ${one.refused.remedy?.[this.language] ?? ""}`),
      Object.keys(one.conflicts ?? {}).length > 0 && make("span", { class: "msg" }, words("conflicts")), one.problems?.length > 0 && make("span", { class: "msg" }, words("toMend")), one.refused && this.drop(one, name(one)));
    const known = new Set([...counts.drafts, ...counts.outbox, ...counts.sent.filter((one) => one.receipt)].map((one) => one.key));
    const due = taken.reports.filter((one) => !known.has(one.key) && one.is_editable);
    const trouble = queue.trouble && words({ offline: "noConnection", busy: "noConnection", signedOut: "sessionOver", full: "full" }[queue.trouble]);
    const missing = this.wanted ? [make("p", { class: "status warn" }, words("notTaken"))] : [];
    this.place.replaceChildren(...missing, ...[trouble && make("p", { class: "status", role: "status" }, trouble, queue.trouble === "signedOut" && make("a", { href: "/sign-in?then=%2Freports%2Foffline" }, ` ${words("signIn")}`))].filter(Boolean),
      ...list("due", words("due"), due.map((one) => make("li", {}, make("a", { href: key(one.key) }, `${taken.forms[one.form].name[this.language]} · ${one.unit_name[this.language]} · ${one.period_name[this.language]}`), ` · ${words("dueOn", one.due.split("-").reverse().join("/"))}`))),
      ...list("drafts", words("drafts"), counts.drafts.map(draftItem)), ...list("outbox", words("outbox"), [...counts.outbox.map(draftItem), ...counts.photos.map((photo) => photoItem(photo, words))]),
      ...list("sent", words("sent"), counts.sent.map((one) => make("li", {}, one.file ? `${one.file} · ${tools.clock(one.at)}` : `${name(one)} · ${words("received", one.receipt, tools.clock(one.at))}`))));
    const place = location.hash && document.getElementById(location.hash.slice(1));
    if (place) { place.scrollIntoView(); place.focus({ preventScroll: true }); }
  }

  /** What was refused and is copied elsewhere may go. */
  drop(draft, name) {
    const button = tools.make("button", { type: "button", class: "quiet" }, this.words("drop"), tools.make("span", { class: "unseen" }, ` ${name}`));
    button.addEventListener("click", async () => {
      if (!confirm(this.words("dropSure", name))) return;
      await store.remove("draft", draft.key);
      queue.tell();
    });
    return button;
  }

  async drawReport(form, report) {
    if (this.shown === report.key) return;
    this.shown = report.key;
    const { make } = tools, { words, language } = this, element = drawForm(form, report, language, words);
    const attach = make("form", { class: "attach" }, make("label", { for: "file" }, words("file")), make("input", { id: "file", type: "file", name: "file", accept: "image/jpeg,image/png,image/webp,application/pdf", multiple: true, required: true }),
      make("small", {}, words("fileHelp")), make("button", { class: "quiet" }, words("attach")), make("output", { "aria-live": "polite" }));
    this.place.replaceChildren(make("p", {}, make("a", { href: "/reports/offline#due" }, words("backToLists"))), make("h2", {}, form.name[language]),
      make("p", { class: "lede" }, `${report.unit_name[language]} · ${report.period_name[language]} · ${words("dueOn", report.due.split("-").reverse().join("/"))}`),
      ...(report.note ? [make("div", { class: "status bad" }, make("p", {}, `«${report.note}»`))] : []), element, make("h2", {}, words("files")), make("ul", { class: "feed files" }), attach);
    const sheet = new Sheet(element, report.key, report.version, { words, language });
    await sheet.begin(form, report);
    attachWith(attach, report.key, words);
  }
}
