// The rows of the list. Only those in sight are elements; they are used again for
// others while the list is scrolled, so that thousands of rows scroll smoothly.
//
// grid({label, columns, row, fill, open, toggle, range, all}) makes the grid:
// columns are {id, text, sort}; row() makes an element with its cells, fill(row, i)
// writes customer i into it. The grid moves by the arrow keys, Page Up and Down,
// Home and End; Enter opens, Space chooses, with Shift a range, Ctrl+A all.

const ahead = 10; // rows that stand ready above and below those in sight

function grid(spec) {
  const scroller = h("div", { class: "scroller" });
  const head = h("div", { class: "grid-head", role: "rowgroup" }, h("div", { class: "row head", role: "row", "aria-rowindex": 1 }, spec.head));
  const body = h("div", { class: "grid-body", role: "rowgroup" });
  const root = h("div", { role: "grid", class: "grid", "aria-label": spec.label, "aria-multiselectable": "true", "aria-colcount": spec.head.length }, head, body);
  scroller.append(root);
  let order = [], active = 0, height = 54, frame = 0, idle = 0;
  const shown = new Map(), free = []; // rows by their place; rows to use again

  function measure() {
    const probe = h("div", { class: "row probe" });
    body.append(probe);
    height = probe.getBoundingClientRect().height || 54;
    probe.remove();
    body.style.height = order.length * height + "px";
  }

  const sight = () => Math.max(1, Math.floor((scroller.clientHeight - head.offsetHeight) / height));

  function range() {
    const first = Math.floor(scroller.scrollTop / height);
    return { first: Math.max(0, first - ahead), last: Math.min(order.length - 1, first + sight() + 1 + ahead) };
  }

  // paint fills the rows in sight. The one that has the focus stays.
  function paint() {
    frame = 0;
    const { first, last } = range();
    for (const [place, row] of shown) {
      if (place >= first && place <= last) continue;
      if (row.contains(document.activeElement) && place < order.length) continue;
      shown.delete(place);
      free.push(row);
    }
    for (let place = first; place <= last; place++) if (!shown.has(place)) put(place);
    for (const row of free) row.remove();
    if (spec.seen) spec.seen(Math.min(order.length, Math.floor(scroller.scrollTop / height) + 1), Math.min(order.length, Math.floor(scroller.scrollTop / height) + sight()));
    clearTimeout(idle);
    idle = setTimeout(arrange, 200);
  }

  function put(place) {
    const row = free.shift() || spec.row();
    if (!row.isConnected) body.append(row);
    row.place = place;
    row.style.transform = `translateY(${place * height}px)`;
    row.setAttribute("aria-rowindex", place + 2);
    row.tabIndex = place === active ? 0 : -1;
    spec.fill(row, order[place]);
    shown.set(place, row);
  }

  // arrange brings the elements into the order of their places, for readers that
  // follow the document; the one that has the focus is not moved.
  function arrange() {
    const rows = [...shown.values()].sort((a, b) => a.place - b.place);
    const fixed = rows.find((row) => row.contains(document.activeElement));
    for (const row of rows) {
      if (row === fixed) continue;
      if (fixed && row.place < fixed.place) body.insertBefore(row, fixed);
      else body.append(row);
    }
  }

  function schedule() { if (!frame) frame = requestAnimationFrame(paint); }

  // go makes a place the active one, and brings it into sight.
  function go(place, focus) {
    if (order.length === 0) return;
    const before = shown.get(active);
    if (before) before.tabIndex = -1;
    active = Math.max(0, Math.min(order.length - 1, place));
    const top = active * height, room = scroller.clientHeight - head.offsetHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + height > scroller.scrollTop + room) scroller.scrollTop = top + height - room;
    if (!shown.has(active)) put(active);
    const row = shown.get(active);
    row.tabIndex = 0;
    if (focus) row.focus({ preventScroll: true });
    schedule();
  }

  function keys(event) {
    const row = event.target.closest(".row");
    if (!row || row.classList.contains("head")) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: sight() - 1, PageUp: 1 - sight(), Home: -order.length, End: order.length }[event.key];
    if (step !== undefined) {
      const from = row.place;
      go(from + step, true);
      if (event.shiftKey) spec.range(from, active);
    } else if (event.key === "Enter" && event.target === row) spec.open(order[row.place], row.place);
    else if (event.key === " " && event.target === row) spec.toggle(row.place, event.shiftKey);
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) spec.all(true);
    else return;
    event.preventDefault();
  }

  function click(event) {
    const row = event.target.closest(".row");
    if (!row || row.classList.contains("head")) return;
    if (event.target.closest(".pick")) {
      if (event.target.tagName !== "INPUT") return;
      spec.toggle(row.place, event.shiftKey);
    } else {
      go(row.place, true);
      spec.open(order[row.place], row.place);
    }
  }

  scroller.addEventListener("scroll", schedule, { passive: true });
  root.addEventListener("keydown", keys);
  root.addEventListener("click", click);
  body.addEventListener("focusin", (event) => {
    const row = event.target.closest(".row");
    if (row && row.place !== active) {
      const before = shown.get(active);
      if (before) before.tabIndex = -1;
      active = row.place;
      row.tabIndex = 0;
    }
  });
  new ResizeObserver(resized).observe(scroller);

  // resized lays the rows out anew where their height changed, as between a table and
  // cards, and keeps what is on top.
  function resized() {
    const old = height, top = scroller.scrollTop / height, focused = body.contains(document.activeElement);
    measure();
    if (old !== height) {
      clear();
      scroller.scrollTop = top * height;
      paint();
      if (focused) go(active, true);
    }
    schedule();
  }

  function clear() {
    for (const row of shown.values()) free.push(row);
    shown.clear();
  }

  return {
    el: scroller, go,
    order: () => order,
    active: () => active,
    sight,
    // set shows other customers; the first is then the active one.
    set(customers) {
      order = customers;
      active = 0;
      clear();
      root.setAttribute("aria-rowcount", order.length + 1);
      measure();
      scroller.scrollTop = 0;
      paint();
      arrange();
    },
    // refresh writes the rows in sight anew.
    refresh() { for (const [place, row] of shown) spec.fill(row, order[place]); },
    to(place) {
      scroller.scrollTop = place * height;
      schedule();
    },
  };
}
