// The model behind the list: its card, its figures beside simple rules, calibration,
// gains and lift at any length of the list, drift, findings of guards.

(() => {
  const { t, pct, num } = i18n;
  const p = parts;
  const chosen = { listed: 0 }; // kept while the page is open

  const scores = [
    { id: "auc", write: (x) => num(x, 3), rules: true }, { id: "ap", write: (x) => num(x, 3), rules: true }, { id: "lift_top_decile", write: (x) => num(x, 2), rules: true },
    { id: "brier", write: (x) => num(x, 4) }, { id: "logloss", write: (x) => num(x, 4) }, { id: "ece", write: (x) => num(x, 4) },
  ];

  // card says what the model is and how it was made.
  function card(m) {
    const rows = [
      ["algorithm", p.words("model.algorithm." + m.algorithm, m.algorithm)], ["id", h("code", {}, m.id)], ["gate", m.gate ? p.words("model.gate." + m.gate, m.gate) : null],
      ["features", m.features ? num(m.features, 0) : null], ["rows", m.rows ? num(m.rows, 0) : null],
      ["train", m.train && m.train.length ? m.train.map((d) => i18n.date(d)).join(t("unit.apart")) : null], ["test", m.test ? i18n.date(m.test) : null],
      ["tested", m.report ? t("model.tested.on", { n: m.report.n, rate: pct(m.report.churn_rate, 1) }) : null],
    ].filter((r) => r[1]);
    return p.section(t("model.card"), null, h("dl", { class: "card" }, rows.map(([key, text]) => [h("dt", {}, t("model." + key)), h("dd", {}, text)])));
  }

  // figures holds the model against the simple rules, on the same customers.
  function figures(report) {
    if (!report || !report.model) return null;
    const rules = Object.keys(report.rules || {}).sort((a, b) => report.rules[b].auc - report.rules[a].auc || i18n.compare(a, b));
    const at = (from, ends, s) => (from && p.value(from[s.id]) ? p.withInterval(from[s.id], ends && ends[s.id] ? ends[s.id].low : null, ends && ends[s.id] ? ends[s.id].high : null, s.write) : t("chart.none"));
    const best = rules.length ? report.rules[rules[0]] : null;
    const story = best ? t("model.story", { auc: pct(report.model.auc, 0), lift: num(report.model.lift_top_decile, 1), rule: rule(rules[0]), other: pct(best.auc, 0) }) : t("model.story.alone", { auc: pct(report.model.auc, 0), lift: num(report.model.lift_top_decile, 1) });
    return p.section(t("model.figures"), t("model.figures.hint", { level: pct(report.level || 0.95) }), h("p", { class: "story" }, story), p.table({
      caption: t("model.figures"), hidden: true,
      head: [t("model.figure"), { text: t("model.themodel"), num: true }, ...rules.map((r) => ({ text: rule(r), num: true }))],
      rows: scores.map((s) => [
        h("span", {}, t("model.score." + s.id), h("span", { class: "sub" }, " " + t("model.better." + (s.rules ? "high" : "low")))),
        at(report.model, report.intervals, s), ...rules.map((r) => (s.rules ? at(report.rules[r], report.rules[r].intervals, s) : "")),
      ]),
    }));
  }

  const rule = (name) => p.words("model.rule." + name, name);

  // calibration draws what was predicted against what was observed.
  function calibration(report) {
    const bins = ((report && report.reliability) || []).filter((b) => p.value(b.predicted) && p.value(b.observed));
    if (bins.length === 0) return null;
    const sorted = [...bins].sort((a, b) => a.predicted - b.predicted);
    const ends = sorted.every((b) => b.interval);
    const most = Math.min(1, 1.08 * Math.max(...sorted.flatMap((b) => [b.predicted, b.observed, b.interval ? b.interval.high : 0])) || 1);
    // The diagonal needs points of its own at both ends.
    const x = [0, ...sorted.map((b) => b.predicted), most];
    const pad = (xs) => [null, ...xs, null];
    const off = sorted.filter((b) => b.interval && (b.predicted < b.interval.low || b.predicted > b.interval.high)).length;
    const story = ends ? t("model.calibration.says", { n: sorted.length - off, of: sorted.length }) : t("model.calibration.plain");
    return p.section(t("model.calibration"), t("model.calibration.hint"), h("p", { class: "story" }, story), charts.line({
      x, xRange: [0, most], yRange: [0, most], xText: (v) => pct(v, most < 0.1 ? 1 : 0), text: (v) => pct(v, 1), axisText: (v) => pct(v, most < 0.1 ? 1 : 0), summary: story, height: 340,
      xTip: (v) => t("model.predicted.of", { share: pct(v, 1) }), note: t("model.calibration.axes"), square: true,
      series: [
        { name: t("model.perfect"), values: x, color: "--chart-all", dash: [6, 4], kind: "plain", silent: true },
        { name: t("model.observed"), values: pad(sorted.map((b) => b.observed)), low: ends ? pad(sorted.map((b) => b.interval.low)) : null, high: ends ? pad(sorted.map((b) => b.interval.high)) : null, color: "--chart-1", kind: "points" },
      ],
      table: p.table({
        caption: t("model.calibration"), hidden: true,
        head: [{ text: t("model.predicted"), num: true }, { text: t("model.observed"), num: true }, { text: t("model.customers"), num: true }],
        rows: sorted.map((b) => [pct(b.predicted, 1), p.withInterval(b.observed, b.interval && b.interval.low, b.interval && b.interval.high, (v) => pct(v, 1)), num(b.n, 0)]),
      }),
    }));
  }

  // gains lets people choose how long the list is, and says what it would catch.
  function gains(m) {
    const points = (m.gains || []).filter((g) => g.listed > 0);
    if (points.length === 0) return null;
    const all = points[points.length - 1], churned = all.caught, n = all.listed;
    if (churned === 0) return p.section(t("model.gains"), null, h("p", { class: "hint" }, t("model.gains.nobody")));
    const nearest = (listed) => points.reduce((a, g, i) => (Math.abs(g.listed - listed) < Math.abs(points[a].listed - listed) ? i : a), 0);
    let at = chosen.listed ? nearest(chosen.listed) : nearest(n / 10);
    const slider = h("input", { type: "range", id: "gains-size", min: "0", max: String(points.length - 1), step: "1", value: String(at), "data-testid": "gains-slider", "aria-describedby": "gains-told" });
    const told = h("div", { class: "tiles narrow", id: "gains-told", "data-testid": "gains-told" });
    const story = h("p", { class: "story", role: "status" });
    const [caught, lift] = gainsCharts(points, churned, n);
    const show = () => {
      const g = points[at];
      chosen.listed = g.listed;
      slider.setAttribute("aria-valuetext", spoken(g, churned, n));
      story.textContent = spoken(g, churned, n);
      told.replaceChildren(...gainTiles(g, churned, n));
      charts.mark(caught, g.listed);
      charts.mark(lift, g.listed);
    };
    slider.addEventListener("input", () => { at = Number(slider.value); show(); });
    show();
    return p.section(t("model.gains"), t("model.gains.hint", { n, churned }),
      h("label", { class: "choice wide", for: "gains-size" }, h("span", {}, t("model.gains.size"))), slider, story, told, h("div", { class: "two" }, caught, lift));
  }

  const spoken = (g, churned, n) => t("model.gains.says", { n: g.listed, share: pct(g.listed / n, 1), caught: g.caught, of: churned, recall: pct(g.caught / churned), false: g.listed - g.caught });

  function gainTiles(g, churned, n) {
    const precision = g.caught / g.listed;
    return [
      ["listed", num(g.listed, 0), pct(g.listed / n, 1)], ["caught", num(g.caught, 0), null], ["false", num(g.listed - g.caught, 0), null], ["missed", num(churned - g.caught, 0), null],
      ["precision", pct(precision, 1), null], ["recall", pct(g.caught / churned, 1), null], ["lift", t("chart.times", { n: num(precision / (churned / n), 1) }), null],
    ].map(([key, big, sub]) => h("dl", { class: "tile", "data-testid": "gains-" + key }, h("dt", {}, t("model.gains." + key)), h("dd", { class: "big" }, big), sub ? h("dd", { class: "sub" }, sub) : null));
  }

  // gainsCharts draws the share of leavers caught and the lift, over the length of
  // the list.
  function gainsCharts(points, churned, n) {
    const x = [0, ...points.map((g) => g.listed)], perfect = x.map((k) => Math.min(1, k / churned));
    const caught = [0, ...points.map((g) => g.caught / churned)];
    const lift = [null, ...points.map((g) => g.caught / g.listed / (churned / n))];
    const tip = (v) => t("model.gains.first", { n: v, share: pct(v / n, 1) });
    const axis = { x, xRange: [0, n], xText: charts.short, xTip: tip };
    const tenth = points.reduce((a, g) => (Math.abs(g.listed - n / 10) < Math.abs(a.listed - n / 10) ? g : a));
    const table = p.table({
      caption: t("model.gains"), hidden: true,
      head: ["listed", "caught", "false", "precision", "recall", "lift"].map((k) => ({ text: t("model.gains." + k), num: true })),
      rows: points.filter((_, i) => points.length <= 25 || i % Math.ceil(points.length / 25) === 0 || i === points.length - 1).map((g) => [
        num(g.listed, 0), num(g.caught, 0), num(g.listed - g.caught, 0), pct(g.caught / g.listed, 1), pct(g.caught / churned, 1), num(g.caught / g.listed / (churned / n), 2)]),
    });
    return [
      charts.line(Object.assign({
        title: t("model.gains.chart"), yRange: [0, 1.02], text: (v) => pct(v, 0), summary: spoken(tenth, churned, n), table,
        series: [
          { name: t("model.themodel"), values: caught, color: "--chart-1", kind: "plain" },
          { name: t("model.gains.perfect"), values: perfect, color: "--chart-2", dash: [2, 3], kind: "plain" },
          { name: t("model.gains.chance"), values: x.map((k) => k / n), color: "--chart-all", dash: [6, 4], kind: "plain" },
        ],
      }, axis)),
      charts.line(Object.assign({
        title: t("model.lift.chart"), zero: true, text: (v) => t("chart.times", { n: num(v, 1) }), axisText: (v) => num(v), lines: [{ at: 1, name: t("model.gains.chance") }],
        summary: t("model.lift.says", { lift: num(tenth.caught / tenth.listed / (churned / n), 1), share: pct(tenth.listed / n) }),
        series: [{ name: t("model.themodel"), values: lift, color: "--chart-1", kind: "plain" }],
      }, axis)),
    ];
  }

  // drift shows how far score and features have moved since training.
  function drift(found) {
    if (!found || found.length === 0) return null;
    const most = Math.max(0.3, ...found.map((d) => d.psi));
    const score = found.find((d) => !d.feature);
    return p.section(t("model.drift"), t("model.drift.hint"), score ? h("p", { class: "story" }, t("model.drift.score", { psi: num(score.psi, 2), level: level(score.level) })) : null, p.rest(found, 15, (some) => p.table({
      caption: t("model.drift"), hidden: true, cls: "told-last",
      head: [t("model.drift.of"), { text: t("model.drift.psi"), num: true }, { sr: t("causes.bar") }, t("model.drift.level"), t("model.drift.text")],
      rows: some.map((d) => [d.feature ? h("code", {}, i18n.isolate(d.feature)) : t("model.drift.thescore"), num(d.psi, 3), p.bar(d.psi / most, "level-" + mild(d.level)), h("span", { class: "limit level-" + mild(d.level) }, level(d.level)), d.text ? i18n.told("drift.", d.text) : ""]),
    })));
  }

  const level = (name) => p.words("model.level." + name, name);
  // mild is the colour of a level: only known names become classes.
  const mild = (name) => ({ hard: "alarm", alarm: "alarm", fail: "alarm", error: "alarm", stop: "alarm", warn: "warn", warning: "warn" })[name] || "ok";

  // guards lists the warnings of the run.
  function guards(found) {
    if (!found || found.length === 0) return null;
    return p.section(t("model.guards"), t("model.guards.hint"), p.rest(found, 20, (some) => p.table({
      caption: t("model.guards"), hidden: true, cls: "told-last", head: [t("model.guard"), t("model.drift.level"), t("model.finding")],
      rows: some.map((g) => [p.words("model.guard." + g.guard, g.guard), h("span", { class: "limit level-" + mild(g.level) }, level(g.level)), i18n.told("finding.", g.text)]),
    })));
  }

  const notes = (m) => (m.notes && m.notes.length ? p.section(t("model.notes"), null, h("ul", {}, m.notes.map((n) => h("li", {}, i18n.told("fact.", n))))) : null);

  view({
    id: "model", tab: "science", title: "model.title",
    render(el, D) {
      const m = D.model;
      if (m) p.fill(el, card(m), figures(m.report), calibration(m.report), gains(m), drift(m.drift), notes(m));
      missing(el, "model");
    },
  });
  view({
    id: "guards", tab: "science", title: "model.guards.title",
    render(el, D) { p.fill(el, guards(D.guards) || h("p", { class: "hint" }, t(D.guarded ? "model.guards.none" : "model.guards.unasked"))); },
  });
})();
