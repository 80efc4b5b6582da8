"use strict";

// The form of a record: a field that counts only under a condition is out of sight until the condition holds. Without this script all fields stand there with their conditions in words,
// and the server checks either way.
for (const form of document.querySelectorAll("form.record")) {
  const places = form.querySelectorAll("[data-when]"), unknown = Symbol("unknown");

  /** What stands in a field of the form; `null` for nothing. */
  const held = (code) => {
    const found = [...form.elements].filter(({ name }) => name === `f:${code}`);
    if (!found.length) return unknown;
    const values = found.filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked).map((one) => one.value).filter(Boolean);
    return found[0].type === "checkbox" ? values : values[0] ?? null;
  };

  const plain = (value) => (value === true ? "true" : value === false ? "false" : value);

  /** Whether a condition holds: `true`, `false`, `null` where something is missing, or unknown. */
  const holds = (tree) => {
    if (!Array.isArray(tree)) return tree?.f === undefined ? tree : { true: true, false: false }[held(tree.f)] ?? (held(tree.f) === unknown ? unknown : null);
    const [name, ...parts] = tree, value = (part) => (part?.f !== undefined ? held(part.f) : part?.t ?? part);
    if (name === "&&" || name === "||") {
      const [one, two] = parts.map(holds), decisive = name === "||";
      if (one === decisive || two === decisive) return decisive;
      return [one, two].includes(unknown) ? unknown : [one, two].includes(null) ? null : !decisive;
    }
    if (name === "!") {
      const one = holds(parts[0]);
      return typeof one === "boolean" ? !one : one;
    }
    const [one, two] = parts.map((part) => (Array.isArray(part) ? unknown : value(part)));
    if (one === unknown || two === unknown) return unknown;
    const isEmpty = one === null || one.length === 0;
    if (name === "isNull" || name === "isNotNull") return isEmpty === (name === "isNull");
    if (name === "contains") return Array.isArray(one) ? one.includes(plain(two)) : unknown;
    if (name !== "==" && name !== "!=" || Array.isArray(one) || typeof two === "number") return unknown;
    return isEmpty || two === null ? null : (plain(one) === plain(two)) === (name === "==");
  };

  const follow = () => {
    for (const place of places) {
      const answer = holds(JSON.parse(place.dataset.when));
      // What was found wrong stays in sight.
      place.hidden = answer !== true && answer !== unknown && !place.classList.contains("bad");
    }
  };
  form.addEventListener("change", follow);
  follow();
}
