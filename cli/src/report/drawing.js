// A document on its grid. Cells and paragraphs are kept by their numbers, so that values find them.

/** Tables deeper in tables than this are shown behind the document. */
const deepest = 5;

class Drawing {
  constructor(data) {
    this.data = data;
    this.cells = new Map();
    this.blocks = new Map();
    this.deeper = [];
    const blocks = data.blocks.map((block, number) => {
      if ("table" in block) return this.table(block.table, 0);
      const paragraph = el("p.paragraph", {}, block.text);
      this.blocks.set(number, paragraph);
      return paragraph;
    });
    this.element = el("div.drawing", {}, blocks);
    for (const inner of this.deeper) this.element.append(this.table(inner, 0));
  }

  /** The element of a spot: `[table, cell]`, or the number of a block. */
  at(spot) {
    return Array.isArray(spot) ? this.cells.get(spot.join()) : this.blocks.get(spot);
  }

  /** The element of an address that counts from 1. */
  addressed(cell) {
    const cells = this.data.tables[cell.table - 1]?.cells ?? [];
    const found = cells.findIndex((one) => one.r === cell.row - 1 && one.c === cell.column - 1);
    return this.at([cell.table - 1, found]);
  }

  /** The paragraphs outside tables, or else the cells, in which a text stands. */
  holding(text) {
    const line = text.split("\n")[0].trim();
    const within = (elements) => [...elements].filter((element) => element.textContent.includes(line));
    const found = within(this.blocks.values());
    return found.length > 0 ? found : within(this.cells.values());
  }

  table(number, depth) {
    const table = this.data.tables[number];
    if (!table) return null;
    const rows = Array.from({ length: table.rows }, () => []);
    table.cells.forEach((cell, index) => rows[cell.r]?.push([cell, index]));
    // How far down each column is taken by a cell that began above.
    const taken = new Map();
    const bodies = rows.map((row, r) => {
      const tr = el("tr");
      let column = 0;
      const skip = (to) => {
        let gap = 0;
        for (; column < to; column += 1) {
          const covered = (taken.get(column) ?? 0) > r;
          if (!covered) gap += 1;
          if (gap > 0 && (covered || column + 1 === to)) {
            tr.append(el("td.gap", { colSpan: gap }));
            gap = 0;
          }
        }
      };
      for (const [cell, index] of row) {
        skip(cell.c);
        tr.append(this.cell(number, cell, index, depth));
        const span = cell.cs ?? 1;
        for (let c = cell.c; c < cell.c + span; c += 1) taken.set(c, r + (cell.rs ?? 1));
        column = Math.max(column, cell.c + span);
      }
      skip(table.columns);
      return tr;
    });
    const label = say("form.table", { number: number + 1 });
    return el("table.grid", { "aria-label": label }, el("tbody", {}, bodies));
  }

  cell(table, cell, index, depth) {
    const td = el("td", { colSpan: cell.cs ?? 1, rowSpan: cell.rs ?? 1 }, cell.text ?? "");
    this.cells.set(`${table},${index}`, td);
    for (const inner of cell.tables ?? []) {
      if (depth < deepest) td.append(this.table(inner, depth + 1) ?? "");
      else this.deeper.push(inner);
    }
    return td;
  }
}
