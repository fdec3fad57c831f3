// What every view builds with: elements, and the register of views.
//
// h("p", {class: "note", "data-testid": "x", onclick: f}, "text", child) makes an
// element; s("rect", {x: 1}) one of a picture. Texts become text, never markup.
// A value of null or false leaves an attribute out. Styles are set by an object,
// {style: {width: "4px", "--n": 3}}, because the page allows no style attributes.
//
// view({id, tab, title, render}) adds a section to a tab: team, managers or science.
// title is a key of the texts. render(el, D) fills it when its tab is opened first,
// and again when the language or the theme changes. Where data is missing it calls
// missing(el, part, list).

function make(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, v] of Object.entries(value)) element.style.setProperty(key, v);
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(3)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

function h(tag, attributes, ...children) {
  return make(document.createElement(tag), attributes, children);
}

function s(tag, attributes, ...children) {
  return make(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

// views are those of all tabs, in the order in which they were added.
const views = [];

function view(v) { views.push(v); }

// missing tells what cannot be shown and what would fill it: the entries of the page
// for a part, and those of list, which a part keeps itself ({text, remedy}).
function missing(el, part, list) {
  const told = [...(D.missing || []).filter((m) => part && m.part === part), ...(list || [])];
  if (told.length === 0 && part && part !== "customers" && D[part] == null) told.push({ text: i18n.t("page.missing.part"), remedy: i18n.t("page.missing.remedy") });
  if (told.length === 0) return;
  el.append(h("div", { class: "missing", role: "note" },
    h("p", { class: "missing-title" }, i18n.t("page.missing.title")),
    h("ul", {}, told.map((m) => h("li", {}, inWords(m.text), m.remedy ? [" ", h("span", { class: "remedy" }, inWords(m.remedy))] : null)))));
}

function inWords(text) { return i18n.translated("missing.", text); }

// css reads a colour of the page, such as css("--high").
function css(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

// copy puts a text onto the clipboard, also where the page was opened from disk.
function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text).catch(() => copyOld(text));
  return Promise.resolve(copyOld(text));
}

function copyOld(text) {
  const area = h("textarea", { class: "hidden", readonly: true, "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

// The page is made ready for paper before the charts are, which listen later.
addEventListener("beforeprint", () => beforePaper());
addEventListener("afterprint", () => afterPaper());
