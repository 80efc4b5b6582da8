// Records on this device: drafts, what waits to be sent, what was sent. The same record goes out under the same identity until the server says that it has it.

/** A UUID of version 7: the server's time as far as it is known, then chance. */
function nextIdentity() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)), at = Date.now() + queue.skew;
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(at / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
}

/** The present day in Viet Nam, by the server's time as far as it is known. */
const presentDay = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format(Date.now() + queue.skew);

const outbox = {
  /** null, or why nothing is sent: "offline", "signedOut", "busy", "full". */
  trouble: null,
  failures: 0,
  changed: new EventTarget(),

  tell() { this.changed.dispatchEvent(new Event("change")); },

  /** Gets the registers, and keeps them on this device. */
  async take() {
    if (localStorage.getItem("khen.leaving")) throw new SignedOut();
    let response;
    try { response = await fetch("/registers/offline.json", { headers: { accept: "application/json" }, signal: AbortSignal.timeout(60000) }); } catch { throw new Unreachable(); }
    const { status, body } = await readAnswer(response);
    if (status !== 200) throw new Unreachable();
    if (me.id && me.id !== body.person.id && document.documentElement.dataset.person !== body.person.id) throw new SignedOut();
    me.take(body.person.id, body.key);
    if (canKeep()) await spare(store.put("registers", "all", { ...body, skew: queue.skew }));
    return body;
  },

  async taken() {
    const kept = await store.get("registers", "all");
    if (kept && queue.skew === 0) queue.skew = kept.skew ?? 0;
    return kept;
  },

  async keep(record, isEdit = true) {
    if (isEdit) record.at = Date.now() + queue.skew;
    await store.put("record", record.id, record);
  },

  async drop(record) {
    await store.remove("record", record.id);
    this.tell();
  },

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
    this.running = navigator.locks ? navigator.locks.request("khen-records", run) : run();
    try { await this.running; } finally { this.running = null; }
  },

  async round() {
    try {
      if (navigator.onLine === false) throw new Unreachable();
      // What was written first goes first: a later record may name it.
      for (const { id } of (await store.all("record")).sort((a, b) => compare(a.id, b.id))) {
        const record = await store.get("record", id);
        if (record?.isWaiting) await this.send(record);
      }
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

  async send(record) {
    record.tries = (record.tries ?? 0) + 1;
    await spare(this.keep(record, false));
    this.tell();
    const { id, register, unit, fields, isNew } = record;
    const { status, body } = await post("/registers/sync", { person: me.id, records: [{ id, register, unit, fields, is_new: Boolean(isNew), device_at: new Date().toISOString() }] });
    const answer = status === 200 ? body.records?.find((one) => one.id === id) : { ...body, kind: "refused" };
    if (!answer) throw new Unreachable();
    await this.settle(record, answer);
  },

  /** What an answer makes of a record. */
  async settle(record, answer) {
    if (answer.kind === "kept") {
      await spare(store.put("record-sent", record.id, {
        id: record.id, register: record.register, name: record.name, at: Date.parse(answer.receipt.at), receipt: answer.receipt.number, title: answer.title, number: answer.number, warnings: answer.problems,
      }));
      await store.remove("record", record.id);
      return this.tell();
    }
    if (answer.kind === "used") {
      // The identity belongs to somebody else's record: the same content under a new one.
      await store.remove("record", record.id);
      Object.assign(record, { id: nextIdentity(), tries: 0 });
      this.again = true;
    } else {
      Object.assign(record, {
        isWaiting: false, tries: 0, turn: (record.turn ?? 0) + 1, problems: answer.problems ?? [], likely: answer.likely_same ?? [], refused: answer.reason ? { reason: answer.reason, remedy: answer.remedy } : null,
      });
    }
    await spare(this.keep(record, false));
    this.tell();
  },

  /** What is on this device, for the lists and for signing out. */
  async counts() {
    const [records, sent] = await Promise.all([store.all("record"), store.all("record-sent")]);
    localStorage.setItem("khen.unsent-records", String(records.length));
    return { drafts: records.filter((one) => !one.isWaiting), outbox: records.filter((one) => one.isWaiting), sent };
  },
};
