// The details of a customer, beside the list.

function detailPanel() {
  let panel = document.getElementById("detail");
  if (!panel) {
    panel = h("div", { id: "detail", class: "detail", "data-testid": "detail", role: "dialog", "aria-labelledby": "detail-id", hidden: true, onkeydown: (e) => {
      if (e.key === "Escape") closeDetail();
    } });
    document.body.append(panel);
  }
  return panel;
}

// openDetail shows customer i; keep leaves the focus where it is.
function openDetail(i, keep) {
  const panel = detailPanel();
  setState({ open: D.list.id[i] });
  panel.replaceChildren(...detailParts(i));
  panel.hidden = false;
  panel.scrollTop = 0;
  document.body.classList.add("with-detail");
  if (theGrid) theGrid.refresh();
  if (!keep) panel.querySelector(".close").focus({ preventScroll: true });
}

function closeDetail() {
  const panel = detailPanel();
  panel.hidden = true;
  document.body.classList.remove("with-detail");
  setState({ open: "" });
  if (!theGrid) return;
  theGrid.refresh();
  theGrid.go(theGrid.active(), true);
}

// reopenDetail shows again, in the language, whose details are in the address.
function reopenDetail() {
  const i = state.open === "" ? -1 : D.list.id.indexOf(state.open);
  if (i >= 0 && state.tab === "team") {
    if (theGrid && theGrid.order().includes(i)) theGrid.go(theGrid.order().indexOf(i), false);
    openDetail(i, true);
  } else {
    detailPanel().hidden = true;
    document.body.classList.remove("with-detail");
  }
}

// step opens the next or the previous customer of the list as it is sorted.
function stepDetail(i, by) {
  const order = theGrid.order(), place = order.indexOf(i) + by;
  if (place < 0 || place >= order.length) return;
  theGrid.go(place, false);
  openDetail(order[place], true);
  detailPanel().querySelector(by > 0 ? ".next" : ".previous").focus();
}

function detailParts(i) {
  const l = D.list, tier = textOf("tier", i);
  const place = theGrid ? theGrid.order().indexOf(i) : -1, last = theGrid ? theGrid.order().length - 1 : -1;
  const says = h("span", { class: "sr", role: "status" });
  const button = (name, text, click, extra) => h("button", Object.assign({ type: "button", class: "button " + name, onclick: click }, extra), text);
  return [
    h("div", { class: "detail-head" },
      h("div", { class: "detail-tools no-print" },
        button("previous", h("span", { class: "flip", "aria-hidden": "true" }, "\u2039"), () => stepDetail(i, -1), { "aria-label": i18n.t("detail.previous"), disabled: place <= 0 }),
        button("next", h("span", { class: "flip", "aria-hidden": "true" }, "\u203a"), () => stepDetail(i, 1), { "aria-label": i18n.t("detail.next"), disabled: place < 0 || place >= last }),
        h("span", { class: "gap" }),
        button("", i18n.t("detail.copy"), () => copy(l.id[i]).then(() => { says.textContent = i18n.t("detail.copied"); }), { "data-testid": "copy" }),
        button("", i18n.t("detail.print"), printCard, { "data-testid": "print-card" }),
        button("close", "\u00d7", closeDetail, { "aria-label": i18n.t("detail.close"), "data-testid": "close" })),
      h("p", { class: "eyebrow" }, i18n.t("detail.rank", { rank: l.rank[i], scored: D.scored })),
      h("h3", { id: "detail-id", class: "id" }, l.id[i]),
      h("p", { class: "sub" }, h("span", { class: "tier", "data-tier": tier }, tierName(tier)), [shownText("segment", i), shownText("region", i)].filter((x) => x).map((x) => [" \u00b7 ", x])), says),
    l.holdout[i] ? h("p", { class: "held-note" }, h("strong", {}, i18n.t("list.contact.no")), " ", i18n.t("detail.holdout")) : null,
    facts(i),
    section("detail.why", reasonList(i)),
    section("detail.do", doing(i)),
    section("detail.history", timeline(i)),
  ].filter((part) => part !== null);
}

function section(title, ...children) { return h("section", { class: "part" }, h("h4", {}, i18n.t(title)), ...children); }

// facts are the figures of a customer; those that are not known are left out.
function facts(i) {
  const l = D.list, change = changeText(i), cause = i18n.causeText(causeOf(i));
  const all = [
    ["detail.p", i18n.pct(l.p[i]), change ? [change, cause].filter((x) => x).join(i18n.t("unit.apart")) : "", "big"],
  ];
  if (hasColumn("value")) all.push(["detail.value", i18n.money(l.value[i]), l.spend[i] > 0 ? i18n.t("list.spent", { x: l.spend[i] }) : "", "big"]);
  if (l.last[i]) all.push(["detail.last", i18n.date(textOf("last", i)), Number.isFinite(l.gap[i]) ? i18n.t("detail.gap", { days: l.gap[i] < 3 ? l.gap[i] : Math.round(l.gap[i]) }) : ""]);
  if (l.expected[i]) all.push(["list.expected", i18n.date(textOf("expected", i)), dueText(i)]);
  return h("dl", { class: "facts" }, all.map(([key, figure, note, kind]) => h("div", { class: kind || null },
    h("dt", {}, i18n.t(key)), h("dd", {}, h("span", { class: "figure" }, figure), note ? h("span", { class: "note" }, note) : null))));
}

function reasonList(i) {
  const reasons = reasonsOf(i);
  if (reasons.length === 0) return h("p", { class: "muted" }, i18n.t("list.why.none"));
  return h("ol", { class: "reasons" }, reasons.map((r) => h("li", {}, h("span", { class: "reason" }, i18n.reasonText(r)), r.family ? h("span", { class: "family" }, familyName(r.family)) : null)));
}

function doing(i) {
  const action = shownText("action", i), how = howOf(i);
  if (!action && !how) return h("p", { class: "muted" }, i18n.t("detail.do.none"));
  return [action ? h("p", { class: "action" + (D.list.holdout[i] ? " off" : "") }, action) : null, how ? h("p", { class: "sub" }, i18n.t("detail.reach", { how })) : null];
}

// printCard prints the details alone.
function printCard() {
  document.body.classList.add("print-card");
  window.addEventListener("afterprint", () => document.body.classList.remove("print-card"), { once: true });
  window.print();
}
