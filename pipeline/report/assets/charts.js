// Charts of the views for managers and data scientists, drawn by uPlot and by plain
// elements. Each has a summary in words, and a table of its figures behind it.
//
// charts.line(spec) draws lines, bars and points over periods or numbers. Colours are
// read from charts.css when a chart is drawn: on the page, at another width, on paper.
// parts are the tables, small bars, choices and notes of the same views.

const charts = (() => {
  const specs = new WeakMap(); // of the plots on the page
  const drawn = new WeakMap(); // the uPlot within each
  let printing = false;

  // value tells whether there is a number: gaps stay gaps.
  const value = (x) => typeof x === "number" && Number.isFinite(x);

  // color reads a variable of charts.css as a colour that a canvas takes.
  function color(element, name) {
    return getComputedStyle(element).getPropertyValue(name).trim() || "gray";
  }

  // zoom multiplies the lengths of a chart: on paper it is drawn three times as large
  // and shown at a third, because a canvas is printed pixel by pixel.
  const zoom = () => (printing ? 3 : 1);

  function draw(plot) {
    const spec = specs.get(plot);
    const width = printing ? (spec.small ? 200 : spec.square ? 420 : 660) : Math.floor(plot.clientWidth);
    if (!spec || width < 60) return;
    const old = drawn.get(plot);
    if (old) old.destroy();
    const style = styles(plot);
    const made = new uPlot(options(spec, plot, width * zoom(), style), columns(spec), plot);
    made.root.setAttribute("aria-hidden", "true");
    if (printing) made.root.style.zoom = String(1 / zoom());
    drawn.set(plot, made);
  }

  function styles(plot) {
    const ink = {};
    for (const name of ["text", "grid", "line", "mark", "band"]) ink[name] = color(plot, "--chart-" + name);
    const font = getComputedStyle(plot).fontFamily;
    return { ink, font: `${12 * zoom()}px ${font}`, k: zoom() };
  }

  // columns are the data of uPlot: x, then each series, with the ends of its interval
  // before it.
  function columns(spec) {
    const all = [spec.x];
    for (const s of spec.series) {
      if (s.low) all.push(gaps(s.high), gaps(s.low));
      all.push(gaps(s.values));
    }
    return all;
  }

  const gaps = (values) => values.map((v) => (value(v) ? v : null));

  function options(spec, plot, width, style) {
    const { ink, k } = style;
    const mirrored = i18n.dir() === "rtl", edge = spec.labels ? 28 : 14; // where half of the last label lies
    const series = [{}], bands = [];
    for (const s of spec.series) {
      const stroke = color(plot, s.color);
      if (s.low) {
        const edge = { stroke: "transparent", width: 0, points: { show: false } };
        series.push(edge, edge);
        if (s.kind !== "points") bands.push({ series: [series.length - 2, series.length - 1], fill: color(plot, s.color + "-band") });
      }
      series.push(oneSeries(spec, s, stroke, width, k));
    }
    return {
      width, height: height(spec) * k, padding: [10, mirrored ? 6 : edge, 2, mirrored ? edge : 6].map((x) => x * k), series, bands,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, show: !printing, points: { show: false } },
      scales: { x: { time: false, dir: mirrored ? -1 : 1, range: () => reach(spec) }, y: { range: (u, low, high) => rise(spec, low, high) } },
      axes: [bottom(spec, width, ink, style), side(spec, mirrored, ink, style)],
      hooks: {
        drawClear: [(u) => behind(u, spec, plot, style)], draw: [(u) => before(u, spec, plot, style)],
        setCursor: [(u) => tell(u, spec, plot)],
      },
    };
  }

  const height = (spec) => spec.height || (spec.small ? 140 : 260);

  function oneSeries(spec, s, stroke, width, k) {
    const many = spec.x.length > width / k / 14;
    const made = { stroke, width: (s.width || 2) * k, dash: s.dash ? s.dash.map((d) => d * k) : undefined, points: { show: !many, size: 5 * k, fill: stroke, stroke } };
    if (s.kind === "bars") {
      return Object.assign(made, { fill: stroke, width: 0, paths: uPlot.paths.bars({ size: [0.7, 36 * k] }), points: { show: false } });
    }
    if (s.kind === "points") return Object.assign(made, { paths: () => null, points: { show: true, size: 8 * k, fill: stroke, stroke } });
    if (s.kind === "plain") made.points = { show: false };
    return made;
  }

  // reach is the range of x, with half a place at both ends where it is periods.
  function reach(spec) {
    if (spec.xRange) return spec.xRange;
    const pad = spec.labels ? 0.6 : 0;
    return [spec.x[0] - pad, spec.x[spec.x.length - 1] + pad];
  }

  // rise is the range of y: that asked for, else what holds all values and lines.
  function rise(spec, low, high) {
    if (spec.yRange) return spec.yRange;
    for (const line of spec.lines || []) { low = Math.min(low ?? line.at, line.at); high = Math.max(high ?? line.at, line.at); }
    if (spec.span) { low = Math.min(low ?? spec.span.low, spec.span.low); high = Math.max(high ?? 0, spec.span.high); }
    if (!value(low) || !value(high)) return [0, 1];
    if (spec.zero) { low = Math.min(low, 0); high = Math.max(high, 0); }
    const pad = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
    let from = low - pad, to = high + pad;
    if (low >= 0 && from < 0) from = 0;
    if (spec.atMost !== undefined && high <= spec.atMost && to > spec.atMost) to = spec.atMost;
    return [from, to];
  }

  function bottom(spec, width, ink, { font, k }) {
    const axis = { side: 2, stroke: ink.text, font, gap: 4 * k, size: 26 * k, grid: { show: false }, ticks: { stroke: ink.grid, size: 4 * k, width: k }, space: 70 * k };
    if (!spec.labels) return Object.assign(axis, { values: (u, at) => apart(at, spec.xText) });
    const step = Math.max(1, Math.ceil(spec.labels.length / Math.max(1, Math.floor(width / k / (spec.small ? 76 : 70)) - (spec.small ? 0 : 1))));
    const at = spec.x.filter((x) => (spec.x.length - 1 - x) % step === 0); // the newest always has its label
    return Object.assign(axis, { splits: () => at, values: () => at.map((x) => spec.labels[x]) });
  }

  function side(spec, mirrored, ink, { font, k }) {
    const text = spec.axisText || spec.text;
    return {
      side: mirrored ? 1 : 3, stroke: ink.text, font, gap: 4 * k, space: (spec.small ? 30 : 38) * k,
      grid: { stroke: ink.grid, width: k }, ticks: { show: false },
      values: (u, at) => apart(at, text),
      size: (u, texts) => Math.ceil(Math.max(24 * k, ...(texts || []).map((s) => measure(s, font)))) + 12 * k,
    };
  }

  // apart writes the marks of an axis: shortly, unless two would read the same.
  function apart(at, text) {
    const step = at.length > 1 ? at[1] - at[0] : 0, most = Math.max(...at.map(Math.abs)), texts = at.map((y) => text(y, step, most));
    return new Set(texts).size < texts.length ? at.map((y) => i18n.num(y)) : texts;
  }

  // short writes a mark of an axis in thousands or millions where that is exact.
  function short(x, step, most) {
    const tenth = most >= 1e6 ? 1e5 : 100;
    return most >= 1e4 && Math.abs(step / tenth - Math.round(step / tenth)) < 1e-6 ? i18n.compact(x) : i18n.num(x);
  }

  let ruler = null;
  function measure(text, font) {
    ruler = ruler || document.createElement("canvas").getContext("2d");
    ruler.font = font;
    return ruler.measureText(text).width;
  }

  // behind draws what lies under the lines: the span of what is usual.
  function behind(u, spec, plot, { ink }) {
    if (!spec.span) return;
    const top = u.valToPos(spec.span.high, "y", true), end = u.valToPos(spec.span.low, "y", true);
    u.ctx.fillStyle = ink.band;
    u.ctx.fillRect(u.bbox.left, top, u.bbox.width, end - top);
  }

  // before draws what lies over them: lines at a value, intervals of points, the mark.
  function before(u, spec, plot, { ink, k }) {
    const ctx = u.ctx, px = uPlot.pxRatio * k;
    ctx.save();
    ctx.lineWidth = px;
    for (const line of spec.lines || []) {
      ctx.strokeStyle = ink.line;
      ctx.setLineDash([5 * px, 4 * px]);
      stroke(ctx, u.bbox.left, u.valToPos(line.at, "y", true), u.bbox.left + u.bbox.width, u.valToPos(line.at, "y", true));
    }
    ctx.setLineDash([]);
    (spec.cut || []).forEach((is, i) => { if (is) torn(u, spec, plot, i, px); });
    for (const s of spec.series) if (s.kind === "points" && s.low) whiskers(u, spec, s, color(plot, s.color), px);
    if (value(spec.mark)) {
      const x = u.valToPos(spec.mark, "x", true);
      ctx.strokeStyle = ink.mark;
      ctx.lineWidth = 2 * px;
      stroke(ctx, x, u.bbox.top, x, u.bbox.top + u.bbox.height);
    }
    ctx.restore();
  }

  // torn draws a gap across a bar that is higher than it is drawn.
  function torn(u, spec, plot, i, px) {
    const high = Math.max(...spec.series.filter((s) => s.kind === "bars").map((s) => s.values[i]).filter(value));
    const x = u.valToPos(spec.x[i], "x", true), y = u.valToPos(high, "y", true) + 14 * px, half = 24 * px;
    u.ctx.strokeStyle = color(plot, "--surface");
    u.ctx.lineWidth = 4 * px;
    stroke(u.ctx, x - half, y + 5 * px, x + half, y - 5 * px);
  }

  function whiskers(u, spec, s, ink, px) {
    u.ctx.strokeStyle = ink;
    u.ctx.lineWidth = 1.5 * px;
    spec.x.forEach((at, i) => {
      if (!value(s.low[i]) || !value(s.high[i])) return;
      const x = u.valToPos(at, "x", true);
      stroke(u.ctx, x, u.valToPos(s.low[i], "y", true), x, u.valToPos(s.high[i], "y", true));
    });
  }

  function stroke(ctx, x0, y0, x1, y1) {
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
    ctx.stroke();
  }

  // tell shows the figures under the pointer beside it.
  function tell(u, spec, plot) {
    const tip = plot.querySelector(".tip"), i = u.cursor.idx;
    if (!tip) return;
    tip.hidden = i === null || i === undefined || u.cursor.left < 0;
    if (tip.hidden) return;
    tip.replaceChildren(h("strong", {}, xText(spec, i)), ...spec.series.filter((s) => value(s.values[i]) && !s.silent)
      .map((s) => h("span", {}, said(spec, s, i))));
    const at = u.over.offsetLeft + u.cursor.left, room = plot.clientWidth - tip.offsetWidth;
    tip.style.left = Math.max(0, Math.min(room, at + (at > plot.clientWidth / 2 ? -tip.offsetWidth - 12 : 12))) + "px";
  }

  const xText = (spec, i) => (spec.labels ? spec.labels[i] : (spec.xTip || spec.xText)(spec.x[i], i));

  // said is the value of a series with its name and interval.
  function said(spec, s, i) {
    const text = (s.text || spec.text)(s.said ? s.said[i] : s.values[i]);
    const has = s.low && value(s.low[i]) && value(s.high[i]);
    const whole = has ? i18n.t("chart.interval", { value: text, low: spec.text(s.low[i]), high: spec.text(s.high[i]) }) : text;
    return s.name ? i18n.t("chart.named", { name: s.name, value: whole }) : whole;
  }

  // line makes a chart. spec: title; summary, what it shows in words; labels of the
  // places, or x with xText; series of {name, values, low, high, color, kind, dash};
  // text, which writes a value; lines of {at, name}; span of {low, high, name}; zero;
  // mark; small; cut, whether the bar of a place is drawn lower than it is; note, a sentence below; table.
  function line(spec) {
    if (spec.labels) spec.x = spec.labels.map((_, i) => i);
    const plot = h("div", { class: "plot", role: "img", "aria-label": spec.summary }, h("div", { class: "tip", "aria-hidden": "true", hidden: true }));
    plot.style.height = height(spec) + "px";
    specs.set(plot, spec);
    observer.observe(plot);
    return h("figure", { class: "chart" + (spec.square ? " square" : "") },
      spec.title ? h("figcaption", {}, spec.title) : null,
      legend(spec), plot,
      spec.note ? h("p", { class: "chart-note" }, spec.note) : null,
      spec.table ? behindIt(spec.table) : null);
  }

  // mark moves the mark of a chart without drawing the rest anew.
  function mark(figure, x) {
    const plot = figure.querySelector(".plot"), made = drawn.get(plot);
    specs.get(plot).mark = x;
    if (made) made.redraw(false, false);
  }

  // legend names the series; a chart of one needs none.
  function legend(spec) {
    const named = spec.series.filter((s) => s.name);
    const lines = (spec.lines || []).filter((l) => l.name), span = spec.span && spec.span.name ? [spec.span] : [];
    if (spec.small || named.length + lines.length + span.length < 2) return null;
    const key = (kind, name, variable) => {
      const swatch = h("span", { class: "swatch " + kind });
      swatch.style.setProperty("--swatch", `var(${variable})`);
      return h("li", {}, swatch, name);
    };
    return h("ul", { class: "legend", "aria-hidden": "true" },
      named.map((s) => key(s.kind === "bars" ? "box" : s.kind === "points" ? "dot" : s.dash ? "dashed" : "solid", s.name, s.color)),
      lines.map((l) => key("dashed thin", l.name, "--chart-line")), span.map((s) => key("box", s.name, "--chart-band")));
  }

  const behindIt = (table) => h("details", { class: "behind" }, h("summary", {}, i18n.t("chart.table")), table);

  const observer = new ResizeObserver((entries) => {
    if (!printing) for (const e of entries) draw(e.target);
  });

  function redraw() {
    for (const plot of document.querySelectorAll(".plot")) if (specs.has(plot)) draw(plot);
  }

  // Paper is white whatever the theme is, and as wide as it is.
  function paper(on) {
    printing = on;
    document.documentElement.classList.toggle("on-paper", on);
    redraw();
  }
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));

  return Object.freeze({ line, mark, short });
})();

const parts = (() => {
  const { t, num } = i18n;
  const value = (x) => typeof x === "number" && Number.isFinite(x);

  // table makes a table. spec: caption; hidden, to keep the caption for screen readers;
  // head of texts, {text, num} or {sr} for those who listen; rows of cells, the first of each being its
  // heading; a cell is a text, an element, null, or {cell, cls, span}.
  function table(spec) {
    const head = spec.head.map((c) => (c !== null && typeof c === "object" && !(c instanceof Node) ? c : { text: c }));
    const body = spec.rows.map((row) => (row.full ? fullRow(row, head.length) : h("tr", { class: row.cls || null },
      (row.cells || row).map((c, i) => cell(c, head[i] || {}, i)))));
    const made = h("table", { class: "figures " + (spec.cls || "") },
      h("caption", { class: spec.hidden ? "sr" : null }, spec.caption),
      h("thead", {}, h("tr", {}, head.map((c) => h("th", { scope: "col", class: c.num ? "num" : null }, c.sr ? h("span", { class: "sr" }, c.sr) : c.text)))),
      h("tbody", {}, body));
    return h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": spec.caption }, made);
  }

  function cell(c, column, i) {
    const rich = c !== null && typeof c === "object" && !(c instanceof Node) && !Array.isArray(c);
    const inner = rich ? c.cell : c;
    const cls = [column.num ? "num" : "", rich && c.cls ? c.cls : ""].join(" ").trim() || null;
    return i === 0 ? h("th", { scope: "row", class: cls }, inner) : h("td", { class: cls }, inner);
  }

  // fullRow is a sentence below the row that it explains.
  const fullRow = (row, columns) => h("tr", { class: "explains" }, h("td", { colspan: String(columns) }, h("span", {}, row.full)));

  // bar is a bar of a share of the width.
  function bar(share, cls = "") {
    const fill = h("span", { class: "fill" });
    fill.style.inlineSize = (100 * clamp(share)).toFixed(2) + "%";
    return h("span", { class: "bar " + cls, "aria-hidden": "true" }, fill);
  }

  const clamp = (x) => Math.min(1, Math.max(0, value(x) ? x : 0));

  // range draws an interval with its value, and a line at what it is held against.
  // place turns a value into its place, 0 to 1; better says that more is better.
  function range(low, middle, high, at, place, better) {
    const out = h("span", { class: "range", "aria-hidden": "true" });
    const put = (cls, from, to) => {
      const e = h("span", { class: cls });
      e.style.insetInlineStart = (100 * clamp(place(from))).toFixed(2) + "%";
      if (to !== undefined) e.style.inlineSize = (100 * Math.max(0, clamp(place(to)) - clamp(place(from)))).toFixed(2) + "%";
      out.append(e);
    };
    put("at", at);
    if (value(low) && value(high)) put("span" + (low > at ? (better ? " good" : " bad") : high < at ? (better ? " bad" : " good") : ""), low, high);
    if (value(middle)) put("dot", middle);
    return out;
  }

  // ratios is a scale for ratios on which twice and half are equally far from one. It
  // holds all values, and of intervals as much as does not push these together.
  function ratios(values, ends) {
    const logs = (xs) => xs.filter((x) => value(x) && x > 0).map(Math.log);
    const low = Math.min(0, ...logs(values)), high = Math.max(0, ...logs(values)), room = Math.max(high - low, Math.log(2)) * 0.6;
    const from = Math.min(-0.15, Math.max(low - room, Math.min(low, ...logs(ends)))) - 0.08, to = Math.max(0.15, Math.min(high + room, Math.max(high, ...logs(ends)))) + 0.08;
    const place = (x) => (x > 0 ? (Math.log(x) - from) / (to - from) : 0);
    return { place, head: scale([1, 2, 0.5, 4, 0.25, 10, 0.1, 1.5, 0.7, 1.2, 3, 25].map((x) => [x, t("chart.times", { n: num(x) })]), place) };
  }

  // scale is the heading of a column of intervals: texts at their places, the first
  // ones before others that would stand too near.
  function scale(marks, place) {
    const shown = [];
    for (const [x, text] of marks) {
      const at = place(x);
      if (at >= 0.04 && at <= 0.96 && shown.every(([y]) => Math.abs(place(y) - at) > 0.24)) shown.push([x, text]);
    }
    return h("span", { class: "range ticks" }, shown.map(([x, text]) => {
      const e = h("span", {}, text);
      e.style.insetInlineStart = (100 * place(x)).toFixed(2) + "%";
      return e;
    }));
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

  // note is the short form of what limits a figure, keys with blanks between; notes
  // explains them below.
  const keysOf = (note) => (note || "").split(" ").filter(Boolean);
  const note = (keys) => keysOf(keys).map((key) => [h("span", { class: "limit" }, words("note." + key, key)), " "]);

  // words is the text of a key, or a name of the data in readable form.
  const words = (key, name) => (i18n.knows(key) ? t(key) : i18n.isolate(String(name).replaceAll("_", " ")));

  // notes explains the notes of a view.
  function notes(all) {
    const known = [...new Set(all.flatMap(keysOf))].filter((k) => i18n.knows("note." + k + ".why"));
    if (known.length === 0) return null;
    return h("dl", { class: "limits" }, known.map((k) => [h("dt", {}, h("span", { class: "limit" }, t("note." + k))), h("dd", {}, t("note." + k + ".why"))]));
  }

  // once leaves out what says the same twice.
  const once = (missing) => (missing || []).filter((m, i, all) => all.findIndex((o) => o.text === m.text && o.remedy === m.remedy) === i);

  // fill puts parts into a view, in the looks of charts.css.
  function fill(el, ...children) { el.append(h("div", { class: "study" }, ...children)); }

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

  // group names a group of the data; those that the program makes have words of their
  // own: who has none, all others, any reason, bands of tenure.
  function group(name, dimension) {
    if (name === "" || name === null || name === undefined) return t("chart.noname");
    if (name === "(other)") return t("chart.others");
    const key = "group." + String(name).replaceAll(" ", "_");
    return ["tenure", "complaint_reason"].includes(dimension) && i18n.knows(key) ? t(key) : i18n.isolate(name);
  }

  return Object.freeze({ table, keysOf, bar, range, scale, ratios, interval, withInterval, note, notes, words, once, fill, choice, section, rest, group, value });
})();
