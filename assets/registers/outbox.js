// Records on this device: drafts, what waits to be sent, what was sent. The same record goes out under the same identity until the server says that it has it.

/** A UUID of version 7: the server's time as far as it is known, then chance. */
function nextIdentity() {
  const time = Math.floor(Date.now() + queue.skew).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}

/** The present day in Viet Nam, by the server's time as far as it is known. */
const presentDay = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format(Date.now() + queue.skew);

/** Works as the queue of reports does, over records. */
const outbox = Object.assign(Object.create(queue), {
  trouble: null,
  failures: 0,
  running: null,
  changed: new EventTarget(),

  /** Gets the registers, and keeps them on this device. */
  async take() {
    const body = await fetchAlong("/registers/offline.json");
    if (canKeep()) await spare(store.put("registers", "all", { ...body, skew: queue.skew }));
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
    for (const photo of await this.photosOf(record.id)) await store.remove("record-photo", photo.id);
    await store.remove("record", record.id);
    this.tell();
  },

  /** Photos of a record that wait on this device. */
  async photosOf(id) { return (await store.all("record-photo")).filter((photo) => photo.key === id); },

  async sendAll() {
    // What was written first goes first: a later record may name it.
    for (const { id } of (await store.all("record")).sort((a, b) => compare(a.id, b.id))) {
      const record = await store.get("record", id);
      if (record?.isWaiting) await this.send(record);
    }
    await rolls.sendAll();
    const left = new Set((await store.all("record")).map((record) => record.id));
    await photos.send("record-photo", (photo) => !left.has(photo.key));
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
      const waiting = await this.photosOf(record.id), id = nextIdentity();
      for (const photo of waiting) await store.put("record-photo", photo.id, { ...photo, key: id, about: { ...photo.about, record: id } }, await store.bytes("record-photo", photo.id));
      Object.assign(record, { id, tries: 0 });
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
    const [records, sent, waiting, taken] = await Promise.all(["record", "record-sent", "record-photo", "roll"].map((kind) => store.all(kind)));
    localStorage.setItem("khen.unsent-records", String(records.length + waiting.length + taken.filter(rolls.hasChanges).length));
    return { drafts: records.filter((one) => !one.isWaiting), outbox: records.filter((one) => one.isWaiting), sent, photos: waiting, rolls: taken };
  },
});
