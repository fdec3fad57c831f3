// Warning signals, judged on a past cutoff: whom they warned of, how early, and how
// often for nothing. A row of figures for each, and what they say in a sentence.

(() => {
  const { t, pct, num } = i18n;
  const p = parts;
  const times = (x) => t("chart.times", { n: num(x, x < 10 ? 1 : 0) });
  const ratio = (x) => num(x, x < 10 ? 2 : 0);
  const title = (g) => p.words("signals.name." + g.name, g.name);

  // verdict is how sure a signal is: warns, useless or unsure.
  function verdict(g) {
    if (g.note === "few_customers" || !p.value(g.lift) || !p.value(g.low)) return "unsure";
    if (g.low > 1 && g.q <= 0.05) return "warns";
    if (g.high < 1) return "opposite";
    return "unsure";
  }

  // says puts a signal into a sentence.
  function says(g, result) {
    if (!g.customers) return t("signals.says.nobody");
    const args = {
      name: title(g), n: g.customers, with: pct(g.with, 1), without: pct(g.without, 1), times: p.value(g.lift) ? times(g.lift) : "",
      churned: g.churned, intime: g.in_time, all: result.churned, false: g.false_alarms, missed: g.missed, days: p.value(g.lead_days) ? Math.round(g.lead_days) : 0,
      share: pct(result.churned > 0 ? g.in_time / result.churned : null),
    };
    const first = t("signals.says." + verdict(g), args);
    const lead = g.in_time > 0 && p.value(g.lead_days) ? t("signals.says.lead", args) : t("signals.says.late", args);
    const given = !p.value(g.odds) || !p.value(g.odds_low) || verdict(g) !== "warns" ? "" : g.odds_low > 1 ? t("signals.says.own") : t("signals.says.shared");
    return [first, verdict(g) === "warns" ? lead : "", given].filter(Boolean).join(" ");
  }

  function table(found, result) {
    const lifts = p.ratios(found.map((g) => g.lift), found.flatMap((g) => [g.low, g.high])), odds = p.ratios(found.map((g) => g.odds), found.flatMap((g) => [g.odds_low, g.odds_high]));
    const number = (key) => ({ text: t("signals." + key), num: true });
    return p.table({
      caption: t("signals.caption"), hidden: true, cls: "signals",
      head: [t("signals.signal"), number("coverage"), number("with"), number("without"), number("lift"), lifts.head, number("lead"), number("intime"), number("missed"), number("false"), number("odds"), odds.head],
      rows: found.flatMap((g) => [[
        h("span", {}, title(g), g.note ? [" ", p.note(g.note)] : null, verdict(g) === "unsure" && !g.note ? [" ", h("span", { class: "limit" }, t("signals.unsure"))] : null),
        [h("span", { class: "main" }, pct(g.coverage, 1)), " ", h("span", { class: "sub" }, num(g.customers, 0))],
        pct(g.with, 1), pct(g.without, 1),
        p.withInterval(g.lift, g.low, g.high, times), p.value(g.lift) ? p.range(g.low, g.lift, g.high, 1, lifts.place) : "",
        p.value(g.lead_days) ? num(Math.round(g.lead_days)) : t("chart.none"), num(g.in_time, 0), num(g.missed, 0), num(g.false_alarms, 0),
        p.withInterval(g.odds, g.odds_low, g.odds_high, ratio), p.value(g.odds) ? p.range(g.odds_low, g.odds, g.odds_high, 1, odds.place) : "",
      ], { full: says(g, result) }]),
    });
  }

  view({
    id: "signals", tab: "managers", title: "signals.title",
    render(el, D) {
      const r = D.signals, found = (r && r.signals) || [];
      if (found.length > 0) {
        p.fill(el, h("p", { class: "hint" }, t("signals.hint", { date: i18n.date(r.cutoff), days: r.horizon_days, customers: r.customers, churned: r.churned })),
          r.churned > 0 && r.warned > 0 ? h("p", { class: "story" }, t("signals.together", { intime: r.in_time, churned: r.churned, share: pct(r.in_time / r.churned), none: r.churned - r.warned })) : null,
          table(found, r), p.notes(found.map((g) => g.note)),
          h("details", { class: "behind" }, h("summary", {}, t("signals.how")), h("p", {}, t("signals.explained"))));
      }
      missing(el, "signals", r && r.missing);
    },
  });
})();
