// The frame of the page: heading, tabs, language and theme, and the views in them.

const tabs = ["team", "managers", "science"];
const panels = {}; // by tab
const done = new Set(); // tabs whose views stand

function shell() {
  const root = document.getElementById("page");
  root.replaceChildren(
    h("a", { class: "skip", href: "#main", "data-t": "page.skip", onclick: skip }),
    h("header", { class: "top", role: "banner" },
      h("div", { class: "brand" }, h("h1", { id: "page-title", "data-t": "page.title" }), h("p", { class: "as-of", id: "as-of" })),
      h("div", { class: "tools no-print" }, languageSelect(), themeButton()),
      h("div", { class: "tabs no-print", role: "tablist", "data-t-attr": "aria-label:page.tabs" }, tabs.map(tabButton))),
    h("main", { id: "main", tabindex: "-1" }, tabs.map((tab) => {
      panels[tab] = h("div", { role: "tabpanel", id: "panel-" + tab, "aria-labelledby": "tab-" + tab, class: "panel", hidden: true });
      return panels[tab];
    })),
    h("footer", { class: "foot" }, h("p", { id: "foot" })));
}

function skip(event) {
  event.preventDefault(); // the address after # is the state
  document.getElementById("main").focus();
}

function tabButton(tab) {
  return h("button", {
    type: "button", role: "tab", id: "tab-" + tab, "aria-controls": "panel-" + tab, "data-testid": "tab-" + tab,
    "data-t": "page.tab." + tab, onclick: () => openTab(tab), onkeydown: tabKeys,
  });
}

// tabKeys moves between tabs by the arrow keys, in the direction of reading.
function tabKeys(event) {
  const at = tabs.indexOf(state.tab), forward = i18n.dir() === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = i18n.dir() === "rtl" ? "ArrowRight" : "ArrowLeft";
  const to = { [forward]: at + 1, [back]: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  openTab(tab);
  document.getElementById("tab-" + tab).focus();
}

function openTab(tab) {
  setState({ tab });
  for (const name of tabs) {
    const button = document.getElementById("tab-" + name);
    button.setAttribute("aria-selected", String(name === tab));
    button.tabIndex = name === tab ? 0 : -1;
    panels[name].hidden = name !== tab;
  }
  if (!done.has(tab)) renderTab(tab);
  reopenDetail();
}

// renderTab builds the views of a tab. One that fails says so, and the others stand.
function renderTab(tab) {
  done.add(tab);
  panels[tab].replaceChildren(...views.filter((v) => v.tab === tab).map((v) => {
    const el = h("div", { class: "view-body" });
    const section = h("section", { id: "view-" + v.id, class: "view", "aria-labelledby": v.title ? "title-" + v.id : null },
      v.title ? h("h2", { id: "title-" + v.id }, i18n.t(v.title)) : null, el);
    v.el = el;
    return section;
  }));
  for (const v of views) if (v.tab === tab) v.render(v.el, D);
}

// searchKey leads to the search of the list by the key /, as elsewhere.
function searchKey(event) {
  const input = document.getElementById("search");
  if (event.key !== "/" || !input || panels.team.hidden || event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  input.focus();
}

// renderView builds one view anew.
function renderView(id) {
  const v = views.find((one) => one.id === id);
  v.el.replaceChildren();
  v.render(v.el, D);
}

// renderAll builds anew what stands, after the language or the theme changed,
// but keeps a tab that takes its colours from the style sheet alone.
function renderAll(kept) {
  const y = window.scrollY;
  heading();
  for (const tab of [...done]) {
    if (tab === kept) continue;
    done.delete(tab);
    if (tab !== state.tab) panels[tab].replaceChildren();
  }
  openTab(state.tab);
  window.scrollTo(0, y);
}

function heading() {
  document.title = i18n.t("page.title") + (D.as_of ? " · " + i18n.date(D.as_of) : "");
  document.getElementById("as-of").textContent = D.as_of
    ? i18n.t("page.asof", { date: i18n.date(D.as_of, "long"), days: D.horizon_days })
    : D.horizon_days ? i18n.t("page.nodate", { days: D.horizon_days }) : i18n.t("page.nodate.plain");
  document.getElementById("foot").textContent = D.run_id ? i18n.t("page.foot", { run: D.run_id }) : "";
  paintTheme();
}

function languageSelect() {
  return h("label", { class: "tool" }, h("span", { class: "sr", "data-t": "page.language" }),
    h("select", { id: "language", "data-testid": "language", onchange: (e) => chooseLanguage(e.target.value) }));
}

function chooseLanguage(code) {
  setState({ lang: code });
  i18n.setLang(code);
}

function themeButton() {
  return h("button", { type: "button", id: "theme", class: "tool", "data-testid": "theme", onclick: () => chooseTheme(dark() ? "light" : "dark") });
}

function dark() { return (state.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark"; }

function chooseTheme(theme) {
  setState({ theme });
  applyTheme();
}

function applyTheme() {
  if (state.theme === "dark" || state.theme === "light") document.documentElement.dataset.theme = state.theme;
  else delete document.documentElement.dataset.theme;
  renderAll("team");
  document.dispatchEvent(new CustomEvent("theme"));
}

// beforePaper builds what paper shows: every tab, and the first rows of the list.
function beforePaper() {
  if (document.body.classList.contains("print-card")) return;
  for (const tab of tabs) {
    panels[tab].hidden = false;
    if (!done.has(tab)) renderTab(tab);
  }
  printList();
}

function afterPaper() { for (const tab of tabs) panels[tab].hidden = tab !== state.tab; }

function paintTheme() {
  const button = document.getElementById("theme");
  button.textContent = i18n.t(dark() ? "page.theme.light" : "page.theme.dark");
}

function start() {
  shell();
  const locales = JSON.parse(document.getElementById("page-locales").textContent);
  i18n.setup({ locales, language: state.lang || D.language, currency: D.currency });
  const languages = document.getElementById("language");
  languages.append(...i18n.languages().map((l) => h("option", { value: l.code, lang: l.code }, l.name)));
  languages.value = i18n.lang();
  if (state.theme) document.documentElement.dataset.theme = state.theme;
  heading();
  openTab(state.tab);
  document.addEventListener("keydown", searchKey);
  document.addEventListener("language", () => { languages.value = i18n.lang(); renderAll(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (!state.theme) applyTheme(); });
  window.addEventListener("hashchange", () => {
    readState();
    done.clear();
    if (state.lang && state.lang !== i18n.lang()) i18n.setLang(state.lang);
    applyTheme();
  });
}

start();
