// What differs from the list before: how many moved, why, and who most.

const moveKinds = [
  { key: "new", sign: "\u25b2", tone: "bad" }, { key: "up", sign: "\u2197", tone: "bad" },
  { key: "recovered", sign: "\u25bc", tone: "good" }, { key: "down", sign: "\u2198", tone: "good" },
];
let shownMoves = "new"; // whose names are shown

view({ id: "changes", tab: "team", title: "changes.title", render: renderChanges });

function renderChanges(el) {
  const c = D.changes;
  if (!c) {
    missing(el, "changes", []);
    return;
  }
  const moves = (c.moves || []), names = h("div", { class: "moves" });
  if (!moves.some((m) => m.kind === shownMoves)) shownMoves = (moveKinds.find((k) => moves.some((m) => m.kind === k.key)) || moveKinds[0]).key;
  const counters = h("div", { class: "counters", role: "group", "aria-label": i18n.t("changes.title") }, moveKinds.map((k) => h("button", {
    type: "button", class: "counter", "data-kind": k.key, "data-testid": "moves-" + k.key, onclick: () => { shownMoves = k.key; paint(); },
  }, h("span", { class: "n" }, i18n.num(c[k.key] || 0)), h("span", { class: "what" }, h("span", { class: "sign " + k.tone, "aria-hidden": "true" }, k.sign), i18n.t("changes." + k.key)))));
  append(el, [
    h("p", { class: "intro" }, c.before ? i18n.t("changes.since", { date: c.before }) : i18n.t("changes.before"),
      c.same_model ? null : [" ", h("strong", {}, i18n.t("changes.model"))], c.gone > 0 ? [" ", i18n.t("changes.gone", { n: c.gone })] : null),
    h("div", { class: "changes" }, h("div", { class: "changes-main" }, counters, names), causeBars(c.causes || []))]);
  paint();

  function paint() {
    for (const button of counters.children) button.setAttribute("aria-pressed", String(button.dataset.kind === shownMoves));
    names.replaceChildren(moveTable(moves.filter((m) => m.kind === shownMoves), c[shownMoves] || 0));
  }
}

function moveTable(moves, of) {
  if (moves.length === 0) return h("p", { class: "muted" }, i18n.t(of === 0 ? "changes.none" : "changes.unnamed"));
  const here = moves[0].kind === "recovered" || !D.list.n ? null : h("button", { type: "button", class: "link no-print", "data-testid": "show-moves", onclick: () => showInList(moves[0].kind) }, i18n.t("changes.list"));
  const at = new Map(moves.map((m) => [m.id, D.list.id.indexOf(m.id)]));
  return h("div", { class: "wide", tabindex: "0", role: "group", "aria-label": i18n.t("changes." + moves[0].kind) }, h("table", { class: "plain" },
    h("caption", {}, moves.length < of ? i18n.t("changes.largest", { n: moves.length, of }) : i18n.t("page.customers", { n: moves.length }), here ? h("span", { class: "no-print" }, " \u00b7 ", here) : null),
    h("thead", {}, h("tr", {}, ["id", "from", "to", "cause"].map((k) => h("th", { scope: "col", class: k === "from" || k === "to" ? "num" : null }, i18n.t("changes.col." + k))))),
    h("tbody", {}, moves.map((m) => h("tr", {},
      h("th", { scope: "row", class: "id" }, at.get(m.id) >= 0 ? h("button", { type: "button", class: "link id", onclick: () => openDetail(at.get(m.id)) }, m.id) : m.id),
      h("td", { class: "num" }, Number.isFinite(m.before) && m.before > 0 ? i18n.pct(m.before) : i18n.t("changes.notlisted")), h("td", { class: "num" }, i18n.pct(m.now)),
      h("td", {}, i18n.causeText(m.cause)))))));
}

// showInList sets the filter of the list to a kind of move.
function showInList(change) {
  setState({ change });
  renderView("list");
  document.getElementById("view-list").scrollIntoView();
}

// causeBars shows how often each cause came.
function causeBars(causes) {
  if (causes.length === 0) return null;
  const most = Math.max(...causes.map((c) => c.count), 1);
  return h("div", { class: "causes-why" }, h("h3", {}, i18n.t("changes.why")),
    h("ul", { class: "bars" }, causes.slice(0, 8).map((c) => h("li", {}, h("span", { class: "bar-text" }, i18n.causeText(c.text)), h("span", { class: "bar-n" }, i18n.num(c.count)),
      h("span", { class: "bar-line", "aria-hidden": "true" }, h("span", { style: { "inline-size": (c.count / most * 100).toFixed(1) + "%" } }))))));
}
