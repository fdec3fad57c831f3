// The grid of recency and frequency: fifths of all scored customers, with how many
// they are, how likely they leave and what they spend.

(() => {
  const { t, pct, num, money } = i18n;
  const p = parts;
  const fifths = [1, 2, 3, 4, 5];

  const shows = {
    risk: { write: (c) => pct(c.risk, 0), of: (c) => c.risk, hue: "warm-" },
    customers: { write: (c) => num(c.n, 0), of: (c) => c.n, hue: "heat-" },
    spend: { write: (c) => money(c.spend, 0), of: (c) => c.spend, hue: "heat-" },
  };

  function grid(D) {
    const cells = (D.rfm || []).filter((c) => c.n > 0);
    if (cells.length === 0) return null;
    const at = (r, f) => cells.find((c) => c.r === r && c.f === f);
    const all = cells.reduce((s, c) => s + c.n, 0);
    const holder = h("div", {}), told = h("p", { class: "told", role: "status" }, t("rfm.press"));
    const tell = (c) => { told.textContent = says(c, all); };
    const show = (what) => {
      const { write, of, hue } = shows[what];
      const most = Math.max(1e-9, ...cells.map(of));
      holder.replaceChildren(p.table({
        caption: t("rfm.caption." + what), cls: "rfm",
        head: [t("rfm.corner"), ...fifths.map((f) => t("rfm.f" + f))],
        rows: [...fifths].reverse().map((r) => [t("rfm.r" + r), ...fifths.map((f) => {
          const c = at(r, f);
          if (!c) return { cell: t("chart.none"), cls: "blank" };
          const button = h("button", { type: "button" }, write(c), " ", h("small", {}, what === "customers" ? pct(c.risk) : t("rfm.people", { n: c.n })));
          button.addEventListener("click", () => tell(c));
          button.addEventListener("focus", () => tell(c));
          return { cell: button, cls: hue + Math.min(7, Math.floor((of(c) / most) * 7.999)) };
        })]),
      }));
    };
    show("risk");
    return h("div", {}, h("div", { class: "controls" }, p.choice(t("rfm.show"), Object.keys(shows).map((k) => ({ value: k, text: t("rfm." + k) })), "risk", show)), holder, told);
  }

  // says is what a field holds, in a sentence.
  const says = (c, all) => t("rfm.says", { r: t("rfm.r" + c.r), f: t("rfm.f" + c.f), n: c.n, share: pct(c.n / all, 1), risk: pct(c.risk, 0), spend: money(c.spend, 0), leave: num(Math.round(c.n * c.risk)) });

  view({
    id: "rfm", tab: "managers", title: "rfm.title",
    render(el, D) {
      const made = grid(D);
      if (made) p.fill(el, h("p", { class: "hint" }, t("rfm.hint")), made);
      missing(el, "rfm", made || !D.rfm ? null : [{ text: t("rfm.missing"), remedy: t("rfm.remedy") }]);
    },
  });
})();
