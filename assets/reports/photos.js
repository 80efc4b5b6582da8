// Photos and documents wait in a list of their own and go out piece by piece (tus 1.0); a piece that was lost is sent again, not the whole.

const photos = {
  piece: 128 * 1024,
  largest: 10 * 1024 * 1024,

  /** Where one is kept: those of records wait for their record. */
  placeOf: (photo) => (photo.about ? "record-photo" : "photo"),

  /** Keeps a file on this device; it is sent as soon as that can be. `about` says which record's, and which field's, it is. */
  async add(file, key, about) {
    const blob = await smaller(file), name = blob === file ? file.name : file.name.replace(/\.\w+$/, "") + ".jpg";
    if (blob.size > this.largest) throw new RangeError(name);
    const photo = { id: crypto.randomUUID(), key, about, name, size: blob.size, at: Date.now() + queue.skew, offset: 0, address: null, refused: null };
    await store.put(this.placeOf(photo), photo.id, photo, await blob.arrayBuffer());
    queue.tell();
    return photo;
  },

  async drop(id, place = "photo") {
    await store.remove(place, id);
    queue.tell();
  },

  async send(place = "photo", isReady = () => true) {
    for (const photo of await store.all(place)) {
      if (photo.refused || !isReady(photo)) continue;
      // A report that is not there yet comes before its photos; other reports' photos do not wait for it.
      const bytes = new Uint8Array(await store.bytes(place, photo.id));
      const refusal = await this.sendOne(photo, bytes);
      if (refusal) {
        photo.refused = refusal;
        await store.put(place, photo.id, photo, bytes);
      } else {
        await store.remove(place, photo.id);
        if (!photo.about) await store.put("sent", photo.id, { key: photo.key, at: Date.now() + queue.skew, file: photo.name });
      }
      queue.tell();
    }
  },

  /** Resolves to a refusal, or to null once the server has all of it. */
  async sendOne(photo, bytes) {
    if (!photo.address) {
      const [form, period, unit] = photo.key.split("/"), about = photo.about ?? { form, period, unit };
      const metadata = Object.entries({ id: photo.id, ...about, filename: photo.name, person: me.id }).map(([name, value]) => `${name} ${base64(value)}`).join(",");
      const begun = await this.ask("/files", "POST", { "Upload-Length": String(bytes.length), "Upload-Metadata": metadata });
      if (begun.status !== 201) return this.refusal(begun);
      photo.address = new URL(begun.headers.get("Location"), location.href).pathname;
      await store.put(this.placeOf(photo), photo.id, photo, bytes);
    }
    const state = await this.ask(photo.address, "HEAD", {});
    if (state.status === 404 || state.status === 410) {
      photo.address = null;
      return this.sendOne(photo, bytes);
    }
    photo.offset = Number(state.headers.get("Upload-Offset"));
    while (photo.offset < bytes.length) {
      const piece = bytes.subarray(photo.offset, photo.offset + this.piece);
      const taken = await this.ask(photo.address, "PATCH", { "Upload-Offset": String(photo.offset), "Content-Type": "application/offset+octet-stream" }, piece);
      if (taken.status === 409) throw new Unreachable();
      if (taken.status !== 204) return this.refusal(taken);
      photo.offset = Number(taken.headers.get("Upload-Offset"));
      this.progress?.(photo);
    }
    return null;
  },

  async ask(address, method, headers, body) {
    let response;
    try {
      response = await fetch(address, { method, headers: { "Tus-Resumable": "1.0.0", accept: "application/json", ...headers }, body, signal: AbortSignal.timeout(120000) });
    } catch { throw new Unreachable(); }
    if (response.status === 401) throw new SignedOut();
    if (response.status >= 500 || !response.headers.get("Tus-Resumable")) throw new Unreachable();
    return response;
  },

  async refusal(response) {
    try { return await response.json(); } catch { return { reason: { vi: "", en: "" }, remedy: { vi: "", en: "" } }; }
  },
};

function base64(text) { return btoa(String.fromCharCode(...new TextEncoder().encode(text))); }

/** A large photo made smaller before it goes over a slow line; what was told besides the picture stays behind. */
async function smaller(file) {
  if (!["image/jpeg", "image/png", "image/webp"].includes(file.type) || file.size < 600 * 1024 || !globalThis.createImageBitmap || !globalThis.OffscreenCanvas) return file;
  try {
    const picture = await createImageBitmap(file), scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
    return blob.size < file.size ? blob : file;
  } catch { return file; }
}

/** The form that puts files to a report, kept on this device instead of sent at once. */
function attachWith(form, key, words) {
  const list = document.querySelector("ul.files"), line = form.querySelector("output");
  form.addEventListener("submit", async (event) => {
    if (!canKeep()) return;
    event.preventDefault();
    const field = form.elements.namedItem("file");
    for (const file of field.files) {
      try { await photos.add(file, key); } catch (error) {
        line.value = error instanceof RangeError ? words("tooLarge", file.name) : words(error?.name === "QuotaExceededError" ? "full" : "notKept");
        return;
      }
    }
    line.value = words("fileOnDevice");
    field.value = "";
    queue.flush();
  });
  const draw = async () => {
    const [waiting, sent] = [await store.all("photo"), await store.all("sent")].map((all) => all.filter((one) => one.key === key));
    list.querySelectorAll("[data-device]").forEach((item) => item.remove());
    for (const photo of waiting) list.append(photoItem(photo, words));
    for (const one of sent) {
      if (one.file && one.at > started) list.append(tools.make("li", { "data-device": true }, `${one.file} · ${words("fileReceived")}`));
    }
  };
  queue.changed.addEventListener("change", draw);
  if (canKeep()) draw();
}

const started = Date.now();

function photoItem(photo, words) {
  const language = document.documentElement.lang, share = Math.round((100 * photo.offset) / photo.size);
  const drop = tools.make("button", { type: "button", class: "quiet" }, words("drop"), tools.make("span", { class: "unseen" }, ` ${photo.name}`));
  drop.addEventListener("click", () => photos.drop(photo.id, photos.placeOf(photo)));
  return tools.make("li", { "data-device": true }, `${photo.name} · `,
    photo.refused ? tools.make("span", { class: "msg" }, `${photo.refused.reason?.[language] ?? ""}. ${photo.refused.remedy?.[language] ?? ""}`) : words("fileWaiting", `${share}%`), " ", drop);
}
