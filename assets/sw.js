"use strict";

// Opens the pages for reports and for records where there is no connection. The server puts the version in front: one cache for each, the others are thrown away. What
// people wrote is not in here but in the device's own database, so a new version never touches it.

const CACHE = `khen-${VERSION}`;
const FILES = ["/style.css", "/reports.css", "/records.css", "/khen.js", "/reports.js", "/registers.js", "/icon.svg", "/manifest.webmanifest"];
const SHELLS = ["reports", "registers"], LANGUAGES = ["vi", "en"];
const shellOf = (place, language) => `/${place}/offline?lang=${LANGUAGES.includes(language) ? language : "vi"}`;

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...FILES, ...SHELLS.flatMap((place) => LANGUAGES.map((language) => shellOf(place, language)))].map((address) => new Request(address, { cache: "reload", credentials: "omit" })));
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("khen-") && name !== CACHE && name !== "khen-language") await caches.delete(name);
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (FILES.includes(address.pathname)) event.respondWith(file(request, address));
  else if (request.mode === "navigate") event.respondWith(page(request, address));
});

/** As it was kept, where the page asks for this version; else from the server while it answers in time. */
async function file(request, address) {
  const kept = await (await caches.open(CACHE)).match(address.pathname, { ignoreVary: true }), version = address.searchParams.get("v");
  if (kept && (version === VERSION || version === null)) return kept;
  try {
    const answer = await inTime(fetch(request), kept ? 4000 : 60000);
    if (answer.ok) return answer;
  } catch { /* no connection */ }
  return kept ?? Response.error();
}

async function page(request, address) {
  const own = SHELLS.find((place) => address.pathname.startsWith(`/${place}`));
  try {
    const answer = await inTime(fetch(request), own ? 12000 : 60000);
    // What stands before the server answers for it while it is away.
    if (own && [502, 503, 504].includes(answer.status)) throw new Error("no server");
    return answer;
  } catch (error) {
    const cache = await caches.open(CACHE), language = await (await caches.match("/language", { cacheName: "khen-language" }))?.text();
    const shell = await cache.match(shellOf(own ?? "reports", new URLSearchParams(address.search).get("lang") ?? language), { ignoreVary: true });
    if (!shell) throw error;
    return shell;
  }
}

function inTime(answer, milliseconds) {
  return Promise.race([answer, new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), milliseconds))]);
}
