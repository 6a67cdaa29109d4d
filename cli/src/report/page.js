// The list, its filters, the keyboard, and paper.

/** Rows of the list that are drawn at once. */
const pageSize = 100;

const isDoubtful = (entry) => entry.warnings + entry.unclaimed > 0;
const stateOf = (entry) => (entry.errors > 0 ? "error" : isDoubtful(entry) ? "warning" : "clean");
const states = ["error", "warning", "clean"];

// The doubtful ones first, those with most to say before others.
const order = index.forms.map((entry, id) => id).sort((a, b) => {
  const weigh = (id) => {
    const entry = index.forms[id];
    return [states.indexOf(stateOf(entry)), -entry.errors, -(entry.warnings + entry.unclaimed)];
  };
  const [one, other] = [weigh(a), weigh(b)];
  const differing = one.findIndex((weight, place) => weight !== other[place]);
  return differing < 0 ? a - b : one[differing] - other[differing];
});

const filters = { state: "", unit: "", year: "", department: "", code: "", text: "" };
let listed = [];
let drawn = 0;
let open = null;
let view = null;

const parts = {};

function build() {
  parts.search = el("input", { type: "search", value: filters.text, placeholder: say("search.placeholder"), "aria-label": say("search.label"), input: () => { filters.text = parts.search.value; refresh(); } });
  parts.chips = el("div.chips", { role: "group", "aria-label": say("filter.severity") });
  parts.selects = el("div.selects", {}, select("unit"), select("year"));
  parts.active = el("div.active", {});
  parts.count = el("p.count", { role: "status" });
  parts.list = el("div.list", { role: "listbox", tabIndex: 0, "aria-label": say("list.label") });
  parts.more = el("div.more", {});
  const scroller = el("div.scroller", {}, parts.list, parts.more);
  parts.main = el("main", { tabIndex: -1 });
  const other = lang === "zh" ? "en" : "zh";
  const tools = el("div.tools", {},
    el("button", { type: "button", click: () => window.print() }, say("print.button")),
    el("button", { type: "button", lang: other, click: () => { lang = other; build(); } }, say("lang.other")));
  const aside = el("aside", { "aria-label": say("list.label") },
    el("header", {}, el("h1", {}, say("page.heading")), tools),
    parts.search, parts.chips, parts.selects, parts.active, parts.count, scroller, el("p.keys", {}, say("keys.help")));
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  document.getElementById("page").replaceChildren(aside, parts.main);
  new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && drawMore(), { root: scroller, rootMargin: "400px" }).observe(parts.more);
  parts.list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) show(Number(row.dataset.id));
  });
  refresh();
  show(open);
}

function select(key) {
  const counts = new Map();
  for (const entry of index.forms) if (entry[key]) counts.set(entry[key], (counts.get(entry[key]) ?? 0) + 1);
  const names = [...counts.keys()].sort((a, b) => a.localeCompare(b, "zh"));
  const options = names.map((name) => el("option", { value: name }, `${name}（${counts.get(name)}）`));
  const box = el("select", { "aria-label": say(`filter.${key}`), change: () => { filters[key] = box.value; refresh(); } },
    el("option", { value: "" }, say(`filter.${key}`)), options);
  box.value = filters[key];
  parts[key] = box;
  return box;
}

// What a search goes through: all that a form says, read once, on the first search.
const texts = [];

function textIn(id) {
  texts[id] ??= [index.forms[id].path, ...stringsIn(block(`form-${id}`))].join("\n").toLowerCase();
  return texts[id];
}

function stringsIn(data) {
  const found = [];
  const waiting = [data.declaration, data.findings.map((one) => [one.message, one.code]), data.unclaimed.map((one) => one.text)];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one === "string" || typeof one === "number") found.push(String(one));
    else if (one !== null && typeof one === "object") waiting.push(...Object.values(one));
  }
  return found;
}

const wanted = (words) => (id) => words.every((word) => textIn(id).includes(word));

/** The list anew, by the filters. */
function refresh() {
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  const same = (entry, key) => filters[key] === "" || String(entry[key] ?? "") === filters[key];
  const fits = order.filter((id) => {
    const entry = index.forms[id];
    return ["unit", "year", "department"].every((key) => same(entry, key)) && (filters.code === "" || filters.code in entry.codes);
  }).filter(words.length > 0 ? wanted(words) : () => true);
  const failedFits = index.failed.filter((file) => words.every((word) => `${file.source.path}\n${file.error.message}`.toLowerCase().includes(word)));
  parts.failed = ["unit", "year", "department", "code"].every((key) => filters[key] === "") ? failedFits : [];
  drawChips(fits);
  listed = filters.state === "" ? fits : fits.filter((id) => stateOf(index.forms[id]) === filters.state);
  parts.unit.value = filters.unit;
  parts.year.value = filters.year;
  drawActive();
  const shownFailed = filters.state === "" || filters.state === "failed" ? parts.failed.length : 0;
  parts.count.textContent = say("list.count", { forms: number(listed.length), failed: number(shownFailed) });
  parts.list.replaceChildren();
  drawn = 0;
  drawMore();
  if (open === null) drawOverview();
  choose();
}

function drawChips(fits) {
  const counts = { error: 0, warning: 0, clean: 0, failed: parts.failed.length };
  for (const id of fits) counts[stateOf(index.forms[id])] += 1;
  const chip = (state) => el("button.chip", {
    type: "button", className: `chip ${state}`, "aria-pressed": String(filters.state === state),
    click: () => { filters.state = filters.state === state ? "" : state; refresh(); parts.chips.querySelector(`.${state}`)?.focus(); },
  }, `${signs[state]} ${say(`severity.${state}`)} `, el("b", {}, number(counts[state])));
  parts.chips.replaceChildren(...[...states, "failed"].map(chip));
}

/** Filters that the charts set, with a way to take each back. */
function drawActive() {
  const set = ["department", "code"].filter((key) => filters[key] !== "");
  parts.active.replaceChildren(...set.map((key) => el("button.chip", {
    type: "button", "aria-label": say("filter.remove", { name: filters[key] }), click: () => { filters[key] = ""; refresh(); },
  }, `${key === "code" ? kindOf(filters.code) : filters[key]} ×`)));
}

function drawMore() {
  const rows = listed.slice(drawn, drawn + pageSize).map(row);
  drawn += rows.length;
  parts.list.append(...rows);
  if (drawn >= listed.length && !parts.list.querySelector(".failed-file") && (filters.state === "" || filters.state === "failed")) {
    parts.list.append(...parts.failed.map(failedRow));
  }
}

function row(id) {
  const entry = index.forms[id];
  const counts = [["error", entry.errors], ["warning", entry.warnings + entry.unclaimed], ["info", entry.infos]];
  return el("div.item", { role: "option", id: `item-${id}`, "data-id": id, "aria-selected": String(id === open), className: `item ${stateOf(entry)}` },
    el("span.name", {}, titleOf(entry)),
    el("span.amount", {}, entry.total === null ? "" : `${number(entry.total)} ${say("unit")}`),
    el("span.facts", {}, [entry.unit, entry.year].filter(Boolean).join(" · ") || entry.path),
    el("span.counts", {}, counts.filter(([, count]) => count > 0).map(([severity, count]) => badge(severity, count))));
}

function failedRow(file) {
  return el("div.item.failed.failed-file", { title: file.error.message }, el("span.name", {}, `${signs.failed} ${file.source.path}`), el("span.facts", {}, file.error.message));
}

function drawOverview() {
  const entries = listed.map((id) => index.forms[id]);
  parts.main.replaceChildren(overview(entries, filters.state === "" || filters.state === "failed" ? parts.failed : [], (key, value) => { filters[key] = value; refresh(); }));
}

/** Opens a form, or the overview. */
function show(id) {
  open = id;
  view = id === null ? null : new FormView(index.forms[id], id);
  if (view) {
    const place = listed.indexOf(id);
    const bar = el("nav.bar", { "aria-label": say("form.walk") },
      el("button", { type: "button", disabled: place <= 0, click: () => step(-1) }, `← ${say("form.previous")}`),
      el("button", { type: "button", disabled: place < 0 || place + 1 >= listed.length, click: () => step(1) }, `${say("form.next")} →`),
      el("span.muted", {}, place < 0 ? "" : `${place + 1} / ${listed.length}`),
      el("button.close", { type: "button", click: () => show(null) }, `${say("form.close")} ×`));
    parts.main.replaceChildren(bar, view.element);
    parts.main.scrollTop = 0;
    view.begin();
  } else {
    drawOverview();
  }
  history.replaceState(null, "", id === null ? "#" : `#${id}`);
  choose();
}

/** Shows in the list which form is open. */
function choose() {
  for (const row of parts.list.querySelectorAll("[aria-selected=true]")) row.setAttribute("aria-selected", "false");
  const row = document.getElementById(`item-${open}`);
  if (row) {
    row.setAttribute("aria-selected", "true");
    parts.list.setAttribute("aria-activedescendant", row.id);
    reveal(row);
  } else {
    parts.list.removeAttribute("aria-activedescendant");
  }
}

function step(by) {
  const place = listed.indexOf(open);
  const next = listed[place < 0 ? (by > 0 ? 0 : listed.length - 1) : place + by];
  if (next === undefined) return;
  while (drawn < listed.length && drawn <= listed.indexOf(next)) drawMore();
  show(next);
}

/** Escape undoes the last thing: what is lit, the search, the form. */
function back() {
  if (document.activeElement === parts.search && filters.text !== "") {
    parts.search.value = filters.text = "";
    refresh();
  } else if (view?.selected) {
    view.select(undefined);
    parts.main.focus();
  } else if (open !== null) {
    show(null);
    parts.list.focus();
  } else {
    document.activeElement?.blur();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = ["INPUT", "SELECT"].includes(event.target.tagName);
  const inList = event.target === parts.list || event.target === document.body || event.target === parts.main;
  const moves = { j: 1, k: -1, ...(inList ? { ArrowDown: 1, ArrowUp: -1 } : {}) };
  if (event.key === "Escape") back();
  else if (typing && !(event.target === parts.search && event.key === "Enter")) return;
  else if (event.key === "Enter" && event.target === parts.search) { step(1); parts.list.focus(); }
  else if (event.key === "/") parts.search.focus();
  else if (event.key in moves) step(moves[event.key]);
  else if (inList && event.key === "Enter" && view) view.values.values().next().value?.focus();
  else return;
  event.preventDefault();
});

// Paper holds the form that is open, or else all that are listed, each on pages of its own.
window.addEventListener("beforeprint", () => {
  const ids = open === null ? listed : [open];
  const forms = ids.map((id) => new FormView(index.forms[id], id).element);
  const summary = open === null ? [overview(listed.map((id) => index.forms[id]), parts.failed, () => {})] : [];
  document.getElementById("paper").replaceChildren(...summary, ...forms);
});
window.addEventListener("afterprint", () => document.getElementById("paper").replaceChildren());

const asked = Number(location.hash.slice(1) || NaN);
if (asked in index.forms) open = asked;
build();
