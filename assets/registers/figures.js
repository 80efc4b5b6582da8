// Formulas and conditions over the fields of one record, worked out as Domain/Registers/RecordExpression.swift does, which has the last word. What is missing
// is null; a day is { day }, counted from 1970; several values are an array.

function dayOf(text) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text), at = new Date(0);
  if (!parts || +parts[1] === 0) return null;
  at.setUTCFullYear(+parts[1], +parts[2] - 1, +parts[3]);
  return at.getUTCMonth() + 1 === +parts[2] && at.getUTCDate() === +parts[3] ? { day: at.getTime() / 864e5 } : null;
}

const dateOf = (figure) => new Date(figure.day * 864e5);
const isoOf = (figure) => dateOf(figure).toISOString().slice(0, 10);
const isDayFigure = (a) => typeof a?.day === "number";
const isMissing = (a) => a == null || a === "" || (Array.isArray(a) && a.length === 0);
const itemsOf = (a) => (Array.isArray(a) ? a.filter((one) => !isMissing(one)) : isMissing(a) ? [] : [a]);
const inRange = (number) => (Number.isFinite(number) ? number : null);

/** As a figure is kept in a field; null where it is missing. */
function canonicalOf(a) {
  if (a == null || a === "" || (typeof a === "number" && !Number.isFinite(a))) return null;
  if (Array.isArray(a)) return a.map(canonicalOf).filter((one) => one !== null).join(",");
  return isDayFigure(a) ? isoOf(a) : String(a);
}

/** Whether it counts as true; null where it is missing. */
function truthOf(a) {
  if (a == null) return null;
  if (isDayFigure(a)) return true;
  return Array.isArray(a) ? a.length > 0 : typeof a === "number" ? a !== 0 : Boolean(a);
}

function quantityOf(a) {
  if (typeof a === "number") return a;
  if (typeof a === "boolean") return a ? 1 : 0;
  return typeof a === "string" && !/^(true|false)$/.test(a) ? inRange(numberOf(a) ?? NaN) : null;
}

const whichDay = (a) => (isDayFigure(a) ? a : typeof a === "string" ? dayOf(a) : null);
const compare = (x, y) => (x < y ? -1 : x > y ? 1 : 0);

/** Below, equal or above; null where the two cannot be compared. */
function orderOf(a, b) {
  if (isDayFigure(a) || isDayFigure(b)) {
    const x = whichDay(a), y = whichDay(b);
    return x && y ? compare(x.day, y.day) : null;
  }
  if (typeof a === "string" && typeof b === "string") return compare(a, b);
  let x = quantityOf(a), y = quantityOf(b);
  if (x !== null && y !== null) return compare(x, y);
  [x, y] = [canonicalOf(a), canonicalOf(b)];
  return x !== null && y !== null ? compare(x, y) : null;
}

function raised(x, y) {
  if (!Number.isInteger(y) || y < 0 || y > 64) return NaN;
  let product = 1;
  for (let count = 0; count < y; count += 1) product *= x;
  return product;
}

const halfAway = (number) => Math.sign(number) * Math.round(Math.abs(number));

const sums = {
  "+": (x, y) => x + y, "-": (x, y) => x - y, "*": (x, y) => x * y, "/": (x, y) => (y === 0 ? NaN : x / y), "%": (x, y) => (y === 0 ? NaN : x % y), "^": raised,
};
const orders = {
  "==": (order) => order === 0, "!=": (order) => order !== 0, "<": (order) => order < 0, ">": (order) => order > 0, "<=": (order) => order <= 0, ">=": (order) => order >= 0,
};

function combined(name, a, b) {
  const x = truthOf(a), y = truthOf(b);
  if (name === "&&") return x === false || y === false ? false : x === null || y === null ? null : true;
  if (name === "||") return x === true || y === true ? true : x === null || y === null ? null : false;
  if (orders[name]) {
    const order = isMissing(a) || isMissing(b) ? null : orderOf(a, b);
    return order === null ? null : orders[name](order);
  }
  const one = quantityOf(a), two = quantityOf(b);
  if ((name === "+" || name === "-") && isDayFigure(a) && two !== null) {
    if (!Number.isInteger(two) || Math.abs(two) > 4e6) return null;
    const moved = { day: a.day + (name === "+" ? two : -two) }, year = dateOf(moved).getUTCFullYear();
    return year >= 1 && year <= 9999 ? moved : null;
  }
  return one === null || two === null ? null : inRange(sums[name](one, two));
}

const functions = {
  if: (value) => (truthOf(value(0)) === true ? value(1) : value(2)),
  isNull: (value) => isMissing(value(0)),
  isNotNull: (value) => !isMissing(value(0)),
  firstNonNull(value, count) {
    for (let at = 0; at < count; at += 1) { const figure = value(at); if (!isMissing(figure)) return figure; }
    return null;
  },
  greatest: (value, count) => furthest(value, count, 1),
  least: (value, count) => furthest(value, count, -1),
  contains(value) {
    const wanted = value(1);
    return isMissing(wanted) ? null : itemsOf(value(0)).some((one) => canonicalOf(one) === canonicalOf(wanted));
  },
  count: (value) => itemsOf(value(0)).length,
  sum(value) {
    const numbers = itemsOf(value(0)).map(quantityOf).filter((one) => one !== null);
    return numbers.length ? numbers.reduce((x, y) => x + y, 0) : null;
  },
  days(value) {
    const from = whichDay(value(0)), to = whichDay(value(1));
    return from && to ? to.day - from.day : null;
  },
  years(value) {
    const from = whichDay(value(0)), to = whichDay(value(1));
    if (!from || !to) return null;
    const a = dateOf(from), b = dateOf(to), isBefore = b.getUTCMonth() * 31 + b.getUTCDate() < a.getUTCMonth() * 31 + a.getUTCDate();
    return b.getUTCFullYear() - a.getUTCFullYear() - (isBefore ? 1 : 0);
  },
  year(value) { const day = whichDay(value(0)); return day && dateOf(day).getUTCFullYear(); },
  round(value, count) {
    const number = quantityOf(value(0));
    if (number === null) return null;
    const asked = count > 1 ? quantityOf(value(1)) : 0, one = raised(10, Math.min(Math.max(Number.isInteger(asked) ? asked : 0, 0), 9));
    return halfAway(number * one) / one;
  },
  initials(value) {
    const name = value(0);
    return typeof name === "string" && name ? name.split(/\s+/).filter(Boolean).map((word) => `${[...word.normalize("NFC")][0]}.`).join("") : null;
  },
  join(value, count) { return Array.from({ length: count }, (_, at) => canonicalOf(value(at)) ?? "").join(""); },
};

function furthest(value, count, sign) {
  const [first, ...rest] = Array.from({ length: count }, (_, at) => itemsOf(value(at))).flat();
  let best = first ?? null;
  for (const one of rest) if (Math.sign(orderOf(one, best) ?? 0) === sign) best = one;
  return best;
}

/** What a formula comes to: a tree as `/registers/offline.json` has it, what a field holds, the present day. */
function figureOf(tree, resolve, today) {
  if (tree === null || typeof tree !== "object") return tree;
  if (!Array.isArray(tree)) return tree.f !== undefined ? resolve(tree.f) : tree.t;
  const [name, ...parts] = tree, value = (at) => figureOf(parts[at], resolve, today);
  if (name === "today") return today;
  if (functions[name]) return functions[name](value, parts.length);
  if (parts.length > 1) return combined(name, value(0), value(1));
  const a = value(0);
  if (name === "!") return truthOf(a) === null ? null : !truthOf(a);
  const number = quantityOf(a);
  return number === null ? null : name === "neg" ? -number : number;
}

/** The fields that a formula asks for. */
function fieldsOf(tree) {
  if (Array.isArray(tree)) return tree.slice(1).flatMap(fieldsOf);
  return tree?.f === undefined ? [] : [tree.f];
}
