// Checks a filled-in form, as Domain/FormCheck.swift does, so that mistakes show while they are made. The server checks again.

/** One report with its form, ready to be worked out. `words(key, …)` says a sentence. */
class Check {
  constructor(form, report, language, words) {
    Object.assign(this, { form, report, language, words });
    this.rows = form.sections.flatMap((section) => section.blocks.flatMap((block) => block.rows));
    this.elements = {};
    this.inputs = [];
    this.broken = new Set();
    for (const row of this.rows) {
      if (row.computed) continue;
      this.elements[row.element.code] = row.element;
      if (row.is_broken_down) this.broken.add(row.element.code);
      this.inputs.push(...row.cells.filter((cell) => cell.kind === "input").map((cell) => cell.key));
    }
    this.isInput = new Set(this.inputs);
  }

  static parts(key) {
    const at = key.indexOf(":");
    return at < 0 ? [key, []] : [key.slice(0, at), key.slice(at + 1).split(",")];
  }

  element(key) { return this.elements[Check.parts(key)[0]]; }

  /** The inputs of one data element whose options hold these, but for the cell itself. */
  beneath(key) {
    const [element, options] = Check.parts(key);
    return this.inputs.filter((other) => {
      const [code, own] = Check.parts(other);
      return code === element && other !== key && options.every((option) => own.includes(option));
    });
  }

  /** The number in a cell: written, else gathered; a total is the sum of its cells. */
  number(key, cells) {
    const content = cells[key];
    if (content?.value != null) return numberOf(content.value);
    if (content?.without_figure) return null;
    const gathered = this.report.gathered[key];
    if (gathered) return gathered.value;
    if (!this.broken.has(Check.parts(key)[0])) return null;
    const known = this.beneath(key).map((part) => this.number(part, cells)).filter((number) => number != null);
    return known.length ? known.reduce((a, b) => a + b) : null;
  }

  work(expression, cells) {
    return evaluate(expression.steps, expression.items.map((item) => {
      if (item.is_days) return this.report.period_length;
      if (item.cell == null) return null;
      return item.offset === 0 ? this.number(item.cell, cells) : this.report.earlier?.[item.cell]?.[-item.offset] ?? null;
    }));
  }

  /** Everything that is wrong or unusual, in the order of the form, rules last. */
  problems(cells) {
    const problems = [];
    for (const row of this.rows) {
      if (row.computed) continue;
      for (const cell of row.cells) {
        const problem = cell.kind === "input" && this.problemAt(cell.key, row, cells[cell.key] ?? {});
        if (problem) problems.push(problem);
      }
    }
    for (const rule of this.form.rules) {
      const left = this.work(rule.left, cells), right = this.work(rule.right, cells);
      if (holds(rule.comparison, left, right) !== false) continue;
      if (rule.importance === "warning" && rule.cells.some((key) => cells[key]?.comment)) continue;
      const figures = left == null || right == null ? "" : ` (${rough(left, this.language)} – ${rough(right, this.language)})`;
      problems.push({ kind: "rule", severity: rule.importance, cells: rule.cells, message: rule.explanation[this.language] + figures, rule: rule.code });
    }
    return problems;
  }

  problemAt(key, row, content) {
    const say = (kind, severity, message) => ({ kind, severity, cells: [key], message });
    const gathered = this.report.gathered[key]?.value;
    if (content.without_figure && !content.comment) return say("unexplained", "error", this.words("unexplained"));
    if (content.value == null && !content.without_figure && row.is_mandatory && gathered == null) return say("mandatory", "error", this.words("mandatory"));
    if (content.value == null) return null;
    const refusal = this.refusal(content.value, row.element);
    if (refusal) return say("value", "error", refusal);
    const number = numberOf(content.value);
    if (number == null || !numeric.has(row.element.type) || content.comment) return null;
    const text = (value) => rough(value, this.language);
    if (gathered != null && gathered !== number) return say("correction", "error", this.words("correction", text(gathered)));
    const range = (this.report.ranges[key] ?? []).find(([low, high]) => number < low || number > high);
    if (!range) return null;
    const previous = this.report.previous[key], ends = [text(Math.max(range[0], 0)), text(range[1])];
    return say("unusual", "warning", previous == null ? this.words("unusual", ...ends) : this.words("unusualAfter", ...ends, text(previous)));
  }

  /** Why a text cannot stand as a value; undefined where it can. */
  refusal(text, element) {
    const { type, minimum, maximum } = element, say = (...parts) => this.words(...parts);
    if (type === "yes_no") return text === "true" || text === "false" ? undefined : say("yesNo");
    if (type === "date") return isDay(text) ? undefined : say("date");
    if (type === "text") return [...text].length > 20000 ? say("long") : undefined;
    const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    const decimals = parts?.[3]?.replace(/0+$/, "") ?? "";
    if (!parts || decimals.length > 6 || (parts[2] + decimals).replace(/^0+/, "").length > 15) return say("notNumber", text);
    const number = Number(text);
    if (["count", "integer", "money"].includes(type) && decimals) return say("whole");
    if (type === "count" && number < 0) return say("negative");
    if (type === "percentage" && !(number >= 0 && number <= 100)) return say("hundred");
    if (minimum != null && number < minimum) return say("least", rough(minimum, this.language));
    if (maximum != null && number > maximum) return say("most", rough(maximum, this.language));
  }
}

/** Whether a rule holds; null where a side has no value and the rule therefore says nothing. */
function holds(comparison, left, right) {
  if (comparison === "compulsory_pair") return (left == null) === (right == null);
  if (comparison === "exclusive_pair") return left == null || right == null;
  if (left == null || right == null) return null;
  const rounding = 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));
  switch (comparison) {
    case "==": return Math.abs(left - right) <= rounding;
    case "!=": return Math.abs(left - right) > rounding;
    case ">": return left > right + rounding;
    case ">=": return left >= right - rounding;
    case "<": return left < right - rounding;
    default: return left <= right + rounding;
  }
}

function isDay(text) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!parts) return false;
  const day = new Date(Date.UTC(+parts[1], +parts[2] - 1, +parts[3]));
  return day.getUTCMonth() + 1 === +parts[2] && day.getUTCDate() === +parts[3];
}
