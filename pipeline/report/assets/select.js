// Which customers the list shows, and in which order.

const tierOrder = { high: 3, medium: 2, low: 1 };
const NONE = "\u2205"; // the choice of those without a value

// fold makes texts comparable for search: case, accents, digits of other scripts and
// letters that are typed in two ways do not matter.
function fold(text) {
  return i18n.digits(text).normalize("NFKD").replace(/[\p{M}\u200c-\u200f\u2066-\u2069]/gu, "")
    .replaceAll("\u064a", "\u06cc").replaceAll("\u0649", "\u06cc").replaceAll("\u0643", "\u06a9").toLowerCase();
}

// written keeps what was written in a language, because rows are written again and
// again while the list is scrolled.
const written = { lang: "", texts: new Map() };

function once(key, make) {
  if (written.lang !== i18n.lang()) {
    written.lang = i18n.lang();
    written.texts.clear();
  }
  let text = written.texts.get(key);
  if (text === undefined) {
    text = make();
    written.texts.set(key, text);
  }
  return text;
}

// shownText is how the list writes a text of customer i.
function shownText(column, i) {
  const code = D.list[column][i];
  return code === 0 ? "" : once(column + code, () => inLanguage(column, D.list.texts[code]));
}

function inLanguage(column, text) {
  if (column === "tier") return tierName(text);
  if (column === "action") return i18n.translated("action.", text);
  if (column === "last" || column === "expected") return i18n.date(text);
  return i18n.isolate(text);
}

// shownReason is how the list writes a reason by its code.
function shownReason(code) { return once("reason" + code, () => i18n.reasonText(D.list.reasons[code])); }

function tierName(tier) { return i18n.knows("list.tier." + tier) ? i18n.t("list.tier." + tier) : i18n.isolate(tier); }

function familyName(family) {
  return i18n.knows("family." + family) ? i18n.t("family." + family) : i18n.isolate(family.replaceAll("_", " "));
}

// moveOf says how customer i moved since the list before: new, back, up, down or
// nothing. New are those who are at risk now and were not, or were not listed.
function moveOf(i) {
  const l = D.list, medium = (D.tiers || []).find((t) => t.name === "medium");
  const atRisk = textOf("tier", i) !== "low", change = l.change[i];
  if (Number.isNaN(change)) return D.changes && atRisk ? "new" : "";
  if (atRisk && medium && l.p[i] - change < medium.from) return "new";
  return change >= 0.05 ? "up" : change <= -0.05 ? "down" : "";
}

// search finds customers by the texts of their rows; the texts are folded when they
// are searched first in a language.
const search = { lang: "", hay: null };

function haystack() {
  if (search.lang === i18n.lang() && search.hay) return search.hay;
  const l = D.list, names = new Map();
  const folded = (column, i) => {
    const key = column + l[column][i];
    if (!names.has(key)) names.set(key, fold(shownText(column, i) + " " + textOf(column, i)));
    return names.get(key);
  };
  const families = l.texts.map(() => "");
  for (const r of l.reasons) if (families[r.family] === "") families[r.family] = familyName(l.texts[r.family]);
  const reasons = l.reasons.map((r, code) => {
    const text = shownReason(code);
    return fold((text === r.text ? text : text + " " + r.text) + " " + families[r.family]);
  });
  search.lang = i18n.lang();
  search.hay = Array.from({ length: l.n }, (_, i) => [
    fold(l.id[i]), folded("segment", i), folded("region", i), folded("action", i), ...l.why[i].map((code) => reasons[code]),
  ].join("\n"));
  return search.hay;
}

// accepts makes the test that a customer must pass to be shown.
function accepts() {
  const l = D.list, tests = [];
  for (const column of ["tier", "segment", "region", "action"]) {
    if (state[column] === "") continue;
    const code = state[column] === NONE ? 0 : l.texts.indexOf(state[column], 1);
    tests.push((i) => l[column][i] === code);
  }
  if (state.reason) {
    const code = l.texts.indexOf(state.reason, 1), of = l.reasons.map((r) => r.family === code);
    tests.push((i) => l.why[i].some((r) => of[r]));
  }
  if (state.holdout) tests.push((i) => (l.holdout[i] === 1) === (state.holdout === "yes"));
  if (state.change) tests.push((i) => moveOf(i) === state.change);
  const words = fold(state.q).split(/\s+/).filter((w) => w !== "");
  if (words.length > 0) {
    const hay = haystack();
    tests.push((i) => words.every((w) => hay[i].includes(w)));
  }
  return (i) => tests.every((test) => test(i));
}

// orders holds, by language, the place of each text in the order of the language.
const orders = { lang: "", places: new Map() };

function placesOf(name, make) {
  if (orders.lang !== i18n.lang()) {
    orders.lang = i18n.lang();
    orders.places.clear();
  }
  if (!orders.places.has(name)) orders.places.set(name, make());
  return orders.places.get(name);
}

// ranked numbers texts by their order; empty ones get NaN and so the end.
function ranked(texts) {
  const out = new Float64Array(texts.length).fill(NaN);
  texts.map((text, k) => ({ text, k })).filter((e) => e.text !== "").sort((a, b) => i18n.compare(a.text, b.text))
    .forEach((e, place) => { out[e.k] = place; });
  return out;
}

// keysOf are the numbers by which a column sorts.
function keysOf(column) {
  const l = D.list;
  switch (column) {
    case "rank": case "p": case "value": case "spend": case "change": return l[column];
    case "tier": return Float64Array.from(l.tier, (code) => tierOrder[l.texts[code]] || 0);
    case "last": case "expected": return Float64Array.from(l[column], (code) => Date.parse(l.texts[code]));
    case "id": return placesOf("id", () => ranked(l.id));
    case "reason": return placesOf("reason", () => {
      const places = ranked(l.reasons.map((r, code) => shownReason(code)));
      return Float64Array.from(l.why, (codes) => (codes.length ? places[codes[0]] : NaN));
    });
  }
  return placesOf(column, () => {
    const texts = new Array(l.texts.length).fill("");
    for (let i = 0; i < l.n; i++) if (texts[l[column][i]] === "") texts[l[column][i]] = shownText(column, i);
    const places = ranked(texts);
    return Float64Array.from(l[column], (code) => places[code]);
  });
}

const sortColumns = ["rank", "id", "p", "tier", "value", "spend", "reason", "action", "segment", "region", "channel", "last", "expected", "change"];

// sortOf reads the order: a column, and whether the largest comes first.
function sortOf() {
  const falling = state.sort.startsWith("-"), column = state.sort.slice(falling ? 1 : 0);
  return sortColumns.includes(column) ? { column, falling } : { column: "rank", falling: false };
}

// chosen are the customers that the list shows, in its order. Those without a value
// come last; ties stay in the order of the list.
function chosen() {
  const ok = accepts(), { column, falling } = sortOf(), keys = keysOf(column), sign = falling ? -1 : 1;
  const out = [];
  for (let i = 0; i < D.list.n; i++) if (ok(i)) out.push(i);
  return out.sort((a, b) => {
    const x = keys[a], y = keys[b];
    if (x === y) return a - b;
    if (Number.isNaN(x) || Number.isNaN(y)) return (Number.isNaN(x) ? 1 : 0) - (Number.isNaN(y) ? 1 : 0) || a - b;
    return sign * (x - y) || a - b;
  });
}
