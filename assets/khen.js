"use strict";

// After a form comes back with errors, the list of them is read out and the keyboard is there.
document.querySelector(".errors")?.focus();

// Where the header's links do not fit, the one of this page is in sight.
const links = document.querySelector(".site nav"), here = links?.querySelector("[aria-current]");
if (here) links.scrollLeft = here.offsetLeft - links.offsetLeft - links.clientWidth / 2 + here.offsetWidth / 2;

// What is folded away on the screen is printed on paper, and folded again afterwards.
const folded = () => document.querySelectorAll("details:not([open])");
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...folded()];
  unfolded.forEach((part) => { part.open = true; });
});
addEventListener("afterprint", () => unfolded.forEach((part) => { part.open = false; }));

// Where a place is asked for, the device can say where it is; also in forms that are drawn later.
for (const button of navigator.geolocation ? document.querySelectorAll("[data-locate]") : []) button.hidden = false;
document.addEventListener("click", ({ target }) => {
  const place = target.dataset?.locate && document.getElementById(target.dataset.locate);
  if (!place) return;
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    place.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
    place.dispatchEvent(new Event("input", { bubbles: true }));
  }, (error) => { target.title = error.message; }, { enableHighAccuracy: true, timeout: 20000 });
});

// Whose page this is. What a device keeps for one person is locked to the next one: see assets/reports/store.js.
const reader = document.documentElement.dataset.person;
if (reader && reader !== localStorage.getItem("khen.person") && reader !== localStorage.getItem("khen.leaving")) {
  localStorage.setItem("khen.person", reader);
  for (const name of ["key", "unsent", "unsent-records"]) localStorage.removeItem(`khen.${name}`);
}

// Signing out locks what is not sent; it says so first.
const leaving = document.querySelector('form[action="/sign-out"][data-unsent]');
leaving?.addEventListener("submit", (event) => {
  const unsent = Number(localStorage.getItem("khen.unsent")) + Number(localStorage.getItem("khen.unsent-records"));
  if (unsent > 0 && !document.querySelector("dialog.leaving[open]")) {
    event.preventDefault();
    askBeforeLeaving(unsent);
    return;
  }
  for (const name of ["person", "key", "unsent", "unsent-records"]) localStorage.removeItem(`khen.${name}`);
  if (navigator.onLine === false) {
    // The device is locked at once; the server hears of it with the next page.
    event.preventDefault();
    localStorage.setItem("khen.leaving", reader);
    location.assign("/reports/offline");
  }
});
if (leaving && localStorage.getItem("khen.leaving")) {
  const isSame = localStorage.getItem("khen.leaving") === reader;
  localStorage.removeItem("khen.leaving");
  if (isSame) leaving.submit();
} else if (location.pathname === "/sign-in") {
  localStorage.removeItem("khen.leaving");
}

function askBeforeLeaving(unsent) {
  document.querySelector("dialog.leaving")?.remove();
  const { unsent: said, look, leave, stay } = leaving.dataset, dialog = document.createElement("dialog"), text = document.createElement("p");
  const button = (words, kind, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };
  dialog.className = "leaving";
  text.id = "leaving-text";
  text.textContent = said.replace("{0}", unsent);
  dialog.setAttribute("aria-labelledby", text.id);
  dialog.append(text, button(look, "", () => location.assign(Number(localStorage.getItem("khen.unsent")) ? "/reports/offline#outbox" : "/registers/offline#outbox")), " ", button(leave, "quiet", () => leaving.requestSubmit()), " ", button(stay, "quiet", () => dialog.close()));
  document.body.append(dialog);
  dialog.showModal();
}
