// Retention figures: the newest complete period, the trends of any figure in all and
// by group, who came and who left, and what each tactic brought.

(() => {
  const { t, pct, num, money } = i18n;
  const p = parts;

  // measures are what can be chosen; good says which direction is the better one.
  const measures = [
    { id: "raw_retention", good: 1 }, { id: "sales_adjusted_retention", good: 1 }, { id: "profit_adjusted_retention", good: 1 },
    { id: "churn_rate", good: -1 }, { id: "annual_churn", good: -1 },
    { id: "growth_churn", of: ["growth", "churn_rate"] }, { id: "expected_realised", of: ["expected_churn", "realised_churn"] },
    { id: "share_of_wallet_retained", good: 1 },
    { id: "cost_of_retention" }, { id: "offers_cost" }, { id: "service_cost" }, { id: "cost_per_retained_customer" },
    { id: "customers_at_end", good: 1 }, { id: "customers_at_start", good: 1 },
    { id: "new_customers", good: 1 }, { id: "reactivated_customers", good: 1 }, { id: "lost_customers", good: -1 }, { id: "growth", good: 1 },
    { id: "tactic_kept", good: 1 }, { id: "tactic_control_kept", good: 1 }, { id: "tactic_effect", good: 1 }, { id: "tactic_cost" }, { id: "tactic_cost_per_customer_kept" },
  ];
  const tiles = ["raw_retention", "sales_adjusted_retention", "profit_adjusted_retention", "annual_churn", "lost_customers",
    "new_customers", "reactivated_customers", "cost_per_retained_customer", "share_of_wallet_retained", "realised_churn"];
  const chosen = { measure: "", dimension: "" }; // kept while the page is open
  const name = (kpi) => p.words("kpi." + kpi, kpi);

  const whole = "all"; // the period of tactics over all periods together

  // index finds rows by figure, dimension, group and period.
  function index(book, asOf) {
    const series = new Map(), periods = new Map();
    for (const row of [...book.rows, ...(book.tactics || [])]) {
      if (row.period !== whole) periods.set(row.period, row);
      const key = JSON.stringify([row.kpi, row.dimension || "", row.group || ""]);
      if (!series.has(key)) series.set(key, { kpi: row.kpi, dimension: row.dimension || "", group: row.group || "", unit: row.unit, rows: new Map() });
      series.get(key).rows.set(row.period, row);
    }
    const order = [...periods.values()].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
    const over = order.filter((r) => !asOf || r.to <= asOf);
    return {
      book, series: [...series.values()], periods: order.map((r) => r.period), whole: over.map((r) => r.period),
      find: (kpi, dimension = "", group = "") => series.get(JSON.stringify([kpi, dimension, group])),
      groups: (kpi, dimension) => [...series.values()].filter((s) => s.kpi === kpi && s.dimension === dimension),
    };
  }

  // written returns the function that writes values of a unit.
  function written(unit) {
    if (unit === "share") return (x) => pct(x, 1);
    if (unit === "money") return (x) => money(x);
    return (x) => num(x, 0);
  }
  const onAxis = (unit) => (unit === "share" ? (x, step) => pct(x, step >= 0.0099 ? 0 : step >= 0.00099 ? 1 : 2) : charts.short);

  // yearBefore is the same period a year earlier: 2026-03 is 2025-03.
  const yearBefore = (period) => String(Number(period.slice(0, 4)) - 1) + period.slice(4);

  // headline shows the newest complete period.
  function headline(ix) {
    const newest = ix.whole[ix.whole.length - 1];
    if (!newest) return h("p", { class: "hint" }, t("kpi.nowhole"));
    const before = ix.periods[ix.periods.indexOf(newest) - 1];
    const shown = tiles.map((kpi) => tile(ix, kpi, newest, before)).filter(Boolean);
    return h("div", {}, h("p", { class: "hint" }, t("kpi.headline", { period: i18n.period(newest) })), h("div", { class: "tiles" }, shown));
  }

  function tile(ix, kpi, newest, before) {
    const series = ix.find(kpi);
    if (!series) return null;
    // What became of a list is known late: the newest that is known is shown.
    const at = kpi === "realised_churn" ? [...ix.whole].reverse().find((q) => has(series.rows.get(q))) || newest : newest;
    const row = series.rows.get(at);
    if (!row) return null;
    const write = written(row.unit), good = (measures.find((m) => m.id === kpi) || {}).good;
    const lines = [h("dt", {}, name(kpi))];
    if (!has(row)) {
      lines.push(h("dd", { class: "big none" }, t("chart.none")), h("dd", {}, p.note(row.note)));
      return h("dl", { class: "tile" }, lines);
    }
    lines.push(h("dd", { class: "big" }, write(row.value)));
    if (p.value(row.low) && p.value(row.high)) lines.push(h("dd", { class: "sub" }, p.interval(row.low, row.high, write)));
    if (at !== newest) lines.push(h("dd", { class: "sub" }, i18n.period(at)));
    if (kpi === "realised_churn") lines.push(h("dd", { class: "sub" }, against(ix, at, write)));
    if (kpi === "annual_churn" && ix.book.bands && ix.book.bands.length) lines.push(h("dd", { class: "sub" }, band(row, ix.book.bands[0])));
    const earlier = at === newest ? before : ix.periods[ix.periods.indexOf(at) - 1];
    lines.push(change(row, series.rows.get(earlier), good), change(row, series.rows.get(yearBefore(at)), good));
    if (row.note) lines.push(h("dd", {}, p.note(row.note)));
    return h("dl", { class: "tile" }, lines);
  }

  const has = (row) => row !== undefined && p.value(row.value);

  function against(ix, at, write) {
    const expected = ix.find("expected_churn"), row = expected && expected.rows.get(at);
    return has(row) ? t("kpi.expectedwas", { value: write(row.value) }) : null;
  }

  // band says how a yearly churn compares with the industry.
  function band(row, b) {
    const where = row.value > b.high ? "above" : row.value < b.low ? "below" : "within";
    return t("kpi.band." + where, { industry: industry(b), low: pct(b.low, 0), high: pct(b.high, 0) });
  }
  const industry = (b) => p.words("kpi.industry." + b.industry, b.industry);

  // change says how far a figure has moved, whether for the better, and whether that
  // could be chance.
  function change(row, old, good) {
    if (!has(old)) return null;
    const by = row.value - old.value, up = by > 0;
    let text;
    if (row.unit === "share") text = t("kpi.points", { n: num(Math.abs(by) * 100, 1) });
    else text = old.value === 0 ? num(Math.abs(by)) : pct(Math.abs(by / old.value), Math.abs(by / old.value) < 0.1 ? 1 : 0);
    const still = row.unit === "share" ? Math.abs(by) < 0.0005 : by === 0;
    const chance = still || maybeChance(row, old);
    const cls = chance || !good ? "flat" : (up ? good : -good) > 0 ? "better" : "worse";
    const key = still ? "same" : up ? "up" : "down";
    const judged = still || !good ? "" : chance ? t("kpi.chance") : t("kpi." + cls);
    return h("dd", { class: "change " + cls }, t("kpi.change." + key, { by: text, period: i18n.period(old.period) }), judged ? h("span", { class: "sub" }, " " + judged) : null);
  }

  // maybeChance holds the difference against both intervals of 95 %; counts have none
  // and vary as Poisson's distribution does.
  function maybeChance(a, b) {
    if (a.unit === "customers") return Math.abs(a.value - b.value) < 1.96 * Math.sqrt(Math.abs(a.value) + Math.abs(b.value));
    if (![a.low, a.high, b.low, b.high].every(p.value)) return false;
    return Math.abs(a.value - b.value) < Math.hypot((a.high - a.low) / 2, (b.high - b.low) / 2);
  }

  // trends lets people choose a figure and what it is split by.
  function trends(ix) {
    const offered = measures.filter((m) => (m.of || [m.id]).some((k) => ix.series.some((s) => s.kpi === k && [...s.rows.values()].some(has))));
    if (offered.length === 0) return null;
    if (!offered.some((o) => o.id === chosen.measure)) Object.assign(chosen, { measure: offered[0].id, dimension: "" });
    const holder = h("div", {}), controls = h("div", { class: "controls" });
    const show = () => {
      const m = offered.find((o) => o.id === chosen.measure), ids = m.of || [m.id];
      const dims = [...new Set(ix.series.filter((s) => ids.includes(s.kpi)).map((s) => s.dimension))];
      if (!dims.includes(chosen.dimension)) chosen.dimension = dims[0];
      controls.replaceChildren(
        p.choice(t("kpi.measure"), offered.map((o) => ({ value: o.id, text: name(o.id) })), chosen.measure, (v) => { chosen.measure = v; show(); controls.querySelector("select").focus(); }),
        dims.length > 1 ? p.choice(t("kpi.by"), dims.map((d) => ({ value: d, text: dimension(d) })), chosen.dimension, (v) => { chosen.dimension = v; show(); controls.querySelectorAll("select")[1].focus(); }) : "");
      holder.replaceChildren(chosen.dimension === "" ? together(ix, ids, m) : apart(ix, ids[0], chosen.dimension));
    };
    show();
    return p.section(t("kpi.trends"), t("kpi.trends.hint"), controls, holder);
  }

  const dimension = (d) => (d === "" ? t("chart.all") : p.words("dimension." + d, d));

  // drawnOf turns the rows of a figure into a series of a chart.
  function drawnOf(ix, s, color, dash) {
    const row = (q) => s.rows.get(q) || {};
    const values = ix.periods.map((q) => row(q).value);
    const any = ix.periods.some((q) => p.value(row(q).low));
    return { values, low: any ? ix.periods.map((q) => row(q).low) : null, high: any ? ix.periods.map((q) => row(q).high) : null, color, dash };
  }

  const colors = ["--chart-1", "--chart-2", "--chart-3"];

  // together draws one or two figures of all customers.
  function together(ix, ids, measure) {
    const found = ids.map((k) => ix.find(k)).filter(Boolean);
    const unit = found[0].unit, write = written(unit);
    const series = found.map((s, i) => Object.assign(drawnOf(ix, s, colors[i], i === 1 ? [6, 4] : null), { name: found.length > 1 ? name(s.kpi) : "" }));
    const band = measure.id === "annual_churn" && ix.book.bands ? ix.book.bands[0] : null;
    if (band) series[0].name = name("annual_churn");
    const chart = charts.line({
      labels: ix.periods.map((q) => i18n.period(q)), series, text: write, axisText: onAxis(unit), summary: found.map((s) => story(ix, s)).join(" "),
      span: band ? { low: band.low, high: band.high, name: t("kpi.usual", { industry: industry(band), low: pct(band.low, 0), high: pct(band.high, 0) }) } : null,
      atMost: unit === "share" ? 1 : undefined, zero: unit !== "share", note: series.some((s) => s.low) ? t("chart.shade") : null, table: history(ix, found),
    });
    return h("div", {}, h("p", { class: "story" }, found.map((s) => story(ix, s)).join(" ")), chart, band ? others(ix.book.bands) : null);
  }

  const others = (bands) => (bands.length < 2 ? null : h("p", { class: "chart-note" }, t("kpi.bands", {
    list: bands.slice(1).map((b) => t("kpi.bandof", { industry: industry(b), low: pct(b.low, 0), high: pct(b.high, 0) })).join(t("unit.apart")),
  })));

  // story says in a sentence where a figure began, where it stands and how high it was.
  function story(ix, s) {
    const known = ix.periods.filter((q) => has(s.rows.get(q)));
    if (known.length === 0) return t("kpi.story.none", { name: name(s.kpi) });
    const write = written(s.unit), first = s.rows.get(known[0]), last = s.rows.get(known[known.length - 1]);
    if (known.length === 1) return t("kpi.story.one", { name: name(s.kpi), value: write(last.value), period: i18n.period(last.period) });
    if (known.every((q) => write(s.rows.get(q).value) === write(last.value))) {
      return t("kpi.story.same", { name: name(s.kpi), value: write(last.value), from: i18n.period(first.period), to: i18n.period(last.period) });
    }
    const top = known.reduce((a, q) => (s.rows.get(q).value > s.rows.get(a).value ? q : a)), least = known.reduce((a, q) => (s.rows.get(q).value < s.rows.get(a).value ? q : a));
    return t("kpi.story", {
      name: name(s.kpi), first: write(first.value), from: i18n.period(first.period), last: write(last.value), to: i18n.period(last.period),
      low: write(s.rows.get(least).value), lowAt: i18n.period(least), high: write(s.rows.get(top).value), highAt: i18n.period(top),
    });
  }

  // size orders groups: by customers or money behind the newest figure.
  function size(ix, s) {
    for (const q of [...ix.periods].reverse()) {
      const row = s.rows.get(q);
      if (row && row.denominator) return Number(row.denominator) || 0;
      if (has(row)) return Math.abs(row.value);
    }
    return 0;
  }

  // apart draws a small chart for each group on the same scale, with all customers
  // behind it to compare with.
  function apart(ix, kpi, dim) {
    const groups = ix.groups(kpi, dim).map((s) => ({ s, n: size(ix, s) })).sort((a, b) => b.n - a.n || i18n.compare(a.s.group, b.s.group)).map((g) => g.s);
    const all = ix.find(kpi), unit = groups[0].unit, write = written(unit);
    const steady = groups.filter((s) => ![...s.rows.values()].some((r) => p.keysOf(r.note).includes("few_customers")));
    const range = common([...(steady.length ? steady : groups), ...(all ? [all] : [])], unit);
    const one = (s) => {
      const series = [Object.assign(drawnOf(ix, s, "--chart-1"), { name: p.group(s.group) })];
      if (all) series.unshift({ values: ix.periods.map((q) => (all.rows.get(q) || {}).value), color: "--chart-all", width: 1.5, kind: "plain", name: t("chart.all") });
      const noted = [...new Set([...s.rows.values()].flatMap((r) => p.keysOf(r.note)))];
      return h("div", { class: "multiple" }, h("h4", {}, p.group(s.group), " ", p.note(noted.join(" "))),
        [...s.rows.values()].some(has)
          ? charts.line({ small: true, labels: ix.periods.map((q) => i18n.period(q)), series, text: write, axisText: onAxis(unit), yRange: range, summary: t("kpi.groupstory", { group: p.group(s.group), story: story(ix, s) }) })
          : h("p", { class: "hint" }, t("kpi.nofigure")));
    };
    return h("div", {},
      p.rest(groups, 12, (some) => h("div", { class: "multiples" }, some.map(one))),
      h("p", { class: "chart-note" }, all ? t("kpi.apart.all") : t("kpi.apart")),
      h("details", { class: "behind" }, h("summary", {}, t("chart.table")), history(ix, groups)));
  }

  // common is a scale on which all series fit; wide intervals may be cut.
  function common(series, unit) {
    const values = series.flatMap((s) => [...s.rows.values()].map((r) => r.value)).filter(p.value);
    if (values.length === 0) return [0, 1];
    let low = Math.min(...values), high = Math.max(...values);
    const pad = (high - low) * 0.15 || Math.abs(high) * 0.1 || 1;
    low = low >= 0 ? Math.max(0, low - pad) : low - pad;
    high += pad;
    return [low, unit === "share" && Math.max(...values) <= 1 ? Math.min(1, high) : high];
  }

  // history is the table behind a chart, the newest period first.
  function history(ix, series) {
    return p.table({
      caption: t("kpi.table"), hidden: true,
      head: [t("kpi.period"), ...series.map((s) => ({ text: s.group || s.dimension ? p.group(s.group) : name(s.kpi), num: true }))],
      rows: [...ix.periods].reverse().map((q) => [i18n.period(q), ...series.map((s) => {
        const row = s.rows.get(q), write = written(s.unit);
        if (!has(row)) return row && row.note ? p.note(row.note) : t("chart.none");
        return p.withInterval(row.value, row.low, row.high, write);
      })]),
    });
  }

  // flows draws who came and who left.
  function flows(ix) {
    const of = (kpi, sign) => { const s = ix.find(kpi); return ix.periods.map((q) => (s && has(s.rows.get(q)) ? sign * s.rows.get(q).value : null)); };
    const fresh = of("new_customers", 1), back = of("reactivated_customers", 1), lost = of("lost_customers", -1);
    if (![...fresh, ...back, ...lost].some(p.value)) return null;
    const both = fresh.map((x, i) => (p.value(x) || p.value(back[i]) ? (x || 0) + (back[i] || 0) : null));
    const top = height(ix, both), cut = both.map((x) => x > top), shown = (xs) => xs.map((x) => (p.value(x) ? Math.min(x, top) : null));
    const net = both.map((x, i) => (p.value(x) && p.value(lost[i]) ? x + lost[i] : null));
    const whole = (x) => num(x, 0);
    const summary = flowsTold({ new_customers: fresh, reactivated_customers: back, lost_customers: lost }, ix.periods, cut);
    const tops = ix.periods.flatMap((q, i) => (cut[i] ? [t("chart.named", { name: i18n.period(q), value: whole(both[i]) })] : []));
    return p.section(t("kpi.flows"), summary, charts.line({
      labels: ix.periods.map((q) => i18n.period(q)), summary, text: whole, axisText: charts.short, zero: true,
      cut, note: tops.length > 0 ? t("kpi.flows.cut", { list: tops.join(t("unit.between")) }) : null,
      series: [
        { name: t("kpi.reactivated_customers"), values: shown(both), said: back, color: "--chart-2", kind: "bars" },
        { name: t("kpi.new_customers"), values: shown(fresh), said: fresh, color: "--chart-1", kind: "bars" },
        { name: t("kpi.lost_customers"), values: lost, said: lost.map((x) => (p.value(x) ? -x : x)), color: "--chart-3", kind: "bars" },
        { name: t("kpi.net"), values: net.map((x, i) => (cut[i] ? null : x)), color: "--chart-ink", width: 2 },
      ].filter((s) => (s.said || s.values).some(p.value)),
      lines: [{ at: 0 }],
      table: p.table({
        caption: t("kpi.flows"), hidden: true,
        head: [t("kpi.period"), ...["new_customers", "reactivated_customers", "lost_customers", "net"].map((k) => ({ text: t("kpi." + k), num: true }))],
        rows: ix.periods.map((q, i) => [i18n.period(q), whole(fresh[i]), whole(back[i]), whole(p.value(lost[i]) ? -lost[i] : null), whole(net[i])]).reverse(),
      }),
    }));
  }

  // height is how high bars are drawn: where the data begin, nearly everybody is new,
  // and bars of such periods would dwarf the others.
  function height(ix, both) {
    const rows = ix.find("new_customers"), early = (i) => !rows || p.keysOf((rows.rows.get(ix.periods[i]) || {}).note).includes("short_history");
    const known = both.filter((x, i) => p.value(x) && !early(i)), all = both.filter(p.value).sort((a, b) => a - b);
    const usual = known.length > 0 ? Math.max(...known) : 2 * all[Math.floor((all.length - 1) / 2)];
    return all.length > 1 && usual > 0 && both.every((x, i) => !(x > 2 * usual) || early(i)) && all.some((x) => x > 2 * usual) ? 1.4 * usual : Infinity;
  }

  // flowsTold says who came and who left in the periods that are drawn whole, and what
  // is not known.
  function flowsTold(flows, periods, cut) {
    const from = i18n.period(periods[cut.indexOf(false)] ?? periods[0]), to = i18n.period(periods[periods.length - 1]);
    const sum = (xs) => (xs.some(p.value) ? Math.abs(xs.reduce((a, x, i) => a + (cut[i] ? 0 : x || 0), 0)) : null);
    const sums = Object.keys(flows).map((kpi) => ({ kpi, n: sum(flows[kpi]) })), unknown = sums.filter((s) => s.n === null);
    if (unknown.length === 0) return t("kpi.flows.says", { fresh: sums[0].n, back: sums[1].n, lost: sums[2].n, from, to });
    return t("kpi.flows.partly", {
      when: from === to ? from : t("chart.range", { low: from, high: to }), unknown: unknown.map((s) => name(s.kpi)).join(t("unit.between")),
      known: sums.filter((s) => s.n !== null).map((s) => t("chart.named", { name: name(s.kpi), value: num(s.n) })).join(t("unit.between")),
    });
  }

  // tactics shows what each tactic brought in a period.
  function tactics(ix) {
    const of = ix.series.filter((s) => s.dimension === "tactic");
    const known = [whole, ...[...ix.whole].reverse()].filter((q) => of.some((s) => has(s.rows.get(q))));
    if (known.length === 0) return null;
    const period = (q) => (q === whole ? t("kpi.allperiods") : i18n.period(q));
    const names = [...new Set(of.map((s) => s.group))].sort(i18n.compare);
    const holder = h("div", {});
    const show = (q) => {
      const row = (kpi, g) => { const s = ix.find(kpi, "tactic", g); return (s && s.rows.get(q)) || {}; };
      const at = (kpi, g) => { const r = row(kpi, g); return p.value(r.value) ? p.withInterval(r.value, r.low, r.high, written(r.unit)) : r.note ? p.note(r.note) : t("chart.none"); };
      const reach = Math.max(0.01, ...names.flatMap((g) => [row("tactic_effect", g).low, row("tactic_effect", g).high]).filter(p.value).map(Math.abs)) * 1.05;
      const place = (x) => 0.5 + x / reach / 2, step = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find((x) => x <= reach * 0.95) || 0.01;
      const rows = names.filter((g) => ["tactic_kept", "tactic_effect", "tactic_cost", "tactic_cost_per_customer_kept"].some((k) => Object.keys(row(k, g)).length > 0));
      holder.replaceChildren(p.table({
        caption: t("kpi.tactics.of", { period: period(q) }),
        head: [t("dimension.tactic"), { text: t("kpi.tactic_kept"), num: true }, { text: t("kpi.tactic_control_kept"), num: true }, { text: t("kpi.tactic_effect"), num: true }, p.scale([[0, pct(0)], [step, pct(step, 0)], [-step, pct(-step, 0)]], place), { text: t("kpi.tactic_cost"), num: true }, { text: t("kpi.tactic_cost_per_customer_kept"), num: true }],
        rows: rows.map((g) => { const e = row("tactic_effect", g); return [p.group(g), at("tactic_kept", g), at("tactic_control_kept", g), at("tactic_effect", g),
          p.value(e.value) ? p.range(e.low, e.value, e.high, 0, place, true) : "", at("tactic_cost", g), at("tactic_cost_per_customer_kept", g)]; }),
      }));
    };
    show(known[0]);
    return p.section(t("kpi.tactics"), t("kpi.tactics.hint"),
      known.length > 1 ? h("div", { class: "controls" }, p.choice(t("kpi.period"), known.map((q) => ({ value: q, text: period(q) })), known[0], show)) : null, holder);
  }

  view({
    id: "kpi", tab: "managers", title: "kpi.title",
    render(el, D) {
      const book = D.kpi;
      if (book && book.rows && book.rows.length > 0) {
        const ix = index(book, D.as_of);
        p.fill(el, headline(ix), trends(ix), flows(ix), tactics(ix), p.notes([...book.rows, ...(book.tactics || [])].map((r) => r.note)));
      }
      missing(el, "kpi", p.once(book && book.missing));
    },
  });
})();
