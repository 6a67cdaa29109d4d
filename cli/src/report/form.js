// One form: what is doubtful, its values, and its drawing, bound to each other by the keys of the values.

class FormView {
  constructor(entry, id) {
    this.entry = entry;
    this.data = block(`form-${id}`);
    this.drawing = entry.drawing === null ? null : new Drawing(block(`drawing-${entry.drawing}`));
    this.values = new Map();
    this.notes = grouped(this.data.findings.filter((finding) => finding.key), (finding) => finding.key);
    this.element = el("article.form", { "aria-label": titleOf(entry) }, this.heading(), this.findings(), this.sides());
    this.mark();
  }

  heading() {
    const { entry } = this;
    const facts = [entry.unit, entry.department !== entry.unit && entry.department, entry.year && say("form.year", { year: entry.year })];
    const which = entry.of > 1 ? ` · ${say("form.which", { number: entry.number, of: entry.of })}` : "";
    return el("header.title", {},
      el("h2", {}, titleOf(entry)),
      el("p.facts", {}, facts.filter(Boolean).join(" · ")),
      el("p.path", {}, entry.path + which));
  }

  /** Findings, the gravest first, and text that nothing accounts for. Each leads to its place. */
  findings() {
    const { findings, unclaimed } = this.data;
    if (findings.length + unclaimed.length === 0) return el("p.sound", {}, signs.clean, " ", say("form.sound"));
    const sorted = severities.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
    const item = (severity, place, text, go) =>
      el("li", {}, el("button.finding", { type: "button", className: `finding ${severity}`, click: go },
        el("span.sign", { "aria-label": say(`severity.${severity}`) }, signs[severity] ?? "?"),
        el("span.message", {}, text), place && el("span.place", {}, place)));
    const left = (one) => {
      const go = () => this.light(null, this.places(one));
      return item("unclaimed", one.place, one.text, go);
    };
    return el("section.findings", { "aria-label": say("form.findings") },
      sorted.length > 0 && el("ul", {}, sorted.map((finding) =>
        item(finding.severity, finding.place, finding.message, () => this.select(finding.key, this.places(finding))))),
      unclaimed.length > 0 && [el("h3", {}, say("form.unclaimed")), el("ul", {}, unclaimed.map(left))]);
  }

  sides() {
    const values = el("section.values", { "aria-label": say("form.values") }, this.groups());
    const drawing = el("section.source", { "aria-label": say("form.source"), tabIndex: 0 },
      this.drawing?.element ?? el("p.muted", {}, say("form.undrawn")));
    const bind = (side, show) => {
      side.addEventListener("mouseover", (event) => show(event.target));
      side.addEventListener("mouseleave", () => this.light(this.selected));
    };
    bind(values, (target) => { const value = target.closest("[data-key]"); if (value) this.light(value.dataset.key); });
    bind(drawing, (target) => { const keys = this.keysAt(target); if (keys) this.light(keys[0], [], keys); });
    values.addEventListener("focusin", (event) => {
      const value = event.target.closest("[data-key]");
      if (value) this.select(value.dataset.key);
    });
    drawing.addEventListener("click", (event) => {
      const keys = this.keysAt(event.target);
      if (keys) this.select(keys[0]);
    });
    return el("div.sides", {}, values, drawing);
  }

  groups() {
    const groups = grouped(index.fields, (field) => field.group);
    const shown = [...groups].map(([group, fields]) => this.group(say(`group.${group}`).replace(/^group\./, ""), fields.map((field) => this.field(field))));
    const extra = (this.data.declaration.extra ?? []).map((one, number) => this.row(one.label, `extra[${number}]`, one.text));
    if (!index.fields.some((field) => field.key === "extra")) shown.push(this.group(say("group.extra"), extra));
    return shown;
  }

  group(name, rows) {
    const shown = rows.flat().filter(Boolean);
    return shown.length > 0 && el("section.group", {}, el("h3", {}, name), el("dl", {}, shown));
  }

  /** The rows of a field; none where the form has no such field. */
  field(field) {
    const value = at(this.data.declaration, field.key);
    if (field.kind === "list") return Array.isArray(value) && value.length > 0 && this.list(field, value);
    if (field.kind === "opinion") {
      return (value ?? []).map((one, number) => this.row(one.label, `${field.key}[${number}]`, one.text));
    }
    const text = textOf(value, field);
    return (text !== "" || field.key in this.data.spots) && this.row(field.label, field.key, text);
  }

  row(label, key, text) {
    return el("div.row", {}, el("dt", {}, label), this.value("dd", key, label, text));
  }

  list(field, rows) {
    const columns = field.columns.filter((column) => rows.some((row) => textOf(row[column.key], column) !== ""));
    const head = el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column.label)));
    const body = rows.map((row, number) => el("tr", {}, columns.map((column) =>
      this.value("td", `${field.key}[${number}].${column.key}`, column.label, textOf(row[column.key], column)))));
    const name = el("dt.value", {}, field.label, this.notesOn(field.key));
    this.values.set(field.key, name);
    return el("div.row.wide", {}, name,
      el("dd", {}, el("table.list", {}, el("thead", {}, head), el("tbody", {}, body))));
  }

  /** A value that can be pointed at, with what is doubtful about it under it. */
  value(tag, key, label, text) {
    const notes = this.notes.get(key) ?? [];
    const blank = text === "";
    const shown = el("span.text", { className: blank ? "text muted" : "text" }, blank ? say("form.blank") : text);
    const worst = severities.find((severity) => notes.some((finding) => finding.severity === severity));
    const value = el(`${tag}.value`, { tabIndex: 0, "data-key": key, "aria-label": `${label}：${text || say("form.blank")}` }, shown, this.notesOn(key));
    if (worst) value.classList.add(worst);
    this.values.set(key, value);
    return value;
  }

  notesOn(key) {
    const note = ({ severity, message }) => el("span.note", { className: `note ${severity}` }, `${signs[severity]} ${message}`);
    return (this.notes.get(key) ?? []).map(note);
  }

  /** Marks in the drawing what is a value, what is doubtful, and what nothing accounts for. */
  mark() {
    this.keys = new Map();
    if (!this.drawing) return;
    for (const [key, spots] of Object.entries(this.data.spots)) {
      for (const element of spots.map((spot) => this.drawing.at(spot)).filter(Boolean)) {
        if (!this.values.has(key)) continue;
        element.classList.add("bound");
        this.keys.set(element, [...(this.keys.get(element) ?? []), key]);
      }
    }
    for (const finding of [...this.data.findings].reverse()) {
      for (const element of this.places(finding)) {
        element.classList.add("doubtful", finding.severity);
        element.title = [element.title, finding.message].filter(Boolean).join("\n");
      }
    }
    for (const left of this.data.unclaimed) {
      for (const element of this.places(left)) {
        element.classList.add("unclaimed");
        element.title = [element.title, say("form.unclaimed")].filter(Boolean).join("\n");
      }
    }
    this.part();
  }

  /** Tells what of the document other declarations in it say. */
  part() {
    if (this.entry.of === 1) return;
    for (const block of this.drawing.element.children) {
      const ours = (element) => element.matches(".bound, .doubtful, .unclaimed");
      if (!ours(block) && ![...block.querySelectorAll("td")].some(ours)) block.classList.add("elsewhere");
    }
  }

  /** Where in the drawing a finding or a left over text stands. */
  places(one) {
    if (!this.drawing) return [];
    if (one.cell) return [this.drawing.addressed(one.cell)].filter(Boolean);
    if (one.key) return this.spots(one.key);
    return one.text ? this.drawing.holding(one.text) : [];
  }

  spots(key) {
    return (this.data.spots[key] ?? []).map((spot) => this.drawing?.at(spot)).filter(Boolean);
  }

  keysAt(element) {
    for (let inner = element; inner; inner = inner.parentElement) if (this.keys.has(inner)) return this.keys.get(inner);
    return null;
  }

  /** Shows where the form begins in a document that holds several. */
  begin() {
    const first = this.drawing?.element.querySelector(".bound");
    if (this.entry.of > 1 && first) first.scrollIntoView({ block: "center" });
  }

  /** Lights a value until another one is chosen. */
  select(key, places = []) {
    this.selected = key;
    this.light(key, places);
  }

  light(key, places = [], keys = [key]) {
    this.element.querySelectorAll(".lit").forEach((element) => element.classList.remove("lit"));
    const values = keys.map((one) => this.values.get(one)).filter(Boolean);
    const found = places.length > 0 ? places : keys.flatMap((one) => this.spots(one ?? ""));
    for (const element of [...values, ...found]) element.classList.add("lit");
    for (const first of [values[0], found[0]]) {
      if (first && !first.matches(":hover")) reveal(first);
    }
  }
}

/** What a form is called: its project, else its title, else its file. */
const titleOf = (entry) => entry.name ?? entry.title ?? entry.path.split(/[/\\]/).pop();

/** A value as text: as it was written, and for money how it was read where that is not plain. */
function textOf(value, field) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => textOf(item, field)).join("\n");
  if (typeof value !== "object") return field.options?.[value] ?? String(value);
  const text = value.text ?? "";
  if (field.kind !== "amount" || typeof value.value !== "number" || text === "") return text;
  const unit = say("unit");
  const bare = text.replaceAll(",", "").replace(/\s*万元$/, "");
  if (Number(bare) !== value.value) return `${text}（${number(value.value)} ${unit}）`;
  return text.endsWith(unit) ? text : `${text} ${unit}`;
}
