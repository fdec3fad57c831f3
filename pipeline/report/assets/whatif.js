// What less churn would bring: projected in the page by the formulas of docs/whatif.md,
// for whatever is asked; and who is worth keeping.

// whatIf follows a start over months, as pipeline/whatif does: revenue shrinks by
// churn, then grows, and is billed at the end of each month.
const whatIf = (() => {
  const monthsInYear = 12, mostKept = 0.999;

  // project returns the revenue of each month.
  function project(revenue, growth, churn, months) {
    const out = [];
    for (let k = 0; k < months; k++) out.push(revenue = revenue * (1 - churn) + growth);
    return out;
  }

  const total = (xs) => xs.reduce((a, x) => a + x, 0);

  // changed is the monthly churn when it falls by a share, and the retention of a year
  // then rises by points.
  function changed(churn, down, points) {
    churn = Math.min(churn * (1 - down), 1);
    if (points === 0) return churn;
    const yearly = Math.pow(1 - churn, monthsInYear);
    const kept = Math.max(0, Math.min(yearly + points, Math.max(mostKept, yearly)));
    return Math.max(0, Math.min(1, -Math.expm1(Math.log(kept) / monthsInYear)));
  }

  // outcome is what a start comes to: revenue by month, and in all; profit in all,
  // null where it is not known; and what the tactic costs.
  function outcome(start, churn, cost, months) {
    const line = project(start.revenue, start.growth, churn, months), has = start.revenue > 0;
    const joining = has ? (start.customers * start.growth) / start.revenue : 0;
    const paid = cost * total(project(start.customers, joining, churn, months));
    const known = typeof start.profit === "number";
    const margin = known && has ? start.profit / start.revenue : 0;
    return {
      churn, line, revenue: total(line), cost: paid,
      profit: known ? total(project(start.profit, margin * start.growth, churn, months)) - paid : null,
    };
  }

  return Object.freeze({ project, changed, outcome, total });
})();

(() => {
  const { t, pct, num, money } = i18n;
  const p = parts;
  const asked = {}; // what the reader has put in, kept while the page is open

  // inputs are the four numbers that can be changed; shares are written as percent.
  const inputs = [
    { id: "down", most: 100, step: 1 }, { id: "points", most: 50, step: 1 },
    { id: "months", most: 600, least: 1, step: 1 }, { id: "cost", most: 1e6, step: "any" },
  ];

  // defaults are those of the scenarios of the run.
  function defaults(r) {
    const down = (r.changes || []).find((c) => c.churn_factor > 0 && c.churn_factor !== 1);
    const cost = (r.changes || []).map((c) => c.cost_per_month || 0).find((c) => c > 0) || 0;
    return { down: down ? Math.round((1 - down.churn_factor) * 1000) / 10 : 10, points: 0, months: r.months || 12, cost, segment: "" };
  }

  // presets are buttons for the scenarios of the run.
  function presets(r, set) {
    return (r.changes || []).filter((c) => (c.churn_factor && c.churn_factor !== 1) || c.retention_points).map((c) => {
      const down = c.churn_factor ? Math.round((1 - c.churn_factor) * 1000) / 10 : 0, points = Math.round((c.retention_points || 0) * 1000) / 10;
      const text = down ? t("whatif.preset.down", { pct: pct(down / 100, 0) }) : t("whatif.preset.points", { n: points });
      return h("button", { type: "button", class: "preset", onclick: () => set({ down, points, cost: c.cost_per_month || 0 }) }, text);
    });
  }

  function field(spec, change) {
    const input = h("input", { type: "number", id: "whatif-" + spec.id, min: String(spec.least || 0), max: String(spec.most), step: String(spec.step), value: String(asked[spec.id]), "data-testid": "whatif-" + spec.id });
    input.addEventListener("input", () => {
      const x = Number(i18n.digits(input.value));
      const ok = input.value !== "" && Number.isFinite(x) && x >= (spec.least || 0) && x <= spec.most;
      input.setAttribute("aria-invalid", String(!ok));
      if (ok) { asked[spec.id] = spec.id === "months" ? Math.round(x) : x; change(); }
    });
    return h("label", { class: "choice" }, h("span", {}, t("whatif." + spec.id)), input);
  }

  const segment = (name) => (name === "" ? t("chart.all") : p.group(name));

  // compare projects a start as now and as asked.
  function compare(start) {
    const now = whatIf.outcome(start, start.churn, 0, asked.months);
    const then = whatIf.outcome(start, whatIf.changed(start.churn, asked.down / 100, asked.points / 100), asked.cost, asked.months);
    return { start, now, then, gain: then.revenue - now.revenue, profitGain: then.profit === null ? null : then.profit - now.profit };
  }

  // signed keeps the sign before the number where the text runs from right to left, and
  // the currency after it.
  function signed(x) {
    if (!p.value(x)) return t("chart.none");
    const figure = num(Math.abs(x), 0), sign = x > 0 ? "+" : x < 0 ? "\u2212" : "";
    return money(Math.abs(x), 0).replace(figure, () => (sign ? "\u2066" + sign + figure + "\u2069" : figure));
  }

  function calculator(r) {
    const first = Object.keys(asked).length === 0;
    if (first) Object.assign(asked, defaults(r));
    const result = h("div", {}), fields = h("div", { class: "controls" });
    const show = () => result.replaceChildren(...results(r));
    const draw = () => {
      fields.replaceChildren(...inputs.map((i) => field(i, show)));
      if (r.starts.length > 1) {
        fields.append(p.choice(t("whatif.segment"), r.starts.map((x) => ({ value: x.segment, text: segment(x.segment) })), asked.segment, (v) => { asked.segment = v; show(); }));
      }
      show();
    };
    draw();
    const set = (change) => { Object.assign(asked, change); draw(); };
    return p.section(t("whatif.calculator"), t("whatif.calculator.hint"), h("div", { class: "controls presets" }, presets(r, set)), fields, result);
  }

  function results(r) {
    const all = r.starts.map(compare);
    const one = all.find((c) => c.start.segment === asked.segment) || all[0];
    const kind = (one.profitGain === null ? "whatif.says" : "whatif.says.profit") + (asked.cost > 0 ? "" : ".free");
    const sentence = t(kind, {
      who: segment(one.start.segment), months: asked.months, gain: { text: signed(one.gain) }, profit: { text: signed(one.profitGain) },
      now: pct(one.now.churn, 2), then: pct(one.then.churn, 2), cost: money(one.then.cost, 0),
    });
    const labels = one.now.line.map((_, k) => num(k + 1));
    return [h("p", { class: "story", role: "status" }, sentence), charts.line({
      labels, summary: sentence, text: (x) => money(x, 0), axisText: charts.short, note: t("whatif.axis"), zero: false,
      series: [
        { name: t("whatif.now"), values: one.now.line, color: "--chart-3", dash: [6, 4], kind: "plain" },
        { name: t("whatif.then"), values: one.then.line, color: "--chart-1", kind: "plain" },
      ],
      table: p.table({
        caption: t("whatif.bymonth"), hidden: true,
        head: [t("whatif.month"), { text: t("whatif.now"), num: true }, { text: t("whatif.then"), num: true }],
        rows: labels.map((label, k) => [label, money(one.now.line[k], 0), money(one.then.line[k], 0)]),
      }),
    }), bySegment(all)];
  }

  function bySegment(all) {
    const most = Math.max(1, ...all.filter((c) => c.start.segment !== "" || all.length === 1).map((c) => Math.abs(c.gain)));
    const profit = all.some((c) => c.then.profit !== null);
    const number = (key) => ({ text: t("whatif." + key), num: true });
    return p.table({
      caption: t("whatif.table", { months: asked.months }), cls: "whatif",
      head: [t("whatif.segment"), number("customers"), number("churnnow"), number("churnthen"), number("revenuenow"), number("revenuethen"), number("gain"), { sr: t("causes.bar") }, number("costs"), ...(profit ? [number("profitgain")] : [])],
      rows: all.map((c) => ({ cls: c.start.segment === "" ? "mean" : "", cells: [
        segment(c.start.segment), num(c.start.customers, 0), pct(c.now.churn, 2), pct(c.then.churn, 2), money(c.now.revenue, 0), money(c.then.revenue, 0),
        signed(c.gain), c.start.segment === "" && all.length > 1 ? "" : p.bar(Math.abs(c.gain) / most), money(c.then.cost, 0), ...(profit ? [signed(c.profitGain)] : []),
      ] })),
    });
  }

  // worth shows who is worth keeping: fields of risk and value.
  function worth(rows) {
    if (!rows || rows.length === 0) return null;
    const segments = [...new Set(rows.map((w) => w.segment))];
    const options = segments.includes("") || segments.length === 1 ? segments : ["", ...segments];
    const holder = h("div", {});
    const show = (name) => {
      const some = rows.filter((w) => (name === "" && !segments.includes("") ? true : w.segment === name));
      holder.replaceChildren(worthOf(some));
    };
    show(options[0]);
    return p.section(t("whatif.worth"), t("whatif.worth.hint"),
      options.length > 1 ? h("div", { class: "controls" }, p.choice(t("whatif.segment"), options.map((o) => ({ value: o, text: segment(o) })), options[0], show)) : null, holder);
  }

  const verdicts = ["keep_first", "keep", "watch", "let_go"];

  // prevailing is the verdict on most customers of a field, where segments differ.
  const prevailing = (rows) => {
    const n = new Map();
    for (const w of rows) n.set(w.verdict, (n.get(w.verdict) || 0) + w.customers);
    return [...n.keys()].reduce((a, v) => (n.get(v) > n.get(a) ? v : a));
  };

  function worthOf(rows) {
    const tiers = ["high", "medium", "low"], values = ["top", "middle", "low"];
    const sum = (xs, key) => xs.reduce((a, w) => a + w[key], 0);
    const first = rows.filter((w) => w.verdict === "keep_first"), not = rows.filter((w) => w.verdict === "let_go");
    return h("div", {},
      h("p", { class: "story" }, t("whatif.worth.says", { n: sum(first, "customers"), risk: money(sum(first, "at_risk"), 0), others: sum(not, "customers"), value: money(sum(not, "yearly"), 0) })),
      p.table({
        caption: t("whatif.worth"), hidden: true, cls: "worth",
        head: [t("whatif.risk"), ...values.map((v) => t("whatif.value." + v))],
        rows: tiers.map((tier) => [t("whatif.tier." + tier), ...values.map((v) => {
          const at = rows.filter((w) => w.tier === tier && w.value === v), n = sum(at, "customers");
          if (n === 0) return { cell: t("chart.none"), cls: "blank" };
          const verdict = prevailing(at);
          return { cls: verdicts.includes(verdict) ? "verdict-" + verdict : "", cell: [
            h("strong", {}, p.words("whatif.verdict." + verdict, verdict)), h("span", { class: "main" }, t("whatif.people", { n })),
            h("span", { class: "sub" }, t("whatif.yearly", { money: money(sum(at, "yearly"), 0) })), h("span", { class: "sub" }, t("whatif.atrisk", { money: money(sum(at, "at_risk"), 0) })),
          ] };
        })]),
      }));
  }

  view({
    id: "whatif", tab: "managers", title: "whatif.title",
    render(el, D) {
      const r = D.whatif;
      if (r) p.fill(el, r.starts && r.starts.length > 0 ? calculator(r) : null, worth(r.worth));
      missing(el, "whatif", r && r.missing);
    },
  });
})();
