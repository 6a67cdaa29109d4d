"use strict";

// The data of the page. A block is parsed when it is asked for: of a thousand forms few are opened.
const block = (id) => JSON.parse(document.getElementById(id).textContent);
const index = block("index");
const severities = ["error", "warning", "info"];

let lang = index.lang;

/** A word of the page in the language in use; `{name}` in it stands for a value. */
function say(key, values = {}) {
  const word = index.words[lang][key] ?? key;
  return word.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * An element. Text goes in as text, whatever stands in it: this is the only way in which anything gets onto the page.
 * Names with a dash and `role` become attributes, functions become listeners, all else properties.
 */
function el(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

const svgNamespace = "http://www.w3.org/2000/svg";

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** What is under a dotted key. */
const at = (data, key) => key.split(".").reduce((inner, step) => inner?.[step], data);

/** Things by what a function says of them, in the order in which it says something new. */
function grouped(things, of) {
  const groups = new Map();
  for (const thing of things) groups.set(of(thing), [...(groups.get(of(thing)) ?? []), thing]);
  return groups;
}

/** A number with its thousands set apart, and no more decimals than say something. */
const number = (value) => Number(value).toLocaleString("en-US", { maximumFractionDigits: 4 });

/** A count of findings with its sign, which says the severity to those who see no colours. */
const signs = { error: "✕", warning: "!", info: "i", clean: "✓", failed: "⊘" };

function badge(severity, count) {
  const what = `${say(`severity.${severity}`)} ${count}`;
  return el("span.badge", { className: `badge ${severity}`, "aria-label": what, title: what }, `${signs[severity]} ${count}`);
}

/** Brings an element into view inside what scrolls, without moving what is seen already. */
function reveal(element) {
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
}
