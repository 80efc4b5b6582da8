// Sends what waits: drafts to be kept, reports to be handed in, photos. The same sending goes out under the same name until the server says that it has it.

const same = (a, b) => ["value", "comment", "source"].every((part) => (a?.[part] ?? null) === (b?.[part] ?? null)) && Boolean(a?.without_figure) === Boolean(b?.without_figure);

const queue = {
  /** null, or why nothing is sent: "offline", "signedOut", "busy". */
  trouble: null,
  /** How far this device's clock is behind the server's, in milliseconds. */
  skew: 0,
  failures: 0,
  /** Drafts that stand in an open form, by report: the same object there and here. */
  open: new Map(),
  changed: new EventTarget(),

  tell() { this.changed.dispatchEvent(new Event("change")); },

  async flush() {
    if (!canKeep()) return;
    if (this.running) { this.again = true; return this.running; }
    clearTimeout(this.timer);
    const run = async () => {
      do {
        this.again = false;
        await this.round();
      } while (this.again);
    };
    this.running = navigator.locks ? navigator.locks.request("khen-queue", run) : run();
    try { await this.running; } finally { this.running = null; }
  },

  async round() {
    try {
      if (navigator.onLine === false) throw new Unreachable();
      await this.sendAll();
      this.failures = 0;
      this.trouble = null;
    } catch (error) {
      if (error instanceof SignedOut) {
        this.trouble = "signedOut";
      } else if (error instanceof Unreachable) {
        this.trouble = navigator.onLine === false ? "offline" : "busy";
        const seconds = [5, 15, 60, 300][Math.min(this.failures++, 3)];
        this.timer = setTimeout(() => this.flush(), seconds * (800 + Math.random() * 400));
      } else {
        this.trouble = error?.name === "QuotaExceededError" ? "full" : "busy";
        if (this.trouble === "busy") console.warn(error);
      }
    }
    this.tell();
  },

  async sendAll() {
    const kept = await store.all("draft"), open = [...this.open.values()].filter((draft) => !kept.some((one) => one.key === draft.key));
    for (const draft of [...kept, ...open]) await this.send(this.open.get(draft.key) ?? draft);
    await photos.send();
  },

  /** Sends one draft until nothing of it waits. */
  async send(draft) {
    for (let turn = 0; turn < 5; turn += 1) {
      if (!draft.pending) {
        const cells = Object.fromEntries(Object.entries(draft.cells).filter(([key]) => !draft.conflicts?.[key]));
        if (draft.refused || (!draft.submit && Object.keys(cells).length === 0)) return;
        draft.pending = { submission: crypto.randomUUID(), cells, submit: Boolean(draft.submit), seen: draft.seen, tries: 0 };
      }
      draft.pending.tries += 1;
      await spare(keepDraft(draft, false));
      const { submission, cells, submit, seen } = draft.pending, [form, period, unit] = draft.key.split("/");
      const answer = await post("/reports/sync", {
        person: me.id, submission, form, period, unit, form_version: draft.form_version, seen, cells, submit, device_at: new Date().toISOString(),
      });
      if (!(await this.settle(draft, answer))) return;
    }
  },

  /** What an answer makes of a draft; true where more of it may wait. */
  async settle(draft, { status, body }) {
    const { pending } = draft;
    if (status === 409 && !body.conflicts) {
      // The name was used for something else: the same content under a new one.
      pending.submission = crypto.randomUUID();
      return true;
    }
    draft.pending = null;
    if (status === 200 && pending.submit) {
      await spare(store.put("sent", pending.submission, { key: draft.key, name: draft.name, at: Date.parse(body.receipt.at), receipt: body.receipt.number }));
      await store.remove("draft", draft.key);
      Object.assign(draft, { cells: {}, submit: false, receipt: body.receipt });
    } else {
      draft.submit = status === 200 && draft.submit;
      draft.refused = body.reason ? { reason: body.reason, remedy: body.remedy, place: body.place } : null;
      if (body.kind === "form_changed") await this.lay(draft);
      if (body.cells) {
        const conflicts = Object.fromEntries((body.conflicts ?? []).map((one) => [one.key, one]));
        for (const [key, content] of Object.entries(pending.cells)) if (!conflicts[key] && same(draft.cells[key], content)) delete draft.cells[key];
        Object.assign(draft, { conflicts, problems: body.problems ?? [], seen: body.version });
      }
    }
    if (body.cells) await spare(store.put("report", draft.key, { at: Date.now(), version: body.version, state: body.state, cells: body.cells }));
    if (!draft.receipt) await spare(keepDraft(draft, false));
    draft.taken?.({ status, body });
    this.tell();
    return Boolean(!draft.receipt && !draft.refused && !body.problems?.length && (draft.submit || Object.keys(draft.cells).some((key) => !draft.conflicts?.[key])));
  },

  /** The form has changed: what has no place in it any more is set aside and shown. */
  async lay(draft) {
    const { forms } = await fetchPackage(draft.key), form = forms[draft.key.split("/")[0]];
    const places = new Set(form.sections.flatMap((s) => s.blocks.flatMap((b) => b.rows.flatMap((row) => (row.cells ?? []).filter((c) => c.kind === "input").map((c) => c.key)))));
    for (const [key, content] of Object.entries(draft.cells)) {
      if (places.has(key)) continue;
      (draft.homeless ??= {})[key] = content;
      delete draft.cells[key];
    }
    draft.form_version = form.version;
  },

  /** What waits on this device, for the lists and for signing out. */
  async counts() {
    const [drafts, sent, waiting] = await Promise.all([store.all("draft"), store.all("sent"), store.all("photo")]);
    const outbox = drafts.filter((draft) => draft.submit || draft.pending?.submit);
    localStorage.setItem("khen.unsent", String(drafts.length + waiting.length));
    return { drafts: drafts.filter((draft) => !outbox.includes(draft)), outbox, sent, photos: waiting };
  },
};

/** There is no connection, or the server does not answer as it should. */
class Unreachable extends Error {}
/** Nobody is signed in any more, or somebody else. */
class SignedOut extends Error {}

async function keepDraft(draft, isEdit = true) {
  if (isEdit) draft.at = Date.now() + queue.skew;
  const { taken, ...kept } = draft;
  if (!draft.pending && !draft.submit && !draft.homeless && !draft.refused && Object.keys(draft.cells).length === 0 && !draft.problems?.length) {
    await store.remove("draft", draft.key);
  } else {
    await store.put("draft", draft.key, kept);
  }
}

/** Sends JSON and reads JSON; what a gateway answers instead of the server counts as no answer. */
async function post(address, body) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(60000),
    });
  } catch { throw new Unreachable(); }
  return readAnswer(response);
}

async function readAnswer(response) {
  if (response.status === 401) throw new SignedOut();
  if (response.status >= 500 || response.status === 429 || response.status === 408) throw new Unreachable();
  let body;
  try { body = await response.json(); } catch { throw new Unreachable(); }
  if (response.status === 200 && !body.receipt && !body.made_at) throw new Unreachable();
  if (body.now) queue.skew = Date.parse(body.now) - Date.now();
  return { status: response.status, body };
}

/** Gets what a device takes along for the person who is signed in, and the key to what it keeps. */
async function fetchAlong(address) {
  if (localStorage.getItem("khen.leaving")) throw new SignedOut();
  let response;
  try { response = await fetch(address, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(60000) }); } catch { throw new Unreachable(); }
  const { status, body } = await readAnswer(response);
  if (status !== 200) throw new Unreachable();
  if (me.id && me.id !== body.person.id && document.documentElement.dataset.person !== body.person.id) throw new SignedOut();
  me.take(body.person.id, body.key);
  return body;
}

/** Gets the forms to be filled in, or the one of a report, and keeps them. */
async function fetchPackage(report) {
  const body = await fetchAlong(`/reports/offline.json${report ? `?report=${encodeURIComponent(report)}` : ""}`);
  if (canKeep()) await spare(takeAlong(body, report));
  return body;
}

async function takeAlong(body, report) {
  if (report) {
    const known = (await store.get("package", "all")) ?? { forms: {}, reports: [] };
    Object.assign(known.forms, body.forms);
    known.reports = [...known.reports.filter((one) => one.key !== report), ...body.reports];
    await store.put("package", "all", { ...known, person: body.person });
  } else {
    await store.put("package", "all", body);
  }
}
