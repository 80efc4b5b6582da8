// What this device keeps: the forms to be filled in, drafts, what waits to be sent, what was sent, photos. Locked with the key of the person who is signed
// in; the device forgets the key when they sign out, so that whoever uses it next sees nothing of theirs, and has it again when they sign in again.

/** The person and the key, as khen.js and the last answer of the server left them; null where nobody is signed in. */
const me = {
  get id() { return localStorage.getItem("khen.person"); },
  get key() { return localStorage.getItem("khen.key"); },
  take(person, key) {
    localStorage.setItem("khen.person", person);
    localStorage.setItem("khen.key", key);
  },
};

const store = {
  opened: null,
  open() {
    return this.opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("khen", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onsuccess = () => {
        asked.result.onversionchange = () => { asked.result.close(); this.opened = null; };
        resolve(asked.result);
      };
      asked.onerror = () => { this.opened = null; reject(asked.error); };
    });
  },

  /** Resolves once the disk has it, not before. */
  async change(body) {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const change = database.transaction("kept", "readwrite", { durability: "strict" });
      change.oncomplete = () => resolve();
      change.onabort = change.onerror = () => reject(change.error ?? new DOMException("", "AbortError"));
      body(change.objectStore("kept"));
    });
  },

  async put(kind, id, value, bytes) {
    const place = `${me.id}|${kind}|${id}`, sealed = { value: await seal(new TextEncoder().encode(JSON.stringify(value))) };
    if (bytes) sealed.bytes = await seal(bytes);
    await this.change((kept) => kept.put(sealed, place));
  },

  async remove(kind, id) { await this.change((kept) => kept.delete(`${me.id}|${kind}|${id}`)); },

  async read(range) {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const asked = database.transaction("kept").objectStore("kept").getAll(range);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  },

  async get(kind, id) {
    const [found] = await this.read(IDBKeyRange.only(`${me.id}|${kind}|${id}`));
    return found && JSON.parse(new TextDecoder().decode(await unseal(found.value)));
  },

  async bytes(kind, id) {
    const [found] = await this.read(IDBKeyRange.only(`${me.id}|${kind}|${id}`));
    return found && unseal(found.bytes);
  },

  /** Everything of one kind, the latest first. */
  async all(kind) {
    if (!me.id || !me.key) return [];
    const start = `${me.id}|${kind}|`, found = await this.read(IDBKeyRange.bound(start, `${start}\uffff`));
    const values = await Promise.all(found.map(async (one) => JSON.parse(new TextDecoder().decode(await unseal(one.value)))));
    return values.sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  },
};

let lock = { text: null, key: null };
async function secret() {
  if (lock.text !== me.key) {
    const raw = Uint8Array.from(atob(me.key), (letter) => letter.charCodeAt(0));
    lock = { text: me.key, key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) };
  }
  return lock.key;
}

async function seal(bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await secret(), bytes) };
}

async function unseal(sealed) { return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, await secret(), sealed.data); }

/** Whether this device can keep anything at all: not over plain HTTP. */
const canHold = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);
/** Whether it can keep something now: not without a person. */
const canKeep = () => Boolean(canHold() && me.id && me.key);

/** Keeps what the server has already: where the device is full, that is no reason to stop. */
async function spare(kept) {
  try { await kept; } catch (error) { if (error?.name !== "QuotaExceededError") throw error; }
}
