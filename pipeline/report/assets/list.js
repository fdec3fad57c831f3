// The list of the customers to keep: its columns, what is chosen, and its foot.

const pageRows = 100; // of a page of the list
const printRows = 50; // on paper
const picked = new Uint8Array(D.list.n); // 1 for those chosen
let theGrid = null; // the grid that stands
let lastPicked = 0; // where a range begins

view({ id: "list", tab: "team", title: "list.title", render: renderList });

function renderList(el) {
  missing(el, "customers", []);
  if (D.list.n === 0) {
    if (!el.hasChildNodes()) el.append(h("p", { class: "nothing" }, i18n.t("list.empty")));
    return;
  }
  const before = theGrid && theGrid.order().length > 0 ? theGrid.order()[theGrid.active()] : -1;
  const chipLine = h("div", { class: "chips no-print" });
  const found = h("p", { class: "found", role: "status", "data-testid": "found" });
  const seen = h("span", { class: "seen" });
  const nothing = h("div", { class: "nothing", hidden: true }, h("p", {}, i18n.t("list.nothing")));
  const checkAll = h("input", { type: "checkbox", "data-testid": "pick-all", "aria-label": i18n.t("list.pick.all"), onchange: (e) => pickAll(e.target.checked) });
  const exportButton = h("button", { type: "button", class: "button primary", "data-testid": "export", onclick: exportList });
  const pager = makePager(() => theGrid, seen);

  theGrid = grid({
    label: i18n.t("list.title"), head: headCells(checkAll, changed), row: makeRow, fill: fillRow,
    open: (i) => openDetail(i), toggle, range: pickRange, all: pickAll, seen: pager.seen,
  });
  for (const column of ["change", "last", "value", "action"]) theGrid.el.classList.toggle("no-" + column, !hasColumn(column));
  const bar = filterBar(changed);
  el.append(bar, chipLine,
    h("div", { class: "list-bar" }, found, h("div", { class: "actions no-print" }, sortSelect(changed), exportButton)),
    theGrid.el, nothing, pager.el, h("div", { class: "only-print", id: "print-list" }));
  changed();
  theGrid.go(Math.max(0, theGrid.order().indexOf(before)), false);
  if (window.requestIdleCallback) requestIdleCallback(() => haystack()); // so that the first search is fast as well

  // changed shows what the filters leave; anew also builds the controls again.
  function changed(anew) {
    if (anew === true) {
      const fresh = filterBar(changed);
      el.querySelector(".filters").replaceWith(fresh);
      fresh.querySelector("#search").focus();
    }
    chipLine.replaceChildren(...chips(changed));
    theGrid.set(chosen());
    theGrid.el.hidden = pager.el.hidden = theGrid.order().length === 0;
    nothing.hidden = !theGrid.el.hidden;
    paintSort(theGrid.el);
    const by = el.querySelector("#sort-by");
    if (by) by.value = state.sort;
    pickedChanged();
  }

  function pickedChanged() {
    const order = theGrid.order(), n = count(), here = order.reduce((sum, i) => sum + picked[i], 0);
    found.textContent = order.length === D.list.n ? i18n.t("list.found.all", { n: order.length, scored: D.scored }) : i18n.t("list.found", { n: order.length, of: D.list.n });
    if (n > 0) found.textContent += i18n.t("unit.apart") + i18n.t("list.picked", { n });
    exportButton.textContent = n > 0 ? i18n.t("export.picked", { n }) : i18n.t("export.all", { n: order.length });
    exportButton.disabled = n === 0 && order.length === 0;
    checkAll.checked = here > 0 && here === order.length;
    checkAll.indeterminate = here > 0 && here < order.length;
    theGrid.refresh();
  }

  function toggle(place, range) {
    const i = theGrid.order()[place], to = picked[i] ? 0 : 1;
    const from = range ? Math.min(lastPicked, place) : place, end = range ? Math.max(lastPicked, place) : place;
    for (let k = from; k <= end; k++) picked[theGrid.order()[k]] = to;
    lastPicked = place;
    pickedChanged();
  }

  function pickRange(from, to) {
    for (let k = Math.min(from, to); k <= Math.max(from, to); k++) picked[theGrid.order()[k]] = 1;
    lastPicked = to;
    pickedChanged();
  }

  function pickAll(on) {
    for (const i of theGrid.order()) picked[i] = on ? 1 : 0;
    pickedChanged();
  }
}

function count() { return picked.reduce((a, b) => a + b, 0); }

// exportList downloads those that are chosen, or all that the filters leave.
function exportList() {
  const order = theGrid.order(), all = count() > 0 ? chosenOf(order) : order;
  download("customers" + (D.as_of ? "-" + D.as_of : "") + ".csv", "text/csv;charset=utf-8", csvOf(all));
}

// chosenOf are the chosen customers: those in sight in their order, then the others.
function chosenOf(order) {
  const here = new Set(order), rest = [];
  for (let i = 0; i < D.list.n; i++) if (picked[i] && !here.has(i)) rest.push(i);
  return [...order.filter((i) => picked[i]), ...rest];
}

const listColumns = [
  { id: "rank", numeric: true }, { id: "id" }, { id: "p", falls: true }, { id: "value", numeric: true, falls: true },
  { id: "reason" }, { id: "action" }, { id: "last" }, { id: "change", numeric: true, falls: true },
];

function headCells(checkAll, changed) {
  return [
    h("div", { role: "columnheader", class: "cell pick", "aria-colindex": 1 }, h("label", { class: "hit" }, checkAll, h("span", { class: "only-phone", "aria-hidden": "true" }, i18n.t("list.pick.all")))),
    ...listColumns.map((c, k) => h("div", { role: "columnheader", class: "cell c-" + c.id + (c.numeric ? " num" : ""), "aria-colindex": k + 2, "data-sort": c.id },
      h("button", { type: "button", class: "sort", "data-testid": "sort-" + c.id, onclick: () => {
        const now = sortOf();
        const falling = now.column === c.id ? !now.falling : Boolean(c.falls);
        setState({ sort: (falling ? "-" : "") + c.id });
        changed();
      } }, h("span", {}, i18n.t("list." + c.id)), h("span", { class: "arrow", "aria-hidden": "true" })))),
  ];
}

function paintSort(el) {
  const { column, falling } = sortOf();
  for (const cell of el.querySelectorAll("[data-sort]")) {
    if (cell.dataset.sort === column) cell.setAttribute("aria-sort", falling ? "descending" : "ascending");
    else cell.setAttribute("aria-sort", "none");
  }
}

// makeRow makes the elements of a row; fillRow writes a customer into them.
function makeRow() {
  const cell = (name, k, ...children) => h("div", { role: "gridcell", class: "cell " + name, "aria-colindex": k }, ...children);
  const part = (name) => h("span", { class: name });
  const r = {
    box: h("input", { type: "checkbox", tabindex: "-1" }), rank: part("v"), id: part("id"), sub: part("sub"),
    p: part("p"), fill: part("meter-fill"), tier: part("tier"), value: part("v"), spend: part("sub"),
    why: part("first"), why2: part("sub"), action: part("first"), how: part("sub"), last: part("v"), late: part("sub"), change: part("v"),
  };
  const row = h("div", { role: "row", class: "row", "data-testid": "row" },
    cell("pick", 1, h("label", { class: "hit" }, r.box)), cell("c-rank num", 2, r.rank), cell("c-id", 3, r.id, r.sub),
    cell("c-p", 4, h("span", { class: "line" }, r.p, r.tier), h("span", { class: "meter", "aria-hidden": "true" }, r.fill)),
    cell("c-value num", 5, r.value, r.spend), cell("c-reason", 6, r.why, r.why2), cell("c-action", 7, r.action, r.how),
    cell("c-last", 8, r.last, r.late), cell("c-change num", 9, r.change));
  row.parts = r;
  return row;
}

function fillRow(row, i) {
  const l = D.list, r = row.parts, tier = textOf("tier", i), why = l.why[i];
  const write = (node, text) => { if (node.textContent !== text) node.textContent = text; };
  row.setAttribute("aria-selected", picked[i] ? "true" : "false");
  row.dataset.tier = tierOrder[tier] ? tier : "other";
  row.classList.toggle("held", l.holdout[i] === 1);
  row.classList.toggle("current", state.open === l.id[i]);
  r.box.checked = picked[i] === 1;
  r.box.setAttribute("aria-label", i18n.t("list.pick", { id: l.id[i] }));
  write(r.rank, i18n.num(l.rank[i]));
  write(r.id, l.id[i]);
  write(r.sub, [shownText("segment", i), shownText("region", i)].filter((x) => x).join(" \u00b7 "));
  write(r.p, i18n.pct(l.p[i]));
  write(r.tier, tierName(tier));
  r.fill.style.inlineSize = (Number.isFinite(l.p[i]) ? Math.round(Math.min(1, Math.max(0, l.p[i])) * 100) : 0) + "%";
  write(r.value, i18n.money(l.value[i]));
  write(r.spend, l.spend[i] > 0 ? i18n.t("list.spent", { x: l.spend[i] }) : "");
  write(r.why, why.length > 0 ? shownReason(why[0]) : i18n.t("list.why.none"));
  write(r.why2, why.length > 1 ? shownReason(why[1]) : "");
  write(r.action, l.holdout[i] ? i18n.t("list.contact.no") : shownText("action", i));
  write(r.how, l.holdout[i] ? i18n.t("list.holdout") : howOf(i));
  write(r.last, l.last[i] ? shownText("last", i) : i18n.t("list.unknown"));
  write(r.late, dueText(i));
  write(r.change, changeText(i));
}

// howOf tells by which channel and when a customer is reached best.
function howOf(i) {
  const hour = D.list.hour[i], channel = shownText("channel", i);
  if (channel && Number.isFinite(hour)) return i18n.t("list.how", { channel, hour: clock(hour) });
  return channel || (Number.isFinite(hour) ? i18n.t("list.at", { hour: clock(hour) }) : "");
}

function clock(hour) {
  return once("hour" + hour, () => new Intl.DateTimeFormat(i18n.tag(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(Date.UTC(2000, 0, 1, hour)));
}

// dueText tells how long a purchase is overdue.
function dueText(i) {
  const days = Math.round((Date.parse(D.as_of) - Date.parse(textOf("expected", i))) / 86400000);
  return days > 0 ? i18n.t("list.overdue", { days }) : "";
}

// changeText tells by how many points the probability moved, with its direction.
function changeText(i) {
  const change = D.list.change[i];
  if (Number.isNaN(change)) return D.changes ? i18n.t("list.move.first") : "";
  const points = Math.round(change * 100);
  if (points === 0) return i18n.t("list.same");
  return (points > 0 ? "\u25b2\u00a0\u2066+" : "\u25bc\u00a0\u2066\u2212") + i18n.num(Math.abs(points)) + "\u2069";
}

// makePager makes the foot of the list: where it stands, and steps by pages.
function makePager(gridOf, seen) {
  let first = 1;
  const pages = () => Math.max(1, Math.ceil(gridOf().order().length / pageRows)), page = () => Math.floor((first - 1) / pageRows) + 1;
  const where = h("span", { class: "page-of", "data-testid": "page" });
  const step = (name, label, sign, to) => h("button", { type: "button", class: "button", "data-testid": "page-" + name, "aria-label": i18n.t("list.page." + name), onclick: () => gridOf().to((to() - 1) * pageRows) }, h("span", { class: "flip", "aria-hidden": "true" }, sign), label);
  const buttons = {
    first: step("first", "", "\u00ab", () => 1), previous: step("previous", "", "\u2039", () => Math.max(1, page() - ((first - 1) % pageRows === 0 ? 1 : 0))),
    next: step("next", "", "\u203a", () => page() + 1), last: step("last", "", "\u00bb", () => pages() + 1),
  };
  return {
    el: h("nav", { class: "pager no-print", "aria-label": i18n.t("list.pages") }, seen, h("span", { class: "steps" }, buttons.first, buttons.previous, where, buttons.next, buttons.last)),
    seen: (from, to) => {
      first = from;
      const n = gridOf() ? gridOf().order().length : 0;
      seen.textContent = i18n.t("list.rows", { from, to, n });
      where.textContent = i18n.t("list.page", { page: page(), of: Math.max(1, Math.ceil(n / pageRows)) });
      buttons.first.disabled = buttons.previous.disabled = from <= 1;
      buttons.next.disabled = buttons.last.disabled = to >= n;
    },
  };
}

// printList writes the first rows as a table for paper.
function printList() {
  const place = document.getElementById("print-list");
  if (!place || !theGrid) return;
  const order = (count() > 0 ? chosenOf(theGrid.order()) : theGrid.order()), rows = order.slice(0, printRows);
  const columns = ["rank", "id", "p", "value", "reason", "action", "last"];
  place.replaceChildren(h("p", {}, i18n.t("list.print", { n: rows.length, of: order.length })),
    h("table", {}, h("thead", {}, h("tr", {}, columns.map((c) => h("th", { scope: "col" }, i18n.t("list." + c))))),
      h("tbody", {}, rows.map((i) => h("tr", {}, printCells(i).map((text) => h("td", {}, text)))))));
}

function printCells(i) {
  const l = D.list;
  return [i18n.num(l.rank[i]), l.id[i], i18n.pct(l.p[i]) + " " + tierName(textOf("tier", i)), i18n.money(l.value[i]),
    reasonsOf(i).map((r) => i18n.reasonText(r)).join("; "), l.holdout[i] ? i18n.t("list.contact.no") : shownText("action", i),
    l.last[i] ? i18n.date(textOf("last", i)) : ""];
}
