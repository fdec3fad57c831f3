// The controls above the list: search, filters, order, and what is chosen.

// filterFields are the filters; each lists its choices as {value, text, count}.
const filterFields = [
  { key: "tier", label: "list.tier", choices: () => byCode("tier") },
  { key: "segment", label: "list.segment", choices: () => byCode("segment") },
  { key: "reason", label: "list.reason", choices: byFamily },
  { key: "action", label: "list.action", choices: () => byCode("action") },
  { key: "region", label: "list.region", choices: () => byCode("region") },
  { key: "change", label: "list.change", choices: byMove },
  { key: "holdout", label: "list.contact", choices: byHoldout },
];

function byCode(column) {
  const l = D.list, counts = new Map(), first = new Map();
  for (let i = 0; i < l.n; i++) {
    const code = l[column][i];
    counts.set(code, (counts.get(code) || 0) + 1);
    if (!first.has(code)) first.set(code, i);
  }
  if (counts.size === 1 && counts.has(0)) return [];
  const all = [...counts].map(([code, count]) => (code === 0
    ? { value: NONE, text: i18n.t("list.none"), count }
    : { value: l.texts[code], text: shownText(column, first.get(code)), count }));
  const weight = (c) => (c.value === NONE ? -1 : tierOrder[c.value] || 0);
  return all.sort((a, b) => (column === "tier" ? weight(b) - weight(a)
    : (a.value === NONE) - (b.value === NONE) || i18n.compare(a.text, b.text)));
}

function byFamily() {
  const l = D.list, counts = new Map();
  for (const why of l.why) for (const code of new Set(why.map((r) => l.reasons[r].family))) counts.set(code, (counts.get(code) || 0) + 1);
  return [...counts].filter(([code]) => code > 0).map(([code, count]) => ({ value: l.texts[code], text: familyName(l.texts[code]), count }))
    .sort((a, b) => i18n.compare(a.text, b.text));
}

function byMove() {
  const counts = { new: 0, up: 0, down: 0 };
  for (let i = 0; i < D.list.n; i++) {
    const move = moveOf(i);
    if (move) counts[move]++;
  }
  return Object.keys(counts).filter((k) => counts[k] > 0).map((k) => ({ value: k, text: i18n.t("list.move." + k), count: counts[k] }));
}

function byHoldout() {
  const held = D.list.holdout.reduce((a, b) => a + b, 0);
  if (held === 0) return [];
  return [{ value: "no", text: i18n.t("list.contact.yes"), count: D.list.n - held }, { value: "yes", text: i18n.t("list.contact.no"), count: held }];
}

// filterBar builds the controls; changed is called after each choice.
function filterBar(changed) {
  const input = h("input", {
    type: "search", id: "search", "data-testid": "search", autocomplete: "off", spellcheck: "false",
    placeholder: i18n.t("list.search.hint"), oninput: (e) => {
      setState({ q: e.target.value });
      changed();
    },
  });
  input.value = state.q;
  const fields = filterFields.map((f) => filterSelect(f, changed)).filter((f) => f !== null);
  const more = h("div", { class: "fields", id: "filters" }, fields);
  const toggle = h("button", { type: "button", class: "button only-phone", "aria-expanded": "false", "aria-controls": "filters", onclick: () => {
    const open = toggle.getAttribute("aria-expanded") !== "true";
    toggle.setAttribute("aria-expanded", String(open));
    more.classList.toggle("open", open);
  } }, i18n.t("list.filters"));
  return h("div", { class: "filters no-print", role: "search", "aria-label": i18n.t("list.filters") },
    h("div", { class: "search-line" }, h("div", { class: "field search" }, h("label", { for: "search" }, i18n.t("list.search")), input), toggle),
    more);
}

function filterSelect(field, changed) {
  const choices = field.choices();
  if (choices.length === 0) return null;
  const id = "filter-" + field.key;
  const select = h("select", { id, "data-testid": id, class: state[field.key] ? "set" : null, onchange: () => {
    setState({ [field.key]: select.value });
    select.classList.toggle("set", select.value !== "");
    changed();
  } },
  h("option", { value: "" }, i18n.t("list.all")),
  choices.map((c) => h("option", { value: c.value }, i18n.t("list.choice", { name: c.text, n: c.count }))));
  if (choices.some((c) => c.value === state[field.key])) select.value = state[field.key];
  return h("div", { class: "field" }, h("label", { for: id }, i18n.t(field.label)), select);
}

// sortSelect offers every order, also those that no column of the list has.
function sortSelect(changed) {
  const select = h("select", { id: "sort-by", "data-testid": "sort-by", onchange: () => {
    setState({ sort: select.value });
    changed();
  } }, sortColumns.filter(hasColumn).flatMap((column) => [
    h("option", { value: column }, i18n.t("list.sort.up", { name: i18n.t("list." + column) })),
    h("option", { value: "-" + column }, i18n.t("list.sort.down", { name: i18n.t("list." + column) })),
  ]));
  select.value = state.sort;
  return h("div", { class: "field inline" }, h("label", { for: "sort-by" }, i18n.t("list.sort")), select);
}

// hasColumn tells whether any customer has a value in a column.
function hasColumn(column) {
  const l = D.list;
  if (column === "reason") return l.reasons.length > 0;
  if (column === "value" || column === "spend") return l[column].some((x) => x > 0);
  if (column === "change") return l.change.some((x) => !Number.isNaN(x));
  if (["segment", "region", "channel", "action", "last", "expected"].includes(column)) return l[column].some((code) => code > 0);
  return true;
}

// chips names the filters that are set, each with a button to take it off.
function chips(changed) {
  const set = filterFields.filter((f) => state[f.key] !== "");
  const text = (f) => (f.choices().find((c) => c.value === state[f.key]) || { text: i18n.isolate(state[f.key]) }).text;
  const all = set.map((f) => chip(i18n.t("list.chip", { field: i18n.t(f.label), name: text(f) }), { [f.key]: "" }, changed));
  if (state.q) all.unshift(chip(i18n.t("list.chip", { field: i18n.t("list.search"), name: state.q }), { q: "" }, changed));
  if (all.length === 0) return [];
  const none = Object.fromEntries(filterFields.map((f) => [f.key, ""]));
  return [...all, h("button", { type: "button", class: "link", "data-testid": "clear", onclick: () => { setState({ ...none, q: "" }); changed(true); } }, i18n.t("list.clear"))];
}

function chip(text, change, changed) {
  return h("button", { type: "button", class: "chip", title: i18n.t("list.unset"), onclick: () => { setState(change); changed(true); } },
    h("span", {}, text), h("span", { class: "x", "aria-hidden": "true" }, "\u00d7"), h("span", { class: "sr" }, i18n.t("list.unset")));
}
