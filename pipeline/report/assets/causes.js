// Where churn comes from: groups that leave more often than the rest, the groups that
// most of the lost customers are of, complaints that pile up, stated reasons, and what
// drives the risk of each segment.

(() => {
  const { t, pct, num, money } = i18n;
  const p = parts;
  const dimension = (d) => p.words("dimension." + d, d);
  const who = (c) => c.dimensions.map((d, i) => t("causes.is", { dimension: dimension(d), group: p.group(c.groups[i], d) })).join(" × ");
  const times = (x) => t("chart.times", { n: num(x, x < 10 ? 1 : 0) });

  // groups is the table of causes, the sure ones first of all.
  function groups(result) {
    const all = result.causes || [];
    if (all.length === 0) return null;
    const sure = all.filter((c) => c.sure);
    const holder = h("div", {});
    const show = (which) => {
      const rows = which === "sure" ? sure : all;
      holder.replaceChildren(...(rows.length === 0 ? [h("p", { class: "hint" }, t("causes.nonesure"))] : [p.rest(rows, 12, table), p.notes(rows.map((c) => c.note)) || ""]));
    };
    show("sure");
    const count = h("p", { class: "story" }, sure.length > 0 ? t("causes.story", { n: sure.length, of: (result.tested || 0) + (result.tested_pairs || 0) || all.length, who: who(sure[0]), prize: Math.round(sure[0].prize), money: money(sure[0].prize_money, 0) }) : t("causes.nonesure"));
    return p.section(t("causes.groups"), t("causes.groups.hint", { date: i18n.date(result.cutoff), customers: result.customers, churned: result.churned }), count,
      h("div", { class: "controls" }, p.choice(t("causes.show"), [{ value: "sure", text: t("causes.sure", { n: sure.length }) }, { value: "all", text: t("causes.all", { n: all.length }) }], "sure", show)),
      holder,
      result.causes_left_out > 0 ? h("p", { class: "chart-note" }, t("causes.leftout", { n: result.causes_left_out })) : null);
  }

  function table(rows) {
    const lifts = p.ratios(rows.map((c) => c.lift), rows.flatMap((c) => [c.low, c.high]));
    const most = Math.max(1, ...rows.map((c) => c.prize));
    return p.table({
      caption: t("causes.caption"), hidden: true, cls: "causes",
      head: [t("causes.who"), { text: t("causes.customers"), num: true }, { text: t("causes.rate"), num: true }, { text: t("causes.lift"), num: true }, lifts.head, { text: t("causes.prize"), num: true }, { sr: t("causes.bar") }, { text: t("causes.money"), num: true }],
      rows: rows.map((c) => [
        h("span", {}, who(c), c.note ? [" ", p.note(c.note)] : null, c.sure ? null : h("span", { class: "limit" }, t("causes.unsure"))),
        num(c.customers, 0),
        [h("span", { class: "main" }, pct(c.rate, 1)), " ", h("span", { class: "sub" }, t("causes.rest", { rate: pct(c.rest_rate, 1) }))],
        p.withInterval(c.lift, c.low, c.high, times), p.value(c.lift) ? p.range(c.low, c.lift, c.high, 1, lifts.place) : "",
        p.withInterval(c.prize, c.prize_high > 0 ? c.prize_low : null, c.prize_high, (x) => num(Math.round(x))), p.bar(c.prize / most, "prize"), money(c.prize_money, 0),
      ]),
    });
  }

  // pareto shows by which few groups most customers are lost.
  function pareto(result) {
    const by = Object.keys(result.pareto || {}).filter((d) => result.pareto[d].length > 0);
    if (by.length === 0) return null;
    const order = ["category", "product", "segment", "region", "channel", "tenure", "complaint_reason", "cancellation_reason"];
    const rank = (d) => (order.includes(d) ? order.indexOf(d) : order.length);
    // Where few groups hold most of the lost there is something to see; stated reasons
    // have a table of their own.
    const few = (d) => { const l = lineOf(result, d); return l && l.groups > 2 && d !== "cancellation_reason" ? l.vital / l.groups : 1; };
    by.sort((a, b) => few(a) - few(b) || rank(a) - rank(b));
    const holder = h("div", {});
    const show = (d) => holder.replaceChildren(paretoOf(result.pareto[d], d, lineOf(result, d)));
    show(by[0]);
    return p.section(t("causes.pareto"), t("causes.pareto.hint"),
      h("div", { class: "controls" }, p.choice(t("causes.by"), by.map((d) => ({ value: d, text: dimension(d) })), by[0], show)), holder);
  }

  const lineOf = (result, d) => (result.lines || []).find((l) => l.dimension === d);

  function paretoOf(bars, d, line) {
    const most = Math.max(1, ...bars.filter((b) => !b.others).map((b) => b.lost));
    const vital = bars.filter((b) => b.vital).length;
    const told = line || { vital, groups: bars.length, share: vital > 0 ? bars[vital - 1].cumulative : 0 };
    return h("div", {}, h("p", { class: "story" }, t("causes.pareto.says", { n: told.vital, of: told.groups, dimension: dimension(d), share: pct(told.share) }), told.overlapping ? " " + t("causes.overlapping") : ""),
      p.rest(bars, 15, (some) => p.table({
        caption: t("causes.pareto"), hidden: true, cls: "pareto",
        head: [dimension(d), { text: t("causes.lost"), num: true }, { text: [t("causes.line"), shares()] }, { text: t("causes.cumulative"), num: true }, { text: t("causes.spent"), num: true }],
        rows: some.map((b, i) => ({
          cls: (b.vital ? "vital" : "") + (b.vital && i + 1 < bars.length && !bars[i + 1].vital ? " last" : ""),
          cells: [b.others > 0 ? t("causes.othergroups", { n: b.others }) : p.group(b.group, d), num(b.lost, 0), steps(b, most, i > 0 ? some[i - 1].cumulative : null, i + 1 < some.length ? some[i + 1].cumulative : null), pct(b.cumulative), money(b.money, 0)],
        })),
      })),
      h("p", { class: "chart-note" }, t("causes.axis", { most: num(most, 0) })));
  }

  // shares is the scale of the line, above it.
  function shares() {
    return h("span", { class: "share-axis", "aria-hidden": "true" }, [0, 0.5, 0.8, 1].map((x) => h("span", { style: { "inset-inline-start": percent(x) } }, pct(x))));
  }

  // steps draws the bar of a row, the 80 % line, and the piece of the line of the sum
  // that leads from the row above to the one below.
  function steps(b, most, above, below) {
    const line = (cls, x1, y1, x2, y2) => s("line", { class: cls, x1: percent(x1), y1, x2: percent(x2), y2 });
    const middle = (other) => (b.cumulative + other) / 2;
    return s("svg", { class: "steps", "aria-hidden": "true", focusable: "false" },
      s("rect", { class: "lost" + (b.others > 0 ? " others" : b.vital ? " vital" : ""), x: "0", y: "20%", width: percent(b.lost / most), height: "60%" }),
      line("scale", 0.5, "0", 0.5, "100%"), line("scale", 1, "0", 1, "100%"),
      line("eighty", 0.8, "0", 0.8, "100%"),
      above === null ? null : line("sum", middle(above), "0", b.cumulative, "50%"),
      below === null ? null : line("sum", b.cumulative, "50%", middle(below), "100%"),
      s("circle", { class: "sum", cx: percent(b.cumulative), cy: "50%", r: "3" }));
  }

  // A little room is left for the point at the end.
  const percent = (x) => (98 * Math.min(1, Math.max(0, p.value(x) ? x : 0))).toFixed(2) + "%";

  // spikes are complaints that piled up in a month.
  function spikes(result) {
    const found = result.spikes || [];
    if (found.length === 0) return null;
    const most = Math.max(...found.map((s) => s.customers));
    return p.section(t("causes.spikes"), t("causes.spikes.hint"), p.rest(found, 10, (some) => p.table({
      caption: t("causes.spikes"), hidden: true,
      head: [t("causes.spike"), { text: t("causes.spike.customers"), num: true }, { sr: t("causes.bar") }, { text: t("causes.spike.usual"), num: true }, { text: t("causes.spike.times"), num: true }],
      rows: some.map((s) => [
        t("causes.spike.says", { n: s.customers, product: s.product ? p.group(s.product) : t("causes.anyproduct"), reason: s.reason ? p.group(s.reason) : t("causes.any"), month: s.month }) + (s.last && s.last !== s.month ? " " + t("causes.spike.until", { month: s.last, peak: s.peak }) : ""),
        num(s.customers, 0), p.bar(s.customers / most, "alarm"), num(s.usual, 1), times(s.times),
      ]),
    })));
  }

  // reasons are what those who cancelled said.
  function reasons(result) {
    const found = result.reasons || [];
    if (found.length === 0) return null;
    const most = Math.max(...found.map((r) => r.high || r.share));
    const silent = result.unstated > 0 ? " " + t("causes.unstated", { n: result.unstated, of: result.cancelled }) : "";
    return p.section(t("causes.reasons"), t("causes.reasons.hint") + silent, p.rest(found, 10, (some) => p.table({
      caption: t("causes.reasons"), hidden: true,
      head: [t("dimension.cancellation_reason"), { text: t("causes.customers"), num: true }, { text: t("causes.share"), num: true }, { sr: t("causes.bar") }],
      rows: some.map((r) => [p.words("causes.reason." + r.reason, r.reason), num(r.customers, 0), p.withInterval(r.share, r.low, r.high, (x) => pct(x, 0)), p.bar(r.share / most)]),
    })));
  }

  // drivers shows which families drive the risk in which segment.
  function drivers(result) {
    const found = result.drivers || [];
    if (found.length === 0) return null;
    const sum = new Map();
    for (const d of found) sum.set(d.family, (sum.get(d.family) || 0) + d.customers);
    const families = [...sum.keys()].sort((a, b) => sum.get(b) - sum.get(a) || i18n.compare(a, b));
    const segments = [...new Set(found.map((d) => d.segment))];
    const most = Math.max(0.01, ...found.map((d) => d.share));
    const ofAll = found.some((d) => d.all > 0) && !segments.includes("") ? new Map(found.map((d) => [d.family, d.all])) : null;
    const family = (f) => p.words("family." + f, f);
    if (segments.length === 1) {
      return p.section(t("causes.drivers"), t("causes.drivers.hint"), p.table({
        caption: t("causes.drivers"), hidden: true,
        head: [t("causes.family"), { text: t("causes.customers"), num: true }, { text: t("causes.share"), num: true }, { sr: t("causes.bar") }],
        rows: families.map((f) => { const d = found.find((x) => x.family === f); return [family(f), num(d.customers, 0), pct(d.share), p.bar(d.share / most)]; }),
      }));
    }
    return p.section(t("causes.drivers"), t("causes.drivers.hint"), p.table({
      caption: t("causes.drivers"), hidden: true, cls: "drivers",
      head: [t("causes.family"), ...(ofAll ? [{ text: t("chart.all"), num: true }] : []), ...segments.map((s) => ({ text: s === "" ? t("chart.all") : p.group(s), num: true }))],
      rows: families.map((f) => [family(f), ...(ofAll ? [pct(ofAll.get(f))] : []), ...segments.map((s) => {
        const d = found.find((x) => x.segment === s && x.family === f);
        return d ? { cell: pct(d.share), cls: "warm-" + Math.min(7, Math.floor((d.share / most) * 7.999)) } : { cell: t("chart.none"), cls: "blank" };
      })]),
    }));
  }

  view({
    id: "causes", tab: "managers", title: "causes.title",
    render(el, D) {
      const r = D.causes;
      if (r) {
        const made = [groups(r), pareto(r), spikes(r), reasons(r), drivers(r)].filter(Boolean);
        p.fill(el, made.length > 0 ? made : h("p", { class: "hint" }, t("causes.nothing")));
      }
      missing(el, "causes", p.once(r && r.missing));
    },
  });
})();
