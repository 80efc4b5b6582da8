"use strict";

// Numbers as people write them and as they are stored. The same reading as Domain/NumberText.swift, which has the last word.

const numeric = new Set(["count", "integer", "number", "percentage", "money"]);

/** The stored form of a number, `1234.5`; null where the text is none, or is one only with the other decimal mark. */
function storedNumber(text, mark) {
  let rest = text.trim();
  if (rest.endsWith("%")) rest = rest.slice(0, -1).trim();
  const sign = /^[-−–+]/.exec(rest)?.[0] ?? "";
  rest = rest.slice(sign.length).trim();
  if (!/^[\d.,\s]*\d$/.test(rest)) return null;
  const runs = rest.split(/[.,\s]/), separators = (rest.match(/[.,\s]/g) ?? []).map((s) => (s === "." || s === "," ? s : " "));
  if (runs.slice(1).some((run) => run === "")) return null;
  const grouped = (groups, between) => between.every((s) => s === between[0]) && /^[1-9]\d{0,2}$/.test(groups[0])
    && groups.slice(1).every((group) => group.length === 3) ? groups.join("") : null;
  const last = separators.at(-1), decimals = runs.at(-1), other = (s) => (s === "," ? "." : ",");
  let whole, part = "", own = null;
  if (separators.length === 0) {
    whole = runs[0];
  } else if (last !== " " && separators.indexOf(last) === separators.length - 1) {
    const before = runs.slice(0, -1);
    if (before.length === 1 && decimals.length === 3 && /^[1-9]\d{0,2}$/.test(before[0])) {
      // 1.234 is either; the page's mark decides.
      [whole, part] = mark === last ? [before[0], decimals] : [before[0] + decimals, ""];
    } else {
      whole = before.length === 1 ? before[0] : grouped(before, separators.slice(0, -1));
      part = decimals;
      own = last;
    }
  } else {
    whole = grouped(runs, separators);
    if (last !== " ") own = other(last);
  }
  if (whole === null || (own && own !== mark)) return null;
  whole = whole.replace(/^0+(?=\d)/, "") || "0";
  part = part.replace(/0+$/, "");
  if (part.length > 6 || (whole + part).replace(/^0+/, "").length > 15) return null;
  const isNegative = sign !== "" && sign !== "+" && /[1-9]/.test(whole + part);
  return (isNegative ? "-" : "") + whole + (part ? "." + part : "");
}

/** The stored form of what somebody typed; what cannot be read stays as it was typed, and the check says so. */
function stored(text, element, language) {
  const trimmed = text.trim();
  if (!trimmed) return null;
  if (numeric.has(element.type)) return storedNumber(trimmed, language === "vi" ? "," : ".") ?? trimmed;
  const day = element.type === "date" && /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(trimmed);
  return day ? `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}` : trimmed;
}

/** A stored value as it stands in a field. */
function typed(value, element, language) {
  if (value == null) return "";
  if (element.type === "date") return value.replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1");
  return numeric.has(element.type) && language === "vi" ? value.replace(".", ",") : value;
}

/** A number to be read, with marks between thousands. */
function shown(number, decimals, language) {
  if (number == null) return "–";
  return new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: decimals }).format(number);
}

/** A number for a message: at most one decimal. */
function rough(number, language) {
  const tenths = Math.sign(number) * Math.round(Math.abs(number) * 10), whole = Math.trunc(tenths / 10), rest = Math.abs(tenths - whole * 10);
  const [thousands, mark] = language === "vi" ? [".", ","] : [",", "."];
  return (number < 0 ? "−" : "") + String(Math.abs(whole)).replace(/\B(?=(\d{3})+$)/g, thousands) + (rest ? mark + rest : "");
}

/** The number that a stored value stands for; null where it is none. */
function numberOf(text) {
  if (text === "true") return 1;
  if (text === "false") return 0;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : null;
}
