// What somebody typed into a field, in the form in which it is kept. The same reading as Domain/Registers/RecordReading.swift, which has the last word.

/** Why something typed cannot be kept. */
class FieldRefusal extends Error {
  constructor(words, key, ...parts) {
    super(key);
    Object.assign(this, { reason: words(key, ...parts), remedy: words(`${key}Remedy`, ...parts) });
  }
}

const holdsFiles = (field) => field.type === "file" || field.type === "photo";
const isQuantity = (type) => type === "number" || type === "money";
const decimalMark = (language) => (language === "vi" ? "," : ".");

function numberIn(text, field, words, language) {
  const mark = decimalMark(language), bare = field.type === "money" ? text.replace(/[đ₫]/g, "").trim() : text, decimals = field.type === "money" ? 0 : field.decimals;
  const number = storedNumber(bare, mark) ?? storedNumber(bare, mark === "," ? "." : ",");
  if (number === null) throw new FieldRefusal(words, "notNumber", bare);
  if ((number.split(".")[1] ?? "").length > decimals) throw decimals === 0 ? new FieldRefusal(words, "notWhole", number) : new FieldRefusal(words, "decimals", decimals);
  return number;
}

const readers = {
  text: (text, field, words) => wordsIn(text.split(/\s+/).filter(Boolean).join(" "), 500, words),
  long_text: (text, field, words) => wordsIn(text.replaceAll("\r\n", "\n"), 20000, words),
  number: numberIn,
  money: numberIn,
  date(text, field, words) {
    const parts = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text), iso = parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : text;
    if (!dayOf(iso)) throw new FieldRefusal(words, "notDay", text);
    const year = Number(iso.slice(0, 4));
    if (year < 1900 || year > 2100) throw new FieldRefusal(words, "notYear", year);
    return iso;
  },
  phone(text, field, words) {
    const digits = text.replace(/[ .\-()]/g, "").replace(/^(\+84|84(?=.{9}$))/, "0");
    if (!/^(0[35789]\d{8}|02\d{9})$/.test(digits)) throw new FieldRefusal(words, "notPhone", text);
    return digits;
  },
  identity_number(text, field, words) {
    const digits = text.replace(/[ .-]/g, "");
    if (!/^(?!000)0([0-8]\d|9[0-6])\d{9}$/.test(digits)) throw new FieldRefusal(words, "notIdentity");
    return digits;
  },
  email(text, field, words) {
    if (!/^[^@\s]+@[^@\s.][^@\s]*\.[^@\s]*[^@\s.]$/.test(text)) throw new FieldRefusal(words, "notEmail", text);
    return text;
  },
  link(text, field, words) {
    if (!/^https?:\/\/\S*\.\S*$/i.test(text)) throw new FieldRefusal(words, "notLink", text);
    return text;
  },
  place(text, field, words) {
    const parts = text.split(/[,; ]/).filter(Boolean), [latitude, longitude] = parts.map((one) => numberOf(one) ?? NaN);
    if (parts.length !== 2 || !(latitude >= 6 && latitude <= 24 && longitude >= 102 && longitude <= 118)) throw new FieldRefusal(words, "notPlace", text);
    return `${rounded(latitude, 6)},${rounded(longitude, 6)}`;
  },
  period(text, field, words) {
    const shape = { year: /^\d{4}$/, quarter: /^\d{4}-Q[1-4]$/, month: /^\d{4}-(0[1-9]|1[0-2])$/ }[field.period_kind];
    if (shape && !shape.test(text)) throw new FieldRefusal(words, "notPeriod", text);
    return text;
  },
};

function wordsIn(text, most, words) {
  if ([...text].length > most) throw new FieldRefusal(words, "long", most);
  if (/(?![\n\t])\p{Cc}/u.test(text)) throw new FieldRefusal(words, "control");
  return text;
}

/** A number as it is kept, with so many decimals at most. */
function rounded(number, decimals) {
  const plain = String(Math.abs(number)), [whole, part = ""] = (plain.includes("e") ? Math.abs(number).toFixed(12) : plain).split(".");
  const up = BigInt(whole + part.slice(0, decimals).padEnd(decimals, "0")) + (part[decimals] >= "5" ? 1n : 0n);
  const digits = String(up).padStart(decimals + 1, "0"), rest = decimals ? digits.slice(-decimals).replace(/0+$/, "") : "";
  return (number < 0 && up > 0n ? "-" : "") + (decimals ? digits.slice(0, -decimals) : digits) + (rest ? `.${rest}` : "");
}

/** The text that is kept of what was typed into a field; null where it is empty. */
function readField(typed, field, words, language) {
  const text = typed.normalize("NFC").trim();
  if (!text) return null;
  const kept = (readers[field.type] ?? ((same) => same))(text, field, words, language);
  if (isQuantity(field.type)) {
    if (field.minimum != null && Number(kept) < field.minimum) throw new FieldRefusal(words, "below", kept, String(field.minimum));
    if (field.maximum != null && Number(kept) > field.maximum) throw new FieldRefusal(words, "above", kept, String(field.maximum));
  }
  return kept;
}

/** The same, with what stands in the way instead of an error. */
function tryField(...asked) {
  try { return { kept: readField(...asked) }; } catch (refusal) {
    if (!(refusal instanceof FieldRefusal)) throw refusal;
    return { refusal };
  }
}

/** A kept text as people write it. */
function writtenField(kept, field, language) {
  return isQuantity(field.type) && language === "vi" && /^-?\d+\.\d+$/.test(kept) ? kept.replace(".", ",") : kept;
}
