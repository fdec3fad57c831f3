// The data of the page. D is report.Data without its customers, D.list the customers
// by columns: typed arrays, and codes with the dictionary D.list.texts.

const D = unpack(JSON.parse(document.getElementById("page-data").textContent));
const HOLE = "\u0001"; // where a number was taken out of a reason

// unpack turns packed arrays of objects back, in place.
function unpack(v) {
  if (v === null || typeof v !== "object") return v;
  if (Array.isArray(v)) return v.map(unpack);
  if (v.$columns) return unpackObjects(v);
  for (const key of Object.keys(v)) v[key] = unpack(v[key]);
  return v;
}

function unpackObjects(v) {
  const out = Array.from({ length: v.$n }, () => ({}));
  for (const [name, column] of Object.entries(v.$columns)) {
    if (column.$codes) column.$codes.forEach((code, i) => { if (code > 0) out[i][name] = column.$texts[code - 1]; });
    else column.forEach((value, i) => { if (!isAbsent(value)) out[i][name] = unpack(value); });
  }
  return out;
}

function isAbsent(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;
}

// numbers makes a column of numbers; what is missing becomes NaN, which no view
// shows: i18n writes a dash.
function numbers(column, parts) {
  const out = new Float64Array((column || []).length);
  for (let i = 0; i < out.length; i++) out[i] = column[i] === null ? NaN : column[i] / parts;
  return out;
}

function codes(column) { return Int32Array.from(column || []); }

// readList decodes the customers. Reasons stay coded until they are shown.
function readList(raw) {
  const n = raw.id.length, l = {
    n, texts: ["", ...raw.texts], id: raw.id, rank: codes(raw.rank),
    p: numbers(raw.p, 10000), value: numbers(raw.var, 100), spend: numbers(raw.spend, 100),
    tier: codes(raw.tier), action: codes(raw.action), segment: codes(raw.segment), region: codes(raw.region),
    channel: codes(raw.channel), hour: numbers(raw.hour, 1), holdout: new Uint8Array(n),
    last: codes(raw.last), gap: numbers(raw.gap, 10), expected: codes(raw.expected),
    change: numbers(raw.change, 10000), cause: codes(raw.cause), why: raw.why, history: raw.history,
  };
  for (const i of raw.holdout) l.holdout[i] = 1;
  l.reasons = raw.reasons.map((r) => ({
    family: r.f, key: r.k ? l.texts[r.k] : "", args: r.a || [], text: refill(l.texts[r.t], r.n),
  }));
  return l;
}

function refill(text, parts) {
  if (!parts) return text;
  let next = 0;
  return text.replaceAll(HOLE, () => parts[next++]);
}

// reasonsOf are the reasons of customer i: {family, key, args, text}.
function reasonsOf(i) {
  return D.list.why[i].map((code) => {
    const r = D.list.reasons[code];
    return { family: D.list.texts[r.family], key: r.key, args: r.args, text: r.text };
  });
}

// textOf is a text of customer i, such as textOf("segment", i); empty for none.
function textOf(column, i) { return D.list.texts[D.list[column][i]]; }

// causeOf tells why the probability of customer i moved; empty for no cause.
function causeOf(i) {
  const code = D.list.cause[i];
  return code < 0 ? "" : D.list.reasons[code].text;
}

// historyOf is the timeline of customer i: months (yyyy-mm), and by month spend and
// the counts; null without one.
function historyOf(i) {
  const raw = D.list.history, n = raw.months ? raw.months[i] : 0;
  if (!n) return null;
  const spend = raw.spend[i].split(",").map((c) => (c === "" ? 0 : parseInt(c, 36) / 100));
  const counts = (column) => (column[i] === null ? null : readCounts(column[i], n));
  return {
    months: monthsBefore(D.as_of, n), spend,
    late: counts(raw.late), complaints: counts(raw.complaints), contacts: counts(raw.contacts), offers: counts(raw.offers),
  };
}

// readCounts reads a digit of base 36 for a month, and a capital letter for as many
// months of none.
function readCounts(text, n) {
  const out = [];
  for (const c of text) {
    if (c >= "A" && c <= "Z") for (let k = c.charCodeAt(0) - 64; k > 0; k--) out.push(0);
    else out.push(parseInt(c, 36));
  }
  while (out.length < n) out.push(0);
  return out.slice(0, n);
}

// monthsBefore are the n months up to the day before as_of, the oldest first; empty
// texts where the list has no date.
function monthsBefore(asOf, n) {
  const end = new Date(asOf + "T00:00:00Z");
  if (Number.isNaN(end.getTime())) return Array.from({ length: n }, () => "");
  end.setUTCDate(end.getUTCDate() - 1);
  end.setUTCDate(1);
  const out = [];
  for (let k = 0; k < n; k++, end.setUTCMonth(end.getUTCMonth() - 1)) out.unshift(end.toISOString().slice(0, 7));
  return out;
}

D.list = readList(JSON.parse(document.getElementById("page-list").textContent));
