// Works formulas out from their steps, exactly as Domain/ExpressionProgram.swift: a missing figure is NaN and never zero unless its step counts it.

const operations = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? NaN : a / b), "%": (a, b) => (b === 0 ? NaN : a % b),
  "^": (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? NaN : a ** b),
  "<": compared((a, b) => a < b), ">": compared((a, b) => a > b), "<=": compared((a, b) => a <= b), ">=": compared((a, b) => a >= b),
  "==": compared((a, b) => a === b), "!=": compared((a, b) => a !== b),
  "&&": (a, b) => (a === 0 || b === 0 ? 0 : Number.isNaN(a) || Number.isNaN(b) ? NaN : 1),
  "||": (a, b) => (isTrue(a) || isTrue(b) ? 1 : Number.isNaN(a) || Number.isNaN(b) ? NaN : 0),
  firstNonNull: (a, b) => (Number.isNaN(a) ? b : a),
  greatest: (a, b) => (Number.isNaN(a) || b > a ? b : a), least: (a, b) => (Number.isNaN(a) || b < a ? b : a),
  log: (a, b) => (a > 0 && b > 0 && b !== 1 ? Math.log(a) / Math.log(b) : NaN),
  neg: (a) => -a, "!": (a) => (Number.isNaN(a) ? NaN : a === 0 ? 1 : 0),
  isNull: (a) => (Number.isNaN(a) ? 1 : 0), isNotNull: (a) => (Number.isNaN(a) ? 0 : 1),
  ln: (a) => (a > 0 ? Math.log(a) : NaN), log10: (a) => (a > 0 ? Math.log10(a) : NaN), removeZeros: (a) => (a === 0 ? NaN : a),
};

function isTrue(a) { return a !== 0 && !Number.isNaN(a); }
function compared(holds) { return (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? NaN : holds(a, b) ? 1 : 0); }

/** What a formula comes to; null where that is missing. `figures` are those of its items, null where missing. */
function evaluate(steps, figures) {
  const asked = 1, found = 2, stack = [];
  for (const step of steps) {
    if (step === null) {
      stack.push([NaN, 0]);
    } else if (typeof step === "number") {
      stack.push([step, 0]);
    } else if (Array.isArray(step)) {
      const figure = figures[step[0]] ?? NaN, isThere = !Number.isNaN(figure);
      stack.push(step[1] ? [isThere ? figure : 0, isThere ? asked | found : asked] : [figure, 0]);
    } else if (step === "if") {
      const otherwise = stack.pop(), then = stack.pop(), condition = stack.pop(), chosen = isTrue(condition[0]) ? then : otherwise;
      stack.push([chosen[0], condition[1] | chosen[1]]);
    } else if (operations[step].length === 1) {
      const top = stack.at(-1);
      top[0] = operations[step](top[0]);
    } else {
      const b = stack.pop(), a = stack.pop();
      stack.push([operations[step](a[0], b[0]), a[1] | b[1]]);
    }
  }
  const [result, mark] = stack[0];
  return mark === asked || !Number.isFinite(result) ? null : result;
}
