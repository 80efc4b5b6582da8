"use strict";

// After a form comes back with errors, the list of them is read out and the keyboard is there.
document.querySelector(".errors")?.focus();

// What is folded away on the screen is printed on paper, and folded again afterwards.
const folded = () => document.querySelectorAll("details:not([open])");
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...folded()];
  unfolded.forEach((part) => { part.open = true; });
});
addEventListener("afterprint", () => unfolded.forEach((part) => { part.open = false; }));
