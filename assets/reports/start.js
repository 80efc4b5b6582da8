// Puts the pieces together on the page that is shown.

const device = document.querySelector("#device");
if (device) startReports(device);

/** The page's sentences, by their names. */
function wordsOf(place) {
  const said = JSON.parse(place.dataset.words);
  return (key, ...parts) => (said[key] ?? key).replace(/\{(\d)\}/g, (hole, at) => parts[at] ?? hole);
}

/** The page that a device keeps knows nobody; the device does. The page opens again without a connection. */
function settleIn(isKept) {
  const entrance = document.querySelector("a.who");
  if (isKept && me.id && entrance) Object.assign(entrance, { href: "/me", textContent: me.id });
  navigator.serviceWorker?.register("/sw.js").catch(() => {});  // without it everything but opening pages without a connection works
}

/** Sends what waits whenever there may be a connection again. */
function watchLine(queue) {
  addEventListener("online", () => { queue.failures = 0; queue.flush(); });
  addEventListener("offline", () => { queue.trouble = "offline"; queue.tell(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") queue.flush(); });
}

function startReports(panel) {
  const words = wordsOf(panel), language = document.documentElement.lang;
  const shell = document.querySelector("#offline"), element = document.querySelector("form.entry[data-report]"), attach = document.querySelector("form.attach");

  settleIn(shell);
  if (!shell) globalThis.caches?.open("khen-language").then((cache) => cache.put("/language", new Response(language)));

  const boxes = async () => {
    if (!canKeep()) return;
    const counts = await queue.counts();
    for (const [box, items] of Object.entries({ drafts: counts.drafts, outbox: [...counts.outbox, ...counts.photos], sent: counts.sent })) {
      const place = panel.querySelector(`[data-count="${box}"]`);
      if (place) place.textContent = items.length;
    }
    panel.hidden = false;
  };
  queue.changed.addEventListener("change", boxes);
  boxes();

  const begin = async () => {
    if (shell) {
      const page = new DevicePage(shell, words, language);
      await page.draw();
      try { await fetchPackage(); } catch (error) { queue.trouble = error instanceof SignedOut ? "signedOut" : error instanceof Unreachable ? "offline" : queue.trouble; }
      if (!page.shown) await page.draw();
    } else if (element) {
      const sheet = new Sheet(element, element.dataset.report, Number(element.dataset.version), { words, language });
      let taken;
      try { taken = await fetchPackage(element.dataset.report); } catch { taken = canKeep() && (await store.get("package", "all")); }
      const report = taken && taken.reports.find((one) => one.key === element.dataset.report);
      if (report) await sheet.begin(taken.forms[report.form], report);
    }
    const report = (element ?? attach)?.dataset.report;
    if (attach && report) attachWith(attach, report, words);
    await boxes();
    // The first time nothing is known of the person but the name, and the key comes with the forms.
    if (!shell && canHold() && me.id) {
      const known = me.key && (await store.get("package", "all"));
      if (!(Math.abs(Date.now() + queue.skew - Date.parse(known?.made_at ?? 0)) < 900000)) await fetchPackage();
      await boxes();
    }
    await queue.flush();
  };
  begin().catch((error) => { if (!(error instanceof Unreachable || error instanceof SignedOut)) throw error; queue.flush(); });
  watchLine(queue);
}
