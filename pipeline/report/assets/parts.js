// Parts that the views for managers and data scientists are built from: tables, bars
// within tables, choices, notes. Texts of the data only ever become text nodes.
"use strict";
globalThis.parts = (() => {
  const t = i18n.t;
  const value = (x) => typeof x === "number" && Number.isFinite(x);

  // table makes a table. spec: caption; hidden, to keep the caption for screen readers;
  // head of texts or {text, num, sub}; rows of cells, the first of each being its
  // heading; a cell is a text, an element, null, or {cell, cls, span}.
  function table(spec) {
    const head = spec.head.map((c) => (c !== null && typeof c === "object" && !(c instanceof Node) ? c : { text: c }));
    const body = spec.rows.map((row) => (row.full ? fullRow(row, head.length) : h("tr", { class: row.cls || null },
      (row.cells || row).map((c, i) => cell(c, head[i] || {}, i)))));
    const made = h("table", { class: "figures " + (spec.cls || "") },
      h("caption", { class: spec.hidden ? "unseen" : null }, spec.caption),
      h("thead", {}, h("tr", {}, head.map((c) => h("th", { scope: "col", class: c.num ? "num" : null }, c.text)))),
      h("tbody", {}, body));
    return h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": spec.caption }, made);
  }

  function cell(c, column, i) {
    const rich = c !== null && typeof c === "object" && !(c instanceof Node);
    const inner = rich ? c.cell : c;
    const cls = [column.num ? "num" : "", rich && c.cls ? c.cls : ""].join(" ").trim() || null;
    return i === 0 ? h("th", { scope: "row", class: cls }, inner) : h("td", { class: cls }, inner);
  }

  // fullRow is a sentence below the row that it explains.
  const fullRow = (row, columns) => h("tr", { class: "says" }, h("td", { colspan: String(columns) }, row.full));

  // bar is a bar of a share of the width.
  function bar(share, cls = "") {
    const fill = h("span", { class: "fill" });
    fill.style.inlineSize = (100 * clamp(share)).toFixed(2) + "%";
    return h("span", { class: "bar " + cls, "aria-hidden": "true" }, fill);
  }

  const clamp = (x) => Math.min(1, Math.max(0, value(x) ? x : 0));

  // range draws an interval with its value, and a line at what it is held against.
  // place turns a value into its place, 0 to 1.
  function range(low, middle, high, at, place) {
    const out = h("span", { class: "range", "aria-hidden": "true" });
    const put = (cls, from, to) => {
      const e = h("span", { class: cls });
      e.style.insetInlineStart = (100 * clamp(place(from))).toFixed(2) + "%";
      if (to !== undefined) e.style.inlineSize = (100 * Math.max(0, clamp(place(to)) - clamp(place(from)))).toFixed(2) + "%";
      out.append(e);
    };
    put("at", at);
    if (value(low) && value(high)) put("span" + (low > at ? " above" : high < at ? " below" : ""), low, high);
    if (value(middle)) put("dot", middle);
    return out;
  }

  // logPlace places ratios so that twice and half are equally far from one.
  function logPlace(ratios) {
    const sizes = ratios.filter((x) => value(x) && x > 0).map((x) => Math.abs(Math.log(x)));
    const most = Math.min(Math.log(20), Math.max(Math.log(2), ...sizes.map((s) => s * 1.05)));
    return (x) => (x > 0 ? 0.5 + Math.log(x) / most / 2 : 0);
  }

  // interval writes an interval.
  function interval(low, high, write) {
    return value(low) && value(high) ? t("chart.range", { low: write(low), high: write(high) }) : "";
  }

  // withInterval writes a value above its interval.
  function withInterval(x, low, high, write) {
    if (!value(x)) return t("chart.none");
    const span = interval(low, high, write);
    return span ? [h("span", { class: "main" }, write(x)), " ", h("span", { class: "sub" }, span)] : write(x);
  }

  // note is the short form of a key of what limits a figure; notes explains it below.
  function note(key) {
    if (!key) return null;
    return h("span", { class: "note" }, words("note." + key, key));
  }

  // words is the text of a key, or a name of the data in readable form.
  const words = (key, name) => (i18n.knows(key) ? t(key) : i18n.isolate(String(name).replaceAll("_", " ")));

  // notes explains the notes of a view.
  function notes(keys) {
    const known = [...keys].filter((k) => i18n.knows("note." + k + ".why"));
    if (known.length === 0) return null;
    return h("dl", { class: "notes" }, known.map((k) => [h("dt", {}, h("span", { class: "note" }, t("note." + k))), h("dd", {}, t("note." + k + ".why"))]));
  }

  // lacking lists what cannot be told, and what would tell it.
  function lacking(items, title) {
    if (!items || items.length === 0) return null;
    const seen = new Set();
    const each = items.filter((m) => { const id = m.text + "\n" + m.remedy; const is = !seen.has(id); seen.add(id); return is; });
    return h("aside", { class: "lacking" }, h("h4", {}, title || t("chart.missing")),
      h("ul", {}, each.map((m) => h("li", {}, h("span", {}, i18n.isolate(m.text)), " ", m.remedy ? h("strong", {}, i18n.isolate(m.remedy)) : null))));
  }

  // choice is a list to choose from. options of {value, text}.
  function choice(label, options, chosen, change) {
    const select = h("select", {}, options.map((o) => h("option", { value: o.value }, o.text)));
    select.value = chosen;
    select.addEventListener("change", () => change(select.value));
    return h("label", { class: "choice" }, h("span", {}, label), select);
  }

  // section is a part of a view under its own heading.
  function section(title, hint, ...children) {
    return h("section", { class: "part" }, h("h3", {}, title), hint ? h("p", { class: "hint" }, hint) : null, children);
  }

  // rest shows the first rows and the others on demand; make turns rows into an element.
  function rest(rows, first, make) {
    const holder = h("div", {});
    const show = (all) => {
      holder.replaceChildren(make(all ? rows : rows.slice(0, first)));
      if (rows.length <= first) return;
      const button = h("button", { type: "button", class: "more" }, all ? t("chart.less") : t("chart.more", { n: rows.length - first }));
      button.addEventListener("click", () => { show(!all); holder.querySelector("button.more").focus(); });
      holder.append(button);
    };
    show(false);
    return holder;
  }

  // group names a group of the data; one without a name has its own words.
  const group = (name) => (name === "" || name === null || name === undefined ? t("chart.noname") : i18n.isolate(name));

  return Object.freeze({ table, bar, range, logPlace, interval, withInterval, note, notes, words, lacking, choice, section, rest, group, value });
})();
