// Cohorts: of the customers who first bought in a month, how many bought again in
// each month after. A table whose cells are coloured.

(() => {
  const { t, pct, num } = i18n;
  const p = parts;
  const newest = 24, columns = 25; // cohorts and months that are shown first

  // heat is the step of the colour of a share; the scale ends at the largest share
  // after the first month, which is always whole.
  const heat = (share, most) => "heat-" + Math.min(7, Math.max(0, Math.floor((share / (most || 1)) * 8)));

  const share = (cohort, k) => (cohort.customers > 0 && k < cohort.bought.length ? cohort.bought[k] / cohort.customers : null);

  // mean is the share of all customers whose cohort is old enough to tell.
  function mean(cohorts, k) {
    const old = cohorts.filter((c) => c.bought.length > k && c.customers > 0);
    const all = old.reduce((sum, c) => sum + c.customers, 0);
    return all > 0 ? old.reduce((sum, c) => sum + c.bought[k], 0) / all : null;
  }

  function cell(x, most) {
    if (!p.value(x)) return { cell: "", cls: "blank" };
    return { cell: num(Math.round(x * 100)), cls: "heat " + heat(x, most) };
  }

  function grid(D) {
    const cohorts = ((D.kpi && D.kpi.cohorts) || []).filter((c) => c.customers > 0 && c.bought && c.bought.length > 0);
    if (cohorts.length === 0) return null;
    const ordered = [...cohorts].sort((a, b) => (a.month < b.month ? 1 : -1));
    const longest = Math.max(...cohorts.map((c) => c.bought.length));
    const most = Math.max(0.01, ...cohorts.flatMap((c) => c.bought.slice(1).map((n) => n / c.customers)));
    const make = (some) => {
      const width = some.length > newest ? longest : Math.min(longest, columns);
      const after = [...Array(width).keys()];
      const row = (head, n, of) => [head, num(n, 0), ...after.map((k) => (k === 0 && p.value(of(0)) ? { cell: num(Math.round(of(0) * 100)), cls: "heat first" } : cell(of(k), most)))];
      return p.table({
        caption: t("cohort.caption"), hidden: true, cls: "cohorts",
        head: [t("cohort.month"), { text: t("cohort.customers"), num: true }, ...after.map((k) => ({ text: num(k), num: true }))],
        rows: [
          { cls: "mean", cells: row(t("cohort.mean"), cohorts.reduce((s, c) => s + c.customers, 0), (k) => mean(cohorts, k)) },
          ...some.map((c) => row(i18n.month(c.month), c.customers, (k) => share(c, k))),
        ],
      });
    };
    return h("div", {}, h("p", { class: "story" }, story(cohorts)), p.rest(ordered, newest, make), longest > 1 ? scale(most) : null);
  }

  // story tells what the mean row says.
  function story(cohorts) {
    const parts = [1, 3, 6, 12].filter((k) => p.value(mean(cohorts, k)));
    if (parts.length === 0) return t("cohort.young");
    return t("cohort.story", { list: parts.map((k) => t("cohort.after", { share: pct(mean(cohorts, k)), n: k })).join(t("unit.apart")) });
  }

  // scale explains the colours.
  function scale(most) {
    return h("p", { class: "scale" }, h("span", {}, pct(0)), h("span", { class: "steps", "aria-hidden": "true" }, [...Array(8).keys()].map((i) => h("i", { class: "heat-" + i }))), h("span", {}, pct(most)));
  }

  view({
    id: "cohort", tab: "managers", title: "cohort.title",
    render(el, D) {
      const made = grid(D);
      if (made) p.fill(el, h("p", { class: "hint" }, t("cohort.hint")), made);
      else missing(el, "kpi", D.kpi && [{ text: t("cohort.missing"), remedy: t("cohort.remedy") }]);
    },
  });
})();
