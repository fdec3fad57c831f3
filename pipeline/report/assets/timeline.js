// The small timeline of a customer: bars of spend by month, and below them lanes
// with marks of late payments, complaints, contacts and unanswered offers. Each lane
// has a mark of its own shape, so that no meaning hangs on colour; a table holds the
// same figures.

const lanes = [
  { key: "late", shape: (x, y) => s("rect", { x: x - 4, y: y - 4, width: 8, height: 8 }) },
  { key: "complaints", shape: (x, y) => s("path", { d: `M${x} ${y - 5}l5 9h-10z` }) },
  { key: "contacts", shape: (x, y) => s("circle", { cx: x, cy: y, r: 4 }) },
  { key: "offers", shape: (x, y) => s("path", { d: `M${x} ${y - 5}l5 5l-5 5l-5 -5z` }) },
];

function timeline(i) {
  const history = historyOf(i);
  if (!history) return h("p", { class: "muted" }, i18n.t("detail.history.none"));
  const known = lanes.filter((lane) => history[lane.key] !== null);
  const absent = lanes.filter((lane) => history[lane.key] === null);
  return [
    picture(history, known),
    absent.length === 0 ? null : h("p", { class: "muted small" }, i18n.t("detail.history.without", { what: absent.map((lane) => i18n.t("detail.lane." + lane.key)).join(i18n.t("detail.comma")) })),
    h("details", { class: "behind" }, h("summary", {}, i18n.t("detail.history.table")), historyTable(history, known)),
  ];
}

function picture(history, known) {
  const width = 372, high = 76, label = 104, top = 14, lane = 19, n = history.spend.length;
  const room = width - label - 4, step = room / n, height = top + high + known.length * lane + 20;
  const rtl = i18n.dir() === "rtl";
  const middle = (k) => (rtl ? width - label - (k + 0.5) * step : label + (k + 0.5) * step);
  const most = Math.max(...history.spend, 0) || 1, base = top + high;
  const svg = s("svg", { class: "timeline", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": summary(history, known), "data-testid": "timeline" });
  const side = (text, y, name) => s("text", { x: rtl ? width : 0, y, class: name || "lane", "text-anchor": "start" }, text);
  svg.append(side(i18n.t("detail.lane.spend"), base - 2), side(i18n.t("detail.most", { x: most === 1 && !history.spend.some((x) => x > 0) ? 0 : most }), top + 8, "faint"));
  svg.append(s("line", { x1: rtl ? 4 : label, x2: rtl ? width - label : width - 4, y1: base + 0.5, y2: base + 0.5, class: "axis" }));
  history.spend.forEach((x, k) => {
    if (!(x > 0)) return;
    const tall = Math.max(1.5, x / most * high), wide = Math.max(2, Math.min(22, step * 0.72));
    svg.append(s("rect", { class: "bar", x: middle(k) - wide / 2, y: base - tall, width: wide, height: tall, rx: Math.min(2, wide / 4) },
      s("title", {}, i18n.t("detail.bar", { month: history.months[k] || "", x }))));
  });
  known.forEach((l, row) => drawLane(svg, l, history, base + (row + 0.5) * lane + 4, middle, side));
  monthMarks(history.months, Math.ceil(n / 4)).forEach((k) => svg.append(s("text", { x: middle(k), y: height - 4, class: "faint", "text-anchor": "middle" }, i18n.month(history.months[k]))));
  return svg;
}

// monthMarks are the months that are named: the last, and as often before it.
function monthMarks(months, every) {
  const out = [];
  if (!months[0]) return out;
  for (let k = months.length - 1 - Math.floor(every / 2); k >= 0; k -= every) out.unshift(k);
  return out;
}

function drawLane(svg, lane, history, y, middle, side) {
  svg.append(side(i18n.t("detail.lane." + lane.key), y + 4));
  history[lane.key].forEach((count, k) => {
    if (count === 0) return;
    const mark = s("g", { class: "mark lane-" + lane.key }, lane.shape(middle(k), y), s("title", {}, i18n.t("detail.mark", { what: i18n.t("detail.lane." + lane.key), month: history.months[k] || "", n: count })));
    if (count > 1) mark.append(s("text", { x: middle(k), y: y - 5, class: "count", "text-anchor": "middle" }, i18n.num(count)));
    svg.append(mark);
  });
}

// summary tells the picture in words.
function summary(history, known) {
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  const parts = known.map((lane) => i18n.t("detail.sum", { what: i18n.t("detail.lane." + lane.key), n: sum(history[lane.key]) }));
  const half = Math.floor(history.spend.length / 2);
  return [i18n.t("detail.history.summary", { months: history.spend.length, before: sum(history.spend.slice(0, half)), now: sum(history.spend.slice(half)) }), ...parts].join(" \u00b7 ");
}

function historyTable(history, known) {
  const head = [i18n.t("detail.month"), i18n.t("detail.lane.spend"), ...known.map((lane) => i18n.t("detail.lane." + lane.key))];
  const rows = history.spend.map((x, k) => [history.months[k] ? i18n.month(history.months[k]) : i18n.num(k + 1), i18n.money(x), ...known.map((lane) => i18n.num(history[lane.key][k]))]).reverse();
  return h("div", { class: "wide", tabindex: "0", role: "group", "aria-label": i18n.t("detail.history.table") }, h("table", { class: "plain" },
    h("thead", {}, h("tr", {}, head.map((text, k) => h("th", { scope: "col", class: k > 0 ? "num" : null }, text)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((text, k) => (k === 0 ? h("th", { scope: "row" }, text) : h("td", { class: "num" }, text))))))));
}
