// What a look tells quicker than a list: money by year and by department, findings by kind.

/** So many bars are read at a glance. */
const mostBars = 12;

function overview(entries, failed, filter) {
  const money = (key) => sums(entries, (entry) => [[entry[key] ?? "", Number(entry.total ?? 0)]]);
  const byYear = money("year").sort((a, b) => a.name.localeCompare(b.name));
  const kinds = sums(entries, (entry) => Object.entries(entry.codes));
  const total = entries.reduce((sum, entry) => sum + Number(entry.total ?? 0), 0);
  const count = (test) => entries.filter(test).length;
  return el("div.overview", {},
    el("div.tiles", {},
      tile(say("tile.forms"), number(entries.length)),
      tile(say("tile.total"), `${number(Math.round(total * 100) / 100)}`, say("unit")),
      tile(say("severity.error"), number(count((entry) => entry.errors > 0)), say("tile.forms"), "error"),
      tile(say("severity.warning"), number(count((entry) => entry.errors === 0 && isDoubtful(entry))), say("tile.forms"), "warning"),
      tile(say("severity.failed"), number(failed.length), say("tile.files"), failed.length > 0 ? "failed" : "")),
    el("div.charts", {},
      chart(say("chart.years"), byYear, "year", filter),
      chart(say("chart.departments"), largest(money("department")), "department", filter),
      chart(say("chart.kinds"), largest(kinds), "code", filter)),
    failed.length > 0 && failures(failed));
}

function tile(name, figure, unit, severity) {
  return el("div.tile", { className: `tile ${severity ?? ""}` }, el("span.figure", {}, figure, unit && el("small", {}, ` ${unit}`)), el("span.name", {}, name));
}

/** Sums by name. */
function sums(entries, pairs) {
  const found = new Map();
  for (const [name, value] of entries.flatMap(pairs)) found.set(name, (found.get(name) ?? 0) + value);
  return [...found].map(([name, value]) => ({ name, value }));
}

/** The largest, and the rest as one. */
function largest(bars) {
  const sorted = [...bars].sort((a, b) => b.value - a.value);
  if (sorted.length <= mostBars) return sorted;
  const rest = sorted.slice(mostBars - 1);
  return [...sorted.slice(0, mostBars - 1), { name: null, count: rest.length, value: rest.reduce((sum, bar) => sum + bar.value, 0) }];
}

function chart(name, bars, key, filter) {
  if (!bars.some((bar) => bar.value > 0)) return null;
  const most = Math.max(...bars.map((bar) => bar.value));
  const row = (bar) => {
    const label = bar.name === null ? say("chart.rest", { count: bar.count }) : key === "code" ? kindOf(bar.name) : bar.name || say("chart.none");
    const length = Math.max(0, 100 * bar.value / most);
    const drawn = svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "ground", width: 100, height: 10 }), svg("rect", { class: "bar", width: length, height: 10 }));
    const figure = number(Math.round(bar.value * 100) / 100);
    return el("li", {}, el("button.bar", {
      type: "button", disabled: !bar.name, "aria-label": `${label} ${figure}`, title: label, click: () => filter(key, bar.name),
    }, el("span.label", {}, label), drawn, el("span.figure", {}, figure)));
  };
  return el("figure.chart", { className: `chart ${key}` }, el("figcaption", {}, name), el("ul", {}, bars.map(row)));
}

/** The name of a kind of finding; those of rules have none but their code. */
const kindOf = (code) => index.words[lang][`code.${code}`] ?? code;

function failures(failed) {
  return el("section.failures", {}, el("h3", {}, say("failed.heading")), el("ul", {}, failed.map((file) =>
    el("li", {}, el("span.path", {}, file.source.path), el("span.message", {}, file.error.place && el("span.place", {}, file.error.place), file.error.message), el("code", {}, file.error.code)))));
}
