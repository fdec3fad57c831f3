// The language of the page: texts, numbers, dates, money and their order.
//
// i18n.setup({locales, language, currency}) comes first; locales is what report.Locales
// returns. Then i18n.t("list.search"), i18n.t("list.found", {n: 12}), i18n.num(12.5),
// i18n.money(1240), i18n.date("2026-05-01").
// Elements with data-t="key" get their text, those with data-t-attr="title:key aria-label:key"
// their attributes, from i18n.apply(root). i18n.setLang("fa") changes the language, the
// lang and dir of the page, and tells document by the event "language".
//
// A text may hold {name}, which is a number or a text, {name, pct}, {name, money},
// {name, date}, {name, month}, {name, period}, {name, num 2}, {name, raw}, {name, name
// dimension}, which is the text dimension.<name>, a form of the locale such as {name,
// days}, or {name, plural, =0{none} one{# day} other{# days}}, where # is the number.
// Sentences that come in English are known by texts with {name, exact}, a figure as it
// was written, also as {name, percent}, {name, signed} or {time, moment}; {name, part
// prefix}, a sentence within; {name, parts prefix} and {name, items prefix}, several.
// docs/languages.md tells the rest.
"use strict";
globalThis.i18n = (() => {
  const english = "en";
  const dash = "–"; // of what is not known
  const { halves } = phrasePatterns;
  let locales = {}, now = { code: english, dir: "ltr", intl: "en-GB", texts: {}, phrases: {}, forms: {} };
  let fallback = now, currency = "", patterns = [];
  let templates = new Map(); // of English texts, by prefix
  let formats = new Map(); // made anew for each language
  const compiled = new Map(); // texts by themselves; the same in every language

  const has = (object, key) => object != null && Object.prototype.hasOwnProperty.call(object, key);
  const known = (x) => x !== null && x !== undefined && x !== "" && Number.isFinite(Number(x));

  // format returns what writes or compares in the language, made once.
  function format(key, make) {
    let made = formats.get(key);
    if (!made) formats.set(key, made = make());
    return made;
  }

  const numbers = (key, settings) => format(key, () => new Intl.NumberFormat(now.intl, settings));

  // isolate keeps the direction of a text of the data from the text around it, and
  // takes the marks away by which it could reach beyond its end.
  function isolate(text) {
    const clean = unmarked(text);
    const foreign = now.dir === "rtl" ? /[^\s]/ : /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]/;
    return foreign.test(clean) ? "\u2068" + clean + "\u2069" : clean;
  }

  const unmarked = (text) => String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, "");

  // num writes a number with this many decimals; without, whole numbers have none
  // and others up to two.
  function num(x, digits) {
    if (!known(x)) return dash;
    x = Number(x);
    const least = digits === undefined ? 0 : digits;
    const most = digits === undefined ? (Number.isInteger(x) ? 0 : 2) : digits;
    return numbers("num" + least + "," + most, { minimumFractionDigits: least, maximumFractionDigits: most }).format(x);
  }

  // pct writes a share, .42 being 42 %.
  function pct(x, digits = 0) {
    if (!known(x)) return dash;
    x = Number(x);
    if (digits === 0 && x > 0 && x < 0.005) return t("unit.below", { text: { text: percent(0.01, 0) } });
    if (digits === 0 && x < 1 && x >= 0.995) return percent(0.99, 0);
    return percent(x, digits);
  }

  function percent(x, digits) {
    return numbers("pct" + digits, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(x);
  }

  // compact writes a large number shortly, for the axes of charts: 1.2 M.
  function compact(x) {
    if (!known(x)) return dash;
    return numbers("compact", { notation: "compact", maximumFractionDigits: 1 }).format(Number(x));
  }

  // unit names a currency as the language does; what is no currency stays as it is.
  function unit(code) {
    if (now.money === "name" && /^[A-Z]{3}$/.test(code)) {
      try {
        return format("currencies", () => new Intl.DisplayNames(now.intl, { type: "currency" })).of(code) || code;
      } catch (e) {
        return code;
      }
    }
    return isolate(code);
  }

  function amount(text, code) { return code ? text + "\u00a0" + unit(code) : text; }

  // money writes an amount in the currency of the page: whole from 100 on, with two
  // decimals below where it has any; with this many where digits are given.
  function money(x, digits) {
    if (!known(x)) return dash;
    x = Number(x);
    const whole = Math.abs(x) >= 100 || Number.isInteger(x);
    return amount(num(x, digits === undefined ? (whole ? 0 : 2) : digits), currency);
  }

  // date writes yyyy-mm-dd in the calendar of the language; style is short, which is
  // the default, or long.
  function date(iso, style = "short") {
    const at = instant(iso);
    if (at === null) return iso ? isolate(iso) : dash;
    const how = has(now.dates, style) ? now.dates[style] : { dateStyle: "medium" };
    return unbroken(format("date" + style, () => new Intl.DateTimeFormat(now.intl, Object.assign({ timeZone: "UTC" }, how))).format(at));
  }

  // unbroken keeps a date with hyphens on one line.
  const unbroken = (text) => text.replaceAll("-", "\u2011");

  function instant(iso) {
    const found = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso || "");
    if (!found) return null;
    const at = new Date(found[0].slice(0, 10) + "T00:00:00Z");
    return Number.isNaN(at.getTime()) ? null : at;
  }

  // month writes yyyy-mm, a month of the Gregorian calendar by which the figures are
  // counted, in the words of the language.
  function month(text, style = "month") {
    const at = instant(text + "-01");
    if (at === null) return text ? isolate(text) : dash;
    const how = has(now.dates, style) ? now.dates[style] : { year: "numeric", month: "short" };
    const tag = now.intl.replace(/-u-.*$/, "") + "-u-ca-gregory";
    return unbroken(format("month" + style, () => new Intl.DateTimeFormat(tag, Object.assign({ timeZone: "UTC" }, how))).format(at));
  }

  // period writes a month, a quarter (yyyy-Q1) or a year.
  function period(text) {
    const quarter = /^(\d{4})-?Q([1-4])$/.exec(text || "");
    if (quarter) return t("unit.quarter", { year: year(quarter[1]), quarter: Number(quarter[2]) });
    if (/^\d{4}$/.test(text || "")) return year(text);
    return month(text);
  }

  function year(text) { return numbers("year", { useGrouping: false }).format(Number(text)); }

  // text finds a key: in the language, else in English, else the key itself.
  function text(part, key) {
    if (has(now[part], key)) return now[part][key];
    if (has(fallback[part], key)) return fallback[part][key];
    return null;
  }

  // t writes the text of a key.
  function t(key, args) {
    const found = text("texts", key);
    return found === null ? key : fill(found, args || {});
  }

  // knows tells whether there is a text of this key.
  function knows(key) { return text("texts", key) !== null; }

  // translated writes a text that comes in English, such as a proposed action, in the
  // language; one that is not known stays as it is.
  function translated(prefix, english) {
    const found = find(prefix, english);
    return found === null ? isolate(english) : found;
  }

  // find writes a text that comes in English by the key that begins with prefix and says
  // the same in English, with what it fills in; null where there is none.
  function find(prefix, english) {
    if (now === fallback) return null;
    const keys = templates.get(prefix) || learn(prefix);
    for (const [key, template] of keys) {
      const found = template.exp.exec(english);
      if (!found) continue;
      const args = {};
      // What stands within must be known, too: half a sentence is none.
      if (template.gaps.every((g, i) => (args[g.name] = held(g, found[i + 1])) !== null)) return t(key, args);
    }
    return null;
  }

  // told writes what comes in English: as a whole, else sentence by sentence.
  function told(prefix, english) {
    return find(prefix, english) ?? sentences(english).map((one) => translated(prefix, one)).join(" ");
  }

  const sentences = (text) => String(text).split(/(?<=\.) (?=[A-Z"]|and \d)/);

  // held reads what stands in a gap; null for a sentence within that is not known.
  function held({ way, detail }, text) {
    if (way === "part") return within(text === "" ? [] : [text], detail, "");
    if (way === "parts") return within(sentences(text.replace(/\.?$/, ".")), detail, " ");
    if (way === "items") return within(text.split(/, (?=\d)/), detail, t("unit.between"));
    return /^\d+$/.test(text) ? Number(text) : text;
  }

  function within(all, prefix, between) {
    const said = all.map((one) => find(prefix + ".", one));
    return said.includes(null) ? null : { text: said.join(between) };
  }

  // shapes are what gaps hold.
  const figure = "[-+]?\\d[\\d.]*(?:e[-+]\\d+)?";
  const shapes = { exact: figure, percent: figure, signed: figure, name: ".+?", raw: "\\S+", part: ".*", parts: ".*", items: ".*" };

  // learn turns the English texts of a prefix into expressions. Those with fewer gaps
  // come first.
  function learn(prefix) {
    const made = [];
    for (const key of Object.keys(fallback.texts)) {
      if (!key.startsWith(prefix)) continue;
      const gaps = [];
      const exp = fallback.texts[key].replace(/[\\^$.*+?()[\]|]/g, "\\$&").replace(/("?)\{(\w+[^{}]*)\}/g, (all, quote, inside) => {
        const g = gap(inside.replaceAll("\\", ""));
        gaps.push(g);
        return quote + "(" + (quote ? '(?:[^"\\\\]|\\\\.)*' : shapes[g.way] || ".+") + ")";
      });
      if (!exp.includes("{")) made.push([key, { exp: new RegExp("^" + exp + "$", "su"), gaps }]); // no plurals
    }
    made.sort((a, b) => a[1].gaps.length - b[1].gaps.length);
    templates.set(prefix, made);
    return made;
  }

  // fill puts args into a text. What is filled in is never read as a text itself.
  function fill(template, args) {
    let pieces = compiled.get(template);
    if (!pieces) compiled.set(template, pieces = compile(template));
    let out = "";
    for (const piece of pieces) {
      if (typeof piece === "string") out += piece;
      else if (piece.choices) out += plural(piece.choices, has(args, piece.name) ? args[piece.name] : null, args);
      else out += shown(has(args, piece.name) ? args[piece.name] : null, piece);
    }
    return out;
  }

  // compile splits a text into plain pieces and gaps: {name, way, detail} or, of a
  // plural, {name, choices}.
  function compile(template) {
    const pieces = [];
    for (let i = 0; i < template.length;) {
      const open = template.indexOf("{", i);
      if (open < 0) return [...pieces, template.slice(i)];
      const close = matching(template, open);
      if (open > i) pieces.push(template.slice(i, open));
      pieces.push(gap(template.slice(open + 1, close)));
      i = close + 1;
    }
    return pieces;
  }

  // matching finds the brace that closes the one at open.
  function matching(template, open) {
    let depth = 0;
    for (let i = open; i < template.length; i++) {
      if (template[i] === "{") depth++;
      if (template[i] === "}" && --depth === 0) return i;
    }
    return template.length;
  }

  function gap(inside) {
    const [name, how] = halves(inside, ",").map((part) => part.trim());
    if (how.startsWith("plural")) return { name, choices: choicesOf(halves(how, ",")[1]) };
    const [way, detail] = how.split(/\s+/);
    return { name, way, detail };
  }

  // choicesOf reads =0{…} one{…} few{…} other{…}.
  function choicesOf(text) {
    const choices = {};
    for (let i = 0; i < text.length;) {
      const open = text.indexOf("{", i);
      if (open < 0) break;
      const close = matching(text, open);
      choices[text.slice(i, open).trim()] = text.slice(open + 1, close).replaceAll("#", "{#}");
      i = close + 1;
    }
    return choices;
  }

  // plural chooses by the rules of the language.
  function plural(choices, value, args) {
    const n = number(value), exact = "=" + n;
    let chosen = has(choices, exact) ? choices[exact] : null;
    if (chosen === null) {
      const rule = format("plural", () => new Intl.PluralRules(now.intl)).select(n);
      chosen = has(choices, rule) ? choices[rule] : choices.other || "";
    }
    return fill(chosen, Object.assign({}, args, { "#": { n, text: bare(value) } }));
  }

  // typed reads an argument of a phrase: a letter for its kind, a colon and its value.
  function typed(arg) {
    const kind = arg[0], value = arg.slice(2);
    switch (arg[1] === ":" ? kind : "") {
      case "m": return amountOf(value);
      case "p": return value === "<1" ? { n: 0, text: t("unit.below", { text: { text: percent(0.01, 0) } }) } : { n: Number(value), text: percent(Number(value) / 100, 0) };
      case "t": return { text: date(value) };
      case "r": return { text: sentence(value) };
      case "s": return { text: isolate(value) };
      case "d": case "a": case "e": case "o": case "n": break;
      default: return { text: isolate(arg) };
    }
    const decimals = (value.split(".")[1] || "").length;
    return { n: Number(value), form: { d: "days", a: "ago", e: "every", o: "points" }[kind], text: num(Number(value), decimals) };
  }

  // amountOf reads an amount with its currency: 1240 EUR.
  function amountOf(value) {
    const [figure, ...rest] = value.split(" ");
    const decimals = (figure.split(".")[1] || "").length;
    const written = num(Number(figure), decimals);
    return { n: Number(figure), figure: written, text: amount(written, rest.join(" ")) };
  }

  const number = (value) => (value !== null && typeof value === "object" ? value.n : Number(value));

  // bare is the number of a value alone.
  function bare(value) { return value !== null && typeof value === "object" ? value.text : num(value); }

  // shown writes a value as its placeholder asks.
  function shown(value, { way, detail }) {
    const decimals = detail === undefined ? undefined : Number(detail);
    switch (way) {
      case "num": return num(number(value), decimals);
      case "pct": return pct(number(value), decimals);
      case "money": return money(number(value), decimals);
      case "date": return date(value, detail || "short");
      case "month": return month(value, detail || "month");
      case "period": return period(value);
      case "raw": return String(value);
      case "name": return named(detail, value);
      case "figure": return value.figure; // an amount without its currency
      case "exact": return exact(value);
      case "percent": return known(value) ? percent(Number(value) / 100, decimalsOf(value)) : dash;
      case "signed": return known(value) ? numbers("signed" + decimalsOf(value), { signDisplay: "always", minimumFractionDigits: decimalsOf(value), maximumFractionDigits: decimalsOf(value) }).format(Number(value)) : dash;
      case "moment": return moment(value);
    }
    if (way !== "") return form(way, value);
    if (value === null || value === undefined) return dash;
    if (typeof value === "object") return value.form ? form(value.form, value) : value.text;
    return typeof value === "number" ? num(value) : isolate(value);
  }

  // exact writes a figure with the decimals that it came with.
  function exact(value) {
    const decimals = decimalsOf(value);
    return decimals !== undefined || !known(value) ? num(value, decimals) : numbers("exact", { maximumSignificantDigits: 4 }).format(Number(value));
  }

  // decimalsOf counts the decimals of a figure as it was written.
  function decimalsOf(value) {
    const found = /^[-+]?\d+(?:\.(\d+))?$/.exec(String(value));
    return found ? (found[1] || "").length : undefined;
  }

  // moment writes a day with its time, yyyy-mm-dd hh:mm of UTC.
  function moment(value) {
    const found = /^(\S+) (\d\d):(\d\d)$/.exec(value || "");
    if (!found) return isolate(value);
    const at = new Date(Date.UTC(1970, 0, 1, found[2], found[3]));
    return date(found[1]) + " " + format("moment", () => new Intl.DateTimeFormat(now.intl, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" })).format(at);
  }

  // named writes what a word of the data means, such as a dimension: by its key, else by
  // what it is in English.
  function named(part, value) {
    const word = unmarked(value), key = part + "." + word.replaceAll(" ", "_");
    return knows(key) ? t(key) : translated(part + ".", word);
  }

  // form writes a number in a form of the language, such as its days in a case.
  function form(name, value) {
    const found = text("forms", name);
    return found === null ? bare(value) : fill(found, { n: { n: number(value), text: bare(value) } });
  }

  // phrase writes the phrase of a key with typed arguments; null where there is none.
  function phrase(key, args) {
    const found = key ? text("phrases", key) : null;
    if (found === null) return null;
    const filled = {};
    (args || []).forEach((arg, i) => { filled[i] = typed(arg); });
    return fill(found, filled);
  }

  // reasonText writes a reason, {key, args, text}; one without a key is known by its
  // text, or stays as it is.
  function reasonText(reason) {
    const found = phrase(reason.key, reason.args);
    return found === null ? sentence(reason.text) : found;
  }

  // causeText writes why a probability moved: a sentence in English, or {key, args, text}.
  function causeText(cause) {
    if (!cause) return "";
    return typeof cause === "string" ? sentence(cause) : reasonText(cause);
  }

  // sentence writes a whole sentence in English in the language, where it is one of
  // the catalogue, the name of a family, or a reason of a flat table; another stays.
  function sentence(english) {
    const found = parse(english);
    const said = found === null ? null : phrase(found.key, found.args);
    return said ?? find("family.", english) ?? translated("flat.", english);
  }

  const parse = (english) => phrasePatterns.parse(patterns, english);

  // compare orders texts as the language does, and numbers in them by their size.
  function compare(a, b) {
    return format("order", () => new Intl.Collator(now.intl, { numeric: true })).compare(String(a ?? ""), String(b ?? ""));
  }

  // digits turns the digits that people type into those of the data.
  function digits(typedText) {
    return String(typedText).replace(/[\u06f0-\u06f9]/g, (c) => String(c.charCodeAt(0) - 0x6f0))
      .replace(/[\u0660-\u0669]/g, (c) => String(c.charCodeAt(0) - 0x660));
  }

  function setLang(code) {
    now = has(locales, code) ? locales[code] : fallback;
    formats = new Map();
    if (typeof document !== "undefined") {
      document.documentElement.lang = now.code;
      document.documentElement.dir = now.dir;
      apply(document);
      document.dispatchEvent(new CustomEvent("language", { detail: now.code }));
    }
  }

  function setup(options) {
    locales = {};
    for (const locale of options.locales || []) locales[locale.code] = locale;
    if (has(locales, english)) fallback = locales[english];
    currency = options.currency || "";
    patterns = fallback.patterns || [];
    templates = new Map();
    setLang(options.language || english);
  }

  // apply fills in the texts of the elements that name a key.
  function apply(root) {
    for (const e of root.querySelectorAll("[data-t]")) e.textContent = t(e.dataset.t);
    for (const e of root.querySelectorAll("[data-t-attr]")) {
      for (const pair of e.dataset.tAttr.trim().split(/\s+/)) {
        const at = pair.indexOf(":");
        if (at > 0) e.setAttribute(pair.slice(0, at), t(pair.slice(at + 1)));
      }
    }
  }

  // languages lists what the page can be read in, each in its own name.
  function languages() {
    return Object.values(locales).map((l) => ({ code: l.code, name: l.name, dir: l.dir }));
  }

  return Object.freeze({
    setup, setLang, apply, languages, lang: () => now.code, dir: () => now.dir, tag: () => now.intl,
    t, knows, translated, told, num, pct, compact, money, date, month, period, phrase, parse, reasonText, causeText, compare, isolate, digits,
  });
})();
