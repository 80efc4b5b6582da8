// The keyboard in a form as in a spreadsheet: arrows and Enter between cells, blocks pasted from a workbook, undo and redo over all cells.

class Edits {
  constructor(sheet) {
    this.sheet = sheet;
    this.done = [];
    this.undone = [];
    const { element } = sheet;
    // As in a spreadsheet, Tab leads to the next cell and Shift+F2 to a cell's note.
    for (const summary of element.querySelectorAll("td summary")) summary.tabIndex = -1;
    element.addEventListener("keydown", (event) => this.pressed(event));
    element.addEventListener("paste", (event) => this.pasted(event));
    element.addEventListener("focusin", ({ target }) => { if (this.isCell(target)) this.before = [target, target.value]; });
    element.addEventListener("change", ({ target }) => {
      if (!this.isCell(target) || this.before?.[0] !== target) return;
      if (this.before[1] !== target.value) this.remember([[target, this.before[1], target.value]]);
      this.before = [target, target.value];
    });
  }

  isCell(field) { return field?.name?.startsWith("v:") && field.closest("table"); }

  remember(changes) {
    this.done.push(changes);
    this.undone = [];
  }

  /** Rows of fields, each field with the column it stands in. */
  get grid() {
    return [...this.sheet.element.querySelectorAll("table.entry tr")]
      .map((row) => [...row.querySelectorAll('td > [name^="v:"]')].map((field) => ({ field, column: field.closest("td").cellIndex }))).filter((row) => row.length);
  }

  pressed(event) {
    const { target: field, key } = event, isControl = event.ctrlKey || event.metaKey;
    if (key === "Escape" && !event.isComposing && field.closest("details")) return this.sheet.field("v", field.name.slice(2))?.focus();
    // Telex and VNI put syllables together over several keys: those are theirs.
    if (event.isComposing || event.keyCode === 229 || event.altKey || !this.isCell(field) || field.readOnly) return;
    if (isControl && key.toLowerCase() === "z" && !event.shiftKey) return this.step(event, this.done, this.undone, 1, field);
    if (isControl && (key.toLowerCase() === "y" || (event.shiftKey && key.toLowerCase() === "z"))) return this.step(event, this.undone, this.done, 2, field);
    if (key === "F2" && event.shiftKey) {
      event.preventDefault();
      field.closest("td").querySelector("details").open = true;
      return this.sheet.field("c", field.name.slice(2))?.focus();
    }
    const grid = this.grid, row = grid.findIndex((cells) => cells.some((cell) => cell.field === field)), column = grid[row]?.find((cell) => cell.field === field).column;
    const flat = grid.flat().map((cell) => cell.field), at = flat.indexOf(field), isText = field.matches("input");
    const isAtStart = !isText || (field.selectionStart === 0 && (field.selectionEnd === 0 || field.selectionEnd === field.value.length));
    const isAtEnd = !isText || (field.selectionEnd === field.value.length && (field.selectionStart === field.selectionEnd || field.selectionStart === 0));
    const near = (cells) => cells && (cells.find((cell) => cell.column === column) ?? cells.findLast((cell) => cell.column < column) ?? cells[0]).field;
    let next;
    if (isControl && key === "Home") next = flat[0];
    else if (isControl && key === "End") next = flat.at(-1);
    else if (isControl) return;
    else if (key === "Enter") next = near(grid[row + (event.shiftKey ? -1 : 1)]) ?? field;
    else if (key === "ArrowDown" && isText) next = near(grid[row + 1]);
    else if (key === "ArrowUp" && isText) next = near(grid[row - 1]);
    else if (key === "ArrowRight" && isAtEnd && isText && !event.shiftKey) next = flat[at + 1];
    else if (key === "ArrowLeft" && isAtStart && isText && !event.shiftKey) next = flat[at - 1];
    if (!next) return;
    event.preventDefault();
    if (next === field) return;
    next.focus();
    if (next.matches("input")) next.select();
  }

  /** Takes back or does again; while a cell is being written the browser's own undo works in it. */
  step(event, from, to, side, field) {
    if (this.before?.[0] === field && this.before[1] !== field.value) return;
    const changes = from.pop();
    event.preventDefault();
    if (!changes) return;
    for (const change of changes) this.set(change[0], change[side]);
    to.push(changes);
    changes[0][0].focus();
    this.before = [changes[0][0], changes[0][0].value];
  }

  set(field, value) {
    field.value = value;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    this.sheet.settled({ target: field });
  }

  /** A block copied from a workbook goes into the cells right of and beneath this one, each value where its column is. */
  pasted(event) {
    const field = event.target, text = event.clipboardData?.getData("text/plain") ?? "";
    if (!this.isCell(field) || field.readOnly || !/[\t\n]/.test(text.trimEnd()) && !/\n$/.test(text)) return;
    event.preventDefault();
    const grid = this.grid, top = grid.findIndex((cells) => cells.some((cell) => cell.field === field)), left = grid[top].find((cell) => cell.field === field).column;
    const changes = [];
    text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const cell = grid[top + down]?.find((one) => one.column === left + right)?.field;
        if (!cell) return;
        const before = cell.value;
        this.set(cell, cell.matches("select") ? yesOrNo(value) : value.trim());
        if (cell.value !== before) changes.push([cell, before, cell.value]);
      });
    });
    if (changes.length) this.remember(changes);
    this.before = [field, field.value];
  }
}

function yesOrNo(text) {
  const word = text.trim().toLowerCase();
  if (["có", "x", "1", "yes", "true"].includes(word)) return "true";
  return ["không", "0", "no", "false"].includes(word) ? "false" : "";
}
