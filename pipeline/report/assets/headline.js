// The headline: how many are at risk, what it may cost, how sure that is, and what
// this run warns of.

view({ id: "headline", tab: "team", title: "", render: renderHeadline });

function renderHeadline(el) {
  const tiers = D.tiers || [];
  if (tiers.length === 0 || D.scored === 0) {
    el.append(h("p", { class: "lead" }, i18n.t("page.lead.nobody")));
    return;
  }
  const at = tiers.filter((t) => t.name !== "low"), sum = (key) => at.reduce((a, t) => a + t[key], 0);
  const plain = !D.horizon_days || !(sum("value_at_risk") > 0); // of a flat table
  append(el, [
    h("h2", { class: "lead" }, i18n.t(plain ? "page.lead.plain" : "page.lead", { n: sum("customers"), scored: D.scored, leavers: Math.round(sum("expected")), days: D.horizon_days, value: Math.round(sum("value_at_risk")) })),
    h("p", { class: "jump no-print" }, D.list.n > 0 ? jump("list") : null, D.changes ? jump("changes") : null),
    share(tiers), h("div", { class: "tiers" }, tiers.map(tierCard)), sureness(), warnings(),
  ]);
}

// jump leads to another part of the tab; the address after # is the state.
function jump(id) {
  return h("button", { type: "button", class: "link", "data-testid": "to-" + id, onclick: () => {
    const section = document.getElementById("view-" + id);
    section.scrollIntoView();
    section.querySelector("input, select, button").focus({ preventScroll: true });
  } }, i18n.t(id + ".title"), h("span", { "aria-hidden": "true" }, " \u2193"));
}

// share is a bar of the tiers' parts of the value at risk.
function share(tiers) {
  const all = tiers.reduce((a, t) => a + t.value_at_risk, 0);
  if (!(all > 0)) return null;
  const text = tiers.map((t) => i18n.t("page.part", { tier: tierName(t.name), share: t.value_at_risk / all })).join(i18n.t("unit.apart"));
  return h("figure", { class: "share" },
    h("div", { class: "share-bar", role: "img", "aria-label": i18n.t("page.share", { text }) }, tiers.map((t) => h("span", { "data-tier": t.name, style: { "flex-grow": String(t.value_at_risk / all) } }))),
    h("figcaption", {}, i18n.t("page.share", { text })));
}

function tierCard(t) {
  const low = t.customers > 0 ? t.expected / t.customers : null;
  return h("article", { class: "tier-card", "data-tier": t.name, "data-testid": "tier-" + t.name },
    h("h3", {}, h("span", { class: "tier", "data-tier": t.name }, tierName(t.name)), h("span", { class: "from" }, t.name !== "low" && t.from > 0 ? i18n.t("page.from", { p: t.from }) : i18n.t("page.rest"))),
    h("p", { class: "count" }, i18n.t("page.customers", { n: t.customers })),
    h("dl", {},
      h("div", {}, h("dt", {}, i18n.t("page.expected")), h("dd", {}, i18n.num(Math.round(t.expected)), low === null ? null : h("span", { class: "note" }, i18n.t("page.inten", { p: low })))),
      t.value_at_risk > 0 ? h("div", {}, h("dt", {}, i18n.t("page.value")), h("dd", {}, i18n.money(Math.round(t.value_at_risk)))) : null));
}

// sureness tells how well the model ranked the customers of its test.
function sureness() {
  const model = D.model, gains = model && model.gains ? model.gains : [];
  const all = gains[gains.length - 1];
  if (!all || !(all.caught > 0)) return h("p", { class: "sure" }, h("strong", {}, i18n.t("page.sure")), " ", i18n.t("page.sure.unknown"));
  const tenth = gains.reduce((best, g) => (Math.abs(g.listed - all.listed / 10) < Math.abs(best.listed - all.listed / 10) ? g : best), gains[0]);
  if (!(tenth.listed > 0)) return null;
  const rate = tenth.caught / tenth.listed, usual = all.caught / all.listed;
  return h("p", { class: "sure" }, h("strong", {}, i18n.t("page.sure")), " ",
    i18n.t(model.test ? "page.sure.text" : "page.sure.notest", { test: model.test || "", listed: tenth.listed, rate, usual, times: rate / usual, part: tenth.caught / all.caught }));
}

// warnings are what the guards of this run found.
function warnings() {
  const all = D.guards || [];
  if (all.length === 0 && !D.guarded) return null;
  if (all.length === 0) return h("p", { class: "sure ok" }, h("strong", {}, i18n.t("page.guards")), " ", i18n.t("page.guards.none"));
  return h("div", { class: "warnings", role: "note" }, h("h3", {}, i18n.t("page.guards.some", { n: all.length })),
    h("ul", {}, all.map((g) => h("li", {}, h("span", { class: "guard", "data-level": g.level }, i18n.knows("guard." + g.guard) ? i18n.t("guard." + g.guard) : i18n.isolate(g.guard)), " ", i18n.told("finding.", g.text)))));
}
